"""From the first ring to the hang-up: a form that saves as one types, and ends as advice or as a concern."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.concerns.models import (
    AdviceContact,
    Call,
    CallerIdentity,
    CallerKind,
    Channel,
    ConcernReport,
    Residence,
)
from tovholder.concerns.operations.refused import (
    AnonymousHasNoName,
    CallEnded,
    DangerUnanswered,
    FormUsed,
    NothingSeen,
    WrittenElsewhere,
)
from tovholder.core.ids import uuid7
from tovholder.core.inserting import groups
from tovholder.core.sealing import seal, unseal
from tovholder.core.turns import wait_for_turn
from tovholder.people.models import Person

CALL_PLACE = "concerns_call.content"
NAME_PLACE = "concerns_calleridentity.name_sealed"
PHONE_PLACE = "concerns_calleridentity.phone_sealed"

#: The groups in which it is written down what was seen and heard.
SEEN = ("behaviour", "relations", "statements", "situation", "strengths")
#: What is told of a concern alone.
OF_A_CONCERN = (*SEEN, "authority", "kinds", "call_back_at")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told on the line, in the words of the form."""

    at: datetime
    channel: str = Channel.NATIONAL_HOTLINE
    caller_kind: str = CallerKind.CITIZEN
    authority: str = ""
    anonymous: bool = True
    danger: str = ""
    danger_done: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    kinds: Collection[str] = ()
    residence: str = Residence.UNKNOWN
    topics: Collection[str] = ()
    advice: str = ""
    call_back_at: datetime | None = None


def keep_call(*, call_id: UUID, content: Mapping[str, Any], by: User, at: datetime, version: int) -> Call:
    """Save what stands in the form of a call so far, locked; the first time, the call begins.

    The same once more is saved already: an answer was lost, or somebody clicked twice.

    :param version: the version that the writer saw; 0 where it was never saved.
    :raises WrittenElsewhere: she has written on in another window.
    :raises Call.DoesNotExist: it has ended, or is somebody else's.
    """
    gate.require(by, Permission.HOTLINE_WORK)
    locked = seal(json.dumps(dict(content), ensure_ascii=False), place=CALL_PLACE, row=call_id)
    if version:
        if not Call.objects.filter(pk=call_id, by=by, version=version).update(
            content=locked, saved_at=at, version=version + 1
        ):
            return _same(Call.objects.get(pk=call_id, by=by), content)
        return Call(pk=call_id, by=by, version=version + 1, saved_at=at)
    ended = AdviceContact.objects.filter(pk=call_id).values("pk")
    if ended.union(ConcernReport.objects.filter(call=call_id).values("pk")).exists():
        raise Call.DoesNotExist  # in another window, before this one saved anything
    made = Call(pk=call_id, municipality=by.municipality, by=by, begun_at=at, saved_at=at, content=locked)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # sent twice, or in two windows; a key of somebody else's answers alike
        newest = Call.objects.filter(pk=call_id, by=by).first()
        if newest is None:
            raise Call.DoesNotExist from error
        return _same(newest, content)
    return made


def _same(newest: Call, content: Mapping[str, Any]) -> Call:
    if content_of(newest) != content:
        raise WrittenElsewhere(newest=newest)
    return newest


def content_of(call: Call) -> dict[str, Any]:
    """What stands in the form."""
    text = unseal(call.content, place=CALL_PLACE, row=call.pk)
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


@transaction.atomic
def discard_call(*, call: Call, by: User, at: datetime) -> None:
    """Throw a form away that was begun by mistake: nothing of it stays."""
    gate.require(by, Permission.HOTLINE_WORK)
    Call.objects.filter(pk=call.pk, by=by).delete()


def hang_up_with_advice(
    *, call_id: UUID, told: Told, by: User, at: datetime, version: int = 0
) -> AdviceContact:
    """End a call with advice alone. What was seen and whom it was about is not taken along; the draft goes.

    The contact has the call's key: sent twice, it is one.

    :param version: the version of the draft that the writer saw; 0 where it was never saved.
    :raises DangerUnanswered: nobody asked.
    :raises WrittenElsewhere, CallEnded, FormUsed: as in `take_down`.
    """
    gate.require(by, Permission.HOTLINE_WORK)
    if not told.danger:
        raise DangerUnanswered
    contact = AdviceContact(
        pk=call_id,
        municipality=by.municipality,
        at=told.at,
        by=by,
        channel=told.channel,
        caller_kind=told.caller_kind,
        danger=told.danger,
        danger_done=told.danger_done,
        residence=told.residence,
        topics=list(told.topics),
        advice=told.advice,
    )
    with _ending(call_id):
        if _write(_ADVISED, [contact], call_id, by, version) is None:
            contact = _ended(call_id, by, contact)
    contact._state.adding = False
    return contact


