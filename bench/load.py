"""Multiply the demo's year: the same year in other municipalities and in other years.

1× is the demo: one municipality's year. 10× is ten municipalities' year; 100× is ten municipalities' ten
years, more than a country's for some years: 17,300 sessions, 10,000 concerns, 1,200 cases, a million looks.
Rows are copied inside the database, table by table, with numbers, dates and secrets moved, so that every copy
is a whole and differs in nothing but these, and in that an earlier year is over: its concerns have left
triage, its cases are closed, its tasks done.
"""

from dataclasses import dataclass
from datetime import timedelta

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
    "people_particulars",
    "people_address",
    "people_kinship",
    "people_reader",
    "people_recused",
    "people_name",
    "disclosures_consent",
    "disclosures_consentagency",
    "disclosures_disclosure",
    "disclosures_particulars",
    "disclosures_content",
    "concerns_advicecontact",
    "concerns_concernreport",
    "concerns_calleridentity",
    "concerns_identityrequest",
    "concerns_policeclearance",
    "cases_case",
    "cases_casereason",
    "cases_caseconcern",
    "cases_step",
    "cases_participation",
    "cases_participationreason",
    "cases_recusal",
    "cases_recusalreason",
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
    "cases_dropreason",
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
#: How what is open in the demo ended in the years before: table → what is set, and where.
ENDED = {
    "concerns_concernreport": [
        "exit = coalesce(nullif(exit, ''), 'advice')",
        "exit_at = coalesce(exit_at, received_at + '5 days')",
        "exit_by_id = coalesce(exit_by_id, taken_by_id)",
        "called_back_at = coalesce(called_back_at, call_back_at)",
        "receipt_on = coalesce(receipt_on, receipt_due_on)",
        "confirmed_at = coalesce(confirmed_at, received_at + '5 days')",
        "confirmed_by_id = coalesce(confirmed_by_id, taken_by_id)",
    ],
    "concerns_policeclearance": [
        "answer = coalesce(nullif(answer, ''), 'nothing_against')",
        "answered_at = coalesce(answered_at, asked_at)",
        "answered_by_id = coalesce(answered_by_id, asked_of_id)",
    ],
    "cases_case": [
        "outcome = coalesce(nullif(outcome, ''), 'completed')",
        "closed_at = coalesce(closed_at, last_change)",
        "closed_by_id = coalesce(closed_by_id, opened_by_id)",
    ],
    "cases_task": ["done_at = coalesce(done_at, made_at)", "done_by_id = coalesce(done_by_id, made_by_id)"],
    "cases_meeting": [
        "closed_at = coalesce(closed_at, ends_at)",
        "closed_by_id = coalesce(closed_by_id, approved_by_id, (select min(id) from pg_temp.access_user))",
    ],
    "cases_registercheck": [
        "opened_at = coalesce(opened_at, due_at)",
        "opened_by_id = coalesce(opened_by_id, asked_by_id)",
    ],
    "cases_checkquestion": ["answered_at = coalesce(answered_at, reminded_at, '2022-09-20')"],
    # Whoever took down or was asked reads on for a while after the end, as the triggers would have it.
    "people_reader": [
        "valid_until = coalesce((select c.exit_at + interval '30 days' from pg_temp.concerns_concernreport c"
        "   where c.id = source and way = 'concern'),"
        " (select coalesce(q.withdrawn_at, q.answered_at + interval '30 days')"
        "   from pg_temp.concerns_policeclearance q where q.id = source and way = 'clearance'), valid_until)"
    ],
}
#: Looks for each year of a municipality.
LOOKS = 10_000
#: What a concern needs around it.
OF_CONCERNS = [
    "people_person",
    "people_particulars",
    "people_reader",
    "people_name",
    "concerns_advicecontact",
    "concerns_concernreport",
    "concerns_calleridentity",
]
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
        for year in range(years)
        for place in range(municipalities)
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
            if copy.years_back == 1 and not copy.municipality:
                end_the_year(cursor)
            for table in TABLES:
                if table in ONCE and copy.years_back:
                    continue
                cursor.execute(statement(table, shapes[table], pointers[table], copy))
                if table == "access_municipality":
                    cursor.execute("select tovholder.people_names_of(id) from public.access_municipality")
        look(cursor, LOOKS * times)
        cursor.execute("set session_replication_role = origin")
    admin.commit()
    return settle(admin)


