"""Requests and held sessions from a spreadsheet: what is shown is what is done, all of it or nothing."""

import io
import time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import Workbook

from tests.activities.make import TEN
from tovholder.access import gate
from tovholder.activities import imports
from tovholder.activities.forms import read_class
from tovholder.activities.models import Booking, BookingContact, Headcount, Session
from tovholder.partners.models import ImportDraft

HELD = "Tilbud;Skole;Klasse;Dato;Fra;Elever;Underviser\n"


pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def offer(lay):
    return lay("offer", title="Propaganda", sessions=2)


@pytest.fixture
def school(lay):
    return lay("school", "Søndre Prøveskole", institution_number="101234")


@pytest.fixture
def read(planner, as_actor, now):
    """`read("…")`: the draft and the trial run of a file with held sessions."""

    def upload(text, purpose=imports.HELD):
        as_actor(planner)
        data = text if isinstance(text, bytes) else text.encode()
        draft = imports.upload(purpose=purpose, file=io.BytesIO(data), name="hold.csv", by=planner, at=now)
        return draft, imports.trial(draft, now.date())

    return upload


@pytest.fixture
def load(planner, now):
    def loaded(draft, found):
        return imports.load(draft=draft, by=planner, at=now, mark=found.mark)

    return loaded


def test_a_class_that_is_made_to_be_searched_long_is_not():
    began = time.process_time()
    with pytest.raises(ValidationError):
        read_class("8" + "," * 19_998 + "x")
    assert time.process_time() - began < 1


def test_held_sessions_come_in_with_their_headcounts(read, load, offer, school, ida):
    draft, found = read(
        HELD
        + "Propaganda;Søndre Prøveskole;8.b;19-09-2022;10:00;24;Ida Prøve\n"
        + "propaganda;101234;8.b;12-09-2022;;26;\n"
    )
    assert (found.loads, found.sessions, found.heads, found.refused) == (1, 2, 50, [])
    load(draft, found)
    booking = Booking.objects.get()
    assert [s.number for s in booking.sessions.order_by("starts_at")] == [1, 2]
    assert all(session.held_at and session.counted_at for session in Session.objects.all())
    assert [one.instructor for one in Session.objects.latest("starts_at").assignments.all()] == [ida]
    draft.refresh_from_db()
    assert [line["state"] for line in draft.report] == ["new", "new"]
    assert draft.rows == []


def test_more_sessions_than_the_offer_has_are_a_second_course(read, offer, school):
    rows = "".join(f"Propaganda;101234;8.b;{day}-09-2022;;24;\n" for day in ("05", "06", "07"))
    _draft, found = read(HELD + rows)
    assert [len(booking.sessions) for booking in found.bookings] == [2, 1]


def test_two_classes_at_the_same_hour_are_one_session(read, load, offer, school, ida):
    rows = "".join(f"Propaganda;101234;{label};05-09-2022;10:00;24;Ida Prøve\n" for label in ("8.a", "8.b"))
    draft, found = read(HELD + rows)
    assert (found.loads, found.sessions, found.heads) == (1, 1, 48)
    load(draft, found)
    assert Session.objects.get().counted_at


def test_a_booking_number_says_which_sessions_are_one_course(read, offer, school):
    head = "Tilbud;Skole;Klasse;Dato;Elever;Bestillingsnummer\n"
    rows = "".join(
        f"Propaganda;101234;8.b;{day}-09-2022;24;{number}\n"
        for day, number in (("05", 1), ("06", 2), ("07", 1))
    )
    _draft, found = read(head + rows)
    assert sorted(len(booking.sessions) for booking in found.bookings) == [1, 2]


def test_a_file_can_be_loaded_again_and_brings_nothing_twice(read, load, offer, school):
    text = HELD + "Propaganda;101234;8.b;19-09-2022;10:00;24;\n"
    load(*read(text))
    draft, found = read(text)
    assert (found.loads, len(found.known)) == (0, 1)
    with pytest.raises(imports.NothingToLoad):
        load(draft, found)
    assert Session.objects.count() == 1


