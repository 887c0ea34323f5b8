"""Reading meetings: the coming ones, an agenda as its reader may see it, what could be put on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from tovholder.access.models import User
from tovholder.access.roles import Role
from tovholder.cases.models import (
    Case,
    CheckAnswer,
    CheckQuestion,
    Heading,
    Item,
    Meeting,
    Participation,
    Presence,
    Recusal,
    RegisterCheck,
    Series,
    Step,
    Task,
)

Kind = Step.Kind
#: A case at one of these steps is followed up when it has stood there for a while.
UNDER_WAY = (
    Kind.DISCUSSED,
    Kind.CONVERSATION,
    Kind.OFFERED,
    Kind.ACCEPTED,
    Kind.DECLINED,
    Kind.IN_COURSE,
    Kind.FOLLOW_UP,
)


def coming(user: User, at: datetime, *, most: int = 12) -> list[Meeting]:
    """The meetings that are not over, soonest first."""
    found = Meeting.objects.visible_to(user).filter(
        closed_at__isnull=True, ends_at__gt=at - timedelta(days=2)
    )
    return list(found.select_related("series").order_by("starts_at", "id")[:most])


def rules(user: User, today: date) -> list[Series]:
    """The series that still make meetings."""
    found = Series.objects.visible_to(user).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    return list(found.order_by("first_at", "id"))


def past(user: User, at: datetime) -> Any:
    """The meetings that are over, for a list newest first."""
    return Meeting.objects.visible_to(user).filter(
        Q(closed_at__isnull=False) | Q(ends_at__lte=at - timedelta(days=2))
    )


@dataclass(frozen=True)
class Line:
    """A point of an agenda, numbered for who reads it."""

    number: int
    item: Item
    state: str  # "met", "on_pace" (being spoken of), "open"
    minutes: int
    left: int | None


def agenda(meeting: Meeting, at: datetime) -> list[Line]:
    """The items that the reader sees, in order. What she must not see leaves no gap: numbered here."""
    rows = (
        Item.objects.filter(meeting=meeting)
        .select_related("case__person", "recommendation")
        .order_by("position", "id")
    )
    return [
        Line(number, item, _state(item), item.minutes, minutes_left(item, at))
        for number, item in enumerate(rows, 1)
    ]


def _state(item: Item) -> str:
    if item.ended_at:
        return "met"
    return "on_pace" if item.begun_at else "open"


def minutes_left(item: Item, at: datetime) -> int | None:
    """Of an item that is being spoken of; negative where its time is over."""
    if item.begun_at is None or item.ended_at is not None:
        return None
    return item.minutes - _spent(item, at)


def _spent(item: Item, at: datetime) -> int:
    """The minutes for which an item has been spoken of, without those of others that came between."""
    assert item.begun_at is not None
    spoken = ((item.ended_at or at) - item.begun_at).total_seconds() - item.away_seconds
    return int(spoken // 60)


def behind(lines: list[Line], meeting: Meeting, at: datetime) -> int | None:
    """How many minutes the items of these lines have taken too long; negative where they took less.

    Each by itself, and nothing from the opening on: so it does not tell who is out of an item how long that
    took. None while the meeting is not on.
    """
    if meeting.begun_at is None or meeting.closed_at is not None:
        return None
    over = sum(_spent(line.item, at) - line.minutes for line in lines if line.state == "met")
    return over + sum(max(-line.left, 0) for line in lines if line.left is not None)


@dataclass(frozen=True)
class Suggestion:
    """A case that could be put on the agenda, and why."""

    case: Case
    kind: str
    why: str  # "cleared", "checked", "reopened", "asked", "follow_up"


def suggest_agenda(meeting: Meeting, user: User, at: datetime) -> list[Suggestion]:
    """The open cases that are ready: cleared, checked or asked about; and follow-ups that are due.

    Not those that stand on this agenda already, or on another that is still to come. One statement.
    """
    last = Step.objects.filter(case=OuterRef("pk")).order_by("-at", "-id").values("kind")[:1]
    since = Step.objects.filter(case=OuterRef("pk")).order_by("-at", "-id").values("at")[:1]
    asked = RegisterCheck.objects.filter(case=OuterRef("pk"), meeting=meeting)
    here = Item.objects.filter(case=OuterRef("pk"), meeting=meeting)
    soon = Item.objects.filter(
        case=OuterRef("pk"),
        meeting__closed_at__isnull=True,
        meeting__cancelled_at__isnull=True,
        meeting__ends_at__gt=at,
    )
    found = (
        Case.objects.visible_to(user)
        .open()
        .filter(~Exists(here), ~Exists(soon))
        .annotate(stands=Subquery(last), since=Subquery(since), asked=Exists(asked))
        .filter(
            Q(asked=True)
            | Q(stands__in=(Kind.CLEARED, Kind.CHECKED, Kind.REOPENED))
            | Q(
                stands__in=UNDER_WAY,
                since__lte=meeting.starts_at - timedelta(days=42),
            )
        )
        .select_related("person")
        .order_by("since", "id")[:40]
    )
    return [_suggested(case) for case in found]


def _suggested(case: Any) -> Suggestion:
    if case.asked:
        return Suggestion(case, Item.Kind.CASE, "asked")
    if case.stands in (Kind.CLEARED, Kind.CHECKED, Kind.REOPENED):
        return Suggestion(case, Item.Kind.CASE, case.stands)
    return Suggestion(case, Item.Kind.FOLLOW_UP, "follow_up")


# --- the item that is spoken of --------------------------------------------------------------------------


@dataclass(frozen=True)
class Talk:
    """An item as its page shows it; each list holds what row level security leaves the reader."""

    item: Any
    room: list[dict[str, Any]]
    said: dict[str, dict[str, Any]]
    gave: list[dict[str, Any]]
    asked: list[dict[str, Any]]
    tasks: list[dict[str, Any]]


def talk(items: Any) -> Any:
    """Items with everything that `talk_of` reads: one statement."""

    def rows(queryset: Any, **columns: Any) -> ArraySubquery:
        return ArraySubquery(queryset.values(json=JSONObject(**columns)))

    item = {"item": OuterRef("pk")}
    check = {"question__register_check__meeting": OuterRef("meeting"), "case": OuterRef("case")}
    room = Presence.objects.filter(**item).order_by("agency__short_name", "user__name")
    gave = CheckAnswer.objects.filter(**check, opened_at__isnull=False, answer__in=("told", "attached"))
    asked = CheckQuestion.objects.filter(
        register_check__meeting=OuterRef("meeting"), case=OuterRef("case")
    ).order_by("agency__short_name")
    tasks = Task.objects.filter(**item).order_by("made_at", "id")
    related = ("case__person__particulars", "case__why", "meeting__series", "recommendation")
    return items.select_related(*related).annotate(
        room_rows=rows(
            room,
            user="user_id",
            name="user__name",
            agency="agency__short_name",
            agency_id="agency_id",
            out="out_at",
            noted="noted_at",
        ),
        said_rows=rows(
            Heading.objects.filter(**item),
            dimension="dimension",
            text="text",
            version="version",
            by="by__name",
            at="at",
        ),
        gave_rows=rows(
            gave.order_by("agency__short_name"),
            agency="agency__short_name",
            dimension="dimension",
            text="text",
            document="document__title",
            document_id="document_id",
            basis="basis__short_title",
            at="opened_at",
        ),
        asked_rows=rows(asked, agency="agency__short_name", answered="answered_at"),
        task_rows=rows(
            tasks, id="id", title="title", agency="agency__short_name", who="assigned_to__name", due="due_on"
        ),
    )


def talk_of(item: Any) -> Talk:
    """An item that `talk` fetched, in a reader's shape."""
    return Talk(
        item,
        item.room_rows,
        {row["dimension"]: row for row in item.said_rows},
        item.gave_rows,
        item.asked_rows,
        item.task_rows,
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be in the room for an item."""

    user: User
    here: bool
    recused: bool
    inside: bool


def candidates(item: Item, user: User, at: datetime) -> list[Candidate]:
    """Whoever takes part in a case of the agenda, and the coordinators. One statement.

    Of each: was she here at the last item, and may she hear this one.
    """
    cases = Item.objects.filter(meeting=item.meeting_id, case__isnull=False).values("case")
    others = Item.objects.filter(meeting=item.meeting_id, begun_at__isnull=False).exclude(pk=item.pk)
    last = others.order_by("-begun_at").values("pk")[:1]
    part = Participation.objects.active(at).filter(user=OuterRef("pk"))
    barred = Recusal.objects.filter(user=OuterRef("pk"), until__isnull=True)
    there = Presence.objects.filter(user=OuterRef("pk"), item=Subquery(last))
    # Out from the beginning of an item: recused, or not of that case. She waits outside, and comes in again.
    there = there.filter(Q(out_at__isnull=True) | Q(out_at=F("noted_at")))
    coordinates = User.objects.filter(pk=OuterRef("pk")).having(Role.COORDINATOR, at)
    found = (
        User.objects.visible_to(user)
        .filter(ended_at__isnull=True)
        .annotate(
            on_agenda=Exists(part.filter(case__in=cases)),
            out_of_one=Exists(barred.filter(case__in=cases)),
            was_here=Exists(there),
            recused=Exists(barred.filter(case=item.case_id)),
            inside=Exists(part.filter(case=item.case_id)),
            coordinates=Exists(coordinates),
            begun=Exists(last),
        )
        .filter(Q(on_agenda=True) | Q(out_of_one=True) | Q(was_here=True) | Q(coordinates=True))
        .select_related("agency")
        .order_by("agency__short_name", "name", "id")
    )
    rows: Any = list(found)
    return [
        Candidate(
            row,
            row.was_here if row.begun else (row.on_agenda or row.pk == user.pk),
            row.recused and item.case_id is not None,
            item.case_id is None or row.inside or row.coordinates,
        )
        for row in rows
    ]


def on_the_case(case_id: UUID, user: User, at: datetime) -> Any:
    """Who may be given a task: those who take part in the case now, and the coordinators; nobody recused."""
    part = Participation.objects.active(at).filter(case=case_id)
    barred = Recusal.objects.filter(case=case_id, until__isnull=True)
    people = User.objects.visible_to(user).filter(ended_at__isnull=True).exclude(pk__in=barred.values("user"))
    coordinators = people.having(Role.COORDINATOR, at).values("pk")
    wanted = people.filter(Q(pk__in=part.values("user")) | Q(pk__in=coordinators))
    return wanted.select_related("agency").order_by("name", "id")
