"""The purge is complete: words that stood in every text field are in no table and not in the dump."""

import json
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import factories, sensitive
from tests.conftest import TEMPLATE
from tovholder.access.actors import act_as
from tovholder.access.roles import Permission, roles_with
from tovholder.audit.reads import Way, record
from tovholder.cases.models import Recusal
from tovholder.concerns import operations, purged
from tovholder.concerns.defaults import load_defaults
from tovholder.concerns.models import Call, ConcernReport, PoliceClearance, Purge
from tovholder.concerns.operations.triage import purge_of
from tovholder.core import backups
from tovholder.core.backups import tool
from tovholder.core.ids import uuid7
from tovholder.core.sealing import blind
from tovholder.disclosures.models import LegalBasis
from tovholder.people import operations as people
from tovholder.people.models import Address, Kinship, Particulars, Person
from tovholder.people.queries import logged_words

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def house(cluster: Any, worker_id: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own, in which everything is really saved: a dump sees nothing else."""
    name = f"purge_{worker_id}"
    before = connection.settings_dict["NAME"]
    cluster.create_database(name, template=TEMPLATE)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield cluster.url("admin", name)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
    cluster.drop_database(name)


def word() -> str:
    return "w" + secrets.token_hex(9)


@pytest.fixture
def cast(house: str) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role tovholder_owner")
        municipality = factories.municipality("0101", "Københavns Kommune")
        load_defaults(municipality)
        basis = LegalBasis.objects.create(
            municipality=municipality,
            key="k",
            title="t",
            short_title="s",
            meaning="m",
            source="s",
            gives=["municipal", "police"],
            reaches=["municipal", "police"],
            valid_from=date(2020, 1, 1),
        )
        people = {
            role: factories.user(role, municipality=municipality)
            for role in ("adviser", "coordinator", "custodian", "dpo")
        }
        officer = factories.user("participant", municipality=municipality, agency="police")
    return {**people, "officer": officer, "basis": basis, "municipality": municipality}


class As:
    """`with As(user): …` one transaction as somebody."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        act_as(self.user.pk, request="test")

    def __exit__(self, *error: Any) -> None:
        self.block.__exit__(*error)


def a_life(
    cast: dict[str, Any], words: list[str], before_triage: Callable[[], None] = lambda: None
) -> tuple[Any, Any]:
    """A concern with a word of its own in every text there is, from the call to the police's answer."""

    def new() -> str:
        words.append(word())
        return words[-1]

    adviser, coordinator, officer = cast["adviser"], cast["coordinator"], cast["officer"]
    key = uuid7()
    with As(adviser):
        operations.keep_call(call_id=key, content={"behaviour": [new()]}, by=adviser, at=NOW, version=0)
        person = Person(
            municipality=cast["municipality"],
            name=f"{new()} {new()}",
            description=new(),
            made_at=NOW,
            made_by=adviser,
        )
        known = Particulars(
            person=person, municipality=cast["municipality"], district=new(), phone=words[-1][:20]
        )
        record(way=Way.SEARCH, view="test", persons=[], words=person.name)
        record(way=Way.SEARCH, view="test", persons=[], words="270861-4321")
        person.save(force_insert=True)
        known.save(force_insert=True)
        Address(person=person, municipality=cast["municipality"], text=new()).save(force_insert=True)
        mother = sensitive.citizen(cast["municipality"], by=adviser, name=new())
        Kinship(
            municipality=cast["municipality"],
            person=person,
            relative=mother,
            kind="parent",
            noted_at=NOW,
            noted_by=adviser,
        ).save(force_insert=True)
        record(way=Way.SEARCH, view="test", persons=[person], words=f"{new()} noget")
        record(way=Way.REVEAL, view="test", persons=[person], purpose=f"{new()} ringede")
        record(way=Way.REVEAL, view="test", persons=[], purpose=f"Om {person.name}")
        concern = operations.take_down(
            call_id=key,
            version=1,
            told=operations.Told(
                at=NOW - timedelta(days=3),
                caller_kind="authority",
                authority=new(),
                anonymous=False,
                danger="yes",
                danger_done=new(),
                seen={group: new() for group in operations.SEEN},
                advice=new(),
                call_back_at=NOW,
            ),
            by=adviser,
            at=NOW,
            person=person,
            name=new(),
            phone=new()[:20],
        )
    before_triage()
    with As(coordinator):
        concern = ConcernReport.objects.get(pk=concern.pk)
        operations.assess(
            concern=concern,
            by=coordinator,
            at=NOW,
            grounds=new(),
            prevention=new(),
            proportionality=new(),
            version=concern.version,
        )
        asked = operations.ask_identity(concern=concern, by=coordinator, at=NOW, reason=new())
        concern = ConcernReport.objects.get(pk=concern.pk)
        operations.ask_clearance(
            concern=concern,
            asked_of=officer,
            extract=new(),
            necessity=new(),
            basis=cast["basis"],
            by=coordinator,
            at=NOW,
            version=concern.version,
        )
    with As(cast["custodian"]):
        operations.answer_identity(asked=asked, by=cast["custodian"], at=NOW, hours=4, answer=new())
    with As(officer):
        operations.answer_clearance(
            clearance=PoliceClearance.objects.get(),
            by=officer,
            at=NOW,
            answer="theirs",
            note=new(),
            necessity=new(),
            basis=cast["basis"],
        )
    with As(coordinator):
        operations.leave(
            concern=concern,
            by=coordinator,
            at=NOW,
            exit="police",
            reason=new(),
            handover=operations.Handover(
                text=new(),
                necessity=new(),
                basis=cast["basis"],
                agency=officer.agency,
            ),
            purge=True,
        )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role tovholder_owner")
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'test', %s)",
            [json.dumps({"person_id": str(person.pk), "word": new()})],
        )
    return concern, person


