"""The way of a new user: a class is booked, planned, held and counted, and is found where the number goes."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, leave

SCHOOL = "Eksempelskolen ved Mosen"
TODAY = "2022-09-20"
GOAL = "Folkeskoleelever i undervisningsforløb"
#: The demo's clock stands at noon; its own lessons end at 11.35 and begin at 12.15.
BEGINS, ENDS = "11:36", "11:42"


def sign_in(reader: Watched, persona: str) -> None:
    """By the page of the demo, as a reader of the README does it."""
    reader.go("/demo/")
    reader.page.locator(f"button[name=persona][value={persona}]").first.click()
    reader.page.wait_for_url(f"{reader.site}/")


def to_the_area(reader: Watched, name: str) -> None:
    menu = reader.page.get_by_role("navigation", name="Hovedmenu").first
    leave(menu.get_by_role("link", name=name))


def book(reader: Watched, label: str) -> None:
    page = reader.page
    to_the_area(reader, "Aktiviteter")
    leave(page.get_by_role("link", name="Planlægning").first)
    leave(page.get_by_role("link", name="Opret bestilling").first)
    page.get_by_label("Tilbud").select_option(label="Propaganda på nettet")
    page.get_by_label("Skole eller arbejdsplads").fill(SCHOOL)
    page.get_by_label("Klasser").fill(f"{label} 26")
    page.get_by_role("button", name="Gem og planlæg").click()
    page.get_by_role("heading", level=1, name=f"{label}, {SCHOOL}").wait_for()


def plan(reader: Watched, begins: str, ends: str, instructor: str) -> None:
    page = reader.page
    page.get_by_label("Dag", exact=True).fill(TODAY)
    page.get_by_label("Fra", exact=True).fill(begins)
    page.get_by_label("Til", exact=True).fill(ends)
    choice = page.get_by_label("Underviser", exact=True)
    option = choice.locator("option").filter(has_text=instructor).first.get_attribute("value")
    choice.select_option(value=option)
    leave(page.get_by_role("button", name="Planlæg", exact=True))


def open_session(reader: Watched, label: str) -> None:
    """From the calendar of the week."""
    reader.go("/activities/")
    reader.page.get_by_role("link", name=f"{label}, {SCHOOL}").first.click()
    reader.page.get_by_role("heading", level=1, name=f"{label}, {SCHOOL}").wait_for()


def planned(read: Callable[..., Watched], label: str, begins: str = BEGINS, ends: str = ENDS) -> Watched:
    """A class with a session of Ida's, and the planner who made them."""
    planner = read()
    sign_in(planner, "planner")
    book(planner, label)
    plan(planner, begins, ends, "Ida Opdigtet")
    expect(planner.page.get_by_text("Bestillingen er planlagt.")).to_be_visible()
    return planner


def number(text: str) -> int:
    """2.134 of "2.134 af 3.000"."""
    return int(re.match(r"[\d.]+", text.strip())[0].replace(".", ""))  # type: ignore[index]


def pupils(reader: Watched) -> int:
    """What Mål og budget says."""
    to_the_area(reader, "Mål og budget")
    row = reader.page.get_by_role("row").filter(has=reader.page.get_by_role("link", name=GOAL))
    return number(row.get_by_role("cell").nth(1).inner_text())


def fetched(reader: Watched, path: str) -> bytes:
    answer = reader.context.request.get(reader.site + path)
    assert answer.ok, (path, answer.status)
    return answer.body()


def numbers_of(content: bytes) -> list[Any]:
    """The numeric cells of all sheets."""
    book = load_workbook(io.BytesIO(content), read_only=True)
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return [cell.value for cell in cells if cell.data_type == "n" and cell.value is not None]


def words_of(content: bytes) -> str:
    """A PDF's text as its own fonts say that it is to be read, without spaces."""
    text = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            tables = {name: letters(font) for name, font in page.Resources.Font.items()}
            current: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    current = tables[str(operands[0])]
                elif str(operator) in ("Tj", "TJ"):
                    pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                    for piece in pieces:
                        if isinstance(piece, pikepdf.String):
                            code = bytes(piece)
                            pairs = (code[at : at + 2] for at in range(0, len(code), 2))
                            text += [current.get(int.from_bytes(pair), "?") for pair in pairs]
    return re.sub(r"\s", "", "".join(text))


def letters(font: pikepdf.Object) -> dict[int, str]:
    """What the codes of a font stand for."""

    def spelled(code: str) -> str:
        return bytes.fromhex(code).decode("utf-16-be")

    table = font.ToUnicode.read_bytes().decode()
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = spelled(letter)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(ord(spelled(letter)) + step)
    return found


