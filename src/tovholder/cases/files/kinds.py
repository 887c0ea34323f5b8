"""Which files a case takes. The content decides, and the name must agree with it."""

import io
import zipfile
from dataclasses import dataclass

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    """A kind of file: what a browser calls it, and the endings that its name may have."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", ("pdf",))
PNG = Kind("image/png", ("png",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"))
WORD = Kind(f"{OFFICE}wordprocessingml.document", ("docx",))
EXCEL = Kind(f"{OFFICE}spreadsheetml.sheet", ("xlsx",))
TEXT_ODF = Kind(f"{OPEN}text", ("odt",))
SHEET_ODF = Kind(f"{OPEN}spreadsheet", ("ods",))
PLAIN = Kind("text/plain", ("txt",))
KINDS = (PDF, PNG, JPEG, WORD, EXCEL, TEXT_ODF, SHEET_ODF, PLAIN)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)

#: What an office file has inside, and what it must not have: a macro runs.
_INSIDE = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_MACRO = "vbaproject.bin"
_ODF_MACROS = ("basic/", "scripts/")


def of(name: str, content: bytes) -> Kind | None:
    """The kind of a file; None where we take none such, or where its name says another kind."""
    ending = name.rpartition(".")[2].lower()
    kind = _sniffed(content)
    return kind if kind and ending in kind.endings else None


def _sniffed(content: bytes) -> Kind | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return PLAIN if _is_text(content) else None


def _zipped(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [each.lower() for each in archive.namelist()]
            if any(name.endswith(_MACRO) for name in names):
                return None
            for inside, kind in _INSIDE.items():
                if inside in names:
                    return kind
            if names[:1] == ["mimetype"] and not any(name.startswith(_ODF_MACROS) for name in names):
                with archive.open("mimetype") as file:
                    said = file.read(100).decode("ascii", "replace").strip()
                return next((kind for kind in (TEXT_ODF, SHEET_ODF) if kind.media_type == said), None)
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError):
        return None
    return None


def _is_text(content: bytes) -> bool:
    """Readable letters, and no markup that a browser might take for a page."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
        return False
    return not text.lstrip("\ufeff \t\r\n").startswith("<")
