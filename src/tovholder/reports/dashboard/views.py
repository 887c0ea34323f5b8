"""Goals and budget, the page of a figure, the rows behind it, and the budget with its picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core import exports
from tovholder.core.pages import page
from tovholder.core.slugs import slug
from tovholder.programme import indicators
from tovholder.programme.models import Assessment, RefinancingStep
from tovholder.programme.queries import (
    Figure,
    counts_citizens,
    figures,
    page_behind,
    rows_behind,
    runway,
    told,
)
from tovholder.programme.suppression import THRESHOLD, in_fives
from tovholder.reports import drawings
from tovholder.reports.dashboard import deadlines, lines, queries, strips, words
from tovholder.reports.dashboard.queries import View

#: Records of a figure that its own page shows, and a page of all of them.
FIRST, PAGE = 5, 100
#: Who reads the records behind a context's figures; a context that is not named shows none.
READS = {"activities": Permission.ACTIVITY_READ, "programme": Permission.PLAN_READ}


@gate.requires(Permission.PLAN_READ)
def goals(request: gate.Request) -> HttpResponse:
    view = queries.view_of(actor=request.user, query=request.GET, today=request.today)
    if view is None:
        return page(request, "dashboard/no_plan.html", {})
    counted = figures(plan=view.plan, year=view.year, as_of=view.as_of, brief=True)
    found = [shown for shown, _how in told(counted)]
    money = runway(plan=view.plan, as_of=view.as_of)
    sections = lines.sections(found, view)
    due = [
        *deadlines.of_goals(found, view, view.as_of),
        *deadlines.of_money(view, view.as_of, money),
    ]
    return page(
        request,
        "dashboard/goals.html",
        {
            "view": view,
            "years": years(view),
            "sections": sections,
            "states": lines.state_counts(sections),
            "goal_count": sum(len(section.lines) for section in sections),
            "runway": strips.draw(money, year=view.year),
            "deadlines": deadlines.next_ones(due, view.as_of),
            "other_plans": [(plan.title, f"?plan={plan.key}") for plan in view.others],
            "can_freeze": request.user.may(Permission.FIGURES_FREEZE),
            "can_report": request.user.may(Permission.REPORT_MAKE),
        },
    )


@dataclass(frozen=True)
class Year:
    """A year of the plan, and the address that shows it."""

    year: int
    url: str
    current: bool


def years(view: View, **query: Any) -> list[Year]:
    return [
        Year(year, view.query(**{**query, "year": year}), current=year == view.year)
        for year in view.plan.years
    ]


# --- the page of a figure ------------------------------------------------------------------------------


@gate.requires(Permission.PLAN_READ)
def figure(request: gate.Request, goal_id: int) -> HttpResponse:
    goal, view, found = _figure(request, goal_id)
    may_read = _may_read(request.user, found)
    start = view.plan.starts_on if found.kind == "milestone" else date(found.year, 1, 1)
    ahead, since = queries.around(figure=found, municipality=view.plan.municipality, start=start)
    if not view.at_today:
        ahead = None
    records = _records(view, found, None, FIRST) if may_read and not found.checklist else None
    value, target, done, whole = lines.numbers(found)
    manual = [row for row in goal.manual_rows if row["part"] == found.part]
    of_citizens = counts_citizens(found)
    return page(
        request,
        "dashboard/figure.html",
        {
            "view": view,
            "goal": goal,
            "figure": found,
            "citizens_until": found.as_of if of_citizens else None,
            "value": value,
            "target": target,
            "done": done,
            "whole": whole,
            "pace": lines.pace(found),
            "state_note": lines.state_note(found),
            "sentence": sentence(found, queries.forecast(found, ahead), ahead),
            "short": goal.short_title if not found.part else found.short_label,
            "years": years(view, part=found.part),
            "back": view.query(),
            "own": view.query(part=found.part),
            "picture": drawings.of_figure(found),
            "records": records,
            "can_export": records is not None,
            "rows_hidden": not may_read and indicators.provider(found.code) is not None,
            "distributions": _distributions(found, records),
            "frozen": [_frozen(*pair) for pair in reversed(list(zip(found.frozen, since, strict=True)))],
            "definitions": definitions(found),
            "old_targets": found.old_targets,
            "checklist": found.checklist,
            "manual": [_typed(row, few=of_citizens) for row in manual if row["year"] == view.year],
            "assessment": _assessment(goal, view),
            "narrative": _narrative(goal, view),
            "can_record": request.user.may(Permission.PLAN_RECORD),
            "can_enter": request.user.may(Permission.PLAN_RECORD) and _is_typed(found),
            "can_write": request.user.may(Permission.NARRATIVE_WRITE),
            "is_typed": _is_typed(found),
        },
    )


@gate.requires(Permission.ACTIVITY_READ)
def rows(request: gate.Request, goal_id: int) -> HttpResponse:
    goal, view, found = _figure(request, goal_id)
    records = _records(view, found, request.GET, PAGE) if _may_read(request.user, found) else None
    if records is None:
        raise Http404
    return page(
        request,
        "dashboard/rows.html",
        {
            "view": view,
            "goal": goal,
            "figure": found,
            "records": records,
            "page": records.found.page,
            "back": view.query(),
            "own": view.query(part=found.part),
        },
    )


@gate.requires(Permission.ACTIVITY_READ)
def sheet(request: gate.Request, goal_id: int) -> HttpResponse:
    """The records behind a figure as an Excel file: numbers as numbers, days as days."""
    goal, view, found = _figure(request, goal_id)
    behind = rows_behind(plan=view.plan, figure=found) if _may_read(request.user, found) else None
    if behind is None:
        raise Http404
    columns, records = behind
    title = found.short_label or goal.short_title
    content = exports.xlsx_bytes(_sheet_name(title), [str(column) for column in columns], records)
    name = f"{slug(title) or goal.key}-{view.year}-{view.as_of.isoformat()}.xlsx"
    return exports.download(content, exports.XLSX, name)


def _sheet_name(title: str) -> str:
    """Excel takes no such signs in the name of a sheet."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in title).strip("'") or "Tovholder"


