"""Fill a status report in, from what is counted now as of a day, or from figures that were frozen.

`collect` is the one place where a report asks the database; `deviation` says in a sentence what the numbers
say, and leaves the judgement to people.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext

from tovholder.access.models import Municipality
from tovholder.activities.models import Offer
from tovholder.programme import indicators
from tovholder.programme import queries as programme
from tovholder.programme.indicators import Increment, Indicator
from tovholder.programme.models import RefinancingStep
from tovholder.programme.queries import Figure, NoPlan, Slice, slices
from tovholder.programme.suppression import THRESHOLD, Shown, in_fives, protect, told_until
from tovholder.reports import wording
from tovholder.reports.content import (
    Beside,
    Change,
    Chapter,
    Deadline,
    Goal,
    Group,
    HeldSessions,
    Initiative,
    Known,
    MoneyYear,
    Piece,
    Since,
    Source,
    StatusReport,
    Term,
    Told,
    Uncovered,
)
from tovholder.reports.queries import Written, period, written


class NoFreeze(Exception):
    """There is no such freeze in this year."""


class NotYet(Exception):
    """The day lies before the year, so there is nothing to report."""


__all__ = ["NoFreeze", "NoPlan", "NotYet", "assemble", "collect", "deviation", "goals_of", "missing", "told"]

STATE_WORDS = {
    "met": gettext_lazy("Reached"),
    "on_pace": gettext_lazy("On pace"),
    "behind": gettext_lazy("Behind"),
    "missed": gettext_lazy("Not reached"),
    "not_measured": gettext_lazy("Not measured"),
    "no_target": gettext_lazy("No target"),
}


def collect(
    *,
    municipality: Municipality,
    year: int,
    at: datetime,
    as_of: date | None = None,
    freeze_id: int | None = None,
    plan_key: str = "",
    language: str = "da",
) -> StatusReport:
    """Return the report of a year until the end of a day (today, where none is given), or as it was frozen.

    :raises NoPlan: no plan covers the year.
    :raises NoFreeze: the year has no such freeze.
    :raises NotYet: the day lies before the year.
    """
    today = timezone.localtime(at).date()
    with override(language):
        wanted = None if freeze_id is not None else (as_of or today)
        found = written(municipality=municipality, year=year, until=wanted, key=plan_key)
        return assemble(found, at=at, as_of=wanted, freeze_id=freeze_id, language=language)


def assemble(
    found: Written, *, at: datetime, as_of: date | None, freeze_id: int | None, language: str
) -> StatusReport:
    """Return the report of a plan that is fetched already, in the language that is active."""
    plan, year = found.plan, found.year
    begins, ends = period(plan, year)
    freeze = found.freeze(freeze_id) if freeze_id is not None else None
    if freeze_id is not None and freeze is None:
        raise NoFreeze(_("There is no freeze %(number)s of %(year)s.") % {"number": freeze_id, "year": year})
    day = freeze.as_of if freeze else min(as_of or timezone.localtime(at).date(), ends)
    if day < begins:
        raise NotYet(_("%(day)s lies before the year %(year)s.") % {"day": day, "year": year})
    if freeze:
        figures = programme.frozen_figures(freeze)
    else:
        figures = programme.figures(plan=plan, year=year, as_of=day)
    goals = goals_of(figures, language)
    until = told_until(day, last=ends)
    besides = _beside(plan.municipality, goals, begins, until)
    tells = {each.code: dict(each.splits) for each in besides}
    tells |= {goal.figure.code: dict(goal.splits) for goal in goals if not goal.figure.part}
    goals = [replace(goal, splits=_apart(goal.figure.code, goal.splits, tells)) for goal in goals]
    besides = [replace(each, splits=_apart(each.code, each.splits, tells)) for each in besides]
    sources = [_source(row) for row in programme.runway(plan=plan, as_of=day).sources]
    return StatusReport(
        language=language,
        demo=bool(settings.DEMO),
        municipality=plan.municipality.name,
        municipality_code=plan.municipality.code,
        plan_key=plan.key,
        plan_title=plan.title,
        plan_starts_on=plan.starts_on,
        plan_ends_on=plan.ends_on,
        plan_source=plan.source,
        year=year,
        period_from=begins,
        as_of=day,
        citizens_until=until,
        frozen_at=freeze.frozen_at if freeze else None,
        freeze_label=freeze.label if freeze else "",
        made_at=at,
        made_on=timezone.localtime(at).date(),
        committee=plan.committee,
        committee_short=plan.committee_short,
        administration=plan.administration,
        administration_short=plan.administration_short,
        reports_to=list(plan.reports_to),
        strategy=_strategy(plan),
        recommendation=plan.recommendation or _recommendation(plan, begins, day, language),
        background=plan.background,
        frame=[Chapter(row["title"], row["text"], row["source"]) for row in plan.frame],
        knowledge=[Known(**row) for row in found.knowledge],
        groups=_groups(found, goals),
        sources=sources,
        sessions=_sessions(found, day),
        definitions=[Term(**row) for row in found.definitions],
        deadlines=_deadlines(goals, sources, day, plan.ends_on),
        beside=besides,
        since=_since(found, figures, day, frozen=freeze is not None),
        missing=missing(found, goals),
    )


def _recommendation(plan: Any, begins: date, day: date, language: str) -> str:
    """What a committee is asked for a status, where the plan says nothing of its own."""
    return _(
        "%(administration)s recommends that %(committee)s takes note of the status on the action plan"
        " “%(title)s” for %(period)s."
    ) % {
        "administration": plan.administration,
        "committee": plan.committee,
        "title": plan.title,
        "period": wording.period(begins, day, language),
    }


def _strategy(plan: Any) -> str:
    if not plan.strategy_title:
        return ""
    head = plan.strategy_title
    if plan.strategy_since:
        head = _("%(title)s (since %(year)s)") % {"title": head, "year": plan.strategy_since}
    return f"{head}. {plan.strategy_note}" if plan.strategy_note else head


# --- goals ---------------------------------------------------------------------------------------------


def goals_of(figures: Sequence[Figure], language: str) -> list[Goal]:
    """Figures with their sentence; those of citizens and the splits of all made safe."""
    found = []
    for figure, shown in programme.told(figures):
        if shown in (Shown.EXACT, Shown.FIVES):
            splits = _protected(figure.breakdown, fives=shown is Shown.FIVES)
            found.append(Goal(figure, deviation(figure, language), splits))
        elif shown is Shown.SMALL:
            said = _("Fewer than five. So small a number is not told.")
            found.append(Goal(figure, said, small=True))
        else:
            found.append(Goal(figure, _("Not told: a small number would follow from it.")))
    return found


def _protected(splits: dict[str, list[Slice]], *, fives: bool) -> list[tuple[str, list[Piece]]]:
    """Splits with their small cells hidden, and where the whole is told in fives, the others in fives too."""
    found = []
    for dimension, of in splits.items():
        if len(of) < 2:
            continue  # the whole once more
        shown = protect({one.value: int(one.amount) for one in of})
        found.append((dimension, [_piece(one, shown[one.value], fives=fives) for one in of]))
    return found


def _piece(one: Slice, shown: Shown, *, fives: bool) -> Piece:
    if shown is not Shown.EXACT:
        return Piece(one.label, None, shown)
    if fives and one.amount:
        least, most = in_fives(one.amount)
        return Piece(one.label, least, Shown.FIVES, most)
    return Piece(one.label, one.amount, shown)


# --- besides the goals ---------------------------------------------------------------------------------


def _beside(municipality: Municipality, goals: Sequence[Goal], begins: date, until: date) -> list[Beside]:
    """What contexts count of citizens and no goal of the plan tells: one statement a context."""
    told = {goal.figure.code for goal in goals}
    wanted = {
        code: indicator
        for code, indicator in indicators.offered().items()
        if indicator.of_citizens and code not in told
    }
    counted: dict[str, list[Increment]] = {code: [] for code in wanted}
    if until < begins:
        return [_besides(indicator, None) for indicator in wanted.values()]
    for increment in indicators.measure(
        municipality=municipality, start=begins, end=until, codes=wanted.__contains__
    ):
        counted[increment.code].append(increment)
    return [_besides(indicator, counted[code]) for code, indicator in wanted.items()]


def _apart(
    code: str, splits: Sequence[tuple[str, Sequence[Piece]]], tells: dict[str, dict[str, Sequence[Piece]]]
) -> list[tuple[str, Sequence[Piece]]]:
    """A figure's splits without those of which the difference to what it is counted within could be small."""
    indicator = indicators.get(code)
    around = tells.get(indicator.within, {}) if indicator else {}
    return [
        (dimension, pieces)
        for dimension, pieces in splits
        if dimension not in around or not _subtracts(around[dimension], pieces)
    ]


