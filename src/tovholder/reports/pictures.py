"""Pictures: one function a picture, the same SVG on a page and in a document, each with its table.

Altair describes, vl-convert draws, without network. What is drawn is remembered by its content, so a page
that shows the same numbers again draws nothing; and nothing is drawn that nobody asks for.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

import tovholder
from tovholder.reports import wording

#: IBM Plex Sans as TrueType, put here by core.assets.
FONTS = Path(tovholder.__file__).parent / "web" / "static" / "vendor" / "fonts"
WIDE, NARROW = (700, 230), (280, 200)
#: Drawn pictures that a process remembers, at some 10 KB each.
REMEMBERED = 256

INK, GREY, LINE, BLUE = "#1a1a1a", "#454545", "#8e8e8e", "#004d99"
CONFIG: dict[str, Any] = {
    "background": "white",
    "font": "IBM Plex Sans",
    "padding": {"left": 0, "top": 4, "right": 4, "bottom": 6},
    "view": {"stroke": None},
    "axis": {
        "labelColor": GREY,
        "labelFontSize": 14,
        "grid": False,
        "ticks": False,
        "domainColor": LINE,
        "labelPadding": 6,
    },
    "axisY": {"grid": True, "gridColor": "#e6e6e6", "domain": False},
    "bar": {"color": BLUE},
    "tick": {"color": INK, "thickness": 2, "opacity": 1},
    "text": {"fontSize": 14, "color": INK},
    "range": {"category": [BLUE, "#a63603", "#5f5f5f", "#6a51a3"]},
}
SVG = "http://www.w3.org/2000/svg"
#: What the renderer writes for machines that listen to shapes: the picture has one sentence and a table.
_NOISE = re.compile(r"^(aria-.*|role|class|style|pointer-events)$")


@dataclass(frozen=True)
class PictureTable:
    """A picture's numbers, in words. The first column names the row; the others are numbers."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Picture:
    """A picture in two sizes, the sentence for a reader who sees nothing, and its table."""

    title: str
    alt: str
    #: How to read it, in a line: what a bar is, what a stroke is.
    note: str
    table: PictureTable
    #: Vega-Lite as JSON, wide or (True) narrow; asked only when somebody wants to see it.
    describe: Callable[[bool], str] = field(repr=False, compare=False)
    language: str = "da"

    @cached_property
    def svg_wide(self) -> str:
        return _draw(self.describe(False), self.language)

    @cached_property
    def svg_narrow(self) -> str:
        return _draw(self.describe(True), self.language)

    def png(self) -> bytes:
        """The wide size for paper, about 300 dots an inch at 16 cm."""
        return _paint(self.describe(False), self.language)


def warm() -> None:
    """Start the renderer (about a second), so that the first reader does not wait for it."""
    import altair

    alt: Any = altair

    chart = alt.Chart(alt.Data(values=[{"x": 1}])).mark_bar().encode(x="x:Q")
    _draw(_spec(chart, 40, 40), "da")


# --- heads by month against the pace -------------------------------------------------------------------


def months_against_pace(
    *,
    title: str,
    year: int,
    months: Sequence[Decimal | int | None],
    pace: Sequence[Decimal | int | None] = (),
    target: Decimal | int | None = None,
    pace_today: Decimal | int | None = None,
    as_of: date | None = None,
) -> Picture | None:
    """Draw what was reached by the end of each month, and the pace as a line across each.

    :param months: cumulative by month, January first; None for a month that has not come.
    :param pace: cumulative by month, twelve of them or none.
    :param pace_today: what the month that is running is held against, in place of the pace at its end.
    :returns: None where nothing was measured.
    """
    language = _language()
    reached = tuple((n, Decimal(value)) for n, value in enumerate(months, 1) if value is not None)
    if not reached:
        return None
    last, _reached = reached[-1]
    lines = tuple((n, Decimal(each)) for n, each in enumerate(pace, 1) if each is not None)
    if pace_today is not None and lines:
        lines = tuple((n, Decimal(pace_today) if n == last else each) for n, each in lines)
    goal = Decimal(target) if target is not None else None
    drawn = _Months(reached, lines, goal, Decimal(pace_today) if pace_today is not None else None, language)
    return Picture(
        title=title,
        alt=_months_alt(title, year, reached, goal, drawn.pace_today, as_of, language),
        note=_("Bar: in total since the year began. Stroke: the pace.")
        if lines
        else _("Bar: in total since the year began."),
        table=_months_table(reached, lines, last, language),
        describe=partial(_months_spec, drawn),
        language=language,
    )


