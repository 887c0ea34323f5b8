"""Columns of a queryset that are written as SQL.

A subselect that the ORM builds anew for each page takes ten times as long to build as the database takes to
answer it; a page that shows a dozen of them spends most of its time on that. Written once as SQL it costs
nothing to build. Nothing that anybody typed comes into the text: values are parameters.
"""

from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL


def column(sql: str, field: Any, *parameters: Any) -> RawSQL:
    """What `sql` selects for a row, as a column of that row."""
    return RawSQL(sql, parameters, field)  # noqa: S611  (the text is a constant of the code)


def rows(sql: str, *parameters: Any) -> RawSQL:
    """The rows that `sql` selects for a row, in their order, each as a dict of its columns.

    Dates come as texts, and so should amounts: cast them (`amount::text`).
    """
    return column(f"select coalesce(jsonb_agg(r), '[]') from ({sql}) r", JSONField(), *parameters)
