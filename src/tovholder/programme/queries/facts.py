"""Everything that is recorded of a plan's goals, in one statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, JSONObject

from .. import models as db


@dataclass(frozen=True)
class Facts:
    """A goal, and what is recorded of it. Dates and amounts are texts, as the database's JSON has them."""

    goal: db.Goal
    parts: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    items: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    manual: list[dict[str, Any]]
    assessments: list[dict[str, Any]]
    frozen: list[dict[str, Any]]


def facts_of(plan: db.ActionPlan, year: int) -> list[Facts]:
    """Return the facts of every goal that is on the plan, in the plan's order."""
    goals = (
        db.Goal.objects.filter(plan=plan, retired_on__isnull=True)
        .select_related("target_group", "initiative")
        .annotate(
            part_rows=_rows(
                db.GoalPart.objects.filter(goal=OuterRef("pk"), retired_on__isnull=True).order_by("position"),
                value="value",
                title="title",
                short_title="short_title",
            ),
            target_rows=_rows(
                db.Target.objects.filter(goal=OuterRef("pk")).order_by("year", "id"),
                part="part",
                year="year",
                value=Cast("value", TextField()),
                due_on="due_on",
                set_on="set_on",
                reason="reason",
                reference="decision_reference",
                superseded_on="superseded_on",
                superseded_reason="superseded_reason",
                superseded_reference="superseded_reference",
            ),
            item_rows=_rows(
                db.ChecklistItem.objects.filter(goal=OuterRef("pk"), retired_on__isnull=True).order_by(
                    "position"
                ),
                id="id",
                key="key",
                title="title",
            ),
            mark_rows=_rows(
                db.ChecklistMark.objects.filter(
                    item__goal=OuterRef("pk"), item__retired_on__isnull=True, withdrawn_at__isnull=True
                ).order_by("done_on", "id"),
                id="id",
                item="item_id",
                done_on="done_on",
                evidence="evidence",
            ),
            manual_rows=_rows(
                db.ManualFigure.objects.filter(goal=OuterRef("pk"), withdrawn_at__isnull=True).order_by(
                    "as_of", "id"
                ),
                id="id",
                part="part",
                year="year",
                as_of="as_of",
                value=Cast("value", TextField()),
                numerator="numerator",
                denominator="denominator",
                evidence="evidence",
            ),
            assessment_rows=_rows(
                db.Assessment.objects.filter(goal=OuterRef("pk"), year=year).order_by(
                    "as_of", "written_at", "id"
                ),
                as_of="as_of",
                judgement="judgement",
                text="text",
            ),
            frozen_rows=_rows(
                db.FrozenFigure.objects.filter(goal=OuterRef("pk"), freeze__year=year).order_by(
                    "freeze__as_of"
                ),
                part="part",
                as_of="freeze__as_of",
                label="freeze__label",
                frozen_at="freeze__frozen_at",
                value=KT("content__value"),
                target=KT("content__target"),
            ),
        )
        .order_by("target_group__position", "position")
    )
    return [_facts(goal) for goal in goals]


def _rows(rows: QuerySet[Any], **columns: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _facts(goal: Any) -> Facts:
    return Facts(
        goal=goal,
        parts=goal.part_rows,
        targets=goal.target_rows,
        items=goal.item_rows,
        marks=goal.mark_rows,
        manual=goal.manual_rows,
        assessments=goal.assessment_rows,
        frozen=goal.frozen_rows,
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
