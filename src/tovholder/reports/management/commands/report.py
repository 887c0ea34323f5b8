"""`tovholder report status`: the committee's status report as a file."""

import argparse
import errno
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from tovholder.access.actors import System, acting
from tovholder.access.models import Municipality
from tovholder.core import clock
from tovholder.core.spoken import SpokenCommand
from tovholder.programme.models import ActionPlan
from tovholder.reports import files, status


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“%(text)s” is no date: write it as 2022-09-20.") % {"text": text}
        ) from None


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1990 <= int(text) <= 2100):
        raise argparse.ArgumentTypeError(_("“%(text)s” is no year.") % {"text": text})
    return int(text)


class Command(SpokenCommand):
    help = "The committee's status report, as PDF, Word, Excel or JSON."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["status"])
        parser.add_argument("--year", type=_year, required=True)
        moment = parser.add_mutually_exclusive_group()
        moment.add_argument("--as-of", type=_day, metavar="DATE", help="count to the end of this day")
        moment.add_argument("--freeze", type=int, metavar="ID", help="from figures that were frozen")
        parser.add_argument("--format", choices=list(files.FORMATS), help="else by the file's ending")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("-f", "--overwrite", action="store_true", help="replace a file that is there")
        parser.add_argument("--plan", default="", metavar="KEY", help="where several plans cover the year")
        parser.add_argument("--municipality", metavar="CODE", help="where the installation has several")
        parser.add_argument("--language", choices=["da", "en"], default="da")

    def handle(self, *args: Any, output: Path, **options: Any) -> None:
        made = _format(options["format"], output)
        _require_place(output, replace=options["overwrite"])
        with acting(System.COMMAND, purpose="report status"):
            try:
                report = status.collect(
                    municipality=_municipality(options["municipality"], options["plan"]),
                    year=options["year"],
                    at=clock.now(),
                    as_of=options["as_of"],
                    freeze_id=options["freeze"],
                    plan_key=options["plan"],
                    language=options["language"],
                )
            except (status.NoPlan, status.NoFreeze, status.NotYet) as error:
                raise CommandError(str(error)) from None
        content = made.render(report)
        try:
            files.write(output, content, replace=options["overwrite"])
        except files.Exists:
            raise CommandError(_exists(output)) from None
        except OSError as error:
            raise CommandError(_why(error, output)) from None
        self.stdout.write(str(output))


def _format(name: str | None, output: Path) -> files.Format:
    ending = name or output.suffix.lstrip(".").lower()
    if ending not in files.FORMATS:
        raise CommandError(
            _("Say with --format which file it is to be: %(formats)s.")
            % {"formats": ", ".join(files.FORMATS)}
        )
    return files.FORMATS[ending]


def _require_place(output: Path, *, replace: bool) -> None:
    """Say what is wrong with the place before a minute is spent on the report."""
    if output.is_dir():
        raise CommandError(_("%(file)s is a folder: name a file in it.") % {"file": output})
    if not output.parent.is_dir():
        raise CommandError(_("The folder %(folder)s does not exist.") % {"folder": output.parent})
    if output.exists() and not replace:
        raise CommandError(_exists(output))


def _exists(output: Path) -> str:
    return _("%(file)s is there already. With -f it is replaced.") % {"file": output}


def _why(error: OSError, output: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full. Nothing was written.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _("%(folder)s cannot be written to.") % {"folder": output.parent}
    return f"{output}: {error.strerror}"


def _municipality(code: str | None, plan_key: str) -> Municipality:
    """The one that is named, or the only one that has a plan."""
    plans = ActionPlan.objects.filter(key=plan_key) if plan_key else ActionPlan.objects.all()
    found = Municipality.objects.filter(pk__in=plans.values("municipality")).order_by("code")
    if code:
        found = found.filter(code=code)
    some = list(found[:20])
    if not some:
        raise CommandError(_("There is no such plan. Load one with: plan load FILE"))
    if len(some) > 1:
        raise CommandError(
            _("Several municipalities have a plan; say which with --municipality: %(codes)s.")
            % {"codes": ", ".join(municipality.code for municipality in some)}
        )
    return some[0]
