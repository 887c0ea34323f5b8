"""A file as PDF/UA-1 and PDF/A-2a by Typst: tagged, in its language, in the fonts of the pages.

Text goes in as strings: nothing that somebody wrote is ever markup. Typst refuses to write the file when a
picture has no alternative text or a sign has no glyph, so what comes out has passed its check.
"""

import json
import struct
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import tovholder

PACKAGE = Path(tovholder.__file__).parent
FONTS = PACKAGE / "web" / "static" / "vendor" / "fonts"


def typeset(template: Path, paper: dict[str, Any], *, at: datetime) -> bytes:
    """Return the file. About 0.1 s, and more with many pages or pictures.

    :param template: a Typst file of ours, which reads `paper`; what several share is core/typst/house.typ.
    """
    import typst

    return bytes(
        typst.compile(
            str(template),
            root=str(PACKAGE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"paper": json.dumps(_shown(paper), ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(at.timestamp()),
        )
    )


def _shown(value: Any) -> Any:
    """Text that the fonts can show, all through."""
    if isinstance(value, str):
        return known(plain(value))
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, (list, tuple)) else value


def plain(text: str) -> str:
    """Text without the control characters that XML, Word and Excel refuse; lines end as "\\n"."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or _may_stand(ord(sign)))


def _may_stand(code: int) -> bool:
    if code < 0x20 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF:
        return False
    # Marks that turn the direction of what follows would let a text rewrite the page around it.
    if code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E) or 0x2066 <= code <= 0x2069:
        return False
    return not (code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF)


def known(text: str) -> str:
    """Text that the fonts can show: a sign without a glyph is written as its number, not lost."""
    have = glyphs()
    return "".join(sign if sign in "\n\t" or ord(sign) in have else f"[U+{ord(sign):04X}]" for sign in text)


@cache
def glyphs() -> frozenset[int]:
    """The signs that every weight of the paper's font has; none of private use, which PDF/A refuses."""
    names = ("Regular", "SemiBold", "Bold")
    found = [_glyphs_of(FONTS / f"IBMPlexSans-{name}.ttf") for name in names]
    return frozenset.intersection(*found).difference(range(0xE000, 0xF900))


def _glyphs_of(path: Path) -> frozenset[int]:
    """Read a TrueType font's table `cmap` (OpenType specification, formats 4 and 12)."""
    data = path.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {
        data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)
    }
    start = tables[b"cmap"]
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", data, start + 2)[0]):
        at = start + struct.unpack_from(">I", data, start + 8 + 8 * n)[0]
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 4:
            found |= _segments(data, at)
        elif kind == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last = struct.unpack_from(">II", data, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return frozenset(found)


def _segments(data: bytes, at: int) -> set[int]:
    twice = struct.unpack_from(">H", data, at + 6)[0]
    found: set[int] = set()
    for n in range(0, twice, 2):
        last = struct.unpack_from(">H", data, at + 14 + n)[0]
        first = struct.unpack_from(">H", data, at + 16 + twice + n)[0]
        delta = struct.unpack_from(">H", data, at + 16 + 2 * twice + n)[0]
        place = at + 16 + 3 * twice + n
        offset = struct.unpack_from(">H", data, place)[0]
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            glyph = (
                code if not offset else struct.unpack_from(">H", data, place + offset + 2 * (code - first))[0]
            )
            if (glyph and (glyph + delta) & 0xFFFF) or (not offset and (code + delta) & 0xFFFF):
                found.add(code)
    return found
