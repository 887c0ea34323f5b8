"""Pages of the import: upload, columns and trial run, load, report."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.core import exports
from tovholder.core.pages import page
from tovholder.core.tables import Unreadable
from tovholder.partners import forms, imports, operations
from tovholder.partners.models import ImportDraft

#: Rows of each kind that the page of a trial run shows; the file has them all.
SHOWN = 100


def _states() -> dict[str, str]:
    return {
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "refused": _("Refused"),
    }


def _draft(request: gate.Request, draft_id: int) -> ImportDraft:
    drafts = ImportDraft.objects.filter(purpose=imports.PURPOSE).select_related("uploaded_by")
    return gate.get_or_404(drafts, draft_id, actor=request.user)


@gate.requires(Permission.PARTNER_IMPORT)
def start(request: gate.Request) -> HttpResponse:
    posted = request.method == "POST"
    form = forms.UploadForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = imports.upload(
                file=file, name=file.name, sheet=form.cleaned_data["sheet"], by=request.user, at=request.at
            )
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect(draft)
    context = {
        "form": form,
        "columns": imports.columns({}, {}),
        "waiting": imports.waiting(request.user),
    }
    return page(request, "partners/import_start.html", context)


@gate.requires(Permission.PARTNER_IMPORT)
def columns(request: gate.Request, draft_id: int) -> HttpResponse:
    """The trial run of an uploaded file, with its columns to correct; after the load, the report."""
    draft = _draft(request, draft_id)
    if draft.loaded_at is not None:
        return _report_page(request, draft)
    chosen = imports.Choices.of(draft)
    form = forms.ColumnsForm(
        request.POST if request.method == "POST" else None,
        wanted=imports.columns({}, {}),
        header=draft.header,
        initial=chosen.heads | {"default_kind": chosen.kind, "types_from": chosen.types_from},
    )
    if form.is_valid():
        asked = imports.Choices(
            form.heads, form.cleaned_data["default_kind"], form.cleaned_data["types_from"]
        )
        try:
            imports.choose(draft=draft, chosen=asked, by=request.user, at=request.at)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(draft)
    return _trial_page(request, draft, form)


def _trial_page(request: gate.Request, draft: ImportDraft, form: forms.ColumnsForm) -> HttpResponse:
    trial = imports.trial(draft)
    groups = [
        {"key": "refused", "rows": trial.refused[:SHOWN], "all": trial.refused_lines},
        {"key": "changed", "rows": trial.changed[:SHOWN], "all": len(trial.changed)},
        {"key": "new", "rows": trial.new[:SHOWN], "all": len(trial.new)},
    ]
    context = {
        "draft": draft,
        "form": form,
        "trial": trial,
        "groups": groups,
        "shown": SHOWN,
        "load_label": ngettext("Load %(number)s row", "Load %(number)s rows", trial.loads)
        % {"number": trial.loads},
    }
    return page(request, "partners/import.html", context)


def _report_page(request: gate.Request, draft: ImportDraft) -> HttpResponse:
    states = _states()
    lines = [{**line, "word": states[line["state"]]} for line in draft.report]
    counts = [(states[key], sum(line["state"] == key for line in lines)) for key in states]
    told = [line for line in lines if line["state"] != "unchanged"]
    context = {"draft": draft, "lines": told[:SHOWN], "more": len(told) - SHOWN, "counts": counts}
    return page(request, "partners/import_report.html", context)


@gate.requires(Permission.PARTNER_IMPORT)
@require_POST
def load(request: gate.Request, draft_id: int) -> HttpResponse:
    draft = _draft(request, draft_id)
    try:
        found = imports.load(
            draft=draft, by=request.user, at=request.at, mark=request.POST.get("mark", "")[:64]
        )
    except operations.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("Loaded: %(new)s new and %(changed)s changed.")
            % {"new": len(found.new), "changed": len(found.changed)},
        )
    return redirect(draft)


@gate.requires(Permission.PARTNER_IMPORT)
@require_POST
def discard(request: gate.Request, draft_id: int) -> HttpResponse:
    imports.discard(draft=_draft(request, draft_id), by=request.user, at=request.at)
    messages.success(request, _("The file is thrown away. Nothing was loaded."))
    return redirect("partners:list")


@gate.requires(Permission.PARTNER_IMPORT)
@require_safe
def report_csv(request: gate.Request, draft_id: int) -> HttpResponse:
    """Every row of the file and what became of it, or would."""
    draft = _draft(request, draft_id)
    lines: list[dict[str, Any]] = draft.report if draft.loaded_at else imports.trial(draft).report()
    states = _states()
    header = [_("Line"), _("Result"), _("Name"), _("What")]
    rows = ([line["line"], states[line["state"]], line["name"], line["message"]] for line in lines)
    return exports.download(exports.csv_bytes(header, rows), exports.CSV, f"import-{draft.pk}.csv")
