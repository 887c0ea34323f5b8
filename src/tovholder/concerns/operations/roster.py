"""The hotline's duty: whose turn it is, who answers, and what is handed over when a shift ends."""

from datetime import date, datetime, time

from django.db import connection, transaction

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.concerns.models import DutyShift, DutyTurn
from tovholder.concerns.operations.refused import NotOnDuty, NotOpen
from tovholder.core.ids import uuid7
from tovholder.core.turns import once


@transaction.atomic
def plan_turn(
    *,
    house: str,
    ours: bool,
    first_day: date,
    last_day: date,
    opens: time,
    closes: time,
    by: User,
    at: datetime,
) -> DutyTurn:
    """Say which house has the national hotline from a day to a day."""
    gate.require(by, Permission.CONCERN_TRIAGE)
    turn, _new = DutyTurn.objects.update_or_create(
        municipality=by.municipality,
        first_day=first_day,
        defaults={"house": house, "ours": ours, "last_day": last_day, "opens": opens, "closes": closes},
        create_defaults={
            "id": uuid7(),
            "house": house,
            "ours": ours,
            "last_day": last_day,
            "opens": opens,
            "closes": closes,
        },
    )
    return turn


@transaction.atomic
def plan_shift(*, adviser: User, starts_at: datetime, ends_at: datetime, by: User, at: datetime) -> DutyShift:
    """Put somebody on the hotline.

    :raises NotOnDuty: she does not work on it.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if not adviser.may(Permission.HOTLINE_WORK):
        raise NotOnDuty
    shift = DutyShift(municipality=by.municipality, adviser=adviser, starts_at=starts_at, ends_at=ends_at)
    hers = DutyShift.objects.filter(adviser=adviser, starts_at=starts_at)
    return once(shift, of=adviser, beside=hers, says=("ends_at",))


@transaction.atomic
def remove_shift(*, shift: DutyShift, by: User, at: datetime) -> None:
    """Take somebody off a shift that has not ended."""
    gate.require(by, Permission.CONCERN_TRIAGE)
    DutyShift.objects.filter(pk=shift.pk, ends_at__gt=at).delete()


@transaction.atomic
def hand_over(*, shift: DutyShift, to: User, by: User, at: datetime) -> int:
    """End a shift: its adviser's open call-backs go to a colleague.

    :returns: how many went. One about somebody whom the colleague must not see stays.
    :raises NotOpen: it was handed over already.
    :raises NotOnDuty: the colleague does not work on the hotline.
    """
    gate.require(by, Permission.HOTLINE_WORK)
    if shift.adviser_id != by.pk:
        gate.require(by, Permission.CONCERN_TRIAGE)
    if not to.may(Permission.HOTLINE_WORK) or to.pk == shift.adviser_id:
        raise NotOnDuty
    if not DutyShift.objects.filter(pk=shift.pk, handed_over_at__isnull=True).update(handed_over_at=at):
        raise NotOpen
    return call_backs_to(from_adviser=shift.adviser_id, to=to)


def call_backs_to(*, from_adviser: int, to: User) -> int:
    """The open call-backs of somebody go to a colleague (concerns/migrations/0004 says who may)."""
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.hand_over_call_backs(%s, %s)", [from_adviser, to.pk])
        return int(cursor.fetchone()[0])
