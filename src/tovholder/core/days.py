"""Days and hours as words. Days are kept: a page writes the same few again and again, and Django is slow."""

from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

SHORT_DAYS = {
    "da": ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
SHORT_MONTHS = {
    "da": (
        *("jan.", "feb.", "marts", "april", "maj", "juni"),
        *("juli", "aug.", "sept.", "okt.", "nov.", "dec."),
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
}


def danish() -> bool:
    """Whether the page speaks Danish."""
    return not (get_language() or "da").startswith("en")


def written(value: date | datetime, how: str) -> str:
    """A day as Django's format `how` writes it ("l j. F Y"), in the page's language; a moment's day is local.

    `how` names the day alone: no hours.
    """
    return _written(local_day(value), how, danish())


def local_day(value: date | datetime) -> date:
    """The day here of a moment."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def short_day(value: date | datetime) -> str:
    """man. 19. sept.; in English Mon 19 Sept."""
    local = local_day(value)
    lang, dot = ("da", ".") if danish() else ("en", "")
    return f"{SHORT_DAYS[lang][local.weekday()]} {local.day}{dot} {SHORT_MONTHS[lang][local.month - 1]}"


def clock_time(value: datetime | time, *, seconds: bool = False) -> str:
    """9.00, in English 9:00; a moment's hour is local."""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    point = "." if danish() else ":"
    return f"{local.hour}{point}{local:%M}" + (f"{point}{local:%S}" if seconds else "")


def hours(begins: datetime | time, ends: datetime | time) -> str:
    """9.00-10.50: Danish writes a span with a hyphen (Retskrivningsordbogen), English with a dash."""
    return f"{clock_time(begins)}{'-' if danish() else '–'}{clock_time(ends)}"


@lru_cache(maxsize=4096)
def _written(value: date, how: str, danish: bool) -> str:
    return date_format(value, how)
