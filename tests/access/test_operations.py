"""What an administrator does with accounts, roles and agencies, and what she cannot."""

import copy
import json
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from tests.conftest import arranging
from tovholder.access import gate, operations, tasks
from tovholder.access.actors import System
from tovholder.access.models import AccountAct, Agency, RoleGrant, User
from tovholder.access.roles import ROLES, Permission, Role, roles_with

SITE = "https://tovholder.test"


@pytest.fixture
def administrator(person, as_actor):
    found = person("administrator")
    as_actor(found)
    return found


@pytest.fixture
def bif(copenhagen):
    with arranging():
        return Agency.objects.get(municipality=copenhagen, key="bif")


def open_account(by, agency, at, **changes):
    wanted = {
        "email": "ny@test.invalid",
        "name": "Nynne Prøve",
        "role": Role.PLANNER,
        "reason": "New colleague",
    }
    return operations.open_account(**{**wanted, **changes}, agency=agency, by=by, at=at, site=SITE)


def queued():
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs order by id")
        return [(name.rsplit(".")[-1], json.loads(args)) for name, args in cursor.fetchall()]


def test_an_administrator_opens_an_account_with_a_role_and_an_invitation(administrator, bif, now):
    user = open_account(administrator, bif, now)
    assert list(RoleGrant.objects.filter(user=user).values_list("role", "granted_by")) == [
        ("planner", administrator.pk)
    ]
    assert not user.has_usable_password()
    assert [name for name, _ in queued()] == ["send_invitation"]
    assert AccountAct.objects.get(user=user).kind == "opened"


def test_nobody_but_an_administrator_opens_an_account(person, as_actor, bif, now):
    leader = person("leader")
    as_actor(leader)
    with pytest.raises(gate.Denied):
        open_account(leader, bif, now)


def test_an_invitation_holds_a_link_and_no_content(administrator, bif, now, as_actor, client):
    user = open_account(administrator, bif, now)
    tasks.send_invitation.func(user_id=user.pk, site=SITE)
    (message,) = mail.outbox
    assert message.to == ["ny@test.invalid"]
    text = (message.subject + message.body).lower()
    assert not any(word in text for word in ("ekstrem", "extrem", "radikal", "nynne", "planner"))
    link = re.search(rf"{SITE}(/account/password/reset/key/\S+)", message.body).group(1)
    page = client.get(link, follow=True)
    assert page.status_code == 200
    done = client.post(
        page.redirect_chain[-1][0], {"password1": "et langt kodeord 7", "password2": "et langt kodeord 7"}
    )
    assert done.status_code == 302
    assert (
        client.post("/account/login/", {"login": "NY@test.invalid", "password": "et langt kodeord 7"}).url
        == "/"
    )
    assert client.get(link, follow=True).context["token_fail"]


def test_an_ended_account_gets_no_invitation(administrator, bif, now):
    user = open_account(administrator, bif, now)
    operations.end_account(user=user, by=administrator, at=now + timedelta(hours=1), reason="Left")
    tasks.send_invitation.func(user_id=user.pk, site=SITE)
    assert mail.outbox == []


def test_an_address_that_is_taken_in_another_municipality_answers_as_one_at_home(
    administrator, stranger, bif, now, person
):
    """The administrator learns that the address has an account; not where, and not whose."""
    colleague = person("leader")
    answers = set()
    for email in (stranger.email.upper(), colleague.email):
        with pytest.raises(operations.AddressTaken) as refused:
            open_account(administrator, bif, now, email=email)
        answers.add(str(refused.value))
    assert len(answers) == 1
    assert not User.objects.filter(pk=stranger.pk).exists()


def test_an_account_is_not_opened_in_another_municipalitys_agency(administrator, elsewhere, now):
    with arranging():
        foreign = Agency.objects.filter(municipality=elsewhere).first()
    with pytest.raises(operations.NotOfThisMunicipality):
        open_account(administrator, foreign, now)


