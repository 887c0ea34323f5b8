"""The end of a session in a browser: said before, said afterwards, and nothing that was typed is lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watched, served
from tovholder.core.postgres import Cluster

#: Seconds without a request after which the server of this module signs off.
IDLE = 24


@pytest.fixture(scope="module")
def site(cluster: Cluster, worker_id: str) -> Iterator[str]:
    with served(cluster, f"idle_{worker_id}", TOVHOLDER_IDLE_MINUTES=str(IDLE / 60)) as address:
        yield address


def signed_off(page: Page) -> None:
    """Wait for the end, as somebody does who is at lunch."""
    expect(page.get_by_role("dialog", name="Du er logget af")).to_be_visible(timeout=3 * IDLE * 1000)


def in_a_new_window(reader: Watched, persona: str) -> None:
    reader.sign_in(persona)
    reader.page.get_by_role("button", name="Jeg er logget på igen").click()


def test_who_is_there_still_stays_and_who_is_not_sees_no_more_of_the_page(
    read: Callable[..., Watched],
) -> None:
    reader = read("leader")
    reader.go("/")
    warning = reader.page.get_by_role("dialog", name="Er du her stadig?")
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Bliv logget på").click()
    expect(warning).to_be_hidden()
    reader.page.wait_for_timeout(IDLE * 500)
    assert reader.context.request.get(f"{reader.site}/", max_redirects=0).status == 200
    signed_off(reader.page)
    assert reader.context.request.get(f"{reader.site}/", max_redirects=0).status == 302
    cover = "getComputedStyle(document.getElementById('signed-off'), '::backdrop').backgroundColor"
    assert reader.page.evaluate(cover) == "rgb(255, 255, 255)"
    assert reader.complaints == []


def test_what_was_typed_in_a_form_is_saved_after_a_sign_in_in_another_window(
    read: Callable[..., Watched],
) -> None:
    reader = read("administrator")
    reader.go("/administration/agencies/new/")
    reader.page.locator("input[name=name]").fill("Den Ventende Forvaltning")
    signed_off(reader.page)
    in_a_new_window(reader, "administrator")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    page = reader.page
    expect(page.locator("input[name=name]")).to_have_value("Den Ventende Forvaltning")
    page.locator("input[name=key]").fill("vente")
    page.locator("input[name=short_name]").fill("VENT")
    page.locator("select[name=kind]").select_option("municipal")
    page.get_by_role("main").locator("form[method=post] button[type=submit]").first.click()
    expect(page.get_by_role("main")).to_contain_text("Den Ventende Forvaltning")
    assert page.url.endswith("/administration/agencies/")


def test_a_form_that_saves_itself_says_that_it_could_not_and_saves_afterwards(
    read: Callable[..., Watched],
) -> None:
    reader = read("adviser")
    reader.go("/concerns/call/")
    words = reader.page.locator("form[data-autosave] textarea").first
    status = reader.page.locator("[data-autosave-status]").first
    words.fill("Hun ringer igen om lidt.")
    expect(status).to_contain_text("Gemt")
    reader.context.clear_cookies(name="sessionid")
    words.press_sequentially(" Og så")
    signed_off(reader.page)
    expect(status).to_contain_text("Ikke gemt endnu")
    in_a_new_window(reader, "adviser")
    expect(status).to_contain_text("Gemt kl.")
    reader.page.reload()
    expect(words).to_have_value("Hun ringer igen om lidt. Og så")


def test_a_form_that_was_sent_on_to_another_page_does_not_say_that_it_is_saved(
    read: Callable[..., Watched],
) -> None:
    """To the question of a case's purpose, or to a second factor: that page answers 200."""
    reader = read("adviser")
    reader.go("/concerns/call/")
    away = {"Location": f"{reader.site}/accessibility/"}

    def sent_on(way: Route) -> None:
        if way.request.method == "POST":
            way.fulfill(status=302, headers=away)
        else:
            way.continue_()

    reader.page.route("**/concerns/call/**", sent_on)
    reader.page.locator("form[data-autosave] textarea").first.fill("Hun ringer igen om lidt.")
    expect(reader.page.locator("[data-autosave-status]").first).to_contain_text("Ikke gemt endnu")


def test_somebody_else_who_signs_in_does_not_find_the_page(read: Callable[..., Watched]) -> None:
    reader = read("administrator")
    reader.go("/administration/agencies/new/")
    reader.page.locator("input[name=name]").fill("Ikke din")
    signed_off(reader.page)
    in_a_new_window(reader, "leader")
    expect(reader.page.locator("input[name=name]")).to_have_count(0)
