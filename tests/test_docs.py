"""The documents keep up with the code."""

import re
from pathlib import Path

import pytest

from tests.test_models import OURS

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_stands_in_the_glossary(model):
    assert re.search(rf"\| `{model.__name__}` \|", GLOSSARY)


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=str)
def test_every_link_between_documents_leads_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_decision_is_listed():
    decisions = ROOT / "docs" / "decisions"
    listed = (decisions / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in decisions.glob("0*.md") if page.name not in listed] == []
