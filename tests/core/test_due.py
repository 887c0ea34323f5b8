"""How far off a deadline is, in words."""

from datetime import date

import pytest
from django.utils import translation

from tovholder.core.due import age, distance, waited

FRIDAY = date(2022, 9, 16)


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        (date(2022, 9, 9), "overdue", "5 arbejdsdage over"),
        (date(2022, 9, 15), "overdue", "1 arbejdsdag over"),
        (date(2022, 9, 16), "soon", "I dag"),
        (date(2022, 9, 17), "soon", "I morgen"),
        (date(2022, 9, 18), "open", "Om 2 dage"),
        (date(2022, 9, 19), "open", "Om 1 arbejdsdag"),
        (date(2022, 9, 30), "open", "Om 10 arbejdsdage"),
        (date(2022, 10, 1), "open", "Om 15 dage"),
    ],
)
def test_a_deadline_is_told_in_working_days_when_it_is_near(due: date, state: str, words: str) -> None:
    with translation.override("da"):
        assert distance(due, FRIDAY) == (state, words)


def test_a_deadline_passed_at_the_weekend_is_over() -> None:
    with translation.override("da"):
        assert distance(date(2022, 9, 17), date(2022, 9, 18)) == ("overdue", "Over fristen")


def test_what_is_far_is_soon_for_who_says_so() -> None:
    assert distance(date(2022, 10, 10), FRIDAY, soon=30)[0] == "soon"


def test_what_has_waited_is_counted_in_working_days() -> None:
    with translation.override("da"):
        assert waited(date(2022, 9, 9), FRIDAY) == "Ventet 5 arbejdsdage"
        assert waited(date(2022, 9, 17), date(2022, 9, 18)) == "Lige bestilt"


def test_a_holiday_makes_nothing_older() -> None:
    with translation.override("da"):
        assert age(date(2022, 4, 13), date(2022, 4, 19)) == "1 arbejdsdag"  # Easter lies between
