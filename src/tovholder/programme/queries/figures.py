"""Figures: what was reached of each goal in a year, as of the end of a day.

A count, a number of occurrences, a share and a qualitative goal are counted in
the year itself. A milestone is counted from the plan's first day: what it asks
for may be done before its year. Nothing after `as_of` or after the year counts.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from tovholder.core.keyset import Page

from .. import indicators
from ..models import ActionPlan, Freeze, FrozenFigure
from .counting import Counter, Measured
from .facts import Facts, day, facts_of
from .figure import Figure, unpack


def figures(
    *,
    plan: ActionPlan,
    year: int,
    as_of: date,
    exact: bool = False,
    brief: bool = False,
    aimed: bool = False,
    goal_id: int | None = None,
) -> list[Figure]:
    """Return every figure of a plan in a year, in the plan's order.

    Costs one statement, and one for each context that counts. With `exact`, the
    value now is counted anew for each day that was frozen, also within a month:
    in the same statement, where the context can (`indicators.MeasureEach`).

    With `brief` they come without months and splits: for a page that shows each
    as a line. With `aimed` only those of goals that aim at something: a target, a day,
    a checklist. With `goal_id` that goal's alone. What is left out, no context counts.

    States: see `pace.standing`.
    """
    found = [facts for facts in facts_of(plan, year) if goal_id is None or facts.goal.pk == goal_id]
    if aimed:
        found = [facts for facts in found if facts.targets or facts.items]
    wanted = {facts.goal.indicator for facts in found if not facts.items}
    end = min(as_of, date(year, 12, 31), plan.ends_on)

    measured: dict[date, Measured] = {}
    if end >= plan.starts_on:
        ends = {end}
        if exact:
            days = {day(row["as_of"]) for facts in found for row in facts.frozen}
            ends |= {frozen_day for frozen_day in days if frozen_day and plan.starts_on <= frozen_day < end}
        counted = indicators.measure_each(
            municipality=plan.municipality,
            start=plan.starts_on,
            ends=sorted(ends),
            codes=wanted.__contains__,
        )
        for until, increments in counted.items():
            by_code = measured.setdefault(until, {})
            for increment in increments:
                by_code.setdefault(increment.code, []).append(increment)
    return [
        Counter(plan, facts, part, year, as_of, end, measured).figure(brief=brief)
        for facts in found
        for part in _parts(facts)
    ]


def frozen_figures(freeze: Freeze) -> list[Figure]:
    """Return the figures of a freeze, as they stood."""
    rows = FrozenFigure.objects.filter(freeze=freeze).order_by("id")
    found = [unpack(row.content) for row in rows]
    for figure in found:
        figure.frozen_at = freeze.frozen_at
    return found


def freeze_of(*, plan: ActionPlan, year: int, as_of: date) -> Freeze | None:
    """Return the freeze of a year for exactly this day."""
    return Freeze.objects.filter(plan=plan, year=year, as_of=as_of).first()


def rows_behind(*, plan: ActionPlan, figure: Figure) -> tuple[Sequence[Any], Iterable[Any]] | None:
    """Return columns and records that a figure counts, or None where it is not counted from records."""
    offer = indicators.provider(figure.code)
    if offer is None or offer.rows is None:
        return None
    return offer.rows(**_counted_by(plan, figure))


def page_behind(
    *, plan: ActionPlan, figure: Figure, query: QueryDict | None, size: int
) -> indicators.RowsPage | None:
    """Return a page of them, in one statement, or None where there are none to show."""
    offer = indicators.provider(figure.code)
    if offer is None or offer.rows is None:
        return None
    if offer.rows_page is None:  # a context whose records are few
        columns, found = offer.rows(**_counted_by(plan, figure))
        records = [tuple(row) for row in found]
        numeric = {n for row in records for n, value in enumerate(row) if isinstance(value, int | Decimal)}
        return indicators.RowsPage(
            columns, records, Page(records), len(records), frozenset(), frozenset(numeric), ()
        )
    return offer.rows_page(**_counted_by(plan, figure), query=query, size=size)


def _counted_by(plan: ActionPlan, figure: Figure) -> dict[str, Any]:
    start = plan.starts_on if figure.kind == "milestone" else max(date(figure.year, 1, 1), plan.starts_on)
    end = min(figure.as_of, date(figure.year, 12, 31), plan.ends_on)
    split = tuple((figure.split or {}).items())
    return {
        "code": figure.code,
        "municipality": plan.municipality,
        "start": start,
        "end": end,
        "split": split,
    }


def _parts(facts: Facts) -> list[dict[str, Any] | None]:
    """A goal's parts, and the whole of it where it has none or a target of its own."""
    whole = not facts.parts or any(target["part"] == "" for target in facts.targets)
    return [*([None] if whole else []), *facts.parts]
