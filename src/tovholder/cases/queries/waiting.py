"""What of cases and meetings waits for somebody, and her meetings of the week: no content, no citizen."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.queries import finished
from tovholder.concerns.queries import Rule
from tovholder.core import workdays
from tovholder.core.due import Ahead, Done, Waiting
from tovholder.disclosures.queries import RUNS_OUT as CONSENT_RUNS_OUT

#: A request for access is answered within so many working days.
ANSWERED_WITHIN = 2
#: Of two rows that may be one person it is said within so many working days whether they are.
DOUBLES_WITHIN = 5
#: Access that runs out is told so long before.
RUNS_OUT = timedelta(days=14)
#: An agenda is approved before its meeting; from so long before it waits.
AGENDA = timedelta(days=10)
#: A task is told of from so long before its day.
NEAR = timedelta(days=3)
#: Meetings of so many days ahead are the week's.
WEEK = timedelta(days=7)

# Of the cases' doors: requests, answers to one's own, emergencies, access and consents that run out. Of the
# meetings: the actor's own agency's questions; for a coordinator the agencies that have answered, never what,
# and the agenda; her own tasks, and her agency's that nobody has; and the meetings ahead: that one takes
# place is nobody's data. Row level security leaves out the cases that she is recused from.
_WAITING = """
with due as (
  select q.agency_id, q.answered_at, k.due_at, k.meeting_id, m.starts_at
    from cases_checkquestion q join cases_registercheck k on k.id = q.register_check_id
    join cases_meeting m on m.id = k.meeting_id
   where k.opened_at is null and m.closed_at is null and m.cancelled_at is null and m.ends_at > %(at)s),
agencies as (
  select meeting_id, starts_at, agency_id, bool_and(answered_at is not null) as done, min(due_at) as due_at
    from due group by 1, 2, 3)
select 'request' as kind, r.id, r.number, u.name, r.asked_at as since, r.asked_at as until, 0 as n, 0 as total
  from cases_accessrequest r join access_user u on u.id = r.user_id
 where %(coordinates)s and r.answered_at is null and r.user_id <> %(user)s
union all
select 'answer', r.id, r.number, w.name, r.answered_at, r.answered_at, r.granted::int, 0
  from cases_accessrequest r join access_user w on w.id = r.answered_by_id
 where r.user_id = %(user)s and r.answered_at is not null and r.seen_at is null
union all
select 'emergency', e.id, c.number, u.name, e.valid_from, e.valid_until, rule.days, rule.working_days::int
  from cases_emergencyaccess e join cases_case c on c.id = e.case_id join access_user u on u.id = e.user_id
  left join lateral (
    select d.days, d.working_days from concerns_deadline d
     where d.municipality_id = c.municipality_id and d.key = 'emergency_review'
       and d.valid_from <= (e.valid_from at time zone %(zone)s)::date
     order by d.valid_from desc limit 1) rule on true
 where %(coordinates)s and e.reviewed_at is null and e.user_id <> %(user)s
union all
select 'ending', p.case_id, c.number, '', p.valid_from, p.valid_until, 0, 0
  from cases_participation p join cases_case c on c.id = p.case_id
 where p.user_id = %(user)s and c.closed_at is null and p.valid_until > %(at)s and p.valid_until < %(ends)s
union all
select 'consent', c.id, c.number, '', min(s.valid_until)::timestamp at time zone %(zone)s,
       min(s.valid_until)::timestamp at time zone %(zone)s, count(*), 0
  from disclosures_consent s join cases_case c
    on c.person_id = any(array(select tovholder.people_together(s.person_id)))
 where %(coordinates)s and s.withdrawn_at is null and s.valid_until between %(today)s and %(runs_out)s
   and c.closed_at is null
 group by c.id, c.number
union all
select 'check', meeting_id, '', '', min(due_at), min(due_at), count(*), count(*)
  from due where agency_id = %(agency)s and answered_at is null group by meeting_id
union all
select 'answers', meeting_id, '', '', min(due_at), min(due_at), count(*) filter (where done), count(*)
  from agencies where %(coordinates)s group by meeting_id having not bool_and(done)
