"""The command: the embedded database behind every command, backup and restore, the demo's frame."""

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tovholder import cli
from tovholder.core import backups, checkup, installation, postgres, processes
from tovholder.core.installation import Installation, offset_to
from tovholder.core.postgres import Cluster
from tovholder.demo import server


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation's data folder, with a space in its name."""
    folder = tmp_path_factory.mktemp("installation") / "the data"
    yield folder
    Cluster(folder).destroy()


def tovholder(data: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "TOVHOLDER_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "tovholder", *arguments],
        capture_output=True,
        text=True,
        env={**clean, "TOVHOLDER_DATA": str(data), "LC_ALL": "C.UTF-8", **env},
        check=False,
        timeout=600,
    )


def test_psql_is_the_runtime_role_unless_told_otherwise(data: Path) -> None:
    select = ("-A", "-t", "-c", "select current_user")
    assert tovholder(data, "psql", *select).stdout.strip() == "tovholder_app"
    assert tovholder(data, "psql", "--as", "owner", *select).stdout.strip() == "tovholder_owner"
    assert not Cluster(data).running()


def test_a_command_beside_a_running_one_uses_its_database(data: Path) -> None:
    cluster = Cluster(data)
    with cluster.in_use():
        assert tovholder(data, "psql", "-c", "select 1").returncode == 0
        assert cluster.running()
    assert not cluster.running()


