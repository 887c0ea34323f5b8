"""The plan as a whole: which one, its groups, its narratives, and the file that it came from."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Municipality

from .. import models as db
from ..planfile import PlanFile


class NoPlan(Exception):
    """There is no such plan."""


def plans(*, municipality: Municipality) -> list[db.ActionPlan]:
    """Return a municipality's plans, the newest first."""
    return list(db.ActionPlan.objects.filter(municipality=municipality).order_by("-starts_on", "key"))


def plan_for_year(*, municipality: Municipality, year: int) -> db.ActionPlan:
    """Return the plan that covers a year; of several, the one that began last.

    :raises NoPlan: none covers it.
    """
    found = (
        db.ActionPlan.objects.filter(
            municipality=municipality, starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1)
        )
        .order_by("-starts_on", "key")
        .first()
    )
    if found is None:
        raise NoPlan(_("No action plan covers %(year)s.") % {"year": year})
    return found


def groups_of(plan: db.ActionPlan) -> list[db.TargetGroup]:
    """Return a plan's target groups with their initiatives (`.current_initiatives`), in two statements."""
    initiatives = db.Initiative.objects.filter(retired_on__isnull=True).order_by("position")
    return list(
        db.TargetGroup.objects.filter(plan=plan, retired_on__isnull=True)
        .order_by("position")
        .prefetch_related(Prefetch("initiatives", initiatives, to_attr="current_initiatives"))
    )


def narratives(*, plan: db.ActionPlan, period_from: date, period_to: date) -> dict[int, db.Narrative]:
    """Return, by initiative id, the newest narrative that lies within a period."""
    found = (
        db.Narrative.objects.filter(
            initiative__plan=plan, period_from__gte=period_from, period_to__lte=period_to
        )
        .select_related("written_by")
        .order_by("initiative_id", "-written_at", "-id")
        .distinct("initiative_id")
    )
    return {narrative.initiative_id: narrative for narrative in found}


def file_of(plan: db.ActionPlan) -> PlanFile:
    """Return the plan as its file would say it today, with the refinancing's newest state."""
    values = {
        "plan": _head(plan),
        "target_groups": [_group(group) for group in _current(plan.target_groups)],
        "knowledge": [_knowledge(fact) for fact in plan.knowledge.order_by("position")],
        "definitions": [
            {"term": d.term, "meaning": d.meaning, "source": d.source}
            for d in plan.definitions.order_by("position")
        ],
        "budget": {"tables": [_table(table) for table in _current(plan.budget_tables)]},
    }
    return PlanFile.model_validate(_without_nothing(values))


def _current(related: Any) -> Iterable[Any]:
    return related.filter(retired_on__isnull=True).order_by("position")


def _head(plan: db.ActionPlan) -> dict[str, Any]:
    strategy = {"title": plan.strategy_title, "since": plan.strategy_since, "note": plan.strategy_note}
    return {
        "key": plan.key,
        "municipality": {"code": plan.municipality.code, "name": plan.municipality.name},
        "title": plan.title,
        "period": {"from": plan.starts_on, "to": plan.ends_on},
        "committee": {"name": plan.committee, "short": plan.committee_short},
        "administration": {"name": plan.administration, "short": plan.administration_short},
        "predecessor": plan.predecessor_key,
        "strategy": strategy if plan.strategy_title else None,
        "reports_to": plan.reports_to,
        "recommendation": plan.recommendation,
        "background": plan.background,
        "frame": plan.frame,
        "source": plan.source,
    }


def _group(group: db.TargetGroup) -> dict[str, Any]:
    return {
        "key": group.key,
        "number": group.number,
        "level": group.level,
        "title": group.title,
        "purpose": group.purpose,
        "source": group.source,
        "initiatives": [
            {"key": i.key, "title": i.title, "description": i.description, "source": i.source}
            for i in _current(group.initiatives)
        ],
        "goals": [_goal(goal) for goal in _current(group.goals)],
    }


def _goal(goal: db.Goal) -> dict[str, Any]:
    targets: dict[str, list[dict[str, Any]]] = {}
    for target in goal.targets.filter(superseded_on__isnull=True).order_by("year"):
        targets.setdefault(target.part, []).append(_target(target))
    return {
        "key": goal.key,
        "initiative": goal.initiative.key if goal.initiative else None,
        "kind": goal.kind,
        "title": goal.title,
        "short_title": goal.short_title,
        "indicator": goal.indicator,
        "note": goal.note,
        "source": goal.source,
        "split_by": goal.split_by,
        "parts": [
            {
                "value": p.value,
                "title": p.title,
                "short_title": p.short_title,
                "targets": targets.get(p.value),
            }
            for p in _current(goal.parts)
        ],
        "targets": targets.get(""),
        "checklist": [{"key": item.key, "title": item.title} for item in _current(goal.checklist)],
        "pace": goal.pace,
    }


def _target(target: db.Target) -> dict[str, Any]:
    decision = {"on": target.set_on, "reason": target.reason, "reference": target.decision_reference}
    return {
        "year": target.year,
        "value": target.value,
        "by": target.due_on,
        "decision": decision if target.reason else None,
    }


def _knowledge(fact: db.Knowledge) -> dict[str, Any]:
    names = ("key", "kind", "statement", "subject", "rating", "unit", "dated", "source")
    return {name: getattr(fact, name) for name in names} | {"value": fact.value}


def _table(table: db.BudgetTable) -> dict[str, Any]:
    sources = list(_current(table.sources))
    amounts = {source.pk: list(source.amounts.order_by("year")) for source in sources}
    sums: dict[int, Decimal] = {}
    for amount in (a for given in amounts.values() for a in given):
        sums[amount.year] = sums.get(amount.year, Decimal(0)) + amount.amount
    return {
        "key": table.key,
        "title": table.title,
        "source": table.source,
        "sources": [
            {
                "key": s.key,
                "title": s.title,
                "purpose": s.purpose,
                "amounts": [{"year": a.year, "amount": a.amount} for a in amounts[s.pk]],
                "expires": s.expires_on,
                "refinancing": _refinancing(s),
                "note": s.note,
                "source": s.source,
            }
            for s in sources
        ],
        "totals": [{"year": year, "amount": sums.get(year, Decimal(0))} for year in table.total_years],
    }


def _refinancing(source: db.FundingSource) -> dict[str, Any] | None:
    if not source.refinancing_through:
        return None
    newest = source.refinancing_steps.order_by("-stands_on", "-id").first()
    return {
        "through": source.refinancing_through,
        "deadline": source.refinancing_deadline,
        "state": newest.state if newest else None,
        "note": source.refinancing_note,
    }


def _without_nothing(values: Any) -> Any:
    """Leave out what the file leaves out, and the database keeps as an empty text."""
    if isinstance(values, dict):
        return {
            name: _without_nothing(value) for name, value in values.items() if value not in (None, "", [])
        }
    if isinstance(values, list):
        return [_without_nothing(value) for value in values]
    return values
