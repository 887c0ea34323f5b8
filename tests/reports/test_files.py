"""The four files: well formed, accessible, with the same numbers, and nothing that somebody wrote is code."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pdfua
import pikepdf
import pytest
from docx import Document

from tests.pdf import headings_of, pages_of, tree_of, walk, words_of
from tests.reports.conftest import MINIMAL
from tovholder.reports import composition, excel, files, pdf, status, warming
from tovholder.reports.content import Beside
from tovholder.reports.document import Cell, Column, Heading, Paragraph, Table

HOSTILE = (
    '#import "@preview/x:1.0.0": y #read("/etc/passwd") $x$ *fed* _k_ `raw` = overskrift // væk'
    " \\ @ref <label>\n\n"
    "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% load x %} ]]> &amp; %(x)s {0}\n\n"
    '=HYPERLINK("http://x") +1+1 -1 @SUM(A1)\x00\x07\x1b[31m\u202e 😀 漢字 \ud83d'
)


@pytest.fixture
def made(report):
    """`made(format)`: the file's bytes."""
    return lambda name, of=report: files.FORMATS[name].render(of)


# --- pdf -----------------------------------------------------------------------------------------------


def test_the_pdf_says_that_it_is_accessible_in_its_language(made):
    document, _tree = tree_of(made("pdf"))
    assert str(document.Root.Lang) == "da-DK"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Forebyggelse af ekstremisme")


def test_the_pdfs_tables_have_header_rows_and_its_pictures_have_words(made):
    _document, tree = tree_of(made("pdf"))
    tables = [node for node in tree if node.S == "/Table"]
    assert len(tables) > 8
    for table in tables:
        kinds = {str(node.S) for node in walk(table)}
        assert {"/THead", "/TH", "/TBody", "/TD"} <= kinds
    figures = [node for node in tree if node.S == "/Figure"]
    assert len(figures) >= 5
    assert all(len(str(node.Alt)) > 30 for node in figures)


def test_the_pdfs_headings_step_down_one_level_at_a_time(made):
    document, tree = tree_of(made("pdf"))
    levels = headings_of(tree)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    with document.open_outline() as outline:
        names = [item.title for item in outline.root]
    assert "Indstilling" in names
    assert "Økonomi" in names


def test_the_pdf_embeds_its_own_letters(made):
    document = pikepdf.open(io.BytesIO(made("pdf")))
    fonts = {}
    for page in document.pages:
        for font in page.Resources.get("/Font", {}).values():
            fonts[str(font.BaseFont)] = font.DescendantFonts[0].FontDescriptor
    assert fonts
    assert all("IBMPlexSans" in name and "/FontFile2" in descriptor for name, descriptor in fonts.items())


def test_the_pdf_passes_the_check_of_pdf_ua(made, tmp_path):
    path = tmp_path / "status.pdf"
    path.write_bytes(made("pdf"))
    found = pdfua.validate(path)
    assert [str(finding) for finding in found.findings if finding.severity == pdfua.Severity.ERROR] == []


def test_the_same_report_makes_the_same_pdf(made):
    assert made("pdf") == made("pdf")


@pytest.mark.parametrize("lines", range(26, 44, 3))
def test_a_heading_and_how_to_read_a_table_stand_on_the_tables_page(report, lines):
    table = Table("Talt i alt", [Column("Hvad", 70), Column("Antal", 30)], [[Cell("x"), Cell("1")]] * 7)
    before = [Paragraph("Noget andet.") for _ in range(lines)]
    note = Paragraph("Sådan læses tabellen.", "note", stays=True)
    document = composition.compose(report)
    paper = replace(document, blocks=[Heading(1, "Et"), *before, Heading(2, "Tabellen"), note, table])
    pages = [words for words in pages_of(pdf.render(paper)) if "Indhold" not in words]
    (its,) = [words for words in pages if "Talt i alt" in words]
    assert "Tabellen" in its
    assert "Sådan læses tabellen." in its


