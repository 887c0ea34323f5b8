"""What is locked under a key of before is locked again under the newest, while the application runs.

A context says what it keeps locked: `register(Table(…))` in its `AppConfig.ready()`, or another `Step`. Each
batch is a transaction of its own, as the tables' owner; a row that is done is passed over, so that it can be
begun again. The history is locked again like the rows, and none is written: nobody did anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pgtrigger

from tovholder.core import sealing

#: Rows that are held at a time.
SIZE = 200


@dataclass(frozen=True)
class Batch:
    """What one transaction did: so much locked again, and so much that no key opens."""

    done: int = 0
    broken: int = 0


class Step(Protocol):
    """One place where something lies locked."""

    @property
    def name(self) -> str:
        """What it is called where somebody types `tovholder keys`."""

    def left(self, cursor: Any) -> int:
        """How much is not locked under the newest key."""

    def batches(self, cursor: Any) -> Iterator[Batch]:
        """Lock it again; the caller commits after each."""


_steps: list[Step] = []


def register(*steps: Step) -> None:
    """Add what a context keeps locked."""
    _steps.extend(steps)


def steps() -> list[Step]:
    """Every place where something lies locked."""
    return list(_steps)


@dataclass(frozen=True)
class Column:
    """A locked column: the place that it is bound to, and what finds it: the index's column and use."""

    name: str
    place: str
    index: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """A table with locked columns.

    :param row: the column with the key that they are bound to, where it is not the table's own.
    :param settle: what is done when all is locked again.
    """

    name: str
    columns: tuple[Column, ...]
    key: str = "id"
    row: str = ""
    settle: Callable[[Any], None] | None = None

    def left(self, cursor: Any) -> int:
        cursor.execute(f"select count(*) from {self.name} where {self._stale}", self._marks)
        found: int = cursor.fetchone()[0]
        return found

    def batches(self, cursor: Any) -> Iterator[Batch]:
        last = None
        while rows := self._after(cursor, last):
            last = rows[-1][0]
            _without_history(cursor, self.name)
            yield self._again(cursor, rows)
        if self.settle is not None:
            self.settle(cursor)
            yield Batch()

    @property
    def _stale(self) -> str:
        names = [column.name for column in self.columns]
        return " or ".join(f"({name} is not null and substr({name}, 1, 5) <> %s)" for name in names)

    @property
    def _marks(self) -> list[Any]:
        return [sealing.mark()] * len(self.columns)

    def _after(self, cursor: Any, last: Any) -> list[tuple[Any, ...]]:
        names = ", ".join(column.name for column in self.columns)
        beyond, known = (f" and {self.key} > %s", [last]) if last is not None else ("", [])
        cursor.execute(
            f"select {self.key}, {self.row or self.key}, {names} from {self.name}"
            f" where ({self._stale}){beyond} order by {self.key} limit {SIZE} for update",
            [*self._marks, *known],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _again(self, cursor: Any, rows: list[tuple[Any, ...]]) -> Batch:
        done = broken = 0
        for key, row, *values in rows:
            new: dict[str, bytes] = {}
            for column, locked in zip(self.columns, values, strict=True):
                if locked is None or bytes(locked[:5]) == sealing.mark():
                    continue
                try:
                    new |= _again(column, bytes(locked), row)
                except sealing.Broken:
                    broken += 1
            if new:
                done += 1
                sets = ", ".join(f"{name} = %s" for name in new)
                cursor.execute(f"update {self.name} set {sets} where {self.key} = %s", [*new.values(), key])
        return Batch(done, broken)


def _again(column: Column, locked: bytes, row: Any) -> dict[str, bytes]:
    content = sealing.unseal_bytes(locked, place=column.place, row=row)
    new = {column.name: sealing.seal_bytes(content, place=column.place, row=row)}
    if column.index:
        name, use = column.index
        new[name] = sealing.blind(content.decode(), use=use)
    return new


def _without_history(cursor: Any, table: str) -> None:
    """Until the transaction ends, the table's triggers keep no history: for its owner alone (access.rls)."""
    registered: Any = pgtrigger.registered()
    names = [trigger.get_pgid(model) for model, trigger in registered if model._meta.db_table == table]
    cursor.execute("select set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(names)}}}"])
