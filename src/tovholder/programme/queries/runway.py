"""The budget's runway: what is left of each source, what lapses when, which promises outlive their money."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tovholder.core.columns import rows

from ..models import ActionPlan, FundingSource

ZERO = Decimal("0.00")
ORE = Decimal("0.01")


@dataclass
class SourceYear:
    """A source's money in one year. `free` is below zero where more is used and promised than there is."""

    year: int
    amount: Decimal = ZERO
    spent: Decimal = ZERO
    committed: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        return self.amount - self.spent - self.committed


@dataclass(frozen=True)
class Outliving:
    """A promise that runs on when its money has ended, and how much of it is then uncovered."""

    commitment_id: int
    text: str
    reference: str
    runs_until: date
    uncovered: Decimal


@dataclass
class SourceRunway:
    """How far one source reaches.

    `expires_on` is the last day that the plan names, if it names one; `ends_on`
    is that day, or 31 December of the last year for which there is money.
    `lapses` is what is free in that last year, and lapses at the end of `ends_on`.
    """

    id: int
    key: str
    title: str
    purpose: str
    note: str
    table_key: str
    table_title: str
    source: str
    expires_on: date | None
    ends_on: date | None
    days_left: int
    refinancing_through: str
    refinancing_deadline: date | None
    refinancing_state: str
    refinancing_on: date | None
    refinancing_note: str
    years: list[SourceYear]
    outliving: list[Outliving] = field(default_factory=list)

    @property
    def uncovered(self) -> Decimal:
        return sum((promise.uncovered for promise in self.outliving), ZERO)

    @property
    def lapses(self) -> Decimal:
        last = [y.free for y in self.years if self.ends_on and y.year == self.ends_on.year]
        return max(sum(last, ZERO), ZERO)

    def year(self, year: int) -> SourceYear:
        """Return the source's money in a year; nothing, where it has none."""
        return next((y for y in self.years if y.year == year), SourceYear(year))


@dataclass
class Runway:
    """All sources of a plan, as of the end of a day."""

    plan: ActionPlan
    as_of: date
    sources: list[SourceRunway]

    def total(self, year: int, *, table_key: str | None = None) -> SourceYear:
        """Return the sum over all sources (of a table) in a year."""
        whole = SourceYear(year)
        for source in self.sources:
            if table_key in (None, source.table_key):
                of_year = source.year(year)
                whole.amount += of_year.amount
                whole.spent += of_year.spent
                whole.committed += of_year.committed
        return whole


def runway(*, plan: ActionPlan, as_of: date) -> Runway:
    """Count a plan's money to the end of a day, in one statement."""
    return Runway(plan, as_of, [_source(row, as_of) for row in _sources(plan, as_of)])


@dataclass(frozen=True)
class _Promise:
    """A promise that stands at the end of the day, and what is not paid of it."""

    id: int
    text: str
    reference: str
    runs_from: date
    runs_until: date
    rest: Decimal


_AMOUNTS = """select year, amount::text from programme_sourceamount
  where funding_id = programme_fundingsource.id order by year"""
_SPENT = """select extract(year from posted_on)::int as year, sum(amount)::text as amount
  from programme_posting where funding_id = programme_fundingsource.id and posted_on <= %s group by 1"""
#: Promises that stand at the end of the day, with what is not paid of them.
_PROMISES = """select * from (
    select c.id, c.text, c.reference, c.runs_from, c.runs_until, (c.amount - coalesce((
        select sum(p.amount) from programme_posting p where p.commitment_id = c.id and p.posted_on <= %s
      ), 0))::text as rest
      from programme_commitment c
     where c.funding_id = programme_fundingsource.id and c.made_on <= %s
       and (c.released_on is null or c.released_on > %s)
  ) open where rest::numeric > 0 order by runs_until, id"""
_STEP = """select state, stands_on as on, note from programme_refinancingstep
  where funding_id = programme_fundingsource.id and stands_on <= %s
  order by stands_on desc, id desc limit 1"""


def _sources(plan: ActionPlan, as_of: date) -> Iterator[FundingSource]:
    yield from (
        FundingSource.objects.filter(plan=plan, retired_on__isnull=True)
        .select_related("table")
        .annotate(
            year_amounts=rows(_AMOUNTS),
            year_spent=rows(_SPENT, as_of),
            promises=rows(_PROMISES, as_of, as_of, as_of),
            steps=rows(_STEP, as_of),
        )
        .order_by("table__position", "position")
    )


def _promises(row: Any) -> Iterator[_Promise]:
    for entry in row.promises:
        yield _Promise(
            entry["id"],
            entry["text"],
            entry["reference"],
            date.fromisoformat(entry["runs_from"]),
            date.fromisoformat(entry["runs_until"]),
            Decimal(entry["rest"]),
        )


def _source(row: FundingSource, as_of: date) -> SourceRunway:
    given = {entry["year"]: Decimal(entry["amount"]) for entry in row.year_amounts}  # type: ignore[attr-defined]
    last = max((year for year, amount in given.items() if amount), default=None)
    ends_on = row.expires_on or (date(last, 12, 31) if last else None)
    years = {year: SourceYear(year, amount) for year, amount in given.items()}
    for entry in row.year_spent:  # type: ignore[attr-defined]
        years.setdefault(entry["year"], SourceYear(entry["year"])).spent = Decimal(entry["amount"])
    outliving = []
    for promise in _promises(row):
        uncovered = ZERO
        for start, end, amount in spread(promise.rest, promise.runs_from, promise.runs_until, as_of, ends_on):
            if ends_on is None or start > ends_on:
                uncovered += amount
            else:
                years.setdefault(end.year, SourceYear(end.year)).committed += amount
        if uncovered:
            outliving.append(
                Outliving(promise.id, promise.text, promise.reference, promise.runs_until, uncovered)
            )
    step = (row.steps or [{}])[0]  # type: ignore[attr-defined]
    return SourceRunway(
        id=row.pk,
        key=row.key,
        title=row.title,
        purpose=row.purpose,
        note=row.note,
        table_key=row.table.key,
        table_title=row.table.title,
        source=row.source,
        expires_on=row.expires_on,
        ends_on=ends_on,
        days_left=max((ends_on - as_of).days, 0) if ends_on else 0,
        refinancing_through=row.refinancing_through,
        refinancing_deadline=row.refinancing_deadline,
        refinancing_state=step.get("state", ""),
        refinancing_on=date.fromisoformat(step["on"]) if step else None,
        refinancing_note=step.get("note") or row.refinancing_note,
        years=sorted(years.values(), key=lambda year: year.year),
        outliving=outliving,
    )


def spread(
    rest: Decimal, runs_from: date, runs_until: date, as_of: date, ends_on: date | None
) -> Iterator[tuple[date, date, Decimal]]:
    """Spread what is left of a promise evenly over the days that are left of it.

    Yields first day, last day and amount of each slice; a slice ends with a year
    and where the money ends. The last slice takes the odd øre. A promise whose
    time is over is owed on its last day.
    """
    start = max(runs_from, as_of + timedelta(days=1))
    if start > runs_until:
        yield runs_until, runs_until, rest
        return
    days, left = (runs_until - start).days + 1, rest
    while start <= runs_until:
        end = min(date(start.year, 12, 31), runs_until)
        if ends_on and start <= ends_on:
            end = min(end, ends_on)
        share = rest * ((end - start).days + 1) / days
        amount = left if end == runs_until else share.quantize(ORE, ROUND_HALF_UP)
        left -= amount
        yield start, end, amount
        start = end + timedelta(days=1)
