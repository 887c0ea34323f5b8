"""How far off a deadline is, in working days and in words."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.core import workdays


def distance(due: date, today: date) -> tuple[str, str]:
    """A deadline's state (`overdue`, `soon`, `open`), and its words: "2 working days over"."""
    if due < today:
        late = workdays.between(due, today)
        if not late:
            return "overdue", _("Over the deadline")
        return "overdue", ngettext("%(n)s working day over", "%(n)s working days over", late) % {"n": late}
    if due == today:
        return "soon", _("Today")
    if due == today + timedelta(days=1):
        return "open", _("Tomorrow")
    left = workdays.between(today, due)
    return "open", ngettext("In %(n)s working day", "In %(n)s working days", left) % {"n": left}


def age(since: date, today: date) -> str:
    """How old something is: "3 working days", "today"."""
    days = workdays.between(since, today)
    if since >= today or not days:
        return _("today")
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
