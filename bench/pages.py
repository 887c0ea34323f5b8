"""The pages that are measured, and the ways in which each is run."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from os import urandom
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg.conninfo import conninfo_to_dict

from bench.urls import STATEMENTS
from tovholder.access.actors import System, acting
from tovholder.access.models import User
from tovholder.activities.models import Session
from tovholder.audit.reads import Seen
from tovholder.cases.models import Case
from tovholder.core.ids import uuid7
from tovholder.core.postgres import Cluster
from tovholder.demo.personas import BY_KEY
from tovholder.programme.models import ActionPlan

#: A statement and its values.
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Page:
    """A page and its reader; with what is sent and the status that answers it, where it is sent a form."""

    persona: str
    address: str
    sends: Callable[[], dict[str, Any]] | None = None
    answer: int = 302
    #: A document has none.
    floor: bool = True


#: A page, and ways of it that are called in turn.
Run = tuple[str, dict[str, Callable[[], None]]]
KEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Bench:
    """Runs each page as who uses it: ours, the floor, the bare SQL, and ours without row level security."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        #: Of each page, what the bare SQL runs: the statements, and what of them must be another each time.
        self.replayed: dict[str, tuple[list[Statement], frozenset[Any]]] = {}

    def connect(self, database: str, role: str) -> None:
        """Point Django's connection at another database or role."""
        connection.close()
        parts = conninfo_to_dict(self.cluster.url(role, database))  # type: ignore[arg-type]
        connection.settings_dict.update(
            NAME=database, USER=parts["user"], PASSWORD=parts["password"], HOST=parts["host"]
        )

    def client(self, persona: str) -> Client:
        browser = Client()
        with acting(System.SIGN_IN, purpose="bench"):
            browser.force_login(User.objects.get(email=BY_KEY[persona].email))
        return browser

    def pages(self) -> dict[str, Page]:
        """The pages by their names, in the database that is connected."""
        with acting(System.DEMO, purpose="bench"):
            leader = User.objects.get(email=BY_KEY["leader"].email)
            plan = ActionPlan.objects.get(municipality=leader.municipality, key="koebenhavn-2022-23")
            held = Session.objects.filter(
                municipality=leader.municipality, counted_at__isnull=False, booking__classes__isnull=False
            )
            session = held.order_by("-starts_at", "id")[0]
        heads = reverse("activities:heads", args=[session.pk])
        return {
            "dashboard": Page("leader", f"{reverse('dashboard:goals')}?year=2022&plan={plan.key}"),
            "overview": Page("planner", reverse("home")),
            "overview, coordinator": Page("coordinator", reverse("home")),
            "session list": Page("planner", reverse("activities:session_list")),
            "session": Page("planner", reverse("activities:session", args=[session.pk])),
            "headcount, saved": Page("planner", heads, self.headcounts(heads)),
            "report, json": Page(
                "leader", f"{reverse('reports:file', args=['json'])}?year=2022", floor=False
            ),
            "report, pdf": Page("leader", f"{reverse('reports:file', args=['pdf'])}?year=2022", floor=False),
            "queue": Page("coordinator", reverse("concerns:list")),
            "queue, sees few": Page("adviser", reverse("concerns:list")),
            "case list": Page("coordinator", reverse("cases:list")),
            "case list, sees few": Page("psychiatry", reverse("cases:list")),
            "case": Page("coordinator", self.case("coordinator", "Samira")),
            "case, sees few": Page("psychiatry", self.case("psychiatry", "Laura")),
            "search": Page("coordinator", reverse("people:search"), lambda: {"words": "Anton"}, 200),
            "search, sees few": Page("police", reverse("people:search"), lambda: {"words": "Anton"}, 200),
            "call, saved": Page("adviser", reverse("concerns:begin"), call_of_a_mother),
        }

    def case(self, persona: str, first_name: str) -> str:
        """A case of this year, for whose opening the persona has said today what for."""
        browser = self.client(persona)
        user = browser.session["_auth_user_id"]
        with acting(int(user), purpose="bench"):
            case = Case.objects.filter(person__name__startswith=first_name, closed_at__isnull=True).earliest(
                "-opened_at"
            )
        address = reverse("cases:case", args=[case.pk])
        browser.post(address, {"purpose": "record"})
        return address

    def headcounts(self, address: str) -> Callable[[], dict[str, Any]]:
        """Heads that change each time, as the phone sends them."""
        page = self.client("planner").get(address).content.decode()
        names = re.findall(r'name="(heads-\d+)"', page)
        turn = iter(range(1_000_000))
        return lambda: dict.fromkeys(names, 18 + next(turn) % 7)

    def runs(self, size: str, only: str = "") -> Iterator[Run]:
        """The pages whose name begins as said, in all ways, in one database; connects as it goes."""
        database = f"bench_{size}"
        self.connect(database, "app")
        for name, page in self.pages().items():
            if not name.startswith(tuple(only.split(","))):
                continue
            self.connect(database, "app")
            browser = self.client(page.persona)
            call = self.asks(browser, page)
            call()
            floor = self.floor(browser, name, page, call)
            user = browser.session["_auth_user_id"]
            yield name, {"ours": call, "floor": floor} if page.floor else {"ours": call}
            with psycopg.connect(self.cluster.url("app", database)) as bare:
                yield name, {"sql": self.bare(bare, user, *self.replayed[name])}
            self.connect(database, "owner")
            with unprotected():
                yield name, {"open": call}

    def deep_runs(self) -> Iterator[Run]:
        """Page 1 and page 1,000 of a list of 50,000 sessions."""
        self.connect("bench_deep", "app")
        browser = self.client("planner")
        address = reverse("activities:session_list")
        deep = self.shows(browser, self.deep_address(address))
        yield "session list", {"page 1": self.shows(browser, address), "page 1000": deep}

    def deep_address(self, address: str) -> str:
        """The address of page 1,000, by the cursor that page 999 would give."""
        order = ("-starts_at", "-id")
        with acting(System.DEMO, purpose="bench"):
            planner = User.objects.get(email=BY_KEY["planner"].email)
            last = Session.objects.filter(municipality=planner.municipality).order_by(*order)[999 * 50 - 1]
        cursor = Signer(salt="keyset:" + ",".join(order)).sign_object([last.starts_at.isoformat(), last.pk])
        return f"{address}?after={cursor}"

    @staticmethod
    def shows(browser: Client, address: str) -> Callable[[], None]:
        def call() -> None:
            response = browser.get(address)
            assert response.status_code == 200, (address, response.status_code)

        return call

    @staticmethod
    def asks(browser: Client, page: Page) -> Callable[[], None]:
        if page.sends is None:
            return Bench.shows(browser, page.address)
        sends = page.sends

        def call() -> None:
            response: Any = browser.post(page.address, sends())
            assert response.status_code == page.answer, (response.status_code, response.content[:2000])

        return call

    def floor(self, browser: Client, name: str, page: Page, ours: Callable[[], None]) -> Callable[[], None]:
        """The floor of a page: its statements without those that the middleware makes for the floor as well.

        A save is sent as a form and answered by a redirect, and writes as ours does: another number each
        time (a row that does not change would cost the database less: no history, no new version), and rows
        with keys of their own.
        """
        STATEMENTS[name] = []
        empty = self.shows(browser, f"/floor/{name}/")
        empty()
        of_the_middleware = {text for text, _parameters in self.statements(empty)}

        def own() -> list[Statement]:
            return [one for one in self.statements(ours) if one[0] not in of_the_middleware]

        STATEMENTS[name] = own()
        self.replayed[name] = (STATEMENTS[name], frozenset())
        if page.sends is None:
            return self.shows(browser, f"/floor/{name}/")
        ways = [STATEMENTS[name], own()]
        once = made_here(*ways)
        self.replayed[name] = (ways[0], once)

        def call() -> None:
            ways.reverse()
            STATEMENTS[name] = anew(ways[0], once)
            response = browser.post(f"/floor/{name}/", {"answer": page.answer})
            assert response.status_code == page.answer, response.status_code

        return call

    @staticmethod
    def statements(call: Callable[[], None]) -> list[Statement]:
        """The statements of a request, each with its values; not how the transaction is kept."""
        found: list[Statement] = []

        def note(execute: Any, text: str, parameters: Any, many: bool, context: Any) -> Any:
            if not text.upper().startswith(KEEPING):
                found.append((text, parameters))
            return execute(text, parameters, many, context)

        with connection.execute_wrapper(note):
            call()
        return found

    @staticmethod
    def bare(
        link: psycopg.Connection, user: str, statements: list[Statement], once: frozenset[Any] = frozenset()
    ) -> Callable[[], None]:
        """The statements in one transaction that carries the actor, their rows fetched."""

        def call() -> None:
            with link.transaction(), link.cursor() as cursor:
                cursor.execute("select set_config('tovholder.user_id', %s, true)", [user])
                for text, parameters in anew(statements, once):
                    cursor.execute(text, parameters)  # type: ignore[call-overload]
                    if cursor.description:
                        cursor.fetchall()

        return call


