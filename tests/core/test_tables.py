"""What people upload: every kind of broken file is answered with a sentence, and no row is lost."""

import io
import time
import tracemalloc
import zipfile
import zlib
from datetime import UTC, date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook

from tovholder.core import tables
from tovholder.core.tables import (
    Column,
    Fault,
    MissingColumns,
    Unreadable,
    match_columns,
    parse_rows,
    read_table,
)

HEADER = ["Skole", "Nr.", "Bydel"]
ROWS = [["Ærø Skole", "101001", "Nørrebro"], ["Ål Friskole", "101002", "Valby"]]
COLUMNS = [
    Column("name", "name", aliases=("navn", "skole"), required=True, parse=tables.text(50)),
    Column(
        "number", "institution number", aliases=("nr", "institutionsnummer"), parse=tables.digits(6), empty=""
    ),
    Column("heads", "heads", aliases=("antal",), parse=tables.whole_number(0, 500)),
]


def read(data: bytes, name: str = "file.csv", **options):
    return read_table(io.BytesIO(data), name, **options)


def csv_of(rows, delimiter=";") -> str:
    return "\r\n".join(delimiter.join(row) for row in rows)


def excel(rows, *, prepare=None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if prepare:
        prepare(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


pytestmark = pytest.mark.usefixtures("in_english")


# --- files that can be read ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_as_spreadsheets_write_it(encoding, delimiter):
    table = read(csv_of([HEADER, *ROWS], delimiter).encode(encoding))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS
    assert [row.line for row in table.rows] == [2, 3]


def test_a_quoted_cell_may_hold_the_delimiter_and_a_line_break():
    table = read(b'Navn;Note\r\n"A; B";"to\r\nlinjer"\r\nC;d\r\n')
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["A; B", "to\nlinjer"]), (4, ["C", "d"])]


def test_an_address_with_commas_does_not_hide_the_semicolon():
    table = read("Navn;Adresse\nA;Gade 1, 2. tv, 2200 N\nB;Vej 2, 2100 Ø\n".encode())
    assert table.header == ["Navn", "Adresse"]
    assert table.rows[0].cells == ["A", "Gade 1, 2. tv, 2200 N"]


def test_the_heads_may_stand_below_a_title():
    table = read(b"Skoler i kommunen\n\nSkole;Nr.\nA;1\n")
    assert (table.header, table.header_line) == (["Skole", "Nr."], 3)
    assert table.rows[0].line == 4


def test_the_heads_may_stand_below_a_title_of_two_cells_and_a_line_of_wider_heads():
    lines = [
        ["Holdliste 2022", "udskrevet 12/3-22"],
        ["Stamdata", "", "Fremmøde"],
        ["Skole", "Nr.", "Antal"],
        ["Ærø Skole", "101001", "24"],
    ]
    table = read(csv_of(lines).encode(), wanted=COLUMNS)
    assert (table.header, table.header_line) == (["Skole", "Nr.", "Antal"], 3)
    assert [row.line for row in table.rows] == [4]


def test_a_title_that_names_a_column_does_not_hide_the_heads():
    table = read(
        csv_of([["Skole", "2022"], ["Skole", "Nr."], ["Ærø Skole", "101001"]]).encode(), wanted=COLUMNS
    )
    assert table.header_line == 2


@pytest.mark.parametrize("word", ["I alt", "TOTAL", "Sum:", "i alt "])
def test_a_line_of_totals_is_refused_as_what_it_is(word):
    table = read(
        csv_of([["Skole", "Nr.", "Antal"], ["Ærø Skole", "101001", "24"], [word, "", "24"]]).encode()
    )
    outcome = parse_rows(table.rows, match_columns(table.header, COLUMNS), COLUMNS)
    assert [parsed.line for parsed in outcome.taken] == [2]
    (refused,) = outcome.refused
    assert (refused.line, refused.column) == (3, "")
    assert "totals" in refused.message


def test_excel_is_read_as_text():
    rows = [
        ["Navn", "Dag", "Tid", "Antal", "Pris", "Ja"],
        ["A", date(2022, 9, 20), clock(13, 30), 24, 1.5, True],
    ]
    table = read(excel(rows), "x.xlsx")
    assert table.rows[0].cells == ["A", "2022-09-20", "13:30", "24", "1,5", "ja"]


