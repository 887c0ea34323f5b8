"""What somebody tries who runs SQL of her own as the application: no answer tells of a hidden case."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tests.url_objects import cases as case_objects
from tovholder.access.rls import history_models
from tovholder.cases.models import (
    Case,
    CheckAnswer,
    Document,
    Note,
    Opening,
    Participation,
    Recusal,
    Step,
    Task,
)
from tovholder.cases.models.case import CaseChild
from tovholder.core.ids import uuid7


def of_cases():
    """The models of cases whose rows belong to one case, and the case itself."""
    return [
        model
        for model in apps.get_app_config("cases").get_models()
        if any(field.column == "case_id" for field in model._meta.concrete_fields)
        and not model.__name__.endswith("Event")
    ]


@pytest.fixture
def hidden(copenhagen, person):
    """A case with one of everything, and an officer of the house who is not on it."""
    with arranging():
        made = case_objects(copenhagen)
        case = Case.objects.get(pk=made["cases:case"]["case_id"])
    return person("participant", agency="police"), case


ROWS = {
    "step": lambda case, me, at: Step(case_id=case, kind="offered", at=at, by=me),
    "note": lambda case, me, at: Note(
        case_id=case, agency=me.agency, author=me, at=at, text="x", form=uuid7()
    ),
    "document": lambda case, me, at: Document(
        case_id=case, agency=me.agency, author=me, at=at, title="x", media_type="x", size=1, sha256=b"x" * 32
    ),
    "task": lambda case, me, at: Task(
        case_id=case, title="x", agency=me.agency, due_on=at.date(), made_at=at, made_by=me, form=uuid7()
    ),
    "participation": lambda case, me, at: Participation(
        case_id=case, user=me, agency=me.agency, valid_from=at, given_by=me
    ),
    "recusal": lambda case, me, at: Recusal(case_id=case, user=me, since=at, declared_by=me),
    "opening": lambda case, me, at: Opening(case_id=case, user=me, day=at.date(), purpose="x", at=at),
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_of_a_hidden_case_and_of_none_are_refused_in_the_same_words(hidden, as_actor, now, kind):
    officer, case = hidden
    as_actor(officer)
    told = []
    for key in (case.pk, uuid7()):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            ROWS[kind](key, officer, now).save(force_insert=True)
        told.append((refused.value.__cause__.sqlstate, str(refused.value).splitlines()[0]))
    assert told[0] == told[1]
    assert told[0][0] == "42501"


def test_no_table_shows_or_changes_a_row_of_a_hidden_case(hidden, as_actor):
    officer, case = hidden
    as_actor(officer)
    assert len(of_cases()) > 12
    with connection.cursor() as cursor:
        for model in of_cases():
            table = model._meta.db_table
            cursor.execute(f"select count(*) from {table} where case_id = %s", [case.pk])
            assert cursor.fetchone() == (0,), table
            if model not in history_models():
                continue
            cursor.execute(f"select count(*) from {table}event where case_id = %s", [case.pk])
            assert cursor.fetchone() == (0,), table
        cursor.execute("update cases_case set purpose = 'x' where id = %s", [case.pk])
        assert cursor.rowcount == 0
        cursor.execute("update cases_casereason set text = 'x' where case_id = %s", [case.pk])
        assert cursor.rowcount == 0
        cursor.execute("update cases_task set title = 'x' where case_id = %s", [case.pk])
        assert cursor.rowcount == 0


def test_whoever_is_recused_reads_back_nothing_of_what_she_puts_in(hidden, as_actor, arrange, now):
    officer, case = hidden
    with arrange():
        sensitive.take_part(case, officer, by=officer)
    as_actor(officer)
    Recusal(case=case, user=officer, since=now, declared_by=officer).save(force_insert=True)
    assert not Recusal.objects.exists()
    row = ROWS["note"](case.pk, officer, now)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
        cursor.execute(
            "insert into cases_note (id, case_id, agency_id, author_id, at, text, form, shared_with)"
            " values (%s, %s, %s, %s, %s, 'x', %s, '{}') returning id",
            [row.pk, case.pk, officer.agency_id, officer.pk, now, row.form],
        )


@pytest.mark.parametrize(
    "column", ["case_id", "agency_id", "author_id", "text", "at", "shared_with", "corrects_id"]
)
def test_no_column_of_a_note_can_be_changed(copenhagen, person, as_actor, arrange, now, column):
    nurse, coordinator = person("participant", agency="sof"), person("coordinator")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(case, nurse, by=coordinator)
    as_actor(nurse)
    Note(case=case, agency=nurse.agency, author=nurse, at=now, text="x", form=uuid7()).save(force_insert=True)
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f"update cases_note set {column} = {column}")


def test_every_child_of_a_case_is_among_them():
    assert {model for model in CaseChild.__subclasses__() if not model._meta.abstract} <= set(of_cases())


def test_an_agency_answers_what_it_was_asked_itself_and_in_that_case(
    copenhagen, person, as_actor, arrange, now
):
    """Another agency's question, one of another case, and none are refused in the same words."""
    coordinator = person("coordinator")
    nurse, officer = person("participant", agency="sof"), person("participant", agency="police")
    with arrange():
        case, other = (sensitive.case(copenhagen, by=coordinator) for _ in range(2))
        made = meetings.meeting(copenhagen)
        for each in (case, other):
            sensitive.take_part(each, nurse, by=coordinator)
        mine, theirs = meetings.asked(case, made, by=coordinator, agencies=[nurse.agency, officer.agency])
        [elsewhere] = meetings.asked(other, made, by=coordinator, agencies=[nurse.agency])
    as_actor(nurse)

    def answer(question):
        CheckAnswer(
            question_id=question, case=case, agency=nurse.agency, answer="not_known", by=nurse, at=now
        ).save(force_insert=True)

    told = set()
    for key in (theirs.pk, elsewhere.pk, uuid7()):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            answer(key)
        told.add((refused.value.__cause__.sqlstate, str(refused.value).splitlines()[0]))
    assert [sqlstate for sqlstate, _words in told] == ["42501"]
    answer(mine.pk)


#: Whoever works with cases reads every meeting of the house, and no citizen stands in a series.
TELLS_OF_NOBODY = {("cases_meeting", "series_id")}


def test_every_key_of_a_protected_row_stands_in_the_rule_for_putting_in(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.conrelid::regclass::text, a.attname from pg_constraint c"
            " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
            " join pg_class r on r.oid = c.confrelid and r.relrowsecurity"
            " join pg_policy p on p.polrelid = c.conrelid and p.polcmd = 'a'"
            " where c.contype = 'f' and r.relname ~ '^(people|disclosures|concerns|cases)_'"
            " and has_column_privilege('tovholder_app', c.conrelid, a.attnum, 'insert')"
            " and pg_get_expr(p.polwithcheck, p.polrelid) !~ ('\\m' || a.attname || '\\M')"
        )
        assert set(cursor.fetchall()) == TELLS_OF_NOBODY
