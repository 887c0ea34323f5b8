"""The pages as people use them: what is on them, what is refused, and what an instructor does not see."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.activities.make import TEN
from tests.test_queries import statements
from tovholder.activities.models import Booking, Headcount, Offer, Session

DAY = timedelta(days=1)


pytestmark = pytest.mark.usefixtures("at_now")


def text(response):
    return response.content.decode()


def url(name, *arguments):
    return reverse(f"activities:{name}", args=arguments)


@pytest.mark.parametrize(
    "name",
    ["calendar", "session_list", "missing_list", "board", "book", "offers", "make_offer", "my_calendar"],
)
def test_every_page_teaches_when_it_is_empty(browse, planner, name):
    assert browse(planner).get(url(name)).status_code == 200


def test_the_calendar_shows_the_week_and_the_month(browse, planner, lay, ida):
    lay(
        "session", booking=lay("booking", organisation=lay("school", "Søndre Prøveskole")), instructors=(ida,)
    )
    client = browse(planner)
    for query in ("", "?show=month", "?on=2022-09-18", "?on=nonsense&show=what&offer=x"):
        page = client.get(url("calendar") + query)
        assert ("8.b, Søndre Prøveskole" in text(page)) == (query != "?on=2022-09-18")
    assert "Ida Prøve" in text(client.get(url("calendar")))


def test_the_list_is_narrowed_by_what_stands_in_the_address(browse, planner, lay, ida):
    talk = lay("offer", "awareness_talk", title="Oplæg om tegn")
    lay("session", booking=lay("booking", offer=talk, classes=()), starts_at=TEN + DAY)
    lay("session", instructors=(ida,), heads=24)
    client = browse(planner)
    for query, number in (
        ("", 2),
        ("?kind=awareness_talk", 1),
        (f"?offer={talk.pk}", 1),
        (f"?instructor={ida.pk}", 1),
        ("?state=held", 1),
        ("?state=planned", 1),
        ("?state=missing", 0),
        ("?state=cancelled", 0),
        ("?from=2022-09-21", 1),
        ("?to=2022-09-20", 1),
        ("?district=1", 0),
        ("?kind=%00&offer=99999999999999999999&from=2022-99-99&after=x", 2),
    ):
        assert len(client.get(url("session_list") + query).context["rows"]) == number, query


def test_an_instructor_sees_her_own_sessions_and_no_other(browse, lay, ida, omar):
    session = lay("session", instructors=(ida,))
    assert "8.b" in text(browse(ida).get(url("calendar")))
    assert "8.b" not in text(browse(omar).get(url("calendar")))
    for name in ("session", "heads", "cancel", "held", "session_ics"):
        assert browse(ida).get(url(name, session.pk)).status_code == 200, name
        assert browse(omar).get(url(name, session.pk)).status_code == 404, name
    assert browse(omar).get(url("booking", session.booking_id)).status_code == 404


def test_no_page_costs_more_for_more_sessions(browse, planner, lay, ida):
    for number in range(12):
        lay("session", instructors=(ida,), starts_at=TEN + number * DAY, heads=20)
        lay("booking", wished_dates=[(TEN + number * DAY).date()])
    some = lay("session", starts_at=TEN - DAY)
    client = browse(planner)
    client.get("/")
    pages = {
        url("calendar"): 8,
        url("session_list"): 6,
        url("missing_list"): 6,
        url("board"): 8,
        url("session", some.pk): 8,
        url("booking", some.booking_id): 8,
        url("heads", some.pk): 8,
        url("plan", some.booking_id): 8,
        url("export", "csv"): 8,
    }
    for path, most in pages.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked = statements(captured)
        assert len(asked) <= most, (path, len(asked), asked)


def test_saving_the_heads_costs_at_most_seven_statements(browse, lay, ida):
    session = lay("session", instructors=(ida,))
    client, name = browse(ida), f"heads-{_class(session)}"
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        client.post(url("heads", session.pk), {name: "24"})
    assert len(statements(captured)) <= 7, statements(captured)


def _class(session):
    from tests.conftest import arranging

    with arranging():
        return session.booking.classes.get().pk


# --- booking and planning ------------------------------------------------------------------------------


def booked(offer, **values):
    return {
        "offer": offer.pk,
        "place": "",
        "classes": "8.b 26",
        "wished_dates": "4.10.2022, 2022-10-06",
        "requested_on": "2022-09-19",
        "requested_via": "telephone",
    } | values


def test_a_planner_books_a_class_plans_it_and_finds_it_in_the_calendar(browse, planner, lay, ida, as_actor):
    school, offer = lay("school", "Søndre Prøveskole"), lay("offer")
    client = browse(planner)
    response = client.post(url("book"), booked(offer, place="søndre", contact_name="Inger Skole"))
    as_actor(planner)
    booking = Booking.objects.get()
    assert (booking.organisation, response["Location"]) == (school, url("plan", booking.pk))
    assert booking.contact.name == "Inger Skole"
    assert "Søndre Prøveskole" in text(client.get(url("board")))
    slot = {
        "slot-TOTAL_FORMS": "1",
        "slot-INITIAL_FORMS": "0",
        "slot-0-day": "2022-10-04",
        "slot-0-begins": "10.00",
        "slot-0-first": ida.pk,
    }
    assert client.post(url("plan", booking.pk), slot | {"look": "1"}).context["candidates"][0].free
    client.post(url("plan", booking.pk), slot)
    as_actor(planner)
    session = Session.objects.get()
    assert (session.ends_at - session.starts_at) == timedelta(minutes=100)
    assert "8.b" in text(client.get(url("calendar") + "?on=2022-10-04"))


def test_words_that_fit_several_schools_ask_which(browse, planner, lay, as_actor):
    north, _south = lay("school", "Nordre Prøveskole"), lay("school", "Søndre Prøveskole")
    offer, client = lay("offer"), browse(planner)
    page = client.post(url("book"), booked(offer, place="prøveskole"))
    assert "Nordre Prøveskole" in text(page)
    client.post(url("book"), booked(offer, place="prøveskole", which=north.pk))
    as_actor(planner)
    assert Booking.objects.get().organisation == north


@pytest.mark.parametrize(
    "wrong",
    [
        {"offer": ""},
        {"offer": "999999999999999999999"},
        {"place": "Findes ikke"},
        {"place": ""},
        {"place": "x" * 5000},
        {"classes": ""},
        {"classes": "8.b 26\n8.b 20"},
        {"classes": "en meget lang tekst om en klasse"},
        {"classes": "8.b 99999"},
        {"classes": "010203-1234"},
        {"classes": "\n".join(f"{n}.x" for n in range(30))},
        {"wished_dates": "snart"},
        {"wished_dates": "1.1.2022 " * 20},
        {"requested_on": ""},
        {"requested_on": "2022-09-21"},
        {"requested_on": "0001-01-01"},
        {"requested_via": "import"},
        {"expected": "-1"},
        {"expected": "100000"},
        {"contact_email": "ikke en adresse"},
        {"note": "Ring om 010203-1234"},
        {"note": "x" * 2000},
        {"place": "\x00"},
        {"which": "x"},
    ],
)
def test_a_booking_that_cannot_be_right_is_refused_and_keeps_what_was_typed(
    browse, planner, lay, as_actor, wrong
):
    lay("school", "Søndre Prøveskole")
    offer = lay("offer")
    page = browse(planner).post(url("book"), booked(offer, place="Søndre Prøveskole") | wrong)
    assert page.status_code == 200
    assert page.context["form"].errors
    as_actor(planner)
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slot-0-day": "i morgen"},
        {"slot-0-begins": "25.00"},
        {"slot-0-begins": ""},
        {"slot-0-day": ""},
        {"slot-0-ends": "09.00"},
        {"slot-0-first": "999999"},
        {"slot-0-first": "x"},
        {"slot-0-day": "0001-01-01"},
        {"slot-0-day": "9999-12-31"},
        {"slot-0-place": "x" * 3000},
        {"slot-TOTAL_FORMS": "1000000"},
        {"slot-TOTAL_FORMS": "x"},
        {"slot-TOTAL_FORMS": "0"},
    ],
)
def test_a_plan_that_cannot_be_right_is_refused(browse, planner, lay, ida, as_actor, wrong):
    booking = lay("booking")
    slot = {
        "slot-TOTAL_FORMS": "1",
        "slot-INITIAL_FORMS": "0",
        "slot-0-day": "2022-10-04",
        "slot-0-begins": "10.00",
    }
    assert browse(planner).post(url("plan", booking.pk), slot | wrong).status_code == 200
    as_actor(planner)
    assert not Session.objects.exists()


def test_a_clash_is_told_on_the_form(browse, planner, lay, ida):
    lay("session", instructors=(ida,))
    booking = lay("booking")
    slot = {
        "slot-TOTAL_FORMS": "1",
        "slot-INITIAL_FORMS": "0",
        "slot-0-day": "2022-09-20",
        "slot-0-begins": "11:00",
        "slot-0-first": ida.pk,
    }
    page = browse(planner).post(url("plan", booking.pk), slot)
    assert "Ida Prøve" in page.context["problem"]


def test_two_tabs_with_the_same_session_the_second_is_told(browse, planner, lay, again):
    session = lay("session")
    client = browse(planner)
    first = client.get(url("move", session.pk)).context["form"].initial
    form = {"day": "2022-09-20", "begins": "12:00", "ends": "13:00", "version": first["version"]}
    assert client.post(url("move", session.pk), form | {"place": "A"}).status_code == 302
    late = client.post(url("move", session.pk), form | {"place": "B"})
    assert late.context["form"].non_field_errors()
    assert again(session).place == "A"


def test_a_session_is_cancelled_with_a_reason_and_reinstated(browse, planner, lay, again):
    session = lay("session")
    client = browse(planner)
    assert client.post(url("cancel", session.pk), {"reason": ""}).context["form"].errors
    assert again(session).cancelled_at is None
    client.post(url("cancel", session.pk), {"reason": "Skolen har projektuge", "version": session.version})
    assert "projektuge" in text(client.get(url("session", session.pk)))
    client.post(url("reinstate", session.pk), {})
    assert again(session).cancelled_at is None


def test_a_request_is_declined_or_withdrawn(browse, planner, lay, again):
    one, two = lay("booking"), lay("booking")
    client = browse(planner)
    client.post(url("decline", one.pk), {"reason": "Ingen ledig underviser"})
    client.post(url("withdraw", two.pk), {"reason": "Skolen ombestemte sig"})
    assert (again(one).state, again(two).state) == ("declined", "withdrawn")
    assert client.post(url("decline", one.pk), {"reason": "Igen"}).context["form"].non_field_errors()


# --- heads ---------------------------------------------------------------------------------------------


def test_an_instructor_enters_the_number_on_her_phone(browse, lay, ida, as_actor):
    session = lay("session", instructors=(ida,))
    lay("session", instructors=(ida,), starts_at=TEN + 2 * DAY)
    client = browse(ida)
    page = client.get(url("heads", session.pk))
    assert 'value="26"' in text(page)
    assert len(page.context["following"]) == 1
    client.post(url("heads", session.pk), {f"heads-{_class(session)}": "24"})
    as_actor(ida)
    assert Headcount.objects.get().heads == 24
    assert 'value="24"' in text(client.get(url("heads", session.pk)))


@pytest.mark.parametrize("heads", ["", "-1", "2001", "9" * 400, "1.5", "mange", "24\x00", "<b>"])
def test_a_number_that_is_none_is_refused_beside_the_field(browse, lay, ida, as_actor, heads):
    session = lay("session", instructors=(ida,))
    page = browse(ida).post(url("heads", session.pk), {f"heads-{_class(session)}": heads})
    assert page.status_code == 200
    assert page.context["form"].errors
    as_actor(ida)
    assert not Headcount.objects.exists()


def test_the_phones_script_is_answered_in_short_and_twice_the_same(browse, lay, ida, as_actor):
    session = lay("session", instructors=(ida,))
    client, key = browse(ida), "0b3ba0f4-51a0-4d5f-a6dd-bd0b83b0fa05"
    sent = {f"heads-{_class(session)}": "24", "key": key, "late": "1"}
    for _ in range(2):
        answer = client.post(url("heads", session.pk), sent, headers={"accept": "application/json"})
        assert json.loads(answer.content)["saved"] is True
    wrong = client.post(url("heads", session.pk), sent | {"key": "x"}, headers={"accept": "application/json"})
    assert (wrong.status_code, json.loads(wrong.content)["saved"]) == (400, False)
    as_actor(ida)
    assert Headcount.objects.get().way == "offline"


def test_the_participants_of_a_talk_are_entered_by_profession(browse, planner, lay, as_actor):
    talk = lay("session", booking=lay("booking", offer=lay("offer", "awareness_talk"), classes=()))
    teacher, home = lay("profession"), lay("administration")
    client = browse(planner)
    rows = {
        "row-TOTAL_FORMS": "2",
        "row-INITIAL_FORMS": "0",
        "row-0-profession": teacher.pk,
        "row-0-administration": home.pk,
        "row-0-heads": "12",
        "row-1-heads": "3",
    }
    client.post(url("participants", talk.pk), rows)
    as_actor(planner)
    assert sum(Headcount.objects.values_list("heads", flat=True)) == 15
    twice = rows | {"row-1-profession": teacher.pk, "row-1-administration": home.pk}
    assert client.post(url("participants", talk.pk), twice).context["problem"]
    emptied = rows | {"row-1-heads": ""}
    client.post(url("participants", talk.pk), emptied)
    as_actor(planner)
    assert sum(Headcount.objects.values_list("heads", flat=True)) == 12
    for wrong in (
        {"row-0-heads": ""},
        {"row-0-heads": "-1"},
        {"row-0-profession": "x"},
        {"row-TOTAL_FORMS": "x"},
    ):
        assert client.post(url("participants", talk.pk), rows | wrong).status_code == 200


# --- the rest ------------------------------------------------------------------------------------------


def test_an_offer_is_made_and_changed(browse, planner, lay, again, as_actor):
    client = browse(planner)
    values = {
        "title": "Propaganda på nettet",
        "key": "propaganda",
        "kind": "teaching_course",
        "length_minutes": "100",
        "sessions": "2",
        "targeted": "on",
        "offered_from": "2022-01-01",
    }
    client.post(url("make_offer"), values)
    as_actor(planner)
    offer = Offer.objects.get()
    assert client.post(url("make_offer"), values).context["form"].errors["key"]
    client.post(url("offer", offer.pk), values | {"withdrawn_on": "2022-12-31"})
    assert str(again(offer).withdrawn_on) == "2022-12-31"
    for wrong in (
        {"kind": "workshop"},
        {"qualifies_as": "trainer"},
        {"length_minutes": "0"},
        {"sessions": "99999999999"},
        {"capacity": "0"},
        {"withdrawn_on": "2021-01-01"},
        {"title": ""},
        {"key": "to ord"},
    ):
        assert client.post(url("offer", offer.pk), values | wrong).context["form"].errors, wrong


def test_the_session_file_for_a_calendar_names_no_subject(browse, lay, ida):
    offer = lay("offer", title="Forebyggelse af ekstremisme")
    school = lay("school", "Søndre Prøveskole")
    session = lay("session", booking=lay("booking", offer=offer, organisation=school), instructors=(ida,))
    file = browse(ida).get(url("session_ics", session.pk))
    said = text(file).replace("\r\n ", "")
    assert file["Content-Type"].startswith("text/calendar")
    assert "8.b\\, Søndre Prøveskole" in said
    assert "/link/heads/" in said
    assert "ekstrem" not in said.lower()


def test_the_export_has_every_headcount_and_what_it_counted_as(browse, planner, lay):
    lay("session", heads=24)
    lay("session", booking=lay("booking", classes=("=8.a",)), starts_at=TEN - DAY, held=True)
    rows = text(browse(planner).get(url("export", "csv"))).splitlines()
    assert len(rows) == 3
    assert rows[2].endswith(";24;pupils_in_courses (once)")
    assert ";'=8.a;" in rows[1]
    assert browse(planner).get(url("export", "xlsx")).content.startswith(b"PK")
    assert browse(planner).get(url("export", "pdf")).status_code == 404
