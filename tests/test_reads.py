"""No page shows a citizen's data unseen: what reads a table of such data writes a row of the log of looks.

Walked as every role over every address, like tests/test_urls.py. The answer's statements are looked at: one
that reads a citizen's table, or calls a function that does, wants an insert into audit_read beside it.
"""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from tests import url_objects
from tests.conftest import arranging
from tests.test_queries import statements
from tests.test_urls import GUARDED, may_open, path_of
from tovholder.access.middleware import SHOWS_NOTHING
from tovholder.access.rls import history_models
from tovholder.access.roles import Role
from tovholder.audit import reads

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")

#: The contexts whose tables hold citizens; of these, models with a personal field.
OF_CITIZENS = {"people", "disclosures", "concerns", "cases"}
#: Functions of the database that return rows of these tables, by name without schema: a statement that calls
#: one reads them, though it names no table. Whoever writes such a function adds it here.
READING_FUNCTIONS: set[str] = set()
#: Addresses that read such a table and show nothing of anybody, and why.
SHOWS_NOBODY: dict[str, str] = {
    "home": "what waits, by number and deadline",
    "concerns:hand_over": "an adviser's shift",
    "concerns:correct_shift": "the same",
    "cases:conflict": "the case's number",
    "cases:open_by_hand": "what the reader herself is writing, of a case that there is not yet",
    "cases:answer_access": "the number that somebody asked for, and her reason",
    "cases:ask_check": "the numbers of the meeting's cases",
    "cases:meeting_paper": "who was there, by the numbers of the items",
}
#: The same for one role alone.
SHOWS_NOBODY_TO: dict[tuple[str, str], str] = {
    ("cases:access_list", "participant"): "she has asked for nothing in the walk",
    ("audit:list", "auditor"): "what kind of row was changed when, without its content",
    ("disclosures:ledger", "auditor"): "that something passed, without whom it was about",
    ("disclosures:disclosure", "auditor"): "the same",
}


def holds_citizens(model: type[Model], labels: Iterable[str] = OF_CITIZENS) -> bool:
    """Whether the model's rows are about citizens."""
    privacy = getattr(model, "Privacy", None)
    return model._meta.app_label in labels and bool(getattr(privacy, "personal", ()))


def citizens_tables() -> set[str]:
    """The tables with citizens' data, their histories included."""
    found = {model for model in apps.get_models() if holds_citizens(model)}
    histories = history_models()
    return {model._meta.db_table for model in found} | {
        histories[model]._meta.db_table for model in found if model in histories
    }


def read_unseen(asked: Iterable[str], tables: set[str], functions: set[str]) -> set[str]:
    """The citizens' tables and functions that statements read, where none of them wrote a look."""
    asked = list(asked)
    if any(re.search(r'insert into "?audit_read\b', statement, re.IGNORECASE) for statement in asked):
        return set()
    names = "|".join(map(re.escape, sorted(tables, key=len, reverse=True))) or "(?!)"
    calls = "|".join(map(re.escape, sorted(functions, key=len, reverse=True))) or "(?!)"
    table = re.compile(
        rf'\b(?:from|join|using|,)\s*(?:only\s+)?(?:"?public"?\.)?"?({names})"?(?![\w."])', re.IGNORECASE
    )
    call = re.compile(rf'(?<![\w"])"?({calls})"?\s*\(', re.IGNORECASE)
    read: set[str] = set()
    for statement in asked:
        read.update(found.lower() for found in table.findall(statement))
        read.update(found.lower() for found in call.findall(statement))
    return read


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_page_shows_a_citizen_without_a_row_of_the_log(
    role: Role, person: Any, browse: Any, copenhagen: Any
) -> None:
    tables = citizens_tables()
    if not tables:
        pytest.skip("no context holds citizens yet")
    with arranging():
        objects = url_objects.all_of(copenhagen)
    reader = person(role)
    with arranging():
        url_objects.let_in(reader)
    client = browse(reader)
    client.get("/")
    unseen: list[tuple[str, list[str]]] = []
    nameless: set[str] = set()
    for address in GUARDED:
        silent = address.name in SHOWS_NOBODY or (address.name, str(role)) in SHOWS_NOBODY_TO
        if not may_open(address, role) or silent:
            continue
        path = path_of(address, objects.get(address.name, {}))
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        if response.status_code not in SHOWS_NOTHING and response.status_code < 500:
            read = read_unseen(statements(captured), tables, READING_FUNCTIONS)
            if read:
                unseen.append((address.name, sorted(read)))
            logged = any("insert into audit_read" in asked for asked in statements(captured))
            if logged and reads.label(address.name) == address.name:
                nameless.add(address.name)
    told = [f"{name}: {', '.join(found)}" for name, found in unseen]
    assert not told, "\n".join(told)
    assert not nameless, f"the auditor would read an address: name it in its urls.py: {sorted(nameless)}"


TABLES = {"people_person", "people_personevent", "cases_case"}
FUNCTIONS = {"find_person"}
LOOK = "insert into audit_read (way, view) values ('page', 'x')"


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        (['SELECT "people_person"."id" FROM "people_person" WHERE true'], {"people_person"}),
        (['select 1 from x inner join "cases_case" c on true'], {"cases_case"}),
        (["select name from people_person p, cases_case"], {"people_person", "cases_case"}),
        (['SELECT 1 FROM "public"."people_personevent"'], {"people_personevent"}),
        (['SELECT 1 FROM "people_personality"', 'select "people_person" from x'], set()),
        (["select * from tovholder.find_person('x')"], {"find_person"}),
        (["select find_person from x"], set()),
        (['SELECT 1 FROM "people_person"', LOOK], set()),
        (['SELECT 1 FROM "people_person"', f"with w as (insert into audit_words values (1)) {LOOK}"], set()),
        (['SELECT 1 FROM "people_person"', "insert into audit_words values (1)"], {"people_person"}),
        (["select 1 from access_user"], set()),
    ],
)
def test_what_reads_a_citizens_table_without_a_look_is_found(asked: list[str], read: set[str]) -> None:
    assert read_unseen(asked, TABLES, FUNCTIONS) == read


def test_nothing_is_found_where_there_are_no_tables_yet() -> None:
    assert read_unseen(['SELECT 1 FROM "people_person"', "select f(1)"], set(), set()) == set()


def test_a_model_holds_citizens_by_its_context_and_its_personal_fields() -> None:
    User, Agency = apps.get_model("access", "User"), apps.get_model("access", "Agency")
    assert holds_citizens(User, {"access"})
    assert not holds_citizens(Agency, {"access"})
    assert not holds_citizens(User)


def test_the_walk_finds_a_page_that_forgets(person: Any, browse: Any, copenhagen: Any) -> None:
    """Were colleagues citizens, the list of people would be told of."""
    client = browse(person("administrator"))
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/administration/").status_code == 200
    assert read_unseen(statements(captured), {"access_rolegrant"}, set()) == {"access_rolegrant"}
