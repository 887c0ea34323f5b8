from datetime import date, timedelta

import pytest

from tovholder.core import workdays


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2000, date(2000, 4, 23)),
        (2022, date(2022, 4, 17)),
        (2023, date(2023, 4, 9)),
        (2024, date(2024, 3, 31)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_almanac_says(year, day):
    assert workdays.easter(year) == day


def test_six_working_days_over_easter_2022():
    # 13 April is a Wednesday; Maundy Thursday to Easter Monday are closed.
    assert workdays.add(date(2022, 4, 13), 6) == date(2022, 4, 26)


def test_the_great_prayer_day_was_a_holiday_until_2023():
    assert not workdays.is_working_day(date(2023, 5, 5))
    assert workdays.is_working_day(date(2024, 4, 26))


def test_counting_agrees_with_walking_day_by_day():
    start = date(2021, 12, 20)
    for ahead in range(0, 800, 7):
        until = start + timedelta(days=ahead)
        walked = sum(workdays.is_working_day(start + timedelta(days=n)) for n in range(1, ahead + 1))
        assert workdays.between(start, until) == walked


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert workdays.between(date(2022, 9, 20), date(2022, 9, 1)) == 0
