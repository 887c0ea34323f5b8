"""A paper: tagged, numbered sheet by sheet, its mark on each page, and nothing written in it is markup."""

import pytest
from django.utils import translation

from tests.pdf import faults_of, pages_of, title_of, tree_of, words_of
from tovholder.core.paper import Bullets, Facts, Heading, Paper, Paragraph, Sheet, as_file, render

HOSTILE = (
    '#import "@preview/x:1.0.0": y #read("/etc/passwd") $x$ *fed* `raw` = overskrift @ref <label>'
    "\n\n" + "{0} %(x)s \x00\x07\u202e 😀 \ud83d \uece0"
)


@pytest.fixture
def paper(now):
    def make(*sheets, **fields):
        given = {"title": "Sag 2022-0117", "house": "Prøveby", "by": "Karen Prøve", "at": now, **fields}
        return Paper(sheets=sheets or [Sheet([Paragraph("Ord")])], **given)

    return make


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def test_it_is_accessible_in_its_language(paper, tmp_path):
    blocks = [
        Facts([("Om", "Anton")]),
        Heading(1, "Deltagere"),
        Bullets(["Rikke"]),
        Heading(2, "Notat"),
        Paragraph("Skrevet", "note"),
    ]
    content = render(paper(Sheet(blocks), mark="Fortroligt"))
    assert faults_of(content, tmp_path) == []
    document, tree = tree_of(content)
    assert str(document.Root.Lang) == "da-DK"
    assert {"/L", "/LI", "/H1", "/H2", "/H3"} <= {str(node.S) for node in tree}
    with translation.override("en"):
        assert str(tree_of(render(paper()))[0].Root.Lang) == "en-GB"


def paragraphs(content):
    _open, tree = tree_of(content)
    return sum(str(node.S) == "/P" for node in tree)


def test_it_says_who_printed_it_when_and_in_the_demo_that_it_is_invented(paper, settings):
    words = words_of(render(paper()))
    assert "af Karen Prøve" in words
    assert "Side 1 af 1" in words
    assert "Opdigtede data" not in words
    long = paper(Sheet([Paragraph("\n\n".join(["Et afsnit"] * 90))]))
    said = paragraphs(render(long))
    settings.DEMO = True
    content = render(long)
    invented = "Opdigtede data. Alle personer, sager og tal er opdigtet."
    assert all(words.count(invented) == 1 for words in pages_of(content))
    # In the text, too: what stands at the foot alone is not heard.
    assert paragraphs(content) == said + 1


def test_each_sheet_has_its_number_its_pages_and_the_mark_on_every_one(paper):
    long = Sheet([Paragraph("\n\n".join(["Et afsnit"] * 90))], number="Eksemplar nr. 1", handling="Aflevér")
    short = Sheet([Paragraph("Kort")], number="Eksemplar nr. 2", handling="Aflevér")
    content = render(paper(long, short, mark="Fortroligt"))
    pages = len(tree_of(content)[0].pages)
    words = words_of(content)
    assert pages >= 3
    assert f"Side {pages - 1} af {pages - 1}" in words
    assert words.count("Side 1 af 1") == 1
    assert words.count("Fortroligt") == pages
    assert words.count("Eksemplar nr. 1") == pages  # above each of its pages, and once in its text
    assert words.count("Eksemplar nr. 2") == 2


def test_what_somebody_wrote_is_text_and_no_markup(paper, tmp_path):
    content = render(
        paper(Sheet([Heading(1, HOSTILE), Paragraph(HOSTILE), Bullets([HOSTILE])]), subtitle=HOSTILE)
    )
    assert faults_of(content, tmp_path) == []
    words = words_of(content)
    assert words.count('#read("/etc/passwd")') == 4
    assert "root:" not in words
    assert words.count("{0} %(x)s") == 4


def test_it_is_saved_and_never_kept_or_shown_in_the_browser(paper):
    response = as_file(paper(), "sag.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="sag.pdf"'
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")
    assert title_of(response.content) == "Sag 2022-0117"
