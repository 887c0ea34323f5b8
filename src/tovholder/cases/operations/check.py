"""The register check: asking the agencies before a meeting, their answers, and opening what they give.

Asking passes the citizen's name and date of birth, which is a disclosure of its own. What an agency answers
is its own until the item begins; then its contribution becomes a disclosure to the room (the database
does that, cases/migrations/0006), and the two other answers look alike to everybody else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.models import (
    Case,
    CheckAnswer,
    CheckQuestion,
    Document,
    Meeting,
    Participation,
    ParticipationReason,
    Recusal,
    RegisterCheck,
    Step,
)
from tovholder.cases.operations import record, why
from tovholder.cases.operations.case import NotNext, OutOfOrder, note_step
from tovholder.cases.operations.meeting import ACCESS_AFTER
from tovholder.cases.operations.refused import CaseIsClosed, ChangedMeanwhile, Refused
from tovholder.core.inserting import insert_in_order, update_of
from tovholder.disclosures.models import Disclosure, LegalBasis
from tovholder.disclosures.operations import prepare, written
from tovholder.disclosures.queries import bases_for

Answer = CheckAnswer.Answer
GIVES = (Answer.TOLD, Answer.ATTACHED)
#: The keys of the forum's own provisions (retsplejeloven § 115) begin so; they go before general ones.
FORUM = "rpl"


class NoBasisReaches(Refused):
    """No provision in force lets the one agency give to the other."""

    message = gettext_lazy("No legal basis reaches one of the agencies.")


class MemberIsRecused(Refused):
    """Who is to answer stays out of the case."""

    message = gettext_lazy("The person chosen is recused from one of the cases.")


class CheckIsOpen(Refused):
    """The meeting has begun to speak of it."""

    message = gettext_lazy(
        "The meeting has begun on this case, and the answers are open. Tell it at the meeting."
    )


class SaysNothing(Refused):
    """A contribution without words."""

    message = gettext_lazy("Write what the meeting needs to know, or attach a document.")


class BasisIsMissing(Refused):
    """A contribution without a legal basis."""

    message = gettext_lazy("Choose the legal basis on which you share it.")


# --- asking ----------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    *,
    cases: Sequence[Case],
    meeting: Meeting,
    by: User,
    at: datetime,
    due_at: datetime,
    members: Sequence[User],
    tell_why: bool = False,
) -> list[CheckQuestion]:
    """Ask agencies what their registers hold about the citizens of these cases, for a meeting.

    Asked again it asks only whom it has not asked yet. The named member gets access to the case until a while
    after the meeting.

    :param members: who answers, one an agency; their agencies are the ones asked.
    :param tell_why: pass on why we have the cases, too.
    :raises NoBasisReaches: no basis lets us tell an agency whom it is about.
    :raises MemberIsRecused: somebody named stays out of one of the cases.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    by_agency = {member.agency.pk: member for member in members if member.agency is not None}
    ids = [case.pk for case in cases]
    _refuse_recused(ids, members)
    # Whoever asks for the same meeting at the same instant waits here, and then asks whom is left.
    Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
    checks, asked = _checks(cases, meeting)
    made = [
        RegisterCheck(case=case, meeting=meeting, asked_at=at, asked_by=by, due_at=due_at)
        for case in cases
        if case.pk not in checks
    ]
    checks |= {check.case_id: check for check in made}
    new = [
        CheckQuestion(case=case, register_check=checks[case.pk], agency_id=agency)
        for case in cases
        for agency in by_agency
        if (case.pk, agency) not in asked
    ]
    agencies = {member.agency.pk: member.agency for member in members if member.agency is not None}
    bases = bases_towards(by, [agency for agency in agencies.values() if agency.pk != by.agency_id], at)
    rows: list[Model] = [*made, *new, *_let_in(new, by_agency, meeting, by, at)]
    for case in cases:
        told = [agencies[q.agency_id] for q in new if q.case_id == case.pk and q.agency_id != by.agency_id]
        rows += tell_who(case, told, bases, by, at, tell_why=tell_why)
    insert_in_order(rows)
    return new


def _refuse_recused(cases: list[UUID], members: Sequence[User]) -> None:
    recused = (
        Recusal.objects.filter(case__in=cases, user__in=[m.pk for m in members], until__isnull=True)
        .values_list("user__name", "case__number")
        .first()
    )
    if recused:
        raise MemberIsRecused(
            _(
                "%(name)s is recused from case %(number)s."
                " Choose a colleague, or ask about that case by itself."
            )
            % {"name": recused[0], "number": recused[1]}
        )


