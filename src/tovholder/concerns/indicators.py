"""What counts as what in concerns. Counted by functions that nobody sees a concern through.

**Hotline contacts** (`hotline_contacts`). Calls to the national or the local hotline, whether they ended as
advice or as a concern; by channel.

**Concerns received** (`concerns_received`). Concern reports, however they came, in the month in which
each came. What was purged counts by its month, channel and exit.

**Kinds of extremism named** (`concern_kinds`). How often each kind was named: a concern that names two counts
for both, and one that names none for none. What was purged names none.

**Days to the exit** (`concern_days`). The median of calendar days from receipt to exit, of the concerns that
left triage since the period began; not told until five have left.

The functions take a municipality and a period, a plan's or a year's to the end of a month. They count exactly
for who makes the report, small counts as well: a document shows none of 1 to 4 (programme.suppression). All
others they tell a year's sum, and that of each cell, in fives (concerns/migrations/0019).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Municipality
from tovholder.concerns.models import Channel, ConcernReport
from tovholder.programme.indicators import Increment, Indicator, register

#: The exit of a concern that has taken none.
WAITING = "waiting"

INDICATORS = (
    Indicator(
        of_citizens=True,
        code="hotline_contacts",
        label=_("Hotline contacts"),
        unit=_("contacts"),
        definition=_("Calls to the national or the local hotline, ended as advice or as a concern."),
        counts_when=_("the adviser hangs up"),
        counts_not=_("letters, mails, visits and referrals; calls that were thrown away"),
        splits={
            "channel": {
                Channel.NATIONAL_HOTLINE: Channel.NATIONAL_HOTLINE.label,
                Channel.LOCAL_HOTLINE: Channel.LOCAL_HOTLINE.label,
            }
        },
    ),
    Indicator(
        of_citizens=True,
        code="concerns_received",
        within="hotline_contacts",
        label=_("Concerns received"),
        unit=_("concerns"),
        definition=_("Concern reports about a citizen, by how they came and how they left triage."),
        counts_when=_("the concern is written down; it counts in the month in which it came"),
        counts_not=_("advice contacts, which are about nobody"),
        splits={
            "channel": dict(Channel.choices),
            "exit": {**dict(ConcernReport.Exit.choices), WAITING: _("waiting")},
        },
    ),
    Indicator(
        of_citizens=True,
        code="concern_kinds",
        label=_("Kinds of extremism named"),
        unit=_("mentions"),
        definition=_("How often a kind of extremism was named in a concern; several may be."),
        counts_when=_("the concern is written down"),
        counts_not=_("concerns that name no kind, and those that were purged"),
        splits={"kind": {}},
    ),
    Indicator(
        of_citizens=True,
        code="concern_days",
        label=_("Days from receipt to exit"),
        unit=_("days"),
        kind="level",
        definition=_("The median of calendar days that concerns spent in triage."),
        counts_when=_("five concerns have left triage since the year began"),
        counts_not=_("concerns that wait, and those that were purged"),
    ),
)

_FIGURES = "select way, month, channel, way_out, kind, n from tovholder.concern_figures(%s, %s, %s)"
_DAYS = "select month, median from tovholder.concern_days(%s, %s, %s) where median is not null"
#: Both in one statement.
_MEASURE = f"""
select f.way, f.month, f.channel, f.way_out, coalesce(k.name, f.kind), f.n::numeric
  from ({_FIGURES}) f
  left join concerns_extremismkind k on k.municipality_id = %s and k.key = f.kind
union all
select 'days', d.month, null, null, null, d.median from ({_DAYS}) d
"""


def measure(*, municipality: Municipality, start: date, end: date) -> Iterable[Increment]:
    """Every indicator of this context from `start` to `end`, both included: one statement."""
    period: list[Any] = [municipality.pk, start, end]
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, [*period, municipality.pk, *period])
        return [_increment(*row) for row in cursor.fetchall()]


_CODES = {"hotline": "hotline_contacts", "concern": "concerns_received", "kind": "concern_kinds"}


def _increment(
    way: str, month: date, channel: str | None, way_out: str | None, kind: str | None, value: Decimal
) -> Increment:
    if way == "days":
        return Increment("concern_days", (), month, value)
    exit = None if way_out is None else way_out or WAITING
    cell = (("channel", channel), ("exit", exit), ("kind", kind))
    split = tuple((dimension, value) for dimension, value in cell if value is not None)
    return Increment(_CODES[way], split, month, int(value))


def offer_them() -> None:
    """Put the indicators on the registry."""
    register(context="concerns", indicators=INDICATORS, measure=measure)
