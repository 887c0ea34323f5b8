"""The database alone: what each sees of a case when every view, form and queryset forgets to ask."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests import sensitive
from tests.cases.test_access import clock
from tovholder.access.operations import change_agency
from tovholder.cases.models import (
    Case,
    CheckAnswer,
    CheckQuestion,
    Document,
    DocumentContent,
    EmergencyAccess,
    Note,
    Participation,
    Recusal,
    RegisterCheck,
)
from tovholder.concerns.models import ConcernReport
from tovholder.core.ids import uuid7
from tovholder.people.models import Double, Person

TABLES = ("cases_case", "cases_step", "cases_participation", "cases_note", "people_person")


@pytest.fixture
def cast(copenhagen, person, arrange):
    """A coordinator, a nurse on the case, a police officer who is not, and the case."""
    coordinator = person("coordinator")
    nurse = person("participant", agency="sof", name="Rikke Sygeplejerske")
    officer = person("participant", agency="police")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(case, nurse, by=coordinator)
        Note.objects.create(
            case=case,
            agency=coordinator.agency,
            author=coordinator,
            at=sensitive.WHEN,
            text="BIF alene",
            form=uuid7(),
        )
    return coordinator, nurse, officer, case


def visible(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_without_an_actor_nothing_is_visible(cast, as_actor):
    as_actor(None)
    assert {table: visible(table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_whoever_is_not_on_the_case_finds_nothing_by_any_way(cast, as_actor):
    _, _, officer, case = cast
    as_actor(officer)
    assert {table: visible(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
    assert not Case.objects.filter(pk=case.pk).update(purpose="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.create(
            case_id=case.pk, agency=officer.agency, author=officer, at=timezone.now(), text="x", form=uuid7()
        )


def test_a_participant_sees_the_case_and_not_the_other_agencys_note(cast, as_actor):
    _, nurse, _, case = cast
    as_actor(nurse)
    assert list(Case.objects.all()) == [case]
    assert Person.objects.filter(pk=case.person_id).exists()
    assert not Note.objects.exists()


def test_a_coordinator_of_another_municipality_sees_nothing(cast, as_actor, stranger):
    as_actor(stranger)
    assert {table: visible(table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_recusal_beats_every_way_from_its_second_on(cast, as_actor, arrange):
    coordinator, nurse, _, case = cast
    as_actor(nurse)
    Recusal(case=case, user=nurse, since=timezone.now(), declared_by=nurse).save(force_insert=True)
    assert {table: visible(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
    with arrange():
        Recusal.objects.create(case=case, user=coordinator, since=sensitive.WHEN, declared_by=nurse)
    as_actor(coordinator)
    assert {table: visible(table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_recusal_covers_what_is_written_under_another_row_of_the_person(cast, as_actor, arrange):
    coordinator, nurse, _, case = cast
    with arrange():
        other = sensitive.citizen(case.municipality, by=coordinator)
        concern = sensitive.concern(case.municipality, by=coordinator, person=other)
        pair = Double.objects.create(
            municipality=case.municipality,
            kept=case.person,
            gone=other,
            ground="name",
            found_at=sensitive.WHEN,
        )
        Recusal.objects.create(case=case, user=coordinator, since=sensitive.WHEN, declared_by=nurse)
    as_actor(coordinator)
    assert ConcernReport.objects.filter(pk=concern.pk).exists()
    with arrange():
        Double.objects.filter(pk=pair.pk).update(merged_at=sensitive.WHEN, merged_by=nurse)
    assert not ConcernReport.objects.filter(pk=concern.pk).exists()
    assert not Person.objects.filter(pk=other.pk).exists()


def test_a_participation_ends_by_itself(cast, as_actor, arrange):
    _, nurse, _, _ = cast
    with arrange():
        Participation.objects.filter(user=nurse).update(valid_until=timezone.now() - timedelta(hours=1))
    as_actor(nurse)
    assert not Case.objects.exists()


def test_no_agency_reads_anothers_answer_before_the_check_is_opened(cast, as_actor, arrange, copenhagen):
    coordinator, nurse, officer, case = cast
    with arrange():
        sensitive.take_part(case, officer, by=coordinator)
        check = RegisterCheck.objects.create(
            case=case, asked_at=sensitive.WHEN, asked_by=coordinator, due_at=sensitive.WHEN
        )
        asked = CheckQuestion.objects.create(case=case, register_check=check, agency=nurse.agency)
        known = CheckQuestion.objects.create(case=case, register_check=check, agency=officer.agency)
        basis = sensitive.basis(copenhagen)
    as_actor(nurse)
    CheckAnswer.objects.create(
        case=case,
        question=asked,
        agency=nurse.agency,
        answer="told",
        text="Kendt",
        basis=basis,
        by=nurse,
        at=sensitive.WHEN,
    )
    as_actor(officer)
    CheckAnswer.objects.create(
        case=case, question=known, agency=officer.agency, answer="nothing", by=officer, at=sensitive.WHEN
    )
    assert CheckAnswer.objects.count() == 1
    as_actor(coordinator)
    assert not CheckAnswer.objects.exists()
    assert CheckQuestion.objects.filter(answered_at__isnull=False).count() == 2
    RegisterCheck.objects.filter(pk=check.pk).update(opened_at=timezone.now(), opened_by=coordinator)
    # Of the two answers, the meeting sees the contribution alone.
    assert [answer.text for answer in CheckAnswer.objects.all()] == ["Kendt"]


def test_the_tables_of_readers_hold_what_they_should(cast, as_actor, arrange):
    _, nurse, _, _ = cast
    as_actor(nurse)
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.readers_wrong()")
        assert cursor.fetchone() == (0,)
        with arrange():
            cursor.execute("delete from cases_reader")
        cursor.execute("select tovholder.readers_wrong()")
        assert cursor.fetchone() == (1,)


_FORGED_WAY = (
    "insert into people_reader (reader, person, way, source, valid_from)"
    " select %(reader)s, person_id, '{}', id, now() from cases_case"
)
_EVERY_AGENCY = "update {} set shared_with = array(select id from access_agency)"

_SHARED = ("cases_note", "cases_document", "cases_checkanswer", "cases_casereason")


@pytest.mark.parametrize(
    "forged",
    [
        *(_FORGED_WAY.format(way) for way in ("made", "concern", "clearance", "part", "friend")),
        *(_EVERY_AGENCY.format(table) for table in _SHARED),
    ],
)
def test_what_somebody_put_into_the_tables_of_readers_is_counted(cast, person, as_actor, arrange, forged):
    coordinator, nurse, _, case = cast
    mentor = person("mentor")
    with arrange():
        check = RegisterCheck.objects.create(
            case=case, asked_at=sensitive.WHEN, asked_by=coordinator, due_at=sensitive.WHEN
        )
        question = CheckQuestion.objects.create(case=case, register_check=check, agency=nurse.agency)
        CheckAnswer.objects.create(
            case=case, question=question, agency=nurse.agency, answer="nothing", by=nurse, at=sensitive.WHEN
        )
        sensitive.concern(case.municipality, by=coordinator, person=case.person)
        document = Document.objects.create(
            case=case,
            agency=nurse.agency,
            author=nurse,
            at=sensitive.WHEN,
            title="Brev",
            media_type="text/plain",
            size=1,
            sha256=b"0" * 32,
        )
        DocumentContent.objects.create(document=document, data=b"x")
    as_actor(nurse)
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.readers_wrong()")
        assert cursor.fetchone() == (0,)
        with arrange():
            cursor.execute(forged, {"reader": mentor.pk})
            assert cursor.rowcount == 1
        cursor.execute("select tovholder.readers_wrong()")
        assert cursor.fetchone() == (1,)


def test_whoever_moves_to_another_agency_leaves_her_cases(cast, person, arrange, as_actor):
    now = clock()
    _, nurse, officer, case = cast
    hour = timedelta(hours=1)
    with arrange():
        EmergencyAccess.objects.create(
            case=case, user=officer, valid_from=now - hour, valid_until=now + hour, reason="Truer nogen nu"
        )
    as_actor(administrator := person("administrator"))
    for mover, agency in ((nurse, officer.agency), (officer, nurse.agency)):
        change_agency(user=mover, agency=agency, by=administrator, at=now, reason="Nyt arbejde")
    for mover in (nurse, officer):
        as_actor(mover)
        assert {table: visible(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.readers_wrong()")
        assert cursor.fetchone() == (0,)