def _checks(
    cases: Sequence[Case], meeting: Meeting
) -> tuple[dict[UUID, RegisterCheck], set[tuple[UUID, int]]]:
    """The checks that the meeting has of these cases, and which agencies they ask."""
    rows = RegisterCheck.objects.filter(meeting=meeting, case__in=[case.pk for case in cases])
    found = list(
        rows.annotate(asks=ArrayAgg("questions__agency", filter=Q(questions__isnull=False), default=[]))
    )
    if any(check.opened_at for check in found):
        raise CheckIsOpen
    asked = {(check.case_id, agency) for check in found for agency in check.asks}
    return {check.case_id: check for check in found}, asked


def bases_towards(by: User, agencies: Sequence[Agency], at: datetime) -> dict[int, LegalBasis]:
    """The basis that lets the actor's agency tell each of these: the forum's own, and the narrowest.

    :raises NoBasisReaches: there is none towards one of them; the text names it.
    """
    found = {}
    for agency, basis in ways_towards(by, agencies, at):
        if basis is None:
            raise NoBasisReaches(no_basis_towards(by, agency))
        found[agency.pk] = basis
    return found


def ways_towards(
    by: User, agencies: Sequence[Agency], at: datetime
) -> list[tuple[Agency, LegalBasis | None]]:
    """The same of each agency, before anybody is told: None, where no basis reaches it."""
    bases = in_force(by.agency, timezone.localdate(at))
    return [(agency, next(iter(reaching(bases, agency)), None)) for agency in agencies]


def no_basis_towards(by: User, agency: Agency) -> str:
    """Why an agency is not asked."""
    return _("No legal basis in force lets %(giver)s tell %(receiver)s. Leave the agency out.") % {
        "giver": by.agency.short_name if by.agency else "",
        "receiver": agency.short_name,
    }


def reaching(bases: Sequence[LegalBasis], agency: Agency) -> list[LegalBasis]:
    """Those of `in_force` that reach an agency: the forum's own first, narrowest first."""
    found = [basis for basis in reversed(bases) if agency.kind in basis.reaches]
    return sorted(found, key=lambda basis: (not basis.key.startswith(FORUM), len(basis.reaches)))


def in_force(giver: Agency | None, on: date) -> list[LegalBasis]:
    """The bases on which an agency may give without asking: the forum's own first, widest first."""
    return sorted(
        bases_for(giver, on), key=lambda basis: (not basis.key.startswith(FORUM), -len(basis.reaches))
    )


def _let_in(
    questions: Iterable[CheckQuestion], members: dict[Any, User], meeting: Meeting, by: User, at: datetime
) -> list[Model]:
    """Each named member takes part in the case, where she does not yet: rows to be written."""
    wanted = {(q.case_id, members[q.agency_id].pk): members[q.agency_id] for q in questions}
    there = set(
        Participation.objects.running(meeting.ends_at)
        .filter(
            case__in={case for case, _user in wanted},
            user__in={user for _case, user in wanted},
        )
        .values_list("case_id", "user_id")
    )
    parts = [
        Participation(
            case_id=case,
            user_id=user,
            agency=member.agency,
            valid_from=at,
            valid_until=meeting.ends_at + ACCESS_AFTER,
            given_by=by,
        )
        for (case, user), member in wanted.items()
        if (case, user) not in there
    ]
    return [*parts, *(ParticipationReason(participation=part, text=_("register check")) for part in parts)]


def tell_who(
    case: Case,
    agencies: Sequence[Agency],
    bases: dict[int, LegalBasis],
    by: User,
    at: datetime,
    *,
    tell_why: bool,
    necessity: str = "",
) -> list[Model]:
    """Whom a case is about, name and date of birth, and perhaps why we have it: entries of the ledger."""
    person = case.person
    who = f"{person}, {person.birth_year or ''}".rstrip(", ")
    if person.birth_date:
        who = " ".join([f"{person},", _("born"), words.day(person.birth_date)])
    content = "\n\n".join([who, *(why.lines(case) if tell_why else [])])
    rows: list[Model] = []
    for basis in {bases[agency.pk].pk: bases[agency.pk] for agency in agencies}.values():
        entries = prepare(
            person=person,
            by=by,
            at=at,
            receivers=[agency for agency in agencies if bases[agency.pk] == basis],
            what=Disclosure.What.SUMMARY,
            purpose=case.purpose,
            necessity=necessity
            or _("The agency must know whom it is asked about, to look in its own registers."),
            basis=basis,
        )
        rows += [*written(entries, content), *(why.shares(case, entries) if tell_why else [])]
    return rows


