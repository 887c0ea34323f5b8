"""Who reads which words of citizens: each column of free text is declared, and read by raw SQL.

Row level security hides rows, and no columns. A new text that fewer may read than its row fails here until it
stands in a row of its own.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from tests import sensitive
from tests.concerns import make
from tovholder.access.rls import history_models
from tovholder.cases.models import (
    AccessRequest,
    CaseConcern,
    CaseDraft,
    CheckAnswer,
    CheckQuestion,
    Decision,
    Document,
    DocumentContent,
    DropReason,
    EmergencyAccess,
    Heading,
    Item,
    Meeting,
    Note,
    Opening,
    Participation,
    Recusal,
    RecusalReason,
    RegisterCheck,
    Series,
    Task,
)
from tovholder.concerns.models import (
    AdviceContact,
    CallerIdentity,
    ConcernDraft,
    ConcernReport,
    PoliceClearance,
)
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Consent, Content, Disclosure, DisclosureDraft, Particulars
from tovholder.people.models import Address, Person

#: Who is asked: a coordinator and a participant of the agency that wrote everything, its adviser who took the
#: concern down, a participant of another agency, somebody of the police who was asked about the citizen, and
#: some who have nothing to do with her.
AGENCY, CASE = {"coordinator", "colleague"}, {"coordinator", "colleague", "other"}
TOOK = {"taker"}
COORDINATOR = {"coordinator"}
PEOPLE = ("adviser", "custodian", "leader", "administrator", "dpo", "planner")

#: Each model's columns of free text, and who of them reads its rows.
READERS: dict[str, tuple[str, set[str]]] = {
    "people.Person": ("name description", CASE | TOOK | {"asked"}),
    "people.Particulars": ("cpr_sealed cpr_index district phone", CASE | TOOK),
    "people.Address": ("text", COORDINATOR),  # it is protected
    "disclosures.Consent": ("purpose given_by withdrawn_how", AGENCY),
    "disclosures.Particulars": ("purpose necessity outside stopped_why", AGENCY | {"asked"}),
    "disclosures.Content": ("text", AGENCY | {"asked"}),
    "disclosures.DisclosureDraft": ("content", set()),
    "concerns.Call": ("content", TOOK),
    "concerns.ConcernDraft": ("content", set()),
    "concerns.AdviceContact": ("danger_done advice", COORDINATOR),
    "concerns.ConcernReport": (
        "authority danger_done behaviour relations statements situation strengths advice grounds prevention"
        " proportionality exit_reason",
        COORDINATOR | TOOK,
    ),
    "concerns.CallerIdentity": ("name_sealed phone_sealed", set()),
    "concerns.IdentityRequest": ("reason answer", {"custodian"}),
    "concerns.PoliceClearance": ("extract note", COORDINATOR | {"asked"}),
    "cases.Case": ("purpose", CASE),
    "cases.CaseDraft": ("content", set()),
    "cases.CaseReason": ("text", AGENCY),
    "cases.ParticipationReason": ("text", COORDINATOR),
    "cases.RecusalReason": ("text", COORDINATOR),
    "cases.EmergencyAccess": ("reason finding", COORDINATOR),
    "cases.AccessRequest": ("number reason answer", COORDINATOR),
    "cases.Opening": ("purpose", COORDINATOR),
    "cases.Heading": ("text", COORDINATOR),
    "cases.Task": ("title", AGENCY),
    "cases.DropReason": ("text", AGENCY),
    "cases.Decision": ("text", AGENCY),
    "cases.Note": ("text", AGENCY),
    "cases.Document": ("title sha256 stored_as", AGENCY),
    "cases.DocumentContent": ("data", AGENCY),
    "cases.CheckAnswer": ("text", AGENCY),
}
FREE = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def test_every_free_text_of_a_citizen_is_declared() -> None:
    found: dict[str, set[str]] = {}
    for label in ("people", "disclosures", "concerns", "cases"):
        for model in set(apps.get_app_config(label).get_models()) - set(history_models().values()):
            texts = [field for field in model._meta.concrete_fields if isinstance(field, FREE)]
            personal: set[str] = getattr(model.Privacy, "personal", set())  # type: ignore[attr-defined]
            names = {field.name for field in texts if not field.choices and field.name in personal}
            if names:
                found[model._meta.label] = names
    assert found == {label: set(names.split()) for label, (names, _readers) in READERS.items()}


@pytest.fixture
def people(copenhagen: Any, person: Any, stranger: Any, arrange: Any, now: Any) -> dict[str, Any]:
    """Who is asked, by name; and a row of every table, about one citizen, written by somebody else."""
    who = {name: person(name) for name in PEOPLE} | {"stranger": stranger}
    who |= {"coordinator": person("coordinator"), "colleague": person("participant")}
    who |= {"other": person("participant", agency="sof"), "auditor": person("auditor")}
    by, out = person("coordinator"), person("participant")
    nurse = person("participant", agency="sof")
    with arrange():
        make.objects(copenhagen)
        concern = ConcernReport.objects.get()
        citizen = Person.objects.get(pk=concern.person_id)
        clearance = PoliceClearance.objects.get()
        who["asked"], who["taker"] = clearance.asked_of, concern.taken_by
        Address.objects.create(person=citizen, municipality=copenhagen, text="Hemmelig Vej 1")
        Person.objects.filter(pk=citizen.pk).update(address_protected_at=now)
        case = sensitive.case(copenhagen, by=by, person=citizen)
        sensitive.take_part(case, nurse, by=by)
        for user in (who["colleague"], who["other"]):  # each would read why she herself takes part
            Participation.objects.create(
                case=case, user=user, agency=user.agency, valid_from=sensitive.WHEN, given_by=by
            )
        of_case, written = {"case": case}, {"agency": by.agency, "by": by, "at": now}
        _of_the_hotline(copenhagen, concern, by, now)
        _of_the_ledger(copenhagen, citizen, by, now)
        _of_the_meeting(copenhagen, of_case, written)
        recusal = Recusal.objects.create(**of_case, user=out, since=now, declared_by=by)
        RecusalReason.objects.create(recusal=recusal, text="x")
        CaseConcern.objects.create(**of_case, concern=concern, joined_at=now, joined_by=by)
        EmergencyAccess.objects.create(
            **of_case, user=nurse, valid_from=now, valid_until=now.replace(hour=23), reason="x"
        )
        AccessRequest.objects.create(
            municipality=copenhagen, number=case.number, user=nurse, asked_at=now, reason="x"
        )
        Opening.objects.create(**of_case, user=nurse, day=now.date(), purpose="x", at=now)
        wrote = {**of_case, "agency": by.agency, "author": by, "at": now}
        Note.objects.create(**wrote, text="x", form=uuid7())
        document = Document.objects.create(**wrote, title="x", media_type="x", size=1, sha256=b"x" * 32)
        DocumentContent.objects.create(document=document, data=b"x")
        Decision.objects.create(**of_case, **written, text="x")
        draft = {"municipality": copenhagen, "by": by, "place": "x", "of": uuid7(), "page": uuid7()}
        draft |= {"saved_at": now, "content": b"x"}
        CaseDraft.objects.create(**of_case, **draft)
        ConcernDraft.objects.create(concern=concern, **draft)
        DisclosureDraft.objects.create(person=citizen, **draft)
    return who


def _of_the_hotline(municipality: Any, concern: ConcernReport, by: Any, at: Any) -> None:
    AdviceContact.objects.create(
        municipality=municipality,
        by=by,
        at=at,
        channel="national_hotline",
        caller_kind="parent",
        danger="no",
        advice="x",
    )
    CallerIdentity.objects.create(
        municipality=municipality, concern=concern, written_by=by, written_at=at, name_sealed=b"x"
    )


def _of_the_ledger(municipality: Any, citizen: Person, by: Any, at: Any) -> None:
    receiver = municipality.agencies.create(key="psychiatry", name="x", short_name="x", kind="psychiatry")
    owned = {"municipality": municipality, "person": citizen}
    given = Disclosure.objects.create(
        **owned,
        act=uuid7(),
        what="note",
        giver=by.agency,
        receiver=receiver,
        at=at,
        basis=sensitive.basis(municipality),
        recorded_by=by,
    )
    Particulars.objects.create(disclosure=given, purpose="x", necessity="x")
    Content.objects.create(disclosure=given, text="x")
    Consent.objects.create(
        **owned, purpose="x", valid_from=at.date(), way="oral", noted_at=at, noted_by=by, agency=by.agency
    )


def _of_the_meeting(municipality: Any, of_case: dict[str, Any], written: dict[str, Any]) -> None:
    by, at = written["by"], written["at"]
    series = Series.objects.create(municipality=municipality, name="x", first_at=at)
    meeting = Meeting.objects.create(
        municipality=municipality, series=series, starts_at=at, ends_at=at.replace(hour=23)
    )
    item = Item.objects.create(**of_case, meeting=meeting, kind="case", position=1, minutes=10)
    Heading.objects.create(item=item, dimension=Heading.Dimension.values[0], text="x", by=by, at=at)
    task = Task.objects.create(
        **of_case, title="x", agency=by.agency, due_on=at.date(), made_at=at, made_by=by, form=uuid7()
    )
    DropReason.objects.create(task=task, text="x")
    check = RegisterCheck.objects.create(**of_case, asked_at=at, asked_by=by, due_at=at)
    question = CheckQuestion.objects.create(**of_case, register_check=check, agency=by.agency)
    CheckAnswer.objects.create(**of_case, **written, question=question, answer="nothing")


def holds(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select exists (select from {table})")
        return bool(cursor.fetchone()[0])


def test_each_reads_the_words_that_are_declared_for_her(
    people: dict[str, Any], as_actor: Any, arrange: Any
) -> None:
    tables = {label: apps.get_model(label)._meta.db_table for label in READERS}
    kept = {model._meta.label: event._meta.db_table for model, event in history_models().items()}
    with arrange():
        empty = [table for table in tables.values() if not holds(table)]
        empty += [kept[label] for label in READERS if label in kept and not holds(kept[label])]
        assert empty == []
    wrong = []
    for name, who in people.items():
        as_actor(who)
        for label, (_names, readers) in READERS.items():
            if holds(tables[label]) != (name in readers):
                wrong.append(f"{name}: {label}")
            if label in kept and holds(kept[label]) and name not in readers:
                wrong.append(f"{name}: the history of {label}")
    assert wrong == []
