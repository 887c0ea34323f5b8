"""Anchors: what leaves the database of each seal, so that nobody can rewrite both.

A file outside the database, one line a seal: kind, number, hash, time, and an HMAC of these under a key that
the database has not (`settings.SEAL_KEY`, `settings.ANCHORS`), or one of before (`core.keys`). Kinds: "seal";
"dropped", written by whoever drops a month of the log by a rule; "restored", written when a backup takes the
database back in time.
"""

import fcntl
import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from tovholder.core import keys
from tovholder.core.keys import Key

#: Longer than any line.
LONGEST = 400


class Broken(Exception):
    """The database's chain is not the one that was anchored: nothing more is, until somebody has looked."""


@dataclass(frozen=True)
class Anchor:
    """A line of the file. `mac` is empty where the installation has no key."""

    kind: str
    no: int
    hash: bytes
    at: str
    mac: str

    def __str__(self) -> str:
        return f"{self.kind} {self.no} {self.hash.hex()} {self.at} {self.mac or '-'}"

    @classmethod
    def read(cls, line: str) -> "Anchor | None":
        """The anchor in a line; None where it is none."""
        parts = line.split()
        if len(parts) != 5 or not parts[1].isdecimal():
            return None
        kind, no, digest, at, mac = parts
        try:
            return cls(kind, int(no), bytes.fromhex(digest), at, "" if mac == "-" else mac)
        except ValueError:
            return None


def signers() -> list[Key]:
    """The keys, newest first: the first signs, those of before verify. None where there is no first."""
    return keys.read(settings.SEAL_KEY, settings.SEAL_KEYS_OLD) if settings.SEAL_KEY else []


def place() -> Path | None:
    """The file; None where the installation keeps none."""
    return Path(settings.ANCHORS) if settings.ANCHORS else None


def made(kind: str, no: int, digest: bytes, at: datetime) -> Anchor:
    """The anchor of a seal, signed."""
    unsigned = Anchor(kind, no, digest, at.isoformat(), "")
    found = signers()
    return replace(unsigned, mac=_mac(unsigned, found[0])) if found else unsigned


def signed_by(anchor: Anchor, known: list[Key]) -> int | None:
    """Which of the keys signed the line, by its place among them; None for none that may have.

    Whoever put a key away perhaps said up to which seal it signed.
    """
    for place_, key in enumerate(known):
        if hmac.compare_digest(_mac(anchor, key), anchor.mac):
            return place_ if key.until is None or anchor.no <= key.until else None
    return None


def _mac(anchor: Anchor, key: Key) -> str:
    said = f"{anchor.kind} {anchor.no} {anchor.hash.hex()} {anchor.at}"
    return hmac.new(key.secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def kept() -> Iterator[Anchor | None]:
    """Every line of the file, oldest first; None for one that cannot be read."""
    path = place()
    if path is None or not path.exists():
        return
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            yield Anchor.read(line)


@contextmanager
def _open() -> Iterator[BinaryIO]:
    path = place()
    assert path is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def _last(handle: BinaryIO) -> Anchor | None:
    size = handle.seek(0, os.SEEK_END)
    handle.seek(max(0, size - LONGEST))
    lines = handle.read().decode("ascii", errors="replace").splitlines()
    return Anchor.read(lines[-1]) if lines else None


def last() -> Anchor | None:
    """The newest anchor."""
    path = place()
    if path is None or not path.exists():
        return None
    with path.open("rb") as handle:
        return _last(handle)


def append(anchor: Anchor) -> None:
    """Add a line, on the disk when this returns."""
    with _open() as handle:
        _write(handle, [anchor])


def _write(handle: BinaryIO, anchors: Iterable[Anchor]) -> None:
    handle.write("".join(f"{anchor}\n" for anchor in anchors).encode("ascii"))
    handle.flush()
    os.fsync(handle.fileno())


@contextmanager
def advancing() -> Iterator[tuple[Anchor | None, Callable[[Iterable[Anchor]], None]]]:
    """The newest anchor, and what adds to it, while nobody else does."""
    with _open() as handle:
        yield _last(handle), lambda anchors: _write(handle, anchors)