@contextmanager
def unprotected() -> Iterator[None]:
    """Neither the log of looks nor encryption; row level security is left out by who asks (the owner)."""
    with (
        patch.object(Seen, "write", lambda self, *, view: None),
        patch("tovholder.concerns.operations.calls.seal", lambda text, **_: text.encode()),
        patch("tovholder.core.sealing.unseal", lambda locked, **_: bytes(locked or b"").decode()),
    ):
        yield


def call_of_a_mother() -> dict[str, str]:
    """What the form of a call sends when the adviser hangs up."""
    return {
        "call": str(uuid7()),
        "act": "concern",
        "danger": "no",
        "anonymous": "no",
        "caller_name": "Inger Opdigtet",
        "caller_phone": "00 00 00 00",
        "caller_kind": "parent",
        "received_at": "2022-09-20T11:30",
        "channel": "national_hotline",
        "behaviour": "Sover om dagen.",
        "person-who": "nobody",
    }


#: How the look of a search is written: with its words beside it.
WORDS = "with w as (insert into audit_words"
#: A row's key in JSON.
KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
#: The number of a concern, as a statement gives it to a row.
NUMBER = re.compile(r"20\d\d-\d{4,7}")
NUMBERS = count(1)


def made_here(one: list[Statement], other: list[Statement]) -> frozenset[Any]:
    """What two runs of a save differ in: the keys and numbers of the rows that each made."""
    first, second = (
        {key for _text, values in statements for key in keys(values)} for statements in (one, other)
    )
    return frozenset(first ^ second)


