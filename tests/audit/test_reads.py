"""A look is recorded: who, when and from where the database says; the writer names only what was shown."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from tests.conftest import arranging
from tovholder.access import gate
from tovholder.access.actors import System, act_as
from tovholder.access.middleware import ActorMiddleware
from tovholder.audit import reads
from tovholder.audit.models import Look
from tovholder.audit.reads import Way

CASE, PERSON, CONCERN = (uuid.uuid4() for _ in range(3))


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def looks():
    with arranging():
        return list(Look.objects.order_by("id"))


def refused(statement, *parameters):
    with pytest.raises(DatabaseError, match=r"permission denied|row-level security"), transaction.atomic():
        sql(statement, *parameters)


@pytest.fixture
def reader(person, as_actor):
    user = person("coordinator")
    as_actor(user)
    return user


def test_the_database_says_who_when_and_from_where(reader, copenhagen):
    reads.record(
        way=Way.EXTRACT, view="cases.extract", cases=[CASE], persons=[PERSON, PERSON], purpose="Mødet"
    )
    (look,) = looks()
    assert (look.actor, look.agency, look.municipality) == (reader.pk, reader.agency_id, copenhagen.pk)
    with arranging():
        said = Look.objects.with_purpose().get().said
    assert (look.way, look.view, said, look.request) == ("extract", "cases.extract", "Mødet", "test")
    assert (look.cases, look.persons, look.concerns) == ([CASE], [PERSON], [])
    assert look.clock_offset == timedelta(0)


def test_in_the_demo_the_row_keeps_the_machines_time_and_the_demos_offset(reader, settings):
    settings.CLOCK_OFFSET = timedelta(days=-1500, seconds=7)
    act_as(reader.pk)
    reads.record(way=Way.PAGE, view="x")
    (look,) = looks()
    assert look.clock_offset == timedelta(days=-1500, seconds=7)
    assert sql("select abs(extract(epoch from clock_timestamp() - %s)) < 60", look.at) == [(True,)]


@pytest.mark.parametrize(
    "column", ["at", "actor", "agency", "municipality", "xid", "request", "clock_offset"]
)
def test_nobody_forges_what_the_database_says(reader, column):
    refused(f"insert into audit_read (way, view, {column}) values ('page', 'x', default)")
    refused(f"insert into audit_read (way, view, {column}) values ('page', 'x', null)")


def test_nobody_changes_or_deletes_a_look(reader):
    reads.record(way=Way.PAGE, view="x")
    refused("update audit_read set purpose = 'another'")
    refused("delete from audit_read")
    refused("insert into audit_read (id, way, view) overriding system value values (1, 'page', 'x')")
    refused("update audit_words set words = 'another'")
    refused("delete from audit_words")
    refused("select * from tovholder_log.read_other")
    refused("truncate audit_read")


def test_without_an_actor_nothing_is_written(db):
    act_as(None)
    refused("insert into audit_read (way, view) values ('page', 'x')")


def test_who_has_not_the_right_reads_no_look_and_the_auditor_reads_her_own_house(
    reader, person, stranger, elsewhere, as_actor
):
    reads.record(way=Way.PAGE, view="here")
    as_actor(stranger)
    reads.record(way=Way.PAGE, view="there")
    seen = []
    for who in (reader, person("auditor"), person("administrator"), person("dpo")):
        as_actor(who)
        seen.append([look.view for look in Look.objects.all()])
    assert seen == [[], ["here"], [], []]
    as_actor(person("auditor", municipality=elsewhere))
    assert [look.view for look in Look.objects.all()] == ["there"]
    as_actor(None)
    assert list(Look.objects.all()) == []


def test_a_commands_look_belongs_to_the_only_municipality(copenhagen, as_actor):
    as_actor(System.COMMAND)
    reads.record(way=Way.EXTRACT, view="x")
    (look,) = looks()
    assert (look.actor, look.agency, look.municipality) == (System.COMMAND, None, copenhagen.pk)


def test_a_commands_look_among_several_municipalities_belongs_to_none(copenhagen, elsewhere, as_actor):
    as_actor(System.JOBS)
    reads.record(way=Way.EXTRACT, view="x")
    assert [look.municipality for look in looks()] == [None]


def test_words_stand_beside_the_log_and_can_be_forgotten(reader):
    reads.record(way=Way.SEARCH, view="people:list", words="Jens Æbleskov", persons=[PERSON])
    reads.record(way=Way.SEARCH, view="people:list", words="Grethe")
    assert "Jens" not in repr([look.__dict__ for look in looks()])
    assert sql("select count(*) from audit_words") == [(0,)]
    check = (
        "select words, hash = sha256(salt || convert_to(words, 'UTF8')) from audit_words w"
        " join audit_read r on r.words_hash = w.hash order by r.id"
    )
    with arranging():
        assert sql(check) == [("Jens Æbleskov", True), ("Grethe", True)]
    with arranging():
        assert sql("select tovholder.forget_words('-infinity', %s)", [PERSON]) == [(1,)]
        assert sql(check) == [(None, None), ("Grethe", True)]
        assert sql("select tovholder.forget_words(now() + interval '1 hour')") == [(0,)]
    act_as(System.JOBS)
    with arranging():
        assert sql("select tovholder.forget_words(now() + interval '1 hour')") == [(1,)]


@pytest.mark.parametrize("system", [None, System.JOBS, System.COMMAND])
def test_words_are_forgotten_by_what_deletes_content_alone(reader, system):
    reads.record(way=Way.SEARCH, view="people:list", words="Jens", persons=[PERSON])
    act_as(system or reader.pk)
    refused(f"select tovholder.forget_words('-infinity', array['{PERSON}'::uuid])")


def test_a_purpose_in_ones_own_words_stands_beside_the_log_and_can_be_forgotten(reader, person, as_actor):
    reads.record(way=Way.REVEAL, view="people:reveal", purpose="Jens ringede", persons=[PERSON])
    reads.record(way=Way.SEARCH, view="people:list", purpose="Grete ringede", words="Grethe")
    assert not any(word in repr([look.__dict__ for look in looks()]) for word in ("Jens", "Gret"))
    assert sql("select count(*) from audit_purpose") == [(0,)]
    check = (
        "select words, key = 'typed ' || encode(sha256(salt || convert_to(words, 'UTF8')), 'hex'),"
        " p.municipality"
        " from audit_purpose p join audit_read r on r.purpose = p.key order by r.id"
    )
    house = reader.municipality_id
    with arranging():
        assert sql(check) == [("Jens ringede", True, house), ("Grete ringede", True, house)]
        assert sql("select tovholder.forget_words('-infinity', %s)", [PERSON]) == [(1,)]
        assert sql(check) == [(None, None, house), ("Grete ringede", True, house)]
    as_actor(person("auditor"))
    with translation.override("en"):
        told = [reads.said(look.said) for look in Look.objects.with_purpose().order_by("id")]
    assert told == ["Own words, forgotten", "Grete ringede"]
    refused("update audit_purpose set words = 'another'")
    refused("delete from audit_purpose")


def test_another_houses_auditor_reads_no_purpose(reader, person, elsewhere, as_actor):
    reads.record(way=Way.PAGE, view="x", purpose="Jens ringede")
    for who, n in ((person("auditor"), 1), (person("auditor", municipality=elsewhere), 0)):
        as_actor(who)
        assert sql("select count(*) from audit_purpose") == [(n,)]


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_purpose_of_the_programs_own_stands_in_the_log(reader, language):
    known = gettext_lazy("My tasks")
    reads.name_purposes(known)
    with translation.override(language):
        reads.record(way=Way.PAGE, view="x", purpose=str(known))
        assert [look.purpose for look in looks()] == [str(known)]


def test_a_purpose_that_is_not_what_was_hashed_is_refused(reader):
    with pytest.raises(DatabaseError, match="purpose_is_what_was_hashed"), transaction.atomic():
        sql("insert into audit_purpose (key, salt, words) values ('a', 'b', 'c')")


def test_words_that_are_not_what_was_hashed_are_refused(reader):
    with pytest.raises(DatabaseError, match="words_are_what_was_hashed"), transaction.atomic():
        sql("insert into audit_words (hash, salt, words) values ('a', 'b', 'c')")


def test_who_has_looked_is_told_to_nobody_until_a_context_says_to_whom(reader):
    reads.record(way=Way.PAGE, view="cases:case", cases=[CASE], purpose="Min opgave")
    assert sql("select * from tovholder.looks_at_case(%s, 10)", CASE) == []
    with arranging():
        sql("create or replace function tovholder.may_see_looks(subject uuid) returns boolean"
            " language sql stable security definer set search_path = '' return true")  # fmt: skip
    told = sql("select actor, agency, way, view, purpose from tovholder.looks_at_case(%s, 10)", CASE)
    assert told == [(reader.pk, reader.agency_id, "page", "cases:case", "Min opgave")]
    assert sql("select * from tovholder.looks_at_case(%s, 10)", PERSON) == []
    assert sql("select * from tovholder.looks_at_person(%s, 10)", PERSON) == []


def test_a_look_lies_in_its_months_partition_and_moves_there_from_the_rest(db):
    place = "select tableoid::regclass::text from audit_read"
    with arranging():
        sql("insert into audit_read (way, view) values ('page', 'x')")
        assert sql(place) == [(sql("select to_char(now() at time zone 'UTC',"
                                   " '\"tovholder_log.read_\"YYYY_MM')")[0][0],)]  # fmt: skip
        month = "date_trunc('month', now() at time zone 'UTC') + interval '3 months 5 days'"
        sql("delete from audit_read")
        sql(f"insert into audit_read (at, way, view) values ({month}, 'page', 'x')")
        assert sql(place) == [("tovholder_log.read_other",)]
        before = sql("select id, at, xid from audit_read")
        assert sql("select tovholder.make_log_months(3)") == [(1,)]
        assert sql(place) != [("tovholder_log.read_other",)]
        assert sql("select id, at, xid from audit_read") == before
    assert sql("select tovholder.make_log_months()") == [(0,)]


@pytest.fixture
def ask(reader):
    """`ask(view)`: one request of the reader's through the middleware."""

    def run(view):
        request = RequestFactory().get("/x")
        request.session = {"_auth_user_id": str(reader.pk), "seen": 10**12}
        request.user, request.resolver_match = reader, None
        return ActorMiddleware(view)(request)

    return run


