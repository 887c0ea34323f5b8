"""Closing a meeting: each agency gets the items that it took part in; its own decision; numbered copies."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tests.pdf import faults_of, title_of, words_of
from tovholder.audit.models import Look
from tovholder.cases.models import (
    CaseDraft,
    CaseReason,
    Decision,
    Heading,
    Item,
    ItemDisclosure,
    Meeting,
    MinutesCopy,
    Opening,
    Presence,
    Recommendation,
    Step,
)
from tovholder.cases.operations import meeting_talk as talk
from tovholder.cases.operations import minutes
from tovholder.cases.operations.meeting import MeetingIsOver
from tovholder.cases.queries import minutes as queries
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations as disclosures
from tovholder.disclosures.models import Disclosure


@pytest.fixture
def house(copenhagen, person, as_actor):
    """The first case was spoken of with SOF in the room, the second with SOF and the police."""
    made = meetings.house(copenhagen, person, arranging)
    as_actor(made.coordinator)
    for item, present in ((made.items[1], [made.social]), (made.items[2], [made.social, made.officer])):
        talk.begin_item(
            item=item, by=made.coordinator, at=timezone.now(), present=[made.coordinator, *present]
        )
        talk.write_heading(
            item=item,
            dimension="family",
            by=made.coordinator,
            at=timezone.now(),
            text=f"Om {item.case.number}",
        )
    return made


def close(house):
    return minutes.close_meeting(meeting=house.meeting, by=house.coordinator, at=timezone.now())


@pytest.fixture
def closed(house, as_actor):
    as_actor(house.coordinator)
    house.meeting.refresh_from_db()
    assert len(close(house)) == 3
    return house


def test_each_agency_gets_the_items_that_it_took_part_in(closed, as_actor):
    as_actor(closed.social)
    assert [
        one.item for one in queries.package(closed.meeting, closed.social, timezone.localdate())
    ] == closed.items[1:3]
    as_actor(closed.officer)
    got = queries.package(closed.meeting, closed.officer, timezone.localdate())
    assert [one.item for one in got] == [closed.items[2]]
    assert f"Om {closed.other.number}" in got[0].got[0].content.text
    assert closed.other.reason in got[0].got[0].content.text
    assert list(CaseReason.objects.values_list("case", flat=True)) == [closed.other.pk]


def test_an_agency_whose_minutes_were_stopped_reads_no_more_of_what_was_said(house, as_actor):
    spoken = house.items[1]
    talk.recommend(
        item=spoken,
        by=house.coordinator,
        at=timezone.now(),
        recommendation="conversation",
        seen_version=0,
    )
    house.meeting.refresh_from_db()
    close(house)
    as_actor(house.social)
    assert Heading.objects.filter(item=spoken).exists()
    assert Recommendation.objects.filter(item=spoken).exists()
    as_actor(house.coordinator)
    entry = Disclosure.objects.get(item_link__item=spoken, receiver=house.social.agency)
    disclosures.stop(disclosure=entry, by=house.coordinator, at=timezone.now(), why="Fejl")
    assert Heading.objects.filter(item=spoken).exists()
    as_actor(house.social)
    assert not Heading.objects.filter(item=spoken).exists()
    assert not Recommendation.objects.filter(item=spoken).exists()
    assert Heading.objects.filter(item=house.items[2]).exists()


def test_an_agency_that_was_not_there_gets_nothing(closed, browse):
    page = browse(closed.absent).get(reverse("cases:package", args=[closed.meeting.pk])).content.decode()
    assert closed.case.number not in page
    assert closed.other.number not in page


def test_a_recused_person_gets_nothing_of_her_agencys_package(closed, browse, as_actor):
    page = browse(closed.recused).get(reverse("cases:package", args=[closed.meeting.pk])).content.decode()
    assert closed.case.number not in page
    assert closed.other.number in page
    as_actor(closed.recused)
    assert not ItemDisclosure.objects.filter(item=closed.items[1]).exists()
    assert not Disclosure.objects.filter(person=closed.case.person_id).exists()


def test_the_step_is_noted_and_nothing_is_sent_twice(closed, as_actor):
    as_actor(closed.coordinator)
    assert Step.objects.filter(case=closed.case, kind="discussed").count() == 1
    assert not close(closed)
    assert Disclosure.objects.count() == 3


def test_a_meeting_that_is_closed_a_day_late_was_held_on_its_day(house, as_actor, browse, copenhagen):
    with arranging():
        early = sensitive.case(copenhagen, by=house.coordinator)
        Item.objects.create(meeting=house.meeting, kind="case", case=early, position=9, minutes=20)
        Item.objects.filter(case__isnull=False).exclude(case=early).update(
            begun_at=timezone.now() - timedelta(days=1)
        )
        Step.objects.filter(case=house.case, kind="checked").delete()
        # What has been noted since comes before it.
        Step.objects.create(case=house.other, kind="checked", at=timezone.now(), by=house.coordinator)
    as_actor(house.coordinator)
    house.meeting.refresh_from_db()
    close(house)
    days = {one.case_id: timezone.localdate(one.at) for one in Step.objects.filter(kind="discussed")}
    today = timezone.localdate()
    assert days == {house.case.pk: today - timedelta(days=1), house.other.pk: today}
    left = house.meeting.items.get(case=early)
    page = browse(house.coordinator).get(reverse("cases:item", args=[left.pk])).content.decode()
    assert "Mødet nåede ikke til punktet." in page


def test_a_coordinator_who_is_recused_leaves_the_item_to_another(house, as_actor, person):
    second = person("coordinator")
    with arranging():
        house.case.recusals.create(user=second, since=timezone.now(), declared_by=second)
    as_actor(second)
    house.meeting.refresh_from_db()
    sent = minutes.close_meeting(meeting=house.meeting, by=second, at=timezone.now())
    assert {one.person_id for one in sent} == {house.other.person_id}
    as_actor(house.coordinator)
    house.meeting.refresh_from_db()
    rest = close(house)
    assert {one.person_id for one in rest} == {house.case.person_id}


def test_an_agency_decides_for_itself_and_others_do_not_read_it(closed, as_actor, browse):
    key = uuid7()
    client = browse(closed.social)
    address = reverse("cases:item_decide", args=[closed.items[1].pk])
    given = {f"{closed.items[1].pk}-text": "Vi tilbyder støtte.", f"{closed.items[1].pk}-key": str(key)}
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 302
    with arranging():
        assert Decision.objects.count() == 1
    for other in (closed.officer, closed.coordinator, closed.recused):
        as_actor(other)
        assert not Decision.objects.exists()
    as_actor(closed.officer)
    with pytest.raises(minutes.WasNotThere):
        minutes.decide(item=closed.items[1], by=closed.officer, at=timezone.now(), text="Nej", id=uuid7())


def test_what_an_agency_is_about_to_decide_is_kept_for_its_writer_alone(closed, browse):
    client, item = browse(closed.social), closed.items[1]
    package = reverse("cases:package", args=[closed.meeting.pk])
    drafts = [row["draft"] for row in client.get(package).context["rows"]]
    (draft,) = [one for one in drafts if one.of == item.pk]
    assert len({one.page for one in drafts}) == len(drafts)
    typed = {f"{item.pk}-text": "Vi tilbyder støtte.", "draft": draft.token}
    kept = client.post(draft.address, typed, headers={"X-Requested-With": "autosave"})
    assert kept.status_code == 204
    shown = client.get(package)
    assert [row["draft"].form["text"].value() for row in shown.context["rows"]].count(
        "Vi tilbyder støtte."
    ) == 1
    assert "Kladde fra" in shown.text
    given = {**typed, f"{item.pk}-key": str(uuid7())}
    assert client.post(draft.address, {**given, "draft": f"{uuid7()}.0", f"{item.pk}-text": "Nej"}).context[
        "rows"
    ]
    with arranging():
        assert not Decision.objects.exists()
    assert client.post(draft.address, given).status_code == 302
    with arranging():
        assert not CaseDraft.objects.exists()


def test_who_left_before_the_item_ended_has_heard_it_and_her_agency_gets_the_minutes(house, browse, as_actor):
    item = house.items[2]
    as_actor(house.coordinator)
    item.refresh_from_db()
    house.meeting.refresh_from_db()
    out_from_the_beginning = {"item": item, "user": house.absent, "agency": house.absent.agency}
    with arranging():
        Presence.objects.filter(item=item, user=house.officer).delete()
        Presence.objects.create(**out_from_the_beginning, out_at=timezone.now(), noted_at=timezone.now())
        Presence.objects.filter(item=item, user=house.absent).update(noted_at=F("out_at"))
    talk.go_out(item=item, user=house.social, by=house.coordinator, at=timezone.now())
    as_actor(house.social)
    assert Heading.objects.filter(item=item).exists()
    as_actor(house.officer)
    assert not Heading.objects.filter(item=item).exists()
    client = browse(house.coordinator)
    preview = client.get(reverse("cases:close_meeting", args=[house.meeting.pk])).context["rows"]
    assert [row["agencies"] for row in preview] == [["SOF"], ["SOF"]]
    as_actor(house.coordinator)
    assert {one.receiver for one in close(house)} == {house.social.agency}
    as_actor(house.social)
    assert item in [one.item for one in queries.package(house.meeting, house.social, timezone.localdate())]
    minutes.decide(item=item, by=house.social, at=timezone.now(), text="Ja", id=uuid7())
    as_actor(house.officer)
    with pytest.raises(minutes.WasNotThere):
        minutes.decide(item=item, by=house.officer, at=timezone.now(), text="Ja", id=uuid7())


def test_the_room_stands_as_it_was_when_the_meeting_is_closed(closed, as_actor, browse):
    item = closed.items[2]
    item.refresh_from_db()
    with arranging():
        late = closed.absent
        sensitive.take_part(closed.other, late, by=closed.coordinator)
    as_actor(closed.coordinator)
    common = {"by": closed.coordinator, "at": timezone.now()}
    item = Item.objects.select_related("meeting", "case").get(pk=item.pk)
    with pytest.raises(MeetingIsOver):
        talk.come_in(item=item, user=late, **common)
    with pytest.raises(MeetingIsOver):
        talk.go_out(item=item, user=closed.officer, **common)
    page = browse(closed.coordinator).post(
        reverse("cases:item_room", args=[item.pk]), {"go": closed.officer.pk}
    )
    assert "Mødet er slut" in page.content.decode()
    with arranging():
        assert Presence.objects.get(item=item, user=closed.officer).out_at is None
        assert not Presence.objects.filter(item=item, user=late).exists()


def test_a_coordinator_without_a_participation_gets_her_copy_with_the_cases(closed, person, as_actor):
    second = person("coordinator", agency="sof")
    with arranging():
        closed.case.recusals.create(user=second, since=timezone.now(), declared_by=second)
    as_actor(closed.coordinator)
    for what in ("agenda", "minutes"):
        found = queries.for_paper(closed.meeting, [closed.coordinator, second], what, timezone.now())
        assert [one.item.case for one in found[closed.coordinator.pk] if one.item.case] == [
            closed.case,
            closed.other,
        ]
        assert [one.item.case for one in found[second.pk] if one.item.case] == [closed.other]


def test_why_one_opens_an_old_item_or_old_minutes_is_asked_and_of_todays_written_down(
    closed, browse, as_actor
):
    item = reverse("cases:item", args=[closed.items[1].pk])
    minutes_of = reverse("cases:package", args=[closed.meeting.pk])
    client = browse(closed.social)
    assert closed.case.person.name in client.get(item).content.decode()
    with arranging():
        opening = Opening.objects.get(case=closed.case, user=closed.social)
        look = Look.objects.filter(actor=closed.social.pk).latest("id")
        assert (opening.purpose, look.purpose) == ("infohusmøde", "infohusmøde")
        assert look.persons == [closed.case.person_id]
        Opening.objects.all().delete()
    assert closed.case.person.name in client.get(minutes_of).content.decode()
    with arranging():
        assert {one.purpose for one in Opening.objects.filter(user=closed.social)} == {"Mødets referat"}
        assert Opening.objects.filter(user=closed.social).count() == 2
        Opening.objects.all().delete()
        past = {
            "starts_at": timezone.now() - timedelta(days=60),
            "ends_at": timezone.now() - timedelta(days=59),
        }
        Meeting.objects.update(**past)
        Item.objects.filter(begun_at__isnull=False).update(begun_at=past["starts_at"])
    asked = client.get(item)
    assert (asked.status_code, asked["Location"]) == (302, closed.case.get_absolute_url())
    page = client.get(minutes_of).content.decode()
    assert closed.case.number in page
    assert closed.case.person.name not in page
    assert "Om " + closed.case.number not in page
    assert client.get(reverse("cases:package_file", args=[closed.meeting.pk])).status_code == 302
    client.post(closed.case.get_absolute_url(), {"purpose": "record"})
    assert client.get(item).status_code == 200
    page = client.get(minutes_of).content.decode()
    assert (closed.case.person.name in page, closed.other.person.name in page) == (True, False)


def test_copies_on_paper_have_numbers_and_only_what_each_may_read(closed, browse, as_actor):
    client = browse(closed.coordinator)
    address = reverse("cases:meeting_paper", args=[closed.meeting.pk])
    people = [closed.social.pk, closed.officer.pk]
    pdf = client.post(address, {"what": "minutes", "people": people})
    assert pdf.content[:5] == b"%PDF-"
    client.post(address, {"what": "agenda", "people": people[:1]})
    with arranging():
        assert list(MinutesCopy.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
        assert Look.objects.filter(way="print").count() == 2
    as_actor(closed.coordinator)
    readers = [closed.social, closed.officer, closed.recused, closed.absent]
    found = queries.for_paper(closed.meeting, readers, "minutes", timezone.now())
    assert {user.name: [one.item.case for one in found[user.pk] if one.item.case] for user in readers} == {
        closed.social.name: [closed.case, closed.other],
        closed.officer.name: [closed.other],
        closed.recused.name: [closed.other],
        closed.absent.name: [],
    }


def test_minutes_that_an_agency_may_not_read_any_more_are_not_printed_for_it(closed, as_actor):
    item = closed.items[1]
    with arranging():
        sent = Disclosure.objects.filter(item_link__item=item, receiver=closed.social.agency)
        assert sent.update(stopped_at=timezone.now()) == 1
    as_actor(closed.coordinator)
    found = queries.for_paper(closed.meeting, [closed.social, closed.officer], "minutes", timezone.now())
    assert [one.item.case for one in found[closed.social.pk] if one.item.case] == [closed.other]
    agenda = queries.for_paper(closed.meeting, [closed.social], "agenda", timezone.now())
    assert closed.case in [one.item.case for one in agenda[closed.social.pk]]
    own = queries.package(closed.meeting, closed.coordinator, timezone.localdate())
    assert closed.case in [packed.item.case for packed in own]


def test_each_agency_saves_its_own_package_and_no_item_of_another(closed, browse, tmp_path):
    address = reverse("cases:package_file", args=[closed.meeting.pk])
    has = {
        closed.social: {closed.case.number, closed.other.number},
        closed.officer: {closed.other.number},
        closed.recused: {closed.other.number},
    }
    for reader, numbers in has.items():
        file = browse(reader).get(address)
        words = words_of(file.content)
        assert {number for number in (closed.case.number, closed.other.number) if number in words} == numbers
        assert {number for number in has[closed.social] if f"Om {number}" in words} == numbers
        assert "Fortroligt. Må ikke bruges til efterforskning" in words
        assert faults_of(file.content, tmp_path) == []
        assert str(closed.case.person) not in title_of(file.content)
        with arranging():
            look = Look.objects.filter(actor=reader.pk, view="cases:package_file").get()
            assert (look.way, len(look.cases)) == ("extract", len(numbers))
    assert browse(closed.absent).get(address).status_code == 302


def test_the_house_that_keeps_the_minutes_has_them_in_its_own_package(closed, browse):
    client = browse(closed.coordinator)
    page = client.get(reverse("cases:package", args=[closed.meeting.pk])).content.decode()
    file = words_of(client.get(reverse("cases:package_file", args=[closed.meeting.pk])).content)
    for case in (closed.case, closed.other):
        assert case.number in page
        assert case.number in file
    assert page.count(str(closed.social.agency.short_name)) > 0


def test_a_copy_of_the_minutes_is_called_so_and_not_a_span_of_time(closed, browse):
    client = browse(closed.coordinator)
    address = reverse("cases:meeting_paper", args=[closed.meeting.pk])
    client.post(address, {"what": "minutes", "people": [closed.social.pk]})
    page = client.get(address).content.decode()
    assert "Nr. 1, referat" in page
    assert "minutter" not in page


def test_the_numbered_copies_are_accessible_and_each_says_whose_it_is(closed, browse, tmp_path):
    address = reverse("cases:meeting_paper", args=[closed.meeting.pk])
    given = {"what": "minutes", "people": [closed.social.pk, closed.officer.pk]}
    file = browse(closed.coordinator).post(address, given)
    assert faults_of(file.content, tmp_path) == []
    words = words_of(file.content)
    first, second = words.split("Eksemplar nr. 2, til Bo Prøve", 1)
    if "Eksemplar nr. 1" in second:
        first, second = second, first
    assert f"Sag {closed.case.number}" in first
    assert f"Sag {closed.case.number}" not in second
    assert f"Sag {closed.other.number}" in second
