"""How many came: entered, corrected, by class and by profession, from the page and by the link."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from tests.activities.make import TEN
from tovholder.access import gate
from tovholder.access.actors import System
from tovholder.activities import operations
from tovholder.activities.links import follow
from tovholder.activities.models import Booking, BookingContact, Evaluation, Headcount, Session
from tovholder.activities.operations import Count

DAY = timedelta(days=1)


def counts(session, *heads):
    return [
        Count(number, booked_class=one)
        for number, one in zip(heads, session.booking.classes.all(), strict=True)
    ]


def enter(session, by, at, *heads, **more):
    return operations.enter_headcount(session=session, by=by, at=at, counts=counts(session, *heads), **more)


def test_an_instructor_enters_the_heads_and_the_session_is_held(lay, ida, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(ida)
    enter(session, ida, now, 24)
    session.refresh_from_db()
    assert (Headcount.objects.get().heads, session.held_by, session.counted_at) == (24, ida, now)


def test_a_session_of_two_classes_is_counted_when_both_are(lay, ida, as_actor, now):
    session = lay("session", booking=lay("booking", classes=("8.a", "8.b")), instructors=(ida,))
    as_actor(ida)
    one, two = counts(session, 24, 25)
    operations.enter_headcount(session=session, by=ida, at=now, counts=[one])
    assert Session.objects.uncounted(now).exists()
    operations.enter_headcount(session=session, by=ida, at=now, counts=[two])
    assert not Session.objects.uncounted(now).exists()


def test_a_correction_replaces_the_number_and_the_record_keeps_the_old_one(lay, ida, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(ida)
    enter(session, ida, now, 24)
    enter(session, ida, now + DAY, 25)
    history = apps.get_model("activities.HeadcountEvent").objects.order_by("pgh_id")
    assert Headcount.objects.get().heads == 25
    assert list(history.values_list("heads", "pgh_actor")) == [(24, ida.pk), (25, ida.pk)]


def test_after_fourteen_days_a_planner_corrects_the_number(lay, ida, planner, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(ida)
    enter(session, ida, now, 24)
    with pytest.raises(operations.TooLate):
        enter(session, ida, now + 15 * DAY, 25)
    as_actor(planner)
    enter(session, planner, now + 15 * DAY, 25)
    assert Headcount.objects.get().heads == 25


def test_a_missing_number_is_entered_late_all_the_same(lay, ida, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(ida)
    enter(session, ida, now + 30 * DAY, 24)
    assert Headcount.objects.get().heads == 24


def test_an_instructor_enters_nothing_for_a_session_of_another(lay, ida, omar, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(omar)
    with pytest.raises(gate.Denied):
        enter(session, omar, now, 24)
    with pytest.raises(DatabaseError), transaction.atomic():
        Headcount.objects.create(
            municipality_id=session.municipality_id, session=session, heads=1, entered_by=omar, entered_at=now
        )


@pytest.mark.parametrize("heads", [-1, 2001, 10**12])
def test_a_number_that_cannot_be_is_refused(lay, ida, as_actor, now, heads):
    session = lay("session", instructors=(ida,))
    as_actor(ida)
    with pytest.raises(operations.NotPlausible):
        enter(session, ida, now, heads)


def test_a_class_of_another_booking_is_refused(lay, ida, as_actor, now):
    session, other = lay("session", instructors=(ida,)), lay("booking")
    as_actor(ida)
    strange = other.classes.get()
    with pytest.raises(operations.NotPlausible):
        operations.enter_headcount(session=session, by=ida, at=now, counts=[Count(24, booked_class=strange)])


def test_nothing_is_counted_before_the_session_or_when_it_is_cancelled(lay, ida, as_actor, now):
    tomorrow = lay("session", instructors=(ida,), starts_at=now + DAY)
    cancelled = lay("session", instructors=(ida,), cancelled_at=now, cancelled_by_id=-4, cancel_reason="Syg")
    as_actor(ida)
    with pytest.raises(operations.NotYet):
        enter(tomorrow, ida, now, 24)
    with pytest.raises(operations.IsCancelled):
        enter(cancelled, ida, now, 24)


def test_heads_after_nobody_came_take_that_back(lay, ida, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(ida)
    operations.record_nobody_came(session=session, by=ida, at=now)
    enter(session, ida, now, 3)
    assert Session.objects.get().state(now) == "held"


def test_the_participants_of_a_talk_are_counted_by_profession_and_administration(lay, ida, as_actor, now):
    talk = lay("booking", offer=lay("offer", "awareness_talk"), classes=())
    session = lay("session", booking=talk, instructors=(ida,))
    teacher, nurse, home = (
        lay("profession", "Lærer"),
        lay("profession", "Sygeplejerske"),
        lay("administration"),
    )
    as_actor(ida)
    operations.enter_headcount(
        session=session,
        by=ida,
        at=now,
        counts=[
            Count(7, profession=teacher, administration=home),
            Count(3, profession=nurse, administration=home),
            Count(2),
        ],
    )
    assert sum(row.heads for row in Headcount.objects.all()) == 12
    with pytest.raises(operations.NotPlausible):
        operations.enter_headcount(session=session, by=ida, at=now, counts=[Count(2), Count(3)])


def test_what_was_sent_twice_counts_once_even_after_a_correction(lay, ida, as_actor, now):
    session, key = lay("session", instructors=(ida,)), uuid4()
    as_actor(ida)
    assert enter(session, ida, now, 24, client_key=key, way="offline")
    enter(session, ida, now, 25, client_key=uuid4())
    assert not enter(session, ida, now, 24, client_key=key, way="offline")
    assert Headcount.objects.get().heads == 25


def test_a_number_that_somebody_else_entered_since_is_not_overwritten(lay, ida, planner, as_actor, now):
    session = lay("session", instructors=(ida,))
    as_actor(planner)
    enter(session, planner, now + DAY, 25)
    as_actor(ida)
    with pytest.raises(operations.ChangedMeanwhile):
        enter(session, ida, now + 2 * DAY, 24, opened_at=now)
    enter(session, ida, now + 2 * DAY, 25, opened_at=now)


# --- by the link ---------------------------------------------------------------------------------------


def test_who_has_the_link_enters_the_heads_of_that_session_alone(lay, as_actor, now):
    session, other = lay("session"), lay("session", starts_at=TEN + DAY)
    follow("heads", session.heads_token)
    as_actor(System.PUBLIC_LINK)
    enter(session, None, now, 24, way="link")
    assert Headcount.objects.get().heads == 24
    assert list(Session.objects.all()) == [session]
    with pytest.raises(DatabaseError), transaction.atomic():
        Headcount.objects.create(
            municipality_id=other.municipality_id, session=other, heads=1, entered_at=now, way="link"
        )


def test_who_has_the_link_does_not_enter_in_anothers_name(lay, ida, as_actor, now):
    session = lay("session")
    follow("heads", session.heads_token)
    as_actor(System.PUBLIC_LINK)
    with pytest.raises(DatabaseError), transaction.atomic():
        Headcount.objects.create(
            municipality_id=session.municipality_id, session=session, heads=1, entered_by=ida, entered_at=now
        )


@pytest.mark.parametrize("kind", ["evaluation", "heads"])
def test_a_link_shows_no_more_than_its_session(lay, ida, as_actor, now, kind):
    session = lay("session", instructors=(ida,))
    lay("session")
    follow(kind, getattr(session, f"{kind}_token"))
    as_actor(System.PUBLIC_LINK)
    assert Session.objects.count() == Booking.objects.count() == 1
    assert not session.assignments.exists()
    for empty in (BookingContact, Evaluation, Headcount):
        assert not empty.objects.exists()


def test_without_a_link_the_public_sees_nothing(lay, as_actor):
    lay("session", heads=24)
    as_actor(System.PUBLIC_LINK)
    for token in ("", "wrong", "%", "' or true"):
        follow("heads", token)
        assert not Session.objects.exists()
        assert not Headcount.objects.exists()


def test_the_link_for_evaluations_enters_no_heads(lay, as_actor, now):
    session = lay("session")
    follow("evaluation", session.evaluation_token)
    as_actor(System.PUBLIC_LINK)
    with pytest.raises(DatabaseError), transaction.atomic():
        Headcount.objects.create(
            municipality_id=session.municipality_id, session=session, heads=1, entered_at=now, way="link"
        )
    assert Session.objects.filter(pk=session.pk).update(place="X") == 0


def test_the_link_corrects_for_fourteen_days(lay, as_actor, now):
    session = lay("session")
    follow("heads", session.heads_token)
    as_actor(System.PUBLIC_LINK)
    enter(session, None, now, 24, way="link")
    enter(session, None, now + 13 * DAY, 25, way="link")
    with pytest.raises(operations.TooLate):
        enter(session, None, now + 15 * DAY, 26, way="link")