def test_a_backup_comes_back_whole(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a backup.dump"
    cluster = Cluster(data)
    with cluster.in_use():
        url = cluster.url("admin")
        with psycopg.connect(cluster.url("owner")) as connection:
            connection.execute("create table kept (text text)")
            connection.execute("insert into kept values ('before')")
            connection.execute("alter table kept enable row level security, force row level security")
        backups.write(file, url=url, embedded=True)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with psycopg.connect(url) as connection:
            connection.execute("update kept set text = 'after'")
        backups.put_back(file, admin_url=url, database="tovholder", embedded=True)
        with psycopg.connect(url) as connection:
            assert connection.execute("select text from kept").fetchall() == [("before",)]
            names = connection.execute("select datname from pg_database order by 1").fetchall()
        assert names == [("postgres",), ("template0",), ("template1",), ("tovholder",)]
        with psycopg.connect(cluster.url("app")) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (0,)
            allowed = connection.execute("select has_database_privilege('tovholder', 'temporary')")
            assert allowed.fetchone() == (False,)


def databases(cluster: Cluster) -> set[str]:
    with psycopg.connect(cluster.url("admin")) as connection:
        found = connection.execute("select datname from pg_database where datname !~ '^(postgres|template)'")
        return {name for (name,) in found.fetchall()}


def test_a_restore_shuts_out_who_comes_back_at_once_and_ends_every_sign_in(
    data: Path, tmp_path: Path
) -> None:
    """Pages and worker run on, and connect again as soon as they are thrown out."""
    file = tmp_path / "b.dump"
    cluster = Cluster(data)
    done = threading.Event()

    def come_back() -> None:
        while not done.is_set():
            with contextlib.suppress(psycopg.Error), psycopg.connect(cluster.url("app")) as connection:
                connection.execute("select pg_sleep(0.1)")

    with cluster.in_use():
        url = cluster.url("admin")
        with psycopg.connect(cluster.url("owner")) as connection:
            connection.execute("create table django_session (session_key text)")
            connection.execute("insert into django_session values ('signed in when the backup was made')")
        backups.write(file, url=url, embedded=True)
        threads = [threading.Thread(target=come_back) for _ in range(6)]
        for thread in threads:
            thread.start()
        try:
            backups.put_back(file, admin_url=url, database="tovholder", embedded=True)
        finally:
            done.set()
            for thread in threads:
                thread.join()
        assert databases(cluster) == {"tovholder"}
        with psycopg.connect(url) as connection:
            assert connection.execute("select count(*) from django_session").fetchone() == (0,)
            connection.execute("drop table django_session")


def test_a_restore_that_fails_at_the_end_leaves_no_copy_and_the_database_open(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "c.dump"
    cluster = Cluster(data)
    with cluster.in_use():
        url = cluster.url("admin")
        backups.write(file, url=url, embedded=True)
        monkeypatch.setattr(backups.secrets, "token_hex", lambda _n: "aa")
        with psycopg.connect(cluster.url("admin", "postgres"), autocommit=True) as connection:
            connection.execute("create database tovholder_before_aa")  # the name that the old one is to get
        with pytest.raises((backups.Failed, psycopg.Error)):
            backups.put_back(file, admin_url=url, database="tovholder", embedded=True)
        with psycopg.connect(cluster.url("admin", "postgres"), autocommit=True) as connection:
            connection.execute("drop database tovholder_before_aa")
        assert databases(cluster) == {"tovholder"}
        with psycopg.connect(cluster.url("app")) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_a_restore_on_a_real_server_needs_no_data_folder_and_tells_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@nowhere/tovholder")
    monkeypatch.setenv("DATABASE_ADMIN_URL", "postgresql://admin@nowhere/tovholder")
    monkeypatch.setenv("TOVHOLDER_DATA", str(tmp_path / "none"))
    monkeypatch.setattr(postgres, "version_of", lambda _url: 17)
    monkeypatch.setattr(backups, "put_back", lambda *_file, **_where: None)
    monkeypatch.setattr(cli, "_django_here", lambda arguments: asked.append(arguments) or 0)
    assert cli.restore(["a.dump"]) == 0
    assert asked == [["audit", "restored"]]
    assert not (tmp_path / "none").exists()


def test_a_broken_backup_changes_nothing(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.dump"
    broken.write_bytes(b"PGDMP and then nothing")
    done = tovholder(data, "restore", str(broken))
    assert done.returncode == 1
    assert "pg_restore failed" in done.stderr
    listed = tovholder(data, "psql", "--as", "admin", "-A", "-t", "-c", "select count(*) from pg_database")
    assert listed.stdout.strip() == "4"


def test_a_real_server_is_backed_up_by_the_machines_own_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the embedded database speak no TLS, which a real server asks for."""
    for folder in ("machine", "named"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pg_dump").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "machine"))
    monkeypatch.delenv("TOVHOLDER_PG_BIN", raising=False)
    assert backups.tool("pg_dump", embedded=False) == str(tmp_path / "machine" / "pg_dump")
    assert backups.tool("pg_dump", embedded=True) == str(postgres.bin_dir() / "pg_dump")
    with pytest.raises(backups.Failed, match="psql"):
        backups.tool("psql", embedded=False)
    monkeypatch.setenv("TOVHOLDER_PG_BIN", str(tmp_path / "named"))
    assert backups.tool("pg_dump", embedded=False) == str(tmp_path / "named" / "pg_dump")


def test_a_client_that_is_older_than_the_server_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'aborting because of server version mismatch' >&2\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("TOVHOLDER_PG_BIN", str(tmp_path))
    with pytest.raises(backups.Failed, match="TOVHOLDER_PG_BIN"):
        backups.write(tmp_path / "a.dump", url="postgresql://nobody@nowhere/none", embedded=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pg_dump"]


def test_a_backup_does_not_write_over_another(data: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.dump"
    there.write_text("another")
    assert tovholder(data, "backup", str(there)).returncode == 1
    assert there.read_text() == "another"


def test_fresh_is_refused_where_a_real_server_is_named(data: Path) -> None:
    cluster = Cluster(data)
    with cluster.in_use():
        done = tovholder(data, "demo", "--fresh", DATABASE_URL=cluster.url("app"))
    assert done.returncode == 1
    assert "--fresh deletes the embedded database only" in done.stderr


def test_a_second_demo_on_the_same_data_is_refused(data: Path) -> None:
    place = Installation(data, Cluster(data), lambda _sentence: None)
    with server._only_one(place):
        (data / "demo.lock").write_text("http://127.0.0.1:8123/")
        done = tovholder(data, "demo", "--fresh")
    assert done.returncode == 1
    assert "http://127.0.0.1:8123/" in done.stderr


def test_an_unreadable_address_is_a_sentence_and_not_a_trace(data: Path) -> None:
    done = tovholder(data, "migrate", DATABASE_URL="postgresql:///x?host=/nowhere")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for command in ("psql", "demo"):
        done = tovholder(tmp_path / "file" / "data", command)
        assert done.returncode == 1
        assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr


def test_migrating_a_real_server_asks_for_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    with pytest.raises(postgres.Failed, match="DATABASE_OWNER_URL"):
        installation.owner_url()


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert server.free_port(port) > port


def test_the_demos_clock_starts_when_offices_open() -> None:
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    there = now + timedelta(seconds=offset_to(date(2022, 9, 20), now=now))
    assert there == datetime(2022, 9, 20, 7, 0, tzinfo=UTC)  # nine o'clock in Copenhagen's summer


def test_the_demos_clock_runs_on_and_can_be_moved(tmp_path: Path) -> None:
    place = Installation(tmp_path, None, lambda _sentence: None)
    first = place.clock_offset()
    assert place.clock_offset() == first
    place.set_clock(date(2022, 11, 3))
    assert place.clock_offset() - first == pytest.approx(44 * 86400 + 3600, abs=60)  # winter time came
    assert json.loads((tmp_path / "clock.json").read_text())["offset"] == place.clock_offset()


def test_check_finds_a_runtime_role_that_row_level_security_does_not_hold(data: Path) -> None:
    cluster = Cluster(data)
    with cluster.in_use():
        assert checkup._of_the_runtime_role(cluster.url("app")) == []
        faults = checkup._of_the_runtime_role(cluster.url("admin"))
    assert any("is a superuser" in fault for fault in faults)
    assert any("temporary" in fault for fault in faults)


def test_a_child_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    said: list[str] = []
    command = [sys.executable, "-c", "print('no such module'); raise SystemExit(3)"]
    child = processes.Child("web server", command, tmp_path / "web.log", dict(os.environ), patience=2)
    child.start()
    for _ in range(2):
        assert child.process is not None
        child.process.wait()
        with pytest.raises(processes.Failed, match="no such module") if said else contextlib.nullcontext():
            child.revive(said.append)
    assert len(said) == 1


def test_a_failed_step_shows_the_end_of_its_output() -> None:
    with pytest.raises(processes.Failed, match="the reason"):
        processes.run_step(
            "Trying",
            [sys.executable, "-c", "print('the reason'); raise SystemExit(1)"],
            env=dict(os.environ),
            say=lambda _sentence: None,
        )
