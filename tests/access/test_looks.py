"""The auditor's pages of the log of looks, and the log's jobs."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from tests.conftest import arranging
from tovholder.access.log import tasks
from tovholder.audit import anchors, patterns, reads
from tovholder.audit.models import Verification

pytestmark = pytest.mark.usefixtures("in_english")


def look(who, *, ago=timedelta(0), n=1, **columns):
    """Looks by somebody, some time ago by the machine's clock."""
    given = {"way": "page", "view": "cases:case", "cases": [uuid.uuid4()], **columns}
    names = ", ".join(given)
    with arranging(), connection.cursor() as cursor:
        cursor.execute(
            f"insert into audit_read (at, actor, agency, municipality, {names})"
            f" select clock_timestamp() - %s + interval '1 second' * i, %s, %s, %s,"
            f" {', '.join(['%s'] * len(given))} from generate_series(1, %s) i",
            [ago, who.pk, who.agency_id, who.municipality_id, *given.values(), n],
        )


@pytest.fixture
def nurse(person):
    return person("participant", name="Grethe Prøve")


def test_the_auditor_sees_who_looked_why_and_at_how_many_and_not_at_whom(auditor, nurse):
    case, someone = uuid.uuid4(), uuid.uuid4()
    look(nurse, purpose="Agenda for tomorrow", cases=[case], persons=[someone, uuid.uuid4()])
    text = auditor.get("/log/looks/").content.decode()
    for told in ("Grethe Prøve", "BIF", "Agenda for tomorrow", "2 persons, 1 case", "the case"):
        assert told in text
    assert str(case) not in text
    assert str(someone) not in text


def test_a_search_is_told_as_a_search_and_its_words_are_not(auditor, nurse, as_actor):
    as_actor(nurse)
    reads.record(way=reads.Way.SEARCH, view="people:list", words="Jens Æbleskov")
    text = auditor.get("/log/looks/").content.decode()
    assert "Search" in text
    assert "Jens" not in text
    (row,) = auditor.get("/log/looks/").context["rows"]
    one = auditor.get(f"/log/looks/{row['id']}/").content.decode()
    assert "with a search" in one
    assert "Jens" not in one


def test_a_page_has_the_name_that_its_context_gave_it(auditor, nurse, monkeypatch):
    monkeypatch.setattr(reads, "_labels", {})
    reads.name_views({"cases:case": "The case page"})
    look(nurse)
    assert "The case page" in auditor.get("/log/looks/").content.decode()


def test_the_list_is_filtered_by_person_way_and_day_and_walked_by_its_links(
    auditor, nurse, person, monkeypatch
):
    other = person("mentor", name="Bent Prøve")
    look(nurse, n=3)
    look(nurse, ago=timedelta(days=40), way="print")
    look(other, n=60)
    rows = auditor.get(f"/log/looks/?actor={nurse.pk}").context["rows"]
    assert {row["who"] for row in rows} == {"Grethe Prøve"}
    assert len(rows) == 4
    assert len(auditor.get("/log/looks/?way=print").context["rows"]) == 1
    first = auditor.get("/log/looks/")
    second = auditor.get("/log/looks/" + first.context["page"].next)
    assert [len(first.context["rows"]), len(second.context["rows"])] == [50, 14]
    assert not {row["id"] for row in first.context["rows"]} & {row["id"] for row in second.context["rows"]}
    back = auditor.get("/log/looks/" + second.context["page"].previous)
    assert back.context["rows"] == first.context["rows"]


def test_days_are_asked_in_the_time_that_pages_show(auditor, nurse, settings):
    settings.CLOCK_OFFSET = timedelta(days=-1500)
    look(nurse, clock_offset=timedelta(days=-1500))
    (row,) = auditor.get("/log/looks/").context["rows"]
    with connection.cursor() as cursor:
        cursor.execute("select ((now() - interval '1500 days') at time zone 'Europe/Copenhagen')::date")
        (shown,) = cursor.fetchone()
    assert str(shown.year) in row["day"]
    day = shown.isoformat()
    assert len(auditor.get(f"/log/looks/?since={day}&until={day}").context["rows"]) == 1
    assert auditor.get(f"/log/looks/?since={shown + timedelta(days=2)}").context["rows"] == []


@pytest.mark.parametrize("days", [-182, -1500])
def test_the_first_minutes_of_a_day_belong_to_it_though_summer_time_lies_between(
    auditor, nurse, settings, days
):
    offset = settings.CLOCK_OFFSET = timedelta(days=days)
    with connection.cursor() as cursor:
        # Ten past midnight in Copenhagen by the clock that pages show, yesterday.
        cursor.execute(
            "with shown as (select date_trunc('day', (now() + %s) at time zone 'Europe/Copenhagen')"
            "   - interval '1 day' + interval '10 minutes' as clock)"
            " select clock::date, now() - ((clock at time zone 'Europe/Copenhagen') - %s) from shown",
            [offset, offset],
        )
        day, ago = cursor.fetchone()
    look(nurse, ago=ago, clock_offset=offset)
    before = day - timedelta(days=1)
    assert len(auditor.get(f"/log/looks/?since={day}&until={day}").context["rows"]) == 1
    assert auditor.get(f"/log/looks/?since={before}&until={before}").context["rows"] == []


@pytest.mark.parametrize(
    "query", ["actor=x", "since=x", "way=x", "after=x", "until=9999-99-99", "actor=99999999"]
)
def test_a_filter_that_makes_no_sense_is_no_error(auditor, query):
    assert auditor.get(f"/log/looks/?{query}").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "leader", "coordinator", "dpo"])