def test_what_several_numbers_are_counted_by_is_said_once(report):
    counted = [
        Beside(code, label, "dage", definition, Decimal(9), small=False)
        for code, label, definition in (
            ("a", "Sager åbnet", "Sager, hver én gang."),
            ("b", "Dage til mødet", "Medianen af dage."),
            ("c", "Dage til tilbuddet", "Medianen af dage."),
        )
    ]
    blocks = composition.compose(replace(report, beside=counted)).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    (alone,) = [table for table in tables if table.caption == "Talt ud over målene"]
    assert [(row[0].text, row[0].note) for row in alone.rows] == [("Sager åbnet", "Sager, hver én gang.")]
    (days,) = [table for table in tables if table.caption == "Medianen af dage"]
    assert [(row[0].text, row[0].note) for row in days.rows] == [
        ("Dage til mødet", ""),
        ("Dage til tilbuddet", ""),
    ]


def test_pages_are_numbered_in_words(made):
    assert "Side 2 af " in words_of(made("pdf"))


# --- docx ----------------------------------------------------------------------------------------------


def test_word_has_real_headings_and_header_rows(made):
    document = Document(io.BytesIO(made("docx")))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Heading 1") >= 8
    assert {"Title", "Heading 2", "Heading 3", "Caption", "List Bullet"} <= set(styles)
    for table in document.tables:
        first = table.rows[0]._tr.trPr
        assert first.xpath("./w:tblHeader")
        assert table._tbl.tblPr.xpath("./w:tblCaption")


def test_words_pictures_have_words_and_its_language_is_set(made):
    document = Document(io.BytesIO(made("docx")))
    shapes = document.inline_shapes
    assert len(shapes) >= 5
    assert all(len(shape._inline.docPr.get("descr")) > 30 for shape in shapes)
    assert 'w:lang w:val="da-DK"' in document.styles.element.xml
    assert document.core_properties.language == "da-DK"
    assert document.core_properties.title.startswith("Forebyggelse")


def test_words_styles_are_in_the_order_that_its_schema_asks_for(made):
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "widowControl",
        "numPr",
        "pBdr",
        "shd",
        "tabs",
        "spacing",
        "ind",
    ]
    order += ["contextualSpacing", "jc", "outlineLvl"]
    document = Document(io.BytesIO(made("docx")))
    for properties in document.styles.element.xpath(".//w:pPr") + document.element.xpath(".//w:pPr"):
        names = [child.tag.split("}")[1] for child in properties]
        assert names == sorted(names, key=order.index)


def test_words_xml_is_in_the_order_that_its_schema_asks_for(made):
    """Word repairs, or refuses, a file whose table properties stand in another order."""
    order = [
        "tblStyle",
        "tblW",
        "jc",
        "tblInd",
        "tblBorders",
        "tblLayout",
        "tblCellMar",
        "tblLook",
        "tblCaption",
    ]
    document = Document(io.BytesIO(made("docx")))
    for table in document.tables:
        names = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        assert names == sorted(names, key=order.index)
        for row in table.rows:
            for cell in row._tr.tc_lst:
                names = [child.tag.split("}")[1] for child in cell.tcPr]
                assert names == sorted(names, key=["tcW", "tcBorders"].index)


# --- xlsx ----------------------------------------------------------------------------------------------


def rows_of(content, sheet):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_excel_holds_numbers_as_numbers_and_days_as_days(made):
    rows = rows_of(made("xlsx"), "Tal")
    pupils = next(row for row in rows if row[1] == "Folkeskoleelever i undervisningsforløb")
    assert pupils[3:6] == [2140, 3000, 2098]
    assert pupils[12].date() == date(2022, 9, 20)
    budget = rows_of(made("xlsx"), "Budget")
    assert budget[1][2:5] == [2022, 2400000, 1500000.5]


