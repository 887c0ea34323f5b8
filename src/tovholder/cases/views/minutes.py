"""After the meeting: closing it, each agency's own package, its decision, and copies on paper."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tovholder.access import gate
from tovholder.access.drafts import Writing, WrittenElsewhere
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases import paper as papers
from tovholder.cases import words
from tovholder.cases.forms.meeting import CopiesForm, DecisionForm
from tovholder.cases.models import CaseDraft, Item, Meeting, Presence
from tovholder.cases.operations import minutes as operations
from tovholder.cases.operations.case import say_purposes
from tovholder.cases.operations.meeting import ACCESS_AFTER
from tovholder.cases.operations.refused import Refused
from tovholder.cases.queries import meeting as meetings
from tovholder.cases.queries import minutes as queries
from tovholder.cases.views.meeting import name_of, purpose
from tovholder.core.pages import page
from tovholder.core.paper import Paper, Sheet, as_file
from tovholder.disclosures.operations import Refused as NotDisclosed


@gate.requires(Permission.CASE_COORDINATE)
def close(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Say before it happens which agency gets what; then end the meeting and send the minutes."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    refused = ""
    if request.method == "POST":
        try:
            operations.close_meeting(meeting=meeting, by=request.user, at=request.at)
        except (Refused, NotDisclosed) as problem:
            refused = str(problem)
        else:
            messages.success(request, _("The meeting is closed, and each agency has its own minutes."))
            return redirect(meeting)
    items = list(operations.unsent(meeting))
    there = defaultdict(set)
    for one in Presence.objects.heard().filter(item__in=items).select_related("agency"):
        if one.agency_id != request.user.agency_id:
            there[one.item_id].add(one.agency.short_name)
    gate.saw(request, cases=[item.case_id for item in items], purpose=purpose())
    rows = [{"name": name_of(item), "agencies": sorted(there[item.pk])} for item in items]
    context = {"meeting": meeting, "rows": rows, "refused": refused, "day": words.weekday(meeting.starts_at)}
    return page(request, "cases/minutes_close.html", context)


@gate.requires(Permission.CASE_WORK)
def package(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """What the reader's agency got at a meeting: its items alone."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    return _package(request, meeting)


