"""The pace of a goal, and its state. Pure: dates and numbers in, words out.

Pace is how much of a year's target should be reached by a day, if the work
runs evenly over the year, or evenly over its school days.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Literal

from tovholder.core.workdays import LAST_PRAYER_DAY, easter

State = Literal["met", "on_pace", "behind", "missed", "not_measured", "no_target"]
STATES: tuple[State, ...] = ("met", "on_pace", "behind", "missed", "not_measured", "no_target")

DAY = timedelta(days=1)
ONE = Decimal(1)


@dataclass(frozen=True)
class Standing:
    """How a goal stands: its state, the share of the time's work that is due, and what should be reached."""

    state: State
    expected_share: Decimal | None = None
    expected: Decimal | None = None


def expected_share(*, pace: str, start: date, end: date, as_of: date) -> Decimal:
    """Return the share (0–1) of a target that is due at the end of the day `as_of`.

    `start` and `end` are the first and the last day of the target's time.
    """
    if as_of < start:
        return Decimal(0)
    if as_of >= end:
        return ONE
    if pace == "school_year":
        whole = school_days(start, end)
        if whole:
            return Decimal(school_days(start, as_of)) / whole
    return Decimal((as_of - start).days + 1) / ((end - start).days + 1)


def standing(
    *,
    kind: str,
    value: Decimal | None,
    target: Decimal | None,
    start: date,
    end: date,
    as_of: date,
    pace: str = "even",
    judgement: str = "",
) -> Standing:
    """Judge a figure against its target, counted to the end of the day `as_of`.

    - not_measured: nothing counts it, or its time has not begun.
    - no_target: it is counted, and the plan sets no figure.
    - met: the target is reached. A share is met only when its time is over,
      since it can fall again.
    - missed: the last day has come, and the target is not reached.
    - behind: a count, a number of occurrences or a checklist over the year has
      reached less than the pace, rounded down to whole things (6 of 8 talks
      when 5.8 are due is on pace, and so is 5); a share is below its target.
    - on_pace: everything else. A milestone is on pace until its day, whatever
      is done of it.

    A qualitative goal that somebody has judged has the state that she gave it.
    """
    share = None if kind == "share" else expected_share(pace=pace, start=start, end=end, as_of=as_of)
    expected = None if share is None or target is None else _due(target * share)
    if judgement in STATES:
        return Standing(judgement, share, expected)
    if value is None or as_of < start:
        return Standing("not_measured", share, expected)
    if target is None:
        return Standing("no_target")
    over, reached = as_of >= end, value >= target
    if kind == "share":
        state: State = ("met" if reached else "missed") if over else ("on_pace" if reached else "behind")
    elif reached:
        state = "met"
    elif over:
        state = "missed"
    elif kind != "milestone" and expected is not None and value < expected.to_integral_value(ROUND_FLOOR):
        state = "behind"
    else:
        state = "on_pace"
    return Standing(state, share, expected)


def _due(amount: Decimal) -> Decimal:
    """Pace in tenths where the target is small, in whole things where it is not."""
    return amount.quantize(Decimal("0.1") if amount < 20 else ONE, rounding=ROUND_FLOOR)


@lru_cache(maxsize=2048)
def school_days(start: date, end: date) -> int:
    """Count the school days from `start` to `end`, both included."""
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return sum(1 for day in days if is_school_day(day))


@lru_cache(maxsize=8192)
def is_school_day(day: date) -> bool:
    """Say whether Danish schools teach on a day, by the usual calendar.

    Summer holidays begin on the last Saturday of June (by law) and end before
    the second Monday of August; weeks 7 and 42 are free, and so are the days
    from the Monday before Easter to Easter Monday, Great Prayer Day (until
    2023), Ascension Day and the day after, Whit Monday, 5 June, and
    22 December to 2 January.
    """
    if day.weekday() >= 5 or day.isocalendar().week in (7, 42):
        return False
    if (day.month, day.day) in ((6, 5), (1, 1), (1, 2)) or (day.month == 12 and day.day >= 22):
        return False
    after_easter = (day - easter(day.year)).days
    if (
        -6 <= after_easter <= 1
        or after_easter in (39, 40, 50)
        or (after_easter == 26 and day.year <= LAST_PRAYER_DAY)
    ):
        return False
    return not _summer(day.year)[0] <= day < _summer(day.year)[1]


def _summer(year: int) -> tuple[date, date]:
    last_of_june = date(year, 6, 30)
    first_of_august = date(year, 8, 1)
    begins = last_of_june - timedelta(days=(last_of_june.weekday() - 5) % 7)
    first_monday = first_of_august + timedelta(days=-first_of_august.weekday() % 7)
    return begins, first_monday + timedelta(days=7)
