"""The concerns about somebody, on her page: those that the reader may see."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.concerns.models import ConcernReport
from tovholder.people import by_number, panels
from tovholder.people.by_number import Numbered
from tovholder.people.panels import Panel

MOST = 20


def panel(*, persons: list[UUID], by: User, at: datetime) -> Panel | None:
    """One statement; nothing where there is none that the reader may see."""
    found = ConcernReport.objects.visible_to(by).filter(person__in=persons).order_by("-received_at")[:MOST]
    rows = [(concern, timezone.localdate(concern.received_at)) for concern in found]
    if not rows:
        return None
    return Panel(
        template="concerns/_of_person.html",
        context={"rows": rows},
        concerns=[concern for concern, _day in rows],
    )


def numbered(*, number: str, by: User) -> list[Numbered]:
    """The concern with this number: one statement."""
    return [
        Numbered(_("Concern %(number)s") % {"number": one.number}, one.get_absolute_url(), concerns=[one])
        for one in ConcernReport.objects.visible_to(by).filter(number=number)
    ]


def offer_it() -> None:
    """Put the block on the page of a person, and lead the search there."""
    panels.register(panel, order=20)
    by_number.register(numbered)
