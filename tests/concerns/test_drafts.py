"""What a coordinator is writing of a concern and has not saved: hers alone, and gone with the concern."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests import sensitive
from tovholder.audit.models import Look
from tovholder.cases.models import Recusal
from tovholder.concerns import operations
from tovholder.concerns.models import ConcernDraft, ConcernReport
from tovholder.core.ids import uuid7

TYPED = {"X-Requested-With": "autosave"}
GROUNDS = {"grounds": "Brud med venner", "prevention": "Kan vendes", "proportionality": "En samtale"}


pytestmark = pytest.mark.usefixtures("at_now")


def window(client: Any, address: str) -> dict[str, str]:
    """A window on a form: what stands in it and is sent back."""
    shown = client.get(address).context
    fields = {name: str(shown["form"][name].value() or "") for name in shown["form"].fields}
    return {**fields, "draft": shown["draft"].token}


def kept(arrange: Any) -> list[dict[str, list[str]]]:
    with arrange():
        return [draft.written() for draft in ConcernDraft.objects.order_by("pk")]


def test_the_grounds_are_kept_as_one_types_and_go_when_they_are_saved(
    concern: Any, coordinator: Any, person: Any, browse: Any, arrange: Any
) -> None:
    client, page = browse(coordinator), reverse("concerns:concern", args=[concern.pk])
    assess = reverse("concerns:assess", args=[concern.pk])
    first = window(client, page)
    with arrange():
        looks = Look.objects.count()
    half = {**first, "grounds": "Brud med venner"}
    assert client.post(assess, half, headers=TYPED).status_code == 204
    with arrange():
        assert Look.objects.count() == looks
        concern.refresh_from_db()
        assert concern.grounds == ""
    again = client.get(page)
    assert "Brud med venner" in again.text
    assert "Kladde fra 20. september 2022 kl. 12.00" in again.text
    assert "Brud med venner" not in browse(person("coordinator")).get(page).text
    assert client.post(assess, {**window(client, page), **GROUNDS}).status_code == 302
    with arrange():
        concern.refresh_from_db()
        assert concern.grounds == "Brud med venner"
    assert kept(arrange) == []


def test_a_colleague_who_saved_first_is_told_of_when_a_draft_is_opened_again(
    concern: Any, coordinator: Any, person: Any, browse: Any, arrange: Any
) -> None:
    client, page = browse(coordinator), reverse("concerns:concern", args=[concern.pk])
    assess = reverse("concerns:assess", args=[concern.pk])
    client.post(assess, {**window(client, page), **GROUNDS, "grounds": "Mine"}, headers=TYPED)
    other = browse(person("coordinator"))
    assert other.post(assess, {**window(other, page), **GROUNDS}).status_code == 302
    mine = window(client, page)
    assert (mine["grounds"], mine["version"]) == ("Mine", "1")
    shown = client.post(assess, mine)
    assert shown.context["theirs"].newest.grounds == "Brud med venner"
    assert kept(arrange)[0]["grounds"] == ["Mine"], "what was refused is not lost"


def test_two_windows_on_the_grounds_are_shown_both(
    concern: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    client, page = browse(coordinator), reverse("concerns:concern", args=[concern.pk])
    assess = reverse("concerns:assess", args=[concern.pk])
    first, second = window(client, page), window(client, page)
    assert client.post(assess, {**first, **GROUNDS}, headers=TYPED).status_code == 204
    mine = {**second, **GROUNDS, "grounds": "Skrevet her"}
    assert client.post(assess, mine, headers=TYPED).status_code == 412
    shown = client.post(assess, mine)
    assert shown.context["draft"].both == [("Grundlag", "Brud med venner", "Skrevet her")]
    with arrange():
        concern.refresh_from_db()
        assert concern.grounds == ""
    assert client.post(assess, {**mine, "draft": shown.context["draft"].token}).status_code == 302


def test_after_the_exit_nothing_is_kept_and_it_is_said_why(
    concern: Any, coordinator: Any, browse: Any, arrange: Any, as_actor: Any, now: Any
) -> None:
    client, page = browse(coordinator), reverse("concerns:concern", args=[concern.pk])
    assess = reverse("concerns:assess", args=[concern.pk])
    mine = {**window(client, page), **GROUNDS}
    client.post(assess, mine, headers=TYPED)
    as_actor(coordinator)
    operations.leave(concern=concern, by=coordinator, at=now, exit="advice", reason="Rådgivet")
    assert kept(arrange) == []
    told = client.post(assess, mine, headers=TYPED)
    assert (told.status_code, told.text) == (412, "Henvendelsen er allerede visiteret.")
    assert kept(arrange) == []


FORMS = {
    "a question to the police": ("concerns:ask_clearance", {}, "extract"),
    "an exit": ("concerns:leave", {"exit": "other_house"}, "text"),
    "a case": ("cases:open_from_concern", {}, "reason"),
    "a correction": ("concerns:correct", {}, "behaviour"),
}


@pytest.mark.parametrize("what", FORMS)
def test_what_is_written_about_a_concern_is_kept(
    what: str, weighed: Any, coordinator: Any, officer: Any, browse: Any, arrange: Any
) -> None:
    name, kwargs, field = FORMS[what]
    client, address = browse(coordinator), reverse(name, kwargs={"concern_id": weighed.pk, **kwargs})
    mine = window(client, address)
    assert client.post(address, {**mine, field: "Skrevet i ro"}, headers=TYPED).status_code == 204
    assert window(client, address)[field] == "Skrevet i ro"
    assert "key" not in kept(arrange)[0], "a second window's text is no second click of the first"
    with arrange():
        assert not ConcernReport.objects.exclude(exit="").exists()


def test_an_exit_is_undone_where_another_window_has_written_on(
    weighed: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    """The draft goes in the exit's own statement, and with the exit itself by a trigger."""
    client = browse(coordinator)
    address = reverse("concerns:leave", kwargs={"concern_id": weighed.pk, "exit": "unfounded"})
    first, second = window(client, address), window(client, address)
    assert client.post(address, {**first, "reason": "I det første"}, headers=TYPED).status_code == 204
    shown = client.post(address, {**second, "reason": "I det andet"})
    assert shown.context["draft"].both == [("Begrundelse", "I det første", "I det andet")]
    with arrange():
        assert not ConcernReport.objects.exclude(exit="").exists()
    assert kept(arrange) == [{"reason": ["I det første"]}]
    goes_on = {**second, "draft": shown.context["draft"].token, "reason": "Begge"}
    assert client.post(address, goes_on).status_code == 302
    with arrange():
        assert ConcernReport.objects.get(pk=weighed.pk).exit_reason == "Begge"
    assert kept(arrange) == []


