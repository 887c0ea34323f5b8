"""Both catalogues are complete: every message has its Danish, and none has lost its place-holders."""

import ast
import re
import shutil
from pathlib import Path

import polib
import pytest

from tovholder.core.management.commands.messages import extract, key

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tovholder"
CATALOGUES = sorted(SOURCE.glob("*/locale/da/LC_MESSAGES/django.po"))
HOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_the_danish_catalogue_is_complete(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_a_message_has_one_danish_wherever_it_stands():
    """Django puts the catalogues together: of two translations one is shown in both places."""
    found: dict[tuple[str | None, str], set[str]] = {}
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and not entry.msgid_plural:
                found.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr)
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_a_translation_keeps_its_place_holders(path):
    broken = []
    for entry in polib.pofile(str(path)):
        texts = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
        wanted = set(HOLDERS.findall(entry.msgid_plural or entry.msgid))
        broken += [entry.msgid for text in texts if not set(HOLDERS.findall(text)) <= wanted]
        if not entry.msgid_plural and set(HOLDERS.findall(entry.msgstr)) != wanted:
            broken.append(entry.msgid)
    assert broken == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_a_paragraph_s_number_stays_on_the_line_of_its_sign(path):
    said = [
        text for entry in polib.pofile(str(path)) for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    assert [text for text in said if "§ " in text] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_english_has_a_catalogue_where_danish_has(path):
    english = path.parents[2] / "en" / "LC_MESSAGES" / "django.po"
    danish_ids = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete}
    english_ids = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(english)) if not entry.obsolete}
    assert english_ids == danish_ids


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed: apt install gettext")
@pytest.mark.parametrize("app", sorted(p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists()))
def test_a_catalogue_holds_the_messages_in_the_code_and_no_others(app):
    """Extract the messages anew and compare them with the app's own catalogue (`./tovholder messages`)."""
    found = {key(entry) for entry in extract(SOURCE / app)}
    path = SOURCE / app / "locale" / "da" / "LC_MESSAGES" / "django.po"
    known = {key(entry) for entry in polib.pofile(str(path))} if path.exists() else set()
    assert (found - known, known - found) == (set(), set())


def test_no_message_stands_within_an_f_string():
    """The tool that extracts them reads none there: it would be told in English alone."""
    found = [
        f"{path.name}:{call.lineno}"
        for path in SOURCE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
    ]
    assert found == []
