"""What one version of a text has more and less than the one before, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A comparison costs the square of what it compares: longer texts are compared line by line, or as a whole.
MOST = 4000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: kept, added or taken out."""

    kind: str  # same, added, gone
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces in reading order; their kept and added ones make up `after`."""
    old, new = _pieces(before), _pieces(after)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            found.append(Piece("added", "".join(new[c:d])))
    return found


def _pieces(text: str) -> list[str]:
    for pieces in (re.findall(r"\S+\s*|\s+", text), text.splitlines(keepends=True)):
        if len(pieces) <= MOST:
            return pieces
    return [text]
