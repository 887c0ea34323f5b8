"""From the first ring to the hang-up: a form that saves as one types, and ends as advice or as a concern."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
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
    ChangedMeanwhile,
    DangerUnanswered,
    NothingSeen,
)
from tovholder.core.ids import uuid7
from tovholder.core.inserting import groups
from tovholder.core.sealing import seal, unseal
from tovholder.people.models import Person

CALL_PLACE = "concerns_call.content"
NAME_PLACE = "concerns_calleridentity.name_sealed"
PHONE_PLACE = "concerns_calleridentity.phone_sealed"

#: The groups in which it is written down what was seen and heard.
SEEN = ("behaviour", "relations", "statements", "situation", "strengths")


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

    :param version: the version that the writer saw; 0 where it was never saved.
    :raises ChangedMeanwhile: she has written on in another window.
    :raises Call.DoesNotExist: it has ended, or is somebody else's.
    """
    gate.require(by, Permission.HOTLINE_WORK)
    locked = seal(json.dumps(dict(content), ensure_ascii=False), place=CALL_PLACE, row=call_id)
    if version:
        if not Call.objects.filter(pk=call_id, by=by, version=version).update(
            content=locked, saved_at=at, version=version + 1
        ):
            raise ChangedMeanwhile(newest=Call.objects.get(pk=call_id, by=by))
        return Call(pk=call_id, by=by, version=version + 1, saved_at=at)
    made = Call(pk=call_id, municipality=by.municipality, by=by, begun_at=at, saved_at=at, content=locked)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # sent twice, or in two windows; a key of somebody else's answers alike
        newest = Call.objects.filter(pk=call_id, by=by).first()
        raise (ChangedMeanwhile(newest=newest) if newest else Call.DoesNotExist()) from error
    return made


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


def hang_up_with_advice(*, call_id: UUID, told: Told, by: User, at: datetime) -> AdviceContact:
    """End a call with advice alone. What was seen and whom it was about is not taken along; the draft goes.

    The contact has the call's key: sent twice, it is one.

    :raises DangerUnanswered: nobody asked.
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
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
            Call.objects.filter(pk=call_id, by=by).delete()
    except IntegrityError:
        return AdviceContact.objects.get(pk=call_id, by=by)
    return contact


def take_down(
    *,
    call_id: UUID,
    told: Told,
    by: User,
    at: datetime,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
) -> ConcernReport:
    """Make a concern of a call, and seal who called apart from it; the draft goes. Sent twice, it is one.

    :param person: whom it is about, where that was told; `by` may see her.
    :param name: the caller's, where she is not anonymous; so with `phone`.
    :raises DangerUnanswered, NothingSeen, AnonymousHasNoName: something is missing, or too much.
    """
    gate.require(by, Permission.HOTLINE_WORK)
    _may_be_taken_down(told, name, phone)
    concern = _concern(call_id, told, by, person)
    caller = [_caller(concern, name, phone, by, at)] if name or phone else []
    try:
        with transaction.atomic():
            concern.number = _write([concern, *caller], call_id, by, told.at)
    except IntegrityError as error:
        if "concern_once_from_a_call" not in str(error):
            raise
        return ConcernReport.objects.get(call=call_id, taken_by=by)
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


#: The next number, the concern under it with who called, and the draft away: one statement.
_TAKE_DOWN = """
with number as materialized (select tovholder.next_concern_number(%s) as given),
     ended as (delete from concerns_call where id = %s and by_id = %s)
select given, tovholder.insert_rows(jsonb_set(%s::jsonb, '{0,rows,0,number}', to_jsonb(given))) from number
"""


def _write(rows: list[Any], call_id: UUID, by: User, received: datetime) -> str:
    """Write them, the concern first; returns its number."""
    year = timezone.localtime(received).year
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_DOWN, [year, call_id, by.pk, json.dumps(groups(rows))])
        return str(cursor.fetchone()[0])


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
