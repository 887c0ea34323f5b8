"""Which plan, year and day a page shows; what is planned ahead; what is written of a goal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from tovholder.access.models import Municipality, User
from tovholder.core.columns import rows
from tovholder.programme.models import ActionPlan, Goal
from tovholder.programme.queries import Figure


@dataclass(frozen=True)
class Group:
    """A target group: whom the goals under it are for, and why."""

    number: int
    title: str
    purpose: str


@dataclass(frozen=True)
class Refinancing:
    """A search for new money that has a last day and is not over."""

    funding_id: int
    title: str
    through: str
    deadline: date
    state: str


@dataclass(frozen=True)
class View:
    """A plan as a page shows it: which year of it, as of the end of which day.

    `at_today`: nobody asked for an earlier day.
    """

    plan: ActionPlan
    plans: Sequence[ActionPlan]
    year: int
    as_of: date
    at_today: bool
    groups: Sequence[Group] = ()
    refinancing: Sequence[Refinancing] = ()

    @property
    def others(self) -> list[ActionPlan]:
        return [plan for plan in self.plans if plan.pk != self.plan.pk]

    def query(self, **changes: Any) -> str:
        """The address's query that leads to this plan, year and day again."""
        values = {
            "plan": self.plan.key if len(self.plans) != 1 else "",
            "year": self.year,
            "as_of": "" if self.at_today else self.as_of.isoformat(),
            **changes,
        }
        query = urlencode({name: value for name, value in values.items() if value not in ("", None)})
        return f"?{query}" if query else ""


def view_of(*, actor: User, query: Any, today: date) -> View | None:
    """Return what an address asks for: its plan, year and day, or the plan that runs today; one statement.

    None where the municipality has no plan yet.

    :raises Http404: the plan that is named is not there.
    """
    plans = list(_plans(actor))
    if not plans:
        return None
    as_of = min(day_of(query.get("as_of")) or today, today)
    key = query.get("plan")
    plan: Any = next((p for p in plans if p.key == key), None) if key else running(plans, as_of)
    if plan is None:
        raise Http404
    if actor.municipality is not None:
        plan.municipality = actor.municipality
    return View(
        plan=plan,
        plans=plans,
        year=year_of(plan, query.get("year"), as_of),
        as_of=as_of,
        at_today=as_of == today,
        groups=[Group(row["number"], row["title"], row["purpose"]) for row in plan.group_rows],
        refinancing=[
            Refinancing(
                row["id"],
                row["title"],
                row["through"],
                date.fromisoformat(row["deadline"]),
                row["state"] or "open",
            )
            for row in plan.refinancing_rows
            if (row["state"] or "open") == "open"
        ],
    )


def year_of(plan: ActionPlan, text: str | None, as_of: date) -> int:
    """The year that is asked for, where it is the plan's; else the plan's year that is nearest to a day."""
    if text and text.isdecimal() and len(text) == 4 and int(text) in plan.years:
        return int(text)
    return min(max(as_of.year, plan.years[0]), plan.years[-1])


def running(plans: Sequence[ActionPlan], on: date) -> ActionPlan:
    """The plan that runs on a day; else the last that had begun by then, else the first to come."""
    now = [plan for plan in plans if plan.starts_on <= on <= plan.ends_on]
    begun = [plan for plan in plans if plan.starts_on <= on]
    return max(
        now or begun or plans, key=lambda plan: plan.starts_on if begun else -plan.starts_on.toordinal()
    )


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


_GROUPS = """select number, title, purpose from programme_targetgroup
  where plan_id = programme_actionplan.id and retired_on is null order by position"""
_SEARCHES = """select s.id, s.title, s.refinancing_through as through, s.refinancing_deadline as deadline,
    (select state from programme_refinancingstep where funding_id = s.id
      order by stands_on desc, id desc limit 1) as state
  from programme_fundingsource s
  where s.plan_id = programme_actionplan.id and s.retired_on is null and s.refinancing_deadline is not null
  order by s.refinancing_deadline"""


def _plans(actor: User) -> QuerySet[Any]:
    """Plans with their target groups, and the searches for new money that have a last day."""
    plans: QuerySet[Any] = ActionPlan.objects.visible_to(actor)
    return plans.annotate(group_rows=rows(_GROUPS), refinancing_rows=rows(_SEARCHES)).order_by(
        "-starts_on", "key"
    )


