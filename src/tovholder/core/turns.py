"""One at a time, where no constraint can say it: the second waits, and reads what the first has written."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def wait_for_turn(of: str) -> None:
    """Go on alone until the transaction ends: whoever comes with the same words waits here.

    What decides is read afterwards, by a statement of its own: one that waits sees what stood when it began.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 4714))", [of])


def once(row: M, *, of: Model, beside: QuerySet[Any], says: Iterable[str]) -> M:
    """Write a new row, unless the newest beside it says the same: a form that is sent twice makes one.

    For rows whose table keeps no key of the form.

    :param of: whose rows they are: whoever adds one there at the same instant waits.
    :param beside: among which of its rows the newest counts.
    :param says: the fields by which two are one.
    :returns: the row that stands.
    """
    names = list(says)
    wait_for_turn(f"{row._meta.label} of {of.pk}")
    newest: M | None = beside.order_by("-pk").first()
    if newest is not None and all(getattr(newest, name) == getattr(row, name) for name in names):
        return newest
    row.save(force_insert=True)
    return row
