"""Invented citizens, concerns and cases, from which tests start. Call inside `arranging()`.

CPR numbers have a day above 60, so that they are nobody's.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from tovholder.access.models import Agency, Municipality, User
from tovholder.cases.models import Case, CaseReason, Participation, ParticipationReason, Step
from tovholder.concerns.models import ConcernReport
from tovholder.core.ids import uuid7
from tovholder.core.sealing import blind, seal
from tovholder.disclosures.models import Content, Disclosure, LegalBasis
from tovholder.disclosures.models import Particulars as DisclosureParticulars
from tovholder.people.models import CPR_PLACE, Address, Particulars, Person

WHEN = datetime(2022, 9, 1, 9, 0, tzinfo=UTC)
_number = count(1)


def citizen(
    municipality: Municipality, *, by: User, name: str = "", cpr: str = "", address: str = "", **fields: Any
) -> Person:
    """Somebody who does not exist."""
    number = next(_number)
    key = uuid7()
    locked = (
        {"cpr_sealed": seal(cpr, place=CPR_PLACE, row=key), "cpr_index": blind(cpr, use="cpr")} if cpr else {}
    )
    known = {name: fields.pop(name) for name in Particulars.KNOWN if name in fields}
    made: Person = Person.objects.create(
        id=key,
        municipality=municipality,
        name=name or f"Opdigtet Borger {number}",
        made_at=WHEN,
        made_by=by,
        **fields,
    )
    Particulars.objects.create(
        person=made, municipality=municipality, **{"birth_date": date(2003, 5, 11), **locked, **known}
    )
    if address:
        Address.objects.create(person=made, municipality=municipality, text=address)
    return made


def concern(
    municipality: Municipality, *, by: User, person: Person | None = None, **fields: Any
) -> ConcernReport:
    """A concern from a parent on the national hotline, waiting for triage."""
    given = {
        "number": f"2022-{next(_number):04}",
        "received_at": WHEN,
        "channel": "national_hotline",
        "caller_kind": "parent",
        "anonymous": True,
        "danger": "no",
        "behaviour": "Sover om dagen.",
    }
    return ConcernReport.objects.create(
        municipality=municipality, taken_by=by, person=person, **{**given, **fields}
    )


def case(municipality: Municipality, *, by: User, person: Person | None = None, **fields: Any) -> Case:
    """An open case that has been received and cleared."""
    reason = fields.pop("reason", "Bekymring fra en fagperson om brud med venner.")
    given = {
        "number": f"2022-{next(_number):04}",
        "opened_at": WHEN,
        "purpose": "Forebygge kriminalitet med ekstremistisk motiv",
        "basis": "Databeskyttelsesforordningen art. 6, stk. 1, litra e",
        "last_change": WHEN,
    }
    made = Case.objects.create(
        municipality=municipality,
        opened_by=by,
        person=person or citizen(municipality, by=by),
        **{**given, **fields},
    )
    CaseReason.objects.create(case=made, agency=by.agency, text=reason, at=made.opened_at)
    Step.objects.create(case=made, kind=Step.Kind.RECEIVED, at=WHEN, by=by)
    Step.objects.create(case=made, kind=Step.Kind.CLEARED, at=WHEN + timedelta(days=2), by=by)
    return made


def take_part(case: Case, user: User, *, by: User, **fields: Any) -> Participation:
    """Put somebody on a case for her agency."""
    reason = fields.pop("reason", "Kender borgeren")
    made = Participation.objects.create(
        case=case, user=user, agency_id=user.agency_id, given_by=by, **{"valid_from": WHEN, **fields}
    )
    ParticipationReason.objects.create(participation=made, text=reason)
    return made


def disclosure(
    person: Person, *, by: User, receiver: Agency, basis: LegalBasis, what: str = "summary"
) -> Disclosure:
    """An entry of the ledger about somebody, with its particulars and what it passed on."""
    given: Disclosure = Disclosure.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        act=person.pk,
        what=what,
        giver=by.agency,
        receiver=receiver,
        at=WHEN,
        basis=basis,
        recorded_by=by,
    )
    DisclosureParticulars.objects.create(
        disclosure=given, purpose="Forebygge kriminalitet", necessity="Til brug for samtalen"
    )
    Content.objects.create(disclosure=given, text="Han har mistet sin læreplads.")
    return given


def basis(municipality: Municipality, *, key: str = "rpl115-1", **fields: Any) -> LegalBasis:
    """Retsplejeloven § 115, stk. 1: between the municipality's administrations and the police."""
    given = {
        "title": "Retsplejeloven § 115, stk. 1",
        "short_title": "rpl. § 115, stk. 1",
        "meaning": "Forebyggende samarbejde mellem kommune og politi.",
        "source": "LBK nr 1160 af 05/11/2024 § 115",
        "gives": ["municipal", "police"],
        "reaches": ["municipal", "police"],
        "valid_from": date(2019, 5, 1),
    }
    found = LegalBasis.objects.filter(municipality=municipality, key=key).first()
    return found or LegalBasis.objects.create(municipality=municipality, key=key, **{**given, **fields})
