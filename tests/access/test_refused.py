"""Who was refused is in the log: who, when, which page, and nothing of what she asked for."""

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import sensitive
from tests.conftest import arranging
from tests.test_queries import statements
from tests.test_urls import ALL, LIBRARY
from tovholder.access import gate
from tovholder.access.middleware import ActorMiddleware
from tovholder.audit import reads
from tovholder.audit.models import Look

pytestmark = pytest.mark.usefixtures("in_english")


def attempts():
    with arranging():
        return list(Look.objects.refused().order_by("id"))


def more():
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select actor, n from audit_refused_more order by minute")
        return cursor.fetchall()


@pytest.fixture
def nurse(person):
    return person("participant", name="Grethe Prøve")


@pytest.fixture
def hidden(copenhagen, person):
    """A case that the nurse has no part in."""
    coordinator = person("coordinator")
    with arranging():
        return sensitive.case(copenhagen, by=coordinator)


def test_a_hidden_case_and_none_leave_the_same_row_but_for_the_key(browse, nurse, hidden):
    client, nowhere = browse(nurse), uuid4()
    for key in (hidden.pk, nowhere):
        assert client.get(reverse("cases:case", args=[key])).status_code == 404
    there, absent = attempts()
    assert there.purpose == f"404 case_id={hidden.pk}"
    assert absent.purpose == f"404 case_id={nowhere}"
    for row in (there, absent):
        assert (row.actor, row.agency, row.municipality) == (nurse.pk, nurse.agency_id, nurse.municipality_id)
        assert (row.way, row.view) == ("refused", "cases:case")
        assert row.request.startswith("GET ")
        assert (row.persons, row.cases, row.concerns, row.words_hash) == ([], [], [], None)


def test_who_may_not_is_told_of_as_well_and_a_form_as_a_form(browse, nurse):
    assert browse(nurse).post(reverse("access:open_account")).status_code == 403
    (row,) = attempts()
    assert (row.view, row.purpose) == ("access:open_account", "403")
    assert row.request.startswith("POST ")


def test_of_an_address_only_keys_are_kept(ask):
    def view(request):
        request.resolver_match.kwargs.update(case_id=uuid4(), number=7, name="Jens Æbleskov")
        raise Http404

    ask(view)
    (row,) = attempts()
    assert "number=7" in row.purpose
    assert "Jens" not in row.purpose


@pytest.mark.parametrize("path", ["/people/nobody-has-this/", "/static/nothing.css", "/favicon.ico"])
def test_a_mistyped_address_is_no_attempt(browse, nurse, path):
    assert browse(nurse).get(path).status_code == 404
    assert attempts() == []


def test_a_form_from_before_the_last_sign_in_is_no_attempt(nurse):
    client = Client(enforce_csrf_checks=True)
    with arranging():
        client.force_login(nurse)
    assert client.post(reverse("access:open_account")).status_code == 403
    assert attempts() == []


def test_a_page_that_is_shown_costs_no_further_statement_and_leaves_no_attempt(browse, nurse):
    client = browse(nurse)
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/menu/").status_code == 200
    assert not any("note_refusal" in asked for asked in statements(captured))
    assert len([asked for asked in statements(captured) if "tovholder.user_id" in asked]) == 1
    assert attempts() == []


def test_a_link_and_ones_own_account_are_no_attempts(browse, nurse):
    client = browse(nurse)
    assert client.get(reverse("activities:calendar_link", args=["wrong"])).status_code == 404
    answered = {
        client.get("/" + address.route).status_code
        for address in ALL
        if address.route.startswith(LIBRARY) and not address.parameters
    }
    assert answered & {403, 404}
    assert attempts() == []


def test_nobody_and_a_link_are_nobody_who_was_signed_in(client, db):
    assert client.get(reverse("activities:calendar_link", args=["wrong"])).status_code == 404
    assert client.get(reverse("cases:case", args=[uuid4()])).status_code == 302
    assert attempts() == []


