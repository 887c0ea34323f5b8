"""Numbers, money and days as each language writes them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils.translation import override

from tovholder.core.days import hours
from tovholder.web import formatting


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (2140, "2.140", "2,140"),
        (0, "0", "0"),
        (Decimal("5.80"), "5,8", "5.8"),
        (Decimal("1234567.25"), "1.234.567,25", "1,234,567.25"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (-3, "−3", "−3"),
        (Decimal("-0.00"), "0", "0"),
        ("62", "62", "62"),
        (None, "", ""),
        ("", "", ""),
        ("ikke målt", "ikke målt", "ikke målt"),
        (float("nan"), "nan", "nan"),
    ],
)
def test_a_number_has_its_language_s_separators(value, danish, english):
    with override("da"):
        assert formatting.number(value) == danish
    with override("en"):
        assert formatting.number(value) == english


def test_a_number_can_be_given_its_decimals_and_is_rounded_as_people_do():
    with override("da"):
        assert formatting.number(Decimal("2.25"), 1) == "2,3"
        assert formatting.number(2, 1) == "2,0"


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (1234567, "1.234.567 kr.", "DKK 1,234,567"),
        (Decimal("99.50"), "99,50 kr.", "DKK 99.50"),
        (Decimal("-1000"), "−1.000 kr.", "DKK −1,000"),
        (None, "", ""),
    ],
)
def test_money_shows_oere_only_where_there_are_some(value, danish, english):
    with override("da"):
        assert formatting.money(value).replace(formatting.NBSP, " ") == danish
    with override("en"):
        assert formatting.money(value).replace(formatting.NBSP, " ") == english


def test_millions_have_one_decimal():
    with override("da"):
        assert formatting.millions(4_600_000) == f"4,6{formatting.NBSP}mio.{formatting.NBSP}kr."
        assert formatting.millions(4_600_000, unit=False) == "4,6"
    with override("en"):
        assert formatting.millions(Decimal("2150000")) == f"DKK{formatting.NBSP}2.2m"


def test_a_day_is_written_out():
    with override("da"):
        assert formatting.day(date(2022, 3, 14)) == "14. marts 2022"
        assert formatting.weekday_date(date(2022, 3, 15)) == "tirsdag 15. marts 2022"
        assert formatting.short_day(date(2022, 9, 19)) == "man. 19. sept."
    with override("en"):
        assert formatting.day(date(2022, 3, 14)) == "14 March 2022"
        assert formatting.weekday_date(date(2022, 3, 15)) == "Tuesday 15 March 2022"
        assert formatting.short_day(date(2022, 9, 19)) == "Mon 19 Sept"


def test_a_moment_is_told_as_the_clock_in_the_municipality():
    late = datetime(2022, 9, 19, 22, 30, tzinfo=UTC)
    with override("da"):
        assert formatting.clock_time(late) == "0.30"
        assert formatting.short_day(late) == "tirs. 20. sept."
        assert formatting.clock_time(time(9, 5)) == "9.05"
    with override("en"):
        assert formatting.clock_time(late) == "0:30"


def test_a_span_of_hours_is_written_as_each_language_writes_it():
    with override("da"):
        assert hours(time(9), time(10, 50)) == "9.00-10.50"
    with override("en"):
        assert hours(time(9), time(10, 50)) == "9:00–10:50"


def test_nothing_is_written_for_no_day():
    assert [f(None) for f in (formatting.day, formatting.weekday_date, formatting.short_day)] == [""] * 3
    assert formatting.clock_time(None) == ""
