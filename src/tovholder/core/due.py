"""How far off a deadline is, in words; and what waits for somebody, as the overview shows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.core import workdays

#: A deadline is told in working days when it is at most so many days away, and in days beyond.
IN_WORKING_DAYS = 14


@dataclass(frozen=True)
class Waiting:
    """Something that waits: by when, what, and the one act that is done next."""

    due: date
    state: str
    word: str
    title: str
    note: str
    url: str
    act: str

    @classmethod
    def by(cls, due: date, today: date, *, title: str, note: str, url: str, act: str) -> "Waiting":
        """With the state and the words of its deadline."""
        return cls(due, *distance(due, today), title=title, note=note, url=url, act=act)


@dataclass(frozen=True)
class Ahead:
    """A meeting or a session of the week."""

    at: datetime
    title: str
    url: str


@dataclass(frozen=True)
class Done:
    """Something that no longer waits: when it was finished, and what it was."""

    at: datetime
    title: str
    url: str
    note: str = ""


def distance(due: date, today: date, *, soon: int = 1) -> tuple[str, str]:
    """A deadline's state (`overdue`, `soon`, `open`), and its words: "2 working days over".

    :param soon: so many days before it, a deadline is soon.
    """
    if due < today:
        late = workdays.between(due, today)
        if not late:
            return "overdue", _("Over the deadline")
        return "overdue", ngettext("%(n)s working day over", "%(n)s working days over", late) % {"n": late}
    if due == today:
        return "soon", _("Today")
    if due == today + timedelta(days=1):
        return "soon", _("Tomorrow")
    days = (due - today).days
    state = "soon" if days <= soon else "open"
    left = workdays.between(today, due)
    if left and days <= IN_WORKING_DAYS:
        return state, ngettext("In %(n)s working day", "In %(n)s working days", left) % {"n": left}
    return state, ngettext("In %(n)s day", "In %(n)s days", days) % {"n": days}


def waited(since: date, today: date) -> str:
    """How long something has waited: "Waited 3 working days"; not a whole one: "Just asked for"."""
    days = workdays.between(since, today)
    if not days:
        return _("Just asked for")
    return ngettext("Waited %(n)s working day", "Waited %(n)s working days", days) % {"n": days}


def age(since: date, today: date) -> str:
    """How old something is: "3 working days", "today"."""
    days = workdays.between(since, today)
    if since >= today or not days:
        return _("today")
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
