"""What the programme itself counts: checklist items that were done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Min
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Municipality

from . import indicators
from .indicators import Increment, Indicator, Split, Words
from .models import ChecklistMark

ADMINISTRATIONS_INFORMED = Indicator(
    code="administrations_informed",
    label=_("Administrations informed in writing"),
    unit=_("administrations"),
    definition=_("Administrations that were given written information on signs of concern and what to do."),
    counts_when=_("when the administration is ticked off on the goal's checklist, with evidence"),
    counts_not=_("withdrawn marks; an administration ticked off twice in a year counts once"),
)


def register() -> None:
    """Offer the programme's own indicator."""
    indicators.register(
        context="programme", indicators=[ADMINISTRATIONS_INFORMED], measure=measure, rows=rows
    )


def measure(*, municipality: Municipality, start: date, end: date) -> Iterable[Increment]:
    """Count the items done, each once a year, in the month of its first mark of that year."""
    found = (
        _marks(municipality, start, end)
        .order_by()
        .values("item_id", year=ExtractYear("done_on"))
        .annotate(first=Min("done_on"))
    )
    months = Counter(row["first"].replace(day=1) for row in found)
    return [Increment(ADMINISTRATIONS_INFORMED.code, (), month, n) for month, n in sorted(months.items())]


def rows(
    *, code: str, municipality: Municipality, start: date, end: date, split: Split
) -> tuple[Sequence[Words], Iterable[Any]]:
    """Return the marks behind the figure: what, when, and how one sees it."""
    marks = _marks(municipality, start, end).order_by("-done_on", "id")
    return (_("Item"), _("Done"), _("Evidence")), marks.values_list("item__title", "done_on", "evidence")


def _marks(municipality: Municipality, start: date, end: date) -> Any:
    return ChecklistMark.objects.filter(
        municipality=municipality,
        item__goal__indicator=ADMINISTRATIONS_INFORMED.code,
        item__retired_on__isnull=True,
        withdrawn_at__isnull=True,
        done_on__range=(start, end),
    )
