"""A paper as blocks: what PDF, Word and the preview on screen all show, in no format yet.

`compose` (in composition.py) makes one from a report; a renderer turns each kind of block into its format's
own heading, table or picture. The blocks of text are those of every paper (core.paper).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tovholder.core.paper import Bullets, Facts, Heading, Paragraph
from tovholder.reports.pictures import Picture

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Column",
    "Document",
    "Drawing",
    "Facts",
    "Heading",
    "Paragraph",
    "Table",
]

#: Shape by state, as the pages draw it: met, on_pace, behind, missed, not_measured, no_target, open.
State = str


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, a second line in grey, the state whose shape stands before it."""

    text: str
    note: str = ""
    state: State = ""
    strong: bool = False


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width, whether it holds numbers."""

    head: str
    width: int = 1
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a heading of its own; the first cell of a row names it."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Drawing:
    """A picture with its caption, and a line on how to read it."""

    picture: Picture
    note: str = ""


Block = Heading | Paragraph | Bullets | Facts | Table | Drawing


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper: cover, blocks, and the words that its frame needs."""

    language: Literal["da", "en"]
    title: str
    subtitle: str
    municipality: str
    author: str
    subject: str
    made_on: date
    made_at: datetime
    cover: Sequence[tuple[str, str]]
    #: "Opdigtede data …" on the cover and on every page; empty outside the demo.
    mark: str = ""
    blocks: Sequence[Block] = field(default_factory=list)
    #: contents, page ("Side {0} af {1}"), continued
    words: dict[str, str] = field(default_factory=dict)
