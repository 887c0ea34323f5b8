"""The planning board, a booking, and what is decided about it."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities import forms, operations, queries
from tovholder.activities.models import Booking, Session
from tovholder.activities.views import row_of
from tovholder.audit.queries import Change, changes_of
from tovholder.core.due import waited
from tovholder.core.pages import page

#: Requests on the board at a time, and weeks beside them.
ON_BOARD = 30
WEEKS = 4
#: A day without an hour is looked at from here on.
MORNING = time(10)

STATES = {"requested": "not_measured", "planned": "open", "declined": "no_target", "withdrawn": "no_target"}


@gate.requires(Permission.ACTIVITY_PLAN)
def board(request: gate.Request) -> HttpResponse:
    """Requests without a session on the left, oldest first; the coming weeks on the right."""
    at, today = request.at, request.today
    found = list(queries.waiting_bookings(request.user)[: ON_BOARD + 1])
    waiting, more = found[:ON_BOARD], len(found) > ON_BOARD
    suggested = queries.suggestions(request.user, at, waiting)
    first = today - timedelta(days=today.weekday())
    sessions = Session.objects.visible_to(request.user).filter(
        starts_at__gte=queries.midnight(first), starts_at__lt=queries.midnight(first + timedelta(weeks=WEEKS))
    )
    weeks: list[dict[str, Any]] = [
        {
            "number": (first + timedelta(weeks=n)).isocalendar().week,
            "first": first + timedelta(weeks=n),
            "last": first + timedelta(weeks=n, days=6),
            "rows": [],
        }
        for n in range(WEEKS)
    ]
    for session in queries.detailed(sessions).order_by("starts_at", "id")[:400]:
        row = row_of(session, at)
        weeks[(row["day"] - first).days // 7]["rows"].append(row)
    context = {
        "waiting": [
            {
                "booking": one,
                "title": queries.title_of(one.class_labels, one.organisation, one.offer),
                "waited": waited(one.requested_on, today),
                "wished": [day for day in one.wished_dates if day >= today],
                "suggested": suggested.get(one.pk, []),
            }
            for one in waiting
        ],
        "more": more,
        "weeks": weeks,
    }
    return page(request, "activities/board.html", context)


@gate.requires(Permission.ACTIVITY_PLAN)
def book(request: gate.Request) -> HttpResponse:
    form = forms.BookForm(
        request.POST if request.method == "POST" else None, user=request.user, today=request.today
    )
    if form.is_valid():
        try:
            key = form.cleaned_data["form"]
            booking = operations.book(by=request.user, at=request.at, form=key, **form.particulars())
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The booking is saved. Now give it a time."))
            return redirect("activities:plan", booking_id=booking.pk)
    return page(request, "activities/book.html", {"form": form, "places": _places(form)})


_BOOKINGS = Booking.objects.select_related("offer", "organisation")


def fetch(request: gate.Request, booking_id: int, what: Any = queries.with_labels) -> Any:
    """A booking with what `what` adds to its row."""
    return gate.get_or_404(what(_BOOKINGS), booking_id, actor=request.user)


def title(booking: Any) -> str:
    return queries.title_of(booking.class_labels, booking.organisation, booking.offer)


@gate.requires(Permission.ACTIVITY_READ, Permission.ACTIVITY_TEACH)
def show(request: gate.Request, booking_id: int) -> HttpResponse:
    """What was asked for, by whom, and the sessions that it got."""
    booking = fetch(request, booking_id, queries.to_show)
    at = request.at
    sessions = queries.detailed(Session.objects.visible_to(request.user).filter(booking=booking))
    context = {
        "booking": booking,
        "title": title(booking),
        "state": {"shape": STATES[booking.state], "word": _words()[booking.state]},
        "contact": _contact(booking),
        "classes": booking.asked,
        "history": _history(booking),
        "rows": [row_of(session, at) for session in sessions.order_by("number")],
        "plans": request.user.may(Permission.ACTIVITY_PLAN),
        "open": booking.state in ("requested", "planned"),
        "waits": booking.state == "requested",
    }
    return page(request, "activities/booking.html", context)


def _words() -> dict[str, str]:
    """A booking's states in words."""
    return {
        "requested": _("Waits for a session"),
        "planned": _("Planned"),
        "declined": _("Declined"),
        "withdrawn": _("Withdrawn"),
    }


def _history(booking: Any) -> list[Change]:
    """What was changed, by whom; without the version, and without the fields that name her once more."""
    idle = {str(field.verbose_name) for field in Booking._meta.fields if field.name.endswith("_by")}
    idle.add(str(Booking._meta.get_field("version").verbose_name))
    return [
        replace(change, fields=[field for field in change.fields if field.name not in idle])
        for change in changes_of(booking, limit=20)
        if change.deed == "update"
    ]


def _contact(booking: Any) -> Any:
    """Who asked; None where nobody is named any more, or the reader may not see it."""
    contact = getattr(booking, "contact", None)
    return contact if contact and (contact.name or contact.phone or contact.email or contact.note) else None


