"""The police are asked whether anything bars prevention; a named member of theirs answers."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import capfirst
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
from tovholder.concerns.operations.triage import append, told_to
from tovholder.concerns.queries import Rule, question_of, rules_for
from tovholder.core.inserting import insert_in_order, update_of
from tovholder.disclosures.models import Disclosure, LegalBasis


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
    if not hasattr(concern, "asked"):
        concern = ConcernReport.objects.select_related("person").get(pk=concern.pk)
    if concern.exit_at:
        raise HasLeft
    if concern.person is None:
        raise NoPerson
    today = timezone.localdate(at)
    asked = PoliceClearance(
        municipality_id=concern.municipality_id,
        concern=concern,
        number=concern.number,
        asked_of=asked_of,
        asked_by=by,
        asked_at=at,
        extract=extract,
        due_on=rules_for(concern, today).get(Deadline.Key.POLICE_CLEARANCE, Rule()).due(today),
    )
    told = told_to(
        asked_of.agency,
        person=concern.person,
        by=by,
        at=at,
        content=extract,
        purpose=_("Police clearance before prevention by several agencies"),
        necessity=necessity,
        basis=basis,
    )
    asked.disclosure_id = told[0].pk
    unchanged = ConcernReport.objects.filter(
        pk=concern.pk, version=version, exit_at__isnull=True, person=concern.person
    )
    try:
        with transaction.atomic():
            if insert_in_order([*told, asked], where_held=update_of(unchanged, disclosed=append(told[0]))):
                return asked
    except IntegrityError as error:
        raise AlreadyAsked from error
    now = ConcernReport.objects.get(pk=concern.pk)
    if now.exit_at:
        raise HasLeft
    raise ChangedMeanwhile(newest=now)


@transaction.atomic
def answer_clearance(
    *,
    clearance: PoliceClearance,
    by: User,
    at: datetime,
    answer: str,
    note: str = "",
    necessity: str,
    basis: LegalBasis,
    question: Disclosure | None = None,
) -> None:
    """Answer for the police: nothing against it, or theirs alone. It is disclosed to the agency that asked.

    :param question: `queries.question_of` the clearance, where it was fetched already.
    :raises Answered: it was answered or taken back.
    """
    gate.require(by, Permission.CONCERN_CLEAR)
    asked = question or question_of(clearance)
    if asked is None:  # no longer hers to see
        raise Answered
    told = told_to(
        asked.giver,
        person=asked.person,
        by=by,
        at=at,
        content="\n\n".join(filter(None, [capfirst(str(PoliceClearance.Answer(answer).label)), note])),
        purpose=asked.particulars.purpose,
        necessity=necessity,
        basis=basis,
        act=clearance.pk,  # by which a purge finds it
    )
    unanswered = PoliceClearance.objects.filter(
        pk=clearance.pk, asked_of=by, answered_at__isnull=True, withdrawn_at__isnull=True
    )
    said = update_of(unanswered, answer=answer, answered_at=at, answered_by=by, note=note)
    if not insert_in_order(told, where_held=said):
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
