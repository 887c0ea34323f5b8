"""From the call to the minutes in a real browser, and what everybody sees of it: her part alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, leave

CITIZEN = "Valdemar Opdigtet Prøvegang"
CALLER = "Moren Opdigtet"
TOLD = "Kontaktpersonen ser ham hver uge."
SAID = "To venskaber er brudt. Ny kreds er ikke kendt."
TASK = "samtale"
MEETING = "22. september"
#: Nobody is asked for the school administration: its member is recused from another case of the meeting.
NOT_ASKED = "Birgit"

Read = Callable[..., Watched]


@dataclass
class Walk:
    """The numbers and addresses that the walk came upon."""

    concern: str
    case: str
    case_address: str
    item_address: str


def tap(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name='{name}'][value='{value}']").first.check()


def send(page: Page, name: str) -> None:
    leave(page.get_by_role("button", name=name, exact=True).first)


def take_down(page: Page) -> str:
    """The adviser takes it down while she talks; the number of the concern."""
    tap(page, "danger", "no")
    tap(page, "anonymous", "no")
    page.locator("input[name=name]").fill(CALLER)
    page.locator("input[name=phone]").fill("00 00 00 77")
    tap(page, "caller_kind", "parent")
    tap(page, "channel", "national_hotline")
    page.locator("textarea[name=behaviour]").fill("Sover om dagen og går ikke til fodbold mere.")
    page.locator("textarea[name=strengths]").fill("Taler med sin storesøster.")
    tap(page, "residence", "here")
    page.locator("input[name=person-words]").fill(CITIZEN)
    page.locator("button[name=person-search]").click()
    tap(page, "person-who", "new")
    expect(page.locator("input[name=person-name]")).to_have_value(CITIZEN)
    page.locator("button[value=concern]").click()
    page.get_by_role("heading", level=1, name=re.compile("Henvendelse 2022-")).wait_for()
    found = re.search(r"2022-\d+", page.title())
    assert found
    return found.group(0)


def triage(page: Page, site: str, number: str) -> None:
    """Grounds in three short fields, and the question to the police."""
    page.goto(f"{site}/concerns/")
    page.get_by_role("link", name=number).first.click()
    for name in ("grounds", "prevention", "proportionality"):
        page.locator(f"textarea[name={name}]").fill("Konkret, og mindre kan ikke gøre det.")
    send(page, "Gem begrundelsen")
    page.get_by_role("link", name="Spørg politiet").first.click()
    page.locator("select[name=asked_of]").select_option(label="Peter Opdigtet")
    page.locator("textarea[name=extract]").fill(f"{CITIZEN}. Er der noget til hinder?")
    page.locator("input[name=necessity]").fill("Politiet skal kunne sige, om noget er til hinder.")
    page.locator("select[name=basis]").select_option(label="rpl. §\u00a0115, nr.\u00a01 (SSP)")
    send(page, "Vis det med mine ændringer")
    expect(page.locator(".concerns-told")).to_contain_text("Er der noget til hinder?")
    send(page, "Spørg politiet")


def clear(page: Page, site: str, number: str) -> None:
    """The police see what they are told, and never the concern."""
    page.goto(f"{site}/concerns/clearances/")
    page.get_by_role("link", name=number).first.click()
    expect(page.get_by_role("main")).to_contain_text(CITIZEN)
    expect(page.get_by_role("main")).not_to_contain_text("Sover om dagen")
    tap(page, "answer", "nothing_against")
    send(page, "Svar")


def open_case(page: Page, site: str, number: str) -> str:
    """To the Infohus: the case's address."""
    page.goto(f"{site}/concerns/")
    page.get_by_role("link", name=number).first.click()
    page.get_by_role("link", name="Til Infohuset").first.click()
    page.locator("textarea[name=reason]").fill("Konkret bekymring fra moren.")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("heading", level=1, name=re.compile("Sag 2022-")).wait_for()
    assert CITIZEN not in page.inner_text("main")  # nothing before the purpose is said
    tap(page, "purpose", "coordinate")
    send(page, "Åbn sagen")
    expect(page.get_by_role("main")).to_contain_text(CITIZEN)
    return page.url


def ask_the_agencies(page: Page, site: str, case_id: str) -> None:
    page.goto(f"{site}/cases/meetings/")
    page.get_by_role("link", name=MEETING).first.click()
    page.get_by_role("link", name="Dagsorden og registertjek").click()
    page.locator(f"form[action$='/agenda/add/'] input[value='{case_id}']").check()
    send(page, "Sæt på dagsordenen")
    page.get_by_role("link", name="Spørg myndighederne").click()
    page.locator("main form select").filter(has_text=NOT_ASKED).select_option(label="Spørges ikke")
    send(page, "Spørg myndighederne")
    expect(page.get_by_role("main")).not_to_contain_text("skal rettes")


