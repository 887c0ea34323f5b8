"""The case's page, and what a coordinator sees of its use: prints, looks, changes."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.audit.reads import Way
from tovholder.cases import paper as papers
from tovholder.cases import words
from tovholder.cases.forms.case import PurposeForm
from tovholder.cases.models import Case, CaseReason
from tovholder.cases.operations import case as operations
from tovholder.cases.queries import opened
from tovholder.cases.queries.looks import last_looks
from tovholder.cases.queries.looks import looks as all_looks
from tovholder.cases.queries.next_act import next_act
from tovholder.cases.queries.sides import Sides, sides
from tovholder.cases.queries.timeline import FILTERS, Timeline, timeline
from tovholder.cases.views import fetch
from tovholder.core.pages import page
from tovholder.core.paper import Paper, Sheet, as_file
from tovholder.disclosures.wording import NOT_FOR_INVESTIGATION
from tovholder.people.queries import age

#: A print has everything that its reader may see.
ALL = 2000
#: What the history leaves out: keys, who did it (that stands beside it), and what the timeline tells.
UNSAID: list[Any] = [
    *(Case._meta.get_field(name) for name in ("version", "person", "opened_by", "closed_by", "last_change")),
    CaseReason._meta.get_field("shared_with"),
]


@gate.requires(Permission.CASE_WORK)
def show(request: gate.Request, case_id: UUID) -> HttpResponse:
    """The case; before it, once a day, the question why one opens it."""
    cases = opened.with_purpose(request.user, request.today)
    case: Any = gate.get_or_404(cases, case_id, actor=request.user)
    if not case.my_purpose:
        return _ask_purpose(request, case)
    only = request.GET.get("show", "")
    only = only if only in FILTERS else ""
    found = timeline(case, request.user, request.today, only=only, before=request.GET.get("before", ""))
    beside = sides(case, request.user, request.at, request.today)
    coordinates = request.user.may(Permission.CASE_COORDINATE)
    seen, seen_in_all = last_looks(case.pk, request.today) if coordinates else ([], 0)
    gate.saw(
        request,
        cases=[case],
        persons=[case.person_id],
        concerns=found.concerns,
        purpose=case.my_purpose,
    )
    context = {
        "case": case,
        "citizen": _citizen(case, request),
        "timeline": found,
        "may_not": NOT_FOR_INVESTIGATION,
        "filters": _filters(only),
        "only": only,
        "sides": beside,
        "looks": seen,
        "looks_in_all": seen_in_all,
        "next": next_act(case, beside, request.user),
        "coordinates": coordinates,
        "open": case.closed_at is None,
        "closed": words.day(case.closed_at) if case.closed_at else "",
        "shares": request.user.may(Permission.DISCLOSURE_WRITE),
    }
    return page(request, "cases/case.html", context, partial="timeline")


def _filters(only: str) -> list[dict[str, Any]]:
    labels = {
        "": _("Everything"),
        "notes": _("Notes"),
        "disclosures": _("Disclosures"),
        "documents": _("Documents"),
    }
    return [
        {"url": f"?show={key}#timeline" if key else "?#timeline", "word": word, "chosen": key == only}
        for key, word in labels.items()
    ]


def _citizen(case: Any, request: gate.Request) -> str:
    """The citizen, her age and where she lives, as far as it is known."""
    person = case.person
    years = age(person, request.today)
    parts = [
        str(person),
        _("%(years)s years") % {"years": years} if years is not None else "",
        person.district,
    ]
    return ", ".join(part for part in parts if part)


def _ask_purpose(request: gate.Request, case: Any) -> HttpResponse:
    """Nothing of the case is shown before the purpose is said; its number was in the address one came by."""
    reasons = opened.reasons(case, request.user, request.today)
    form = PurposeForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if form.is_valid():
        operations.say_purpose(case=case, by=request.user, at=request.at, purpose=form.said())
        return redirect(case)
    return page(request, "cases/purpose.html", {"form": form, "case": case})


@gate.requires(Permission.CASE_WORK)
def printed(request: gate.Request, case_id: UUID) -> HttpResponse:
    """The case on paper: everything that this reader may see."""
    case, asked = fetch.case(request, case_id, way=Way.PRINT)
    if asked:
        return asked
    found, beside = _all_of(request, case, Way.PRINT)
    context = {
        "case": case,
        "citizen": _citizen(case, request),
        "timeline": found,
        "sides": beside,
        "printed": words.moment(request.at),
        "closed": words.day(case.closed_at) if case.closed_at else "",
    }
    return page(request, "cases/print.html", context)


@gate.requires(Permission.CASE_WORK)
@require_safe
def extract(request: gate.Request, case_id: UUID) -> HttpResponse:
    """The same as a file, for the agency's own records."""
    case, asked = fetch.case(request, case_id, way=Way.EXTRACT)
    if asked:
        return asked
    found, beside = _all_of(request, case, Way.EXTRACT)
    assert request.user.agency is not None
    paper = Paper(
        title=_("Case %(number)s") % {"number": case.number},
        subtitle=_("What %(name)s may see") % {"name": request.user.name},
        house=request.user.agency.name,
        mark=papers.mark(),
        by=request.user.name,
        at=request.at,
        sheets=[Sheet(papers.of_case(case, _citizen(case, request), beside, found))],
    )
    return as_file(paper, _("case.pdf"))


def _all_of(request: gate.Request, case: Any, way: Way) -> tuple[Timeline, Sides]:
    """Everything in the case that the reader may see; the look is recorded."""
    found = timeline(case, request.user, request.today, size=ALL, acts=False)
    beside = sides(case, request.user, request.at, request.today)
    gate.saw(
        request,
        way=way,
        cases=[case],
        persons=[case.person_id],
        concerns=found.concerns,
        purpose=case.my_purpose,
    )
    return found, beside


@gate.requires(Permission.CASE_COORDINATE)
def looks(request: gate.Request, case_id: UUID) -> HttpResponse:
    """Everybody who has looked at the case."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    found = all_looks(case.pk, request.today)
    return page(request, "cases/looks.html", {"case": case, "looks": found})


@gate.requires(Permission.CASE_COORDINATE)
def history(request: gate.Request, case_id: UUID) -> HttpResponse:
    """What was changed in the case's own words and state."""
    case, asked = fetch.case(request, case_id)
    if asked:
        return asked
    unsaid = {str(field.verbose_name) for field in UNSAID}
    changes = [
        {
            "when": words.moment(change.when, today=request.today),
            "who": change.who,
            "deed": {"insert": _("opened"), "update": _("changed"), "delete": _("deleted")}[change.deed],
            "fields": [field for field in change.fields if field.name not in unsaid],
        }
        for change in sorted(
            [*changes_of(case), *(one for one in changes_of(case.why) if one.deed != "insert")],
            key=lambda change: change.when,
            reverse=True,
        )
    ]
    changes = [change for change in changes if change["fields"]]
    return page(request, "cases/history.html", {"case": case, "changes": changes})
