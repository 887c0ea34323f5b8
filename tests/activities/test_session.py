"""Moving, reassigning, cancelling and reinstating a session; recording that it was held."""

from datetime import timedelta

import pytest

from tests.activities.make import TEN
from tovholder.access import gate
from tovholder.activities import operations
from tovholder.activities.models import Assignment, Booking, Session

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_a_moved_session_takes_its_instructors_along(lay, planner, ida, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    operations.move(
        session=session, by=planner, at=now, starts_at=TEN + DAY, ends_at=TEN + DAY + HOUR, place="Salen"
    )
    assert Assignment.objects.get().during.lower == TEN + DAY


def test_a_session_is_not_moved_to_where_its_instructor_is_elsewhere(lay, planner, ida, as_actor, now):
    lay("session", instructors=(ida,), starts_at=TEN + DAY)
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    with pytest.raises(operations.InstructorTaken, match="Ida Prøve"):
        operations.move(
            session=session, by=planner, at=now, starts_at=TEN + DAY, ends_at=TEN + DAY + HOUR, place=""
        )
    assert Session.objects.get(pk=session.pk).starts_at == TEN


def test_the_second_of_two_who_edit_at_once_is_told(lay, planner, person, as_actor, now):
    session, colleague = lay("session"), person("coordinator")
    seen = session.version
    as_actor(planner)
    operations.move(
        session=session, by=planner, at=now, starts_at=TEN, ends_at=TEN + HOUR, place="A", version=seen
    )
    as_actor(colleague)
    with pytest.raises(operations.ChangedMeanwhile):
        operations.move(
            session=session, by=colleague, at=now, starts_at=TEN, ends_at=TEN + HOUR, place="B", version=seen
        )
    with pytest.raises(operations.ChangedMeanwhile):
        operations.cancel(session=session, by=colleague, at=now, reason="Syg", version=seen)
    assert Session.objects.get().place == "A"


def test_another_instructor_takes_over(lay, planner, ida, omar, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    operations.reassign(session=session, by=planner, at=now, instructors=[omar])
    assert list(session.assignments.values_list("instructor_id", flat=True)) == [omar.pk]


def test_one_who_is_taken_does_not_take_over(lay, planner, ida, omar, as_actor, now):
    lay("session", instructors=(omar,))
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    with pytest.raises(operations.InstructorTaken, match="Omar Prøve"):
        operations.reassign(session=session, by=planner, at=now, instructors=[omar])


def test_a_cancelled_session_frees_its_instructor_and_goes_back_to_the_board(
    lay, planner, ida, as_actor, now
):
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    operations.cancel(session=session, by=planner, at=now, reason="Skolen har projektuge")
    assert Assignment.objects.get().during.isempty
    assert Booking.objects.waiting().get() == session.booking


def test_a_booking_with_another_session_stays_planned(lay, planner, as_actor, now):
    first = lay("session")
    lay("session", booking=first.booking, starts_at=TEN + DAY)
    as_actor(planner)
    operations.cancel(session=first, by=planner, at=now, reason="Syg underviser")
    assert not Booking.objects.waiting().exists()


def test_a_cancellation_can_be_taken_back_unless_the_instructor_is_taken(lay, planner, ida, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    operations.cancel(session=session, by=planner, at=now, reason="Fejl")
    operations.reinstate(session=session, by=planner, at=now)
    assert Assignment.objects.get().during.lower == TEN
    assert not Booking.objects.waiting().exists()
    operations.cancel(session=session, by=planner, at=now, reason="Igen")
    lay("session", instructors=(ida,))
    as_actor(planner)
    with pytest.raises(operations.InstructorTaken):
        operations.reinstate(session=session, by=planner, at=now)


def test_an_instructor_cancels_her_own_session_and_no_other(lay, ida, omar, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(omar)
    with pytest.raises(gate.Denied):
        operations.cancel(session=session, by=omar, at=now, reason="Nej")
    as_actor(ida)
    operations.cancel(session=session, by=ida, at=now, reason="Jeg er syg")
    assert Session.objects.get().cancelled_by == ida
    assert Booking.objects.waiting().exists()


def test_a_held_session_is_corrected_to_cancelled_by_a_planner_alone(lay, planner, ida, as_actor, now):
    session = lay("session", instructors=(ida,), heads=24)
    as_actor(ida)
    with pytest.raises(operations.IsHeld):
        operations.cancel(session=session, by=ida, at=now, reason="Fejl")
    as_actor(planner)
    operations.cancel(session=session, by=planner, at=now, reason="Blev ikke holdt")
    assert Session.objects.get().held_at is None


def test_a_session_is_not_held_before_it_begins(lay, planner, as_actor, now):
    session = lay("session", starts_at=now + DAY)
    as_actor(planner)
    with pytest.raises(operations.NotYet):
        operations.record_held(session=session, by=planner, at=now)
    with pytest.raises(operations.NotYet):
        operations.record_nobody_came(session=session, by=planner, at=now)


def test_nobody_came_is_held_with_none_and_asks_for_no_headcount(lay, planner, as_actor, now):
    session = lay("session")
    as_actor(planner)
    assert Session.objects.uncounted(now).exists()
    operations.record_nobody_came(session=session, by=planner, at=now)
    assert not Session.objects.uncounted(now).exists()
    assert Session.objects.get().state(now) == "nobody_came"


def test_nobody_came_contradicts_a_headcount(lay, planner, as_actor, now):
    session = lay("session", heads=24)
    as_actor(planner)
    with pytest.raises(operations.NotPlausible):
        operations.record_nobody_came(session=session, by=planner, at=now)


def test_a_reason_with_a_cpr_number_is_refused(lay, planner, as_actor, now):
    session = lay("session")
    as_actor(planner)
    with pytest.raises(operations.LooksLikeCpr):
        operations.cancel(session=session, by=planner, at=now, reason="Se 010203-1234")