#: The number of a month, and what was reached or asked for by its end.
Points = tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True)
class _Months:
    reached: Points
    lines: Points
    goal: Decimal | None
    pace_today: Decimal | None
    language: str

    @property
    def top(self) -> float:
        largest = max([value for _n, value in (*self.reached, *self.lines)] + [self.goal or Decimal(0)])
        return float(largest) * 1.14 or 1.0

    def text(self, value: Decimal) -> str:
        return wording.rounded(value, self.language)


@lru_cache(maxsize=REMEMBERED)
def _months_spec(months: _Months, narrow: bool) -> str:
    return _spec(_months_chart(months, narrow=narrow), *(NARROW if narrow else WIDE))


def _months_chart(months: _Months, *, narrow: bool) -> Any:
    import altair

    alt: Any = altair

    names = [wording.month_short(n, months.language) for n in range(1, 13)]
    if narrow:
        names = [name[0].upper() for name in names]
    x = alt.X(
        "month:O",
        scale=alt.Scale(domain=list(range(1, 13)), paddingInner=0.28, paddingOuter=0.14),
        axis=alt.Axis(title=None, labelAngle=0, labelExpr=f"{json.dumps(names)}[datum.value - 1]"),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, months.top], nice=False),
        axis=alt.Axis(title=None, tickCount=3, tickMinStep=1, format=",.0f"),
    )
    share = 0.7
    layers = [_layer(alt, months.reached).mark_bar(width={"band": share}).encode(x=x, y=y)]
    if months.lines:
        # White under black: the line is seen across a bar as well as beside one.
        for colour, thickness in (("white", 4), (INK, 2)):
            tick = _layer(alt, months.lines).mark_tick(
                orient="horizontal", color=colour, thickness=thickness, width={"band": 1.0}
            )
            layers.append(tick.encode(x=x, y=y))
    for label in _month_labels(months, narrow=narrow):
        layers += _label(alt, x=x, y=y, **label)
    return alt.layer(*layers)


def _layer(alt: Any, points: Points) -> Any:
    return alt.Chart(alt.Data(values=[{"month": n, "value": float(value)} for n, value in points]))


def _month_labels(months: _Months, *, narrow: bool) -> list[dict[str, Any]]:
    """The last value, today's pace, the goal: where each stands so that none covers another."""
    last, value = months.reached[-1]
    near = months.top * (0.13 if narrow else 0.11)
    tick = dict(months.lines).get(last)
    value_label: dict[str, Any] = {"month": last, "value": value, "text": months.text(value), "bold": True}
    if tick is not None and value <= tick < value + Decimal(near):
        value_label["value"] = tick  # the line stands right above the bar: the number goes above the line
    found = [value_label | {"dy": -7}]
    year_over = last == 12
    if tick is not None and months.pace_today is not None and not year_over:
        text = _("pace today %(pace)s") if not narrow else _("pace %(pace)s")
        right = last <= (7 if narrow else 9)
        found.append(
            {"month": last, "value": tick, "text": text % {"pace": months.text(months.pace_today)}}
            | ({"dx": 13 if narrow else 30, "dy": 11, "align": "left"} if right else {})
            | ({} if right else {"dx": -28 if narrow else -30, "dy": -9, "align": "right"})
        )
    if months.goal is not None and months.lines and not (year_over and abs(value - months.goal) < near):
        found.append(
            {
                "month": 12,
                "value": months.goal,
                "text": _("goal %(goal)s") % {"goal": months.text(months.goal)},
            }
            | {"dy": -8, "align": "right", "dx": 10 if narrow else 22}
        )
    return found


def _label(
    alt: Any,
    *,
    x: Any,
    y: Any,
    month: int,
    value: Decimal,
    text: str,
    dx: int = 0,
    dy: int = 0,
    align: str = "center",
    bold: bool = False,
) -> list[Any]:
    """A text twice: white and thick beneath, so that it reads across bars and lines."""
    base = alt.Chart(alt.Data(values=[{"month": month, "value": float(value), "text": text}]))
    common = {"dx": dx, "dy": dy, "align": align, "baseline": "middle", "fontWeight": 600 if bold else 400}
    return [
        base.mark_text(**common, color="white", stroke="white", strokeWidth=4, strokeJoin="round").encode(
            x=x, y=y, text="text:N"
        ),
        base.mark_text(**common).encode(x=x, y=y, text="text:N"),
    ]