def test_a_hidden_sheet_and_an_empty_one_are_passed_over():
    def prepare(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Tom")
        book.create_sheet("Skoler").append(["Skole"])
        book["Skoler"].append(["A"])
        book.create_sheet("Andre").append(["Andet"])

    table = read(excel([["Skjult"], ["X"]], prepare=prepare), "x.xlsx")
    assert (table.sheet, table.sheets) == ("Skoler", ["Skoler", "Andre"])
    assert table.rows[0].cells == ["A"]


def test_the_reader_may_ask_for_another_sheet():
    def prepare(book):
        book.create_sheet("Andre").append(["Andet"])
        book["Andre"].append(["B"])

    assert read(excel([["Skole"], ["A"]], prepare=prepare), "x.xlsx", sheet="Andre").header == ["Andet"]


def test_lines_keep_their_numbers_where_lines_are_empty():
    table = read(excel([["Navn"], ["A"], [], [None], ["B"]]), "x.xlsx")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["A"]), (5, ["B"])]


# --- files that cannot ---------------------------------------------------------------------------------


def old_excel() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def locked() -> bytes:
    return old_excel() + "EncryptedPackage".encode("utf-16-le") + bytes(100)


def zipped(**files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def bomb() -> bytes:
    return zipped(**{"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": bytes(200 * 1024 * 1024)})


def entities(before: str = "") -> bytes:
    start = f'<?xml version="1.0"?>{before}<!DOCTYPE x [<!ENTITY a "b">]>'
    return zipped(**{"xl/workbook.xml": f"{start}<x>&a;</x>"})


def packed_otherwise() -> bytes:
    """By a way that cannot be unpacked in pieces."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return stream.getvalue()


BROKEN = {
    "nothing": (b"", "empty"),
    "blank": (b" \r\n\r\n ", "empty"),
    "only delimiters": (b";;;\r\n;;;\r\n", "empty"),
    "heads alone": (b"Navn;Nr\r\n", "no rows"),
    "utf-16 without a mark": (csv_of([HEADER, *ROWS]).encode("utf-16-le"), "no text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no text"),
    "a late zero byte": (b"Navn;Nr\r\n" + b"A;1\r\n" * 2000 + b"B;\x00\r\n", "no text"),
    "control characters": (b"Navn;Nr\r\nA\x07;1\r\n", "no text"),
    "letters of DOS": (csv_of([["Skole"], ["Nørrebro på Ærø"]]).encode("cp865"), "letters"),
    "letters of DOS, small": (csv_of([["Skole"], ["Nørrebro på Fyn"]]).encode("cp865"), "letters"),
    "letters of an old Mac": (csv_of([["Skole"], ["Nørrebro på Fyn"]]).encode("mac_roman"), "letters"),
    "utf-8 twice": ("Nørrebro;på".encode().decode("cp1252").encode(), "letters"),
    "an open quotation mark": (b'Navn;Nr\r\n"A;1\r\nB;2\r\n', "Line 2"),
    "a pdf": (b"%PDF-1.7 ...", "PDF"),
    "the old excel": (old_excel(), ".xls"),
    "a password": (locked(), "password"),
    "a zip of something else": (zipped(**{"content.xml": "<x/>"}), "not an Excel file"),
    "half an excel file": (excel([HEADER, *ROWS])[:-400], "damaged"),
    "an excel file without content": (zipped(**{"xl/workbook.xml": "<x/>"}), "damaged"),
    "a bomb": (bomb(), "more in the Excel file"),
    "definitions in the xml": (entities(), "definitions"),
    "definitions after much else": (entities(f"<!--{'x' * 5000}-->"), "definitions"),
    "packed otherwise": (packed_otherwise(), "damaged"),
    "an empty sheet": (excel([]), "nothing"),
    "too large": (b"a;b\n" * 3_000_000, "larger"),
    "very wide": ((";".join(["x"] * 500) + "\n" + ";".join(["y"] * 500)).encode(), "columns"),
}


@pytest.mark.parametrize(("data", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_answered_with_a_sentence(data, words):
    with pytest.raises(Unreadable, match=words) as caught:
        read(data)
    assert str(caught.value).endswith(".")


def test_a_part_that_holds_more_than_the_file_says_is_not_unpacked_whole():
    """Two hundred kilobytes that say they are a thousand letters, and are two hundred million."""
    stream = io.BytesIO(excel([HEADER, *ROWS]))
    with zipfile.ZipFile(stream) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["[Content_Types].xml"] = bytes(200_000_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
        new.getinfo("[Content_Types].xml").file_size = 1000
        new.getinfo("[Content_Types].xml").CRC = zlib.crc32(bytes(1000))
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            read(stream.getvalue(), "x.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "made",
    [
        b'<c r="A9"><f/>' + b" " * 200_000,
        b"<c " * 20_000,
        b"<mergeCell " * 20_000,
    ],
    ids=["a formula that does not end", "cells that do not end", "merged cells that do not end"],
)
def test_a_sheet_that_is_made_to_be_searched_long_is_not(made):
    data = excel([HEADER, *ROWS])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", made)
            new.writestr(part, content)
    began = time.process_time()
    with pytest.raises(Unreadable, match="damaged"):
        read(stream.getvalue(), "x.xlsx")
    assert time.process_time() - began < 2


def test_a_cell_that_is_made_to_be_searched_long_is_not():
    cell = "1" + " " * (tables.MAX_CELL - 2) + "x"
    began = time.process_time()
    with pytest.raises(Fault):
        tables.moment(cell)
    assert time.process_time() - began < 1


def test_merged_cells_are_named():
    def merge(book):
        book.active.merge_cells("A2:A3")

    with pytest.raises(Unreadable, match="A2:A3"):
        read(excel([HEADER, *ROWS], prepare=merge), "x.xlsx")


def test_a_title_may_stretch_over_the_columns():
    def merge(book):
        book.active.merge_cells("A1:C1")

    assert read(excel([["Skoler"], HEADER, *ROWS], prepare=merge), "x.xlsx").header == HEADER


def test_a_hundred_thousand_rows_are_refused_soon():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(100_000):
        sheet.append([f"Skole {number}", number, "Valby"])
    stream = io.BytesIO()
    book.save(stream)
    began = time.process_time()
    with pytest.raises(Unreadable, match=r"20\.000 rows"):
        read(stream.getvalue(), "x.xlsx")
    assert time.process_time() - began < 10
    with pytest.raises(Unreadable, match=r"20\.000 rows"):
        read(("Navn;Nr\n" + "A;1\n" * 100_000).encode())


def test_twenty_thousand_rows_are_read():
    assert len(read(("Navn;Nr\n" + "A;1\n" * 20_000).encode()).rows) == 20_000


def test_a_cell_at_the_end_of_the_world_costs_nothing():
    def far(book):
        book.active["A1048576"] = "x"

    with pytest.raises(Unreadable, match=r"100\.000"):
        read(excel([["Navn", "Nr"], ["A", 1]], prepare=far), "x.xlsx")


# --- rows ----------------------------------------------------------------------------------------------


def outcome(rows, header=("Navn", "Nr", "Antal"), excel_file=False, prepare=None):
    data = excel([list(header), *rows], prepare=prepare) if excel_file else csv_of([header, *rows]).encode()
    table = read(data)
    return parse_rows(table.rows, match_columns(table.header, COLUMNS), COLUMNS)


def test_every_row_is_taken_or_refused_with_all_its_reasons():
    found = outcome([["A", "001", "24"], ["", "12x", "501"], ["B", "", ""]])
    assert [(row.line, row.values) for row in found.taken] == [
        (2, {"name": "A", "number": "001", "heads": 24}),
        (4, {"name": "B", "number": "", "heads": None}),
    ]
    assert [(fault.line, fault.column) for fault in found.refused] == [
        (3, "name"),
        (3, "institution number"),
        (3, "heads"),
    ]
    assert found.refused_lines == 1


def test_a_row_that_is_longer_than_the_heads_is_refused():
    found = outcome([["A", "1", "2", "3"]])
    assert found.taken == []
    assert "more cells" in found.refused[0].message


def test_a_formula_without_a_result_is_refused_in_its_row_alone():
    found = outcome([["A", "1", "=SUM(1,2)"], ["B", "2", "3"]], excel_file=True)
    assert [row.line for row in found.taken] == [3]
    assert found.refused[0].line == 2
    assert "formula" in found.refused[0].message


def test_a_formula_with_a_result_counts_as_its_result():
    """As Excel saves it; one whose result is the empty text is an empty cell."""
    data = excel([["Navn", "Nr", "Antal"], ["A", "=1", "=2"]])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b'<c r="B2"><f>1</f><v></v>', b'<c r="B2" t="str"><f>1</f><v></v>')
                content = content.replace(b'<c r="B2"><f>1</f><v />', b'<c r="B2" t="str"><f>1</f><v />')
                content = content.replace(b"<f>2</f><v></v>", b"<f>2</f><v>24</v>")
                content = content.replace(b"<f>2</f><v />", b"<f>2</f><v>24</v>")
            new.writestr(part, content)
    table = read(stream.getvalue())
    found = parse_rows(table.rows, match_columns(table.header, COLUMNS), COLUMNS)
    assert found.refused == []
    assert found.taken[0].values == {"name": "A", "number": "", "heads": 24}


def test_an_error_of_excel_is_refused_in_its_row():
    found = outcome([["A", "1", "#DIV/0!"]], excel_file=True)
    assert "#DIV/0!" in found.refused[0].message


def test_a_column_that_is_needed_must_be_chosen():
    with pytest.raises(MissingColumns, match="name"):
        outcome([["A", "1", "2"]], header=("Bogstav", "Nr", "Antal"))


def test_rows_go_into_json_and_back():
    table = read(b"Navn;Nr\nA;1;for mange\n")
    assert tables.Row.from_json(table.rows[0].as_json()) == table.rows[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=cmd|' /C calc'!A0", "formula"),
        ("x" * 51, "at most 50"),
        ("a\x01b", "control"),
        ("abc\u202edef", "control"),
    ],
)
def test_hostile_text_is_refused(value, words):
    with pytest.raises(Fault, match=words):
        tables.text(50)(value)


def test_a_very_long_cell_is_refused_in_its_row():
    found = outcome([["A" * 30_000, "1", "2"], ["B", "1", "2"]])
    assert [row.line for row in found.taken] == [3]
    assert "30.000" in found.refused[0].message


def test_html_is_text_like_any_other():
    assert tables.text(50)("<script>x</script>") == "<script>x</script>"


# --- guessing columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Navn", "Institutionsnummer", "Antal"], [0, 1, 2]),
        (["ANTAL", "Skolens navn", "Nr."], [0, None, 2]),
        (["Name", "Institution number", "Heads"], [0, 1, 2]),
        (["institutionsnummer (STIL)", "skole", ""], [1, 0, None]),
        (["", "", ""], [None, None, None]),
    ],
)
def test_columns_are_guessed_by_name(header, expected):
    found = match_columns(header, COLUMNS)
    if header[0] == "ANTAL":
        assert found == {"name": 1, "number": 2, "heads": 0}
    else:
        assert list(found.values()) == expected


def test_a_head_is_used_once():
    assert list(match_columns(["Navn", "Navn"], [COLUMNS[0], COLUMNS[0]]).values()) == [0]


# --- parsers -------------------------------------------------------------------------------------------

GOOD = [
    (tables.day, "2022-09-20", date(2022, 9, 20)),
    (tables.day, "20-09-2022", date(2022, 9, 20)),
    (tables.day, "20.9.2022", date(2022, 9, 20)),
    (tables.day, "20/9 2022", date(2022, 9, 20)),
    (tables.day, "20. 9. 2022", date(2022, 9, 20)),
    (tables.day, "20.09.22", date(2022, 9, 20)),
    (tables.day, "20/9-22", date(2022, 9, 20)),
    (tables.day, "d. 20/9 22", date(2022, 9, 20)),
    (tables.day, "2022-09-20 00:00", date(2022, 9, 20)),
    (tables.clock_time, "13:30", clock(13, 30)),
    (tables.clock_time, "kl. 9.05", clock(9, 5)),
    (tables.clock_time, "9", clock(9)),
    (tables.moment, "2022-09-20 13:30", datetime(2022, 9, 20, 11, 30, tzinfo=UTC)),
    (tables.moment, "20.9.2022 kl. 13.30", datetime(2022, 9, 20, 11, 30, tzinfo=UTC)),
    (tables.whole_number(0, 2000), "1.234", 1234),
    (tables.whole_number(0, 2000), "24,0", 24),
    (tables.whole_number(0, 2000), "1.234,00", 1234),
    (tables.whole_number(0, 2000), "1234.0", 1234),
    (tables.whole_number(-5, 0), "−3", -3),
    (tables.one_of({"free": ("friskole", "fri")}), "Friskole ", "free"),
    (tables.email, "a@b.dk", "a@b.dk"),
    (tables.digits(6), "001 234", "001234"),
]


@pytest.mark.parametrize(("parse", "cell", "value"), GOOD)
def test_a_cell_is_read_as_it_is_written_in_denmark(parse, cell, value):
    assert parse(cell) == value


BAD = [
    *[
        (tables.day, cell)
        for cell in (
            "i morgen",
            "uge 12",
            "12/3",
            "20922",
            "31-02-2022",
            "2022",
            "20-09-0022",
            "1/2/3/4",
            "20-09-9999",
        )
    ],
    *[(tables.clock_time, cell) for cell in ("25:00", "x", "12:61", "1330")],
    *[(tables.moment, cell) for cell in ("2022-09-20", "13:30", "31-02-2022 10:00")],
    *[
        (tables.whole_number(0, 500), cell)
        for cell in (
            "-1",
            "501",
            "24,5",
            "1e3",
            "NaN",
            "²",
            "９",
            "9" * 99,
            "24 elever",
            "1,2,3",
            "inf",
            "1.23.4",
            "",
        )
    ],
    (tables.one_of({"free": ("friskole",)}), "kommunal"),
    (tables.email, "ingen"),
    *[(tables.digits(6), cell) for cell in ("12a", "1234567", "１２", "-1")],
]


@pytest.mark.parametrize(("parse", "cell"), BAD)
def test_what_is_not_meant_so_is_a_fault_with_a_sentence(parse, cell):
    with pytest.raises(Fault) as caught:
        parse(cell)
    assert str(caught.value).endswith(".")
