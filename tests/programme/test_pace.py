"""The pace of a goal, and its state."""

from datetime import date
from decimal import Decimal

import pytest

from tovholder.programme.pace import expected_share, is_school_day, standing

YEAR = {"start": date(2022, 1, 1), "end": date(2022, 12, 31)}
SEPTEMBER = date(2022, 9, 20)


def state(value, target, as_of=SEPTEMBER, kind="count", **more):
    value = None if value is None else Decimal(value)
    target = None if target is None else Decimal(target)
    return standing(kind=kind, value=value, target=target, as_of=as_of, **{**YEAR, **more}).state


def test_an_even_pace_runs_by_days_and_is_whole_at_the_end():
    assert expected_share(pace="even", as_of=date(2021, 12, 31), **YEAR) == 0
    assert expected_share(pace="even", as_of=date(2022, 1, 1), **YEAR) == Decimal(1) / 365
    assert expected_share(pace="even", as_of=date(2022, 12, 31), **YEAR) == 1
    assert expected_share(pace="even", as_of=date(2023, 6, 1), **YEAR) == 1


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 7, 5),  # summer
        date(2022, 8, 5),
        date(2022, 2, 15),  # week 7
        date(2022, 10, 19),  # week 42
        date(2022, 4, 11),  # the Monday before Easter
        date(2022, 4, 18),  # Easter Monday
        date(2022, 5, 13),  # Great Prayer Day
        date(2022, 5, 27),  # the day after Ascension
        date(2022, 6, 6),  # Whit Monday
        date(2022, 12, 27),
        date(2022, 9, 24),  # a Saturday
    ],
)
def test_schools_do_not_teach_in_their_holidays(day):
    assert not is_school_day(day)


@pytest.mark.parametrize(
    "day", [date(2022, 6, 24), date(2022, 8, 8), date(2023, 8, 14), date(2022, 9, 20), date(2024, 4, 26)]
)
def test_schools_teach_on_other_weekdays(day):
    assert is_school_day(day)


def test_the_school_year_s_pace_stands_still_in_july():
    june, july = (
        expected_share(pace="school_year", as_of=date(2022, m, d), **YEAR) for m, d in ((6, 30), (7, 31))
    )
    assert june == july
    assert Decimal("0.5") < june < Decimal("0.6")


def test_six_of_eight_talks_in_september_are_on_pace_and_so_are_five():
    assert state(6, 8) == "on_pace"
    assert state(5, 8) == "on_pace"
    assert state(4, 8) == "behind"


def test_one_workshop_of_three_in_september_is_behind():
    assert state(1, 3) == "behind"
    assert standing(
        kind="occurrences", value=Decimal(1), target=Decimal(3), as_of=SEPTEMBER, **YEAR
    ).expected == (Decimal("2.1"))


def test_a_reached_target_is_met_before_the_year_is_over():
    assert state(8, 8) == "met"


def test_a_target_is_missed_on_the_last_day_and_not_before():
    assert state(7, 8, date(2022, 12, 30)) == "on_pace"
    assert state(7, 8, date(2022, 12, 31)) == "missed"


def test_a_milestone_is_on_pace_until_its_day():
    assert state(0, 2, date(2022, 12, 30), "milestone") == "on_pace"
    assert state(1, 2, date(2022, 12, 31), "milestone") == "missed"
    assert state(2, 2, date(2022, 3, 1), "milestone") == "met"


def test_a_share_is_met_only_when_the_year_is_over():
    assert state(70, 60, kind="share") == "on_pace"
    assert state(50, 60, kind="share") == "behind"
    assert state(70, 60, date(2022, 12, 31), "share") == "met"
    assert state(50, 60, date(2022, 12, 31), "share") == "missed"


def test_without_a_target_a_figure_has_no_state_but_its_number():
    assert state(186, None) == "no_target"


def test_what_is_not_measured_is_never_zero():
    assert state(None, 8) == "not_measured"
    assert state(None, None) == "not_measured"
    assert state(0, 8, date(2021, 5, 1)) == "not_measured"


def test_a_goal_of_nothing_is_met():
    assert state(0, 0) == "met"


def test_what_somebody_judged_stands():
    assert state(None, None, kind="qualitative", judgement="behind") == "behind"
