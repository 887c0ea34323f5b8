"""The signs that the paper's font can show: Typst refuses to write a file with a sign that has no glyph."""

import struct
from functools import cache
from pathlib import Path

import tovholder

FONTS = Path(tovholder.__file__).parent / "web" / "static" / "vendor" / "fonts"


def known(text: str) -> str:
    """Text that the fonts can show: a sign without a glyph is written as its number, not lost."""
    have = glyphs()
    return "".join(sign if sign in "\n\t" or ord(sign) in have else f"[U+{ord(sign):04X}]" for sign in text)


@cache
def glyphs() -> frozenset[int]:
    """The signs that every weight of the paper's font has a glyph for."""
    names = ("Regular", "SemiBold", "Bold")
    found = [_glyphs_of(FONTS / f"IBMPlexSans-{name}.ttf") for name in names]
    return frozenset.intersection(*found)


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
