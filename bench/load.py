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
    "disclosures_legalbasis",
    "concerns_extremismkind",
    "concerns_advicetopic",
    "concerns_deadline",
    "cases_series",
    "activities_booking",
    "activities_bookingcontact",
    "activities_bookedclass",
    "activities_session",
    "activities_assignment",
    "activities_headcount",
    "activities_evaluation",
    "people_person",
    "people_kinship",
    "people_reader",
    "people_recused",
    "people_name",
    "disclosures_consent",
    "disclosures_consentagency",
    "disclosures_disclosure",
    "disclosures_content",
    "concerns_advicecontact",
    "concerns_concernreport",
    "concerns_calleridentity",
    "concerns_identityrequest",
    "concerns_policeclearance",
    "cases_case",
    "cases_caseconcern",
    "cases_step",
    "cases_participation",
    "cases_recusal",
    "cases_reader",
    "cases_note",
    "cases_document",
    "cases_share",
    "cases_meeting",
    "cases_item",
    "cases_presence",
    "cases_heading",
    "cases_itemdisclosure",
    "cases_registercheck",
    "cases_checkquestion",
    "cases_checkanswer",
    "cases_task",
    "cases_decision",
]
#: What is copied for another municipality, and not again for another year of the same one.
ONCE = set(TABLES[: TABLES.index("activities_booking")])
#: Columns that hold somebody's or something's number without a foreign key, and whose.
WITHOUT_KEY = {
    "reader": "access_user",
    "municipality": "access_municipality",
    "person": "people_person",
    "source": "cases_case",
    "call": "concerns_concernreport",
    "form": "cases_note",
    "act": "disclosures_disclosure",
    "disclosure_id": "disclosures_disclosure",
}
#: Texts that no other copy has.
SECRETS = {"email", "client_key"}


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
        keep_originals(cursor, shapes)
        for copy in copies(times):
            for table in TABLES:
                if table in ONCE and copy.years_back:
                    continue
                cursor.execute(statement(table, shapes[table], pointers[table], copy))
                if table == "access_municipality":
                    cursor.execute("select tovholder.people_names_of(id) from access_municipality")
        cursor.execute("set session_replication_role = origin")
    admin.commit()
    return settle(admin)


def settle(admin: psycopg.Connection) -> int:
    """Let the planner know what there is now. Returns the number of sessions."""
    admin.autocommit = True
    admin.execute("vacuum analyze")
    (sessions,) = admin.execute("select count(*) from activities_session").fetchone() or (0,)
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


def keep_originals(cursor: psycopg.Cursor, shapes: dict[str, dict[str, str]]) -> None:
    """The demo's own rows, apart: a copy is made of them alone, and of no system actor."""
    for table, columns in shapes.items():
        cursor.execute(
            sql.SQL("create temporary table {0} as select * from public.{0} where {1}").format(
                sql.Identifier(table), sql.SQL("id > 0" if columns.get("id") == "bigint" else "true")
            )
        )


def statement(table: str, columns: dict[str, str], points: dict[str, str], copy: Copy) -> sql.Composed:
    """Insert the demo's rows of a table once more, moved."""
    values = [value(table, name, kind, points.get(name), copy) for name, kind in columns.items()]
    return sql.SQL("insert into public.{table} ({names}) select {values} from pg_temp.{table}").format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
    )


def value(table: str, name: str, kind: str, points_at: str | None, copy: Copy) -> sql.Composable:
    """What stands in a column of a copy's row, as SQL over the original's."""
    column = sql.Identifier(name)
    points_at = points_at or ("access_agency" if name == "shared_with" else None)
    if name == "id" or (points_at is None and name in WITHOUT_KEY):
        return key(column, kind, WITHOUT_KEY.get(name, table) if name != "id" else table, copy)
    if points_at in TABLES:
        if name == "shared_with":
            moved = key(sql.Identifier("agency"), "bigint", points_at, copy)
            return sql.SQL("array(select {} from unnest({}) agency)").format(moved, column)
        return key(column, kind, points_at, copy)
    if table in ONCE or kind not in {"date", "timestamp with time zone", "tstzrange"}:
        return text(column, name, kind, copy)
    back = sql.SQL("{} * interval '364 days'").format(sql.Literal(copy.years_back))
    if kind == "tstzrange":
        return sql.SQL(
            "case when isempty({0}) then {0} else tstzrange(lower({0}) - {1}, upper({0}) - {1}) end"
        ).format(column, back)
    return sql.SQL("{} - {}").format(column, back)


def key(column: sql.Composable, kind: str, table: str, copy: Copy) -> sql.Composable:
    """A row's number in a copy: moved by as much as the table's rows are."""
    number = copy.municipality if table in ONCE else copy.number
    if kind == "uuid":
        if not number:
            return column
        return sql.SQL("md5({}::text || {})::uuid").format(column, sql.Literal(f"/{number}"))
    return sql.SQL("case when {0} < 0 then {0} else {0} + {1} end").format(column, sql.Literal(number * STEP))


def text(column: sql.Identifier, name: str, kind: str, copy: Copy) -> sql.Composable:
    """A secret, an address, a code or a number that no other copy has; all else as it is."""
    if kind == "ARRAY" and name == "wished_dates":
        return sql.SQL("'{}'::date[]")
    if kind == "uuid":
        return sql.SQL("gen_random_uuid()")
    if name == "code":
        return sql.Literal(f"{8000 + copy.municipality}")
    if name == "number" and kind == "character varying":  # "2022-0117": of another year
        return sql.SQL("(left({0}, 4)::int - {1}) || substr({0}, 5)").format(
            column, sql.Literal(copy.years_back)
        )
    if name in SECRETS or name.endswith("token"):
        return sql.SQL("{} || {}").format(sql.Literal(f"{copy.number}-"), column)
    return column


def deepen(admin: psycopg.Connection) -> int:
    """Give one municipality more than 1,000 pages of sessions. Returns their number."""
    with admin.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        tables = ["activities_booking", "activities_session"]
        shapes = {table: columns_of(cursor, table) for table in tables}
        pointers = {table: foreign_keys(cursor, table) for table in tables}
        keep_originals(cursor, shapes)
        cursor.execute("select count(*) from activities_session")
        (number,) = cursor.fetchone() or (1,)
        for back in range(1, 51_000 // number + 2):
            for table in tables:
                cursor.execute(statement(table, shapes[table], pointers[table], Copy(back * 100, 0, back)))
        cursor.execute("set session_replication_role = origin")
    admin.commit()
    return settle(admin)
