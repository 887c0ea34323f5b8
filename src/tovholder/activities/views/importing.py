"""Pages of the import: upload, columns and trial run, load, report."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.activities import imports, operations
from tovholder.core import exports
from tovholder.core.meanwhile import OfARow
from tovholder.core.pages import page
from tovholder.core.tables import Unreadable
from tovholder.partners.forms import UploadForm
from tovholder.partners.models import ImportDraft

#: Rows of each kind that a page shows; the file has them all.
SHOWN = 100


class PurposeForm(UploadForm):
    """What the file holds, and the file."""

    purpose = django_forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        choices=[
            (imports.HELD, gettext_lazy("Sessions that were held, with headcounts")),
            (imports.REQUESTS, gettext_lazy("Requests that wait for a session")),
        ],
        widget=django_forms.RadioSelect,
        initial=imports.HELD,
    )


class ColumnsForm(OfARow, django_forms.Form):
    """Which head of the file is which column."""

    def __init__(self, *arguments: Any, wanted: Any, header: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        heads = [(str(index), head or f"({index + 1})") for index, head in enumerate(header)]
        for column in wanted:
            self.fields[column.key] = django_forms.ChoiceField(
                label=str(column.label), required=False, choices=[("", _("Not in the file")), *heads]
            )
        self.watch()

    @property
    def heads(self) -> dict[str, int | None]:
        return {key: int(value) if value else None for key, value in self.cleaned_data.items()}


def _states() -> dict[str, str]:
    return {"new": _("New"), "unchanged": _("Here already"), "refused": _("Refused")}


def _draft(request: gate.Request, draft_id: int) -> ImportDraft:
    drafts = ImportDraft.objects.filter(purpose__in=imports.PURPOSES).select_related("uploaded_by")
    return gate.get_or_404(drafts, draft_id, actor=request.user)


@gate.requires(Permission.ACTIVITY_IMPORT)
def start(request: gate.Request) -> HttpResponse:
    posted = request.method == "POST"
    form = PurposeForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = imports.upload(
                purpose=form.cleaned_data["purpose"],
                file=file,
                name=file.name,
                sheet=form.cleaned_data["sheet"],
                by=request.user,
                at=request.at,
            )
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("activities:import", draft_id=draft.pk)
    context = {
        "form": form,
        "held": imports.columns(imports.HELD),
        "requests": imports.columns(imports.REQUESTS),
        "waiting": imports.waiting(request.user),
    }
    return page(request, "activities/import_start.html", context)


@gate.requires(Permission.ACTIVITY_IMPORT)
def columns(request: gate.Request, draft_id: int) -> HttpResponse:
    """The trial run of an uploaded file, with its columns to correct; after the load, the report."""
    draft = _draft(request, draft_id)
    if draft.loaded_at is not None:
        return _report_page(request, draft)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        wanted=imports.columns(draft.purpose),
        header=draft.header,
        initial=draft.columns,
    )
    if form.is_valid():
        try:
            imports.choose(draft=draft, heads=form.heads, by=request.user, at=request.at)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("activities:import", draft_id=draft.pk)
    trial = imports.trial(draft, request.today)
    context = {
        "draft": draft,
        "form": form,
        "trial": trial,
        "new": [line for line in trial.report() if line["state"] == "new"][:SHOWN]
        if not trial.missing
        else [],
        "refused": trial.refused[:SHOWN],
        "shown": SHOWN,
        "load_label": ngettext("Load %(number)s booking", "Load %(number)s bookings", trial.loads)
        % {"number": trial.loads},
    }
    return page(request, "activities/import.html", context)


def _report_page(request: gate.Request, draft: ImportDraft) -> HttpResponse:
    states = _states()
    lines = [{**line, "word": states.get(line["state"], "")} for line in draft.report]
    counts = [(states[key], sum(line["state"] == key for line in lines)) for key in states]
    told = [line for line in lines if line["state"] != "unchanged"]
    context = {"draft": draft, "lines": told[:SHOWN], "more": len(told) - SHOWN, "counts": counts}
    return page(request, "activities/import_report.html", context)


@gate.requires(Permission.ACTIVITY_IMPORT)
@require_POST
def load(request: gate.Request, draft_id: int) -> HttpResponse:
    draft = _draft(request, draft_id)
    mark = request.POST.get("mark", "")[:64]
    try:
        found = imports.load(draft=draft, by=request.user, at=request.at, mark=mark)
    except operations.Refused as refused:
        messages.error(request, str(refused))
    else:
        words = {"bookings": found.loads, "sessions": found.sessions, "heads": found.heads}
        messages.success(
            request,
            _("Loaded: %(bookings)d bookings, %(sessions)d sessions, %(heads)d heads.") % words,
        )
    return redirect("activities:import", draft_id=draft.pk)


@gate.requires(Permission.ACTIVITY_IMPORT)
@require_POST
def discard(request: gate.Request, draft_id: int) -> HttpResponse:
    imports.discard(draft=_draft(request, draft_id), by=request.user, at=request.at)
    messages.success(request, _("The file is thrown away. Nothing was loaded."))
    return redirect("activities:import_start")


@gate.requires(Permission.ACTIVITY_IMPORT)
@require_safe
def report_csv(request: gate.Request, draft_id: int) -> HttpResponse:
    """Every row of the file and what became of it, or would."""
    draft = _draft(request, draft_id)
    lines = draft.report if draft.loaded_at else imports.trial(draft, request.today).report()
    states = _states()
    header = [_("Line"), _("Result"), _("Name"), _("What")]
    rows = ([line["line"], states.get(line["state"], ""), line["name"], line["message"]] for line in lines)
    return exports.download(exports.csv_bytes(header, rows), exports.CSV, f"import-{draft.pk}.csv")
