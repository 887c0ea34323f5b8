"""Why we have a case, passed on to another agency: as part of a disclosure that a deed makes."""

from collections.abc import Sequence

from django.utils.text import capfirst

from tovholder.cases.models import Case, CaseReason, Share
from tovholder.disclosures.models import Disclosure


def lines(case: Case | None) -> list[str]:
    """The words that a disclosure passes on; none, where the actor does not read them."""
    if case is None or not case.reason:
        return []
    return [f"{capfirst(str(CaseReason._meta.get_field('text').verbose_name))}: {case.reason}"]


def shares(case: Case | None, made: Sequence[Disclosure]) -> list[Share]:
    """The rows by which the receivers of these disclosures read it on the case, too."""
    if not lines(case):
        return []
    assert case is not None
    return [Share(case=case, reason_id=case.pk, disclosure=one) for one in made]
