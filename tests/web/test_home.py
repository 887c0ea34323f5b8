"""The overview: what waits for whom, the week, the pulse; an empty one teaches."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.activities import make
from tests.conftest import arranging
from tests.programme import plan_objects
from tovholder.activities.models import Booking
from tovholder.core import clock
from tovholder.programme.models import Target

#: Ten o'clock in Copenhagen on the day of the tests.
TODAY = datetime(2022, 9, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def september(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2022, 9, 20, 10, 0, tzinfo=UTC))


@pytest.fixture
def text(browse):
    """`text(user)`: her overview, without tags and in one line."""

    def read(user):
        answer = browse(user).get("/")
        assert answer.status_code == 200
        content = answer.content.decode().split("<main", 1)[1].split("<footer", 1)[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content)).replace("\u00a0", " ")

    return read


def test_an_instructor_sees_her_session_until_its_heads_are_in(text, person, copenhagen):
    ida, ib = person("instructor"), person("instructor")
    with arranging():
        session = make.session(copenhagen, starts_at=TODAY - timedelta(days=5), held=True, instructors=(ida,))
    assert "Indtast antal" in text(ida)
    assert "3 arbejdsdage over" in text(ida)
    assert "Indtast antal" not in text(ib), "it is not hers"
    with arranging():
        make.headcount(session, 24, booked_class=session.booking.classes.get())
    assert "Indtast antal" not in text(ida)


def test_a_planner_sees_the_oldest_requests_first_and_the_rest_on_the_board(text, person, copenhagen):
    with arranging():
        for number in range(9):
            make.booking(copenhagen, classes=(f"{number}.k",), requested_on=date(2022, 9, 1 + number))
    shown = text(person("planner"))
    assert [f"{n}.k" in shown for n in range(9)] == [True] * 6 + [False] * 3
    assert shown.index("0.k") < shown.index("5.k")
    assert "3 bestillinger mere" in shown


def test_a_coordinator_sees_of_the_requests_how_many_wait_and_how_long(text, person, copenhagen):
    with arranging():
        for number in range(9):
            make.booking(copenhagen, classes=(f"{number}.k",), requested_on=date(2022, 9, 1 + number))
    shown = text(person("coordinator"))
    assert "Ventet 13 arbejdsdage 9 bestillinger venter på at blive planlagt" in shown
    assert "Den ældste er bestilt 1. september 2022." in shown
    assert "0.k" not in shown, "planning them is a planner's work"


def test_what_is_over_its_day_stands_before_what_has_merely_waited_long(text, person, copenhagen):
    planner = person("planner")
    with arranging():
        make.booking(copenhagen, classes=("4.k",), requested_on=date(2022, 5, 2))
        make.session(copenhagen, starts_at=TODAY - timedelta(days=5), held=True, instructors=(planner,))
    shown = text(planner)
    assert shown.index("3 arbejdsdage over") < shown.index("Ventet ")


def test_a_request_with_a_wished_day_says_how_far_off_it_is(text, person, copenhagen):
    with arranging():
        make.booking(copenhagen, wished_dates=[date(2022, 9, 21)])
    assert "I morgen" in text(person("planner"))


def test_the_week_is_the_next_seven_days(text, person, copenhagen):
    with arranging():
        for days, label in ((0, "1.i"), (1, "2.m"), (6, "3.s"), (8, "4.n")):
            booked = make.booking(copenhagen, classes=(label,), planned=True)
            make.session(copenhagen, booking=booked, starts_at=TODAY + timedelta(days=days, hours=5))
    shown = text(person("planner"))
    assert "i dag 15.00" in shown
    assert "i morgen 15.00" in shown
    assert "mandag 15.00" in shown
    assert "4.n" not in shown


@pytest.fixture
def milestone_near(copenhagen):
    with arranging():
        plan = plan_objects.plan(copenhagen)
        Target.objects.filter(goal__plan=plan, goal__key="milepael").update(
            year=2022, due_on=date(2022, 10, 1)
        )
        Target.objects.filter(goal__plan=plan, goal__key="elever").update(year=2022)


@pytest.mark.parametrize(
    ("role", "sees_milestone", "sees_money", "has_pulse"),
    [
        ("leader", True, True, True),
        ("coordinator", True, True, True),
        ("planner", False, False, True),
        ("instructor", False, False, False),
        ("mentor", False, False, False),
    ],
)
def test_each_thing_of_the_plan_waits_for_those_whom_it_concerns(
    text, person, milestone_near, role, sees_milestone, sees_money, has_pulse
):
    waits = text(person(role)).split("I dag og denne uge")[0].split("Planens næste frister")[0]
    assert ("Om 8 arbejdsdage Mål milepael" in waits) is sees_milestone
    assert ("Søg nye penge: Kilden" in waits) is sees_money
    assert ("Planens puls" in text(person(role))) is has_pulse


def test_what_was_finished_this_week_stands_in_a_fold(text, person, copenhagen):
    ida, ulla = person("instructor"), person("planner")
    with arranging():
        for days in (1, 5):
            session = make.session(
                copenhagen, starts_at=TODAY - timedelta(days=days), held=True, instructors=(ida,)
            )
            make.headcount(session, 24, booked_class=session.booking.classes.get())
        booking = make.booking(copenhagen, classes=("2.q",))
        Booking.objects.filter(pk=booking.pk).update(planned_at=TODAY, planned_by=ulla)
    shown = text(ida)
    assert "Afsluttet denne uge (1)" in shown, "last week's is over"
    assert "Antal indtastet: " in shown
    assert "man. 19. sept." in shown
    assert "Afsluttet denne uge (1) Planlagt: 2.q" in text(ulla)
    assert "Afsluttet" not in text(person("leader"))


@pytest.mark.parametrize("role", ["adviser", "mentor", "instructor", "planner", "leader", "administrator"])
def test_an_empty_overview_teaches(text, person, role):
    shown = text(person(role))
    assert "Intet venter på dig" in shown
    assert shown.count("Mål og budget") <= 1, "the way to the plan stands once"


def test_nothing_of_another_municipality_waits(text, person, elsewhere, copenhagen):
    with arranging():
        make.booking(elsewhere, classes=("9.z",))
        make.session(elsewhere, starts_at=TODAY + timedelta(hours=5))
    shown = text(person("planner"))
    assert "9.z" not in shown
    assert "i dag" not in shown
