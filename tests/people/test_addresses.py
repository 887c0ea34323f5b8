"""A protected address is read by nobody without the right: by ORM or SQL, from the row or its history."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from tests import sensitive
from tovholder.access import gate
from tovholder.access.actors import System
from tovholder.people import operations, queries, tasks
from tovholder.people.models import Address, Double, Person

STREET = "Hemmelig Vej 1"
NAME = "Opdigtet Borger"
JOINED = "select p.name from people_person p join people_address on person_id = p.id"


@pytest.fixture
def adviser(person: Any) -> Any:
    return person("adviser")


@pytest.fixture
def coordinator(person: Any) -> Any:
    return person("coordinator")


@pytest.fixture
def hidden(adviser: Any, as_actor: Any, now: Any) -> Person:
    """Written down by the adviser with an open address, which is protected afterwards."""
    as_actor(adviser)
    made = operations.write_down(by=adviser, at=now, name=NAME, cpr="710503-4321", address=STREET)
    return operations.change(person=made, seen_version=1, by=adviser, at=now, address_protected=True)


def everything(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchall())


#: Every way to what a row says, the history with it.
WAYS = {
    "all": lambda: list(Address.objects.all().values()),
    "values": lambda: list(Person.objects.values_list("name", "lives_at__text")),
    "whole": lambda: [row.address for row in Person.objects.select_related("lives_at")],
    "one by one": lambda: [row.address for row in Person.objects.all()],
    "page": lambda: [row.address for row in queries.for_page()],
    "found by it": lambda: list(Person.objects.filter(lives_at__text__startswith="Hemm").values("name")),
    "rows": lambda: everything("select to_jsonb(a) from people_address a"),
    "people": lambda: everything("select to_jsonb(p) from people_person p"),
    "history": lambda: everything("select to_jsonb(e) from people_addressevent e"),
    "history of people": lambda: everything("select to_jsonb(e) from people_personevent e"),
    "joined": lambda: everything(
        "select p.name from people_person p join people_address on person_id = p.id"
    ),
    "searched": lambda: [row.address for row in queries.search(words=NAME)],
}
#: Of these, who has the right finds the street or the name by each; the others never hold an address.
HOLD_NONE = {"people", "history of people"}


@pytest.mark.parametrize("way", WAYS)
def test_a_protected_address_is_read_by_coordinators_alone(way, hidden, adviser, coordinator, as_actor):
    told = (STREET, NAME) if way in ("found by it", "joined") else (STREET,)
    as_actor(adviser)
    assert Person.objects.filter(pk=hidden.pk).exists()
    assert not any(word in str(WAYS[way]()) for word in told)
    as_actor(coordinator)
    assert any(word in str(WAYS[way]()) for word in told) is (way not in HOLD_NONE)


def test_an_open_address_is_read_by_whoever_sees_the_person(adviser, person, stranger, as_actor, now):
    as_actor(adviser)
    made = operations.write_down(by=adviser, at=now, name="Opdigtet", address="Åben Vej 2")
    assert Person.objects.get(pk=made.pk).address == "Åben Vej 2"
    assert "Åben Vej 2" in WAYS["history"]()
    for other in (person("adviser"), stranger):
        as_actor(other)
        assert "Vej" not in WAYS["rows"]() + WAYS["history"]()


def test_every_reader_of_all_people_sees_it_and_no_stranger(hidden, stranger, as_actor):
    as_actor(stranger)
    assert STREET not in WAYS["rows"]() + WAYS["history"]()
    as_actor(System.JOBS)
    assert STREET not in WAYS["rows"]() + WAYS["history"]()
    as_actor(None)
    assert STREET not in WAYS["rows"]() + WAYS["history"]()


@pytest.mark.parametrize(
    "sql",
    [
        "update people_person set address_protected_at = null",
        "update people_person set name = 'x', address_protected_at = null where id is not null",
    ],
)
def test_who_does_not_see_it_does_not_lift_the_protection(sql, hidden, adviser, as_actor):
    as_actor(adviser)
    with pytest.raises(ProgrammingError, match="protected"), transaction.atomic():
        everything(sql + " returning id")
    assert STREET not in WAYS["rows"]()


def test_who_does_not_see_it_writes_over_nothing(hidden, adviser, coordinator, as_actor, now):
    as_actor(adviser)
    assert Address.objects.filter(pk=hidden.pk).update(text="Overskrevet") == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Address(person=hidden, municipality_id=hidden.municipality_id, text="Overskrevet").save(
            force_insert=True
        )
    for fields in ({"address": "Overskrevet"}, {"address_protected": False}):
        with pytest.raises(gate.Denied):
            operations.change(person=hidden, seen_version=2, by=adviser, at=now, **fields)
    operations.change(person=hidden, seen_version=2, by=adviser, at=now, name="Nyt Navn")
    as_actor(coordinator)
    assert Person.objects.get(pk=hidden.pk).address == STREET


def test_a_coordinator_changes_it_and_opens_it_again(hidden, adviser, coordinator, as_actor, now):
    as_actor(coordinator)
    shown = Person.objects.get(pk=hidden.pk)
    operations.change(person=shown, seen_version=2, by=coordinator, at=now, address="Ny Vej 3")
    operations.change(
        person=shown, seen_version=3, by=coordinator, at=now, address="Ny Vej 3", address_protected=False
    )
    as_actor(adviser)
    assert Person.objects.get(pk=hidden.pk).address == "Ny Vej 3"


def test_it_is_written_down_protected_by_whoever_hears_it_first(adviser, coordinator, as_actor, now):
    as_actor(adviser)
    made = operations.write_down(by=adviser, at=now, name="Ny", address=STREET, address_protected=True)
    assert Person.objects.get(pk=made.pk).address == ""
    other = operations.write_down(by=adviser, at=now, name="Anden")
    operations.change(
        person=other, seen_version=1, by=adviser, at=now, address=STREET, address_protected=True
    )
    assert WAYS["rows"]() == "[]"
    as_actor(coordinator)
    assert {row.address for row in Person.objects.all()} == {STREET}


def test_a_merge_of_doubles_gives_nobody_the_address(hidden, adviser, coordinator, as_actor, now):
    """Two rows that are one person: the other row's readers still do not read the protected one."""
    as_actor(adviser)
    other = operations.write_down(by=adviser, at=now, name=NAME, cpr="710503-4321")
    as_actor(System.JOBS)
    tasks.find_doubles.func(person_id=str(other.pk))
    as_actor(coordinator)
    double = Double.objects.get()
    assert STREET in {side.address for pair in queries.doubles() for side in (pair.kept, pair.gone)}
    operations.merge(double=double, by=coordinator, at=now, keep=other.pk)
    as_actor(adviser)
    assert not any(STREET in str(find()) for find in WAYS.values())