def _subtracts(around: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether a reader of both could find, or narrow down, a number from 1 to 4; if in doubt, yes."""
    inner = {piece.label: piece.amount for piece in pieces}
    left = []
    for piece in around:
        amount = inner.get(piece.label, Decimal(0))
        if piece.amount is None or amount is None:
            return True
        left.append(piece.amount - amount)
    return any(0 < each < THRESHOLD for each in (*left, sum(left)))


def _besides(indicator: Indicator, counted: Sequence[Increment] | None) -> Beside:
    """:param counted: None where no month of the year has ended."""
    value: Decimal | None = None
    most = None
    small = False
    if counted is not None and indicator.kind == "count":
        value = Decimal(sum(increment.value for increment in counted))
        small = 0 < value < THRESHOLD
        if value:
            value, most = in_fives(value)
    elif counted:  # the newest replaces those before it
        value = Decimal(max(counted, key=lambda increment: increment.month).value)
    return Beside(
        code=indicator.code,
        label=str(indicator.label),
        unit=str(indicator.unit),
        definition=str(indicator.definition),
        value=None if small else value,
        most=None if small else most,
        small=small,
        splits=_protected(slices(indicator, counted), fives=True) if most and not small and counted else [],
    )


def deviation(figure: Figure, language: str) -> str:
    """Say in a sentence how a figure lies to its target and pace: what is counted, not what to think."""
    if figure.state == "not_measured" or figure.value is None:
        return _not_measured(figure)
    if figure.most is not None:
        return in_words(figure, language)
    words = {
        "value": wording.number(figure.value, language),
        "target": wording.number(figure.target, language),
        "pace": wording.rounded(figure.expected, language),
        "unit": figure.unit,
    }
    if figure.kind == "share":
        return _share(figure, words, language)
    if figure.target is None:
        return sets_no_figure()
    over = figure.value - figure.target
    if figure.state == "met":
        said = _reached(figure, language)
        if over > 0:
            said += " " + _("%(more)s more than the target.") % {"more": wording.number(over, language)}
        return said
    left = wording.number(-over, language)
    if figure.state == "missed":
        return _("%(value)s of %(target)s was reached; %(left)s are missing.") % {**words, "left": left}
    if figure.due_on is not None:
        return _("%(value)s of %(target)s done; due on %(day)s.") % {
            **words,
            "day": wording.day(figure.due_on, language),
        }
    if figure.expected is None:
        return _("%(left)s are missing to the target.") % {"left": left}
    ahead = figure.value - figure.expected
    if figure.state == "behind":
        missing = figure.missing if figure.missing is not None else -ahead
        return _(
            "The pace asks for %(pace)s by now: %(missing)s are missing to it, %(left)s to the target."
        ) % {
            **words,
            "missing": wording.rounded(missing, language),
            "left": left,
        }
    if ahead >= 1:
        return _("%(more)s more than the pace, which asks for %(pace)s by now.") % {
            **words,
            "more": wording.rounded(ahead, language),
        }
    return _("It follows the pace, which asks for %(pace)s by now.") % words


def in_words(figure: Figure, language: str) -> str:
    """What is said of a figure that is told in fives."""
    return _("From %(least)s to %(most)s, counted as of %(day)s.") % {
        "least": wording.number(figure.value, language),
        "most": wording.number(figure.most, language),
        "day": wording.day(figure.as_of, language),
    }


def _not_measured(figure: Figure) -> str:
    if figure.kind == "qualitative":
        return _("It is not judged yet.")
    return _("Nothing is counted yet.")


def _reached(figure: Figure, language: str) -> str:
    if figure.met_on is not None:
        return _("The target was reached on %(day)s.") % {"day": wording.day(figure.met_on, language)}
    if figure.met_in is not None:
        month = f"{wording.month(figure.met_in.month, language)} {figure.met_in.year}"
        return _("The target was reached in %(month)s.") % {"month": month}
    return _("The target is reached.")


def _share(figure: Figure, words: dict[str, str], language: str) -> str:
    said = ""
    if figure.numerator is not None and figure.denominator is not None:
        said = _("%(numerator)s of %(denominator)s.") % {
            "numerator": wording.number(figure.numerator, language),
            "denominator": wording.number(figure.denominator, language),
        }
    if figure.target is None or figure.value is None:
        return f"{said} {sets_no_figure()}".strip()
    gap = wording.number(abs(figure.value - figure.target), language)
    if figure.value >= figure.target:
        below = _("%(gap)s percentage points above the target.")
    else:
        below = _("%(gap)s percentage points below the target.")
    return f"{said} {below % {'gap': gap}}".strip()


def sets_no_figure() -> str:
    """What is said of a goal without a target."""
    return _("The plan sets no figure.")


# --- groups, narratives, sessions ----------------------------------------------------------------------


def _groups(found: Written, goals: Sequence[Goal]) -> list[Group]:
    return [
        Group(
            key=row["key"],
            number=row["number"],
            level=row["level"],
            title=row["title"],
            purpose=row["purpose"],
            source=row["source"],
            initiatives=[
                _initiative(found, each, goals) for each in found.initiatives if each["group"] == row["id"]
            ],
            goals=[
                goal
                for goal in goals
                if goal.figure.group_number == row["number"] and goal.figure.initiative_id is None
            ],
        )
        for row in found.groups
    ]


def _initiative(found: Written, row: dict[str, Any], goals: Sequence[Goal]) -> Initiative:
    return Initiative(
        id=row["id"],
        key=row["key"],
        title=row["title"],
        description=row["description"],
        source=row["source"],
        goals=[goal for goal in goals if goal.figure.initiative_id == row["id"]],
        narrative=told(found.narratives.get(row["id"])),
    )


def told(row: dict[str, Any] | None) -> Told | None:
    """A narrative from its row; None where there is none, or where its newest version is empty."""
    if row is None or not row["text"].strip():
        return None
    return Told(
        text=row["text"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        written_at=datetime.fromisoformat(row["written_at"]),
    )


def _sessions(found: Written, day: date) -> HeldSessions:
    districts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    months: Counter[date] = Counter()
    for row in found.sessions:
        month = datetime.fromisoformat(row["month"]).date().replace(day=1)
        if month > day:
            continue
        districts[row["district"] or pgettext("district", "Not stated")] += row["number"]
        kinds[row["kind"]] += row["number"]
        months[month] += row["number"]
    names = [*found.districts, *[name for name in districts if name not in found.districts]]
    labels = {value: str(label) for value, label in Offer.Kind.choices}
    return HeldSessions(
        by_district=[(name, districts[name]) for name in names],
        by_kind=[(labels[kind], kinds[kind]) for kind in labels if kinds[kind]],
        by_month=sorted(months.items()),
    )


# --- money, deadlines, what changed --------------------------------------------------------------------


def _source(row: programme.SourceRunway) -> Source:
    states = {value: str(label) for value, label in RefinancingStep.State.choices}
    return Source(
        title=row.title,
        table=row.table_title,
        purpose=row.purpose,
        years=[
            MoneyYear(each.year, each.amount, each.spent, each.committed, each.free) for each in row.years
        ],
        expires_on=row.expires_on,
        lapses=row.lapses,
        uncovered=[Uncovered(each.runs_until, each.uncovered) for each in row.outliving],
        refinancing_through=row.refinancing_through,
        refinancing_deadline=row.refinancing_deadline,
        refinancing_state=states.get(row.refinancing_state, ""),
        refinancing_note=row.refinancing_note,
        source=row.source,
    )


def _deadlines(goals: Sequence[Goal], sources: Sequence[Source], day: date, last: date) -> list[Deadline]:
    found = [
        Deadline(goal.figure.due_on, goal.figure.label)
        for goal in goals
        if goal.figure.due_on and day < goal.figure.due_on <= last and goal.figure.state != "met"
    ]
    for source in sources:
        if source.expires_on and source.expires_on > day:
            found.append(
                Deadline(source.expires_on, _("The money of %(source)s expires") % {"source": source.title})
            )
        if source.refinancing_deadline and source.refinancing_deadline > day:
            text = _("New money for %(source)s is to be applied for: %(through)s")
            found.append(
                Deadline(
                    source.refinancing_deadline,
                    text % {"source": source.title, "through": source.refinancing_through},
                )
            )
    return sorted(found, key=lambda each: each.on)


def _since(found: Written, figures: Sequence[Figure], day: date, *, frozen: bool) -> Since | None:
    """Compare with the freeze before: by what a live figure remembers of it, or by its own figures.

    Not where citizens are counted: the difference would tell of those who came between.
    """
    before = next((freeze for freeze in found.freezes if freeze.as_of < day), None)
    if before is None:
        return None
    then: dict[tuple[str, str], Figure] = {}
    if frozen:
        then = {(figure.goal_key, figure.part): figure for figure in programme.frozen_figures(before)}
    changes = []
    for figure in figures:
        if programme.counts_citizens(figure):
            continue
        if frozen:
            old = then.get((figure.goal_key, figure.part))
            value, state = (old.value, old.state) if old else (None, "")
        else:
            kept = next((each for each in figure.frozen if each.as_of == before.as_of), None)
            value, state = (kept.value if kept else None), ""
        if value is not None or figure.value is not None:
            changes.append(Change(figure.label, value, figure.value, state, figure.state))
    return Since(before.as_of, before.label, changes)


def missing(found: Written, goals: Sequence[Goal]) -> list[str]:
    """What would still be added before a committee gets it, in sentences."""
    untold = sum(1 for row in found.initiatives if told(found.narratives.get(row["id"])) is None)
    unmeasured = sum(
        1 for goal in goals if goal.figure.state == "not_measured" and goal.figure.target is not None
    )
    said = []
    if untold:
        words = ngettext(
            "%(number)s initiative has no narrative.", "%(number)s initiatives have no narrative.", untold
        )
        said.append(words % {"number": untold})
    if unmeasured:
        words = ngettext(
            "%(number)s goal with a target is not measured.",
            "%(number)s goals with a target are not measured.",
            unmeasured,
        )
        said.append(words % {"number": unmeasured})
    return said
