"""Pages of access: given, asked for, answered, ended; recusal; the emergency door and its review."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.models import Agency, RoleGrant, User
from tovholder.access.queries import BY_NAME
from tovholder.access.roles import Permission, roles_with
from tovholder.audit.reads import Way
from tovholder.cases import words
from tovholder.cases.forms.access import (
    AnswerForm,
    AskForm,
    EmergencyForm,
    ExcludeForm,
    ExtendForm,
    ExtendSeveralForm,
    GiveForm,
    ReviewForm,
)
from tovholder.cases.forms.parts import AnyReasonForm, NothingForm, end_of, last_day
from tovholder.cases.models import AccessRequest, Case, EmergencyAccess, Participation, Recusal
from tovholder.cases.operations import access as operations
from tovholder.cases.operations.check import BasisIsMissing
from tovholder.cases.operations.refused import Refused
from tovholder.cases.queries.requests import requests_for
from tovholder.cases.queries.sides import taking_part
from tovholder.cases.views import fetch
from tovholder.core.pages import page
from tovholder.disclosures.operations import Refused as NotDisclosed
from tovholder.disclosures.queries import bases_for


def _caseworkers(request: gate.Request) -> Any:
    """Colleagues who may work with cases, by name."""
    grants = RoleGrant.objects.active(request.at).filter(role__in=roles_with(Permission.CASE_WORK))
    people = User.objects.visible_to(request.user).with_roles(request.at).select_related("agency")
    return people.filter(ended_at__isnull=True, pk__in=grants.values("user")).order_by(BY_NAME, "pk")


def _bases(request: gate.Request, *, reaches: Agency | None = None) -> Any:
    """On which the reader's agency may tell another whom a case is about."""
    kinds = [reaches.kind] if reaches else []
    return bases_for(request.user.agency, request.today, reaches=kinds)


def _posted(request: gate.Request) -> Any:
    return request.POST if request.method == "POST" else None


