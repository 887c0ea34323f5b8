"""Who gets into a case: access given, asked for and ended, recusal, and the emergency door."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission, Role
from tovholder.cases.models import (
    AccessRequest,
    Case,
    EmergencyAccess,
    Opening,
    Participation,
    ParticipationReason,
    Recusal,
    RecusalReason,
)
from tovholder.cases.operations.check import BasisIsMissing, tell_who
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.operations.whose import agency_of, municipality_of
from tovholder.core.ids import uuid7
from tovholder.core.inserting import insert_in_order, update_of
from tovholder.disclosures.models import LegalBasis

#: A reason with fewer letters says nothing; the database refuses it too.
SHORTEST_REASON = 10


class CannotWorkWithCases(Refused):
    """The user has no role that works with cases."""

    message = gettext_lazy("This person has no role that works with cases. An administrator gives roles.")


class StaysOut(Refused):
    """Somebody who is recused gets no access."""

    message = gettext_lazy("This person is recused from the case. Lift the recusal first.")


class TakesPartAlready(Refused):
    """The user has access already."""

    message = gettext_lazy("This person has access to the case already.")


class BeginsBeforeNow(Refused):
    """The first day lies in the past."""

    message = gettext_lazy("The access cannot begin before today.")


class StaysOutAlready(Refused):
    """Somebody has kept her out before, for a reason of his own."""

    message = gettext_lazy("This person is recused from the case already. Your reason is not kept.")


class EndsBeforeItBegins(Refused):
    """The last day lies in the past."""

    message = gettext_lazy("The access would end before it begins.")


class NotThere(Refused):
    """No case of this number that the actor may open: there is none, or something bars her."""

    message = gettext_lazy("Nothing was opened. There is no case with this number that you can open.")


class AnsweredAlready(Refused):
    """Somebody else has answered."""

    message = gettext_lazy("Somebody else has answered this in the meantime.")


class OneselfIsNoReviewer(Refused):
    """Nobody reviews or answers her own."""

    message = gettext_lazy("Somebody else must do this: it is about your own access.")


# --- given, asked for, ended -----------------------------------------------------------------------------


@transaction.atomic
def give_access(
    *,
    case: Case,
    user: User,
    by: User,
    at: datetime,
    reason: str,
    since: date | None = None,
    until: datetime | None = None,
    basis: LegalBasis | None = None,
    tell_why: bool = False,
    id: UUID | None = None,
) -> Participation:
    """Put somebody on a case for her agency, from a day until a time.

    Another agency is told by it whom the case is about: a disclosure.

    :param case: held, so that of two coordinators who give one person access the second is told.
    :param user: fetched `with_roles`, and `with_doors` where the case was held before.
    :param since: the first day; now, where None or today.
    :param basis: what lets us tell another agency.
    :param tell_why: tell it why we have the case, too.
    :raises CannotWorkWithCases, StaysOut, TakesPartAlready, BeginsBeforeNow, EndsBeforeItBegins:
    :raises BasisIsMissing: another agency's, without a basis.
    :raises disclosures.operations.BasisDoesNotReach: and its like: the basis does not let us tell her agency.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    today = timezone.localdate(at)
    if since and since < today:
        raise BeginsBeforeNow
    part = Participation(
        id=id or uuid7(),
        case=case,
        user=user,
        agency=agency_of(user),
        valid_from=_midnight(since) if since and since > today else at,
        valid_until=until,
        given_by=by,
    )
    doors: Any = user if hasattr(user, "is_out") else with_doors(User.objects, case, at).get(pk=user.pk)
    try:
        _refuse_to_give(part, user, is_out=doors.is_out, is_in=doors.is_in)
    except TakesPartAlready:
        again = Participation.objects.filter(pk=part.pk, case=case, user=user).first()
        if again is None:
            raise
        return again  # the same form once more
    told = _told(case, part, basis, by, at, tell_why=tell_why)
    try:
        with transaction.atomic():
            insert_in_order([part, ParticipationReason(participation=part, text=reason), *told])
    except IntegrityError:  # the same form at the same instant
        return Participation.objects.get(pk=part.pk, case=case, user=user)
    return part


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _told(
    case: Case, part: Participation, basis: LegalBasis | None, by: User, at: datetime, *, tell_why: bool
) -> list[Model]:
    """What another agency is told with the access: entries of the ledger to write."""
    agency = part.agency
    if agency.pk == by.agency_id:
        return []
    if basis is None:
        raise BasisIsMissing
    if tell_why:
        necessity = _("Whoever takes part in the case must know whom it is about and why we have it.")
    else:
        necessity = _("Whoever takes part in the case must know whom it is about.")
    return tell_who(case, [agency], {agency.pk: basis}, by, at, tell_why=tell_why, necessity=necessity)


