"""Numbers, money, days and times as a Danish or an English reader writes them.

Used by the template filters, and by whoever writes the same words outside a template.
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format

from tovholder.core import days
from tovholder.core.days import danish, written

#: What a unit hangs on: the number and its unit stay on one line.
NBSP = "\u00a0"
MINUS = "\u2212"


def language() -> str:
    """`da` or `en`: the language that the page speaks."""
    return "da" if danish() else "en"


def number(value: Any, decimals: int | None = None) -> str:
    """2140 as "2.140", Decimal("5.80") as "5,8"; with `decimals` exactly so many. Nothing for None."""
    if value is None or value == "":
        return ""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return str(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = format(abs(exact), "f")
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    places = len(text.partition(".")[2])
    sign = MINUS if exact < 0 and Decimal(text) else ""
    return sign + number_format(Decimal(text), decimal_pos=places, force_grouping=True)


def money(value: Any) -> str:
    """Kroner; øre are shown only where there are some."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    shown = number(amount, 0 if amount == amount.to_integral_value() else 2)
    return f"DKK{NBSP}{shown}" if language() == "en" else f"{shown}{NBSP}kr."


def millions(value: Any, *, unit: bool = True) -> str:
    """Millions of kroner with one decimal: "4,6 mio. kr."; without `unit`, "4,6"."""
    if value is None or value == "":
        return ""
    shown = number(Decimal(str(value)) / 1_000_000, 1)
    if not unit:
        return shown
    return f"DKK{NBSP}{shown}m" if language() == "en" else f"{shown}{NBSP}mio.{NBSP}kr."


def day(value: date | datetime | None) -> str:
    """14. marts 2022."""
    return written(value, "j. F Y" if danish() else "j F Y") if value else ""


def weekday_date(value: date | datetime | None) -> str:
    """tirsdag 14. marts 2022."""
    return written(value, "l j. F Y" if danish() else "l j F Y") if value else ""


def short_day(value: date | datetime | None) -> str:
    """man. 19. sept."""
    return days.short_day(value) if value else ""


def clock_time(value: datetime | time | None) -> str:
    """9.00."""
    return days.clock_time(value) if value is not None else ""
