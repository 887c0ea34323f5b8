"""The documents keep up with the code."""

import re
from pathlib import Path

import pytest

from tests.test_models import OURS
from tovholder.core.commands import help_text

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_stands_in_the_glossary(model):
    assert re.search(rf"\| `{model.__name__}` \|", GLOSSARY)


#: Called by another command, or behind one of Django's own names.
CALLED_BY_US = {"check_installation", "demo_build", "migrate", "procrastinate"}
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
#: Set by a program for its own child, and by nobody who installs.
SET_BY_US = {"TOVHOLDER_DEMO", "TOVHOLDER_CLOCK_OFFSET_SECONDS", "TOVHOLDER_ROOT"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_documents_leads_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_decision_is_listed():
    decisions = ROOT / "docs" / "decisions"
    listed = (decisions / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in decisions.glob("0*.md") if page.name not in listed] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page):
    named = re.findall(r"`((?:src|tests|docs|bench|plans)/[\w./-]*\w)", page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_variable_that_is_read_stands_on_the_page_of_installation():
    page = (ROOT / "docs" / "installation.md").read_text(encoding="utf-8")
    # "`TOVHOLDER_SMTP_HOST`, `_PORT`" names two.
    told = set()
    for name, more in re.findall(r"`([A-Z][A-Z0-9_]+)(?:=\d)?`((?:, `_[A-Z]+`)*)", page):
        told |= {name} | {name.rpartition("_")[0] + one for one in re.findall(r"`(_[A-Z]+)`", more)}
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    asked = r"(?:environ(?:\.get\(|\.setdefault\(|\[)|_flag\(|_list\()\"([A-Z][A-Z0-9_]+)\""
    read = {name for name in re.findall(asked, code) if name.startswith(("TOVHOLDER_", "OIDC_", "DATABASE_"))}
    assert sorted(read - SET_BY_US - told) == []


def test_every_command_stands_in_the_help():
    helped = help_text("./tovholder", danish=False)
    ours = {path.stem for path in (ROOT / "src").glob("*/*/management/commands/[a-z]*.py")} - CALLED_BY_US
    assert ours
    assert sorted(name for name in ours if f"./tovholder {name} " not in helped) == []
