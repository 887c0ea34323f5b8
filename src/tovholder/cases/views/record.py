"""Pages of notes and documents, and of sharing them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.drafts import Writing, WrittenElsewhere
from tovholder.access.models import Agency
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases.files.kinds import KINDS
from tovholder.cases.forms.record import DocumentForm, NoteForm, ReceiversForm, ShareForm, TaskForm
from tovholder.cases.models import CaseDraft, Document, Note
from tovholder.cases.operations import record as operations
from tovholder.cases.operations import tasks
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.queries.meeting import on_the_case
from tovholder.cases.views import fetch
from tovholder.cases.views.opening import both
from tovholder.core.pages import page
from tovholder.core.slugs import slug
from tovholder.disclosures import operations as disclosures
from tovholder.disclosures.queries import bases_for, consents_of


def _posted(request: gate.Request) -> Any:
    return request.POST if request.method == "POST" else None


@gate.requires(Permission.CASE_WORK)
def write_note(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Write a note for one's own agency."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    form = NoteForm(_posted(request))
    draft = Writing(request, CaseDraft, form, ["text"], place="note", of=case.pk, case=case)
    if draft.answer:
        return draft.answer
    if form.is_valid():
        values = form.cleaned_data
        try:
            with draft.ends():
                operations.write_note(
                    case=case, by=request.user, at=request.at, text=values["text"], form=values["key"]
                )
        except WrittenElsewhere:
            pass  # the page shows both
        else:
            messages.success(request, _("The note is saved."))
            return redirect(case)
    context = {"deed": _("Write a note"), "form": form, "case": case, "draft": draft}
    return page(request, "cases/write_note.html", context)


@gate.requires(Permission.CASE_WORK)
def correct_note(request: gate.Request, note_id: UUID) -> HttpResponse:
    """Correct a note by another; who comes second sees the correction that stands."""
    note, asked = fetch.row(request, Note, note_id, "author", "agency")
    if asked:
        return asked
    form = NoteForm(_posted(request), initial={"text": note.text})
    draft = Writing(request, CaseDraft, form, ["text"], place="correction", of=note.pk, case=note.case)
    if draft.answer:
        return draft.answer
    clash = None
    if form.is_valid():
        values = form.cleaned_data
        try:
            with draft.ends():
                operations.correct_note(
                    note=note, by=request.user, at=request.at, text=values["text"], form=values["key"]
                )
        except WrittenElsewhere:
            pass  # the page shows both
        except ChangedMeanwhile as changed:
            clash = both(changed, request) | {"note": changed.theirs["note"]}
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The correction is saved. The first note stays, and says so."))
            return redirect(note.case)
    context = {"form": form, "case": note.case, "note": note, "clash": clash, "draft": draft}
    return page(request, "cases/correct_note.html", {"deed": _("Correct the note"), **context})


@gate.requires(Permission.CASE_WORK)
def new_task(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Note who does what by when, outside a meeting: for one's own agency; the coordinator for any."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    agencies = Agency.objects.visible_to(request.user).order_by("short_name")
    people = on_the_case(case.pk, request.user, request.at)
    if not request.user.may(Permission.CASE_COORDINATE):
        agencies = agencies.filter(users=request.user)
        people = people.filter(agency=request.user.agency_id)
    form = TaskForm(
        _posted(request),
        agencies=agencies,
        people=people,
        initial={"agency": request.user.agency_id},
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            tasks.make_task(
                case=case,
                by=request.user,
                at=request.at,
                title=values["title"],
                agency=values["agency"],
                due_on=values["due_on"],
                form=values["key"],
                assigned_to=values["assigned_to"],
            )
        except tasks.OfAnotherAgency as refused:
            form.add_error("assigned_to", str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The task is noted."))
            return redirect(case)
    return page(request, "cases/new_task.html", {"deed": _("New task"), "form": form, "case": case})


@gate.requires(Permission.CASE_WORK)
def add_document(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Put a file into the case."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    form = DocumentForm(_posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.add_document(
                case=case,
                by=request.user,
                at=request.at,
                title=values["title"],
                name=values["file"].name,
                content=values["file"].read(),
                id=values["key"],
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("The document is in the case."))
            return redirect(case)
    return page(request, "cases/add_document.html", {"deed": _("Add a document"), "form": form, "case": case})


@gate.requires(Permission.CASE_WORK)
def document(request: gate.Request, document_id: UUID) -> HttpResponse:
    """The file, to be saved: it is never shown inside a page."""
    found, asked = fetch.row(request, Document, document_id, way=Way.DOCUMENT)
    if asked:
        return asked
    try:
        content = operations.content_of(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found.case)
    ending = next((kind.endings[0] for kind in KINDS if kind.media_type == found.media_type), "bin")
    name = f"{found.case.number}-{slug(found.title)[:60] or 'dokument'}.{ending}"
    response = HttpResponse(content, content_type=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


# --- sharing ---------------------------------------------------------------------------------------------


@gate.requires(Permission.DISCLOSURE_WRITE)
def share_note(request: gate.Request, note_id: UUID) -> HttpResponse:
    """Let other agencies read a note."""
    note, asked = fetch.row(request, Note, note_id, "agency")
    return asked or _share(request, note.case, note=note)


@gate.requires(Permission.DISCLOSURE_WRITE)
def share_document(request: gate.Request, document_id: UUID) -> HttpResponse:
    """Let other agencies have a document."""
    found, asked = fetch.row(request, Document, document_id, "agency")
    return asked or _share(request, found.case, document=found)


def _share(
    request: gate.Request, case: Any, note: Note | None = None, document: Document | None = None
) -> HttpResponse:
    """First to whom; then why, and on which of the bases that reach all of them."""
    thing: Any = note or document
    if thing.agency_id != request.user.agency_id:
        messages.error(request, str(operations.NotYours.message))
        return redirect(case)
    others = Agency.objects.filter(municipality=request.user.municipality_id).exclude(pk=thing.agency_id)
    chosen = request.POST if request.method == "POST" else request.GET if "to" in request.GET else None
    to = ReceiversForm(chosen, agencies=others.order_by("short_name"))
    form = None
    receivers = list(to.cleaned_data["to"]) if to.is_bound and to.is_valid() else []
    if receivers:
        kinds = [receiver.kind for receiver in receivers]
        consents = consents_of(case.person_id, on=request.today)
        form = ShareForm(
            _posted(request),
            bases=bases_for(request.user.agency, request.today, reaches=kinds, with_consent=True),
            consents=consents,
            initial={"purpose": case.purpose},
        )
        if form.is_valid():
            answer = _done(request, case, form, receivers, note=note, document=document)
            if answer:
                return answer
    context = {
        "case": case,
        "thing": thing,
        "is_note": note is not None,
        "preview": operations.seen_by_receivers(note=note, document=document),
        "to": to,
        "receivers": receivers,
        "form": form,
    }
    deed = _("Share the note") if note else _("Share the document")
    return page(request, "cases/share.html", {"deed": deed, **context})


def _done(
    request: gate.Request, case: Any, form: ShareForm, receivers: list[Agency], **thing: Any
) -> HttpResponse | None:
    values = form.cleaned_data
    try:
        operations.share(
            by=request.user,
            at=request.at,
            receivers=receivers,
            basis=values["basis"],
            purpose=values["purpose"],
            necessity=values["necessity"],
            consent=values["consent"],
            act=values["key"],
            **thing,
        )
    except (Refused, disclosures.Refused) as refused:
        field = getattr(refused, "field", None)
        form.add_error(field if field in form.fields else None, str(refused))
        return None
    messages.success(request, _("It is shared, and stands in the ledger."))
    return redirect(case)
