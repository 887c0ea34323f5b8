"""What was told is corrected in triage, by who took it down and coordinators; what stood before is kept."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tovholder.concerns.models import ExtremismKind

TOLD = {
    "behaviour": "Sover om dagen.",
    "relations": "21.9.: har en ny ven",
    "statements": "",
    "situation": "",
    "strengths": "",
    "kinds": [],
    "residence": "here",
    "caller_kind": "teacher",
    "authority": "Prøveskolen",
    "channel": "referral",
}


def address(concern: Any) -> str:
    return reverse("concerns:correct", args=[concern.pk])


@pytest.mark.parametrize("role", ["adviser", "coordinator"])
def test_it_is_corrected_and_what_stood_is_shown(
    role: str, concern: Any, adviser: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    client = browse({"adviser": adviser, "coordinator": coordinator}[role])
    before = concern.behaviour
    shown = client.get(address(concern)).content.decode()
    assert before in shown
    assert "Intet er rettet" in shown
    assert client.post(address(concern), {**TOLD, "version": "1"}).status_code == 302
    with arrange():
        concern.refresh_from_db()
    assert {name: getattr(concern, name) for name in TOLD} == TOLD
    page = client.get(address(concern)).content.decode()
    assert before in page
    assert "Prøveskolen" in client.get(concern.get_absolute_url()).content.decode()


def test_of_two_who_correct_the_second_sees_both(
    concern: Any, adviser: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    sent = {**TOLD, "version": "1"}
    assert browse(coordinator).post(address(concern), {**sent, "relations": "Hendes"}).status_code == 302
    client = browse(adviser)
    page = client.post(address(concern), {**sent, "relations": "Mine"})
    text = page.content.decode()
    assert page.status_code == 200
    assert all(words in text for words in ("Hendes", "Mine", coordinator.name))
    again = {**sent, "relations": "Mine", "version": page.context["form"].data["version"]}
    assert client.post(address(concern), again).status_code == 302
    with arrange():
        concern.refresh_from_db()
    assert (concern.relations, concern.version) == ("Mine", 3)


def test_no_word_of_what_was_seen_is_no_concern(concern: Any, adviser: Any, browse: Any) -> None:
    page = browse(adviser).post(address(concern), {**TOLD, "behaviour": " ", "relations": "", "version": "1"})
    assert page.status_code == 200
    assert "mindst én" in page.content.decode()


def test_after_the_exit_it_stands(
    concern: Any, coordinator: Any, adviser: Any, browse: Any, arrange: Any
) -> None:
    with arrange():
        type(concern).objects.filter(pk=concern.pk).update(
            exit="advice", exit_at=timezone.now(), exit_by=coordinator, exit_reason="Rådgivet"
        )
    for user in (coordinator, adviser):
        page = browse(user).post(address(concern), {**TOLD, "version": "1"})
        assert page.status_code == 200
        assert "allerede visiteret" in page.content.decode()
    with arrange():
        concern.refresh_from_db()
    assert concern.version == 1


def test_whoever_only_calls_back_corrects_nothing(
    copenhagen: Any, concern: Any, person: Any, browse: Any, arrange: Any, now: Any, as_actor: Any
) -> None:
    other = person("adviser")
    with arrange():
        type(concern).objects.filter(pk=concern.pk).update(call_back_at=now, call_back_by=other)
    assert "Ret eller tilføj" not in browse(other).get(concern.get_absolute_url()).content.decode()
    assert browse(other).post(address(concern), {**TOLD, "version": "1"}).status_code == 403
    as_actor(other)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update concerns_concernreport set behaviour = 'x' where id = %s", [concern.pk])


def test_a_kind_that_is_no_longer_used_stays_with_the_concern(
    copenhagen: Any, coordinator: Any, adviser: Any, browse: Any, arrange: Any, now: Any
) -> None:
    with arrange():
        old = sensitive.concern(copenhagen, by=adviser, kinds=["incel"])
        ExtremismKind.objects.filter(municipality=copenhagen, key="incel").update(ended_on=now.date())
    page = browse(coordinator).get(address(old)).content.decode()
    assert 'value="incel"' in page
