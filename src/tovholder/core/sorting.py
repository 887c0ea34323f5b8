"""Danish order in the database: æ, ø and å last, aa as å, without a locale on the machine."""

from typing import Any

from django.db.models import F, Func, GeneratedField, TextField, Value


class DanishWord(Func):
    """A text as Danish order compares it (the function `tovholder.da_sort`)."""

    function = "tovholder.da_sort"
    output_field = TextField()


def danish_column(name: str) -> GeneratedField:
    """A column that the database fills, to order by and to index: `sort_name = danish_column("name")`.

    A stored column and no index on the expression: under row level security an index can be entered at a
    place (core.keyset) only by comparing columns, since `da_sort` might tell of rows that are not ours.
    Leave it out of the record: `@tracked(exclude=("sort_name",))`.
    """
    return GeneratedField(
        expression=DanishWord(F(name)), output_field=TextField(db_collation="C"), db_persist=True
    )


def danish_value(text: str) -> Any:
    """A text that somebody typed, as Danish order compares it."""
    return DanishWord(Value(text))
