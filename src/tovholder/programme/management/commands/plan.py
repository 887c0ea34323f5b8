"""`tovholder plan`: check, load and show an action plan."""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access.actors import System, acting
from tovholder.access.models import User
from tovholder.core import clock
from tovholder.core.spoken import SpokenCommand
from tovholder.programme import indicators, operations, planfile, queries
from tovholder.programme.models import ActionPlan
from tovholder.programme.planfile.model import Decision, Goal, Part


class Command(SpokenCommand):
    help = "Check, load or show an action plan."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="check|load|show")
        check = deeds.add_parser("check", help="name every fault of a plan file")
        check.add_argument("file", type=Path)
        load = deeds.add_parser("load", help="take over a plan file, all or nothing")
        load.add_argument("file", type=Path)
        load.add_argument("--decision", metavar="REFERENCE", help="where it was decided that targets change")
        load.add_argument("--reason", help="why targets change")
        load.add_argument("--on", type=_day, metavar="DATE", help="the day of that decision")
        show = deeds.add_parser("show", help="give a plan back")
        show.add_argument("key", nargs="?", help="the plan's key; without one, the plan of today")
        show.add_argument("--json", action="store_true", help="complete, as `plan load` takes it")

    def handle(self, *args: Any, deed: str, **options: Any) -> None:
        {"check": self.check_file, "load": self.load, "show": self.show}[deed](options)

    def read(self, path: Path) -> planfile.PlanFile:
        try:
            return planfile.read(path, indicators=indicators.vocabulary())
        except planfile.Faulty as error:
            count = len(error.faults)
            head = ngettext("%(file)s has %(count)s fault:", "%(file)s has %(count)s faults:", count)
            lines = [head % {"file": path, "count": count}, *(f"  {fault}" for fault in error.faults)]
            raise CommandError("\n".join(lines)) from None

    def check_file(self, options: dict[str, Any]) -> None:
        plan = self.read(options["file"])
        goals = [goal for group in plan.target_groups for goal in group.goals]
        self.stdout.write(
            _("%(file)s has no faults: %(groups)s target groups, %(goals)s goals.")
            % {"file": options["file"], "groups": len(plan.target_groups), "goals": len(goals)}
        )
        waiting = sorted(
            {
                g.indicator
                for g in goals
                if g.indicator and not indicators.get(g.indicator) and not g.checklist
            }
        )
        if waiting:
            self.stdout.write(_("Nothing measures these yet: %(codes)s.") % {"codes": ", ".join(waiting)})

    def load(self, options: dict[str, Any]) -> None:
        file = self.read(options["file"])
        decision = _decision(options)
        with acting(System.COMMAND, purpose="plan load"):
            try:
                loaded = operations.load_plan(
                    file=file, by=User.objects.get(pk=System.COMMAND), at=clock.now(), decision=decision
                )
            except (operations.NeedsDecision, operations.HasRecords) as error:
                raise CommandError(str(error)) from None
        words = _("%(plan)s is loaded.") if loaded.is_new else _("%(plan)s is updated.")
        self.stdout.write(words % {"plan": loaded.plan.key})
        for change in loaded.changed_targets:
            self.stdout.write("  " + _("Target changed: %(what)s") % {"what": change})
        for name in loaded.retired:
            self.stdout.write("  " + _("No longer in the plan: %(what)s") % {"what": name})

    def show(self, options: dict[str, Any]) -> None:
        with acting(System.COMMAND, purpose="plan show"):
            plan = _named(options["key"], clock.today())
            file = queries.file_of(plan)
        if options["json"]:
            self.stdout.write(json.dumps(planfile.dump(file), ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{plan.title} ({plan.key})\n{plan.starts_on} – {plan.ends_on}, {plan.committee}")
        for group in file.target_groups:
            self.stdout.write(f"\n{group.number}. {group.title}\n   {group.purpose}")
            for goal in group.goals:
                owners: Sequence[Goal | Part] = goal.parts or [goal]
                for part in owners:
                    targets = ", ".join(
                        f"{t.year}: {_number(t.value) if t.value is not None else t.by or '–'}"
                        for t in part.targets
                    )
                    self.stdout.write(f"   - {part.title}" + (f" ({targets})" if targets else ""))


def _number(value: Decimal) -> str:
    """Without the zeros that the database gives it."""
    return f"{value.normalize():f}"


def _named(key: str | None, today: date) -> ActionPlan:
    plans = ActionPlan.objects.select_related("municipality").order_by("-starts_on", "key")
    found = plans.filter(Q(starts_on__lte=today) if key is None else Q(key=key)).first()
    if found is None:
        known = ", ".join(ActionPlan.objects.order_by("key").values_list("key", flat=True)) or "–"
        raise CommandError(_("There is no such plan; there are: %(known)s.") % {"known": known})
    return found


def _decision(options: dict[str, Any]) -> Decision | None:
    given = (options["on"], options["reason"], options["decision"])
    if not any(given):
        return None
    if not all(given):
        raise CommandError(_("A decision needs all three: --decision, --reason and --on."))
    return Decision(on=given[0], reason=given[1], reference=given[2])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“%(text)s” is no date; write 2022-12-31.") % {"text": text}
        ) from None