class Match:
    """What the resolver found."""

    view_name = "cases:case"

    def __init__(self) -> None:
        self.kwargs: dict[str, Any] = {}
        self.func = gate.signed_in(lambda request: HttpResponse())


@pytest.fixture
def ask(nurse):
    """`ask(view)`: one request of the nurse's through the middleware, as Django calls it."""

    def run(view):
        request = RequestFactory().get("/x")
        request.session = {"_auth_user_id": str(nurse.pk), "seen": 10**12}
        request.user, request.resolver_match = nurse, Match()

        def respond(request):
            try:
                return view(request)
            except (Http404, PermissionDenied) as no:
                middleware.process_exception(request, no)
                return HttpResponse("no", status=404)

        middleware = ActorMiddleware(respond)
        return middleware(request)

    return run


def test_it_is_written_though_the_transaction_of_the_request_is_lost(ask):
    def view(request):
        reads.record(way=reads.Way.PAGE, view="lost")
        transaction.set_rollback(True)
        raise Http404

    assert ask(view).status_code == 404
    with arranging():
        assert not Look.objects.shown().exists()
    assert [row.view for row in attempts()] == ["cases:case"]


def test_where_it_cannot_be_written_the_answer_is_the_same_and_the_servers_log_says_so(
    browse, nurse, monkeypatch, caplog
):
    def broken(**_said):
        with connection.cursor() as cursor:
            cursor.execute("select nothing from nowhere")

    monkeypatch.setattr("tovholder.access.middleware.record_refusal", broken)
    with caplog.at_level(logging.ERROR):
        response = browse(nurse).get(reverse("cases:case", args=[uuid4()]))
    assert response.status_code == 404
    assert "A refused attempt was not recorded" in caplog.text
    assert attempts() == []


def test_so_many_a_minute_are_written_and_the_rest_counted(browse, nurse, person, monkeypatch):
    monkeypatch.setattr(reads, "MOST_REFUSED", 3)
    client, other = browse(nurse), person("planner")
    for _each in range(7):
        client.get(reverse("cases:case", args=[uuid4()]))
    assert len(attempts()) == 3
    assert sum(n for _actor, n in more()) == 4
    assert {actor for actor, _n in more()} == {nurse.pk}
    # Each has her own share.
    browse(other).get(reverse("audit:looks"))
    assert len(attempts()) == 4


def test_the_application_can_neither_take_an_attempt_back_nor_count_less(browse, nurse, as_actor):
    browse(nurse).get(reverse("cases:case", args=[uuid4()]))
    as_actor(nurse)
    for statement in (
        "delete from audit_read",
        "insert into audit_refused_more values (1, now(), 1, '0', 1)",
        "update audit_refused_more set n = 0",
        "delete from audit_refused_more",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_months_counts_go_with_the_month(db):
    with arranging(), connection.cursor() as cursor:
        for month in ("2024-10-31 23:30+00", "2024-11-01 00:00+00"):
            cursor.execute("insert into audit_refused_more values (1, %s, 1, '0', 5)", [month])
        cursor.execute(
            "insert into audit_seal"
            " (no, at, cluster, part, from_xid, to_xid, n, ids_hash, rows_hash, kind, hash)"
            " values (1, now(), 1, '2024-10', '1', '1', 0, '', '', 'dropped', '')"
        )
        cursor.execute("select minute = '2024-11-01 00:00+00' from audit_refused_more")
        assert cursor.fetchall() == [(True,)]


def test_the_auditor_reads_who_was_refused_and_not_what(auditor, browse, nurse, hidden):
    browse(nurse).get(reverse("cases:case", args=[hidden.pk]))
    browse(nurse).post(reverse("access:open_account"))
    text = auditor.get("/log/refused/").content.decode()
    for told in ("Grethe Prøve", "BIF", "the case", "Not there, or not for this person", "Not allowed"):
        assert told in text
    # A page that nobody named in the log.
    assert "Administration" in text
    assert "(access:open_account)" in text
    assert "sent a form" in text
    assert str(hidden.pk) not in text
    assert "case_id" not in text


def test_an_attempt_is_no_look(auditor, browse, nurse):
    browse(nurse).get(reverse("cases:case", args=[uuid4()]))
    assert auditor.get("/log/looks/").context["rows"] == []
    (row,) = attempts()
    assert auditor.get(f"/log/looks/{row.pk}/").status_code == 404
    assert "refused" not in dict(auditor.get("/log/looks/").context["form"].fields["way"].choices)


def test_the_list_is_filtered_by_person_and_day(auditor, browse, nurse, person):
    browse(nurse).get(reverse("cases:case", args=[uuid4()]))
    browse(person("planner", name="Bent Prøve")).get(reverse("cases:case", args=[uuid4()]))
    assert len(auditor.get("/log/refused/").context["rows"]) == 2
    (row,) = auditor.get(f"/log/refused/?actor={nurse.pk}").context["rows"]
    assert row["who"] == "Grethe Prøve"
    assert auditor.get("/log/refused/?until=2001-01-01").context["rows"] == []
    for nonsense in ("actor=x", "since=x", "after=x", "until=9999-99-99"):
        assert auditor.get(f"/log/refused/?{nonsense}").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "leader", "coordinator", "dpo"])
