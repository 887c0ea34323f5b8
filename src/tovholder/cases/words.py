"""Days and times as the pages of cases write them: made once a row, since a template's filter costs more."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def _danish() -> bool:
    return not (get_language() or "da").startswith("en")


def day(value: date | datetime, *, today: date | None = None) -> str:
    """14. marts 2022; without the year where it is this one."""
    local = localtime(value) if isinstance(value, datetime) else value
    year = "" if today and local.year == today.year else " Y"
    return date_format(local, f"j. F{year}" if _danish() else f"j F{year}")


def weekday(value: date | datetime, *, today: date | None = None) -> str:
    """fredag 16. september; with the year where it is another."""
    local = localtime(value) if isinstance(value, datetime) else value
    year = "" if today and local.year == today.year else " Y"
    return date_format(local, f"l j. F{year}" if _danish() else f"l j F{year}")


def short(value: date | datetime) -> str:
    """16.9.2022."""
    local = localtime(value) if isinstance(value, datetime) else value
    return date_format(local, "j.n.Y" if _danish() else "j/n/Y")


def time(value: datetime) -> str:
    """10.12."""
    return date_format(localtime(value), "H.i" if _danish() else "H:i")


def moment(value: datetime, *, today: date | None = None) -> str:
    """fredag 16. september kl. 10.12."""
    return _("%(day)s at %(time)s") % {"day": weekday(value, today=today), "time": time(value)}


def lately(value: datetime, today: date) -> str:
    """i dag 9.14, i går 15.40, 16. september 11.02."""
    away = (today - localdate(value)).days
    named = {0: _("today"), 1: _("yesterday")}.get(away) or day(value, today=today)
    return f"{named} {time(value)}"


def days(number: int) -> str:
    """1 dag, 12 dage."""
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}
