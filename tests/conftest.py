"""One throwaway PostgreSQL a run, one migrated template, one copy of it a worker.

Tests run as `tovholder_app`, as the product does: row level security holds them too. `arranging()`
steps aside as the owner, to lay out what a test starts from.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from psycopg.conninfo import conninfo_to_dict

from tests import template
from tovholder.core.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "tovholder_template"
HOME = "TOVHOLDER_TEST_CLUSTER"

#: The time at which tests happen, unless they say otherwise: a Tuesday.
NOW = datetime(2022, 9, 20, 10, 0, tzinfo=UTC)

_cluster: Cluster | None = None


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    global _cluster
    home = Path(tempfile.mkdtemp(prefix="tovholder-test-"))
    _cluster = Cluster(home, throwaway=True)
    _cluster.start()
    os.environ[HOME] = str(home)
    template.make(_cluster, TEMPLATE)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _cluster is not None:
        _cluster.destroy()


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The run's PostgreSQL server."""
    return _cluster or Cluster(Path(os.environ[HOME]), throwaway=True)


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, worker_id: str, django_db_blocker: Any) -> Iterator[None]:
    name = f"test_{worker_id}"
    cluster.create_database(name, template=TEMPLATE)
    parts = conninfo_to_dict(cluster.url("test", name))
    with django_db_blocker.unblock():
        connection.settings_dict.update(
            NAME=name,
            USER=parts["user"],
            PASSWORD=parts.get("password", ""),
            HOST=parts["host"],
            PORT=parts.get("port", ""),
        )
        connection.settings_dict["OPTIONS"]["options"] = "-c role=tovholder_app"
        yield
        connection.close()
    cluster.drop_database(name)


@contextmanager
def arranging() -> Iterator[None]:
    """Step aside as the tables' owner, whom row level security does not hold."""
    with connection.cursor() as cursor:
        cursor.execute("set local role tovholder_owner")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("set local role tovholder_app")


@pytest.fixture
def arrange(db: None) -> Callable[[], Any]:
    """`with arrange(): …` lays out a test's starting point."""
    return arranging


@pytest.fixture
def as_actor(db: None) -> Callable[[Any], None]:
    """`as_actor(user)` lets the database see that user (or System actor, or None) as the one who acts."""
    from tovholder.access.actors import act_as

    def become(actor: Any) -> None:
        act_as(actor if actor is None or isinstance(actor, int) else actor.pk, request="test")

    return become


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def at_now(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's clock stands still at `now`, for a module: `pytestmark = usefixtures("at_now")`."""
    monkeypatch.setattr("tovholder.core.clock.now", lambda: now)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: now.date())


@pytest.fixture
def while_the_plan_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked for at `NOW`: a plan covers its year, so that they show something."""
    monkeypatch.setattr("tovholder.core.clock.now", lambda: NOW)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: NOW.date())


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences are looked for in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def copenhagen(db: None) -> Any:
    """The municipality, with its administrations and partner authorities."""
    from tests.factories import municipality

    with arranging():
        return municipality("0101", "Københavns Kommune")


@pytest.fixture
def elsewhere(db: None) -> Any:
    """Another municipality on the same installation: its people are strangers."""
    from tests.factories import municipality

    with arranging():
        return municipality("0999", "Fjernby Kommune")


@pytest.fixture
def person(copenhagen: Any) -> Callable[..., Any]:
    """`person("planner")`: somebody with that role, in Copenhagen's BIF unless said otherwise."""
    from tests.factories import user

    def make(role: str, *, municipality: Any = None, agency: str = "bif", name: str = "") -> Any:
        with arranging():
            return user(role, municipality=municipality or copenhagen, agency=agency, name=name)

    return make


@pytest.fixture
def auditor(browse: Callable[..., Client], person: Callable[..., Any], in_english: None) -> Client:
    """A client of an auditor who reads English."""
    client = browse(person("auditor"))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def stranger(elsewhere: Any, person: Callable[..., Any]) -> Any:
    """A coordinator of another municipality."""
    return person("coordinator", municipality=elsewhere)


@pytest.fixture
def browse(db: None) -> Callable[[Any], Client]:
    """`browse(user)`: a test client signed in as the user (or as nobody)."""

    def make(user: Any = None) -> Client:
        client = Client()
        if user is not None:
            with arranging():
                client.force_login(user)
        return client

    return make


@pytest.fixture
def at_work(monkeypatch):
    """The tests run on holidays, too."""
    monkeypatch.setattr("tovholder.core.workdays.is_working_day", lambda day: True)
