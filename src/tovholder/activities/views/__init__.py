"""The calendar, and an instructor's own calendar by a secret address. Other pages: the modules beside."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.activities import operations, queries
from tovholder.activities.models import CalendarFeed, Offer, Session
from tovholder.core.pages import page

#: A month of a large municipality has fewer sessions than this.
MOST_SHOWN = 500

#: A session's state, with the shape and the word of the pages' components.
SHAPES = {
    "planned": "open",
    "unrecorded": "overdue",
    "missing": "overdue",
    "held": "done",
    "nobody_came": "no_target",
    "cancelled": "no_target",
}


def words() -> dict[str, str]:
    """A session's states in words."""
    return {
        "planned": _("Planned"),
        "unrecorded": _("Headcount missing"),
        "missing": _("Headcount missing"),
        "held": _("Held"),
        "nobody_came": _("Nobody came"),
        "cancelled": _("Cancelled"),
    }


def state_of(session: Session, at: Any) -> dict[str, str]:
    """What the tag `state` shows of a session: its shape and its word."""
    state = session.state(at)
    if state == "held" and session.counted_at is None:
        state = "missing"
    return {"name": state, "shape": SHAPES[state], "word": words()[state]}


def row_of(session: Any, at: Any) -> dict[str, Any]:
    """What a row of a list says of a session from `queries.detailed`."""
    return {
        "session": session,
        "title": queries.title(session),
        "url": session.get_absolute_url(),
        "day": timezone.localdate(session.starts_at),
        "offer": session.booking.offer.title,
        "about": session.booking.offer.title if session.class_labels else "",
        "state": state_of(session, at),
        "instructors": ", ".join(session.instructor_names),
        "heads": session.heads,
    }


def filter_fields(
    municipality_id: int | None, filters: queries.Filters, *, dates: bool = True
) -> dict[str, Any]:
    """What the filters' selects offer and what is chosen."""
    offered = queries.options(municipality_id)
    shown = words()
    return {
        "selects": [
            _select("kind", _("Kind"), Offer.Kind.choices, filters.kind),
            _select("offer", _("Offer"), offered["offer"], filters.offer),
            _select("district", _("District"), offered["district"], filters.district),
            _select("instructor", _("Instructor"), offered["instructor"], filters.instructor),
            _select("state", _("State"), [(key, shown[key]) for key in filters.STATES], filters.state),
        ],
        "dates": dates,
        "start": filters.start,
        "end": filters.end,
    }


def _select(name: str, label: str, choices: Iterable[Any], chosen: Any) -> dict[str, Any]:
    marked = [(value, text, str(value) == str(chosen)) for value, text in choices]
    return {"name": name, "label": label, "choices": marked}


@gate.requires(Permission.ACTIVITY_READ, Permission.ACTIVITY_TEACH)
def calendar(request: gate.Request) -> HttpResponse:
    """A week, or a month, of sessions: `?on=2022-09-20&show=month`, with the filters of the list."""
    show = "month" if request.GET.get("show") == "month" else "week"
    on = queries._day(request.GET.get("on")) or request.today
    first, last = _span(on, show)
    filters = queries.Filters.read(request.GET)
    sessions = Session.objects.visible_to(request.user).filter(
        starts_at__gte=queries.midnight(first), starts_at__lt=queries.midnight(last + timedelta(days=1))
    )
    at = request.at
    found = queries.detailed(filters.narrow(sessions, at)).order_by("starts_at", "id")[:MOST_SHOWN]
    days: dict[date, list[dict[str, Any]]] = {
        first + timedelta(days=number): [] for number in range((last - first).days + 1)
    }
    for session in found:
        days[timezone.localdate(session.starts_at)].append(row_of(session, at))
    context = {
        "show": show,
        "on": on,
        "first": first,
        "last": last,
        "week": first.isocalendar().week,
        "days": _shown_days(days, show),
        "nothing": not any(days.values()),
        "filters": filter_fields(request.user.municipality_id, filters, dates=False),
        "query": _kept(request),
        "links": _links(request, show, first, last, on),
        "plans": request.user.may(Permission.ACTIVITY_PLAN),
        "reads": request.user.may(Permission.ACTIVITY_READ),
        "teaches": request.user.may(Permission.ACTIVITY_TEACH),
        "imports": request.user.may(Permission.ACTIVITY_IMPORT),
    }
    return page(request, "activities/calendar.html", context, partial="days")


def _span(on: date, show: str) -> tuple[date, date]:
    if show == "month":
        first = on.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    first = on - timedelta(days=on.weekday())
    return first, first + timedelta(days=6)


def _shown_days(days: dict[date, list[dict[str, Any]]], show: str) -> list[dict[str, Any]]:
    """A week shows its working days even when they are empty; a month only days with something."""
    return [
        {"day": day, "rows": rows}
        for day, rows in days.items()
        if rows or (show == "week" and day.weekday() < 5)
    ]


def _kept(request: gate.Request) -> str:
    """The filters of the address, without what says where one is in time or in a list."""
    kept = request.GET.copy()
    for name in ("on", "show", "after", "before", "from", "to"):
        kept.pop(name, None)
    return kept.urlencode()


def _links(request: gate.Request, show: str, first: date, last: date, on: date) -> dict[str, str]:
    kept = _kept(request)
    here = reverse("activities:calendar")

    def at(day: date, how: str = show) -> str:
        return f"{here}?on={day.isoformat()}&show={how}" + (f"&{kept}" if kept else "")

    return {
        "previous": at(first - timedelta(days=1)),
        "next": at(last + timedelta(days=1)),
        "today": at(request.today),
        "week": at(on, "week"),
        "month": at(on, "month"),
        "list": reverse("activities:session_list") + (f"?{kept}" if kept else ""),
    }


@gate.requires(Permission.ACTIVITY_TEACH)
def my_calendar(request: gate.Request) -> HttpResponse:
    """The secret address of one's own calendar: shown, opened anew, closed."""
    if request.method == "POST":
        at = request.at
        if request.POST.get("act") == "close":
            operations.close_calendar(by=request.user, at=at)
            messages.success(request, _("The address is closed. Who has it sees nothing any more."))
        else:
            seen = request.POST.get("feed", "")
            operations.open_calendar(
                by=request.user, at=at, instead_of=int(seen) if re.fullmatch(r"[0-9]{1,18}", seen) else None
            )
            messages.success(request, _("The address is open. Whoever has it sees your sessions: keep it."))
        return redirect("activities:my_calendar")
    feed = CalendarFeed.objects.filter(user=request.user.pk, closed_at__isnull=True).first()
    address = ""
    if feed:
        path = reverse("activities:calendar_link", args=[feed.token])
        address = request.build_absolute_uri(path)
    return page(request, "activities/my_calendar.html", {"feed": feed, "address": address})
