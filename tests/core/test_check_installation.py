"""What `tovholder check` says of an installation, of the half that needs Django."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tovholder import settings as product
from tovholder.core.management.commands import check_installation


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def in_production(settings, monkeypatch):
    """A set-up that is as it should be."""
    monkeypatch.setenv("TOVHOLDER_SMTP_HOST", "mail.test")
    settings.DEMO = False
    settings.ALLOWED_HOSTS = ["plan.test"]
    settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_TRUSTED_ORIGINS = ["https://plan.test"]
    settings.DEFAULT_FROM_EMAIL = "tovholder@plan.test"
    settings.FIELD_KEY = "another and long " * 4
    settings.SEAL_KEY = "long and random " * 4
    settings.ANCHORS = "/somewhere/else/anchors.log"
    settings.SECOND_FACTOR = True
    return settings


def test_a_good_set_up_has_no_fault(in_production):
    assert check_installation.of_the_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ALLOWED_HOSTS", ["*"], "allows every host name"),
        ("ALLOWED_HOSTS", ["127.0.0.1", "localhost"], "TOVHOLDER_HOSTS is not set"),
        ("SESSION_COOKIE_SECURE", False, "cookies go without https"),
        ("CSRF_TRUSTED_ORIGINS", ["http://plan.test"], "addresses without https: http://plan.test"),
        ("DEFAULT_FROM_EMAIL", "tovholder@localhost", "TOVHOLDER_MAIL_FROM is not set"),
        ("FIELD_KEY", "short", "TOVHOLDER_FIELD_KEY is missing"),
        ("FIELD_KEYS_OLD", ["short"], "TOVHOLDER_FIELD_KEY_OLD names a key shorter"),
        ("SEAL_KEY", "short", "TOVHOLDER_SEAL_KEY is missing"),
        ("ANCHORS", "", "TOVHOLDER_ANCHORS is not set"),
        ("SECOND_FACTOR", False, "a password alone opens citizens' data"),
        ("OIDC_SECOND_FACTOR", True, "TOVHOLDER_OIDC_SECOND_FACTOR is set, and no identity provider is"),
        ("TIME_ZONE", "Europe/Nowhere", "The time zone Europe/Nowhere is not known"),
    ],
)
def test_each_fault_of_the_settings_is_said(in_production, monkeypatch, name, value, told):
    if name == "TIME_ZONE":
        # Setting it for real would change the connection's time zone, too.
        monkeypatch.setattr(check_installation, "settings", FakeZone(in_production, value))
    else:
        setattr(in_production, name, value)
    (fault,) = check_installation.of_the_settings()
    assert told in fault


class FakeZone:
    def __init__(self, settings, zone):
        self.settings, self.TIME_ZONE = settings, zone

    def __getattr__(self, name):
        return getattr(self.settings, name)


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("", "no identity provider is"),
        ("https://login.example/common/v2.0", "people of any organisation"),
        ("https://login.example/8f1c/v2.0", ""),
    ],
)
def test_whose_addresses_are_trusted_is_said(in_production, server, told):
    in_production.OIDC_TRUST_EMAIL = True
    app = {"provider_id": "kommune", "settings": {"server_url": server}}
    in_production.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}} if server else {}
    found = check_installation.of_the_settings()
    assert [told in fault for fault in found] == ([True] if told else [])


def test_the_demo_is_excused_from_https_and_mail(in_production):
    in_production.DEMO = True
    in_production.SESSION_COOKIE_SECURE = False
    in_production.CSRF_TRUSTED_ORIGINS = ["http://127.0.0.1"]
    assert check_installation.of_the_settings() == []


def test_a_policy_that_was_changed_by_hand_is_said(db, arrange):
    with arrange(), connection.cursor() as cursor:
        cursor.execute("alter policy app_read on access_user using (true)")
    assert any(
        "access_user.app_read is not what the rules say" in fault
        for fault in check_installation.of_the_database()
    )


def test_a_runtime_role_that_may_truncate_is_said(db, arrange):
    with arrange(), connection.cursor() as cursor:
        cursor.execute("grant truncate on access_user to tovholder_app")
    assert any("may do more with tables" in fault for fault in check_installation.of_the_database())


def test_a_migration_that_is_missing_is_said(db, arrange):
    latest = MigrationLoader(connection).graph.leaf_nodes("access")[0]
    with arrange(), connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = %s and name = %s", latest)
    assert any("1 migrations are not applied" in fault for fault in check_installation.of_the_database())


def test_a_fault_ends_with_1(db, in_production):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_installation", stdout=out)
    assert ended.value.code == 1
    assert "no worker for background jobs" in out.getvalue()


@pytest.mark.parametrize("prepares", ["0", "1"])
def test_what_a_statement_is_bound_to_never_stands_in_it(monkeypatch, prepares):
    """All connections are of one role, and read each other's statements in pg_stat_activity."""
    monkeypatch.setenv("TOVHOLDER_PREPARE", prepares)
    options = product._database("postgresql:///x")["OPTIONS"]
    assert options["server_side_binding"] is True
    assert options.get("prepare_threshold") == (3 if prepares == "1" else None)
