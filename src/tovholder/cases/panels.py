"""The cases about somebody, on her page: those that the reader may see."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.cases import words
from tovholder.cases.models import Case
from tovholder.people import by_number, panels
from tovholder.people.by_number import Numbered
from tovholder.people.panels import Panel

MOST = 20


def panel(*, persons: list[UUID], by: User, at: datetime) -> Panel | None:
    """One statement; nothing where there is none that the reader may see."""
    found = list(Case.objects.visible_to(by).filter(person__in=persons).order_by("-opened_at", "-id")[:MOST])
    if not found:
        return None
    today = timezone.localdate(at)
    rows = [
        {
            "url": case.get_absolute_url(),
            "number": case.number,
            "opened": words.day(case.opened_at, today=today),
            "outcome": case.get_outcome_display() if case.closed_at else "",
        }
        for case in found
    ]
    return Panel(template="cases/_of_person.html", context={"rows": rows}, cases=found)


def numbered(*, number: str, by: User) -> list[Numbered]:
    """The case with this number: one statement."""
    return [
        Numbered(_("Case %(number)s") % {"number": case.number}, case.get_absolute_url(), cases=[case])
        for case in Case.objects.visible_to(by).filter(number=number)
    ]


def offer_it() -> None:
    """Put the block on the page of a person, and lead the search there."""
    panels.register(panel, order=10)
    by_number.register(numbered)
