"""Everything in a case that its reader may see, newest first: one statement, whatever kinds there are.

Row level security decides what that is; nothing here filters by who asks.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access.models import User
from tovholder.cases import words
from tovholder.cases.models import Case, Step
from tovholder.concerns.models import CallerKind, Channel, PoliceClearance
from tovholder.disclosures.models import Disclosure

SIZE = 40
#: So many days of steps alike are named each; of more, how many there were and the latest.
MOST_DAYS = 2

#: The filter of the page, and the kinds of entry that it shows.
FILTERS: dict[str, tuple[str, ...]] = {
    "": ("note", "document", "disclosure", "step", "clearance", "concern", "decision"),
    "notes": ("note",),
    "disclosures": ("disclosure",),
    "documents": ("document",),
}

#: A disclosure was stopped, or the consent that it rests on has run out.
_OVER = "(d.stopped_at is not null or coalesce(d.ends_at <= tovholder.clock(), false))"
_RAN_OUT = "coalesce(d.ends_at <= least(tovholder.clock(), d.stopped_at), false)"
_SHARES = (
    """(select jsonb_agg(jsonb_build_object('to', a.short_name, 'giver', d.giver_id, 'at', d.at,
                   'basis', b.short_title, 'stopped', """
    + _OVER
    + """) order by d.at, a.short_name)
                from cases_share s join disclosures_disclosure d on d.id = s.disclosure_id
                join disclosures_legalbasis b on b.id = d.basis_id
                left join access_agency a on a.id = d.receiver_id
               where s.{column} = {row}.id)"""
)
_PAGE = "({at}, {id}) < (%(at)s, %(id)s) order by {at} desc, {id} desc limit %(size)s"

_PARTS = {
    "note": """
      select 'note' as kind, n.id, n.at, n.agency_id as agency, u.name as who, n.text, jsonb_build_object(
               'mine', n.author_id = %(user)s, 'corrects', n.corrects_id,
               'corrected', (select c.at from cases_note c where c.corrects_id = n.id),
               'shares', """
    + _SHARES.format(column="note_id", row="n")
    + """) as more
        from cases_note n join access_user u on u.id = n.author_id
       where n.case_id = %(case)s and """
    + _PAGE.format(at="n.at", id="n.id"),
    "document": """
      select 'document', f.id, f.at, f.agency_id, u.name, f.title, jsonb_build_object(
               'size', f.size, 'type', f.media_type, 'shares', """
    + _SHARES.format(column="document_id", row="f")
    + """)
        from cases_document f join access_user u on u.id = f.author_id
       where f.case_id = %(case)s and """
    + _PAGE.format(at="f.at", id="f.id"),
    # A share with six agencies is six rows of one act, and one entry.
    "disclosure": """
      select * from (
        select 'disclosure' as kind, min(d.id::text)::uuid as id, min(d.at) as at, min(d.giver_id) as agency,
               min(u.name) as who, min(coalesce(c.text, '')) as text, jsonb_build_object(
                 'what', min(d.what), 'from', coalesce(min(p.outside) filter (where d.giver_id is null), ''),
                 'basis', min(b.short_title),
                 'purpose', min(p.purpose), 'stopped', bool_and("""
    + _OVER
    + """), 'ran_out', bool_and("""
    + _RAN_OUT
    + """),
                 'to', jsonb_agg(coalesce(a.short_name, p.outside) order by a.short_name),
                 'shared', bool_or(s.id is not null),
                 'title', min(f.title), 'note_at', min(n.at)) as more
          from disclosures_disclosure d
          join disclosures_particulars p on p.disclosure_id = d.id
          left join disclosures_legalbasis b on b.id = d.basis_id
          join access_user u on u.id = d.recorded_by_id
          left join access_agency a on a.id = d.receiver_id
          left join disclosures_content c on c.disclosure_id = d.id
          left join cases_share s on s.disclosure_id = d.id
          left join cases_note n on n.id = s.note_id
          left join cases_document f on f.id = s.document_id
         where d.person_id = any(array(select tovholder.people_together(%(person)s)))
           and (s.id is null or s.case_id = %(case)s)
         group by d.act) o
       where """
    + _PAGE.format(at="at", id="id"),
    "step": """
      select 'step', t.id, t.at, u.agency_id, u.name, '', jsonb_build_object('kind', t.kind)
        from cases_step t join access_user u on u.id = t.by_id
       where t.case_id = %(case)s and """
    + _PAGE.format(at="t.at", id="t.id"),
    "clearance": """
      select 'clearance', p.id, coalesce(p.answered_at, p.asked_at), u.agency_id, u.name, p.note,
             jsonb_build_object('answer', p.answer)
        from cases_caseconcern j join concerns_policeclearance p on p.concern_id = j.concern_id
        join access_user u on u.id = coalesce(p.answered_by_id, p.asked_of_id)
       where j.case_id = %(case)s and p.withdrawn_at is null and """
    + _PAGE.format(at="coalesce(p.answered_at, p.asked_at)", id="p.id"),
    "concern": """
      select 'concern', o.id, o.received_at, u.agency_id, u.name, o.number,
             jsonb_build_object('channel', o.channel, 'caller', o.caller_kind, 'anonymous', o.anonymous)
        from cases_caseconcern j join concerns_concernreport o on o.id = j.concern_id
        join access_user u on u.id = o.taken_by_id
       where j.case_id = %(case)s and """
    + _PAGE.format(at="o.received_at", id="o.id"),
    "decision": """
      select 'decision', c.id, c.at, c.agency_id, u.name, c.text, '{}'::jsonb
        from cases_decision c join access_user u on u.id = c.by_id
       where c.case_id = %(case)s and """
    + _PAGE.format(at="c.at", id="c.id"),
}


@dataclass(frozen=True)
class Seen:
    """Who sees an entry, in words, with the icon that says the same."""

    icon: str
    text: str


@dataclass
class Entry:
    """One thing on the timeline.

    :param mark: the shape beside it: "own", "other", "disclosed" or "system"; the words say the same.
    :param label: what a step is called.
    """

    kind: str
    id: UUID
    agency: str
    head: str
    text: str
    seen: Seen
    mark: str
    label: str = ""
    by: str = ""
    remark: str = ""
    share_url: str = ""
    correct_url: str = ""
    url: str = ""
    url_words: str = ""
    at: datetime | None = None
    concern: UUID | None = None
    #: The same told to others: whom and under which law, and its address.
    others: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_bare_step(self) -> bool:
        """A step to which nobody wrote a word."""
        return self.kind.startswith("step:") and not self.text


@dataclass(frozen=True)
class Timeline:
    """A page of it. `older` is the place from which the next page begins, or ""."""

    entries: list[Entry]
    older: str = ""
    concerns: list[UUID] = field(default_factory=list)

    @property
    def has_steps(self) -> bool:
        """Whether steps stand in it that do not say themselves who sees them."""
        return any(entry.kind == "steps" for entry in self.entries)

    @property
    def has_disclosed(self) -> bool:
        """Whether something stands in it that passed from agency to agency."""
        return any(entry.mark in ("disclosed", "other") for entry in self.entries)


def timeline(
    case: Case,
    user: User,
    today: date,
    *,
    only: str = "",
    before: str = "",
    size: int = SIZE,
    acts: bool = True,
) -> Timeline:
    """The entries of a case that the user may see; one statement.

    :param only: a key of `FILTERS`.
    :param before: what `older` of the page before said.
    :param acts: with links to what may be done with an entry; a print has none.
    """
    kinds = FILTERS.get(only, FILTERS[""])
    at, key = _place(before)
    union = " union all ".join(f"({_PARTS[kind]})" for kind in kinds)
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.kind, v.id, v.at, v.who, v.text, v.more::text, coalesce(g.short_name, ''), v.agency"
            f" from ({union}) v (kind, id, at, agency, who, text, more)"
            " left join access_agency g on g.id = v.agency"
            " order by v.at desc, v.id desc limit %(size)s",
            {
                "case": case.pk,
                "person": case.person_id,
                "user": user.pk,
                "at": at,
                "id": key,
                "size": size + 1,
            },
        )
        rows = cursor.fetchall()
    older = _cursor(rows[size - 1]) if len(rows) > size else ""
    entries = _folded(_together(_once([_entry(row, user, today, acts) for row in rows[:size]])), today)
    for entry in entries:
        if entry.kind == "disclosure" and entry.remark == case.purpose:
            entry.remark = ""  # it stands above the timeline
    return Timeline(entries, older, [entry.concern for entry in entries if entry.concern])


def _together(entries: list[Entry]) -> list[Entry]:
    """What was told to several agencies at once under several laws is one entry, with each law's line."""
    found: list[Entry] = []
    told: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        says = (entry.at, entry.agency, entry.by, entry.head, entry.text, entry.remark)
        if entry.kind == "disclosure" and says in told:
            told[says].others.append((entry.seen.text, entry.url))
            continue
        if entry.kind == "disclosure":
            told[says] = entry
        found.append(entry)
    return found


