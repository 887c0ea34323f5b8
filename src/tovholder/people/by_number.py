"""What a number leads to that is written in the search. Contexts above say it, as for a person's page.

def numbered(*, number: str, by: User) -> list[Numbered]:
    rows = …  # one statement; what row level security shows `by`
    return [Numbered(name, row.get_absolute_url(), cases=[row]) for row in rows]

by_number.register(numbered)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tovholder.access.models import User

#: 2022-0117: what mails, agendas and the overview call a case or a concern by.
NUMBER = re.compile(r"20\d\d-\d{4,6}")


@dataclass(frozen=True)
class Numbered:
    """A thing with that number, which the reader may see.

    :param cases, concerns: whose data the line shows, for the read log.
    """

    name: str
    url: str
    cases: list[Any] = field(default_factory=list)
    concerns: list[Any] = field(default_factory=list)


_finders: dict[str, Callable[..., list[Numbered]]] = {}


def register(finder: Callable[..., list[Numbered]]) -> None:
    """Add a kind of thing. Registered twice, it is asked once."""
    _finders[f"{finder.__module__}.{finder.__qualname__}"] = finder


def of(*, number: str, by: User) -> list[Numbered]:
    """What has this number, one statement for each kind."""
    return [one for finder in _finders.values() for one in finder(number=number, by=by)]
