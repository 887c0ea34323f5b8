"""What people do with bookings and sessions. Importing them from a spreadsheet: `activities.imports`."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Municipality, User
from tovholder.access.roles import Permission
from tovholder.activities.models import (
    MOST_HEADS,
    Assignment,
    BookedClass,
    Booking,
    CalendarFeed,
    Evaluation,
    Headcount,
    Offer,
    Profession,
    Session,
)
from tovholder.core.cpr import CPR_LIKE
from tovholder.core.days import hours
from tovholder.core.meanwhile import save_unchanged
from tovholder.core.slugs import slug
from tovholder.core.turns import wait_for_turn
from tovholder.partners.models import District, Organisation

#: So long after a session its instructor, or who has its link, enters and mends the headcount.
MENDED_FOR = timedelta(days=14)
#: So long before its beginning a session may be counted: the instructor stands in the door.
COUNTED_BEFORE = timedelta(hours=1)
#: More answers than this, and than three a head, are not plausible for one session.
MOST_EVALUATIONS = 300


class Refused(Exception):
    """It cannot be done; the text says why, for the person who asked."""

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


class AlreadySettled(Refused):
    """The booking was declined, withdrawn or planned before."""

    message = gettext_lazy("The booking has been settled in the meantime.")


class ChangedMeanwhile(Refused):
    """Somebody else changed it since the page was opened."""

    message = gettext_lazy(
        "Somebody else has changed this since you opened the page. See what it says now, and try again."
    )


class InstructorTaken(Refused):
    """An instructor would be in two places at once. The text names the clash."""


class NotYet(Refused):
    """The session has not begun."""

    message = gettext_lazy("The session has not begun yet.")


class IsCancelled(Refused):
    """The session is cancelled: it is reinstated first."""

    message = gettext_lazy("The session is cancelled.")


class IsHeld(Refused):
    """The session was held: a planner corrects it."""

    message = gettext_lazy("The session is recorded as held. A planner can correct it.")


class TooLate(Refused):
    """The fourteen days are over."""

    message = gettext_lazy("The number can be corrected for 14 days. After that a planner corrects it.")


class NotPlausible(Refused):
    """A number or a class that cannot be right."""

    message = gettext_lazy("The number cannot be right.")


class EnoughEvaluations(Refused):
    """There are more answers than people who can have been there."""

    message = gettext_lazy("This session has all the answers that it can have.")


class LooksLikeCpr(Refused):
    """A text holds what looks like a civil registration number."""

    message = gettext_lazy("The text holds what looks like a CPR number. Remove it.")


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


# --- offers --------------------------------------------------------------------------------------------


@transaction.atomic
def make_offer(
    *, by: User, at: datetime, municipality: Municipality | None = None, **particulars: Any
) -> Offer:
    """Put an offer on the list of the actor's municipality (a system actor names it).

    :param particulars: the fields of `Offer`.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    particulars.setdefault("offered_from", timezone.localdate(at))
    owner: Any = municipality or by.municipality
    return Offer.objects.create(municipality=owner, **particulars)


@transaction.atomic
def change_offer(*, offer: Offer, by: User, at: datetime, **particulars: Any) -> Offer:
    """Change an offer; its history keeps what it was.

    :raises ChangedMeanwhile: somebody else changed it after it was fetched.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    if not save_unchanged(offer, particulars):
        raise ChangedMeanwhile
    return offer


@transaction.atomic
def set_out_professions(*, municipality: Municipality, professions: Iterable[tuple[str, str]]) -> None:
    """Lay in the professions by which participants are counted; those that are there keep their title."""
    Profession.objects.bulk_create(
        [Profession(municipality=municipality, key=key, title=title) for key, title in professions],
        ignore_conflicts=True,
    )


@transaction.atomic
def add_profession(*, title: str, by: User, at: datetime) -> Profession:
    """Put a profession on the list by which participants are counted.

    :raises NotPlausible: it stands there already.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    key = slug(title)[:40]
    # Keys of before lack letters of theirs: the title, too, says that it stands there.
    there = Profession.objects.filter(municipality=by.municipality, title__iexact=title)
    if key and not there.exists():
        made, is_new = Profession.objects.get_or_create(
            municipality=cast(Any, by.municipality), key=key, defaults={"title": title}
        )
        if is_new:
            return made
    raise NotPlausible(_("This profession stands on the list already."))


