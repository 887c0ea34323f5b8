"""Tasks: who does what by when. The agency answers for it; somebody of it may have taken it.

Nobody's words pass to another agency with a task: the coordinators give one to another agency, and move it
where the words are a meeting's or their own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.cases.models import Case, DropReason, Item, Task
from tovholder.cases.operations.meeting import require_talk
from tovholder.cases.operations.refused import CaseIsClosed, ChangedMeanwhile, Refused
from tovholder.core.inserting import insert_in_order, update_of


class NotYours(Refused):
    """Somebody of another agency's."""

    message = gettext_lazy("Only the agency's own people and the coordinator do this with the task.")


class OfAnotherAgency(Refused):
    """A task goes to somebody of the agency that answers for it."""

    message = gettext_lazy(
        "This person belongs to another agency. The coordinator moves a task between agencies."
    )


class ForAnotherAgency(Refused):
    """An agency makes tasks for itself."""

    message = gettext_lazy("Only the coordinator gives another agency a task.")


class WordsStand(Refused):
    """What a meeting agreed is not said in other words when it is over."""

    message = gettext_lazy("This was agreed at the meeting and stands as it was. Drop it and enter another.")


class IsOver(Refused):
    """Done or dropped."""

    message = gettext_lazy("The task is done or dropped already.")


@transaction.atomic
def make_task(
    *,
    case: Case,
    by: User,
    at: datetime,
    title: str,
    agency: Agency,
    due_on: date,
    form: UUID,
    assigned_to: User | None = None,
    item: Item | None = None,
) -> Task:
    """Note who does what by when.

    :param form: the form's key: a form that is sent twice makes one task.
    :param item: of the meeting that gives it, while it is spoken of: it goes into the minutes.
    :raises OfAnotherAgency: who is to do it is not of the agency that answers for it.
    :raises ForAnotherAgency: that agency is not hers, and she does not coordinate.
    :raises CaseIsClosed: it is, or is closed at this instant.
    :raises meeting.NotBegunYet, meeting.MeetingIsOver: the item is not spoken of.
    """
    gate.require(by, Permission.CASE_WORK)
    if item is not None:
        require_talk(item)
    if agency.pk != by.agency_id and not by.may(Permission.CASE_COORDINATE):
        raise ForAnotherAgency
    if assigned_to is not None and assigned_to.agency_id != agency.pk:
        raise OfAnotherAgency
    task = Task(
        id=form,
        case=case,
        item=item,
        title=title,
        agency=agency,
        assigned_to=assigned_to,
        due_on=due_on,
        made_at=at,
        made_by=by,
        form=form,
    )
    try:
        with transaction.atomic():
            Task.objects.bulk_create([task], ignore_conflicts=True)
    except IntegrityError as refused:
        if "task_of_an_open_case" not in str(refused):
            raise
        raise CaseIsClosed from refused
    return task


@transaction.atomic
def take(*, task: Task, by: User, at: datetime, seen_version: int) -> None:
    """Take a task of one's agency upon oneself."""
    _require(task, by)
    if task.agency_id != by.agency_id:
        raise OfAnotherAgency
    if task.assigned_to_id == by.pk:
        return
    _update(task, seen_version, assigned_to=by)


@transaction.atomic
def hand_on(*, task: Task, by: User, at: datetime, to: User, seen_version: int) -> None:
    """Give a task to a colleague; where it may move, also to another agency, by naming somebody of it."""
    _require(task, by)
    if to.agency_id != task.agency_id and not may_move(task, by):
        raise OfAnotherAgency
    _update(task, seen_version, assigned_to=to, agency_id=to.agency_id)


@transaction.atomic
def change(*, task: Task, by: User, at: datetime, title: str, due_on: date, seen_version: int) -> None:
    """Change what is to be done, or by when.

    :raises WordsStand: the meeting that agreed it is over.
    """
    _require(task, by)
    if title != task.title and task.words_stand:
        raise WordsStand
    _update(task, seen_version, title=title, due_on=due_on)


@transaction.atomic
def finish(*, task: Task, by: User, at: datetime, seen_version: int) -> None:
    """It is done. Said twice it is done once."""
    if task.done_at:
        return
    _require(task, by)
    _update(task, seen_version, done_at=at, done_by=by)


@transaction.atomic
def drop(*, task: Task, by: User, at: datetime, why: str, seen_version: int) -> None:
    """It is not to be done any more, for a reason. Said twice it is dropped once."""
    if task.dropped_at and str(getattr(task, "why", "")) == why:
        return
    _require(task, by)
    _update(task, seen_version, beside=[DropReason(task=task, text=why)], dropped_at=at)


def may_change(task: Task, user: User) -> bool:
    """Whether somebody may do anything with a task: her agency's, or she coordinates."""
    return task.agency_id == user.agency_id or user.may(Permission.CASE_COORDINATE)


def may_move(task: Task, user: User) -> bool:
    """Whether somebody may give a task to another agency: a meeting's, or one that her own agency made."""
    hers = task.item_id is not None or task.made_by.agency_id == user.agency_id
    return hers and user.may(Permission.CASE_COORDINATE)


def _require(task: Task, by: User) -> None:
    gate.require(by, Permission.CASE_WORK)
    if not may_change(task, by):
        raise NotYours
    if task.done_at or task.dropped_at:
        raise IsOver


def _update(task: Task, seen: int, *, beside: Sequence[Model] = (), **values: Any) -> None:
    """Change a task where it is still as it was seen, and write the rows beside it."""
    open_still = Task.objects.filter(pk=task.pk, version=seen, done_at__isnull=True, dropped_at__isnull=True)
    if insert_in_order(beside, where_held=update_of(open_still, version=seen + 1, **values)):
        for name, value in {**values, "version": seen + 1}.items():
            setattr(task, name, value)
        return
    now = Task.objects.select_related("assigned_to").filter(pk=task.pk).first()
    if now is None:
        raise ChangedMeanwhile
    last = next(iter(changes_of(now, limit=1)), None)
    raise ChangedMeanwhile(
        who=last.who if last else "",
        when=last.when if last else None,
        theirs={
            "title": now.title,
            "due_on": now.due_on,
            "assigned_to": now.assigned_to,
            "version": now.version,
        },
    )