def test_the_second_who_writes_an_address_is_told(adviser, as_actor, now):
    as_actor(adviser)
    made = operations.write_down(by=adviser, at=now, name="Opdigtet")
    first, second = Person.objects.get(pk=made.pk), Person.objects.get(pk=made.pk)
    operations.change(person=first, seen_version=1, by=adviser, at=now, address="Først")
    with pytest.raises(operations.ChangedMeanwhile) as told:
        operations.change(person=second, seen_version=1, by=adviser, at=now, address="Sidst")
    assert told.value.now.address == "Først"
    assert Person.objects.get(pk=made.pk).address == "Først"


def test_a_purge_takes_it_with_its_history(hidden, sealed_off):
    assert sealed_off(hidden) == (0, 0)


@pytest.fixture
def sealed_off(arrange: Any) -> Any:
    """`sealed_off(person)` purges her; how many rows of address and of its history are left."""

    def purge(gone: Person) -> tuple[int, int]:
        with arrange(), connection.cursor() as cursor:
            cursor.execute("set local role tovholder_gate")
            cursor.execute("select tovholder.purge_people(array[%s::uuid])", [gone.pk])
            assert cursor.fetchone() == (True,)
            cursor.execute(
                "select (select count(*) from people_address), (select count(*) from people_addressevent)"
            )
            return cursor.fetchone()

    return purge


def test_a_citizen_of_the_tests_may_have_one(copenhagen, coordinator, arrange, as_actor):
    with arrange():
        made = sensitive.citizen(copenhagen, by=coordinator, address="Vej 9")
    as_actor(coordinator)
    assert Person.objects.get(pk=made.pk).address == "Vej 9"
