"""Counting one figure from the facts of its goal and from what the contexts measured."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from .. import indicators, pace
from ..indicators import Increment, Indicator
from ..models import ActionPlan
from ..suppression import told_until
from .facts import Facts, day, number
from .figure import CheckPoint, Figure, FrozenValue, MonthPoint, OldTarget, Slice, percent, slices

Measured = dict[str, list[Increment]]


@dataclass(frozen=True)
class _Value:
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    evidence: str = ""
    manual: bool = False


class Counter:
    """Counts one figure."""

    def __init__(
        self,
        plan: ActionPlan,
        facts: Facts,
        part: dict[str, Any] | None,
        year: int,
        as_of: date,
        end: date,
        measured: dict[date, Measured],
    ) -> None:
        self.plan, self.facts, self.goal = plan, facts, facts.goal
        self.part, self.part_value = part, part["value"] if part else ""
        self.year, self.as_of, self.end = year, as_of, end
        self.counted_now = measured.get(end, {})
        self.measured = measured
        self.indicator: Indicator | None = None if facts.items else indicators.get(self.goal.indicator)
        self.row = self.target_row()
        self.year_ends = min(date(year, 12, 31), plan.ends_on)
        self.of_citizens = indicators.counts_citizens(self.goal.code)
        if self.of_citizens:
            self.end = told_until(end, last=self.year_ends)
        self.starts = max(date(year, 1, 1), plan.starts_on)
        self.due = self.year_ends
        if self.goal.kind == "milestone":
            self.starts = plan.starts_on
            if self.row:
                self.due = day(self.row["due_on"]) or date(self.row["year"], 12, 31)

    def target_row(self) -> dict[str, Any] | None:
        """The target that holds as of the day: a milestone's may be one of another year, the next if any."""
        holding = [
            row
            for row in self.facts.targets
            if row["part"] == self.part_value
            and (row["superseded_on"] is None or date.fromisoformat(row["superseded_on"]) > self.as_of)
        ]
        first: dict[int, dict[str, Any]] = {}
        for row in holding:
            first.setdefault(row["year"], row)
        if self.year in first or self.goal.kind != "milestone" or not first:
            return first.get(self.year)
        later = [year for year in first if year > self.year]
        return first[min(later) if later else max(first)]

    @property
    def target(self) -> Decimal | None:
        if self.row is None:
            return None
        return Decimal(len(self.facts.items)) if self.facts.items else number(self.row["value"])

    def figure(self, *, brief: bool = False) -> Figure:
        found = self.at(self.end)
        judged = self.assessment()
        standing = pace.standing(
            kind=self.goal.kind,
            value=found.value,
            target=self.target,
            start=self.starts,
            end=self.due,
            as_of=self.end,
            pace=self.goal.pace,
            judgement=judged["judgement"] if judged and self.goal.kind == "qualitative" else "",
        )
        months = [] if brief and standing.state != "met" else self.months()
        group, initiative, row = self.goal.target_group, self.goal.initiative, self.row or {}
        return Figure(
            goal_id=self.goal.pk,
            goal_key=self.goal.key,
            part=self.part_value,
            code=self.goal.code,
            label=self.part["title"] if self.part else self.goal.title,
            short_label=self.part["short_title"] if self.part else self.goal.short_title,
            year=self.year,
            kind=self.goal.kind,
            unit=str(self.indicator.unit) if self.indicator else "%" if self.goal.kind == "share" else "",
            value=found.value,
            numerator=found.numerator,
            denominator=found.denominator,
            target=self.target,
            due_on=self.due if self.row and self.goal.kind in ("milestone", "qualitative") else None,
            split={self.goal.split_by: self.part_value} if self.part else None,
            state=standing.state,
            as_of=self.end if self.of_citizens else self.as_of,
            frozen_at=None,
            definition=self.words("definition"),
            counts_when=self.words("counts_when"),
            counts_not=self.words("counts_not"),
            expected=standing.expected,
            expected_share=standing.expected_share,
            forecast=None,
            manual=found.manual,
            evidence=found.evidence,
            met_on=self.met_on(),
            met_in=self.met_in(months) if standing.state == "met" else None,
            group_number=group.number,
            group_title=group.title,
            initiative_id=initiative.pk if initiative else None,
            initiative_title=initiative.title if initiative else "",
            note=self.goal.note,
            source=self.goal.source,
            assessment=judged["text"] if judged else "",
            decision_on=day(row.get("set_on")) if row.get("reason") else None,
            decision_reason=row.get("reason", ""),
            decision_reference=row.get("reference", ""),
            months=months,
            checklist=self.checklist(),
            breakdown={} if brief else self.breakdown(),
            old_targets=self.old_targets(),
            frozen=[self.frozen(row) for row in self.facts.frozen if row["part"] == self.part_value],
            final=self.as_of == (self.plan.ends_on if self.goal.kind == "milestone" else self.year_ends),
        )

    def words(self, name: str) -> str:
        described = self.indicator or indicators.get(self.goal.indicator)
        return str(getattr(described, name)) if described else ""

    def at(self, until: date) -> _Value:
        """What was reached at the end of a day: by checklist, by indicator, or by hand."""
        if until < self.starts:
            return _Value()
        if self.facts.items:
            done = {mark["item"] for mark in self.marks(until)}
            return _Value(Decimal(len(done)))
        if self.indicator:
            return self.counted(until)
        entered = [
            row
            for row in self.facts.manual
            if row["part"] == self.part_value
            and row["as_of"] <= until.isoformat()
            and (row["year"] == self.year or self.goal.kind == "milestone")
        ]
        if not entered:
            return _Value()
        newest = entered[-1]
        return _Value(
            number(newest["value"]),
            newest["numerator"],
            newest["denominator"],
            newest["evidence"],
            manual=True,
        )

    def marks(self, until: date) -> list[dict[str, Any]]:
        first, last = self.starts.isoformat(), until.isoformat()
        return [mark for mark in self.facts.marks if first <= mark["done_on"] <= last]

    def increments(self, until: date) -> list[Increment]:
        counted = self.measured.get(until, self.counted_now).get(self.goal.indicator, [])
        wanted = (self.goal.split_by, self.part_value)
        first = self.starts.replace(day=1)
        return [
            increment
            for increment in counted
            if first <= increment.month <= until and (not self.part or wanted in increment.split)
        ]

    def counted(self, until: date) -> _Value:
        assert self.indicator is not None
        found = self.increments(until)
        if self.indicator.kind == "share":
            numerator = sum(increment.numerator or 0 for increment in found)
            denominator = sum(increment.denominator or 0 for increment in found)
            return _Value(percent(numerator, denominator) if denominator else None, numerator, denominator)
        if self.indicator.kind == "level":
            newest = max(found, key=lambda increment: increment.month, default=None)
            return _Value(None if newest is None else Decimal(newest.value))
        whole = found if self.part else indicators.of_the_whole(found)
        return _Value(sum((Decimal(increment.value) for increment in whole), Decimal(0)))

    def months(self) -> list[MonthPoint]:
        points = []
        for month in range(max(date(self.year, 1, 1), self.plan.starts_on).month, self.year_ends.month + 1):
            first = date(self.year, month, 1)
            last = min(_month_end(first), self.year_ends)
            share = pace.expected_share(pace=self.goal.pace, start=self.starts, end=self.due, as_of=last)
            expected = None if self.target is None or self.goal.kind == "share" else self.target * share
            points.append(
                MonthPoint(
                    first,
                    self.at(min(last, self.end)).value if first <= self.end else None,
                    None if expected is None else expected.quantize(Decimal("0.1")),
                )
            )
        return points

    def met_on(self) -> date | None:
        if not self.facts.items:
            return None
        first: dict[int, str] = {}
        for mark in self.marks(self.end):
            first.setdefault(mark["item"], mark["done_on"])
        return day(max(first.values())) if len(first) == len(self.facts.items) else None

    def met_in(self, months: list[MonthPoint]) -> date | None:
        target = self.target
        reached = (
            p.month for p in months if p.value is not None and target is not None and p.value >= target
        )
        return next(reached, None)

    def checklist(self) -> list[CheckPoint]:
        done = {mark["item"]: mark for mark in self.marks(self.end)}
        return [
            CheckPoint(
                item["id"],
                item["key"],
                item["title"],
                day(done.get(item["id"], {}).get("done_on")),
                done.get(item["id"], {}).get("evidence", ""),
                done.get(item["id"], {}).get("id"),
            )
            for item in self.facts.items
        ]

    def breakdown(self) -> dict[str, list[Slice]]:
        """The figure by each of its other splits, the largest first."""
        if not self.indicator or self.indicator.kind != "count":
            return {}
        return slices(
            self.indicator,
            self.increments(self.end),
            without=self.goal.split_by if self.part else "",
        )

    def assessment(self) -> dict[str, Any] | None:
        until = self.as_of.isoformat()
        return next((row for row in reversed(self.facts.assessments) if row["as_of"] <= until), None)

    def old_targets(self) -> list[OldTarget]:
        year = self.row["year"] if self.row else self.year
        return [
            OldTarget(
                number(row["value"]),
                day(row["due_on"]),
                date.fromisoformat(row["set_on"]),
                date.fromisoformat(row["superseded_on"]),
                row["superseded_reason"],
                row["superseded_reference"],
            )
            for row in self.facts.targets
            if row["part"] == self.part_value
            and row["year"] == year
            and row["superseded_on"]
            and date.fromisoformat(row["superseded_on"]) <= self.as_of
        ]

    def frozen(self, row: dict[str, Any]) -> FrozenValue:
        then = date.fromisoformat(row["as_of"])
        known = then in self.measured or ends_month(then) or not self.indicator
        return FrozenValue(
            as_of=then,
            label=row["label"],
            frozen_at=datetime.fromisoformat(row["frozen_at"]),
            value=number(row["value"]),
            target=number(row["target"]),
            definition=" ".join(filter(None, (row["definition"], row["counts_when"], row["counts_not"]))),
            now=self.at(then).value if known and then <= self.end else None,
        )


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def ends_month(when: date) -> bool:
    return (when + timedelta(days=1)).day == 1