# --- one goal ------------------------------------------------------------------------------------------

_NARRATIVES = """select n.text, n.written_at, n.period_from, n.period_to, u.name as by
  from programme_narrative n join access_user u on u.id = n.written_by_id
  where n.initiative_id = programme_goal.initiative_id order by n.written_at desc, n.id desc limit 20"""
_ASSESSMENTS = """select a.year, a.as_of, a.judgement, a.text, a.written_at, u.name as by
  from programme_assessment a join access_user u on u.id = a.written_by_id
  where a.goal_id = programme_goal.id order by a.as_of desc, a.written_at desc, a.id desc"""
_MANUAL = """select f.id, f.part, f.year, f.as_of, f.numerator, f.denominator, f.evidence, f.entered_at,
    f.withdrawn_at, f.value::text, u.name as by
  from programme_manualfigure f join access_user u on u.id = f.entered_by_id
  where f.goal_id = programme_goal.id order by f.as_of desc, f.id desc"""


def goals() -> QuerySet[Any]:
    """Goals with their plan, and with what people wrote of them: narratives, assessments, figures by hand."""
    return Goal.objects.select_related("plan", "target_group", "initiative").annotate(
        narrative_rows=rows(_NARRATIVES), assessment_rows=rows(_ASSESSMENTS), manual_rows=rows(_MANUAL)
    )


# --- what is planned ahead -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Ahead:
    """What the sessions that are planned in the rest of a year would add.

    `unknown`: so many of the bookings do not say how many are expected.
    """

    amount: int
    sessions: int
    unknown: int


#: Codes whose sessions each count one.
_EACH = {"awareness_talks": "awareness_talk", "workshops": "workshop"}
#: Codes that count the heads of each session.
_HEADS = {"parents_reached": "parents_meeting", "adults_reached": "adult_dialogue"}

_PUPILS = """
with ahead as (
  select b.id, b.expected, b.organisation_id, min(s.starts_at) as starts_at
    from activities_session s
    join activities_booking b on b.id = s.booking_id
    join activities_offer o on o.id = b.offer_id
   where s.municipality_id = %(municipality)s and s.starts_at >= %(from)s and s.starts_at < %(until)s
     and s.cancelled_at is null and s.held_at is null
     and o.kind = 'teaching_course' and o.targeted
     and not exists (select from activities_session h where h.booking_id = b.id and h.held_at is not null
                        and h.cancelled_at is null)
   group by b.id
), heads as (
  select a.id, coalesce((select sum(c.expected) from activities_bookedclass c where c.booking_id = a.id),
                        a.expected) as expected, t.type
    from ahead a
    left join partners_schooltype t on t.organisation_id = a.organisation_id
     and t.valid_from <= (a.starts_at at time zone %(zone)s)::date
     and (t.valid_until is null or t.valid_until > (a.starts_at at time zone %(zone)s)::date)
)
select coalesce(sum(expected), 0)::int, count(*)::int, count(*) filter (where expected is null)::int
  from heads where %(type)s = '' or type = %(type)s
"""

_SESSIONS = """
select coalesce(sum(b.expected), 0)::int, count(*)::int, count(*) filter (where b.expected is null)::int
  from activities_session s
  join activities_booking b on b.id = s.booking_id
  join activities_offer o on o.id = b.offer_id
 where s.municipality_id = %(municipality)s and s.starts_at >= %(from)s and s.starts_at < %(until)s
   and s.cancelled_at is null and s.held_at is null and o.kind = %(kind)s
"""


@dataclass(frozen=True)
class Since:
    """What was done after a freeze to records of the time that it holds: numbers of records."""

    registered: int
    corrected: int
    cancelled: int


