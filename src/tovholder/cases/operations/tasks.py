"""Tasks: who does what by when. The agency answers for it; somebody of it may have taken it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.cases.models import Case, Item, Task
from tovholder.cases.operations.meeting import require_talk
from tovholder.cases.operations.refused import CaseIsClosed, ChangedMeanwhile, Refused


class NotYours(Refused):
    """Somebody of another agency's."""

    message = gettext_lazy("Only the agency's own people and the coordinator do this with the task.")


class OfAnotherAgency(Refused):
    """A task goes to somebody of the agency that answers for it."""

    message = gettext_lazy(
        "This person belongs to another agency. The coordinator moves a task between agencies."
    )


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
    :raises CaseIsClosed: it is, or is closed at this instant.
    :raises meeting.NotBegunYet, meeting.MeetingIsOver: the item is not spoken of.
    """
    gate.require(by, Permission.CASE_WORK)
    if item is not None:
        require_talk(item)
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
    """Give a task to a colleague; a coordinator also to another agency, by naming somebody of it."""
    _require(task, by)
    if to.agency_id != task.agency_id and not by.may(Permission.CASE_COORDINATE):
        raise OfAnotherAgency
    _update(task, seen_version, assigned_to=to, agency_id=to.agency_id)


@transaction.atomic
def change(*, task: Task, by: User, at: datetime, title: str, due_on: date, seen_version: int) -> None:
    """Change what is to be done, or by when."""
    _require(task, by)
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
    if task.dropped_at and task.dropped_why == why:
        return
    _require(task, by)
    _update(task, seen_version, dropped_at=at, dropped_why=why)


def may_change(task: Task, user: User) -> bool:
    """Whether somebody may do anything with a task: her agency's, given to her, or she coordinates."""
    return (
        task.agency_id == user.agency_id
        or task.assigned_to_id == user.pk
        or user.may(Permission.CASE_COORDINATE)
    )


def _require(task: Task, by: User) -> None:
    gate.require(by, Permission.CASE_WORK)
    if not may_change(task, by):
        raise NotYours
    if task.done_at or task.dropped_at:
        raise IsOver


def _update(task: Task, seen: int, **values: Any) -> None:
    open_still = Task.objects.filter(pk=task.pk, version=seen, done_at__isnull=True, dropped_at__isnull=True)
    if open_still.update(version=seen + 1, **values):
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
