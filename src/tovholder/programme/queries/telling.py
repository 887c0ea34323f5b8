"""What of figures may be told together, in a document or a command's answer: none of 1 to 4 citizens."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

from .. import indicators
from ..suppression import THRESHOLD, Shown, in_fives, protect
from .figure import Figure

#: The cell of a split that is the whole less the parts that have a target.
_REST = "\0rest"


def counts_citizens(figure: Figure) -> bool:
    """Whether its small numbers could point at people."""
    return indicators.counts_citizens(figure.code)


def is_small(figure: Figure) -> bool:
    """Whether a figure of citizens counts from 1 to 4 of them, or of those whom a share leaves out."""
    if not counts_citizens(figure):
        return False
    counts: list[Decimal | int | None] = [figure.numerator]
    if _adds_up(figure):
        counts.append(figure.value)
    if figure.numerator is not None and figure.denominator is not None:
        counts.append(figure.denominator - figure.numerator)
    return any(count is not None and 0 < count < THRESHOLD for count in counts)


def told(figures: Iterable[Figure]) -> list[tuple[Figure, Shown]]:
    """Return figures as they may stand beside each other, and how each is shown.

    Figures without citizens are as they were. Of citizens:

    - Months and frozen values are left out: a month's number is the difference of two.
    - A whole and its parts are one split: where one part is small, so many others are hidden that it does
      not follow (`suppression.protect`). What is counted from another day is told beside the year's count of
      the same code where the two are equal, and hidden otherwise.
    - A count is told in fives: from `value` to `most`. Two of them, of two days, of a page and a document,
      before a correction and after it, do not differ by a number of people. A share, whose parts would follow
      from it, is hidden. Both are told exactly once: as they were frozen for the last day that counts.
    """
    found = list(figures)
    hidden = _hidden(found)
    return [_told(figure, hidden[number]) for number, figure in enumerate(found)]


def _told(figure: Figure, shown: Shown) -> tuple[Figure, Shown]:
    if not counts_citizens(figure):
        return figure, Shown.EXACT
    bare = replace(figure, months=[], frozen=[], met_in=None)
    if figure.part:
        bare.breakdown = {}  # by two splits at once
    stands = figure.value is None or (figure.frozen_at is not None and figure.final)
    if not stands and (figure.kind == "share" or figure.denominator is not None):
        shown = Shown.HIDDEN
    if not stands and shown is Shown.EXACT and figure.value and _adds_up(figure):
        return _in_fives(bare), Shown.FIVES
    if shown is Shown.EXACT:
        return bare, shown
    bare = replace(bare, breakdown={}, value=None, numerator=None, denominator=None, met_on=None)
    if shown is Shown.HIDDEN or _narrows(figure):
        bare = replace(bare, target=None, expected=None, expected_share=None, state="no_target")
    return bare, shown


def _in_fives(figure: Figure) -> Figure:
    """A count as one of five numbers, and the state that follows from these and from nothing else."""
    assert figure.value is not None
    least, most = in_fives(figure.value)
    state = figure.state
    if figure.target is not None:
        over = figure.expected_share == 1
        due = figure.target if over else (figure.expected or Decimal(0)).to_integral_value(ROUND_FLOOR)
        if least >= figure.target:
            state = "met"
        elif most >= due or (figure.kind == "milestone" and not over):
            state = "on_pace"
        else:
            state = "missed" if over else "behind"
    return replace(figure, value=least, most=most, numerator=None, denominator=None, met_on=None, state=state)


def _narrows(figure: Figure) -> bool:
    """Whether the state tells some numbers from 1 to 4 from others."""
    target, pace = figure.target, figure.expected
    return (target is not None and target < THRESHOLD) or (pace is not None and 2 <= pace < THRESHOLD)


def _adds_up(figure: Figure) -> bool:
    indicator = indicators.get(figure.code)
    return indicator.kind == "count" if indicator else figure.kind != "share"


def _hidden(figures: Sequence[Figure]) -> list[Shown]:
    shown = [Shown.SMALL if is_small(figure) else Shown.EXACT for figure in figures]
    by_code: dict[str, list[int]] = defaultdict(list)
    for number, figure in enumerate(figures):
        if counts_citizens(figure) and figure.value is not None:
            by_code[figure.code].append(number)
    for numbers in by_code.values():
        wholes = [number for number in numbers if not figures[number].part]
        for number in wholes[1:]:
            if figures[number].value != figures[wholes[0]].value:
                shown[number] = _more(shown[number])
        parts = [number for number in numbers if figures[number].part]
        if wholes and parts:
            _protect(figures, wholes[0], parts, shown)
    return shown


def _protect(figures: Sequence[Figure], whole: int, parts: Sequence[int], shown: list[Shown]) -> None:
    """Hide parts until the small ones do not follow from the whole."""
    of = figures[whole]
    if shown[whole] is not Shown.EXACT or not _adds_up(of):
        for number in parts:
            shown[number] = _more(shown[number])
        return
    by: dict[str, list[int]] = defaultdict(list)
    for number in parts:
        by[next(iter(figures[number].split or {}), "")].append(number)
    for dimension, numbers in by.items():
        cells = {piece.value: int(piece.amount) for piece in of.breakdown.get(dimension, ())}
        cells |= {figures[number].part: int(figures[number].value or 0) for number in numbers}
        rest = int(of.value or 0) - sum(cells.values())
        safe = protect(cells | {_REST: rest}) if rest > 0 else protect(cells)
        for number in numbers:
            # Parts that do not add up to the whole (counted from another day) are not to be reckoned with.
            shown[number] = safe[figures[number].part] if rest >= 0 else _more(shown[number])


def _more(shown: Shown) -> Shown:
    return Shown.SMALL if shown is Shown.SMALL else Shown.HIDDEN
