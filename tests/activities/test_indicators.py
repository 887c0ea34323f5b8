"""What counts as what: the docstring of `activities.indicators`, sentence by sentence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.activities import make
from tests.activities.make import TEN
from tests.conftest import arranging
from tovholder.activities import indicators
from tovholder.partners.models import SchoolType
from tovholder.programme.indicators import provider

DAY = timedelta(days=1)
YEAR = {"start": date(2022, 1, 1), "end": date(2022, 12, 31)}


@pytest.fixture
def count(copenhagen, planner, as_actor):
    """`count("workshops")`: the figure of 2022; with a split's value, that part of it."""

    def counted(code, *values, **period):
        as_actor(planner)
        found = indicators.measure(municipality=copenhagen, **YEAR | period)
        return sum(
            one.value
            for one in found
            if one.code == code and set(values) <= {value for _name, value in one.split}
        )

    return counted


@pytest.fixture
def behind(copenhagen, planner, as_actor):
    def found(code, split=(), **period):
        as_actor(planner)
        return indicators.rows(code=code, municipality=copenhagen, split=split, **YEAR | period)[1]

    return found


def test_a_pupil_counts_once_in_a_course_however_many_sessions_it_has(lay, count):
    course = lay("booking", planned=True)
    for number, heads in enumerate((24, 26, 20)):
        lay("session", booking=course, starts_at=TEN + number * DAY, heads=heads)
    assert count("pupils_in_courses") == 26


def test_each_class_counts_by_its_own_largest_headcount(lay, count):
    course = lay("booking", classes=("8.a", "8.b"), planned=True)
    one = lay("session", booking=course, held=True)
    two = lay("session", booking=course, held=True, starts_at=TEN + DAY)
    with arranging():
        a, b = course.classes.all()
        for session, heads_a, heads_b in ((one, 20, 25), (two, 22, 23)):
            make.headcount(session, heads_a, booked_class=a)
            make.headcount(session, heads_b, booked_class=b)
    assert count("pupils_in_courses") == 22 + 25


def test_a_cancelled_session_counts_nothing(lay, count):
    session = lay("session", heads=24)
    with arranging():
        type(session).objects.filter(pk=session.pk).update(
            held_at=None, held_by=None, cancelled_at=TEN, cancelled_by=-4, cancel_reason="Syg"
        )
    assert count("pupils_in_courses") == 0


def test_a_planned_session_counts_nothing_until_it_is_held(lay, count):
    lay("session")
    assert count("pupils_in_courses") == 0


def test_a_course_counts_whole_on_the_day_of_its_first_held_session(lay, count):
    course = lay("booking", planned=True)
    lay("session", booking=course, starts_at=datetime(2021, 12, 14, 9, tzinfo=UTC), heads=20)
    lay("session", booking=course, starts_at=datetime(2022, 1, 11, 9, tzinfo=UTC), heads=25)
    assert count("pupils_in_courses") == 0
    assert count("pupils_in_courses", start=date(2021, 1, 1), end=date(2021, 12, 31)) == 20
    assert count("pupils_in_courses", start=date(2021, 1, 1)) == 25


def test_a_cancelled_first_session_does_not_make_the_day(lay, count):
    course = lay("booking", planned=True)
    lay(
        "session",
        booking=course,
        starts_at=datetime(2021, 12, 14, 9, tzinfo=UTC),
        cancelled_at=TEN,
        cancelled_by_id=-4,
        cancel_reason="Syg",
    )
    lay("session", booking=course, starts_at=datetime(2022, 1, 11, 9, tzinfo=UTC), heads=25)
    assert count("pupils_in_courses") == 25


def test_as_of_a_day_counts_what_was_held_up_to_and_including_it_in_danish_time(lay, count):
    # Half past eleven in the evening of 19 September in Copenhagen is half past nine in UTC.
    lay("session", starts_at=datetime(2022, 9, 19, 21, 30, tzinfo=UTC), heads=10)
    lay("session", starts_at=datetime(2022, 9, 19, 22, 30, tzinfo=UTC), heads=5)
    assert count("pupils_in_courses", end=date(2022, 9, 18)) == 0
    assert count("pupils_in_courses", end=date(2022, 9, 19)) == 10
    assert count("pupils_in_courses", end=date(2022, 9, 20)) == 15


