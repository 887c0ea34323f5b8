"""The pages of Administration and the log, as their readers use them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests.conftest import arranging
from tovholder.access.actors import act_as
from tovholder.access.models import AccountAct, Agency, RoleGrant, User
from tovholder.access.roles import ROLES, WORDS, Permission


@pytest.fixture
def administrator(person):
    return person("administrator", name="Amina Prøve")


@pytest.fixture
def client(browse, administrator):
    return browse(administrator)


def names(page):
    return [row.user.name for row in page.context["rows"]]


def test_the_list_of_people_is_in_danish_order_and_leaves_ended_accounts_out(client, person, now):
    for name in ("Åse Prøve", "Ærø Prøve", "Zoe Prøve"):
        person("planner", name=name)
    gone = person("planner", name="Borte Prøve")
    with arranging():
        User.objects.filter(pk=gone.pk).update(ended_at=now)
    page = client.get("/administration/")
    assert names(page) == ["Amina Prøve", "Zoe Prøve", "Ærø Prøve", "Åse Prøve"]
    assert names(client.get("/administration/?state=ended")) == ["Borte Prøve"]


def test_the_list_is_narrowed_by_role_agency_and_name(client, person, copenhagen):
    person("planner", name="Ulla Prøve")
    person("leader", agency="sof", name="Lars Prøve")
    with arranging():
        sof = Agency.objects.get(municipality=copenhagen, key="sof")
    assert names(client.get("/administration/?role=planner")) == ["Ulla Prøve"]
    assert names(client.get(f"/administration/?agency={sof.pk}")) == ["Lars Prøve"]
    assert names(client.get("/administration/?name=ULLA")) == ["Ulla Prøve"]


@pytest.mark.parametrize(
    "query", ["role=nonsense", "agency=x", "agency=99999999999999999999", "state=%00", "name=%00"]
)
def test_a_filter_that_makes_no_sense_is_no_error(client, query):
    assert client.get(f"/administration/?{query}").status_code == 200


def test_an_account_is_opened_by_the_form(client, copenhagen):
    with arranging():
        bif = Agency.objects.get(municipality=copenhagen, key="bif")
    wanted = {
        "name": "Ny Prøve",
        "email": "ny@test.invalid",
        "agency": bif.pk,
        "role": "planner",
        "reason": "Ny",
    }
    page = client.post("/administration/person/new/", wanted, follow=True)
    assert page.context["person"].name == "Ny Prøve"
    again = client.post("/administration/person/new/", wanted)
    assert again.status_code == 200
    assert "email" in again.context["form"].errors


def test_a_foreign_agency_cannot_be_chosen(client, elsewhere):
    with arranging():
        foreign = Agency.objects.filter(municipality=elsewhere).first()
    wanted = {"name": "Ny", "email": "ny@test.invalid", "agency": foreign.pk, "reason": "Ny"}
    assert "agency" in client.post("/administration/person/new/", wanted).context["form"].errors


def test_a_role_is_granted_to_the_end_of_its_last_day(client, person):
    planner = person("planner")
    path = reverse("access:grant_role", args=[planner.pk])
    assert (
        client.post(path, {"role": "leader", "until": "2099-12-31", "reason": "Afløser"}).status_code == 302
    )
    with arranging():
        grant = RoleGrant.objects.get(user=planner, role="leader")
    assert grant.valid_until == datetime(2100, 1, 1, tzinfo=ZoneInfo("Europe/Copenhagen"))
    page = client.get(reverse("access:person", args=[planner.pk])).content.decode()
    assert "31. december 2099" in page


@pytest.mark.parametrize("until", ["2001-01-01", "31/31/2022", "0001-01-01", "9999-12-31", "x" * 5000])
def test_a_last_day_that_cannot_be_is_told_and_grants_nothing(client, person, until):
    planner = person("planner")
    page = client.post(
        reverse("access:grant_role", args=[planner.pk]), {"role": "leader", "until": until, "reason": "?"}
    )
    assert page.status_code == 200
    assert page.context["form"].errors
    with arranging():
        assert not RoleGrant.objects.filter(user=planner, role="leader").exists()


def test_every_deed_wants_a_reason(client, person):
    planner = person("planner")
    for deed in ("end_account", "reset_second_factor", "grant_role", "change_agency", "change_details"):
        page = client.post(reverse(f"access:{deed}", args=[planner.pk]), {"reason": " "})
        assert page.status_code == 200, deed
        assert "reason" in page.context["form"].errors
    with arranging():
        assert not AccountAct.objects.exists()


def test_ending_and_reopening_is_said_on_the_persons_page(client, person):
    planner = person("planner")
    ended = client.post(reverse("access:end_account", args=[planner.pk]), {"reason": "Rejst"}, follow=True)
    assert ended.context["person"].ended_at
    assert "Rejst" in ended.content.decode()
    opened = client.post(reverse("access:reopen", args=[planner.pk]), {"reason": "Tilbage"}, follow=True)
    assert opened.context["person"].ended_at is None
    assert [row.act.kind for row in opened.context["acts"]] == ["reopened", "ended"]


def test_a_role_that_the_server_granted_is_shown_with_its_giver(client, administrator):
    """A system actor's row is seen by nobody; the role must not vanish with it."""
    (row,) = client.get(reverse("access:person", args=[administrator.pk])).context["grants"]
    assert row.granted_by in {"Kommando på serveren", "Command on the server"}


