"""Backup and restore by PostgreSQL's own tools. No Django in here."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tovholder.core import postgres
from tovholder.core.words import words


class Failed(Exception):
    """A backup or a restore failed; nothing was replaced. The text holds the tool's words."""


def tool(name: str, *, embedded: bool) -> str:
    """Return the path of psql, pg_dump or pg_restore.

    Those of TOVHOLDER_PG_BIN, else the wheel's for the embedded database and the machine's for a server: the
    wheel's speak no TLS, and the machine's may be older than the embedded database.

    :raises Failed: there is none.
    """
    given = os.environ.get("TOVHOLDER_PG_BIN")
    if given:
        found = shutil.which(name, path=given)
    else:
        found = str(postgres.bin_dir() / name) if embedded else shutil.which(name)
    if found is None:
        raise Failed(
            words(
                f"{name} is not on this machine (on Debian: apt install postgresql-client), or "
                "TOVHOLDER_PG_BIN names another folder than its own.",
                f"{name} findes ikke på maskinen (på Debian: apt install postgresql-client), eller "
                "TOVHOLDER_PG_BIN nævner en anden mappe end dens.",
            )
        )
    return found


def without_password(url: str) -> tuple[dict[str, str], str]:
    """Return (environment, connection string), the password in the first: `ps` shows the second."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    env = postgres.clean_environment()
    if password is not None:
        env["PGPASSWORD"] = str(password)
    return env, make_conninfo(**parts)  # type: ignore[arg-type]


def write(file: Path, *, url: str, embedded: bool) -> None:
    """Write a database to a new file, readable by its owner only, whole or not at all.

    :param url: of a role that reads past row level security.
    :raises Failed: the file is there already, or pg_dump failed.
    """
    if file.exists():
        raise Failed(words(f"{file} is there already.", f"{file} findes allerede."))
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    env, conninfo = without_password(url)
    try:
        partial.touch(mode=0o600)
        _run([tool("pg_dump", embedded=embedded), "--format=custom", f"--file={partial}", conninfo], env)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


Connection = psycopg.Connection[Any]


def put_back(
    file: Path,
    *,
    admin_url: str,
    database: str,
    embedded: bool,
    before_swap: Callable[[Connection, Connection], None] = lambda replaced, restored: None,
) -> None:
    """Restore a backup beside the database, then put it in its place; everybody is signed off.

    :param admin_url: of a superuser.
    :param before_swap: called with the replaced database, which is shut by then, and the restored one.
    :raises Failed: pg_restore refused the file; the database is as it was, and no copy is left.
    """
    if not file.is_file():
        raise Failed(words(f"There is no file {file}.", f"Filen {file} findes ikke."))
    fresh = f"{database}_restore_{secrets.token_hex(4)}"
    env, conninfo = without_password(admin_url)
    into = make_conninfo(conninfo, dbname=fresh)
    try:
        postgres.make_database(admin_url, fresh, psql=tool("psql", embedded=embedded))
        command = [tool("pg_restore", embedded=embedded), "--single-transaction", "--exit-on-error"]
        _run([*command, "--clean", "--if-exists", f"--dbname={into}", str(file)], env)
        with (
            psycopg.connect(make_conninfo(admin_url, dbname=database)) as replaced,
            psycopg.connect(make_conninfo(admin_url, dbname=fresh)) as restored,
            _shut_to_others(admin_url, database, but=replaced.info.backend_pid),
        ):
            _end_sign_ins(restored)
            before_swap(replaced, restored)
            restored.commit()
            replaced.close()
            restored.close()
            _swap(admin_url, database, fresh)
    except psycopg.Error as error:
        _drop(admin_url, fresh)
        raise Failed(str(error)) from error
    except BaseException:
        _drop(admin_url, fresh)
        raise


@contextmanager
def _shut_to_others(admin_url: str, database: str, *, but: int) -> Iterator[None]:
    """Throw everybody out of a database and let nobody back in, unless the block fails."""
    name = sql.Identifier(database)
    with _server(admin_url) as connection:
        connection.execute(sql.SQL("alter database {} allow_connections false").format(name))
        try:
            connection.execute(
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
                " where datname = %s and pid <> %s",
                [database, but],
            )
            yield
        except BaseException:
            connection.execute(sql.SQL("alter database {} allow_connections true").format(name))
            raise


def _end_sign_ins(restored: Connection) -> None:
    """A backup's sessions may be of people who were signed off since."""
    if restored.execute("select to_regclass('django_session')").fetchone() != (None,):
        restored.execute("delete from django_session")


def _swap(admin_url: str, database: str, fresh: str) -> None:
    old = f"{database}_before_{secrets.token_hex(4)}"
    # Both names change in one transaction: there is always a database of that name.
    with _server(admin_url) as connection, connection.transaction():
        for before, after in ((database, old), (fresh, database)):
            connection.execute(
                sql.SQL("alter database {} rename to {}").format(
                    sql.Identifier(before), sql.Identifier(after)
                )
            )
    _drop(admin_url, old)


def _drop(admin_url: str, database: str) -> None:
    with _server(admin_url) as connection:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database))
        )


def _server(admin_url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(make_conninfo(admin_url, dbname="postgres"), autocommit=True)


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, env=env, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        name = Path(command[0]).name
        text = done.stderr.strip()
        if "server version mismatch" in text:
            raise Failed(
                words(
                    f"This machine's {name} is older than the server. Install the client programs of the "
                    f"server's version, and name their folder in TOVHOLDER_PG_BIN.\n{text}",
                    f"Maskinens {name} er ældre end serveren. Installer klientprogrammerne i serverens "
                    f"version, og nævn deres mappe i TOVHOLDER_PG_BIN.\n{text}",
                )
            )
        raise Failed(words(f"{name} failed:\n{text}", f"{name} mislykkedes:\n{text}"))