def test_an_ended_account_is_out_at_once(administrator, person, now, browse, as_actor):
    planner = person("planner")
    client = browse(planner)
    other = SessionStore()
    other["_auth_user_id"] = str(administrator.pk)
    other.save()
    assert client.get("/").status_code == 200
    as_actor(administrator)
    operations.end_account(user=planner, by=administrator, at=now, reason="Left us")
    assert client.get("/").url.startswith("/account/login/")
    assert [row.get_decoded()["_auth_user_id"] for row in Session.objects.all()] == [str(administrator.pk)]
    as_actor(administrator)
    assert not RoleGrant.objects.active(now + timedelta(seconds=1)).filter(user=planner).exists()
    planner.refresh_from_db()
    assert planner.ended_at == now


def test_a_reopened_account_has_neither_roles_nor_the_old_password(administrator, person, now):
    planner = person("planner")
    operations.end_account(user=planner, by=administrator, at=now, reason="Leave")
    operations.reopen(user=planner, by=administrator, at=now + timedelta(days=9), reason="Back", site=SITE)
    planner.refresh_from_db()
    assert planner.ended_at is None
    assert not planner.has_usable_password()
    assert not RoleGrant.objects.active(now + timedelta(days=9)).filter(user=planner).exists()
    with pytest.raises(operations.AccountIsOpen):
        operations.reopen(user=planner, by=administrator, at=now, reason="Twice", site=SITE)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_an_administrator_cannot_grant_herself_any_role(administrator, now, role):
    with pytest.raises(operations.OwnAccount):
        operations.grant_role(user=administrator, role=role, by=administrator, at=now, reason="I want to see")


def test_the_same_role_is_not_granted_twice_at_a_time(administrator, person, now):
    planner = person("planner")
    with pytest.raises(operations.HasRole):
        operations.grant_role(user=planner, role=Role.PLANNER, by=administrator, at=now, reason="Twice")


def test_a_role_runs_until_its_day_and_ends_once(administrator, person, now):
    planner = person("planner")
    until = now + timedelta(days=30)
    grant = operations.grant_role(
        user=planner, role=Role.LEADER, by=administrator, at=now, until=until, reason="Stand-in"
    )
    assert User.objects.having(Role.LEADER, now).get() == planner
    assert not User.objects.having(Role.LEADER, until).exists()
    operations.end_role(grant=grant, by=administrator, at=now + timedelta(days=1), reason="She is back")
    with pytest.raises(operations.RoleIsEnded):
        operations.end_role(grant=grant, by=administrator, at=now + timedelta(days=2), reason="Again")
    with pytest.raises(operations.EndsBeforeItBegins):
        operations.grant_role(user=planner, role=Role.DPO, by=administrator, at=now, until=now, reason="?")


def test_the_last_administrator_stays(administrator, person, now):
    own = RoleGrant.objects.get(user=administrator)
    with pytest.raises(operations.LastAdministrator):
        operations.end_role(grant=own, by=administrator, at=now, reason="Enough")
    with pytest.raises(operations.OwnAccount):
        operations.end_account(user=administrator, by=administrator, at=now, reason="Enough")
    second = person("administrator")
    operations.end_role(grant=own, by=administrator, at=now, reason="Handed over")
    assert User.objects.having(Role.ADMINISTRATOR, now).get() == second


def test_of_two_administrators_who_end_each_other_one_remains(administrator, person, now):
    second = person("administrator")
    # Her request has begun, and holds the rights that it began with.
    second_at_work = copy.copy(second)
    operations.end_account(user=second, by=administrator, at=now, reason="First")
    with pytest.raises(operations.LastAdministrator):
        operations.end_account(user=administrator, by=second_at_work, at=now, reason="Second")


def test_an_administrator_of_another_municipality_reaches_nobody_here(person, elsewhere, as_actor, now):
    planner = person("planner")
    foreign = person("administrator", municipality=elsewhere)
    as_actor(foreign)
    for attempt in (
        lambda: operations.end_account(user=planner, by=foreign, at=now, reason="-"),
        lambda: operations.grant_role(user=planner, role=Role.DPO, by=foreign, at=now, reason="-"),
        lambda: operations.reset_second_factor(user=planner, by=foreign, at=now, reason="-"),
    ):
        with pytest.raises(gate.Denied):
            attempt()


