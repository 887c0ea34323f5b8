"""Small cells: no count from 1 to 4 in a split leaves the house, nor what would give it away.

A split is a list of counts whose sum is known. A hidden cell that is alone is the sum less the rest, and
two hidden cells of which the sum is 2 are one and one; so more is hidden until a reader cannot tell.

Two days' counts are a split as well: what came between them. So a count that moves is told for the ends of
months, and as one of five numbers (docs/decisions/0010).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

#: A count from 1 to THRESHOLD - 1 may point at people.
THRESHOLD = 5


class Shown(StrEnum):
    """How a cell is shown."""

    EXACT = "exact"
    FIVES = "fives"  # "20–24"
    SMALL = "small"  # "<5"
    HIDDEN = "hidden"  # large enough itself, hidden to protect another


def in_fives(count: Decimal) -> tuple[Decimal, Decimal]:
    """The least and the most of the five numbers of which the count is one: 22 is one of 20 to 24."""
    least = count - count % THRESHOLD
    return least, least + THRESHOLD - 1


def told_until(day: date, *, last: date) -> date:
    """The day to whose end a count of citizens is told on `day`: the last end of a month, or the last day."""
    if day >= last:
        return last
    ends = day + timedelta(days=1)
    return day if ends.day == 1 else day.replace(day=1) - timedelta(days=1)


def protect(cells: Mapping[str, int]) -> dict[str, Shown]:
    """Say for each cell of a split whether its count may be shown.

    What is guaranteed, where the sum is 0 or at least 5: a reader who knows the sum, every cell that is shown
    exactly, that what is hidden is a whole number of at least 0 and that "<5" means from 1 to 4, finds for
    each cell of 1 to 4 at least two numbers that fit. The same holds for a reader who knows that a cell is
    HIDDEN because it is 5 or more, as long as not the whole split is hidden: that is done where all cells
    that count are small and their sum leaves them no choice (4 and 4 of 8). One split at a time: what follows
    from several tables of the same records is not looked at here.

    :param cells: counts by label, of which a reader knows the sum.
    """
    shown = {label: Shown.SMALL if 0 < count < THRESHOLD else Shown.EXACT for label, count in cells.items()}
    spare = sorted(
        (label for label, count in cells.items() if count >= THRESHOLD), key=lambda each: cells[each]
    )
    while not _uncertain(cells, shown):
        if not spare:
            return dict.fromkeys(cells, Shown.HIDDEN)
        shown[spare.pop(0)] = Shown.HIDDEN
    return shown


def _uncertain(cells: Mapping[str, int], shown: Mapping[str, Shown]) -> bool:
    """Whether each small cell could have been another number, for a reader who knows sum and rule."""
    small = [label for label, how in shown.items() if how is Shown.SMALL]
    if not small:
        return True
    others = [label for label, how in shown.items() if how is Shown.HIDDEN]
    total = sum(cells[label] for label in (*small, *others))
    low, high = _range(small, others)
    # One small cell is what the sum leaves when all other hidden ones are as large or as small as can be.
    most = min(THRESHOLD - 1, total - (low - 1))
    least = max(1, total - (high - (THRESHOLD - 1)))
    return most > least


def _range(small: Sequence[str], others: Sequence[str]) -> tuple[float, float]:
    low = len(small) + THRESHOLD * len(others)
    high = float("inf") if others else (THRESHOLD - 1) * len(small)
    return low, high
