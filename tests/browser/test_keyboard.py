"""The keyboard reaches everything, and one always sees where it is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched, leave

FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const seen = [here, here.nextElementSibling, here.closest("label")].filter(Boolean);
  const ring = seen.some((e) => [getComputedStyle(e), getComputedStyle(e, "::before")].some(
    (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2));
  const box = here.getBoundingClientRect();
  here.dataset.stop = here.dataset.stop || String(Math.random());
  return {stop: here.dataset.stop, ring, what: here.outerHTML.slice(0, 120), height: box.height};
}"""
PAGES = [("", "/account/login/"), ("", "/demo/"), ("leader", "/"), ("leader", "/account/2fa/")]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(("persona", "path"), PAGES, ids=lambda value: value or "nobody")
def test_every_stop_of_the_tab_key_shows_a_ring(
    read: Callable[..., Watched], persona: str, path: str, width: int
) -> None:
    reader = read(persona or None, width=width)
    reader.go(path)
    stops: dict[str, str] = {}
    without = []
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        focus = reader.page.evaluate(FOCUS)
        if focus is None or focus["stop"] in stops:
            break
        stops[focus["stop"]] = focus["what"]
        if not focus["ring"]:
            without.append(focus["what"])
    assert without == []
    assert len(stops) >= 3


def test_the_first_stop_leads_past_the_header(read: Callable[..., Watched]) -> None:
    reader = read("leader")
    reader.go("/")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#main")).to_be_focused()


def test_the_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(read: Callable[..., Watched]) -> None:
    reader = read("leader", width=320)
    reader.go("/")
    page = reader.page
    opener = page.get_by_role("button", name="Menu")
    opener.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="Menu")
    expect(menu).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        # The browser's own controls come between the last stop and the first: then the body has the focus.
        assert page.evaluate(
            "document.activeElement.closest('dialog, body').matches('dialog') "
            "|| document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_menu_leads_to_the_areas(read: Callable[..., Watched]) -> None:
    reader = read("leader", width=320)
    reader.go("/account/2fa/")
    reader.page.get_by_role("button", name="Menu").click()
    reader.page.get_by_role("dialog").get_by_role("link", name="Overblik").click()
    reader.page.wait_for_url(f"{reader.site}/")
    assert reader.complaints == []


def test_without_javascript_the_menu_is_a_page(read: Callable[..., Watched]) -> None:
    reader = read("leader", width=320, java_script_enabled=False)
    reader.go("/")
    leave(reader.page.get_by_role("link", name="Menu"))
    assert reader.page.url == f"{reader.site}/menu/"
    assert reader.page.get_by_role("main").get_by_role("link", name="Overblik").is_visible()


def test_a_passkey_that_is_refused_is_said_on_the_page(read: Callable[..., Watched]) -> None:
    reader = read()
    reader.page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('refused'))")
    reader.go("/account/login/")
    reader.page.get_by_role("button", name="Log på med adgangsnøgle").click()
    reader.page.get_by_text("Nøglen blev ikke brugt").wait_for()
    assert reader.complaints == []


COVERED = """() => {
  const here = document.activeElement, foot = document.querySelector(".t-foot");
  if (!here || here === document.body || !foot || foot.contains(here)) return null;
  const box = ((here.labels && here.labels[0]) || here).getBoundingClientRect();
  const cover = foot.getBoundingClientRect();
  return box.bottom > cover.top + 4 && box.top < cover.bottom ? here.outerHTML.slice(0, 120) : null;
}"""


def test_the_foot_of_a_form_covers_nothing_that_the_keyboard_reaches(read: Callable[..., Watched]) -> None:
    reader = read("adviser")
    reader.go("/concerns/call/")
    covered = []
    for _ in range(75):
        reader.page.keyboard.press("Tab")
        covered.append(reader.page.evaluate(COVERED))
    assert [each for each in covered if each] == []
