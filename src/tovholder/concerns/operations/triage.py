"""What the coordinator does with a concern: grounds, who it is about, and the one exit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Model, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.concerns.exits import possible
from tovholder.concerns.models import ConcernReport, Deadline, PoliceClearance, Purge
from tovholder.concerns.operations.calls import SEEN
from tovholder.concerns.operations.refused import (
    ChangedMeanwhile,
    ExitNotPossible,
    HasLeft,
    Missing,
    NoGrounds,
    NoPerson,
    NoReason,
    NothingSeen,
)
from tovholder.concerns.queries import Rule, clearance_of, rules_for
from tovholder.core.inserting import insert_in_order, update_of
from tovholder.disclosures import operations as disclosures
from tovholder.disclosures.models import Consent, Disclosure, LegalBasis
from tovholder.people.models import Person

Exit = ConcernReport.Exit
#: What is corrected of a concern: what was seen, who told it and how it came, and what is counted of it.
CORRECTED = (*SEEN, "kinds", "residence", "caller_kind", "authority", "channel")
#: Exits by which something of the concern may be told to somebody outside.
TELLS = {Exit.OTHER_HOUSE, Exit.CHILD_REFERRAL, Exit.POLICE, Exit.STATUTORY_OFFER}


def must_tell(exit: str, clearance: PoliceClearance | None) -> bool:
    """Whether the exit is one that hands something over.

    The police's deletes the content here: they must have it, from the question that they were asked or now.

    :param clearance: as in `exits.possible`.
    """
    return exit in {Exit.OTHER_HOUSE, Exit.CHILD_REFERRAL} or (exit == Exit.POLICE and clearance is None)


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What goes to whom when a concern leaves: an agency of ours, or somebody outside by name."""

    text: str
    necessity: str
    basis: LegalBasis
    consent: Consent | None = None
    agency: Agency | None = None
    outside: str = ""


@transaction.atomic
def assess(
    *,
    concern: ConcernReport,
    by: User,
    at: datetime,
    grounds: str,
    prevention: str,
    proportionality: str,
    version: int,
) -> None:
    """Write the three short grounds of triage.

    :param version: the concern's version that the writer saw.
    :raises ChangedMeanwhile: somebody saved after it; the error has who, when, and the newest.
    :raises HasLeft: the concern has left triage.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _change(
        concern,
        version,
        grounds=grounds,
        prevention=prevention,
        proportionality=proportionality,
        triaged_at=at,
        triaged_by=by,
    )


@transaction.atomic
def say_who(*, concern: ConcernReport, person: Person, by: User, at: datetime, version: int) -> None:
    """Say whom a concern is about, where the call did not tell, or told of somebody else.

    What the police were asked and said of another person counts no longer (concerns/migrations/0014).

    :raises ChangedMeanwhile, HasLeft: as in `assess`.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _change(concern, version, person=person)


@transaction.atomic
def correct(*, concern: ConcernReport, by: User, at: datetime, version: int, **told: Any) -> None:
    """Correct what was told, or add to it, while it is in triage: by a coordinator or who took it down.

    :param told: of `CORRECTED`, what stands there now. The history keeps what stood.
    :raises NothingSeen: no word of what was seen would be left.
    :raises ChangedMeanwhile, HasLeft: as in `assess`.
    """
    if concern.taken_by_id != by.pk:
        gate.require(by, Permission.CONCERN_TRIAGE)
    if not any(told[group].strip() for group in SEEN):
        raise NothingSeen
    _change(concern, version, **{name: told[name] for name in CORRECTED})


def _change(concern: ConcernReport, version: int, **change: Any) -> None:
    changed = ConcernReport.objects.filter(pk=concern.pk, version=version, exit_at__isnull=True).update(
        **change, version=version + 1
    )
    if changed:
        return
    newest = ConcernReport.objects.select_related("person").get(pk=concern.pk)
    if newest.exit_at:
        raise HasLeft
    last = next(iter(changes_of(newest, limit=1)), None)
    raise ChangedMeanwhile(newest=newest, who=last.who if last else "", when=last.when if last else None)


