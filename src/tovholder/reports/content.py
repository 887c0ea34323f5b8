"""What a status report says, as plain values: every file is made from one of these.

Figures are the programme's own, as counted or as frozen. Nothing here is formatted, and nothing asks the
database: `status.collect` fills it in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from tovholder.programme.queries import Figure
from tovholder.programme.suppression import Shown


@dataclass(frozen=True)
class Piece:
    """One value of a split. `amount` is None where it is hidden, and `shown` says how; see `Figure.most`."""

    label: str
    amount: Decimal | None
    shown: Shown
    most: Decimal | None = None


@dataclass(frozen=True)
class Goal:
    """A figure with what is said of it: the deviation in a sentence, its splits with small cells hidden.

    `small`: the figure counts from 1 to 4 citizens, and its numbers are left out.
    """

    figure: Figure
    deviation: str
    splits: Sequence[tuple[str, Sequence[Piece]]] = ()
    small: bool = False

    @property
    def is_milestone(self) -> bool:
        return self.figure.kind in ("milestone", "qualitative")


@dataclass(frozen=True)
class Beside:
    """What is counted of citizens besides the plan's goals, for the year until the report's day.

    `value` is None where nothing is told of it: it is `small` (from 1 to 4), or a median of too few. A count
    is one of `value` to `most`.
    """

    code: str
    label: str
    unit: str
    definition: str
    value: Decimal | None
    small: bool
    splits: Sequence[tuple[str, Sequence[Piece]]] = ()
    most: Decimal | None = None


@dataclass(frozen=True)
class Told:
    """A narrative: its text, for which days, and when it was written."""

    text: str
    period_from: date
    period_to: date
    written_at: datetime


@dataclass(frozen=True)
class Initiative:
    id: int
    key: str
    title: str
    description: str
    source: str
    goals: Sequence[Goal]
    narrative: Told | None


@dataclass(frozen=True)
class Group:
    """A target group. `goals` are those that belong to no initiative."""

    key: str
    number: int
    level: str
    title: str
    purpose: str
    source: str
    initiatives: Sequence[Initiative]
    goals: Sequence[Goal]

    @property
    def all_goals(self) -> list[Goal]:
        return [goal for initiative in self.initiatives for goal in initiative.goals] + list(self.goals)


@dataclass(frozen=True)
class Chapter:
    title: str
    text: str
    source: str


@dataclass(frozen=True)
class Known:
    """A fact that the plan argues from. `dated` is a day, a month or a year, as in the plan file."""

    kind: str
    subject: str
    rating: str
    statement: str
    dated: str
    source: str


@dataclass(frozen=True)
class Term:
    term: str
    meaning: str
    source: str


@dataclass(frozen=True)
class MoneyYear:
    year: int
    amount: Decimal
    spent: Decimal
    committed: Decimal
    free: Decimal


@dataclass(frozen=True)
class Uncovered:
    """A commitment that runs on when its money has ended: how long, and how much has no cover."""

    runs_until: date
    amount: Decimal


@dataclass(frozen=True)
class Source:
    """Where money comes from; what of it is used, promised and left. In DKK."""

    title: str
    table: str
    purpose: str
    years: Sequence[MoneyYear]
    expires_on: date | None
    lapses: Decimal
    uncovered: Sequence[Uncovered]
    refinancing_through: str
    refinancing_deadline: date | None
    refinancing_state: str
    refinancing_note: str
    source: str


@dataclass(frozen=True)
class HeldSessions:
    """Sessions that were held and to which somebody came, counted."""

    by_district: Sequence[tuple[str, int]]
    by_kind: Sequence[tuple[str, int]]
    by_month: Sequence[tuple[date, int]]

    @property
    def total(self) -> int:
        return sum(count for _kind, count in self.by_kind)


@dataclass(frozen=True)
class Change:
    """A figure in the freeze before and now."""

    label: str
    before: Decimal | None
    now: Decimal | None
    state_before: str
    state_now: str

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True)
class Since:
    """What has changed since figures were last frozen in the same year."""

    as_of: date
    label: str
    changes: Sequence[Change]


@dataclass(frozen=True)
class Deadline:
    on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class StatusReport:
    """A committee's status report on an action plan, for a year until a day."""

    language: str
    demo: bool
    municipality: str
    municipality_code: str
    plan_key: str
    plan_title: str
    plan_starts_on: date
    plan_ends_on: date
    plan_source: str
    year: int
    period_from: date
    as_of: date
    #: To the end of which day citizens are counted.
    citizens_until: date
    frozen_at: datetime | None
    freeze_label: str
    made_at: datetime
    made_on: date
    committee: str
    committee_short: str
    administration: str
    administration_short: str
    reports_to: Sequence[str]
    strategy: str
    recommendation: str
    background: str
    frame: Sequence[Chapter]
    knowledge: Sequence[Known]
    groups: Sequence[Group]
    sources: Sequence[Source]
    sessions: HeldSessions
    definitions: Sequence[Term]
    deadlines: Sequence[Deadline]
    beside: Sequence[Beside] = ()
    since: Since | None = None
    #: What a writer would still add, in sentences: for the page, not for the paper.
    missing: Sequence[str] = field(default_factory=list)

    @property
    def goals(self) -> list[Goal]:
        """Every goal, in the plan's order."""
        return [goal for group in self.groups for goal in group.all_goals]

    @property
    def manual(self) -> list[Goal]:
        """Figures that somebody typed, with evidence."""
        return [goal for goal in self.goals if goal.figure.manual]
