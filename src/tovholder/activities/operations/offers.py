"""Offers, and the professions by which who comes is counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import Municipality, User
from tovholder.access.roles import Permission
from tovholder.activities.models import Offer, Profession
from tovholder.activities.operations.refused import ChangedMeanwhile, NotPlausible
from tovholder.core.meanwhile import save_unchanged
from tovholder.core.slugs import slug


@transaction.atomic
def make_offer(
    *, by: User, at: datetime, municipality: Municipality | None = None, **particulars: Any
) -> Offer:
    """Put an offer on the list of the actor's municipality (a system actor names it).

    :param particulars: the fields of `Offer`.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    particulars.setdefault("offered_from", timezone.localdate(at))
    owner: Any = municipality or by.municipality
    return Offer.objects.create(municipality=owner, **particulars)


@transaction.atomic
def change_offer(*, offer: Offer, by: User, at: datetime, **particulars: Any) -> Offer:
    """Change an offer; its history keeps what it was.

    :raises ChangedMeanwhile: somebody else changed it after it was fetched.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    if not save_unchanged(offer, particulars):
        raise ChangedMeanwhile
    return offer


@transaction.atomic
def set_out_professions(*, municipality: Municipality, professions: Iterable[tuple[str, str]]) -> None:
    """Lay in the professions by which participants are counted; those that are there keep their title."""
    Profession.objects.bulk_create(
        [Profession(municipality=municipality, key=key, title=title) for key, title in professions],
        ignore_conflicts=True,
    )


@transaction.atomic
def add_profession(*, title: str, by: User, at: datetime) -> Profession:
    """Put a profession on the list by which participants are counted.

    :raises NotPlausible: it stands there already.
    """
    gate.require(by, Permission.ACTIVITY_PLAN)
    key = slug(title)[:40]
    # Keys of before lack letters of theirs: the title, too, says that it stands there.
    there = Profession.objects.filter(municipality=by.municipality, title__iexact=title)
    if key and not there.exists():
        made, is_new = Profession.objects.get_or_create(
            municipality=cast(Any, by.municipality), key=key, defaults={"title": title}
        )
        if is_new:
            return made
    raise NotPlausible(_("This profession stands on the list already."))


@transaction.atomic
def end_profession(*, profession: Profession, by: User, at: datetime) -> None:
    """Take a profession off the list: nobody is counted by it any more; what was counted stays."""
    gate.require(by, Permission.ACTIVITY_PLAN)
    on = timezone.localdate(at)
    Profession.objects.filter(pk=profession.pk, ended_on__isnull=True).update(ended_on=on)


@transaction.atomic
def reopen_profession(*, profession: Profession, by: User, at: datetime) -> None:
    """Put a profession back on the list."""
    gate.require(by, Permission.ACTIVITY_PLAN)
    Profession.objects.filter(pk=profession.pk).update(ended_on=None)
