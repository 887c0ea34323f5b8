"""Pages of a list that cost the same on page 1 and on page 1,000: no OFFSET and no exact count.

    found = Organisation.objects.visible_to(user).in_name_order()
    page = keyset(found, order=("sort_name", "id"), query=request.GET, count_to=200)
    page.rows, page.next, page.previous, page.total, page.more_than

The order ends in something unique (`id`) and runs one way: all names ascending, or all with "-". Its
columns are never NULL, and an index has them in this order. The address holds where the page begins, as a
signed list of the order's values: leave a citizen's name out of the order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.http import QueryDict

SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list.

    :param rows: the rows of this page, in order.
    :param next: the query string of the next page with the filters kept ("?kind=school&after=…"), or "".
    :param previous: the same for the page before.
    :param total: how many rows the list has, where that is known: at most `count_to`.
    :param more_than: `count_to`, where the list has more rows than that.
    """

    rows: list[Any]
    next: str = ""
    previous: str = ""
    total: int | None = None
    more_than: int | None = None

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(
    queryset: QuerySet[Any],
    *,
    order: tuple[str, ...],
    query: QueryDict | None = None,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
    count_to: int = 0,
) -> Page:
    """One page: a statement, and one more for the bounded count where `count_to` asks for it.

    :param order: fields or annotations of the row, all ascending or all descending ("-at", "-id").
    :param query: the request's GET: `after` and `before` are read from it, the rest is kept in the links.
    :raises ValueError: the order does not run one way, or a row has NULL in it.
    """
    names = tuple(name.removeprefix("-") for name in order)

    def fetch(here: list[Any] | None, falls: bool, limit: int) -> list[Any]:
        rows = queryset.order_by(*(_directed(name, falls) for name in names))
        if here is not None:
            rows = rows.filter(_Beyond(names, here, "<" if falls else ">"))
        return list(rows[:limit])

    page = keyset_of(fetch, order=order, query=query, after=after, before=before, size=size)
    if page.total is not None or not count_to:
        return page
    total, more_than = _count(queryset, count_to)
    return replace(page, total=total, more_than=more_than)


#: Fetch at most so many rows beyond a place (None: from the end that comes first), falling or rising.
Fetch = Callable[[list[Any] | None, bool, int], list[Any]]


def keyset_of(
    fetch: Fetch,
    *,
    order: tuple[str, ...],
    query: QueryDict | None = None,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
    value: Callable[[Any, str], Any] = getattr,
) -> Page:
    """One page of rows that a statement of one's own gives: `fetch` is called once.

    :param value: a row's value of one of the order's names.
    :raises ValueError: the order does not run one way, or a row has NULL in it.
    """
    names = tuple(name.removeprefix("-") for name in order)
    descending = {name.startswith("-") for name in order}
    if len(descending) != 1:
        raise ValueError("The order runs one way: all names ascending, or all with '-'.")
    falls = descending.pop()
    if query is not None:
        after, before = query.get("after"), query.get("before")
    signer = Signer(salt="keyset:" + ",".join(order))
    start, end = _read(signer, after, len(names)), _read(signer, before, len(names))
    backwards = start is None and end is not None
    here = start if start is not None else end

    rows = fetch(here, falls != backwards, size + 1)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()

    def link(key: str, row: Any) -> str:
        return _link(query, key, signer.sign_object([_plain(value(row, name)) for name in names]))

    has_next = more or backwards
    has_previous = more if backwards else start is not None
    following = link("after", rows[-1]) if rows and has_next else ""
    preceding = link("before", rows[0]) if rows and has_previous else ""
    if not rows and here is not None:  # the rows behind the address are gone: back to the first page
        preceding = _link(query, "", "") or "?"
    these_are_all = here is None and not more
    return Page(rows, following, preceding, len(rows) if these_are_all else None)


def _count(queryset: QuerySet[Any], count_to: int) -> tuple[int | None, int | None]:
    counted = queryset.order_by()[: count_to + 1].count()
    return (None, count_to) if counted > count_to else (counted, None)


def _directed(name: str, falls: bool) -> str:
    return f"-{name}" if falls else name


def _read(signer: Signer, cursor: str | None, length: int) -> list[Any] | None:
    """The values in a cursor; None where it was not made here, so that the list begins at its beginning."""
    if not cursor:
        return None
    try:
        values = signer.unsign_object(cursor)
    except (BadSignature, ValueError):
        return None
    return values if isinstance(values, list) and len(values) == length else None


def _plain(value: Any) -> Any:
    if value is None:
        raise ValueError("A keyset page cannot be ordered by a column with NULL in it.")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _link(query: QueryDict | None, key: str, cursor: str) -> str:
    """The query string with the filters kept and another place to begin at."""
    kept = QueryDict(mutable=True) if query is None else query.copy()
    kept.pop("after", None)
    kept.pop("before", None)
    if key:
        kept[key] = cursor
    return "?" + kept.urlencode() if kept else ""


class _Beyond(Func):
    """`(a, b) > (1, 2)`: the row comparison that an index on (a, b) answers."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, names: Sequence[str] = (), values: Sequence[Any] = (), operator: str = ">") -> None:
        super().__init__(*(F(name) for name in names), *(Value(value) for value in values))
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        sql, parameters = [], []
        for expression in self.source_expressions:
            one, its_own = compiler.compile(expression)
            sql.append(one)
            parameters.extend(its_own)
        half = len(sql) // 2
        left, right = ", ".join(sql[:half]), ", ".join(sql[half:])
        return f"({left}) {self.operator} ({right})", parameters
