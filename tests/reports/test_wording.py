"""Numbers, money and days in words; small cells; what a text loses before it enters a file."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tovholder.core import typesetting
from tovholder.programme.suppression import Shown, protect
from tovholder.reports import wording


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (2140, "2.140", "2,140"),
        (Decimal("5.80"), "5,8", "5.8"),
        (Decimal("-22"), "\u221222", "\u221222"),
        (None, "–", "–"),
        (0, "0", "0"),
    ],
)
def test_numbers_have_the_separators_of_their_language(value, danish, english):
    assert wording.number(value, "da") == danish
    assert wording.number(value, "en") == english


def test_money_shows_oere_only_where_there_are_some():
    assert wording.money(Decimal("2400000"), "da") == "2.400.000\u00a0kr."
    assert wording.money(Decimal("1500000.50"), "da") == "1.500.000,50\u00a0kr."
    assert wording.millions(Decimal("2400000"), "da") == "2,4\u00a0mio.\u00a0kr."


def test_a_period_says_its_year_once():
    days = (date(2022, 1, 1), date(2022, 9, 20))
    assert wording.period(*days, "da") == "1.\u00a0januar – 20.\u00a0september 2022"
    assert wording.period(*days, "en") == "1\u00a0January – 20\u00a0September 2022"


def test_knowledge_is_dated_by_day_month_or_year():
    said = [wording.dated(text, "da") for text in ("2022-03-29", "2021-09", "2021")]
    assert said == ["29.\u00a0marts 2022", "september 2021", "2021"]


def test_control_characters_and_marks_of_direction_are_left_out():
    assert typesetting.plain("a\x00b\x08c\u202ed\ufffee\r\nf\tg\x85") == "abcde\nf\tg"


def test_from_1_to_4_heads_are_never_shown():
    shown = protect({"a": 0, "b": 1, "c": 4, "d": 5, "e": 90})
    assert shown["b"] is Shown.SMALL
    assert shown["c"] is Shown.SMALL
    assert shown["a"] is Shown.EXACT


def test_a_single_small_number_takes_the_next_smallest_with_it():
    """Otherwise the total less the others would give it away."""
    shown = protect({"lærer": 41, "pædagog": 12, "sagsbehandler": 3})
    assert shown == {"lærer": Shown.EXACT, "pædagog": Shown.HIDDEN, "sagsbehandler": Shown.SMALL}


def test_two_small_numbers_that_must_be_one_and_one_take_another_with_them():
    assert protect({"a": 1, "b": 1, "c": 30})["c"] is Shown.HIDDEN
    assert protect({"a": 2, "b": 3, "c": 30})["c"] is Shown.EXACT


def test_a_split_without_small_numbers_is_shown_as_it_is():
    assert set(protect({"a": 5, "b": 0, "c": 70}).values()) == {Shown.EXACT}


def fitting(cells, shown):
    """For each cell what it could be, to a reader who knows the sum, what is shown and what "<5" means."""
    hidden = [label for label in cells if shown[label] is not Shown.EXACT]
    total = sum(cells[label] for label in hidden)
    choices = [range(1, 5) if shown[label] is Shown.SMALL else range(total + 1) for label in hidden]
    could = {label: set() for label in hidden}
    for guess in product(*choices[:-1]):
        last = total - sum(guess)
        if choices and last in choices[-1]:
            for label, number in zip(hidden, (*guess, last), strict=True):
                could[label].add(number)
    return could


@given(st.lists(st.one_of(st.integers(0, 6), st.integers(5, 12)), min_size=2, max_size=4))
@settings(max_examples=400, deadline=None)
def test_no_small_number_follows_from_what_is_shown(counts):
    cells = {f"cell {number}": count for number, count in enumerate(counts)}
    shown = protect(cells)
    assert all(shown[label] is not Shown.EXACT for label, count in cells.items() if 0 < count < 5)
    if 0 < sum(counts) < 5:
        return  # the total itself is not told
    for label, numbers in fitting(cells, shown).items():
        assert cells[label] in numbers
        if 0 < cells[label] < 5:
            assert len(numbers) > 1, (counts, label)


def test_where_nothing_is_left_to_hide_the_split_is_not_told():
    assert set(protect({"a": 4, "b": 4, "c": 0}).values()) == {Shown.HIDDEN}
