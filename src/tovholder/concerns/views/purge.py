"""Purges: asked for by one, done by another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.concerns import forms, operations
from tovholder.concerns.models import Purge
from tovholder.concerns.views.concern import fetch
from tovholder.core.keyset import keyset
from tovholder.core.pages import page


@gate.requires(Permission.PURGE)
def purge_list(request: gate.Request) -> HttpResponse:
    """What is to be purged and what has been: month, channel, exit, and the two."""
    found = Purge.objects.visible_to(request.user).select_related("asked_by", "done_by")
    shown = keyset(found, order=("-asked_at", "-id"), query=request.GET)
    keeps_bases = request.user.may(Permission.BASIS_EDIT)
    context = {"page": shown, "rows": list(shown), "keeps_bases": keeps_bases}
    return page(request, "concerns/purge_list.html", context, partial="rows")


@gate.requires(Permission.CONCERN_TRIAGE)
def ask(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Ask that a concern is purged which the police have taken over."""
    concern = fetch(request, concern_id)
    if request.method == "POST":
        try:
            operations.ask_purge(concern=concern, by=request.user, at=request.at)
        except operations.Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Another person is asked to delete the content."))
    return redirect(concern)


@gate.requires(Permission.PURGE)
def purge(request: gate.Request, purge_id: UUID) -> HttpResponse:
    """The second of two does it, or the first takes it back."""
    found: Any = gate.get_or_404(
        Purge.objects.select_related("asked_by", "done_by"), purge_id, actor=request.user
    )
    mine = found.asked_by_id == request.user.pk
    posted = request.POST if request.method == "POST" else None
    form = forms.SureForm(posted if posted is not None and posted.get("act") != "take_back" else None)
    if posted is not None and posted.get("act") == "take_back" and mine:
        return _take_back(request, found)
    if form.is_valid():
        try:
            gone = operations.purge(purge=found, by=request.user, at=request.at)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _words(gone))
            return redirect("concerns:purge_list")
    reads = request.user.may(Permission.CONCERN_TRIAGE)
    context = {"purge": found, "mine": mine, "form": form, "reads": reads}
    return page(request, "concerns/purge.html", context)


def _words(gone: bool | None) -> str:
    if gone is False:
        return _("The concern is deleted. The person stays, since something else is about her.")
    return _("Everything is deleted. Month, channel and exit stay in the statistics.")


def _take_back(request: gate.Request, found: Purge) -> HttpResponse:
    try:
        operations.take_back_purge(purge=found, by=request.user, at=request.at)
    except operations.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is taken back. Nothing is deleted."))
    return redirect("concerns:purge_list")