def _figure(request: gate.Request, goal_id: int) -> tuple[Any, View, Figure]:
    """The goal, the view that the address asks for, and its figure (or that of a part of it).

    :raises Http404: there is no such goal, or no such part of it.
    """
    goal: Any = gate.get_or_404(queries.goals(), goal_id, actor=request.user)
    plan = goal.plan
    if request.user.municipality is not None:
        plan.municipality = request.user.municipality
    as_of = min(queries.day_of(request.GET.get("as_of")) or request.today, request.today)
    year = queries.year_of(plan, request.GET.get("year"), as_of)
    # The plan stands in the address, so that the way back leads to it and not to the one that runs today.
    view = View(plan, (), year, as_of, at_today=as_of == request.today)
    counted = figures(plan=plan, year=year, as_of=as_of, exact=True, goal_id=goal.pk)
    # Whoever is inside may open it: of citizens no small number, and their splits in the report alone.
    own = [replace(shown, breakdown={}) if counts_citizens(shown) else shown for shown, _how in told(counted)]
    part = request.GET.get("part", "")
    found = next((row for row in own if row.part == part), None if part else next(iter(own), None))
    if found is None:
        raise Http404
    return goal, view, found


@dataclass(frozen=True)
class Records:
    """A page of what a figure counts, as a table, and what is said of all of it."""

    found: indicators.RowsPage
    year: int

    @property
    def total(self) -> int:
        return self.found.total

    @cached_property
    def told(self) -> list[int]:
        """The columns that say something: talks, for instance, have no class."""
        return [n for n in range(len(self.found.columns)) if n not in self.found.empty]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        return [(str(self.found.columns[n]), n in self.found.numeric) for n in self.told]

    @property
    def shown(self) -> list[list[dict[str, Any]]]:
        """Each cell with its text, and whether its number is missing."""
        return [
            [
                {
                    "text": _cell(row[n], self.year),
                    "numeric": n in self.found.numeric,
                    "missing": n in self.found.numeric and row[n] is None,
                }
                for n in self.told
            ]
            for row in self.found.rows
        ]


def _cell(value: Any, year: int) -> str:
    if isinstance(value, date):
        return words.weekday(value) if value.year == year else words.day(value)
    if isinstance(value, int | Decimal):
        return words.number(Decimal(value))
    return "" if value is None else str(value)


def _records(view: View, found: Figure, query: Any, size: int) -> Records | None:
    behind = page_behind(plan=view.plan, figure=found, query=query, size=size)
    return None if behind is None else Records(behind, view.year)


def _may_read(user: User, found: Figure) -> bool:
    provider = indicators.provider(found.code)
    permission = READS.get(provider.context) if provider else None
    return permission is not None and user.may(permission)


def _is_typed(found: Figure) -> bool:
    return not found.checklist and indicators.get(found.code) is None


