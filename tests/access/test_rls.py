"""Row level security of the accounts' own tables, as the runtime role."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tovholder.access.actors import System
from tovholder.access.models import Agency, RoleGrant, User
from tovholder.access.rls import disagreements
from tovholder.core import clock


def test_without_an_actor_nothing_is_visible(person, as_actor):
    person("planner")
    as_actor(None)
    assert list(User.objects.all()) == []
    assert list(Agency.objects.all()) == []
    assert list(RoleGrant.objects.all()) == []


def test_colleagues_see_each_other_and_no_one_of_another_municipality(person, stranger, as_actor):
    planner, leader = person("planner"), person("leader")
    as_actor(planner)
    assert set(User.objects.all()) == {planner, leader}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from access_user where email = %s", [stranger.email])
        assert cursor.fetchone() == (0,)


def test_a_planner_cannot_change_a_colleague(person, as_actor):
    planner, leader = person("planner"), person("leader")
    as_actor(planner)
    assert User.objects.filter(pk=leader.pk).update(name="Somebody else") == 0


def test_a_planner_cannot_grant_herself_a_role(person, as_actor, now):
    planner = person("planner")
    as_actor(planner)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleGrant.objects.create(
            user=planner, role="leader", valid_from=now, granted_by=planner, reason="Because"
        )


def test_an_administrator_grants_roles_in_her_own_name_only(person, as_actor, now):
    administrator, planner = person("administrator"), person("planner")
    as_actor(administrator)
    RoleGrant.objects.create(
        user=planner, role="leader", valid_from=now, granted_by=administrator, reason="New duty"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleGrant.objects.create(
            user=planner, role="auditor", valid_from=now, granted_by=planner, reason="In another's name"
        )


def test_the_runtime_role_cannot_move_a_user_to_another_municipality(person, elsewhere, as_actor):
    administrator = person("administrator")
    as_actor(administrator)
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=administrator.pk).update(municipality=elsewhere.pk)


def test_sign_in_finds_an_account_and_no_other_table(person, as_actor):
    planner = person("planner")
    as_actor(System.SIGN_IN)
    assert User.objects.get(email=planner.email) == planner


def test_the_database_does_what_the_rules_say(db):
    assert disagreements(connection) == []


@pytest.mark.parametrize(
    ("meddling", "told"),
    [
        ("drop policy app_add on access_user", "access_user.app_add is missing"),
        (
            "alter policy app_read on access_user using (true)",
            "access_user.app_read is not what the rules say",
        ),
        ("create policy wide on access_user using (true)", "access_user.wide is not ours"),
        (
            "alter table access_user disable row level security",
            "access_user has row level security switched off",
        ),
        (
            "alter policy app_read on access_userevent to public",
            "access_userevent.app_read is not what the rules say",
        ),
    ],
)
def test_what_somebody_changed_by_hand_is_told(db, arrange, meddling, told):
    with arrange(), connection.cursor() as cursor:
        cursor.execute(meddling)
    assert told in disagreements(connection)


def test_an_administrator_makes_no_user_of_another_municipality_and_none_in_a_foreign_agency(
    person, elsewhere, copenhagen, as_actor, arrange
):
    administrator = person("administrator")
    with arrange():
        foreign = Agency.objects.filter(municipality=elsewhere).first()
    as_actor(administrator)
    for municipality, agency in ((elsewhere, foreign), (copenhagen, foreign)):
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.create(email="x@test.invalid", name="X", municipality=municipality, agency=agency)
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=administrator.pk).update(agency=foreign)


def test_nobody_moves_herself_to_another_agency_or_opens_her_own_account(
    person, as_actor, copenhagen, arrange, now
):
    planner = person("planner")
    with arrange():
        sof = Agency.objects.get(municipality=copenhagen, key="sof")
    as_actor(planner)
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=planner.pk).update(agency=sof)
    assert User.objects.filter(pk=planner.pk).update(title="Her own title") == 1
    with arrange():
        User.objects.filter(pk=planner.pk).update(ended_at=now)
    assert User.objects.filter(pk=planner.pk).update(ended_at=None) == 0


def test_the_database_too_refuses_an_administrator_who_grants_herself_a_role(person, as_actor, now):
    administrator = person("administrator")
    as_actor(administrator)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleGrant.objects.create(
            user=administrator, role="coordinator", valid_from=now, granted_by=administrator, reason="-"
        )


def test_returning_tells_nothing_of_rows_that_are_not_seen(person, stranger, as_actor):
    as_actor(person("administrator"))
    with connection.cursor() as cursor:
        cursor.execute("update access_user set title = 'x' where id = %s returning email", [stranger.pk])
        assert cursor.fetchall() == []
        cursor.execute("update access_user set title = title returning municipality_id")
        assert len({municipality for (municipality,) in cursor.fetchall()}) == 1


def test_a_view_without_security_invoker_would_show_everybody_and_none_exists(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relkind in ('v', 'm')"
            " and c.relnamespace in ('public'::regnamespace, 'tovholder'::regnamespace)"
            " and not coalesce('security_invoker=true' = any(c.reloptions), false)"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "create temporary table access_user_mine (id bigint)",
        "create table public.mine (id bigint)",
        "create view public.mine as select * from access_user",
        "create function public.mine() returns int language sql as 'select 1'",
        "create trigger t after insert on access_user execute function suppress_redundant_updates_trigger()",
        "copy access_user to program 'cat'",
        "copy access_user (id) from '/dev/null'",
        "truncate access_rolegrant",
        "alter table access_user disable row level security",
        "alter policy app_read on access_user using (true)",
        "set local role tovholder_gate",
        "set local session_replication_role = replica",
        "insert into django_migrations (app, name, applied) values ('x', 'x', now()); drop table access_user",
    ],
)
def test_the_runtime_role_has_no_way_around(person, as_actor, cluster, statement):
    """Asked of a connection of the runtime role itself: the tests' own login may change roles."""
    import psycopg

    name = connection.settings_dict["NAME"]
    with psycopg.connect(cluster.url("app", name)) as runtime:
        with pytest.raises(psycopg.DatabaseError):
            runtime.execute(statement)
        runtime.rollback()


