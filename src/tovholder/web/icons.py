"""Icons of the design system, drawn inline: no request, no style, and they print.

The sprite is read once; only the icons that a page uses are in it.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPRITE = Path(__file__).resolve().parent / "static" / "vendor" / "dkfds" / "img" / "all-svg-icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)


class NoSuchIcon(LookupError):
    """The design system has no icon of that name."""


@cache
def symbols() -> dict[str, tuple[str, str]]:
    """Name to view box and drawing. Empty where the assets were not fetched."""
    try:
        sprite = SPRITE.read_text(encoding="utf-8")
    except OSError:
        return {}
    return {name: (box, drawing) for name, box, drawing in SYMBOL.findall(sprite)}


@lru_cache(maxsize=512)
def icon(name: str, *, label: str = "", css: str = "") -> SafeString:
    """An icon: decoration, unless it has a `label`.

    :raises NoSuchIcon: there is a sprite, and it does not hold this one.
    """
    known = symbols()
    if known and name not in known:
        raise NoSuchIcon(name)
    box, drawing = known.get(name, ("0 0 24 24", ""))
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    classes = f"icon-svg {css}".strip()
    return format_html(
        '<svg class="{}" viewBox="{}" focusable="false" {}>{}</svg>',
        classes,
        box,
        voice,
        mark_safe(drawing),  # noqa: S308  (the vendored sprite)
    )