def sentence(found: Figure, forecast: Decimal | None, ahead: queries.Ahead | None) -> str:
    """How far ahead or behind, and where the year ends with what is agreed."""
    said = []
    if found.state == "not_measured":
        said.append(_not_measured(found))
    elif counts_citizens(found) and found.value is None:
        said.append(_("Not told: it is of fewer than five citizens, or a small number would follow from it."))
    elif found.most is not None:
        said.append(
            _("Citizens are told in fives, and exactly when the figures are frozen for the year's last day.")
        )
    elif found.expected is not None and found.value is not None and found.kind in ("count", "occurrences"):
        gap = found.value - words.whole(found.expected)
        if found.state == "met":
            said.append(_("The year's goal is reached."))
        elif found.state == "missed":
            said.append(_("%(n)s short of the year's goal.") % {"n": words.number(found.missing)})
        elif gap > 0:
            said.append(_("%(n)s more than the pace today.") % {"n": words.number(gap)})
        elif gap < 0:
            said.append(_("%(n)s fewer than the pace today.") % {"n": words.number(-gap)})
        else:
            said.append(_("As many as the pace asks for today."))
    elif found.kind in ("milestone", "qualitative") and found.due_on is not None:
        said.append(lines.checklist_note(found))
        if found.state not in ("met", "missed"):
            said.append(_("To be reached by %(day)s.") % {"day": words.day(found.due_on)})
    if forecast is not None and ahead is not None:
        text = (
            _("With the sessions that are agreed the year ends at %(n)s at least.")
            if ahead.unknown
            else _("With the sessions that are agreed the year ends at %(n)s.")
        )
        said.append(text % {"n": words.number(forecast)})
    return " ".join(part for part in said if part)


def _not_measured(found: Figure) -> str:
    if counts_citizens(found) and found.as_of < date(found.year, 1, 1):
        return _("No month of the year has ended: citizens are counted to the end of a month.")
    if found.as_of < date(found.year, 1, 1):
        return _("The year has not begun.")
    if _is_typed(found) and found.code in indicators.ANNOUNCED:
        return _("Nothing counts this yet. Until then a figure can be entered by hand, with its evidence.")
    if _is_typed(found):
        return _("Nothing counts this. A figure can be entered by hand, with its evidence.")
    return _("Nothing has been counted yet.")


#: Names of the splits, by dimension.
DIMENSIONS = {
    "school_type": gettext_lazy("By type of school"),
    "administration": gettext_lazy("By administration"),
    "profession": gettext_lazy("By profession"),
    "district": gettext_lazy("By district"),
}


@dataclass(frozen=True)
class Distribution:
    """A figure by one of its splits: label, amount, and the whole for the bar."""

    title: str
    whole: Decimal
    pieces: Sequence[tuple[str, Decimal]]


def _distributions(found: Figure, records: Records | None) -> list[Distribution]:
    """By the indicator's own splits, and by offer where the records name one."""
    result = []
    if records is not None and len(records.found.offers) > 1:
        which = 1 if found.code in ("awareness_talks", "workshops") else 2
        amounts = [(offer[0], Decimal(offer[which])) for offer in records.found.offers]
        result.append(_distribution(_("By offer"), amounts))
    for dimension, pieces in found.breakdown.items():
        if pieces:
            title = str(DIMENSIONS.get(dimension, dimension))
            result.append(_distribution(title, [(piece.label, piece.amount) for piece in pieces]))
    return result


def _distribution(title: str, pieces: list[tuple[str, Decimal]]) -> Distribution:
    pieces.sort(key=lambda piece: (-piece[1], piece[0]))
    return Distribution(title, sum((amount for _label, amount in pieces), Decimal(0)), pieces)


@dataclass(frozen=True)
class Then:
    """A frozen value and the same day counted now."""

    day: date
    label: str
    value: str
    now: str
    change: str
    why: str


def _frozen(row: Any, since: queries.Since | None) -> Then:
    change = row.change
    if change is None:
        said = ""
    elif change == 0:
        said = _("unchanged")
    elif change > 0:
        said = _("%(n)s more") % {"n": words.number(change)}
    else:
        said = _("%(n)s fewer") % {"n": words.number(-change)}
    why = _why(since) if change and since else ""
    return Then(row.as_of, row.label, words.number(row.value), words.number(row.now), said, why)


