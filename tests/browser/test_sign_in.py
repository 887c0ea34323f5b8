"""Signing in by password, by a code from the phone and by a passkey, in a browser that asks for them."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Watched, leave, served
from tovholder.core.postgres import Cluster
from tovholder.demo.personas import BY_KEY

PASSWORD = "kaffe paraply månedag trækul"


def code(secret: str) -> str:
    """What the app on the phone would show now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = mac[-1] & 0xF
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def choose_password(reader: Watched) -> None:
    reader.go("/account/password/set/")
    reader.page.get_by_label("Ny adgangskode").fill(PASSWORD)
    reader.page.get_by_label("Den nye adgangskode igen").fill(PASSWORD)
    leave(reader.page.get_by_role("button", name="Gem adgangskoden"))


def sign_in_by_password(reader: Watched, persona: str) -> None:
    reader.go("/account/login/")
    reader.page.get_by_label("E-mail").fill(BY_KEY[persona].email)
    reader.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    leave(reader.page.get_by_role("button", name="Log på", exact=True))


def path(reader: Watched) -> str:
    return urlsplit(reader.page.url).path


def test_a_password_is_chosen_and_then_lets_one_in(read: Callable[..., Watched]) -> None:
    choose_password(read("auditor"))
    reader = read()
    sign_in_by_password(reader, "auditor")
    assert path(reader) == "/"
    assert reader.complaints == []


def test_a_wrong_password_is_said_and_takes_the_focus(read: Callable[..., Watched]) -> None:
    reader = read()
    reader.go("/account/login/")
    reader.page.get_by_label("E-mail").fill("ingen@opdigtet.invalid")
    reader.page.get_by_label("Adgangskode", exact=True).fill("forkert")
    reader.page.get_by_role("button", name="Log på", exact=True).click()
    alert = reader.page.get_by_role("alert").filter(has_text="skal rettes")
    alert.wait_for()
    assert alert.evaluate("(element) => element === document.activeElement")
    assert reader.page.get_by_label("E-mail").input_value() == "ingen@opdigtet.invalid"


def test_the_app_with_codes_is_set_up_and_then_asked_for(read: Callable[..., Watched]) -> None:
    owner = read("dpo")
    choose_password(owner)
    owner.go("/account/2fa/totp/activate/")
    # Who has a password confirms it before what changes the ways in.
    assert path(owner) == "/account/reauthenticate/"
    owner.page.get_by_label("Adgangskode").fill(PASSWORD)
    leave(owner.page.get_by_role("button", name="Bekræft"))
    assert path(owner) == "/account/2fa/totp/activate/"
    secret = owner.page.locator("code").inner_text().strip()
    owner.page.get_by_label("Kode").fill(code(secret))
    leave(owner.page.get_by_role("button", name="Brug appen"))
    owner.go("/account/2fa/")
    assert owner.page.get_by_text("I brug").is_visible()
    owner.go("/account/2fa/recovery-codes/")
    emergency = owner.page.locator("code").first.inner_text().strip()
    assert owner.complaints == []

    reader = read()
    sign_in_by_password(reader, "dpo")
    assert path(reader) == "/account/2fa/authenticate/"
    reader.page.get_by_label("Kode").fill(emergency)
    leave(reader.page.get_by_role("button", name="Log på", exact=True))
    assert path(reader) == "/"
    assert reader.complaints == []


def test_whose_duties_need_a_second_factor_is_led_to_one_and_then_in(
    read: Callable[..., Watched], cluster: Cluster, worker_id: str
) -> None:
    with served(cluster, f"factor_{worker_id}", TOVHOLDER_SECOND_FACTOR="1") as address:
        reader = read()
        reader.site = address
        reader.sign_in("coordinator")
        reader.go("/people/")
        assert path(reader) == "/account/2fa/"
        expect(reader.page.get_by_role("heading", level=2).first).to_have_text(
            "Tilføj en måde mere, før du går videre"
        )
        leave(reader.page.get_by_role("link", name="Sæt op app med engangskoder"))
        secret = reader.page.locator("code").inner_text().strip()
        reader.page.get_by_label("Kode").fill(code(secret))
        leave(reader.page.get_by_role("button", name="Brug appen"))
        assert path(reader) == "/account/2fa/recovery-codes/"
        leave(reader.page.get_by_role("link", name="Fortsæt"))
        assert path(reader) == "/"
        assert reader.complaints == []


def test_a_passkey_is_added_and_then_lets_one_in_without_a_password(read: Callable[..., Watched]) -> None:
    reader = read()
    # A passkey belongs to a name, which 127.0.0.1 is not.
    reader.site = reader.site.replace("127.0.0.1", "localhost")
    reader.sign_in("leader")
    phone = reader.context.new_cdp_session(reader.page)
    phone.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    reader.go("/account/2fa/webauthn/add/")
    reader.page.get_by_label("Nøglens navn").fill("arbejdstelefonen")
    reader.page.get_by_label("Log på uden adgangskode").check()
    reader.page.get_by_role("button", name="Tilføj nøglen").click()
    reader.page.wait_for_url(lambda url: "/add/" not in url)
    reader.go("/account/2fa/webauthn/")
    assert reader.page.get_by_text("arbejdstelefonen").first.is_visible()

    reader.page.get_by_role("button", name="Log af").click()
    reader.page.wait_for_url("**/account/login/**")
    reader.page.get_by_role("button", name="Log på med adgangsnøgle").click()
    reader.page.wait_for_url(f"{reader.site}/")
    assert reader.page.get_by_text("Lars Opdigtet").first.is_visible()
    assert reader.complaints == []
