"""A meeting with its people, from which the tests of checks, meetings, minutes and tasks start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests import sensitive
from tests.factories import user
from tovholder.access.models import Municipality
from tovholder.cases.models import Case, CheckQuestion, Item, Meeting, RegisterCheck, Series, Task
from tovholder.core.ids import uuid7


def series(municipality: Municipality, **fields: Any) -> Series:
    """Every 14 days."""
    given = {"name": "Infohusmøde", "first_at": sensitive.WHEN}
    return Series.objects.create(municipality=municipality, **{**given, **fields})


def meeting(municipality: Municipality, *, starts_at: datetime | None = None, **fields: Any) -> Meeting:
    """Tomorrow, by the machine's clock, unless said otherwise."""
    starts = starts_at or timezone.now() + timedelta(days=1)
    given = {"series": fields.pop("series", None) or series(municipality), "starts_at": starts}
    ends = starts + timedelta(minutes=110)
    return Meeting.objects.create(municipality=municipality, ends_at=ends, **{**given, **fields})


def agenda(meeting: Meeting, *cases: Case) -> list[Item]:
    """The welcome, the cases, any other business."""
    rows = [Item(meeting=meeting, kind="welcome", position=0, minutes=5)]
    rows += [
        Item(meeting=meeting, kind="case", case=case, position=number, minutes=20)
        for number, case in enumerate(cases, 1)
    ]
    rows.append(Item(meeting=meeting, kind="other", position=30_000, minutes=5))
    return Item.objects.bulk_create(rows)


def asked(case: Case, meeting: Meeting, *, by: Any, agencies: Any) -> list[CheckQuestion]:
    """A check that waits for these agencies."""
    check = RegisterCheck.objects.create(
        case=case, meeting=meeting, asked_at=sensitive.WHEN, asked_by=by, due_at=meeting.starts_at
    )
    return [CheckQuestion.objects.create(case=case, register_check=check, agency=one) for one in agencies]


def task(case: Case, *, by: Any, **fields: Any) -> Task:
    """A talk with the citizen."""
    given = {
        "title": "Samtale",
        "due_on": timezone.localdate() + timedelta(days=7),
        "made_at": sensitive.WHEN,
    }
    agency = fields.pop("agency", None) or by.agency
    return Task.objects.create(case=case, agency=agency, made_by=by, form=uuid7(), **{**given, **fields})


@dataclass
class House:
    """The people of a meeting and its two cases."""

    coordinator: Any
    social: Any
    officer: Any
    recused: Any
    absent: Any
    meeting: Meeting
    case: Case
    other: Case
    items: list[Item]
    basis: Any


def house(copenhagen: Municipality, person: Callable[..., Any], arranging: Any) -> House:
    """SOF and the police on both cases; a colleague of SOF who is recused from the first; BIF leads."""
    coordinator = person("coordinator", name="Karen Prøve")
    social = person("participant", agency="sof", name="Mette Prøve")
    officer = person("participant", agency="police", name="Bo Prøve")
    recused = person("participant", agency="sof", name="Per Prøve")
    absent = person("participant", agency="police", name="Ida Prøve")
    with arranging():
        first = sensitive.case(copenhagen, by=coordinator)
        second = sensitive.case(copenhagen, by=coordinator)
        for case in (first, second):
            for user in (social, officer, recused):
                sensitive.take_part(case, user, by=coordinator)
        sensitive.take_part(first, absent, by=coordinator)
        first.recusals.create(user=recused, since=sensitive.WHEN, declared_by=recused)
        made = meeting(copenhagen, starts_at=timezone.now() - timedelta(minutes=5))
        items = agenda(made, first, second)
        basis = sensitive.basis(copenhagen)
    return House(coordinator, social, officer, recused, absent, made, first, second, items, basis)


def meetings_and_tasks(municipality: Municipality) -> dict[str, dict[str, Any]]:
    """What the walk over every address opens."""
    by = user("coordinator", municipality=municipality)
    case = sensitive.case(municipality, by=by)
    sensitive.basis(municipality)
    made = meeting(municipality)
    item = agenda(made, case)[1]
    question = asked(case, made, by=by, agencies=[by.agency])[0]
    of_meeting = ("meeting", "cancel_meeting", "meeting_projector", "meeting_agenda", "meeting_add")
    of_meeting += (
        "meeting_approve",
        "ask_check",
        "remind_check",
        "close_meeting",
        "package",
        "package_file",
        "meeting_paper",
    )
    of_item = ("item", "item_change", "item_begin", "item_end", "item_room", "item_heading")
    of_item += ("item_recommend", "item_task", "item_decide")
    return {
        "cases:end_series": {"series_id": made.series_id},
        **{f"cases:{name}": {"meeting_id": made.pk} for name in of_meeting},
        **{f"cases:{name}": {"item_id": item.pk} for name in of_item},
        **{f"cases:{name}": {"question_id": question.pk} for name in ("check_answer", "check_cpr")},
        "cases:task": {"task_id": task(case, by=by).pk},
        "cases:task_deed": {"task_id": task(case, by=by).pk, "deed": "change"},
    }
