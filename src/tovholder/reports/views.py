"""The report's pages: what is missing, narratives beside their figures, preview, files, freeze."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.core.pages import page
from tovholder.programme import operations as programme
from tovholder.programme import queries as figures
from tovholder.programme.models import Initiative
from tovholder.reports import composition, files, operations, queries, status
from tovholder.reports.content import StatusReport
from tovholder.reports.diff import compare
from tovholder.reports.document import Block, Heading, Table
from tovholder.reports.forms import FreezeForm, NarrativeForm

#: Sittings that the list of versions shows, with what each changed.
SHOWN_VERSIONS = 12


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: a year, and a day or a freeze."""

    year: int
    as_of: date | None
    freeze_id: int | None
    plan_key: str

    def query(self, **other: Any) -> str:
        """The address's query, with something else in it."""
        values = {
            "year": self.year,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "freeze": self.freeze_id or "",
            "plan": self.plan_key,
            **other,
        }
        return urlencode({name: value for name, value in values.items() if value})


def wanted(request: HttpRequest) -> Wanted:
    """Read the address; what it says wrongly is as if it were not said."""
    asked = request.GET

    def number(name: str) -> int | None:
        text = asked.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    try:
        as_of = date.fromisoformat(asked.get("as_of", ""))
    except ValueError:
        as_of = None
    year = number("year") or (as_of or request.today).year  # type: ignore[attr-defined]
    if not 1990 <= year <= 2100:
        raise Http404
    return Wanted(year, as_of, number("freeze"), asked.get("plan", "")[:60])


def collected(request: HttpRequest, ask: Wanted) -> StatusReport:
    user: Any = request.user
    return status.collect(
        municipality=user.municipality,
        year=ask.year,
        at=request.at,  # type: ignore[attr-defined]
        as_of=ask.as_of,
        freeze_id=ask.freeze_id,
        plan_key=ask.plan_key,
        language=language(),
    )


def language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


@gate.requires(Permission.REPORT_MAKE)
def overview(request: HttpRequest) -> HttpResponse:
    """The report's outline with what is missing, its files, and the freezes."""
    ask = wanted(request)
    user: Any = request.user
    today: date = request.today  # type: ignore[attr-defined]
    try:
        found = queries.written(municipality=user.municipality, year=ask.year, key=ask.plan_key)
    except figures.NoPlan:
        return _without_plan(request, ask)
    begins, ends = queries.period(found.plan, ask.year)
    day = min(ask.as_of or today, ends)
    counted = figures.figures(plan=found.plan, year=ask.year, as_of=day) if day >= begins else []
    goals = status.goals_of(counted, language())
    last = max(min(today, ends), begins)
    return page(
        request,
        "reports/overview.html",
        {
            "plan": found.plan,
            "year": str(ask.year),
            "years": [
                (str(year), f"?{ask.query(year=year, as_of='', freeze='')}") for year in found.plan.years
            ],
            "day": day,
            "begun": day >= begins,
            "groups": _outline(found, goals),
            "missing": status.missing(found, goals),
            "files": list(files.FORMATS),
            "query": ask.query(as_of=ask.as_of.isoformat() if ask.as_of else "", freeze=""),
            "freezes": [_freeze_line(each, counted, ask) for each in found.freezes],
            "may_freeze": user.may(Permission.FIGURES_FREEZE) and today >= begins,
            "freeze_form": FreezeForm(initial={"as_of": last, "label": ""}, year=ask.year, last=last),
            "may_write": user.may(Permission.NARRATIVE_WRITE),
        },
    )


def _without_plan(request: HttpRequest, ask: Wanted) -> HttpResponse:
    """The year that some plan covers, or what to do where no plan is loaded."""
    user: Any = request.user
    plans = figures.plans(municipality=user.municipality)
    if plans and "year" not in request.GET:
        plan = plans[0]
        year = min(max(ask.year, plan.starts_on.year), plan.ends_on.year)
        return redirect(f"{reverse('reports:overview')}?{urlencode({'year': year})}")
    return page(request, "reports/no_plan.html", {"year": str(ask.year), "plans": plans})


def _outline(found: queries.Written, goals: list[Any]) -> list[dict[str, Any]]:
    """Each group with its initiatives: is it told, how do its goals stand."""
    lines = []
    for row in found.groups:
        initiatives = []
        for each in found.initiatives:
            if each["group"] != row["id"]:
                continue
            told = status.told(found.narratives.get(each["id"]))
            own = [goal for goal in goals if goal.figure.initiative_id == each["id"]]
            initiatives.append(
                {
                    "title": each["title"],
                    "url": reverse("reports:narrative", args=[each["id"], found.year]),
                    "told": told,
                    "by": found.narratives.get(each["id"], {}).get("by", ""),
                    "goals": len(own),
                    "unmeasured": sum(1 for goal in own if goal.figure.state == "not_measured"),
                }
            )
        lines.append({"number": row["number"], "title": row["title"], "initiatives": initiatives})
    return lines


def _freeze_line(freeze: Any, counted: list[Any], ask: Wanted) -> dict[str, Any]:
    """A freeze, and how many of its figures would be others today; of citizens that is not told."""
    moved = sum(
        1
        for figure in counted
        if not figures.counts_citizens(figure)
        for kept in figure.frozen
        if kept.as_of == freeze.as_of and kept.change
    )
    return {"freeze": freeze, "moved": moved, "query": ask.query(freeze=freeze.pk, as_of="")}


