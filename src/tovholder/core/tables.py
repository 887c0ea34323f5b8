"""Reading what people upload: one way for CSV and for Excel.

    table = read_table(request.FILES["file"], "skoler.xlsx", wanted=COLUMNS)    # raises Unreadable
    columns = match_columns(table.header, COLUMNS)                   # {"name": 0, "number": 2, "note": None}
    outcome = parse_rows(table.rows, columns, COLUMNS)               # raises MissingColumns
    outcome.taken      [Parsed(line=2, values={"name": …, "number": …, "note": None}), …]
    outcome.refused    [Refusal(line=3, column="Number", message="…"), …]

where `COLUMNS = [Column("name", _("name"), aliases=("navn", "skole"), required=True, parse=text(200)), …]`.
The user corrects `columns` on screen: each value is the index of a head, or None. A row is refused with
all its faults, or taken; parse_rows loses none. An empty cell gives the column's `empty`, and is a fault
where the column is required.

Every cell is text, written as a Dane would write it in a CSV file: `2022-09-20`, `13:30`, `1,5`, `ja`.
`table.rows` goes into a JSON column as `[row.as_json() for row in rows]` and back by `Row.from_json`.
Parsers: `text`, `digits`, `whole_number`, `day`, `clock_time`, `moment`, `one_of`,
`email`; one's own is a function from str that raises `Fault`.
"""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_BYTES = 10 * 1024 * 1024
#: What an Excel file may unpack to: it is a zip, and a small one can hold gigabytes.
MAX_UNPACKED = 80 * 1024 * 1024
PIECE = 64 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
#: Lines that are looked at, the empty ones included.
MAX_LINES = 100_000


class Unreadable(Exception):
    """The file cannot be read as a table. The message says why and what to do, in the reader's language."""


class MissingColumns(Exception):
    """A column that is needed was not chosen. The message names it."""


class Fault(ValueError):
    """A cell cannot be taken. The message says why, in the reader's language."""


@dataclass(frozen=True)
class Row:
    """A line of the file: its number as a spreadsheet shows it, its cells, and which cannot be read."""

    line: int
    cells: list[str]
    #: Index of a cell, as text, and what is wrong with it; "" is the whole row.
    faults: dict[str, str] = field(default_factory=dict)

    def cell(self, index: int) -> str:
        return self.cells[index] if index < len(self.cells) else ""

    def as_json(self) -> list[Any]:
        return [self.line, self.cells, self.faults]

    @classmethod
    def from_json(cls, value: Sequence[Any]) -> "Row":
        return cls(*value)


@dataclass(frozen=True)
class Table:
    """What a file holds. `sheet` is the sheet that was read, `sheets` those with something in them."""

    name: str
    header: list[str]
    rows: list[Row]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    header_line: int = 1


