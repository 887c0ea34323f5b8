"""Days and times as the pages of cases write them: made once a row, since a template's filter costs more."""

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.core.days import clock_time, danish, local_day, written


def day(value: date | datetime, *, today: date | None = None) -> str:
    """14. marts 2022; without the year where it is this one."""
    return written(value, f"j. F{_year(value, today)}" if danish() else f"j F{_year(value, today)}")


def weekday(value: date | datetime, *, today: date | None = None) -> str:
    """fredag 16. september; with the year where it is another."""
    return written(value, f"l j. F{_year(value, today)}" if danish() else f"l j F{_year(value, today)}")


def _year(value: date | datetime, today: date | None) -> str:
    return "" if today and local_day(value).year == today.year else " Y"


def short(value: date | datetime) -> str:
    """16.9.2022."""
    return written(value, "j.n.Y" if danish() else "j/n/Y")


def moment(value: datetime, *, today: date | None = None) -> str:
    """fredag 16. september kl. 10.12."""
    return _("%(day)s at %(time)s") % {"day": weekday(value, today=today), "time": clock_time(value)}


def lately(value: datetime, today: date) -> str:
    """i dag 9.14, i går 15.40, 16. september 11.02."""
    away = (today - localdate(value)).days
    named = {0: _("today"), 1: _("yesterday")}.get(away) or day(value, today=today)
    return f"{named} {clock_time(value)}"


def days(number: int) -> str:
    """1 dag, 12 dage."""
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def who_sees_task(agency: str, of_a_meeting: bool) -> str:
    """Who reads a task that an agency answers for, as its policy has it (cases/rls.py)."""
    if of_a_meeting:
        return _("The agencies in the room, %(agency)s and the coordinators") % {"agency": agency}
    return _("%(agency)s and the coordinators") % {"agency": agency}
