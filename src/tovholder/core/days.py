"""A day as words, kept: a page writes the same few days again and again, and Django's own way is slow."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


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


@lru_cache(maxsize=4096)
def _written(value: date, how: str, danish: bool) -> str:
    return date_format(value, how)
