"""A paper as PDF/UA-1 by Typst: tagged, in its language, with bookmarks and alternative texts.

Typst refuses to write the file when a picture has no alternative text or a sign has no glyph, so what comes
out has passed its check. Text goes in as strings: nothing that somebody wrote is ever markup.
"""

import json
import struct
from functools import cache
from pathlib import Path
from typing import Any

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
from tovholder.reports.pictures import FONTS
from tovholder.reports.wording import plain

TEMPLATE = Path(__file__).parent / "typst" / "status.typ"


def render(document: Document) -> bytes:
    """Return the file. About 0.2 s, and as much again for each ten pictures that are not drawn yet."""
    import typst

    paper = json.dumps(_paper(document), ensure_ascii=False)
    return bytes(
        typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"paper": paper},
            pdf_standards="ua-1",
            timestamp=int(document.made_at.timestamp()),
        )
    )


def _paper(document: Document) -> dict[str, Any]:
    return {
        "language": document.language,
        "region": "DK" if document.language == "da" else "GB",
        "title": _text(document.title),
        "over": _text(document.words["over"]),
        "subtitle": _text(document.subtitle),
        "municipality": _text(document.municipality),
        "author": _text(document.author),
        "subject": _text(document.subject),
        "made_on": [document.made_on.year, document.made_on.month, document.made_on.day],
        "mark": _text(document.mark),
        "mark-short": _text(document.words["mark"]),
        "running": _text(f"{document.title}, {document.subtitle}"),
        "footer": _text(document.municipality),
        "cover": [[_text(term), _text(value)] for term, value in document.cover],
        "words": {"page": document.words["page"], "contents": document.words["contents"]},
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _text(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "manner": block.manner, "text": _text(block.text)}
        case Bullets():
            return {"kind": "bullets", "items": [_text(item) for item in block.items]}
        case Facts():
            return {"kind": "facts", "rows": [[_text(term), _text(value)] for term, value in block.rows]}
        case Table():
            return {
                "kind": "table",
                "caption": _text(block.caption),
                "columns": [
                    {"head": _text(column.head), "width": column.width, "number": column.number}
                    for column in block.columns
                ],
                "rows": [[_cell(cell) for cell in row] for row in block.rows],
            }
        case Drawing():
            return {
                "kind": "drawing",
                "title": _text(block.picture.title),
                "alt": _text(block.picture.alt),
                "note": _text(block.note),
                "svg": _for_print(block.picture.svg_wide),
                "width": 700,
            }


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": _text(cell.text), "note": _text(cell.note), "state": cell.state, "strong": cell.strong}


def _for_print(svg: str) -> str:
    return "".join(sign if ord(sign) < 0x80 or ord(sign) in glyphs() else "?" for sign in svg)


def _text(text: str) -> str:
    """Text that the fonts can show: a sign without a glyph is written as its number, not lost."""
    known = glyphs()
    return "".join(
        sign if sign in "\n\t" or ord(sign) in known else f"[U+{ord(sign):04X}]" for sign in plain(text)
    )


@cache
def glyphs() -> frozenset[int]:
    """The signs that every weight of the paper's font has a glyph for."""
    names = ("Regular", "SemiBold", "Bold")
    found = [_glyphs_of(FONTS / f"IBMPlexSans-{name}.ttf") for name in names]
    return frozenset.intersection(*found)


def _glyphs_of(path: Path) -> frozenset[int]:
    """Read a TrueType font's table `cmap` (OpenType specification, formats 4 and 12)."""
    data = path.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {
        data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)
    }
    start = tables[b"cmap"]
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", data, start + 2)[0]):
        at = start + struct.unpack_from(">I", data, start + 8 + 8 * n)[0]
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 4:
            found |= _segments(data, at)
        elif kind == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last = struct.unpack_from(">II", data, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return frozenset(found)


def _segments(data: bytes, at: int) -> set[int]:
    twice = struct.unpack_from(">H", data, at + 6)[0]
    found: set[int] = set()
    for n in range(0, twice, 2):
        last = struct.unpack_from(">H", data, at + 14 + n)[0]
        first = struct.unpack_from(">H", data, at + 16 + twice + n)[0]
        delta = struct.unpack_from(">H", data, at + 16 + 2 * twice + n)[0]
        place = at + 16 + 3 * twice + n
        offset = struct.unpack_from(">H", data, place)[0]
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            glyph = (
                code if not offset else struct.unpack_from(">H", data, place + offset + 2 * (code - first))[0]
            )
            if (glyph and (glyph + delta) & 0xFFFF) or (not offset and (code + delta) & 0xFFFF):
                found.add(code)
    return found
