"""The sealed log of looks, for those who run the installation: verify it, print its anchor, drop a month."""

import json
import sys
from datetime import datetime
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from tovholder.access.actors import System, acting
from tovholder.audit import anchors, seals
from tovholder.core import installation, postgres
from tovholder.core.words import danish


class Command(BaseCommand):
    help = "Verify the log of looks against its seals and anchors; print the newest anchor; drop a month."

    def add_arguments(self, parser: Any) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        verify = deeds.add_parser(
            "verify", help="Compare rows, seals and anchors; exit 1 if anything is wrong."
        )
        verify.add_argument("--json", action="store_true")
        verify.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="An anchor that was printed or mailed, beside those of the file.",
        )
        deeds.add_parser("anchor", help="Print the newest anchor: number, hash, and the HMAC of both.")
        deeds.add_parser("seal", help="Seal and anchor now what the worker would within a second.")
        drop = deeds.add_parser("drop-month", help="Drop a month of the log, by a rule that is named.")
        drop.add_argument("month", metavar="YYYY-MM")
        drop.add_argument("--why", required=True, help="The rule, and who follows it.")
        deeds.add_parser(
            "forget-marks", help="Forget for which CPR numbers somebody searched: a key has leaked."
        )
        deeds.add_parser("restored", help="Say in the anchors that a backup was put back.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("da" if danish() else "en"):
            getattr(self, options["deed"].replace("-", "_"))(options)

    def verify(self, options: dict[str, Any]) -> None:
        """Say what was found, and keep it for the auditor's page."""
        with acting(System.COMMAND, purpose="command: audit verify"):
            report = seals.verify([_anchor(each) for each in options["against"]])
            seals.keep(report)
            state = seals.state()
        self.stdout.write(json.dumps(_json(report, state)) if options["json"] else _words(report, state))
        if not report.ok:
            sys.exit(1)

    def anchor(self, options: dict[str, Any]) -> None:
        """Print it, for paper or for another house's safe."""
        newest = anchors.last()
        if newest is None:
            raise CommandError(_("There is no anchor: nothing was sealed, or TOVHOLDER_ANCHORS is not set."))
        self.stdout.write(str(newest))

    def seal(self, options: dict[str, Any]) -> None:
        """One round of the worker's."""
        from tovholder.access.sealer import seal_now

        self.stdout.write(_("The youngest seal is number %(no)s.") % {"no": seal_now()})

    def drop_month(self, options: dict[str, Any]) -> None:
        """As the tables' owner; then the anchor that makes it a drop that somebody answers for."""
        try:
            with psycopg.connect(installation.owner_url()) as owner, owner.cursor() as cursor:
                number = seals.drop_month(cursor, part=options["month"], why=options["why"])
        except (psycopg.Error, postgres.Failed) as error:
            raise CommandError(str(error).splitlines()[0]) from error
        with acting(System.COMMAND, purpose="command: audit drop-month"):
            seals.anchor_drop(number)
        self.stdout.write(
            _("The month %(month)s is dropped; seal %(no)s says so.")
            % {"month": options["month"], "no": number}
        )

    def forget_marks(self, options: dict[str, Any]) -> None:
        """As the tables' owner. The log still says who searched, and still verifies."""
        try:
            with psycopg.connect(installation.owner_url()) as owner:
                gone = owner.execute(
                    "update audit_words set salt = null, words = null where words ~ 'CPR #[0-9a-f]{16}'"
                ).rowcount
        except (psycopg.Error, postgres.Failed) as error:
            raise CommandError(str(error).splitlines()[0]) from error
        self.stdout.write(_("%(n)s searches for a CPR number are forgotten.") % {"n": gone})

    def restored(self, options: dict[str, Any]) -> None:
        """`tovholder restore` does this; by hand only after another tool's restore."""
        with acting(System.COMMAND, purpose="command: audit restored"):
            with connection.cursor() as cursor:
                cursor.execute("select now()")
                at: datetime = cursor.fetchone()[0]
            seals.anchor_restore(at)


def _anchor(text: str) -> anchors.Anchor:
    number, _colon, digest = text.partition(":")
    try:
        return anchors.Anchor("seal", int(number), bytes.fromhex(digest), "", "")
    except ValueError:
        raise CommandError(_("%(text)s is not NUMBER:HASH.") % {"text": text}) from None


def _json(report: seals.Report, state: seals.State) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "rows": report.rows,
        "seals": report.seals,
        "faults": [{**fault.__dict__, "sentence": str(fault)} for fault in report.faults],
        "further_faults": report.more,
        "notes": report.notes,
        "youngest_seal": state.no,
        "youngest_seal_age_seconds": state.age.total_seconds() if state.age else None,
        "anchored": report.anchored,
        "waiting": report.waiting,
        "waited_seconds": state.waited.total_seconds() if state.waited else 0,
        "seconds": round(report.seconds, 3),
    }


def _words(report: seals.Report, state: seals.State) -> str:
    lines = [
        _("%(rows)s looks, %(seals)s seals, verified in %(seconds).1f s.")
        % {"rows": report.rows, "seals": report.seals, "seconds": report.seconds}
    ]
    if state.age is not None:
        lines.append(
            _("The youngest seal, number %(no)s, is %(age)d seconds old; %(n)s looks wait for the next.")
            % {"no": state.no, "age": state.age.total_seconds(), "n": report.waiting}
        )
    if report.anchored is None:
        lines.append(_("No anchor was at hand: who rewrote rows and seals alike is not found."))
    else:
        lines.append(_("Anchored up to seal %(no)s.") % {"no": report.anchored})
    lines += report.notes
    lines += [str(fault) for fault in report.faults]
    if report.more:
        lines.append(_("… and %(n)s more.") % {"n": report.more})
    if report.ok:
        lines.append(_("Nothing was changed, removed, put in or cut off."))
    return "\n".join(lines)
