"""A report as an Excel file: numbers as numbers, dates as dates, a head on every sheet.

What somebody wrote is text whatever it begins with: nothing becomes a formula or a link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from tovholder.core.typesetting import plain
from tovholder.programme.suppression import THRESHOLD, Shown
from tovholder.reports import composition, wording
from tovholder.reports.content import Goal, StatusReport
from tovholder.reports.status import STATE_WORDS

#: A cell of Excel holds no more; a longer text goes on in the cells below.
LONGEST = 32_000


@dataclass(frozen=True)
class Column:
    """A column: its head, how wide it is (signs), and what it holds."""

    head: str
    width: int = 14
    holds: str = "text"  # text, number, decimal, percent, money, date, month


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    filtered: bool = True


def render(report: StatusReport) -> bytes:
    """Return the file, in the report's language."""
    with override(report.language):
        sheets = [
            _cover(report),
            _figures(report),
            _months(report),
            _splits(report),
            *([_besides(report)] if report.beside else []),
            _sessions(report),
            _budget(report),
            _narratives(report),
            _definitions(report),
        ]
        return _write(report, sheets)


def _write(report: StatusReport, sheets: Sequence[Sheet]) -> bytes:
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties(
        {
            "title": plain(report.plan_title)[:255],
            "author": plain(report.administration)[:255],
            "subject": plain(f"{report.municipality}, {report.year}")[:255],
            "comments": composition.mark(report),
            "created": report.made_at.replace(tzinfo=None),
        }
    )
    looks = _looks(book)
    for sheet in sheets:
        _sheet(book, looks, sheet, composition.mark(report))
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    top = {"valign": "top", "font_name": "Arial", "font_size": 10}
    return {
        "head": book.add_format({**top, "bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        "mark": book.add_format({**top, "bold": True, "bg_color": "#FFEECC"}),
        "text": book.add_format({**top, "text_wrap": True, "align": "left", "indent": 1}),
        "number": book.add_format({**top, "num_format": "#,##0"}),
        "decimal": book.add_format({**top, "num_format": "#,##0.0"}),
        "percent": book.add_format({**top, "num_format": '0.0" %"'}),
        "year": book.add_format({**top, "num_format": "0", "align": "left"}),
        "money": book.add_format({**top, "num_format": "#,##0.00"}),
        "date": book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
        "month": book.add_format({**top, "num_format": "yyyy-mm", "align": "left"}),
    }


def _sheet(book: Any, looks: dict[str, Any], sheet: Sheet, mark: str) -> None:
    page = book.add_worksheet(sheet.name[:31])
    page.set_landscape()
    # A wide sheet is printed on A3.
    page.set_paper(8 if sum(column.width for column in sheet.columns) > 190 else 9)
    page.fit_to_pages(1, 0)
    top = 0
    if mark:
        # The mark stands above the head, so that it is printed and seen on every sheet.
        page.write_string(0, 0, mark, looks["mark"])
        page.set_header(f"&L{mark}")
        top = 1
    page.set_footer("&L&A&R&P / &N")
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
        page.write_string(top, n, column.head, looks["head"])
    page.set_row(top, 28)
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    line = top + 1
    for row in sheet.rows:
        height = 1
        # Programs other than Excel do not grow a row by the text in it.
        page.set_row(line, _points(row, sheet.columns))
        for n, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            height = max(height, _cell(page, line, n, value, column.holds, looks))
        line += height
    if sheet.rows and sheet.filtered:
        page.autofilter(top, 0, line - 1, len(sheet.columns) - 1)


def _points(row: Sequence[Any], columns: Sequence[Column]) -> float:
    """How high a row is with its texts broken at their columns' widths; Excel allows 409 points."""
    lines = 1
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and column.holds == "text":
            signs = max(int(column.width * 1.05), 4)
            lines = max(lines, sum(1 + len(part) // signs for part in value[:LONGEST].split("\n")))
    return float(min(13.5 * lines + 1.5, 400.0))


def _cell(page: Any, line: int, n: int, value: Any, holds: str, looks: dict[str, Any]) -> int:
    """Write a value; return how many rows it took (a text longer than a cell goes on below)."""
    if value is None or value == "":
        page.write_blank(line, n, None, looks[holds])
    elif isinstance(value, date):
        page.write_datetime(line, n, value, looks[holds if holds in ("date", "month") else "date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        whole = holds == "number" and value != int(value)
        page.write_number(
            line, n, float(value), looks["decimal" if whole else holds if holds != "text" else "number"]
        )
    else:
        text = plain(str(value))
        pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
        for down, piece in enumerate(pieces):
            page.write_string(line + down, n, piece, looks["text"])
        return len(pieces)
    return 1


# --- sheets --------------------------------------------------------------------------------------------


def _cover(report: StatusReport) -> Sheet:
    language = report.language
    rows: list[tuple[str, Any]] = [
        (_("Action plan"), report.plan_title),
        (_("Municipality"), report.municipality),
        (_("To"), report.committee),
        (_("From"), report.administration),
        (_("Year"), str(report.year)),
        (_("Period"), wording.period(report.period_from, report.as_of, language)),
        (_("Figures"), composition.counted_as_of(report)),
        (pgettext("report", "Made"), report.made_on),
        (_("Method"), composition.method(report)),
        (_("Small numbers"), f"{composition.small_cells()} {composition.citizens(report)}"),
    ]
    rows.insert(5, (_("Recommendation"), report.recommendation))
    return Sheet(
        _("Report"), [Column(_("What"), 22), Column(pgettext("report", "Says"), 100)], rows, filtered=False
    )


def _group_of(report: StatusReport) -> dict[int, str]:
    return {id(goal): f"{group.number}. {group.title}" for group in report.groups for goal in group.all_goals}


def _figures(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Target group"), 30),
        Column(_("Goal"), 44),
        Column(pgettext("report", "Kind"), 14),
        Column(_("Reached"), 11, "number"),
        Column(_("Target"), 11, "number"),
        Column(_("Pace today"), 11, "decimal"),
        Column(_("State"), 14),
        Column(_("Deviation"), 60),
        Column(_("Numerator"), 11, "number"),
        Column(_("Denominator"), 11, "number"),
        Column(_("Unit"), 12),
        Column(pgettext("report", "Due"), 12, "date"),
        Column(_("As of"), 12, "date"),
        Column(_("Entered by hand"), 12),
        Column(pgettext("report", "Evidence"), 40),
        Column(_("Code"), 26),
        Column(_("Source"), 30),
    ]
    groups = _group_of(report)
    rows = [
        [
            groups.get(id(goal), ""),
            figure.label,
            composition.kind_label(figure.kind),
            _reached(goal, report.language),
            figure.target,
            # A milestone is on pace until its day: a share of it beside that would say otherwise.
            None if goal.is_milestone or figure.state in ("met", "missed") else figure.expected,
            str(STATE_WORDS[figure.state]),
            goal.deviation,
            figure.numerator,
            figure.denominator,
            figure.unit,
            figure.due_on,
            figure.as_of,
            _("yes") if figure.manual else _("no"),
            figure.evidence,
            _code(goal),
            figure.source,
        ]
        for goal in report.goals
        for figure in [goal.figure]
    ]
    return Sheet(pgettext("sheet", "Figures"), columns, rows)


def _reached(goal: Goal, language: str) -> Any:
    if goal.small:
        return f"<{THRESHOLD}"
    figure = goal.figure
    return figure.value if figure.most is None else wording.span(figure.value, figure.most, language)


def _code(goal: Goal) -> str:
    return f"{goal.figure.code}, {goal.figure.part}" if goal.figure.part else goal.figure.code


def _months(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Goal"), 44),
        Column(_("Month"), 11, "month"),
        Column(_("In total"), 11, "number"),
        Column(_("Pace"), 11, "decimal"),
        Column(_("Code"), 26),
    ]
    rows = [
        [goal.figure.label, point.month, point.value, point.expected, _code(goal)]
        for goal in report.goals
        if not goal.is_milestone
        for point in goal.figure.months
        if point.value is not None or point.expected is not None
    ]
    return Sheet(_("Months"), columns, rows)


def _splits(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Goal"), 44),
        Column(_("Split by"), 20),
        Column(pgettext("report", "Value"), 30),
        Column(pgettext("report", "Number"), 11, "number"),
    ]
    rows = [
        [
            goal.figure.label,
            composition.dimension_label(dimension),
            piece.label,
            piece.amount if piece.shown is Shown.EXACT else composition.piece_text(piece, report.language),
        ]
        for goal in report.goals
        for dimension, pieces in goal.splits
        for piece in pieces
    ]
    return Sheet(_("Splits"), columns, rows)


def _besides(report: StatusReport) -> Sheet:
    columns = [
        Column(_("What is counted"), 44),
        Column(_("Split by"), 20),
        Column(pgettext("report", "Value"), 34),
        Column(pgettext("report", "Number"), 11, "number"),
        Column(_("Unit"), 12),
    ]
    rows: list[list[Any]] = []
    for each in report.beside:
        exact = each.value is not None and each.most is None
        told = each.value if exact else composition.beside_text(each, report.language)
        rows.append([each.label, "", "", told, each.unit])
        for dimension, pieces in each.splits:
            by = composition.dimension_label(dimension)
            for piece in pieces:
                text = composition.piece_text(piece, report.language)
                amount = piece.amount if piece.shown is Shown.EXACT else text
                rows.append([each.label, by, piece.label, amount, each.unit])
    return Sheet(_("Besides the goals"), columns, rows)


def _sessions(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Counted by"), 16),
        Column(pgettext("report", "Value"), 34),
        Column(pgettext("report", "Sessions"), 11, "number"),
    ]
    rows: list[list[Any]] = [[_("district"), name, count] for name, count in report.sessions.by_district]
    rows += [[pgettext("report", "kind"), kind, count] for kind, count in report.sessions.by_kind]
    rows += [
        [_("month"), f"{wording.month(month.month, report.language)} {month.year}", count]
        for month, count in report.sessions.by_month
    ]
    return Sheet(pgettext("report", "Sessions"), columns, rows)


def _budget(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Table"), 30),
        Column(_("Source"), 24),
        Column(_("Year"), 8, "year"),
        Column(_("Granted"), 15, "money"),
        Column(_("Spent"), 15, "money"),
        Column(_("Committed"), 15, "money"),
        Column(pgettext("report", "Free"), 15, "money"),
        Column(_("Expires"), 12, "date"),
        Column(_("Lapses"), 15, "money"),
        Column(_("Without cover"), 15, "money"),
        Column(_("New money through"), 40),
        Column(_("Deadline"), 12, "date"),
        Column(pgettext("report", "Stands"), 16),
        Column(_("Purpose"), 50),
    ]
    rows = [
        [
            source.table,
            source.title,
            each.year,
            each.amount,
            each.spent,
            each.committed,
            each.free,
            source.expires_on,
            source.lapses if each is source.years[-1] else None,
            sum((one.amount for one in source.uncovered), Decimal(0)) if each is source.years[-1] else None,
            source.refinancing_through,
            source.refinancing_deadline,
            source.refinancing_state,
            source.purpose,
        ]
        for source in report.sources
        for each in source.years
    ]
    return Sheet(_("Budget"), columns, rows)


def _narratives(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Target group"), 30),
        Column(_("Initiative"), 34),
        Column(_("From day"), 12, "date"),
        Column(_("To day"), 12, "date"),
        Column(_("Written"), 12, "date"),
        Column(_("Narrative"), 110),
    ]
    rows: list[list[Any]] = []
    for group in report.groups:
        for initiative in group.initiatives:
            told = initiative.narrative
            head = [f"{group.number}. {group.title}", initiative.title]
            if told is None:
                rows.append([*head, None, None, None, _("No narrative has been written for the period.")])
            else:
                written = told.written_at.date()
                rows.append([*head, told.period_from, told.period_to, written, told.text])
    return Sheet(_("Narratives"), columns, rows)


def _definitions(report: StatusReport) -> Sheet:
    columns = [
        Column(_("Goal or word"), 44),
        Column(pgettext("report", "Means"), 80),
        Column(_("Counts when"), 44),
        Column(_("Does not count"), 44),
        Column(_("Source or code"), 30),
    ]
    rows = [
        [
            figure.label,
            figure.definition or _("Not counted by itself."),
            figure.counts_when,
            figure.counts_not,
            _code(goal),
        ]
        for goal in report.goals
        for figure in [goal.figure]
    ]
    rows += [[each.term, each.meaning, "", "", each.source] for each in report.definitions]
    return Sheet(_("Definitions"), columns, rows)
