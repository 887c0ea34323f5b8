"""*Not ours*: what the police have taken over alone is purged by two (docs/decisions/0008 says what goes)."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.concerns import purged
from tovholder.concerns.models import ConcernReport, Purge
from tovholder.concerns.operations.refused import ExitNotPossible, NotOpen, SameTwo
from tovholder.concerns.operations.triage import purge_of


@transaction.atomic
def ask_purge(*, concern: ConcernReport, by: User, at: datetime) -> None:
    """Ask that all content of a concern goes which the police have taken over; once is enough.

    :raises ExitNotPossible: the police have not taken it over.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if concern.exit != ConcernReport.Exit.POLICE:
        raise ExitNotPossible
    try:
        with transaction.atomic():
            purge_of(concern, concern.exit, by, at).save(force_insert=True)
    except IntegrityError as error:
        if "purge_asked_once" not in str(error):
            raise


@transaction.atomic
def take_back_purge(*, purge: Purge, by: User, at: datetime) -> None:
    """Take one's own question back.

    :raises NotOpen: it is done, or taken back already.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if not Purge.objects.filter(
        pk=purge.pk, asked_by=by, done_at__isnull=True, taken_back_at__isnull=True
    ).update(taken_back_at=at):
        raise NotOpen


@transaction.atomic
def purge(*, purge: Purge, by: User, at: datetime) -> bool | None:
    """Purge, as the second of two: nothing of the concern's content stays in any table.

    :returns: whether the person is gone, too: not where something else refers to her; None: there was none.
    :raises SameTwo: `by` asked for it.
    :raises NotOpen: it is done, or taken back, or about somebody whom `by` may no longer see.
    """
    gate.require(by, Permission.PURGE)
    if purge.asked_by_id == by.pk:
        raise SameTwo
    if purge.done_at or purge.taken_back_at:
        raise NotOpen
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select tovholder.purge_concern(%s)", [purge.pk])
            gone: bool | None = cursor.fetchone()[0]
            cursor.execute("select to_jsonb(p)::text from concerns_purge p where p.id = %s", [purge.pk])
            remember = partial(purged.remember, purged.beside(settings.ANCHORS), cursor.fetchone()[0])
    except ProgrammingError:  # the database refuses: it has just been done, or `by` was recused
        try:
            purge.refresh_from_db(fields=["done_at", "done_by", "taken_back_at"])
        except Purge.DoesNotExist:
            raise NotOpen from None
        if purge.done_at or purge.taken_back_at:
            raise NotOpen from None
        raise
    transaction.on_commit(remember)
    return gone
