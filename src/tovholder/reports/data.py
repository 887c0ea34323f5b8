"""A report as JSON: everything that the paper says, and the values behind it. Keys are English and stay."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from tovholder.core.typesetting import plain
from tovholder.programme.queries import as_json
from tovholder.reports.content import Goal, StatusReport

#: What a goal's figure says beyond `figures --json`.
BESIDE = (
    *(
        "goal_key",
        "part",
        "short_label",
        "unit",
        "due_on",
        "expected",
        "expected_share",
        "counts_when",
        "counts_not",
    ),
    *("manual", "evidence", "met_on", "met_in", "note", "source", "assessment", "months", "old_targets"),
    *("decision_on", "decision_reason", "decision_reference"),
)


def render(report: StatusReport) -> bytes:
    """Return the report as UTF-8; decimal numbers are JSON numbers, days and times ISO 8601."""
    return (json.dumps(value(report), ensure_ascii=False, indent=2) + "\n").encode()


def value(report: StatusReport) -> dict[str, Any]:
    """Return the report as JSON's own values."""
    found: dict[str, Any] = _plain(report)
    return {"format": "tovholder-status-1", **found}


def _goal(goal: Goal) -> dict[str, Any]:
    figure = goal.figure
    beside = {name: _plain(getattr(figure, name)) for name in BESIDE}
    checklist = [
        {"key": item.key, "title": item.title, "done_on": _plain(item.done_on), "evidence": item.evidence}
        for item in figure.checklist
    ]
    splits = {dimension: _plain(pieces) for dimension, pieces in goal.splits}
    return {
        **as_json(figure),
        **beside,
        "checklist": checklist,
        "deviation": goal.deviation,
        "breakdown": splits,
    }


def _plain(found: Any) -> Any:
    if isinstance(found, Goal):
        return _goal(found)
    if is_dataclass(found) and not isinstance(found, type):
        return {
            each.name: _plain(getattr(found, each.name)) for each in fields(found) if each.name != "missing"
        }
    if isinstance(found, Enum):
        return found.value
    if isinstance(found, Decimal):
        return int(found) if found == found.to_integral_value() else float(found)
    if isinstance(found, datetime | date):
        return found.isoformat()
    if isinstance(found, dict):
        return {str(key): _plain(each) for key, each in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(each) for each in found]
    if found is None or isinstance(found, bool | int | float):
        return found
    return plain(str(found))
