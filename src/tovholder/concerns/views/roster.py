"""The hotline's duty: whose turn, who answers now, what waits to be called back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import RoleGrant, User
from tovholder.access.roles import Permission, roles_with
from tovholder.audit.reads import Way
from tovholder.concerns import forms, operations, queries
from tovholder.concerns.models import ConcernReport, DutyShift, DutyTurn
from tovholder.core import due as dues
from tovholder.core.pages import page

SEES = (Permission.HOTLINE_WORK, Permission.CONCERN_TRIAGE)


@gate.requires(*SEES)
def roster(request: gate.Request) -> HttpResponse:
    """Turns, shifts, and the open call-backs that the reader may see."""
    user, at, today = request.user, request.at, request.today
    turns = list(
        DutyTurn.objects.filter(municipality=user.municipality_id, last_day__gte=today).order_by("first_day")[
            :6
        ]
    )
    shifts = list(queries.shifts_from(user.municipality_id, at))
    found: Any = ConcernReport.objects.visible_to(user).filter(
        call_back_at__isnull=False, called_back_at__isnull=True
    )
    waiting = found.select_related("call_back_by").order_by("call_back_at")[:50]
    calls = sorted(
        queries.detailed(waiting, today=today, municipality_id=user.municipality_id),
        key=lambda one: (queries.call_back_due(one, today), one.call_back_at),
    )
    gate.saw(request, way=Way.LIST, concerns=calls)
    context = {
        "turn": next((turn for turn in turns if turn.first_day <= today), None),
        "turns": turns,
        "shifts": [_shift(each, request) for each in shifts],
        "on_duty": [each for each in shifts if each.starts_at <= at < each.ends_at],
        "calls": [(each, dues.distance(queries.call_back_due(each, today), today)) for each in calls],
        "plans": user.may(Permission.CONCERN_TRIAGE),
    }
    return page(request, "concerns/roster.html", context)


def _shift(shift: DutyShift, request: gate.Request) -> dict[str, Any]:
    runs = shift.starts_at <= request.at < shift.ends_at
    mine = shift.adviser_id == request.user.pk
    plans = request.user.may(Permission.CONCERN_TRIAGE)
    return {
        "shift": shift,
        "runs": runs,
        "ended": shift.ends_at <= request.at,
        "can_hand_over": (mine or plans) and shift.starts_at <= request.at and not shift.handed_over_at,
        "can_remove": plans and shift.ends_at > request.at,
    }


def advisers(request: gate.Request) -> Any:
    """Who works on the hotline now, with roles."""
    grants = RoleGrant.objects.active(request.at).filter(role__in=roles_with(Permission.HOTLINE_WORK))
    return (
        User.objects.with_roles(request.at)
        .filter(
            municipality=request.user.municipality_id, ended_at__isnull=True, pk__in=grants.values("user")
        )
        .order_by("name")
    )


@gate.requires(Permission.CONCERN_TRIAGE)
def plan_shift(request: gate.Request) -> HttpResponse:
    form = forms.ShiftForm(request.POST if request.method == "POST" else None, advisers=advisers(request))
    if form.is_valid():
        try:
            operations.plan_shift(by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The shift is planned."))
            return redirect("concerns:roster")
    context = {"form": form, "title": _("Plan a shift"), "verb": _("Plan the shift")}
    return page(request, "concerns/plan_duty.html", context)


@gate.requires(Permission.CONCERN_TRIAGE)
def plan_turn(request: gate.Request) -> HttpResponse:
    initial = {"opens": "08:00", "closes": "22:00"}
    form = forms.TurnForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.plan_turn(by=request.user, at=request.at, **form.cleaned_data)
        except IntegrityError:
            form.add_error("first_day", _("Another turn begins on this day."))
        else:
            messages.success(request, _("The turn is planned."))
            return redirect("concerns:roster")
    context = {"form": form, "title": _("Plan a turn"), "verb": _("Plan the turn")}
    return page(request, "concerns/plan_duty.html", context)


@gate.requires(Permission.CONCERN_TRIAGE)
def remove_shift(request: gate.Request, shift_id: UUID) -> HttpResponse:
    found = gate.get_or_404(DutyShift, shift_id, actor=request.user)
    if request.method == "POST":
        operations.remove_shift(shift=found, by=request.user, at=request.at)
        messages.success(request, _("The shift is removed."))
    return redirect("concerns:roster")


def _after(shift: DutyShift) -> int | None:
    """Who comes next, probably."""
    others = DutyShift.objects.filter(municipality=shift.municipality_id, starts_at__gte=shift.starts_at)
    after = others.exclude(adviser=shift.adviser_id).order_by("starts_at")
    return after.values_list("adviser", flat=True).first()


@gate.requires(*SEES)
def hand_over(request: gate.Request, shift_id: UUID) -> HttpResponse:
    """End a shift: open call-backs go to who comes next."""
    found = gate.get_or_404(DutyShift.objects.select_related("adviser"), shift_id, actor=request.user)
    mine = found.adviser_id == request.user.pk
    if found.handed_over_at or not (mine or request.user.may(Permission.CONCERN_TRIAGE)):
        return redirect("concerns:roster")
    others = advisers(request).exclude(pk=found.adviser_id)
    form = (
        forms.HandOverForm(request.POST, advisers=others, initial=None)
        if request.method == "POST"
        else forms.HandOverForm(None, advisers=others, initial=_after(found))
    )
    if form.is_valid():
        try:
            moved = operations.hand_over(shift=found, by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Handed over. Call-backs: %(n)s.") % {"n": moved})
            return redirect("concerns:roster")
    return page(request, "concerns/hand_over.html", {"shift": found, "form": form})
