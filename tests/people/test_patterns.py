"""The auditor's question about one's own name: asked without telling whose name it is."""

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

    def make(name):
        with arranging():
            return sensitive.citizen(copenhagen, by=coordinator, name=name)

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


@pytest.mark.parametrize("role", ["coordinator", "leader", "participant"])
def test_the_function_answers_auditors_alone(person, citizen, as_actor, role):
    nurse = person(role, name="Grethe Æblegård")
    look(nurse, persons=[citizen("Bo Æblegård").pk])
    as_actor(nurse)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from tovholder.looks_at_own_name(%s, now() - interval '1 day', 5, 50)",
            [nurse.municipality_id],
        )
        assert cursor.fetchone() == (0,)