def with_doors(users: Any, case: Case, at: datetime) -> Any:
    """Users, each with whether she is recused from a case, and whether she takes part in it."""
    of_case = {"case": case, "user": OuterRef("pk")}
    return users.annotate(
        is_out=Exists(Recusal.objects.filter(**of_case, until__isnull=True)),
        is_in=Exists(Participation.objects.running(at).filter(**of_case)),
    )


def _refuse_to_give(part: Participation, user: User, *, is_out: bool, is_in: bool) -> None:
    if part.valid_until is not None and part.valid_until <= part.valid_from:
        raise EndsBeforeItBegins
    if not user.may(Permission.CASE_WORK):
        raise CannotWorkWithCases
    if is_out:
        raise StaysOut
    if is_in:
        raise TakesPartAlready


@transaction.atomic
def end_access(*, participation: Participation, by: User, at: datetime) -> None:
    """End somebody's access now. What she wrote stays."""
    gate.require(by, Permission.CASE_COORDINATE)
    until = max(at, participation.valid_from)
    if Participation.objects.running(at).filter(pk=participation.pk).update(valid_until=until):
        participation.valid_until = until


@transaction.atomic
def extend_access(
    *, participations: Sequence[Participation], by: User, at: datetime, until: datetime | None, reason: str
) -> None:
    """Let one or several accesses end at another time than the rows say that were fetched; all, or none.

    The reason takes the place of the one for which they were given; the history keeps that.

    :raises EndsBeforeItBegins: one of them would.
    :raises ChangedMeanwhile: one says something else by now: what somebody has ended does not run on unseen.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if until is not None and until <= max([at, *(one.valid_from for one in participations)]):
        raise EndsBeforeItBegins
    seen = Q(pk__in=[])
    for one in participations:
        ends = Q(valid_until=one.valid_until) if one.valid_until else Q(valid_until__isnull=True)
        seen |= ends & Q(pk=one.pk)
    if Participation.objects.filter(seen).update(valid_until=until) < len(participations):
        raise ChangedMeanwhile
    ParticipationReason.objects.filter(participation__in=participations).update(text=reason)


@transaction.atomic
def ask_access(*, number: str, by: User, at: datetime, reason: str, id: UUID | None = None) -> None:
    """Ask for access to the case of a number. Taken alike whether there is such a case or not."""
    gate.require(by, Permission.CASE_WORK)
    AccessRequest.objects.bulk_create(
        [
            AccessRequest(
                id=id or uuid7(),
                municipality=municipality_of(by),
                number=number,
                user=by,
                asked_at=at,
                reason=reason,
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def answer_access(
    *,
    request: AccessRequest,
    by: User,
    at: datetime,
    granted: bool,
    answer: str = "",
    until: datetime | None = None,
    basis: LegalBasis | None = None,
) -> Participation | None:
    """Give or refuse the access that somebody asked for. Given, it discloses as `give_access` does.

    :raises NotThere: granted, and no case that the coordinator sees has the number.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if request.user_id == by.pk:
        raise OneselfIsNoReviewer
    part = None
    rows: list[Model] = []
    if granted:
        cases: Any = (
            Case.objects.visible_to(by).select_related("person__particulars").select_for_update(of=("self",))
        )
        case = cases.filter(number=request.number).first()
        if case is None:
            raise NotThere
        askers: Any = User.objects.visible_to(by).with_roles(at).select_related("agency")
        asker = with_doors(askers, case, at).get(pk=request.user_id)
        part = Participation(
            case=case,
            user=asker,
            agency=agency_of(asker),
            valid_from=at,
            valid_until=until,
            given_by=by,
        )
        _refuse_to_give(part, asker, is_out=asker.is_out, is_in=asker.is_in)
        rows = [
            part,
            ParticipationReason(participation=part, text=request.reason[:300]),
            *_told(case, part, basis, by, at, tell_why=False),
        ]
    unanswered = AccessRequest.objects.filter(pk=request.pk, answered_at__isnull=True)
    answered = update_of(unanswered, answered_at=at, answered_by=by, granted=granted, answer=answer)
    if not insert_in_order(rows, where_held=answered):
        raise AnsweredAlready
    return part


@transaction.atomic
def note_seen(*, by: User) -> None:
    """Note that somebody has seen what was answered to her requests: it is told as new no longer."""
    gate.require(by, Permission.CASE_WORK)
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.saw_access_answers()")


