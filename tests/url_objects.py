"""The objects with which the walk of tests/test_urls.py opens the addresses that take parameters.

One function a namespace: it makes what its addresses need in a municipality and returns the parameters of
each, by the address's name. `all_of` calls every one of them, inside `arranging()`.
"""

from typing import Any

from tests.factories import user
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


def access(municipality: Municipality) -> Objects:
    """Somebody with a role, and an agency."""
    somebody = user("planner", municipality=municipality)
    person = {"person_id": somebody.pk}
    of_person = ("person", "change_details", "change_agency", "grant_role", "invite_again")
    of_person += ("reset_second_factor", "end_account", "reopen")
    return {
        **{f"access:{name}": person for name in of_person},
        "access:end_role": {"grant_id": somebody.grants.get().pk},
        "access:change_agency_details": {"agency_id": somebody.agency_id},
    }


MAKERS.append(access)