def _why(since: queries.Since) -> str:
    """Why a day is counted otherwise now than when it was frozen: what was done to its records since."""
    done = [
        (since.registered, ngettext("%(n)s record came in", "%(n)s records came in", since.registered)),
        (since.corrected, ngettext("%(n)s was corrected", "%(n)s were corrected", since.corrected)),
        (since.cancelled, ngettext("%(n)s was cancelled", "%(n)s were cancelled", since.cancelled)),
    ]
    parts = [text % {"n": words.number(number)} for number, text in done if number]
    if not parts:
        return _("No record came in, was corrected or cancelled since: a booking or a school was corrected.")
    return _("Since it was frozen, %(what)s.") % {"what": words.listed(parts)}


@dataclass(frozen=True)
class Defined:
    """A definition, and the first and last frozen day by which it was counted so."""

    first: date
    last: date
    text: str


def definitions(found: Figure) -> tuple[list[Defined], bool]:
    """The definitions that frozen figures were counted by, and whether the newest of them is today's.

    A frozen figure keeps the words of the language in which it was frozen: today's are held against it in
    each language.
    """
    kept: list[Defined] = []
    for row in found.frozen:
        if row.definition and kept and kept[-1].text == row.definition:
            kept[-1] = replace(kept[-1], last=row.as_of)
        elif row.definition:
            kept.append(Defined(row.as_of, row.as_of, row.definition))
    indicator = indicators.get(found.code)
    today = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if indicator:
                said = (indicator.definition, indicator.counts_when, indicator.counts_not)
                today.add(" ".join(str(part) for part in said if part))
    return kept, bool(kept) and kept[-1].text in today


def _dated(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """A row from the database's JSON with days as days and its amount as a number."""
    found = {**row, **{name: _day(row[name]) for name in names}}
    if "value" in row:
        found["value"] = words.number(Decimal(row["value"]))
    return found


def _typed(row: dict[str, Any], *, few: bool) -> dict[str, Any]:
    """A figure by hand; of citizens as one of five, and no share."""
    found = _dated(row, "as_of")
    if few and row["denominator"] is not None:
        return {**found, "value": "–", "denominator": None}
    if few and (count := Decimal(row["value"])):
        return {**found, "value": f"<{THRESHOLD}" if count < THRESHOLD else words.span(*in_fives(count))}
    return found


def _day(text: str) -> date:
    """A day, or the day of a time in the municipality."""
    return timezone.localdate(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)


def _assessment(goal: Any, view: View) -> dict[str, Any] | None:
    until = view.as_of.isoformat()
    newest = next(
        (row for row in goal.assessment_rows if row["year"] == view.year and row["as_of"] <= until), None
    )
    if newest is None:
        return None
    judgement = str(Assessment.Judgement(newest["judgement"]).label) if newest["judgement"] else ""
    return {**_dated(newest, "as_of", "written_at"), "judgement": judgement}


def _narrative(goal: Any, view: View) -> dict[str, Any] | None:
    newest = next(
        (row for row in goal.narrative_rows if row["period_from"][:4] == str(view.year) and row["text"]),
        None,
    )
    return None if newest is None else _dated(newest, "written_at")


# --- the budget ----------------------------------------------------------------------------------------


@gate.requires(Permission.PLAN_READ)
def budget(request: gate.Request) -> HttpResponse:
    view = queries.view_of(actor=request.user, query=request.GET, today=request.today)
    if view is None:
        return page(request, "dashboard/no_plan.html", {})
    money = runway(plan=view.plan, as_of=view.as_of)
    return page(
        request,
        "dashboard/budget.html",
        {
            "view": view,
            "back": view.query(),
            "tables": _tables(money),
            "picture": drawings.of_runway(money),
            "runway": strips.draw(money, year=view.year),
            "years": years(view),
            "can_record": request.user.may(Permission.BUDGET_RECORD),
            "other_plans": [(plan.title, f"?plan={plan.key}") for plan in view.others],
        },
    )


@dataclass(frozen=True)
class Table:
    """A table of the budget: its sources, and what they come to in each year."""

    title: str
    sources: Sequence[tuple[Any, str]]
    totals: Sequence[Any]


def _tables(money: Any) -> list[Table]:
    states = dict(RefinancingStep.State.choices)
    keys = dict.fromkeys((source.table_key, source.table_title) for source in money.sources)
    return [
        Table(
            title,
            [
                (source, str(states.get(source.refinancing_state or "open", "")))
                for source in money.sources
                if source.table_key == key
            ],
            [
                money.total(year, table_key=key)
                for year in money.plan.years
                if money.total(year, table_key=key).amount
            ],
        )
        for key, title in keys
    ]
