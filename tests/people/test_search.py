"""Finding people: the right ones, in the right order; and nothing of those who are hidden."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import sensitive
from tests.test_queries import statements
from tovholder.access.roles import Permission, roles_with
from tovholder.core.sealing import blind
from tovholder.people import queries
from tovholder.people.models import Particulars, Person


@pytest.fixture
def coordinator(person):
    return person("coordinator")


@pytest.fixture
def nurse(person):
    return person("participant", agency="sof")


@pytest.fixture
def citizen(copenhagen, coordinator, arrange):
    def make(name: str, **fields):
        with arrange():
            return sensitive.citizen(copenhagen, by=coordinator, name=name, **fields)

    return make


@pytest.fixture
def seen_by(arrange):
    """Let somebody see somebody, as a case would."""

    def let(user, citizen):
        with arrange(), connection.cursor() as cursor:
            cursor.execute("set local role tovholder_gate")
            cursor.execute(
                "insert into people_reader (reader, person, way, source, valid_from)"
                " values (%s, %s, 'part', %s, %s)",
                [user.pk, citizen.pk, citizen.pk, sensitive.WHEN],
            )

    return let


def names(words: str) -> list[str]:
    return [person.name for person in queries.search(words=words)]


@pytest.mark.parametrize("words", ["Jørgen Ågård", "jorgen aagaard", "Joergen Aagård", "ågård", "Jørgen"])
def test_danish_letters_and_their_other_spellings_find_the_same(words, citizen, coordinator, as_actor):
    citizen("Jørgen Ågård")
    citizen("Mette Prøve")
    as_actor(coordinator)
    assert names(words) == ["Jørgen Ågård"]


def test_the_likest_come_first_and_then_danish_order(citizen, coordinator, as_actor):
    for name in ("Aase Prøve", "Zita Prøve", "Ole Prøve", "Ole Prove-Holm"):
        citizen(name)
    as_actor(coordinator)
    assert names("Prøve")[:3] == ["Ole Prøve", "Zita Prøve", "Aase Prøve"]


def test_ten_digits_are_a_number_and_find_exactly_that_one(citizen, coordinator, as_actor):
    citizen("Anton Opdigtet", cpr="7105034321")
    citizen("Anton Opdigtet", cpr="7105034322")
    as_actor(coordinator)
    for words in ("710503-4321", "7105034321", " 71 05 03 4321 "):
        assert [person.cpr for person in queries.search(words=words)] == ["7105034321"]
    assert queries.search(words="710503-4323") == []


def test_the_log_keeps_no_number(coordinator):
    assert queries.logged_words("Anton") == "Anton"
    kept = queries.logged_words("710503-4321")
    assert "710503" not in kept
    assert blind("7105034321", use="cpr").hex()[:16] in kept


def test_it_takes_one_statement(citizen, coordinator, as_actor):
    for number in range(12):
        citizen(f"Anton Prøve {number}")
    as_actor(coordinator)
    with CaptureQueriesContext(connection) as captured:
        assert len(queries.search(words="anton")) == 12
    assert len(statements(captured)) == 1


def test_each_says_through_what_she_is_seen(citizen, nurse, seen_by, as_actor):
    seen_by(nurse, citizen("Anton Opdigtet"))
    citizen("Anton Skjult")
    as_actor(nurse)
    found = queries.search(words="Anton")
    assert [(person.name, person.ways) for person in found] == [("Anton Opdigtet", ["part"])]


def test_whom_a_recused_person_may_not_see_she_does_not_find(citizen, coordinator, as_actor, arrange):
    one = citizen("Anton Opdigtet", cpr="7105034321")
    with arrange(), connection.cursor() as cursor:
        cursor.execute("set local role tovholder_gate")
        cursor.execute(
            "insert into people_recused (reader, person, source, valid_from) values (%s, %s, %s, %s)",
            [coordinator.pk, one.pk, one.pk, timezone.now() - timedelta(hours=1)],
        )
    as_actor(coordinator)
    assert names("Anton") == []
    assert names("710503-4321") == []


def test_without_an_actor_or_in_another_municipality_nobody_is_found(citizen, stranger, as_actor):
    citizen("Anton Opdigtet", cpr="7105034321")
    for who in (None, stranger):
        as_actor(who)
        assert names("Anton") == []
        assert names("7105034321") == []


# --- what a clock, a plan or a count could tell ---------------------------------------------------------


def buffers(call: str, argument) -> int:
    """Pages that a call of a function touches, once its plans are warm."""
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute(f"explain (analyze, buffers, format json) select * from {call}", [argument])
            plan = cursor.fetchone()[0]
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


@pytest.mark.parametrize("by_cpr", [False, True])
def test_a_search_touches_as_much_with_hidden_people_as_without(
    by_cpr, citizen, nurse, seen_by, as_actor, arrange
):
    for number in range(5):
        seen_by(nurse, citizen(f"Anton Synlig {number}"))
    call = "tovholder.find_people_by_cpr(%s)" if by_cpr else "tovholder.find_people(%s)"
    argument = blind("7105034321", use="cpr") if by_cpr else "Hemmelig Person"
    hidden = [citizen("En Anden") for _ in range(300)]
    with arrange(), connection.cursor() as cursor:
        # Both times by what is known of the tables: else the first plan is a guess, and touches more or less.
        cursor.execute("analyze people_person, people_particulars, people_name, people_reader")
    as_actor(nurse)
    before = buffers(call, argument)
    with arrange(), connection.cursor() as cursor:
        keys = [one.pk for one in hidden]
        Person.objects.filter(pk__in=keys).update(name="Hemmelig Person")
        Particulars.objects.filter(pk__in=keys).update(
            cpr_index=blind("7105034321", use="cpr"), cpr_sealed=b"x"
        )
        cursor.execute("analyze people_person, people_particulars, people_name, people_reader")
    as_actor(nurse)
    # A few pages more or less are the index being deeper or shallower; each hidden row read would be one.
    assert abs(buffers(call, argument) - before) <= 5
    assert queries.search(words="Hemmelig Person") == []


def body(name: str) -> str:
    """A function's own statement, to look into its plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select prosrc from pg_proc where proname = %s and pronamespace = 'tovholder'::regnamespace",
            [name],
        )
        return cursor.fetchone()[0]


