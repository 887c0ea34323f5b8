"""What counts as what in cases, and the one statement that counts it.

The function `tovholder.case_figures` counts past the policies, and takes a municipality and a period alone: a
plan's or a year's, to the end of a month. It counts exactly for who makes the report; all others it tells a
year's sum in fives (cases/migrations/0026). A median of fewer than five is not told.

**Cases opened** (`cases_opened`). Cases on the day on which they were opened, from a concern or by hand. A
case that is closed and opened again counts once. A concern, a person, a case and a course are four things.

**Cases closed** (`cases_closed`), by outcome: those that are closed now, on the day on which they were.

**Days between the steps** (`case_days_to_…`): from the day on which the matter was received to the first time
of a step, the median of all cases whose step lies between the period's beginning and the month's end.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.models import Municipality
from tovholder.cases.models import OUTCOMES
from tovholder.programme.indicators import Increment, Indicator, Words, register


def _days(step: str, label: Words, counts_when: Words) -> Indicator:
    return Indicator(
        of_citizens=True,
        code=f"case_days_to_{step}",
        label=label,
        unit=pgettext_lazy("unit", "days"),
        kind="level",
        definition=_("The median of days from the day on which it was received to the step."),
        counts_when=counts_when,
        counts_not=_("fewer than five cases: their median would tell of one of them"),
    )


INDICATORS = (
    Indicator(
        of_citizens=True,
        code="cases_opened",
        label=_("Cases opened"),
        unit=pgettext_lazy("unit", "cases"),
        definition=_("Cases of the Infohus that were opened, from a concern or by hand, each once."),
        counts_when=_("the case is opened"),
        counts_not=_("cases that are opened again"),
    ),
    Indicator(
        of_citizens=True,
        code="cases_closed",
        label=_("Cases closed"),
        unit=pgettext_lazy("unit", "cases"),
        definition=_("Cases that are closed, by how they ended."),
        counts_when=_("the case is closed"),
        counts_not=_("cases that were opened again"),
        splits={"outcome": dict(OUTCOMES.choices)},
    ),
    _days("cleared", _("Days to the police's clearance"), _("the police have answered")),
    _days("discussed", _("Days to the meeting"), _("the Infohus has discussed the case the first time")),
    _days("offered", _("Days to the offer"), _("the citizen has got an offer the first time")),
    _days("closed", _("Days to the end"), _("the case is closed the first time")),
)


def measure(*, municipality: Municipality, start: date, end: date) -> Iterable[Increment]:
    """Every indicator of this context from `start` to `end`, both included: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select code, part, month, value from tovholder.case_figures(%s, %s, %s)",
            [municipality.pk, start, end],
        )
        return [
            Increment(
                code,
                (("outcome", part),) if part else (),
                month,
                value if code.startswith("case_days") else int(value),
            )
            for code, part, month, value in cursor.fetchall()
        ]


def offer_them() -> None:
    """Put the indicators on the registry."""
    register(context="cases", indicators=INDICATORS, measure=measure)
