"""The objects with which the walk of tests/test_urls.py opens the addresses that take parameters.

One function a namespace: it makes what its addresses need in a municipality and returns the parameters of
each, by the address's name. `all_of` calls every one of them, inside `arranging()`.
"""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection

from tests import sensitive
from tests.activities import make
from tests.cases import meetings as meeting_objects
from tests.concerns import make as concern_objects
from tests.conftest import NOW
from tests.factories import LONG_AGO, user
from tests.programme import plan_objects
from tovholder.access.models import Municipality, User
from tovholder.access.roles import Permission
from tovholder.cases.models import (
    AccessRequest,
    Case,
    Document,
    DocumentContent,
    EmergencyAccess,
    Note,
    Opening,
    Recusal,
)
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations as ledger
from tovholder.disclosures.models import Consent, LegalBasis
from tovholder.partners.models import Agreement, Contact, ContactLog, ImportDraft, Organisation
from tovholder.people.models import Double, Kinship

#: Addresses whose parameters name no object of a municipality (a year, a format).
NOT_AN_OBJECT: set[str] = set()

Objects = dict[str, dict[str, Any]]
MAKERS: list[Any] = []
#: Whoever some of the objects belong to alone: a call to its adviser, a question to its police officer.
OWNERS: list[Any] = []


def all_of(municipality: Municipality) -> Objects:
    """Parameters by address name, for one municipality."""
    found: Objects = {}
    OWNERS.clear()
    for maker in MAKERS:
        found |= maker(municipality)
    return found


def let_in(user: User) -> None:
    """Let somebody who works with cases take part in each of her municipality's, and say why she opens it.

    Without it a walk meets the day's question in place of every page of a case.
    """
    if user.may(Permission.CASE_WORK):
        for case in Case.objects.filter(municipality=user.municipality):
            if not user.may(Permission.CASE_COORDINATE):
                sensitive.take_part(case, user, by=user)
            day, purpose = NOW.date(), "Til gennemsyn"
            Opening.objects.get_or_create(
                case=case, user=user, day=day, defaults={"purpose": purpose, "at": NOW}
            )


def access(municipality: Municipality) -> Objects:
    """Somebody with a role, and an agency."""
    somebody = user("planner", municipality=municipality)
    person = {"person_id": somebody.pk}
    of_person = ("person", "change_details", "change_agency", "grant_role", "invite_again")
    of_person += ("reset_second_factor", "end_account", "reopen")
    return {
        **{f"access:{name}": person for name in of_person},
        "access:end_role": {"grant_id": somebody.grants.get().pk},
        "access:change_agency_details": {"agency_id": somebody.agency_id},
    }


MAKERS.append(access)


