"""What of the cases' doors waits for somebody: requests, emergencies, access that runs out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.core import workdays
from tovholder.core.due import distance

#: A request for access is answered, and an emergency reviewed, within so many working days.
ANSWERED_WITHIN = 2
#: Access that runs out is told so long before.
RUNS_OUT = timedelta(days=14)


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


_WAITING = """
select 'request' as kind, r.id, r.number, u.name, r.asked_at as at, r.asked_at as until
  from cases_accessrequest r join access_user u on u.id = r.user_id
 where %(coordinates)s and r.answered_at is null and r.user_id <> %(user)s
union all
select 'emergency', e.id, c.number, u.name, e.valid_from, e.valid_until
  from cases_emergencyaccess e join cases_case c on c.id = e.case_id join access_user u on u.id = e.user_id
 where %(coordinates)s and e.reviewed_at is null and e.user_id <> %(user)s
union all
select 'ending', p.case_id, c.number, '', p.valid_from, p.valid_until
  from cases_participation p join cases_case c on c.id = p.case_id
 where p.user_id = %(user)s and c.closed_at is null and p.valid_until > %(at)s and p.valid_until < %(soon)s
 order by 5 limit 50
"""


def waiting(user: User, at: datetime, today: date) -> list[Waiting]:
    """What waits for the user, unsorted; one statement, and none for who does not work with cases."""
    if not user.may(Permission.CASE_WORK):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "user": user.pk,
                "coordinates": user.may(Permission.CASE_COORDINATE),
                "at": at,
                "soon": at + RUNS_OUT,
            },
        )
        return [_MAKE[row[0]](row, today) for row in cursor.fetchall()]


def _request(row: Any, today: date) -> Waiting:
    _kind, key, number, who, at, _until = row
    due = workdays.add(localdate(at), ANSWERED_WITHIN)
    return Waiting(
        due,
        *distance(due, today),
        title=_("Request for access to case %(number)s") % {"number": number},
        note=_("%(who)s, asked %(when)s") % {"who": who, "when": words.lately(at, today)},
        url=reverse("cases:answer_access", args=[key]),
        act=_("Answer"),
    )


def _emergency(row: Any, today: date) -> Waiting:
    _kind, key, number, who, at, until = row
    due = workdays.add(localdate(at), ANSWERED_WITHIN)
    return Waiting(
        due,
        *distance(due, today),
        title=_("Emergency access to case %(number)s") % {"number": number},
        note=_("%(who)s, until %(until)s") % {"who": who, "until": words.lately(until, today)},
        url=reverse("cases:review_emergency", args=[key]),
        act=_("Review"),
    )


def _ending(row: Any, today: date) -> Waiting:
    _kind, key, number, _who, _at, until = row
    due = localdate(until - timedelta(microseconds=1))
    return Waiting(
        due,
        *distance(due, today),
        title=_("Your access to case %(number)s ends") % {"number": number},
        note=_("Ask the coordinator if you still need it."),
        url=reverse("cases:case", args=[key]),
        act=_("See the case"),
    )


_MAKE: dict[str, Any] = {"request": _request, "emergency": _emergency, "ending": _ending}
