"""What a page costs in statements, whatever number of rows it shows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import url_objects
from tests.conftest import arranging
from tests.test_urls import GUARDED, path_of
from tovholder.access.roles import Role

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")

#: A page of one thing, or a form: the sign-in's three (session, actor, user) included.
DETAIL = 8
#: A keyset list. Addresses that show one are named so.
LIST = 6
#: The overview gathers what waits: after the request's three, at most two of each of five contexts.
OVERVIEW = 11
#: A report tells in one paper what every context counts.
REPORT = 9
#: Not statements of the page: how the transaction is kept.
KEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET LOCAL ROLE")


def statements(captured: CaptureQueriesContext) -> list[str]:
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].upper().lstrip().startswith(KEEPING)
    ]


def is_list(name: str) -> bool:
    return name.split(":")[-1].endswith("list")


def most_of(name: str) -> int:
    """The most statements that a page of this name may ask."""
    special = {"home": OVERVIEW, "reports:preview": REPORT, "reports:file": REPORT}
    return special.get(name, LIST if is_list(name) else DETAIL)


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.PARTICIPANT, Role.ADVISER, Role.LEADER, Role.ADMINISTRATOR], ids=str
)
def test_no_page_asks_more_than_its_share(role: Role, person: Any, browse: Any, copenhagen: Any) -> None:
    with arranging():
        objects = url_objects.all_of(copenhagen)
    reader = person(role)
    with arranging():
        url_objects.let_in(reader)
    client = browse(reader)
    client.get("/")
    dear = []
    for address in GUARDED:
        path = path_of(address, objects.get(address.name, {}))
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        asked = statements(captured)
        if len(asked) > most_of(address.name):
            dear.append((address.name, len(asked), asked))
    assert dear == []
