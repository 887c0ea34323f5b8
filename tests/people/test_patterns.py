"""The auditor's questions about one's own name and address: asked without telling whose they are."""

import pytest
from django.db import connection
from django.utils import translation

from tests import sensitive
from tests.access.test_looks import look, questions
from tests.conftest import arranging
from tovholder.audit import reads
from tovholder.people import patterns


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def auditor(browse, person):
    client = browse(person("auditor"))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def citizen(copenhagen, person):
    coordinator = person("coordinator")

    def make(name, address="", **fields):
        with arranging():
            return sensitive.citizen(copenhagen, by=coordinator, name=name, address=address, **fields)

    return make


def test_a_look_at_ones_own_rare_surname_is_a_question(auditor, person, citizen):
    nurse = person("participant", name="Grethe Æblegård")
    look(nurse, n=2, persons=[citizen("Bo Aeblegaard").pk])
    look(nurse, persons=[citizen("Bo Jensen").pk])
    (asked,) = questions(auditor)["own_name"]
    assert asked.startswith("What made Grethe Æblegård look 2 times at somebody of the same surname")
    assert "Bo" not in asked


def test_a_name_that_many_have_says_nothing(auditor, person, citizen):
    nurse = person("participant", name="Grethe Jensen")
    several = [citizen(f"Bo{number} Jensen") for number in range(patterns.RARE + 1)]
    look(nurse, persons=[several[0].pk])
    assert questions(auditor)["own_name"] == []


def test_a_search_for_ones_own_name_is_a_question(auditor, person, as_actor):
    nurse = person("participant", name="Grethe Jensen")
    as_actor(nurse)
    for words in ("grethe jensen", "Bo Jensen"):
        reads.record(way=reads.Way.SEARCH, view="people:search", words=words)
    (asked,) = questions(auditor)["own_name"]
    assert "look 1 times" in asked


HOME = "Prøvevej 10, 3. tv."


def test_a_look_at_somebody_of_ones_own_household_is_a_question(auditor, person, citizen):
    nurse = person("participant", name="Grethe Jensen")
    citizen("Grethe Marie Jensen", HOME)
    son = citizen("Bo Hansen", "prøvevej 10 3 tv")
    look(nurse, n=2, persons=[son.pk, citizen("Ib Hansen", "Prøvevej 12").pk])
    look(nurse, persons=[citizen("Lis Hansen", "Prøvevej 14").pk])
    (asked,) = questions(auditor)["own_address"]
    assert asked.startswith("What made Grethe Jensen look 2 times at somebody who lives where")
    assert "Bo" not in asked
    assert "vej" not in asked


def test_a_name_that_lives_at_two_addresses_says_nothing_of_a_household(auditor, person, citizen):
    nurse = person("participant", name="Grethe Jensen")
    for address in (HOME, "Prøvevej 12"):
        citizen("Grethe Jensen", address)
    look(nurse, persons=[citizen("Bo Hansen", HOME).pk])
    assert questions(auditor)["own_address"] == []


def test_an_address_at_which_many_live_is_no_household(auditor, person, citizen):
    nurse = person("participant", name="Grethe Jensen")
    citizen("Grethe Jensen", HOME)
    several = [citizen(f"Bo{number} Hansen", HOME) for number in range(patterns.HOUSEHOLD)]
    look(nurse, persons=[several[0].pk])
    assert questions(auditor)["own_address"] == []


@pytest.mark.parametrize("hidden", ["Grethe Jensen", "Bo Hansen"])
def test_a_protected_address_is_told_by_no_question(auditor, person, citizen, hidden):
    nurse = person("participant", name="Grethe Jensen")
    people = {
        name: citizen(name, HOME, address_protected_at=sensitive.WHEN if name == hidden else None)
        for name in ("Grethe Jensen", "Bo Hansen")
    }
    look(nurse, persons=[people["Bo Hansen"].pk])
    assert questions(auditor)["own_address"] == []


def test_another_municipalitys_people_are_nobodys_household(auditor, person, citizen, elsewhere, stranger):
    nurse = person("participant", name="Grethe Jensen")
    with arranging():
        sensitive.citizen(elsewhere, by=stranger, name="Grethe Jensen", address=HOME)
    look(nurse, persons=[citizen("Bo Hansen", HOME).pk])
    assert questions(auditor)["own_address"] == []


@pytest.mark.parametrize("role", ["coordinator", "leader", "participant"])
@pytest.mark.parametrize("function", ["looks_at_own_name", "looks_at_own_address"])
def test_the_functions_answer_auditors_alone(person, citizen, as_actor, role, function):
    nurse = person(role, name="Grethe Æblegård")
    look(nurse, persons=[citizen("Bo Æblegård", HOME).pk, citizen("Grethe Æblegård", HOME).pk])
    as_actor(nurse)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from tovholder.{function}(%s, now() - interval '1 day', 5, 50)",
            [nurse.municipality_id],
        )
        assert cursor.fetchone() == (0,)
