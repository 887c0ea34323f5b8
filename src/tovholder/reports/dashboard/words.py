"""Days, amounts and distances in words, in the language of the page."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language

from tovholder.core import days
from tovholder.reports import wording


def language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


def number(value: Decimal | int | None) -> str:
    """2140 as "2.140"; "–" for None."""
    return wording.number(value, language())


def span(least: Decimal | None, most: Decimal | None) -> str:
    """20–24, or one number where `most` is None."""
    return wording.span(least, most, language())


def day(value: date) -> str:
    """20. september 2022."""
    return wording.day(value, language())


def short_day(value: date) -> str:
    """31. dec."""
    return date_format(value, "j. N" if language() == "da" else "j N").replace(" ", wording.NBSP)


def short_day_year(value: date) -> str:
    """31. dec. 2022."""
    return f"{short_day(value)} {value.year}"


def month(value: date) -> str:
    """juni 2022."""
    return f"{wording.month(value.month, language())} {value.year}"


def listed(words: Sequence[str]) -> str:
    return wording.listed(list(words), language())


def sentence(text: str) -> str:
    """The first sentence of a text: a date's point ends none."""
    for place, sign in enumerate(text):
        if sign == "." and text[place + 1 : place + 2] in ("", " ") and not text[place - 1 : place].isdigit():
            return text[:place]
    return text


def whole(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def share(part: Decimal, of: Decimal) -> Decimal:
    """Percent of a whole, from 0 to 100, with one decimal: what an SVG's coordinates take."""
    if of <= 0:
        return Decimal(0)
    found = min(max(part / of * 100, Decimal(0)), Decimal(100))
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize() + Decimal(0)


#: So many days before its deadline a thing is soon.
SOON = 30


def weekday(value: date) -> str:
    """man. 19. sept."""
    return days.short_day(value).replace(" ", wording.NBSP)