def test_who_took_it_down_keeps_what_she_corrects(
    concern: Any, adviser: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    client, address = browse(adviser), reverse("concerns:correct", args=[concern.pk])
    mine = {"version": "1", "residence": "here", "caller_kind": "teacher", "channel": "referral"}
    mine |= {"kinds": ["incel", "left"], "behaviour": "Set igen", "draft": window(client, address)["draft"]}
    assert client.post(address, mine, headers=TYPED).status_code == 204
    shown = client.get(address).context["form"]
    assert (shown["behaviour"].value(), shown["kinds"].value()) == ("Set igen", ["incel", "left"])
    assert window(browse(coordinator), address)["behaviour"] != "Set igen"
    assert client.post(address, {**mine, "kinds": ["incel"]}).status_code == 302
    assert kept(arrange) == []


def test_a_draft_is_its_writers_while_she_sees_the_concern(
    concern: Any, coordinator: Any, adviser: Any, stranger: Any, person: Any, as_actor: Any, now: Any
) -> None:
    as_actor(coordinator)
    _draft(coordinator, concern, now).save(force_insert=True)
    for other in (adviser, stranger, person("coordinator"), person("dpo"), None):
        as_actor(other)
        assert not ConcernDraft.objects.exists()
        assert not ConcernDraft.objects.update(content=b"y")
    as_actor(coordinator)
    assert ConcernDraft.objects.exists()


def _draft(user: Any, concern: Any, at: Any) -> ConcernDraft:
    return ConcernDraft(
        municipality=concern.municipality,
        by=user,
        concern=concern,
        place="grounds",
        of=concern.pk,
        page=uuid7(),
        saved_at=at,
        content=b"x",
    )


def test_recusal_from_the_persons_case_takes_it_along(
    copenhagen: Any, concern: Any, coordinator: Any, as_actor: Any, arrange: Any, now: Any
) -> None:
    as_actor(coordinator)
    _draft(coordinator, concern, now).save(force_insert=True)
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator, person=concern.person)
        Recusal.objects.create(case=case, user=coordinator, since=now, declared_by=coordinator)
        assert not ConcernDraft.objects.exists()


def test_whatever_deletes_a_concern_deletes_what_is_being_written_of_it(
    concern: Any, coordinator: Any, as_actor: Any, arrange: Any, now: Any
) -> None:
    as_actor(coordinator)
    _draft(coordinator, concern, now).save(force_insert=True)
    with arrange(), connection.cursor() as cursor:
        cursor.execute("delete from concerns_concernreport")
        cursor.execute("set constraints all immediate")
        assert not ConcernDraft.objects.exists()


def test_a_draft_that_nobody_saves_is_deleted_after_its_time(
    concern: Any, coordinator: Any, as_actor: Any, arrange: Any, now: Any
) -> None:
    as_actor(coordinator)
    _draft(coordinator, concern, now - timedelta(days=6)).save(force_insert=True)
    as_actor(-3)
    assert operations.forget_drafts(ConcernDraft, at=now) == 0
    with arrange():
        ConcernDraft.objects.update(saved_at=now - timedelta(days=8))
    as_actor(-3)
    assert operations.forget_drafts(ConcernDraft, at=now) == 1
