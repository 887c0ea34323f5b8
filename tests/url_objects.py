"""The objects with which the walk of tests/test_urls.py opens the addresses that take parameters.

One function a namespace: it makes what its addresses need in a municipality and returns the parameters of
each, by the address's name. `all_of` calls every one of them, inside `arranging()`.
"""

from typing import Any

from tovholder.access.models import Municipality

#: Addresses whose parameters name no object of a municipality (a year, a format).
NOT_AN_OBJECT: set[str] = set()

Objects = dict[str, dict[str, Any]]
MAKERS: list[Any] = []


def all_of(municipality: Municipality) -> Objects:
    """Parameters by address name, for one municipality."""
    found: Objects = {}
    for make in MAKERS:
        found |= make(municipality)
    return found
