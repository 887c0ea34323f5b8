"""The shape of a plan file. What must hold between its entries stands in `checks`.

Every entry carries `source`: the chapter, page or table of the political plan
that it comes from. Money is whole kroner or kroner with two decimals, in DKK;
a share is in percent.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DATED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def _day(value: Any) -> Any:
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise PydanticCustomError("not_a_date", "not a date")
    return value


def _number(value: Any) -> Any:
    if type(value) is int:
        return Decimal(value)
    if type(value) is not Decimal:
        raise PydanticCustomError("not_a_number", "not a number")
    return value


def _dated(value: Any) -> Any:
    text = str(value) if type(value) in (int, str, date) else ""
    if not DATED.fullmatch(text):
        raise PydanticCustomError("not_dated", "not a date, month or year")
    return text


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=10**12, decimal_places=2),
    PlainSerializer(_json_number, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
Measure = Annotated[
    Decimal,
    BeforeValidator(_number),
    PlainSerializer(_json_number, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
Dated = Annotated[
    str, BeforeValidator(_dated), WithJsonSchema({"type": ["string", "integer"], "pattern": DATED.pattern})
]
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60),
    Field(
        description="Small letters a-z, digits, hyphens. It never changes: figures and postings hang on it."
    ),
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
ShortLine = Annotated[str, StringConstraints(min_length=1, max_length=24, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Source = Annotated[Line, Field(description="Chapter, page or table of the political plan.")]

GoalKind = Literal["count", "occurrences", "milestone", "share", "qualitative"]
Level = Literal["society", "group", "individual", "professionals"]
Pace = Literal["even", "school_year"]
RefinancingState = Literal["open", "applied", "granted", "refused"]
KnowledgeKind = Literal["threat_assessment", "survey", "research", "practice", "event"]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Municipality(Entry):
    code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] = Field(description="Four digits, in quotes.")
    name: Line


class Period(Entry):
    from_: Day = Field(alias="from")
    to: Day


class Body(Entry):
    """A committee or an administration."""

    name: Line
    short: ShortLine | None = None


class Strategy(Entry):
    """The wider strategy that the plan is a part of."""

    title: Line
    since: Year | None = None
    note: Text | None = None


class Chapter(Entry):
    """A part of the plan's frame: its aim, approach, organisation."""

    key: Key
    title: Line
    text: Text
    source: Source


class PlanHead(Entry):
    key: Key
    municipality: Municipality
    title: Line
    period: Period
    committee: Body
    administration: Body
    predecessor: Key | None = Field(default=None, description="The key of the plan before this one.")
    strategy: Strategy | None = None
    reports_to: list[Line] = []
    recommendation: Text | None = Field(default=None, description="What the committee is asked to decide.")
    background: Text | None = None
    frame: list[Chapter] = []
    source: Source


class Decision(Entry):
    """Why a target was changed, and where that was decided."""

    on: Day
    reason: Line
    reference: Line


class Target(Entry):
    year: Year
    value: Number | None = None
    by: Day | None = Field(default=None, description="The day a milestone is due; without it, 31 December.")
    decision: Decision | None = None


class Part(Entry):
    """One value of the split, with targets of its own."""

    value: Key
    title: Line
    short_title: ShortLine
    targets: list[Target] = []


class ChecklistItem(Entry):
    key: Key
    title: Line


class Goal(Entry):
    key: Key
    initiative: Key | None = None
    kind: GoalKind
    title: Line
    short_title: ShortLine
    indicator: Key | None = Field(
        default=None, description="What counts it; without one, by hand with evidence."
    )
    note: Text | None = None
    source: Source
    split_by: Key | None = None
    parts: list[Part] = []
    targets: list[Target] = []
    checklist: list[ChecklistItem] = []
    pace: Pace = Field(default="even", description="school_year stands still in the school holidays.")


class Initiative(Entry):
    key: Key
    title: Line
    description: Text
    source: Source


class TargetGroup(Entry):
    key: Key
    number: int = Field(ge=1, le=99)
    level: Level
    title: Line
    purpose: Text
    source: Source
    initiatives: list[Initiative] = []
    goals: list[Goal] = []


class Knowledge(Entry):
    """A fact that the plan argues from."""

    key: Key
    kind: KnowledgeKind
    statement: Text
    subject: Line | None = None
    rating: Line | None = None
    value: Measure | None = None
    unit: Line | None = None
    dated: Dated = Field(description="A day, a month (2021-09) or a year.")
    source: Source


class Definition(Entry):
    term: Line
    meaning: Text
    source: Source


class YearAmount(Entry):
    year: Year
    amount: Number


class Refinancing(Entry):
    """Where new money can be sought. `state` holds at the first load; later it is kept in Tovholder."""

    through: Line
    deadline: Day | None = None
    state: RefinancingState = "open"
    note: Text | None = None


class FundingSource(Entry):
    key: Key
    title: Line
    purpose: Text
    amounts: list[YearAmount] = Field(min_length=1)
    expires: Day | None = Field(default=None, description="The last day on which the money can be used.")
    refinancing: Refinancing | None = None
    note: Text | None = None
    source: Source


class BudgetTable(Entry):
    key: Key
    title: Line
    sources: list[FundingSource] = Field(min_length=1)
    totals: list[YearAmount] = []
    source: Source


class Budget(Entry):
    tables: list[BudgetTable] = []


class PlanFile(Entry):
    plan: PlanHead
    target_groups: list[TargetGroup] = Field(min_length=1)
    knowledge: list[Knowledge] = []
    definitions: list[Definition] = []
    budget: Budget = Budget()
