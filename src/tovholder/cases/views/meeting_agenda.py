"""The agenda: what could be put on it, its order and its lengths, and approving it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases import words
from tovholder.cases.forms.meeting import MinutesForm
from tovholder.cases.models import Item, Meeting
from tovholder.cases.operations import meeting as operations
from tovholder.cases.operations.refused import Refused
from tovholder.cases.queries import check as checks
from tovholder.cases.queries import meeting as queries
from tovholder.cases.views.meeting import name_of, purpose
from tovholder.core.days import hours
from tovholder.core.pages import page


def why(key: str) -> str:
    """Why a case is suggested."""
    return {
        "cleared": _("Cleared by the police"),
        "checked": _("Registers checked"),
        "reopened": _("Opened again"),
        "asked": _("Register check asked"),
        "follow_up": _("Follow-up is due"),
    }[key]


@gate.requires(Permission.CASE_COORDINATE)
def agenda(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """What stands on the agenda, what could, and who has answered the register check."""
    meeting = gate.get_or_404(Meeting.objects.select_related("series"), meeting_id, request=request)
    return _agenda(request, meeting)


def _agenda(request: gate.Request, meeting: Meeting, refused: str = "") -> HttpResponse:
    lines = queries.agenda(meeting, request.at)
    suggested = queries.suggest_agenda(meeting, request.user, request.at)
    gate.saw(
        request,
        way=Way.LIST,
        cases=[
            *(line.item.case_id for line in lines if line.item.case_id),
            *(one.case.pk for one in suggested),
        ],
        purpose=purpose(),
    )
    minutes = sum(line.minutes for line in lines)
    length = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    cases = [line for line in lines if line.item.case_id]
    context = {
        "meeting": meeting,
        "day": words.weekday(meeting.starts_at),
        "hours": hours(meeting.starts_at, meeting.ends_at),
        "lines": [
            {
                "number": line.number,
                "item": line.item,
                "name": name_of(line.item),
                "kind": line.item.get_kind_display(),
                "minutes": line.minutes,
                "movable": line.item.case_id is not None,
                "first": bool(cases) and line.item.pk == cases[0].item.pk,
                "last": bool(cases) and line.item.pk == cases[-1].item.pk,
                "begun": line.item.begun_at is not None,
            }
            for line in lines
        ],
        "suggested": [
            {"case": one.case, "why": why(one.why), "follow_up": one.kind == Item.Kind.FOLLOW_UP}
            for one in suggested
        ],
        "minutes": minutes,
        "length": length,
        "too_long": minutes - length,
        "answered": checks.who_has_answered(meeting),
        "open": not meeting.closed_at and not meeting.cancelled_at,
        "has_cases": bool(cases),
        "refused": refused,
    }
    return page(request, "cases/meeting_agenda.html", context)


@gate.requires(Permission.CASE_COORDINATE)
def add(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Put the chosen cases on the agenda."""
    meetings = Meeting.objects.select_related("series").select_for_update(of=("self",))
    meeting = gate.get_or_404(meetings, meeting_id, request=request)
    if request.method == "POST":
        try:
            made = _added(request, meeting)
        except Refused as refused:
            return _agenda(request, meeting, str(refused))
        number = sum(1 for one in made if one.case_id)
        messages.success(
            request, ngettext("%(n)s case is added.", "%(n)s cases are added.", number) % {"n": number}
        )
    return redirect("cases:meeting_agenda", meeting.pk)


def _added(request: gate.Request, meeting: Meeting) -> list[Item]:
    """The chosen ones of the suggested, or the one of a number."""
    common: dict[str, Any] = {"meeting": meeting, "by": request.user, "at": request.at}
    if "number" in request.POST:
        return operations.add_by_number(number=request.POST["number"][:20].replace("\0", ""), **common)
    wanted = set(request.POST.getlist("case"))
    suggested = [
        one for one in queries.suggest_agenda(meeting, request.user, request.at) if str(one.case.pk) in wanted
    ]
    follow = [one.case for one in suggested if one.kind == Item.Kind.FOLLOW_UP]
    cases = [one.case for one in suggested if one.kind != Item.Kind.FOLLOW_UP]
    return operations.add_items(cases=cases, follow_ups=follow, **common)


@gate.requires(Permission.CASE_COORDINATE)
def approve(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Approve the agenda."""
    meeting = gate.get_or_404(Meeting.objects.select_related("series"), meeting_id, request=request)
    if request.method == "POST":
        try:
            operations.approve_agenda(meeting=meeting, by=request.user, at=request.at)
        except Refused as refused:
            return _agenda(request, meeting, str(refused))
        messages.success(request, _("The agenda is approved. Each sees her own cases on it."))
    return redirect("cases:meeting_agenda", meeting.pk)


@gate.requires(Permission.CASE_COORDINATE)
def change(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Move an item, give it another length, or take it off."""
    items = Item.objects.select_related("meeting__series").select_for_update(of=("meeting",))
    item = gate.get_or_404(items, item_id, request=request)
    if request.method == "POST":
        try:
            refused = _do(request, item)
        except Refused as problem:
            refused = str(problem)
        if refused:
            return _agenda(request, item.meeting, refused)
    return redirect("cases:meeting_agenda", item.meeting_id)


def _do(request: gate.Request, item: Item) -> str:
    """The deed that the button names; what is wrong with it, or nothing."""
    deed = request.POST.get("deed", "")
    if deed in ("up", "down"):
        operations.move_item(item=item, by=request.user, at=request.at, up=deed == "up")
    elif deed == "remove":
        operations.remove_item(item=item, by=request.user, at=request.at)
    elif deed == "minutes":
        form = MinutesForm(request.POST)
        if not form.is_valid():
            return _("An item takes between 1 and 240 minutes.")
        operations.set_minutes(
            item=item, by=request.user, at=request.at, minutes=form.cleaned_data["minutes"]
        )
    return ""
