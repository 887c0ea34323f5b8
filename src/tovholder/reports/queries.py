"""What a report asks the database: the plan with everything that is written of it, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateTimeField, F, Func, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from tovholder.access.models import Municipality
from tovholder.activities.models import Session
from tovholder.partners.models import District
from tovholder.programme.models import (
    ActionPlan,
    Definition,
    Freeze,
    Initiative,
    Knowledge,
    Narrative,
    TargetGroup,
)
from tovholder.programme.queries import NoPlan

#: A pause in the saving that begins a new version: what is saved as one types is one.
SITTING_SECONDS = 15 * 60


@dataclass(frozen=True)
class Written:
    """A plan, what stands in it, and what is written of it for a year. Rows are as the database's JSON."""

    plan: ActionPlan
    year: int
    groups: list[dict[str, Any]]
    initiatives: list[dict[str, Any]]
    narratives: dict[int, dict[str, Any]]
    knowledge: list[dict[str, Any]]
    definitions: list[dict[str, Any]]
    freezes: list[Freeze]
    districts: list[str]
    sessions: list[dict[str, Any]]

    def freeze(self, pk: int) -> Freeze | None:
        return next((freeze for freeze in self.freezes if freeze.pk == pk), None)


def period(plan: ActionPlan, year: int) -> tuple[date, date]:
    """The days of a year that the plan covers."""
    return max(date(year, 1, 1), plan.starts_on), min(date(year, 12, 31), plan.ends_on)


def written(*, municipality: Municipality, year: int, until: date | None = None, key: str = "") -> Written:
    """Return the plan that covers a year (of several the one that began last), or the plan with a key.

    :param until: the last day whose sessions count.
    :raises NoPlan: there is none.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    plans = ActionPlan.objects.filter(municipality=municipality, starts_on__lte=last, ends_on__gte=first)
    if key:
        plans = plans.filter(key=key)
    plan = (
        plans.select_related("municipality")
        .annotate(**_texts(first, last), **_counts(first, min(until or last, last)))
        .order_by("-starts_on", "key")
        .first()
    )
    if plan is None:
        raise NoPlan(_no_plan(year, key))
    rows: Any = plan
    return Written(
        plan=plan,
        year=year,
        groups=rows.group_rows,
        initiatives=rows.initiative_rows,
        narratives={row["initiative"]: row for row in rows.narrative_rows},
        knowledge=rows.knowledge_rows,
        definitions=rows.definition_rows,
        freezes=[
            Freeze(
                pk=row["id"],
                plan=plan,
                municipality_id=plan.municipality_id,
                year=year,
                as_of=date.fromisoformat(row["as_of"]),
                label=row["label"],
                frozen_at=datetime.fromisoformat(row["frozen_at"]),
            )
            for row in rows.freeze_rows
        ],
        districts=rows.district_rows,
        sessions=rows.session_rows,
    )


def _no_plan(year: int, key: str) -> str:
    if key:
        return _("No action plan with the key “%(key)s” covers %(year)s.") % {"key": key, "year": year}
    return _("No action plan covers %(year)s.") % {"year": year}


def _rows(found: QuerySet[Any], *names: str, **columns: Any) -> ArraySubquery:
    return ArraySubquery(found.values(row=JSONObject(**{name: name for name in names}, **columns)))


def _texts(first: date, last: date) -> dict[str, ArraySubquery]:
    plan = OuterRef("pk")
    narratives = Narrative.objects.filter(
        initiative__plan=plan, period_from__gte=first, period_to__lte=last
    ).order_by("initiative_id", "-written_at", "-id")
    return {
        "group_rows": _rows(
            TargetGroup.objects.filter(plan=plan, retired_on__isnull=True).order_by("position"),
            *("id", "key", "number", "level", "title", "purpose", "source"),
        ),
        "initiative_rows": _rows(
            Initiative.objects.filter(plan=plan, retired_on__isnull=True).order_by("position"),
            *("id", "key", "title", "description", "source"),
            group="target_group_id",
        ),
        "narrative_rows": _rows(
            narratives.distinct("initiative_id"),
            *("id", "text", "period_from", "period_to", "written_at"),
            initiative="initiative_id",
            by="written_by__name",
        ),
        "knowledge_rows": _rows(
            Knowledge.objects.filter(plan=plan).order_by("position"),
            *("kind", "subject", "rating", "statement", "dated", "source"),
        ),
        "definition_rows": _rows(
            Definition.objects.filter(plan=plan).order_by("position"), "term", "meaning", "source"
        ),
        "freeze_rows": _rows(
            Freeze.objects.filter(plan=plan, year=first.year).order_by("-as_of"),
            *("id", "as_of", "label", "frozen_at"),
        ),
    }


#: Without a parameter: bound on the server, it would be another one in the GROUP BY (docs/decisions/0009).
_MONTH = Func(
    F("starts_at"),
    template=f"date_trunc('month', %(expressions)s at time zone '{settings.TIME_ZONE}')",
    output_field=DateTimeField(),
)


def _counts(first: date, last: date) -> dict[str, ArraySubquery]:
    """Sessions that were held and to which somebody came, by district, kind and month."""
    zone = ZoneInfo(settings.TIME_ZONE)
    held = (
        Session.objects.filter(
            municipality=OuterRef("municipality"),
            held_at__isnull=False,
            nobody_came_at__isnull=True,
            cancelled_at__isnull=True,
            starts_at__gte=datetime.combine(first, time.min, zone),
            starts_at__lte=datetime.combine(last, time.max, zone),
        )
        .order_by()
        .values("district__name", "booking__offer__kind", month=_MONTH)
        .annotate(number=Count("pk"))
    )
    return {
        "district_rows": ArraySubquery(
            District.objects.filter(municipality=OuterRef("municipality"))
            .order_by("order", "name")
            .values("name")
        ),
        "session_rows": ArraySubquery(
            held.values(
                row=JSONObject(
                    district="district__name", kind="booking__offer__kind", month="month", number="number"
                )
            )
        ),
    }


@dataclass(frozen=True)
class Version:
    """A narrative as it stood at the end of a sitting."""

    id: int
    text: str
    by: str
    written_at: datetime
    period_from: date
    period_to: date


def versions(*, initiative: Initiative, year: int) -> list[Version]:
    """Return an initiative's narratives of a year, the newest first, a sitting of one writer as one."""
    rows = (
        Narrative.objects.filter(
            initiative=initiative,
            period_from__gte=date(year, 1, 1),
            period_to__lte=date(year, 12, 31),
        )
        .select_related("written_by")
        .order_by("-written_at", "-id")[:500]
    )
    found: list[Version] = []
    after: Narrative | None = None
    for row in rows:
        if after is None or not _one_sitting(row, after):
            found.append(
                Version(row.pk, row.text, row.written_by.name, row.written_at, row.period_from, row.period_to)
            )
        after = row
    return found


def _one_sitting(before: Narrative, after: Narrative) -> bool:
    pause = (after.written_at - before.written_at).total_seconds()
    return before.written_by_id == after.written_by_id and pause <= SITTING_SECONDS