@gate.requires(Permission.REPORT_MAKE)
def preview(request: HttpRequest) -> HttpResponse:
    """The paper on the screen."""
    ask = wanted(request)
    try:
        report = collected(request, ask)
    except (status.NoPlan, status.NoFreeze, status.NotYet) as error:
        return _back(request, ask, str(error))
    paper = composition.compose(report)
    return page(
        request,
        "reports/preview.html",
        {
            "report": report,
            "paper": paper,
            "blocks": [_shown(block) for block in paper.blocks],
            "files": list(files.FORMATS),
            "query": ask.query(),
            "overview": f"{reverse('reports:overview')}?{ask.query(as_of='', freeze='')}",
        },
    )


def _shown(block: Block) -> dict[str, Any]:
    """A block with its kind, for the template; a chapter is the page's second level of headings."""
    shown: dict[str, Any] = {"kind": type(block).__name__.lower(), "block": block}
    if isinstance(block, Heading):
        shown["level"] = block.level + 1
    if isinstance(block, Table):
        shown["rows"] = [list(zip(row, block.columns, strict=True)) for row in block.rows]
    return shown


def _back(request: HttpRequest, ask: Wanted, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect(f"{reverse('reports:overview')}?{ask.query(as_of='', freeze='')}")


@gate.requires(Permission.REPORT_MAKE)
def file(request: HttpRequest, ending: str) -> HttpResponse:
    """One of the four files."""
    made = files.FORMATS.get(ending)
    if made is None:
        raise Http404
    ask = wanted(request)
    try:
        report = collected(request, ask)
    except (status.NoPlan, status.NoFreeze, status.NotYet) as error:
        return _back(request, ask, str(error))
    response = HttpResponse(made.render(report), content_type=made.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{files.file_name(report, ending)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@gate.requires(Permission.FIGURES_FREEZE)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep the year's figures for a day."""
    ask = wanted(request)
    user: Any = request.user
    try:
        plan = figures.plan_for_year(municipality=user.municipality, year=ask.year)
    except figures.NoPlan as error:
        raise Http404 from error
    form = FreezeForm(request.POST, year=ask.year, last=request.today)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            made = programme.freeze(
                plan=plan,
                year=ask.year,
                by=user,
                at=request.at,  # type: ignore[attr-defined]
                **form.cleaned_data,
            )
        except (programme.AlreadyFrozen, programme.NotOnThePlan) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The figures are frozen: “%(label)s”.") % {"label": made.label})
    else:
        for faults in form.errors.values():
            messages.error(request, " ".join(str(fault) for fault in faults))
    return redirect(f"{reverse('reports:overview')}?{ask.query(as_of='', freeze='')}")


@gate.requires(Permission.NARRATIVE_WRITE)
def narrative(request: HttpRequest, initiative_id: int, year: int) -> HttpResponse:
    """Write an initiative's narrative beside its figures. Saves as one types, and by the button."""
    user: Any = request.user
    initiative = gate.get_or_404(
        Initiative.objects.select_related("plan__municipality", "target_group"), initiative_id, actor=user
    )
    if year not in initiative.plan.years:
        raise Http404
    form = NarrativeForm(request.POST or None)
    as_one_types = request.headers.get("X-Requested-With") == "autosave"
    fault, newer = "", None
    if request.method == "POST" and form.is_valid():
        try:
            operations.tell(
                initiative=initiative,
                year=year,
                by=user,
                at=request.at,  # type: ignore[attr-defined]
                **form.cleaned_data,
            )
        except operations.WrittenMeanwhile as error:
            fault, newer = str(error), error.newest
        except operations.Refused as error:
            fault = str(error)
    if request.method == "POST" and as_one_types:
        fault = fault or " ".join(str(each) for faults in form.errors.values() for each in faults)
        return HttpResponse(fault, status=409 if fault else 204, content_type="text/plain; charset=utf-8")
    if request.method == "POST" and form.is_valid() and not fault:
        messages.success(request, _("The narrative is saved."))
        return redirect(f"{reverse('reports:overview')}?{urlencode({'year': year})}")
    return _editor(request, initiative, year, form, fault, newer)


def _editor(
    request: HttpRequest, initiative: Initiative, year: int, form: NarrativeForm, fault: str, newer: Any
) -> HttpResponse:
    versions = queries.versions(initiative=initiative, year=year)
    begins, ends = queries.period(initiative.plan, year)
    day = min(request.today, ends)  # type: ignore[attr-defined]
    counted = figures.figures(plan=initiative.plan, year=year, as_of=day) if day >= begins else []
    own = [figure for figure in counted if figure.initiative_id == initiative.pk]
    if request.method != "POST":
        newest = versions[0] if versions else None
        form = NarrativeForm(
            initial={"text": newest.text if newest else "", "base": newest.id if newest else None}
        )
    elif newer is not None:
        # Who saves again has seen the other's text: from here on it is what she began from.
        form = NarrativeForm(initial={"text": form.cleaned_data["text"], "base": newer.pk})
    if fault and newer is None:
        form.add_error("text", fault)
    before = [version.text for version in versions[1:]] + [""]
    history = [
        {"version": version, "pieces": compare(earlier, version.text)}
        for version, earlier in list(zip(versions, before, strict=False))[:SHOWN_VERSIONS]
    ]
    return page(
        request,
        "reports/narrative.html",
        {
            "initiative": initiative,
            "year": str(year),
            "form": form,
            "fault": fault,
            "newer": newer,
            "goals": status.goals_of(own, language()),
            "history": history,
            "saved_at": timezone.localtime(versions[0].written_at) if versions else None,
            "overview": f"{reverse('reports:overview')}?{urlencode({'year': year})}",
            "may_make": request.user.may(Permission.REPORT_MAKE),  # type: ignore[union-attr]
            "address": request.path,
        },
    )
