"""Multiply the demo's year of activities: the same year in other municipalities and in other years.

1× is the demo: one municipality's year. 10× is ten municipalities' year; 100× is ten municipalities' ten
years, more than a country's for some years. Rows are copied inside the database, table by table, with
numbers, dates and secrets moved, so that every copy is a whole and differs in nothing but these.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

#: Far beyond any number that the demo has: copy k of row n gets the number n + k * STEP.
STEP = 1_000_000

#: Tables in the order in which they point at each other.
TABLES = [
    "access_municipality",
    "access_agency",
    "access_user",
    "access_rolegrant",
    "partners_district",
    "partners_organisation",
    "partners_schooltype",
    "partners_contact",
    "activities_profession",
    "activities_offer",
    "activities_booking",
    "activities_bookingcontact",
    "activities_bookedclass",
    "activities_session",
    "activities_assignment",
    "activities_headcount",
    "activities_evaluation",
]
#: What is copied for another municipality, and not again for another year of the same one.
ONCE = set(TABLES[:10])


@dataclass(frozen=True)
class Copy:
    """One copy of the year: its number, and how many years it lies back."""

    number: int
    municipality: int
    years_back: int


def copies(times: int) -> list[Copy]:
    """The copies that make the demo's year `times` as much: 1, 10 or 100."""
    municipalities, years = {1: (1, 1), 10: (10, 1), 100: (10, 10)}[times]
    return [
        Copy(year * 100 + place, place, year)
        for place in range(municipalities)
        for year in range(years)
        if place or year
    ]


def multiply(admin: psycopg.Connection, times: int) -> int:
    """Copy the year into the database until there is `times` as much. Returns the number of sessions."""
    with admin.cursor() as cursor:
        # Triggers and foreign keys sleep: what they would write is copied as well.
        cursor.execute("set session_replication_role = replica")
        shapes = {table: columns_of(cursor, table) for table in TABLES}
        pointers = {table: foreign_keys(cursor, table) for table in TABLES}
        for copy in copies(times):
            for table in TABLES:
                if table in ONCE and copy.years_back:
                    continue
                cursor.execute(statement(table, shapes[table], pointers[table], copy))
        cursor.execute("set session_replication_role = origin")
        cursor.execute("select count(*) from activities_session")
        (sessions,) = cursor.fetchone() or (0,)
    admin.commit()
    with admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("vacuum analyze")
        admin.autocommit = False
    return int(sessions)


def columns_of(cursor: psycopg.Cursor, table: str) -> dict[str, str]:
    """The columns that are written, with their types."""
    cursor.execute(
        "select column_name, data_type from information_schema.columns where table_schema = 'public'"
        " and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        [table],
    )
    return dict(cursor.fetchall())


def foreign_keys(cursor: psycopg.Cursor, table: str) -> dict[str, str]:
    """The columns that point at another table, and at which."""
    cursor.execute(
        "select a.attname, c.confrelid::regclass::text from pg_constraint c"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
        " where c.contype = 'f' and c.conrelid = %s::regclass",
        [table],
    )
    return dict(cursor.fetchall())


def statement(table: str, columns: dict[str, str], points: dict[str, str], copy: Copy) -> sql.Composed:
    """Insert the demo's rows of a table once more, moved."""
    own, once = copy.number * STEP, copy.municipality * STEP
    values = []
    for name, kind in columns.items():
        column = sql.Identifier(name)
        moved = own if table not in ONCE else once
        if name == "id" and kind == "uuid":
            value = sql.SQL("gen_random_uuid()")
        elif name == "id":
            value = sql.SQL("case when id < 0 then id else id + {} end").format(sql.Literal(moved))
        elif name in points and points[name] in TABLES:
            step = once if points[name] in ONCE else own
            value = sql.SQL("case when {0} < 0 then {0} else {0} + {1} end").format(column, sql.Literal(step))
        elif kind in {"date", "timestamp with time zone"} and table not in ONCE:
            value = sql.SQL("{} - {} * interval '364 days'").format(column, sql.Literal(copy.years_back))
        elif kind == "tstzrange":
            value = sql.SQL(
                "case when isempty({0}) then {0} else tstzrange(lower({0}) - {1} * interval '364 days',"
                " upper({0}) - {1} * interval '364 days') end"
            ).format(column, sql.Literal(copy.years_back))
        elif name.endswith("token") or name in {"email", "client_key"} or (name == "code"):
            value = moved_text(column, kind, copy)
        elif kind == "ARRAY" and name == "wished_dates":
            value = sql.SQL("'{}'::date[]")
        else:
            value = sql.SQL("{}").format(column)
        values.append(value)
    return sql.SQL("insert into {table} ({names}) select {values} from {table} where {mine}").format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        mine=sql.SQL("true") if "id" not in columns else original(columns["id"]),
    )


def original(kind: str) -> sql.SQL:
    """The demo's own rows, not a copy's."""
    return sql.SQL("session_id < 1000000") if kind == "uuid" else sql.SQL("id between 1 and 999999")


def moved_text(column: sql.Identifier, kind: str, copy: Copy) -> sql.Composable:
    """A secret, address or code that no other copy has."""
    if kind == "uuid":
        return sql.SQL("gen_random_uuid()")
    if column == sql.Identifier("code"):
        return sql.Literal(f"{8000 + copy.municipality}")
    return sql.SQL("{} || {}").format(sql.Literal(f"{copy.number}-"), column)


def deepen(admin: psycopg.Connection) -> int:
    """Give one municipality more than 1,000 pages of sessions. Returns their number."""
    with admin.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        tables = ["activities_booking", "activities_session"]
        shapes = {table: columns_of(cursor, table) for table in tables}
        pointers = {table: foreign_keys(cursor, table) for table in tables}
        cursor.execute("select count(*) from activities_session")
        (number,) = cursor.fetchone() or (1,)
        for back in range(1, 51_000 // number + 2):
            for table in tables:
                cursor.execute(statement(table, shapes[table], pointers[table], Copy(back * 100, 0, back)))
        cursor.execute("set session_replication_role = origin")
        cursor.execute("select count(*) from activities_session")
        (sessions,) = cursor.fetchone() or (0,)
    admin.commit()
    admin.autocommit = True
    admin.execute("vacuum analyze")
    return int(sessions)
