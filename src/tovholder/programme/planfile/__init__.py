"""The plan file: a municipality's action plan as YAML, read with the line of every entry.

`check` names every fault of a file in one go. `read` gives the plan, or raises
with the same faults. `dump` gives a plan back as plain values that `read` takes
again. The published schema is `schema()`, kept in docs/action-plan.schema.json.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from . import model
from .checks import Check, Vocabulary
from .document import Document, Unreadable, open_document
from .faults import Fault, Location, from_pydantic
from .model import PlanFile

__all__ = ["Fault", "Faulty", "PlanFile", "Vocabulary", "check", "dump", "read", "schema"]

# Entries are named in a fault by the first of these that they have.
NAMES = ("key", "year", "term", "value")


class Faulty(Exception):
    """The plan file has faults; `faults` names them all, in the order of their lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def check(source: str | bytes | Path, *, indicators: Vocabulary) -> list[Fault]:
    """Name every fault of a plan file, given as its path or its text, in the order of its lines.

    `indicators` are the codes that a goal may name, each with its splits and
    their values: {"pupils_in_courses": {"school_type": ["municipal", "free"]}}.
    """
    return _examine(source, indicators)[1]


def read(source: str | bytes | Path, *, indicators: Vocabulary) -> PlanFile:
    """Return the plan of a file.

    :raises Faulty: the file has faults.
    """
    plan, faults = _examine(source, indicators)
    if plan is None or faults:
        raise Faulty(faults)
    return plan


def dump(plan: PlanFile) -> dict[str, Any]:
    """Return a plan as values for JSON, complete, without what was left out."""
    return plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan file."""
    made = PlanFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Action plan"}


def _examine(source: str | bytes | Path, indicators: Vocabulary) -> tuple[PlanFile | None, list[Fault]]:
    try:
        document = open_document(source)
    except Unreadable as error:
        return None, error.faults
    if not isinstance(document.data, dict):
        message = _("The file does not begin with names: “plan:”, “target_groups:” and so on.")
        return None, [Fault(1, (), message, _("docs/action-plan.md shows how a plan begins."))]
    plan, faults = None, list(document.faults)
    try:
        plan = PlanFile.model_validate(document.data)
    except ValidationError as error:
        names = _field_names()
        faults += [
            from_pydantic(details, document.line, names) for details in error.errors(include_url=False)
        ]
    faults += Check(document, indicators).run()
    named = [Fault(f.line, f.at, f.message, f.remedy, _where(document, f.at)) for f in faults]
    return plan, sorted(named, key=lambda fault: (fault.line, fault.where, fault.message))


def _where(document: Document, at: Location) -> str:
    """Name a place by keys where entries have them: "target_groups › samfund › goals › elever"."""
    steps: list[str] = []
    here = document.data
    for step in at:
        if isinstance(here, dict):
            here = here.get(step)
            steps.append(str(step)[:60])
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            named = here if isinstance(here, dict) else {}
            steps.append(str(next((named[n] for n in NAMES if named.get(n)), step + 1))[:60])
    return " › ".join(steps)


def _field_names() -> set[str]:
    entries = [m for m in vars(model).values() if isinstance(m, type) and issubclass(m, BaseModel)]
    return {field.alias or name for entry in entries for name, field in entry.model_fields.items()}
