"""The register check: my agency's answers on one page, and the coordinator's asking and reminding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases import words
from tovholder.cases.forms.meeting import AnswerForm, AskForm
from tovholder.cases.models import CheckAnswer, CheckQuestion, Item, Meeting
from tovholder.cases.operations import check as operations
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.queries import check as queries
from tovholder.core.pages import page
from tovholder.disclosures.operations import Refused as NotDisclosed

GIVES = (CheckAnswer.Answer.TOLD, CheckAnswer.Answer.ATTACHED)


def purpose() -> str:
    """Why the pages of the check are opened, for the log."""
    return _("Register check before the meeting")


@gate.requires(Permission.CASE_WORK)
def checks(request: gate.Request) -> HttpResponse:
    """All cases of the next meeting that my agency is asked about, three one-tap choices a case."""
    return _checks(request)


def _checks(request: gate.Request, refused: dict[UUID, Any] | None = None) -> HttpResponse:
    rows = queries.my_questions(request.user, request.at)
    gate.saw(
        request,
        way=Way.LIST,
        cases=[row.question.case_id for row in rows],
        persons=[row.question.case.person_id for row in rows],
        purpose=purpose(),
    )
    bases = operations.in_force(request.user.agency, request.today) if rows else []
    shown = [_row(row, bases, (refused or {}).get(row.question.pk)) for row in rows]
    waiting = [row for row in shown if not row["answered"]]
    meeting = rows[0].question.register_check.meeting if rows else None
    context = {
        "rows": shown,
        "meeting": meeting,
        "day": words.weekday(meeting.starts_at, today=request.today) if meeting else "",
        "due": words.moment(rows[0].question.register_check.due_at, today=request.today) if rows else "",
        "late": bool(rows) and bool(waiting) and rows[0].question.register_check.due_at < request.at,
        "agency": request.user.agency,
        "answered": len(shown) - len(waiting),
        "next": waiting[0]["anchor"] if waiting else "",
        "form": next((row["form"] for row in shown if row["form"].is_bound), None),
        "coordinates": request.user.may(Permission.CASE_COORDINATE),
    }
    return page(request, "cases/check.html", context)


def _told(conflict: ChangedMeanwhile) -> dict[str, Any]:
    """What a colleague answered meanwhile; the form goes on from it, with what was typed kept."""
    return {
        "who": conflict.who,
        "when": words.time(conflict.when) if conflict.when else "",
        "answer": conflict.theirs.get("answer", ""),
        "text": conflict.theirs.get("text", ""),
        "version": conflict.theirs.get("version", 0),
    }


def _row(row: queries.Question, bases: list[Any], refused: Any) -> dict[str, Any]:
    """A case of the page: who, what was answered, and its form."""
    answer, case = row.answer, row.question.case
    form, conflict = refused or (None, None)
    if form is None:
        initial = {"basis": bases[0].pk} if bases else {}
        if answer is not None:
            gives = answer.answer in GIVES
            initial = {
                "answer": AnswerForm.GIVE if gives else answer.answer,
                "text": answer.text,
                "dimension": answer.dimension,
                "basis": answer.basis_id or (bases[0].pk if bases else None),
                "version": answer.version,
            }
        form = AnswerForm(bases=bases, initial={"version": 0, **initial}, auto_id=f"id_{row.question.pk}_%s")
    return {
        "question": row.question,
        "case": case,
        "name": str(case.person),
        "born": words.day(case.person.birth_date)
        if case.person.birth_date
        else str(case.person.birth_year or ""),
        "answered": row.answered,
        "document": answer.document if answer else None,
        "by": answer.by.name if answer else "",
        "at": words.time(answer.at) if answer else "",
        "version": conflict["version"] if conflict else form["version"].value(),
        "form": form,
        "conflict": conflict,
        "anchor": f"case-{case.number}",
    }


@gate.requires(Permission.CASE_WORK)
def answer(request: gate.Request, question_id: UUID) -> HttpResponse:
    """Save one case's answer; as one goes, or by its button."""
    question = _question(request, question_id)
    if request.method != "POST":
        return redirect("cases:checks")
    bases = operations.in_force(request.user.agency, request.today)
    form = AnswerForm(request.POST, bases=bases, auto_id=f"id_{question.pk}_%s")
    keeps = request.headers.get("X-Requested-With") == "autosave"
    conflict = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            saved = operations.answer(
                question=question,
                by=request.user,
                at=request.at,
                answer="told" if given["answer"] == AnswerForm.GIVE else given["answer"],
                text=given["text"],
                dimension=given["dimension"],
                basis=given["basis"],
                document=_document_of(question) if given["answer"] == AnswerForm.GIVE else None,
                seen_version=given["version"],
            )
        except ChangedMeanwhile as meanwhile:
            conflict = meanwhile
            form.add_error(None, str(meanwhile))
        except Refused as refused:
            form.add_error(
                "basis" if isinstance(refused, operations.BasisIsMissing) else "text", str(refused)
            )
        else:
            if keeps:
                return kept(saved.version)
            return redirect(reverse("cases:checks") + f"#case-{question.case.number}")
    if keeps:
        return not_kept(form, conflict)
    return _checks(request, {question.pk: (form, _told(conflict) if conflict else None)})


