"""The municipality's deadlines count in cases: the answer to a register check, the review of an emergency."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import sensitive
from tests.cases import meetings
from tests.conftest import NOW
from tovholder.cases.models import EmergencyAccess
from tovholder.cases.queries.waiting import overview
from tovholder.concerns.models import Deadline

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")


def deadline(municipality: Any, key: str, days: int, since: date = date(2022, 1, 1)) -> None:
    Deadline.objects.create(
        municipality=municipality, key=key, days=days, working_days=True, source="Prøve", valid_from=since
    )


@pytest.mark.parametrize(
    ("days", "due"), [(2, date(2022, 9, 22)), (5, date(2022, 9, 27)), (9, date(2022, 9, 30))]
)
def test_an_answer_is_asked_for_by_the_rule_and_before_the_meeting(
    days: int, due: date, copenhagen: Any, person: Any, browse: Any, arrange: Any
) -> None:
    """Asked on a Tuesday for a meeting on Monday in a fortnight: at the latest on the Friday before it."""
    coordinator = person("coordinator")
    with arrange():
        deadline(copenhagen, "register_check", days)
        meeting = meetings.meeting(copenhagen, starts_at=datetime(2022, 10, 3, 7, 0, tzinfo=UTC))
        meetings.agenda(meeting, sensitive.case(copenhagen, by=coordinator))
    page = browse(coordinator).get(reverse("cases:ask_check", args=[meeting.pk]))
    assert page.context["form"]["due_on"].value() == due


def test_an_emergency_is_reviewed_by_the_rule_of_its_day(
    copenhagen: Any, person: Any, arrange: Any, as_actor: Any
) -> None:
    coordinator, nurse = person("coordinator"), person("participant", agency="sof")
    friday = NOW - timedelta(days=4)
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        until = friday + timedelta(hours=2)
        EmergencyAccess.objects.create(
            case=case, user=nurse, valid_from=friday, valid_until=until, reason="Kunne ikke vente"
        )

    def due() -> list[date]:
        as_actor(coordinator)
        return [one.due for one in overview(coordinator, NOW, NOW.date())[0] if case.number in one.title]

    assert due() == [date(2022, 9, 23)]  # no rule: five working days
    with arrange():
        deadline(copenhagen, "emergency_review", 1)
        deadline(copenhagen, "emergency_review", 3, NOW.date())  # of a later day
    assert due() == [date(2022, 9, 19)]
