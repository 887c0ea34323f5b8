"""Anonymous evaluations: given by a link, shown from five on, and nobody knows who."""

import json
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests.activities.make import TEN
from tests.conftest import arranging
from tovholder.access.actors import System
from tovholder.activities import operations, queries
from tovholder.activities.links import follow
from tovholder.activities.models import Evaluation, Session

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def answer(as_actor, now):
    def give(session, score, text="", **more):
        follow("evaluation", session.evaluation_token)
        as_actor(System.PUBLIC_LINK)
        operations.evaluate(session=session, on=now.date(), score=score, text=text, **more)

    return give


def opinions(session):
    """What the session's page says of the evaluations; None for who does not see the session."""
    found = queries.to_read(Session.objects.filter(pk=session.pk)).first()
    return found and found.opinions[0]


def test_answers_are_shown_from_five_on(lay, planner, answer, as_actor):
    session = lay("session")
    for score in (5, 4, 4, 3):
        answer(session, score, "Godt")
    as_actor(planner)
    said = opinions(session)
    assert (said["answers"], said["average"], said["texts"]) == (4, None, None)
    answer(session, 4, "Mere tid")
    as_actor(planner)
    said = opinions(session)
    assert (said["answers"], float(said["average"]), said["scores"]) == (5, 4.0, [0, 0, 1, 3, 1])
    assert sorted(said["texts"]) == ["Godt"] * 4 + ["Mere tid"]


def test_an_answer_that_is_sent_twice_counts_once_and_another_from_the_same_page_counts_too(
    lay, answer, as_actor
):
    session, key = lay("session"), uuid4()
    for score, text in ((4, "Godt"), (4, "Godt"), (5, "Godt"), (4, "")):
        answer(session, score, text, form=key)
    answer(session, 4, "Godt", form=uuid4())
    with arranging():
        assert Evaluation.objects.filter(session=session).count() == 4
        assert not Evaluation.objects.filter(pk=key).exists()


def test_the_key_of_an_evaluations_page_is_drawn_by_lot_and_tells_no_time(lay, client, now):
    session = lay("session")
    path = reverse("activities:evaluation_link", args=[session.evaluation_token])
    keys = {client.get(path).context["form"]["key"].value() for _look in range(2)}
    assert len(keys) == 2
    assert {UUID(str(key)).version for key in keys} == {4}


def test_nobody_reads_a_single_answer_in_the_database(lay, planner, answer, as_actor):
    session = lay("session")
    answer(session, 1, "Hemmeligt")
    for actor in (planner, System.PUBLIC_LINK, System.JOBS, System.DEMO, None):
        as_actor(actor)
        assert not Evaluation.objects.exists()


def test_the_record_keeps_neither_answer_nor_whose(lay, answer):
    answer(lay("session"), 1, "Hemmeligt")
    event = apps.get_model("activities.EvaluationEvent")
    names = {field.name for field in event._meta.get_fields()}
    assert not names & {"pgh_obj", "text", "score", "session", "id"}


def test_a_stranger_reads_no_evaluation_of_another_municipality(lay, stranger, answer, as_actor):
    session = lay("session")
    for _ in range(6):
        answer(session, 5)
    as_actor(stranger)
    assert opinions(session) is None
    with connection.cursor() as cursor:
        cursor.execute("select answers from tovholder.evaluated(%s)", [session.pk])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(("score", "text"), [(0, ""), (6, ""), (5, "Ring til 010203-1234")])
def test_an_answer_that_cannot_be_is_refused(lay, answer, score, text):
    with pytest.raises(operations.Refused):
        answer(lay("session"), score, text)


def test_the_database_refuses_what_the_operation_would(lay, as_actor, now):
    session = lay("session")
    follow("evaluation", session.evaluation_token)
    as_actor(System.PUBLIC_LINK)
    for values in ({"score": 9}, {"score": 5, "text": "010203-1234"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Evaluation.objects.create(
                municipality_id=session.municipality_id, session=session, given_on=now.date(), **values
            )


def test_a_link_takes_no_more_answers_than_plausible(lay, answer):
    session = lay("session")
    for _ in range(30):
        answer(session, 5, heads=4)
    with pytest.raises(operations.EnoughEvaluations):
        answer(session, 5, heads=4)
    answer(session, 5, heads=20)


# --- pages ---------------------------------------------------------------------------------------------


def test_somebody_with_the_link_answers_without_an_account(client, lay, again):
    session = lay("session")
    path = reverse("activities:evaluation_link", args=[session.evaluation_token])
    assert "anon" in client.get(path).content.decode()
    assert client.post(path, {"score": "4", "text": "Godt"}).status_code == 302
    with arranging():
        assert Evaluation.objects.get().score == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"score": "6"},
        {"score": "x"},
        {"score": "4", "text": "x" * 501},
        {"score": "4", "text": "010203-1234"},
    ],
)
def test_a_wrong_answer_is_shown_again(client, lay, wrong):
    path = reverse("activities:evaluation_link", args=[lay("session").evaluation_token])
    assert client.post(path, wrong).context["form"].errors


@pytest.mark.parametrize("name", ["heads_link", "evaluation_link", "calendar_link"])
@pytest.mark.parametrize("token", ["x", "æøå", "' or 1=1 --", "%25", "a" * 2000])
def test_a_wrong_link_leads_nowhere(client, db, name, token):
    assert client.get(reverse(f"activities:{name}", args=[token])).status_code == 404


def test_one_links_token_does_not_open_another(client, lay):
    session = lay("session")
    assert client.get(reverse("activities:heads_link", args=[session.evaluation_token])).status_code == 404
    assert client.get(reverse("activities:evaluation_link", args=[session.heads_token])).status_code == 404


def test_the_heads_are_entered_by_the_link(client, lay, again):
    session = lay("session", booking=lay("booking", organisation=lay("school", "Søndre Prøveskole")))
    path = reverse("activities:heads_link", args=[session.heads_token])
    page = client.get(path).content.decode()
    assert "8.b, Søndre Prøveskole" in page
    with arranging():
        name = f"heads-{session.booking.classes.get().pk}"
    assert client.post(path, {name: "24"}).status_code == 302
    with arranging():
        assert session.headcounts.get().heads == 24
    sent = {name: "25", "key": "0b3ba0f4-51a0-4d5f-a6dd-bd0b83b0fa05"}
    answer = client.post(path, sent, headers={"accept": "application/json"})
    assert json.loads(answer.content)["saved"] is True
    assert again(session).held_by_id == -2


def test_a_link_ends_fourteen_days_after_the_session(client, lay, monkeypatch):
    from datetime import timedelta

    session = lay("session", starts_at=TEN - timedelta(days=15))
    assert client.get(reverse("activities:heads_link", args=[session.heads_token])).status_code == 404


def test_the_calendar_of_an_instructor_has_her_sessions_and_no_subject(client, browse, lay, ida, omar):
    offer = lay("offer", title="Forebyggelse af ekstremisme")
    lay("session", booking=lay("booking", offer=offer), instructors=(ida,))
    lay("session", booking=lay("booking", classes=("9.x",)), instructors=(omar,))
    signed_in = browse(ida)
    signed_in.post(reverse("activities:my_calendar"), {"act": "open"})
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select token from activities_calendarfeed")
        (token,) = cursor.fetchone()
    path = reverse("activities:calendar_link", args=[token])
    said = client.get(path).content.decode()
    assert "8.b" in said
    assert "9.x" not in said
    assert "ekstrem" not in said.lower()
    signed_in.post(reverse("activities:my_calendar"), {"act": "close"})
    assert client.get(path).status_code == 404