@transaction.atomic
def leave(
    *,
    concern: ConcernReport,
    by: User,
    at: datetime,
    exit: str,
    reason: str,
    handover: Handover | None = None,
    purge: bool = False,
    person_id: UUID | None = None,
    beside: Sequence[Model] = (),
) -> Disclosure | None:
    """Let a concern leave triage by one exit, with a reason; record what is told to whom with it.

    A child-protection referral awaits its receipt by the deadline that is in force (6 working days). What the
    police take over alone is asked to be purged in the same act (`purge`): a second person does it, and the
    police are told first what it says (`must_tell`). One statement, where the concern was fetched with
    `queries.detailed` and nobody changed it since.

    :param person_id: whom it is about, where that is said in the same act.
    :param beside: rows that the exit brings along, such as the case that it opens.
    :raises HasLeft: it has left already, by somebody else or a second click.
    :raises NoReason, NoGrounds, NoPerson, Missing: something must be written first.
    :raises ExitNotPossible: the exit is not open (`exits.possible`).
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    now: Any = concern if hasattr(concern, "asked") else _held(concern)
    while True:
        if person_id:
            now.person_id = person_id
        _may_leave(now, exit, reason, handover)
        told = _tell(now, exit, handover, by, at) if handover else []
        rows = [*told, *beside]
        if purge and exit == Exit.POLICE:
            rows.append(purge_of(now, exit, by, at))
        unchanged = ConcernReport.objects.filter(pk=now.pk, version=now.version, exit_at__isnull=True)
        change = _change_by(now, exit, reason, told, by, at)
        if insert_in_order(rows, where_held=update_of(unchanged, **change)):
            return cast(Disclosure, told[0]) if told else None
        now = _held(concern)  # changed since it was fetched: how it stands now decides


def _held(concern: ConcernReport) -> ConcernReport:
    """The concern as it stands; nobody else changes it before this is saved."""
    held = ConcernReport.objects.select_for_update(of=("self",)).select_related("person").get(pk=concern.pk)
    return cast(ConcernReport, held)


def _change_by(
    now: ConcernReport, exit: str, reason: str, told: Sequence[Model], by: User, at: datetime
) -> dict[str, Any]:
    change: dict[str, Any] = {
        "exit": exit,
        "exit_reason": reason.strip(),
        "exit_at": at,
        "exit_by": by,
        "person_id": now.person_id,
        "version": now.version + 1,
    }
    if exit == Exit.CHILD_REFERRAL:
        today = timezone.localdate(at)
        rule = rules_for(now, today).get(Deadline.Key.CHILD_REFERRAL_RECEIPT, Rule())
        change["receipt_due_on"] = rule.due(today)
    if told:
        change["disclosed"] = append(told[0])
    return change


def _may_leave(now: Any, exit: str, reason: str, handover: Handover | None) -> None:
    if now.exit_at:
        raise HasLeft
    if not reason.strip():
        raise NoReason
    if exit != Exit.ADVICE and not (now.grounds and now.prevention and now.proportionality):
        raise NoGrounds
    clearance = clearance_of(now)
    if exit not in possible(now, clearance):
        raise NoPerson if now.person_id is None else ExitNotPossible
    if must_tell(exit, clearance) and handover is None:
        raise Missing


def _tell(now: ConcernReport, exit: str, handover: Handover, by: User, at: datetime) -> list[Model]:
    if now.person is None:
        raise NoPerson
    purposes = {
        Exit.OTHER_HOUSE: _("Prevention by the info house of the municipality where the citizen lives"),
        Exit.CHILD_REFERRAL: _("Child-protection referral"),
        Exit.POLICE: _("The police take the concern over"),
        Exit.STATUTORY_OFFER: _("An offer by the law of social services"),
    }
    return told_to(
        handover.agency,
        outside=handover.outside,
        person=now.person,
        by=by,
        at=at,
        content=handover.text,
        purpose=str(purposes[Exit(exit)]),
        necessity=handover.necessity,
        basis=handover.basis,
        consent=handover.consent,
    )


def told_to(to: Agency | None, *, content: str, outside: str = "", **said: Any) -> list[Model]:
    """One extract to one receiver: its entry of the ledger and its content, to be written with the deed."""
    rows = disclosures.prepare(
        receivers=[to] if to else [],
        receiver_names=[outside] if outside else [],
        what=Disclosure.What.SUMMARY,
        **said,
    )
    return disclosures.written(rows, content)


def append(disclosure: Model) -> Any:
    """The concern's list of what was disclosed, and one more."""
    return Func(F("disclosed"), Value(disclosure.pk), function="array_append")


def purge_of(now: ConcernReport, exit: str, by: User, at: datetime) -> Purge:
    """The question to a second person, not yet written."""
    return Purge(
        municipality_id=now.municipality_id,
        concern=now.pk,
        asked_by=by,
        asked_at=at,
        month=timezone.localdate(now.received_at).replace(day=1),
        channel=now.channel,
        exit=exit,
    )


@transaction.atomic
def note_receipt(*, concern: ConcernReport, by: User, at: datetime, on: date) -> None:
    """Note that the receipt of a child-protection referral came."""
    gate.require(by, Permission.CONCERN_TRIAGE)
    ConcernReport.objects.filter(pk=concern.pk, receipt_due_on__isnull=False, receipt_on__isnull=True).update(
        receipt_on=on
    )


@transaction.atomic
def confirm(*, concern: ConcernReport, by: User, at: datetime) -> None:
    """Note that the receipt went to the authority that referred the citizen to us."""
    gate.require(by, Permission.CONCERN_TRIAGE)
    ConcernReport.objects.filter(pk=concern.pk, confirmed_at__isnull=True).update(
        confirmed_at=at, confirmed_by=by
    )
