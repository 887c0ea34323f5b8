"""The police are asked whether anything bars prevention; a named member of theirs answers."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.concerns.models import ConcernReport, Deadline, PoliceClearance
from tovholder.concerns.operations.refused import (
    AlreadyAsked,
    Answered,
    ChangedMeanwhile,
    HasLeft,
    NoPerson,
    NotOfThePolice,
    NotOpen,
)
from tovholder.concerns.operations.triage import append, record
from tovholder.concerns.queries import due_on
from tovholder.disclosures.models import LegalBasis


@transaction.atomic
def ask_clearance(
    *,
    concern: ConcernReport,
    asked_of: User,
    extract: str,
    necessity: str,
    basis: LegalBasis,
    by: User,
    at: datetime,
    version: int,
) -> PoliceClearance:
    """Ask somebody of the police by name. They are shown `extract`, word for word, and it is disclosed.

    :param basis: as a rule retsplejeloven § 115.
    :raises NotOfThePolice: `asked_of` works elsewhere.
    :raises NoPerson: the concern is about nobody yet.
    :raises AlreadyAsked: a question is open.
    :raises ChangedMeanwhile: the concern was changed after the extract was written.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if asked_of.agency is None or asked_of.agency.kind != Agency.Kind.POLICE:
        raise NotOfThePolice
    now = ConcernReport.objects.select_related("person").get(pk=concern.pk)
    if now.exit_at:
        raise HasLeft
    if now.person is None:
        raise NoPerson
    if now.version != version:
        raise ChangedMeanwhile(newest=now)
    asked = PoliceClearance(
        municipality_id=now.municipality_id,
        concern=now,
        number=now.number,
        asked_of=asked_of,
        asked_by=by,
        asked_at=at,
        extract=extract,
        due_on=due_on(now.municipality_id, Deadline.Key.POLICE_CLEARANCE, timezone.localdate(at)),
    )
    told = record(
        person=now.person,
        by=by,
        at=at,
        to=asked_of.agency,
        content=extract,
        purpose=_("Police clearance before prevention by several agencies"),
        necessity=necessity,
        basis=basis,
    )
    asked.disclosure_id = told.pk
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyAsked from error
    ConcernReport.objects.filter(pk=now.pk).update(disclosed=append(told))
    return asked


@transaction.atomic
def answer_clearance(
    *, clearance: PoliceClearance, by: User, at: datetime, answer: str, note: str = ""
) -> None:
    """Answer for the police: nothing against it, or theirs alone.

    :raises Answered: it was answered or taken back.
    """
    gate.require(by, Permission.CONCERN_CLEAR)
    changed = PoliceClearance.objects.filter(
        pk=clearance.pk, asked_of=by, answered_at__isnull=True, withdrawn_at__isnull=True
    ).update(answer=answer, answered_at=at, answered_by=by, note=note)
    if not changed:
        raise Answered


@transaction.atomic
def withdraw_clearance(*, clearance: PoliceClearance, by: User, at: datetime) -> None:
    """Take a question back that is not answered yet. That it was disclosed stays in the ledger.

    :raises NotOpen: it was answered, or taken back already.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if not PoliceClearance.objects.filter(
        pk=clearance.pk, answered_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at):
        raise NotOpen
