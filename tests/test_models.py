"""Rules that hold for every model, so that a new one cannot forget them."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from tovholder.access.models import Owned
from tovholder.access.rls import history_models

EVENTS = set(history_models().values())
OURS = [
    model for model in apps.get_models() if model.__module__.startswith("tovholder.") and model not in EVENTS
]
#: Library tables that hold something about a person, or would let somebody act as one.
LIBRARY_PERSONAL = {"account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"}
#: Library tables whose rows are reached by a secret key or hold no person.
LIBRARY_PLAIN = {
    "account.EmailConfirmation",
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "pghistory.Context",
    "pghistory.Events",
    "pghistory.MiddlewareEvents",
    "sessions.Session",
    "socialaccount.SocialApp",
    "socialaccount.SocialToken",
}


#: The record itself: written by the database, never changed, and sealed. It has no history beside it.
THE_RECORD = {"audit"}


def fields_of(model: type[Model]) -> set[str]:
    inherited = {"id"} | ({"municipality"} if issubclass(model, Owned) else set())
    return {field.name for field in model._meta.concrete_fields} - inherited


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_says_whether_it_is_personal(model):
    personal = set(getattr(model.Privacy, "personal", ()))
    plain = set(getattr(model.Privacy, "plain", ()))
    assert not personal & plain
    assert personal | plain == fields_of(model)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_keeps_its_history(model):
    kept_elsewhere = model._meta.app_label in THE_RECORD or getattr(model.Privacy, "no_history", False)
    assert (model in history_models()) != kept_elsewhere


def unprotected_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relkind in ('r', 'p')"
            " and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity"
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_table_with_personal_data_has_a_policy(db):
    personal = [model for model in OURS if getattr(model.Privacy, "personal", ())]
    personal += [history_models()[model] for model in personal if model in history_models()]
    personal += [apps.get_model(label) for label in LIBRARY_PERSONAL]
    bare = unprotected_tables()
    assert [model._meta.label for model in personal if model._meta.db_table in bare] == []


def test_every_library_table_was_looked_at():
    libraries = {
        model._meta.label
        for model in apps.get_models()
        if not model.__module__.startswith("tovholder.") and model._meta.app_label != "procrastinate"
    }
    assert libraries - EVENTS - LIBRARY_PERSONAL == LIBRARY_PLAIN


def test_row_level_security_says_what_the_rules_say(db):
    """Every protected table has a policy for reading, and the runtime role owns no table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relrowsecurity and not c.relispartition and not exists"
            " (select from pg_policy p where p.polrelid = c.oid and p.polcmd = 'r')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select relname from pg_class"
            " where pg_get_userbyid(relowner) in ('tovholder_app', 'tovholder_test')"
        )
        assert cursor.fetchall() == []
        cursor.execute("select rolbypassrls, rolsuper from pg_roles where rolname = 'tovholder_app'")
        assert cursor.fetchone() == (False, False)