@gate.requires(Permission.ACTIVITY_PLAN)
def change(request: gate.Request, booking_id: int) -> HttpResponse:
    """Correct what was written down of a booking, with the form that it was written with."""
    posted = request.POST if request.method == "POST" else None
    booking = fetch(request, booking_id, queries.to_show)
    form = forms.BookForm(posted, user=request.user, today=request.today, booking=booking)
    if form.is_valid() and not form.stands:
        try:
            operations.change_booking(booking=booking, by=request.user, at=request.at, **form.particulars())
        except operations.ChangedMeanwhile as changed:  # since it was read above: the form shows both
            booking = fetch(request, booking_id, queries.to_show)
            form = forms.BookForm(posted, user=request.user, today=request.today, booking=booking)
            if form.is_valid() and not form.stands:
                form.add_error(None, str(changed))
        except operations.Refused as refused:
            form.add_error(None, str(refused))
    if form.is_valid():
        messages.success(request, _("The booking is corrected."))
        return redirect(booking)
    context = {"form": form, "places": _places(form), "booking": booking, "title": title(booking)}
    return page(request, "activities/book.html", context)


def _places(form: forms.BookForm) -> Any:
    return form.places.order_by("name").values_list("name", flat=True)[:2000]


@gate.requires(Permission.ACTIVITY_PLAN)
def plan(request: gate.Request, booking_id: int) -> HttpResponse:
    """Time, place and instructors for the sessions of a booking; the suggestions follow the first time."""
    booking = gate.get_or_404(
        queries.to_plan(_BOOKINGS, user=request.user, people=_people_asked(request)),
        booking_id,
        actor=request.user,
    )
    at = request.at
    people = {str(one["id"]): User(**one) for one in booking.people or ()}
    maker = django_forms.formset_factory(forms.SlotForm, extra=0, max_num=forms.MOST_SLOTS, absolute_max=20)
    formset = maker(
        request.POST if request.method == "POST" else None,
        prefix="slot",
        initial=_first_guess(booking, request.today),
        form_kwargs={"people": people, "minutes": booking.offer.length_minutes},
    )
    valid = request.method == "POST" and formset.is_valid()
    problem, seen = "", _seen(request, booking)
    since: list[Any] = []
    if valid and "look" not in request.POST:
        slots = [form.slot for form in formset if form.slot is not None]
        try:
            operations.plan(booking=booking, by=request.user, at=at, slots=slots, seen=seen)
        except operations.ChangedMeanwhile as changed:
            problem = str(changed)
            since = list(queries.detailed(booking.sessions.filter(number__gt=seen)).order_by("number"))
            seen = since[-1].number if since else seen
        except operations.Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("The booking is planned."))
            return redirect(booking)
    start, end = _looked_at(formset, booking, at, valid)
    found = queries.candidates(
        user=request.user, at=at, starts_at=start, ends_at=end, organisation_id=booking.organisation_id
    )
    choices = [("", "–"), *((one.user.pk, forms.candidate_label(one)) for one in found)]
    for form in formset:
        for name in ("first", "second"):
            cast(Any, form.fields[name]).choices = choices
    context = {
        "booking": booking,
        "title": title(booking),
        "formset": formset,
        "problem": problem,
        "since": [row_of(session, at) for session in since],
        "seen": seen,
        "start": start,
        "end": end,
        "candidates": found[:5],
    }
    return page(request, "activities/plan.html", context)


def _seen(request: gate.Request, booking: Any) -> int:
    """The number of the last session that stood there when the form was opened."""
    number = request.POST.get("seen", "")
    return int(number) if re.fullmatch(r"[0-9]{1,5}", number) else booking.last_number


def _people_asked(request: gate.Request) -> list[str]:
    """The ids of the colleagues whom a posted plan names."""
    asked = {str(value) for key, value in request.POST.items() if key.endswith(("-first", "-second"))}
    return [value for value in asked if re.fullmatch(r"[0-9]{1,18}", value)]


def _first_guess(booking: Any, today: Any) -> list[dict[str, Any]]:
    """A row a session of the offer, the first ones with the wished days to come."""
    wished = [day for day in booking.wished_dates if day >= today]
    place = str(booking.organisation or "")
    rows = [{"day": day, "place": place} for day in wished[: booking.offer.sessions]]
    rows += [{"place": place}] * (booking.offer.sessions - len(rows))
    return rows[: forms.MOST_SLOTS]


def _looked_at(formset: Any, booking: Any, at: datetime, valid: bool) -> tuple[datetime, datetime]:
    """The time for which instructors are suggested: the first that was given, else the first wished day."""
    if valid:
        for form in formset:
            if form.slot is not None:
                return form.slot.starts_at, form.slot.ends_at
    today = timezone.localdate(at)
    day = next((day for day in booking.wished_dates if day >= today), today + timedelta(days=7))
    start = timezone.make_aware(datetime.combine(day, MORNING))
    return start, start + timedelta(minutes=booking.offer.length_minutes)


def _settle(request: gate.Request, booking_id: int, deed: Any, template: str, done: str) -> HttpResponse:
    booking = fetch(request, booking_id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    stands: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            deed(booking=booking, by=request.user, at=request.at, reason=form.cleaned_data["reason"])
        except operations.AlreadySettled as settled:
            form.add_error(None, str(settled))
            now = fetch(request, booking_id)
            stands = [
                (_("State"), _words()[now.state]),
                (_("Why"), now.decline_reason or now.withdraw_reason),
            ]
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(booking)
    context = {"form": form, "booking": booking, "title": title(booking), "stands": stands}
    return page(request, template, context)


@gate.requires(Permission.ACTIVITY_PLAN)
def decline(request: gate.Request, booking_id: int) -> HttpResponse:
    done = _("The request is declined.")
    return _settle(request, booking_id, operations.decline, "activities/decline.html", done)


@gate.requires(Permission.ACTIVITY_PLAN)
def withdraw(request: gate.Request, booking_id: int) -> HttpResponse:
    done = _("It is noted that the request was withdrawn.")
    return _settle(request, booking_id, operations.withdraw, "activities/withdraw.html", done)