union all
select 'agenda', m.id, '', '', m.starts_at, m.starts_at, 0, 0 from cases_meeting m
 where %(coordinates)s and m.approved_at is null and m.cancelled_at is null and m.closed_at is null
   and m.starts_at > %(at)s and m.starts_at < %(soon)s
union all
select 'doubles', null, '', '', min(d.found_at), min(d.found_at), count(*), 0 from people_double d
 where %(sees_all)s and d.merged_at is null and d.parted_at is null having count(*) > 0
union all
select 'tasks', null, '', '', null, min(t.due_on)::timestamp at time zone %(zone)s, count(*),
       count(*) filter (where t.due_on < %(today)s)
  from cases_task t
 where t.assigned_to_id = %(user)s and t.done_at is null and t.dropped_at is null and t.due_on <= %(near)s
having count(*) > 0
union all
select 'untaken', null, '', '', null, min(t.due_on)::timestamp at time zone %(zone)s, count(*),
       count(*) filter (where t.due_on < %(today)s)
  from cases_task t
 where t.agency_id = %(agency)s and t.assigned_to_id is null and t.done_at is null and t.dropped_at is null
   and t.due_on <= %(near)s
having count(*) > 0
union all
select 'meeting', m.id, '', '', m.starts_at, m.starts_at, 0, 0 from cases_meeting m
 where m.cancelled_at is null and m.ends_at > %(at)s and m.starts_at < %(week)s
