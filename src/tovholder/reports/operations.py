"""Writing what a report tells."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core.cpr import holds_cpr
from tovholder.core.turns import wait_for_turn
from tovholder.programme import operations as programme
from tovholder.programme.models import Initiative, Narrative
from tovholder.reports.queries import period

#: Some thirty pages: more is no narrative of one initiative.
LONGEST = 60_000


class Refused(Exception):
    """The text is not saved; the message says why, for who writes it."""


class WrittenMeanwhile(Refused):
    """Somebody else has written since the page was opened; `newest` is what stands now."""

    def __init__(self, newest: Narrative) -> None:
        super().__init__(
            _("%(name)s has written in the meantime. Yours is not saved: compare the two, and save again.")
            % {"name": newest.written_by.name}
        )
        self.newest = newest


@transaction.atomic
def tell(
    *, initiative: Initiative, year: int, text: str, base: int | None, by: User, at: datetime
) -> Narrative | None:
    """Write an initiative's narrative of a year. What stands there already is not written again.

    :param base: the version that the writer began from, None where there was none.
    :returns: the new version, or None where nothing was new.
    :raises WrittenMeanwhile: another writer's version is newer than `base`.
    :raises Refused: the text holds what looks like a civil registration number, or is too long.
    """
    gate.require(by, Permission.NARRATIVE_WRITE)
    if holds_cpr(text):
        raise Refused(
            _("The text holds what looks like a civil registration number, and the report is public.")
        )
    if len(text) > LONGEST:
        raise Refused(_("The text is longer than %(most)s signs.") % {"most": LONGEST})
    begins, ends = period(initiative.plan, year)
    wait_for_turn(f"narrative {year} of {initiative.pk}")
    newest = (
        Narrative.objects.filter(initiative=initiative, period_from__gte=begins, period_to__lte=ends)
        .select_related("written_by")
        .order_by("-written_at", "-id")
        .first()
    )
    if newest is not None and newest.pk != base and newest.written_by_id != by.pk:
        raise WrittenMeanwhile(newest)
    if (newest.text if newest else "") == text.strip():
        return None
    return programme.write_narrative(
        initiative=initiative, period_from=begins, period_to=ends, text=text, by=by, at=at
    )
