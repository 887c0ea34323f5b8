"""What of meetings, checks and tasks waits for somebody, for the overview: numbers and days alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.queries.waiting import Waiting
from tovholder.core.due import distance

#: An agenda is approved before its meeting; from so long before it waits.
AGENDA = timedelta(days=10)
#: A task is told of from so long before its day.
NEAR = timedelta(days=3)

# The actor's own agency's questions; for a coordinator the agencies that have answered, never what, and the
# agenda; and her own tasks. Row level security leaves out the cases that she is recused from.
_WAITING = """
with due as (
  select q.agency_id, q.answered_at, k.due_at, k.meeting_id, m.starts_at
    from cases_checkquestion q join cases_registercheck k on k.id = q.register_check_id
    join cases_meeting m on m.id = k.meeting_id
   where k.opened_at is null and m.closed_at is null and m.cancelled_at is null and m.ends_at > %(at)s),
agencies as (
  select meeting_id, starts_at, agency_id, bool_and(answered_at is not null) as done, min(due_at) as due_at
    from due group by 1, 2, 3)
select 'check' as kind, meeting_id as id, min(due_at) as until, count(*) as n, count(*) as total
  from due where agency_id = %(agency)s and answered_at is null group by meeting_id
union all
select 'answers', meeting_id, min(due_at), count(*) filter (where done), count(*)
  from agencies where %(coordinates)s group by meeting_id having not bool_and(done)
union all
select 'agenda', m.id, m.starts_at, 0, 0 from cases_meeting m
 where %(coordinates)s and m.approved_at is null and m.cancelled_at is null and m.closed_at is null
   and m.starts_at > %(at)s and m.starts_at < %(soon)s
union all
select 'tasks', null, min(t.due_on)::timestamp at time zone %(zone)s, count(*),
       count(*) filter (where t.due_on < %(today)s)
  from cases_task t
 where t.assigned_to_id = %(user)s and t.done_at is null and t.dropped_at is null and t.due_on <= %(near)s
having count(*) > 0
union all
select 'meeting', m.id, m.starts_at, 0, 0 from cases_meeting m
 where m.cancelled_at is null and m.ends_at > %(at)s and m.starts_at < %(week)s
 order by 3 limit 50
"""


@dataclass(frozen=True)
class Ahead:
    """A meeting of the week."""

    title: str
    note: str
    when: str
    url: str


def overview(user: User, at: datetime, today: date) -> tuple[list[Waiting], list[Ahead]]:
    """What waits for the user, and the meetings of the coming seven days, in one statement.

    None for who does not work with cases.
    """
    if not user.may(Permission.CASE_WORK):
        return [], []
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "at": at,
                "agency": user.agency_id,
                "coordinates": user.may(Permission.CASE_COORDINATE),
                "soon": at + AGENDA,
                "zone": settings.TIME_ZONE,
                "today": today,
                "user": user.pk,
                "near": today + NEAR,
                "week": at + timedelta(days=7),
            },
        )
        rows = cursor.fetchall()
    tasks = [_waits(*row, today=today) for row in rows if row[0] != "meeting"]
    ahead = [_ahead(key, starts, today) for kind, key, starts, *_rest in rows if kind == "meeting"]
    return tasks, ahead


def waiting(user: User, at: datetime, today: date) -> list[Waiting]:
    """What waits for the user; one statement."""
    return overview(user, at, today)[0]


def week(user: User, at: datetime, today: date) -> list[Ahead]:
    """The meetings of the coming seven days; one statement. That one takes place is nobody's data."""
    return overview(user, at, today)[1]


def _ahead(key: Any, starts: datetime, today: date) -> Ahead:
    url = reverse("cases:meeting", args=[key])
    return Ahead(_("Infohus meeting"), "", words.moment(starts, today=today), url)


def _waits(kind: str, key: Any, until: datetime, number: int, total: int, *, today: date) -> Waiting:
    due = localdate(until)
    state, word = distance(due, today)
    if kind == "check":
        title = _("Register check before the meeting")
        note = ngettext("%(n)s case waits for an answer", "%(n)s cases wait for an answer", number) % {
            "n": number
        }
        return Waiting(due, state, word, title, note, reverse("cases:checks"), _("Answer"))
    if kind == "answers":
        title = _("%(done)s of %(all)s agencies have answered") % {"done": number, "all": total}
        url = reverse("cases:meeting_agenda", args=[key])
        return Waiting(due, state, word, title, _("Register check"), url, _("Remind"))
    if kind == "agenda":
        title = _("The agenda is to be approved")
        url = reverse("cases:meeting_agenda", args=[key])
        return Waiting(due, state, word, title, _("Infohus meeting"), url, _("Approve"))
    title = ngettext("%(n)s task of yours", "%(n)s tasks of yours", number) % {"n": number}
    note = ngettext("%(n)s is late", "%(n)s are late", total) % {"n": total} if total else ""
    return Waiting(due, state, word, title, note, reverse("cases:tasks"), _("Open"))
