"""The sealed log, met by somebody who may do everything in the database, and nothing outside it."""

import json
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import translation
from psycopg.conninfo import conninfo_to_dict

from tests import template
from tests.conftest import TEMPLATE
from tovholder.access.actors import System, acting
from tovholder.access.sealer import seal_now
from tovholder.audit import anchors, seals
from tovholder.core.postgres import Cluster

KEY = "a key that the database has not, and that is long enough"


class Log:
    """A database of one's own with the log in it, and the three who touch it."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.app_url = cluster.url("app", name)
        self.owner_url = cluster.url("owner", name)
        self.admin = psycopg.connect(cluster.url("admin", name), autocommit=True)

    def do(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """As the superuser."""
        cursor = self.admin.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def writer(self) -> Iterator[psycopg.Connection]:
        """An open transaction of the application's."""
        with psycopg.connect(self.app_url) as writer:
            writer.execute("select set_config('tovholder.user_id', '-3', true)")
            yield writer

    def look(self, *purposes: str) -> None:
        """Looks, each in a transaction of its own."""
        for purpose in purposes:
            with self.writer() as writer:
                write(writer, purpose)

    def seal(self) -> None:
        seal_now()

    def found(self) -> list[str]:
        """What verifying finds: what happened to which row or seal."""
        with acting(System.COMMAND, purpose="test"):
            report = seals.verify()
        return [f"{each.what} {each.row or each.seal}" for each in report.faults]

    def ids(self) -> list[int]:
        return [number for (number,) in self.do("select id from audit_read order by xid, id")]


