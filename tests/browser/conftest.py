"""A real browser against a real server: granian over a copy of the demo's database, and Debian's Chromium.

The demo is built once a run, whatever the number of workers; each worker serves a copy of its own.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.conftest import HOME, NOW, ROOT, TEMPLATE
from tovholder.core.catalogues import compile_all
from tovholder.core.postgres import Cluster

SOURCE = ROOT / "src"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STYLE = SOURCE / "tovholder" / "web" / "static" / "vendor" / "dkfds" / "css" / "dkfds.min.css"
BUILT = "tovholder_demo_template"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STARTS_WITHIN = 120.0
#: Milliseconds that something on a page may take on a slow machine with other work; and a form that could
#: not be saved as one types is sent again after ten seconds.
PATIENCE = 40_000
expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    wanting = [
        reason
        for reason, missing in (
            ("SKIPPED BROWSER TESTS: no Chromium on PATH (Debian: apt install chromium)", not chromium()),
            ("SKIPPED BROWSER TESTS: no axe-core (npm ci --ignore-scripts)", not AXE.exists()),
            ("SKIPPED BROWSER TESTS: the pages' assets are not fetched (core/assets.py)", not STYLE.exists()),
        )
        if missing
    ]
    here = Path(__file__).parent
    for item in items:
        if wanting and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=wanting[0]))


def environment(url: str) -> dict[str, str]:
    """The demo's environment, at the hour of all tests."""
    ahead = int((NOW - datetime.now(UTC)).total_seconds())
    known = {key: value for key, value in os.environ.items() if not key.startswith(("TOVHOLDER_", "DJANGO_"))}
    return known | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tovholder.settings",
        "PYTHONPATH": str(SOURCE),
        "TOVHOLDER_CLOCK_OFFSET_SECONDS": str(ahead),
        "TOVHOLDER_DEMO": "1",
        "TOVHOLDER_SECRET_KEY": "only for tests, where nothing is secret",
        "TOVHOLDER_FIELD_KEY": "only for tests, where nothing that is locked is a secret",
    }


@contextmanager
def one_at_a_time() -> Iterator[Path]:
    """Hold the run's lock: workers are processes."""
    place = Path(os.environ[HOME]) / "browser"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place


def build_once(cluster: Cluster) -> None:
    with one_at_a_time() as place:
        if (place / "built").exists():
            return
        compile_all(SOURCE / "tovholder")
        cluster.create_database(BUILT, template=TEMPLATE)
        subprocess.run(
            [sys.executable, "-m", "django", "demo_build"],
            check=True,
            cwd=ROOT,
            env=environment(cluster.url("app", BUILT)),
            stdout=subprocess.DEVNULL,
        )
        (place / "built").touch()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError, TimeoutError):
            assert server.poll() is None, "the server ended at once"
            assert time.monotonic() < until, f"no answer from {address}"
            time.sleep(0.1)


@contextmanager
def served(cluster: Cluster, name: str, port: int | None = None, **settings: str) -> Iterator[str]:
    """A copy of the demo, named, behind a server with these settings; gives its address."""
    build_once(cluster)
    with one_at_a_time():  # a template may have no guests while it is copied
        cluster.create_database(name, template=BUILT)
    port = port or free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-ws"]
    server = subprocess.Popen(
        [*command, "--log-level", "warning", "tovholder.wsgi:application"],
        cwd=ROOT,
        env=environment(cluster.url("app", name)) | settings,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/account/login/", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=STARTS_WITHIN)
        cluster.drop_database(name)


@pytest.fixture(scope="session")
def site(cluster: Cluster, worker_id: str) -> Iterator[str]:
    """The address of the demo, served for this worker."""
    with served(cluster, f"browser_{worker_id}") as address:
        yield address


# For a module, not for the run: while it lives, Django takes this thread for an asynchronous one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


def leave(way: Locator) -> None:
    """Click what leads to another page, and be there.

    A click alone comes back before the page has been left: waiting for "the load state" then finds the old
    page loaded, and what is asked for next would cut the form off on its way.
    """
    with way.page.expect_navigation():
        way.click()


class Watched:
    """A context of one reader, and what its pages complained of."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def sign_in(self, persona: str) -> None:
        answer = self.context.request.post(f"{self.site}/demo/sign-in/", form={"persona": persona})
        assert answer.ok, f"{persona} could not sign in: {answer.status}"

    def go(self, path: str) -> int:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer.status


@pytest.fixture
def read(browser: Browser, site: str) -> Iterator[Callable[..., Watched]]:
    """`read("planner", width=320)`: somebody at a browser, signed in or (None) not."""
    opened: list[BrowserContext] = []

    def begin(persona: str | None = None, *, width: int = 1280, **options: Any) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        reader = Watched(context, site)
        if persona:
            reader.sign_in(persona)
        return reader

    yield begin
    for context in opened:
        context.close()