def test_a_move_to_another_agency_keeps_its_reason(administrator, person, now, copenhagen):
    planner = person("planner")
    sof = Agency.objects.get(municipality=copenhagen, key="sof")
    operations.change_agency(user=planner, agency=sof, by=administrator, at=now, reason="New office")
    planner.refresh_from_db()
    assert planner.agency == sof
    assert AccountAct.objects.get(user=planner).reason == "New office"


def test_a_changed_address_is_told_to_the_old_one_and_signs_out(administrator, person, now, browse, as_actor):
    planner = person("planner")
    before = planner.email
    client = browse(planner)
    as_actor(administrator)
    operations.change_details(
        user=planner,
        name="Nyt Navn",
        title="",
        email="nyt@test.invalid",
        by=administrator,
        at=now,
        reason="Married",
    )
    assert queued() == [("tell_address_changed", {"address": before, "language": ""})]
    assert client.get("/").url.startswith("/account/login/")


def second_factor(user):
    with arranging(), connection.cursor() as cursor:
        cursor.execute(
            "insert into mfa_authenticator (user_id, type, data, created_at)"
            " values (%s, 'totp', '{\"secret\": \"hemmelig\"}', now())",
            [user.pk],
        )


def test_a_lost_second_factor_is_removed_and_its_owner_is_told(administrator, person, now):
    planner = person("planner")
    second_factor(planner)
    removed = operations.reset_second_factor(user=planner, by=administrator, at=now, reason="Lost her phone")
    assert removed == 1
    assert AccountAct.objects.get(user=planner).kind == "second_factor_reset"
    assert queued() == [("tell_second_factor_removed", {"user_id": planner.pk})]
    with pytest.raises(operations.OwnAccount):
        operations.reset_second_factor(user=administrator, by=administrator, at=now, reason="Mine")


def test_an_administrator_sees_that_there_is_a_second_factor_and_never_its_secret(
    administrator, person, stranger
):
    planner = person("planner")
    second_factor(planner)
    second_factor(stranger)
    with connection.cursor() as cursor:
        cursor.execute("select user_id, kind from tovholder.second_factors()")
        assert cursor.fetchall() == [(planner.pk, "totp")]
        cursor.execute("select data from mfa_authenticator")
        assert cursor.fetchall() == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR], ids=str)
def test_nobody_else_sees_or_removes_a_second_factor(person, as_actor, role):
    planner, other = person("planner"), person(role)
    second_factor(planner)
    as_actor(other)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), tovholder.remove_second_factors(%s) from tovholder.second_factors()",
            [planner.pk],
        )
        assert cursor.fetchone() == (0, 0)


def test_the_gates_functions_name_the_role_that_the_table_names():
    """Migration 0004 has the role's key in its SQL."""
    assert roles_with(Permission.ACCESS_MANAGE) == ["administrator"]
    assert not ROLES[Role.ADMINISTRATOR].permissions & {Permission.ACTIVITY_READ, Permission.LOG_READ}


def test_an_agency_is_added_and_renamed_but_its_key_stays(administrator, now):
    added = operations.add_agency(
        key="region", name="Region Hovedstaden", short_name="Regionen", kind="other", by=administrator, at=now
    )
    operations.change_agency_details(
        agency=added, name="Region Øst", short_name="Øst", kind="psychiatry", by=administrator, at=now
    )
    added.refresh_from_db()
    assert (added.key, added.name, added.kind) == ("region", "Region Øst", "psychiatry")
    with pytest.raises(operations.KeyTaken):
        operations.add_agency(key="region", name="-", short_name="-", kind="other", by=administrator, at=now)


def test_the_first_administrator_is_set_up_on_the_server_and_again_without_harm(db, as_actor, now):
    as_actor(System.COMMAND)
    wanted = {
        "code": "0751",
        "name": "Aarhus Kommune",
        "agencies": [{"key": "msb", "name": "Sociale Forhold", "short_name": "MSB", "kind": "municipal"}],
        "administrator": {"name": "Åse Prøve", "email": "aase@test.invalid", "agency": "msb"},
        "at": now,
    }
    municipality, user, opened = operations.set_up(**wanted)
    again = operations.set_up(**wanted)
    assert opened
    assert again == (municipality, user, False)
    assert RoleGrant.objects.filter(user=user).count() == 1
