"""What the pages of meetings, checks and tasks cost, and what their forms do with nonsense."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases import meetings
from tests.conftest import arranging
from tests.test_queries import DETAIL, statements
from tests.test_saves import SAVE
from tovholder.cases.operations import meeting_talk as talk
from tovholder.core.clock import now

PLAIN = ("meetings", "meeting_series", "checks", "tasks")
HUGE = "x" * 100_000
NUL = "Prøve\x00\x01\x1b[31m"


@pytest.fixture
def addresses(copenhagen):
    with arranging():
        objects = meetings.meetings_and_tasks(copenhagen)
    return [reverse(name, kwargs=given) for name, given in objects.items()] + [
        reverse(f"cases:{name}") for name in PLAIN
    ]


@pytest.mark.parametrize("role", ["coordinator", "participant"])
def test_no_page_asks_more_than_its_share(role, addresses, person, browse):
    client = browse(person(role))
    client.get("/")
    dear = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), address
        asked = statements(captured)
        if len(asked) > DETAIL:
            dear[address] = [sql[:160] for sql in asked]
    assert dear == {}


def test_the_page_of_an_item_that_is_spoken_of_costs_no_more(house, browse, as_actor):
    as_actor(house.coordinator)
    with arranging():
        questions = meetings.asked(
            house.case, house.meeting, by=house.coordinator, agencies=[house.social.agency]
        )
        assert questions
    talk.begin_item(
        item=house.items[1], by=house.coordinator, at=now(), present=[house.coordinator, house.social]
    )
    for user in (house.coordinator, house.social):
        client = browse(user)
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("cases:meeting", args=[house.meeting.pk]))
        assert page.status_code == 200
        assert len(statements(captured)) <= DETAIL, "\n".join(sql[:160] for sql in statements(captured))


def test_what_is_saved_while_one_types_costs_seven_statements_at_most(house, browse, as_actor):
    as_actor(house.coordinator)
    with arranging():
        question = meetings.asked(
            house.case, house.meeting, by=house.coordinator, agencies=[house.social.agency]
        )[0]
        task = meetings.task(house.case, by=house.coordinator)
    talk.begin_item(
        item=house.items[2], by=house.coordinator, at=now(), present=[house.coordinator, house.social]
    )
    item = [house.items[2].pk]
    saves = [
        (house.coordinator, "item_heading", item, {"dimension": "work", "text": "Skole", "version": "0"}),
        (house.coordinator, "item_heading", item, {"dimension": "work", "text": "Skolen", "version": "1"}),
        (house.coordinator, "item_recommend", item, {"recommendation": "mentor", "version": "0"}),
        (house.social, "check_answer", [question.pk], {"answer": "nothing", "version": "0"}),
        (house.coordinator, "task_deed", [task.pk, "finish"], {"version": "1"}),
    ]
    clients = {user: browse(user) for user in (house.coordinator, house.social)}
    for user, name, args, given in saves:
        clients[user].get("/")
        with CaptureQueriesContext(connection) as captured:
            response = clients[user].post(reverse(f"cases:{name}", args=args), given)
        assert response.status_code == 302, name
        asked = statements(captured)
        assert len(asked) <= SAVE, "\n".join([name, *(sql[:160] for sql in asked)])


def test_a_form_answers_with_a_sentence_whatever_it_is_given(house, browse, as_actor):
    as_actor(house.coordinator)
    with arranging():
        task = meetings.task(house.case, by=house.coordinator)
        question = meetings.asked(
            house.other, house.meeting, by=house.coordinator, agencies=[house.coordinator.agency]
        )[0]
    talk.begin_item(
        item=house.items[1], by=house.coordinator, at=now(), present=[house.coordinator, house.social]
    )
    client = browse(house.coordinator)
    for wrong in (HUGE, NUL, "9" * 40, ""):
        sent = [
            ("item_heading", house.items[1].pk, {"dimension": wrong, "text": wrong, "version": wrong}),
            ("item_recommend", house.items[1].pk, {"recommendation": wrong, "version": wrong}),
            ("item_task", house.items[1].pk, {"line": wrong, "key": wrong}),
            ("item_begin", house.items[2].pk, {"here": [wrong, "1e9"], "out": [wrong]}),
            ("item_change", house.items[2].pk, {"deed": "minutes", "minutes": wrong}),
            ("ask_check", house.meeting.pk, {"due_on": wrong, "due_time": wrong}),
            ("meeting_paper", house.meeting.pk, {"what": wrong, "people": [wrong]}),
            ("task_deed", (task.pk, "change"), {"title": wrong, "due_on": wrong, "version": wrong}),
            ("task_deed", (task.pk, "hand_on"), {"to": wrong, "version": wrong}),
            ("check_answer", question.pk, {"answer": wrong, "text": wrong, "basis": wrong, "version": wrong}),
        ]
        for name, key, given in sent:
            response = client.post(
                reverse(f"cases:{name}", args=key if isinstance(key, tuple) else [key]), given
            )
            assert response.status_code in (200, 302), (name, wrong[:20])
            if name != "item_begin":
                assert response.status_code == 200, (name, wrong[:20])
    for query in ("?after=%00", "?whose=%00&late=x", "?before=" + "9" * 500):
        assert client.get(reverse("cases:tasks") + query).status_code == 200


def test_a_strangers_meeting_is_not_there(addresses, elsewhere, person, browse):
    """Whatever of it is asked for, by a coordinator of another municipality."""
    client = browse(person("coordinator", municipality=elsewhere))
    plain = {reverse(f"cases:{name}") for name in PLAIN}
    for address in set(addresses) - plain:
        for ask in (client.get, client.post):
            assert ask(address).status_code in (404, 405), address


def test_who_does_not_work_with_cases_is_shown_nothing(addresses, person, browse):
    for role in ("leader", "auditor", "administrator", "mentor", "adviser"):
        client = browse(person(role))
        for address in addresses:
            assert client.get(address).status_code == 403, (role, address)


def test_two_pages_of_meetings(house, browse, copenhagen):
    with arranging():
        for weeks in range(1, 20):
            begins = house.meeting.starts_at - timedelta(days=14 * weeks)
            meetings.meeting(copenhagen, series=house.meeting.series, starts_at=begins)
    client = browse(house.social)
    first = client.get(reverse("cases:meetings"))
    assert len(first.context["past"]) == 12
    second = client.get(reverse("cases:meetings") + first.context["page"].next)
    assert len(second.context["past"]) == 7


def test_that_the_agenda_is_approved_is_said_once(house, browse):
    approve = reverse("cases:meeting_approve", args=[house.meeting.pk])
    page = browse(house.coordinator).post(approve, follow=True).content.decode()
    assert page.count("Dagsordenen er godkendt") == 1
    assert "Dagsorden godkendt" in page
