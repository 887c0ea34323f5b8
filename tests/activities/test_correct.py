"""A booking is corrected after it was written down; the list of professions is kept."""

from datetime import date

import pytest
from django.urls import reverse

from tests.activities.make import TEN
from tests.conftest import arranging
from tovholder.access import gate
from tovholder.activities import operations
from tovholder.activities.models import BookedClass, Booking, BookingContact, Profession

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def booking(lay):
    return lay("booking", organisation=lay("school", "Søndre Prøveskole"), classes=("8.b", "8.c"))


def path(booking):
    return reverse("activities:change", args=[booking.pk])


def written(booking, **changes):
    """What the form holds when it is opened, with changes."""
    return {
        "offer": booking.offer_id,
        "place": "Søndre Prøveskole",
        "classes": "8.b 26\r\n8.c 26",
        "wished_dates": "",
        "requested_on": "2022-09-01",
        "requested_via": "form",
        **changes,
    }


def classes(booking):
    with arranging():
        return dict(BookedClass.objects.filter(booking=booking).values_list("label", "expected"))


def test_the_form_begins_with_what_was_written_down(browse, planner, booking):
    page = browse(planner).get(path(booking)).content.decode()
    assert "Søndre Prøveskole" in page
    assert "8.b 26" in page


def test_two_planners_who_correct_one_booking_the_second_is_told(browse, planner, person, booking):
    first, second = browse(planner), browse(person("planner"))
    seen = [client.get(path(booking)).context["form"]["seen"].value() for client in (first, second)]
    assert first.post(path(booking), written(booking, seen=seen[0], expected="31")).status_code == 302
    told = second.post(path(booking), written(booking, seen=seen[1], classes="8.b 20"))
    text = told.content.decode()
    assert told.status_code == 200
    assert "Nogen har ændret dette" in text
    assert "8.b 20" in text
    assert ("Forventet antal", 31, "–") in told.context["form"].now
    assert "8.b" in classes(booking)
    assert len(classes(booking)) == 2
    again = told.context["form"]["seen"].value()
    assert second.post(path(booking), written(booking, seen=again, classes="8.b 20")).status_code == 302
    assert classes(booking) == {"8.b": 20}


def test_the_history_names_who_once(browse, planner, booking):
    with arranging():
        Booking.objects.filter(pk=booking.pk).update(planned_at=TEN, planned_by=planner)
    page = browse(planner).get(booking.get_absolute_url())
    assert [field.name for change in page.context["history"] for field in change.fields] == ["planlagt"]


def test_what_is_corrected_stands_there_and_in_the_history(browse, planner, booking, lay, again):
    lay("school", "Nordre Prøveskole")
    client = browse(planner)
    change = written(
        booking,
        place="Nordre Prøveskole",
        classes="8.b 24\r\n9.a",
        wished_dates="4.10.2022",
        requested_via="telephone",
        contact_name="Inger Prøve",
    )
    assert client.post(path(booking), change).status_code == 302
    now = again(booking)
    with arranging():
        assert now.organisation.name == "Nordre Prøveskole"
        assert BookingContact.objects.get(booking=booking).name == "Inger Prøve"
    assert now.wished_dates == [date(2022, 10, 4)]
    assert classes(booking) == {"8.b": 24, "9.a": None}
    history = client.get(booking.get_absolute_url()).context["history"]
    assert [change.who for change in history] == [planner.name]

    change["contact_name"] = ""
    assert client.post(path(booking), change).status_code == 302
    assert client.get(booking.get_absolute_url()).context["contact"] is None


def test_a_class_that_was_counted_stays(browse, planner, booking, lay):
    lay("session", booking=booking, heads=20)
    client = browse(planner)
    refused = client.post(path(booking), written(booking, classes="8.b 26"))
    assert refused.status_code == 200
    assert refused.context["form"].errors
    assert classes(booking) == {"8.b": 26, "8.c": 26}
    assert client.post(path(booking), written(booking, classes="8.b 25\r\n8.c 26\r\n8.d")).status_code == 302
    assert classes(booking) == {"8.b": 25, "8.c": 26, "8.d": None}


def test_a_planned_booking_keeps_its_offer(browse, planner, booking, lay, again, now, as_actor):
    other = lay("offer")
    client = browse(planner)
    assert client.post(path(booking), written(booking, offer=other.pk)).status_code == 302
    assert again(booking).offer_id == other.pk
    lay("session", booking=booking)
    assert client.post(path(booking), written(booking, expected="20")).status_code == 302
    assert again(booking).offer_id == other.pk
    planned = again(booking)
    as_actor(planner)
    with pytest.raises(operations.NotPlausible):
        operations.change_booking(
            booking=planned,
            by=planner,
            at=now,
            offer=booking.offer,
            organisation=None,
            classes=[],
            requested_on=now.date(),
            requested_via="form",
            wished_dates=[],
            expected=None,
        )


def test_a_booking_that_is_settled_is_not_corrected(browse, planner, booking, as_actor, now):
    as_actor(planner)
    operations.decline(booking=booking, by=planner, at=now, reason="Ingen tid")
    refused = browse(planner).post(path(booking), written(booking, expected="20"))
    assert refused.context["form"].non_field_errors()


def test_who_only_teaches_corrects_no_booking(browse, ida, booking, lay, as_actor, now):
    lay("session", booking=booking, instructors=(ida,), starts_at=TEN)
    assert browse(ida).get(path(booking)).status_code == 403


def test_professions_are_added_ended_and_taken_back(browse, planner, ida, lay, again, as_actor, now):
    client, address = browse(planner), reverse("activities:professions")
    assert client.post(address, {"title": "Psykolog"}).status_code == 302
    with arranging():
        made = Profession.objects.get(title="Psykolog")
    assert client.post(address, {"title": "psykolog"}).context["form"].errors
    client.post(reverse("activities:end_profession", args=[made.pk]))
    assert again(made).ended_on == now.date()
    talk = lay("session", booking=lay("booking", offer=lay("offer", "awareness_talk"), classes=()))
    heads = reverse("activities:participants", args=[talk.pk])
    assert ">Psykolog<" not in client.get(heads).content.decode()
    client.post(reverse("activities:reopen_profession", args=[made.pk]))
    assert ">Psykolog<" in client.get(heads).content.decode()
    as_actor(ida)
    with pytest.raises(gate.Denied):
        operations.end_profession(profession=made, by=ida, at=now)


def test_a_new_key_of_a_profession_keeps_the_danish_letters_and_an_old_one_stays(planner, lay, as_actor, now):
    as_actor(planner)
    made = operations.add_profession(title="Sygehjælper på øen", by=planner, at=now)
    assert made.key == "sygehjaelper-paa-oeen"
    with arranging():
        old = Profession.objects.create(municipality=planner.municipality, key="lge", title="Læge")
    with pytest.raises(operations.NotPlausible):
        operations.add_profession(title="Læge", by=planner, at=now)
    assert Profession.objects.get(title="Læge").key == old.key