@transaction.atomic
def end_profession(*, profession: Profession, by: User, at: datetime) -> None:
    """Take a profession off the list: nobody is counted by it any more; what was counted stays."""
    gate.require(by, Permission.ACTIVITY_PLAN)
    on = timezone.localdate(at)
    Profession.objects.filter(pk=profession.pk, ended_on__isnull=True).update(ended_on=on)


@transaction.atomic
def reopen_profession(*, profession: Profession, by: User, at: datetime) -> None:
    """Put a profession back on the list."""
    gate.require(by, Permission.ACTIVITY_PLAN)
    Profession.objects.filter(pk=profession.pk).update(ended_on=None)


# --- bookings ------------------------------------------------------------------------------------------


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
        _plausible_time(slot.starts_at, slot.ends_at)
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
    _assign([(session, slot.instructors) for session, slot in zip(sessions, slots, strict=True)])
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


# --- sessions ------------------------------------------------------------------------------------------


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
    _plausible_time(starts_at, ends_at)
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
    with _naming_the_clash(session, None, starts_at, ends_at):
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
    _assign([(session, [user for user in instructors if user.pk not in had])])


@transaction.atomic
def cancel(*, session: Session, by: User, at: datetime, reason: str, version: int | None = None) -> None:
    """Cancel a session for a reason; its instructors are free. It counts for nothing from now on.

    A planner may say so of a session that was recorded as held by mistake; its headcounts stay in the
    record. A booking without any other session is back among those that wait for one.

    :raises IsHeld: the instructor herself has recorded that it was held.
    """
    _runs(session, by)
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
    with _naming_the_clash(session, None, now.starts_at, now.ends_at):
        _change(session, cancelled_at=None, cancelled_by=None, cancel_reason="")


@transaction.atomic
def record_held(*, session: Session, by: User, at: datetime, version: int | None = None) -> None:
    """Record that a session was held, before the heads are known.

    :raises NotYet, IsCancelled:
    """
    _runs(session, by)
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
    _runs(session, by)
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


# --- heads ---------------------------------------------------------------------------------------------


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
        _runs(session, by)
    for count in counts:
        if not 0 <= count.heads <= MOST_HEADS:
            raise NotPlausible(_("Enter a number from 0 to %(most)d.") % {"most": MOST_HEADS})
        if count.booked_class and count.booked_class.booking_id != session.booking_id:
            raise NotPlausible(_("The class does not belong to this session."))
    if len({count.of for count in counts}) < len(counts):
        raise NotPlausible(_("The same class or profession stands there twice."))
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


def _hold(session: Session, by: User | None, at: datetime) -> None:
    """Record the session as held, and lock it while its heads are entered: one statement."""
    held = Session.objects.filter(
        pk=session.pk, cancelled_at__isnull=True, starts_at__lte=at + COUNTED_BEFORE
    ).update(
        held_at=Coalesce("held_at", at),
        held_by=Coalesce("held_by", by.pk if by else PUBLIC),
        nobody_came_at=None,
        nobody_came_by=None,
    )
    if not held:
        now = Session.objects.get(pk=session.pk)
        raise IsCancelled if now.cancelled_at else NotYet
    session.held_at = session.held_at or at


#: The system actor's number as the one who held a session that was counted by its link.
PUBLIC = -2


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


# --- evaluations ---------------------------------------------------------------------------------------


@transaction.atomic
def evaluate(
    *,
    session: Session,
    on: date,
    score: int,
    text: str = "",
    heads: int | None = None,
    form: UUID | None = None,
) -> None:
    """Give an anonymous answer to a session, by its link. Who gives it is nowhere asked and nowhere kept.

    :param heads: how many came, where that is known.
    :param form: the form's key, drawn by lot for the page and kept nowhere else. The answer's own key follows
        from it and from what is said: sent twice it is one, and from one open page several may answer.
    :raises EnoughEvaluations: there are three answers a head already (at least 30), or 300.
    :raises LooksLikeCpr: the text holds such a number.
    """
    refuse_cpr(text)
    if not 1 <= score <= 5:
        raise NotPlausible
    most = MOST_EVALUATIONS if heads is None else min(MOST_EVALUATIONS, max(30, 3 * heads))
    with connection.cursor() as cursor:
        cursor.execute("select answers from tovholder.evaluated(%s)", [session.pk])
        (answers,) = cursor.fetchone()
    if answers >= most:
        raise EnoughEvaluations
    answer = Evaluation(
        municipality_id=session.municipality_id, session=session, score=score, text=text, given_on=on
    )
    if form is not None:
        answer.pk = uuid5(form, f"{session.pk} {score} {text}")
    Evaluation.objects.bulk_create([answer], ignore_conflicts=True)


