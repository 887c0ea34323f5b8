"""A figure: a number with everything that explains it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import TypeAdapter

from ..indicators import Increment, Indicator


@dataclass(frozen=True)
class MonthPoint:
    """The end of a month: what was reached since the start, and what the pace asked. None: not come yet."""

    month: date
    value: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True)
class FrozenValue:
    """What was frozen for a day, and what is counted for that same day now (None: see `exact`)."""

    as_of: date
    label: str
    frozen_at: datetime
    value: Decimal | None
    target: Decimal | None
    now: Decimal | None
    #: What counted then, when and what not, in the words in which it was frozen.
    definition: str = ""

    @property
    def change(self) -> Decimal | None:
        return None if self.value is None or self.now is None else self.now - self.value


@dataclass(frozen=True)
class CheckPoint:
    """An item of the checklist, and when it was done and how one sees it."""

    id: int
    key: str
    title: str
    done_on: date | None
    evidence: str
    mark_id: int | None


@dataclass(frozen=True)
class OldTarget:
    """A target that a later decision replaced."""

    value: Decimal | None
    due_on: date | None
    set_on: date
    superseded_on: date
    reason: str
    reference: str


@dataclass(frozen=True)
class Slice:
    """One value of a split, and its share of the figure."""

    value: str
    label: str
    amount: Decimal


def slices(
    indicator: Indicator, increments: Iterable[Increment], *, without: str | None = ""
) -> dict[str, list[Slice]]:
    """What was counted, by each dimension of its splits, the largest first.

    :param without: a dimension that is left out.
    """
    sums: dict[str, dict[str, Decimal]] = {}
    for increment in increments:
        for dimension, value in increment.split:
            if dimension != without:
                of = sums.setdefault(dimension, {})
                of[value] = of.get(value, Decimal(0)) + increment.value
    return {
        dimension: sorted(
            (Slice(v, str(indicator.splits.get(dimension, {}).get(v, v)), n) for v, n in values.items()),
            key=lambda piece: (-piece.amount, piece.label),
        )
        for dimension, values in sums.items()
    }


@dataclass
class Figure:
    """One figure: a goal, or a part of it, in a year, as of a day.

    A share and its target are in percent. `expected` is what the pace asks for
    by `as_of`, `expected_share` the same as a part of 1. `met_on` is the day on
    which the target was reached, `met_in` its month where only that is known.

    `final`: counted to the last day that counts. `most`: as it may be told, it is one of `value` to `most`.
    """

    goal_id: int
    goal_key: str
    part: str
    code: str
    label: str
    short_label: str
    year: int
    kind: str
    unit: str
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    target: Decimal | None
    due_on: date | None
    split: dict[str, str] | None
    state: str
    as_of: date
    frozen_at: datetime | None
    definition: str
    counts_when: str
    counts_not: str
    expected: Decimal | None
    expected_share: Decimal | None
    forecast: Decimal | None
    manual: bool
    evidence: str
    met_on: date | None
    met_in: date | None
    group_number: int
    initiative_id: int | None
    note: str
    source: str
    assessment: str
    decision_on: date | None
    decision_reason: str
    decision_reference: str
    months: list[MonthPoint] = field(default_factory=list)
    checklist: list[CheckPoint] = field(default_factory=list)
    breakdown: dict[str, list[Slice]] = field(default_factory=dict)
    old_targets: list[OldTarget] = field(default_factory=list)
    frozen: list[FrozenValue] = field(default_factory=list)
    final: bool = False
    most: Decimal | None = None

    @property
    def missing(self) -> Decimal | None:
        """How much is missing to the pace (or, after its time, to the target); None where nothing is."""
        due = self.target if self.state == "missed" else self.expected
        if self.state not in ("behind", "missed") or due is None or self.value is None:
            return None
        whole = due if self.kind == "share" else Decimal(int(due))
        return max(whole - self.value, Decimal(0))


_adapter: TypeAdapter[Figure] = TypeAdapter(Figure)


def pack(figure: Figure) -> dict[str, Any]:
    """Return a figure as values for JSON, to be frozen: everything but what was frozen before."""
    content: dict[str, Any] = _adapter.dump_python(figure, mode="json", exclude={"frozen"})
    return content


def as_json(figure: Figure) -> dict[str, Any]:
    """Return what `tovholder figures --json` gives of a figure."""
    return {
        "code": figure.code,
        "label": figure.label,
        "year": figure.year,
        "kind": figure.kind,
        "value": _plain(figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "target": _plain(figure.target),
        "split": figure.split,
        "state": figure.state,
        "as_of": figure.as_of.isoformat(),
        "frozen_at": figure.frozen_at.isoformat() if figure.frozen_at else None,
        "definition": figure.definition or None,
        **({} if figure.most is None else {"most": _plain(figure.most)}),
    }


def unpack(content: dict[str, Any]) -> Figure:
    """Return a figure from what `pack` made of it."""
    return _adapter.validate_python(content, strict=False)


def percent(numerator: int, denominator: int) -> Decimal:
    """Return a share in percent, with one decimal."""
    return (Decimal(100) * numerator / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
