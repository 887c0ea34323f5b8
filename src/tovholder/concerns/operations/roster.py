"""The hotline's duty: whose turn it is, who answers, and what is handed over when a shift ends."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.concerns.models import DutyShift, DutyTurn
from tovholder.concerns.operations.refused import (
    ChangedMeanwhile,
    FormUsed,
    NotOnDuty,
    NotOpen,
    Refused,
    ShiftIsOver,
    ShiftTaken,
    TurnTaken,
)
from tovholder.core.ids import uuid7
from tovholder.core.turns import wait_for_turn


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
    row: UUID | None = None,
) -> DutyTurn:
    """Say which house has the national hotline from a day to a day.

    :param row: the new row's key, made with the form: a second click makes no second one.
    :raises TurnTaken: another turn has one of the days. :raises FormUsed: the form's key is another row's.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    turn = DutyTurn(
        id=row or uuid7(),
        municipality=by.municipality,
        house=house,
        ours=ours,
        first_day=first_day,
        last_day=last_day,
        opens=opens,
        closes=closes,
    )
    return _plan(turn)


@transaction.atomic
def correct_turn(*, turn: DutyTurn, version: int, by: User, at: datetime, **now: Any) -> None:
    """Put a turn right that was mistyped, or that was changed; the history keeps both.

    :param version: the version that the form showed; :param now: as `plan_turn` takes them.
    :raises TurnTaken: as there.
    :raises ChangedMeanwhile: somebody else has put it right. :raises NotOpen: it was removed.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _correct(turn, DutyTurn.objects.filter(pk=turn.pk), version, now)


@transaction.atomic
def remove_turn(*, turn: DutyTurn, by: User, at: datetime) -> None:
    """Take a turn off that was not, or will not be; the history keeps it.

    :raises NotOpen: it was removed already.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if not DutyTurn.objects.filter(pk=turn.pk).delete()[0]:
        raise NotOpen


@transaction.atomic
def plan_shift(
    *,
    adviser: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    row: UUID | None = None,
    weekdays: Collection[int] = (),
    until: date | None = None,
) -> list[DutyShift]:
    """Put somebody on the hotline: once, or on some weekdays until a day, at the same hours. All or none.

    :param row: as in `plan_turn`; the keys of the repeated follow from it.
    :param weekdays: 0 is Monday.
    :raises NotOnDuty: she does not work on it.
    :raises ShiftIsOver: the time has passed.
    :raises ShiftTaken: she has another shift at one of the times. :raises FormUsed: as in `plan_turn`.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _may_have(adviser, ends_at, at)
    key = row or uuid7()
    begins, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    planned = []
    for days in range(((until or begins.date()) - begins.date()).days + 1):
        day = begins.date() + timedelta(days=days)
        if days and day.weekday() not in weekdays:
            continue
        shift = DutyShift(
            id=uuid5(key, day.isoformat()) if days else key,
            municipality=by.municipality,
            adviser=adviser,
            starts_at=_later(begins, days),
            ends_at=_later(ends, days),
        )
        planned.append(_plan(shift))
    return planned


def _later(moment: datetime, days: int) -> datetime:
    """The same time of day some days later, summer time or not."""
    day = moment.replace(tzinfo=None) + timedelta(days=days)
    return timezone.make_aware(day)


@transaction.atomic
def correct_shift(
    *,
    shift: DutyShift,
    version: int,
    adviser: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
) -> None:
    """Put a shift right that has not ended; who is on duty follows, and the history keeps both.

    :raises NotOnDuty, ShiftIsOver, ShiftTaken: as in `plan_shift`.
    :raises ChangedMeanwhile: somebody else has put it right.
    :raises NotOpen: it has ended, was handed over, or removed.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _may_have(adviser, ends_at, at)
    now = {"adviser": adviser, "starts_at": starts_at, "ends_at": ends_at}
    _correct(shift, _still_to_do(shift, at), version, now)


@transaction.atomic
def remove_shift(*, shift: DutyShift, by: User, at: datetime) -> None:
    """Take somebody off a shift that has not ended; the history keeps it.

    :raises NotOpen: it has ended, was handed over, or removed already.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if not _still_to_do(shift, at).delete()[0]:
        raise NotOpen


def _may_have(adviser: User, ends_at: datetime, at: datetime) -> None:
    if not adviser.may(Permission.HOTLINE_WORK):
        raise NotOnDuty
    if ends_at <= at:
        raise ShiftIsOver


def _still_to_do(shift: DutyShift, at: datetime) -> Any:
    return DutyShift.objects.filter(pk=shift.pk, ends_at__gt=at, handed_over_at__isnull=True)


def _plan(row: Any) -> Any:
    _alone(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        made = type(row).objects.filter(pk=row.pk).first()
        if made is None:
            raise _taken(row) from None
        if any(getattr(made, name) != getattr(row, name) for name in row.PLANNED):
            raise FormUsed from None
        return made
    return row


def _correct(row: Any, still: Any, version: int, now: dict[str, Any]) -> None:
    _alone(row)
    try:
        with transaction.atomic():
            done = still.filter(version=version).update(**now, version=version + 1)
    except IntegrityError:
        for name, value in now.items():
            setattr(row, name, value)
        raise _taken(row) from None
    if done:
        return
    newest = still.first()
    if newest is None:
        raise NotOpen
    if any(getattr(newest, name) != value for name, value in now.items()):  # else a second click
        last = next(iter(changes_of(newest, limit=1)), None)
        raise ChangedMeanwhile(newest=newest, who=last.who if last else "", when=last.when if last else None)


def _alone(row: Any) -> None:
    """Two who plan overlapping rows at one instant would wait for each other in the index."""
    wait_for_turn(f"{row._meta.label} of {row.municipality_id}")


def _taken(row: Any) -> Refused:
    """Which other row has the days or the time."""
    others = type(row).objects.exclude(pk=row.pk)
    if isinstance(row, DutyTurn):
        mine = others.filter(municipality=row.municipality_id)
        days = mine.filter(first_day__lte=row.last_day, last_day__gte=row.first_day)
        return TurnTaken(days.order_by("first_day").first())
    hers = others.filter(adviser=row.adviser_id).select_related("adviser").order_by("starts_at")
    return ShiftTaken(hers.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at).first())


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
