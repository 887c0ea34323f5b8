"""Meetings by their rule, an agenda as each may see it, the room by item, and what is written during it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tovholder.access import gate
from tovholder.cases import tasks as jobs
from tovholder.cases import words
from tovholder.cases.models import Heading, Item, Meeting, Presence, Recommendation, Step
from tovholder.cases.operations import meeting as agenda
from tovholder.cases.operations import meeting_talk as talk
from tovholder.cases.operations.refused import ChangedMeanwhile
from tovholder.cases.queries import meeting as queries
from tovholder.cases.queries import waiting
from tovholder.core.ids import uuid7


def test_a_series_makes_the_meetings_of_a_quarter_at_the_same_hour_in_winter(copenhagen, person, as_actor):
    coordinator = person("coordinator")
    as_actor(coordinator)
    at = datetime(2022, 9, 20, 8, tzinfo=UTC)
    first = datetime(2022, 9, 8, 7, tzinfo=UTC)
    agenda.start_series(by=coordinator, at=at, name="Infohus", first_at=first)
    made = list(Meeting.objects.order_by("starts_at"))
    assert [f"{timezone.localtime(one.starts_at):%d.%m %H.%M}" for one in made][:4] == [
        "22.09 09.00",
        "06.10 09.00",
        "20.10 09.00",
        "03.11 09.00",
    ]
    assert not agenda.plan_meetings(by=coordinator, at=at)
    jobs.plan_coming_meetings.func()


def test_only_a_coordinator_plans(copenhagen, person):
    with pytest.raises(gate.Denied):
        agenda.plan_meetings(by=person("participant"), at=timezone.now())


def test_cases_that_are_ready_are_suggested_and_those_on_an_agenda_are_not(house, copenhagen, as_actor):
    with arranging():
        ready = sensitive.case(copenhagen, by=house.coordinator)
        new = sensitive.case(copenhagen, by=house.coordinator)
        Step.objects.filter(case=new, kind="cleared").delete()
        later = meetings.meeting(copenhagen, series=house.meeting.series)
    as_actor(house.coordinator)
    found = queries.suggest_agenda(later, house.coordinator, timezone.now())
    assert [one.case for one in found] == [ready]
    agenda.add_items(meeting=later, by=house.coordinator, at=timezone.now(), cases=[ready])
    agenda.add_items(meeting=later, by=house.coordinator, at=timezone.now(), cases=[ready])
    kinds = [item.kind for item in later.items.order_by("position")]
    assert kinds == ["welcome", "case", "other"]


def test_items_change_places_and_go(house, as_actor):
    as_actor(house.coordinator)
    common = {"by": house.coordinator, "at": timezone.now()}
    agenda.move_item(item=house.items[2], up=True, **common)
    order = list(Item.objects.filter(case__isnull=False).order_by("position").values_list("case", flat=True))
    assert order == [house.other.pk, house.case.pk]
    agenda.set_minutes(item=house.items[1], minutes=10, **common)
    agenda.remove_item(item=house.items[2], **common)
    assert Item.objects.filter(case__isnull=False).get().minutes == 10


def test_a_recused_person_sees_neither_the_item_nor_a_gap(house, as_actor, browse):
    as_actor(house.recused)
    lines = queries.agenda(house.meeting, timezone.now())
    assert [line.number for line in lines] == [1, 2, 3]
    assert [line.item.case for line in lines] == [None, house.other, None]
    client = browse(house.recused)
    for name in ("cases:meeting", "cases:meeting_projector", "cases:package"):
        page = client.get(reverse(name, args=[house.meeting.pk])).content.decode()
        assert house.case.number not in page
        assert house.case.person.name not in page
    assert client.get(reverse("cases:item", args=[house.items[1].pk])).status_code == 404


def test_a_participant_sees_her_own_items_alone(house, as_actor, browse):
    client = browse(house.absent)
    page = client.get(reverse("cases:meeting", args=[house.meeting.pk])).content.decode()
    assert house.case.number in page
    assert house.other.number not in page


def begin(house, item, *present, out=()):
    talk.begin_item(
        item=item,
        by=house.coordinator,
        at=timezone.now(),
        present=[house.coordinator, *present],
        out=out,
    )


def test_an_item_does_not_begin_while_somebody_recused_is_in_the_room(house, as_actor):
    as_actor(house.coordinator)
    with pytest.raises(talk.SomebodyMustLeave) as told:
        begin(house, house.items[1], house.recused)
    assert told.value.users == [house.recused]
    begin(house, house.items[1], house.social, out=[house.recused])
    assert Presence.objects.get(user=house.recused).out_at is not None
    with pytest.raises(talk.SomebodyMustLeave):
        talk.come_in(item=house.items[1], user=house.recused, by=house.coordinator, at=timezone.now())
    begin(house, house.items[2], house.social, house.recused)
    assert Presence.objects.get(user=house.recused, item=house.items[2]).out_at is None


def test_nobody_hears_a_case_that_she_is_not_on(house, as_actor):
    as_actor(house.coordinator)
    with pytest.raises(talk.SomebodyMustLeave):
        begin(house, house.items[2], house.absent)


def test_nothing_is_written_of_an_item_that_has_not_begun_so_that_it_can_go(house, as_actor, browse):
    item = house.items[2]
    client = browse(house.coordinator)
    forms = {
        "item_heading": {"dimension": "family", "text": "Om far", "version": 0},
        "item_room": {"come": house.social.pk},
        "item_recommend": {"recommendation": "mentor", "version": 0},
        "item_task": {"line": "SOF, samtale, i morgen", "key": str(uuid7())},
    }
    for name, given in forms.items():
        page = client.post(reverse(f"cases:{name}", args=[item.pk]), given)
        assert "ikke begyndt på punktet" in page.content.decode(), name
    gone = client.post(reverse("cases:item_change", args=[item.pk]), {"deed": "remove"})
    assert gone.status_code == 302
    as_actor(house.coordinator)
    assert not Item.objects.filter(pk=item.pk).exists()


def test_the_page_asks_the_recused_out_before_it_shows_anything(house, browse):
    client = browse(house.coordinator)
    begun = reverse("cases:item_begin", args=[house.items[1].pk])
    here = [house.coordinator.pk, house.social.pk, house.recused.pk]
    asked = client.post(begun, {"here": here}).content.decode()
    assert "Per Prøve" in asked
    assert house.case.reason not in asked
    assert house.case.person.name not in asked
    assert client.post(begun, {"here": here, "out": [house.recused.pk]}).status_code == 302
    shown = client.get(reverse("cases:meeting", args=[house.meeting.pk])).content.decode()
    assert house.case.person.name in shown
    following = client.get(reverse("cases:item", args=[house.items[2].pk])).context["candidates"]
    assert {one.user for one in following if one.here} == {house.coordinator, house.social, house.recused}


def test_two_take_notes_and_neither_loses_a_word(house, as_actor, person, browse):
    second = person("coordinator", name="Siri Prøve")
    as_actor(house.coordinator)
    begin(house, house.items[1], house.social)
    item = house.items[1]
    written = {"item": item, "dimension": "relations", "at": timezone.now()}
    talk.write_heading(**written, by=house.coordinator, text="To venskaber er brudt.")
    as_actor(second)
    with pytest.raises(ChangedMeanwhile) as told:
        talk.write_heading(**written, by=second, text="Ny kreds er ikke kendt.")
    assert (told.value.who, told.value.theirs["text"]) == ("Karen Prøve", "To venskaber er brudt.")
    page = browse(second).post(
        reverse("cases:item_heading", args=[item.pk]),
        {"dimension": "relations", "text": "Ny kreds er ikke kendt.", "version": "0"},
    )
    both = page.content.decode()
    assert "To venskaber er brudt." in both
    assert "Ny kreds er ikke kendt." in both
    saved = talk.write_heading(**written, by=second, text="Begge.", seen_version=1)
    assert saved.version == 2
    assert Heading.objects.get().text == "Begge."


def test_words_that_are_refused_come_back(house, as_actor, browse):
    as_actor(house.coordinator)
    begin(house, house.items[1])
    client = browse(house.coordinator)
    address = reverse("cases:item_heading", args=[house.items[1].pk])
    long = "Moderen støtter. " * 700
    page = client.post(address, {"dimension": "family", "text": long, "version": "0"})
    assert long in page.text
    assert f"(den har {len(long)})" in page.text
    assert 'href="#text_family"' in page.text
    with arranging():
        Meeting.objects.update(closed_at=timezone.now(), closed_by=house.coordinator)
    page = client.post(address, {"dimension": "family", "text": "Kom for sent", "version": "0"})
    assert "Du skrev" in page.text
    assert "Kom for sent" in page.text
    with arranging():
        assert not Heading.objects.exists()


def test_autosave_goes_on_with_the_new_version_and_is_told_of_the_other(house, as_actor, browse):
    as_actor(house.coordinator)
    begin(house, house.items[1])
    client = browse(house.coordinator)
    address = reverse("cases:item_heading", args=[house.items[1].pk])
    typed = {"dimension": "family", "text": "Moderen støtter.", "version": "0"}
    first = client.post(address, typed, headers={"X-Requested-With": "autosave"})
    assert (first.status_code, first["X-Version"]) == (204, "1")
    late = client.post(address, {**typed, "text": "Andet"}, headers={"X-Requested-With": "autosave"})
    assert late.status_code == 409
    assert "Moderen støtter." in late.content.decode()


def test_what_is_said_is_read_by_the_agencies_in_the_room_alone(house, as_actor):
    as_actor(house.coordinator)
    begin(house, house.items[1], house.social)
    at = timezone.now()
    talk.write_heading(item=house.items[1], dimension="work", by=house.coordinator, at=at, text="Skole")
    talk.recommend(item=house.items[1], by=house.coordinator, at=at, recommendation="mentor", seen_version=0)
    as_actor(house.social)
    assert (Heading.objects.count(), Recommendation.objects.count()) == (1, 1)
    for outside in (house.officer, house.recused):
        as_actor(outside)
        assert not Heading.objects.exists()
        assert not Recommendation.objects.exists()
    as_actor(house.officer)
    assert "mentor" not in str([vars(item) for item in Item.objects.select_related("recommendation")])


def test_the_recommendation_is_one_tap_and_a_second_hand_is_told(house, as_actor, browse):
    as_actor(house.coordinator)
    begin(house, house.items[1])
    client = browse(house.coordinator)
    address = reverse("cases:item_recommend", args=[house.items[1].pk])
    assert client.post(address, {"recommendation": "mentor", "version": "0"}).status_code == 302
    assert client.post(address, {"recommendation": "follow", "version": "0"}).status_code == 200
    assert Recommendation.objects.get(item=house.items[1]).what == "mentor"


def test_the_wall_shows_headings_and_no_names(house, as_actor, browse):
    as_actor(house.coordinator)
    begin(house, house.items[1])
    talk.write_heading(
        item=house.items[1], dimension="work", by=house.coordinator, at=timezone.now(), text="Hemmeligt"
    )
    page = browse(house.coordinator).get(reverse("cases:meeting_projector", args=[house.meeting.pk]))
    said = page.content.decode()
    assert "Hemmeligt" not in said
    assert house.case.person.name not in said


def test_the_time_is_counted_by_the_items_that_are_over(house):
    at = timezone.now()
    with arranging():
        Item.objects.filter(pk=house.items[0].pk).update(
            begun_at=at - timedelta(minutes=15), ended_at=at - timedelta(minutes=6)
        )
        Item.objects.filter(pk=house.items[1].pk).update(begun_at=at - timedelta(minutes=6))
        Meeting.objects.filter(pk=house.meeting.pk).update(begun_at=at - timedelta(minutes=15))
        house.meeting.refresh_from_db()
        lines = queries.agenda(house.meeting, at)
    assert lines[1].left == 14
    assert queries.behind(lines, house.meeting, at) == 4


def test_who_is_recused_from_an_item_does_not_see_its_length_as_delay(house, person, as_actor):
    """Two lead; the one is out of the second item, and comes to the first again 40 minutes later."""
    second = person("coordinator", name="Siri Prøve")
    with arranging():
        house.case.recusals.create(user=second, since=timezone.now(), declared_by=second)
    opened = timezone.now()
    welcome, hidden, other = house.items[:3]
    told = []
    for minute, item in ((0, welcome), (5, hidden), (45, welcome), (47, other)):
        at = opened + timedelta(minutes=minute)
        as_actor(house.coordinator)
        welcome.refresh_from_db()
        here, out = ([], [second]) if item == hidden else ([second], [])
        talk.begin_item(
            item=item,
            by=house.coordinator,
            at=at,
            present=[house.coordinator, *here],
            out=out,
            on_any_day=True,
        )
        as_actor(second)
        house.meeting.refresh_from_db()
        lines = queries.agenda(house.meeting, at + timedelta(minutes=1))
        left = [line.left for line in lines if line.left is not None]
        told.append((left, queries.behind(lines, house.meeting, at + timedelta(minutes=1))))
    # The hidden one is running: nothing of it. Afterwards the welcome goes on where it was; two minutes over.
    assert told == [([4], 0), ([], 0), ([-1], 1), ([19], 2)]


def test_a_meeting_begins_on_another_day_only_when_that_is_said(house, as_actor, browse):
    with arranging():
        soon = timezone.now() + timedelta(days=3)
        Meeting.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=2))
    client, begun = browse(house.coordinator), reverse("cases:item_begin", args=[house.items[1].pk])
    here = [house.coordinator.pk, house.social.pk, house.recused.pk]
    asked = client.post(begun, {"here": here}).content.decode()
    assert "Begynd mødet i dag?" in asked
    assert f"planlagt til {words.moment(soon)}" in asked
    assert house.case.person.name not in asked
    with arranging():
        assert not Item.objects.filter(begun_at__isnull=False).exists()
        assert not Meeting.objects.filter(begun_at__isnull=False).exists()
    must_leave = client.post(begun, {"here": here, "sure": "1"}).content.decode()
    assert "Per Prøve" in must_leave
    assert 'name="sure" value="1"' in must_leave, "it has been said, and is not asked again"
    assert client.post(begun, {"here": here, "out": [house.recused.pk], "sure": "1"}).status_code == 302
    # It has begun today: its other items are not asked about.
    following = reverse("cases:item_begin", args=[house.items[2].pk])
    assert client.post(following, {"here": [house.coordinator.pk]}).status_code == 302


def test_the_overview_says_what_waits_in_numbers(house, as_actor):
    at = timezone.now()
    with arranging():
        later = meetings.meeting(house.case.municipality, series=house.meeting.series)
        meetings.asked(
            house.case, later, by=house.coordinator, agencies=[house.social.agency, house.officer.agency]
        )
        meetings.task(
            house.case,
            by=house.coordinator,
            assigned_to=house.coordinator,
            due_on=at.date() - timedelta(days=2),
        )
    as_actor(house.coordinator)
    found, ahead, _done = waiting.overview(house.coordinator, at, at.date())
    assert [one.url.rsplit("/", 2)[-2] for one in found] == ["agenda", "agenda", "tasks"]
    assert len(ahead) == 2
    as_actor(house.social)
    found, _ahead, _done = waiting.overview(house.social, at, at.date())
    assert [one.url for one in found] == [reverse("cases:checks")]
    as_actor(house.recused)
    assert waiting.overview(house.recused, at, at.date())[0] == []


def test_the_overview_says_what_was_finished_since_monday_in_numbers(house, as_actor):
    at = datetime(2022, 9, 21, 10, tzinfo=UTC)
    with arranging():
        for ago in (1, 4):
            meetings.task(
                house.case,
                by=house.coordinator,
                agency=house.social.agency,
                assigned_to=house.social,
                done_by=house.social,
                done_at=at - timedelta(days=ago),
            )
    as_actor(house.social)
    _found, _ahead, done = waiting.overview(house.social, at, at.date())
    told = [(one.title, one.note) for one in done]
    assert ("En opgave er udført", f"Sag {house.case.number}") in told
    assert [title for title, _note in told].count("En opgave er udført") == 1, "last week's is over"
    as_actor(house.recused)
    assert waiting.overview(house.recused, at, at.date())[2] == []


def test_any_open_case_that_the_police_have_cleared_is_put_on_by_its_number(
    house, copenhagen, as_actor, browse
):
    with arranging():
        later = meetings.meeting(
            copenhagen, series=house.meeting.series, starts_at=timezone.now() + timedelta(days=14)
        )
        declined, fresh = (sensitive.case(copenhagen, by=house.coordinator) for _ in range(2))
        for n, kind in enumerate(("discussed", "offered", "declined")):
            at = sensitive.WHEN + timedelta(days=3 + n)
            Step.objects.create(case=declined, kind=kind, at=at, by=house.coordinator)
        Step.objects.filter(case=fresh, kind="cleared").delete()
    client, url = browse(house.coordinator), reverse("cases:meeting_add", args=[later.pk])
    assert client.post(url, {"number": declined.number}).status_code == 302
    assert "ikke afklaret" in client.post(url, {"number": fresh.number}).content.decode()
    assert "står på dagsordenen" in client.post(url, {"number": house.case.number}).content.decode()
    assert "ingen åben sag" in client.post(url, {"number": "2022-9999"}).content.decode()
    as_actor(house.coordinator)
    assert [(item.case, item.kind) for item in later.items.filter(case__isnull=False)] == [
        (declined, "follow_up")
    ]


def test_a_meeting_that_nobody_held_or_cancelled_keeps_no_case_from_the_next(house, copenhagen, as_actor):
    with arranging():
        past = timezone.now() - timedelta(days=20)
        Meeting.objects.filter(pk=house.meeting.pk).update(starts_at=past, ends_at=past + timedelta(hours=2))
        later = meetings.meeting(copenhagen, series=house.meeting.series)
    as_actor(house.coordinator)
    found = queries.suggest_agenda(later, house.coordinator, timezone.now())
    assert {one.case for one in found} == {house.case, house.other}


def test_a_case_that_was_opened_again_is_not_called_cleared(house, copenhagen, as_actor):
    with arranging():
        case = sensitive.case(copenhagen, by=house.coordinator)
        Step.objects.create(
            case=case, kind="reopened", at=sensitive.WHEN + timedelta(days=9), by=house.coordinator
        )
        later = meetings.meeting(copenhagen, series=house.meeting.series)
    as_actor(house.coordinator)
    [one] = queries.suggest_agenda(later, house.coordinator, timezone.now())
    assert (one.case, one.why) == (case, "reopened")


def test_the_infohus_meets_by_another_rule(house, copenhagen, as_actor, browse):
    client, at = browse(house.coordinator), timezone.now()
    ends = at.date() + timedelta(days=10)
    with arranging():
        sooner, later = (
            meetings.meeting(copenhagen, series=house.meeting.series, starts_at=at + timedelta(days=days))
            for days in (9, 23)
        )
    url = reverse("cases:end_series", args=[house.meeting.series_id])
    assert url in client.get(reverse("cases:meetings")).content.decode()
    assert "fortiden" in client.post(url, {"on": "2020-01-01"}).content.decode()
    assert client.post(url, {"on": ends.isoformat()}).status_code == 302
    for one in (sooner, later, house.meeting):
        one.refresh_from_db()
    assert [bool(one.cancelled_at) for one in (house.meeting, sooner, later)] == [False, False, True]
    as_actor(house.coordinator)
    agenda.start_series(
        by=house.coordinator, at=at, name="Ekstra", first_at=at + timedelta(days=3), every_days=14, once=True
    )
    agenda.plan_meetings(by=house.coordinator, at=at)
    assert Meeting.objects.filter(series__name="Ekstra").count() == 1
