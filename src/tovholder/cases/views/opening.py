"""Opening a case, its steps, its words, closing it and opening it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models.expressions import RawSQL
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access import gate
from tovholder.access.drafts import Writing, WrittenElsewhere
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.forms.case import CloseForm, DescribeForm, JoinForm, OpenForm, StepForm
from tovholder.cases.forms.parts import ReasonForm
from tovholder.cases.models import Case, CaseDraft, Step
from tovholder.cases.operations import case as operations
from tovholder.cases.operations import steps
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.views import fetch
from tovholder.concerns import operations as concerns
from tovholder.concerns import queries
from tovholder.concerns.models import ConcernDraft, ConcernReport
from tovholder.core.pages import page
from tovholder.people import operations as people
from tovholder.people.forms import PersonChoice

#: The case that a draft is about, before there is one.
NOT_YET = UUID(int=0)
#: What opening a case or letting one join it may be refused with.
NO = (Refused, concerns.Refused, people.Refused)


@gate.requires(Permission.CASE_COORDINATE)
def by_hand(request: gate.Request) -> HttpResponse:
    """Open a case without a concern."""
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data)
    names = ["reason", "purpose", "basis"]
    draft = Writing(request, CaseDraft, form, names, place="by hand", of=NOT_YET)
    if draft.answer:
        return draft.answer
    choice = PersonChoice(data, request=request, prefix="person")
    if data is not None and not choice.searching and form.is_valid() and choice.is_valid():
        values = form.cleaned_data
        try:
            with draft.ends():  # somebody new is not written down where it is refused
                person = choice.resolve(by=request.user, at=request.at)
                assert person is not None
                case = operations.open_by_hand(
                    person=person,
                    by=request.user,
                    at=request.at,
                    id=values["key"],
                    reason=values["reason"],
                    purpose=values["purpose"],
                    basis=values["basis"],
                )
        except WrittenElsewhere:
            pass  # the page shows both
        except NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Case %(number)s is open.") % {"number": case.number})
            return redirect(case)
    context = {"deed": _("Open a case"), "form": form, "choice": choice, "draft": draft}
    return page(request, "cases/open_by_hand.html", context)


def _concern(request: gate.Request, concern_id: UUID) -> Any:
    found = queries.detailed(
        ConcernReport.objects.select_related("person"),
        today=request.today,
        municipality_id=request.user.municipality_id,
    )
    return gate.get_or_404(found, concern_id, request=request)


@gate.requires(Permission.CASE_COORDINATE)
def from_concern(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Open a case from a concern, which leaves triage."""
    concern = _concern(request, concern_id)
    initial = {"reason": concern.grounds}
    form = OpenForm(request.POST if request.method == "POST" else None, initial=initial)
    names = ["reason", "purpose", "basis"]
    draft = Writing(request, ConcernDraft, form, names, place="case", of=concern.pk, concern=concern)
    if draft.answer:
        return draft.answer
    if form.is_valid():
        values = form.cleaned_data
        try:
            with draft.ends():
                case = operations.open_from_concern(
                    concern=concern,
                    by=request.user,
                    at=request.at,
                    id=values["key"],
                    reason=values["reason"],
                    purpose=values["purpose"],
                    basis=values["basis"],
                )
        except WrittenElsewhere:
            pass  # the page shows both
        except NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Case %(number)s is open.") % {"number": case.number})
            return redirect(case)
    return page(
        request,
        "cases/open_from_concern.html",
        {"deed": _("Open a case from the concern"), "form": form, "concern": concern, "draft": draft},
    )


