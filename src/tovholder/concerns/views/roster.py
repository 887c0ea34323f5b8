"""The hotline's duty: whose turn, who answers now, what waits to be called back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import RoleGrant, User
from tovholder.access.roles import Permission, roles_with
from tovholder.audit.queries import changes_of
from tovholder.audit.reads import Way
from tovholder.concerns import duty_forms, operations, queries
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
        "can_correct": plans and _is_open(shift, request.at),
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


#: Beside which field a refusal stands; others stand above the form.
BESIDE: dict[type[operations.Refused], str] = {
    operations.NotOnDuty: "adviser",
    operations.ShiftIsOver: "ends_at",
    operations.ShiftTaken: "starts_at",
    operations.TurnTaken: "first_day",
}


@gate.requires(Permission.CONCERN_TRIAGE)
def plan_shift(request: gate.Request) -> HttpResponse:
    form = duty_forms.PlanShiftForm(_sent(request), advisers=advisers(request))
    words = {"title": _("Plan a shift"), "verb": _("Plan the shift")}
    repeats = form.is_bound and form.is_valid() and form.cleaned_data["until"]
    done = _("The shifts are planned.") if repeats else _("The shift is planned.")
    return _plan(request, form, operations.plan_shift, done=done, **words)


@gate.requires(Permission.CONCERN_TRIAGE)
def plan_turn(request: gate.Request) -> HttpResponse:
    initial = {"opens": "08:00", "closes": "22:00"}
    form = duty_forms.TurnForm(_sent(request), initial=initial)
    words = {"title": _("Plan a turn"), "verb": _("Plan the turn")}
    return _plan(request, form, operations.plan_turn, done=_("The turn is planned."), **words)


@gate.requires(Permission.CONCERN_TRIAGE)
def correct_shift(request: gate.Request, shift_id: UUID) -> HttpResponse:
    """Put a shift right that has not ended."""
    found = _standing(request, DutyShift, shift_id)
    if found is None or (request.method != "POST" and not _is_open(found, request.at)):
        return _nothing_to_do(request)
    form = duty_forms.ShiftForm(_sent(request), advisers=advisers(request), row=found)
    words = {"title": _("Correct the shift"), "verb": _("Save")}
    deed = partial(operations.correct_shift, shift=found)
    remove = {"url": reverse("concerns:remove_shift", args=[found.pk]), "label": _("Remove the shift")}
    return _plan(request, form, deed, done=_("The correction is saved."), remove=remove, **words)


@gate.requires(Permission.CONCERN_TRIAGE)
def correct_turn(request: gate.Request, turn_id: UUID) -> HttpResponse:
    """Put a turn right; where another house has the days, its own is corrected first."""
    found = _standing(request, DutyTurn, turn_id)
    if found is None:
        return _nothing_to_do(request)
    form = duty_forms.TurnForm(_sent(request), row=found)
    words = {"title": _("Correct the turn"), "verb": _("Save")}
    deed = partial(operations.correct_turn, turn=found)
    remove = {"url": reverse("concerns:remove_turn", args=[found.pk]), "label": _("Remove the turn")}
    return _plan(request, form, deed, done=_("The correction is saved."), remove=remove, **words)


def _plan(
    request: gate.Request,
    form: duty_forms.PlannedForm,
    deed: Callable[..., Any],
    *,
    done: str,
    **words: Any,
) -> HttpResponse:
    theirs: Any = None
    both: list[Any] = []
    if form.is_valid():
        try:
            deed(by=request.user, at=request.at, **form.cleaned_data)
        except operations.ChangedMeanwhile as changed:
            theirs, both = changed, form.go_on_from(changed.newest)
            form.add_error(None, str(changed))
        except operations.Refused as refused:
            form.add_error(BESIDE.get(type(refused)), str(refused))
        else:
            messages.success(request, done)
            return redirect("concerns:roster")
    return page(request, "concerns/plan_duty.html", {"form": form, "theirs": theirs, "both": both, **words})


@gate.requires(Permission.CONCERN_TRIAGE)
def remove_shift(request: gate.Request, shift_id: UUID) -> HttpResponse:
    found = _standing(request, DutyShift, shift_id)
    return _remove(request, found, partial(operations.remove_shift, shift=found), _("The shift is removed."))


@gate.requires(Permission.CONCERN_TRIAGE)
def remove_turn(request: gate.Request, turn_id: UUID) -> HttpResponse:
    found = _standing(request, DutyTurn, turn_id)
    return _remove(request, found, partial(operations.remove_turn, turn=found), _("The turn is removed."))


def _remove(request: gate.Request, found: Any, deed: Callable[..., None], done: str) -> HttpResponse:
    if found is None:
        return _nothing_to_do(request)
    if request.method == "POST":
        try:
            deed(by=request.user, at=request.at)
        except operations.NotOpen:
            return _nothing_to_do(request)
        messages.success(request, done)
    return redirect("concerns:roster")


def _standing(request: gate.Request, model: Any, key: UUID) -> Any:
    """A turn or a shift; None where it was removed: a second click leads back, and to no error."""
    try:
        return gate.get_or_404(model, key, actor=request.user)
    except Http404:
        if not changes_of(model(pk=key), limit=1):
            raise
        return None


def _is_open(shift: DutyShift, at: datetime) -> bool:
    """It may still be corrected and removed."""
    return shift.ends_at > at and not shift.handed_over_at


def _nothing_to_do(request: gate.Request) -> HttpResponse:
    messages.warning(request, str(operations.NotOpen.message))
    return redirect("concerns:roster")


def _sent(request: gate.Request) -> Any:
    return request.POST if request.method == "POST" else None


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
        if found.handed_over_at:
            messages.info(request, operations.NotOpen.message)
        return redirect("concerns:roster")
    others = advisers(request).exclude(pk=found.adviser_id)
    form = (
        duty_forms.HandOverForm(request.POST, advisers=others, initial=None)
        if request.method == "POST"
        else duty_forms.HandOverForm(None, advisers=others, initial=_after(found))
    )
    if form.is_valid():
        try:
            moved = operations.hand_over(shift=found, by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Handed over. Call-backs: %(n)s.") % {"n": moved})
            return redirect("concerns:roster")
    open_ones: Any = ConcernReport.objects.visible_to(request.user).filter(
        call_back_by=found.adviser_id, call_back_at__isnull=False, called_back_at__isnull=True
    )
    calls = list(open_ones.order_by("call_back_at"))
    gate.saw(request, way=Way.LIST, concerns=calls)
    return page(request, "concerns/hand_over.html", {"shift": found, "form": form, "calls": calls})