def danish(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def enter_by_phone(reader: Watched, label: str) -> Page:
    """To the page of one number, as an instructor goes there from the overview."""
    open_session(reader, label)
    reader.page.get_by_role("link", name=re.compile("Indtast, hvor mange der kom|Ret antallet")).first.click()
    reader.page.get_by_role("button", name=re.compile(r"Gem \d+ elever")).wait_for()
    return reader.page


def test_the_24_of_a_class_are_found_on_the_dashboard_in_the_pdf_and_in_excel(
    read: Callable[..., Watched],
) -> None:
    leader = read()
    sign_in(leader, "leader")
    before = pupils(leader)
    planner = planned(read, "8.q")

    ida = read(width=360)
    sign_in(ida, "instructor")
    phone = enter_by_phone(ida, "8.q")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("spinbutton").fill("24")
    phone.get_by_role("button", name="Gem 24 elever").click()
    expect(phone.get_by_role("status").filter(has_text="24")).to_contain_text("Gemt")

    assert pupils(leader) == before + 24
    leave(leader.page.get_by_role("link", name=GOAL))
    expect(leader.page.get_by_role("main")).to_contain_text(danish(before + 24))
    row = leader.page.get_by_role("row").filter(has_text="8.q")
    expect(row).to_contain_text(SCHOOL)
    expect(row.get_by_role("cell").last).to_have_text("24")

    to_the_area(leader, "Rapporter")
    links = leader.page.get_by_role("main").get_by_role("link")
    ways = links.evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    (pdf,) = [way for way in ways if "status.pdf" in way and "freeze" not in way]
    (excel,) = [way for way in ways if "status.xlsx" in way and "freeze" not in way]
    words = words_of(fetched(leader, pdf))
    assert danish(before + 24) in words
    assert danish(before) not in words
    found = numbers_of(fetched(leader, excel))
    assert before + 24 in found
    assert before not in found

    rows = load_workbook(io.BytesIO(fetched(planner, "/activities/sessions/export/xlsx/"))).worksheets[0]
    (line,) = [line for line in rows.iter_rows(values_only=True) if "8.q" in line]
    assert 24 in line
    assert [reader.complaints for reader in (leader, planner, ida)] == [[], [], []]


def test_a_number_entered_without_a_net_is_kept_and_saved_later(read: Callable[..., Watched]) -> None:
    planned(read, "8.z", "11:42", "11:48").context.close()
    ida = read(width=360)
    sign_in(ida, "instructor")
    phone = enter_by_phone(ida, "8.z")
    line = phone.locator("[data-status]")
    ida.context.set_offline(True)
    phone.get_by_role("spinbutton").fill("19")
    phone.get_by_role("button", name="Gem 19 elever").click()
    expect(line).to_have_text("Ikke gemt endnu. Tallet ligger i telefonen, vi prøver igen.")
    assert phone.evaluate("localStorage.getItem('tovholder.heads').length") > 0
    ida.context.set_offline(False)
    expect(line).to_contain_text("Gemt")
    assert phone.evaluate("localStorage.getItem('tovholder.heads')") is None
    phone.reload()
    expect(phone.get_by_role("spinbutton")).to_have_value("19")
    open_session(ida, "8.z")
    expect(phone.get_by_role("row").filter(has_text="8.z")).to_contain_text("19")


def test_a_number_waits_in_the_phone_until_the_page_is_opened_again(read: Callable[..., Watched]) -> None:
    planned(read, "8.v", "11:48", "11:54").context.close()
    ida = read(width=360)
    sign_in(ida, "instructor")
    phone = enter_by_phone(ida, "8.v")
    address = phone.url
    ida.context.set_offline(True)
    phone.get_by_role("spinbutton").fill("17")
    phone.get_by_role("button", name="Gem 17 elever").click()
    expect(phone.locator("[data-status]")).to_contain_text("Ikke gemt endnu")
    phone.close()
    ida.context.set_offline(False)
    again = ida.context.new_page()
    again.goto(address)
    expect(again.locator("[data-status]")).to_contain_text("Gemt")
    again.reload()
    expect(again.get_by_role("spinbutton")).to_have_value("17")


def test_a_participant_answers_without_an_account_and_the_instructor_has_a_calendar_file(
    read: Callable[..., Watched],
) -> None:
    planner = planned(read, "8.u", "11:54", "12:00")
    open_session(planner, "8.u")
    assert planner.page.get_by_role("img", name=re.compile("QR")).is_visible()
    address = planner.page.locator("a[href*='/link/evaluation/']").get_attribute("href") or ""
    pupil = read(width=360)
    pupil.page.goto(address)
    pupil.page.get_by_role("radio", name="5, meget godt").check()
    pupil.page.get_by_role("button", name="Send svaret").click()
    expect(pupil.page.get_by_role("heading", level=1)).to_have_text("Tak for dit svar")
    assert pupil.complaints == []
    planner.page.reload()
    expect(planner.page.get_by_role("main")).to_contain_text("1 svar")

    link = planner.page.get_by_role("link", name="Kalenderfil").get_attribute("href") or ""
    event = fetched(planner, link).decode()
    assert "BEGIN:VEVENT" in event
    assert "DTSTART" in event
    assert "20220920T0954" in event
    assert not re.search("ekstrem|radikal|propaganda|opdigtet", event, re.IGNORECASE)


def test_nobody_is_booked_into_two_places_and_the_page_says_which(read: Callable[..., Watched]) -> None:
    planner = planned(read, "8.t", "18:00", "19:00")
    book(planner, "8.s")
    plan(planner, "18:30", "19:30", "Ida Opdigtet")
    said = planner.page.get_by_role("alert").first
    expect(said).to_contain_text("Ida Opdigtet")
    expect(said).to_contain_text(SCHOOL)
    expect(said).to_contain_text("18.00-19.00")
    planner.go("/activities/")
    assert planner.page.get_by_role("link", name=f"8.s, {SCHOOL}").count() == 0
