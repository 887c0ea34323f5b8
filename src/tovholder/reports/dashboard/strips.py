"""The budget's runway as a drawing: percent of the width across, pixels of the height down.

x is time over the plan's years; a source's strip ends where its money ends. Within each year: used,
committed, free, as shares of that source's year. What is committed beyond the end is drawn past the edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tovholder.programme.queries import Runway, SourceRunway, SourceYear
from tovholder.reports import wording
from tovholder.reports.dashboard import words

#: Heights: the axis, a source's block, and within it its title, its strip, the words under it.
AXIS, BLOCK = 26, 74
TITLE, STRIP, UNDER = 32, 38, 66
#: A title longer than this is set a line higher than the sums, whatever the width.
LONG = 19
#: Right of this, words past the edge would not fit beside it.
CROWDED = Decimal(60)


@dataclass(frozen=True)
class Piece:
    """A part of a strip: used, committed, free, or over (more than there is)."""

    kind: str
    x: Decimal
    width: Decimal


@dataclass(frozen=True)
class Sum:
    x: Decimal
    text: str


@dataclass
class Strip:
    """A source's strip, with what stands over and under it."""

    title: str
    is_long: bool
    top: int
    pieces: list[Piece] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    end: Decimal = Decimal(100)
    expires: str = ""
    expires_x: Decimal = Decimal(100)
    expires_anchor: str = "end"
    expires_y: int = 0
    hatch: Piece | None = None
    uncovered: str = ""
    uncovered_x: Decimal = Decimal(100)
    uncovered_anchor: str = "end"
    uncovered_y: int = 0

    @property
    def title_y(self) -> int:
        return self.top + TITLE

    @property
    def strip_y(self) -> int:
        return self.top + STRIP

    @property
    def under_y(self) -> int:
        return self.top + UNDER


@dataclass(frozen=True)
class Cell:
    """A source's money in the year that the table shows."""

    id: int
    title: str
    spent: Decimal
    committed: Decimal
    free: Decimal


@dataclass(frozen=True)
class Drawing:
    """The whole of it: axis, strips, the table beneath, and what it says in a sentence."""

    years: Sequence[Sum]
    lines: Sequence[Decimal]
    today: Decimal | None
    today_anchor: str
    strips: Sequence[Strip]
    height: int
    label: str
    year: int
    cells: Sequence[Cell]
    falls: Sequence[str]


def draw(runway: Runway, *, year: int) -> Drawing:
    """Draw a runway; the table beneath shows one year."""
    axis = _Axis(runway.plan.starts_on.year, runway.plan.ends_on.year)
    sources = [source for source in runway.sources if source.years]
    strips = [_strip(source, axis, AXIS + BLOCK * n) for n, source in enumerate(sources)]
    inside = axis.first <= runway.as_of.year <= axis.last
    today = axis.at(runway.as_of) if inside else None
    return Drawing(
        years=[Sum(axis.begins(each), str(each)) for each in axis.years],
        lines=[axis.begins(each) for each in axis.years[1:]],
        today=today,
        today_anchor="start"
        if today is not None and today < 8
        else "end"
        if today and today > 92
        else "middle",
        strips=strips,
        height=AXIS + BLOCK * len(strips),
        label=_label(runway, sources),
        year=year,
        cells=_cells(runway, year),
        falls=falls(runway, year=year),
    )


