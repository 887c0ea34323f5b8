"""Keys that say nothing: UUIDs of version 7, made here and never taken from a form.

A sequence's gaps would tell that somebody else wrote a row; a key that the database hands back would need
the right to read it. The first 48 bits are the time (RFC 9562, 5.7), so that an index grows at its end.
"""

import secrets
import time
from uuid import UUID

from django.db import models


def uuid7() -> UUID:
    """A new key: milliseconds since 1970, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=number)


class ById(models.Model):
    """A row whose key comes from `uuid7`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
