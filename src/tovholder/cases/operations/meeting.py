"""The meetings of a series, and what is on their agendas."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases.models import Case, Item, Meeting, Series, Step
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.core import workdays
from tovholder.core.ids import uuid7

#: So far ahead meetings are made: a quarter.
AHEAD = timedelta(days=92)
#: So long after the meeting the named member still reads the case: her agency's package, her tasks.
ACCESS_AFTER = timedelta(days=30)
#: Until this hour of the last working day before a meeting agencies answer what they were asked for another.
ANSWERED_AT = time(12)
#: What the welcome and any other business take, in minutes.
WELCOME, OTHER = 5, 5


class MeetingIsOver(Refused):
    """A closed or cancelled meeting has no agenda to change."""

    message = gettext_lazy("The meeting is over or cancelled, and its agenda stays as it is.")


class HasBegun(Refused):
    """The meeting has spoken of it."""

    message = gettext_lazy("The meeting has begun on this item, so it stays on the agenda.")


class NotBegunYet(Refused):
    """Nothing has been said of an item that the meeting has not begun on."""

    message = gettext_lazy("The meeting has not begun on this item yet.")


class NoOpenCase(Refused):
    """No open case of this number that the actor sees."""

    message = gettext_lazy("There is no open case with this number that you can see.")


class NotCleared(Refused):
    """Several agencies speak of a case when the police have nothing against it."""

    message = gettext_lazy(
        "The police have not cleared this case yet. Note it on the case's page when they have."
    )


class OnAnAgenda(Refused):
    """A case stands on one coming agenda."""

    message = gettext_lazy("The case is on the agenda of a coming meeting already. Take it off there first.")


class InThePast(Refused):
    """Meetings that were held cannot be unmade."""

    message = gettext_lazy("The day lies in the past.")


class NothingOnIt(Refused):
    """An agenda without a case."""

    message = gettext_lazy("Put a case on the agenda before it is approved.")


# --- the series ------------------------------------------------------------------------------------------


@transaction.atomic
def start_series(
    *,
    by: User,
    at: datetime,
    name: str,
    first_at: datetime,
    every_days: int = 14,
    minutes: int = 110,
    minutes_an_item: int = 20,
    place: str = "",
    once: bool = False,
    id: UUID | None = None,
) -> Series:
    """Say when the Infohus meets, and make the meetings of the coming quarter.

    :param once: one meeting, besides those of the rule.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    values: dict[str, Any] = {
        "municipality_id": by.municipality_id,
        "name": name,
        "first_at": first_at,
        "every_days": every_days,
        "minutes": minutes,
        "minutes_an_item": minutes_an_item,
        "place": place,
        "ended_on": timezone.localdate(first_at) + timedelta(days=1) if once else None,
    }
    series, made = Series.objects.get_or_create(pk=id or uuid7(), defaults=values)
    if made:
        make_meetings([series], at)
    return series


@transaction.atomic
def end_series(*, series: Series, by: User, at: datetime, on: date) -> int:
    """Let a series have no meetings from a day on. Those that were made and have not begun are cancelled.

    The cases on their agendas can be put on others, and what was answered about them goes along.

    :returns: how many were cancelled.
    :raises InThePast: what was, was.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if on < timezone.localdate(at):
        raise InThePast
    Series.objects.filter(pk=series.pk).update(ended_on=on)
    coming = Meeting.objects.filter(
        series=series,
        starts_at__gte=timezone.make_aware(datetime.combine(on, time.min)),
        begun_at__isnull=True,
        cancelled_at__isnull=True,
        closed_at__isnull=True,
    )
    return coming.update(cancelled_at=at, cancel_reason=_("The series has ended."), version=F("version") + 1)


@transaction.atomic
def plan_meetings(*, by: User, at: datetime) -> int:
    """Make the meetings of the coming quarter by the rule of each series; those that are there stay."""
    gate.require(by, Permission.CASE_COORDINATE)
    return make_meetings(list(Series.objects.filter(municipality=by.municipality_id)), at)


def make_meetings(series: Sequence[Series], at: datetime) -> int:
    """The same without asking who: for the job. How many were made."""
    wanted = [
        Meeting(
            municipality_id=one.municipality_id,
            series=one,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=one.minutes),
            place=one.place,
        )
        for one in series
        for begins in _dates(one, at)
    ]
    there = set(
        Meeting.objects.filter(series__in=[one.pk for one in series], starts_at__gt=at).values_list(
            "series_id", "starts_at"
        )
    )
    missing = [meeting for meeting in wanted if (meeting.series_id, meeting.starts_at) not in there]
    Meeting.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _dates(series: Series, at: datetime) -> list[datetime]:
    """The coming beginnings: the same hour of the day in summer and in winter."""
    first = timezone.localtime(series.first_at).replace(tzinfo=None)
    past = max((timezone.localtime(at).replace(tzinfo=None) - first).days // series.every_days, 0)
    found = []
    for number in range(past, past + AHEAD.days // series.every_days + 2):
        begins = timezone.make_aware(first + timedelta(days=number * series.every_days))
        ended = series.ended_on and timezone.localdate(begins) >= series.ended_on
        if at < begins <= at + AHEAD and not ended:
            found.append(begins)
    return found


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User, at: datetime, reason: str) -> None:
    """Cancel a meeting that has not begun. Its checks and agenda stay as they are, and open nothing.

    :raises MeetingIsOver: it has begun, or somebody else has cancelled it.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    to_come = Meeting.objects.filter(pk=meeting.pk, begun_at__isnull=True, cancelled_at__isnull=True)
    if to_come.update(cancelled_at=at, cancel_reason=reason, version=F("version") + 1):
        return
    # A form that is sent twice cancels once.
    if not Meeting.objects.filter(pk=meeting.pk, cancelled_at__isnull=False, cancel_reason=reason).exists():
        raise MeetingIsOver