@gate.requires(Permission.CASE_COORDINATE)
def join(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Let a concern join a case that is open already."""
    concern = _concern(request, concern_id)
    same = (
        Case.objects.visible_to(request.user)
        .open()
        .filter(person__in=RawSQL("select tovholder.people_together(%s)", [concern.person_id]))
    )
    cases: Any = same.order_by("-opened_at", "-id")[:5] if concern.person_id else []  # asked where shown
    initial = {"number": next((one.number for one in cases), "")} if request.method != "POST" else {}
    form = JoinForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        case = (
            Case.objects.visible_to(request.user).filter(number=form.cleaned_data["number"].strip()).first()
        )
        if case is None:
            form.add_error("number", _("There is no case with this number that you can see."))
        else:
            try:
                operations.join(
                    case=case,
                    concern=concern,
                    by=request.user,
                    at=request.at,
                    reason=form.cleaned_data["reason"],
                )
            except NO as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(
                    request, _("The concern is part of case %(number)s.") % {"number": case.number}
                )
                return redirect(case)
    return page(
        request,
        "cases/join.html",
        {"deed": _("Let the concern join a case"), "form": form, "concern": concern, "cases": cases},
    )


# --- what is done with it --------------------------------------------------------------------------------


@gate.requires(Permission.CASE_COORDINATE)
def describe(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Change why we hold the case; who comes second sees both texts."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    initial = {name: getattr(case, name) for name in ("reason", "purpose", "basis", "version")}
    form = DescribeForm(request.POST if request.method == "POST" else None, initial=initial)
    draft = Writing(request, CaseDraft, form, list(initial), place="words", of=case.pk, case=case)
    if draft.answer:
        return draft.answer
    clash = None
    if form.is_valid():
        try:
            with draft.ends():
                operations.describe(case=case, by=request.user, at=request.at, **form.cleaned_data)
        except WrittenElsewhere:
            pass  # the page shows both
        except ChangedMeanwhile as changed:
            clash = both(changed, request)
            form = DescribeForm({**request.POST.dict(), "version": changed.theirs["version"]})
        else:
            messages.success(request, _("The case's words are changed."))
            return redirect(case)
    return page(
        request,
        "cases/describe.html",
        {"deed": _("Change purpose and basis"), "form": form, "case": case, "clash": clash, "draft": draft},
    )


def both(changed: ChangedMeanwhile, request: gate.Request) -> dict[str, Any]:
    """Who changed it, when, and what it says now: beside what was about to be saved."""
    labels = {
        "reason": _("Why we are here"),
        "purpose": _("Purpose"),
        "basis": _("Basis"),
        "text": pgettext("in a case", "Note"),
    }
    return {
        "who": changed.who,
        "when": words.lately(changed.when, request.today) if changed.when else "",
        "theirs": [(labels[name], text) for name, text in changed.theirs.items() if name in labels],
    }


@gate.requires(Permission.CASE_WORK)
def step(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Note the next step: only what may come next is offered."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    form, last = _step_form(request, case)
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.note_step(
                case=case,
                kind=values["kind"],
                by=request.user,
                at=request.at,
                on=values["on"],
                note=values["note"],
                id=values["key"],
                seen=values["seen"],
            )
        except ChangedMeanwhile as changed:
            told = {"who": changed.who, "step": changed.theirs["kind"]}
            form, last = _step_form(request, case, again=True)
            form.add_error(
                None,
                _("%(who)s has noted a step since: %(step)s. See whether yours still fits, and save again.")
                % told,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The step is noted."))
            return redirect(case)
    if request.method == "POST" and last is None:
        last = _last_step(case)
    offered = [] if case.closed_at else steps.open_to(request.user, last.kind if last else None)
    form.offer(offered)
    return page(
        request,
        "cases/step.html",
        {"deed": _("Note a step"), "form": form, "case": case, "last": last, "offered": offered},
    )


def _last_step(case: Any) -> Step | None:
    return Step.objects.filter(case=case).select_related("by").order_by("-at", "-id").first()


def _step_form(request: gate.Request, case: Any, again: bool = False) -> tuple[StepForm, Step | None]:
    """The form; what is sent is held against the case by the operation, which reads it anew."""
    if request.method == "POST" and not again:
        return StepForm(request.POST, offered=list(Step.Kind), today=request.today, seen=None), None
    last = _last_step(case)
    offered = [] if case.closed_at else list(steps.open_to(request.user, last.kind if last else None))
    seen = last.pk if last else None
    data = {**request.POST.dict(), "seen": seen or ""} if again else None
    likely = request.GET.get("kind", "")
    form = StepForm(data, offered=offered, today=request.today, seen=seen, likely=likely)
    return form, last


@gate.requires(Permission.CASE_COORDINATE)
def close(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Close the case with its outcome."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"version": case.version})
    draft = Writing(request, CaseDraft, form, ["outcome", "reason"], place="close", of=case.pk, case=case)
    if draft.answer:
        return draft.answer
    if form.is_valid():
        try:
            with draft.ends(along=True):
                operations.close(case=case, by=request.user, at=request.at, **form.cleaned_data)
        except WrittenElsewhere:
            pass  # the page shows both
        except Refused as refused:
            form.add_error(None, str(refused))
            form.data = {**request.POST.dict(), "version": case.version}
        else:
            messages.success(request, _("The case is closed."))
            return redirect(case)
    context = {"deed": _("Close the case"), "form": form, "case": case, "draft": draft}
    return page(request, "cases/close.html", context)


@gate.requires(Permission.CASE_COORDINATE)
def reopen(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Open a closed case again."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.reopen(case=case, by=request.user, at=request.at, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The case is open again."))
            return redirect(case)
    return page(request, "cases/reopen.html", {"deed": _("Open the case again"), "form": form, "case": case})