"""


def overview(user: User, at: datetime, today: date) -> tuple[list[Waiting], list[Ahead], list[Done]]:
    """What waits for the user, the meetings of the coming seven days, and what was finished since Monday.

    In one statement. Who works at the hotline and not with cases has only the last, and others nothing.
    """
    monday = today - timedelta(days=today.weekday())
    works = user.may(Permission.CASE_WORK)
    if not (works or user.may(Permission.HOTLINE_WORK)):
        return [], [], []
    wanted = f"{_WAITING} union all {finished.SQL}" if works else finished.SQL
    with connection.cursor() as cursor:
        cursor.execute(
            f"{wanted} order by since limit 150",
            {
                "at": at,
                "agency": user.agency_id,
                "coordinates": user.may(Permission.CASE_COORDINATE),
                "sees_all": user.may(Permission.PERSON_READ_ALL),
                "soon": at + AGENDA,
                "ends": at + RUNS_OUT,
                "runs_out": today + CONSENT_RUNS_OUT,
                "zone": settings.TIME_ZONE,
                "today": today,
                "user": user.pk,
                "near": today + NEAR,
                "week": at + WEEK,
                "monday": datetime.combine(monday, time.min, tzinfo=get_current_timezone()),
            },
        )
        rows = cursor.fetchall()
    waiting = [_MAKE[row[0]](row, today) for row in rows if row[0] in _MAKE]
    ahead = [_ahead(row) for row in rows if row[0] == "meeting"]
    return waiting, ahead, [finished.done(row) for row in rows if row[0] in finished.SAID]


def _ahead(row: Any) -> Ahead:
    _kind, key, _number, _who, starts, *_rest = row
    return Ahead(starts, capfirst(_("Infohus meeting")), reverse("cases:meeting", args=[key]))


# --- the cases' doors ------------------------------------------------------------------------------------


def _request(row: Any, today: date) -> Waiting:
    _kind, key, number, who, at, *_rest = row
    return Waiting.by(
        workdays.add(localdate(at), ANSWERED_WITHIN),
        today,
        title=_("Request for access to case %(number)s") % {"number": number},
        note=_("%(who)s, asked %(when)s") % {"who": who, "when": words.lately(at, today)},
        url=reverse("cases:answer_access", args=[key]),
        act=_("Answer"),
    )


def _answer(row: Any, today: date) -> Waiting:
    _kind, _key, number, who, at, _until, granted, _total = row
    return Waiting(
        localdate(at),
        "done" if granted else "no_target",
        _("Access given") if granted else _("Refused"),
        title=_("The answer to your request for access to case %(number)s") % {"number": number},
        note=_("%(who)s, answered %(when)s") % {"who": who, "when": words.lately(at, today)},
        url=reverse("cases:access_list"),
        act=_("See"),
    )


def _emergency(row: Any, today: date) -> Waiting:
    _kind, key, number, who, at, until, days, working = row
    rule = Rule() if days is None else Rule(days, bool(working))
    return Waiting.by(
        rule.due(localdate(at)),
        today,
        title=_("Emergency access to case %(number)s") % {"number": number},
        note=_("%(who)s, until %(until)s") % {"who": who, "until": words.lately(until, today)},
        url=reverse("cases:review_emergency", args=[key]),
        act=_("Review"),
    )


def _ending(row: Any, today: date) -> Waiting:
    _kind, key, number, _who, _at, until, *_rest = row
    return Waiting.by(
        localdate(until - timedelta(microseconds=1)),
        today,
        title=_("Your access to case %(number)s ends") % {"number": number},
        note=_("Ask the coordinator if you still need it."),
        url=reverse("cases:case", args=[key]),
        act=_("See the case"),
    )


def _consent(row: Any, today: date) -> Waiting:
    _kind, key, number, _who, _at, until, many, _total = row
    title = ngettext(
        "%(n)s consent in case %(number)s runs out", "%(n)s consents in case %(number)s run out", many
    )
    return Waiting.by(
        localdate(until),
        today,
        title=title % {"n": many, "number": number},
        note=_("What was shared on it is read until its last day is over."),
        url=reverse("cases:case", args=[key]),
        act=_("See the case"),
    )


# --- meetings and tasks ----------------------------------------------------------------------------------


def _check(row: Any, today: date) -> Waiting:
    number = row[6]
    note = ngettext("%(n)s case waits for an answer", "%(n)s cases wait for an answer", number)
    return Waiting.by(
        localdate(row[5]),
        today,
        title=_("Register check before the meeting"),
        note=note % {"n": number},
        url=reverse("cases:checks"),
        act=_("Answer"),
    )


def _answers(row: Any, today: date) -> Waiting:
    _kind, key, _number, _who, _at, until, done, total = row
    return Waiting.by(
        localdate(until),
        today,
        title=_("Register check before the meeting"),
        note=_("%(done)s of %(all)s agencies have answered") % {"done": done, "all": total} + ".",
        url=reverse("cases:meeting_agenda", args=[key]),
        act=_("Remind"),
    )


def _agenda(row: Any, today: date) -> Waiting:
    return Waiting.by(
        localdate(row[5]),
        today,
        title=_("The agenda is to be approved"),
        note=capfirst(_("Infohus meeting, %(day)s") % {"day": words.weekday(row[5], today=today)}) + ".",
        url=reverse("cases:meeting_agenda", args=[row[1]]),
        act=_("Approve"),
    )


def _doubles(row: Any, today: date) -> Waiting:
    *_rest, found, number, _late = row
    title = ngettext(
        "%(n)s person may be written down twice", "%(n)s people may be written down twice", number
    )
    return Waiting.by(
        workdays.add(localdate(found), DOUBLES_WITHIN),
        today,
        title=title % {"n": number},
        note=_("Say whether they are one."),
        url=reverse("people:doubles"),
        act=_("See"),
    )


def _tasks(row: Any, today: date) -> Waiting:
    number = row[-2]
    title = ngettext("%(n)s task of yours", "%(n)s tasks of yours", number) % {"n": number}
    return _of_tasks(row, today, title, reverse("cases:tasks"))


def _untaken(row: Any, today: date) -> Waiting:
    number = row[-2]
    title = ngettext(
        "%(n)s task of your agency that nobody has taken",
        "%(n)s tasks of your agency that nobody has taken",
        number,
    ) % {"n": number}
    return _of_tasks(row, today, title, f"{reverse('cases:tasks')}?whose=agency")


def _of_tasks(row: Any, today: date, title: str, url: str) -> Waiting:
    *_rest, until, _number, late = row
    note = ngettext("%(n)s is late", "%(n)s are late", late) % {"n": late} if late else ""
    return Waiting.by(localdate(until), today, title=title, note=note, url=url, act=_("Open"))


_MAKE: dict[str, Any] = {
    "request": _request,
    "answer": _answer,
    "emergency": _emergency,
    "ending": _ending,
    "consent": _consent,
    "check": _check,
    "answers": _answers,
    "agenda": _agenda,
    "doubles": _doubles,
    "tasks": _tasks,
    "untaken": _untaken,
}
