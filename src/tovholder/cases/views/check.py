"""The register check: my agency's answers on one page, and the coordinator's asking and reminding."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.models import Agency
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases import words
from tovholder.cases.forms.meeting import AnswerForm, AskForm
from tovholder.cases.models import CheckAnswer, CheckQuestion, Document, Item, Meeting
from tovholder.cases.operations import check as operations
from tovholder.cases.operations import record
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.queries import check as queries
from tovholder.concerns import queries as deadlines
from tovholder.concerns.models import Deadline
from tovholder.core.days import clock_time
from tovholder.core.ids import uuid7
from tovholder.core.pages import page
from tovholder.disclosures.operations import Refused as NotDisclosed

GIVES = (CheckAnswer.Answer.TOLD, CheckAnswer.Answer.ATTACHED)
#: At which field of the form a refusal is told; at the words, where none is named.
FIELDS: tuple[tuple[type[Refused], str | None], ...] = (
    (operations.CheckIsOpen, None),
    (operations.BasisIsMissing, "basis"),
    (operations.NoBasisReaches, "basis"),
    (record.NotYours, "document"),
    (record.NotTaken, "file"),
    (record.TooLarge, "file"),
    (record.Infected, "file"),
    (record.NotScanned, "file"),
    (record.NotKept, "file"),
)


def purpose() -> str:
    """Why the pages of the check are opened, for the log."""
    return _("Register check before the meeting")


@gate.requires(Permission.CASE_WORK)
def checks(request: gate.Request) -> HttpResponse:
    """All cases of the next meeting that my agency is asked about, three one-tap choices a case."""
    return _checks(request)


def _checks(request: gate.Request, refused: "Sent | None" = None) -> HttpResponse:
    rows = queries.my_questions(request.user, request.at)
    if refused and refused.question.pk not in [row.question.pk for row in rows]:
        # Opened meanwhile: what she wrote stands here still.
        rows = [queries.Question(refused.question, None), *rows]
    gate.saw(
        request,
        way=Way.LIST,
        cases=[row.question.case_id for row in rows],
        persons=[row.question.case.person_id for row in rows],
        purpose=purpose(),
    )
    bases = operations.in_force(request.user.agency, request.today) if rows else []
    documents = queries.my_documents(request.user, rows) if rows else {}
    shown = [
        _row(
            row,
            bases,
            documents[row.question.case_id],
            refused if refused and refused.question.pk == row.question.pk else None,
            request.today,
        )
        for row in rows
    ]
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
        "when": clock_time(conflict.when) if conflict.when else "",
        "answer": conflict.theirs.get("answer", ""),
        "text": conflict.theirs.get("text", ""),
        "document": conflict.theirs.get("document", ""),
        "version": conflict.theirs.get("version", 0),
    }


def _row(
    row: queries.Question, bases: list[Any], documents: list[Document], sent: "Sent | None", today: date
) -> dict[str, Any]:
    """A case of the page: who, what was answered, and its form."""
    answer, case = row.answer, row.question.case
    form = sent.form if sent else _form_of(row, bases)
    form.offer(documents)
    conflict = _told(sent.conflict) if sent and sent.conflict else None
    return {
        "question": row.question,
        "case": case,
        "name": str(case.person),
        "born": words.day(case.person.birth_date)
        if case.person.birth_date
        else str(case.person.birth_year or ""),
        "answered": row.answered,
        "kept": sent.document.title if sent and sent.document else "",
        "by": answer.by.name if answer else "",
        "at": words.lately(answer.at, today) if answer else "",
        "version": conflict["version"] if conflict else form["version"].value(),
        "form": form,
        "conflict": conflict,
        "anchor": f"case-{case.number}",
    }


def _form_of(row: queries.Question, bases: list[Any]) -> AnswerForm:
    """The form with what stands."""
    answer = row.answer
    initial: dict[str, Any] = {"version": 0, "basis": bases[0].pk if bases else None}
    if answer is not None:
        initial = {
            "answer": AnswerForm.GIVE if answer.answer in GIVES else answer.answer,
            "text": answer.text,
            "dimension": answer.dimension,
            "basis": answer.basis_id or initial["basis"],
            "document": answer.document_id,
            "version": answer.version,
        }
    return AnswerForm(bases=bases, initial=initial, auto_id=f"id_{row.question.pk}_%s")


@dataclass
class Sent:
    """A form that came in, and how it went: the new file that was taken, what a colleague wrote meanwhile."""

    question: Any
    form: AnswerForm
    document: Document | None = None
    conflict: ChangedMeanwhile | None = None


@gate.requires(Permission.CASE_WORK)
def answer(request: gate.Request, question_id: UUID) -> HttpResponse:
    """Save one case's answer; as one goes, or by its button."""
    question = _question(request, question_id)
    if request.method != "POST":
        return redirect("cases:checks")
    form = AnswerForm(
        request.POST,
        request.FILES,
        bases=operations.in_force(request.user.agency, request.today),
        documents=Document.objects.filter(case=question.case_id, agency=request.user.agency_id),
        auto_id=f"id_{question.pk}_%s",
    )
    sent = Sent(question, form)
    saved = _save(request, sent) if form.is_valid() else None
    by_itself = request.headers.get("X-Requested-With") == "autosave"
    if saved is None:
        return not_kept(form, sent.conflict) if by_itself else _checks(request, sent)
    if by_itself:
        return kept(saved.version)
    return redirect(reverse("cases:checks") + f"#case-{question.case.number}")


