"""The installation's keys, newest first: the first locks and signs, those of before still open and verify.

`TOVHOLDER_…_KEY` is the one in use, `TOVHOLDER_…_KEY_OLD` names those of before, with commas. A key's id is
made from it (`Key.id`): nobody numbers keys, and what was locked under one says which.
"""

import hashlib
import hmac
from dataclasses import dataclass

#: Characters that a key has at least, where it is made well.
SHORTEST = 40


class NoKey(Exception):
    """The key is missing, or so short that somebody could guess it."""


@dataclass(frozen=True)
class Key:
    """One key. `until` is the last seal that it may have signed, where whoever put it away said so."""

    secret: str
    until: int | None = None

    def derived(self, use: str) -> bytes:
        """A key of 32 bytes for one use: one that leaks tells nothing of the others."""
        return hmac.new(self.secret.encode(), f"tovholder|{use}".encode(), hashlib.sha256).digest()

    @property
    def id(self) -> bytes:
        """Four bytes that name the key and tell nothing of it."""
        return self.derived("id")[:4]


def read(current: str, old: list[str]) -> list[Key]:
    """The keys of settings, newest first. An old one may end in "@" and the number of its last seal."""
    found = [Key(current)] if current else []
    for text in old:
        secret, at, number = text.rpartition("@")
        found.append(Key(secret, int(number)) if at and number.isdecimal() else Key(text))
    return found
