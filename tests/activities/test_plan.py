"""Planning a booking: sessions, instructors, and the database that refuses one in two places."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.activities.make import TEN
from tovholder.access import gate
from tovholder.activities import operations, queries
from tovholder.activities.models import Assignment, Booking, Session
from tovholder.activities.operations import Slot

HOUR = timedelta(hours=1)


def test_a_planned_booking_has_its_sessions_and_leaves_the_board(lay, planner, ida, as_actor, now):
    district = lay("district")
    booking = lay("booking", organisation=lay("school", district=district))
    as_actor(planner)
    sessions = operations.plan(
        booking=booking,
        by=planner,
        at=now,
        slots=[Slot(TEN, TEN + HOUR, [ida], "Lokale 12"), Slot(TEN + 24 * HOUR, TEN + 25 * HOUR, [ida])],
    )
    assert [session.number for session in sessions] == [1, 2]
    assert sessions[0].district_id == district.pk
    assert not Booking.objects.waiting().exists()
    assert Assignment.objects.get(session=sessions[0]).during.lower == TEN


def test_more_sessions_can_be_planned_later_and_go_on_counting(lay, planner, as_actor, now):
    booking = lay("booking")
    as_actor(planner)
    operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN, TEN + HOUR)])
    (later,) = operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN + HOUR, TEN + 2 * HOUR)])
    assert later.number == 2


def test_an_instructor_who_teaches_elsewhere_is_refused_with_a_sentence(lay, planner, ida, as_actor, now):
    south = lay("booking", organisation=lay("school", "Søndre Prøveskole"), planned=True)
    lay("session", booking=south, instructors=(ida,))
    booking = lay("booking")
    as_actor(planner)
    with pytest.raises(operations.InstructorTaken) as refused:
        operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN + HOUR, TEN + 2 * HOUR, [ida])])
    assert "Ida Prøve" in str(refused.value)
    assert "Søndre Prøveskole" in str(refused.value)
    assert "10.00-11.40" in str(refused.value)


def test_sessions_one_after_the_other_are_no_clash(lay, planner, ida, as_actor, now):
    lay("session", instructors=(ida,), minutes=60)
    booking = lay("booking")
    as_actor(planner)
    operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN + HOUR, TEN + 2 * HOUR, [ida])])


def test_two_sessions_of_one_plan_that_overlap_are_refused(lay, planner, ida, as_actor, now):
    booking = lay("booking")
    as_actor(planner)
    with pytest.raises(operations.InstructorTaken):
        operations.plan(
            booking=booking,
            by=planner,
            at=now,
            slots=[Slot(TEN, TEN + 2 * HOUR, [ida]), Slot(TEN + HOUR, TEN + 3 * HOUR, [ida])],
        )
    as_actor(planner)


def test_the_database_itself_refuses_one_instructor_in_two_places(lay, planner, ida, as_actor, copenhagen):
    lay("session", instructors=(ida,))
    other = lay("session")
    as_actor(planner)
    with pytest.raises(IntegrityError, match="assignment_in_one_place"), transaction.atomic():
        Assignment.objects.create(municipality=copenhagen, session=other, instructor=ida)


def test_a_time_given_to_an_assignment_by_hand_is_the_sessions_all_the_same(lay, planner, ida, as_actor):
    session = lay("session")
    as_actor(planner)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into activities_assignment (municipality_id, session_id, instructor_id, during)"
            " values (%s, %s, %s, 'empty')",
            [session.municipality_id, session.pk, ida.pk],
        )
    assert Assignment.objects.get().during.lower == TEN


def test_a_declined_booking_is_not_planned(lay, planner, as_actor, now):
    booking = lay("booking")
    as_actor(planner)
    operations.decline(booking=booking, by=planner, at=now, reason="Ingen tid")
    with pytest.raises(operations.AlreadySettled):
        operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN, TEN + HOUR)])
    assert not Session.objects.exists()


@pytest.mark.parametrize("hours", [0, -1, 17])
def test_a_session_that_cannot_be_is_refused(lay, planner, as_actor, now, hours):
    booking = lay("booking")
    as_actor(planner)
    with pytest.raises(operations.NotPlausible):
        operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN, TEN + hours * HOUR)])


@pytest.mark.parametrize("role", ["instructor", "leader", "relation", "adviser"])
def test_who_does_not_plan_cannot_plan(lay, person, as_actor, now, role):
    booking, somebody = lay("booking"), person(role)
    as_actor(somebody)
    with pytest.raises(gate.Denied):
        operations.plan(booking=booking, by=somebody, at=now, slots=[Slot(TEN, TEN + HOUR)])


def test_who_plans_at_the_same_moment_as_another_is_told(lay, planner, as_actor, now):
    booking = lay("booking")
    as_actor(planner)
    seen = queries.to_plan(Booking.objects.all(), user=planner, people=[]).get(pk=booking.pk)
    operations.plan(booking=booking, by=planner, at=now, slots=[Slot(TEN, TEN + HOUR)])
    with pytest.raises(operations.ChangedMeanwhile):
        operations.plan(booking=seen, by=planner, at=now, slots=[Slot(TEN + HOUR, TEN + 2 * HOUR)])
    assert Session.objects.filter(booking=booking).count() == 1