def test_what_the_school_was_on_that_day_decides_the_split(lay, count, copenhagen):
    school = lay("school")
    with arranging():
        school.school_types.update(valid_until=date(2022, 8, 1))
        SchoolType.objects.create(
            municipality=copenhagen, organisation=school, type="free", valid_from=date(2022, 8, 1)
        )
    for starts_at, heads in ((datetime(2022, 6, 1, 8, tzinfo=UTC), 20), (TEN, 24)):
        course = lay("booking", organisation=school, planned=True)
        lay("session", booking=course, starts_at=starts_at, heads=heads)
    assert (count("pupils_in_courses", "municipal"), count("pupils_in_courses", "free")) == (20, 24)


def test_a_school_of_unknown_type_counts_in_the_whole_alone(lay, count):
    course = lay("booking", organisation=lay("school", type=None), planned=True)
    lay("session", booking=course, heads=24)
    assert count("pupils_in_courses") == 24
    assert count("pupils_in_courses", "municipal") == count("pupils_in_courses", "free") == 0


def test_a_course_that_is_not_targeted_counts_nothing(lay, count):
    lay("session", booking=lay("booking", offer=lay("offer", targeted=False)), heads=24)
    assert count("pupils_in_courses") == 0


def test_a_class_without_a_headcount_counts_nothing_and_is_listed_as_missing(lay, count, behind):
    course = lay("booking", classes=("8.a", "8.b"), planned=True)
    session = lay("session", booking=course, held=True)
    with arranging():
        make.headcount(session, 24, booked_class=course.classes.get(label="8.a"))
    assert count("pupils_in_courses") == 24
    assert [(row[2], row[4]) for row in behind("pupils_in_courses")] == [("8.a", 24), ("8.b", None)]


def test_a_course_that_nobody_came_to_is_not_missing_a_number(lay, behind):
    lay("session", held=True, nobody_came_at=TEN, nobody_came_by_id=-4)
    assert behind("pupils_in_courses") == []


@pytest.mark.parametrize(
    ("kind", "code"), [("parents_meeting", "parents_reached"), ("adult_dialogue", "adults_reached")]
)
def test_parents_and_adults_are_heads_by_held_session(lay, count, kind, code):
    booking = lay("booking", offer=lay("offer", kind), classes=(), planned=True)
    lay("session", booking=booking, heads=30)
    lay("session", booking=booking, starts_at=TEN + DAY, heads=12)
    assert count(code) == 42


@pytest.mark.parametrize(("kind", "code"), [("awareness_talk", "awareness_talks"), ("workshop", "workshops")])
def test_talks_and_workshops_are_held_sessions_to_which_somebody_came(lay, count, kind, code):
    booking = lay("booking", offer=lay("offer", kind), classes=(), planned=True)
    lay("session", booking=booking, heads=30)
    lay("session", booking=booking, starts_at=TEN + DAY, held=True)
    lay(
        "session",
        booking=booking,
        starts_at=TEN + 2 * DAY,
        held=True,
        nobody_came_at=TEN,
        nobody_came_by_id=-4,
    )
    lay("session", booking=booking, starts_at=TEN + 3 * DAY)
    assert count(code) == 2


def test_professionals_are_counted_by_administration_and_profession(lay, count):
    talk = lay("session", booking=lay("booking", offer=lay("offer", "awareness_talk"), classes=()), held=True)
    teacher, nurse = lay("profession", "Lærer"), lay("profession", "Sygeplejerske")
    home, health = lay("administration", "Børn", "BUF"), lay("administration", "Sundhed", "SUF")
    with arranging():
        make.headcount(talk, 12, profession=teacher, administration=home)
        make.headcount(talk, 5, profession=nurse, administration=health)
        make.headcount(talk, 3)
    assert count("professionals_reached") == 20
    assert count("professionals_reached", "BUF") == count("professionals_reached", "Lærer") == 12
    assert count("professionals_reached", "SUF", "Lærer") == 0


def test_a_network_meeting_reaches_no_professionals_in_the_figures(lay, count):
    lay("session", booking=lay("booking", offer=lay("offer", "network_meeting"), classes=()), heads=9)
    assert count("professionals_reached") == 0


