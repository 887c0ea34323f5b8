"""An instructor's calendar at a secret address."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.models import CalendarFeed
from tovholder.core.turns import wait_for_turn


@transaction.atomic
def open_calendar(*, by: User, at: datetime, instead_of: int | None = None) -> CalendarFeed:
    """Give an instructor a secret address for her own calendar; the one before is closed by it.

    :param instead_of: the address that stood there when she asked: asked twice, it is replaced once.
    """
    gate.require(by, Permission.ACTIVITY_TEACH)
    wait_for_turn(f"calendar of {by.pk}")
    feeds = CalendarFeed.objects.filter(user=by, closed_at__isnull=True)
    if instead_of is not None:
        feeds.filter(pk=instead_of).update(closed_at=at)
    owner = cast(Any, by.municipality)
    return feeds.first() or CalendarFeed.objects.create(municipality=owner, user=by, opened_at=at)


@transaction.atomic
def close_calendar(*, by: User, at: datetime) -> None:
    """Close the address: who has it sees nothing any more."""
    gate.require(by, Permission.ACTIVITY_TEACH)
    CalendarFeed.objects.filter(user=by, closed_at__isnull=True).update(closed_at=at)