def write(writer: psycopg.Connection, purpose: str) -> None:
    writer.execute(
        "insert into audit_read (way, view, purpose, cases) values ('page', 'cases:case', %s, %s)",
        [purpose, [uuid.uuid4()]],
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server for this module alone: whatever still runs on a server holds its seals back."""
    with tempfile.TemporaryDirectory(prefix="tovholder-seals-") as home:
        own = Cluster(Path(home), throwaway=True)
        own.start()
        try:
            template.make(own, TEMPLATE)
            yield own
        finally:
            own.destroy()


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> str:
    """A migrated database: what is tested here must be committed."""
    cluster.create_database("sealed", template=TEMPLATE)
    return "sealed"


@pytest.fixture
def log(
    cluster: Cluster, database: str, django_db_blocker: Any, settings: Any, tmp_path: Path
) -> Iterator[Log]:
    settings.SEAL_KEY, settings.ANCHORS = KEY, str(tmp_path / "out" / "anchors.log")
    before = {**connection.settings_dict, "OPTIONS": dict(connection.settings_dict["OPTIONS"])}
    parts = conninfo_to_dict(cluster.url("app", database))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(
            NAME=database,
            USER=parts["user"],
            PASSWORD=parts.get("password", ""),
            HOST=parts["host"],
            PORT=parts.get("port", ""),
        )
        connection.settings_dict["OPTIONS"] = {}
        opened = Log(cluster, database)
        opened.do("truncate audit_read, audit_seal, audit_words, audit_verification restart identity")
        opened.do("select tovholder.make_log_months()")
        yield opened
        opened.admin.close()
        connection.close()
        connection.settings_dict.update(before)


@pytest.fixture
def sealed(log: Log) -> Log:
    """Nine looks under three seals."""
    for batch in ("abc", "def", "ghi"):
        log.look(*batch)
        log.seal()
    assert log.found() == []
    return log


def test_what_was_written_is_sealed_and_anchored(sealed: Log) -> None:
    with acting(System.COMMAND, purpose="test"):
        report = seals.verify()
    assert (report.ok, report.rows, report.seals, report.anchored, report.waiting) == (True, 9, 3, 3, 0)
    state = seals.state()
    assert state.no == 3
    assert state.age is not None
    assert timedelta(0) <= state.age < timedelta(minutes=1)
    place = anchors.place()
    assert place is not None
    assert place.stat().st_mode & 0o777 == 0o600
    assert KEY not in place.read_text()
    sealed.seal()
    assert len(place.read_text().splitlines()) == 3


def test_rows_without_a_seal_wait_and_are_no_fault(sealed: Log) -> None:
    sealed.look("x", "y")
    with acting(System.COMMAND, purpose="test"):
        report = seals.verify()
    assert (report.ok, report.waiting) == (True, 2)
    assert seals.trouble() == []
    sealed.do("update audit_read set at = at - interval '11 minutes' where purpose = 'x'")
    assert seals.trouble() == ["looks have waited 11 minutes for their seal"]


def test_a_transaction_that_commits_late_is_sealed_when_it_has_ended(log: Log) -> None:
    log.look("before")
    with log.writer() as late:
        write(late, "late")
        log.look("after")
        log.seal()
        assert log.do("select coalesce(sum(n), 0) from audit_seal") == [(1,)]
        assert log.found() == []
    log.seal()
    assert log.do("select sum(n) from audit_seal") == [(3,)]
    assert log.found() == []


def test_an_open_transaction_that_fails_leaves_no_gap(log: Log) -> None:
    log.look("before")
    with log.writer() as broken:
        write(broken, "never")
        broken.rollback()
    log.look("after")
    log.seal()
    assert log.found() == []


def test_two_sealers_at_once_seal_each_row_once(log: Log) -> None:
    log.look("a", "b")
    with psycopg.connect(log.app_url) as other:
        assert other.execute("select tovholder.seal_log()").fetchone() == (1,)
        assert seal_now() == 0
    log.seal()
    assert log.do("select count(*), sum(n) from audit_seal") == [(1, 2)]
    assert log.found() == []


MEDDLING: dict[str, tuple[str, str]] = {
    "a changed row": ("update audit_read set purpose = 'z' where id = {e}", "changed {e}"),
    "a changed actor": ("update audit_read set actor = 7 where id = {e}", "changed {e}"),
    "a changed time": ("update audit_read set at = at + interval '1 ms' where id = {e}", "changed {e}"),
    "a deleted row": ("delete from audit_read where id = {e}", "removed {e}"),
    "a whole seal's rows deleted": ("delete from audit_read where id in ({d}, {e}, {f})", "removed {d}"),
    "all rows deleted": ("delete from audit_read", "removed {a}"),
    "a row with a copied transaction": (
        "insert into audit_read (way, view, xid) select way, view, xid from audit_read where id = {e}",
        "put_in {new}",
    ),
    "a row with a copied transaction and a low number": (
        "insert into audit_read (id, way, view, xid) overriding system value"
        " select 0 - id, way, view, xid from audit_read where id = {e}",
        "put_in -{e}",
    ),
    "a row in a month without a seal": (
        "insert into audit_read (at, way, view, xid)"
        " select at - interval '3 months', way, view, xid from audit_read where id = {e}",
        "outside {new}",
    ),
    "a row before everything": (
        "insert into audit_read (way, view, xid) values ('page', 'x', '3')", "put_in {new}"
    ),
    "a row of another server": (
        "insert into audit_read (way, view, cluster) values ('page', 'x', 42)", "outside {new}"
    ),
    "a row moved to another month": (
        "update audit_read set at = at - interval '2 months' where id = {e}", "outside {e}"
    ),
    "two rows whose contents changed places": (
        "update audit_read a set purpose = b.purpose, cases = b.cases from audit_read b"
        " where (a.id, b.id) in (({e}, {h}), ({h}, {e}))",
        "changed {e}",
    ),
    "tail rows cut off": ("delete from audit_read where id in ({h}, {i})", "removed {h}"),
    "a deleted seal": ("delete from audit_seal where no = 2", "seal_removed 2"),
    "a seal that says another number of rows": ("update audit_seal set n = 2 where no = 2", "seal_changed 2"),
    "a seal that names other rows": ("update audit_seal set ids = '{{1,2}}' where no = 2", "seal_changed 2"),
    "a month that was dropped by hand": (
        "do $$ begin execute 'drop table tovholder_log.read_'"
        " || to_char(now() at time zone 'UTC', 'YYYY_MM'); end $$",
        "removed {a}",
    ),
    "the log emptied": ("truncate audit_read", "removed {a}"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "told"), MEDDLING.values(), ids=MEDDLING.keys())
def test_what_a_superuser_did_is_named(sealed: Log, statement: str, told: str) -> None:
    ids = sealed.ids()
    names = dict(zip("abcdefghi", ids, strict=True)) | {"new": max(ids) + 1}
    sealed.do(statement.format(**names))
    assert sealed.found()[0] == told.format(**names)


#: A seal at the end, of the same server and range as the last but for what is said, as a link of the chain.
APPEND = """
do $$
declare s public.audit_seal; previous bytea;
begin
  select * into s from public.audit_seal order by no desc limit 1;
  previous := s.hash;
  s.no := s.no + 1; s.n := 0; s.ids := '{}'; s.marks := ''; s.rows_hash := sha256('');
  %s
  s.ids_hash := sha256(record_send(row(s.ids, s.marks)));
  s.hash := tovholder.seal_hash(previous, s);
  insert into public.audit_seal select s.*;
end $$
"""
NEXT = "s.from_xid := s.to_xid;"
APPENDED: dict[str, tuple[str, list[str]]] = {
    "an empty one of another server": (
        "s.cluster := 999; s.from_xid := '0'; s.to_xid := '1';", ["seal_impossible 4", "moved_unrecorded 4"]
    ),
    "an empty one of this server": (f"{NEXT} s.to_xid := pg_current_xact_id();", ["seal_impossible 4"]),
    "one over nothing": (NEXT, ["seal_impossible 4"]),
    "the same range again": ("s.part := '2020-01';", ["seal_impossible 4", "seal_out_of_order 4"]),
    "an epoch of this server that begins anew": (
        "s.from_xid := '0';", ["seal_impossible 4", "seal_out_of_order 4"]
    ),
    "one that leaves transactions out": (
        "s.from_xid := (s.to_xid::text::bigint + 1)::text::xid8;"
        " s.to_xid := (s.to_xid::text::bigint + 2)::text::xid8;",
        ["seal_impossible 4", "seal_out_of_order 4"],
    ),
    "one over all that is to come": (f"{NEXT} s.to_xid := '4000000000';", ["seal_impossible 4"]),
    "one that says that a month was dropped": (
        f"{NEXT} s.kind := 'dropped'; s.part := '2020-01';", ["drop_unrecorded 4"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("worker_goes_on", [False, True])
@pytest.mark.parametrize(("says", "told"), APPENDED.values(), ids=APPENDED.keys())
def test_a_seal_that_fits_the_chain_and_no_worker_made_is_named_and_blinds_nothing(
    sealed: Log, says: str, told: list[str], worker_goes_on: bool
) -> None:
    a, _b, _c, _d, e, _f, _g, h, _i = sealed.ids()
    sealed.do(APPEND % says)
    if worker_goes_on:
        seal_now()
        sealed.look("x")
        seal_now()
    found = sealed.found()
    assert [each for each in found if "_" in each.split()[0]][: len(told)] == told
    sealed.do("update audit_read set purpose = 'z' where id = any(%s)", [a, e])
    sealed.do("delete from audit_read where id = %s", h)
    assert {f"changed {a}", f"changed {e}", f"removed {h}"} <= set(sealed.found())


def test_a_seal_over_all_that_is_to_come_is_told_with_every_row_of_it_there(sealed: Log) -> None:
    sealed.look("x")
    ((here, last),) = sealed.do("select cluster, to_xid from audit_seal order by no desc limit 1")
    sealed.do("select tovholder.seal_rows(%s, %s, '4000000000')", here, last)
    assert sealed.found() == ["seal_ahead 4"]
    sealed.look("y")
    assert sealed.found()[0].startswith("put_in")


def test_a_row_of_a_transaction_that_has_not_been_is_no_row_that_waits(sealed: Log) -> None:
    sealed.do("insert into audit_read (way, view, xid) values ('page', 'x', '4000000000')")
    assert sealed.found() == [f"outside {max(sealed.ids())}"]


def test_rows_and_seal_of_a_server_that_nobody_moved_to_are_told(sealed: Log) -> None:
    sealed.do("insert into audit_read (way, view, cluster, xid) values ('page', 'x', 999, '3')")
    sealed.do("select tovholder.seal_rows(999, '0', '9')")
    assert sealed.found() == ["moved_unrecorded 4"]
    sealed.look("x")
    sealed.seal()
    assert sealed.found() == ["moved_unrecorded 4", "moved_unrecorded 5"]


def test_seals_whose_names_of_rows_were_emptied_are_told(sealed: Log) -> None:
    sealed.do("update audit_seal set ids = null, marks = null where no = 2")
    assert sealed.found() == ["seal_changed 2"]


def test_seals_in_another_order_are_told(sealed: Log, settings: Any) -> None:
    sealed.do("update audit_seal set no = case no when 2 then 3 else 2 end + 10 where no in (2, 3)")
    sealed.do("update audit_seal set no = no - 10 where no > 10")
    settings.ANCHORS = ""
    assert {"seal_changed 2", "seal_changed 3", "seal_out_of_order 2"} <= set(sealed.found())


RESEAL = """
do $$
declare s public.audit_seal; previous bytea; r record;
begin
  for s in select * from public.audit_seal where no >= %s order by no loop
    select hash into previous from public.audit_seal where no = s.no - 1;
    select array_agg(id order by xid, id) as ids,
           string_agg(substr(h, 1, 8), ''::bytea order by xid, id) as marks,
           sha256(string_agg(h, ''::bytea order by xid, id)) as rows_hash, count(*) as n into r
      from (select id, xid, sha256(record_send(row(1, l.id, l.at, l.xid, l.cluster, l.actor, l.agency,
              l.municipality, l.clock_offset, l.request, l.way, l.view, l.purpose, l.persons, l.cases,
              l.concerns, l.words_hash))) as h
              from public.audit_read l where xid >= s.from_xid and xid < s.to_xid) x;
    s.ids := r.ids; s.marks := r.marks; s.n := r.n; s.rows_hash := r.rows_hash;
    s.ids_hash := sha256(record_send(row(s.ids, s.marks)));
    s.hash := tovholder.seal_hash(previous, s);
    update public.audit_seal t set ids = s.ids, marks = s.marks, n = s.n, rows_hash = s.rows_hash,
      ids_hash = s.ids_hash, hash = s.hash where t.no = s.no;
    exit when not %s;
  end loop;
end $$
"""


def test_a_row_and_its_seal_rewritten_break_the_chain(sealed: Log) -> None:
    sealed.do("update audit_read set purpose = 'z' where id = (select ids[2] from audit_seal where no = 2)")
    sealed.do(RESEAL % (2, "false"))
    assert sealed.found() == ["seal_rewritten 2", "seal_changed 3"]


def test_a_chain_computed_anew_is_found_by_the_anchors_alone(sealed: Log, settings: Any) -> None:
    sealed.do("update audit_read set purpose = 'z' where id = (select ids[2] from audit_seal where no = 2)")
    sealed.do(RESEAL % (2, "true"))
    assert sealed.found() == ["seal_rewritten 2", "seal_rewritten 3"]
    settings.ANCHORS = ""
    assert sealed.found() == []


def test_a_tail_cut_off_with_its_seals_is_found_by_the_anchors_alone(sealed: Log, settings: Any) -> None:
    sealed.do("delete from audit_read where id = any((select ids from audit_seal where no = 3)::bigint[])")
    sealed.do("delete from audit_seal where no = 3")
    assert sealed.found() == ["cut_off 3"]
    settings.ANCHORS = ""
    assert sealed.found() == []


def test_after_a_tail_was_cut_off_nothing_is_anchored_until_somebody_looked(sealed: Log) -> None:
    sealed.do("delete from audit_seal where no >= 2")
    sealed.look("x")
    with pytest.raises(anchors.Broken):
        sealed.seal()


def test_a_printed_anchor_finds_what_a_lost_file_does_not(sealed: Log, settings: Any) -> None:
    newest = anchors.last()
    assert newest is not None
    settings.ANCHORS = ""
    sealed.do("delete from audit_seal where no = 3")
    sealed.do("delete from audit_read where purpose in ('g', 'h', 'i')")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--json", "--against", f"3:{newest.hash.hex()}", stdout=out)
    assert ended.value.code == 1
    assert [fault["what"] for fault in json.loads(out.getvalue())["faults"]] == ["cut_off"]


def test_an_anchor_that_somebody_without_the_key_wrote_is_found(sealed: Log, settings: Any) -> None:
    place = anchors.place()
    assert place is not None
    settings.SEAL_KEY = "another key"
    text = str(anchors.made("seal", 2, b"x" * 32, sealed.do("select now()")[0][0]))
    settings.SEAL_KEY = KEY
    place.write_text(place.read_text() + text + "\nnonsense\n")
    assert sealed.found() == ["anchor_forged 2", "anchor_unreadable 5"]


NEW = "the key of after"


def put(*lines: object) -> None:
    place = anchors.place()
    assert place is not None
    place.write_text(place.read_text() + "".join(f"{line}\n" for line in lines))


def test_anchors_of_before_a_change_of_keys_verify_under_the_key_that_signed_them(
    sealed: Log, settings: Any
) -> None:
    settings.SEAL_KEY, settings.SEAL_KEYS_OLD = NEW, [KEY]
    sealed.look("j")
    sealed.seal()
    assert sealed.found() == []
    with acting(System.COMMAND, purpose="test"), translation.override("en"):
        report = seals.verify()
    assert report.anchored == 4
    assert report.notes == ["Up to seal 3 the anchors were signed with a key of before."]
    settings.SEAL_KEYS_OLD = []
    assert sealed.found() == ["anchor_forged 1", "anchor_forged 2", "anchor_forged 3"]
    settings.SEAL_KEY, settings.SEAL_KEYS_OLD = KEY, []
    assert sealed.found() == ["anchor_forged 4"]


def test_who_got_hold_of_the_old_key_signs_nothing_after_the_new_one_has(sealed: Log, settings: Any) -> None:
    settings.SEAL_KEYS_OLD = []
    (at,) = sealed.do("select now()")[0]
    by_the_thief = anchors.made("seal", 9, b"x" * 32, at)
    settings.SEAL_KEY, settings.SEAL_KEYS_OLD = NEW, [KEY]
    sealed.look("j")
    sealed.seal()
    put(by_the_thief)
    assert sealed.found() == ["anchor_forged 9"]


def test_nor_after_the_last_seal_that_the_old_key_is_known_to_have_signed(sealed: Log, settings: Any) -> None:
    """Who cuts off what the new key has signed goes on with the old one."""
    (at,) = sealed.do("select now()")[0]
    put(anchors.made("seal", 4, b"x" * 32, at))
    settings.SEAL_KEY, settings.SEAL_KEYS_OLD = NEW, [f"{KEY}@3"]
    assert sealed.found() == ["anchor_forged 4"]
    settings.SEAL_KEYS_OLD = [KEY]
    assert sealed.found() == ["cut_off 4"]


@pytest.fixture
def old_month(log: Log) -> Iterator[str]:
    """A month with two looks that is over, and this one with one: all sealed."""
    month: str = log.do("select to_char(now() at time zone 'UTC' - interval '3 months', 'YYYY-MM')")[0][0]
    table = f"tovholder_log.read_{month.replace('-', '_')}"
    log.do(f"create table {table} (like audit_read including constraints including indexes)")
    log.do(f"alter table {table} owner to tovholder_owner")
    until = f"(('{month}-01'::timestamp + interval '1 month') at time zone 'UTC')"
    since = f"'{month}-01 00:00+00'"
    log.do(f"alter table audit_read attach partition {table} for values from ({since}) to ({until})")
    log.do(
        f"insert into audit_read (at, way, view) select '{month}-03', 'page', 'x' from generate_series(1, 2)"
    )
    log.look("now")
    log.seal()
    assert log.do("select part = %s, n from audit_seal order by no", month) == [(True, 2), (False, 1)]
    yield month
    log.do(f"drop table if exists {table}")


def drop(month: str) -> str:
    out = StringIO()
    call_command("audit", "drop-month", month, "--why", "Slettes efter tre måneder (dpo)", stdout=out)
    return out.getvalue()


def test_a_month_dropped_by_a_rule_is_clean(log: Log, old_month: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", log.owner_url)
    drop(old_month)
    assert log.do("select count(*) from audit_read") == [(1,)]
    assert log.do("select ids is null, kind, note from audit_seal order by no") == [
        (True, "rows", ""), (False, "rows", ""), (True, "dropped", "Slettes efter tre måneder (dpo)"),
    ]  # fmt: skip
    assert log.found() == []
    log.look("later")
    log.seal()
    assert log.found() == []


def test_a_month_dropped_without_anybody_answering_for_it_is_told(log: Log, old_month: str) -> None:
    with psycopg.connect(log.owner_url) as owner, owner.cursor() as cursor:
        seals.drop_month(cursor, part=old_month, why="because")
    log.seal()
    assert log.found() == [f"drop_unrecorded {3}"]


def test_a_row_put_into_a_dropped_month_is_told(log: Log, old_month: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", log.owner_url)
    xid = log.do("select xid from audit_read order by xid limit 1")[0][0]
    drop(old_month)
    log.do("insert into audit_read (at, way, view, xid) values (%s, 'page', 'x', %s)", f"{old_month}-05", xid)
    assert [each.split()[0] for each in log.found()] == ["put_in"]


def test_the_application_drops_no_month_and_this_month_is_not_dropped(log: Log, old_month: str) -> None:
    with log.writer() as writer, pytest.raises(psycopg.errors.InsufficientPrivilege):
        writer.execute("select tovholder.drop_log_month(%s, 'because')", [old_month])
    now = log.do("select to_char(now() at time zone 'UTC', 'YYYY-MM')")[0][0]
    with psycopg.connect(log.owner_url) as owner, owner.cursor() as cursor, pytest.raises(
        psycopg.errors.RaiseException, match="is not over"
    ):  # fmt: skip
        seals.drop_month(cursor, part=now, why="because")


def test_a_month_with_a_row_that_was_put_in_is_not_dropped(log: Log, old_month: str) -> None:
    log.do("insert into audit_read (at, way, view, xid) values (%s, 'page', 'x', '3')", f"{old_month}-05")
    with psycopg.connect(log.owner_url) as owner, owner.cursor() as cursor, pytest.raises(
        psycopg.errors.RaiseException, match="has 3 rows, and 2 were sealed"
    ):  # fmt: skip
        seals.drop_month(cursor, part=old_month, why="because")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into audit_seal select * from audit_seal",
        "update audit_seal set n = 0",
        "delete from audit_seal",
        "select tovholder.seal_rows(1, '1', '2')",
        "insert into audit_read (way, view, cluster) values ('page', 'x', 1)",
        "insert into audit_read (way, view, xid) values ('page', 'x', '1')",
    ],
)
def test_the_application_touches_no_seal(sealed: Log, statement: str) -> None:
    with sealed.writer() as writer, pytest.raises(psycopg.errors.InsufficientPrivilege):
        writer.execute(statement)


@pytest.fixture
def other_server(sealed: Log) -> Iterator[Log]:
    """The database is now one that was restored on another server, where transactions begin anew."""
    sealed.look("not sealed yet")
    ((here,),) = sealed.do("select pg_get_functiondef('tovholder.cluster()'::regprocedure)")
    sealed.do(
        "create or replace function tovholder.cluster() returns bigint language sql stable"
        " security definer set search_path = '' return 4711"
    )
    yield sealed
    sealed.do(here)


def test_in_another_server_the_transactions_begin_anew_and_the_chain_goes_on(other_server: Log) -> None:
    sealed = other_server
    assert sealed.found() == []
    call_command("audit", "restored")
    sealed.look("there")
    sealed.do("update audit_read set xid = '5' where purpose = 'there'")
    sealed.seal()
    assert sealed.do("select cluster = 4711, n from audit_seal order by no") == [
        (False, 3), (False, 3), (False, 3), (False, 1), (True, 1),
    ]  # fmt: skip
    assert sealed.found() == []
    sealed.look("more")
    sealed.seal()
    assert sealed.found() == []
    sealed.do("update audit_read set purpose = 'z' where purpose = 'not sealed yet'")
    assert [each.split()[0] for each in sealed.found()] == ["changed"]


def test_a_move_to_another_server_that_nobody_recorded_is_told_until_somebody_does(other_server: Log) -> None:
    other_server.look("there")
    other_server.seal()
    assert other_server.found() == ["moved_unrecorded 5"]
    other_server.look("more")
    other_server.seal()
    assert other_server.found() == ["moved_unrecorded 5"]
    call_command("audit", "restored")
    assert other_server.found() == []


def test_a_restore_where_no_anchors_came_along_begins_them(
    other_server: Log, settings: Any, tmp_path: Path
) -> None:
    settings.ANCHORS = str(tmp_path / "new.log")
    call_command("audit", "restored")
    other_server.look("there")
    other_server.seal()
    assert other_server.found() == []
    assert [line.split()[:2] for line in (tmp_path / "new.log").read_text().splitlines()] == [
        ["restored", "3"], ["seal", "4"], ["seal", "5"],
    ]  # fmt: skip


def test_back_on_the_first_server_all_that_was_sealed_is_still_verified(
    sealed: Log, other_server: Log
) -> None:
    call_command("audit", "restored")
    sealed.look("there")
    sealed.seal()
    sealed.do(
        "create or replace function tovholder.cluster() returns bigint language sql stable"
        " security definer set search_path = '' as"
        " $$ select system_identifier from pg_catalog.pg_control_system() $$"
    )
    call_command("audit", "restored")
    sealed.look("back")
    sealed.seal()
    assert sealed.do("select cluster = 4711, n from audit_seal order by no") == [
        (False, 3), (False, 3), (False, 3), (False, 1), (True, 1), (False, 1),
    ]  # fmt: skip
    assert sealed.found() == []
    b, e = sealed.ids()[1], sealed.ids()[4]
    sealed.do("delete from audit_read where id = any(%s)", [b, e])
    sealed.do("update audit_read set purpose = 'z' where purpose in ('there', 'back')")
    assert [each.split()[0] for each in sealed.found()] == ["removed", "removed", "changed", "changed"]


def test_a_restore_that_somebody_answers_for_is_a_note_and_no_fault(sealed: Log) -> None:
    sealed.do("delete from audit_seal where no = 3")
    sealed.do("delete from audit_read where purpose in ('g', 'h', 'i')")
    call_command("audit", "restored")
    with acting(System.COMMAND, purpose="test"):
        report = seals.verify()
    assert (report.faults, len(report.notes)) == ([], 1)
    sealed.look("x")
    sealed.seal()
    assert sealed.found() == []


def test_the_command_says_it_in_words_and_exits_1(sealed: Log) -> None:
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "9 looks, 3 seals" in out.getvalue() or "9 opslag, 3 segl" in out.getvalue()
    assert sealed.do("select rows, seals, faults from audit_verification") == [(9, 3, [])]
    sealed.do("delete from audit_read where purpose = 'e'")
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", stdout=out)
    assert ended.value.code == 1
    out = StringIO()
    call_command("audit", "anchor", stdout=out)
    assert out.getvalue().split()[:2] == ["seal", "3"]


def test_somebody_who_reads_no_log_verifies_nothing(sealed: Log) -> None:
    with acting(System.PUBLIC_LINK, purpose="test"):
        report = seals.verify()
    assert (report.rows, report.seals) == (0, 0)
    with pytest.raises(DatabaseError), acting(System.JOBS, purpose="test"), connection.cursor() as cursor:
        cursor.execute("select tovholder.seal_rows(1, '1', '2')")


def test_the_worker_seals_by_itself(log: Log, monkeypatch: Any) -> None:
    from tovholder.access import sealer

    monkeypatch.setattr(sealer, "EVERY_SECONDS", 0.05)
    log.look("a")
    with sealer.sealing():
        until = time.monotonic() + 120
        while log.do("select count(*) from audit_seal") == [(0,)] and time.monotonic() < until:
            time.sleep(0.05)
        log.look("b")
        while log.do("select count(*) from audit_seal") == [(1,)] and time.monotonic() < until:
            time.sleep(0.05)
    assert log.do("select sum(n) from audit_seal") == [(2,)]
    assert log.found() == []


def test_a_worker_that_cannot_anchor_says_so_and_goes_on(sealed: Log, monkeypatch: Any, caplog: Any) -> None:
    from tovholder.access import sealer

    monkeypatch.setattr(sealer, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(sealer, "AFTER_A_FAILURE_SECONDS", 0.05)
    sealed.do("update audit_seal set hash = 'x' where no = 3")
    with sealer.sealing():
        until = time.monotonic() + 120
        while len(caplog.records) < 2 and time.monotonic() < until:
            sealed.look("x")
            time.sleep(0.05)
    assert "seal 3 is not the one that was anchored" in caplog.text
