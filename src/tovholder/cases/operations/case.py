"""Opening a case, its steps, and closing it. What may come after what: `operations.steps`."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, Model, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.audit.queries import changes_of
from tovholder.cases.models import (
    Case,
    CaseConcern,
    CaseReason,
    Note,
    Opening,
    Participation,
    ParticipationReason,
    Step,
    Task,
)
from tovholder.cases.operations import steps
from tovholder.cases.operations.refused import CaseIsClosed, ChangedMeanwhile, Refused
from tovholder.cases.operations.whose import agency_of, municipality_of
from tovholder.concerns.models import ConcernReport, PoliceClearance
from tovholder.concerns.operations import HasLeft, leave
from tovholder.concerns.queries import clearance_of
from tovholder.core.ids import uuid7
from tovholder.core.inserting import insert_in_order, update_of
from tovholder.core.turns import wait_for_turn
from tovholder.people import queries as people
from tovholder.people.models import Person

#: A step without an hour of its own happened in the middle of its day.
NOON = time(12)


class NobodyKnown(Refused):
    """A case is about somebody, if only by a description."""

    message = gettext_lazy(
        "The concern does not say whom it is about. Write that down first, if only a description."
    )


class AlreadyInACase(Refused):
    """A concern leads to one case."""

    message = gettext_lazy("The concern has left triage in the meantime.")


class AboutSomebodyElse(Refused):
    """The concern and the case are about two people."""

    message = gettext_lazy(
        "The concern is about somebody else than the case. If they are one, merge the two first."
    )


class NotNext(Refused):
    """The step does not follow on where the case stands."""

    message = gettext_lazy("This step does not follow on where the case stands now.")


class OutOfOrder(Refused):
    """A step lies between the last one and now."""

    message = gettext_lazy("The step cannot lie before the last one, or in the future.")


class HasOpenTasks(Refused):
    """A case with open tasks cannot be closed."""

    message = gettext_lazy("The case has open tasks. Finish them or drop them first.")


# --- opening -------------------------------------------------------------------------------------------


@transaction.atomic
def open_from_concern(
    *,
    concern: ConcernReport,
    by: User,
    at: datetime,
    id: UUID,
    reason: str,
    purpose: str,
    basis: str,
) -> Case:
    """Open a case from a concern, which leaves triage to the Infohus.

    The steps received (the concern's day) and cleared (the day on which the police answered) follow from it.

    :param id: the case's key, from the form: a form that is sent twice opens one case.
    :raises NobodyKnown: the concern names nobody.
    :raises AlreadyInACase: it has left triage. What else `concerns.operations.leave` refuses, it refuses.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    number = _number(by, at)
    if concern.person_id is None:
        raise NobodyKnown
    case, *rows = _opened(id, number, concern.person_id, by, at, reason=reason, purpose=purpose, basis=basis)
    joined = CaseConcern(case=case, concern=concern, joined_at=at, joined_by=by)
    steps = _steps(case, by, *_of_concern(concern))
    try:
        with transaction.atomic():
            _leave_to_the_house(concern, by, at, reason, [case, *rows, joined, *steps])
    except (IntegrityError, AlreadyInACase):
        opened = Case.objects.filter(pk=id).first()
        if opened is None:
            raise
        return opened
    return case


@transaction.atomic
def join(*, case: Case, concern: ConcernReport, by: User, at: datetime, reason: str) -> CaseConcern:
    """Let a further concern about the same person join a case.

    A concern that names nobody is about the case's person from now on.

    :raises AboutSomebodyElse: it names somebody else.
    :raises CaseIsClosed: it is, or is closed at this instant.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if concern.exit_at is not None:
        return _joined(case, concern, by, reason)
    about = concern.person_id or case.person_id
    if about != case.person_id and not people.are_one(about, case.person_id):
        raise AboutSomebodyElse
    joined = CaseConcern(case=case, concern=concern, joined_at=at, joined_by=by)
    try:
        with transaction.atomic():
            # Who closes the case at this instant waits for its row, or has it already.
            still = Case.objects.filter(pk=case.pk, closed_at__isnull=True)
            if not still.update(version=F("version") + 1):
                raise CaseIsClosed
            _leave_to_the_house(concern, by, at, reason, [joined], person_id=about)
    except AlreadyInACase:
        return _joined(case, concern, by, reason)
    return joined


def _joined(case: Case, concern: ConcernReport, by: User, reason: str) -> CaseConcern:
    """That the concern has joined this very case, by the same form.

    :raises AlreadyInACase: it has left another way, by somebody else, or for another reason.
    """
    same = CaseConcern.objects.filter(case=case, concern=concern, joined_by=by)
    joined: CaseConcern | None = same.filter(concern__exit_reason=reason).first()
    if joined is None:
        raise AlreadyInACase
    return joined


@transaction.atomic
def open_by_hand(
    *, person: Person, by: User, at: datetime, reason: str, purpose: str, basis: str, id: UUID | None = None
) -> Case:
    """Open a case without a concern, for a reason."""
    gate.require(by, Permission.CASE_COORDINATE)
    key = id or uuid7()
    number = _number(by, at)
    case, *rows = _opened(key, number, person.pk, by, at, reason=reason, purpose=purpose, basis=basis)
    try:
        with transaction.atomic():
            insert_in_order([case, *rows, *_steps(case, by, (Step.Kind.RECEIVED, at))])
    except IntegrityError:
        opened = Case.objects.filter(pk=key).first()
        if opened is None:
            raise
        return opened
    return case


def _number(by: User, at: datetime) -> str:
    """A free number; whoever opens a case at the same moment waits here until this one is saved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tovholder.next_case_number(%s, %s)", [by.municipality_id, timezone.localdate(at).year]
        )
        return str(cursor.fetchone()[0])


