"""The hotline's words and deadlines as the municipality keeps them: made, corrected, ended, never deleted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.concerns.models import Deadline, NamedData, PhoneNumber
from tovholder.concerns.operations.refused import (
    CalendarOnly,
    ChangedMeanwhile,
    DayTaken,
    FormUsed,
    FromThenOn,
    HoldsAlready,
    NamedInTheForm,
    NameTaken,
    NotThatLong,
)
from tovholder.concerns.queries import DELETED_AFTER
from tovholder.core.slugs import slug
from tovholder.core.turns import wait_for_turn

#: Numbers that the call's form names in a sentence: without one, the sentence would have a hole.
IN_A_SENTENCE = {PhoneNumber.Key.EMERGENCY, PhoneNumber.Key.POLICE, PhoneNumber.Key.CHILD_DUTY}
#: A deadline is at most so many days.
MOST_DAYS = 365


@transaction.atomic
def add_word(*, model: type[NamedData], row: UUID, by: User, at: datetime, name: str, **more: str) -> Any:
    """Put a kind, a topic or a number last on its list.

    :param row: the new row's key, made with the form: a second click makes no second one.
    :param more: `phone` and `hint` of a number.
    :raises NameTaken: the list has the name already, in use or ended.
    :raises FormUsed: the form's key is another row's.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    rows = _locked(model, by)
    made = next((each for each in rows if each.pk == row), None)
    if made is not None:
        return made
    _need_own_name(name, rows)
    word: Any = model(
        id=row,
        municipality=by.municipality,
        key=key_of(name, {each.key for each in rows}),
        name=name,
        position=max((each.position + 1 for each in rows), default=0),
        **more,
    )
    try:
        with transaction.atomic():
            word.save(force_insert=True)
    except IntegrityError:
        raise FormUsed from None
    return word


@transaction.atomic
def correct_word(*, word: Any, was: Mapping[str, str], by: User, at: datetime, **now: str) -> None:
    """Rename a word, or correct a number; its key stays, since old concerns name it by that.

    :param was: what the form showed; :param now: what it is to be, of the same fields.
    :raises ChangedMeanwhile: something else stands there by now; it has the newest, who and when.
    :raises NameTaken: as in `add_word`.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    rows = _locked(type(word), by)
    newest = next(each for each in rows if each.pk == word.pk)
    stands = {name: getattr(newest, name) for name in now}
    if stands == now:
        return
    if stands != dict(was):
        last = next(iter(changes_of(newest, limit=1)), None)
        raise ChangedMeanwhile(newest=newest, who=last.who if last else "", when=last.when if last else None)
    _need_own_name(now["name"], [each for each in rows if each.pk != word.pk])
    _all(type(word)).filter(pk=word.pk).update(**now)


@transaction.atomic
def end_word(*, word: Any, by: User, at: datetime) -> None:
    """From today on no form offers it; what names it still shows its name.

    :raises NamedInTheForm: the call's form names this number in a sentence.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    if isinstance(word, PhoneNumber) and word.key in IN_A_SENTENCE:
        raise NamedInTheForm
    unended = _all(type(word)).filter(pk=word.pk, ended_on__isnull=True)
    unended.update(ended_on=timezone.localdate(at))


@transaction.atomic
def reopen_word(*, word: Any, by: User, at: datetime) -> None:
    """Take an end back: forms offer it again, at its old place."""
    gate.require(by, Permission.CONCERN_TRIAGE)
    _all(type(word)).filter(pk=word.pk, ended_on__isnull=False).update(ended_on=None)


@transaction.atomic
def move_word_up(*, word: Any, place: int, by: User, at: datetime) -> None:
    """Let a word change places with the one above it.

    :param place: where the page showed it, from 0: a second click moves it no further.
    :raises ChangedMeanwhile: it stands elsewhere by now.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    rows = _locked(type(word), by)
    stands = next(number for number, each in enumerate(rows) if each.pk == word.pk)
    if stands == place - 1:
        return
    if stands != place or not place:
        raise ChangedMeanwhile
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    moved = [each for number, each in enumerate(rows) if each.position != number]
    for number, each in enumerate(rows):
        each.position = number
    _all(type(word)).bulk_update(moved, ["position"])


@transaction.atomic
def add_deadline(
    *,
    row: UUID,
    key: str,
    days: int,
    working_days: bool,
    source: str,
    valid_from: date,
    by: User,
    at: datetime,
) -> Deadline:
    """Say how long something may take from a day on. Older rules stay: older concerns are counted by them.

    :param row: as in `add_word`; :param days: 1 to 365; :param source: the law, or who decided it.
    :raises NotThatLong: fewer days, or more.
    :raises FromThenOn: the day has passed.
    :raises CalendarOnly: what is deleted by this rule is counted in calendar days.
    :raises DayTaken: another rule for the same holds from that very day.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _need_countable(key, days, working_days)
    rule = Deadline(
        id=row,
        municipality=by.municipality,
        key=key,
        days=days,
        working_days=working_days,
        source=source,
        valid_from=valid_from,
    )
    if valid_from < timezone.localdate(at):
        raise FromThenOn
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError:
        made: Deadline | None = Deadline.objects.filter(pk=row, key=key, valid_from=valid_from).first()
        if made is None:
            raise DayTaken from None
        return made
    return rule


@transaction.atomic
def correct_deadline(
    *,
    rule: Deadline,
    was: Mapping[str, Any],
    days: int,
    working_days: bool,
    source: str,
    by: User,
    at: datetime,
) -> None:
    """Put a rule right that was mistyped, as long as its first day has not passed; the history keeps both.

    :param was: what the form showed of days, working_days and source.
    :raises NotThatLong, CalendarOnly: as in `add_deadline`.
    :raises HoldsAlready: a day has been counted by it.
    :raises ChangedMeanwhile: somebody else has put it right.
    """
    gate.require(by, Permission.CONCERN_TRIAGE)
    _need_countable(rule.key, days, working_days)
    mine = Deadline.objects.filter(pk=rule.pk, valid_from__gte=timezone.localdate(at))
    if mine.filter(**was).update(days=days, working_days=working_days, source=source):
        return
    newest = mine.first()
    if newest is None:
        raise HoldsAlready
    now = {"days": days, "working_days": working_days, "source": source}
    if any(getattr(newest, name) != value for name, value in now.items()):  # else a second click
        last = next(iter(changes_of(newest, limit=1)), None)
        raise ChangedMeanwhile(newest=newest, who=last.who if last else "", when=last.when if last else None)


def _need_countable(key: str, days: int, working_days: bool) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise NotThatLong
    if key in DELETED_AFTER and working_days:
        raise CalendarOnly


def key_of(name: str, taken: set[str]) -> str:
    """A key from a name: small letters, digits and _, at most 40, unlike those that are taken."""
    base = slug(name).replace("-", "_")[:40] or "word"
    key, number = base, 1
    while key in taken:
        number += 1
        tail = f"_{number}"
        key = base[: 40 - len(tail)] + tail
    return key


def _all(model: Any) -> Any:
    return model.objects


def _locked(model: Any, by: User) -> list[Any]:
    """A list as it stands, in its order; whoever else changes it waits until this is saved."""
    wait_for_turn(f"{model._meta.label} of {by.municipality_id}")
    return list(model.objects.visible_to(by).order_by("position", "name"))


def _need_own_name(name: str, others: list[Any]) -> None:
    twin = next((each for each in others if each.name.casefold() == name.casefold()), None)
    if twin is not None:
        raise NameTaken(ended=twin.ended_on is not None)
