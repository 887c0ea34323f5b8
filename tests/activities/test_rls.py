"""Row level security of activities, as the runtime role and past every operation."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.conftest import arranging
from tovholder.activities.models import (
    Assignment,
    BookedClass,
    Booking,
    BookingContact,
    CalendarFeed,
    Headcount,
    Offer,
    Session,
)


@pytest.fixture
def laid_out(lay, ida, copenhagen):
    session = lay("session", instructors=(ida,), heads=24)
    with arranging():
        BookingContact.objects.create(municipality=copenhagen, booking=session.booking, name="Inger Skole")
    return session


ALL = [Offer, Booking, BookingContact, BookedClass, Session, Assignment, Headcount]


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_a_stranger_and_nobody_see_nothing(laid_out, stranger, as_actor, model):
    for actor in (stranger, None):
        as_actor(actor)
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees"),
    [("planner", True), ("leader", True), ("relation", True), ("adviser", False), ("auditor", False)],
)
def test_who_asked_is_seen_by_who_reads_activities(laid_out, person, as_actor, role, sees):
    as_actor(person(role))
    assert BookingContact.objects.exists() is sees


def test_who_asked_is_seen_by_the_instructor_of_the_session_and_no_other(laid_out, ida, omar, as_actor):
    for instructor, sees in ((ida, True), (omar, False)):
        as_actor(instructor)
        assert BookingContact.objects.exists() is sees


@pytest.mark.parametrize("role", ["instructor", "leader", "adviser", "relation"])
def test_who_does_not_plan_changes_nothing_in_the_database(laid_out, person, as_actor, role):
    as_actor(person(role))
    assert Session.objects.update(place="X") == 0
    assert Booking.objects.update(expected=1) == 0
    assert Headcount.objects.update(heads=1) == 0
    assert BookedClass.objects.update(label="X") == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.create(
            municipality_id=laid_out.municipality_id, session=laid_out, instructor_id=person("instructor").pk
        )


@pytest.mark.parametrize("column", ["municipality_id", "booking_id", "heads_token", "counted_at"])
def test_nobody_moves_a_session_or_changes_its_links(laid_out, planner, as_actor, column):
    as_actor(planner)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update activities_session set {column} = {column}")


@pytest.mark.parametrize("model", [Booking, Session, Headcount], ids=lambda model: model.__name__)
def test_nothing_that_was_done_is_deleted(laid_out, planner, as_actor, model):
    as_actor(planner)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"delete from {model._meta.db_table}")


def test_an_activity_points_at_nothing_of_another_municipality(lay, elsewhere, planner, as_actor, now):
    foreign, session = lay("booking", municipality=elsewhere), lay("session")
    as_actor(planner)
    session.pk, session.booking, session.heads_token, session.evaluation_token = None, foreign, "a", "b"
    with pytest.raises(IntegrityError, match="same_municipality"), transaction.atomic():
        _insert(session)


def _insert(session):
    """Insert, and let the database look at once at what it looks at when a transaction ends."""
    session.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_a_calendars_address_is_its_owners_alone(lay, ida, planner, as_actor, now):
    from tovholder.activities import operations

    as_actor(ida)
    operations.open_calendar(by=ida, at=now)
    assert CalendarFeed.objects.exists()
    as_actor(planner)
    assert not CalendarFeed.objects.exists()
