"""The registry of indicators: what counts as what, and the function of a context that counts it.

A context registers its indicators from `AppConfig.ready`, together with one
function that measures all of them in one SQL statement. A goal names an
indicator by its code; a code in `ANNOUNCED` may be named before any context
offers it, and its figure then reads "not measured".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.utils.functional import Promise

from tovholder.access.models import Municipality
from tovholder.core.keyset import Page

Words = str | Promise
Split = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is counted, in words that can stand beside the number.

    :param unit: what the number is a number of: "pupils", "%", "days".
    :param kind: "count" adds up; "share" is numerator over denominator in percent;
        "level" is a standing value (a median), which the newest increment replaces.
    :param of_citizens: it counts citizens or what is known of them: it is told to the end of a month, in
        fives, and no count of 1 to 4 (programme.queries.told).
    :param within: the code of an indicator that counts these and others by the same splits: who is told both
        can subtract.
    :param splits: by dimension, its values and their labels. An empty mapping is
        a dimension whose values are not known beforehand.
    """

    code: str
    label: Words
    unit: Words
    definition: Words
    kind: Literal["count", "share", "level"] = "count"
    counts_when: Words = ""
    counts_not: Words = ""
    of_citizens: bool = False
    within: str = ""
    splits: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)


@dataclass(frozen=True)
class Increment:
    """What a month added to an indicator, for one combination of its splits.

    :param split: empty for the whole, also of what has splits: beside it stands each cell by itself, and they
        are not added up (`of_the_whole`).
    :param month: the first day of the month.
    :param value: what was added; for a level, the value as it stood at the month's end.
    :param numerator: of a share, what was added above the line, and `denominator` below it.
    """

    code: str
    split: Split
    month: date
    value: int | Decimal
    numerator: int | None = None
    denominator: int | None = None


class Measure(Protocol):
    def __call__(self, *, municipality: Municipality, start: date, end: date) -> Iterable[Increment]:
        """Everything that this context counts, from `start` to `end`, both included, in one statement.

        What counts once only (a district reached) counts in the month of its first time since `start`.
        """


class MeasureEach(Protocol):
    def __call__(
        self, *, municipality: Municipality, start: date, ends: Sequence[date]
    ) -> Mapping[date, Iterable[Increment]]:
        """As `Measure`, for several ends at a time, still in one statement."""


class Rows(Protocol):
    def __call__(
        self, *, code: str, municipality: Municipality, start: date, end: date, split: Split
    ) -> tuple[Sequence[Words], Iterable[Any]]:
        """The columns' names, and the records behind a figure (tuples, or a queryset of them)."""


@dataclass(frozen=True)
class RowsPage:
    """A page of the records behind a figure, and what is said of all of them.

    :param page: the links to the pages beside it.
    :param empty: the numbers of columns in which no record says anything.
    :param numeric: the numbers of columns that hold numbers: None there is a number that is missing.
    :param offers: (title, records, heads) of each offer.
    """

    columns: Sequence[Words]
    rows: Sequence[tuple[Any, ...]]
    page: Page
    total: int
    empty: frozenset[int]
    numeric: frozenset[int]
    offers: Sequence[tuple[str, int, int]]


class RowsOnPages(Protocol):
    def __call__(
        self,
        *,
        code: str,
        municipality: Municipality,
        start: date,
        end: date,
        split: Split,
        query: QueryDict | None,
        size: int,
    ) -> RowsPage:
        """The records behind a figure, a page at a time, in one statement."""


@dataclass(frozen=True)
class Provider:
    """A context, its indicators and how it measures them."""

    context: str
    indicators: tuple[Indicator, ...]
    measure: Measure
    rows: Rows | None = None
    measure_each: MeasureEach | None = None
    rows_page: RowsOnPages | None = None


PROVIDERS: dict[str, Provider] = {}