def nodes(plan: dict) -> list[dict]:
    return [plan, *(node for inner in plan.get("Plans", ()) for node in nodes(inner))]


def test_a_coordinators_search_opens_no_other_municipalitys_index(
    citizen, coordinator, elsewhere, stranger, as_actor, arrange
):
    citizen("Anton Opdigtet")
    with arrange():
        for _ in range(50):
            sensitive.citizen(elsewhere, by=stranger, name="Hemmelig Person")
    as_actor(coordinator)
    statement = body("find_people").replace("name_key(words)", "name_key('Hemmelig Person')")
    with connection.cursor() as cursor:
        cursor.execute("set local role tovholder_gate")
        for setting in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin"):
            cursor.execute(f"set local {setting} = off")
        cursor.execute(f"explain (analyze, format json) {statement}")
        plan = cursor.fetchone()[0]
        cursor.execute("set local role tovholder_app")
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    touched = {
        node["Relation Name"]: node["Actual Loops"]
        for node in nodes(plan)
        if node.get("Relation Name", "").startswith("people_name_")
    }
    assert touched.get(f"people_name_{coordinator.municipality_id}") == 1
    assert touched.get(f"people_name_{elsewhere.pk}", 0) == 0


def test_a_number_in_another_municipality_costs_a_coordinator_nothing(
    citizen, coordinator, elsewhere, stranger, as_actor, arrange
):
    for number in range(20):
        citizen(f"Anton {number}", cpr=f"71050343{number:02}")
    as_actor(coordinator)
    argument = blind("7205034321", use="cpr")
    before = buffers("tovholder.find_people_by_cpr(%s)", argument)
    with arrange():
        sensitive.citizen(elsewhere, by=stranger, name="Hemmelig Person", cpr="7205034321")
    as_actor(coordinator)
    assert buffers("tovholder.find_people_by_cpr(%s)", argument) == before


def test_the_search_knows_the_roles_that_see_all(copenhagen, person, as_actor):
    for role in ("coordinator", "adviser", "participant", "leader", "auditor", "dpo"):
        as_actor(person(role))
        with connection.cursor() as cursor:
            cursor.execute("select * from tovholder.my_people_municipalities()")
            found = [row[0] for row in cursor.fetchall()]
        assert bool(found) is (role in roles_with(Permission.PERSON_READ_ALL)), role


def test_the_names_to_search_in_are_read_by_nobody(citizen, coordinator, copenhagen, as_actor):
    citizen("Anton Opdigtet")
    as_actor(coordinator)
    assert Person.objects.count() == 1
    for table in ("people_name", f"people_name_{copenhagen.pk}", "people_recused"):
        with connection.cursor() as cursor:
            cursor.execute("select has_table_privilege('tovholder_app', %s, 'select')", [table])
            assert cursor.fetchone() == (False,), table
