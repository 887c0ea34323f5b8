"""What an authority tells us of somebody stands in the ledger as received: once, as the concern says it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from tests import sensitive
from tovholder.concerns import operations
from tovholder.concerns.models import ConcernReport
from tovholder.concerns.operations import Told
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Disclosure


@pytest.fixture
def citizen(copenhagen: Any, adviser: Any, arrange: Any, now: Any) -> Any:
    with arrange():
        return sensitive.citizen(copenhagen, by=adviser, name="Anton Opdigtet")


@pytest.fixture
def sees(citizen: Any, adviser: Any, copenhagen: Any, arrange: Any) -> None:
    """The adviser sees him by an earlier concern."""
    with arrange():
        sensitive.concern(copenhagen, by=adviser, person=citizen)


def take_down(adviser: Any, now: Any, person: Any = None, **more: Any) -> ConcernReport:
    given = {"channel": "referral", "caller_kind": "employee", "authority": "Prøve Kriminalforsorg", **more}
    key = given.pop("call_id", None) or uuid7()
    told = Told(at=now - timedelta(days=1), danger="no", seen={"behaviour": "Hemmelig adfærd"}, **given)
    return operations.take_down(call_id=key, told=told, by=adviser, at=now, person=person)


def correct(concern: ConcernReport, by: Any, now: Any, **change: Any) -> None:
    concern.refresh_from_db()
    given = {name: getattr(concern, name) for name in operations.CORRECTED}
    operations.correct(concern=concern, by=by, at=now, version=concern.version, **{**given, **change})


def standing() -> list[Disclosure]:
    entries = Disclosure.objects.filter(stopped_at__isnull=True).select_related(
        "particulars", "person", "content"
    )
    return list(entries.order_by("at", "id"))


@pytest.mark.usefixtures("sees")
@pytest.mark.parametrize(
    ("told", "by"),
    [
        ({}, "Prøve Kriminalforsorg"),
        ({"authority": ""}, "En myndighed"),
        ({"channel": "mail", "caller_kind": "authority", "authority": ""}, "En myndighed"),
    ],
)
def test_a_referral_is_a_received_disclosure(
    citizen: Any, adviser: Any, coordinator: Any, as_actor: Any, now: Any, told: Any, by: str
) -> None:
    as_actor(adviser)
    key = uuid7()
    concern = take_down(adviser, now, citizen, call_id=key, **told)
    assert take_down(adviser, now, citizen, call_id=key, **told) == concern, "a double click"
    as_actor(coordinator)
    [entry] = standing()
    assert (entry.giver, entry.receiver, entry.what) == (None, adviser.agency, "summary")
    assert (entry.person, entry.at, entry.basis) == (citizen, now - timedelta(days=1), None)
    assert entry.particulars.outside == by
    assert concern.number in entry.content.text
    assert "Hemmelig" not in entry.content.text, "fewer read a concern than the ledger"
    assert ConcernReport.objects.get(pk=concern.pk).received == [entry.pk]


@pytest.mark.usefixtures("sees")
def test_a_parent_s_concern_is_none(
    citizen: Any, adviser: Any, as_actor: Any, now: Any, coordinator: Any
) -> None:
    as_actor(adviser)
    take_down(adviser, now, citizen, channel="national_hotline", caller_kind="parent", authority="")
    as_actor(coordinator)
    assert standing() == []


@pytest.mark.usefixtures("sees")
def test_what_turns_out_to_be_a_referral_is_received_then_and_once(
    citizen: Any, adviser: Any, as_actor: Any, now: Any, coordinator: Any
) -> None:
    as_actor(adviser)
    concern = take_down(adviser, now, citizen, channel="mail", caller_kind="employee", authority="")
    for _time in range(2):
        correct(concern, adviser, now, channel="referral", authority="Prøveskolen")
    as_actor(coordinator)
    [entry] = standing()
    assert entry.particulars.outside == "Prøveskolen"
    correct(concern, coordinator, now, authority="Prøve Gymnasium")
    assert [each.particulars.outside for each in standing()] == ["Prøve Gymnasium"]
    correct(concern, coordinator, now, channel="mail", authority="")
    assert standing() == []
    reasons = Disclosure.objects.values_list("particulars__stopped_why", flat=True)
    assert list(reasons) == ["concern corrected", "concern corrected"]


def test_it_is_received_about_whom_the_concern_turns_out_to_be(
    citizen: Any, adviser: Any, as_actor: Any, now: Any, coordinator: Any, copenhagen: Any, arrange: Any
) -> None:
    with arrange():
        other = sensitive.citizen(copenhagen, by=adviser, name="Bent Opdigtet")
    as_actor(adviser)
    concern = take_down(adviser, now)
    as_actor(coordinator)
    assert standing() == [], "nobody yet"
    for person in (citizen, other):
        concern.refresh_from_db()
        operations.say_who(concern=concern, person=person, by=coordinator, at=now, version=concern.version)
        assert [each.person for each in standing()] == [person]
    assert Disclosure.objects.count() == 2


@pytest.mark.usefixtures("sees")
def test_the_ledger_and_the_concern_show_it(
    citizen: Any, adviser: Any, coordinator: Any, as_actor: Any, browse: Any, person: Any, now: Any
) -> None:
    as_actor(adviser)
    concern = take_down(adviser, now, citizen)
    reader, ledger = browse(coordinator), reverse("disclosures:ledger")
    assert "Prøve Kriminalforsorg" not in reader.get(ledger).text
    page = reader.get(ledger + "?direction=received").text
    assert "Anton Opdigtet" in page
    assert "Prøve Kriminalforsorg" in page
    assert "Ikke oplyst: afgiveren svarer for den" in page
    as_actor(coordinator)
    [entry] = standing()
    assert entry.get_absolute_url() in reader.get(concern.get_absolute_url()).text
    assert "Det, der blev" not in reader.get(concern.get_absolute_url()).text, "it told nobody anything"
    assert entry.get_absolute_url() not in browse(adviser).get(concern.get_absolute_url()).text
    for page in (reader.get(entry.get_absolute_url()), reader.get(citizen.get_absolute_url())):
        assert "Ikke oplyst: afgiveren svarer for den" in page.text
    audited = browse(person("auditor")).get(ledger).text
    assert "Ikke oplyst" in audited
    assert "Kriminalforsorg" not in audited


@pytest.mark.usefixtures("sees")
def test_nobody_says_herself_that_something_was_received(
    citizen: Any, adviser: Any, as_actor: Any, now: Any, coordinator: Any
) -> None:
    as_actor(adviser)
    concern = take_down(adviser, now, citizen)
    for who in (adviser, coordinator):
        as_actor(who)
        with pytest.raises(ProgrammingError), transaction.atomic():
            ConcernReport.objects.filter(pk=concern.pk).update(received=[])
