"""The question to the police, and their page: an extract, two answers, a note."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.drafts import Writing, WrittenElsewhere
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission, roles_with
from tovholder.audit.reads import Way
from tovholder.concerns import forms, operations, queries
from tovholder.concerns.models import ConcernDraft, PoliceClearance
from tovholder.concerns.queries import question_of
from tovholder.concerns.views.concern import fetch
from tovholder.concerns.wording import extract_of
from tovholder.core import due as dues
from tovholder.core.keyset import keyset
from tovholder.core.pages import page
from tovholder.disclosures import operations as disclosures


@gate.requires(Permission.CONCERN_TRIAGE)
def ask(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Ask a named member of the police."""
    concern = fetch(request, concern_id)
    if concern.exit_at or concern.person_id is None:
        missing = operations.NoPerson if concern.person_id is None else operations.HasLeft
        messages.error(request, str(missing.message))
        return redirect(concern)
    form = forms.AskPoliceForm(
        request.POST if request.method == "POST" else None,
        police=_police(request),
        bases=forms.bases(request.user, request.today, reaches=Agency.Kind.POLICE),
        initial={"extract": extract_of(concern), "version": concern.version},
    )
    kept = [name for name in form.fields if name != "shown"]
    draft = Writing(request, ConcernDraft, form, kept, place="clearance", of=concern.pk, concern=concern)
    if draft.answer:
        return draft.answer
    if "show" in request.POST:
        form.show()
        forms.quiet(form)
    elif form.is_valid():
        try:
            with draft.ends(along=True):
                operations.ask_clearance(concern=concern, by=request.user, at=request.at, **form.cleaned_data)
        except WrittenElsewhere:
            pass  # the page shows both
        except (operations.Refused, disclosures.Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The police are asked."))
            return redirect(concern)
    context = {"concern": concern, "form": form, "draft": draft}
    return page(request, "concerns/ask_clearance.html", context)


def _police(request: gate.Request) -> object:
    """Members of the police who answer such questions, with their agency."""
    return (
        User.objects.filter(
            municipality=request.user.municipality_id,
            agency__kind=Agency.Kind.POLICE,
            ended_at__isnull=True,
            grants__in=_answering(request),
        )
        .select_related("agency")
        .order_by("name")
        .distinct()
    )


def _answering(request: gate.Request) -> object:
    from tovholder.access.models import RoleGrant

    return RoleGrant.objects.active(request.at).filter(role__in=roles_with(Permission.CONCERN_CLEAR))


@gate.requires(Permission.CONCERN_TRIAGE)
def withdraw(request: gate.Request, clearance_id: UUID) -> HttpResponse:
    """Take a question back that is not answered."""
    found = gate.get_or_404(PoliceClearance.objects.select_related("concern"), clearance_id, request=request)
    if request.method == "POST":
        try:
            operations.withdraw_clearance(clearance=found, by=request.user, at=request.at)
        except operations.Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The question is taken back."))
    return redirect(found.concern)


@gate.requires(Permission.CONCERN_CLEAR)
def clearance_list(request: gate.Request) -> HttpResponse:
    """What somebody of the police is asked: what waits for an answer, then the rest, each newest first."""
    found = PoliceClearance.objects.filter(asked_of=request.user, withdrawn_at__isnull=True)
    asked = found.annotate(waits=queries.UNANSWERED).select_related("asked_by__agency")
    shown = keyset(asked, order=("-waits", "-asked_at", "-id"), query=request.GET)
    gate.saw(request, way=Way.LIST, concerns=[each.concern_id for each in shown])
    rows = [
        {
            "asked": each,
            "state": ("done", each.get_answer_display())
            if each.answer
            else dues.distance(each.due_on or request.today, request.today),
        }
        for each in shown
    ]
    return page(request, "concerns/clearance_list.html", {"page": shown, "rows": rows}, partial="rows")


@gate.requires(Permission.CONCERN_CLEAR)
def clearance(request: gate.Request, clearance_id: UUID) -> HttpResponse:
    """The extract, and the answer. The concern itself is not here, and not asked for."""
    mine = PoliceClearance.objects.filter(asked_of=request.user, withdrawn_at__isnull=True)
    found = gate.get_or_404(mine.select_related("asked_by__agency"), clearance_id, request=request)
    question = question_of(found)
    asker = question.giver if question else None
    form = forms.AnswerPoliceForm(
        request.POST if request.method == "POST" else None,
        bases=forms.bases(request.user, request.today, reaches=asker.kind if asker else ""),
        initial={"basis": question.basis_id if question else None},
    )
    if form.is_valid():
        try:
            operations.answer_clearance(
                clearance=found, by=request.user, at=request.at, question=question, **form.cleaned_data
            )
        except (operations.Refused, disclosures.Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answer has been given to the coordinator."))
            return redirect("concerns:clearance_list")
    about = question.person if question else None
    gate.saw(request, concerns=[found.concern_id], persons=[about])
    return page(request, "concerns/clearance.html", {"asked": found, "form": form, "about": about})
