"""Who called: seen by who wrote it; anybody else asks, and another person opens it for a while."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from tests import sensitive
from tovholder.concerns import operations
from tovholder.concerns.models import CallerIdentity, ConcernReport, IdentityRequest
from tovholder.concerns.operations import Told
from tovholder.core.ids import uuid7


@pytest.fixture
def told(adviser: Any, as_actor: Any, now: Any) -> Any:
    as_actor(adviser)
    return operations.take_down(
        call_id=uuid7(),
        told=Told(at=now, danger="no", anonymous=False, seen={"behaviour": "Sover"}),
        by=adviser,
        at=now,
        name="Hemmelig Mor",
        phone="12 34 56 78",
    )


@pytest.fixture
def custodian(person: Any) -> Any:
    return person("custodian")


def test_only_its_writer_reads_the_identity(
    told: Any, adviser: Any, coordinator: Any, custodian: Any, as_actor: Any, browse: Any
) -> None:
    url = reverse("concerns:identity", args=[told.pk])
    assert "Hemmelig Mor" in browse(adviser).get(url).content.decode()
    assert "Hemmelig Mor" not in browse(coordinator).get(url).content.decode()
    for somebody in (coordinator, custodian):
        as_actor(somebody)
        assert not CallerIdentity.objects.exists()


def test_what_waits_for_the_custodian_stands_before_what_she_has_answered(
    told: Any, adviser: Any, coordinator: Any, custodian: Any, as_actor: Any, browse: Any, now: Any
) -> None:
    as_actor(adviser)
    other = operations.take_down(
        call_id=uuid7(),
        told=Told(at=now, danger="no", anonymous=False, seen={"behaviour": "Sover"}),
        by=adviser,
        at=now,
        name="En Far",
        phone="12 34 56 79",
    )
    as_actor(coordinator)
    for hours, concern in ((2, told), (1, other)):
        at = now - timedelta(hours=hours)
        operations.ask_identity(concern=concern, by=coordinator, at=at, reason="Vi skal ringe")
    as_actor(custodian)
    newest = IdentityRequest.objects.latest("asked_at")
    operations.answer_identity(asked=newest, by=custodian, at=now, hours=0, answer="Nej")
    shown = browse(custodian).get(reverse("concerns:identity_request_list")).content.decode()
    assert shown.index(told.number) < shown.index(other.number)


def test_a_custodian_opens_it_for_some_hours_and_sees_neither_caller_nor_concern(
    told: Any, coordinator: Any, custodian: Any, as_actor: Any, browse: Any, arrange: Any, now: Any
) -> None:
    asks, url = browse(coordinator), reverse("concerns:identity", args=[told.pk])
    assert asks.post(url, {"reason": ""}).status_code == 200
    assert asks.post(url, {"reason": "Vi skal ringe til hende"}).status_code == 302
    as_actor(custodian)
    request = IdentityRequest.objects.get()
    assert not ConcernReport.objects.exists()
    opens = browse(custodian)
    page = opens.get(reverse("concerns:identity_request_list")).content.decode()
    assert told.number in page
    answered = opens.post(
        reverse("concerns:identity_request", args=[request.pk]), {"hours": "4", "answer": "I orden"}
    )
    assert answered.status_code == 302
    assert "Hemmelig Mor" in asks.get(url).content.decode()
    with arrange():
        IdentityRequest.objects.update(opened_until=now - timedelta(days=10000))
    assert "Hemmelig Mor" not in asks.get(url).content.decode()


def test_a_refusal_opens_nothing_and_is_told(
    told: Any, coordinator: Any, custodian: Any, as_actor: Any, browse: Any, now: Any
) -> None:
    as_actor(coordinator)
    asked = operations.ask_identity(concern=told, by=coordinator, at=now, reason="Nysgerrig")
    as_actor(custodian)
    operations.answer_identity(asked=asked, by=custodian, at=now, hours=0, answer="Ikke nødvendigt")
    with pytest.raises(operations.Answered):
        operations.answer_identity(asked=asked, by=custodian, at=now, hours=1)
    page = browse(coordinator).get(reverse("concerns:identity", args=[told.pk])).content.decode()
    assert "Ikke nødvendigt" in page
    assert "Hemmelig Mor" not in page


def test_nobody_opens_for_herself(told: Any, custodian: Any, now: Any) -> None:
    with pytest.raises(operations.SameTwo):
        operations.answer_identity(
            asked=IdentityRequest(pk=uuid7(), asked_by=custodian), by=custodian, at=now, hours=1
        )


def test_a_form_of_another_request_asks_nothing(
    told: Any, coordinator: Any, adviser: Any, copenhagen: Any, person: Any, browse: Any, arrange: Any
) -> None:
    with arrange():
        other = sensitive.concern(copenhagen, by=adviser, anonymous=False, number="2022-0099")
    url, key = reverse("concerns:identity", args=[told.pk]), str(uuid7())
    assert browse(coordinator).post(url, {"reason": "Vi skal ringe", "id": key}).status_code == 302
    for who, concern in ((coordinator, other), (person("coordinator"), told)):
        url = reverse("concerns:identity", args=[concern.pk])
        refused = browse(who).post(url, {"reason": "Også her", "id": key})
        assert refused.status_code == 200
        assert "Åbn skemaet igen" in refused.content.decode()
    with arrange():
        assert IdentityRequest.objects.count() == 1


@pytest.mark.parametrize(("hours", "word"), [(4, "Åbnet for dig"), (0, "Afvist")])
def test_who_asked_is_told_of_the_answer_until_she_has_seen_it(
    told: Any,
    coordinator: Any,
    custodian: Any,
    adviser: Any,
    as_actor: Any,
    browse: Any,
    now: Any,
    hours: int,
    word: str,
) -> None:
    as_actor(coordinator)
    asked = operations.ask_identity(concern=told, by=coordinator, at=now, reason="Vi skal ringe")
    as_actor(custodian)
    operations.answer_identity(asked=asked, by=custodian, at=now, hours=hours, answer="Kun i dag")
    client = browse(coordinator)
    home, of_concern, of_identity = (
        reverse("home"),
        told.get_absolute_url(),
        reverse("concerns:identity", args=[told.pk]),
    )
    title = "Svaret på, hvem der henvendte sig"
    assert title not in browse(adviser).get(home).text, "she did not ask"
    overview = client.get(home).text
    assert title in overview
    assert f"Henvendelse {told.number}. {custodian.name} svarede 20. september 2022." in overview
    assert word in overview
    assert "Kun i dag" not in overview, "the overview is no look at a concern"
    page = client.get(of_concern).text
    assert f"{custodian.name} svarede 20. september 2022" in page
    assert "Kun i dag" in page
    page = client.get(of_identity).text
    assert f"Besvaret 20. september 2022 kl. 12.00: {custodian.name}" in page
    assert "Kun i dag" in page
    assert title not in client.get(home).text
    assert f"{custodian.name} svarede" not in client.get(of_concern).text
    assert "Kun i dag" in client.get(of_identity).text, "it stands there all the same"


def test_only_who_asked_notes_that_an_answer_is_seen(
    told: Any, coordinator: Any, custodian: Any, as_actor: Any, person: Any, arrange: Any, now: Any
) -> None:
    as_actor(coordinator)
    asked = operations.ask_identity(concern=told, by=coordinator, at=now, reason="Vi skal ringe")
    operations.note_seen(concern=told, by=coordinator)
    as_actor(custodian)
    operations.answer_identity(asked=asked, by=custodian, at=now, hours=4)
    other = person("coordinator")
    as_actor(other)
    operations.note_seen(concern=told, by=other)
    as_actor(coordinator)
    assert not IdentityRequest.objects.get().seen_at, "neither before the answer nor for another"
    with pytest.raises(ProgrammingError), transaction.atomic():
        IdentityRequest.objects.update(seen_at=now)
    operations.note_seen(concern=told, by=coordinator)
    assert IdentityRequest.objects.get().seen_at