# --- the instructor's calendar -------------------------------------------------------------------------


@transaction.atomic
def open_calendar(*, by: User, at: datetime, instead_of: int | None = None) -> CalendarFeed:
    """Give an instructor a secret address for her own calendar; the one before is closed by it.

    :param instead_of: the address that stood there when she asked: asked twice, it is replaced once.
    """
    gate.require(by, Permission.ACTIVITY_TEACH)
    wait_for_turn(f"calendar of {by.pk}")
    feeds = CalendarFeed.objects.filter(user=by, closed_at__isnull=True)
    if instead_of is not None:
        feeds.filter(pk=instead_of).update(closed_at=at)
    owner = cast(Any, by.municipality)
    return feeds.first() or CalendarFeed.objects.create(municipality=owner, user=by, opened_at=at)


@transaction.atomic
def close_calendar(*, by: User, at: datetime) -> None:
    """Close the address: who has it sees nothing any more."""
    gate.require(by, Permission.ACTIVITY_TEACH)
    CalendarFeed.objects.filter(user=by, closed_at__isnull=True).update(closed_at=at)


# --- what they share -----------------------------------------------------------------------------------


def refuse_cpr(*texts: str) -> None:
    """:raises LooksLikeCpr: one of the texts holds what looks like a civil registration number."""
    if any(re.search(CPR_LIKE, text) for text in texts if text):
        raise LooksLikeCpr


def _runs(session: Session, by: User) -> None:
    """:raises gate.Denied: `by` neither plans activities nor teaches this session."""
    gate.require(by, Permission.ACTIVITY_PLAN, Permission.ACTIVITY_TEACH)
    if not by.may(Permission.ACTIVITY_PLAN) and not by_teaches(session, by):
        raise gate.Denied("activity.teach")


def by_teaches(session: Session, by: User) -> bool:
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


def _plausible_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise NotPlausible(_("The session ends before it begins."))
    if ends_at - starts_at > timedelta(hours=16):
        raise NotPlausible(_("The session lasts longer than a day."))


def _assign(places: Sequence[tuple[Session, Sequence[User]]]) -> None:
    """Put instructors on sessions: one statement, or two and a sentence where somebody is taken."""
    rows = [
        Assignment(municipality_id=session.municipality_id, session=session, instructor=user)
        for session, instructors in places
        for user in instructors
    ]
    if not rows:
        return
    try:
        with transaction.atomic():
            Assignment.objects.bulk_create(rows)
    except IntegrityError as error:
        if "assignment_in_one_place" not in str(error):
            raise
        for session, instructors in places:
            raise_clash(session, instructors, session.starts_at, session.ends_at)
        raise InstructorTaken(
            _("An instructor would be in two places at once: two of these sessions overlap.")
        ) from error


class _naming_the_clash:
    """Turn the database's refusal of a new time into a sentence that names the clash."""

    def __init__(
        self, session: Session, instructors: Sequence[User] | None, starts_at: datetime, ends_at: datetime
    ) -> None:
        self.session, self.instructors = session, instructors
        self.starts_at, self.ends_at = starts_at, ends_at
        self.point = transaction.atomic()

    def __enter__(self) -> None:
        self.point.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.point.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError) and "assignment_in_one_place" in str(error):
            raise_clash(self.session, self.instructors, self.starts_at, self.ends_at)
            raise InstructorTaken(_("An instructor would be in two places at once.")) from error


def raise_clash(
    session: Session, instructors: Sequence[User] | None, starts_at: datetime, ends_at: datetime
) -> None:
    """:raises InstructorTaken: one of the instructors (None: the session's own) teaches elsewhere then."""
    ids = (
        [user.pk for user in instructors]
        if instructors is not None
        else list(session.assignments.values_list("instructor_id", flat=True))
    )
    clash = (
        Assignment.objects.filter(instructor__in=ids, during__overlap=(starts_at, ends_at))
        .exclude(session=session)
        .select_related("instructor", "session__booking__offer", "session__booking__organisation")
        .first()
    )
    if clash is None:
        return
    other = clash.session
    raise InstructorTaken(
        _("%(who)s is at %(what)s at that time, %(day)s %(hours)s.")
        % {
            "who": clash.instructor.name,
            "what": other.booking.organisation or other.booking.offer,
            "day": formats.date_format(timezone.localtime(other.starts_at), "j. F"),
            "hours": hours(other.starts_at, other.ends_at),
        }
    )
