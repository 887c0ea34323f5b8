"""Sentences about disclosures that every page, print and extract of them shares."""

import re
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: On every page, print and extract of something disclosed, in bold.
NOT_FOR_INVESTIGATION = gettext_lazy(
    "May not be used to investigate criminal cases, see section 115 (2) of the Administration of Justice Act."
)
#: What a trigger writes when a consent is withdrawn (disclosures/migrations/0002).
CONSENT_WITHDRAWN = "consent withdrawn"
#: What a trigger writes when a concern says otherwise than it did (concerns/migrations/0022).
CONCERN_CORRECTED = "concern corrected"
#: In place of a provision that nobody has said.
NO_BASIS = gettext_lazy("Not stated: who gave it answers for it")


def kept_together(text: str) -> str:
    """A number stays on the line of what it numbers: § 115, stk. 2, nr. 1."""
    return re.sub(r"(§|stk\.|nr\.) ", "\\1\u00a0", text)


def day(when: datetime | date) -> str:
    """A day in words."""
    return date_format(localtime(when) if isinstance(when, datetime) else when)


def ended(
    stopped_at: datetime | None, ends_at: datetime | None, at: datetime
) -> tuple[datetime, bool] | None:
    """When a disclosure ended, and whether its consent ran out; None, where it stands at a time.

    What ran out did so on the last day on which it stood.
    """
    if ends_at is not None and ends_at <= at and (stopped_at is None or ends_at <= stopped_at):
        return ends_at - timedelta(microseconds=1), True
    return None if stopped_at is None else (stopped_at, False)


def stopped(end: tuple[datetime, bool] | None, why: str) -> str:
    """Why the receiver reads no further, or "". :param end: what `ended` says."""
    if end is None:
        return ""
    on = {"day": day(end[0])}
    if end[1]:
        return _("stopped: the consent ran out on %(day)s") % on
    if why == CONSENT_WITHDRAWN:
        return _("stopped: the consent was withdrawn on %(day)s") % on
    if why == CONCERN_CORRECTED:
        return _("stopped: the concern was corrected on %(day)s") % on
    return _("stopped on %(day)s: %(why)s") % {**on, "why": why}