def _once(entries: list[Entry]) -> list[Entry]:
    """The steps received and cleared say the same as the concern and the clearance, where those are seen."""
    told = {(entry.kind, entry.at) for entry in entries}
    double = {"step:received": "concern", "step:cleared": "clearance"}
    return [entry for entry in entries if (double.get(entry.kind, "-"), entry.at) not in told]


def _folded(entries: list[Entry], today: date) -> list[Entry]:
    """Steps one after another are one line, so that what people wrote is not lost among them."""
    found: list[Entry] = []
    for bare, run in groupby(entries, key=lambda entry: entry.agency if entry.is_bare_step else None):
        if bare is None:
            found += run
            continue
        steps = list(run)
        first = steps[0]
        first.head = " ".join(
            _times(label, [entry.at for entry in steps if entry.label == label and entry.at], today)
            for label in dict.fromkeys(entry.label for entry in steps)
        )
        first.kind = "steps"
        found.append(first)
    return found


def _times(label: str, when: list[datetime], today: date) -> str:
    """ "Follow-up 2 August and 21 June." The days of one kind of step, newest first; of many, the latest."""
    days = [words.day(at, today=today) for at in when]
    if len(days) > MOST_DAYS:
        said = _("%(step)s %(n)s times, the latest on %(day)s.")
        return said % {"step": label, "n": len(days), "day": days[0]}
    return f"{label} {_listed(days)}."


