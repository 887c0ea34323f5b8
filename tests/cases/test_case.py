"""From a concern to a case, through its steps, to its end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tovholder.access import gate
from tovholder.cases.models import Case, CaseConcern, Note, Opening, Participation, Step, Task
from tovholder.cases.operations import case as operations
from tovholder.cases.operations import steps
from tovholder.cases.operations.refused import CaseIsClosed, ChangedMeanwhile
from tovholder.concerns.models import ConcernReport, PoliceClearance
from tovholder.core.ids import uuid7
from tovholder.people.models import Double

WORDS = {"reason": "Brud med venner", "purpose": "Forebygge", "basis": "Art. 6"}


@pytest.fixture
def coordinator(person):
    return person("coordinator", name="Karen Prøve")


@pytest.fixture
def concern(copenhagen, coordinator, person, arrange):
    """A concern that is triaged and cleared by the police."""
    officer = person("participant", agency="police")
    with arrange():
        made = sensitive.concern(
            copenhagen,
            by=coordinator,
            person=sensitive.citizen(copenhagen, by=coordinator),
            grounds="Konkret bekymring",
            prevention="Kan hjælpes",
            proportionality="Det mindst indgribende",
            triaged_at=sensitive.WHEN,
            triaged_by=coordinator,
        )
        PoliceClearance.objects.create(
            municipality=copenhagen,
            concern=made,
            number=made.number,
            asked_of=officer,
            asked_by=coordinator,
            asked_at=sensitive.WHEN,
            extract="Navn",
            answer="nothing_against",
            answered_at=sensitive.WHEN + timedelta(days=3),
            answered_by=officer,
        )
    return made


@pytest.fixture
def case(copenhagen, coordinator, arrange):
    with arrange():
        return sensitive.case(copenhagen, by=coordinator)


def test_a_case_is_opened_from_a_concern_with_the_steps_that_follow_from_it(
    concern, coordinator, as_actor, now
):
    as_actor(coordinator)
    case = operations.open_from_concern(concern=concern, by=coordinator, at=now, id=uuid7(), **WORDS)
    assert case.number == "2022-0001"
    assert [(step.kind, step.at) for step in Step.objects.order_by("at")] == [
        ("received", concern.received_at),
        ("cleared", sensitive.WHEN + timedelta(days=3)),
    ]
    assert CaseConcern.objects.get(case=case).concern == concern
    assert Participation.objects.get(case=case).user == coordinator
    assert ConcernReport.objects.get(pk=concern.pk).exit == "info_house"


def test_a_form_that_is_sent_twice_opens_one_case(concern, coordinator, as_actor, now):
    as_actor(coordinator)
    key = uuid7()
    first = operations.open_from_concern(concern=concern, by=coordinator, at=now, id=key, **WORDS)
    assert operations.open_from_concern(concern=concern, by=coordinator, at=now, id=key, **WORDS) == first
    assert Case.objects.count() == 1


def test_a_concern_that_has_left_triage_opens_no_second_case(concern, coordinator, as_actor, now):
    as_actor(coordinator)
    operations.open_from_concern(concern=concern, by=coordinator, at=now, id=uuid7(), **WORDS)
    left = ConcernReport.objects.get(pk=concern.pk)
    with pytest.raises(operations.AlreadyInACase):
        operations.open_from_concern(concern=left, by=coordinator, at=now, id=uuid7(), **WORDS)


def test_a_concern_about_nobody_opens_none(copenhagen, coordinator, as_actor, arrange, now):
    with arrange():
        nobody = sensitive.concern(copenhagen, by=coordinator)
    as_actor(coordinator)
    with pytest.raises(operations.NobodyKnown):
        operations.open_from_concern(concern=nobody, by=coordinator, at=now, id=uuid7(), **WORDS)


def test_numbers_go_on_by_year_past_a_case_that_the_coordinator_does_not_see(
    copenhagen, coordinator, as_actor, arrange, now
):
    from tovholder.cases.models import Recusal

    with arrange():
        hidden = sensitive.case(copenhagen, by=coordinator, number="2022-0117")
        Recusal.objects.create(case=hidden, user=coordinator, since=sensitive.WHEN, declared_by=coordinator)
        person = sensitive.citizen(copenhagen, by=coordinator)
    as_actor(coordinator)
    opened = operations.open_by_hand(person=person, by=coordinator, at=now, **WORDS)
    assert opened.number == "2022-0118"
    later = operations.open_by_hand(person=person, by=coordinator, at=now + timedelta(days=120), **WORDS)
    assert later.number == "2023-0001"


def test_a_further_concern_about_the_same_person_joins_and_another_does_not(
    copenhagen, concern, coordinator, as_actor, arrange, now
):
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator, person=concern.person)
        other = sensitive.case(copenhagen, by=coordinator)
    as_actor(coordinator)
    with pytest.raises(operations.AboutSomebodyElse):
        operations.join(case=other, concern=concern, by=coordinator, at=now, reason="Samme skole")
    joined = operations.join(case=case, concern=concern, by=coordinator, at=now, reason="Samme person")
    again = {"case": case, "concern": concern, "by": coordinator, "at": now}
    assert operations.join(**again, reason="Samme person") == joined
    with pytest.raises(operations.AlreadyInACase):
        operations.join(**again, reason="Igen")


def test_only_a_coordinator_opens_a_case(copenhagen, person, as_actor, arrange, coordinator, now):
    nurse = person("participant", agency="sof")
    with arrange():
        citizen = sensitive.citizen(copenhagen, by=coordinator)
    as_actor(nurse)
    with pytest.raises(gate.Denied):
        operations.open_by_hand(person=citizen, by=nurse, at=now, **WORDS)


# --- steps -----------------------------------------------------------------------------------------------


def test_every_step_can_be_reached_and_no_thank_you_leads_on():
    reached, found = set(), {Step.Kind.RECEIVED}
    while found - reached:
        kind = (found - reached).pop()
        reached.add(kind)
        found |= set(steps.after(kind))
    assert reached | {Step.Kind.CLOSED, Step.Kind.REOPENED} == set(Step.Kind)
    assert set(steps.NEXT) == set(Step.Kind)
    assert Step.Kind.OFFERED in steps.after(Step.Kind.DECLINED)


def test_only_the_next_possible_steps_are_taken(case, coordinator, as_actor, now):
    as_actor(coordinator)
    with pytest.raises(operations.NotNext):
        operations.note_step(case=case, kind="in_course", by=coordinator, at=now)
    operations.note_step(case=case, kind="discussed", by=coordinator, at=now)
    operations.note_step(case=case, kind="offered", by=coordinator, at=now)
    operations.note_step(case=case, kind="declined", by=coordinator, at=now)
    assert Step.objects.order_by("-at", "-id").first().kind == "declined"


def test_a_step_is_noted_on_its_day_but_not_before_the_last_one_or_ahead(case, coordinator, as_actor, now):
    as_actor(coordinator)
    day = timezone.localdate(now) - timedelta(days=2)
    step = operations.note_step(case=case, kind="discussed", by=coordinator, at=now, on=day)
    assert timezone.localdate(step.at) == day
    for wrong in (day - timedelta(days=1), timezone.localdate(now) + timedelta(days=1)):
        with pytest.raises(operations.OutOfOrder):
            operations.note_step(case=case, kind="offered", by=coordinator, at=now, on=wrong)


def test_a_double_click_notes_one_step_and_a_second_editor_is_told(case, coordinator, as_actor, now):
    as_actor(coordinator)
    seen, key = Step.objects.order_by("-at").first().pk, uuid7()
    for _click in range(2):
        operations.note_step(case=case, kind="discussed", by=coordinator, at=now, id=key, seen=seen)
    assert Step.objects.filter(kind="discussed").count() == 1
    with pytest.raises(ChangedMeanwhile) as told:
        operations.note_step(case=case, kind="checked", by=coordinator, at=now, id=uuid7(), seen=seen)
    assert told.value.who == "Karen Prøve"


# --- words, closing --------------------------------------------------------------------------------------


def test_of_two_who_change_the_words_the_second_is_told_and_sees_both(
    case, coordinator, person, as_actor, now
):
    other = person("coordinator", name="Mette Prøve")
    as_actor(coordinator)
    operations.describe(case=case, by=coordinator, at=now, version=1, **WORDS)
    as_actor(other)
    with pytest.raises(ChangedMeanwhile) as told:
        operations.describe(case=case, by=other, at=now, version=1, **{**WORDS, "reason": "Mit"})
    assert (told.value.who, told.value.theirs["reason"]) == ("Karen Prøve", "Brud med venner")
    assert Case.objects.get().reason == "Brud med venner"


def test_what_is_said_of_a_step_is_its_agencys_note(case, coordinator, person, as_actor, arrange, now):
    nurse = person("participant", agency="sof")
    with arrange():
        sensitive.take_part(case, nurse, by=coordinator)
    as_actor(coordinator)
    operations.note_step(case=case, kind="conversation", by=coordinator, at=now, note="På biblioteket")
    note = Note.objects.get()
    assert (note.text, note.agency, note.at) == ("På biblioteket", coordinator.agency, now)
    as_actor(nurse)
    assert Step.objects.filter(case=case, kind="conversation").exists()
    assert not Note.objects.exists()


def test_a_case_closes_when_no_task_waits_and_opens_again_with_a_reason(
    case, coordinator, as_actor, arrange, now
):
    with arrange():
        task = Task.objects.create(
            case=case,
            title="Ring",
            agency=coordinator.agency,
            due_on=now.date(),
            made_at=now,
            made_by=coordinator,
            form=uuid7(),
        )
    as_actor(coordinator)
    with pytest.raises(operations.HasOpenTasks):
        operations.close(case=case, by=coordinator, at=now, outcome="declined", reason="Nej tak")
    Task.objects.filter(pk=task.pk).update(dropped_at=now)
    operations.close(case=case, by=coordinator, at=now, outcome="declined", reason="Nej tak")
    assert Step.objects.order_by("-at", "-id").first().kind == "closed"
    with pytest.raises(CaseIsClosed):
        operations.note_step(case=case, kind="offered", by=coordinator, at=now)
    operations.reopen(case=case, by=coordinator, at=now + timedelta(days=9), reason="Ringede selv")
    assert Case.objects.get().closed_at is None
    operations.note_step(case=case, kind="offered", by=coordinator, at=now + timedelta(days=10))


def test_the_purpose_is_asked_once_a_day_and_case(case, coordinator, as_actor, now):
    as_actor(coordinator)
    operations.say_purpose(case=case, by=coordinator, at=now, purpose="Forberede mødet")
    operations.say_purpose(case=case, by=coordinator, at=now, purpose="Noget andet")
    assert Opening.objects.get().purpose == "Forberede mødet"
    operations.say_purpose(case=case, by=coordinator, at=now + timedelta(days=1), purpose="Skrive")
    assert Opening.objects.count() == 2


def test_that_the_police_have_cleared_it_is_noted_by_them_or_a_coordinator(
    copenhagen, coordinator, person, as_actor, arrange, browse, now
):
    officer, social = person("participant", agency="police"), person("participant", agency="sof")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        Step.objects.filter(case=case, kind="cleared").delete()
        for user in (officer, social):
            sensitive.take_part(case, user, by=coordinator)
    as_actor(social)
    with pytest.raises(operations.NotNext):
        operations.note_step(case=case, kind="cleared", by=social, at=now)
    client = browse(social)
    client.post(reverse("cases:case", args=[case.pk]), {"purpose": "record"})
    page = client.get(reverse("cases:step", args=[case.pk]))
    assert "cleared" not in dict(page.context["form"].fields["kind"].choices)
    as_actor(officer)
    operations.note_step(case=case, kind="cleared", by=officer, at=now)


def test_a_concern_about_whom_a_third_row_makes_one_joins(
    concern, copenhagen, coordinator, as_actor, arrange, now
):
    with arrange():
        between = sensitive.citizen(copenhagen, by=coordinator)
        case = sensitive.case(copenhagen, by=coordinator)
        for gone in (concern.person, case.person):
            Double.objects.create(
                municipality=copenhagen,
                kept=between,
                gone=gone,
                ground="by_hand",
                found_at=now,
                merged_at=now,
                merged_by=coordinator,
            )
    as_actor(coordinator)
    assert (
        operations.join(case=case, concern=concern, by=coordinator, at=now, reason="Den samme").case == case
    )