def tables_with(words: list[str], url: str) -> dict[str, list[str]]:
    """In which tables each word stands, over every table of every schema, as the superuser."""
    found: dict[str, list[str]] = {}
    tables = ask(
        url,
        "select quote_ident(table_schema) || '.' || quote_ident(table_name)"
        " from information_schema.tables where table_type = 'BASE TABLE'"
        " and table_schema not in ('pg_catalog', 'information_schema')",
    )
    assert len(tables) > 50
    for (table,) in tables:
        pattern = f"({'|'.join(words)})"
        rows = ask(url, f"select distinct (regexp_matches(t::text, %s, 'g'))[1] from {table} t", pattern)
        for (one,) in rows:
            found.setdefault(one, []).append(table)
    return found


def ask(url: str, sql: str, *values: Any) -> list[Any]:
    """As the database's superuser, past every policy."""
    with psycopg.connect(url) as connected:
        return connected.execute(sql, values).fetchall()


def dump_of(url: str) -> str:
    done = subprocess.run(
        [tool("pg_dump", embedded=True), "--inserts", url],
        capture_output=True,
        check=True,
        env={**os.environ},
    )
    return done.stdout.decode()


def test_nothing_of_a_purged_concern_is_left_in_the_database_or_its_dump(house: str, cast: Any) -> None:
    words: list[str] = []
    concern, _person = a_life(cast, words)
    assert len(tables_with(words, house)) > len(words) - 6
    before = dump_of(house)
    visible = [one for one in words if one in before]
    assert len(visible) > len(words) - 6, "the proof proves nothing where the words were never there"
    assert str(concern.pk) in before
    with As(cast["coordinator"]):
        asked = Purge.objects.get()
        with pytest.raises(operations.SameTwo):
            operations.purge(purge=asked, by=cast["coordinator"], at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select tovholder.purge_concern(%s)", [asked.pk])
    with As(cast["dpo"]):
        assert operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW) is True
    assert tables_with([*words, "270861-4321"], house) == {}
    after = dump_of(house)
    assert [one for one in words if one in after] == []
    assert "270861-4321" not in after
    month = timezone.localdate(NOW - timedelta(days=3)).replace(day=1)
    kept = ask(house, "select month, channel, exit, done_by_id from concerns_purge")
    assert kept == [(month, "national_hotline", "police", cast["dpo"].pk)]
    assert ask(house, "select count(*) from people_person") == [(0,)]
    with As(cast["coordinator"]), connection.cursor() as cursor:
        # It is told when its month has ended.
        cursor.execute("select set_config('tovholder.clock_offset', %s, true)", [str(32 * 86_400)])
        cursor.execute(
            "select way, channel, way_out, n from tovholder.concern_figures(%s, %s, %s)"
            " where way = 'concern'",
            [cast["municipality"].pk, month.replace(month=1), month.replace(month=12, day=31)],
        )
        assert cursor.fetchall() == [("concern", "national_hotline", "police", 1)]