def log(municipality: Municipality) -> Objects:
    """A look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_read (way, view, municipality) values ('page', 'cases:case', %s) returning id",
            [municipality.pk],
        )
        return {"audit:look": {"look_id": cursor.fetchone()[0]}}


MAKERS.append(log)


def partners(municipality: Municipality) -> Objects:
    """A school with one of everything, and a file that waits to be loaded."""
    keeper = user("planner", municipality=municipality)
    school = Organisation.objects.create(municipality=municipality, kind="school", name="Prøveskolen")
    owned = {"municipality": municipality, "organisation": school}
    day = date(2022, 1, 1)
    contact = Contact.objects.create(**owned, name="Prøve Leder", valid_from=day)
    agreement = Agreement.objects.create(**owned, title="Samarbejde", valid_from=day)
    entry = ContactLog.objects.create(**owned, at=LONG_AGO, channel="visit", text="Besøg", by=keeper)
    draft = ImportDraft.objects.create(
        municipality=municipality,
        purpose="partners.organisations",
        file_name="skoler.csv",
        header=["Navn"],
        rows=[[2, ["Ny Skole"], {}]],
        columns={"heads": {"name": 0}, "kind": "school", "types_from": "2022-01-01"},
        uploaded_by=keeper,
        uploaded_at=LONG_AGO,
    )
    of_school = ("organisation", "change", "close", "reopen", "school_type", "relation")
    of_school += ("add_contact", "make_agreement", "log_talk")
    of_draft = ("import", "import_load", "import_discard", "import_report")
    return {
        **{f"partners:{name}": {"organisation_id": school.pk} for name in of_school},
        **{f"partners:{name}": {"contact_id": contact.pk} for name in ("contact", "end_contact")},
        **{f"partners:{name}": {"agreement_id": agreement.pk} for name in ("agreement", "end_agreement")},
        "partners:remove_entry": {"entry_id": entry.pk},
        **{f"partners:{name}": {"draft_id": draft.pk} for name in of_draft},
    }


MAKERS.append(partners)


def activities(municipality: Municipality) -> Objects:
    """A booking with a session that has begun, and an offer."""
    session = make.session(municipality)
    of_session = ("session", "move", "reassign", "cancel", "reinstate", "held", "nobody_came")
    of_session += ("heads", "participants", "session_ics")
    of_booking = ("booking", "change", "plan", "decline", "withdraw")
    of_profession = ("end_profession", "reopen_profession")
    profession = make.profession(municipality)
    of_import = ("import", "import_load", "import_discard", "import_report")
    return {
        **{f"activities:{name}": {"session_id": session.pk} for name in of_session},
        **{f"activities:{name}": {"booking_id": session.booking_id} for name in of_booking},
        **{f"activities:{name}": {"profession_id": profession.pk} for name in of_profession},
        "activities:offer": {"offer_id": session.booking.offer_id},
        "activities:export": {"form": "csv"},
        **{f"activities:{name}": {"draft_id": make.draft(municipality).pk} for name in of_import},
    }


NOT_AN_OBJECT.add("activities:export")
MAKERS.append(activities)


def concerns(municipality: Municipality) -> Objects:
    """A call, a concern that the police were asked of, a request for the caller, a purge, a shift."""
    found, owners = concern_objects.objects(municipality)
    OWNERS.extend(owners)
    return found


NOT_AN_OBJECT.add("concerns:add_word")
MAKERS.append(concerns)


def programme(municipality: Municipality) -> Objects:
    """A small plan of the year that has everything its pages open: goals, a checklist, a freeze, money."""
    return plan_objects.programme(municipality)


def dashboard(municipality: Municipality) -> Objects:
    """A goal that is counted from the activities."""
    return plan_objects.dashboard(municipality)


MAKERS += [programme, dashboard]


def reports(municipality: Municipality) -> Objects:
    """An initiative whose narrative is written; a file's ending names no object."""
    initiative = plan_objects.plan(municipality).initiatives.first()
    return {
        "reports:narrative": {"initiative_id": initiative.pk, "year": 2022},
        "reports:file": {"ending": "json"},
    }


NOT_AN_OBJECT.add("reports:file")
MAKERS.append(reports)


def people(municipality: Municipality) -> Objects:
    """Somebody with a relative and a possible double."""
    by = user("coordinator", municipality=municipality)
    somebody, relative, double = (sensitive.citizen(municipality, by=by) for _ in range(3))
    owned = {"municipality": municipality}
    kin = Kinship.objects.create(
        **owned, person=somebody, relative=relative, kind="parent", noted_at=LONG_AGO, noted_by=by
    )
    pair = Double.objects.create(**owned, kept=somebody, gone=double, ground="cpr", found_at=LONG_AGO)
    of_person = ("person", "change", "reveal", "relate", "point_out")
    return {
        **{f"people:{name}": {"person_id": somebody.pk} for name in of_person},
        "people:end_relation": {"kinship_id": kin.pk},
        "people:settle": {"double_id": pair.pk},
    }


MAKERS.append(people)


