"""The overview: what waits for somebody, her week, and for those who answer for the plan, its pulse."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities import queries as activities
from tovholder.activities.models import Session
from tovholder.cases.queries import waiting as cases
from tovholder.concerns import queries as concerns
from tovholder.core import workdays
from tovholder.core.due import Ahead, Done, Waiting, distance, waited
from tovholder.core.pages import page
from tovholder.programme.queries import Figure, figures, told
from tovholder.reports.dashboard import deadlines, lines
from tovholder.reports.dashboard import queries as dashboard
from tovholder.reports.dashboard.deadlines import Deadline
from tovholder.reports.dashboard.lines import Line
from tovholder.web import formatting

#: How many things of one kind, sessions of the week, and lines of the pulse an overview shows.
MOST, WEEK, PULSE = 6, 8, 12
#: Things of the week that are finished, in a fold.
DONE = 30
#: A thing of the plan waits for somebody so long before its day.
NEAR = timedelta(days=60)
#: A request that has waited so many working days is old.
OLD = 10


@gate.signed_in
def home(request: gate.Request) -> HttpResponse:
    user: Any = request.user
    monday = activities.midnight(request.today - timedelta(days=request.today.weekday()))
    tasks, week, done = of_activities(user, request.at, request.today, monday)
    confidential, meetings, closed = of_citizens(user, request.at, request.today)
    done = sorted([*done, *closed], key=lambda one: one.at, reverse=True)
    tasks, week = tasks + confidential, sorted([*meetings, *week], key=lambda one: one.at)
    pulse: list[Line] = []
    coming: list[Deadline] = []
    view = None
    if user.may(Permission.NARRATIVE_WRITE) or user.may(Permission.PLAN_RECORD):
        view = dashboard.view_of(actor=user, query={}, today=request.today)
    if view is not None:
        counted = figures(plan=view.plan, year=view.year, as_of=view.as_of, brief=True, aimed=True)
        found = [shown for shown, _how in told(counted)]
        due = of_plan(user, found, view, request.today)
        tasks += [task_of(deadline, request.today) for deadline in due]
        later = [each for each in deadlines.of_goals(found, view, request.today) if each not in due]
        coming = deadlines.next_ones(later, request.today)
        pulse = [lines.line(figure, view) for figure in found if beats(figure)][:PULSE]
    tasks.sort(key=lambda task: (task.state != "overdue", task.due, task.title))
    return page(
        request,
        "web/home.html",
        {
            "tasks": tasks,
            "done": [(one, formatting.short_day(timezone.localdate(one.at))) for one in done[:DONE]],
            "late": sum(1 for task in tasks if task.state == "overdue"),
            "week": [(one, when(one.at, request.today)) for one in week[:WEEK]],
            "more_of_week": max(len(week) - WEEK, 0),
            "shows_week": bool(meetings)
            or user.may(Permission.ACTIVITY_PLAN)
            or user.may(Permission.ACTIVITY_TEACH),
            "pulse": pulse,
            "deadlines": [] if week else coming,
            "view": view,
            "can_book": user.may(Permission.ACTIVITY_PLAN),
            "can_teach": user.may(Permission.ACTIVITY_TEACH),
            "sees_calendar": user.may(Permission.ACTIVITY_PLAN) or user.may(Permission.ACTIVITY_TEACH),
            "can_take_calls": user.may(Permission.HOTLINE_WORK),
        },
    )


def beats(figure: Figure) -> bool:
    """Whether a figure has a line in the pulse: it has a target, and something counts it."""
    return figure.target is not None and not lines.is_milestone_line(figure)


# --- concerns and cases --------------------------------------------------------------------------------


def of_citizens(user: User, at: datetime, today: date) -> tuple[list[Waiting], list[Ahead], list[Done]]:
    """What waits in concerns, cases and meetings, the week's meetings, and what was finished this week.

    No citizen is named here.
    """
    of_cases, ahead, done = cases.overview(user, at, today)
    return [*concerns.waiting(user=user, today=today), *of_cases], ahead, done


# --- activities ----------------------------------------------------------------------------------------


def of_activities(
    user: User, at: datetime, today: date, monday: datetime
) -> tuple[list[Waiting], list[Ahead], list[Done]]:
    """What waits in the activities, the week's sessions, and what was finished since Monday.

    At most three statements, and two for who has cases to read, too: one's own sessions without a headcount,
    those that were counted since Monday and the week's come in one.
    """
    plans, teaches = user.may(Permission.ACTIVITY_PLAN), user.may(Permission.ACTIVITY_TEACH)
    tasks: list[Waiting] = []
    week: list[Ahead] = []
    done: list[Done] = []
    if plans or teaches:
        first, last = activities.midnight(today), activities.midnight(today + timedelta(days=7))
        all_of_them = Session.objects.filter(municipality=user.municipality_id)
        ahead = all_of_them.live().filter(starts_at__gte=first, starts_at__lt=last)
        if not plans:
            ahead = ahead.taught_by(user)
        counted = all_of_them.filter(counted_at__gte=monday)
        mine = (all_of_them.uncounted(at) | counted).taught_by(user)
        wanted = (ahead | mine) if teaches else ahead
        for session in activities.detailed(wanted).order_by("starts_at", "id")[:100]:
            is_mine = user.pk in session.instructor_ids
            if is_mine and is_uncounted(session, at):
                tasks.append(headcount(session, today))
            elif session.ends_at > at:
                week.append(meeting(session))
            elif is_mine and session.counted_at and session.counted_at >= monday:
                done.append(counted_of(session))
    if user.may(Permission.CASE_COORDINATE):
        tasks += requests_in_one(activities.waiting_since(user), today)
    elif plans:
        tasks += requests(activities.waiting_bookings(user)[: activities.SHOWN], today)
        done += [planned(booking) for booking in activities.planned_by(user, monday)[:DONE]]
    return tasks, week, done


def is_uncounted(session: Any, at: datetime) -> bool:
    return session.ends_at <= at and session.counted_at is None and session.nobody_came_at is None


def headcount(session: Any, today: date) -> Waiting:
    return Waiting.by(
        timezone.localdate(session.starts_at),
        today,
        title=_("How many came: %(session)s") % {"session": activities.title(session)},
        note=f"{session.booking.offer.title}, {formatting.short_day(session.starts_at)}",
        url=reverse("activities:heads", args=[session.pk]),
        act=_("Enter the number"),
    )


def counted_of(session: Any) -> Done:
    return Done(
        session.counted_at,
        _("Headcount entered: %(session)s") % {"session": activities.title(session)},
        session.get_absolute_url(),
        session.booking.offer.title,
    )


def planned(booking: Any) -> Done:
    title = activities.title_of(booking.class_labels, booking.organisation, booking.offer)
    return Done(
        booking.planned_at,
        _("Planned: %(booking)s") % {"booking": title},
        booking.get_absolute_url(),
        booking.offer.title,
    )


def requests_in_one(asked: tuple[int, date | None], today: date) -> list[Waiting]:
    """Who coordinates the cases sees of the requests how many wait and how long: a planner plans them."""
    number, oldest = asked
    if oldest is None:
        return []
    age = workdays.between(oldest, today)
    return [
        Waiting(
            due=oldest + timedelta(days=2 * OLD),
            state="soon" if age >= OLD else "open",
            word=waited(oldest, today),
            title=ngettext("%(n)s request waits to be planned", "%(n)s requests wait to be planned", number)
            % {"n": number},
            note=_("The oldest was asked for %(day)s.") % {"day": formatting.day(oldest)},
            url=reverse("activities:board"),
            act=_("To the board"),
        )
    ]


def requests(bookings: Iterable[Any], today: date) -> list[Waiting]:
    """The oldest requests without a session, each with the day that was wished for or with its age."""
    found = []
    for booking in bookings:
        wished = next((day for day in booking.wished_dates if day >= today), None)
        title = activities.title_of(booking.class_labels, booking.organisation, booking.offer)
        age = workdays.between(booking.requested_on, today)
        if wished:
            state, word = distance(wished, today)
            note = _("%(offer)s. Wished for %(day)s.") % {
                "offer": booking.offer.title,
                "day": formatting.short_day(wished),
            }
        else:
            state = "soon" if age >= OLD else "open"
            word = waited(booking.requested_on, today)
            note = _("%(offer)s. Asked for %(day)s.") % {
                "offer": booking.offer.title,
                "day": formatting.day(booking.requested_on),
            }
        found.append(
            Waiting(
                due=wished or booking.requested_on + timedelta(days=2 * OLD),
                state=state,
                word=word,
                title=title,
                note=note,
                url=booking.get_absolute_url(),
                act=_("Plan it"),
            )
        )
    found.sort(key=lambda task: task.due)
    if len(found) <= MOST:
        return found
    rest = len(found) - MOST
    more = Waiting(
        due=date.max,
        state="open",
        word=_("Later"),
        title=ngettext("%(n)s more request", "%(n)s more requests", rest) % {"n": rest}
        if rest + MOST < activities.SHOWN
        else _("More requests"),
        note=_("All of them stand on the planning board."),
        url=reverse("activities:board"),
        act=_("To the board"),
    )
    return [*found[:MOST], more]


def meeting(session: Any) -> Ahead:
    return Ahead(
        at=session.starts_at,
        title=activities.title(session),
        url=session.get_absolute_url(),
    )


def when(at: datetime, today: date) -> str:
    """ "i dag 13.00", "torsdag 9.00"; a week off, with its date."""
    day, time = timezone.localdate(at), formatting.clock_time(at)
    if day == today:
        return _("today %(time)s") % {"time": time}
    if day == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": time}
    return f"{date_format(day, 'l')} {time}"


# --- the plan ------------------------------------------------------------------------------------------


def of_plan(user: User, found: Sequence[Figure], view: dashboard.View, today: date) -> list[Deadline]:
    """Milestones and checklists that are near their day, and searches for new money: for who records them."""
    due: list[Deadline] = []
    if user.may(Permission.PLAN_RECORD):
        due += deadlines.of_goals(found, view, today)
    if user.may(Permission.BUDGET_RECORD):
        due += deadlines.of_money(view, today)
    return [deadline for deadline in due if deadline.due <= today + NEAR]


def task_of(deadline: Deadline, today: date) -> Waiting:
    act = _("Note the answer") if deadline.kind == "refinancing" else _("See the goal")
    return Waiting.by(
        deadline.due,
        today,
        title=deadline.title,
        note=deadline.note or formatting.weekday_date(deadline.due).capitalize(),
        url=deadline.url,
        act=act,
    )
