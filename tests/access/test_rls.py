"""Row level security of the accounts' own tables, as the runtime role."""

import pytest
from django.db import DatabaseError, connection, transaction

from tovholder.access.actors import System
from tovholder.access.models import Agency, RoleGrant, User


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
