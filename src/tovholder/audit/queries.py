"""Reading the record of changes: all kinds together, newest first, or one thing's own.

A change tells which fields became what. Of a field that is personal (the model's `class Privacy`) it tells
only that it changed: the content does not leave the database. Row level security holds: a history is seen
by whoever sees the rows. Times are the machine's, in the demo too: the record says when it was written.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Field, Model
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from tovholder.audit import history

SIZE = 50
#: Longer texts are cut: the log is a list.
LONGEST = 80


@dataclass(frozen=True)
class FieldChange:
    """One field of one change. `before` and `after` are words, and empty where the field is personal."""

    name: str
    before: str
    after: str
    personal: bool


@dataclass(frozen=True)
class Change:
    """One insert, update or delete of one row.

    :param number: the row's key: a number, or a UUID.
    :param deed: "insert", "update" or "delete".
    :param actor: the user's id, negative for a system actor, None where nobody was named.
    :param request: method and number of the request, or a job's or command's purpose.
    """

    when: datetime
    kind: type[Model]
    number: int | UUID
    deed: str
    actor: int | None
    request: str
    fields: list[FieldChange]
    who: str = ""


@dataclass(frozen=True)
class Place:
    """Where a page of the log begins: just beyond this change."""

    when: datetime
    label: str
    event: int

    def __str__(self) -> str:
        return f"{self.when.isoformat()}~{self.label}~{self.event}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place in an address; None where it is none."""
        when, _tilde, rest = text.partition("~")
        label, _tilde, event = rest.partition("~")
        try:
            at = datetime.fromisoformat(when)
            number = int(event)
        except ValueError:
            return None
        if at.tzinfo is None or label not in kinds() or not 0 <= number < 2**63:
            return None
        return cls(at, label, number)


@dataclass(frozen=True)
class Found:
    """A page of the log. `older` and `newer` say where the pages beside it begin, where there are any."""

    changes: list[Change]
    older: Place | None
    newer: Place | None


def kinds() -> dict[str, type[Model]]:
    """The kinds of thing whose changes are kept, by "app_label.Model"."""
    return {model._meta.label: model for model in history.kept()}


def log(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    actor: int | None = None,
    kind: str | None = None,
    after: Place | None = None,
    before: Place | None = None,
    of_colleagues: Mapping[str, frozenset[int]] | None = None,
    size: int = SIZE,
) -> Found:
    """A page of the record, newest first: two statements, whatever there is.

    :param since: from this time on.
    :param until: before this time.
    :param after: older than this place; `before`: newer than it.
    :param of_colleagues: of these kinds, only what these users did: for kinds that everybody on the
        installation may read, and that belong to no municipality.
    """
    backwards = after is None and before is not None
    parts, parameters = [], []
    for label, model in sorted(kinds().items()):
        if kind and label != kind:
            continue
        part, its_own = _keys(
            label, model, since, until, actor, after, before, (of_colleagues or {}).get(label), size
        )
        parts.append(part)
        parameters += its_own
    if not parts:
        return Found([], None, None)
    way = "asc" if backwards else "desc"
    union = " union all ".join(f"({part})" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select kind, at, event from ({union}) u"
            f' order by at {way}, kind collate "C" {way}, event {way} limit %s',
            [*parameters, size + 1],
        )
        rows = cursor.fetchall()
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    places = [Place(at, label, event) for label, at, event in rows]
    changes = _changes(places)
    has_older = bool(places) and (backwards or more)
    has_newer = bool(places) and (more if backwards else after is not None)
    return Found(changes, places[-1] if has_older else None, places[0] if has_newer else None)


def changes_of(thing: Model, *, personal: bool = True, limit: int = 200) -> list[Change]:
    """A thing's own history, newest first, each with `who`: for a page whose reader sees the thing.

    :param personal: show what personal fields became, too.
    """
    model = type(thing)
    select = _details(model._meta.label, model, personal=personal)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{select} where e.pgh_obj_id = %s order by e.pgh_id desc limit %s",
            [thing.pk, limit],
        )
        found = [_change(*row) for row in cursor.fetchall()]
    names = _names({change.actor for change in found if change.actor})
    return [_with_name(change, names) for change in found]


def _with_name(change: Change, names: Mapping[int, str]) -> Change:
    who = names.get(change.actor or 0, "") or _("the system")
    return Change(**{**change.__dict__, "who": who})


def _names(ids: set[int]) -> dict[int, str]:
    users = get_user_model()._base_manager.filter(pk__in=ids)
    return dict(users.values_list("pk", "name"))


