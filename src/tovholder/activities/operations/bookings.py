"""A booking, from the request to its sessions: written down, corrected, settled, planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.models import Booking, Offer, Session
from tovholder.activities.operations.instructors import assign
from tovholder.activities.operations.refused import AlreadySettled, ChangedMeanwhile, NotPlausible, refuse_cpr
from tovholder.activities.operations.sessions import plausible_time
from tovholder.partners.models import District, Organisation


@dataclass(frozen=True)
class Slot:
    """A session to plan. Without a district it is the organisation's."""

    starts_at: datetime
    ends_at: datetime
    instructors: Sequence[User] = ()
    place: str = ""
    district: District | None = None


@dataclass(frozen=True)
class ClassAsked:
    """A class that a booking is for."""

    label: str
    grade: int | None = None
    expected: int | None = None


@transaction.atomic
def book(
    *,
    offer: Offer,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    classes: Sequence[ClassAsked] = (),
    requested_on: date | None = None,
    requested_via: str = Booking.Via.FORM,
    wished_dates: Sequence[date] = (),
    expected: int | None = None,
    contact: dict[str, str] | None = None,
    form: UUID | None = None,
) -> Booking:
    """Write down that an organisation asks for an offer, or that it was arranged with it.

    :param form: the form's key: a form that is sent twice makes one booking.
    :param contact: name, phone, email and note, each or none.
    :raises LooksLikeCpr: the note or a class's label holds such a number.
    :raises NotPlausible: the same class twice.
    """
    gate.require(by, Permission.ACTIVITY_PLAN, Permission.ACTIVITY_IMPORT)
    _plausible_request(contact, classes)
    booking = Booking(
        municipality_id=offer.municipality_id,
        offer=offer,
        organisation=organisation,
        requested_on=requested_on or timezone.localdate(at),
        requested_via=requested_via,
        wished_dates=sorted(set(wished_dates)),
        expected=expected,
        recorded_by=by,
        form=form,
    )
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:
        sent_before = Booking.objects.filter(form=form, recorded_by=by).first()
        if form is None or sent_before is None:
            raise
        return cast(Booking, sent_before)
    _note_who_asked(booking, contact, classes)
    return booking


@transaction.atomic
def change_booking(
    *,
    booking: Booking,
    by: User,
    at: datetime,
    offer: Offer,
    organisation: Organisation | None,
    classes: Sequence[ClassAsked],
    requested_on: date,
    requested_via: str,
    wished_dates: Sequence[date],
    expected: int | None,
    contact: dict[str, str] | None = None,
) -> None:
    """Correct what was written down of a booking; its history keeps what it was.

    :param contact: as in `book`; what is left out is emptied.
    :raises AlreadySettled: it was declined or withdrawn.
    :raises ChangedMeanwhile: somebody else corrected it after it was fetched.
    :raises LooksLikeCpr: the note or a class's label holds such a number.
    :raises NotPlausible: the same class twice; one left out that has been counted; another offer, though
        sessions are planned.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    _plausible_request(contact, classes)
    still = Booking.objects.filter(pk=booking.pk, declined_at__isnull=True, withdrawn_at__isnull=True)
    if offer.pk != booking.offer_id:
        still = still.filter(planned_at__isnull=True)
    changed = still.filter(version=booking.version).update(
        version=booking.version + 1,
        offer=offer,
        organisation=organisation,
        requested_on=requested_on,
        requested_via=requested_via,
        wished_dates=sorted(set(wished_dates)),
        expected=expected,
    )
    if not changed and still.exists():
        raise ChangedMeanwhile
    if not changed and booking.planned_at:
        raise NotPlausible(_("The booking has sessions: its offer can no longer be changed."))
    if not changed:
        raise AlreadySettled
    if _note_who_asked(booking, contact, classes):
        raise NotPlausible(_("A class that has been counted cannot be left out."))


def _plausible_request(contact: dict[str, str] | None, classes: Sequence[ClassAsked]) -> None:
    refuse_cpr(*(contact or {}).values(), *(one.label for one in classes))
    if len({one.label for one in classes}) < len(classes):
        raise NotPlausible(_("The same class stands there twice."))


#: Two tables in one statement: a save has few to spend. It answers whether a class is left out of which heads
#: have been counted.
_WHO_ASKED = """
with contact as (
  insert into activities_bookingcontact (municipality_id, booking_id, name, phone, email, note)
  select %(municipality)s, %(booking)s, %(name)s, %(phone)s, %(email)s, %(note)s
   where %(named)s or exists (select from activities_bookingcontact where booking_id = %(booking)s)
      on conflict (booking_id) do update
     set name = excluded.name, phone = excluded.phone, email = excluded.email, note = excluded.note
), gone as (
  delete from activities_bookedclass where booking_id = %(booking)s and label <> all(%(labels)s::text[])
), asked as (
  insert into activities_bookedclass (municipality_id, booking_id, label, grade, expected)
  select %(municipality)s, %(booking)s, one.*
    from unnest(%(labels)s::text[], %(grades)s::smallint[], %(expected)s::smallint[]) as one
      on conflict (booking_id, label) do update set grade = excluded.grade, expected = excluded.expected
)
select exists (select from activities_headcount n join activities_bookedclass c on c.id = n.booked_class_id
                where c.booking_id = %(booking)s and c.label <> all(%(labels)s::text[]))