# --- recusal ---------------------------------------------------------------------------------------------


@transaction.atomic
def declare_conflict(*, case: Case, by: User, at: datetime, reason: str = "") -> None:
    """Say of oneself that one stays out of a case. From this second on one sees nothing of it."""
    gate.require(by, Permission.CASE_WORK)
    _recuse(Recusal(case=case, user=by, since=at, declared_by=by), reason)


@transaction.atomic
def exclude(*, case: Case, user: User, by: User, at: datetime, reason: str) -> None:
    """Keep a colleague out of a case. From this second on she sees nothing of it.

    :raises StaysOutAlready: she is recused, by somebody else or for another reason.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if user.pk == by.pk:
        return declare_conflict(case=case, by=by, at=at, reason=reason)
    recusal = Recusal(case=case, user=user, since=at, declared_by=by)
    out = Recusal.objects.filter(case=case, user=user, until__isnull=True)
    if not _recuse(recusal, reason) and not out.filter(declared_by=by, why__text=reason).exists():
        raise StaysOutAlready
    return None


def _recuse(recusal: Recusal, reason: str) -> bool:
    """Write it, where the user is not recused already: a second click, or a colleague at the same instant.

    Who recuses herself sees the case no more, and her second click may not write in it.
    """
    why = [RecusalReason(recusal=recusal, text=reason)] if reason else []
    try:
        with transaction.atomic():
            insert_in_order([recusal, *why])
    except (IntegrityError, ProgrammingError) as error:
        is_out = "recusal_once" in str(error) or not (
            Case.objects.visible_to(recusal.declared_by).filter(pk=recusal.case_id).exists()
        )
        if not is_out:
            raise
        return False
    return True


@transaction.atomic
def lift_recusal(*, recusal: Recusal, by: User, at: datetime) -> None:
    """Let somebody in again where the conflict is gone; what access she had counts again."""
    gate.require(by, Permission.CASE_COORDINATE)
    if recusal.user_id == by.pk:
        raise OneselfIsNoReviewer
    Recusal.objects.filter(pk=recusal.pk, until__isnull=True).update(until=at, lifted_by=by)


# --- the emergency door ----------------------------------------------------------------------------------


@transaction.atomic
def open_in_emergency(
    *, number: str, by: User, at: datetime, reason: str, hours: int, id: UUID | None = None
) -> UUID:
    """Open a case for hours without being on it. The coordinators are told at once, and one reviews it.

    A case that one sees already is just named. :returns: the case's key.

    :raises NotThere: no such case, or one from which the actor is recused: the answers are alike.
    """
    gate.require(by, Permission.CASE_WORK)
    mine: Any = Case.objects.visible_to(by).filter(number=number).values_list("pk", flat=True)
    seen: UUID | None = mine.first()
    if seen is not None:
        return seen
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select tovholder.open_in_emergency(%s, %s, %s, %s, %s)",
                [id or uuid7(), number, reason, at, hours],
            )
            opened: UUID | None = cursor.fetchone()[0]
    except IntegrityError:  # the same form at the same instant: it has opened the case
        return cast(UUID, mine.get())
    if opened is None:
        raise NotThere
    # Why it was opened has been said: the case's page does not ask once more.
    day = timezone.localdate(at)
    opening = Opening(case_id=opened, user=by, day=day, purpose=_("Emergency access"), at=at)
    Opening.objects.bulk_create([opening], ignore_conflicts=True)
    _announce(opened, by, at)
    return opened


def _announce(case_id: UUID, by: User, at: datetime) -> None:
    """Mail the coordinators who may see the case: that an emergency access was opened, and nothing else."""
    from tovholder.cases.tasks import announce_emergency

    recused = Recusal.objects.filter(case_id=case_id, until__isnull=True).values("user_id")
    told = User.objects.visible_to(by).having(Role.COORDINATOR, at).exclude(pk=by.pk).exclude(pk__in=recused)
    announce_emergency.defer(user_ids=list(told.values_list("pk", flat=True)))


@transaction.atomic
def review_emergency(
    *, emergency: EmergencyAccess, by: User, at: datetime, justified: bool, finding: str
) -> None:
    """Say whether an emergency access was justified. Another than its user does it.

    :raises AnsweredAlready: somebody has.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if emergency.user_id == by.pk:
        raise OneselfIsNoReviewer
    done = EmergencyAccess.objects.filter(pk=emergency.pk, reviewed_at__isnull=True).update(
        reviewed_at=at, reviewed_by=by, justified=justified, finding=finding
    )
    if not done:
        raise AnsweredAlready
