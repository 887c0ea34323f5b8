"""What is being written for the ledger and not saved: its writer's alone, while she sees the person."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import sensitive
from tovholder.audit.models import Look
from tovholder.cases.models import Participation, Recusal
from tovholder.concerns import operations as concerns
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Content, DisclosureDraft
from tovholder.people.models import Person

TYPED = {"X-Requested-With": "autosave"}
TEXT = "Han har mistet sin læreplads og ringer selv på torsdag."


@pytest.fixture(autouse=True)
def clock(now, monkeypatch):
    monkeypatch.setattr("tovholder.core.clock.now", lambda: now)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: now.date())


def opened(client, address):
    """A window on a form, with what it sends beside the text."""
    shown = client.get(address).context
    basis = next(str(key) for key, _label in shown["form"].fields["basis"].choices if str(key))
    sent = {"what": "oral", "told_at": "2022-09-20T09:00", "purpose": "Forebygge", "necessity": "Nødvendigt"}
    sent |= {"basis": basis, "act": str(uuid7()), "content": shown["form"]["content"].value() or ""}
    return {**sent, "draft": shown["draft"].token}


def ends(cast, address):
    """Who is at the other end."""
    police = cast.agencies["police"].pk
    return {"receivers": [police]} if "given" in address or "give" in address else {"giver": police}


@pytest.mark.parametrize("name", ["receive", "give"])
def test_what_is_written_for_the_ledger_is_kept_and_goes_when_it_is_saved(cast, browse, arrange, name):
    client, address = browse(cast.nurse), reverse(f"disclosures:{name}", args=[cast.person.pk])
    sent = opened(client, address) | ends(cast, address) | {"content": TEXT}
    with arrange():
        looks = Look.objects.count()
    assert client.post(address, sent, headers=TYPED).status_code == 204
    with arrange():
        assert Look.objects.count() == looks
        assert "act" not in DisclosureDraft.objects.get().written()
    again = client.get(address)
    assert "Kladde fra 20. september 2022 kl. 12.00. Kun du ser den." in again.text
    form = again.context["form"]
    assert (form["content"].value(), form["purpose"].value()) == (TEXT, "Forebygge")
    (end, who), police = next(iter(ends(cast, address).items())), str(cast.agencies["police"].pk)
    assert form[end].value() == ([police] if isinstance(who, list) else police)
    assert opened(browse(cast.coordinator), address)["content"] == ""
    assert client.post(address, {**sent, "draft": again.context["draft"].token}).status_code == 302
    with arrange():
        assert Content.objects.get().text == TEXT
        assert not DisclosureDraft.objects.exists()


def test_of_two_windows_the_second_sees_both_and_whom_each_names(cast, browse, arrange):
    client, address = browse(cast.nurse), reverse("disclosures:give", args=[cast.person.pk])
    first, second = opened(client, address), opened(client, address)
    police, bif = cast.agencies["police"], cast.agencies["bif"]
    to_both = {"receivers": [police.pk, bif.pk], "content": TEXT}
    assert client.post(address, {**first, **to_both}, headers=TYPED).status_code == 204
    shown = client.post(address, {**second, "receivers": [police.pk], "content": "Andet"})
    assert shown.status_code == 200
    both = {label: (there, here) for label, there, here in shown.context["draft"].both}
    assert both["Det, der blev fortalt"] == (TEXT, "Andet")
    there, here = both["Hvem har fået det fortalt?"]
    assert sorted(there.split(", ")) == sorted([str(bif), str(police)])
    assert here == str(police)
    with arrange():
        assert not Content.objects.exists()


# --- the database alone -----------------------------------------------------------------------------------


def draft_of(user, person, at):
    return DisclosureDraft(
        municipality=person.municipality,
        by=user,
        person=person,
        place="given",
        of=person.pk,
        page=uuid7(),
        saved_at=at,
        content=b"x",
    )


@pytest.fixture
def written(cast, as_actor, now):
    """The nurse's draft."""
    as_actor(cast.nurse)
    draft_of(cast.nurse, cast.person, now).save(force_insert=True)


def test_nobody_but_its_writer_sees_or_touches_a_draft(cast, written, as_actor, stranger, now):
    for one in (cast.coordinator, cast.officer, cast.auditor, cast.outsider, stranger, None):
        as_actor(one)
        assert not DisclosureDraft.objects.exists()
        assert not DisclosureDraft.objects.update(content=b"y")
        assert DisclosureDraft.objects.all().delete()[0] == 0
    for one in (cast.auditor, cast.outsider):  # neither sees the person
        as_actor(one)
        with pytest.raises(DatabaseError), transaction.atomic():
            draft_of(one, cast.person, now).save(force_insert=True)
    as_actor(cast.nurse)
    assert DisclosureDraft.objects.count() == 1


def test_it_is_not_seen_by_whoever_no_longer_sees_the_person(cast, written, as_actor, arrange, now):
    with arrange():
        Participation.objects.filter(user=cast.nurse).update(valid_until=now - timedelta(hours=1))
    as_actor(cast.nurse)
    assert not DisclosureDraft.objects.exists()


def test_recusal_takes_it_along(cast, written, as_actor, arrange, now):
    with arrange():
        case = Participation.objects.get(user=cast.nurse).case
    as_actor(cast.nurse)
    Recusal(case=case, user=cast.nurse, since=now, declared_by=cast.nurse).save(force_insert=True)
    with arrange():
        assert not DisclosureDraft.objects.exists()


def test_whatever_deletes_the_person_deletes_it(copenhagen, cast, as_actor, arrange, now):
    with arrange():
        alone = sensitive.citizen(copenhagen, by=cast.coordinator, name="Ene Opdigtet")
        draft_of(cast.coordinator, alone, now).save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("delete from people_particulars where person_id = %s", [alone.pk])
            cursor.execute("delete from people_person where id = %s", [alone.pk])
            cursor.execute("set constraints all immediate")
        assert not Person.objects.filter(pk=alone.pk).exists()
        assert not DisclosureDraft.objects.exists()


def test_it_is_deleted_after_its_time(cast, written, as_actor, arrange, now):
    as_actor(-3)
    assert concerns.forget_drafts(DisclosureDraft, at=now + timedelta(days=6)) == 0
    assert concerns.forget_drafts(DisclosureDraft, at=now + timedelta(days=8)) == 1
