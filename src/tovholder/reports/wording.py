"""Numbers, money and days in words, Danish or English, without Django: renderers use it anywhere."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"
MINUS = "\u2212"

_MONTHS = {
    "da": (
        *("januar", "februar", "marts", "april", "maj", "juni"),
        *("juli", "august", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_MARKS = {"da": (".", ","), "en": (",", ".")}


def month(number: int, language: str) -> str:
    """1 as "januar"."""
    return _MONTHS[language][number - 1]


def month_short(number: int, language: str) -> str:
    """1 as "jan"."""
    return _MONTHS[language][number - 1][:3]


def number(value: Decimal | int | float | None, language: str, decimals: int | None = None) -> str:
    """2140 as "2.140"; with `decimals` exactly so many, otherwise as many as there are. "–" for None."""
    if value is None:
        return "–"
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = format(abs(exact), "f")
    whole, _dot, fraction = text.partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    group, point = _MARKS[language]
    grouped = f"{int(whole):,}".replace(",", group)
    sign = MINUS if exact < 0 and (int(whole) or fraction.strip("0")) else ""
    return sign + grouped + (point + fraction if fraction else "")


def span(least: Decimal | None, most: Decimal | None, language: str) -> str:
    """A number, or the least and the most that it may be: "20–24"."""
    return number(least, language) + (f"–{number(most, language)}" if most is not None else "")


def rounded(value: Decimal | None, language: str) -> str:
    """A pace or another computed number as a reader wants it: whole, or with one decimal below ten."""
    if value is None:
        return "–"
    exact = Decimal(value)
    return number(exact.quantize(Decimal("0.1") if abs(exact) < 10 else Decimal(1), ROUND_HALF_UP), language)


def percent(value: Decimal | None, language: str) -> str:
    """Decimal("62.5") as "62,5 %"."""
    if value is None:
        return "–"
    text = number(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP), language)
    return f"{text}%" if language == "en" else f"{text}{NBSP}%"


def money(value: Decimal | None, language: str) -> str:
    """Whole kroner where there are no øre: "1.840.000 kr."."""
    if value is None:
        return "–"
    exact = Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = number(exact, language, 0 if exact == exact.to_integral_value() else 2)
    return f"DKK{NBSP}{text}" if language == "en" else f"{text}{NBSP}kr."


def millions(value: Decimal, language: str) -> str:
    """2400000 as "2,4 mio. kr."."""
    text = number(Decimal(value) / 1_000_000, language, 1)
    return f"DKK{NBSP}{text}m" if language == "en" else f"{text}{NBSP}mio.{NBSP}kr."


def day(value: date | None, language: str) -> str:
    """20. september 2022."""
    if value is None:
        return "–"
    dot = "." if language == "da" else ""
    return f"{value.day}{dot}{NBSP}{month(value.month, language)} {value.year}"


def period(begins: date, ends: date, language: str) -> str:
    """1. januar – 20. september 2022."""
    dot = "." if language == "da" else ""
    first = f"{begins.day}{dot}{NBSP}{month(begins.month, language)}"
    if begins.year != ends.year:
        first += f" {begins.year}"
    return f"{first} – {day(ends, language)}"


def dated(value: str, language: str) -> str:
    """A plan file's day, month or year: "2022-03-29" as "29. marts 2022", "2021-09" as "september 2021"."""
    parts = [int(part) for part in value.split("-") if part.isdigit()]
    if len(parts) == 3:
        return day(date(*parts), language)
    if len(parts) == 2 and 1 <= parts[1] <= 12:
        return f"{month(parts[1], language)} {parts[0]}"
    return value


def listed(words: Sequence[str], language: str) -> str:
    """a, b og c."""
    if len(words) < 2:
        return "".join(words)
    joint = " and " if language == "en" else " og "
    return ", ".join(words[:-1]) + joint + words[-1]