def take_down(
    *,
    call_id: UUID,
    told: Told,
    by: User,
    at: datetime,
    version: int = 0,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
) -> ConcernReport:
    """Make a concern of a call, and seal who called apart from it; the draft goes. Sent twice, it is one.

    :param version: the version of the draft that the writer saw; 0 where it was never saved.
    :param person: whom it is about, where that was told; `by` may see her.
    :param name: the caller's, where she is not anonymous; so with `phone`.
    :raises DangerUnanswered, NothingSeen, AnonymousHasNoName: something is missing, or too much.
    :raises WrittenElsewhere: she has written on in another window.
    :raises CallEnded: it has ended as advice already, or as a concern in other words.
    :raises FormUsed: it is a call of somebody else's.
    """
    gate.require(by, Permission.HOTLINE_WORK)
    _may_be_taken_down(told, name, phone)
    concern = _concern(call_id, told, by, person)
    caller = [_caller(concern, name, phone, by, at)] if name or phone else []
    year = timezone.localtime(told.at).year
    with _ending(call_id):
        number = _write(_TAKEN_DOWN, [concern, *caller], call_id, by, version, year=year)
        if number is None:
            concern = _ended(call_id, by, concern)
        else:
            concern.number = number
    concern._state.adding = False
    return concern


def _caller(concern: ConcernReport, name: str, phone: str, by: User, at: datetime) -> CallerIdentity:
    key = uuid7()
    return CallerIdentity(
        pk=key,
        municipality=by.municipality,
        concern=concern,
        name_sealed=seal(name, place=NAME_PLACE, row=key) if name else None,
        phone_sealed=seal(phone, place=PHONE_PLACE, row=key) if phone else None,
        written_by=by,
        written_at=at,
    )


#: The draft away where it stands as the writer saw it; where it does not, or the call has ended, no row.
_END = """
with ended as (
         delete from concerns_call where id = %(call)s and by_id = %(by)s and version = %(version)s
         returning 1),
     free as materialized (
         select 1 where (exists (select from ended)
                         or not exists (select from concerns_call where id = %(call)s))
                    and not exists (select from concerns_advicecontact where id = %(call)s)
                    and not exists (select from concerns_concernreport where call = %(call)s)"""
_ADVISED = f"""{_END})
select '', tovholder.insert_rows(%(rows)s::jsonb) from free
"""
#: The next number, and the concern under it with who called.
_TAKEN_DOWN = f"""{_END}),
     number as materialized (select tovholder.next_concern_number(%(year)s) as given from free)
select given, tovholder.insert_rows(jsonb_set(%(rows)s::jsonb, '{{0,rows,0,number}}', to_jsonb(given)))
  from number
"""
#: What a call's key is unique by.
_ONCE = ("concern_once_from_a_call", "concerns_advicecontact_pkey")


@contextmanager
def _ending(call_id: UUID) -> Iterator[None]:
    """One end at a time, and all of it or nothing. Rows that the writer may not see hold the key, too.

    Whoever goes on after a refusal calls it in a savepoint of her own; here one more would be two statements.
    """
    try:
        with transaction.atomic(savepoint=False):
            wait_for_turn(f"end of call {call_id}")
            yield
    except IntegrityError as error:
        if not any(name in str(error) for name in _ONCE):
            raise
        raise FormUsed from error


def _write(
    statement: str, rows: list[Model], call_id: UUID, by: User, version: int, **more: Any
) -> str | None:
    """End the call with these rows; what the statement gives, None where it does not stand as it was seen."""
    values = {"call": call_id, "by": by.pk, "version": version, "rows": json.dumps(groups(rows)), **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return found and str(found[0])


def _ended(call_id: UUID, by: User, wanted: ConcernReport | AdviceContact) -> Any:
    """Why a call could not end: a second click, another end or other words before, or another window."""
    what = became(call_id=call_id, by=by)
    if isinstance(what, type(wanted)) and _told(what) == _told(wanted):
        return what
    if what is not None:
        raise CallEnded
    newest = Call.objects.filter(pk=call_id, by=by).first()
    raise WrittenElsewhere(newest=newest) if newest else FormUsed()


def _told(row: Any) -> list[Any]:
    """In which words a call ended."""
    return [getattr(row, name, None) for name in ("danger", "danger_done", "advice", "topics", *OF_A_CONCERN)]


def became(*, call_id: UUID, by: User) -> ConcernReport | AdviceContact | None:
    """What a call of one's own ended as."""
    concern: ConcernReport | None = ConcernReport.objects.filter(call=call_id, taken_by=by).first()
    contact: AdviceContact | None = AdviceContact.objects.filter(pk=call_id, by=by).first()
    return concern or contact


def _may_be_taken_down(told: Told, name: str, phone: str) -> None:
    if not told.danger:
        raise DangerUnanswered
    if not any(told.seen.get(group, "").strip() for group in SEEN):
        raise NothingSeen
    if told.anonymous and (name or phone):
        raise AnonymousHasNoName


def _concern(call_id: UUID, told: Told, by: User, person: Person | None) -> ConcernReport:
    return ConcernReport(
        municipality=by.municipality,
        received_at=told.at,
        taken_by=by,
        call=call_id,
        channel=told.channel,
        caller_kind=told.caller_kind,
        authority=told.authority,
        anonymous=told.anonymous,
        danger=told.danger,
        danger_done=told.danger_done,
        person=person,
        kinds=list(told.kinds),
        residence=told.residence,
        topics=list(told.topics),
        advice=told.advice,
        call_back_at=told.call_back_at,
        call_back_by=by if told.call_back_at else None,
        **{group: told.seen.get(group, "") for group in SEEN},
    )


@transaction.atomic
def call_back_done(*, concern: ConcernReport, by: User, at: datetime) -> None:
    """Note that the caller was called back."""
    gate.require(by, Permission.HOTLINE_WORK)
    ConcernReport.objects.filter(
        pk=concern.pk, call_back_at__isnull=False, called_back_at__isnull=True
    ).update(called_back_at=at)