# --- the agenda ------------------------------------------------------------------------------------------


@transaction.atomic
def add_items(
    *, meeting: Meeting, by: User, at: datetime, cases: Sequence[Case], follow_ups: Sequence[Case] = ()
) -> list[Item]:
    """Put cases on the agenda, each once, after those that are there.

    The first time the welcome and any other business come with them. What agencies were asked and answered
    for a meeting that did not come to a case goes along to this one.

    :param meeting: held, so that two who fill its agenda do so one after the other.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    _refuse_over(meeting)
    items = list(meeting.items.all())
    there, kinds = {item.case_id for item in items}, {item.kind for item in items}
    last = max((item.position for item in items if item.kind != Item.Kind.OTHER), default=0)
    length = meeting.series.minutes_an_item
    new = []
    if Item.Kind.WELCOME not in kinds:
        new.append(Item(meeting=meeting, kind=Item.Kind.WELCOME, position=0, minutes=WELCOME))
    follows = {case.pk for case in follow_ups}
    for number, case in enumerate(
        [case for case in [*cases, *follow_ups] if case.pk not in there], start=last + 1
    ):
        kind = Item.Kind.FOLLOW_UP if case.pk in follows else Item.Kind.CASE
        minutes = max(length - 5, 5) if kind == Item.Kind.FOLLOW_UP else length
        new.append(Item(meeting=meeting, case=case, kind=kind, position=number, minutes=minutes))
    if Item.Kind.OTHER not in kinds:
        new.append(Item(meeting=meeting, kind=Item.Kind.OTHER, position=30_000, minutes=OTHER))
    try:
        with transaction.atomic():
            Item.objects.bulk_create(new)
    except IntegrityError:
        raise ChangedMeanwhile from None
    added = [item.case_id for item in new if item.case_id]
    if added:
        _let_checks_go_along(meeting, added, at)
    return new


@transaction.atomic
def add_by_number(*, meeting: Meeting, by: User, at: datetime, number: str) -> list[Item]:
    """Put a case on the agenda that nothing suggests: any open one that the police have cleared.

    :param meeting: held, as in `add_items`.
    :raises NoOpenCase, NotCleared, OnAnAgenda:
    """
    gate.require(by, Permission.CASE_COORDINATE)
    steps = Step.objects.filter(case=OuterRef("pk"))
    coming = Item.objects.filter(case=OuterRef("pk"), meeting__in=still_to_come(at))
    cases: Any = Case.objects.visible_to(by).open().filter(number=number.strip())
    case = cases.annotate(
        cleared=Exists(steps.filter(kind=Step.Kind.CLEARED)),
        discussed=Exists(steps.filter(kind=Step.Kind.DISCUSSED)),
        waits=Exists(coming),
    ).first()
    if case is None:
        raise NoOpenCase
    if case.waits:
        raise OnAnAgenda
    if not case.cleared:
        raise NotCleared
    follow_up = case.discussed
    return add_items(
        meeting=meeting,
        by=by,
        at=at,
        cases=[] if follow_up else [case],
        follow_ups=[case] if follow_up else [],
    )


def still_to_come(at: datetime) -> Any:
    """The meetings that may still speak of their cases: one that nobody held or cancelled does not."""
    return Meeting.objects.filter(closed_at__isnull=True, cancelled_at__isnull=True, ends_at__gt=at)


def last_working_day(before: datetime) -> date:
    """On which agencies can still answer for a meeting."""
    day = timezone.localdate(before) - timedelta(days=1)
    while not workdays.is_working_day(day):
        day -= timedelta(days=1)
    return day


#: What the agencies were asked for a meeting that did not come to the case, and what they answered, is for
#: this one now; and who was let in to answer has access as long after it.
_GO_ALONG = """
with left_over as (
  select distinct on (k.case_id) k.id, k.case_id, m.ends_at
    from cases_registercheck k join cases_meeting m on m.id = k.meeting_id
   where k.case_id = any(%(cases)s::uuid[]) and k.opened_at is null and k.meeting_id <> %(meeting)s
     and (m.closed_at is not null or m.cancelled_at is not null or m.ends_at <= %(at)s
          or not exists (select from cases_item i where i.meeting_id = m.id and i.case_id = k.case_id))
     and not exists (select from cases_registercheck h
                      where h.case_id = k.case_id and h.meeting_id = %(meeting)s)
   order by k.case_id, k.asked_at desc, k.id),