def answer(reader: Watched, given: str) -> None:
    """One agency's answer, saved as it is tapped."""
    page = reader.page
    reader.go("/cases/checks/")
    form = page.locator("main form").filter(has=page.locator("button", has_text=CITIZEN)).last
    form.locator(f"input[value={given}]").check()
    if given == "give":
        form.locator("select[name=basis]").select_option(label="rpl. §\u00a0115, nr.\u00a01 (SSP)")
        # What was tapped may be saved before it is written.
        with page.expect_response(lambda saved: quote_plus(TOLD) in (saved.request.post_data or "")):
            form.locator("textarea[name=text]").fill(TOLD)
    expect(form.locator("[data-autosave-status]")).to_contain_text("Gemt kl.")


@pytest.fixture(scope="module")
def walked() -> dict[str, Walk]:
    return {}


def test_a_call_becomes_a_case_that_the_meeting_speaks_of(read: Read, walked: dict[str, Walk]) -> None:
    adviser = read("adviser")
    adviser.go("/")
    adviser.page.get_by_role("link", name="Tag et opkald").click()
    number = take_down(adviser.page)
    coordinator = read("coordinator")
    page = coordinator.page
    triage(page, coordinator.site, number)
    clear(read("police").page, coordinator.site, number)
    address = open_case(page, coordinator.site, number)
    found = re.search(r"2022-\d+", page.title())
    assert found
    case = found.group(0)
    ask_the_agencies(page, coordinator.site, address.rstrip("/").split("/")[-1])
    for persona, given in (
        ("social", "give"),
        ("police", "not_known"),
        ("psychiatry", "nothing"),
        ("health", "not_known"),
    ):
        answer(read(persona), given)
    recuse(read("health"), case)
    item = speak_of_it(coordinator, case)
    walked["it"] = Walk(
        number, case, address.removeprefix(coordinator.site), item.removeprefix(coordinator.site)
    )
    assert coordinator.complaints == []


def recuse(health: Watched, case: str) -> None:
    """She says that she knows the family, and sees nothing of it from then on."""
    page = health.page
    health.go("/cases/")
    page.get_by_role("link", name=case).first.click()
    page.get_by_role("link", name="Jeg er inhabil").first.click()
    send(page, "Jeg er inhabil")
    assert case not in page.inner_text("main")
    health.go("/cases/checks/")
    assert CITIZEN not in page.inner_text("main")


def speak_of_it(coordinator: Watched, case: str) -> str:
    """It is two days early, which is asked; the recused are asked out; then talk, recommendation, a task."""
    page = coordinator.page
    coordinator.go("/cases/meetings/")
    page.get_by_role("link", name=MEETING).first.click()
    page.get_by_role("link", name=case).first.click()
    send(page, "Begynd punktet")
    expect(page.get_by_role("main")).to_contain_text("Begynd mødet i dag?")
    assert TOLD not in page.inner_text("main")
    send(page, "Begynd i dag")
    assert TOLD not in page.inner_text("main")
    assert CITIZEN not in page.inner_text("main")
    expect(page.get_by_role("main")).to_contain_text("Sule Opdigtet")
    leave(page.get_by_role("button", name=re.compile("begynd punktet", re.IGNORECASE)))
    expect(page.get_by_role("main")).to_contain_text(TOLD)
    page.locator("textarea").first.fill(SAID)
    expect(page.locator("[data-autosave-status]").filter(has_text="Gemt kl.").first).to_be_visible()
    leave(page.locator("button[name=recommendation][value=conversation]"))
    page.locator("input[name=line]").fill(f"Søren, SOF, {TASK}, inden 1. oktober")
    send(page, "Tilføj")
    expect(page.get_by_role("main")).to_contain_text("1. oktober")
    expect(page.locator("input[name=line]")).to_be_focused()
    address = page.url
    page.get_by_role("link", name="Afslut mødet").first.click()
    leave(page.locator("main form button[type=submit]").first)
    expect(page.get_by_role("link", name="Eksemplarer på papir")).to_be_visible()
    return address


SEES_NOTHING = ("mentor", "leader", "administrator", "health")


def test_each_sees_her_part_and_nothing_else(read: Read, walked: dict[str, Walk]) -> None:
    it = walked["it"]
    adviser, nurse, police = read("adviser"), read("psychiatry"), read("police")
    assert adviser.go(f"/cases{it.case_address.removeprefix('/cases')}") in (403, 404)
    assert adviser.go("/concerns/") == 200
    assert it.case not in adviser.page.inner_text("main")
    for reader in (nurse, police):
        reader.go("/cases/")
        assert it.case in reader.page.inner_text("main")
        assert reader.go(it.item_address) == 200
        assert "Sover om dagen" not in reader.page.inner_text("main")
    for persona in SEES_NOTHING:
        stranger = read(persona)
        assert stranger.go(it.case_address) in (403, 404), persona
        assert stranger.go(it.item_address) in (403, 404), persona
        assert CITIZEN not in stranger.page.inner_text("body")
    auditor = read("auditor")
    assert auditor.go(it.case_address) == 403
    auditor.go("/log/looks/")
    assert CITIZEN not in auditor.page.inner_text("body")
    assert "Karen Opdigtet" in auditor.page.inner_text("main")