def _months_alt(
    title: str,
    year: int,
    reached: Points,
    goal: Decimal | None,
    pace_today: Decimal | None,
    as_of: date | None,
    language: str,
) -> str:
    last, value = reached[-1]
    words = {
        "title": title,
        "month": wording.month(last, language),
        "year": year,
        "value": wording.rounded(value, language),
        "goal": wording.rounded(goal, language),
        "pace": wording.rounded(pace_today, language),
    }
    said = [
        _("%(title)s: bars show what was reached by the end of each month until %(month)s %(year)s.") % words
    ]
    if as_of is not None:
        words["day"] = wording.day(as_of, language)
        said.append(_("On %(day)s it is %(value)s.") % words)
    else:
        said.append(_("It ends at %(value)s.") % words)
    if goal is not None:
        said.append(_("The goal for the year is %(goal)s.") % words)
    if goal is not None and pace_today is not None and last < 12:
        said.append(_("The pace is %(pace)s by then.") % words)
    return " ".join(said)


def _months_table(reached: Points, lines: Points, last: int, language: str) -> PictureTable:
    header = [_("Month"), _("In the month"), _("In total")]
    totals, pace = dict(reached), dict(lines)
    before = Decimal(0)
    rows = []
    for n in range(1, 13):
        total = totals.get(n)
        if total is None and n not in pace:
            continue
        row = [wording.month(n, language)]
        row.append(wording.number(None if total is None else total - before, language))
        row.append(wording.number(total, language))
        if lines:
            row.append(wording.rounded(pace.get(n), language))
        before = total if total is not None else before
        rows.append(row)
    return PictureTable([*header, _("Pace")] if lines else header, rows)


# --- sessions by district ------------------------------------------------------------------------------


def sessions_by_district(*, title: str, counts: Sequence[tuple[str, int]]) -> Picture | None:
    """Draw one bar a district, in the order given: the municipality's own, so that nobody is ranked.

    :returns: None where there is no district.
    """
    if not counts:
        return None
    language = _language()
    total = sum(count for _name, count in counts)
    listed = wording.listed(
        [f"{name} {wording.number(count, language)}" for name, count in counts if count], language
    )
    alt = ngettext("%(title)s: %(total)s session in all.", "%(title)s: %(total)s sessions in all.", total) % {
        "title": title,
        "total": wording.number(total, language),
    }
    return Picture(
        title=title,
        alt=f"{alt} {listed}." if listed else alt,
        note=_("Sessions that were held, by the district of the place. The order is the municipality's own."),
        table=PictureTable(
            [_("District"), pgettext("report", "Sessions")],
            [[name, wording.number(count, language)] for name, count in counts],
        ),
        describe=partial(_districts, tuple(counts), language),
        language=language,
    )


@lru_cache(maxsize=REMEMBERED)
def _districts(counts: tuple[tuple[str, int], ...], language: str, narrow: bool) -> str:
    rows = [
        {"row": place, "name": name, "value": count, "text": wording.number(count, language)}
        for place, (name, count) in enumerate(counts)
    ]
    largest = max((count for _name, count in counts), default=0) or 1
    width = NARROW[0] if narrow else WIDE[0]
    step = 38 if narrow else 24
    return _rows_chart(rows, largest=largest, width=width, step=step, narrow=narrow)