def test_nobody_without_the_duty_reads_it(browse, person, role):
    assert browse(person(role)).get("/log/refused/").status_code == 403


def test_another_municipalitys_attempts_are_not_there(auditor, browse, stranger, monkeypatch):
    monkeypatch.setattr(reads, "MOST_REFUSED", 1)
    for _each in range(3):
        browse(stranger).get(reverse("cases:case", args=[uuid4()]))
    answer = auditor.get("/log/refused/")
    assert (answer.context["rows"], answer.context["counted"]) == ([], [])
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_refused_more")
        assert cursor.fetchone() == (1,)


def asked_about(auditor, key):
    found = auditor.get("/log/patterns/").context["patterns"]
    return next(each["questions"] for each in found if each["key"] == key)


def test_many_refusals_within_an_hour_are_a_question_counted_ones_too(
    auditor, browse, nurse, settings, monkeypatch
):
    settings.LOG_PATTERNS = {**settings.LOG_PATTERNS, "refused_in_an_hour": 5}
    monkeypatch.setattr(reads, "MOST_REFUSED", 3)
    client = browse(nurse)
    for _each in range(4):
        client.get(reverse("cases:case", args=[uuid4()]))
    assert asked_about(auditor, "many_refused") == []
    client.get(reverse("cases:case", args=[uuid4()]))
    (question,) = asked_about(auditor, "many_refused")
    assert question["text"].startswith("What did Grethe Prøve look for, who was refused 5 times on")
    assert question["url"].startswith("/log/refused/?")
    assert len(auditor.get(question["url"]).context["rows"]) == 3
    assert sum(each["n"] for each in auditor.get(question["url"]).context["counted"]) == 2


def test_refusals_of_the_night_are_no_looks_of_the_night(auditor, browse, nurse, settings):
    settings.LOG_PATTERNS = {**settings.LOG_PATTERNS, "night_begins": 0, "night_ends": 24}
    browse(nurse).get(reverse("cases:case", args=[uuid4()]))
    assert asked_about(auditor, "at_night") == []


def test_in_the_demo_a_count_keeps_the_demos_offset(browse, nurse, settings, monkeypatch):
    settings.CLOCK_OFFSET = timedelta(days=-1500)
    monkeypatch.setattr(reads, "MOST_REFUSED", 0)
    browse(nurse).get(reverse("cases:case", args=[uuid4()]))
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select clock_offset, n from audit_refused_more")
        assert cursor.fetchall() == [(timedelta(days=-1500), 1)]