def _keys(
    label: str,
    model: type[Model],
    since: datetime | None,
    until: datetime | None,
    actor: int | None,
    after: Place | None,
    before: Place | None,
    colleagues: frozenset[int] | None,
    size: int,
) -> tuple[str, list[Any]]:
    """One kind's share of the page, from its index by time."""
    table = history.kept()[model]._meta.db_table
    where = ["true"]
    parameters: list[Any] = []
    if since:
        where.append("pgh_created_at >= %s")
        parameters.append(since)
    if until:
        where.append("pgh_created_at < %s")
        parameters.append(until)
    if actor is not None:
        where.append("pgh_actor = %s")
        parameters.append(actor)
    if colleagues is not None:
        where.append("pgh_actor = any(%s)")
        parameters.append(sorted(colleagues))
    here, sign = (after, "<") if after else (before, ">")
    if here:
        # (at, kind, event) is the order of the whole; this kind's place in it is known beforehand.
        if label == here.label:
            where.append(f"(pgh_created_at, pgh_id) {sign} (%s, %s)")
            parameters += [here.when, here.event]
        else:
            beyond = label < here.label if sign == "<" else label > here.label
            where.append(f"pgh_created_at {sign}{'=' if beyond else ''} %s")
            parameters.append(here.when)
    way = "asc" if here and sign == ">" else "desc"
    sql = (
        f"select %s::text as kind, pgh_created_at as at, pgh_id as event from {_quoted(table)}"
        f" where {' and '.join(where)} order by pgh_created_at {way}, pgh_id {way} limit %s"
    )
    return sql, [label, *parameters, size + 1]


def _changes(places: list[Place]) -> list[Change]:
    """The changes at these places, in their order: one statement over the kinds that occur."""
    wanted: dict[str, list[int]] = {}
    for place in places:
        wanted.setdefault(place.label, []).append(place.event)
    if not wanted:
        return []
    parts = [
        f"({_details(label, kinds()[label], personal=False)} where e.pgh_id = any(%s))"
        for label in sorted(wanted)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), [wanted[label] for label in sorted(wanted)])
        found = {(row[0], row[1]): _change(*row) for row in cursor.fetchall()}
    return [found[place.label, place.event] for place in places if (place.label, place.event) in found]


def _details(label: str, model: type[Model], *, personal: bool) -> str:
    """The select of one kind's changes, each beside the row as it was before.

    Fields come as {column: [before, after]}, of personal ones {column: null}: their content stays behind.
    """
    table = _quoted(history.kept()[model]._meta.db_table)
    told = []
    for field in _fields(model):
        column = _quoted(field.column)
        shown = personal or not _is_personal(model, field)
        pair = f"jsonb_build_array(to_jsonb(p.{column}), to_jsonb(e.{column}))" if shown else "'null'::jsonb"
        told.append(
            f"case when e.{column} is distinct from p.{column}"
            f" then jsonb_build_object('{field.column}', {pair}) else '{{}}'::jsonb end"
        )
    fields = " || ".join(told) or "'{}'::jsonb"
    return (
        f"select '{label}'::text, e.pgh_id, e.pgh_created_at, e.pgh_label, e.pgh_obj_id::text, e.pgh_actor,"
        f" coalesce(e.pgh_request, ''),"
        f" case e.pgh_label when 'delete' then '{{}}'::jsonb else {fields} end::text"
        f" from {table} e left join lateral (select * from {table} o"
        f"   where e.pgh_label = 'update' and o.pgh_obj_id = e.pgh_obj_id and o.pgh_id < e.pgh_id"
        f"   order by o.pgh_id desc limit 1) p on true"
    )


def _change(
    label: str,
    _event: int,
    when: datetime,
    deed: str,
    number: str,
    actor: int | None,
    request: str,
    told: str,
) -> Change:
    model = kinds()[label]
    changed = json.loads(told)
    return Change(
        when=when,
        kind=model,
        number=int(number) if number.isdecimal() else UUID(number),
        deed=deed,
        actor=actor,
        request=request,
        fields=[_told(field, changed[field.column]) for field in _fields(model) if field.column in changed],
    )


def _told(field: Field, pair: list[Any] | None) -> FieldChange:
    name = _name(field)
    if pair is None:
        return FieldChange(name, "", "", personal=True)
    before, after = pair
    return FieldChange(name, _words(field, before), _words(field, after), personal=False)


def _name(field: Field) -> str:
    """The field's name; of a relation that nobody named, the name of what it leads to."""
    named = str(field.verbose_name)
    target: Any = field.related_model
    if target is not None and named.replace(" ", "") == target._meta.model_name:
        return str(target._meta.verbose_name)
    return named


def _words(field: Field, value: Any) -> str:
    """A value as a reader knows it."""
    if value is None or value == "":
        return "–"
    if field.remote_field is not None:
        return _("no. %(number)s") % {"number": short(value)}
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    kind = field.get_internal_type()
    if kind == "DateTimeField" and isinstance(value, str):
        at = parse_datetime(value)
        return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else value
    if kind == "DateField" and isinstance(value, str):
        day = parse_date(value)
        return formats.date_format(day, "DATE_FORMAT") if day else value
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def short(key: Any) -> str:
    """A row's key as a reader can compare it: of a UUID the end, since its beginning is a time."""
    text = str(key)
    return f"…{text[-8:]}" if len(text) == 36 else text


def _fields(model: type[Model]) -> Iterator[Field]:
    """The fields that a reader knows, and that the history keeps."""
    columns = {field.column for field in history.kept()[model]._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.column in columns and not field.primary_key and field.name != "municipality":
            yield field


def _is_personal(model: type[Model], field: Field) -> bool:
    """Personal, or nobody said: then it stays hidden."""
    return field.name not in getattr(getattr(model, "Privacy", None), "plain", ())


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
