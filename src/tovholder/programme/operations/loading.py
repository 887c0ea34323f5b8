"""Loading an action plan: all or nothing, and again as often as the file changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access import gate
from tovholder.access.actors import System
from tovholder.access.models import Municipality, User

from .. import models as db
from ..planfile import PlanFile
from ..planfile.model import Decision
from ..planfile.model import Goal as GoalEntry
from ..planfile.model import Target as TargetEntry


class NeedsDecision(Exception):
    """Targets changed, and nothing says why and where that was decided."""


class HasRecords(Exception):
    """An entry left the file, and something that people recorded hangs on it."""


@dataclass
class Loaded:
    """What a load did: the plan, and sentences on what changed."""

    plan: db.ActionPlan
    is_new: bool
    changed_targets: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


@transaction.atomic
def load_plan(*, file: PlanFile, by: User, at: datetime, decision: Decision | None = None) -> Loaded:
    """Take over a plan as its file says.

    A municipality that is not known yet comes with it. What people recorded
    stays; an entry that left the file is retired, and comes back with its
    records if the file names it again.

    :param decision: why targets changed, for all that the file gives no decision of its own.
    :raises NeedsDecision: a target changed without a decision.
    :raises HasRecords: an entry left the file that figures, narratives or money hang on.
    :raises gate.Denied: `by` is no command of the installation.
    """
    if by.pk not in (System.COMMAND, System.DEMO):
        raise gate.Denied("plan.load")
    return _Load(file, by, at, decision).run()


class _Load:
    """One load. Entries are matched by their keys."""

    def __init__(self, file: PlanFile, by: User, at: datetime, decision: Decision | None) -> None:
        self.file, self.by, self.at, self.decision = file, by, at, decision
        self.today = timezone.localdate(at)
        self.undecided: list[str] = []
        self.held: list[str] = []

    def run(self) -> Loaded:
        self.plan, is_new = self.head()
        self.loaded = Loaded(self.plan, is_new)
        self.groups()
        self.budget()
        self.replaced()
        if self.held:
            raise HasRecords(
                _("These left the file, but records hang on them: %(entries)s. Put them back in the file.")
                % {"entries": "; ".join(self.held)}
            )
        if self.undecided:
            raise NeedsDecision(
                _(
                    "These targets changed: %(targets)s. Write a “decision” at each in the file, or give"
                    " --decision, --reason and --on."
                )
                % {"targets": "; ".join(self.undecided)}
            )
        return self.loaded

    def head(self) -> tuple[db.ActionPlan, bool]:
        head = self.file.plan
        self.municipality, _created = Municipality.objects.get_or_create(
            code=head.municipality.code, defaults={"name": head.municipality.name}
        )
        strategy = head.strategy
        return db.ActionPlan.objects.update_or_create(
            municipality=self.municipality,
            key=head.key,
            defaults={
                "title": head.title,
                "starts_on": head.period.from_,
                "ends_on": head.period.to,
                "committee": head.committee.name,
                "committee_short": head.committee.short or "",
                "administration": head.administration.name,
                "administration_short": head.administration.short or "",
                "predecessor_key": head.predecessor or "",
                "strategy_title": strategy.title if strategy else "",
                "strategy_since": strategy.since if strategy else None,
                "strategy_note": (strategy.note or "") if strategy else "",
                "reports_to": head.reports_to,
                "recommendation": head.recommendation or "",
                "background": head.background or "",
                "frame": [chapter.model_dump() for chapter in head.frame],
                "source": head.source,
                "loaded_at": self.at,
            },
        )

    def groups(self) -> None:
        groups = self.sync(
            db.TargetGroup,
            {"plan": self.plan},
            {
                g.key: {
                    "number": g.number,
                    "level": g.level,
                    "title": g.title,
                    "purpose": g.purpose,
                    "source": g.source,
                }
                for g in self.file.target_groups
            },
        )
        initiatives = self.sync(
            db.Initiative,
            {"plan": self.plan},
            {
                i.key: {
                    "target_group": groups[g.key],
                    "title": i.title,
                    "description": i.description,
                    "source": i.source,
                }
                for g in self.file.target_groups
                for i in g.initiatives
            },
            held=lambda i: i.narratives.exists(),
        )
        goals = self.sync(
            db.Goal,
            {"plan": self.plan},
            {
                goal.key: _goal_fields(goal, groups[g.key], initiatives)
                for g in self.file.target_groups
                for goal in g.goals
            },
            held=_goal_is_held,
        )
        for group in self.file.target_groups:
            for entry in group.goals:
                self.goal(goals[entry.key], entry)

    def goal(self, goal: db.Goal, entry: GoalEntry) -> None:
        self.sync(
            db.GoalPart,
            {"goal": goal},
            {p.value: {"title": p.title, "short_title": p.short_title} for p in entry.parts},
            key="value",
            held=lambda part: (
                goal.manual_figures.filter(part=part.value).exists()
                or goal.frozen_figures.filter(part=part.value).exists()
            ),
        )
        self.sync(
            db.ChecklistItem,
            {"goal": goal},
            {item.key: {"title": item.title} for item in entry.checklist},
            held=lambda item: item.marks.exists(),
        )
        wanted = {("", t.year): t for t in entry.targets}
        wanted |= {(part.value, t.year): t for part in entry.parts for t in part.targets}
        self.targets(goal, wanted)

    def targets(self, goal: db.Goal, wanted: dict[tuple[str, int], TargetEntry]) -> None:
        current = {
            (t.part, t.year): t for t in db.Target.objects.filter(goal=goal, superseded_on__isnull=True)
        }
        for place in sorted(current.keys() | wanted.keys()):
            old, new = current.get(place), wanted.get(place)
            if old and new and (old.value, old.due_on) == (new.value, new.by):
                self.explain(old, new)
            elif old:
                self.supersede(old, new)
            elif new:
                self.set(goal, place[0], new, new.decision)

    def explain(self, target: db.Target, entry: TargetEntry) -> None:
        """The file gives, for a target that stands, the decision that it rests on."""
        given = entry.decision
        if given and (given.on, given.reason, given.reference) != (
            target.set_on,
            target.reason,
            target.decision_reference,
        ):
            target.set_on, target.reason, target.decision_reference = given.on, given.reason, given.reference
            target.save()

    def supersede(self, old: db.Target, new: TargetEntry | None) -> None:
        given = new.decision if new and new.decision else None
        # A decision that the old target rests on already says nothing of the change.
        if given and (given.on, given.reference) == (old.set_on, old.decision_reference):
            given = None
        given = given or self.decision
        words = _("%(goal)s, %(year)s: %(old)s → %(new)s") % {
            "goal": f"{old.goal.key} {old.part}".strip(),
            "year": old.year,
            "old": _told(old.value, old.due_on),
            "new": _told(new.value, new.by) if new else pgettext("target", "none"),
        }
        if given is None:
            self.undecided.append(words)
            return
        old.superseded_on = given.on
        old.superseded_reason = given.reason
        old.superseded_reference = given.reference
        old.save()
        if new:
            self.set(old.goal, old.part, new, given)
        self.loaded.changed_targets.append(words)

    def set(self, goal: db.Goal, part: str, entry: TargetEntry, decision: Decision | None) -> None:
        db.Target.objects.create(
            municipality=self.municipality,
            goal=goal,
            part=part,
            year=entry.year,
            value=entry.value,
            due_on=entry.by,
            set_on=decision.on if decision else self.plan.starts_on,
            reason=decision.reason if decision else "",
            decision_reference=decision.reference if decision else "",
        )

    def budget(self) -> None:
        entries = self.file.budget.tables
        tables = self.sync(
            db.BudgetTable,
            {"plan": self.plan},
            {
                t.key: {
                    "title": t.title,
                    "source": t.source,
                    "total_years": [total.year for total in t.totals],
                }
                for t in entries
            },
        )
        sources = self.sync(
            db.FundingSource,
            {"plan": self.plan},
            {
                s.key: {
                    "table": tables[t.key],
                    "title": s.title,
                    "purpose": s.purpose,
                    "expires_on": s.expires,
                    "refinancing_through": s.refinancing.through if s.refinancing else "",
                    "refinancing_deadline": s.refinancing.deadline if s.refinancing else None,
                    "refinancing_note": (s.refinancing.note or "") if s.refinancing else "",
                    "note": s.note or "",
                    "source": s.source,
                }
                for t in entries
                for s in t.sources
            },
            held=lambda s: s.postings.exists() or s.commitments.exists(),
        )
        for entry in (s for t in entries for s in t.sources):
            source = sources[entry.key]
            self.replace(
                db.SourceAmount.objects.filter(funding=source),
                [{"funding": source, "year": a.year, "amount": a.amount} for a in entry.amounts],
            )
            if entry.refinancing and not source.refinancing_steps.exists():
                source.refinancing_steps.create(
                    municipality=self.municipality,
                    state=entry.refinancing.state,
                    stands_on=self.plan.starts_on,
                    set_by=self.by,
                    set_at=self.at,
                )

    def replaced(self) -> None:
        """Knowledge and definitions: nothing hangs on them, so they are as the file says."""
        self.replace(
            db.Knowledge.objects.filter(plan=self.plan),
            [
                {
                    "plan": self.plan,
                    "position": position,
                    "key": k.key,
                    "kind": k.kind,
                    "subject": k.subject or "",
                    "rating": k.rating or "",
                    "statement": k.statement,
                    "value": k.value,
                    "unit": k.unit or "",
                    "dated": k.dated,
                    "source": k.source,
                }
                for position, k in enumerate(self.file.knowledge)
            ],
        )
        self.replace(
            db.Definition.objects.filter(plan=self.plan),
            [
                {
                    "plan": self.plan,
                    "position": position,
                    "term": d.term,
                    "meaning": d.meaning,
                    "source": d.source,
                }
                for position, d in enumerate(self.file.definitions)
            ],
        )

    def replace(self, present: models.QuerySet[Any], wanted: list[dict[str, Any]]) -> None:
        """Write only where something differs, so that a second load leaves no trace in the history."""
        found = list(present)
        if [
            {name: getattr(row, name) for name in values} for row, values in zip(found, wanted, strict=False)
        ] == (wanted) and len(found) == len(wanted):
            return
        present.delete()
        present.model.objects.bulk_create(
            present.model(municipality=self.municipality, **values) for values in wanted
        )

    def sync(
        self,
        model: type[Any],
        owner: dict[str, Any],
        wanted: dict[str, dict[str, Any]],
        *,
        key: str = "key",
        held: Callable[[Any], bool] = lambda _row: False,
    ) -> dict[str, Any]:
        """Make an owner's entries those of the file, in its order; return them by key."""
        found = {getattr(row, key): row for row in model.objects.filter(**owner)}
        for position, (name, values) in enumerate(wanted.items()):
            row = found.get(name)
            values = {**values, "position": position, "retired_on": None}
            if row is None:
                found[name] = model.objects.create(
                    municipality=self.municipality, **owner, **{key: name}, **values
                )
            elif any(getattr(row, field) != value for field, value in values.items()):
                for name_of, value in values.items():
                    setattr(row, name_of, value)
                row.save()
        self.retire((row for name, row in found.items() if name not in wanted), held)
        return {name: found[name] for name in wanted}

    def retire(self, rows: Iterable[Any], held: Callable[[Any], bool]) -> None:
        for row in rows:
            if row.retired_on is not None:
                continue
            if held(row):
                self.held.append(str(row))
                continue
            row.retired_on = self.today
            row.save()
            self.loaded.retired.append(str(row))


def _goal_fields(
    goal: GoalEntry, group: db.TargetGroup, initiatives: dict[str, db.Initiative]
) -> dict[str, Any]:
    return {
        "target_group": group,
        "initiative": initiatives[goal.initiative] if goal.initiative else None,
        "kind": goal.kind,
        "title": goal.title,
        "short_title": goal.short_title,
        "indicator": goal.indicator or "",
        "note": goal.note or "",
        "split_by": goal.split_by or "",
        "pace": goal.pace,
        "source": goal.source,
    }


def _goal_is_held(goal: db.Goal) -> bool:
    return (
        goal.manual_figures.exists()
        or goal.assessments.exists()
        or goal.frozen_figures.exists()
        or db.ChecklistMark.objects.filter(item__goal=goal).exists()
    )


def _told(value: Any, due_on: date | None) -> str:
    number = None if value is None else f"{value.normalize():f}"
    return " ".join(str(word) for word in (number, due_on) if word is not None) or "–"