# Codes that Tovholder is to measure, with their splits; named here so that a plan may use them already.
ANNOUNCED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "pupils_in_courses": {"school_type": ("municipal", "free")},
    "parents_reached": {},
    "adults_reached": {},
    "awareness_talks": {},
    "workshops": {},
    "professionals_reached": {"administration": (), "profession": ()},
    "administrations_informed": {},
    "relation_workers_trained": {"district": ()},
    "trainers_trained": {},
    "situations_tried": {},
    "districts_reached": {},
    "hotline_contacts": {},
    "concerns_received": {},
    "cases_opened": {},
    "mentoring_started": {},
    "mentoring_progression": {},
    "relatives_coached": {},
    "release_notice_days": {},
}
#: Of these, what counts citizens: its small numbers are hidden, typed by hand or counted.
ANNOUNCED_OF_CITIZENS = frozenset({"mentoring_started", "mentoring_progression", "relatives_coached"})


def register(
    *,
    context: str,
    indicators: Iterable[Indicator],
    measure: Measure,
    rows: Rows | None = None,
    measure_each: MeasureEach | None = None,
    rows_page: RowsOnPages | None = None,
) -> None:
    """Offer a context's indicators.

    :param rows_page: with it, a page shows the records, and not only a file.
    :param measure_each: without it, `measure` is asked once for each day that is compared.
    :raises ImproperlyConfigured: another context offers one of the codes.
    """
    offered = tuple(indicators)
    taken = {i.code for p in PROVIDERS.values() if p.context != context for i in p.indicators}
    twice = taken & {indicator.code for indicator in offered}
    if twice:
        raise ImproperlyConfigured(
            f"{context} offers what another context counts: {', '.join(sorted(twice))}"
        )
    PROVIDERS[context] = Provider(context, offered, measure, rows, measure_each, rows_page)


def get(code: str) -> Indicator | None:
    """Return the indicator, or None where no context offers it yet."""
    return next((i for p in PROVIDERS.values() for i in p.indicators if i.code == code), None)


def counts_citizens(code: str) -> bool:
    """Whether what is counted under a code, or typed by hand, could point at people where it is small."""
    indicator = get(code)
    return indicator.of_citizens if indicator else code in ANNOUNCED_OF_CITIZENS


def provider(code: str) -> Provider | None:
    """Return who measures an indicator."""
    return next((p for p in PROVIDERS.values() if any(i.code == code for i in p.indicators)), None)


def offered() -> dict[str, Indicator]:
    """Return every indicator that some context offers, by code."""
    return {i.code: i for p in PROVIDERS.values() for i in p.indicators}


def vocabulary() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the codes that a plan may name, with their splits: what `planfile.check` asks for."""
    words = {
        code: {name: tuple(values) for name, values in splits.items()} for code, splits in ANNOUNCED.items()
    }
    for code, indicator in offered().items():
        splits = words.setdefault(code, {})
        splits.update({name: tuple(values) for name, values in indicator.splits.items()})
    return words


def of_the_whole(increments: Sequence[Increment]) -> Sequence[Increment]:
    """Those that add up to the whole: where it is counted beside its cells, it alone."""
    return [one for one in increments if not one.split] or increments


def measure(
    *, municipality: Municipality, start: date, end: date, codes: Callable[[str], bool] = lambda _code: True
) -> list[Increment]:
    """Return what every context counts in a period: one statement for each that has a wanted code."""
    found: list[Increment] = []
    for offer in PROVIDERS.values():
        if any(codes(indicator.code) for indicator in offer.indicators):
            found += [
                increment
                for increment in offer.measure(municipality=municipality, start=start, end=end)
                if codes(increment.code)
            ]
    return found


def measure_each(
    *,
    municipality: Municipality,
    start: date,
    ends: Sequence[date],
    codes: Callable[[str], bool] = lambda _code: True,
) -> dict[date, list[Increment]]:
    """Return by its end what every context counts from `start` to each of the ends."""
    found: dict[date, list[Increment]] = {end: [] for end in ends}
    for offer in PROVIDERS.values():
        if not any(codes(indicator.code) for indicator in offer.indicators):
            continue
        if offer.measure_each is not None:
            counted = offer.measure_each(municipality=municipality, start=start, ends=ends)
        else:
            counted = {end: offer.measure(municipality=municipality, start=start, end=end) for end in ends}
        for end in ends:
            found[end] += [increment for increment in counted[end] if codes(increment.code)]
    return found