def test_a_person_whom_something_else_is_about_stays(house: str, cast: Any) -> None:
    words: list[str] = []
    _concern, person = a_life(cast, words)
    has_a_case(cast, person)
    with As(cast["dpo"]):
        assert operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW) is False
    assert ask(house, "select count(*) from people_person where id = %s", person.pk) == [(1,)]
    assert ask(house, "select count(*) from concerns_concernreport") == [(0,)]


def test_who_purges_in_the_database_are_those_whom_the_roles_name() -> None:
    assert roles_with(Permission.PURGE) == ["coordinator", "dpo"]
    assert roles_with(Permission.HOTLINE_WORK) == ["adviser", "coordinator"]


def test_nothing_but_what_the_police_took_over_is_purged(
    concern: Any, coordinator: Any, person: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    as_actor(coordinator)
    with pytest.raises(operations.ExitNotPossible):
        operations.ask_purge(concern=concern, by=coordinator, at=now)
    with arrange():
        asked = Purge.objects.create(
            municipality_id=concern.municipality_id,
            concern=concern.pk,
            asked_by=coordinator,
            asked_at=now,
            month=now.date().replace(day=1),
            channel="mail",
            exit="police",
        )
    second = person("coordinator")
    as_actor(second)
    with pytest.raises(DatabaseError), transaction.atomic():
        operations.purge(purge=asked, by=second, at=now)
    assert not Call.objects.exists()


def test_who_asked_may_take_it_back(
    concern: Any, coordinator: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    as_actor(coordinator)
    operations.leave(concern=concern, by=coordinator, at=now, exit="advice", reason="x")
    with arrange():
        ConcernReport.objects.update(exit="police")
        concern.refresh_from_db()
    for _again in range(2):
        operations.ask_purge(concern=concern, by=coordinator, at=now)
    asked = Purge.objects.get()
    operations.take_back_purge(purge=asked, by=coordinator, at=now)
    with pytest.raises(operations.NotOpen):
        operations.take_back_purge(purge=asked, by=coordinator, at=now)


def somebody(cast: dict[str, Any], words: list[str], relatives: tuple[Any, ...] = (), at: Any = NOW) -> Any:
    """Somebody new, and whose relative she is."""
    words.append(word())
    with As(cast["coordinator"]):
        made = sensitive.citizen(cast["municipality"], by=cast["coordinator"], name=words[-1])
        for one in relatives:
            Kinship(
                municipality=cast["municipality"],
                person=one,
                relative=made,
                kind="parent",
                noted_at=at,
                noted_by=cast["coordinator"],
            ).save(force_insert=True)
    return made


def it_is(cast: dict[str, Any], *several: Any) -> None:
    """The coordinator says whom the concern is about, and finds out, until it is the right one again."""
    with As(cast["coordinator"]):
        concern = ConcernReport.objects.get()
        right = concern.person
        for person in (*several, right):
            concern.refresh_from_db()
            operations.say_who(
                concern=concern, person=person, by=cast["coordinator"], at=NOW, version=concern.version
            )


def has_a_case(cast: dict[str, Any], person: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role tovholder_owner")
        sensitive.case(cast["municipality"], by=cast["coordinator"], person=person)


def are_one(cast: dict[str, Any], kept: Any, gone: Any) -> None:
    with As(cast["coordinator"]):
        double = people.point_out(one=kept, other=gone, by=cast["coordinator"], at=NOW)
        people.merge(double=double, by=cast["coordinator"], at=NOW)


def left_in(url: str) -> set[Any]:
    return {key for (key,) in ask(url, "select id from people_person")}


def test_everybody_whom_it_was_ever_about_goes(house: str, cast: Any) -> None:
    words: list[str] = []

    def mistaken() -> None:
        first, second = somebody(cast, words), somebody(cast, words)
        father = somebody(cast, words, (first,))
        somebody(cast, words, (father,))
        are_one(cast, second, somebody(cast, words))
        with As(cast["adviser"]):
            for said in words[-5:]:
                record(way=Way.SEARCH, view="test", persons=[], words=said)
        it_is(cast, first, second)

    a_life(cast, words, mistaken)
    assert len(left_in(house)) == 7
    with As(cast["dpo"]):
        assert operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW) is True
    assert left_in(house) == set()
    assert tables_with(words, house) == {}


def marks_left(house: str) -> list[str]:
    found = ask(house, "select words from audit_words where words ~ 'CPR #' order by words")
    return [words for (words,) in found]


def test_a_mark_of_a_number_goes_however_few_digits_it_has(house: str, cast: Any) -> None:
    with As(cast["adviser"]):
        for said in ("CPR #abcdefabcdefabcd", "CPR #0123456789012345", "Jens CPR #abcdefabcdefab12"):
            record(way=Way.SEARCH, view="test", persons=[], words=said)
    a_life(cast, [])
    assert len(marks_left(house)) == 3
    with As(cast["dpo"]):
        operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW)
    assert marks_left(house) == []


def test_the_mark_of_her_own_number_goes_whenever_it_was_searched_for(house: str, cast: Any) -> None:
    hers, former, anothers = (logged_words(f"{day}0861-4321") for day in (67, 68, 69))
    with As(cast["adviser"]):
        for said in (hers, former, anothers):
            record(way=Way.SEARCH, view="test", persons=[], words=said)
    with psycopg.connect(house) as owner:
        owner.execute("update audit_read set at = at - interval '90 days'")

    def numbered() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role tovholder_owner")
            for day in (68, 67):
                index = blind(f"{day}08614321", use="cpr")
                Particulars.objects.update(cpr_index=index, cpr_sealed=b"x")

    a_life(cast, [], numbered)
    with As(cast["dpo"]):
        operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW)
    assert marks_left(house) == [anothers]


