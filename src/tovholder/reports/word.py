"""A paper as a Word file, by python-docx straight from the blocks.

A template with loops in it (docxtpl) would hold the order of the paper a second time; here every block knows
its style, so that real headings, lists, captions and header rows come out, and municipalities can restyle
the file by its styles.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

from tovholder.core.typesetting import plain
from tovholder.reports.document import (
    Block,
    Bullets,
    Cell,
    Document,
    Drawing,
    Facts,
    Heading,
    Paragraph,
    Table,
)

FONT = "Arial"  # on every machine that opens Word files, or with a twin of the same widths
BLUE, GREY, INK = RGBColor(0x00, 0x4D, 0x99), RGBColor(0x45, 0x45, 0x45), RGBColor(0x1A, 0x1A, 0x1A)
TEXT_WIDTH = 16.0  # cm
#: A sign and its colour by state. The word beside it says the same.
SHAPES = {
    "met": ("✓", RGBColor(0x2B, 0x6A, 0x00)),
    "on_pace": ("●", BLUE),
    "behind": ("▼", RGBColor(0xA6, 0x36, 0x03)),
    "missed": ("✗", RGBColor(0xCC, 0x00, 0x00)),
    "not_measured": ("○", RGBColor(0x5F, 0x5F, 0x5F)),
    "no_target": ("–", RGBColor(0x5F, 0x5F, 0x5F)),
}
#: What the schema wants behind a paragraph's border, of what is used here: Word refuses another order.
AFTER_BORDER = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
STYLES = {"told": "Tovholder Narrative", "note": "Tovholder Note", "lead": "Tovholder Lead"}


def render(document: Document) -> bytes:
    """Return the file."""
    return _Writer(document).write()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.file: Any = new_document()
        self.bookmarks = 0
        #: A style's id by its name: the library looks through all styles each time it is asked.
        self.ids: dict[str, str] = {}

    def write(self) -> bytes:
        self._styles()
        self._page()
        self._properties()
        self._cover()
        self._contents()
        for block in self.document.blocks:
            self._block(block)
        out = BytesIO()
        self.file.save(out)
        return out.getvalue()

    # --- frame ---

    def _styles(self) -> None:
        language = "da-DK" if self.document.language == "da" else "en-GB"
        defaults = self.file.styles.element.find(qn("w:docDefaults"))
        for mark in defaults.iter(qn("w:lang")):
            mark.set(qn("w:val"), language)
            mark.set(qn("w:eastAsia"), language)
        styles = self.file.styles
        normal = styles["Normal"]
        _letter(normal, 10.5, INK)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing = 1.15
        for name, size, colour, before in (
            ("Title", 26, INK, 0),
            ("Subtitle", 14, GREY, 4),
            ("Heading 1", 17, BLUE, 22),
            ("Heading 2", 13, INK, 16),
            ("Heading 3", 11, INK, 12),
            ("Caption", 9.5, INK, 10),
        ):
            style = styles[name]
            _letter(style, size, colour, bold=name != "Subtitle", italic=False)
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(5)
            style.paragraph_format.keep_with_next = True
        for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
            border.getparent().remove(border)
        for name, size, colour in (
            (STYLES["told"], 10.5, INK),
            (STYLES["note"], 9, GREY),
            (STYLES["lead"], 11.5, INK),
            ("Tovholder Table", 9, INK),
            ("Tovholder Mark", 10, INK),
            ("TOC 1", 10.5, INK),
            ("TOC 2", 10.5, INK),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            _letter(style, size, colour, bold=name == "TOC 1")
            style.paragraph_format.keep_with_next = name == STYLES["lead"]
        styles["TOC 2"].paragraph_format.left_indent = Cm(0.6)
        for name in ("TOC 1", "TOC 2"):
            styles[name].paragraph_format.space_after = Pt(2)
        styles["Tovholder Table"].paragraph_format.space_after = Pt(0)
        styles["Tovholder Table"].paragraph_format.line_spacing = 1.05
        told = styles[STYLES["told"]]
        told.paragraph_format.left_indent = Cm(0.4)
        line = _border("w:pBdr", "left", colour="004D99", size=16, space=8)
        told.element.get_or_add_pPr().insert_element_before(line, *AFTER_BORDER)
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "FFEECC")
        styles["Tovholder Mark"].element.get_or_add_pPr().insert_element_before(shade, *AFTER_BORDER[1:])

    def _page(self) -> None:
        section = self.file.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        head.style = self.file.styles[STYLES["note"]]
        head.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        head.add_run(plain(self.document.title))
        if self.document.words["mark"]:
            head.add_run("\t" + self.document.words["mark"]).bold = True
        foot = section.footer.paragraphs[0]
        foot.style = self.file.styles[STYLES["note"]]
        foot.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        foot.add_run(plain(self.document.municipality) + "\t")
        before, _here, rest = self.document.words["page"].partition("{0}")
        between, _all, after = rest.partition("{1}")
        foot.add_run(before)
        _field(foot, "PAGE", "1")
        foot.add_run(between)
        _field(foot, "NUMPAGES", "1")
        foot.add_run(after)

    def _properties(self) -> None:
        properties, document = self.file.core_properties, self.document
        properties.title = _short(document.title)
        properties.author = _short(document.author)
        properties.last_modified_by = _short(document.author)
        properties.subject = _short(document.subject)
        properties.keywords = _short(f"{document.municipality}, {document.subtitle}")
        properties.comments = _short(document.mark)
        properties.language = "da-DK" if document.language == "da" else "en-GB"
        properties.created = properties.modified = document.made_at.replace(tzinfo=None)
        properties.revision = 1

    def _cover(self) -> None:
        document = self.document
        if document.mark:
            self._paragraph(document.mark, "Tovholder Mark")
        over = self._paragraph(document.municipality, STYLES["lead"])
        over.paragraph_format.space_before = Pt(40)
        over.runs[0].bold, over.runs[0].font.color.rgb = True, BLUE
        gap = self._paragraph(document.words["over"], STYLES["lead"])
        gap.paragraph_format.space_before = Pt(70)
        self._paragraph(document.title, "Title")
        self._paragraph(document.subtitle, "Subtitle").paragraph_format.space_after = Pt(160)
        self._facts(document.cover)

    def _contents(self) -> None:
        """A table of contents that Word can renew; until it does, the headings stand in it as links."""
        head = self._paragraph(self.document.words["contents"], STYLES["lead"])
        head.paragraph_format.page_break_before = True
        head.runs[0].bold = True
        shown = [b for b in self.document.blocks if isinstance(b, Heading) and b.level <= 2]
        for n, heading in enumerate(shown):
            line = self._empty(f"TOC {heading.level}")
            if n == 0:
                _field_part(line, "begin")
                _instruction(line, 'TOC \\o "1-2" \\h \\z \\u')
                _field_part(line, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"h{n + 1}")
            line._p.append(link)
            run = line.add_run(plain(heading.text))
            link.append(run._r)
            if n == len(shown) - 1:
                _field_part(line, "end")
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    # --- blocks ---

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                for part in _parts(block.text):
                    paragraph = self._paragraph(part, STYLES.get(block.manner, "Normal"))
                    if block.stays:
                        paragraph.paragraph_format.keep_with_next = True
            case Bullets():
                for item in block.items:
                    self._paragraph(item, "List Bullet")
            case Facts():
                self._facts(block.rows)
            case Table():
                self._table(block)
            case Drawing():
                self._drawing(block)

    def _heading(self, block: Heading) -> None:
        paragraph = self._empty(f"Heading {min(block.level, 3)}")
        if block.level > 2:
            paragraph.add_run(plain(block.text))
            return
        self.bookmarks += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (begin, end):
            mark.set(qn("w:id"), str(self.bookmarks))
        begin.set(qn("w:name"), f"h{self.bookmarks}")
        paragraph._p.append(begin)
        paragraph.add_run(plain(block.text))
        paragraph._p.append(end)

    def _paragraph(self, text: str, style: str) -> Any:
        paragraph = self._empty(style)
        _write(paragraph, text)
        return paragraph

    def _empty(self, style: str) -> Any:
        paragraph = self.file.add_paragraph()
        self._style(paragraph, style)
        return paragraph

    def _style(self, paragraph: Any, name: str) -> None:
        if name not in self.ids:
            self.ids[name] = self.file.styles[name].style_id
        if name != "Normal":
            paragraph._p.style = self.ids[name]

    def _facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Terms and values, a line each, the values in line by a tab."""
        for term, value in rows:
            paragraph = self._empty("Normal")
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent = Cm(4.2), Cm(-4.2)
            form.tab_stops.add_tab_stop(Cm(4.2))
            form.space_after = Pt(3)
            paragraph.add_run(plain(term) + "\t").font.color.rgb = GREY
            _write(paragraph, value)

    def _table(self, block: Table) -> None:
        self._paragraph(block.caption, "Caption")
        table = self.file.add_table(rows=1, cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        _describe(table, block.caption)
        whole = sum(column.width for column in block.columns)
        widths = [Cm(TEXT_WIDTH * column.width / whole) for column in block.columns]
        for grid, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            grid.w = width
        heads = [Cell(column.head, strong=True) for column in block.columns]
        for n, row in enumerate([heads, *block.rows]):
            line = table._tbl.tr_lst[0] if n == 0 else table._tbl.add_tr()
            if n:
                for width in widths:
                    line.add_tc().width = width
            # Cells by their element: the library's own way looks through the whole table for each.
            cells = [_Cell(element, table) for element in line.tc_lst]
            for cell, content, column, width in zip(cells, row, block.columns, widths, strict=True):
                cell.width = width
                self._cell(cell, content, number=column.number)
            _row(line, header=n == 0)
        self._empty("Tovholder Table").paragraph_format.space_after = Pt(4)

    def _cell(self, cell: Any, content: Cell, *, number: bool) -> None:
        paragraph = cell.paragraphs[0]
        self._style(paragraph, "Tovholder Table")
        if number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if content.state in SHAPES:
            sign, colour = SHAPES[content.state]
            run = paragraph.add_run(sign + "\u00a0")
            run.font.color.rgb = colour
        _write(paragraph, content.text, bold=content.strong)
        if content.note:
            note = cell.add_paragraph()
            self._style(note, "Tovholder Table")
            note.alignment = paragraph.alignment
            for run in _write(note, content.note):
                run.font.size, run.font.color.rgb = Pt(8), GREY

    def _drawing(self, block: Drawing) -> None:
        self._paragraph(block.picture.title, "Caption")
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        shape = paragraph.add_run().add_picture(BytesIO(block.picture.png()), width=Cm(TEXT_WIDTH))
        properties = shape._inline.docPr
        properties.set("descr", plain(block.picture.alt))
        properties.set("title", plain(block.picture.title))
        if block.note:
            paragraph.paragraph_format.keep_with_next = True
            self._paragraph(block.note, STYLES["note"])


# --- pieces --------------------------------------------------------------------------------------------


def _letter(
    style: Any, size: float, colour: RGBColor, *, bold: bool | None = None, italic: bool | None = None
) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    if bold is not None:
        style.font.bold = bold
    if italic is not None:
        style.font.italic = italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _parts(text: str) -> Iterator[str]:
    for part in plain(text).split("\n\n"):
        if part.strip():
            yield part.strip("\n")


def _write(paragraph: Any, text: str, *, bold: bool = False) -> list[Any]:
    runs = []
    for n, line in enumerate(plain(text).split("\n")):
        run = paragraph.add_run()
        if n:
            run.add_break()
        run.add_text(line)
        run.bold = True if bold else None
        runs.append(run)
    return runs


def _short(text: str) -> str:
    """Core properties hold at most 255 signs."""
    return plain(text)[:255]


def _border(name: str, side: str, *, colour: str, size: int, space: int = 0) -> Any:
    borders, line = OxmlElement(name), OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    return borders


def _row(line: Any, *, header: bool = False) -> None:
    properties = line.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    colour, size = ("1A1A1A", 8) if header else ("C8C8C8", 4)
    for cell in line.tc_lst:
        cell.get_or_add_tcPr().append(_border("w:tcBorders", "bottom", colour=colour, size=size))


def _describe(table: Any, caption: str) -> None:
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 50), ("left", 0), ("bottom", 50), ("right", 110)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for name, on in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), on)
    look.addprevious(margins)
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), plain(caption))
    look.addnext(described)


def _field(paragraph: Any, instruction: str, result: str) -> None:
    _field_part(paragraph, "begin")
    _instruction(paragraph, instruction)
    _field_part(paragraph, "separate")
    paragraph.add_run(result)
    _field_part(paragraph, "end")


def _field_part(paragraph: Any, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _instruction(paragraph: Any, text: str) -> None:
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = text
    paragraph.add_run()._r.append(part)
