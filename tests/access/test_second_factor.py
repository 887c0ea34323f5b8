"""Whose duties open more than a password protects adds a second factor first, and finds no way round it."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from django.urls import reverse

from tests import url_objects
from tests.access.test_operations import queued
from tests.access.test_sign_in import PASSWORD, come_by_provider, provider, sign_in
from tests.conftest import arranging
from tests.test_urls import ALL, GUARDED, path_of
from tovholder import settings as product
from tovholder.access import operations
from tovholder.access.actors import act_as
from tovholder.access.adapters import LOCKED, MFAAdapter
from tovholder.access.models import User
from tovholder.access.roles import BY_PASSWORD_ALONE, ROLES, Role
from tovholder.audit.models import Look

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")

HALT = "/account/2fa/"
#: The duties that name no citizen, and lead to no log and no account.
BY_PASSWORD = {"communications", "instructor", "leader", "planner", "relation", "situation"}
#: Duties that may do nothing of their own yet.
NOT_BUILT = {"coach", "mentor", "supervisor"}


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def coordinator(person):
    return with_password(person("coordinator"))


def with_password(user):
    with arranging():
        user.set_password(PASSWORD)
        user.save()
    return user


def give(user, *kinds):
    with arranging():
        for kind in kinds:
            if kind is WebAuthn:
                WebAuthn.add(user, "telefonen", {"id": "x"})
            elif kind is TOTP:
                TOTP.activate(user, "JBSWY3DPEHPK3PXP")
            else:
                RecoveryCodes.activate(user)


def test_it_is_demanded_unless_the_installation_says_otherwise():
    assert product.SECOND_FACTOR
    assert not product.OIDC_SECOND_FACTOR


def test_the_duties_that_a_password_alone_opens():
    """A new permission demands a second factor until somebody decides that it need not."""
    by_password = {role.value for role, what in ROLES.items() if what.permissions <= BY_PASSWORD_ALONE}
    assert by_password == BY_PASSWORD | NOT_BUILT


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_password_alone_opens_no_page_of_whose_duties_demand_more(role, person, client):
    user = with_password(person(role))
    assert sign_in(client, user).url == "/"
    halted = client.get("/")
    if ROLES[role].permissions <= BY_PASSWORD_ALONE:
        assert halted.status_code == 200
        return
    assert halted.url == HALT
    page = client.get(HALT).content.decode()
    assert "Tilføj en måde mere, før du går videre" in page
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page


def test_no_address_leads_round_it(browse, coordinator, copenhagen):
    """Every address of ours, read and written, with the house's own objects: she is sent to the one page."""
    with arranging():
        objects = url_objects.all_of(copenhagen)
        url_objects.let_in(coordinator)
        Look.objects.all().delete()
    client = browse(coordinator)
    ways_round = []
    for address in GUARDED:
        path = path_of(address, objects.get(address.name, {}))
        for ask in (client.get, client.post):
            answer = ask(path)
            if answer.headers.get("Location") != HALT:
                ways_round.append((address.name, ask.__name__, answer.status_code))
    assert ways_round == [("awake", "get", 200), ("awake", "post", 200)]
    # What is open to everybody (a link by mail is opened by nobody signed in), and the library's pages.
    for address in ALL:
        if address not in GUARDED and not address.parameters:
            client.get(path_of(address, {}))
    with arranging():
        assert not Look.objects.exists()


def test_a_piece_of_a_page_sends_the_whole_page_there(browse, coordinator):
    answer = browse(coordinator).get("/people/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == HALT


@pytest.mark.parametrize("kind", [TOTP, WebAuthn])
def test_an_app_with_codes_and_a_key_each_open_the_pages(browse, coordinator, kind):
    give(coordinator, kind)
    assert browse(coordinator).get("/").status_code == 200


def test_the_codes_that_stand_in_for_a_factor_are_none(browse, coordinator):
    give(coordinator, RecoveryCodes)
    assert browse(coordinator).get("/").url == HALT


def test_a_role_that_is_granted_meanwhile_halts_her_at_the_next_page(browse, person, now):
    planner = person("planner")
    client = browse(planner)
    assert client.get("/").status_code == 200
    administrator = person("administrator")
    act_as(administrator.pk)
    administrator = User.objects.with_roles(now).get(pk=administrator.pk)
    operations.grant_role(user=planner, role="adviser", by=administrator, at=now, reason="vagt")
    assert client.get("/").url == HALT


@pytest.mark.parametrize("provider_asks", [False, True])
def test_the_provider_suffices_where_it_asks_for_one_itself(db, coordinator, settings, provider_asks):
    settings.SOCIALACCOUNT_PROVIDERS = provider()
    settings.OIDC_SECOND_FACTOR = provider_asks
    # Who comes by the password is asked all the same.
    by_password = Client()
    sign_in(by_password, coordinator)
    assert by_password.get("/").url == HALT
    request, _answer = come_by_provider(coordinator.email, email_verified=True)
    request.session.save()
    client = Client()
    client.cookies["sessionid"] = request.session.session_key
    assert client.session[AUTHENTICATION_METHODS_SESSION_KEY][0]["method"] == "socialaccount"
    answer = client.get("/")
    assert answer.status_code == 200 if provider_asks else answer.url == HALT


def test_who_lost_the_telephone_is_let_in_by_an_administrator_and_led_to_a_new_one(
    coordinator, person, client, browse
):
    give(coordinator, TOTP, RecoveryCodes)
    assert sign_in(client, coordinator).url == reverse("mfa_authenticate")
    helper = person("administrator")
    give(helper, WebAuthn)
    removing = reverse("access:reset_second_factor", args=[coordinator.pk])
    assert browse(helper).post(removing, {"reason": "telefonen er væk"}).status_code == 302
    again = Client()
    assert sign_in(again, coordinator).url == "/"
    assert again.get("/").url == HALT
    assert ("tell_second_factor_removed", {"user_id": coordinator.pk}) in queued()


def test_whoever_adds_a_way_in_is_not_alone_in_knowing(
    browse, coordinator, django_capture_on_commit_callbacks
):
    """With another's password alone, somebody adds his own telephone: she is told by mail."""
    with arranging():
        coordinator.set_unusable_password()  # a password would be asked for again
        coordinator.save()
    client = browse(coordinator)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert ("tell_ways_changed", {"user_id": coordinator.pk}) in queued()


def test_a_printed_code_lets_her_in_once(coordinator):
    give(coordinator, TOTP, RecoveryCodes)
    act_as(coordinator.pk)
    with arranging():
        code = RecoveryCodes(coordinator.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    for first in (True, False):
        client = Client()
        asked = sign_in(client, coordinator).url
        answer = client.post(asked, {"code": code})
        assert (answer.status_code == 302) == first
        assert client.get("/").status_code == (200 if first else 302)


def test_what_the_codes_are_made_from_is_locked_in_the_database(coordinator):
    give(coordinator, TOTP, RecoveryCodes)
    with arranging():
        kept = str(list(coordinator.authenticator_set.values_list("data", flat=True)))
        assert "JBSWY3DPEHPK3PXP" not in kept
        assert kept.count(LOCKED) == 2
        app = coordinator.authenticator_set.get(type="totp")
        code = totp.format_hotp_value(
            totp.hotp_value("JBSWY3DPEHPK3PXP", next(totp.yield_hotp_counters_from_time()))
        )
        assert TOTP(app).validate_code(code)
    assert MFAAdapter().decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"  # kept before it was locked
