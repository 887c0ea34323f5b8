"""Keys and file names from Danish words."""

from django.utils.text import slugify

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa"})


def slug(text: str) -> str:
    """Small letters, digits and hyphens: "Støtte på vej" is "stoette-paa-vej"; "" where none is left."""
    return slugify(text.translate(_LETTERS))
