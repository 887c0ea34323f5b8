"""How many came to a session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tovholder.access.actors import System
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.models import MOST_HEADS, BookedClass, Headcount, Profession, Session
from tovholder.activities.operations.refused import (
    ChangedMeanwhile,
    IsCancelled,
    NotPlausible,
    NotYet,
    TooLate,
)
from tovholder.activities.operations.sessions import COUNTED_BEFORE, must_run
from tovholder.partners.models import Organisation

#: So long after a session its instructor, or who has its link, enters and mends the headcount.
MENDED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Count:
    """How many came: of a class, or of a profession and administration, or in all."""

    heads: int
    booked_class: BookedClass | None = None
    profession: Profession | None = None
    administration: Organisation | None = None

    @property
    def of(self) -> tuple[int | None, int | None, int | None]:
        return (
            self.booked_class.pk if self.booked_class else None,
            self.profession.pk if self.profession else None,
            self.administration.pk if self.administration else None,
        )


@transaction.atomic
def enter_headcount(
    *,
    session: Session,
    by: User | None,
    at: datetime,
    counts: Sequence[Count],
    way: str = Headcount.Way.PAGE,
    opened_at: datetime | None = None,
    client_key: UUID | None = None,
) -> bool:
    """Enter or correct how many came; the session is held by that. One statement a table, for all counts.

    :param by: who enters; None for somebody with the session's link (the database lets it reach no other).
    :param opened_at: when the numbers were seen that are being replaced.
    :param client_key: what was sent with this key before is not entered again.
    :returns: whether anything was entered (False: this key was here before).
    :raises ChangedMeanwhile: somebody else entered another number since `opened_at`.
    :raises TooLate: the fourteen days are over, and `by` is no planner.
    :raises NotYet, IsCancelled, NotPlausible:
    """
    if by is not None:
        must_run(session, by)
    _plausible(session, counts)
    by_id = by.pk if by else None
    _hold(session, by, at)
    there = {
        (row.booked_class_id, row.profession_id, row.administration_id): row
        for row in Headcount.objects.filter(session=session)
    }
    if client_key and _was_here(session, client_key, there.values()):
        return False
    _may_mend(session, by, at, bool(there))
    changed = []
    for count in counts:
        row = there.get(count.of)
        if row and row.heads == count.heads:
            continue
        if row and opened_at and row.entered_at > opened_at and row.entered_by_id != by_id:
            raise ChangedMeanwhile
        booked_class, profession, administration = count.of
        changed.append(
            Headcount(
                municipality_id=session.municipality_id,
                session=session,
                booked_class_id=booked_class,
                profession_id=profession,
                administration_id=administration,
                heads=count.heads,
                entered_by_id=by_id,
                entered_at=at,
                way=way,
                client_key=client_key,
            )
        )
    Headcount.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["session", "booked_class", "profession", "administration"],
        update_fields=["heads", "entered_by", "entered_at", "way", "client_key"],
    )
    return True


def _plausible(session: Session, counts: Sequence[Count]) -> None:
    for count in counts:
        if not 0 <= count.heads <= MOST_HEADS:
            raise NotPlausible(_("Enter a number from 0 to %(most)d.") % {"most": MOST_HEADS})
        if count.booked_class and count.booked_class.booking_id != session.booking_id:
            raise NotPlausible(_("The class does not belong to this session."))
    if len({count.of for count in counts}) < len(counts):
        raise NotPlausible(_("The same class or profession stands there twice."))


def _hold(session: Session, by: User | None, at: datetime) -> None:
    """Record the session as held, and lock it while its heads are entered: one statement."""
    held = Session.objects.filter(
        pk=session.pk, cancelled_at__isnull=True, starts_at__lte=at + COUNTED_BEFORE
    ).update(
        held_at=Coalesce("held_at", at),
        held_by=Coalesce("held_by", by.pk if by else System.PUBLIC_LINK),
        nobody_came_at=None,
        nobody_came_by=None,
    )
    if not held:
        now = Session.objects.get(pk=session.pk)
        raise IsCancelled if now.cancelled_at else NotYet
    session.held_at = session.held_at or at


def _may_mend(session: Session, by: User | None, at: datetime, was_entered: bool) -> None:
    """A planner always; the instructor enters a missing number late, and mends one for fourteen days."""
    if by is not None and (by.may(Permission.ACTIVITY_PLAN) or not was_entered):
        return
    if at > session.ends_at + MENDED_FOR:
        raise TooLate


def _was_here(session: Session, client_key: UUID, there: Collection[Headcount]) -> bool:
    """The phone sent this before: it stands on a row, or did before somebody corrected it."""
    if any(row.client_key == client_key for row in there):
        return True
    history = next(iter(set(cast(Any, Headcount).pgh_event_models.values())))
    before = history.objects.filter(pgh_obj_id__in=[row.pk for row in there], client_key=client_key)
    return bool(before.exists())