def test_whoever_has_something_else_stays_with_it(house: str, cast: Any) -> None:
    """Chosen by mistake: one with a case of her own, and the mother of one with a case, known before."""
    words: list[str] = []
    stay: list[Any] = []

    def mistaken() -> None:
        known, child = somebody(cast, words), somebody(cast, words)
        has_a_case(cast, known)
        has_a_case(cast, child)
        mother = somebody(cast, words, (child,), at=NOW - timedelta(days=90))
        stay.extend((known, child, mother))
        it_is(cast, known, mother)

    a_life(cast, words, mistaken)
    with As(cast["dpo"]):
        assert operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW) is True
    assert left_in(house) == {one.pk for one in stay}
    assert ask(house, "select count(*) from people_kinship") == [(1,)]


def test_a_mother_stays_who_is_the_mother_of_somebody_with_a_case(house: str, cast: Any) -> None:
    words: list[str] = []
    a_life(cast, words)
    brother = somebody(cast, words)
    has_a_case(cast, brother)
    with As(cast["coordinator"]):
        mother = Kinship.objects.get().relative
        Kinship(
            municipality=cast["municipality"],
            person=brother,
            relative=mother,
            kind="parent",
            noted_at=NOW,
            noted_by=cast["coordinator"],
        ).save(force_insert=True)
    with As(cast["dpo"]):
        assert operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW) is True
    assert left_in(house) == {brother.pk, mother.pk}
    assert ask(house, "select relative_id, person_id from people_kinship") == [(mother.pk, brother.pk)]


