"""The embedded PostgreSQL: what it survives, and what its roles may do."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from tovholder.core import postgres
from tovholder.core.postgres import Cluster


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster as the demo has it, in a folder with a space in its name."""
    cluster = Cluster(tmp_path / "a folder")
    yield cluster
    cluster.destroy()


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Cluster]:
    """The same without waiting for the disk."""
    cluster = Cluster(tmp_path / "a quick folder", throwaway=True)
    yield cluster
    cluster.destroy()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("shared"), throwaway=True)
    cluster.start()
    cluster.create_database("roles")
    yield cluster
    cluster.destroy()


def value(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.SQL(statement)).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def test_it_starts_from_nothing_and_a_second_start_changes_nothing(lasting: Cluster) -> None:
    assert not lasting.exists()
    assert lasting.start()
    assert lasting.exists()
    assert not lasting.start()
    assert value(lasting.url("app"), "select current_user") == "tovholder_app"
    lasting.stop()
    assert not lasting.running()
    lasting.stop()


def test_what_was_saved_survives_a_killed_postmaster(lasting: Cluster) -> None:
    lasting.start()
    with psycopg.connect(lasting.url("owner")) as connection:
        connection.execute("create table note (text text)")
    with psycopg.connect(lasting.url("app")) as connection:
        connection.execute("insert into note values ('saved')")
    with psycopg.connect(lasting.url("app")):
        os.kill(int((lasting.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert lasting.start()
    assert value(lasting.url("app"), "select text from note") == "saved"


def test_a_pid_file_that_names_a_stranger_does_not_stop_a_start(quick: Cluster) -> None:
    quick.start()
    lines = (quick.data / "postmaster.pid").read_text().splitlines()
    quick.stop()
    (quick.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert quick.start()


def test_a_half_made_cluster_is_made_anew(quick: Cluster) -> None:
    half = quick.place / "pg.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    assert quick.start()


def test_roles_that_were_not_finished_are_finished_at_the_next_start(quick: Cluster) -> None:
    quick.start()
    (quick.home / "roles").unlink()
    assert not quick.start()
    assert quick.exists()


def test_the_last_to_leave_stops_it(quick: Cluster) -> None:
    other = Cluster(quick.home, throwaway=True)
    with quick.in_use() as started:
        assert started
        with other.in_use() as started_again:
            assert not started_again
        assert quick.running()
    assert not quick.running()


def test_nobody_may_begin_anew_while_another_uses_it(quick: Cluster) -> None:
    with quick.in_use(), pytest.raises(postgres.Failed), Cluster(quick.home, throwaway=True).not_in_use():
        pass


def test_passwords_and_data_are_closed_to_other_users(quick: Cluster) -> None:
    quick.start()
    assert stat.S_IMODE((quick.home / "passwords.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(quick.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(quick._socket_folder().stat().st_mode) == 0o700


def test_a_long_path_gets_a_short_socket_folder(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long " * 15) / ("longer " * 10), throwaway=True)
    cluster.start()
    try:
        assert len(os.fsencode(cluster._socket_folder())) <= postgres.LONGEST_SOCKET_FOLDER
        assert value(cluster.url("app"), "select 1") == 1
    finally:
        cluster.destroy()


def test_a_wrong_password_is_refused(shared: Cluster) -> None:
    url = shared.url("app").replace("tovholder_app:", "tovholder_app:not")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url)


def test_it_listens_on_no_network_address(shared: Cluster) -> None:
    assert value(shared.url("admin", "postgres"), "show listen_addresses") == ""


def test_the_runtime_role_owns_nothing_and_row_level_security_holds_it(shared: Cluster) -> None:
    with psycopg.connect(shared.url("app", "roles")) as connection:
        row = connection.execute(
            """
            select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
                   has_database_privilege('roles', 'temporary'),
                   has_schema_privilege('public', 'create'),
                   pg_has_role('tovholder_owner', 'set'), pg_has_role('tovholder_gate', 'set'),
                   pg_has_role('tovholder_stats', 'set')
              from pg_roles where rolname = current_user
            """
        ).fetchone()
    assert row == (False,) * 10


@pytest.mark.parametrize(
    "statement",
    [
        "create table t (id int)",
        "create temporary table t (id int)",
        "truncate made",
        "alter table made add x int",
    ],
)
def test_the_runtime_role_cannot(shared: Cluster, statement: str) -> None:
    with psycopg.connect(shared.url("owner", "roles")) as connection:
        connection.execute("create table if not exists made (id int)")
    with (
        psycopg.connect(shared.url("app", "roles")) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(sql.SQL(statement))  # type: ignore[arg-type]


def test_the_servers_log_does_not_get_what_a_statement_was_bound_to(shared: Cluster) -> None:
    """A log of slow statements, which many servers keep, would say names otherwise."""
    for role in ("app", "owner"):
        with psycopg.connect(shared.url(role, "roles")) as connection:  # type: ignore[arg-type]
            for setting in ("log_parameter_max_length", "log_parameter_max_length_on_error"):
                assert connection.execute(f"show {setting}").fetchone() == ("0",)


def test_the_runtime_role_reads_and_writes_what_the_owner_makes(shared: Cluster) -> None:
    with psycopg.connect(shared.url("owner", "roles")) as connection:
        connection.execute("create table work (id bigint generated by default as identity, heads int)")
    with psycopg.connect(shared.url("app", "roles")) as connection:
        connection.execute("insert into work (heads) values (24)")
        connection.execute("update work set heads = 25")
        assert connection.execute("delete from work returning heads").fetchone() == (25,)


def test_a_migration_gives_functions_to_the_roles_that_pass_row_level_security(shared: Cluster) -> None:
    for role in ("tovholder_gate", "tovholder_stats"):
        with psycopg.connect(shared.url("owner", "roles")) as connection:
            for number in (1, 2):  # made, given away, and later replaced
                connection.execute(
                    sql.SQL(
                        "create or replace function {}() returns text language sql security definer "
                        "set search_path = '' return current_user || {}"
                    ).format(sql.Identifier(f"as_{role}"), sql.Literal(str(number)))
                )
                connection.execute(
                    sql.SQL("alter function {}() owner to {}").format(
                        sql.Identifier(f"as_{role}"), sql.Identifier(role)
                    )
                )
        assert value(shared.url("app", "roles"), f"select as_{role}()") == f"{role}2"


def test_the_owner_itself_does_not_pass_forced_row_level_security(shared: Cluster) -> None:
    with psycopg.connect(shared.url("owner", "roles")) as connection:
        connection.execute("create table closed (id int)")
        connection.execute("insert into closed values (1)")
        connection.execute("alter table closed enable row level security, force row level security")
        assert connection.execute("select count(*) from closed").fetchone() == (0,)


def test_a_copy_of_a_template_has_the_same_rights(shared: Cluster) -> None:
    shared.create_database("template")
    with psycopg.connect(shared.url("owner", "template")) as connection:
        connection.execute("create table there (id int)")
    shared.create_database("copy", template="template")
    with psycopg.connect(shared.url("owner", "copy")) as connection:
        connection.execute("create table later (id int)")
    assert value(shared.url("app", "copy"), "select count(*) from there") == 0
    assert value(shared.url("app", "copy"), "select count(*) from later") == 0
    privilege = "select has_database_privilege('copy', 'temporary')"
    assert value(shared.url("app", "copy"), privilege) is False
    shared.drop_database("copy")
    shared.drop_database("copy")


def test_the_tests_role_has_no_rights_until_it_takes_a_role(shared: Cluster) -> None:
    with psycopg.connect(shared.url("owner", "roles")) as connection:
        connection.execute("create table plain (id int)")
    with psycopg.connect(shared.url("test", "roles"), autocommit=True) as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("select * from plain")
        for role in ("tovholder_app", "tovholder_owner"):
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            assert connection.execute("select current_user").fetchone() == (role,)


def test_a_lasting_cluster_has_no_role_for_tests(lasting: Cluster) -> None:
    lasting.start()
    statement = "select count(*) from pg_roles where rolname = 'tovholder_test'"
    assert value(lasting.url("admin", "postgres"), statement) == 0
    with pytest.raises(postgres.Failed):
        lasting.url("test")


def test_a_throwaway_cluster_dies_with_its_maker(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tovholder.core.postgres import Cluster\n"
        "c = Cluster(Path(sys.argv[1]), throwaway=True); c.start(); print('up', flush=True); time.sleep(600)"
    )
    home = tmp_path / "maker"
    maker = subprocess.Popen([sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE)
    assert maker.stdout is not None
    assert maker.stdout.readline() == b"up\n"
    maker.kill()
    maker.communicate()
    cluster = Cluster(home, throwaway=True)
    until = time.monotonic() + 120
    while cluster.alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert not cluster.alive()
    cluster.destroy()


def test_an_old_server_is_refused_with_a_sentence() -> None:
    with pytest.raises(postgres.TooOld, match="PostgreSQL 16"):
        postgres.accept_version(160004)
    assert postgres.accept_version(170000) == 17


def test_a_server_that_does_not_answer_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(postgres.Failed, match="DATABASE_URL"):
        postgres.version_of(f"postgresql:///nothing?host={tmp_path}")


def test_a_folder_without_postgresql_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOVHOLDER_PG_BIN", str(tmp_path))
    with pytest.raises(postgres.Failed, match="no PostgreSQL server"):
        postgres.bin_dir()