_SIGNER = Signer(salt="cases.timeline")
_LATEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


def _cursor(row: Any) -> str:
    return _SIGNER.sign_object([row[2].isoformat(), str(row[1])])


def _place(before: str) -> tuple[datetime, UUID]:
    try:
        at, key = _SIGNER.unsign_object(before)
        return parse_datetime(at) or _LATEST[0], UUID(key)
    except (BadSignature, ValueError, TypeError):
        return _LATEST


def _entry(row: Any, user: User, today: date, acts: bool) -> Entry:
    kind, key, at, who, text, more_text, agency, agency_id = row
    more = json.loads(more_text)
    own = agency_id == user.agency_id
    made: Entry = _MAKE[kind](key, at, text, more, agency, own, today)
    made.agency, made.by, made.at = made.agency or agency, who, at
    if acts and own and kind in ("note", "document"):
        if not more.get("corrected"):
            made.share_url = reverse(f"cases:share_{kind}", args=[key])
        if kind == "note" and not more.get("corrected"):
            made.correct_url = reverse("cases:correct_note", args=[key])
    if acts and kind == "document":
        made.url, made.url_words = reverse("cases:document", args=[key]), _("Fetch the document")
    if acts and kind == "disclosure":
        made.url, made.url_words = (
            reverse("disclosures:disclosure", args=[key]),
            _("See exactly what they see"),
        )
    if kind == "concern":
        made.concern = key
        if acts:
            made.url, made.url_words = reverse("concerns:concern", args=[key]), _("See the concern")
    return made


def _shared(shares: list[dict[str, Any]] | None, agency: str, own: bool) -> Seen:
    """Who sees a note or a document: its own agency's circle, and whom it was shared with."""
    standing = [share for share in shares or [] if not share["stopped"]]
    if not standing:
        return Seen("lock", _("%(agency)s alone") % {"agency": agency})
    groups: dict[tuple[str, str], list[str]] = {}
    for share in standing:
        day = words.short(parse_datetime(share["at"]) or _LATEST[0])
        groups.setdefault((day, share["basis"]), []).append(share["to"] or "?")
    said = [
        (
            _("Shared with %(to)s on %(day)s under %(basis)s")
            if own
            else _("Shared by %(agency)s with %(to)s on %(day)s under %(basis)s")
        )
        % {"agency": agency, "to": _listed(names), "day": day, "basis": basis}
        for (day, basis), names in groups.items()
    ]
    return Seen("share", ". ".join(said))