def end_the_year(cursor: psycopg.Cursor) -> None:
    """What is copied from now on is an earlier year's, in which nothing waits."""
    for table, columns in ENDED.items():
        cursor.execute(f"update pg_temp.{table} set {', '.join(columns)}")  # type: ignore[arg-type]


def look(cursor: psycopg.Cursor, number: int) -> None:
    """A year's looks at cases and people, in a partition for each month, as the monthly job makes them."""
    cursor.execute(
        "select date_trunc('month', now()) - make_interval(months => n) from generate_series(1, 12) n"
    )
    for (month,) in cursor.fetchall():
        cursor.execute(
            sql.SQL(
                "create table tovholder_log.{} partition of audit_read for values from ({}) to ({})"
            ).format(
                sql.Identifier(f"read_{month:%Y_%m}"),
                sql.Literal(month),
                sql.Literal((month + timedelta(days=32)).replace(day=1)),
            )
        )
    cursor.execute(
        "create temporary table seen as select row_number() over () as n, r.reader, r.case_id, c.person_id,"
        "   u.agency_id, u.municipality_id"
        "  from public.cases_reader r join public.cases_case c on c.id = r.case_id"
        "  join public.access_user u on u.id = r.reader"
    )
    cursor.execute("select count(*) from seen")
    (total,) = cursor.fetchone() or (1,)
    cursor.execute("alter table seen add primary key (n)")
    cursor.execute("analyze seen")
    cursor.execute(
        "insert into audit_read"
        " (at, actor, agency, municipality, request, way, view, purpose, persons, cases)"
        " select now() - (n.n % 365) * interval '1 day' - n.n * interval '7 milliseconds',"
        "   seen.reader, seen.agency_id, seen.municipality_id, 'GET bench', 'page', 'cases:case', 'Følge op',"
        "   array[seen.person_id], array[seen.case_id]"
        f" from generate_series(1, {number}) n(n) join seen on seen.n = 1 + n.n % {total}"
    )


def swell(admin: psycopg.Connection, years: int) -> int:
    """After `multiply`, on its connection: the concerns of so many years more. Returns their number."""
    with admin.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        shapes = {table: columns_of(cursor, table) for table in OF_CONCERNS}
        pointers = {table: foreign_keys(cursor, table) for table in OF_CONCERNS}
        cursor.execute("delete from pg_temp.people_reader where way not in ('made', 'concern')")
        for year in range(10, 10 + years):
            for place in range(10):
                copy = Copy(year * 100 + place, place, year)
                for table in OF_CONCERNS:
                    cursor.execute(statement(table, shapes[table], pointers[table], copy))
        cursor.execute("set session_replication_role = origin")
    admin.commit()
    settle(admin)
    (concerns,) = admin.execute("select count(*) from public.concerns_concernreport").fetchone() or (0,)
    return int(concerns)


def settle(admin: psycopg.Connection) -> int:
    """Let the planner know what there is now. Returns the number of sessions.

    What slept while the rows were copied is compared: who reads what must be as the triggers would have it.
    """
    (wrong,) = admin.execute("select tovholder.readers_wrong()").fetchone() or (0,)
    if wrong:
        raise RuntimeError(f"{wrong} rows of readers are not as the triggers would have them")
    admin.commit()
    admin.autocommit = True
    admin.execute("vacuum analyze")
    (sessions,) = admin.execute("select count(*) from public.activities_session").fetchone() or (0,)
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
        "select a.attname, t.relname from pg_constraint c join pg_class t on t.oid = c.confrelid"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
        " where c.contype = 'f' and c.conrelid = ('public.' || %s)::regclass",
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
    number = kind in {"bigint", "uuid"}
    if name == "id" or (points_at is None and number and name in WITHOUT_KEY):
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
        cursor.execute("select count(*) from public.activities_session")
        (number,) = cursor.fetchone() or (1,)
        for back in range(1, 51_000 // number + 2):
            for table in tables:
                cursor.execute(statement(table, shapes[table], pointers[table], Copy(back * 100, 0, back)))
        cursor.execute("set session_replication_role = origin")
    admin.commit()
    return settle(admin)