"""


def _note_who_asked(booking: Booking, contact: dict[str, str] | None, classes: Sequence[ClassAsked]) -> bool:
    """Keep the person who asked, where one is named, and the classes.

    :returns: whether a class is left out of which heads have been counted.
    """
    given = {name: (contact or {}).get(name, "") for name in ("name", "phone", "email", "note")}
    values: dict[str, Any] = {
        "municipality": booking.municipality_id,
        "booking": booking.pk,
        "named": any(given.values()),
        **given,
        "labels": [one.label for one in classes],
        "grades": [one.grade for one in classes],
        "expected": [one.expected for one in classes],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WHO_ASKED, values)
        (counted,) = cursor.fetchone()
    return bool(counted)


@transaction.atomic
def decline(*, booking: Booking, by: User, at: datetime, reason: str) -> None:
    """Say no to a request, for a reason.

    :raises AlreadySettled: it has a session, or was settled before.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    refuse_cpr(reason)
    _settle(booking, declined_at=at, declined_by=by, decline_reason=reason)


@transaction.atomic
def withdraw(*, booking: Booking, by: User, at: datetime, reason: str = "") -> None:
    """Note that the organisation has taken its request back.

    :raises AlreadySettled: it has a session (which is cancelled first), or was settled before.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    refuse_cpr(reason)
    _settle(booking, withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason)


def _settle(booking: Booking, **change: Any) -> None:
    said = {name: value for name, value in change.items() if not name.endswith("_at")}
    rows = Booking.objects.filter(pk=booking.pk)
    if not rows.waiting().update(**change) and not rows.filter(**said).exists():
        raise AlreadySettled
    for name, value in change.items():
        setattr(booking, name, value)


@transaction.atomic
def plan(
    *, booking: Booking, by: User, at: datetime, slots: Sequence[Slot], seen: int | None = None
) -> list[Session]:
    """Give a booking its sessions, each with time, place and instructors; more can be planned later.

    :param seen: the number of the last session that the planner saw: a form that is sent twice plans once.
    :raises AlreadySettled: it was declined or withdrawn.
    :raises ChangedMeanwhile: somebody else has planned it since, or at the same moment.
    :raises InstructorTaken: an instructor teaches elsewhere at that time.
    :raises NotPlausible: there is no session, or one ends before it begins.
    """
    gate.require(by, Permission.ACTIVITY_PLAN, Permission.ACTIVITY_IMPORT)
    if not slots:
        raise NotPlausible(_("There is no session to plan."))
    # The row is locked until the end: two who plan at once number their sessions one after the other.
    open_still = Booking.objects.filter(
        pk=booking.pk, declined_at__isnull=True, withdrawn_at__isnull=True
    ).update(planned_at=Coalesce("planned_at", at), planned_by=Coalesce("planned_by", by.pk))
    if not open_still:
        raise AlreadySettled
    known = getattr(booking, "last_number", None)
    number = _last_number(booking) if known is None else known
    if seen is not None and number != seen:
        return _planned_before(booking, slots, seen)
    sessions = []
    for slot in slots:
        number += 1
        plausible_time(slot.starts_at, slot.ends_at)
        refuse_cpr(slot.place)
        sessions.append(
            Session(
                municipality_id=booking.municipality_id,
                booking=booking,
                number=number,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                place=slot.place,
                district_id=slot.district.pk if slot.district else _district_of(booking),
            )
        )
    try:
        with transaction.atomic():
            Session.objects.bulk_create(sessions)
    except IntegrityError as error:
        # The number was read with the booking, before its lock: somebody planned it in between.
        if "session_number_in_booking" not in str(error):
            raise
        return _planned_before(booking, slots, number - len(slots))
    assign([(session, slot.instructors) for session, slot in zip(sessions, slots, strict=True)])
    booking.planned_at = booking.planned_at or at
    if known is not None:
        booking.last_number = number  # type: ignore[attr-defined]
    return sessions


def _planned_before(booking: Booking, slots: Sequence[Slot], seen: int) -> list[Session]:
    """The sessions that follow on those that were seen, where they are what this form plans.

    :raises ChangedMeanwhile: they are others.
    """
    since = list(booking.sessions.filter(number__gt=seen).order_by("number").prefetch_related("assignments"))
    planned = [
        (one.starts_at, one.ends_at, one.place, {each.instructor_id for each in one.assignments.all()})
        for one in since
    ]
    wanted = [
        (slot.starts_at, slot.ends_at, slot.place, {user.pk for user in slot.instructors}) for slot in slots
    ]
    if planned != wanted:
        raise ChangedMeanwhile
    return since


def _last_number(booking: Booking) -> int:
    return booking.sessions.aggregate(last=Max("number"))["last"] or 0


def _district_of(booking: Booking) -> int | None:
    organisation = booking.organisation
    return organisation.district_id if organisation else None
