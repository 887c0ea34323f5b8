"""The load: what the trial run showed, all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.forms import read_class
from tovholder.activities.imports.drafts import ChangedMeanwhile, LoadedBefore, NothingToLoad
from tovholder.activities.imports.trial import PlannedBooking, Trial, trial
from tovholder.activities.models import Assignment, BookedClass, Booking, BookingContact, Headcount, Session
from tovholder.partners.models import ImportDraft


@transaction.atomic
def load(*, draft: ImportDraft, by: User, at: datetime, mark: str) -> Trial:
    """Do what the trial run showed: all of it, or nothing.

    :param mark: the trial run's, so that nothing is done that was not shown.
    :raises LoadedBefore, NothingToLoad, ChangedMeanwhile: nothing was done.
    """
    gate.require(by, Permission.ACTIVITY_IMPORT)
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.loaded_at is not None:
        raise LoadedBefore
    found = trial(draft, timezone.localdate(at))
    if found.mark != mark:
        raise ChangedMeanwhile
    if not found.loads:
        raise NothingToLoad
    try:
        with transaction.atomic():
            _write(found.bookings, municipality_id=draft.municipality_id, by=by, at=at)
    except IntegrityError as error:  # somebody planned between our look and our write
        raise ChangedMeanwhile from error
    draft.report = found.report()
    draft.rows = []
    draft.loaded_at = at
    draft.save(update_fields=["report", "rows", "loaded_at"])
    return found


def _write(
    planned: Sequence[PlannedBooking],
    *,
    municipality_id: int,
    by: User,
    at: datetime,
) -> None:
    """Write bookings with their sessions and headcounts, a statement a table and thousand rows."""
    owned = {"municipality_id": municipality_id}
    bookings = [
        Booking(
            **owned,
            offer=one.offer,
            organisation=one.place,
            requested_on=one.asked,
            requested_via=Booking.Via.IMPORT,
            wished_dates=one.wished,
            expected=one.expected,
            recorded_by=by,
            planned_at=at if one.sessions else None,
            planned_by=by if one.sessions else None,
        )
        for one in planned
    ]
    Booking.objects.bulk_create(bookings, batch_size=1000)
    BookingContact.objects.bulk_create(
        [
            BookingContact(**owned, booking=booking, **one.contact)
            for booking, one in zip(bookings, planned, strict=True)
            if any(one.contact.values())
        ],
        batch_size=1000,
    )
    classes = [
        BookedClass(**owned, booking=booking, label=label, grade=read_class(label).grade, expected=expected)
        for booking, one in zip(bookings, planned, strict=True)
        for label, expected in one.classes.items()
    ]
    BookedClass.objects.bulk_create(classes, batch_size=1000)
    by_label = {(row.booking_id, row.label): row for row in classes}
    _write_sessions(list(zip(bookings, planned, strict=True)), by_label, owned=owned, by=by, at=at)


def _write_sessions(
    made: Sequence[tuple[Booking, PlannedBooking]],
    by_label: dict[tuple[int, str], BookedClass],
    *,
    owned: dict[str, int],
    by: User,
    at: datetime,
) -> None:
    """The sessions, each with who taught it and how many came."""
    sessions = [
        (
            one,
            Session(
                **owned,
                booking=booking,
                number=number,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                place=one.room,
                district_id=whole.place.district_id if whole.place else None,
                held_at=at,
                held_by=by,
            ),
        )
        for booking, whole in made
        for number, one in enumerate(whole.sessions, start=1)
    ]
    Session.objects.bulk_create([session for _one, session in sessions], batch_size=1000)
    Assignment.objects.bulk_create(
        [
            Assignment(**owned, session=session, instructor=who)
            for one, session in sessions
            for who in one.people
        ],
        batch_size=1000,
    )
    Headcount.objects.bulk_create(
        [
            Headcount(
                **owned,
                session=session,
                booked_class=by_label.get((session.booking_id, label)),
                profession=profession,
                administration=administration,
                heads=heads,
                entered_by=by,
                entered_at=at,
                way=Headcount.Way.IMPORT,
            )
            for one, session in sessions
            for label, profession, administration, heads in one.counts
            if heads is not None
        ],
        batch_size=1000,
    )