def _opened(
    key: UUID, number: str, person_id: UUID, by: User, at: datetime, *, reason: str, **words: str
) -> tuple[Case, CaseReason, Participation, ParticipationReason]:
    """A case, why, and who opens it, not yet written."""
    case = Case(
        id=key,
        municipality=municipality_of(by),
        number=number,
        person_id=person_id,
        opened_at=at,
        opened_by=by,
        last_change=at,
        **words,
    )
    opener = Participation(case=case, user=by, agency=agency_of(by), valid_from=at, given_by=by)
    return (
        case,
        CaseReason(case=case, agency=agency_of(by), text=reason, at=at),
        opener,
        ParticipationReason(participation=opener, text=_("opened the case")),
    )


def _leave_to_the_house(
    concern: ConcernReport, by: User, at: datetime, reason: str, beside: list[Any], **more: Any
) -> None:
    """The concern leaves triage, and in the same statement what it leads to is written."""
    try:
        leave(
            concern=concern,
            by=by,
            at=at,
            exit=ConcernReport.Exit.INFO_HOUSE,
            reason=reason,
            beside=beside,
            **more,
        )
    except HasLeft:
        raise AlreadyInACase from None


def _of_concern(concern: ConcernReport) -> list[tuple[str, datetime]]:
    """The steps that a concern brings along."""
    found: list[tuple[str, datetime]] = [(Step.Kind.RECEIVED, concern.received_at)]
    cleared = clearance_of(concern)
    if cleared and cleared.answer == PoliceClearance.Answer.NOTHING_AGAINST and cleared.answered_at:
        found.append((Step.Kind.CLEARED, cleared.answered_at))
    return found


# --- the purpose of opening it ---------------------------------------------------------------------------


@transaction.atomic
def say_purpose(*, case: Case, by: User, at: datetime, purpose: str) -> None:
    """Say why one opens a case: once a day and case. The first answer of the day stands."""
    say_purposes(cases=[case], by=by, at=at, purpose=purpose)


@transaction.atomic
def say_purposes(*, cases: Sequence[Case], by: User, at: datetime, purpose: str) -> None:
    """The same of several cases that stand on one page."""
    gate.require(by, Permission.CASE_WORK)
    day = timezone.localdate(at)
    openings = [Opening(case=case, user=by, day=day, purpose=purpose, at=at) for case in cases]
    Opening.objects.bulk_create(openings, ignore_conflicts=True)


# --- steps -----------------------------------------------------------------------------------------------


@transaction.atomic
def note_step(
    *,
    case: Case,
    kind: str,
    by: User,
    at: datetime,
    on: datetime | date | None = None,
    note: str = "",
    id: UUID | None = None,
    seen: UUID | None = None,
) -> Step:
    """Note what happened in a case, on its day.

    :param on: when it happened; now, where None.
    :param note: a remark, which is a note of the actor's agency.
    :param id: from the form: a form that is sent twice notes one step.
    :param seen: the last step when the page was opened; whatever it is now, where None.
    :raises NotNext: the step does not follow on where the case stands, or others say it.
    :raises OutOfOrder: it would lie before the last one, or in the future.
    :raises ChangedMeanwhile: another step was noted since.
    """
    gate.require(by, Permission.CASE_WORK)
    last, noted = _last_step(case, id)
    if noted:
        return noted
    if case.closed_at or (last and last.kind == Step.Kind.CLOSED):
        raise CaseIsClosed
    if seen and last and last.pk != seen:
        raise ChangedMeanwhile(who=last.by.name, when=last.at, theirs={"kind": last.get_kind_display()})
    if kind not in steps.open_to(by, last.kind if last else None):
        raise NotNext
    when = _moment(on, at, last)
    step = Step(id=id or uuid7(), case=case, kind=kind, at=when, by=by)
    insert_in_order([step, *_remark(step, by, note)])
    return step


