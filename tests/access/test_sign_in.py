"""Signing in and being signed off: passwords, second factors, idle sessions, limits, the provider."""

import runpy
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.conftest import arranging
from tovholder import settings as product
from tovholder.access import middleware
from tovholder.access.actors import act_as
from tovholder.access.models import Agency, User

PASSWORD = "gulerod traktor 9"


@pytest.fixture
def planner(person):
    found = person("planner")
    with arranging():
        found.set_password(PASSWORD)
        found.save()
    return found


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def age(client, seconds):
    """Let the session have been used so long ago."""
    session = client.session
    session["seen"] = int(time.time()) - seconds
    session.save()


def test_a_password_opens_the_door_and_a_wrong_one_does_not(client, planner):
    assert sign_in(client, planner, "something else 1").status_code == 200
    assert sign_in(client, planner).url == "/"
    assert client.get("/").status_code == 200


def test_an_ended_account_cannot_sign_in(client, planner, now):
    with arranging():
        User.objects.filter(pk=planner.pk).update(ended_at=now)
    sign_in(client, planner)
    assert client.get("/").url.startswith("/account/login/")


def test_the_answer_does_not_tell_whether_an_address_has_an_account(client, planner):
    known = client.post("/account/login/", {"login": planner.email, "password": "something else 1"})
    unknown = client.post("/account/login/", {"login": "nobody@test.invalid", "password": "something else 1"})
    assert known.context["form"].errors == unknown.context["form"].errors
    for address in (planner.email, "nobody@test.invalid"):
        assert (
            client.post("/account/password/reset/", {"email": address}).url == "/account/password/reset/done/"
        )


def test_nobody_opens_an_account_for_himself(client, db):
    page = client.post(
        "/account/signup/", {"email": "x@test.invalid", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert page.status_code == 200
    with arranging():
        assert not User.objects.filter(email="x@test.invalid").exists()


def test_nobody_gives_himself_another_address(browse, planner):
    client = browse(planner)
    answer = client.post("/account/email/", {"action_add": "", "email": "chief@test.invalid"})
    assert answer.url == reverse("mfa_index")
    act_as(planner.pk)
    assert User.objects.get(pk=planner.pk).email == planner.email
    with arranging():
        assert not EmailAddress.objects.filter(email="chief@test.invalid").exists()


def test_somebody_who_was_away_for_long_is_signed_off_and_told(browse, planner):
    client = browse(planner)
    assert client.get("/").status_code == 200
    age(client, settings.SESSION_IDLE_SECONDS + 1)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[0][0] == "/account/login/?next=/"
    assert "logget af" in answer.content.decode() or "signed off" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_work_keeps_a_session_open(browse, planner):
    client = browse(planner)
    client.get("/")
    for _ in range(3):
        age(client, settings.SESSION_IDLE_SECONDS - 5)
        assert client.get("/").status_code == 200


def test_to_ask_how_long_a_session_lives_does_not_lengthen_it_and_to_post_does(browse, planner):
    client = browse(planner)
    client.get("/")
    age(client, settings.SESSION_IDLE_SECONDS - 100)
    for _ in range(2):
        answer = client.get("/awake/").json()
        assert answer["who"] == planner.pk
        assert 0 < answer["left"] <= 100
    assert client.post("/awake/").json()["left"] > settings.SESSION_IDLE_SECONDS - 100
    age(client, settings.SESSION_IDLE_SECONDS + 1)
    assert client.get("/awake/").url.startswith("/account/login/")


def test_work_keeps_a_session_open_where_it_ends_after_a_minute(browse, planner, settings):
    settings.SESSION_IDLE_SECONDS = 60
    client = browse(planner)
    client.get("/")
    for _ in range(3):
        age(client, 30)
        before = int(time.time())
        assert client.get("/").status_code == 200
        assert client.session["seen"] >= before


def test_what_is_sent_after_the_end_is_said_to_be_lost_and_leads_back_to_its_page(browse, planner):
    client = browse(planner)
    client.get("/")
    age(client, settings.SESSION_IDLE_SECONDS + 1)
    page = {"Referer": "http://testserver/people/?page=2"}
    answer = client.post("/administration/agencies/new/", {"name": "x"}, headers=page)
    assert answer.url == "/account/login/?next=/people/"
    assert "er ikke gemt" in client.get(answer.url).content.decode()


def test_a_form_from_before_the_last_sign_in_is_refused_in_words(planner):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": planner.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "er ikke gemt" in answer.content.decode()


def test_a_page_view_costs_no_write_of_the_session(browse, planner, django_assert_max_num_queries):
    client = browse(planner)
    client.get("/")
    with django_assert_max_num_queries(20) as asked:
        client.get("/")
    assert not [query for query in asked if "django_session" in query["sql"] and "SELECT" not in query["sql"]]


def test_htmx_is_told_to_load_the_sign_in_as_a_whole_page(browse, planner):
    """Otherwise the sign-in would stand inside the piece of the page that was asked for."""
    client = browse(planner)
    client.get("/")
    age(client, settings.SESSION_IDLE_SECONDS + 1)
    answer = client.get(
        "/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/log/?kind=x"}
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/log/%3Fkind%3Dx"


def test_what_fails_is_undone(db, person, copenhagen):
    administrator = person("administrator")

    def failing(request):
        Agency.objects.filter(municipality=copenhagen, key="sof").update(short_name="Half done")
        return HttpResponse(status=500)

    request = RequestFactory().post("/")
    request.session = {"_auth_user_id": str(administrator.pk), "seen": int(time.time())}
    middleware.ActorMiddleware(failing)(request)
    act_as(administrator.pk)
    assert Agency.objects.get(municipality=copenhagen, key="sof").short_name == "SOF"


@pytest.mark.parametrize("password", ["kort 1", "password1234", "123456789012", "111111111111"])
def test_a_short_or_common_password_is_refused(browse, planner, password):
    client = browse(None)
    sign_in(client, planner)
    wanted = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/account/password/change/", wanted)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_password_is_changed_by_who_knows_the_old_one(browse, planner):
    client = browse(None)
    sign_in(client, planner)
    fresh = "et ganske nyt kodeord"
    wanted = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert client.post("/account/password/change/", wanted).status_code == 302
    assert sign_in(Client(), planner, fresh).url == "/"


def test_passwords_have_twelve_characters_at_least():
    (rule,) = [
        rule for rule in settings.AUTH_PASSWORD_VALIDATORS if rule["NAME"].endswith("MinimumLengthValidator")
    ]
    assert rule["OPTIONS"]["min_length"] >= 12


def test_guessing_a_password_is_stopped_for_all_processes_together(client, planner):
    cache.clear()
    for _ in range(5):
        sign_in(client, planner, "something else 1")
    stopped = sign_in(client, planner)
    assert stopped.status_code in {200, 429}
    assert client.get("/").url.startswith("/account/login/")
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.clear()


def test_one_stranger_s_failures_shut_nobody_else_out_behind_a_proxy(client, planner, settings, monkeypatch):
    """All come by the proxy's own address; who they are it says in a header, and last."""
    monkeypatch.setenv("TOVHOLDER_BEHIND_PROXY", "1")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = runpy.run_path(product.__file__)["ALLAUTH_TRUSTED_PROXY_COUNT"]
    cache.clear()

    def tried_by(address, email, password):
        wanted = {"login": email, "password": password}
        return client.post("/account/login/", wanted, headers={"X-Forwarded-For": f"10.0.0.1, {address}"})

    for guess in range(10):
        tried_by("192.0.2.7", f"guess{guess}@plan.test", "something else 1")
    assert tried_by("192.0.2.7", planner.email, PASSWORD).status_code == 200
    assert tried_by("192.0.2.8", planner.email, PASSWORD).url == "/"
    cache.clear()


def test_a_mail_server_that_says_nothing_is_not_waited_for_long(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30


def test_a_second_factor_is_added_and_asked_for(client, planner):
    from allauth.mfa.totp.internal import auth

    sign_in(client, planner)
    adding = reverse("mfa_activate_totp")
    again = client.get(adding).url
    assert again.startswith("/account/reauthenticate/")
    assert client.post(again, {"password": PASSWORD}).url == adding
    page = client.get(adding)
    secret = page.context["form"].secret
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    cache.clear()

    other = Client()
    asked = sign_in(other, planner)
    assert asked.url == reverse("mfa_authenticate")
    assert other.get("/").url.startswith("/account/login/")
    assert other.post(asked.url, {"code": "000000"}).status_code == 200
    cache.clear()
    assert other.post(asked.url, {"code": code}).url == "/"
    assert other.get("/").status_code == 200


def test_a_passkey_can_be_asked_for_at_the_door(client, db):
    page = client.get("/account/login/").content.decode()
    assert "passkey_login" in page
    asked = client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert asked.status_code == 200
    assert asked.json()["request_options"]["publicKey"]["challenge"]


def provider():
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "kommune",
                    "name": "Kommunens login",
                    "client_id": "tovholder",
                    "secret": "hemmelig",
                    "settings": {"server_url": "https://idp.test"},
                }
            ],
        }
    }


