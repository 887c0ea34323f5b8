"""Whose a row is that somebody writes. Whoever works with cases has an agency and a municipality."""

from tovholder.access.models import Agency, Municipality, User


def agency_of(user: User) -> Agency:
    """The agency for which somebody writes."""
    assert user.agency is not None
    return user.agency


def municipality_of(user: User) -> Municipality:
    """The municipality that keeps what somebody writes."""
    assert user.municipality is not None
    return user.municipality
