"""What a save costs in statements, all told: the sign-in's three, the deed, its record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import url_objects
from tests.activities import make
from tests.conftest import NOW, arranging
from tests.test_queries import statements
from tovholder.activities.models import Session
from tovholder.core.ids import uuid7
from tovholder.programme.models import FundingSource, Initiative

#: Session, actor and user are three of them.
SAVE = 7


@dataclass
class Start:
    """What the saves begin from."""

    session: Session
    instructor: Any
    other: Any
    source: FundingSource
    initiative: Initiative
    free: Any
    objects: Any


@pytest.fixture
def start(copenhagen: Any, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.setattr("tovholder.core.clock.now", lambda: NOW)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: NOW.date())
    instructor, other = person("instructor"), person("instructor")
    with arranging():
        objects = url_objects.all_of(copenhagen)
        return Start(
            session=make.session(copenhagen, instructors=(instructor,)),
            instructor=instructor,
            other=other,
            source=FundingSource.objects.select_related("plan").get(
                pk=objects["programme:refinancing"]["funding_id"]
            ),
            initiative=Initiative.objects.get(pk=objects["reports:narrative"]["initiative_id"]),
            free=make.booking(copenhagen),
            objects=objects,
        )


def heads(start: Start) -> tuple[str, dict[str, Any]]:
    with arranging():
        return reverse("activities:heads", args=[start.session.pk]), {
            f"heads-{start.session.booking.classes.get().pk}": "24"
        }


def heads_by_link(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:heads_link", args=[start.session.heads_token]), heads(start)[1]


def book(start: Start) -> tuple[str, dict[str, Any]]:
    with arranging():
        booking = start.free
        return reverse("activities:book"), {
            "offer": booking.offer_id,
            "place": booking.organisation.name,
            "which": booking.organisation_id,
            "classes": "7.y 24",
            "wished_dates": "4.10.2022",
            "requested_on": "2022-09-19",
            "requested_via": "telephone",
            "contact_name": "Inger Prøve",
        }


def correct(start: Start) -> tuple[str, dict[str, Any]]:
    values = book(start)[1]
    with arranging():
        return reverse("activities:change", args=[start.free.pk]), {**values, "which": ""}


def plan(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:plan", args=[start.free.pk]), {
        "slot-TOTAL_FORMS": "3",
        "slot-INITIAL_FORMS": "0",
        **{f"slot-{n}-day": f"2022-10-0{n + 4}" for n in range(3)},
        **{f"slot-{n}-begins": "10.00" for n in range(3)},
        **{f"slot-{n}-first": str(start.instructor.pk) for n in range(3)},
        "slot-0-second": str(start.other.pk),
    }


def move(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:move", args=[start.session.pk]), {
        "day": "2022-10-05",
        "begins": "10.00",
        "ends": "11.00",
        "version": start.session.version,
    }


def cancel(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:cancel", args=[start.session.pk]), {
        "reason": "Syg",
        "version": start.session.version,
    }


def post(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("programme:post") + f"?plan={start.source.plan.key}", {
        "funding": start.source.pk,
        "posted_on": "2022-09-01",
        "amount": "1.234,50",
        "text": "Løn",
        "voucher": "B77",
    }


def commit(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("programme:commit") + f"?plan={start.source.plan.key}", {
        "funding": start.source.pk,
        "made_on": "2022-09-01",
        "runs_from": "2022-09-01",
        "runs_until": "2022-12-31",
        "amount": "1.000",
        "text": "Løn",
    }


def narrate(start: Start) -> tuple[str, dict[str, Any]]:
    with arranging():
        newest = start.initiative.narratives.order_by("-written_at", "-id").first()
    values = {"text": "Der er holdt tre forløb.", "base": newest.pk if newest else ""}
    return reverse("reports:narrative", args=[start.initiative.pk, 2022]), values


def log_talk(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("partners:log_talk", kwargs=start.objects["partners:log_talk"]), {
        "when": "2022-09-19T10:00",
        "channel": "visit",
        "text": "Aftalt uge 40",
    }


def hang_up(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("concerns:begin"), {
        "call": str(uuid7()),
        "act": "concern",
        "danger": "no",
        "anonymous": "yes",
        "caller_kind": "parent",
        "received_at": "2022-09-20T11:30",
        "channel": "national_hotline",
        "behaviour": "Sover om dagen.",
        "person-who": "nobody",
    }


def assess(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("concerns:assess", kwargs=start.objects["concerns:assess"]), {
        "grounds": "Brud med venner",
        "prevention": "Kan vendes",
        "proportionality": "En samtale",
        "version": "1",
    }


def leave(start: Start) -> tuple[str, dict[str, Any]]:
    where = {**start.objects["concerns:leave"], "exit": "advice"}
    return reverse("concerns:leave", kwargs=where), {"reason": "Rådgivet"}


SAVES = {
    "an instructor enters heads": ("instructor", heads),
    "somebody with the link enters heads": (None, heads_by_link),
    "a planner enters heads": ("planner", heads),
    "a planner books": ("planner", book),
    "a planner corrects a booking": ("planner", correct),
    "a planner plans": ("planner", plan),
    "a planner moves a session": ("planner", move),
    "a planner cancels a session": ("planner", cancel),
    "a planner logs a talk": ("planner", log_talk),
    "a leader enters a posting": ("leader", post),
    "a leader enters a commitment": ("leader", commit),
    "a leader writes a narrative": ("leader", narrate),
    "an adviser makes a concern": ("adviser", hang_up),
    "a coordinator writes grounds": ("coordinator", assess),
    "a coordinator lets a concern leave": ("coordinator", leave),
}


@pytest.mark.parametrize("what", SAVES)
def test_a_save_costs_seven_statements_at_most(
    what: str, start: Start, person: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    role, prepare = SAVES[what]
    path, values = prepare(start)
    who = start.instructor if role == "instructor" else person(role) if role else None
    client = browse(who)
    client.get("/menu/")
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path, values)
    assert response.status_code == 302, response.context and response.context["form"].errors
    asked = statements(captured)
    assert len(asked) <= SAVE, "\n".join(f"{number}. {sql[:200]}" for number, sql in enumerate(asked, 1))
