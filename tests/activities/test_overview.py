"""What waits for somebody, and what comes: for the first page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.activities.make import TEN
from tovholder.activities import queries

DAY = timedelta(days=1)


def asked(function, *arguments):
    with CaptureQueriesContext(connection) as captured:
        found = function(*arguments)
    assert len(captured) <= 2
    return found


def test_an_instructor_is_told_of_her_own_missing_headcounts(lay, ida, omar, as_actor, now):
    session = lay("session", instructors=(ida,), starts_at=TEN - 5 * DAY)
    lay("session", instructors=(ida,), starts_at=TEN - 4 * DAY, heads=24)
    lay("session", instructors=(omar,), starts_at=TEN - 3 * DAY)
    as_actor(ida)
    (one,) = asked(queries.waiting_for, ida, now)
    assert (one.kind, one.since, one.url) == (
        "headcount",
        date(2022, 9, 15),
        f"/activities/sessions/{session.pk}/heads/",
    )


def test_a_planner_is_told_of_requests_without_a_session_oldest_first(lay, planner, as_actor, now):
    lay("booking", requested_on=date(2022, 9, 10))
    lay("booking", requested_on=date(2022, 9, 2))
    lay("booking", requested_on=date(2022, 9, 1), planned=True)
    as_actor(planner)
    found = asked(queries.waiting_for, planner, now)
    assert [(one.kind, one.since.day) for one in found] == [("request", 2), ("request", 10)]


def test_a_planner_sees_all_that_comes_and_an_instructor_her_own(lay, planner, ida, omar, as_actor, now):
    lay("session", instructors=(ida,), starts_at=TEN + DAY)
    lay("session", instructors=(omar,), starts_at=TEN + 2 * DAY)
    lay("session", instructors=(ida,), starts_at=TEN + 20 * DAY)
    for user, number in ((planner, 2), (ida, 1)):
        as_actor(user)
        assert len(asked(queries.coming, user, now, now + 7 * DAY)) == number


@pytest.mark.parametrize("role", ["adviser", "auditor", "leader"])
def test_who_neither_teaches_nor_plans_is_asked_for_nothing(lay, person, as_actor, now, role):
    lay("booking")
    lay("session", starts_at=TEN - DAY)
    somebody = person(role)
    as_actor(somebody)
    assert asked(queries.waiting_for, somebody, now.date()) == []
    assert asked(queries.coming, somebody, now - 9 * DAY, now) == []


def test_suggested_is_who_is_free_and_knows_the_place(lay, planner, ida, omar, as_actor, now):
    school = lay("school")
    lay(
        "session",
        booking=lay("booking", organisation=school),
        instructors=(omar,),
        starts_at=TEN - 9 * DAY,
        heads=20,
    )
    lay("session", instructors=(ida,), starts_at=TEN + DAY)
    as_actor(planner)
    start = TEN + DAY
    first, second = queries.candidates(
        user=planner, at=now, starts_at=start, ends_at=start + timedelta(hours=1), organisation_id=school.pk
    )
    assert (first.user, first.free, first.knows_the_place) == (omar, True, True)
    assert (second.user, second.free) == (ida, False)