@pytest.mark.parametrize(
    ("makes", "code"),
    [("relation_worker", "relation_workers_trained"), ("trainer", "trainers_trained")],
)
def test_who_is_trained_counts_once_a_training(lay, count, makes, code):
    training = lay("offer", "training", qualifies_as=makes)
    booking = lay("booking", offer=training, classes=(), planned=True)
    for number, heads in enumerate((15, 14, 15)):
        lay("session", booking=booking, starts_at=TEN + number * DAY, heads=heads)
    assert (count(code), count("professionals_reached")) == (15, 15)


def test_relation_workers_are_counted_by_district(lay, count):
    training = lay("offer", "training", qualifies_as="relation_worker")
    booking = lay("booking", offer=training, classes=(), planned=True)
    lay("session", booking=booking, heads=15, district=lay("district", "Nørrebro"))
    assert count("relation_workers_trained", "Nørrebro") == 15


def test_another_municipality_counts_its_own(lay, count, elsewhere):
    lay("session", municipality=elsewhere, heads=24)
    assert count("pupils_in_courses") == 0


@pytest.mark.parametrize("role", ["adviser", "leader", "instructor", "auditor"])
def test_everybody_inside_sees_the_same_figure(lay, person, copenhagen, as_actor, role):
    lay("session", heads=24)
    as_actor(person(role))
    (one,) = [
        found
        for found in indicators.measure(municipality=copenhagen, **YEAR)
        if found.code == "pupils_in_courses"
    ]
    assert (one.value, one.month, one.split) == (24, date(2022, 9, 1), (("school_type", "municipal"),))


def test_the_records_behind_every_figure_add_up_to_it(lay, count, behind, copenhagen):
    lay("session", heads=24)
    for kind, more in (
        ("parents_meeting", {}),
        ("adult_dialogue", {}),
        ("awareness_talk", {}),
        ("workshop", {}),
        ("webinar", {}),
        ("training", {"qualifies_as": "trainer"}),
        ("training", {"qualifies_as": "relation_worker"}),
    ):
        lay("session", booking=lay("booking", offer=lay("offer", kind, **more), classes=()), heads=7)
    for indicator in indicators.INDICATORS:
        code, rows = indicator.code, behind(indicator.code)
        counted = len(rows) if code in ("awareness_talks", "workshops") else sum(row[4] or 0 for row in rows)
        assert counted == count(code) > 0, code
    assert behind("pupils_in_courses", (("school_type", "free"),)) == []
    assert len(behind("pupils_in_courses", (("school_type", "municipal"),))) == 1


def test_all_figures_are_one_statement(lay, copenhagen, planner, as_actor):
    lay("session", heads=24)
    as_actor(planner)
    with CaptureQueriesContext(connection) as captured:
        indicators.measure(municipality=copenhagen, **YEAR)
    assert len(captured) == 1


def test_a_figures_page_shows_the_first_of_them_and_not_all():
    offered = provider("pupils_in_courses")
    assert offered is not None
    assert offered.rows_page is indicators.rows_page


def test_the_records_come_in_pages_that_follow_each_other(lay, copenhagen, as_actor, planner):
    offer = lay("offer", title="Propaganda på nettet")
    for number in range(7):
        booked = lay("booking", offer=offer, planned=True)
        day = datetime(2022, 3, 1 + number // 2, 9, 0, tzinfo=UTC)
        lay("session", booking=booked, starts_at=day, heads=10 + number)
    as_actor(planner)
    asked = {
        "code": "pupils_in_courses",
        "municipality": copenhagen,
        "split": (("school_type", "municipal"),),
    }
    everything = indicators.rows(**asked, **YEAR)[1]
    read, query = [], QueryDict()
    for _page in range(3):
        shown = indicators.rows_page(**asked, **YEAR, query=query, size=3)
        read += shown.rows
        assert shown.total == 7
        assert shown.offers == [("Propaganda på nettet", 7, sum(range(10, 17)))]
        query = QueryDict(shown.page.next.removeprefix("?"))
    assert [row[:3] for row in read] == [row[:3] for row in everything]
    assert shown.page.next == ""
    back = QueryDict(shown.page.previous.removeprefix("?"))
    assert indicators.rows_page(**asked, **YEAR, query=back, size=3).rows == read[3:6]
