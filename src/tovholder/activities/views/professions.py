"""The professions by which participants are counted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.activities import forms, operations
from tovholder.activities.models import Profession
from tovholder.core.pages import page


@gate.requires(Permission.ACTIVITY_PLAN)
def professions(request: gate.Request) -> HttpResponse:
    """All of them, those that are ended last, and a form for one more."""
    form = forms.ProfessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.add_profession(by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error("title", str(refused))
        else:
            messages.success(request, _("The profession is on the list."))
            return redirect("activities:professions")
    rows = sorted(Profession.objects.visible_to(request.user)[:500], key=lambda row: row.ended_on is not None)
    return page(request, "activities/professions.html", {"rows": rows, "form": form})


def _deed(request: gate.Request, profession_id: int, deed: Any, done: str) -> HttpResponse:
    profession = gate.get_or_404(Profession, profession_id, actor=request.user)
    if request.method == "POST":
        deed(profession=profession, by=request.user, at=request.at)
        messages.success(request, done % {"profession": profession.title})
    return redirect("activities:professions")


@gate.requires(Permission.ACTIVITY_PLAN)
def end(request: gate.Request, profession_id: int) -> HttpResponse:
    done = _("%(profession)s is off the list. What was counted by it stays.")
    return _deed(request, profession_id, operations.end_profession, done)


@gate.requires(Permission.ACTIVITY_PLAN)
def reopen(request: gate.Request, profession_id: int) -> HttpResponse:
    done = _("%(profession)s is on the list again.")
    return _deed(request, profession_id, operations.reopen_profession, done)