def _rows_chart(rows: list[dict[str, Any]], *, largest: float, width: int, step: int, narrow: bool) -> str:
    """Lying bars with the number at their end; the name before the bar or, where it is narrow, above it."""
    import altair

    alt: Any = altair

    data = alt.Data(values=rows)
    height = step * len(rows)
    names = 0 if narrow else 210
    y = alt.Y(
        "row:Q", axis=None, scale=alt.Scale(domain=[-0.5, len(rows) - 0.5], range=[0, height], nice=False)
    )
    x = alt.X(
        "value:Q",
        axis=None,
        scale=alt.Scale(domain=[0, largest], range=[names, width - 60], nice=False),
    )
    thick = 12
    shift = 9 if narrow else 0
    layers = [
        alt.Chart(data).mark_bar(height=thick, yOffset=shift).encode(x=x, x2=alt.X2Datum(0), y=y),
        alt.Chart(data)
        .mark_text(align="left", dx=6, dy=shift, baseline="middle")
        .encode(x=x, y=y, text="text:N"),
        alt.Chart(data)
        .mark_text(align="left", baseline="middle", dy=-8 if narrow else 0)
        .encode(x=alt.value(0), y=y, text="name:N"),
    ]
    return _spec(alt.layer(*layers), width, height, fit=False)


# --- money by source and year --------------------------------------------------------------------------


@dataclass(frozen=True)
class YearOfMoney:
    """What a source gives for a year, and what of it is spent and committed. In DKK."""

    year: int
    amount: Decimal
    spent: Decimal
    committed: Decimal


@dataclass(frozen=True)
class SourceOfMoney:
    """A source by year, and the last day of its money where there is one."""

    title: str
    years: tuple[YearOfMoney, ...]
    expires: date | None = None


def money_by_source(*, title: str, sources: Sequence[SourceOfMoney]) -> Picture | None:
    """Draw a bar for each source and year: spent dark, committed paler, free only outlined.

    :returns: None where there is no money.
    """
    years = [(source, year) for source in sources for year in source.years]
    if not years:
        return None
    language = _language()
    return Picture(
        title=title,
        note=_("Dark: spent. Blue: committed. White: free."),
        alt=" ".join(
            [f"{title}.", *[_money_sentence(source, language) for source in sources if source.years]]
        ),
        table=_money_table(years, language),
        describe=partial(_money, tuple(sources), language),
        language=language,
    )


def _money_sentence(source: SourceOfMoney, language: str) -> str:
    amounts = [
        _("%(amount)s in %(year)s, of which %(spent)s is spent")
        % {
            "amount": wording.money(each.amount, language),
            "year": each.year,
            "spent": wording.money(each.spent, language),
        }
        for each in source.years
    ]
    sentence = f"{source.title}: {wording.listed(amounts, language)}"
    if source.expires:
        sentence += _("; the money expires on %(day)s") % {"day": wording.day(source.expires, language)}
    return sentence + "."


def _money_table(years: Sequence[tuple[SourceOfMoney, YearOfMoney]], language: str) -> PictureTable:
    header = [_("Source and year"), _("Granted"), _("Spent"), _("Committed"), _("Free"), _("Expires")]
    rows = [
        [
            f"{source.title} {each.year}",
            wording.money(each.amount, language),
            wording.money(each.spent, language),
            wording.money(each.committed, language),
            wording.money(each.amount - each.spent - each.committed, language),
            wording.day(source.expires, language) if source.expires else _("no day set"),
        ]
        for source, each in years
    ]
    return PictureTable(header, rows)


@lru_cache(maxsize=REMEMBERED)
def _money(sources: tuple[SourceOfMoney, ...], language: str, narrow: bool) -> str:
    import altair

    alt: Any = altair

    width = NARROW[0] if narrow else WIDE[0]
    rows, parts = _money_rows(sources, language, narrow=narrow)
    height = int(rows[-1]["y"]) + 20
    largest = max(float(each.amount) for source in sources for each in source.years) or 1.0
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False))
    scale = alt.Scale(domain=[0, largest], range=[48, width - (4 if narrow else 250)], nice=False)
    bars = (
        alt.Chart(alt.Data(values=parts))
        .mark_bar(height=14, strokeWidth=1)
        .encode(
            x=alt.X("from:Q", axis=None, scale=scale),
            x2="to:Q",
            y=y,
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
        )
    )
    words = (
        alt.Chart(alt.Data(values=rows))
        .mark_text(align="left", baseline="middle")
        .encode(
            x=alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width], nice=False), axis=None),
            y=y,
            text="text:N",
        )
    )
    strong = words.transform_filter("datum.strong").mark_text(align="left", baseline="middle", fontWeight=600)
    weak = words.transform_filter("!datum.strong")
    chart = alt.layer(bars, strong, weak).resolve_scale(x="independent")
    return _spec(chart, width, height, fit=False)


