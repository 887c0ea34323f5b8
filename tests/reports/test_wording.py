"""Numbers, money and days in words; small cells; what a text loses before it enters a file."""

from datetime import date
from decimal import Decimal

import pytest

from tovholder.core import typesetting
from tovholder.reports import wording
from tovholder.reports.suppression import Shown, protect


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


def test_no_small_number_follows_from_what_is_shown():
    """Every split of three cells below 8: each small cell could be another number, if one more is hidden."""
    from itertools import product

    for counts in product(range(8), repeat=3):
        cells = dict(zip("abc", counts, strict=True))
        shown = protect(cells)
        hidden = [label for label, how in shown.items() if how is not Shown.EXACT]
        small = [label for label in hidden if shown[label] is Shown.SMALL]
        if not small or len(hidden) == sum(1 for count in counts if count):
            continue  # nothing more could be hidden
        total = sum(cells[label] for label in hidden)
        choices = [range(1, 5) if label in small else range(5, total + 1) for label in hidden]
        fitting = [guess for guess in product(*choices) if sum(guess) == total]
        for place, label in enumerate(hidden):
            if label in small:
                assert len({guess[place] for guess in fitting}) > 1, (counts, label)
