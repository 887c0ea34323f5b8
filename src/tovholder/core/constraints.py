"""Constraints that several models share: what must always hold, the database holds."""

from django.db.models import Q


def both_or_neither(*names: str) -> Q:
    """All the fields are set, or none is: a deed has its time *and* its person."""
    all_set = Q(**{f"{name}__isnull": False for name in names})
    none_set = Q(**{f"{name}__isnull": True for name in names})
    return all_set | none_set
