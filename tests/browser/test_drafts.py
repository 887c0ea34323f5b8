"""A text that takes minutes keeps itself in a browser: says so, and outlives a lost connection."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watched, leave

Read = Callable[..., Watched]


def to_a_note(reader: Watched) -> None:
    page = reader.page
    reader.go("/cases/")
    leave(page.locator("main a[href^='/cases/0']").first)
    if page.locator("input[name=purpose][value=coordinate]").count():
        page.locator("input[name=purpose][value=coordinate]").check()
        leave(page.get_by_role("button", name="Åbn sagen"))
    leave(page.get_by_role("link", name="Skriv notat"))


def to_the_grounds(reader: Watched) -> None:
    reader.go("/concerns/")
    leave(reader.page.get_by_role("main").get_by_role("link", name=re.compile("2022-")).first)


def to_a_correction(reader: Watched) -> None:
    to_the_grounds(reader)
    leave(reader.page.get_by_role("link", name="Ret eller tilføj"))


def to_the_ledger(reader: Watched) -> None:
    to_a_note(reader)
    leave(reader.page.get_by_role("link", name=re.compile("Sag 2022-")).first)
    leave(reader.page.get_by_role("link", name="Registrér, hvad vi har fortalt"))


def to_a_new_case(reader: Watched) -> None:
    reader.go("/cases/open/")


FORMS: dict[str, tuple[Callable[[Watched], None], str, str]] = {
    "a note": (to_a_note, "text", "Gem notatet"),
    "the grounds": (to_the_grounds, "grounds", "Gem begrundelsen"),
    "a correction": (to_a_correction, "behaviour", "Gem"),
    "the ledger": (to_the_ledger, "content", "Registrér"),
    "a case by hand": (to_a_new_case, "reason", "Opret en sag"),
}
#: Those of which the text is all that has to be filled in.
OF_WORDS = ("a note", "the grounds", "a correction")


def parts(page: Page, name: str) -> tuple[Locator, Locator]:
    return page.locator(f"textarea[name={name}]"), page.locator("[data-autosave-status]")


@pytest.mark.parametrize("what", FORMS)
def test_what_was_typed_outlives_a_reload_and_a_lost_connection(read: Read, what: str) -> None:
    to, name, verb = FORMS[what]
    reader = read("coordinator")
    page = reader.page
    to(reader)
    words, status = parts(page, name)
    expect(status).to_have_text("Gemmes som kladde, mens du skriver. Kun du ser den.")
    began = words.input_value()
    words.fill("Han ringede")
    expect(status).to_contain_text("Kladde gemt kl.")
    page.reload()
    expect(words).to_have_value("Han ringede")
    expect(status).to_contain_text("Kladde fra")
    reader.context.set_offline(True)
    words.press("End")
    words.press_sequentially(" og kommer")
    expect(status).to_contain_text("Ikke gemt endnu. Lad siden være åben")
    page.get_by_role("button", name=verb).click()  # nothing is lost by it
    expect(words).to_have_value("Han ringede og kommer")
    reader.context.set_offline(False)
    expect(status).to_contain_text("Kladde gemt kl.")
    page.reload()
    expect(words).to_have_value("Han ringede og kommer")
    stored = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "Han ringede" not in stored
    assert [one for one in reader.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []
    leave(page.get_by_role("button", name="Smid kladden væk"))
    expect(words).to_have_value(began)


@pytest.mark.parametrize("what", OF_WORDS)
def test_a_second_window_is_told_and_sees_both(read: Read, what: str) -> None:
    to, name, verb = FORMS[what]
    reader = read("coordinator")
    to(reader)
    second = reader.context.new_page()
    second.goto(reader.page.url)
    (words, status), (others, told) = parts(reader.page, name), parts(second, name)
    words.fill("Skrevet i det første")
    expect(status).to_contain_text("Kladde gemt kl.")
    for every in second.locator("form[data-autosave] textarea").all():
        every.fill("Skrevet i det andet")
    expect(told).to_have_text("Du har skrevet videre i et andet vindue. Tryk på Gem for at se begge udgaver.")
    leave(second.get_by_role("button", name=verb))
    expect(second.get_by_role("main").get_by_role("alert")).to_contain_text("Intet af det er gået tabt")
    expect(second.get_by_role("cell", name="Skrevet i det første").first).to_be_visible()
    expect(others).to_have_value("Skrevet i det andet")
    leave(second.get_by_role("button", name=verb))
    expect(second.get_by_role("main")).to_contain_text("Skrevet i det andet")
    expect(second.get_by_role("main")).not_to_contain_text("Kladde fra")


def test_who_goes_back_and_sends_again_what_was_saved_saves_it_once(read: Read) -> None:
    reader = read("coordinator")
    page = reader.page
    to_a_note(reader)
    words, _status = parts(page, "text")
    said = page.get_by_role("main").get_by_text("Han ringede igen", exact=True)
    words.fill("Han ringede igen")
    for _time in range(2):
        leave(page.get_by_role("button", name="Gem notatet"))
        expect(said).to_have_count(1)
        page.go_back()
        expect(words).to_have_value("Han ringede igen")
    words.fill("Han ringede igen, og kommer")
    leave(page.get_by_role("button", name="Gem notatet"))
    expect(said).to_have_count(1)
    expect(page.get_by_role("main")).to_contain_text("Han ringede igen, og kommer")
    assert reader.complaints == []


def test_words_of_an_answer_are_kept_while_a_file_waits_for_the_button(read: Read) -> None:
    reader = read("social")
    page = reader.page
    reader.go("/cases/checks/")
    form = page.locator("form[data-check]").first
    form.locator("input[name=answer][value=give]").check()
    form.locator("input[type=file]").set_input_files(
        {"name": "udtalelse.txt", "mimeType": "text/plain", "buffer": b"Opdigtet"}
    )
    form.locator("input[name=title]").fill("Udtalelse")
    status = form.locator("[data-autosave-status]")
    expect(status).to_have_text("Filen gemmes ikke af sig selv. Tryk Gem, så kommer den med svaret.")
    with page.expect_response(lambda saved: "Han+kommer" in (saved.request.post_data or "")) as answered:
        form.locator("textarea[name=text]").fill("Han kommer hver uge")
    assert answered.value.status == 204
    expect(status).to_contain_text("Filen gemmes ikke af sig selv")
    page.reload()
    expect(form.locator("textarea[name=text]")).to_have_value("Han kommer hver uge")
    assert reader.complaints == []