def test_talks_come_in_by_profession_and_administration(read, load, lay, school):
    lay("offer", "awareness_talk", title="Oplæg")
    lay("profession", "Lærer")
    lay("profession", "Pædagog")
    lay("administration", "Socialforvaltningen", "SOF")
    head = "Tilbud;Dato;Faggruppe;Administration;Antal\n"
    draft, found = read(
        head + "Oplæg;19-09-2022;Lærer;SOF;12\nOplæg;19-09-2022;Pædagog;SOF;8\nOplæg;19-09-2022;Lærer;SOF;3\n"
    )
    assert (found.loads, found.sessions, found.heads, found.refused_lines) == (1, 1, 20, 1)
    load(draft, found)
    assert Headcount.objects.count() == 2


@pytest.mark.parametrize(
    "row",
    [
        "Findes ikke;101234;8.b;19-09-2022;10:00;24;",
        ";101234;8.b;19-09-2022;10:00;24;",
        "Propaganda;Ukendt Skole;8.b;19-09-2022;10:00;24;",
        "Propaganda;;8.b;19-09-2022;10:00;24;",
        "Propaganda;101234;;19-09-2022;10:00;24;",
        "Propaganda;101234;en meget lang klasse uden ende;19-09-2022;10:00;24;",
        "Propaganda;101234;8.b;21-09-2022;10:00;24;",
        "Propaganda;101234;8.b;i går;10:00;24;",
        "Propaganda;101234;8.b;19-09-2022;kl 25;24;",
        "Propaganda;101234;8.b;19-09-2022;10:00;-1;",
        "Propaganda;101234;8.b;19-09-2022;10:00;99999;",
        "Propaganda;101234;8.b;19-09-2022;10:00;mange;",
        "Propaganda;101234;8.b;19-09-2022;10:00;24;Ukendt Person",
        "Propaganda;101234;010203-1234;19-09-2022;10:00;24;",
        "Propaganda;101234;8.b;19-09-2022;10:00;24;;for mange celler",
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_line(read, offer, school, row):
    _draft, found = read(HELD + row + "\n" + "Propaganda;101234;9.a;19-09-2022;;20;\n")
    assert {refusal.line for refusal in found.refused} == {2}
    assert all(refusal.message for refusal in found.refused)
    assert found.loads == 1


def test_a_misspelt_school_is_refused_with_the_one_it_may_be(read, offer, school):
    _draft, found = read(
        HELD + "Propaganda;Sdr. Prøveskole;8.b;19-09-2022;;24;\nPropagande;101235;8.b;19-09-2022;;24;\n"
    )
    told = [refusal.message for refusal in found.refused]
    assert [refusal.line for refusal in found.refused] == [2, 3, 3]
    assert "Søndre Prøveskole" in told[0]
    assert "Propaganda" in told[1]
    assert "Søndre Prøveskole" not in told[2], "a number is not guessed"


def test_a_list_as_a_school_office_keeps_it_comes_in_whole(read, offer, school, ida):
    """A title, a line of wider heads, days as they are spoken, blanks behind names, totals below."""
    lines = (
        "Holdliste 2022;;udskrevet 20/9-22;;;;\n"
        "Stamdata;;;Undervisning;;;\n"
        "Tilbud;Skole ;Klasse;Dato;Fra;Elever;Underviser\n"
        " Propaganda ;Søndre Prøveskole  ;8.b;12/9-22;10.00;26;Ida Prøve \n"
        ";;;;;;\n"
        "Propaganda;SØNDRE PRØVESKOLE;9.a;uge 37;10.00;24;Ida Prøve\n"
        "I alt;;;;;50;\n"
    )
    _draft, found = read(lines.encode("cp1252"))
    assert (found.sessions, found.heads) == (1, 26)
    assert [(refusal.line, refusal.column != "") for refusal in found.refused] == [(6, True), (7, False)]


def test_an_instructor_in_two_places_is_refused_before_the_load(read, lay, offer, school, ida):
    lay("session", instructors=(ida,), starts_at=TEN)
    _draft, found = read(
        HELD
        + "Propaganda;101234;8.b;20-09-2022;10:30;24;Ida Prøve\n"
        + "Propaganda;101234;8.c;19-09-2022;10:00;24;Ida Prøve\n"
    )
    assert [refusal.line for refusal in found.refused] == [2]


def test_nothing_is_loaded_when_something_changed_since_the_trial(
    read, load, lay, offer, school, ida, as_actor, planner
):
    draft, found = read(HELD + "Propaganda;101234;8.b;19-09-2022;10:00;24;Ida Prøve\n")
    lay("session", instructors=(ida,), starts_at=Session(starts_at=TEN).starts_at.replace(day=19))
    as_actor(planner)
    with pytest.raises(imports.ChangedMeanwhile):
        load(draft, found)
    assert not Booking.objects.filter(requested_via="import").exists()


def test_requests_come_in_with_their_contact_and_wait_on_the_board(read, load, offer, school):
    draft, found = read(
        "Tilbud;Skole;Klasse;Bestilt;Antal elever;Ønskede datoer;Kontakt;Telefon\n"
        "Propaganda;101234;8.a;01-09-2022;25;4.10.2022, 6.10.2022;Inger Skole;12 34 56 78\n"
        "Propaganda;101234;8.b;01-09-2022;24;;;\n"
        "Propaganda;101234;8.b;01-09-2022;24;;;\n",
        imports.REQUESTS,
    )
    assert (found.loads, found.sessions, found.refused_lines) == (1, 0, 1)
    load(draft, found)
    booking = Booking.objects.waiting().get()
    assert [(one.label, one.expected) for one in booking.classes.all()] == [("8.a", 25), ("8.b", 24)]
    assert len(booking.wished_dates) == 2
    assert BookingContact.objects.get().name == "Inger Skole"


def test_a_missing_column_is_asked_for(read):
    _draft, found = read("Skole;Elever\nSøndre;24\n")
    assert found.missing
    assert found.loads == 0


def test_who_may_not_import_cannot(person, as_actor, now):
    leader = person("leader")
    as_actor(leader)
    with pytest.raises(gate.Denied):
        imports.upload(purpose=imports.HELD, file=io.BytesIO(b"a;b\n1;2\n"), name="x", by=leader, at=now)


# --- pages ---------------------------------------------------------------------------------------------


def excel(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.name = "hold.xlsx"
    stream.seek(0)
    return stream


def test_a_planner_uploads_corrects_the_columns_and_loads(browse, planner, offer, school, as_actor):
    client = browse(planner)
    file = excel(
        [["Hvad", "Skole", "Klasse", "Dato", "Elever"], ["Propaganda", "101234", "8.b", TEN.date(), 24]]
    )
    sent = client.post(reverse("activities:import_start"), {"purpose": imports.HELD, "file": file})
    page = client.get(sent["Location"])
    assert page.context["trial"].missing
    heads = {"offer": "0", "place": "1", "label": "2", "day": "3", "heads": "4"}
    assert client.post(sent["Location"], heads).status_code == 302
    page = client.get(sent["Location"])
    as_actor(planner)
    draft = ImportDraft.objects.get()
    assert client.get(reverse("activities:import_report", args=[draft.pk])).status_code == 200
    client.post(reverse("activities:import_load", args=[draft.pk]), {"mark": page.context["trial"].mark})
    assert "8.b" in client.get(sent["Location"]).content.decode()
    as_actor(planner)
    assert Headcount.objects.get().heads == 24
    client.post(reverse("activities:import_load", args=[draft.pk]), {"mark": "x"})
    as_actor(planner)
    assert Headcount.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"%PDF-1.4", b"PK\x03\x04broken", b"only heads;here\n", "Skole\xe6".encode("latin-1")],
)
def test_a_file_that_is_no_table_is_answered_with_a_sentence(browse, planner, content):
    file = io.BytesIO(content)
    file.name = "hold.csv"
    page = browse(planner).post(reverse("activities:import_start"), {"purpose": imports.HELD, "file": file})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


@pytest.mark.parametrize("wrong", [{"offer": "99"}, {"offer": "x"}, {"offer": "-1"}])
def test_a_column_that_is_not_in_the_file_is_refused(browse, planner, lay, wrong):
    draft = lay("draft")
    page = browse(planner).post(reverse("activities:import", args=[draft.pk]), wrong)
    assert page.context["form"].errors


def test_a_file_is_thrown_away(browse, planner, lay, as_actor):
    draft = lay("draft")
    browse(planner).post(reverse("activities:import_discard", args=[draft.pk]))
    as_actor(planner)
    assert not ImportDraft.objects.exists()