# --- answering -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """What an answer says, once what does not belong to it is left out."""

    answer: str
    text: str
    dimension: str
    basis_id: UUID | None
    document_id: UUID | None


@transaction.atomic
def answer(
    *,
    question: CheckQuestion,
    by: User,
    at: datetime,
    answer: str,
    text: str = "",
    dimension: str = "",
    basis: LegalBasis | None = None,
    document: Document | None = None,
    seen_version: int = 0,
) -> CheckAnswer:
    """Answer for one's own agency; changeable until the check is opened.

    :param document: one of the agency's own in the case; it passes with the answer when the check is opened.
    :param seen_version: of the answer that the page showed; 0 where it showed none.
    :raises CheckIsOpen: the item has begun.
    :raises SaysNothing: a contribution with neither words nor a document.
    :raises BasisIsMissing: a contribution without a basis.
    :raises NoBasisReaches: the basis does not allow this agency to give.
    :raises record.NotYours: the document is another agency's, or of another case.
    :raises ChangedMeanwhile: a colleague has answered since; it carries her answer.
    """
    _require_mine(question, by)
    _refuse_anothers(question, by, document)
    given = _given(by, answer, text.strip(), dimension, basis, document)
    return _save(question, given, by, at, seen_version)


@transaction.atomic
def attach(
    *, question: CheckQuestion, by: User, at: datetime, title: str, name: str, content: bytes, id: UUID
) -> Document:
    """Put a file into the case, for an answer to go with. It is the agency's own until the check is opened.

    :param id: the form's key: a form that is sent twice, even at once, makes one document.
    :raises CheckIsOpen: the item has begun; nothing is taken.
    :raises record.NotTaken, record.TooLarge, record.Infected, record.NotScanned, record.NotKept: of the file.
    :raises record.NotYours: the key is another document's.
    """
    _require_mine(question, by)
    found = record.add_document(
        case=question.case, by=by, at=at, title=title, name=name, content=content, id=id
    )
    _refuse_anothers(question, by, found)
    return found


def _require_mine(question: CheckQuestion, by: User) -> None:
    gate.require(by, Permission.CASE_WORK)
    if question.agency_id != by.agency_id:
        raise gate.Denied("another agency's question")
    if question.register_check.opened_at:
        raise CheckIsOpen


def _refuse_anothers(question: CheckQuestion, by: User, document: Document | None) -> None:
    if document and (document.agency_id, document.case_id) != (by.agency_id, question.case_id):
        raise record.NotYours


def _given(
    by: User, answer: str, text: str, dimension: str, basis: LegalBasis | None, document: Document | None
) -> Given:
    if answer not in GIVES:
        return Given(answer, "", "", None, None)
    if not text and document is None:
        raise SaysNothing
    if basis is None:
        raise BasisIsMissing
    if by.agency is None or by.agency.kind not in basis.gives or basis.needs_consent:
        raise NoBasisReaches(_("Your agency cannot share on this legal basis."))
    kind = Answer.ATTACHED if document else Answer.TOLD
    return Given(kind, text, dimension, basis.pk, document.pk if document else None)


def _save(question: CheckQuestion, given: Given, by: User, at: datetime, seen: int) -> CheckAnswer:
    """Write it where nobody has written since. The same answer again, as by a double click, is no other."""
    values = {**vars(given), "by": by, "at": at}
    made = CheckAnswer(case_id=question.case_id, question=question, agency=by.agency, **values)
    if not seen:
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return _unless_other(question, given)
        return made
    stands = CheckAnswer.objects.filter(question=question, version=seen, opened_at__isnull=True)
    made.version = seen + 1
    sql, parameters = update_of(stands.exclude(_says(given)), **values, version=made.version)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} returning id", parameters)
        changed = cursor.fetchone()
    if changed is None:
        return _unless_other(question, given)
    made.pk = changed[0]
    return made


def _says(given: Given) -> Q:
    return Q(**vars(given))


