"""Asking clamd whether a file carries malware, where one is set up (TOVHOLDER_CLAMAV).

The protocol is clamd's INSTREAM: the file in pieces, each behind its length in four bytes, and an empty one
at the end (man clamd). The address is "host:port" or "unix:/path/to/socket".
"""

import socket
import struct
import time
from dataclasses import dataclass

from django.conf import settings

PIECE = 64 * 1024
#: Seconds that a scan of the largest file may take in all, however the answer drips.
PATIENCE = 30


class ScannerIsSilent(Exception):
    """A scanner is set up and does not answer: nothing is taken unscanned."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says, and what it calls what it found."""

    scanner: str
    found: str = ""


def scan(content: bytes) -> Verdict | None:
    """Have a file scanned; None where no scanner is set up.

    :raises ScannerIsSilent: it does not answer, or answers what is no verdict.
    """
    address: str = settings.CLAMAV
    if not address:
        return None
    try:
        ends = time.monotonic() + PATIENCE
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.settimeout(_left(ends))
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            answer = _answer(connection, ends)
    except (OSError, ValueError) as error:
        raise ScannerIsSilent from error
    if answer == b"stream: OK\0":
        return Verdict("clamav")
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND\0"):
        return Verdict("clamav", answer[8:-7].decode("utf-8", "replace"))
    # An error of its own, half an answer, another server than clamd: no verdict.
    raise ScannerIsSilent


def _left(ends: float) -> float:
    """Seconds of patience that are left. :raises TimeoutError: none."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(address: str) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _answer(connection: socket.socket, ends: float) -> bytes:
    received = b""
    while not received.endswith(b"\0") and len(received) < 4096:
        connection.settimeout(_left(ends))
        piece = connection.recv(4096)
        if not piece:
            break
        received += piece
    return received