@gate.requires(Permission.CASE_WORK)
@require_safe
def package_file(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """The same as a file, for the agency's own records."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    packed = [one for one in _packed(request, meeting, Way.EXTRACT) if one.purpose]
    if not packed:
        return redirect("cases:package", meeting.pk)
    assert request.user.agency is not None
    paper = Paper(
        title=_("Our minutes, %(day)s") % {"day": words.weekday(meeting.starts_at)},
        subtitle=papers.of_meeting(meeting),
        house=request.user.agency.name,
        mark=papers.mark(),
        by=request.user.name,
        at=request.at,
        sheets=[Sheet(papers.of_package(packed))],
    )
    return as_file(paper, _("infohus.pdf"))


def _packed(request: gate.Request, meeting: Meeting, way: Way) -> list[queries.Packed]:
    """What the reader's agency got; the look is recorded.

    Soon after the meeting it is obvious why one reads its minutes. Later it is asked: until that is said of a
    case, only its number stands here.
    """
    packed = queries.package(meeting, request.user, request.today)
    unsaid = [one for one in packed if not one.purpose]
    if unsaid and request.at < meeting.ends_at + ACCESS_AFTER:
        said = _("The meeting's minutes")
        cases = [one.item.case for one in unsaid if one.item.case]
        say_purposes(cases=cases, by=request.user, at=request.at, purpose=said)
        for one in unsaid:
            one.purpose = said
    shown = [one for one in packed if one.purpose]
    gate.saw(
        request,
        way=way,
        cases=[one.item.case_id for one in packed],
        persons=[one.item.case.person_id for one in shown if one.item.case],
        purpose="; ".join(dict.fromkeys(one.purpose for one in shown)),
    )
    return packed


def _decision(request: gate.Request, item: Item, data: Any = None, **more: Any) -> Writing:
    """What one's own agency decides, as far as it is written."""
    form = DecisionForm(data, prefix=str(item.pk), auto_id=f"d{item.pk}_%s")
    address = reverse("cases:item_decide", args=[item.pk])
    return Writing(
        request,
        CaseDraft,
        form,
        ["text"],
        place=queries.DECISION,
        of=item.pk,
        address=address,
        case_id=item.case_id,
        **more,
    )


def _package(request: gate.Request, meeting: Meeting, refused: Writing | None = None) -> HttpResponse:
    packed = _packed(request, meeting, Way.PAGE)
    kept = {one.item.pk: one.draft for one in packed if one.draft}
    rows = []
    for one in packed:
        assert one.item.case is not None
        if not one.purpose:
            continue
        number = _("Case %(number)s") % {"number": one.item.case.number}
        rows.append(
            {
                "item": one.item,
                "case": one.item.case,
                "name": f"{number}, {one.item.case.person}",
                "recommendation": one.item.recommends(),
                "got": [
                    {
                        "giver": entry.sender,
                        "text": entry.content.text,
                        "document": queries.document_of(entry),
                        "what": entry.get_what_display(),
                        "line": papers.shared_line(entry),
                    }
                    for entry in one.got
                ],
                "tasks": [{"task": task, "line": operations.task_line(task)} for task in one.tasks],
                "decisions": [
                    {"text": each.text, "by": each.by.name, "day": words.day(each.at)}
                    for each in one.decisions
                ],
                "draft": refused
                if refused is not None and refused.of == one.item.pk
                else _decision(request, one.item, kept=kept),
            }
        )
    context = {
        "meeting": meeting,
        "rows": rows,
        "unsaid": [one.item.case for one in packed if not one.purpose],
        "day": words.weekday(meeting.starts_at),
        "agency": request.user.agency,
        "form": refused and refused.form,
    }
    return page(request, "cases/minutes_package.html", context)


@gate.requires(Permission.CASE_WORK)
def decide(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Record what one's own agency decides."""
    item = gate.get_or_404(Item.objects.select_related("meeting"), item_id, request=request)
    if request.method == "POST":
        draft = _decision(request, item, request.POST)
        if draft.answer:
            return draft.answer
        form: Any = draft.form
        if form.is_valid():
            try:
                with draft.ends():
                    operations.decide(
                        item=item,
                        by=request.user,
                        at=request.at,
                        text=form.cleaned_data["text"],
                        id=form.cleaned_data["key"],
                    )
            except WrittenElsewhere:
                pass  # the page shows both
            except Refused as refused:
                form.add_error("text", str(refused))
            else:
                messages.success(request, _("The decision is recorded. Your own agency reads it."))
                return redirect("cases:package", item.meeting_id)
        return _package(request, item.meeting, draft)
    return redirect("cases:package", item.meeting_id)


@gate.requires(Permission.CASE_COORDINATE)
def paper(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Numbered copies on paper, one for each person; what each may have is hers alone."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    first = meeting.items.order_by("position", "id").first()
    people = [one.user for one in meetings.candidates(first, request.user, request.at)] if first else []
    form = CopiesForm(request.POST or None, people=people, initial={"what": "agenda"})
    if form.is_valid():
        what, chosen = form.cleaned_data["what"], list(form.cleaned_data["people"])
        copies = operations.number_copies(
            meeting=meeting, what=what, made_for=chosen, by=request.user, at=request.at
        )
        found = queries.for_paper(meeting, chosen, what, request.at)
        shown = {each.item.case for rows in found.values() for each in rows if each.item.case}
        gate.saw(
            request,
            way=Way.PRINT,
            cases=[case.pk for case in shown],
            persons=[case.person_id for case in shown] if what == "minutes" else [],
            purpose=purpose(),
        )
        paper = Paper(
            title=_("Minutes") if what == "minutes" else _("Agenda"),
            subtitle=papers.of_meeting(meeting),
            house=request.user.municipality.name if request.user.municipality else "",
            mark=papers.mark(),
            by=request.user.name,
            at=request.at,
            sheets=papers.copies(what, copies, found),
        )
        return as_file(paper, _("infohus.pdf"))
    rows = [
        {
            "number": copy.number,
            "what": copy.get_what_display(),
            "for": copy.made_for.name,
            "line": _("printed %(when)s by %(who)s")
            % {"when": words.moment(copy.printed_at, today=request.today), "who": copy.printed_by.name},
        }
        for copy in queries.copies_of(meeting)
    ]
    context = {"meeting": meeting, "form": form, "rows": rows, "day": words.weekday(meeting.starts_at)}
    return page(request, "cases/minutes_paper.html", context)
