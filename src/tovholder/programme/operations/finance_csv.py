"""Postings and commitments from the finance system's CSV: `;`, decimal comma, UTF-8 or Windows-1252."""

import csv
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core import tables
from tovholder.core.cpr import no_cpr
from tovholder.core.turns import wait_for_turn

from ..models import ActionPlan, Commitment, FundingSource, Posting

MAX_BYTES = 10_000_000
MAX_LINES = 50_000

# What finance systems call the columns; compared in small letters.
COLUMNS = {
    "date": ("dato", "posteringsdato", "bogføringsdato", "aftaledato", "date"),
    "source": ("kilde", "finansieringskilde", "source"),
    "amount": ("beløb", "beloeb", "beløb i dkk", "amount"),
    "text": ("tekst", "posteringstekst", "text"),
    "voucher": ("bilag", "bilagsnummer", "bilagsnr.", "bilagsnr", "reference", "voucher"),
}
# A file that has these, too, holds commitments.
RUNS = {
    "runs_from": ("løber fra", "fra", "runs from"),
    "runs_until": ("løber til", "til", "runs until"),
}
AMOUNT = re.compile(r"-?(\d{1,12}|\d{1,3}(\.\d{3}){1,4})(,\d{1,2})?")


@dataclass(frozen=True)
class Refused:
    """A line that was not taken: its number in the file, why, and the line itself."""

    line: int
    reason: str
    text: str = ""


@dataclass
class ImportReport:
    """What an import did, or would do. Nothing is taken where a line is refused."""

    dry_run: bool
    lines: int = 0
    imported: int = 0
    total: Decimal = Decimal(0)
    refused: list[Refused] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)


@transaction.atomic
def import_finance_csv(
    *, plan: ActionPlan, content: bytes, filename: str, by: User, at: datetime, dry_run: bool = False
) -> ImportReport:
    """Take over the postings or the commitments of a file, all or none.

    The file has the columns Dato, Kilde, Beløb, Tekst and Bilag in any order,
    and for commitments Løber fra and Løber til; others are left alone. Kilde is
    a source's key or title. What the source has already is refused, by its
    voucher or else by its whole line: the same file cannot be taken twice.
    """
    gate.require(by, Permission.BUDGET_RECORD)
    report = ImportReport(dry_run)
    if not dry_run:  # the same file at the same instant waits here, and is then refused
        wait_for_turn(f"finance import of {plan.pk}")
    lines = _lines(content, report)
    reader = _Reader(plan, report) if lines else None
    for number, row in lines:
        report.lines += 1
        entry = reader and reader.entry(number, row)
        if not entry:
            continue
        entry.entered_by, entry.entered_at = by, at
        if isinstance(entry, Posting):
            entry.imported_from = filename[:200]
            report.postings.append(entry)
        else:
            report.commitments.append(entry)
    if report.refused:
        return report
    entries: list[Posting | Commitment] = [*report.postings, *report.commitments]
    report.imported = len(entries)
    report.total = sum((entry.amount for entry in entries), Decimal(0))
    if not dry_run:
        Posting.objects.bulk_create(report.postings, batch_size=1000)
        Commitment.objects.bulk_create(report.commitments, batch_size=1000)
    return report