def test_copy_gives_no_more_than_the_rows_that_are_seen(person, stranger, as_actor):
    as_actor(person("planner"))
    with connection.cursor() as cursor, cursor.copy("copy access_user (email) to stdout") as copied:
        assert stranger.email.encode() not in b"".join(bytes(part) for part in copied)


def test_the_runtime_role_reads_writes_and_nothing_further(db):
    """No TRUNCATE, REFERENCES, TRIGGER or MAINTAIN on any table; sequences are used, not set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a"
            " where c.relkind in ('r', 'p', 'v', 'm') and a.grantee in (0, 'tovholder_app'::regrole)"
            " and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
            " and a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a"
            " where c.relkind = 'S' and a.grantee in (0, 'tovholder_app'::regrole)"
            " and a.privilege_type not in ('USAGE', 'SELECT')"
        )
        assert cursor.fetchall() == []


#: Where the runtime role writes without a policy: sessions, jobs, limits of sign-in, what a sign-in needs.
WRITTEN_BY_LIBRARIES = {
    "account_emailconfirmation",
    "django_session",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "socialaccount_socialtoken",
    "tovholder_cache",
}


def test_the_runtime_role_writes_past_policies_into_the_libraries_own_tables_alone(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct c.relname from pg_class c, aclexplode(c.relacl) a"
            " where c.relkind in ('r', 'p') and not c.relrowsecurity and not c.relispartition"
            " and a.grantee in (0, 'tovholder_app'::regrole)"
            " and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
            " and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE')"
        )
        assert {name for (name,) in cursor.fetchall()} == WRITTEN_BY_LIBRARIES


def test_functions_that_look_past_the_policies_are_for_the_runtime_role_alone(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname from pg_proc p where p.prosecdef"
            " and p.pronamespace = 'tovholder'::regnamespace"
            " and has_function_privilege('public', p.oid, 'execute')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select p.proname from pg_proc p where p.prosecdef and p.proconfig is null"
            " and p.pronamespace in ('public'::regnamespace, 'tovholder'::regnamespace)"
        )
        assert cursor.fetchall() == []


def test_a_role_runs_by_the_clock_of_the_application(person, as_actor, arrange, settings):
    """In the demo it is 2022: a role that ends in 2023 still holds there, and is over elsewhere."""
    administrator = person("administrator")
    with arrange():
        RoleGrant.objects.filter(user=administrator).update(valid_until=datetime(2023, 1, 1, tzinfo=UTC))
    held = {}
    for name, offset in (
        ("elsewhere", timedelta()),
        ("demo", datetime(2022, 9, 20, tzinfo=UTC) - clock.now()),
    ):
        settings.CLOCK_OFFSET = offset
        as_actor(administrator)
        with connection.cursor() as cursor:
            cursor.execute("select tovholder.my_roles()")
            held[name] = cursor.fetchone()[0]
        settings.CLOCK_OFFSET = timedelta()
    assert held == {"elsewhere": [], "demo": ["administrator"]}


def test_a_link_without_sign_in_sees_nobody_and_no_organisation(person, copenhagen, as_actor):
    person("planner")
    as_actor(System.PUBLIC_LINK)
    assert list(User.objects.exclude(pk=System.PUBLIC_LINK)) == []
    assert list(Agency.objects.all()) == []
