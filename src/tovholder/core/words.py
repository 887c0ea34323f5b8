"""Sentences for the terminal, in Danish or English after the user's LANG.

Pages use Django's catalogues; this serves what is said before Django is there.
"""

import os


def danish() -> bool:
    """Whether the terminal's user reads Danish (LC_ALL, then LC_MESSAGES, then LANG)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value.lower().startswith("da")
    return False


def words(english: str, dansk: str) -> str:
    """Return the sentence in the user's language."""
    return dansk if danish() else english