class _Reader:
    """Reads lines into postings or commitments; what cannot be one goes to the report's refused lines."""

    def __init__(self, plan: ActionPlan, report: ImportReport) -> None:
        self.plan, self.report = plan, report
        self.sources: dict[str, FundingSource] = {}
        for source in FundingSource.objects.filter(plan=plan, retired_on__isnull=True):
            self.sources[source.key.casefold()] = self.sources[source.title.casefold()] = source
        posted = Posting.objects.filter(funding__plan=plan)
        promised = Commitment.objects.filter(funding__plan=plan)
        self.vouchers = set(posted.exclude(voucher="").values_list("funding_id", "voucher"))
        self.posted = set(posted.filter(voucher="").values_list("funding_id", "posted_on", "amount", "text"))
        self.promised = set(
            promised.values_list(
                "funding_id", "made_on", "amount", "text", "reference", "runs_from", "runs_until"
            )
        )

    def entry(self, line: int, row: dict[str, str]) -> Posting | Commitment | None:
        reasons: list[str] = []
        found = self.commitment(row, reasons) if "runs_from" in row else self.posting(row, reasons)
        if reasons:
            self.report.refused.append(Refused(line, " ".join(reasons), ";".join(row.values())[:200]))
            return None
        return found

    def common(self, row: dict[str, str], reasons: list[str]) -> tuple[FundingSource | None, Decimal | None]:
        """What both have: a source, an amount, a text and a voucher that are fit."""
        source = self.sources.get(row["source"].casefold())
        if source is None:
            known = ", ".join(sorted({s.key for s in self.sources.values()}))
            reasons.append(
                _("The plan has no source “%(name)s”; it has %(known)s.")
                % {"name": row["source"], "known": known}
            )
        amount = _amount(row["amount"])
        if amount is None:
            reasons.append(_("“%(text)s” is no amount; write 1.234,50.") % {"text": row["amount"][:40]})
        elif amount == 0:
            reasons.append(_("The amount is 0."))
        if not row["text"] or len(row["text"]) > 300 or len(row["voucher"]) > 100:
            reasons.append(_("The text is missing, or text or voucher is too long."))
        else:
            reasons += _unfit(row["text"], row["voucher"])
        return source, amount

    def posting(self, row: dict[str, str], reasons: list[str]) -> Posting | None:
        source, amount = self.common(row, reasons)
        posted_on = _day(row["date"], reasons)
        if posted_on and not self.plan.starts_on <= posted_on <= self.plan.ends_on:
            reasons.append(_("The date %(day)s lies outside the plan's period.") % {"day": row["date"]})
        if source and row["voucher"]:
            if (source.pk, row["voucher"]) in self.vouchers:
                reasons.append(_("The source has voucher %(voucher)s already.") % {"voucher": row["voucher"]})
            self.vouchers.add((source.pk, row["voucher"]))
        if reasons or source is None or posted_on is None or amount is None:
            return None
        if not row["voucher"] and (source.pk, posted_on, amount, row["text"]) in self.posted:
            reasons.append(_("The same line was taken before. If it is another, give it a voucher."))
        return Posting(
            municipality_id=self.plan.municipality_id,
            funding=source,
            posted_on=posted_on,
            amount=amount,
            text=row["text"],
            voucher=row["voucher"],
        )

    def commitment(self, row: dict[str, str], reasons: list[str]) -> Commitment | None:
        source, amount = self.common(row, reasons)
        if amount is not None and amount < 0:
            reasons.append(_("A commitment is above 0; money that came back is a posting."))
        made_on, begins, ends = (_day(row[name], reasons) for name in ("date", "runs_from", "runs_until"))
        if begins and ends and ends < begins:
            reasons.append(_("It ends before it begins."))
        if reasons or not (source and amount and made_on and begins and ends):
            return None
        if (source.pk, made_on, amount, row["text"], row["voucher"], begins, ends) in self.promised:
            reasons.append(_("The same line was taken before. If it is another, give it a reference."))
        return Commitment(
            municipality_id=self.plan.municipality_id,
            funding=source,
            made_on=made_on,
            runs_from=begins,
            runs_until=ends,
            amount=amount,
            text=row["text"],
            reference=row["voucher"],
        )


def _lines(content: bytes, report: ImportReport) -> list[tuple[int, dict[str, str]]]:
    """Return each line's number and its values; a file that is no such table is refused on line 1."""
    if len(content) > MAX_BYTES:
        report.refused.append(
            Refused(1, _("The file is larger than %(limit)s bytes.") % {"limit": MAX_BYTES})
        )
        return []
    try:
        told = tables.read_text(content) if content.strip() else ""
    except tables.Unreadable as error:
        report.refused.append(Refused(1, str(error)))
        return []
    reader = csv.reader(StringIO(told, newline=""), delimiter=";")
    try:
        table = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    except csv.Error as error:
        report.refused.append(
            Refused(reader.line_num, _("The line cannot be read (%(why)s).") % {"why": error})
        )
        return []
    places = _places(table[0][1]) if table else {}
    missing = [names[0] for column, names in COLUMNS.items() if column not in places and column != "voucher"]
    if missing or len(table) > MAX_LINES:
        reason = (
            _("These columns are missing in the first line: %(names)s. Columns are parted by semicolons.")
            % {"names": ", ".join(missing)}
            if missing
            else _("The file has more than %(limit)s lines.") % {"limit": MAX_LINES}
        )
        report.refused.append(Refused(1, reason, ";".join(table[0][1])[:200] if table else ""))
        return []
    width = len(table[0][1])
    wanted = [*COLUMNS, *RUNS] if all(name in places for name in RUNS) else [*COLUMNS]
    lines = []
    for number, row in table[1:]:
        if len(row) != width:
            reason = _("The line has %(found)s columns, and the first line %(width)s.")
            report.refused.append(
                Refused(number, reason % {"found": len(row), "width": width}, ";".join(row)[:200])
            )
            continue
        lines.append((number, {name: row[places[name]] if name in places else "" for name in wanted}))
    return lines


def _places(header: list[str]) -> dict[str, int]:
    named = {name.casefold(): place for place, name in enumerate(header)}
    return {
        column: next(named[name] for name in names if name in named)
        for column, names in (COLUMNS | RUNS).items()
        if any(name in named for name in names)
    }


def _unfit(text: str, voucher: str) -> list[str]:
    """What stands in them that may not: control characters, a formula, in the text somebody's number."""
    try:
        tables.text(100)(voucher)
        no_cpr(tables.text(300)(text))
    except tables.Fault as fault:
        return [str(fault)]
    except ValidationError as fault:
        return fault.messages
    return []


def _amount(text: str) -> Decimal | None:
    """Read a Danish amount: 1.234,50 or 1234,5 or -500, or 500,00- as finance systems print it."""
    text = text.removesuffix("kr.").strip().replace("\u2212", "-")
    text = f"-{text[:-1]}" if text.endswith("-") else text
    if not AMOUNT.fullmatch(text):
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


def _day(text: str, reasons: list[str]) -> date | None:
    try:
        return tables.day(text)
    except tables.Fault as fault:
        reasons.append(str(fault))
        return None