def test_excel_holds_no_pace_where_the_paper_holds_none(made, report):
    """1 of 2 situations is on pace until the day: a pace of 1.4 beside it would contradict the state."""
    none = {goal.figure.label for goal in report.goals if goal.is_milestone}
    paced = {row[1] for row in rows_of(made("xlsx"), "Tal")[1:] if row[5] is not None}
    assert none
    assert "Folkeskoleelever i undervisningsforløb" in paced
    assert not none & paced


def test_excels_sheets_keep_their_heads_in_view(made):
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    assert book.sheetnames == [
        *("Rapport", "Tal", "Måneder", "Fordelinger", "Gange", "Budget", "Fortællinger", "Definitioner")
    ]
    assert all(sheet.freeze_panes == "B2" for sheet in book)
    assert all(sheet.column_dimensions["A"].width > 7 for sheet in book)


def test_the_same_small_numbers_are_hidden_in_every_file(made):
    splits = rows_of(made("xlsx"), "Fordelinger")
    assert [row[2:] for row in splits if row[1] == "faggruppe"] == [
        ["Lærer", 41],
        ["Pædagog", "skjult"],
        ["Sagsbehandler", "<5"],
    ]
    professions = next(
        goal["breakdown"]["profession"]
        for group in json.loads(made("json"))["groups"]
        for initiative in group["initiatives"]
        for goal in initiative["goals"]
        if goal["code"] == "professionals_reached"
    )
    assert [piece["amount"] for piece in professions] == [41, None, None]
    rows = [
        [cell.text for cell in row.cells]
        for table in Document(io.BytesIO(made("docx"))).tables
        for row in table.rows
    ]
    assert ["Pædagog", "skjult"] in rows
    assert ["Sagsbehandler", "<5"] in rows
    assert {"<5", "skjult"} <= set(words_of(made("pdf")).split())


def test_every_sheet_of_the_demo_is_marked(report):
    content = excel.render(replace(report, demo=True))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all("Opdigtede data" in sheet["A1"].value for sheet in book)


# --- json, and all four --------------------------------------------------------------------------------


def goals_of(found):
    for group in found["groups"]:
        for initiative in group["initiatives"]:
            yield from initiative["goals"]
        yield from group["goals"]


def test_json_says_everything_that_figures_json_says(made, report):
    from tovholder.programme.queries import as_json

    found = list(goals_of(json.loads(made("json"))))
    wanted = [as_json(goal.figure) for goal in report.goals]
    assert [{name: goal[name] for name in wanted[0]} for goal in found] == wanted


def test_all_four_files_say_the_same_numbers(made, report):
    text = words_of(made("pdf"))
    document = Document(io.BytesIO(made("docx")))
    word = {
        row.cells[0].text.split("\n")[0]: row.cells[1].text
        for table in document.tables
        if table.rows[0].cells[1].text == "Nået"
        for row in table.rows
    }
    sheet = {row[1]: row[3] for row in rows_of(made("xlsx"), "Tal")}
    values = {goal["label"]: goal["value"] for goal in goals_of(json.loads(made("json")))}
    for goal in report.goals:
        figure = goal.figure
        assert sheet[figure.label] == figure.value
        assert values[figure.label] == figure.value
        if figure.kind == "count" and figure.value is not None:
            shown = f"{figure.value:,.0f}".replace(",", ".")
            assert word[figure.label] == shown
            assert shown in text


@pytest.mark.parametrize("name", list(files.FORMATS))
def test_what_somebody_wrote_comes_out_as_text(name, report, tell, copenhagen, at):
    from datetime import timedelta

    tell("skoler", HOSTILE.replace("\x00", "").replace("\ud83d", ""), when=at + timedelta(minutes=1))
    found = status.collect(municipality=copenhagen, year=2022, at=at)
    content = files.FORMATS[name].render(with_narrative(found, HOSTILE))
    if name == "pdf":
        text = words_of(content)
        assert '#import "@preview/x:1.0.0": y #read("/etc/passwd") $x$ *fed*' in text
        assert "<script>alert(1)</script>" in text
        assert "[U+1F600]" in text
    elif name == "docx":
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
        assert "{{ settings.SECRET_KEY }} {% load x %} ]]> &amp;" in text
    elif name == "xlsx":
        told = next(
            row[5] for row in rows_of(content, "Fortællinger") if row[1] == "Indsats i københavnske skoler"
        )
        assert "<script>alert(1)</script>" in told
        assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(content)).read(n) for n in sheets(content))
    else:
        told = next(
            initiative["narrative"]["text"]
            for group in json.loads(content)["groups"]
            for initiative in group["initiatives"]
            if initiative["key"] == "skoler"
        )
        assert "<script>alert(1)</script>" in told
        assert "\x1b" not in told


