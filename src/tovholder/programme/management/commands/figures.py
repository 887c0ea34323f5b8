"""`tovholder figures`: every indicator of a year, with its target and state."""

import argparse
import json
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from tovholder.access.actors import System, acting
from tovholder.access.models import Municipality
from tovholder.core import clock
from tovholder.core.spoken import SpokenCommand
from tovholder.programme import queries
from tovholder.programme.models import ActionPlan
from tovholder.programme.suppression import THRESHOLD, Shown

from .plan import _day


class Command(SpokenCommand):
    help = "Every indicator of a year: value, numerator, denominator, target, definition."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="count to the end of this day")
        parser.add_argument("--plan", metavar="KEY", help="the plan, where several cover the year")
        parser.add_argument("--municipality", metavar="CODE", help="where the installation has several")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, year: int, **options: Any) -> None:
        # A file is read by others than who wrote it: it speaks the installation's language.
        written = settings.LANGUAGE_CODE if options["json"] else translation.get_language()
        with acting(System.COMMAND, purpose="figures"):
            plan = _plan(year, options["plan"], options["municipality"])
            as_of = options["as_of"] or clock.today()
            with translation.override(written):
                freeze = queries.freeze_of(plan=plan, year=year, as_of=as_of)
                found = (
                    queries.frozen_figures(freeze)
                    if freeze
                    else queries.figures(plan=plan, year=year, as_of=as_of)
                )
        safe = queries.told(found)
        if options["json"]:
            told = [
                queries.as_json(figure) | ({} if shown is Shown.EXACT else {"shown": shown.value})
                for figure, shown in safe
            ]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for figure, shown in safe:
            value = "–" if figure.value is None else f"{figure.value.normalize():f}"
            if shown is Shown.SMALL:
                value = f"<{THRESHOLD}"
            if figure.most is not None:
                value += f"–{figure.most.normalize():f}"
            target = "" if figure.target is None else f" / {figure.target.normalize():f}"
            self.stdout.write(f"{figure.label}: {value}{target} ({figure.state})")


def _plan(year: int, key: str | None, code: str | None) -> ActionPlan:
    if key is not None:
        plans = ActionPlan.objects.select_related("municipality").filter(key=key)
        if code is not None:
            plans = plans.filter(municipality__code=code)
        found = plans.first()
        if found is None or year not in found.years:
            raise CommandError(
                _("There is no plan %(key)s that covers %(year)s.") % {"key": key, "year": year}
            )
        return found
    try:
        return queries.plan_for_year(municipality=_municipality(code, year), year=year)
    except queries.NoPlan as error:
        raise CommandError(str(error)) from None


def _municipality(code: str | None, year: int) -> Municipality:
    """The one that is named, or the one that has a plan for the year."""
    plans = ActionPlan.objects.filter(starts_on__year__lte=year, ends_on__year__gte=year)
    found = list(
        Municipality.objects.filter(code=code)
        if code
        else Municipality.objects.filter(pk__in=plans.values("municipality")).order_by("code")
    )
    if not found and ActionPlan.objects.exists():
        raise queries.NoPlan(_("No action plan covers %(year)s.") % {"year": year})
    if not found:
        raise CommandError(_("No action plan is loaded. Load one with: plan load FILE"))
    if len(found) > 1:
        raise CommandError(
            _("Several municipalities have a plan; say which with --municipality: %(codes)s.")
            % {"codes": ", ".join(municipality.code for municipality in found)}
        )
    return found[0]