def test_the_municipalitys_own_sign_in_stands_on_the_page_where_it_is_set_up(client, db, settings):
    assert "Kommunens login" not in client.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = provider()
    assert "Kommunens login" in client.get("/account/login/").content.decode()


def come_by_provider(email, **said):
    """Finish the round by the identity provider, as its callback does with what it was told."""
    from allauth.core import context
    from allauth.socialaccount.helpers import complete_social_login
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.contrib.sessions.backends.db import SessionStore

    request = RequestFactory().get("/account/oidc/kommune/login/callback/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    request._messages = FallbackStorage(request)
    from allauth.socialaccount.adapter import get_adapter

    act_as(-1)
    with context.request_context(request):
        told = {"id_token": {"sub": "abc-123"}, "userinfo": {"sub": "abc-123", "email": email, **said}}
        login = get_adapter().get_provider(request, "kommune").sociallogin_from_response(request, told)
        answer = complete_social_login(request, login)
    return request, answer


@pytest.fixture
def with_provider(settings):
    settings.SOCIALACCOUNT_PROVIDERS = provider()


def test_the_provider_lets_in_somebody_who_has_an_account(db, planner, with_provider):
    request, _answer = come_by_provider(planner.email, email_verified=True)
    assert request.session["_auth_user_id"] == str(planner.pk)


def test_the_provider_lets_in_nobody_without_an_account(db, planner, with_provider):
    request, answer = come_by_provider("unknown@test.invalid", email_verified=True)
    assert "_auth_user_id" not in request.session
    assert answer.status_code in {200, 302}
    with arranging():
        assert not User.objects.filter(email="unknown@test.invalid").exists()


@pytest.mark.parametrize("said", [{"email_verified": False}, {}])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(db, planner, with_provider, said):
    request, _answer = come_by_provider(planner.email, **said)
    assert "_auth_user_id" not in request.session


@pytest.mark.parametrize(("said", "opens"), [({}, True), ({"email_verified": False}, False)])
def test_an_installation_may_trust_an_address_of_which_its_provider_says_nothing(
    db, planner, with_provider, settings, said, opens
):
    settings.OIDC_TRUST_EMAIL = True
    request, _answer = come_by_provider(planner.email, **said)
    assert ("_auth_user_id" in request.session) == opens