def _save(request: gate.Request, sent: Sent) -> CheckAnswer | None:
    """Take the new file, then the answer; None where one of them is refused, which the form then says.

    A file that was taken stays, whatever becomes of the answer.
    """
    given = sent.form.cleaned_data
    try:
        if given["answer"] == AnswerForm.GIVE and given["file"]:
            sent.document = given["document"] = _attach(request, sent.question, given)
            sent.form.go_on_with(sent.document)
        return operations.answer(
            question=sent.question,
            by=request.user,
            at=request.at,
            answer="told" if given["answer"] == AnswerForm.GIVE else given["answer"],
            text=given["text"],
            dimension=given["dimension"],
            basis=given["basis"],
            document=given["document"],
            seen_version=given["version"],
        )
    except ChangedMeanwhile as meanwhile:
        sent.conflict = meanwhile
        sent.form.add_error(None, str(meanwhile))
    except Refused as refused:
        field = next((field for kind, field in FIELDS if isinstance(refused, kind)), "text")
        sent.form.add_error(field, str(refused))
    return None


def _attach(request: gate.Request, question: CheckQuestion, given: dict[str, Any]) -> Document:
    return operations.attach(
        question=question,
        by=request.user,
        at=request.at,
        title=given["title"],
        name=given["file"].name,
        content=given["file"].read(),
        id=given["key"] or uuid7(),
    )


def kept(version: int) -> HttpResponse:
    """Saved as one types: the form goes on with the new version."""
    return HttpResponse(status=204, headers={"X-Version": str(version)})


def not_kept(form: Any, conflict: ChangedMeanwhile | None) -> HttpResponse:
    """Why it was not saved as one types. Where somebody else wrote: who, when, what."""
    said = "; ".join(str(text) for errors in form.errors.values() for text in errors)
    if conflict is not None:
        said = _("%(who)s wrote here at %(when)s: “%(theirs)s” Yours is not saved yet; save to see both.") % {
            "who": conflict.who,
            "when": clock_time(conflict.when) if conflict.when else "",
            "theirs": conflict.theirs.get("text") or conflict.theirs.get("answer", ""),
        }
    return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")


def _question(request: gate.Request, question_id: UUID) -> Any:
    """A question to my agency. Another agency's is answered as if it were not there."""
    rows = CheckQuestion.objects.filter(agency=request.user.agency_id).select_related(
        "case__person__particulars", "register_check__meeting"
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
    found = Item.objects.filter(meeting=meeting, case__isnull=False, begun_at__isnull=True)
    found = found.select_related("case__person__particulars", "case__why")
    items = list(found.order_by("position", "id"))
    members = queries.members(request.user, request.at)
    form = AskForm(
        request.POST or None,
        items=items,
        members=members,
        starts_at=meeting.starts_at,
        due_on=None if request.method == "POST" else _answered_by(request),
    )
    if items and form.is_valid():
        chosen = form.cleaned_data["cases"]
        try:
            asked = operations.ask(
                cases=[item.case for item in items if item.case and item.case_id in chosen],
                meeting=meeting,
                by=request.user,
                at=request.at,
                due_at=form.cleaned_data["due_at"],
                members=form.cleaned_data["members"],
                tell_why=form.cleaned_data["why"],
            )
        except (Refused, NotDisclosed) as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("%(n)s question is asked.", "%(n)s questions are asked.", len(asked))
            if asked:
                messages.success(request, said % {"n": len(asked)})
            else:
                messages.info(request, _("They were asked already. What was asked stands as it was."))
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "items": items,
        "day": words.weekday(meeting.starts_at),
        "grounds": _grounds(request, form, [agency for agency, _people in members]) if items else [],
    }
    return page(request, "cases/check_ask.html", context)


def _grounds(request: gate.Request, form: AskForm, agencies: list[Agency]) -> list[dict[str, Any]]:
    """On which bases the agencies are told whom it is about, and whom each reaches; the form says it, too."""
    others = [agency for agency in agencies if agency.pk != request.user.agency_id]
    ways = operations.ways_towards(request.user, others, request.at)
    form.tell(
        {
            agency.pk: (_("On %(basis)s") % {"basis": basis.short_title}, True)
            if basis
            else (operations.no_basis_towards(request.user, agency), False)
            for agency, basis in ways
        }
    )
    return [
        {"basis": basis, "reaches": ", ".join(one.short_name for one, way in ways if way == basis)}
        for basis in dict.fromkeys(way for _agency, way in ways if way)
    ]


def _answered_by(request: gate.Request) -> date:
    """By when the municipality's own rule wants an answer to what is asked today."""
    rules = deadlines.rules(request.user.municipality_id, request.today)
    return rules.get(Deadline.Key.REGISTER_CHECK, deadlines.Rule()).due(request.today)


@gate.requires(Permission.CASE_COORDINATE)
def remind(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Remind whoever has not answered, by a mail without content."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    if request.method == "POST":
        reminded = operations.remind(meeting=meeting, by=request.user, at=request.at)
        if reminded.people:
            said = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", reminded.people)
            messages.success(request, said % {"n": reminded.people})
        else:
            messages.info(request, _("Nobody was reminded: all have answered or got a mail within the hour."))
        for agency, number in reminded.unmanned:
            missing = _("Nobody of %(agency)s can answer for case %(number)s. Give a colleague access to it.")
            messages.warning(request, missing % {"agency": agency, "number": number})
    return redirect(meeting)
