"""Writing somebody down: always succeeds, always costs the same, tells of nobody."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import sensitive
from tests.test_queries import statements
from tovholder.access import gate
from tovholder.core.ids import uuid7
from tovholder.core.sealing import blind
from tovholder.people import cpr, operations
from tovholder.people.models import Person


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("110503-4321", date(2003, 5, 11)),
        ("110503 4321", date(2003, 5, 11)),
        ("1105034321", date(2003, 5, 11)),
        ("110503-1234", date(1903, 5, 11)),
        ("010190-9000", date(1990, 1, 1)),
        ("010136-9000", date(2036, 1, 1)),
        ("010157-5000", date(2057, 1, 1)),
        ("010158-5000", date(1858, 1, 1)),
        ("010137-4000", date(1937, 1, 1)),
        ("711103-4321", date(2003, 11, 11)),
        ("910503-4321", date(2003, 5, 31)),
        ("290200-4000", date(2000, 2, 29)),
    ],
)
def test_the_birthday_follows_from_the_number(text, born):
    assert cpr.born(cpr.read(text)) == born


@pytest.mark.parametrize(
    "text",
    ["", "1105", "320503-4321", "310403-4321", "600503-4321", "920503-4321", "11o503-4321", "290201-4000"],
)
def test_what_is_no_date_is_no_number(text):
    with pytest.raises(cpr.NotANumber):
        cpr.read(text)


def test_a_number_is_found_by_its_index_and_read_by_its_key_alone(person, as_actor, now):
    adviser = person("adviser")
    as_actor(adviser)
    made = operations.write_down(by=adviser, at=now, name="Opdigtet Borger", cpr="710503-4321")
    found = Person.objects.get(pk=made.pk)
    assert found.cpr == "7105034321"
    assert bytes(found.cpr_index) == blind("7105034321", use="cpr")
    assert b"7105034321" not in bytes(found.cpr_sealed)
    assert found.birth_date == date(2003, 5, 11)
    assert found.birth_year is None


def test_it_costs_the_same_whether_a_hidden_person_has_the_number(person, as_actor, arrange, now, copenhagen):
    adviser, coordinator = person("adviser"), person("coordinator")
    with arrange():
        sensitive.citizen(copenhagen, by=coordinator, name="Skjult Borger", cpr="7105034321")
    as_actor(adviser)
    cost = []
    for number in ("710503-4321", "720503-4321"):
        with CaptureQueriesContext(connection) as captured:
            operations.write_down(by=adviser, at=now, name="Skjult Borger", cpr=number)
        cost.append([sql[:60] for sql in statements(captured)])
    assert cost[0] == cost[1]
    assert len(cost[0]) == 2


def test_sent_twice_it_makes_one_person(person, as_actor, now):
    adviser = person("adviser")
    as_actor(adviser)
    key = uuid7()
    first = operations.write_down(by=adviser, at=now, id=key, name="Opdigtet")
    assert operations.write_down(by=adviser, at=now, id=key, name="Opdigtet") == first
    assert Person.objects.count() == 1


def test_the_key_of_somebody_elses_row_tells_nothing(person, as_actor, arrange, now, copenhagen):
    adviser, coordinator = person("adviser"), person("coordinator")
    with arrange():
        hidden = sensitive.citizen(copenhagen, by=coordinator)
    as_actor(adviser)
    with pytest.raises(operations.FormUsed):
        operations.write_down(by=adviser, at=now, id=hidden.pk, name="Opdigtet")


@pytest.mark.parametrize(
    "other", [{"name": "Rettet"}, {"birth_year": 2001}, {"cpr": "710503-4322"}, {"phone": "12345678"}]
)
def test_a_key_that_was_used_does_not_swallow_other_words(other, person, as_actor, now):
    adviser = person("adviser")
    as_actor(adviser)
    key, first = uuid7(), {"name": "Opdigtet", "cpr": "710503-4321"}
    operations.write_down(by=adviser, at=now, id=key, **first)
    values = {"name": "Opdigtet", "birth_year": 2001} if "birth_year" in other else {**first, **other}
    with pytest.raises(operations.FormUsed):
        operations.write_down(by=adviser, at=now, id=key, **values)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, operations.SaysNothing),
        ({"name": "  "}, operations.SaysNothing),
        ({"name": "Ali Prøve 610190-1234"}, operations.CprAmongWords),
        ({"description": "Ar på hagen, 0101901234"}, operations.CprAmongWords),
        ({"name": "A", "cpr": "123"}, operations.NotACpr),
        ({"name": "A", "cpr": "710503-4321", "birth_date": date(2003, 5, 12)}, operations.OtherBirthday),
        ({"name": "A", "birth_date": date(2022, 9, 21)}, operations.BornInFuture),
        ({"name": "A", "birth_year": 1850}, operations.BornInFuture),
    ],
)
def test_what_cannot_be_right_is_refused(fields, refusal, person, as_actor, now):
    adviser = person("adviser")
    as_actor(adviser)
    with pytest.raises(refusal):
        operations.write_down(by=adviser, at=now, **fields)
    assert not Person.objects.exists()


def test_somebody_unknown_has_a_description_and_perhaps_a_year(person, as_actor, now):
    adviser = person("adviser")
    as_actor(adviser)
    made = operations.write_down(by=adviser, at=now, description="Ung mand i rød jakke", birth_year=2004)
    assert str(made) == "Ung mand i rød jakke"
    assert made.birth_year == 2004


def test_who_may_not_write_people_down_does_not(person, as_actor, now):
    leader = person("leader")
    as_actor(leader)
    with pytest.raises(gate.Denied):
        operations.write_down(by=leader, at=now, name="Opdigtet")


def test_two_change_the_same_person_and_the_second_is_shown_both(person, as_actor, arrange, now, copenhagen):
    first, second = person("coordinator", name="Karen Koordinator"), person("coordinator")
    with arrange():
        citizen = sensitive.citizen(copenhagen, by=first, name="Opdigtet Borger")
    as_actor(first)
    operations.change(person=Person.objects.get(), seen_version=1, by=first, at=now, district="Valby")
    as_actor(second)
    with pytest.raises(operations.ChangedMeanwhile) as told:
        operations.change(person=Person.objects.get(), seen_version=1, by=second, at=now, district="Vanløse")
    assert told.value.now.district == "Valby"
    assert told.value.by == "Karen Koordinator"
    assert Person.objects.get(pk=citizen.pk).district == "Valby"


def test_what_is_not_named_stays(person, as_actor, arrange, now, copenhagen):
    coordinator = person("coordinator")
    with arrange():
        sensitive.citizen(copenhagen, by=coordinator, cpr="7105034321")
    as_actor(coordinator)
    before = bytes(Person.objects.get().cpr_sealed)
    operations.change(
        person=Person.objects.get(), seen_version=1, by=coordinator, at=now, phone="00 00 00 00"
    )
    found = Person.objects.get()
    assert (found.cpr, bytes(found.cpr_sealed)) == ("7105034321", before)
    operations.change(person=found, seen_version=2, by=coordinator, at=now, cpr="")
    found = Person.objects.get()
    assert found.cpr == ""
    assert found.birth_date == date(2003, 5, 11)
