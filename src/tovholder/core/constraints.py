"""Constraints that several models share: what must always hold, the database holds."""

from django.db.models import CheckConstraint, Q

from tovholder.core.cpr import CPR_LIKE


def both_or_neither(*names: str) -> Q:
    """All the fields are set, or none is: a deed has its time *and* its person."""
    all_set = Q(**{f"{name}__isnull": False for name in names})
    none_set = Q(**{f"{name}__isnull": True for name in names})
    return all_set | none_set


def without_cpr(field: str, name: str) -> CheckConstraint:
    """The text holds nothing that looks like a civil registration number."""
    return CheckConstraint(condition=~Q(**{f"{field}__regex": CPR_LIKE}), name=name)