def _money_rows(
    sources: Sequence[SourceOfMoney], language: str, *, narrow: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Texts with their place, and the parts of the bars. A source's name stands above its years."""
    largest = max(each.amount for source in sources for each in source.years) or Decimal(1)
    width = NARROW[0] if narrow else WIDE[0]
    room = width - 48 - (4 if narrow else 250)
    texts: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    y = 0
    for source in sources:
        if not source.years:
            continue
        y += 16
        texts.append({"x": 0, "y": y, "text": source.title, "strong": True})
        if source.expires:
            day = _("expires %(day)s") % {"day": wording.day(source.expires, language)}
            if narrow:
                y += 19
            # A sign is about eight pixels wide: the day stands after the name.
            texts.append(
                {"x": 0 if narrow else 8 * len(source.title) + 16, "y": y, "text": day, "strong": False}
            )
        for each in source.years:
            y += 24
            texts.append({"x": 0, "y": y, "text": str(each.year), "strong": False})
            parts += [{"y": y, **part} for part in _money_parts(each)]
            amounts = _("%(amount)s, spent %(spent)s") % {
                "amount": wording.millions(each.amount, language),
                "spent": wording.millions(each.spent, language),
            }
            if narrow:
                y += 20
                texts.append({"x": 48, "y": y, "text": amounts, "strong": False})
            else:
                end = 48 + float(each.amount / largest) * room + 8
                texts.append({"x": end, "y": y, "text": amounts, "strong": False})
        y += 12
    return texts, parts


def _money_parts(each: YearOfMoney) -> list[dict[str, Any]]:
    spent = min(max(each.spent, Decimal(0)), each.amount)
    committed = min(max(each.committed, Decimal(0)), each.amount - spent)
    edges = [Decimal(0), spent, spent + committed, each.amount]
    looks = [(BLUE, BLUE), ("#4292c6", BLUE), ("#ffffff", LINE)]
    return [
        {"from": float(begins), "to": float(ends), "fill": fill, "stroke": stroke}
        for (begins, ends), (fill, stroke) in zip(pairwise(edges), looks, strict=True)
        if ends > begins
    ]


# --- drawing -------------------------------------------------------------------------------------------


def _language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


def _spec(chart: Any, width: int, height: int, *, fit: bool = True) -> str:
    # What is said in the dictionary costs Altair no copy of the whole chart, and no check against its schema
    # (a tenth of a second a picture): the tests check ours.
    spec = chart.to_dict(validate=False)
    spec |= {"width": width, "height": height, "config": CONFIG}
    if fit:
        spec["autosize"] = {"type": "fit", "contains": "padding"}
    return json.dumps(spec, ensure_ascii=False, sort_keys=True)


_lock = Lock()
_ready = False


def _renderer() -> Any:
    import vl_convert

    global _ready
    with _lock:
        if not _ready:
            vl_convert.register_font_directory(str(FONTS))
            _ready = True
    return vl_convert


def _settings(language: str) -> dict[str, Any]:
    return {
        "allowed_base_urls": [],
        "format_locale": "da-DK" if language == "da" else "en-GB",
    }


@lru_cache(maxsize=REMEMBERED)
def _draw(spec: str, language: str) -> str:
    return clean(_renderer().vegalite_to_svg(spec, **_settings(language)))


@lru_cache(maxsize=32)
def _paint(spec: str, language: str) -> bytes:
    return bytes(_renderer().vegalite_to_png(spec, scale=2.7, **_settings(language)))


def clean(svg: str) -> str:
    """An SVG for inline use: no style, no script, no link, no roles; ids that no other picture has."""
    ElementTree.register_namespace("", SVG)
    # The renderer's own output, not a stranger's file.
    root = ElementTree.fromstring(svg)  # noqa: S314
    mark = sha256(svg.encode()).hexdigest()[:10]
    for parent in list(root.iter()):
        for child in list(parent):
            empty = child.get("class") in ("background", "foreground") and not child.get("stroke")
            if empty or child.tag in (f"{{{SVG}}}style", f"{{{SVG}}}script"):
                parent.remove(child)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if _NOISE.match(name) or name.startswith(("on", "{")):
                del element.attrib[name]
            elif name == "id":
                element.set(name, f"{mark}-{value}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{mark}-"))
    root.set("focusable", "false")
    return ElementTree.tostring(root, encoding="unicode")
