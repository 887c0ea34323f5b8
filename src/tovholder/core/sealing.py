"""Fields that the database holds only locked: AES-GCM-SIV (RFC 8452) under a key that it has not.

The keys are `settings.FIELD_KEY` (TOVHOLDER_FIELD_KEY) and those of before (core.keys). Lose them, and what
they locked is lost: docs/installation.md says how they are kept.

A locked value is a version (1 byte), the key's id (4), a nonce (12) and the ciphertext with its tag; the
first version named no key. It is bound to its place (table, column, row): moved to another row, it does not
open. `blind` finds an exact value and opens none.
"""

import hmac
import secrets
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings

from tovholder.core import keys
from tovholder.core.keys import SHORTEST, Key, NoKey

#: Written before keys had ids: any of them may open it.
NAMELESS = b"\x01"
VERSION = b"\x02"
NONCE = 12


class Broken(Exception):
    """What is there does not open: another key, another row, or changed."""


def _keys() -> list[Key]:
    """The keys, newest first. :raises NoKey: there is none, or one that could be guessed."""
    found = keys.read(settings.FIELD_KEY, settings.FIELD_KEYS_OLD)
    if not settings.FIELD_KEY or any(len(key.secret) < SHORTEST for key in found):
        raise NoKey("TOVHOLDER_FIELD_KEY")
    return found


def mark() -> bytes:
    """What everything begins with that is locked under the newest key."""
    return VERSION + _keys()[0].id


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCMSIV:
    return AESGCMSIV(key)


def seal(text: str, *, place: str, row: UUID) -> bytes:
    """Lock a text.

    :param place: "table.column".
    """
    return seal_bytes(text.encode(), place=place, row=row)


def seal_bytes(content: bytes, *, place: str, row: UUID) -> bytes:
    """Lock what is no text: a file before it leaves the house."""
    key, nonce = _keys()[0], secrets.token_bytes(NONCE)
    bound = f"{place}|{row}|2".encode()
    return VERSION + key.id + nonce + _cipher(key.derived("seal")).encrypt(nonce, content, bound)


def unseal(locked: bytes | memoryview | None, *, place: str, row: UUID) -> str:
    """Open a text; "" where nothing is locked.

    :raises Broken: it does not open.
    """
    whole = bytes(locked or b"")
    if not whole:
        return ""
    try:
        return unseal_bytes(whole, place=place, row=row).decode()
    except ValueError as error:
        raise Broken(place) from error


def unseal_bytes(whole: bytes, *, place: str, row: UUID) -> bytes:
    """Open what `seal_bytes` locked.

    :raises Broken: it does not open.
    """
    if whole[:1] == VERSION:
        name, rest, bound = whole[1:5], whole[5:], f"{place}|{row}|2".encode()
        fitting = [key for key in _keys() if key.id == name]
    elif whole[:1] == NAMELESS:
        rest, bound, fitting = whole[1:], f"{place}|{row}|1".encode(), _keys()
    else:
        raise Broken(place)
    for key in fitting:
        try:
            return _cipher(key.derived("seal")).decrypt(rest[:NONCE], rest[NONCE:], bound)
        except (InvalidTag, ValueError):
            continue
    raise Broken(place)


def blinds(value: str, *, use: str) -> list[bytes]:
    """The keyed indexes of an exact value, under each key, newest first: one of them stands in its row."""
    return [hmac.digest(key.derived(f"index|{use}"), value.encode(), "sha256") for key in _keys()]


def blind(value: str, *, use: str) -> bytes:
    """The keyed index of an exact value (HMAC-SHA-256): the same value gives the same 32 bytes."""
    return blinds(value, use=use)[0]