def test_a_request_is_one_row_however_often_it_says_so(ask):
    def view(request):
        gate.saw(request, persons=[PERSON], purpose="Opgave")
        gate.saw(request, way=Way.SEARCH, cases=[str(CASE)], words="Jens")
        gate.saw(request, way=Way.LIST, concerns=[CONCERN])
        return HttpResponse("x")

    ask(view)
    with arranging():
        look = Look.objects.with_purpose().get()
    assert (look.way, look.said, look.persons, look.cases, look.concerns) == (
        "search", "Opgave", [PERSON], [CASE], [CONCERN],
    )  # fmt: skip
    assert look.request.startswith("GET ")
    assert look.words_hash is not None


def test_a_request_that_shows_nobodys_data_is_no_row(ask):
    ask(lambda request: HttpResponse("x"))
    assert looks() == []


def test_what_fails_shows_nothing_and_is_no_row(ask):
    def view(request):
        gate.saw(request, persons=[PERSON])
        return HttpResponse("x", status=500)

    ask(view)
    assert looks() == []


@pytest.fixture
def about_somebody(monkeypatch):
    from tovholder.access.models import Agency

    monkeypatch.setattr(Agency, "subjects", lambda self: {"cases": [CASE]}, raising=False)
    return Agency


@pytest.mark.parametrize(
    ("response", "rows"),
    [(HttpResponse("x"), 1), (HttpResponse("x", status=409), 1), (HttpResponseRedirect("/"), 0),
     (HttpResponse(status=403), 0)],
)  # fmt: skip
def test_what_was_fetched_through_the_gate_is_recorded_where_it_was_shown(
    ask, about_somebody, reader, response, rows
):
    def view(request):
        gate.get_or_404(about_somebody, reader.agency_id, request=request)
        return response

    ask(view)
    assert [look.cases for look in looks()] == [[CASE]] * rows


def test_a_redirect_to_a_document_is_recorded_since_the_view_said_so(ask):
    def view(request):
        gate.saw(request, way=Way.DOCUMENT, cases=[CASE])
        return HttpResponseRedirect("/elsewhere")

    ask(view)
    assert [look.way for look in looks()] == ["document"]


def test_fetching_for_an_actor_alone_records_nothing(ask, about_somebody, reader):
    ask(lambda request: HttpResponse(str(gate.get_or_404(about_somebody, reader.agency_id, actor=reader))))
    assert looks() == []