def _listed(names: list[str]) -> str:
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
        if names[1:]
        else names[0]
    )


def _head(what: str, at: datetime, today: date) -> str:
    return f"{what}, {words.moment(at, today=today)}"


def _note(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    head = _("Correction") if more["corrects"] else pgettext("in a case", "Note")
    remark = ""
    if more["corrected"]:
        day = words.short(parse_datetime(more["corrected"]) or at)
        remark = _("Corrected on %(day)s. The correction stands above.") % {"day": day}
    seen = _shared(more["shares"], agency, own)
    return Entry(
        "note", key, "", _head(head, at, today), text, seen, "own" if own else "other", remark=remark
    )


def _document(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    seen = _shared(more["shares"], agency, own)
    return Entry("document", key, "", _head(_("Document"), at, today), text, seen, "own" if own else "other")


def _disclosure(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    if more["title"]:
        text = _("The document »%(title)s«.") % {"title": more["title"]}
    elif more["note_at"]:
        written = parse_datetime(more["note_at"]) or at
        text = _("The note of %(day)s.") % {"day": words.day(written, today=today)}
    text = text.replace("\n\n", "\n")
    what = str(Disclosure.What(more["what"]).label)
    said = _("Shared with %(to)s on %(day)s under %(basis)s")
    if more["basis"] is None:
        said = _("Shared with %(to)s on %(day)s; who gave it answers for the legal basis")
    seen = said % {"to": _listed(more["to"]), "day": words.short(at), "basis": more["basis"]}
    remark = more["purpose"]
    if more["ran_out"]:
        remark = _("The consent has run out: they see it no longer.")
    elif more["stopped"]:
        remark = _("Stopped: they see it no longer.")
    head = _head(_("Disclosure, %(what)s") % {"what": what}, at, today)
    return Entry("disclosure", key, more["from"], head, text, Seen("share", seen), "disclosed", remark=remark)


def _step(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    label = str(Step.Kind(more["kind"]).label)
    label = label[:1].upper() + label[1:]
    circle = Seen("people", _("Those who take part in the case"))
    head = _head(label, at, today)
    return Entry(f"step:{more['kind']}", key, "", head, text, circle, "system", label=label)


def _clearance(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    answered = {
        PoliceClearance.Answer.NOTHING_AGAINST: _("Nothing stands against prevention in the Infohus."),
        PoliceClearance.Answer.THEIRS: _("The matter is theirs alone."),
    }.get(more["answer"], _("Asked, and not answered yet."))
    seen = Seen("lock", _("The coordinators and whoever answered"))
    said = f"{answered} {text}".strip()
    return Entry(
        "clearance", key, "", _head(_("Police clearance"), at, today), said, seen, "own" if own else "other"
    )


def _concern(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    sealed = _("The caller is anonymous.") if more["anonymous"] else _("The caller's name is sealed.")
    how = str(Channel(more["channel"]).label).capitalize()
    if more["channel"] != Channel.REFERRAL:  # an authority refers: its channel says who it was
        how = _("%(channel)s, from: %(caller)s") % {
            "channel": how,
            "caller": CallerKind(more["caller"]).label,
        }
    told = _("Concern %(number)s. %(how)s. %(sealed)s") % {"number": text, "how": how, "sealed": sealed}
    seen = Seen("lock", _("The coordinators and whoever took it down"))
    return Entry("concern", key, "", _head(_("Concern received"), at, today), told, seen, "system")


def _decision(key: UUID, at: datetime, text: str, more: Any, agency: str, own: bool, today: date) -> Entry:
    seen = Seen("lock", _("%(agency)s alone") % {"agency": agency})
    return Entry("decision", key, "", _head(_("Decision"), at, today), text, seen, "own")


_MAKE: dict[str, Any] = {
    "note": _note,
    "document": _document,
    "disclosure": _disclosure,
    "step": _step,
    "clearance": _clearance,
    "concern": _concern,
    "decision": _decision,
}
