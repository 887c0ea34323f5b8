"""The auditor's question about a case in which nothing is asked of who looks."""

import pytest
from django.db import connection

from tests import sensitive
from tests.access.test_looks import look, questions
from tests.cases import meetings
from tests.conftest import arranging

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def coordinator(person):
    return person("coordinator")


@pytest.fixture
def nurse(person):
    return person("participant", name="Grethe Prøve")


@pytest.fixture
def case(copenhagen, coordinator, nurse):
    with arranging():
        made = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(made, nurse, by=coordinator)
    return made


def test_a_look_without_a_task_is_a_question(auditor, nurse, case):
    look(nurse, n=3, cases=[case.pk])
    (asked,) = questions(auditor)["no_task"]
    assert asked.startswith("What made Grethe Prøve look 3 times at a case in which she has no task")
    assert case.number not in asked


def test_who_has_a_task_is_not_asked(auditor, nurse, coordinator, case):
    with arranging():
        meetings.task(case, by=coordinator, assigned_to=nurse, agency=nurse.agency)
    look(nurse, cases=[case.pk])
    assert questions(auditor)["no_task"] == []


def test_whose_agency_was_asked_is_not_asked(auditor, copenhagen, nurse, coordinator, case):
    with arranging():
        meetings.asked(case, meetings.meeting(copenhagen), by=coordinator, agencies=[nurse.agency])
    look(nurse, cases=[case.pk])
    assert questions(auditor)["no_task"] == []


def test_a_coordinator_who_takes_no_part_is_not_asked(auditor, coordinator, case):
    look(coordinator, cases=[case.pk])
    assert questions(auditor)["no_task"] == []


def test_the_function_answers_auditors_alone(nurse, case, as_actor):
    look(nurse, cases=[case.pk])
    as_actor(nurse)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from tovholder.looks_without_task(%s, now() - interval '1 day', 50)",
            [nurse.municipality_id],
        )
        assert cursor.fetchone() == (0,)
