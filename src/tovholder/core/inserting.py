"""Rows of several tables written by one statement: a deed and what it brings along, in their order.

A disclosure and its content, a case and who takes part in it: the ORM writes each table by a statement of its
own. Here they go together, each under its table's policies and with its history, as the one who acts.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql import UpdateQuery

Statement = tuple[str, tuple[Any, ...]]


@dataclass
class Along:
    """What is done in the statement of the next rows.

    :ivar first: its common table expressions.
    :ivar found: the expression over them that answers; afterwards, `answer` holds it.
    :ivar gone: whether it went along.
    """

    first: str
    found: str
    parameters: tuple[Any, ...]
    gone: bool = False
    answer: Any = None


_along: ContextVar[Along | None] = ContextVar("along", default=None)


@contextmanager
def going_along(what: Along) -> Iterator[Along]:
    """Let something be done in the statement of the first rows that are inserted within."""
    before = _along.set(what)
    try:
        yield what
    finally:
        _along.reset(before)


def insert_in_order(rows: Iterable[Model], *, where_held: Statement | None = None) -> bool:
    """Insert rows that carry their own keys, in this order; one statement.

    :param where_held: an update (`update_of`) in the same statement: where it finds no row, nothing is done.
    :returns: whether it was done.
    """
    made = list(rows)
    along = _along.get()
    if along and along.gone:
        along = None
    first: list[str] = []
    parameters: list[Any] = []
    if along:
        first, parameters = [along.first], [*along.parameters]
    if where_held:
        first.append(f"held as ({where_held[0]} returning 1)")
        parameters += where_held[1]
    statement = f"select {along.found if along else 'null'}, tovholder.insert_rows(%s::jsonb)"
    statement += " from held" if where_held else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"with {', '.join(first)} {statement}" if first else statement,
            [*parameters, json.dumps(groups(made))],
        )
        answer = cursor.fetchone()
    if answer is None:
        return False
    if along:
        along.gone, along.answer = True, answer[0]
    for row in made:
        row._state.adding = False
    return True


def update_of(rows: QuerySet[Any], **values: Any) -> Statement:
    """The statement of `rows.update(**values)`, not yet sent."""
    query: Any = rows.order_by().query.chain(UpdateQuery)
    query.add_update_values(values)
    query.annotations = {}
    sql, parameters = query.get_compiler(connection=connection).as_sql()
    return sql, tuple(parameters)


def groups(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """What `tovholder.insert_rows` takes: neighbours of one table together."""
    found = []
    for meta, each in groupby(rows, key=lambda row: row._meta):
        fields: Any = meta.concrete_fields
        found.append(
            {
                "table": meta.db_table,
                "columns": [field.column for field in fields],
                "rows": [
                    {field.column: _plain(getattr(row, field.attname)) for field in fields} for row in each
                ],
            }
        )
    return found


def _plain(value: Any) -> Any:
    """As JSON holds it, and PostgreSQL reads it back by the column's type."""
    if value is None or isinstance(value, bool | int | dict):
        return value
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