def keys(values: Any) -> Iterator[Any]:
    """The keys and numbers among a statement's values."""
    for value in values.values() if isinstance(values, dict) else values or ():
        if isinstance(value, list | tuple | dict):
            yield from keys(value)
        elif isinstance(value, str) and value.startswith("["):  # rows as JSON: core.inserting
            yield from map(UUID, KEY.findall(value))
        elif isinstance(value, UUID) or (isinstance(value, str) and NUMBER.fullmatch(value)):
            yield value


def salted(values: list[Any]) -> list[Any]:
    """What the log keeps of a search, under the hash of another salt: the same one cannot be put in twice."""
    digest, salt, words = values[:3]
    other = urandom(len(salt))
    fresh = {digest: sha256(other + words.encode()).digest(), salt: other}
    return [fresh[value] if isinstance(value, bytes) else value for value in values]


def anew(statements: list[Statement], once: frozenset[Any]) -> list[Statement]:
    """The statements with keys, numbers and salts that no row has."""
    fresh = {key: uuid7() if isinstance(key, UUID) else f"b{next(NUMBERS)}" for key in once}

    def put(values: Any) -> Any:
        if isinstance(values, dict):
            return {name: put(value) for name, value in values.items()}
        if isinstance(values, list | tuple):
            return [put(value) for value in values]
        if isinstance(values, str) and values.startswith("["):
            return KEY.sub(lambda found: str(fresh.get(UUID(found[0]), found[0])), values)
        return fresh.get(values, values) if isinstance(values, UUID | str) else values

    return [
        (text, salted(values) if text.startswith(WORDS) else put(values) if once else values)
        for text, values in statements
    ]