def test_the_last_administrator_is_told_why_not(client, administrator):
    with arranging():
        grant = administrator.grants.get()
    page = client.post(reverse("access:end_role", args=[grant.pk]), {"reason": "Nok"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


def test_no_form_offers_an_administrator_a_role_for_herself(client, administrator):
    page = client.get(reverse("access:person", args=[administrator.pk])).content.decode()
    assert reverse("access:grant_role", args=[administrator.pk]) not in page
    own = {"role": "coordinator", "reason": "Jeg vil se"}
    assert client.post(reverse("access:grant_role", args=[administrator.pk]), own).status_code == 200
    with arranging():
        assert administrator.grants.count() == 1


def test_an_agency_is_added_and_its_key_stays_in_the_form_of_a_new_one(client, copenhagen):
    wanted = {"key": "suf", "name": "Sundhed", "short_name": "SUF", "kind": "municipal"}
    assert client.post("/administration/agencies/new/", wanted).status_code == 302
    assert "key" in client.post("/administration/agencies/new/", wanted).context["form"].errors
    with arranging():
        suf = Agency.objects.get(municipality=copenhagen, key="suf")
    client.post(
        reverse("access:change_agency_details", args=[suf.pk]),
        {"key": "other", "name": "Ny", "short_name": "N", "kind": "other"},
    )
    with arranging():
        suf.refresh_from_db()
    assert (suf.key, suf.name) == ("suf", "Ny")


def test_everybody_reads_who_may_do_what(browse, person):
    page = browse(person("dpo")).get("/administration/roles/")
    assert page.status_code == 200
    assert len(page.context["roles"]) == len(ROLES)


def test_every_permission_has_its_words():
    assert set(WORDS) == set(Permission)


@pytest.fixture
def auditor(browse, person):
    return browse(person("auditor"))


def test_the_log_shows_who_changed_what_and_no_personal_content(auditor, administrator, person):
    planner = person("planner")
    act_as(administrator.pk, request="POST 123")
    User.objects.filter(pk=planner.pk).update(name="Et Hemmeligt Navn", title="Hemmelig titel")
    page = auditor.get(f"/log/?kind=access.User&actor={administrator.pk}")
    (row,) = page.context["rows"]
    assert (row["who"], row["number"], row["request"]) == (administrator.name, str(planner.pk), "POST 123")
    assert row["personal"]
    assert "Hemmelig titel" not in page.content.decode()


def test_the_log_is_walked_by_its_links(auditor, administrator, person, monkeypatch):
    from tovholder.audit import queries

    monkeypatch.setattr(queries.log, "__kwdefaults__", {**queries.log.__kwdefaults__, "size": 2})
    first = auditor.get("/log/?kind=access.Agency")
    second = auditor.get("/log/" + first.context["page"].next)
    assert len(second.context["rows"]) == 1
    back = auditor.get("/log/" + second.context["page"].previous)
    assert back.context["rows"] == first.context["rows"]


@pytest.mark.parametrize(
    "query",
    [
        "since=x",
        "since=0001-01-01",
        "until=0001-01-01",
        "until=9999-12-31",
        "kind=auth.User",
        "actor=x",
        "actor=" + "9" * 30,
        "after=x",
        "before=%00",
        "after=2022-01-01T00:00:00%2B00:00~access.User~1",
    ],
)
def test_a_log_filter_that_makes_no_sense_is_no_error(auditor, query):
    assert auditor.get(f"/log/?{query}").status_code == 200


@pytest.mark.parametrize(
    "role", [role for role in ROLES if Permission.LOG_READ not in ROLES[role].permissions], ids=str
)
def test_nobody_without_the_duty_reads_the_log(browse, person, role):
    assert browse(person(role)).get("/log/").status_code == 403
