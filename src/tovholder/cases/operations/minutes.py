"""Closing a meeting: minutes by item to the agencies that took part, each a disclosure; copies on paper."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.cases.models import (
    Decision,
    Heading,
    Item,
    ItemDisclosure,
    Meeting,
    MinutesCopy,
    Presence,
    Recommendation,
    Step,
    Task,
)
from tovholder.cases.operations import why
from tovholder.cases.operations.check import bases_towards, step
from tovholder.cases.operations.refused import Refused
from tovholder.core.turns import wait_for_turn
from tovholder.disclosures.models import Disclosure
from tovholder.disclosures.operations import disclose

#: Stands in the ledger, in the municipality's language.
NECESSITY = "Myndigheden deltog i mødets drøftelse af sagen og skal kunne handle efter den"


class NotBegun(Refused):
    """A meeting that has spoken of nothing has no minutes."""

    message = gettext_lazy("The meeting has not begun on any item yet.")


class WasNotThere(Refused):
    """An agency decides on an item that it took part in."""

    message = gettext_lazy("Your agency did not take part in this item.")


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: User, at: datetime) -> list[Disclosure]:
    """End the meeting: each agency gets the minutes of the items that it took part in.

    A coordinator who is recused from a case sends nothing of it: another one says this again for that item.
    Said again, it sends only what was not sent.

    :raises NotBegun: nothing was spoken of.
    :raises NoBasisReaches: no provision lets us send an agency its minutes; the text names it.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if meeting.begun_at is None:
        raise NotBegun
    Item.objects.filter(meeting=meeting, begun_at__isnull=False, ended_at__isnull=True).update(ended_at=at)
    sent = []
    # Whoever closes it at the same instant waits here, and then finds that these are sent.
    for item in unsent(meeting).select_for_update(of=("self",)):
        sent += _send(item, by, at)
        if item.case is not None:
            step(item.case, Step.Kind.DISCUSSED, by, at, on=item.begun_at)
    Meeting.objects.filter(pk=meeting.pk, closed_at__isnull=True).update(
        closed_at=at, closed_by=by, version=F("version") + 1
    )
    return sent


def unsent(meeting: Meeting) -> QuerySet[Item]:
    """The items that were spoken of and whose minutes nobody has got, among those that the actor sees."""
    begun = Item.objects.filter(
        meeting=meeting, begun_at__isnull=False, case__isnull=False, minutes_sent_at__isnull=True
    )
    return begun.select_related("case__person", "case__why", "recommendation").order_by("position", "id")


def _send(item: Item, by: User, at: datetime) -> list[Disclosure]:
    assert item.case is not None
    there = Presence.objects.heard().filter(item=item).exclude(agency=by.agency_id)
    agencies = list(Agency.objects.filter(pk__in=there.values("agency")).order_by("pk"))
    content = minutes_of(item)
    by_basis: dict[UUID, list[Agency]] = defaultdict(list)
    bases = bases_towards(by, agencies, at)
    for agency in agencies:
        by_basis[bases[agency.pk].pk].append(agency)
    sent: list[Disclosure] = []
    for receivers in by_basis.values():
        sent += disclose(
            person=item.case.person,
            by=by,
            at=at,
            receivers=receivers,
            what=Disclosure.What.SUMMARY,
            content=content,
            purpose=item.case.purpose,
            necessity=NECESSITY,
            basis=bases[receivers[0].pk],
            beside=lambda made: [*_links(item, made), *why.shares(item.case, made)],
        )
    Item.objects.filter(pk=item.pk).update(minutes_sent_at=at)
    return sent


def _links(item: Item, made: list[Disclosure]) -> list[ItemDisclosure]:
    return [ItemDisclosure(item=item, disclosure=one) for one in made]


def minutes_of(item: Item) -> str:
    """The minutes of an item in words: why we have it, what was said, recommended, who does what by when."""
    said = {heading.dimension: heading.text for heading in Heading.objects.filter(item=item)}
    lines = why.lines(item.case) + [
        f"{Heading.Dimension(dimension).label}: {said[dimension].strip()}"
        for dimension in Heading.Dimension.values
        if said.get(dimension, "").strip()
    ]
    if item.recommends():
        lines.append(f"{Recommendation._meta.verbose_name}: {item.recommends()}")
    for task in (
        Task.objects.filter(item=item).select_related("agency", "assigned_to").order_by("due_on", "id")
    ):
        lines.append(task_line(task))
    return "\n\n".join(str(line[:1]).upper() + line[1:] for line in lines) or "–"


def task_line(task: Task) -> str:
    """Who does what by when, in a line."""
    who = f"{task.assigned_to.name}, {task.agency.short_name}" if task.assigned_to else task.agency.short_name
    return f"{task.title} ({who}, {day(task.due_on)})"


def day(value: date) -> str:
    """A day as the ledger writes it."""
    return f"{value.day}.{value.month}.{value.year}"


@transaction.atomic
def decide(*, item: Item, by: User, at: datetime, text: str, id: UUID) -> Decision:
    """Record what one's own agency decides after the meeting's recommendation.

    :param id: from the form: a form that is sent twice records one decision.
    :raises WasNotThere: the agency took no part in the item.
    """
    gate.require(by, Permission.CASE_WORK)
    there = Presence.objects.heard().filter(item=item, agency=by.agency_id).exists()
    if not there or item.case_id is None:
        raise WasNotThere
    decision = Decision(id=id, case_id=item.case_id, item=item, agency=by.agency, text=text, by=by, at=at)
    Decision.objects.bulk_create([decision], ignore_conflicts=True)
    return decision


@transaction.atomic
def number_copies(
    *, meeting: Meeting, what: str, made_for: Sequence[User], by: User, at: datetime
) -> list[MinutesCopy]:
    """Give each copy on paper its number, for one person. No number comes twice."""
    gate.require(by, Permission.CASE_COORDINATE)
    wait_for_turn(f"copies of {meeting.pk}")
    last = MinutesCopy.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    copies = [
        MinutesCopy(meeting=meeting, number=number, made_for=user, printed_at=at, printed_by=by, what=what)
        for number, user in enumerate(made_for, start=last + 1)
    ]
    return MinutesCopy.objects.bulk_create(copies)
