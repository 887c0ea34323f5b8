"""Reading the ledger, consents and legal bases."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.disclosures import wording
from tovholder.disclosures.models import Consent, Disclosure, LegalBasis

#: So many entries of the ledger on a person's page; the ledger has all.
NEWEST = 8
#: That a consent runs out is told so long before.
RUNS_OUT = timedelta(days=14)


def bases_for(
    giver: Agency | None, on: date, *, reaches: Iterable[str] = (), with_consent: bool = False
) -> Any:
    """The provisions in force on a day on which an agency may disclose to all of these kinds of agency.

    :param with_consent: those that rest on one, too.
    """
    if giver is None:
        return LegalBasis.objects.none()
    found = LegalBasis.objects.filter(municipality=giver.municipality_id, gives__contains=[giver.kind])
    found = found if with_consent else found.filter(needs_consent=False)
    return found.filter(reaches__contains=sorted(set(reaches))).valid(on).order_by("short_title", "id")


def audits(reader: User) -> bool:
    """She reads that something passed, and neither what nor about whom."""
    return reader.may(Permission.LEDGER_AUDIT) and not reader.may(Permission.DISCLOSURE_WRITE)


def ledger(
    *, reader: User, received: bool = False, basis: UUID | None = None, person: UUID | None = None
) -> Any:
    """What the reader's agency gave, or was given, to be ordered by ("-at", "-id"); an auditor's: all.

    :param person: about one citizen alone, by the key that stands for her in the ledger.
    """
    rows = Disclosure.objects.filter(municipality=reader.municipality_id)
    rows = rows.select_related("giver", "receiver", "basis")
    if not audits(reader):
        mine = {"receiver": reader.agency_id} if received else {"giver": reader.agency_id}
        rows = rows.filter(**mine).select_related("particulars", "person")
    wanted = {"basis": basis, "person": person}
    return rows.filter(**{name: key for name, key in wanted.items() if key})


def all_bases(reader: User) -> list[LegalBasis]:
    """The municipality's provisions, those that ended among them."""
    rows = LegalBasis.objects.filter(municipality=reader.municipality_id)
    return list(rows.order_by("short_title", "-valid_from"))


def of_act(disclosure: Disclosure) -> list[Disclosure]:
    """The other rows of the same act that the reader may see with their particulars."""
    rows = Disclosure.objects.filter(act=disclosure.act, particulars__isnull=False).exclude(pk=disclosure.pk)
    return list(rows.select_related("giver", "receiver", "particulars").order_by("id"))


def consents_of(person: UUID, *, on: date) -> Any:
    """Those that stand on a day and that the reader sees, of whoever it is, in whichever of her rows."""
    hers = RawSQL("select tovholder.people_together(%s)", [person])
    return Consent.objects.filter(person_id__in=hers).standing(on).order_by("noted_at", "id")


def resting_on(consent: Consent, at: datetime) -> int:
    """How many disclosures stop when the consent is withdrawn, as far as the reader sees them."""
    return int(Disclosure.objects.filter(consent=consent).standing(at).count())


# --- on a person's page ---------------------------------------------------------------------------------

_OF_PERSON = """
select (select coalesce(jsonb_agg(x order by x.noted_at desc), '[]') from (
          select c.id, c.purpose, c.valid_from, c.valid_until, c.given_by, c.noted_at, c.withdrawn_at,
                 c.way, n.name as noted_by, o.short_name as noted_for, c.withdrawn_how,
                 w.name as withdrawn_by,
                 array(select a.short_name from disclosures_consentagency r join access_agency a
                         on a.id = r.agency_id where r.consent_id = c.id order by a.short_name) as agencies
            from disclosures_consent c join access_user n on n.id = c.noted_by_id
            left join access_agency o on o.id = c.agency_id
            left join access_user w on w.id = c.withdrawn_noted_by_id
           where c.person_id = any(%(persons)s::uuid[])) x),
       (select coalesce(jsonb_agg(y), '[]') from (
          select d.id, d.at, d.what, d.stopped_at, d.ends_at, p.stopped_why, b.short_title as basis,
                 coalesce(g.short_name, p.outside) as giver, coalesce(t.short_name, p.outside) as receiver
            from disclosures_disclosure d left join disclosures_legalbasis b on b.id = d.basis_id
            join disclosures_particulars p on p.disclosure_id = d.id
            left join access_agency g on g.id = d.giver_id left join access_agency t on t.id = d.receiver_id
           where d.person_id = any(%(persons)s::uuid[]) order by d.at desc, d.id desc limit %(most)s) y)
"""


@dataclass(frozen=True)
class Entry:
    """A line of the ledger, in words."""

    id: str
    day: str
    what: str
    giver: str
    receiver: str
    basis: str
    stopped: str


@dataclass(frozen=True)
class Said:
    """A consent, in words. `state` is a shape's name (met, soon, open, missed, not_measured), `word` says it.

    `how`: how it was given and who noted it; `withdrawal`: the same of that, or "".
    """

    id: str
    purpose: str
    agencies: str
    given_by: str
    period: str
    how: str
    withdrawal: str
    state: str
    word: str
    stands: bool


def of_person(persons: list[UUID], at: datetime) -> tuple[list[Said], list[Entry]]:
    """Consents and the newest entries about somebody, who may stand in several rows: one statement."""
    on = localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERSON, {"persons": persons, "most": NEWEST})
        consents, entries = (_json(value) for value in cursor.fetchone())
    whats = dict(Disclosure.What.choices)
    return [_said(row, on) for row in consents], [
        Entry(
            id=row["id"],
            day=wording.day(datetime.fromisoformat(row["at"])),
            what=str(whats[row["what"]]),
            giver=row["giver"],
            receiver=row["receiver"],
            basis=row["basis"] or str(wording.NO_BASIS),
            stopped=wording.stopped(
                wording.ended(_time(row["stopped_at"]), _time(row["ends_at"]), at), row["stopped_why"]
            ),
        )
        for row in entries
    ]


def _said(row: dict[str, Any], on: date) -> Said:
    start, end = date.fromisoformat(row["valid_from"]), row["valid_until"]
    until = date.fromisoformat(end) if end else None
    withdrawn = _time(row["withdrawn_at"])
    if withdrawn:
        state, word = "missed", _("Withdrawn on %(day)s") % {"day": wording.day(withdrawn)}
    elif until and until < on:
        state, word = "not_measured", _("Ran out on %(day)s") % {"day": wording.day(until)}
    elif start > on:
        state, word = "open", _("From %(day)s") % {"day": wording.day(start)}
    elif until and until <= on + RUNS_OUT:
        state, word = "soon", _("Runs out on %(day)s") % {"day": wording.day(until)}
    else:
        state, word = "met", _("Stands")
    period = _("from %(day)s") % {"day": wording.day(start)}
    if until:
        period += " " + _("to %(day)s") % {"day": wording.day(until)}
    return Said(
        id=row["id"],
        purpose=row["purpose"],
        agencies=", ".join(row["agencies"]),
        given_by=row["given_by"],
        period=period,
        how=_noted(str(Consent.Way(row["way"]).label), row["noted_by"], row["noted_for"]),
        withdrawal=_noted(row["withdrawn_how"], row["withdrawn_by"]) if withdrawn else "",
        state=state,
        word=word,
        stands=withdrawn is None and (until is None or until >= on),
    )


def _noted(how: str, by: str, agency: str | None = None) -> str:
    return f"{how} ({by}, {agency})" if agency else f"{how} ({by})"


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str | bytes) else value
