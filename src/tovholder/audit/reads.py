"""Recording a look: one row for whatever showed personal data, in the transaction that showed it.

A view tells the gate (`access.gate.saw`), and the middleware writes one row a request. A job, a command or
an export calls `record` itself. The database adds who, when and from where; nobody can say otherwise.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from tovholder.audit.ways import Way

__all__ = ["Seen", "Way", "label", "name_views", "record"]

#: Longer words and purposes are cut: nothing that a person types to find somebody is longer.
LONGEST_WORDS = 500
LONGEST_PURPOSE = 500

_ORDER = list(Way)
_labels: dict[str, Any] = {}
_INSERT = (
    "insert into audit_read (way, view, purpose, persons, cases, concerns, words_hash)"
    " values (%s, %s, %s, %s::uuid[], %s::uuid[], %s::uuid[], %s)"
)
_WITH_WORDS = f"with w as (insert into audit_words (hash, salt, words) values (%s, %s, %s)) {_INSERT}"


@dataclass
class Seen:
    """What one request has shown so far."""

    way: Way | None = None
    purpose: str = ""
    persons: set[UUID] = field(default_factory=set)
    cases: set[UUID] = field(default_factory=set)
    concerns: set[UUID] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    #: Somebody said that it was shown; otherwise it was fetched, and an answer without a body shows nothing.
    certain: bool = False

    def add(
        self,
        *,
        way: Way = Way.PAGE,
        persons: Iterable[Any] = (),
        cases: Iterable[Any] = (),
        concerns: Iterable[Any] = (),
        purpose: str = "",
        words: str = "",
        certain: bool = True,
    ) -> None:
        """Add what was shown: ids, or things that have one (`pk`)."""
        self.way = way if self.way is None else max(self.way, way, key=_ORDER.index)
        self.persons |= _ids(persons)
        self.cases |= _ids(cases)
        self.concerns |= _ids(concerns)
        self.purpose = purpose or self.purpose
        if words:
            self.words.append(words)
        self.certain = self.certain or certain

    def write(self, *, view: str) -> None:
        """Write the row; one statement."""
        assert self.way is not None
        row: list[Any] = [
            self.way.value,
            view,
            self.purpose[:LONGEST_PURPOSE],
            sorted(self.persons),
            sorted(self.cases),
            sorted(self.concerns),
        ]
        with connection.cursor() as cursor:
            if self.words:
                text = "\n".join(self.words).replace("\0", "")[:LONGEST_WORDS]
                salt = secrets.token_bytes(16)
                hashed = hashlib.sha256(salt + text.encode()).digest()
                cursor.execute(_WITH_WORDS, [hashed, salt, text, *row, hashed])
            else:
                cursor.execute(_INSERT, [*row, None])


def record(
    *,
    way: Way,
    view: str,
    persons: Iterable[Any] = (),
    cases: Iterable[Any] = (),
    concerns: Iterable[Any] = (),
    purpose: str = "",
    words: str = "",
) -> None:
    """Record a look without a request: of a job, a command, an export.

    :param view: what showed it: the job's or command's name.
    :param persons: ids, or things that have one; so with `cases` and `concerns`.
    :param words: what was searched for. The log holds their salted hash, the words stand beside it.
    """
    seen = Seen()
    seen.add(way=way, persons=persons, cases=cases, concerns=concerns, purpose=purpose, words=words)
    seen.write(view=view)


def _ids(things: Iterable[Any]) -> set[UUID]:
    found = (getattr(thing, "pk", thing) for thing in things)
    return {each if isinstance(each, UUID) else UUID(str(each)) for each in found if each is not None}


def name_views(labels: Mapping[str, Any]) -> None:
    """Say what pages are called in the log, by the name of their address: in a context's `urls.py`."""
    _labels.update(labels)


def label(view: str) -> str:
    """What a page, job or command is called in the log; its own name, where nobody said."""
    return str(_labels.get(view, view))