def disclosures(municipality: Municipality) -> Objects:
    """A disclosure of BIF to the police, and a consent. (Who opens them as another agency finds nothing.)"""
    by = user("coordinator", municipality=municipality)
    somebody = sensitive.citizen(municipality, by=by)
    ledger.load_defaults(municipality=municipality)
    basis = LegalBasis.objects.get(municipality=municipality, key="rpl-115-1")
    police = municipality.agencies.get(key="police")
    given = sensitive.disclosure(somebody, by=by, receiver=police, basis=basis, what="note")
    consent = Consent.objects.create(
        municipality=municipality,
        person=somebody,
        purpose="Mentor",
        valid_from=LONG_AGO.date(),
        way="oral",
        noted_at=LONG_AGO,
        noted_by=by,
        agency=by.agency,
    )
    return {
        **{
            f"disclosures:{name}": {"disclosure_id": given.pk}
            for name in ("disclosure", "print", "extract", "stop")
        },
        **{f"disclosures:{name}": {"person_id": somebody.pk} for name in ("receive", "give", "give_consent")},
        "disclosures:withdraw_consent": {"consent_id": consent.pk},
        "disclosures:end_basis": {"basis_id": basis.pk},
    }


MAKERS.append(disclosures)


def meetings(municipality: Municipality) -> Objects:
    """A meeting with a case on its agenda, a question about it to BIF, and a task."""
    return meeting_objects.meetings_and_tasks(municipality)


MAKERS.append(meetings)


def cases(municipality: Municipality) -> Objects:
    """A case with somebody on it, somebody out of it, an emergency, a request, a note and a document."""
    keeper = user("coordinator", municipality=municipality)
    nurse, late = (user("participant", municipality=municipality, agency="sof") for _each in range(2))
    case = sensitive.case(municipality, by=keeper)
    part = sensitive.take_part(case, nurse, by=keeper)
    recusal = Recusal.objects.create(case=case, user=late, since=LONG_AGO, declared_by=keeper)
    emergency = EmergencyAccess.objects.create(
        case=case,
        user=nurse,
        valid_from=sensitive.WHEN,
        valid_until=sensitive.WHEN + timedelta(hours=2),
        reason="Kunne ikke vente",
    )
    asked = AccessRequest.objects.create(
        municipality=municipality,
        number=case.number,
        user=nurse,
        asked_at=sensitive.WHEN,
        reason="Min borger",
    )
    written = {"case": case, "agency": keeper.agency, "author": keeper, "at": sensitive.WHEN}
    note = Note.objects.create(**written, text="Mødt i skole.", form=uuid7())
    document = Document.objects.create(
        **written, title="Udtalelse", media_type="text/plain", size=1, sha256=sha256(b"x").digest()
    )
    DocumentContent.objects.create(document=document, data=b"x")
    concern = sensitive.concern(municipality, by=keeper, person=sensitive.citizen(municipality, by=keeper))
    of_case = (
        "case",
        "print",
        "extract",
        "looks",
        "history",
        "describe",
        "step",
        "close",
        "reopen",
        "give_access",
        "extend_several",
    )
    of_case += ("conflict", "exclude", "write_note", "add_document", "new_task")
    return {
        **{f"cases:{name}": {"case_id": case.pk} for name in of_case},
        **{f"cases:{name}": {"concern_id": concern.pk} for name in ("open_from_concern", "join")},
        **{f"cases:{name}": {"part_id": part.pk} for name in ("end_access", "extend_access")},
        **{f"cases:{name}": {"note_id": note.pk} for name in ("correct_note", "share_note")},
        **{f"cases:{name}": {"document_id": document.pk} for name in ("document", "share_document")},
        "cases:lift_recusal": {"recusal_id": recusal.pk},
        "cases:review_emergency": {"emergency_id": emergency.pk},
        "cases:answer_access": {"request_id": asked.pk},
    }


MAKERS.append(cases)
