"""Backup and restore by PostgreSQL's own tools. No Django in here."""

import secrets
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tovholder.core import postgres
from tovholder.core.words import words


class Failed(Exception):
    """A backup or a restore failed; nothing was replaced. The text holds the tool's words."""


def tool(name: str) -> str:
    """Return the path of psql, pg_dump or pg_restore: the wheel's, else the machine's.

    :raises Failed: there is none.
    """
    try:
        return str(postgres.bin_dir() / name)
    except postgres.Failed:
        found = shutil.which(name)
    if found is None:
        raise Failed(
            words(
                f"{name} is not on this machine (on Debian: apt install postgresql-client).",
                f"{name} findes ikke på maskinen (på Debian: apt install postgresql-client).",
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


def write(file: Path, *, url: str) -> None:
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
        _run([tool("pg_dump"), "--format=custom", f"--file={partial}", conninfo], env)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def put_back(file: Path, *, admin_url: str, database: str) -> None:
    """Restore a backup beside the database, then put it in its place; sessions there are ended.

    :param admin_url: of a superuser.
    :raises Failed: pg_restore refused the file; the database is as it was.
    """
    if not file.is_file():
        raise Failed(words(f"There is no file {file}.", f"Filen {file} findes ikke."))
    fresh = f"{database}_restore_{secrets.token_hex(4)}"
    env, _ = without_password(admin_url)
    into = make_conninfo(without_password(admin_url)[1], dbname=fresh)
    try:
        postgres.make_database(admin_url, fresh)
        command = [tool("pg_restore"), "--single-transaction", "--exit-on-error", "--clean", "--if-exists"]
        _run([*command, f"--dbname={into}", str(file)], env)
    except (Failed, postgres.Failed):
        _drop(admin_url, fresh)
        raise
    _swap(admin_url, database, fresh)


def _swap(admin_url: str, database: str, fresh: str) -> None:
    old = f"{database}_before_{secrets.token_hex(4)}"
    with _server(admin_url) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [database]
        )
        # Both names change in one transaction: there is always a database of that name.
        with connection.transaction():
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
        raise Failed(words(f"{name} failed:\n{text}", f"{name} mislykkedes:\n{text}"))
