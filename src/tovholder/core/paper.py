"""A paper: blocks of text on A4, with who made it when, as a PDF that is tagged and goes on a file.

    paper = Paper(title=…, house=…, by=user.name, at=request.at, sheets=[Sheet([Paragraph("…")])])
    return as_file(paper, _("receipt.pdf"))

The title stands in the file's own data, which search engines and file lists show: no citizen's name in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tovholder.core.typesetting import PACKAGE, typeset

TEMPLATE = PACKAGE / "core" / "typst" / "sheets.typ"


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is a chapter of the paper, whose title is no heading of this kind."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Text that may have line breaks; an empty line parts two paragraphs.

    `manner`: body; lead (the sentence that opens a chapter); note (small and grey); told (a narrative).
    `stays`: on the page of what follows, as a line that says how to read a table does.
    """

    text: str
    manner: Literal["body", "lead", "note", "told"] = "body"
    stays: bool = False


@dataclass(frozen=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Terms with their values, in two columns."""

    rows: Sequence[tuple[str, str]]


Block = Heading | Paragraph | Bullets | Facts


@dataclass(frozen=True)
class Sheet:
    """One copy: its own pages, and where copies are numbered its number and what is to be done with it."""

    blocks: Sequence[Block]
    number: str = ""
    handling: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper of one sheet, or of one for each person.

    :ivar house: whose paper it is, above the title.
    :ivar mark: what must stand in bold on each page of it.
    """

    title: str
    house: str
    by: str
    at: datetime
    sheets: Sequence[Sheet]
    subtitle: str = ""
    mark: str = ""


def render(paper: Paper) -> bytes:
    """The file, in the reader's language."""
    danish = not (get_language() or "da").startswith("en")
    when = date_format(localtime(paper.at), "DATETIME_FORMAT")
    return typeset(
        TEMPLATE,
        {
            "language": "da" if danish else "en",
            "region": "DK" if danish else "GB",
            "title": paper.title,
            "subtitle": paper.subtitle,
            "house": paper.house,
            "mark": paper.mark,
            "demo": _("Invented data. All persons, cases and figures are invented.") if settings.DEMO else "",
            "printed": _("Printed %(when)s by %(who)s") % {"when": when, "who": paper.by},
            "page": _("Page {0} of {1}"),
            "sheets": [
                {
                    "number": sheet.number,
                    "handling": sheet.handling,
                    "blocks": [as_data(block, under=1) for block in sheet.blocks],
                }
                for sheet in paper.sheets
            ],
        },
        at=paper.at,
    )


def as_data(block: Block, *, under: int = 0) -> dict[str, Any]:
    """A block as core/typst/house.typ reads it.

    :param under: how many levels of headings stand above the paper's chapters.
    """
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level + under, "text": block.text}
        case Paragraph():
            return {
                "kind": "paragraph",
                "manner": block.manner,
                "text": block.text,
                "stays": block.stays,
            }
        case Bullets():
            return {"kind": "bullets", "items": list(block.items)}
        case Facts():
            return {"kind": "facts", "rows": [list(row) for row in block.rows]}


def as_file(paper: Paper, name: str) -> HttpResponse:
    """The answer that a browser saves and keeps no copy of; `name` holds nothing of a citizen."""
    response = HttpResponse(render(paper), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
