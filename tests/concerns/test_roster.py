"""Turns and shifts: planned once, never two at a time, corrected and removed; who is on duty follows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tovholder.audit.queries import changes_of
from tovholder.concerns import operations
from tovholder.concerns.models import DutyShift, DutyTurn
from tovholder.core.ids import uuid7

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")

TURN = {
    "house": "Infohus Prøve",
    "first_day": "2022-09-15",
    "last_day": "2022-09-25",
    "opens": "08:00",
    "closes": "22:00",
}


@pytest.fixture
def client(coordinator: Any, browse: Any) -> Any:
    found = browse(coordinator)
    found.cookies["django_language"] = "en"
    return found


@pytest.fixture
def shift(adviser: Any) -> dict[str, Any]:
    return {"adviser": adviser.pk, "starts_at": "2022-09-20T08:00", "ends_at": "2022-09-20T16:00"}


def send(client: Any, name: str, values: Any, *args: Any) -> Any:
    return client.post(reverse(f"concerns:{name}", args=args), values)


def plan(client: Any, name: str, values: Any) -> Any:
    return send(client, name, {"row": str(uuid7()), **values})


def on_duty(client: Any) -> tuple[Any, list[Any]]:
    shown = client.get(reverse("concerns:roster")).context
    return shown["turn"], [one.adviser for one in shown["on_duty"]]


@pytest.mark.parametrize(("first", "last"), [("15", "30"), ("20", "30"), ("01", "15"), ("16", "17")])
def test_a_turn_takes_no_day_of_another(client: Any, arrange: Any, first: str, last: str) -> None:
    assert plan(client, "plan_turn", TURN).status_code == 302
    second = {**TURN, "house": "Anden", "first_day": f"2022-09-{first}", "last_day": f"2022-09-{last}"}
    refused = plan(client, "plan_turn", second)
    assert "Infohus Prøve has the hotline from" in refused.context["form"].errors["first_day"][0]
    with arrange():
        assert [one.house for one in DutyTurn.objects.all()] == ["Infohus Prøve"]


def test_a_turn_is_corrected_and_removed_and_who_has_the_hotline_follows(client: Any, arrange: Any) -> None:
    plan(client, "plan_turn", TURN)
    turn, _advisers = on_duty(client)
    form = client.get(reverse("concerns:correct_turn", args=[turn.pk])).context["form"]
    assert form["house"].value() == "Infohus Prøve"
    late = {**TURN, "first_day": "2022-09-21", "version": "1"}
    assert send(client, "correct_turn", late, turn.pk).status_code == 302
    assert on_duty(client)[0] is None
    plan(client, "plan_turn", {**TURN, "house": "Anden", "last_day": "2022-09-20"})
    clash = send(client, "correct_turn", {**TURN, "version": "2"}, turn.pk)
    assert "Anden has the hotline" in clash.context["form"].errors["first_day"][0]
    for _click in range(2):
        assert send(client, "remove_turn", {}, turn.pk).status_code == 302
    assert client.get(reverse("concerns:correct_turn", args=[turn.pk])).status_code == 302
    with arrange():
        assert [one.house for one in DutyTurn.objects.all()] == ["Anden"]
        assert len(changes_of(turn)) == 3


def test_of_two_who_correct_a_turn_the_second_sees_both(client: Any, arrange: Any) -> None:
    plan(client, "plan_turn", TURN)
    with arrange():
        turn = DutyTurn.objects.get()
    assert (
        send(client, "correct_turn", {**TURN, "house": "Deres", "version": "1"}, turn.pk).status_code == 302
    )
    mine = {**TURN, "house": "Mit", "version": "1"}
    page = send(client, "correct_turn", mine, turn.pk)
    assert page.context["both"] == [("House", "Deres", "Mit")]
    again = mine | {"version": page.context["form"]["version"].value()}
    for _click in range(2):
        assert send(client, "correct_turn", again, turn.pk).status_code == 302
    with arrange():
        turn.refresh_from_db()
        assert (turn.house, turn.version) == ("Mit", 3)


@pytest.mark.parametrize("what", ["turn", "shift"])
def test_a_second_click_plans_no_second_one(client: Any, shift: Any, arrange: Any, what: str) -> None:
    values = {"row": str(uuid7()), **(TURN if what == "turn" else shift)}
    for _click in range(2):
        assert send(client, f"plan_{what}", values).status_code == 302
    other = values | ({"house": "Anden"} if what == "turn" else {"ends_at": "2022-09-20T15:00"})
    page = send(client, f"plan_{what}", other)
    assert page.context["form"].non_field_errors() == [operations.FormUsed.message]
    with arrange():
        assert (DutyTurn if what == "turn" else DutyShift).objects.count() == 1


def test_nobody_has_two_shifts_at_a_time(
    client: Any, shift: Any, adviser: Any, coordinator: Any, arrange: Any
) -> None:
    assert plan(client, "plan_shift", shift).status_code == 302
    late = {**shift, "starts_at": "2022-09-20T15:00", "ends_at": "2022-09-20T22:00"}
    refused = plan(client, "plan_shift", late)
    assert adviser.name in refused.context["form"].errors["starts_at"][0]
    assert plan(client, "plan_shift", {**late, "adviser": coordinator.pk}).status_code == 302
    assert plan(client, "plan_shift", {**late, "starts_at": "2022-09-20T16:00"}).status_code == 302
    past = {**shift, "starts_at": "2022-09-19T08:00", "ends_at": "2022-09-19T16:00"}
    assert "ends_at" in plan(client, "plan_shift", past).context["form"].errors


def test_a_shift_is_repeated_at_the_same_hours_until_a_day_all_or_none(
    client: Any, shift: Any, adviser: Any, arrange: Any
) -> None:
    tuesday = {**shift, "starts_at": "2022-10-25T08:00", "ends_at": "2022-10-25T16:00"}
    weekly = {**tuesday, "row": str(uuid7()), "until": "2022-11-03", "weekdays": ["0", "1", "3"]}
    for _click in range(2):
        assert send(client, "plan_shift", weekly).status_code == 302
    with arrange():
        made = [timezone.localtime(one.starts_at) for one in DutyShift.objects.order_by("starts_at")]
    assert [(one.day, one.hour) for one in made] == [(25, 8), (27, 8), (31, 8), (1, 8), (3, 8)]
    clash = {**tuesday, "row": str(uuid7()), "starts_at": "2022-10-26T08:00", "ends_at": "2022-10-26T16:00"}
    page = send(client, "plan_shift", clash | {"until": "2022-11-01", "weekdays": ["1", "5"]})
    assert adviser.name in page.context["form"].errors["starts_at"][0]
    with arrange():
        assert DutyShift.objects.count() == 5


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"until": "2022-09-27"}, "weekdays"),
        ({"weekdays": ["1"]}, "until"),
        ({"until": "2022-09-19", "weekdays": ["1"]}, "until"),
        ({"until": "2023-09-19", "weekdays": ["1"]}, "until"),
        ({"until": "2022-09-27", "weekdays": ["7"]}, "weekdays"),
    ],
)
def test_what_cannot_be_repeated_says_why(client: Any, shift: Any, wrong: Any, beside: str) -> None:
    page = send(client, "plan_shift", {**shift, "row": str(uuid7()), **wrong})
    assert beside in page.context["form"].errors


def test_a_shift_is_corrected_and_removed_and_who_is_on_duty_follows(
    client: Any, shift: Any, adviser: Any, coordinator: Any, arrange: Any
) -> None:
    plan(client, "plan_shift", shift)
    assert on_duty(client)[1] == [adviser]
    with arrange():
        planned = DutyShift.objects.get()
    form = client.get(reverse("concerns:correct_shift", args=[planned.pk])).context["form"]
    assert form["starts_at"].value().isoformat().startswith("2022-09-20T08:00")
    other = {**shift, "adviser": coordinator.pk, "version": "1"}
    assert send(client, "correct_shift", other, planned.pk).status_code == 302
    assert on_duty(client)[1] == [coordinator]
    stale = send(client, "correct_shift", {**shift, "version": "1"}, planned.pk)
    assert stale.context["both"] == [("Adviser", coordinator.name, adviser.name)]
    for _click in range(2):
        assert send(client, "remove_shift", {}, planned.pk).status_code == 302
    assert on_duty(client)[1] == []
    with arrange():
        assert len(changes_of(planned)) == 3


def test_what_has_ended_or_was_handed_over_stays_as_it_was(
    copenhagen: Any, coordinator: Any, adviser: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    hours = {"starts_at": now - timedelta(hours=9), "ends_at": now - timedelta(hours=1)}
    with arrange():
        ended = DutyShift.objects.create(municipality=copenhagen, adviser=adviser, **hours)
        gone = DutyShift.objects.create(
            municipality=copenhagen,
            adviser=coordinator,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
            handed_over_at=now,
        )
    as_actor(coordinator)
    for one in (ended, gone):
        with pytest.raises(operations.NotOpen):
            operations.remove_shift(shift=one, by=coordinator, at=now)
        with pytest.raises(operations.NotOpen):
            operations.correct_shift(
                shift=one,
                version=1,
                adviser=one.adviser,
                starts_at=now + timedelta(days=2),
                ends_at=now + timedelta(days=2, hours=8),
                by=coordinator,
                at=now,
            )


def test_an_adviser_plans_nothing(adviser: Any, browse: Any, coordinator: Any, arrange: Any) -> None:
    with arrange():
        turn = DutyTurn.objects.create(
            municipality=adviser.municipality,
            house="x",
            ours=True,
            first_day=date(2022, 9, 1),
            last_day=date(2022, 9, 30),
            opens="08:00",
            closes="22:00",
        )
    hers = browse(adviser)
    assert send(hers, "remove_turn", {}, turn.pk).status_code == 403
    assert send(hers, "correct_turn", {**TURN, "version": "1"}, turn.pk).status_code == 403