def _remark(step: Step, by: User, text: str) -> list[Note]:
    """What was said of a step, as a note of the actor's agency."""
    if not text.strip():
        return []
    return [Note(case_id=step.case_id, agency=agency_of(by), author=by, at=step.at, text=text, form=uuid7())]


def _last_step(case: Case, form: UUID | None) -> tuple[Step | None, Step | None]:
    """The last step, and the one that this form has noted already; who notes another one waits."""
    wait_for_turn(_steps_of(case))
    found = list(Step.objects.filter(case=case).select_related("by").order_by("-at", "-id")[:50])
    return (found[0] if found else None), next((step for step in found if step.pk == form), None)


def _steps_of(case: Case) -> str:
    """The turn of who notes a step, closes the case, or makes a task in it (cases/migrations/0020)."""
    return f"steps of {case.pk}"


def _moment(on: datetime | date | None, at: datetime, last: Step | None) -> datetime:
    """When a step happened: a day is a moment of that day after the last step."""
    if on is None or on == timezone.localdate(at):
        return max(at, last.at + timedelta(microseconds=1)) if last and last.at > at else at
    when = on if isinstance(on, datetime) else _noon(on)
    if last and when <= last.at:
        if timezone.localdate(when) != timezone.localdate(last.at):
            raise OutOfOrder
        when = last.at + timedelta(microseconds=1)
    if when > at:
        raise OutOfOrder
    return when


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NOON))


def _steps(case: Case, by: User, *noted: tuple[str, datetime]) -> list[Step]:
    return [Step(case=case, kind=kind, at=when, by=by) for kind, when in noted]


# --- words, closing --------------------------------------------------------------------------------------


@transaction.atomic
def describe(
    *, case: Case, by: User, at: datetime, reason: str, purpose: str, basis: str, version: int
) -> None:
    """Change why we hold the case. To whom the former words were disclosed, the new ones are not.

    :raises ChangedMeanwhile: somebody else changed it since; it carries what it says now.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    _update(case, version, purpose=purpose, basis=basis)
    CaseReason.objects.filter(case=case).exclude(text=reason).update(text=reason)


@transaction.atomic
def close(
    *, case: Case, by: User, at: datetime, outcome: str, reason: str, version: int | None = None
) -> None:
    """Close a case with its outcome, one as good as the other. The reason is a note of the actor's agency.

    :raises HasOpenTasks: a task still waits.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if case.closed_at:
        raise CaseIsClosed
    wait_for_turn(_steps_of(case))
    open_tasks = Task.objects.filter(case=case, done_at__isnull=True, dropped_at__isnull=True)
    last_at = Step.objects.filter(case=case).order_by("-at").values("at")[:1]
    waits, last = Case.objects.filter(pk=case.pk).values_list(Exists(open_tasks), Subquery(last_at)).get()
    if waits:
        raise HasOpenTasks
    # A step that somebody has noted at this instant comes before it.
    when = last + timedelta(microseconds=1) if last and last >= at else at
    closed = Step(case=case, kind=Step.Kind.CLOSED, at=when, by=by)
    _update(
        case,
        case.version if version is None else version,
        beside=[closed, *_remark(closed, by, reason)],
        closed_at=at,
        closed_by=by,
        outcome=outcome,
    )


@transaction.atomic
def reopen(*, case: Case, by: User, at: datetime, reason: str, version: int | None = None) -> None:
    """Open a closed case again, for a reason, which is a note of the actor's agency."""
    gate.require(by, Permission.CASE_COORDINATE)
    if not case.closed_at:
        raise NotNext
    step = Step(case=case, kind=Step.Kind.REOPENED, at=at, by=by)
    _update(
        case,
        case.version if version is None else version,
        closed_at=None,
        closed_by=None,
        beside=[step, *_remark(step, by, reason)],
        outcome="",
    )


def _update(case: Case, version: int, beside: Sequence[Model] = (), **values: Any) -> None:
    """Write, with the rows beside it, where the case is still as it was seen."""
    seen = Case.objects.filter(pk=case.pk, version=version)
    if insert_in_order(beside, where_held=update_of(seen, version=version + 1, **values)):
        for name, value in {**values, "version": version + 1}.items():
            setattr(case, name, value)
        return
    now = Case.objects.select_related("why").filter(pk=case.pk).first()
    if now is None:
        raise ChangedMeanwhile
    last = next(iter(changes_of(now, limit=1)), None)
    raise ChangedMeanwhile(
        who=last.who if last else "",
        when=last.when if last else None,
        theirs={name: getattr(now, name) for name in ("reason", "purpose", "basis", "version", "closed_at")},
    )