let_in as (
  update cases_participation p set valid_until = %(until)s from left_over o
   where p.case_id = o.case_id and p.valid_until = o.ends_at + %(after)s
     and p.valid_until > %(at)s and p.valid_until < %(until)s)
update cases_registercheck k set meeting_id = %(meeting)s, due_at = %(due)s from left_over o where k.id = o.id
"""


def _let_checks_go_along(meeting: Meeting, cases: Sequence[Any], at: datetime) -> None:
    values: dict[str, Any] = {
        "cases": list(cases),
        "meeting": meeting.pk,
        "at": at,
        "after": ACCESS_AFTER,
        "until": meeting.ends_at + ACCESS_AFTER,
        "due": timezone.make_aware(datetime.combine(last_working_day(meeting.starts_at), ANSWERED_AT)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_GO_ALONG, values)


@transaction.atomic
def remove_item(*, item: Item, by: User, at: datetime) -> None:
    """Take an item off the agenda.

    :raises HasBegun: the meeting has spoken of it.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    _refuse_over(item.meeting)
    if item.begun_at:
        raise HasBegun
    with connection.cursor() as cursor:  # the database knows what refers to it; the ORM would ask each table
        cursor.execute("delete from cases_item where id = %s and begun_at is null", [item.pk])


@transaction.atomic
def move_item(*, item: Item, by: User, at: datetime, up: bool) -> None:
    """Change places with the item before or after it, among those that the actor sees.

    :param item: its meeting is held, as in `add_items`.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    _refuse_over(item.meeting)
    movable = Item.objects.filter(meeting=item.meeting_id, case__isnull=False).order_by("position", "id")
    row = list(movable)
    here = next((n for n, one in enumerate(row) if one.pk == item.pk), None)
    other = None if here is None else here - 1 if up else here + 1
    if here is None or other is None or not 0 <= other < len(row):
        return
    mine, theirs = row[here], row[other]
    Item.objects.filter(pk=mine.pk).update(position=theirs.position)
    Item.objects.filter(pk=theirs.pk).update(position=mine.position)


@transaction.atomic
def set_minutes(*, item: Item, by: User, at: datetime, minutes: int) -> None:
    """Give an item another length."""
    gate.require(by, Permission.CASE_COORDINATE)
    _refuse_over(item.meeting)
    Item.objects.filter(pk=item.pk).update(minutes=minutes)


@transaction.atomic
def approve_agenda(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Approve the agenda: whoever takes part now reads her own items in it."""
    gate.require(by, Permission.CASE_COORDINATE)
    _refuse_over(meeting)
    if not meeting.items.filter(case__isnull=False).exists():
        raise NothingOnIt
    Meeting.objects.filter(pk=meeting.pk, approved_at__isnull=True).update(
        approved_at=at, approved_by=by, version=F("version") + 1
    )


def require_talk(item: Item) -> None:
    """That an item is spoken of: the meeting has begun on it, and is not closed.

    After that its room stands, as its minutes were sent: who was in it reads what was said.

    :raises NotBegunYet, MeetingIsOver:
    """
    _refuse_over(item.meeting)
    if item.begun_at is None:
        raise NotBegunYet


def _refuse_over(meeting: Meeting) -> None:
    if meeting.closed_at or meeting.cancelled_at:
        raise MeetingIsOver
