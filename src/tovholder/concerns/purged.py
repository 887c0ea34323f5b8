"""What was purged does not come back with a backup that still has it. No Django in here: a restore uses it.

Each purge is remembered in a file beside the log's anchors, outside the database, which may be lost; it holds
keys, month, channel and exit, as the purge's own row does.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from tovholder.core.backups import Failed
from tovholder.core.words import words

Connection = psycopg.Connection[Any]

#: Who may be the second of two (access.roles: PURGE), and stands in the backup with that right.
_SECONDS = """
select u.id from access_user u join access_rolegrant g on g.user_id = u.id
 where u.municipality_id = %(municipality_id)s and u.id > 0 and u.ended_at is null
   and g.role in ('coordinator', 'dpo')
   and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
 group by u.id order by u.id = %(done_by_id)s desc, u.id = %(asked_by_id)s, u.id
"""
#: The actor of a command (access.actors), where somebody is not in the backup.
_COMMAND = -4


def beside(anchors: str) -> Path | None:
    """The file; None where the installation keeps no anchors."""
    return Path(f"{anchors}.purged") if anchors else None


def remember(place: Path | None, row: str) -> None:
    """Keep a purge's row, as JSON, where no backup takes it back."""
    if place is not None:
        place.touch(mode=0o600)
        with place.open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")


def again(place: Path | None) -> Callable[[Connection, Connection], None]:
    """What a restore does before the restored database takes its place (core.backups.put_back).

    :raises Failed: in the backup nobody may purge it.
    """

    def purge(replaced: Connection, restored: Connection) -> None:
        rows = {row["concern"]: row for row in (*_remembered(place), *_done(replaced))}
        for row in rows.values():
            _purge(restored, row)

    return purge


def _remembered(place: Path | None) -> Iterator[dict[str, Any]]:
    if place is not None and place.exists():
        yield from map(json.loads, place.read_text(encoding="utf-8").splitlines())


def _done(replaced: Connection) -> Iterator[dict[str, Any]]:
    if _has(replaced, "concerns_purge"):
        found = replaced.execute("select to_jsonb(p) from concerns_purge p where p.done_at is not null")
        yield from (row for (row,) in found.fetchall())


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("select to_regclass(%s)", [table]).fetchone() != (None,)


def _purge(restored: Connection, row: dict[str, Any]) -> None:
    here = "select 1 from concerns_concernreport where id = %(concern)s"
    if not _has(restored, "concerns_concernreport") or not restored.execute(here, row).fetchone():
        return
    known = "select id from access_user where id = any(%s)"
    people = {one for (one,) in restored.execute(known, [[row["asked_by_id"], row["done_by_id"]]]).fetchall()}
    for (second,) in restored.execute(_SECONDS, row).fetchall():
        asker = row["asked_by_id"] if row["asked_by_id"] in people - {second} else _COMMAND
        doer = row["done_by_id"] if row["done_by_id"] in people - {asker} else second
        try:
            with restored.transaction():
                _as(restored, {**row, "asked_by_id": asker}, second)
                restored.execute(
                    "update concerns_purge set done_at = %s, done_by_id = %s where id = %s",
                    [row["done_at"], doer, row["id"]],
                )
            return
        except psycopg.errors.InsufficientPrivilege:  # recused from whom it is about
            continue
    raise Failed(
        words(
            f"Concern {row['concern']} was purged since this backup, and nobody in it may purge it again.",
            f"Henvendelsen {row['concern']} er slettet siden denne kopi, og ingen i den må slette den igen.",
        )
    )


def _as(restored: Connection, row: dict[str, Any], second: int) -> None:
    """Have the database's own function do it, for a second person; it is the police's, whatever it was."""
    restored.execute("select set_config('tovholder.user_id', %s, true)", [str(second)])
    restored.execute(
        "update concerns_concernreport"
        " set exit = %(exit)s, exit_at = %(asked_at)s, exit_by_id = %(asked_by_id)s"
        " where id = %(concern)s and exit <> %(exit)s",
        row,
    )
    restored.execute("delete from concerns_purge where concern = %(concern)s and taken_back_at is null", row)
    open_again = json.dumps({**row, "done_at": None, "done_by_id": None})
    restored.execute(
        "insert into concerns_purge select (jsonb_populate_record(null::concerns_purge, %s::jsonb)).*",
        [open_again],
    )
    restored.execute("select tovholder.purge_concern(%(id)s)", row)
