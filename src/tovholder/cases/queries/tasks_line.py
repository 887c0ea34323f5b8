"""A task in one line, as one says it at a meeting: "Mette, SOF, samtale, inden 1. oktober".

Commas part it; the parts may come in any order. A part is a person (first name or whole name), an agency
(short name or name), a day, or else what is to be done. Reads the two languages of the interface.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access.models import Agency, User

_MONTHS = (
    ("januar", "january", "jan"),
    ("februar", "february", "feb"),
    ("marts", "march", "mar"),
    ("april", "apr"),
    ("maj", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAYS = (
    ("mandag", "monday"),
    ("tirsdag", "tuesday"),
    ("onsdag", "wednesday"),
    ("torsdag", "thursday"),
    ("fredag", "friday"),
    ("lørdag", "saturday"),
    ("søndag", "sunday"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
#: What may stand before a day, and says that a day follows.
_BEFORE = r"(?:inden|senest|frist|til|den|på|d\.|by|before|due|on)"
_LEAD = re.compile(rf"^(?:{_BEFORE}\s+)+", re.IGNORECASE)
_SAYS_DAY = re.compile(r"^(?:inden|senest|frist|by|before|due)\s", re.IGNORECASE)
_WORDS = re.compile(r"^(\d{1,2})\.?\s*([a-zæøå]+)\.?(?:\s+(\d{4}))?$")
_FIGURES = re.compile(r"^(\d{1,2})[./-](\d{1,2})\.?(?:[./-]?\s*(\d{4}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_WEEKS = re.compile(r"^om (\d{1,2}) (dage?|uger?)$|^in (\d{1,2}) (days?|weeks?)$")
LONGEST = 200


class NotUnderstood(ValueError):
    """The line cannot be read; the text says what is missing, with an example."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


@dataclass(frozen=True)
class Line:
    """A line as it is read."""

    title: str
    agency: Agency
    assigned_to: User | None
    due_on: date


EXAMPLE = gettext_lazy("Write for example: Mette, SOF, samtale, inden 1. oktober.")


def parse(line: str, *, people: Sequence[User], agencies: Sequence[Agency], today: date) -> Line:
    """Read a task's line.

    :param people: who may be given it: those on the case.
    :param agencies: who may answer for it.
    :raises NotUnderstood: something is missing, unknown or ambiguous; the text says what.
    """
    who: User | None = None
    agency: Agency | None = None
    due: date | None = None
    rest: list[str] = []
    for part in _parts(line):
        found_day = day(part, today=today) if due is None else None
        if found_day is not None:
            due = found_day
            continue
        if _SAYS_DAY.match(part) and due is None:
            raise NotUnderstood(
                _("“%(part)s” is no day that is known. Write for example 1. oktober or 1/10.")
                % {"part": part}
            )
        if agency is None and (found := _agency(part, agencies)):
            agency = found
        elif who is None and (named := _named(part, people)):
            who = _one_of(part, named, agency, line, agencies)
        else:
            rest.append(part)
    return _complete(rest, who, agency, due)


def _parts(line: str) -> list[str]:
    parts = [" ".join(part.split()) for part in line.replace("\0", "").split(",")]
    found = [part for part in parts if part]
    if not found:
        raise NotUnderstood(EXAMPLE)
    return found


def _complete(rest: list[str], who: User | None, agency: Agency | None, due: date | None) -> Line:
    if agency is None and who is not None:
        agency = who.agency
    if agency is None:
        raise NotUnderstood(
            _("Who does it? Name somebody on the case, or an agency. %(example)s") % {"example": EXAMPLE}
        )
    if who is not None and who.agency_id != agency.pk:
        raise NotUnderstood(
            _("%(name)s belongs to %(hers)s, not to %(agency)s.")
            % {
                "name": who.name,
                "hers": who.agency.short_name if who.agency else "–",
                "agency": agency.short_name,
            }
        )
    title = ", ".join(rest)
    if not title:
        raise NotUnderstood(_("What is to be done? %(example)s") % {"example": EXAMPLE})
    if len(title) > LONGEST:
        raise NotUnderstood(_("The task is too long: %(most)s letters at most.") % {"most": LONGEST})
    if due is None:
        raise NotUnderstood(_("By when? Add a day, for example: inden 1. oktober."))
    return Line(title[:1].upper() + title[1:], agency, who, due)


def _agency(part: str, agencies: Sequence[Agency]) -> Agency | None:
    key = part.casefold().rstrip(".")
    return next(
        (
            one
            for one in agencies
            if key in (one.short_name.casefold().rstrip("."), one.name.casefold(), one.key)
        ),
        None,
    )


def _named(part: str, people: Sequence[User]) -> list[User]:
    """The people that a part may mean: by the whole name, or by the beginning of it."""
    key = part.casefold()
    whole = [one for one in people if one.name.casefold() == key]
    return whole or [one for one in people if one.name.casefold().startswith(f"{key} ")]


def _one_of(
    part: str, named: list[User], agency: Agency | None, line: str, agencies: Sequence[Agency]
) -> User:
    if len(named) == 1:
        return named[0]
    agency = agency or next((one for one in (_agency(p, agencies) for p in _parts(line)) if one), None)
    hers = [one for one in named if agency is not None and one.agency_id == agency.pk]
    if len(hers) == 1:
        return hers[0]
    names = ", ".join(one.name for one in named)
    raise NotUnderstood(
        _("“%(part)s” may be %(names)s. Write the whole name.") % {"part": part, "names": names}
    )


# --- days ------------------------------------------------------------------------------------------------


def day(words: str, *, today: date) -> date | None:
    """A day in words: "1. oktober", "1/10", "fredag", "i morgen", "om 2 uger". None where it is no day.

    Without a year it is the next one that comes.
    """
    text = _LEAD.sub("", words.strip()).casefold().strip()
    near = {"i dag": 0, "today": 0, "i morgen": 1, "tomorrow": 1, "i overmorgen": 2}
    if text in near:
        return today + timedelta(days=near[text])
    if text.removeprefix("næste ").removeprefix("next ") in _WEEKDAY:
        number = _WEEKDAY[text.removeprefix("næste ").removeprefix("next ")]
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if match := _WEEKS.match(text):
        number, unit = int(match[1] or match[3]), match[2] or match[4]
        return today + timedelta(days=number * (7 if unit[0] in "uw" else 1))
    if match := _ISO.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WORDS.match(text):
        return _next(int(match[1]), _MONTH.get(match[2], 0), match[3], today)
    if match := _FIGURES.match(text):
        return _next(int(match[1]), int(match[2]), match[3], today)
    return None


def _next(number: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _date(int(year), month, number)
    return next(
        (
            found
            for y in range(today.year, today.year + 5)
            if (found := _date(y, month, number)) and found >= today
        ),
        None,
    )


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