def _unless_other(question: CheckQuestion, given: Given) -> CheckAnswer:
    """The answer that stands now, where it says the same.

    :raises ChangedMeanwhile: it says something else.
    """
    now = _standing(question)
    if now is None:
        raise ChangedMeanwhile
    if not _same(now, given):
        raise ChangedMeanwhile(who=now.by.name, when=now.at, theirs={**_words(now), "version": now.version})
    return now


def _standing(question: CheckQuestion) -> CheckAnswer | None:
    return CheckAnswer.objects.filter(question=question).select_related("by", "document").first()


def _same(now: CheckAnswer, given: Given) -> bool:
    return all(getattr(now, name) == value for name, value in vars(given).items())


def _words(answer: CheckAnswer) -> dict[str, str]:
    document = answer.document.title if answer.document else ""
    return {"answer": answer.get_answer_display(), "text": answer.text, "document": document}


# --- reminding, opening ----------------------------------------------------------------------------------


#: Whoever was reminded gets no second mail so soon: a double click, or two coordinators.
REMINDED_AGAIN = timedelta(hours=1)
#: Who is to answer the questions without an answer, and notes that those were reminded of whom somebody can;
#: of the others the case and the agency.
_REMIND = """
with waits as (
  select q.id, q.agency_id, c.number, array(
           select p.user_id from cases_participation p
             join access_user u on u.id = p.user_id and u.ended_at is null
            where p.case_id = q.case_id and p.agency_id = q.agency_id and p.valid_from <= %(at)s
              and (p.valid_until is null or p.valid_until > %(at)s)
              and not exists (select from cases_recusal x where x.case_id = q.case_id
                                 and x.user_id = p.user_id and x.until is null)) as users
    from cases_checkquestion q join cases_registercheck k on k.id = q.register_check_id
    join cases_case c on c.id = q.case_id
   where k.meeting_id = %(meeting)s and k.opened_at is null and q.answered_at is null),
reminded as (
  update cases_checkquestion q set reminded_at = %(at)s from waits w
   where w.id = q.id and w.users <> '{}' and q.answered_at is null
     and (q.reminded_at is null or q.reminded_at <= %(before)s)
  returning q.id)
select w.users, a.short_name, w.number from waits w left join reminded r on r.id = w.id
  join access_agency a on a.id = w.agency_id
 where r.id is not null or w.users = '{}'
 order by a.short_name, w.number
"""


@dataclass(frozen=True)
class Reminded:
    """How many people were reminded; and the agencies of which nobody is left to answer, by case number."""

    people: int
    unmanned: list[tuple[str, str]]


@transaction.atomic
def remind(*, meeting: Meeting, by: User, at: datetime) -> Reminded:
    """Remind the agencies that have not answered, by a mail that says nothing of a case.

    Only whoever can answer: nobody who is recused, or whose access has ended.
    Whoever was reminded within the last hour is left in peace.
    """
    from tovholder.cases.tasks import send_check_reminder

    gate.require(by, Permission.CASE_COORDINATE)
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, {"meeting": meeting.pk, "at": at, "before": at - REMINDED_AGAIN})
        rows = cursor.fetchall()
    users = sorted({user for able, _agency, _number in rows for user in able})
    for user in users:
        send_check_reminder.defer(user_id=user)
    return Reminded(len(users), [(agency, number) for able, agency, number in rows if not able])


@transaction.atomic
def open_checks(*, case: Case, meeting: Meeting, by: User, at: datetime) -> None:
    """Open the answers as the item begins: contributions pass to who is in the room, and not before.

    The room must have been noted (`meeting_talk.begin_item` does both).
    """
    gate.require(by, Permission.CASE_COORDINATE)
    closed = RegisterCheck.objects.filter(meeting=meeting, case=case, opened_at__isnull=True)
    if closed.update(opened_at=at, opened_by=by):
        step(case, Step.Kind.CHECKED, by, at)


def step(case: Case, kind: str, by: User, at: datetime, *, on: datetime | None = None) -> None:
    """Note a step that follows from a deed, where it fits in: the deed does not fail where it does not.

    :param on: when it happened, where that is not now; now, where a later step has been noted since.
    """
    try:
        note_step(case=case, kind=kind, by=by, at=at, on=on)
    except OutOfOrder:
        if on is not None:
            step(case, kind, by, at)
    except (NotNext, CaseIsClosed, ChangedMeanwhile):
        return
