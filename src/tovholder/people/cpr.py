"""Civil registration numbers: form and date, and the birthday that follows.

Never modulus 11 alone: since October 2007 numbers are given out that do not satisfy it. A day with 60 added
(61 to 91) is an administrative number, given to somebody without a civil one, such as a newcomer or a
person known to the tax or health authorities alone; the demo's invented numbers are such, too.

The century follows from the seventh digit (CPR-kontoret, "Personnummeret i CPR-systemet", table of the
seventh digit).
"""

import re
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FORM = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{4})")
_SEPARATORS = re.compile(r"[\s\-–.]+")
#: Ten digits among other words.
AMONG = re.compile(r"(?<![0-9])[0-9](?:[\s\-–.]*[0-9]){9}(?![0-9])")
#: What is added to the day of an administrative number.
ADMINISTRATIVE = 60


class NotANumber(ValueError):
    """The text is not a civil registration number; the message can be shown."""

    message: str | Promise = _("A CPR number has ten digits and begins with a date: 010203-1234.")

    def __str__(self) -> str:
        return str(self.message)


def digits(text: str) -> str:
    """The text without its separators, where that leaves ten digits; else ""."""
    bare = _SEPARATORS.sub("", text)
    return bare if len(bare) == 10 and bare.isascii() and bare.isdigit() else ""


def read(text: str) -> str:
    """The number as ten digits.

    :raises NotANumber: not ten digits, or no date.
    """
    number = digits(text)
    born(number)
    return number


def is_among(words: str) -> bool:
    """Whether the words hold what looks like a number, an administrative one included."""
    for found in AMONG.findall(words):
        try:
            read(found)
        except NotANumber:
            continue
        return True
    return False


def born(number: str) -> date:
    """The date of birth in a number of ten digits.

    :raises NotANumber: there is no such date.
    """
    match = _FORM.fullmatch(number)
    if match is None:
        raise NotANumber
    day, month, year, rest = (int(part) for part in match.groups())
    if day > ADMINISTRATIVE:
        day -= ADMINISTRATIVE
    try:
        return date(_century(rest // 1000, year) + year, month, day)
    except ValueError as wrong:
        raise NotANumber from wrong


def _century(seventh: int, year: int) -> int:
    """The century that the seventh digit and the two digits of the year give."""
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800