#: Whose records a code counts: of a session `s`, its booking `b` and its offer `o`.
_COUNTED = {
    "pupils_in_courses": "o.kind = 'teaching_course' and o.targeted",
    "parents_reached": "o.kind = 'parents_meeting'",
    "adults_reached": "o.kind = 'adult_dialogue'",
    "awareness_talks": "o.kind = 'awareness_talk'",
    "workshops": "o.kind = 'workshop'",
    "professionals_reached": "o.kind in ('awareness_talk', 'workshop', 'webinar', 'training')",
    "relation_workers_trained": "o.kind = 'training' and o.qualifies_as = 'relation_worker'",
    "trainers_trained": "o.kind = 'training' and o.qualifies_as = 'trainer'",
}
#: Held anew or counted for the first time; counted again; held when it was frozen, and cancelled by now.
_SINCE = """
with frozen as (
  select * from jsonb_to_recordset(%(frozen)s::jsonb) as f(no int, until timestamptz, at timestamptz)
), counted as (
  select s.id, s.starts_at, s.held_at, s.cancelled_at
    from activities_session s
    join activities_booking b on b.id = s.booking_id
    join activities_offer o on o.id = b.offer_id
   where s.municipality_id = %(municipality)s and s.starts_at >= %(begin)s
     and s.starts_at < (select max(until) from frozen) and {counted}
     and (%(type)s = '' or exists (
       select from partners_schooltype t
        where t.organisation_id = b.organisation_id and t.type = %(type)s
          and t.valid_from <= (s.starts_at at time zone %(zone)s)::date
          and (t.valid_until is null or t.valid_until > (s.starts_at at time zone %(zone)s)::date)))
), heads as (
  select f.no, exists (select from activities_headcountevent e
                        where e.pgh_obj_id = n.id and e.entered_at <= f.at) as known
    from frozen f
    join counted c on c.starts_at < f.until and c.cancelled_at is null
    join activities_headcount n on n.session_id = c.id and n.entered_at > f.at
)
select f.no,
       case when %(each)s then (select count(*) from counted c
           where c.starts_at < f.until and c.cancelled_at is null and c.held_at > f.at)
         else (select count(*) from heads h where h.no = f.no and not h.known) end as registered,
       case when %(each)s then 0
         else (select count(*) from heads h where h.no = f.no and h.known) end as corrected,
       (select count(*) from counted c where c.starts_at < f.until and c.cancelled_at > f.at
           and exists (select from activities_sessionevent e
                        where e.pgh_obj_id = c.id and e.held_at <= f.at)) as cancelled
  from frozen f
"""


def around(
    *, figure: Figure, municipality: Municipality, start: date
) -> tuple[Ahead | None, list[Since | None]]:
    """Return what is planned ahead of a figure, and what was done since each of its freezes; one statement.

    Ahead is what is planned from the day after `figure.as_of` to the end of its year: None where nothing can
    be said of it, since the figure does not come from sessions. Since has one entry a row of `figure.frozen`.
    """
    code = figure.code
    since: list[Since | None] = [None] * len(figure.frozen)
    if code not in _COUNTED:
        return None, since
    kind = _EACH.get(code) or _HEADS.get(code)
    has_ahead = figure.as_of.year == figure.year and (code == "pupils_in_courses" or kind is not None)
    parts = []
    if has_ahead:
        sql = _PUPILS if code == "pupils_in_courses" else _SESSIONS
        parts.append(f"select -1, a.* from ({sql}) as a(amount, sessions, unknown)")
    if figure.frozen:
        parts.append(f"select s.* from ({_SINCE.format(counted=_COUNTED[code])}) s")
    if not parts:
        return None, since
    parameters: dict[str, Any] = {
        "municipality": municipality.pk,
        "zone": settings.TIME_ZONE,
        "begin": _midnight(start),
        "from": _midnight(figure.as_of + timedelta(days=1)),
        "until": _midnight(date(figure.year + 1, 1, 1)),
        "type": (figure.split or {}).get("school_type", ""),
        "kind": kind,
        "each": code in _EACH,
        "frozen": json.dumps(
            [
                {
                    "no": number,
                    "until": _midnight(row.as_of + timedelta(days=1)).isoformat(),
                    "at": row.frozen_at.isoformat(),
                }
                for number, row in enumerate(figure.frozen)
            ]
        ),
    }
    ahead = None
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), parameters)
        for number, *counts in cursor.fetchall():
            if number < 0:
                amount, sessions, unknown = counts
                ahead = Ahead(sessions, sessions, 0) if code in _EACH else Ahead(amount, sessions, unknown)
            else:
                since[number] = Since(*counts)
    return ahead, since


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def forecast(figure: Figure, ahead: Ahead | None) -> Decimal | None:
    """Where the year ends if all that is planned takes place as expected."""
    if ahead is None or not ahead.sessions or figure.value is None:
        return None
    return figure.value + ahead.amount