@gate.requires(Permission.CASE_COORDINATE)
def give(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Put a colleague on the case."""
    case, asked = fetch.case(request, case_id, holds=True)
    if asked:
        return asked
    people = operations.with_doors(_caseworkers(request), case, request.at)
    form = GiveForm(_posted(request), people=people, bases=_bases(request), today=request.today)
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.give_access(
                case=case,
                user=values["user"],
                by=request.user,
                at=request.at,
                since=values["since"],
                until=end_of(values["until"]),
                reason=values["reason"],
                basis=values["basis"],
                tell_why=values["why"],
                id=values["key"],
            )
        except (Refused, NotDisclosed) as refused:
            form.add_error(_field(refused), str(refused))
        else:
            messages.success(request, _("The access is given."))
            return redirect(case)
    return page(request, "cases/give_access.html", {"deed": _("Give access"), "form": form, "case": case})


def _field(refused: Exception) -> str:
    """At which field of the form a refused access is told."""
    if isinstance(refused, operations.BeginsBeforeNow):
        return "since"
    if isinstance(refused, NotDisclosed | BasisIsMissing):
        return "basis"
    return "until" if isinstance(refused, operations.EndsBeforeItBegins) else "user"


@gate.requires(Permission.CASE_COORDINATE)
def end(request: gate.Request, part_id: UUID) -> HttpResponse:
    """End somebody's access now."""
    part, asked = fetch.row(request, Participation, part_id, "user__agency")
    if asked:
        return asked
    form = NothingForm(_posted(request))
    if form.is_valid():
        operations.end_access(participation=part, by=request.user, at=request.at)
        messages.success(request, _("The access has ended."))
        return redirect(part.case)
    return page(
        request,
        "cases/end_access.html",
        {"deed": _("End the access"), "form": form, "part": part, "case": part.case},
    )


@gate.requires(Permission.CASE_COORDINATE)
def extend(request: gate.Request, part_id: UUID) -> HttpResponse:
    """Let somebody's access end at another time."""
    part, asked = fetch.row(request, Participation, part_id, "user__agency", "why")
    if asked:
        return asked
    form = ExtendForm(_posted(request), part=part)
    if form.is_valid() and _extended(request, form, [part]):
        return redirect(part.case)
    return page(
        request,
        "cases/extend_access.html",
        {"deed": _("Change the access"), "form": form, "part": part, "case": part.case},
    )


@gate.requires(Permission.CASE_COORDINATE)
def extend_several(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Let the accesses of several end on one other day."""
    case, asked = fetch.case(request, case_id, holds=True)
    if asked:
        return asked
    parts = [(part, _takes_part(part, request)) for part in taking_part(case, request.at)]
    form = ExtendSeveralForm(_posted(request), parts=parts)
    if form.is_valid() and _extended(request, form, form.cleaned_data["parts"]):
        return redirect(case)
    context = {"form": form, "case": case, "parts": parts}
    return page(request, "cases/extend_several.html", {"deed": _("Change several accesses"), **context})


def _takes_part(part: Participation, request: gate.Request) -> str:
    until = last_day(part.valid_until)
    said = {"name": part.user.name, "agency": part.agency.short_name}
    if until is None:
        return _("%(name)s (%(agency)s), without a last day") % said
    return _("%(name)s (%(agency)s), until %(day)s") % {**said, "day": words.day(until, today=request.today)}


def _extended(request: gate.Request, form: Any, parts: list[Participation]) -> bool:
    """Whether it is done; what is refused, the form says."""
    given = form.cleaned_data
    try:
        operations.extend_access(
            participations=parts,
            by=request.user,
            at=request.at,
            until=end_of(given["until"]),
            reason=given["reason"],
        )
    except Refused as refused:
        form.add_error("until", str(refused))
        return False
    said = ngettext("The access is changed.", "%(n)s accesses are changed.", len(parts))
    messages.success(request, said % {"n": len(parts)})
    return True


@gate.requires(Permission.CASE_WORK)
def ask(request: gate.Request) -> HttpResponse:
    """Ask for access by a case's number."""
    form = AskForm(_posted(request))
    if form.is_valid():
        values = form.cleaned_data
        operations.ask_access(
            number=values["number"].strip(),
            by=request.user,
            at=request.at,
            reason=values["reason"],
            id=values["key"],
        )
        messages.success(request, _("You have asked. A coordinator answers."))
        return redirect("cases:access_list")
    return page(request, "cases/ask_access.html", {"deed": _("Ask for access"), "form": form})


@gate.requires(Permission.CASE_WORK)
def requests(request: gate.Request) -> HttpResponse:
    """What the reader has asked for; for a coordinator, what waits for an answer or a review."""
    found = requests_for(request.user, request.today)
    if found.cases:
        gate.saw(request, way=Way.LIST, cases=found.cases)
    if found.unseen:
        operations.note_seen(by=request.user)
    return page(request, "cases/access_list.html", {"found": found})


@gate.requires(Permission.CASE_COORDINATE)
def answer(request: gate.Request, request_id: UUID) -> HttpResponse:
    """Give or refuse what a colleague asked for."""
    rows = AccessRequest.objects.select_related("user__agency", "answered_by")
    asked: Any = gate.get_or_404(rows, request_id, actor=request.user)
    theirs = None if asked.user.agency == request.user.agency else asked.user.agency
    form = AnswerForm(_posted(request), bases=_bases(request, reaches=theirs) if theirs else None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.answer_access(
                request=asked,
                by=request.user,
                at=request.at,
                granted=values["granted"] == "yes",
                answer=values["answer"],
                until=end_of(values["until"]),
                basis=values.get("basis"),
            )
        except (Refused, NotDisclosed) as refused:
            form.add_error(
                "basis" if isinstance(refused, NotDisclosed | BasisIsMissing) else None, str(refused)
            )
        else:
            messages.success(request, _("The request is answered."))
            return redirect("cases:access_list")
    when = words.moment(asked.asked_at, today=request.today)
    context = {
        "form": form,
        "asked": asked,
        "when": when,
        "theirs": theirs,
        "mine": asked.user_id == request.user.pk,
    }
    return page(request, "cases/answer_access.html", {"deed": _("Answer the request"), **context})


# --- recusal ---------------------------------------------------------------------------------------------


@gate.requires(Permission.CASE_WORK)
def conflict(request: gate.Request, case_id: UUID) -> HttpResponse:
    """ "I am recused": at once. It asks for no purpose first, since it shows nothing of the case."""
    case: Any = gate.get_or_404(Case, case_id, actor=request.user)
    form = AnyReasonForm(_posted(request))
    if form.is_valid():
        operations.declare_conflict(
            case=case, by=request.user, at=request.at, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("You are recused. You see nothing of the case from now on."))
        return redirect("cases:list")
    return page(request, "cases/conflict.html", {"deed": _("I am recused"), "form": form, "case": case})


@gate.requires(Permission.CASE_COORDINATE)
def exclude(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Keep a colleague out of the case."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    people = _caseworkers(request).exclude(pk=request.user.pk)
    form = ExcludeForm(_posted(request), people=people)
    if form.is_valid():
        try:
            operations.exclude(case=case, by=request.user, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your colleague sees nothing of the case from now on."))
            return redirect(case)
    return page(request, "cases/exclude.html", {"deed": _("Keep somebody out"), "form": form, "case": case})


@gate.requires(Permission.CASE_COORDINATE)
def lift(request: gate.Request, recusal_id: UUID) -> HttpResponse:
    """Let a colleague in again."""
    recusal, asked = fetch.row(request, Recusal, recusal_id, "user__agency", "why")
    if asked:
        return asked
    form = NothingForm(_posted(request))
    if form.is_valid():
        try:
            operations.lift_recusal(recusal=recusal, by=request.user, at=request.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The recusal is lifted."))
            return redirect(recusal.case)
    context = {"form": form, "recusal": recusal, "case": recusal.case}
    context["since"] = words.moment(recusal.since, today=request.today)
    return page(request, "cases/lift_recusal.html", {"deed": _("Lift the recusal"), **context})


# --- the emergency door ----------------------------------------------------------------------------------


@gate.requires(Permission.CASE_WORK)
def emergency(request: gate.Request) -> HttpResponse:
    """Open a case in an emergency, by its number."""
    form = EmergencyForm(_posted(request))
    if form.is_valid():
        values = form.cleaned_data
        # What was looked for is kept, whether it was found or not.
        gate.saw(request, way=Way.SEARCH, purpose=_("Emergency access"), words=values["number"])
        try:
            case_id = operations.open_in_emergency(
                number=values["number"].strip(),
                by=request.user,
                at=request.at,
                reason=values["reason"],
                hours=values["hours"],
                id=values["key"],
            )
        except Refused as refused:
            form.add_error("number", str(refused))
        else:
            return redirect("cases:case", case_id=case_id)
    return page(request, "cases/emergency.html", {"deed": _("Open in an emergency"), "form": form})


@gate.requires(Permission.CASE_COORDINATE)
def review(request: gate.Request, emergency_id: UUID) -> HttpResponse:
    """Say whether an emergency access was justified."""
    rows = EmergencyAccess.objects.select_related("case", "user__agency", "reviewed_by")
    found: Any = gate.get_or_404(rows, emergency_id, request=request)
    form = ReviewForm(_posted(request))
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.review_emergency(
                emergency=found,
                by=request.user,
                at=request.at,
                justified=values["justified"] == "yes",
                finding=values["finding"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The emergency access is reviewed."))
            return redirect("cases:access_list")
    context = {
        "form": form,
        "emergency": found,
        "since": words.moment(found.valid_from, today=request.today),
        "until": words.moment(found.valid_until, today=request.today),
        "mine": found.user_id == request.user.pk,
    }
    return page(request, "cases/review_emergency.html", {"deed": _("Review an emergency access"), **context})
