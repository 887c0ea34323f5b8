"""A paper as PDF/UA-1 by Typst: tagged, in its language, with bookmarks and alternative texts.

Typst refuses to write the file when a picture has no alternative text or a sign has no glyph, so what comes
out has passed its check. Text goes in as strings: nothing that somebody wrote is ever markup.
"""

import json
from pathlib import Path
from typing import Any

from tovholder.core.typesetting import FONTS, glyphs, known
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
    return known(plain(text))
