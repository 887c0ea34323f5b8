"""Who called: read by who wrote it; anybody else asks with a reason, and a custodian opens it for a while."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.concerns.models import CallerIdentity, ConcernReport, IdentityRequest
from tovholder.concerns.operations.calls import NAME_PLACE, PHONE_PLACE
from tovholder.concerns.operations.refused import Answered, FormUsed, NoReason, SameTwo
from tovholder.core.ids import uuid7
from tovholder.core.sealing import unseal

#: For how many hours a custodian may open an identity.
HOURS = (1, 4, 24)


@transaction.atomic
def ask_identity(
    *, concern: ConcernReport, by: User, at: datetime, reason: str, id: UUID | None = None
) -> IdentityRequest:
    """Ask who called, with a reason that a custodian weighs.

    :param id: the row's key, from the form: a form that is sent twice asks once.
    :raises NoReason: there is none.
    :raises FormUsed: the form's key is another row's.
    """
    gate.require(by, Permission.HOTLINE_WORK, Permission.CONCERN_TRIAGE)
    if not reason.strip():
        raise NoReason
    asked = IdentityRequest(
        id=id or uuid7(),
        municipality_id=concern.municipality_id,
        concern=concern,
        number=concern.number,
        asked_by=by,
        asked_at=at,
        reason=reason.strip(),
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as error:
        mine = IdentityRequest.objects.filter(pk=asked.pk, concern=concern, asked_by=by)
        made: IdentityRequest | None = mine.first()
        if made is None:
            raise FormUsed from error
        return made
    return asked


@transaction.atomic
def answer_identity(
    *, asked: IdentityRequest, by: User, at: datetime, hours: int = 0, answer: str = ""
) -> None:
    """Open an identity for who asked, for some hours, or refuse (0 hours).

    :raises SameTwo: nobody opens for herself.
    :raises Answered: it was answered already.
    """
    gate.require(by, Permission.IDENTITY_OPEN)
    if asked.asked_by_id == by.pk:
        raise SameTwo
    until = at + timedelta(hours=hours) if hours else None
    if not IdentityRequest.objects.filter(pk=asked.pk, answered_at__isnull=True).update(
        answered_by=by, answered_at=at, opened_until=until, answer=answer.strip()
    ):
        raise Answered


def note_seen(*, concern: ConcernReport, by: User) -> None:
    """Note that who asked has seen what the custodian answered: it is told as new no longer."""
    gate.require(by, Permission.HOTLINE_WORK, Permission.CONCERN_TRIAGE)
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.saw_identity_answers(%s)", [concern.pk])


def caller_of(identity: CallerIdentity) -> tuple[str, str]:
    """Name and telephone. Showing them is a look of its own (audit.reads.Way.REVEAL)."""
    return (
        unseal(identity.name_sealed, place=NAME_PLACE, row=identity.pk),
        unseal(identity.phone_sealed, place=PHONE_PLACE, row=identity.pk),
    )
