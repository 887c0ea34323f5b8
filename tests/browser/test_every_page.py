"""Every page that a role can reach, on a telephone and on a desk: whole, quiet, accessible, not sideways."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import AXE, Watched
from tovholder.access.roles import ROLES
from tovholder.demo.personas import PERSONAS, Persona

WIDTHS = (1280, 320)
#: A crawl that comes so far has lost its way; and a page is asked in so many manners, no more.
AT_MOST, MANNERS = 300, 2
IS_A_FILE = re.compile(r"\.\w+$")
NOT_FOLLOWED = re.compile(r"^/(static/|healthz|account/logout|account/oidc)")

#: What axe would judge alike: the tags, and what gives them role, name and state.
SHAPE = """() => {
  const said = ["role", "type", "for", "alt", "hidden", "href", "lang", "scope", "tabindex", "disabled"];
  const shape = (node) => node.localName + [...node.attributes]
    .filter((a) => said.includes(a.name) || a.name.startsWith("aria-") || a.name === "class")
    .map((a) => a.name + (a.name === "class" ? a.value : a.value ? 1 : 0)).join()
    + (node.textContent.trim() ? 1 : 0) + "(" + [...node.children].map(shape).join() + ")";
  const text = (root) => root ? shape(root) : "";
  const [header, main] = ["header", "main"].map((name) => text(document.querySelector(name)));
  return [header, main, document.title ? 1 : 0];
}"""
VIOLATIONS = """() => axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations.map(
  (v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`))"""
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return "";
  const all = [...document.body.querySelectorAll("*")];
  const out = all.filter((e) => e.getBoundingClientRect().right > wide + 1);
  return `${document.documentElement.scrollWidth} > ${wide}: `
    + out.slice(-3).map((e) => e.outerHTML.slice(0, 160)).join(" | ");
}"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"

#: Shapes that axe has passed, by width: the frame and the content of a page are mostly the same for all.
passed: set[tuple[int, str]] = set()


def pattern(address: str) -> str:
    """The address without what tells one row's page from the next row's: numbers, keys, what a query says."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/)[\w-]{20,}(?=/)|\d[\d-]*|[0-9a-f]{12,}", "N", parts.path)
    asked = "&".join(sorted({key for key, _ in parse_qsl(parts.query)}))
    return path if IS_A_FILE.search(path) else f"{path}?{asked}"


def judge(page: Page, width: int) -> list[str]:
    """What is wrong with the page as it stands at this width."""
    page.set_viewport_size({"width": width, "height": 800})
    faults = [f"{width} px wide, scrolls sideways: {what}" for what in [page.evaluate(SIDEWAYS)] if what]
    header, main, title = page.evaluate(SHAPE)
    shapes = {(width, header), (width, f"{main}{title}")}
    if not shapes <= passed:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(VIOLATIONS)
        faults += [f"{width} px: axe {violation}" for violation in violations]
        if not violations:
            passed.update(shapes)
    return faults


def look(reader: Watched, path: str) -> list[str]:
    """Open a page and say what is wrong with it; a file is fetched, and only has to be there."""
    reader.complaints.clear()
    try:
        status = reader.go(path)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        answer = reader.context.request.get(reader.site + path)
        return [] if answer.ok else [f"a file answers {answer.status}"]
    faults = [] if status == 200 else [f"answers {status}"]
    faults += [f"the browser complains: {words}" for words in reader.complaints]
    if reader.page.evaluate("document.contentType") == "text/html":
        for width in WIDTHS:
            faults += judge(reader.page, width)
    return faults


def links(reader: Watched) -> list[str]:
    """The site's own addresses that the page points to, in order."""
    found = []
    for address in reader.page.evaluate(LINKS):
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" == reader.site and not NOT_FOLLOWED.match(parts.path):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def crawl(reader: Watched, start: str, deep: bool = True) -> tuple[set[str], dict[str, list[str]]]:
    """Walk from a page through every link, once each pattern; not `deep`: no further than its links."""
    seen, faults, waiting = {pattern(start)}, {}, [(start, 0)]
    manners: Counter[str] = Counter()
    while waiting:
        path, depth = waiting.pop(0)
        wrong = look(reader, path)
        if wrong:
            faults[path] = wrong
        if reader.page.url.startswith(reader.site) and (deep or depth < 1):
            for link in links(reader):
                shape = pattern(link)
                page = shape.partition("?")[0]
                if shape not in seen and manners[page] < MANNERS:
                    seen.add(shape)
                    manners[page] += 1
                    waiting.append((link, depth + 1))
        assert len(seen) < AT_MOST, sorted(seen)
    return seen, faults


def told(faults: dict[str, list[str]]) -> str:
    """Every fault in full, page by page."""
    return "\n".join(f"{path}\n    " + "\n    ".join(wrong) for path, wrong in faults.items())


def first_of_its_rights() -> set[str]:
    """One persona for each set of rights and each duty of one's own: the others see the same pages."""
    found: dict[Any, str] = {}
    for persona in PERSONAS:
        found.setdefault(ROLES[persona.role].permissions, persona.key)
    return set(found.values())


THOROUGH = first_of_its_rights()


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.key)
def test_every_page_of_a_role_is_whole_quiet_and_accessible(
    read: Callable[..., Watched], persona: Persona
) -> None:
    reader = read(persona.key)
    reader.go("/")
    areas = (
        reader.page.get_by_role("navigation", name="Hovedmenu")
        .first.get_by_role("link")
        .evaluate_all("(links) => links.map((link) => link.href)")
    )
    seen, faults = crawl(reader, "/", deep=persona.key in THOROUGH)
    assert not faults, told(faults)
    assert areas
    assert {pattern(area) for area in areas} <= seen


def test_the_pages_before_the_sign_in_are_whole_quiet_and_accessible(read: Callable[..., Watched]) -> None:
    reader = read()
    seen, faults = crawl(reader, "/account/login/")
    assert not faults, told(faults)
    assert {"/demo/?", "/account/password/reset/?"} <= seen


def test_every_page_of_one_s_own_access_is_whole_quiet_and_accessible(read: Callable[..., Watched]) -> None:
    reader = read("administrator")
    paths = ["/account/password/set/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"]
    paths += ["/account/email/", "/account/2fa/webauthn/", "/account/3rdparty/", "/account/logout/"]
    faults = {path: wrong for path in paths if (wrong := look(reader, path))}
    assert not faults, told(faults)


@pytest.mark.parametrize(("path", "status"), [("/findes-ikke/", 404), ("/log/", 403)])
def test_an_error_is_a_page_like_the_others(read: Callable[..., Watched], path: str, status: int) -> None:
    reader = read("instructor")
    assert reader.go(path) == status
    assert [fault for width in WIDTHS for fault in judge(reader.page, width)] == []


def test_the_pages_speak_english_to_whoever_asks_for_it(read: Callable[..., Watched]) -> None:
    reader = read("leader")
    reader.go("/")
    assert reader.page.locator("html").get_attribute("lang") == "da"
    reader.page.get_by_role("button", name="English").first.click()
    assert reader.page.locator("html").get_attribute("lang") == "en"
    assert reader.page.get_by_role("heading", level=1).inner_text() == "Overview"
    assert [fault for width in WIDTHS for fault in judge(reader.page, width)] == []


def test_whoever_tries_one_invented_person_can_try_another(read: Callable[..., Watched]) -> None:
    reader = read("planner")
    reader.sign_in("leader")
    reader.go("/")
    assert reader.page.locator(".t-user__name").inner_text().endswith("Lars Opdigtet")
