"""Who called: for who wrote it, for who was let in, and the custodian's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.concerns import forms, operations, queries
from tovholder.concerns.models import CallerIdentity, IdentityRequest
from tovholder.concerns.views.concern import SEES, fetch
from tovholder.core.keyset import keyset
from tovholder.core.pages import page


@gate.requires(*SEES)
def identity(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Name and telephone, where the reader may see them; else how she asks."""
    concern = fetch(request, concern_id)
    sealed = CallerIdentity.objects.filter(concern=concern).first()
    asked = list(
        IdentityRequest.objects.filter(concern=concern, asked_by=request.user)
        .select_related("answered_by")
        .order_by("-asked_at")
    )
    form = forms.AskIdentityForm(request.POST if request.method == "POST" and not sealed else None)
    if form.is_valid() and not concern.anonymous:
        try:
            operations.ask_identity(concern=concern, by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The custodian has been asked."))
            return redirect("concerns:identity", concern.pk)
    name, phone = "", ""
    if sealed is not None:
        name, phone = operations.caller_of(sealed)
        gate.saw(request, way=Way.REVEAL, concerns=[concern])
    if concern.answered:
        operations.note_seen(concern=concern, by=request.user)
    context = {
        "concern": concern,
        "sealed": sealed,
        "name": name,
        "phone": phone,
        "asked": asked,
        "waits": any(each.answered_at is None for each in asked),
        "form": form,
    }
    return page(request, "concerns/identity.html", context)


@gate.requires(Permission.IDENTITY_OPEN)
def request_list(request: gate.Request) -> HttpResponse:
    """The custodian's list, what waits first: number and reason, never the identity and never the concern."""
    found = IdentityRequest.objects.visible_to(request.user).select_related("asked_by__agency", "answered_by")
    asked = found.annotate(waits=queries.UNANSWERED)
    shown = keyset(asked, order=("-waits", "-asked_at", "-id"), query=request.GET)
    gate.saw(request, way=Way.LIST, concerns=[each.concern_id for each in shown])
    context = {"page": shown, "rows": list(shown), "at": request.at}
    return page(request, "concerns/identity_requests.html", context, partial="rows")


@gate.requires(Permission.IDENTITY_OPEN)
def identity_request(request: gate.Request, request_id: UUID) -> HttpResponse:
    """Open an identity for some hours, or refuse."""
    found = gate.get_or_404(
        IdentityRequest.objects.select_related("asked_by__agency", "answered_by"), request_id, request=request
    )
    form = forms.OpenIdentityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.answer_identity(asked=found, by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answer is recorded."))
            return redirect("concerns:identity_request_list")
    return page(request, "concerns/identity_request.html", {"asked": found, "form": form})
