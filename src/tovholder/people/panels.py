"""What contexts above add to a person's page: consents and the ledger, concerns, cases.

They register a function in their AppConfig.ready(); this context imports none of them.

    def panel(*, persons: list[UUID], by: User, at: datetime) -> Panel | None:
        rows = …  # one statement; what row level security shows `by`
        return Panel(template="concerns/_of_person.html", context={"rows": rows}, concerns=rows)

    panels.register(panel, order=20)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tovholder.access.models import User


@dataclass(frozen=True)
class Panel:
    """A block on a person's page.

    :param template: what draws it, with `panel.context` as `panel`'s own; a section with an h2.
    :param context: what the template shows, formatted: no query runs in it.
    :param persons, cases, concerns: whose data the block shows beyond the person's, for the read log.
    :param aside: beside the page's main column.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    persons: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    concerns: list[Any] = field(default_factory=list)
    aside: bool = False


Maker = Callable[..., Panel | None]
_makers: dict[str, tuple[int, Maker]] = {}


def register(maker: Maker, *, order: int) -> None:
    """Add a block; a low `order` stands first. Registered twice, it stands once."""
    _makers[f"{maker.__module__}.{maker.__qualname__}"] = (order, maker)


def of(*, persons: list[UUID], by: User, at: datetime) -> list[Panel]:
    """The blocks about a person, who may stand in several rows. One statement each at most."""
    makers = [maker for _order, maker in sorted(_makers.values(), key=lambda pair: pair[0])]
    found = (maker(persons=persons, by=by, at=at) for maker in makers)
    return [panel for panel in found if panel is not None]
