"""Keys that lie outside the database: whoever has a copy of it has not what they lock.

A key named `field` comes from TOVHOLDER_FIELD_KEY (64 hexadecimal digits), else from the file that
TOVHOLDER_FIELD_KEY_FILE names, else from `keys/field` in the data folder of an embedded installation, where
the first start makes it. Lose it, and what it locked is lost: docs/installation.md says how it is kept.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from tovholder.core.words import words

#: Bytes in a key.
SIZE = 32


class NoKey(Exception):
    """The key is not there, or is not a key."""


def key(name: str) -> bytes:
    """The 32 bytes of a named key.

    :raises NoKey: it is nowhere, or not 64 hexadecimal digits.
    """
    variable = f"TOVHOLDER_{name.upper()}_KEY"
    given = os.environ.get(variable, "")
    file = os.environ.get(f"{variable}_FILE") or _of_installation(name)
    if not given and file and Path(file).is_file():
        given = Path(file).read_text().strip()
    try:
        found = bytes.fromhex(given)
    except ValueError:
        found = b""
    if len(found) != SIZE:
        raise NoKey(words(f"{variable} is not set.", f"{variable} er ikke sat."))
    return found


def _of_installation(name: str) -> str:
    data = os.environ.get("TOVHOLDER_DATA", "")
    return str(Path(data) / "keys" / name) if data else ""


def make(data: Path, name: str) -> None:
    """Make a key in a data folder where there is none yet, readable by its owner alone."""
    file = data / "keys" / name
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(secrets.token_hex(SIZE) + "\n")


def derived(name: str, use: str) -> bytes:
    """A key for one use, made from a named key: one that leaks tells nothing of the others."""
    return hmac.new(key(name), f"tovholder|{use}".encode(), hashlib.sha256).digest()
