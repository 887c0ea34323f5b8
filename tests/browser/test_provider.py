"""Signing in by the municipality's identity provider: a real one, as a process of its own on this machine."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import STARTS_WITHIN, Watched, free_port, served, wait_for
from tovholder.core.postgres import Cluster
from tovholder.demo.personas import BY_KEY


class Provider:
    """An identity provider that knows its clients by their secrets, and whoever it is told of."""

    def __init__(self) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "oidc_provider_mock",
            "--require-registration",
            "true",
        ]
        self.process = subprocess.Popen(
            [*command, "--port", self.address.rsplit(":", 1)[1]],
            env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"{self.address}/.well-known/openid-configuration", self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=STARTS_WITHIN)
            self.process = None

    def put(self, method: str, path: str, body: dict[str, object]) -> dict[str, str]:
        asked = urllib.request.Request(  # noqa: S310  our own process
            self.address + path,
            data=json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=STARTS_WITHIN) as answer:  # noqa: S310
            return json.loads(answer.read() or b"{}")  # type: ignore[no-any-return]

    def client(self, site: str) -> dict[str, str]:
        """Make a client, and return the settings that docs/installation.md names."""
        way = {"token_endpoint_auth_method": "client_secret_post"}
        back = {"redirect_uris": [f"{site}/account/oidc/kommune/login/callback/"]}
        made = self.put("POST", "/oauth2/clients", {**way, **back})
        return {
            "OIDC_SERVER_URL": self.address,
            "OIDC_CLIENT_ID": made["client_id"],
            "OIDC_CLIENT_SECRET": made["client_secret"],
            "OIDC_NAME": "Kommunens login",
        }

    def knows(self, email: str, **claims: object) -> None:
        self.put("PUT", f"/users/{email}", {"email": email, "name": "Navn", **claims})


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(cluster: Cluster, worker_id: str, provider: Provider) -> Iterator[str]:
    port = free_port()
    settings = provider.client(f"http://127.0.0.1:{port}")
    with served(cluster, f"provider_{worker_id}", port, **settings) as address:
        yield address


def come(reader: Watched, email: str) -> None:
    """Through the door of the provider, as somebody does there."""
    reader.go("/account/login/")
    reader.page.get_by_role("link", name="Log på med Kommunens login").click()
    reader.page.get_by_role("button", name="Fortsæt").click()
    reader.page.locator("input[name=sub]").fill(email)
    reader.page.locator("input[name=sub]").press("Enter")
    reader.page.wait_for_url(f"{reader.site}/**")


def test_somebody_with_an_account_comes_in_and_goes_out(
    read: Callable[..., Watched], provider: Provider
) -> None:
    provider.knows(BY_KEY["leader"].email, email_verified=True)
    reader = read()
    for _time in ("the first, by the address", "the second, by the provider's own number"):
        come(reader, BY_KEY["leader"].email)
        assert reader.page.url == f"{reader.site}/"
        assert reader.page.get_by_text("Lars Opdigtet").first.is_visible()
        reader.page.get_by_role("button", name="Log af").click()
        reader.page.wait_for_url("**/account/login/**")
        reader.go("/goals/")
        assert "/account/login/" in reader.page.url
    # The provider's own page wants a style from elsewhere, which this machine may not reach.
    assert [said for said in reader.complaints if "Failed to load resource" not in said] == []


@pytest.mark.parametrize(
    ("who", "verified"), [("fremmed@opdigtet.invalid", True), (BY_KEY["planner"].email, False)]
)
def test_a_stranger_and_an_address_that_nobody_verified_are_refused_in_words(
    read: Callable[..., Watched], provider: Provider, who: str, verified: bool
) -> None:
    provider.knows(who, email_verified=verified)
    reader = read()
    come(reader, who)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Konti oprettes af en administrator")
    reader.go("/")
    assert "/account/login/" in reader.page.url
    administrator = read("administrator")
    administrator.go("/administration/")
    assert administrator.page.get_by_text("fremmed@opdigtet.invalid").count() == 0


def test_a_provider_that_says_nothing_of_addresses_is_trusted_where_the_installation_says_so(
    read: Callable[..., Watched], provider: Provider, cluster: Cluster, worker_id: str
) -> None:
    port = free_port()
    settings = {**provider.client(f"http://127.0.0.1:{port}"), "TOVHOLDER_OIDC_TRUST_EMAIL": "1"}
    provider.knows(BY_KEY["leader"].email)
    provider.knows(BY_KEY["planner"].email, email_verified=False)
    with served(cluster, f"trusted_{worker_id}", port, **settings) as address:
        reader = read()
        reader.site = address
        come(reader, BY_KEY["leader"].email)
        assert reader.page.get_by_text("Lars Opdigtet").first.is_visible()
        stranger = read()
        stranger.site = address
        come(stranger, BY_KEY["planner"].email)
        expect(stranger.page.get_by_role("heading", level=1)).to_have_text(
            "Konti oprettes af en administrator"
        )


def test_a_provider_that_is_down_is_told_in_words(read: Callable[..., Watched], provider: Provider) -> None:
    provider.stop()
    try:
        reader = read()
        reader.go("/account/login/")
        reader.page.get_by_role("link", name="Log på med Kommunens login").click()
        reader.page.get_by_role("button", name="Fortsæt").click()
        expect(reader.page.get_by_role("heading", level=1)).to_have_text("Du kunne ikke logges på")
    finally:
        provider.start()


def test_a_wrong_secret_is_told_in_words(
    read: Callable[..., Watched], provider: Provider, cluster: Cluster, worker_id: str
) -> None:
    port = free_port()
    settings = {**provider.client(f"http://127.0.0.1:{port}"), "OIDC_CLIENT_SECRET": "en anden"}
    provider.knows(BY_KEY["leader"].email, email_verified=True)
    with served(cluster, f"secret_{worker_id}", port, **settings) as address:
        reader = read()
        reader.site = address
        come(reader, BY_KEY["leader"].email)
        expect(reader.page.get_by_role("heading", level=1)).to_have_text("Du kunne ikke logges på")