def kept(version: int) -> HttpResponse:
    """Saved as one types: the form goes on with the new version."""
    return HttpResponse(status=204, headers={"X-Version": str(version)})


def not_kept(form: Any, conflict: ChangedMeanwhile | None) -> HttpResponse:
    """Why it was not saved as one types. Where somebody else wrote: who, when, what."""
    said = "; ".join(str(text) for errors in form.errors.values() for text in errors)
    if conflict is not None:
        said = _("%(who)s wrote here at %(when)s: “%(theirs)s” Yours is not saved yet; save to see both.") % {
            "who": conflict.who,
            "when": words.time(conflict.when) if conflict.when else "",
            "theirs": conflict.theirs.get("text") or conflict.theirs.get("answer", ""),
        }
    return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")


def _document_of(question: CheckQuestion) -> Any:
    """A document that a contribution has already is kept when its words are changed."""
    found = CheckAnswer.objects.filter(question=question).select_related("document").first()
    return found.document if found else None


def _question(request: gate.Request, question_id: UUID) -> Any:
    """A question to my agency. Another agency's is answered as if it were not there."""
    rows = CheckQuestion.objects.filter(agency=request.user.agency_id).select_related(
        "case__person", "register_check__meeting"
    )
    return gate.get_or_404(rows, question_id, request=request)


@gate.requires(Permission.CASE_WORK)
def cpr(request: gate.Request, question_id: UUID) -> HttpResponse:
    """The number, to look it up in one's own register. A look of its own."""
    question = _question(request, question_id)
    person = question.case.person
    gate.saw(request, way=Way.REVEAL, persons=[person], cases=[question.case_id], purpose=purpose())
    number = person.cpr
    shown = f"{number[:6]}-{number[6:]}" if number else ""
    context = {"question": question, "case": question.case, "name": str(person), "cpr": shown}
    return page(request, "cases/check_cpr.html", context)


# --- the coordinator -------------------------------------------------------------------------------------


@gate.requires(Permission.CASE_COORDINATE)
def ask(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Ask the agencies about the cases of the agenda."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    items = Item.objects.filter(meeting=meeting, case__isnull=False, begun_at__isnull=True)
    cases = [item.case for item in items.select_related("case__person").order_by("position", "id")]
    form = AskForm(
        request.POST or None, members=queries.members(request.user, request.at), starts_at=meeting.starts_at
    )
    if cases and form.is_valid():
        try:
            asked = operations.ask(
                cases=[case for case in cases if case is not None],
                meeting=meeting,
                by=request.user,
                at=request.at,
                due_at=form.cleaned_data["due_at"],
                members=form.cleaned_data["members"],
            )
        except (Refused, NotDisclosed) as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("%(n)s question is asked.", "%(n)s questions are asked.", len(asked))
            messages.success(request, said % {"n": len(asked)})
            return redirect(meeting)
    numbers = [case.number for case in cases if case is not None]
    context = {"meeting": meeting, "form": form, "numbers": numbers, "day": words.weekday(meeting.starts_at)}
    return page(request, "cases/check_ask.html", context)


@gate.requires(Permission.CASE_COORDINATE)
def remind(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Remind whoever has not answered, by a mail without content."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    if request.method == "POST":
        people = operations.remind(meeting=meeting, by=request.user, at=request.at)
        said = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", people)
        messages.success(request, said % {"n": people})
    return redirect(meeting)