def read_table(file: IO[bytes], name: str, *, sheet: str = "", wanted: Sequence["Column"] = ()) -> Table:
    """What is in a CSV or Excel file. The content decides which it is, not the name.

    :param file: open for reading bytes, at its beginning.
    :param sheet: the sheet of an Excel file to read; the first with something in it, where empty.
    :param wanted: the columns that are looked for: the heads are the line that names most of them.
    :raises Unreadable: with a message for the reader.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(limit)s MB. Divide it.") % {"limit": MAX_BYTES // 1024 // 1024}
        )
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if data.startswith(b"PK\x03\x04"):
        return _read_excel(data, name, sheet, wanted)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_old_or_locked(data))
    if data.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. A table is read from Excel (.xlsx) or CSV."))
    return _read_csv(data, name, wanted)


# --- CSV -----------------------------------------------------------------------------------------------

#: What Danish letters become when a file of DOS or of an old Mac is read as Windows-1252, or UTF-8 twice.
_MISREAD = re.compile(r"[A-Za-z][›†¾¿Œ]|[›†¾¿Œ¯®][a-z]|Ã[¦¸¥†˜…]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Control characters, and those that turn the direction of what is read.
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def _read_csv(data: bytes, name: str, wanted: Sequence["Column"]) -> Table:
    content = read_text(data)
    delimiter = _delimiter(content)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    return _table(name, _csv_lines(reader), wanted)


def _csv_lines(reader: Any) -> Iterator[Row]:
    line = 0
    try:
        for cells in reader:
            yield Row(line + 1, [_clean(cell) for cell in cells])
            line = reader.line_num
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)s cannot be read: a quotation mark is opened and not closed, or closed too early.")
            % {"line": line + 1}
        ) from error


def read_text(data: bytes) -> str:
    """What a text file says: UTF-8, UTF-16 with its mark, or Windows-1252.

    :raises Unreadable: it is no text, or Danish letters would be lost.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = _decoded(data, "utf-16")
    elif b"\x00" in data[:4096]:
        raise Unreadable(
            _("This is no text that can be read. Save the table as Excel (.xlsx) or as CSV in UTF-8.")
        )
    else:
        try:
            content = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            content = _decoded(data, "cp1252")
        if _MISREAD.search(content):
            raise _wrong_encoding()
    if "\x00" in content or _CONTROL.search(content[:4096]):
        raise Unreadable(
            _("This is no text that can be read. Save the table as Excel (.xlsx) or as CSV in UTF-8.")
        )
    return content


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong_encoding() from error


def _wrong_encoding() -> Unreadable:
    return Unreadable(
        _("The letters of this file cannot be read (æ, ø and å would be lost). Save it as “CSV UTF-8”.")
    )


def _delimiter(content: str) -> str:
    """What stands between the cells: what comes equally often, outside quotation marks, in the most lines."""
    counts: dict[str, Counter[int]] = {mark: Counter() for mark in ";,\t"}
    for line in islice((line for line in io.StringIO(content) if line.strip()), 20):
        bare = re.sub(r'"[^"]*"', "", line)
        for mark, counted in counts.items():
            counted[bare.count(mark)] += 1
    alike = {mark: max((n for times, n in c.items() if times), default=0) for mark, c in counts.items()}
    return max(alike, key=lambda mark: alike[mark])


# --- Excel ---------------------------------------------------------------------------------------------


