"""Reading a PDF: its words, its structure, and what the check of PDF/UA says of it."""

import io
import shutil
import subprocess
from itertools import pairwise

import pdfua
import pikepdf
import pytest


def words_of(content):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: apt install poppler-utils")
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().replace("\u00ad\n", "").replace("-\n", "").split())


def pages_of(content):
    """The words of each page."""
    with pikepdf.open(io.BytesIO(content)) as document:
        number = len(document.pages)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: apt install poppler-utils")
    found = []
    for page in map(str, range(1, number + 1)):
        command = ["pdftotext", "-f", page, "-l", page, "-", "-"]
        done = subprocess.run(command, input=content, capture_output=True, check=True)
        found.append(" ".join(done.stdout.decode().split()))
    return found


def walk(node):
    yield node
    children = node.get("/K")
    if children is None:
        return
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from walk(child)


def tree_of(content):
    document = pikepdf.open(io.BytesIO(content))
    root = document.Root.StructTreeRoot
    first = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
    return document, list(walk(first))


def headings_of(tree):
    """The levels of its headings, in order."""
    return [int(str(node.S)[2:]) for node in tree if str(node.S)[:2] == "/H" and str(node.S)[2:].isdigit()]


def faults_of(content, folder):
    """What the check of PDF/UA finds, and PDF/A, language, title, order of headings."""
    path = folder / "checked.pdf"
    path.write_bytes(content)
    found = pdfua.validate(path).findings
    faults = [str(one) for one in found if one.severity == pdfua.Severity.ERROR]
    document, tree = tree_of(content)
    with document.open_metadata() as metadata:
        if metadata.pdfa_status != "2A" or "/OutputIntents" not in document.Root:
            faults.append(f"an archive takes no PDF/A of {metadata.pdfa_status}")
    levels = headings_of(tree)
    if not document.Root.ViewerPreferences.DisplayDocTitle or not document.Root.MarkInfo.Marked:
        faults.append("no title shown, or not marked")
    if levels[:1] != [1] or any(after > before + 1 for before, after in pairwise(levels)):
        faults.append(f"headings {levels}")
    return faults


def title_of(content):
    with pikepdf.open(io.BytesIO(content)) as document, document.open_metadata() as metadata:
        return metadata["dc:title"]