@pytest.mark.parametrize("path", ["/log/looks/", "/log/patterns/", "/log/looks/1/"])
def test_nobody_without_the_duty_reads_it(browse, person, role, path):
    assert browse(person(role)).get(path).status_code == 403


def test_another_municipalitys_looks_are_not_there(auditor, stranger):
    look(stranger)
    assert auditor.get("/log/looks/").context["rows"] == []
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select id from audit_read")
        (number,) = cursor.fetchone()
    assert auditor.get(f"/log/looks/{number}/").status_code == 404


def questions(auditor):
    found = auditor.get("/log/patterns/").context["patterns"]
    return {each["key"]: [question["text"] for question in each["questions"]] for each in found}


@pytest.fixture
def five_cases(settings):
    settings.LOG_PATTERNS = {**settings.LOG_PATTERNS, "cases_in_an_hour": 5}


def test_many_cases_within_an_hour_are_a_question(auditor, nurse, five_cases):
    for _each in range(4):
        look(nurse)
    look(nurse, n=20)
    assert len(questions(auditor)["many_cases"]) == 1
    (asked,) = questions(auditor)["many_cases"]
    assert asked.startswith("What made Grethe Prøve look at 5 different cases and concerns on")


def test_fewer_cases_and_older_ones_are_none(auditor, nurse, five_cases):
    for _each in range(4):
        look(nurse)
    for _each in range(6):
        look(nurse, ago=timedelta(days=31))
    assert questions(auditor)["many_cases"] == []


def test_a_list_that_is_opened_opens_none_of_its_cases(auditor, nurse, five_cases):
    look(nurse, way="list", cases=[uuid.uuid4() for _each in range(25)])
    assert questions(auditor)["many_cases"] == []
    look(nurse, way="print", cases=[uuid.uuid4() for _each in range(5)])
    assert len(questions(auditor)["many_cases"]) == 1


def test_looks_at_night_are_one_question_a_night(auditor, nurse, settings):
    with connection.cursor() as cursor:
        # Three in the morning in Copenhagen, two days ago.
        cursor.execute(
            "select now() - (date_trunc('day', now() at time zone 'Europe/Copenhagen') - interval '2 days'"
            " + interval '3 hours') at time zone 'Europe/Copenhagen'"
        )
        (ago,) = cursor.fetchone()
    look(nurse, ago=ago, n=2)
    look(nurse, ago=ago + timedelta(hours=4), n=1)
    look(nurse, ago=ago - timedelta(hours=8), n=1)
    found = questions(auditor)["at_night"]
    assert len(found) == 1
    assert found[0].startswith("What made Grethe Prøve look 3 times in the night")


def test_a_context_adds_a_question_of_its_own(auditor, nurse, monkeypatch):
    monkeypatch.setattr(patterns, "_registered", dict(patterns._registered))
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        (now,) = cursor.fetchone()
    patterns.register(
        patterns.Pattern(
            key="own_name",
            name="Own name",
            question="Why did %(who)s look at her own name?",
            told=lambda: "Her own name or address.",
            find=lambda window: [patterns.Finding(nurse.pk, now, now, 1)],
        )
    )
    assert questions(auditor)["own_name"] == ["Why did Grethe Prøve look at her own name?"]


def test_the_page_says_how_the_seal_fares(auditor, nurse, settings):
    settings.ANCHORS = ""
    assert "Nothing has been sealed yet." in auditor.get("/log/looks/").content.decode()
    look(nurse)
    text = auditor.get("/log/looks/").content.decode()
    assert "1 look waits for the next." in text
    tasks.verify.func(1663650000)
    assert "The chain is whole" in auditor.get("/log/looks/").content.decode()


def test_what_a_verification_found_is_kept_shown_and_mailed(auditor, nurse, settings, tmp_path):
    settings.SEAL_KEY, settings.ANCHORS = "k" * 40, str(tmp_path / "anchors.log")
    settings.ANCHOR_MAIL = ["dpo@kommune.test"]
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        anchors.append(anchors.made("seal", 7, b"h" * 32, cursor.fetchone()[0]))
    tasks.verify.func(1663650000)
    with arranging():
        assert [fault["what"] for fault in Verification.objects.get().faults] == ["cut_off"]
    assert "Seals from 7 on were cut off" in auditor.get("/log/looks/").content.decode()
    (sent,) = mail.outbox
    assert sent.to == ["dpo@kommune.test"]


def test_the_anchor_that_is_mailed_holds_a_number_and_hashes_alone(db, settings, tmp_path):
    settings.SEAL_KEY, settings.ANCHORS = "k" * 40, str(tmp_path / "anchors.log")
    tasks.send_anchor.func(1663650000)
    settings.ANCHOR_MAIL = ["safe@elsewhere.test"]
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        anchors.append(anchors.made("seal", 7, b"h" * 32, cursor.fetchone()[0]))
    tasks.send_anchor.func(1663650000)
    (sent,) = mail.outbox
    newest = anchors.last()
    assert newest is not None
    assert f"7:{newest.hash.hex()}" in sent.body
    assert newest.mac in sent.body
    assert "k" * 40 not in sent.body


def test_the_months_are_made_ahead(db):
    """The month after next goes, and the night's job makes it again."""
    with arranging(), connection.cursor() as cursor:
        cursor.execute(
            "select to_char(now() at time zone 'UTC' + interval '2 months', '\"tovholder_log.read_\"YYYY_MM')"
        )
        part = cursor.fetchone()[0]
        cursor.execute(f"drop table {part}")
    tasks.make_months.func(1663650000)
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [part])
        assert cursor.fetchone() == (True,)
