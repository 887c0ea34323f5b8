"""Fields that the database holds only locked: AES-GCM-SIV (RFC 8452) under a key that it has not.

The key is made from `settings.FIELD_KEY` (TOVHOLDER_FIELD_KEY). Lose that, and what it locked is lost:
docs/installation.md says how it is kept.

A locked value is a version (1 byte), a nonce (12) and the ciphertext with its tag. It is bound to its place
(table, column, row): moved to another row, it does not open. `blind` finds an exact value and opens none.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings

VERSION = b"\x01"
NONCE = 12


#: Characters that the key has at least, where it is made well.
SHORTEST = 40


class NoKey(Exception):
    """The key is missing, or so short that somebody could guess it."""


class Broken(Exception):
    """What is there does not open: another key, another row, or changed."""


def _derived(use: str) -> bytes:
    """A key of 32 bytes for one use: one that leaks tells nothing of the others."""
    key: str = settings.FIELD_KEY
    if len(key) < SHORTEST:
        raise NoKey("TOVHOLDER_FIELD_KEY")
    return hmac.new(key.encode(), f"tovholder|{use}".encode(), hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCMSIV:
    return AESGCMSIV(key)


def seal(text: str, *, place: str, row: UUID) -> bytes:
    """Lock a text.

    :param place: "table.column".
    """
    return seal_bytes(text.encode(), place=place, row=row)


def seal_bytes(content: bytes, *, place: str, row: UUID) -> bytes:
    """Lock what is no text: a file before it leaves the house."""
    nonce = secrets.token_bytes(NONCE)
    bound = f"{place}|{row}|1".encode()
    return VERSION + nonce + _cipher(_derived("seal")).encrypt(nonce, content, bound)


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
    if whole[:1] != VERSION:
        raise Broken(place)
    nonce, rest = whole[1 : 1 + NONCE], whole[1 + NONCE :]
    bound = f"{place}|{row}|1".encode()
    try:
        return _cipher(_derived("seal")).decrypt(nonce, rest, bound)
    except (InvalidTag, ValueError) as error:
        raise Broken(place) from error


def blind(value: str, *, use: str) -> bytes:
    """The keyed index of an exact value (HMAC-SHA-256): the same value gives the same 32 bytes."""
    return hmac.new(_derived(f"index|{use}"), value.encode(), hashlib.sha256).digest()
