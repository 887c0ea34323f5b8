"""Every address, walked as every role, with the house's own object and with a stranger's.

The list comes from the resolver, so that a new page cannot be missing from it: an address that does not
say who may open it fails, and so does one with parameters that `url_objects` has no object for.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import url_objects
from tests.conftest import arranging
from tovholder.access.roles import EVERYBODY, ROLES, Role

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")

#: Answers of a page that let the reader in: shown, sent on, or only for another method.
LET_IN = {200, 302, 405}
#: Pages of the sign-in library: about the reader's own account, each guarded by the library itself.
LIBRARY = "account/"


class Address:
    """One pattern of the resolver: its name, its view, and the parameters that it takes."""

    def __init__(self, name: str, pattern: URLPattern, prefix: str, above: frozenset[str]) -> None:
        self.name, self.view, self.route = name, pattern.callback, prefix + str(pattern.pattern)
        self.parameters = above | set(pattern.pattern.regex.groupindex)
        self.permissions: frozenset[str] | None = getattr(self.view, "permissions", None)
        self.public: str = getattr(self.view, "public", "")

    def __repr__(self) -> str:
        return self.name or self.route


def walk(
    resolver: Any = None, namespace: str = "", prefix: str = "", above: frozenset[str] = frozenset()
) -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            parameters = above | frozenset(entry.pattern.regex.groupindex)
            yield from walk(entry, inner, prefix + str(entry.pattern), parameters)
        else:
            yield Address(f"{namespace}{entry.name or ''}", entry, prefix, above)


ALL = list(walk())
OURS = [address for address in ALL if not address.route.startswith(LIBRARY)]
GUARDED = [address for address in OURS if not address.public]


@pytest.mark.parametrize("address", OURS, ids=repr)
def test_every_address_says_who_may_open_it(address):
    assert address.public or address.permissions is not None


def test_the_demo_page_does_not_exist_outside_the_demo(client, db):
    assert not [address for address in ALL if address.route.startswith("demo/")]
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"persona": "leader"}).status_code == 404


def test_the_sign_in_library_answers_everybody_without_an_error(client, person, browse):
    """Its pages with a token in the address are reached by mail, and answer a wrong token as pages."""
    wrong_token = {"key": "wrong", "uidb36": "1", "provider_id": "none", "pk": 1}
    for browser in (client, browse(person(Role.PLANNER))):
        for address in ALL:
            if address.route.startswith(LIBRARY):
                kwargs = {name: wrong_token[name] for name in address.parameters}
                assert browser.get(path_of(address, kwargs)).status_code < 500, address


@pytest.fixture
def objects(copenhagen):
    with arranging():
        return url_objects.all_of(copenhagen)


@pytest.fixture
def foreign_objects(elsewhere):
    with arranging():
        return url_objects.all_of(elsewhere)


def path_of(address: Address, kwargs: dict[str, Any]) -> str:
    assert address.parameters <= set(kwargs), f"tests/url_objects.py has no object for {address}"
    return reverse(address.name, kwargs=kwargs) if address.name else "/" + address.route


def may_open(address: Address, role: Role) -> bool:
    assert address.permissions is not None
    granted = ROLES[role].permissions | EVERYBODY
    return not address.permissions or bool(address.permissions & granted)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_opens_its_own_pages_and_no_other(role, person, browse, objects):
    reader = person(role)
    with arranging():
        url_objects.let_in(reader)
    client = browse(reader)
    wrong = []
    for address in GUARDED:
        path = path_of(address, objects.get(address.name, {}))
        status = client.get(path).status_code
        # An object of the house that this very person has no part in is answered as if it were not there.
        expected = LET_IN | {404} if may_open(address, role) else {403}
        if status not in expected:
            wrong.append((address.name, path, status))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_opens_its_own_pages_where_nothing_is_written_yet(role, person, browse):
    """A new municipality begins so: each list says what comes there, and none breaks on having nothing."""
    client = browse(person(role))
    plain = [one for one in GUARDED if not one.parameters and may_open(one, role)]
    answers = {one.name: client.get(path_of(one, {})).status_code for one in plain}
    assert {name: status for name, status in answers.items() if status not in LET_IN | {404}} == {}


def test_somebody_opens_every_page(person, browse, objects):
    """No address is shut to all: otherwise the walk above would prove nothing for it."""
    people = [*map(person, Role), *url_objects.OWNERS]
    with arranging():
        for one in people:
            url_objects.let_in(one)
    clients = [browse(one) for one in people]
    shut = [
        address.name
        for address in GUARDED
        if not any(
            client.get(path_of(address, objects.get(address.name, {}))).status_code in LET_IN
            for client in clients
        )
    ]
    assert shut == []


def test_the_reports_are_shown_and_not_only_redirected(person, browse, objects):
    """The walk happens in a year that a plan covers: outside it the pages of reports only lead elsewhere."""
    client = browse(person(Role.LEADER))
    shown = {
        address.name: client.get(path_of(address, objects.get(address.name, {}))).status_code
        for address in GUARDED
        if address.name.startswith(("reports:", "dashboard:"))
    }
    assert shown
    assert set(shown.values()) == {200, 405}, shown


def test_every_form_of_a_case_is_shown_to_who_has_said_why_she_opens_it(person, browse, objects):
    """Otherwise the walks would meet the question in place of each of them."""
    reader = person(Role.COORDINATOR)
    pages = [each for each in GUARDED if each.name.startswith("cases:") and "case_id" in each.parameters]
    shown = [(each.name, path_of(each, objects[each.name])) for each in pages]
    question = {name for name, path in shown if browse(reader).get(path).status_code != 200}
    with arranging():
        url_objects.let_in(reader)
    assert question == {name for name, _path in shown} - {"cases:case", "cases:conflict"}
    assert {name for name, path in shown if browse(reader).get(path).status_code != 200} == set()


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_strangers_object_is_not_there(role, person, browse, foreign_objects):
    client = browse(person(role))
    leaks = []
    for address in GUARDED:
        if not address.parameters or address.name in url_objects.NOT_AN_OBJECT:
            continue
        path = path_of(address, foreign_objects.get(address.name, {}))
        for ask in (client.get, client.post):
            status = ask(path).status_code
            if status not in ({404, 405} if may_open(address, role) else {403}):
                leaks.append((address.name, ask.__name__, status))
    assert leaks == []


def test_a_stranger_without_an_account_is_sent_to_the_sign_in(client: Client, objects):
    open_doors = []
    for address in GUARDED:
        path = path_of(address, objects.get(address.name, {}))
        for ask in (client.get, client.post):
            response = ask(path)
            if response.status_code != 302 or not response["Location"].startswith("/account/login/"):
                open_doors.append((address.name, ask.__name__, response.status_code))
    assert open_doors == []


def test_no_page_is_kept_by_a_browser_or_a_proxy(person, browse, objects):
    client = browse(person(Role.COORDINATOR))
    for address in GUARDED:
        response = client.get(path_of(address, objects.get(address.name, {})))
        assert "no-store" in response.headers["Cache-Control"], address