def test_for_who_is_recused_there_is_nothing_to_purge(
    copenhagen: Any, concern: Any, coordinator: Any, person: Any, now: Any, browse: Any, arrange: Any
) -> None:
    second = person("coordinator")
    with arrange():
        ConcernReport.objects.update(exit="police", exit_at=now, exit_by=coordinator)
        concern.refresh_from_db()
        asked = purge_of(concern, "police", coordinator, now)
        asked.save(force_insert=True)
        case = sensitive.case(copenhagen, by=coordinator, person=concern.person)
    client, where = browse(second), reverse("concerns:purge", args=[asked.pk])
    assert client.get(where).status_code == 200
    with arrange():
        Recusal.objects.create(case=case, user=second, declared_by=second, since=now)
    assert client.get(where).status_code == 404
    assert client.post(where, {"act": "purge", "sure": "on"}).status_code == 404
    assert client.get(reverse("concerns:purge_list")).context["rows"] == []
    with pytest.raises(operations.NotOpen):
        operations.purge(purge=asked, by=second, at=now)


@pytest.mark.parametrize("lost", [False, True], ids=["the database is there", "the database is lost"])
def test_what_was_purged_does_not_come_back_with_a_backup(
    house: str, cast: Any, cluster: Any, tmp_path: Path, settings: Any, lost: bool
) -> None:
    """A backup from before it was the police's, and one from when the second was asked."""
    settings.ANCHORS = str(tmp_path / "anchors.log")
    words: list[str] = []
    files = [tmp_path / "early.dump", tmp_path / "late.dump"]
    _concern, _person = a_life(
        cast, words, before_triage=lambda: backups.write(files[0], url=house, embedded=True)
    )
    backups.write(files[1], url=house, embedded=True)
    with As(cast["dpo"]):
        operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW)
    [done] = ask(house, "select concern, month, channel, exit, done_by_id, done_at from concerns_purge")
    connection.close()
    if lost:
        with psycopg.connect(house) as connected:
            connected.execute("truncate concerns_purge")
    database = connection.settings_dict["NAME"]
    again = purged.again(purged.beside(settings.ANCHORS))
    for file in files:
        backups.put_back(file, admin_url=house, database=database, embedded=True, before_swap=again)
        assert tables_with([*words, "270861-4321"], house) == {}
        assert [one for one in words if one in dump_of(house)] == []
        assert ask(
            house, "select concern, month, channel, exit, done_by_id, done_at from concerns_purge"
        ) == [done]


def test_a_restore_that_cannot_purge_again_replaces_nothing(house: str, cast: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.dump"
    concern, _person = a_life(cast, [])
    with psycopg.connect(house) as connected:
        connected.execute("update access_user set ended_at = now()")
    backups.write(file, url=house, embedded=True)
    with psycopg.connect(house) as connected:
        connected.execute("update access_user set ended_at = null")
    with As(cast["dpo"]):
        operations.purge(purge=Purge.objects.get(), by=cast["dpo"], at=NOW)
    connection.close()
    database = connection.settings_dict["NAME"]
    with pytest.raises(backups.Failed, match=str(concern.pk)):
        backups.put_back(
            file, admin_url=house, database=database, embedded=True, before_swap=purged.again(None)
        )
    assert ask(house, "select count(*) from concerns_concernreport") == [(0,)]
