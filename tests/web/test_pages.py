"""The frame that stands around every page."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from tovholder.access.roles import Permission
from tovholder.web import navigation, views


@pytest.fixture
def planner(person):
    return person("planner", name="Ulla Opdigtet")


def test_the_header_says_who_one_is_and_where(browse, planner):
    page = browse(planner).get("/menu/").content.decode()
    assert "Ulla Opdigtet" in page
    assert "(BIF)" in page
    assert "Københavns Kommune" in page


def test_a_page_holds_no_inline_style_and_no_inline_script(browse, planner):
    page = browse(planner).get("/menu/").content.decode()
    assert "style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page


@pytest.fixture
def _other_areas():
    """The lists of areas are kept; a test with others begins and ends without them."""
    for kept in (navigation._areas, navigation._links):
        kept.cache_clear()
    yield
    for kept in (navigation._areas, navigation._links):
        kept.cache_clear()


@pytest.mark.usefixtures("_other_areas")
def test_a_role_sees_its_own_areas_and_no_other(browse, planner, monkeypatch):
    areas = [
        navigation.Area("For planners", "home", frozenset({Permission.ACTIVITY_PLAN})),
        navigation.Area("For auditors", "home", frozenset({Permission.LOG_READ})),
        navigation.Area("For everybody", "menu"),
    ]
    monkeypatch.setattr(navigation, "AREAS", areas)
    page = browse(planner).get("/menu/").content.decode()
    assert "For planners" in page
    assert "For everybody" in page
    assert "For auditors" not in page
    assert '<a href="/menu/" aria-current="page">' in page


def test_an_address_that_nobody_has_answers_with_a_page(browse, planner):
    answer = browse(planner).get("/findes-ikke/")
    assert answer.status_code == 404
    assert "Siden er her ikke" in answer.content.decode()


def test_a_fault_of_ours_shows_its_number_and_asks_neither_database_nor_session():
    request = RequestFactory().get("/")
    request.number = "abc123"  # type: ignore[attr-defined]
    with override("da"):  # no fixture opens the database here: a query would fail
        answer = views.failed(request)
    assert answer.status_code == 500
    assert "abc123" in answer.content.decode()


def test_a_fault_before_the_request_has_a_number_is_a_page_too():
    assert views.failed(HttpRequest()).status_code == 500


def test_one_chooses_the_language_and_comes_back_to_the_page(browse, planner):
    client = browse(planner)
    answer = client.post("/language/", {"language": "en", "next": "/menu/"})
    assert (answer.status_code, answer["Location"]) == (302, "/menu/")
    assert '<html lang="en">' in client.get("/menu/").content.decode()


def test_the_language_switch_leads_to_no_other_site(browse, planner):
    answer = browse(planner).post("/language/", {"language": "en", "next": "https://example.com/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/account/login/", "Log på"),
        ("/account/signup/", "oprettes af en administrator"),
        ("/account/password/reset/", "Glemt adgangskoden?"),
        ("/account/password/reset/key/1-abc/", "virker ikke længere"),
        ("/account/inactive/", "Kontoen er lukket"),
    ],
)
def test_the_pages_before_the_sign_in_speak_our_words(browse, path, words):
    assert words in browse().get(path).content.decode()


def test_outside_the_demo_the_sign_in_does_not_speak_of_it(browse):
    page = browse().get("/account/login/").content.decode()
    assert "opdigtede" not in page.lower()


def test_a_wrong_password_is_said_on_top_and_what_was_typed_stays(browse, planner):
    answer = browse().post("/account/login/", {"login": planner.email, "password": "forkert"})
    page = answer.content.decode()
    assert "1 ting skal rettes" in page
    assert f'value="{planner.email}"' in page


@pytest.mark.parametrize(
    ("language", "said", "back"),
    [
        ("da", "Siden kan kun åbnes fra en formular", "Gå til Partnere"),
        ("en", "The page can only be opened from a form", "Go to Partners"),
    ],
)
def test_an_address_that_takes_only_a_form_says_so_and_leads_back(browse, planner, language, said, back):
    client = browse(planner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = reverse("partners:import_discard", args=[1])
    answer = client.get(address)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert said in answer.text
    assert back in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert client.put(address).content == b""


def test_who_is_signed_off_is_sent_to_sign_in_first(client, db):
    assert client.get(reverse("partners:import_discard", args=[1]))["Location"].startswith("/account/login/")
