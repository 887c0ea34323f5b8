"""Reading the register check: what my agency is asked, and for the coordinator who has answered, not what."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, Subquery

from tovholder.access.models import Agency, User
from tovholder.access.roles import Role
from tovholder.cases.models import CheckAnswer, CheckQuestion, Document, Meeting, Participation

#: So many of an agency's documents in a case are offered; the newest.
MOST_DOCUMENTS = 30
#: Who has taken part in no case comes after who has.
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Question:
    """A case that my agency is asked about, with its answer, if there is one."""

    question: CheckQuestion
    answer: CheckAnswer | None

    @property
    def answered(self) -> bool:
        return self.answer is not None


def my_questions(user: User, at: datetime) -> list[Question]:
    """What my agency is asked before the next meeting that waits for answers, by case. One statement.

    A meeting whose time is over waits for none, whether or not anybody has closed it.
    """
    standing = CheckQuestion.objects.filter(
        agency=user.agency_id,
        register_check__opened_at__isnull=True,
        register_check__meeting__cancelled_at__isnull=True,
        register_check__meeting__closed_at__isnull=True,
        register_check__meeting__ends_at__gt=at,
    )
    rows: Any = standing.select_related(
        "case__person__particulars",
        "register_check__meeting",
        "answer__basis",
        "answer__document",
        "answer__by",
    ).order_by("register_check__meeting__starts_at", "case__number", "id")[:100]
    found = list(rows)
    if not found:
        return []
    first = found[0].register_check.meeting_id
    return [
        Question(row, getattr(row, "answer", None)) for row in found if row.register_check.meeting_id == first
    ]


def my_documents(user: User, questions: list[Question]) -> dict[UUID, list[Document]]:
    """My agency's own documents in these cases, by case, newest first. One statement."""
    cases = [row.question.case_id for row in questions]
    found: dict[UUID, list[Document]] = {
        row.question.case_id: [row.answer.document] if row.answer and row.answer.document else []
        for row in questions
    }
    rows = Document.objects.filter(agency=user.agency_id, case__in=cases).order_by("-at", "-id")
    for row in rows[: MOST_DOCUMENTS * len(cases)]:
        mine = found[row.case_id]
        if row not in mine and len(mine) <= MOST_DOCUMENTS:
            mine.append(row)
    return found


@dataclass(frozen=True)
class Answered:
    """Of one agency: how many of the cases it was asked about it has answered."""

    agency: str
    asked: int
    answered: int
    reminded_at: datetime | None

    @property
    def done(self) -> bool:
        return self.asked == self.answered


def who_has_answered(meeting: Meeting) -> list[Answered]:
    """For the coordinator: which agencies have answered for a meeting. That they have, and never what."""
    rows = (
        CheckQuestion.objects.filter(register_check__meeting=meeting)
        .values("agency__short_name", "agency_id")
        .annotate(
            asked=Count("id"),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
            last=Max("reminded_at"),
        )
        .order_by("agency__short_name", "agency_id")
    )
    return [Answered(row["agency__short_name"], row["asked"], row["answered"], row["last"]) for row in rows]


def members(user: User, at: datetime) -> list[tuple[Agency, list[User]]]:
    """Who can answer, by agency: people who take part in cases; whoever answered last stands first."""
    hers = Participation.objects.filter(user=OuterRef("pk"), agency=OuterRef("agency"))
    people: list[Any] = list(
        User.objects.visible_to(user)
        .filter(ended_at__isnull=True)
        .with_roles(at)
        .annotate(took_part=Subquery(hers.order_by("-valid_from").values("valid_from")[:1]))
        .select_related("agency")
        .order_by("agency__short_name", "name", "id")
    )
    able = [one for one in people if {Role.PARTICIPANT, Role.COORDINATOR} & set(one.role_keys) and one.agency]
    found: dict[int, tuple[Agency, list[Any]]] = {}
    for one in able:
        assert one.agency is not None
        found.setdefault(one.agency.pk, (one.agency, []))[1].append(one)
    for _agency, group in found.values():
        newest = max(group, key=lambda one: one.took_part or NEVER)
        group.sort(key=newest.__ne__)
    return sorted(found.values(), key=lambda pair: pair[0].short_name)


@dataclass(frozen=True)
class Contribution:
    """What an agency brings to an item, as the room sees it: words, or that it does not contribute."""

    agency: str
    dimension: str
    text: str
    document: str
    basis: str
    at: datetime | None


def contributions(meeting_id: UUID, case_id: UUID) -> list[Contribution]:
    """What has been disclosed to the reader's agency at an item, and what it gave itself."""
    rows = (
        CheckAnswer.objects.filter(
            opened_at__isnull=False,
            answer__in=("told", "attached"),
            question__register_check__meeting=meeting_id,
            case=case_id,
        )
        .select_related("agency", "basis", "document")
        .order_by("agency__short_name")
    )
    return [
        Contribution(
            row.agency.short_name,
            row.dimension,
            row.text,
            row.document.title if row.document else "",
            str(row.basis),
            row.opened_at,
        )
        for row in rows
    ]