def sheets(content):
    return [n for n in zipfile.ZipFile(io.BytesIO(content)).namelist() if n.startswith("xl/worksheets/")]


def with_narrative(report, text):
    """The report with another narrative, past what the database would take."""
    group = report.groups[0]
    first = group.initiatives[0]
    told = replace(first.narrative, text=text)
    initiatives = [replace(first, narrative=told), *group.initiatives[1:]]
    return replace(report, groups=[replace(group, initiatives=initiatives), *report.groups[1:]])


@pytest.mark.parametrize("name", list(files.FORMATS))
def test_a_formula_is_text_and_fifty_thousand_signs_are_all_there(name, report):
    long = "=1+1\n" + "ord " * 12_500 + "SLUT"
    content = files.FORMATS[name].render(with_narrative(report, long))
    if name == "xlsx":
        told = [row[5] for row in rows_of(content, "Fortællinger") if row[5]]
        assert any(text.startswith("=1+1") for text in told)
        assert any(text.endswith("SLUT") for text in told)
        assert not [
            row for row in rows_of(content, "Fortællinger") if str(row[5]).startswith("=") and row[5] == 2
        ]
    elif name == "pdf":
        assert "SLUT" in words_of(content)
    elif name == "docx":
        assert "SLUT" in "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    else:
        assert b"SLUT" in content


@pytest.mark.parametrize("name", list(files.FORMATS))
def test_a_plan_without_goals_budget_and_background_still_makes_a_paper(
    name, load, copenhagen, at, person, as_actor
):
    load(MINIMAL)
    as_actor(person("leader"))
    found = status.collect(municipality=copenhagen, year=2022, at=at)
    assert found.goals == []
    assert len(files.FORMATS[name].render(found)) > 500


def test_the_files_speak_english(worked, copenhagen, at):
    found = status.collect(municipality=copenhagen, year=2022, at=at, language="en")
    document, _tree = tree_of(files.FORMATS["pdf"].render(found))
    assert str(document.Root.Lang) == "en-GB"
    word = Document(io.BytesIO(files.FORMATS["docx"].render(found)))
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "Recommendation"
    assert rows_of(files.FORMATS["xlsx"].render(found), "Figures")


def test_the_demos_paper_is_marked_on_every_page(report):
    content = pdf.render(composition.compose(replace(report, demo=True)))
    document = pikepdf.open(io.BytesIO(content))
    assert words_of(content).count("Opdigtede data") >= len(document.pages)


# --- on the disk ---------------------------------------------------------------------------------------


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    path = tmp_path / "status.pdf"

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write(path, b"x" * 10, replace=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_when_somebody_says_so(tmp_path):
    path = tmp_path / "status.pdf"
    files.write(path, b"one", replace=False)
    with pytest.raises(files.Exists):
        files.write(path, b"two", replace=False)
    assert path.read_bytes() == b"one"
    files.write(path, b"two", replace=True)
    assert path.read_bytes() == b"two"
    assert [each.name for each in tmp_path.iterdir()] == ["status.pdf"]


def test_a_worker_starts_its_renderers_beside_its_start():
    """What `tovholder.wsgi` does: the page that it writes is one that the renderers take."""
    thread = warming.in_background()
    thread.join(60)
    assert not thread.is_alive()
    assert thread.daemon
    warming.warm()