class _Axis:
    """Time over the plan's years, as percent of the width."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.years = list(range(first, last + 1))
        self.one = Decimal(100) / len(self.years)

    def begins(self, year: int) -> Decimal:
        return _rounded((year - self.first) * self.one)

    def at(self, day: date) -> Decimal:
        """The end of a day."""
        start = date(day.year, 1, 1)
        part = Decimal((day - start).days + 1) / ((date(day.year, 12, 31) - start).days + 1)
        return _rounded(min(max((day.year - self.first + part) * self.one, Decimal(0)), Decimal(100)))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01")).normalize() + Decimal(0)


def _strip(source: SourceRunway, axis: _Axis, top: int) -> Strip:
    strip = Strip(source.title, len(source.title) > LONG, top)
    end = axis.at(source.ends_on) if source.ends_on else Decimal(100)
    strip.end = end
    last: SourceYear | None = None
    for of_year in source.years:
        if not axis.first <= of_year.year <= axis.last:
            continue
        left = axis.begins(of_year.year)
        right = min(left + axis.one, max(end, left))
        if of_year.amount > 0 and right > left:
            strip.pieces += _pieces(of_year, left, right - left)
            strip.sums.append(Sum(_rounded(right), _millions(of_year.amount)))
            last = of_year
    strip.expires_y = strip.under_y
    if source.expires_on:
        strip.expires = _("expires %(day)s") % {"day": words.short_day_year(source.expires_on)}
    elif source.ends_on:
        strip.expires = _("money until %(day)s") % {"day": words.short_day_year(source.ends_on)}
    if end <= CROWDED:
        strip.expires_x, strip.expires_anchor = _rounded(end + Decimal("1.5")), "start"
    if source.uncovered and last is not None:
        _past_the_edge(strip, source.uncovered, last, end, axis)
    elif end <= CROWDED:
        strip.expires_y = strip.strip_y + 11
    return strip


def _past_the_edge(strip: Strip, uncovered: Decimal, last: SourceYear, end: Decimal, axis: _Axis) -> None:
    width = min(words.share(uncovered, last.amount) * axis.one / 100, Decimal(100) - end)
    if width > 0:
        strip.hatch = Piece("over", end, _rounded(width))
    strip.uncovered = _("%(amount)s without cover") % {"amount": _millions(uncovered)}
    beside = end + width
    if beside <= CROWDED:
        strip.uncovered_x, strip.uncovered_anchor = _rounded(beside + Decimal("1.5")), "start"
        strip.uncovered_y = strip.strip_y + 11
    else:
        # No room beside it: under the strip, left of the words on the expiry.
        strip.uncovered_x, strip.uncovered_anchor, strip.uncovered_y = Decimal(0), "start", strip.under_y


def _pieces(of_year: SourceYear, left: Decimal, width: Decimal) -> list[Piece]:
    """Shares of what there is; where more is used and promised than that, of what is used and promised."""
    spent, committed = max(of_year.spent, Decimal(0)), max(of_year.committed, Decimal(0))
    whole = max(of_year.amount, spent + committed)
    used = min(spent, of_year.amount)
    promised = min(committed, of_year.amount - used)
    parts = [
        ("spent", used),
        ("committed", promised),
        ("free", max(of_year.amount - used - promised, Decimal(0))),
        ("over", whole - of_year.amount),
    ]
    pieces = []
    for kind, amount in parts:
        if amount > 0:
            wide = width * amount / whole
            pieces.append(Piece(kind, _rounded(left), _rounded(wide)))
            left += wide
    return pieces


def _cells(runway: Runway, year: int) -> list[Cell]:
    return [
        Cell(source.id, source.title, of_year.spent, of_year.committed, of_year.free)
        for source in runway.sources
        for of_year in source.years
        if of_year.year == year
    ]


def falls(runway: Runway, *, year: int) -> list[str]:
    """What falls away when the year ends, and what can be done about it, in sentences."""
    if not runway.sources:
        return []
    ending = [s for s in runway.sources if s.ends_on and s.ends_on.year == year and s.year(year).amount]
    said = []
    for table in dict.fromkeys(source.table_key for source in runway.sources):
        now = runway.total(year, table_key=table).amount
        then = runway.total(year + 1, table_key=table).amount
        of_table = [source.title for source in ending if source.table_key == table]
        if of_table and then < now and year < runway.plan.ends_on.year:
            amounts = {"now": _millions(now), "then": _money(then), "year": year + 1}
            said.append(
                _("From %(now)s to %(then)s in %(year)s, when %(sources)s ends.")
                % {**amounts, "sources": words.listed(of_table)}
                if then
                else _("%(sources)s (%(now)s) ends, and has no money in %(year)s.")
                % {**amounts, "now": _money(now), "sources": words.listed(of_table)}
            )
    for source in ending:
        if source.lapses:
            said.append(
                _("%(amount)s of %(source)s is free, and lapses on %(day)s if nobody uses it.")
                % {"amount": _money(source.lapses), "source": source.title, "day": words.day(source.ends_on)}  # type: ignore[arg-type]
            )
        if source.refinancing_through and source.refinancing_state in ("", "open"):
            said.append(
                _("New money for %(source)s can be sought through %(through)s.")
                % {"source": source.title, "through": source.refinancing_through}
            )
    return said


def _label(runway: Runway, sources: Sequence[SourceRunway]) -> str:
    said = [_("The budget's runway on %(day)s.") % {"day": words.day(runway.as_of)}]
    for source in sources:
        amounts = words.listed([f"{_money(of_year.amount)} {of_year.year}" for of_year in source.years])
        sentence = f"{source.title}: {amounts}"
        if source.ends_on:
            sentence += ", " + _("until %(day)s") % {"day": words.day(source.ends_on)}
        if source.uncovered:
            sentence += ", " + _("%(amount)s without cover") % {"amount": _money(source.uncovered)}
        said.append(f"{sentence}.")
    return " ".join(said)


def _millions(amount: Decimal) -> str:
    return wording.number(amount / 1_000_000, words.language(), 1)


def _money(amount: Decimal) -> str:
    return wording.millions(amount, words.language())