def _old_or_locked(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _("The file is protected by a password. Save it without one.")
    return _("This is the old Excel format (.xls). Open it in Excel and save it as .xlsx.")


def _read_excel(data: bytes, name: str, asked: str, wanted: Sequence["Column"]) -> Table:
    content = _unpacked(data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(content, read_only=True, data_only=True)
            try:
                return _read_book(book, name, asked, wanted)
            finally:
                book.close()
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part of the file leads it to
        raise Unreadable(
            _("The Excel file is damaged or not quite Excel. Open it, save it as .xlsx, and try again.")
        ) from error


def _unpacked(data: bytes) -> io.BytesIO:
    """The same zip, with its parts uncompressed and as large as it says of them.

    A zip may say less of a part than it holds, and who reads the part whole unpacks it before counting.
    """
    plain = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(plain, "w") as copy:
            parts = {part.filename: part for part in archive.infolist()}
            if any(part.flag_bits & 1 for part in parts.values()):
                raise Unreadable(_("The file is protected by a password. Save it without one."))
            if "xl/workbook.xml" not in parts:
                raise Unreadable(
                    _("This is not an Excel file (.xlsx). Save the table as Excel (.xlsx) or as CSV.")
                )
            if sum(part.file_size for part in parts.values()) > MAX_UNPACKED:
                raise Unreadable(
                    _("There is more in the Excel file than can be read. Divide it: at most %(rows)s rows.")
                    % {"rows": _spoken(MAX_ROWS)}
                )
            for part in parts.values():
                content = _part(archive, part)
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content:
                    raise Unreadable(_("The Excel file holds definitions that are not read."))
                copy.writestr(part.filename, content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Unreadable(_("The Excel file is damaged.")) from error
    return plain


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part, unpacked piece by piece up to the size that the zip gives.

    :raises zipfile.BadZipFile: it is packed as no spreadsheet packs: those ways cannot be unpacked in pieces.
    """
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    with archive.open(part) as opened:
        return b"".join(iter(lambda: opened.read(PIECE), b""))


def _read_book(book: Any, name: str, asked: str, wanted: Sequence["Column"]) -> Table:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = [sheet for sheet in visible if _has_something(sheet)]
    if not filled:
        raise Unreadable(_("There is nothing in the file's visible sheets."))
    titles = [sheet.title for sheet in filled]
    chosen = next((sheet for sheet in filled if sheet.title == asked), filled[0])
    merged, unanswered = _marks(chosen)
    table = _table(name, _excel_lines(chosen, unanswered), wanted, sheet=chosen.title, sheets=titles)
    # A title above the table may stretch over several cells; heads and rows may not.
    inside = [area for area in merged if _last_line(area) >= table.header_line]
    if inside:
        raise Unreadable(
            _("Cells are merged on the sheet “%(sheet)s”: %(cells)s. Separate them: a row has its own cells.")
            % {"sheet": chosen.title, "cells": ", ".join(inside[:5]) + (" …" if len(inside) > 5 else "")}
        )
    return table


def _has_something(sheet: Any) -> bool:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if any(value not in (None, "") for value in row):
            return True
        if number > MAX_LINES:
            break
    return False


def _excel_lines(sheet: Any, unanswered: set[str]) -> Iterator[Row]:
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells, faults = [], {}
        for index, cell in enumerate(row):
            if cell.data_type == "e":
                faults[str(index)] = _("Excel shows an error here: %(value)s.") % {"value": cell.value}
                cells.append("")
                continue
            if unanswered and cell.value is None and getattr(cell, "coordinate", "") in unanswered:
                faults[str(index)] = _(
                    "A formula without a result. Open the file in Excel and save it, or paste it as values."
                )
            cells.append(_spelled(cell.value))
        yield Row(line, cells, faults)


# Possessive, and never past the next "<": a sheet that is made to be searched long is not.
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z0-9:]+)"')
#: A cell with a formula and no result. One whose result is the empty text says so: t="str".
_UNANSWERED = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*+)>\s*+<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*+>[^<]*+</(?:\w+:)?f>)\s*+"
    rb"(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v>\s*+</(?:\w+:)?v>\s*+)?+</(?:\w+:)?c>"
)
_AT = re.compile(rb'\br="([A-Z]+[0-9]+)"')


def _marks(sheet: Any) -> tuple[list[str], set[str]]:
    """The merged areas of a sheet, and its formulas without a result: the fast reader tells neither."""
    with sheet._get_source() as source:
        content = source.read()
    merged = list(dict.fromkeys(area.decode() for area in _MERGED.findall(content)))
    unanswered = {
        at[1].decode()
        for attributes in _UNANSWERED.findall(content)
        if b't="str"' not in attributes and (at := _AT.search(attributes))
    }
    return merged, unanswered


def _last_line(reference: str) -> int:
    return max(int(number) for number in re.findall(r"\d+", reference))


def _spelled(value: Any) -> str:
    """A cell of Excel as a Dane would write it in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return _clean(str(value))


# --- what both have in common --------------------------------------------------------------------------


def _clean(value: str) -> str:
    """Without what a spreadsheet leaves around a cell; a hard space is a space."""
    return value.replace("\xa0", " ").replace("\r\n", "\n").strip()


def _spoken(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _table(
    name: str,
    lines: Iterable[Row],
    wanted: Sequence["Column"],
    *,
    sheet: str = "",
    sheets: list[str] | None = None,
) -> Table:
    """The heads and the rows with something in them."""
    filled = _filled(lines)
    first = list(islice(filled, 10))
    if not first:
        raise Unreadable(_("The file is empty."))
    heads = _heads(first, wanted)
    header = [" ".join(cell.split()) for cell in first[heads].cells]
    while header and not header[-1]:
        header.pop()
    rows: list[Row] = []
    for row in chain(first[heads + 1 :], filled):
        if len(rows) == MAX_ROWS:
            raise Unreadable(
                _("There are more than %(limit)s rows in the file. Divide it.") % {"limit": _spoken(MAX_ROWS)}
            )
        rows.append(_fitted(row, len(header)))
    if not rows:
        raise Unreadable(_("The file has heads of columns and no rows below them."))
    return Table(name, header, rows, sheet, sheets or [], first[heads].line)


def _heads(first: Sequence[Row], wanted: Sequence["Column"]) -> int:
    """Which of the first lines holds the heads: titles and a line of wider heads often stand above them.

    The one that names most of the columns looked for; where none names two, the first with two cells.
    """
    named = [sum(index is not None for index in match_columns(row.cells, wanted).values()) for row in first]
    if max(named) >= 2:
        return named.index(max(named))
    return next((n for n, row in enumerate(first) if sum(map(bool, row.cells)) >= 2), 0)


def _filled(lines: Iterable[Row]) -> Iterator[Row]:
    for row in lines:
        if row.line > MAX_LINES:
            raise Unreadable(
                _("The table goes on below line %(limit)s. Delete the empty rows below it, or divide it.")
                % {"limit": _spoken(MAX_LINES)}
            )
        while row.cells and not row.cells[-1] and str(len(row.cells) - 1) not in row.faults:
            row.cells.pop()
        if any(row.cells) or row.faults:
            if len(row.cells) > MAX_COLUMNS:
                raise Unreadable(
                    _("Line %(line)s has more than %(limit)s columns.")
                    % {"line": row.line, "limit": MAX_COLUMNS}
                )
            yield row


def _fitted(row: Row, width: int) -> Row:
    """The row as wide as the heads. A cell beyond them is a fault: the row may have slipped."""
    beyond = any(row.cells[width:])
    cells = (row.cells + [""] * width)[:width]
    faults = {key: text for key, text in row.faults.items() if int(key) < width}
    for index, cell in enumerate(cells):
        if len(cell) > MAX_CELL:
            cells[index] = cell[:50] + "…"
            faults[str(index)] = _("The cell holds %(length)s characters; at most %(limit)s are read.") % {
                "length": _spoken(len(cell)),
                "limit": _spoken(MAX_CELL),
            }
    if beyond:
        faults[""] = _("The row has more cells than there are heads of columns.")
    return Row(row.line, cells, faults)


# --- columns and rows ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """What a row is to give.

    :param key: the name under which the value comes out.
    :param label: what the reader calls it.
    :param aliases: other heads that mean the same, in Danish and English.
    :param required: a row with an empty cell here is refused.
    :param parse: from the cell's text to the value; raises `Fault`. Not asked for an empty cell.
    :param empty: the value of an empty cell, and of a column that the file does not have.
    """

    key: str
    label: str | Promise
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = str
    empty: Any = None


def match_columns(header: Sequence[str], wanted: Sequence[Column]) -> dict[str, int | None]:
    """Guess which head is which column, by name. A head is used once; what is not found is None."""
    heads = [folded(head) for head in header]
    found: dict[str, int | None] = {column.key: None for column in wanted}
    free = {index for index, head in enumerate(heads) if head}
    for fits in (_same, _starts, _contains):
        for column in wanted:
            if found[column.key] is not None:
                continue
            names = [folded(str(name)) for name in (column.label, column.key, *column.aliases)]
            for index in sorted(free):
                if any(fits(heads[index], name) for name in names):
                    found[column.key] = index
                    free.discard(index)
                    break
    return found


def folded(head: str) -> str:
    """A head or a word as it is compared: letters and digits alone, æ as ae, in lower case."""
    spelled = head.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]", "", spelled)


def _same(head: str, name: str) -> bool:
    return head == name


def _starts(head: str, name: str) -> bool:
    return len(name) >= 4 and head.startswith(name)


def _contains(head: str, name: str) -> bool:
    return len(name) >= 6 and name in head


@dataclass(frozen=True)
class Parsed:
    """A row that can be taken: its line and its values by the columns' keys."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """One reason why a row is not taken. `column` is the head in the file, "" for the whole row."""

    line: int
    column: str
    message: str


@dataclass
class Outcome:
    """Every row of the file, in one of the two."""

    taken: list[Parsed] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def refused_lines(self) -> int:
        """How many rows were refused; each may have several reasons."""
        return len({refusal.line for refusal in self.refused})


#: How the line below a table begins that sums it up, folded.
_TOTALS = {"ialt", "total", "totalt", "sum", "summa"}


def parse_rows(rows: Iterable[Row], columns: Mapping[str, int | None], wanted: Sequence[Column]) -> Outcome:
    """Every row, as values or as a refusal with all its reasons.

    :param columns: from `match_columns`, or as chosen on screen.
    :raises MissingColumns: a required column was not chosen.
    """
    missing = [str(column.label) for column in wanted if column.required and columns.get(column.key) is None]
    if missing:
        raise MissingColumns(
            ngettext("Choose the column for: %(names)s.", "Choose the columns for: %(names)s.", len(missing))
            % {"names": ", ".join(missing)}
        )
    outcome = Outcome()
    for row in rows:
        values, faults = _parse(row, columns, wanted)
        if faults:
            outcome.refused += faults
        else:
            outcome.taken.append(Parsed(row.line, values))
    return outcome


def _parse(
    row: Row, columns: Mapping[str, int | None], wanted: Sequence[Column]
) -> tuple[dict[str, Any], list[Refusal]]:
    values: dict[str, Any] = {}
    faults: list[Refusal] = []
    if folded(next(filter(None, row.cells), "")) in _TOTALS:
        return {}, [Refusal(row.line, "", _("This is a line of totals. Only the rows above it are counted."))]
    if "" in row.faults:
        faults.append(Refusal(row.line, "", row.faults[""]))
    for column in wanted:
        index = columns.get(column.key)
        if index is None:
            values[column.key] = column.empty
            continue
        if str(index) in row.faults:
            faults.append(Refusal(row.line, str(column.label), row.faults[str(index)]))
            continue
        cell = row.cell(index)
        if not cell:
            values[column.key] = column.empty
            if column.required:
                faults.append(Refusal(row.line, str(column.label), _("The cell is empty.")))
            continue
        try:
            values[column.key] = column.parse(cell)
        except Fault as fault:
            faults.append(Refusal(row.line, str(column.label), str(fault)))
    return values, faults


# --- parsers -------------------------------------------------------------------------------------------


def _shown(cell: str) -> str:
    short = _UNPRINTED.sub("\ufffd", cell)
    return short if len(short) <= 40 else short[:39] + "…"


def text(max_length: int, *, lines: bool = False) -> Callable[[str], str]:
    """Text of at most so many characters; on one line, unless `lines`."""

    def parse(cell: str) -> str:
        if _UNPRINTED.search(cell):
            raise Fault(_("There are control characters in the text."))
        if cell.startswith("="):
            raise Fault(
                _("The text begins with “=”, as a formula does: “%(cell)s”.") % {"cell": _shown(cell)}
            )
        value = cell if lines else " ".join(cell.split())
        if len(value) > max_length:
            raise Fault(
                _("The text has %(length)s characters; at most %(limit)s fit.")
                % {"length": _spoken(len(value)), "limit": _spoken(max_length)}
            )
        return value

    return parse


def digits(max_length: int) -> Callable[[str], str]:
    """A number that names something (an institution): digits only, leading zeros kept."""

    def parse(cell: str) -> str:
        value = cell.replace(" ", "")
        if not (value.isascii() and value.isdigit()) or len(value) > max_length:
            raise Fault(
                _("“%(cell)s” is not a number of at most %(limit)s digits.")
                % {"cell": _shown(cell), "limit": max_length}
            )
        return value

    return parse


def whole_number(minimum: int, maximum: int) -> Callable[[str], int]:
    """A whole number between two; `1.234` is one thousand two hundred and thirty-four."""

    def parse(cell: str) -> int:
        value = _decimal(cell)
        if value != value.to_integral_value():
            raise Fault(_("“%(cell)s” is not a whole number.") % {"cell": _shown(cell)})
        if not minimum <= value <= maximum:
            raise Fault(
                _("“%(cell)s” is not between %(minimum)s and %(maximum)s.")
                % {"cell": _shown(cell), "minimum": _spoken(minimum), "maximum": _spoken(maximum)}
            )
        return int(value)

    return parse


_DANISH_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_POINTED_NUMBER = re.compile(r"[+-]?\d+\.\d+")


def _decimal(cell: str) -> Decimal:
    """A number in Danish writing: `1.234,5`; also `1234.5`, where the point can be no thousands' point."""
    bare = cell.replace(" ", "").replace("−", "-")
    if len(bare) <= 30 and bare.isascii():
        try:
            if _DANISH_NUMBER.fullmatch(bare):
                return Decimal(bare.replace(".", "").replace(",", "."))
            if _POINTED_NUMBER.fullmatch(bare):
                return Decimal(bare)
        except InvalidOperation:
            pass
    raise Fault(_("“%(cell)s” is not a number.") % {"cell": _shown(cell)})


_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?:d\.\s*)?(\d{1,2})\s*[-./]\s*(\d{1,2})\s*(?:[-./]\s*|\s)(\d{4}|\d{2})", re.ASCII)


def day(cell: str) -> date:
    """A day: `2022-09-20`, `20-09-2022`, `20/9 2022`, `20/9-22`; a time behind it must be midnight."""
    found = _day(re.sub(r"[T ]00:00(:00)?$", "", cell))
    if found is None:
        raise Fault(_("“%(cell)s” is not a day. Write it as 20-09-2022.") % {"cell": _shown(cell)})
    return found


def _day(cell: str) -> date | None:
    bare = cell.strip()
    if found := _YEAR_FIRST.fullmatch(bare):
        year, month, on = found.groups()
    elif found := _DAY_FIRST.fullmatch(bare):
        on, month, year = found.groups()
    else:
        return None
    try:
        read = date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(on))
    except ValueError:
        return None
    return read if 1900 <= read.year <= 2100 else None


def clock_time(cell: str) -> time:
    """A time of day: `13:30`, `13.30`, `kl. 9`."""
    found = re.fullmatch(r"(?:kl\.?\s*)?(\d{1,2})(?:[:.](\d{2}))?(?::00)?", cell.strip(), re.IGNORECASE)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise Fault(_("“%(cell)s” is not a time. Write it as 13:30.") % {"cell": _shown(cell)})


def moment(cell: str) -> datetime:
    """A day with a time, in the municipality's time zone: `2022-09-20 13:30`, `20.9.2022 kl. 13.30`."""
    found = re.fullmatch(r"(.+?)[T ] ?((?:kl\.? ?)?\d{1,2}[:.]\d{2}(?::\d{2})?)", " ".join(cell.split()))
    on = _day(found[1]) if found else None
    if not found or on is None:
        raise Fault(
            _("“%(cell)s” is not a day and a time. Write them as 20-09-2022 13:30.") % {"cell": _shown(cell)}
        )
    return timezone.make_aware(datetime.combine(on, clock_time(found[2])))


def one_of(choices: Mapping[Any, Sequence[str | Promise]]) -> Callable[[str], Any]:
    """One of some values, each with the words for it: `{"free": ("friskole", "privat"), …}`."""

    def parse(cell: str) -> Any:
        asked = folded(cell)
        for value, words in choices.items():
            if asked in {folded(str(word)) for word in (value, *words)}:
                return value
        names = ", ".join(str(words[0]) for words in choices.values() if words)
        raise Fault(_("“%(cell)s” is not one of: %(names)s.") % {"cell": _shown(cell), "names": names})

    return parse


def email(cell: str) -> str:
    """An e-mail address."""
    try:
        validate_email(cell)
    except ValidationError as error:
        raise Fault(_("“%(cell)s” is not an e-mail address.") % {"cell": _shown(cell)}) from error
    return cell
