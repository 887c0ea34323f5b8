"""The pages that are measured, and the ways in which each is run."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.conninfo import conninfo_to_dict

from bench.urls import STATEMENTS
from tovholder.access.actors import System, acting
from tovholder.access.models import User
from tovholder.activities.models import Session
from tovholder.core.postgres import Cluster
from tovholder.demo.personas import BY_KEY
from tovholder.programme.models import ActionPlan

#: A page, and ways of it that are called in turn.
Run = tuple[str, dict[str, Callable[[], None]]]
KEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Bench:
    """Runs each page as who uses it: ours, the floor, the bare SQL, and ours without row level security."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

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

    def addresses(self) -> dict[str, tuple[str, str]]:
        """Page → persona and address, in the database that is connected."""
        with acting(System.DEMO, purpose="bench"):
            leader = User.objects.get(email=BY_KEY["leader"].email)
            plan = ActionPlan.objects.get(municipality=leader.municipality, key="koebenhavn-2022-23")
            held = Session.objects.filter(
                municipality=leader.municipality, counted_at__isnull=False, booking__classes__isnull=False
            )
            session = held.order_by("-starts_at", "id")[0]
        return {
            "dashboard": ("leader", f"{reverse('dashboard:goals')}?year=2022&plan={plan.key}"),
            "overview": ("planner", reverse("home")),
            "session list": ("planner", reverse("activities:session_list")),
            "session": ("planner", reverse("activities:session", args=[session.pk])),
            "headcount, saved": ("planner", reverse("activities:heads", args=[session.pk])),
            "report, json": ("leader", f"{reverse('reports:file', args=['json'])}?year=2022"),
            "report, pdf": ("leader", f"{reverse('reports:file', args=['pdf'])}?year=2022"),
        }

    def runs(self, size: int) -> Iterator[Run]:
        """All pages in all ways, in one database; connects as it goes."""
        database = f"bench_{size}"
        self.connect(database, "app")
        addresses = self.addresses()
        for page, (persona, address) in addresses.items():
            self.connect(database, "app")
            browser = self.client(persona)
            call = (
                self.saves(browser, address) if page == "headcount, saved" else self.shows(browser, address)
            )
            call()
            floor = self.floor(browser, page, call, saves=page == "headcount, saved")
            user = browser.session["_auth_user_id"]
            yield page, {"ours": call} if page.startswith("report") else {"ours": call, "floor": floor}
            with psycopg.connect(self.cluster.url("app", database)) as bare:
                yield page, {"sql": self.bare(bare, user, STATEMENTS[page])}
            self.connect(database, "owner")
            yield page, {"open": call}

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
    def saves(browser: Client, address: str) -> Callable[[], None]:
        """Save a headcount that changes each time, as the phone does."""
        names = re.findall(r'name="(heads-\d+)"', browser.get(address).content.decode())
        turn = iter(range(1_000_000))

        def call() -> None:
            heads = 18 + next(turn) % 7
            response: Any = browser.post(address, dict.fromkeys(names, heads))
            assert response.status_code == 302, response.content[:2000]

        return call

    def floor(
        self, browser: Client, page: str, ours: Callable[[], None], *, saves: bool
    ) -> Callable[[], None]:
        """The floor of a page: its statements without those that the middleware makes for the floor as well.

        A save is sent as a form and answered by a redirect, and writes another number each time, as ours
        does: a row that does not change would cost the database less (no history, no new version).
        """
        STATEMENTS[page] = []
        empty = self.shows(browser, f"/floor/{page}/")
        empty()
        of_the_middleware = {shape(statement) for statement in self.statements(empty)}

        def own() -> list[str]:
            return [one for one in self.statements(ours) if shape(one) not in of_the_middleware]

        STATEMENTS[page] = own()
        if not saves:
            return self.shows(browser, f"/floor/{page}/")
        ways = [STATEMENTS[page], own()]

        def call() -> None:
            ways.reverse()
            STATEMENTS[page] = ways[0]
            response = browser.post(f"/floor/{page}/", {"heads-1": 24})
            assert response.status_code == 302, response.status_code

        return call

    @staticmethod
    def statements(call: Callable[[], None]) -> list[str]:
        """The statements of a request, with their values in them; not how the transaction is kept."""
        with CaptureQueriesContext(connection) as captured:
            call()
        return [
            query["sql"]
            for query in captured.captured_queries
            if not query["sql"].upper().startswith(KEEPING)
        ]

    @staticmethod
    def bare(link: psycopg.Connection, user: str, statements: list[str]) -> Callable[[], None]:
        """The statements in one transaction that carries the actor, their rows fetched."""

        def call() -> None:
            with link.transaction(), link.cursor() as cursor:
                cursor.execute("select set_config('tovholder.user_id', %s, true)", [user])
                for statement in statements:
                    cursor.execute(statement)  # type: ignore[call-overload]
                    if cursor.description:
                        cursor.fetchall()

        return call


def shape(statement: str) -> str:
    """A statement without its values, which differ from one request to the next."""
    return re.sub(r"'[^']*'|\b\d+\b", "?", statement)
