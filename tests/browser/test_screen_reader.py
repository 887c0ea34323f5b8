"""What somebody hears who does not see the page: where the focus is, and what a link is called."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, leave

LINK = re.compile(r'link "((?:[^"\\]|\\.)*)".*\n\s+- /url: (\S+)')
PAGES = ["/goals/", "/concerns/roster/", "/cases/meetings/", "/cases/tasks/", "/cases/checks/"]


@pytest.fixture
def page(read: Callable[..., Watched]) -> Page:
    reader = read("coordinator")
    reader.go("/")
    return reader.page


def go(page: Page, path: str) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)


def first(page: Page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("href") or ""


def open_a_case(page: Page, number: int = 0) -> None:
    """With the answer why, which is asked once a day."""
    go(page, "/cases/")
    go(page, page.locator("main td a").nth(number).get_attribute("href") or "")
    purpose = page.get_by_role("main").get_by_role("radio")
    if purpose.count():
        purpose.first.check()
        leave(page.locator("main form button[type=submit]").first)


def told_apart(page: Page, part: str = "main") -> None:
    """A list of the links alone, as a screen reader offers it: one name, one place."""
    places = defaultdict(set)
    for name, place in LINK.findall(page.locator(part).aria_snapshot()):
        places[name].add(place)
    assert places
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", PAGES)
def test_links_of_one_name_lead_to_one_place(page: Page, path: str) -> None:
    go(page, path)
    told_apart(page)


def test_so_do_those_of_what_waits_of_a_concern_and_of_a_case(page: Page) -> None:
    told_apart(page, "section[aria-labelledby=waits]")
    go(page, "/concerns/")
    go(page, first(page, "main td a"))
    told_apart(page)
    open_a_case(page)
    told_apart(page)


def test_a_search_within_a_form_says_what_it_found(page: Page) -> None:
    """The button that was pressed is exchanged with the piece: without a word the focus would be lost."""
    go(page, "/concerns/call/")
    for words, found in (("Opdigtet", "personer fundet"), ("Zzyx", "Ingen fundet")):
        page.locator("input[name=person-words]").fill(words)
        page.locator("button[name=person-search]").press("Enter")
        expect(page.locator(".people-choice [data-focus]")).to_be_focused()
        expect(page.locator(":focus")).to_contain_text(found)
    tap = page.locator("input[name=anonymous][value=no]")
    tap.focus()
    tap.press("Space")
    expect(page.get_by_label("Navn på den, der ringer")).to_be_visible()
    expect(tap).to_be_focused()


def test_a_search_for_people_says_what_it_found(page: Page) -> None:
    go(page, "/people/")
    for words, found in (("Opdigtet", "personer fundet"), ("Zzyx", "Ingen fundet")):
        page.locator("main input[name=words]").fill(words)
        leave(page.locator("main form button[type=submit]"))
        expect(page.locator(":focus")).to_contain_text(found)


def test_a_cpr_number_is_asked_for_and_read_by_keyboard_alone(page: Page) -> None:
    for number in range(4):  # not everybody's is known
        open_a_case(page, number)
        go(page, first(page, ".t-facts a"))
        if page.locator("#cpr a").count():
            break
    page.locator("#cpr a").press("Enter")
    expect(page.locator("#cpr :focus")).to_have_attribute("name", "purpose")
    page.locator("#cpr button").press("Enter")
    expect(page.locator("#cpr :focus")).to_have_text(re.compile(r"^\d{6}-\d{4}$"))


def test_a_form_that_is_refused_puts_the_focus_on_what_must_be_corrected(page: Page) -> None:
    go(page, "/concerns/call/")
    leave(page.locator("button[value=concern]"))
    expect(page.locator(":focus")).to_contain_text("skal rettes")
