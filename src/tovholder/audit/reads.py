"""Recording a look: one row for whatever showed personal data, in the transaction that showed it.

A view tells the gate (`access.gate.saw`), and the middleware writes one row a request. A job, a command or
an export calls `record` itself. The database adds who, when and from where; nobody can say otherwise.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from tovholder.audit.ways import Way

__all__ = ["Seen", "Way", "label", "name_purposes", "name_views", "record", "record_refusal", "said"]

#: Longer words and purposes are cut: nothing that a person types to find somebody is longer.
LONGEST_WORDS = 500
LONGEST_PURPOSE = 500
#: So many refused attempts of a person are written a minute; the rest are counted: nobody fills the disk.
MOST_REFUSED = 20

_ORDER = list(Way)
_labels: dict[str, Any] = {}
_purposes: set[Any] = set()
#: What begins a purpose in the log that is the hash of somebody's own words.
_TYPED = "typed "
_INSERT = (
    "insert into audit_read (way, view, purpose, persons, cases, concerns, words_hash)"
    " values (%s, %s, %s, %s::uuid[], %s::uuid[], %s::uuid[], %s)"
)
_WORDS = "w as (insert into audit_words (hash, salt, words) values (%s, %s, %s))"
_PURPOSE = "p as (insert into audit_purpose (key, salt, words) values (%s, %s, %s))"


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
        beside: list[str] = []
        texts: list[Any] = []
        words_hash = None
        if self.words:
            words_hash, *rest = _apart("\n".join(self.words), LONGEST_WORDS)
            beside.append(_WORDS)
            texts += [words_hash, *rest]
        purpose = self.purpose[:LONGEST_PURPOSE]
        if purpose and purpose not in known_purposes():
            digest, *rest = _apart(purpose, LONGEST_PURPOSE)
            purpose = _TYPED + digest.hex()
            beside.append(_PURPOSE)
            texts += [purpose, *rest]
        row: list[Any] = [
            self.way.value,
            view,
            purpose,
            sorted(self.persons),
            sorted(self.cases),
            sorted(self.concerns),
            words_hash,
        ]
        statement = f"with {', '.join(beside)} {_INSERT}" if beside else _INSERT
        with connection.cursor() as cursor:
            cursor.execute(statement, [*texts, *row])


def _apart(text: str, longest: int) -> tuple[bytes, bytes, str]:
    """Text that can be forgotten: the hash that the log holds, and what stands beside it."""
    text = text.replace("\0", "")[:longest]
    salt = secrets.token_bytes(16)
    return hashlib.sha256(salt + text.encode()).digest(), salt, text


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
    :param purpose: one that `name_purposes` knows, or somebody's words, which stand beside the log, too.
    :param words: what was searched for. The log holds their salted hash, the words stand beside it.
    """
    seen = Seen()
    seen.add(way=way, persons=persons, cases=cases, concerns=concerns, purpose=purpose, words=words)
    seen.write(view=view)


def record_refusal(*, view: str, status: int, asked: Mapping[str, Any]) -> None:
    """Record that the actor was refused: one statement, in a transaction of its own.

    In place of a purpose stand the answer and the keys in the address, as they were asked for: the row is the
    same whether there is such a thing or not.

    :param asked: what the address named; only keys are kept, since anything else may be words.
    """
    keys = [f"{name}={value}" for name, value in asked.items() if isinstance(value, UUID | int)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select tovholder.note_refusal(%s, %s, %s)", [view, " ".join([str(status), *keys]), MOST_REFUSED]
        )


def _ids(things: Iterable[Any]) -> set[UUID]:
    found = (getattr(thing, "pk", thing) for thing in things)
    return {each if isinstance(each, UUID) else UUID(str(each)) for each in found if each is not None}


def name_views(labels: Mapping[str, Any]) -> None:
    """Say what pages are called in the log, by the name of their address: in a context's `urls.py`."""
    _labels.update(labels)


def name_purposes(*purposes: Any) -> None:
    """Say which purposes are the program's own words: any other is somebody's, and stands beside the log."""
    _purposes.update(purposes)
    known_purposes.cache_clear()


@cache
def known_purposes() -> frozenset[str]:
    """The program's purposes, in each of its languages."""
    found: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update(str(each) for each in _purposes)
    return frozenset(found)


def said(purpose: str) -> str:
    """A purpose as a page tells it, where the words of some are forgotten."""
    return _("Own words, forgotten") if purpose.startswith(_TYPED) else purpose


def label(view: str) -> str:
    """What a page, job or command is called in the log; its own name, where nobody said."""
    return str(_labels.get(view, view))


def area(view: str) -> str:
    """Where a page lies, for one that nobody named: it shows no citizen, and was asked for in vain."""
    return label(view.partition(":")[0])
