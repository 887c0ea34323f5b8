"""The figures of cases: counted from the work, and never so narrowly that they tell of one."""

from datetime import date, timedelta

import pytest
from django.db import connection

from tests import sensitive
from tovholder.cases import indicators
from tovholder.cases.models import Step
from tovholder.core.management.commands import check_installation


@pytest.fixture
def measured(copenhagen, person, as_actor):
    def measure():
        as_actor(person("leader"))
        found = indicators.measure(municipality=copenhagen, start=date(2022, 1, 1), end=date(2022, 12, 31))
        return {(each.code, each.split, each.month.month): each.value for each in found}

    return measure


def lay_out(copenhagen, person, arrange, number):
    coordinator = person("coordinator")
    with arrange():
        for days in range(number):
            case = sensitive.case(copenhagen, by=coordinator)
            at = sensitive.WHEN + timedelta(days=10 + days)
            Step.objects.create(case=case, kind="discussed", at=at, by=coordinator)


def test_a_leader_who_sees_no_case_counts_them_all(copenhagen, person, arrange, measured):
    lay_out(copenhagen, person, arrange, 5)
    found = measured()
    assert found["cases_opened", (), 9] == 5
    assert found["case_days_to_discussed", (), 9] == 12
    assert found["case_days_to_cleared", (), 12] == 2


def test_a_median_of_fewer_than_five_is_not_told(copenhagen, person, arrange, measured):
    lay_out(copenhagen, person, arrange, 4)
    assert {code for code, _split, _month in measured()} == {"cases_opened"}


def test_cases_closed_are_split_by_how_they_ended(copenhagen, person, arrange, measured, now):
    coordinator = person("coordinator")
    with arrange():
        for outcome in ("declined", "declined", "completed"):
            sensitive.case(copenhagen, by=coordinator, closed_at=now, closed_by=coordinator, outcome=outcome)
    found = measured()
    assert found["cases_closed", (("outcome", "declined"),), 9] == 2
    assert found["cases_closed", (("outcome", "completed"),), 9] == 1


def test_nobody_counts_another_municipalitys_cases(copenhagen, person, arrange, stranger, as_actor):
    lay_out(copenhagen, person, arrange, 5)
    as_actor(stranger)
    assert (
        list(indicators.measure(municipality=copenhagen, start=date(2022, 1, 1), end=date(2022, 12, 31)))
        == []
    )


def test_check_tells_of_a_table_of_readers_that_disagrees_with_the_truth(copenhagen, person, arrange):
    coordinator, nurse = person("coordinator"), person("participant", agency="sof")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(case, nurse, by=coordinator)
    assert check_installation._of_the_readers() == []
    with arrange(), connection.cursor() as cursor:
        cursor.execute("delete from cases_reader")
    (told,) = check_installation._of_the_readers()
    assert told.startswith("1 ")
