"""Reading what a meeting gave: an agency's own package, and what stands on paper for one person."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery, UUIDField, Value

from tovholder.access.drafts import COLUMNS
from tovholder.access.models import RoleGrant, User
from tovholder.access.roles import Permission, Role
from tovholder.cases.models import (
    CaseDraft,
    Decision,
    Document,
    Heading,
    Item,
    ItemDisclosure,
    Meeting,
    MinutesCopy,
    Opening,
    Participation,
    Presence,
    Recusal,
    Task,
)
from tovholder.core.columns import rows

#: The form of a decision, among drafts.
DECISION = "decision"
_MY_DRAFT = f"""
select {COLUMNS} from cases_casedraft d
 where d.of = cases_itemdisclosure.item_id and d.by_id = %s and d.place = '{DECISION}'
"""


@dataclass
class Packed:
    """An item of the package: what the agency got, its tasks, and what it decided.

    :ivar purpose: why the reader has opened its case today, or "".
    :ivar draft: what she has written of a decision, and not saved.
    """

    item: Item
    purpose: str = ""
    draft: CaseDraft | None = None
    got: list[Any] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def package(meeting: Meeting, user: User, today: date) -> list[Packed]:
    """What the reader's agency got at a meeting, by item. At most four statements.

    Row level security leaves the items of cases that she sees, and the disclosures to her agency that stand.
    A coordinator's agency keeps the minutes: to it belongs what it gave, each text once, with who reads it.
    """
    ours = Q(disclosure__receiver=user.agency_id, disclosure__stopped_at__isnull=True)
    if user.may(Permission.CASE_COORDINATE):
        ours |= Q(disclosure__giver=user.agency_id)
    shown = ItemDisclosure.objects.annotate(
        my_purpose=Subquery(
            Opening.objects.filter(case=OuterRef("item__case"), user=user, day=today).values("purpose")[:1]
        ),
        my_draft=rows(_MY_DRAFT, user.pk),
    )
    links = (
        shown.filter(ours, item__meeting=meeting)
        .select_related(
            "item__case__person",
            "item__recommendation",
            "disclosure__giver",
            "disclosure__receiver",
            "disclosure__basis",
            "disclosure__content",
            "disclosure__share__document",
        )
        .order_by("item__position", "item__id", "disclosure__at", "disclosure__id")
    )
    found: dict[UUID, Packed] = {}
    for link in links:
        if link.item_id not in found:
            draft = next((CaseDraft.of_columns(one) for one in link.my_draft), None)
            found[link.item_id] = Packed(link.item, link.my_purpose or "", draft)
        packed = found[link.item_id]
        entry: Any = link.disclosure
        given = entry.giver_id == user.agency_id
        same = next((one for one in packed.got if given and one.content.text == entry.content.text), None)
        if same is None:
            entry.told = []
            packed.got.append(entry)
        if given and entry.stopped_at is None:
            (same or entry).told.append(entry.reader)
    if not found:
        return []
    for task in Task.objects.filter(item__in=found, agency=user.agency_id).select_related(
        "agency", "assigned_to"
    ):
        found[_key(task)].tasks.append(task)
    for decision in (
        Decision.objects.filter(item__in=found, agency=user.agency_id).select_related("by").order_by("at")
    ):
        found[_key(decision)].decisions.append(decision)
    return list(found.values())


def document_of(entry: Any) -> Document | None:
    """The file that passed by a disclosure, where the reader may have it."""
    share = getattr(entry, "share", None)
    return share.document if share else None


def _key(row: Task | Decision) -> UUID:
    assert row.item_id is not None
    return row.item_id


@dataclass
class Printed:
    """One item on paper."""

    item: Item
    said: dict[str, str] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    present: list[Presence] = field(default_factory=list)


def for_paper(meeting: Meeting, readers: list[User], what: str, at: datetime) -> dict[int, list[Printed]]:
    """What each of these people may have on paper: items of cases that she is on and not recused from.

    Of the minutes only the items that her agency took part in and may still read. A coordinator is on every
    case.
    """
    stopped = ItemDisclosure.objects.filter(
        item=OuterRef("pk"), disclosure__at__gte=OuterRef("minutes_sent_at"), disclosure__stopped_at__lte=at
    )
    items: list[Any] = list(
        Item.objects.filter(meeting=meeting)
        .annotate(stopped_for=ArraySubquery(stopped.values("disclosure__receiver_id")))
        .select_related("case__person", "recommendation")
        .order_by("position", "id")
    )
    cases = [item.case_id for item in items if item.case_id]
    parts = Participation.objects.active(at).filter(case__in=cases)
    coordinators = RoleGrant.objects.active(at).filter(user__in=readers, role=Role.COORDINATOR)
    every = coordinators.annotate(every=Value(None, UUIDField())).values_list("every", "user_id")
    on_case: set[tuple[UUID | None, int]] = set(parts.values_list("case_id", "user_id").union(every))
    barred = set(Recusal.objects.filter(case__in=cases, until__isnull=True).values_list("case_id", "user_id"))
    printed = _printed(items)
    found: dict[int, list[Printed]] = {}
    for reader in readers:
        sees_all = (None, reader.pk) in on_case
        found[reader.pk] = [
            printed[item.pk]
            for item in items
            if item.case_id is None
            or (
                (sees_all or (item.case_id, reader.pk) in on_case)
                and (item.case_id, reader.pk) not in barred
                and (
                    what == "agenda"
                    or sees_all
                    or (_was_there(printed[item.pk], reader) and reader.agency_id not in item.stopped_for)
                )
            )
        ]
    return found


def _was_there(printed: Printed, reader: User) -> bool:
    return any(one.agency_id == reader.agency_id and one.heard for one in printed.present)


def _printed(items: list[Item]) -> dict[UUID, Printed]:
    found = {item.pk: Printed(item) for item in items}
    for heading in Heading.objects.filter(item__in=items):
        found[heading.item_id].said[heading.dimension] = heading.text
    for task in (
        Task.objects.filter(item__in=items).select_related("agency", "assigned_to").order_by("due_on")
    ):
        found[_key(task)].tasks.append(task)
    for one in Presence.objects.filter(item__in=items).select_related("user", "agency"):
        found[one.item_id].present.append(one)
    return found


def copies_of(meeting: Meeting) -> list[MinutesCopy]:
    """The numbered copies of a meeting, newest first."""
    rows = MinutesCopy.objects.filter(meeting=meeting).select_related("made_for", "printed_by")
    return list(rows.order_by("-number")[:200])
