"""A rule of style, a template and a part of one stay as long as something names them."""

import re

import pytest

from tests.conftest import ROOT

OURS = ROOT / "src" / "tovholder"
FILES = [path for path in OURS.rglob("*") if path.suffix in {".html", ".js", ".py", ".txt"}]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in FILES if "vendor" not in path.parts)
STYLES = [path for path in OURS.rglob("*.css") if "vendor" not in path.parts]
#: Named by the library whose place they take.
OF_ALLAUTH = ("account/", "allauth/", "mfa/", "socialaccount/")


#: The words of the pages, and those that begin one: "t-state--" before what is put in.
WORDS = set(re.findall(r"[\w-]+", TEXT))


def names(word: str) -> bool:
    """Whether a file has the word as it is, or its beginning before something that is put in."""
    return word in WORDS or ("--" in word and word[: word.index("--") + 2] in WORDS)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_class_with_a_rule_stands_in_a_page(path):
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [word for word in sorted(set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))) if not names(word)] == []


def test_every_template_is_rendered_or_included():
    templates = [str(path).partition("/templates/")[2] for path in FILES if "templates" in path.parts]
    assert [
        name
        for name in templates
        # A mail is called without its ending.
        if not name.startswith(OF_ALLAUTH)
        and name not in TEXT
        and name.rpartition("/")[2] not in TEXT
        and not re.search(rf'"{re.escape(name.rpartition(".")[0].rpartition("/")[2])}"', TEXT)
    ] == []


def test_every_part_of_a_template_is_asked_for():
    parts = set(re.findall(r"{% partialdef (\S+)", TEXT))
    assert [part for part in sorted(parts) if not re.search(rf"(#|{{% partial |\"){part}\b", TEXT)] == []
