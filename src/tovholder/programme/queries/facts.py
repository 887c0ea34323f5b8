"""Everything that is recorded of a plan's goals, in one statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tovholder.core.columns import rows

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


_PARTS = """select value, title, short_title from programme_goalpart
  where goal_id = programme_goal.id and retired_on is null order by position"""
_TARGETS = """select part, year, value::text, due_on, set_on, reason, decision_reference as reference,
    superseded_on, superseded_reason, superseded_reference
  from programme_target where goal_id = programme_goal.id order by year, id"""
_ITEMS = """select id, key, title from programme_checklistitem
  where goal_id = programme_goal.id and retired_on is null order by position"""
_MARKS = """select m.id, m.item_id as item, m.done_on, m.evidence
  from programme_checklistmark m join programme_checklistitem i on i.id = m.item_id
  where i.goal_id = programme_goal.id and i.retired_on is null and m.withdrawn_at is null
  order by m.done_on, m.id"""
_MANUAL = """select id, part, year, as_of, value::text, numerator, denominator, evidence
  from programme_manualfigure where goal_id = programme_goal.id and withdrawn_at is null order by as_of, id"""
_ASSESSMENTS = """select as_of, judgement, text from programme_assessment
  where goal_id = programme_goal.id and year = %s order by as_of, written_at, id"""
_FROZEN = """select f.part, z.as_of, z.label, z.frozen_at, f.content ->> 'value' as value,
    f.content ->> 'target' as target, f.content ->> 'definition' as definition,
    f.content ->> 'counts_when' as counts_when, f.content ->> 'counts_not' as counts_not
  from programme_frozenfigure f join programme_freeze z on z.id = f.freeze_id
  where f.goal_id = programme_goal.id and z.year = %s order by z.as_of"""


def facts_of(plan: db.ActionPlan, year: int) -> list[Facts]:
    """Return the facts of every goal that is on the plan, in the plan's order."""
    goals = (
        db.Goal.objects.filter(plan=plan, retired_on__isnull=True)
        .select_related("target_group", "initiative")
        .annotate(
            part_rows=rows(_PARTS),
            target_rows=rows(_TARGETS),
            item_rows=rows(_ITEMS),
            mark_rows=rows(_MARKS),
            manual_rows=rows(_MANUAL),
            assessment_rows=rows(_ASSESSMENTS, year),
            frozen_rows=rows(_FROZEN, year),
        )
        .order_by("target_group__position", "position")
    )
    return [_facts(goal) for goal in goals]


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
