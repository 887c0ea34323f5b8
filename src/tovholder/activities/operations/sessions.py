"""A session that is planned: moved, taught by another, cancelled, held."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.models import Booking, Session
from tovholder.activities.operations.instructors import assign, naming_the_clash
from tovholder.activities.operations.refused import (
    AlreadySettled,
    ChangedMeanwhile,
    IsCancelled,
    IsHeld,
    NotPlausible,
    NotYet,
    refuse_cpr,
)
from tovholder.partners.models import District

#: So long before its beginning a session may be counted: the instructor stands in the door.
COUNTED_BEFORE = timedelta(hours=1)


@transaction.atomic
def move(
    *,
    session: Session,
    by: User,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    district: District | None = None,
    version: int | None = None,
) -> None:
    """Move a session to another time or place. Its instructors come along, unless they are taken.

    :param version: the version that the mover saw.
    :raises ChangedMeanwhile: it is another one by now.
    :raises InstructorTaken: an instructor teaches elsewhere at the new time.
    :raises IsCancelled, IsHeld: it cannot be moved any more.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    plausible_time(starts_at, ends_at)
    refuse_cpr(place)
    now = _locked(session)
    there = (now.starts_at, now.ends_at, now.place, district and now.district_id)
    if there == (starts_at, ends_at, place, district and district.pk):
        return  # a second click
    _must_be(now, version)
    _still_to_come(now)
    change: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at, "place": place}
    if district is not None:
        change["district_id"] = district.pk
    if (now.starts_at, now.ends_at) == (starts_at, ends_at):
        _change(session, **change)
        return
    with naming_the_clash(session, None, starts_at, ends_at):
        _change(session, **change)


@transaction.atomic
def reassign(
    *,
    session: Session,
    by: User,
    at: datetime,
    instructors: Sequence[User],
    version: int | None = None,
) -> None:
    """Let others teach a session.

    :raises ChangedMeanwhile, InstructorTaken, IsCancelled: see `move`.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    now = _locked(session)
    wanted = {user.pk for user in instructors}
    had = set(session.assignments.values_list("instructor_id", flat=True))
    if had == wanted:
        return  # a second click
    _must_be(now, version)
    if now.cancelled_at:
        raise IsCancelled
    session.assignments.exclude(instructor__in=wanted).delete()
    _change(session)
    session.starts_at, session.ends_at = now.starts_at, now.ends_at
    assign([(session, [user for user in instructors if user.pk not in had])])


@transaction.atomic
def cancel(*, session: Session, by: User, at: datetime, reason: str, version: int | None = None) -> None:
    """Cancel a session for a reason; its instructors are free. It counts for nothing from now on.

    A planner may say so of a session that was recorded as held by mistake; its headcounts stay in the
    record. A booking without any other session is back among those that wait for one.

    :raises IsHeld: the instructor herself has recorded that it was held.
    """
    must_run(session, by)
    refuse_cpr(reason)
    now = _locked(session)
    if now.cancelled_at and (now.cancelled_by_id, now.cancel_reason) == (by.pk, reason):
        return  # a second click
    _must_be(now, version)
    if now.cancelled_at:
        raise IsCancelled
    if now.held_at and not by.may(Permission.ACTIVITY_PLAN):
        raise IsHeld
    _change(
        session,
        cancelled_at=at,
        cancelled_by=by,
        cancel_reason=reason,
        held_at=None,
        held_by=None,
        nobody_came_at=None,
        nobody_came_by=None,
    )
    live = Session.objects.live().filter(booking=OuterRef("pk"))
    Booking.objects.filter(~Exists(live), pk=session.booking_id).update(planned_at=None, planned_by=None)


@transaction.atomic
def reinstate(*, session: Session, by: User, at: datetime, version: int | None = None) -> None:
    """Take a cancellation back.

    :raises InstructorTaken: an instructor teaches elsewhere by now.
    :raises AlreadySettled: the booking was declined or withdrawn meanwhile.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    now = _locked(session)
    _must_be(now, version)
    if not now.cancelled_at:
        raise ChangedMeanwhile
    open_still = Booking.objects.filter(
        pk=session.booking_id, declined_at__isnull=True, withdrawn_at__isnull=True
    ).update(planned_at=Coalesce("planned_at", at), planned_by=Coalesce("planned_by", by.pk))
    if not open_still:
        raise AlreadySettled
    with naming_the_clash(session, None, now.starts_at, now.ends_at):
        _change(session, cancelled_at=None, cancelled_by=None, cancel_reason="")


@transaction.atomic
def record_held(*, session: Session, by: User, at: datetime, version: int | None = None) -> None:
    """Record that a session was held, before the heads are known.

    :raises NotYet, IsCancelled:
    """
    must_run(session, by)
    now = _locked(session)
    if now.held_at and not now.nobody_came_at:
        return  # a second click
    _must_be(now, version)
    _has_begun(now, at)
    if now.cancelled_at:
        raise IsCancelled
    _change(
        session,
        held_at=now.held_at or at,
        held_by_id=now.held_by_id or by.pk,
        nobody_came_at=None,
        nobody_came_by=None,
    )


@transaction.atomic
def record_nobody_came(*, session: Session, by: User, at: datetime, version: int | None = None) -> None:
    """Record that the instructor was there and nobody came: held, with none.

    :raises NotPlausible: heads have been entered; they are corrected to 0 first.
    """
    must_run(session, by)
    now = _locked(session)
    if now.nobody_came_at:
        return  # a second click
    _must_be(now, version)
    _has_begun(now, at)
    if now.cancelled_at:
        raise IsCancelled
    if session.headcounts.filter(heads__gt=0).exists():
        raise NotPlausible(_("Somebody came: there is a headcount. Correct it to 0 first."))
    _change(
        session,
        held_at=now.held_at or at,
        held_by_id=now.held_by_id or by.pk,
        nobody_came_at=at,
        nobody_came_by=by,
    )


def must_run(session: Session, by: User) -> None:
    """:raises gate.Denied: `by` neither plans activities nor teaches this session."""
    gate.require(by, Permission.ACTIVITY_PLAN, Permission.ACTIVITY_TEACH)
    if not by.may(Permission.ACTIVITY_PLAN) and not _teaches(session, by):
        raise gate.Denied("activity.teach")


def _teaches(session: Session, by: User) -> bool:
    """Whether somebody is an instructor of a session; without a statement where its row says so."""
    known = getattr(session, "instructor_ids", None)
    if known is not None:
        return by.pk in known
    return session.assignments.filter(instructor=by).exists()


def _locked(session: Session) -> Session:
    """The session as it is now, locked until the end."""
    return cast(Session, Session.objects.select_for_update().get(pk=session.pk))


def _must_be(now: Session, version: int | None) -> None:
    """:raises ChangedMeanwhile: it has another version than the one that was seen."""
    if version is not None and now.version != version:
        raise ChangedMeanwhile


def _change(session: Session, **change: Any) -> None:
    Session.objects.filter(pk=session.pk).update(**change, version=F("version") + 1)
    for name, value in change.items():
        setattr(session, name, value)


def _still_to_come(now: Session) -> None:
    if now.cancelled_at:
        raise IsCancelled
    if now.held_at:
        raise IsHeld


def _has_begun(now: Session, at: datetime) -> None:
    if now.starts_at > at + COUNTED_BEFORE:
        raise NotYet


def plausible_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise NotPlausible(_("The session ends before it begins."))
    if ends_at - starts_at > timedelta(hours=16):
        raise NotPlausible(_("The session lasts longer than a day."))
