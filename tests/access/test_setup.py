"""Setting up an installation on the server."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import arranging
from tovholder.access.actors import System, act_as
from tovholder.access.models import Agency, RoleGrant, User

ANSWERS = {
    "code": "0751",
    "name": "Aarhus Kommune",
    "administrator": "Åse Prøve",
    "email": "aase@test.invalid",
    "agency": "bif",
    "site": "https://plan.test",
}


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def setup(**changes):
    out = StringIO()
    call_command("setup", stdout=out, **{**ANSWERS, **changes})
    return out.getvalue()


def test_setting_up_prints_a_link_that_opens_the_first_administrators_account(db, client):
    said = setup()
    path = said.split("https://plan.test")[1].split()[0]
    act_as(None)
    page = client.get(path, follow=True)
    password = {"password1": "gulerod traktor 9", "password2": "gulerod traktor 9"}
    assert client.post(page.redirect_chain[-1][0], password).status_code == 302
    signed_in = client.post("/account/login/", {"login": ANSWERS["email"], "password": "gulerod traktor 9"})
    assert signed_in.url == "/"
    assert client.get("/administration/").status_code == 200


def test_whoever_came_by_the_link_can_add_a_second_factor(db, client):
    """The sign-in library keeps one from it whose address nobody has verified."""
    path = setup(email="Aase.Proeve@test.invalid").split("https://plan.test")[1].split()[0]
    act_as(None)
    choosing = client.get(path, follow=True).redirect_chain[-1][0]
    password = {"password1": "gulerod traktor 9", "password2": "gulerod traktor 9"}
    client.post(choosing, password)
    who = {"login": "aase.proeve@test.invalid", "password": "gulerod traktor 9"}
    assert client.post("/account/login/", who).url == "/"
    for adding in ("/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"):
        assert client.get(adding, follow=True).status_code == 200
        assert client.get(adding).status_code == 200 or "reauthenticate" in client.get(adding).url


def test_setting_up_again_changes_nothing_and_says_so(db):
    setup()
    assert "had an account already" in setup()
    with arranging():
        assert RoleGrant.objects.filter(user__email=ANSWERS["email"]).count() == 1
        assert Agency.objects.filter(municipality__code="0751").count() == 8


def test_an_administrator_who_lost_the_role_gets_it_back_on_the_server(db, now):
    setup()
    with arranging():
        RoleGrant.objects.update(valid_until=now.replace(year=2100))
        RoleGrant.objects.update(valid_until=RoleGrant.objects.get().valid_from.replace(year=2099))
        grant = RoleGrant.objects.get()
        RoleGrant.objects.filter(pk=grant.pk).update(valid_from=now, valid_until=now.replace(year=2023))
    setup()
    act_as(System.COMMAND)
    user = User.objects.get(email=ANSWERS["email"])
    assert RoleGrant.objects.filter(user=user, role="administrator").count() == 2


def test_agencies_come_from_a_file(db, tmp_path):
    file = tmp_path / "agencies.yaml"
    file.write_text(
        "- {key: msb, name: Sociale Forhold, short_name: MSB, kind: municipal}\n", encoding="utf-8"
    )
    assert "1 agency." in setup(agencies=file, agency="msb")


def test_a_danish_terminal_is_answered_in_danish(db, monkeypatch):
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    said = setup()
    assert (
        "Aarhus Kommune (0751): 8 myndigheder.\nÅse Prøve <aase@test.invalid> er administrator og har" in said
    )
    assert "Til at vælge adgangskode, én gang og inden tre dage:" in said
    with pytest.raises(CommandError, match=r"'17' er ikke en kommunekode: fire cifre, for eksempel 0101\."):
        setup(code="17")
    with pytest.raises(CommandError, match=r"--email mangler: Administratorens e-mail\."):
        setup(email="")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": "17"}, "four digits"),
        ({"code": "٠١٠١"}, "four digits"),
        ({"email": "aase"}, "no e-mail address"),
        ({"agency": "nowhere"}, "There is no agency 'nowhere'"),
        ({"name": "K" * 101}, "at most 100"),
        ({"administrator": ""}, "--administrator is missing"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(db, changes, told):
    with pytest.raises(CommandError, match=told):
        setup(**changes)
    with arranging():
        assert not Agency.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a list of agencies is expected"),
        ("key: bif", "a list of agencies is expected"),
        ("- {key: bif}", "agency 1: needs the texts"),
        ("- [", "is no YAML"),
        ("- {key: bif, name: A, short_name: B, kind: circus}", "is no kind"),
        ("- {key: 'b f', name: A, short_name: B, kind: police}", "is no key"),
        ("- &a {key: bif, name: A, short_name: B, kind: police}\n- *a", "stands twice"),
        ("- {key: bif, name: '', short_name: B, kind: police}", "1 to 120"),
    ],
)
def test_a_wrong_file_is_told(db, tmp_path, text, told):
    file = tmp_path / "agencies.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        setup(agencies=file)


def test_a_file_that_is_not_there_is_told(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        setup(agencies=tmp_path / "nowhere.yaml")
