"""Tasks: read from a line, made once, taken, handed on, finished; and the mail that says only how many."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tovholder.audit.models import Look
from tovholder.cases import tasks as jobs
from tovholder.cases.models import DropReason, Meeting, Opening, Presence, Task
from tovholder.cases.operations import meeting_talk as talk
from tovholder.cases.operations import tasks
from tovholder.cases.operations.refused import ChangedMeanwhile
from tovholder.cases.queries import tasks_line
from tovholder.core.ids import uuid7

TODAY = date(2022, 9, 22)  # a Thursday


@pytest.fixture
def house(copenhagen, person):
    return meetings.house(copenhagen, person, arranging)


class Office:
    def __init__(self, pk, key, short_name, name):
        self.pk, self.key, self.short_name, self.name = pk, key, short_name, name


class Somebody:
    def __init__(self, name, agency):
        self.name, self.agency, self.agency_id = name, agency, agency.pk


SOF = Office(1, "sof", "SOF", "Socialforvaltningen")
POLICE = Office(2, "police", "Politi", "Københavns Politi")
PRISON = Office(3, "prison", "Krim.fors.", "Kriminalforsorgen")
METTE = Somebody("Mette Opdigtet", SOF)
BO, BO_2 = Somebody("Bo Opdigtet", POLICE), Somebody("Bo Prøve", SOF)
KNOWN = {"people": [METTE, BO, BO_2], "agencies": [SOF, POLICE, PRISON], "today": TODAY}

READ = [
    ("Mette, SOF, samtale, inden 1. oktober", ("Samtale", SOF, METTE, date(2022, 10, 1))),
    ("mette, sof, samtale, senest 1/10", ("Samtale", SOF, METTE, date(2022, 10, 1))),
    ("Mette, samtale, 1.10.", ("Samtale", SOF, METTE, date(2022, 10, 1))),
    ("SOF, samtale, i morgen", ("Samtale", SOF, None, date(2022, 9, 23))),
    ("samtale, SOF, inden 1. oktober 2023", ("Samtale", SOF, None, date(2023, 10, 1))),
    ("Inden 1. okt, Politi, tjek igen", ("Tjek igen", POLICE, None, date(2022, 10, 1))),
    ("Københavns Politi, tjek igen, 2022-10-01", ("Tjek igen", POLICE, None, date(2022, 10, 1))),
    ("Krim.fors., udslusning, på fredag", ("Udslusning", PRISON, None, date(2022, 9, 23))),
    ("Krim.fors, udslusning, torsdag", ("Udslusning", PRISON, None, date(2022, 9, 29))),
    ("Bo, SOF, ring, om 2 uger", ("Ring", SOF, BO_2, date(2022, 10, 6))),
    ("Bo Opdigtet, ring, om 3 dage", ("Ring", POLICE, BO, date(2022, 9, 25))),
    ("Mette Opdigtet, skriv, og ring, 5/1", ("Skriv, og ring", SOF, METTE, date(2023, 1, 5))),
    ("Mette, SOF, conversation, by 1 October", ("Conversation", SOF, METTE, date(2022, 10, 1))),
    ("Mette, møde 3. etage, den 4.10.2022", ("Møde 3. etage", SOF, METTE, date(2022, 10, 4))),
    ("SOF, samtale, i dag", ("Samtale", SOF, None, TODAY)),
    ("SOF, samtale, senest den 29. februar", ("Samtale", SOF, None, date(2024, 2, 29))),
    ("  Mette ,  SOF,samtale,inden  1.  oktober ", ("Samtale", SOF, METTE, date(2022, 10, 1))),
    ("SOF, samtale, næste mandag", ("Samtale", SOF, None, date(2022, 9, 26))),
    ("SOF, samtale, 1-10-2022", ("Samtale", SOF, None, date(2022, 10, 1))),
    ("SOF, samtale, frist 22.9", ("Samtale", SOF, None, TODAY)),
]
NOT_READ = [
    "",
    ",,,",
    "samtale",
    "samtale, inden 1. oktober",
    "Mette, SOF, inden 1. oktober",
    "Mette, SOF, samtale",
    "Mette, SOF, samtale, inden 32. oktober",
    "Mette, SOF, samtale, inden 1. brumaire",
    "Bo, ring, i morgen",
    "Mette, Politi, samtale, i morgen",
    "SOF, " + "x" * 300 + ", i morgen",
    "\x00\x01, i morgen",
]


@pytest.mark.parametrize(("line", "wanted"), READ, ids=[line for line, _ in READ])
def test_a_line_is_read(line, wanted):
    read = tasks_line.parse(line, **KNOWN)
    assert (read.title, read.agency, read.assigned_to, read.due_on) == wanted


@pytest.mark.parametrize("line", NOT_READ, ids=range(len(NOT_READ)))
def test_a_line_that_cannot_be_read_says_why(line):
    with pytest.raises(tasks_line.NotUnderstood) as told:
        tasks_line.parse(line, **KNOWN)
    assert str(told.value)


def make(house, user, **fields):
    given = {
        "case": house.case,
        "by": user,
        "at": timezone.now(),
        "title": "Samtale",
        "agency": house.social.agency,
        "due_on": timezone.localdate(),
        "form": uuid7(),
        **fields,
    }
    return tasks.make_task(**given)


def test_a_double_click_makes_one_task(house, browse, as_actor):
    as_actor(house.coordinator)
    talk.begin_item(item=house.items[1], by=house.coordinator, at=timezone.now(), present=[house.coordinator])
    client = browse(house.coordinator)
    address = reverse("cases:item_task", args=[house.items[1].pk])
    given = {"line": "Mette, SOF, samtale, i morgen", "key": str(uuid7())}
    read = client.post(address, given, headers={"X-Requested-With": "preview"}).json()
    assert "Mette Prøve" in read["read"]
    with arranging():
        assert not Task.objects.exists()
    for _ in range(2):
        assert client.post(address, given).status_code == 302
    with arranging():
        task = Task.objects.get()
    assert (task.assigned_to, task.agency, task.item_id) == (
        house.social,
        house.social.agency,
        house.items[1].pk,
    )
    refused = client.post(address, {"line": "Ingen, samtale", "key": str(uuid7())})
    assert refused.status_code == 200
    assert "Ingen, samtale" in refused.content.decode()


def test_a_task_is_taken_handed_on_and_finished_once(house, as_actor):
    as_actor(house.coordinator)
    task = make(house, house.coordinator)
    as_actor(house.social)
    common = {"task": task, "at": timezone.now()}
    tasks.take(**common, by=house.social, seen_version=1)
    as_actor(house.officer)
    with pytest.raises(tasks.NotYours):
        tasks.finish(**common, by=house.officer, seen_version=2)
    assert not Task.objects.filter(pk=task.pk).update(title="x")
    as_actor(house.social)
    with pytest.raises(tasks.OfAnotherAgency):
        tasks.hand_on(**common, by=house.social, to=house.officer, seen_version=2)
    with pytest.raises(ChangedMeanwhile) as told:
        tasks.finish(**common, by=house.social, seen_version=1)
    assert told.value.who == "Mette Prøve"
    tasks.finish(**common, by=house.social, seen_version=2)
    tasks.finish(**common, by=house.social, seen_version=2)
    assert task.done_by == house.social


def test_a_task_of_a_case_that_one_is_recused_from_is_not_there(house, as_actor, browse):
    as_actor(house.coordinator)
    task = make(house, house.coordinator)
    other = make(house, house.coordinator, case=house.other, title="Ring")
    client = browse(house.recused)
    said = client.get(reverse("cases:tasks") + "?whose=agency").content.decode()
    assert ("Ring" in said, "Samtale" in said) == (True, False)
    assert client.get(reverse("cases:task", args=[task.pk])).status_code == 404
    assert client.get(reverse("cases:task", args=[other.pk])).status_code == 200


def test_a_task_goes_to_nobody_who_is_recused_or_whose_access_has_ended(house, browse, as_actor):
    with arranging():
        house.case.participations.filter(user=house.absent).update(valid_until=sensitive.WHEN)
        mine = meetings.task(house.case, by=house.coordinator, agency=house.social.agency)
    client = browse(house.coordinator)
    client.post(reverse("cases:case", args=[house.case.pk]), {"purpose": "record"})
    for user in (house.recused, house.absent):
        given = {"title": "Samtale", "agency": user.agency_id, "assigned_to": user.pk, "due_on": "2040-10-01"}
        made = client.post(reverse("cases:new_task", args=[house.case.pk]), {**given, "key": str(uuid7())})
        handed = client.post(
            reverse("cases:task_deed", args=[mine.pk, "hand_on"]), {"to": user.pk, "version": 1}
        )
        assert (made.status_code, handed.status_code) == (200, 200)
    with arranging():
        assert list(Task.objects.values_list("assigned_to", flat=True)) == [None]


def test_why_one_opens_a_task_is_obvious_of_ones_own_and_asked_of_others(house, browse):
    with arranging():
        mine = meetings.task(house.case, by=house.coordinator, agency=house.social.agency)
    address = reverse("cases:task", args=[mine.pk])
    asked = browse(house.coordinator).get(address)
    assert (asked.status_code, asked["Location"]) == (302, house.case.get_absolute_url())
    client = browse(house.social)
    assert client.get(address).status_code == 200
    with arranging():
        look = Look.objects.filter(actor=house.social.pk).latest("id")
        assert (look.purpose, look.persons) == ("Min opgave i sagen", [house.case.person_id])
        assert Opening.objects.get().purpose == "Min opgave i sagen"
        Opening.objects.all().delete()
        Task.objects.update(done_at=timezone.now(), done_by=house.social)
    assert client.get(address).status_code == 302


def test_the_list_is_narrowed_by_its_address(house, browse, as_actor):
    as_actor(house.coordinator)
    make(house, house.coordinator, title="For sent", due_on=timezone.localdate() - timedelta(days=3))
    make(house, house.coordinator, title="Senere", assigned_to=house.social)
    client = browse(house.social)

    def titles(query):
        return [row["task"].title for row in client.get(reverse("cases:tasks") + query).context["rows"]]

    assert titles("") == ["Senere"]
    assert titles("?whose=agency") == ["For sent", "Senere"]
    assert titles("?whose=agency&late=1") == ["For sent"]
    assert titles("?whose=everybody&after=x%00") == ["Senere"]


def test_the_list_goes_on_where_it_ended(house, browse, as_actor):
    with arranging():
        for number in range(53):
            meetings.task(house.case, by=house.coordinator, title=f"Nr. {number}", agency=house.social.agency)
    client = browse(house.social)
    first = client.get(reverse("cases:tasks") + "?whose=agency").context["page"]
    second = client.get(reverse("cases:tasks") + first.next).context["page"]
    assert (len(first), len(second)) == (50, 3)
    assert not {row.pk for row in first} & {row.pk for row in second}
    back = client.get(reverse("cases:tasks") + second.previous).context["page"]
    assert [row.pk for row in back] == [row.pk for row in first]


def test_the_second_is_shown_both(house, browse, as_actor):
    as_actor(house.coordinator)
    task = make(house, house.coordinator)
    address = reverse("cases:task_deed", args=[task.pk, "change"])
    given = {"version": "1", "title": "Først", "due_on": "2022-10-01"}
    assert browse(house.social).post(address, given).status_code == 302
    client = browse(house.coordinator)
    client.post(house.case.get_absolute_url(), {"purpose": "coordinate"})
    late = client.post(address, {**given, "title": "Sidst"}).content.decode()
    assert "Først" in late
    assert "Sidst" in late
    with arranging():
        assert Task.objects.get().title == "Først"


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("over", ["closed", "cancelled", "past", ""])
def test_the_daily_mail_counts_no_check_of_a_meeting_that_is_over(house, as_actor, over):
    at = timezone.now()
    changes = {
        "closed": {"closed_at": at, "closed_by": house.coordinator},
        "cancelled": {"cancelled_at": at},
        "past": {"starts_at": at - timedelta(hours=3), "ends_at": at - timedelta(hours=1)},
        "": {"place": "Lokale 2"},
    }
    with arranging():
        meetings.asked(house.other, house.meeting, by=house.coordinator, agencies=[house.social.agency])
        Meeting.objects.filter(pk=house.meeting.pk).update(**changes[over])
    jobs.send_daily_digest.func()
    assert {one.to[0] for one in mail.outbox} == (
        set() if over else {house.social.email, house.recused.email}
    )


@pytest.mark.usefixtures("at_work")
def test_the_daily_mail_says_how_many_and_nothing_else(house, as_actor, copenhagen):
    as_actor(house.coordinator)
    make(house, house.coordinator, assigned_to=house.social, title="Hemmelig samtale")
    make(house, house.coordinator, assigned_to=house.social, due_on=timezone.localdate() + timedelta(days=60))
    with arranging():
        meetings.task(
            house.case, by=house.coordinator, agency=house.recused.agency, assigned_to=house.recused
        )
        Task.objects.filter(assigned_to=house.recused).update(due_on=timezone.localdate())
    jobs.send_daily_digest.func()
    assert [one.to for one in mail.outbox] == [[house.social.email]]
    said = mail.outbox[0].subject + mail.outbox[0].body
    assert "1" in mail.outbox[0].subject
    for word in (house.case.number, house.case.person.name, "Hemmelig", "samtale"):
        assert word not in said
    as_actor(house.coordinator)
    with connection.cursor() as cursor:
        cursor.execute("select * from tovholder.tasks_waiting(%s)", [timezone.localdate()])
        assert cursor.fetchall() == []
    assert sensitive.WHEN


@pytest.mark.usefixtures("at_work")
def test_a_task_that_nobody_has_taken_waits_for_all_of_its_agency_on_the_case(house, browse, as_actor):
    as_actor(house.coordinator)
    make(house, house.coordinator, agency=house.social.agency, assigned_to=None, title="Hemmelig samtale")
    jobs.send_daily_digest.func()
    assert [one.to for one in mail.outbox] == [[house.social.email]]
    told = {
        user: "som ingen har taget" in browse(user).get(reverse("home")).content.decode()
        for user in (house.social, house.recused, house.officer)
    }
    assert told == {house.social: True, house.recused: False, house.officer: False}


def test_no_daily_mail_on_a_holiday(house, as_actor, monkeypatch):
    as_actor(house.coordinator)
    make(house, house.coordinator, assigned_to=house.social)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: date(2022, 12, 26))
    jobs.send_daily_digest.func()
    assert mail.outbox == []


# --- whose words they are --------------------------------------------------------------------------------


def titles(table="cases_task"):
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct title from {table} order by title")
        return [title for (title,) in cursor.fetchall()]


def refused(sql, *values):
    told = r"row-level security|stand"
    with pytest.raises(DatabaseError, match=told), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def agreed(house):
    """A task that SOF made for itself, and one that the meeting gave to SOF while the police were outside."""
    item = house.items[1]
    with arranging():
        for user in (house.coordinator, house.social):
            Presence.objects.create(item=item, user=user, agency=user.agency, noted_at=sensitive.WHEN)
        own = meetings.task(house.case, by=house.social, title="Vores egen")
        given = {"agency": house.social.agency, "item": item, "title": "Fra mødet"}
        return own, meetings.task(house.case, by=house.coordinator, **given)


@pytest.mark.usefixtures("agreed")
def test_a_task_is_read_by_its_agency_and_a_meetings_in_its_room(house, as_actor, browse):
    both, item = ["Fra mødet", "Vores egen"], house.items[1]
    room = {"item": item, "noted_at": sensitive.WHEN, "agency": house.officer.agency}

    def read():
        found = {}
        for name in ("coordinator", "social", "officer", "recused"):
            as_actor(getattr(house, name))
            found[name] = titles()
            assert titles("cases_taskevent") == found[name]
        return found

    assert read() == {"coordinator": both, "social": both, "officer": [], "recused": []}
    client = browse(house.officer)
    client.post(house.case.get_absolute_url(), {"purpose": "record"})
    page = client.get(house.case.get_absolute_url()).content.decode()
    assert [title for title in both if title in page] == []
    with arranging():
        Presence.objects.create(user=house.absent, out_at=sensitive.WHEN, **room)
    assert read()["officer"] == []
    with arranging():
        Presence.objects.create(user=house.officer, **room)
    assert read()["officer"] == ["Fra mødet"]
    page = client.get(house.case.get_absolute_url()).content.decode()
    assert [title for title in both if title in page] == ["Fra mødet"]
    assert "Mødets deltagere i sagen" in page


def test_the_page_of_another_agencys_task_is_not_there(house, agreed, browse):
    client = browse(house.officer)
    for task in agreed:
        assert client.get(reverse("cases:task", args=[task.pk])).status_code == 404
    said = browse(house.social).get(reverse("cases:task", args=[agreed[0].pk])).content.decode()
    assert "SOF og koordinatorerne" in said


def test_an_agency_makes_tasks_for_itself_and_the_coordinator_for_others(house, as_actor, browse):
    as_actor(house.social)
    with pytest.raises(tasks.ForAnotherAgency):
        make(house, house.social, agency=house.officer.agency)
    insert = (
        "insert into cases_task (id, case_id, item_id, title, agency_id, due_on, made_at, made_by_id, form,"
        " version) values (%s, %s, %s, 'x', %s, '2022-10-01', now(), %s, %s, 1)"
    )
    sof, police = house.social.agency_id, house.officer.agency_id
    for item, agency in ((None, police), (house.items[1].pk, sof)):
        refused(insert, uuid7(), house.case.pk, item, agency, house.social.pk, uuid7())
    assert make(house, house.social).agency_id == sof
    as_actor(house.coordinator)
    assert make(house, house.coordinator, agency=house.officer.agency).agency_id == police
    foreign = house.items[2].pk
    refused(insert, uuid7(), house.case.pk, foreign, sof, house.coordinator.pk, uuid7())
    client = browse(house.social)
    client.post(house.case.get_absolute_url(), {"purpose": "record"})
    form = client.get(reverse("cases:new_task", args=[house.case.pk])).context["form"]
    assert [agency.pk for agency in form.fields["agency"].queryset] == [sof]
    assert {user.agency_id for user in form.fields["assigned_to"].queryset} == {sof}


def test_an_agencys_own_task_stays_its_own_and_a_meetings_moves(house, agreed, as_actor):
    own, given = agreed
    as_actor(house.coordinator)
    common = {"by": house.coordinator, "at": timezone.now(), "to": house.officer, "seen_version": 1}
    with pytest.raises(tasks.OfAnotherAgency):
        tasks.hand_on(task=own, **common)
    move = "update cases_task set agency_id = %s where id = %s"
    refused(move, house.officer.agency_id, own.pk)
    tasks.hand_on(task=given, **common)
    as_actor(house.officer)
    assert titles() == titles("cases_taskevent") == ["Fra mødet"]


def test_what_a_meeting_agreed_stands_when_it_is_over(house, agreed, as_actor, browse):
    _own, given = agreed
    change = {"by": house.social, "at": timezone.now(), "due_on": given.due_on}
    as_actor(house.social)
    tasks.change(task=Task.objects.get(pk=given.pk), title="Ringe til ham", seen_version=1, **change)
    with arranging():
        over = {"closed_at": timezone.now(), "closed_by": house.coordinator}
        Meeting.objects.filter(pk=house.meeting.pk).update(**over)
    as_actor(house.social)
    with pytest.raises(tasks.WordsStand):
        tasks.change(task=Task.objects.get(pk=given.pk), title="Han er syg", seen_version=2, **change)
    refused("update cases_task set title = 'Han er syg' where id = %s", given.pk)
    client = browse(house.social)
    page = client.get(reverse("cases:task", args=[given.pk])).content.decode()
    assert 'name="due_on"' in page
    assert 'name="title"' not in page
    sent = {"version": "2", "due_on": "2040-10-01", "title": "Han er syg"}
    assert client.post(reverse("cases:task_deed", args=[given.pk, "change"]), sent).status_code == 302
    with arranging():
        given.refresh_from_db()
    assert (given.title, given.due_on) == ("Ringe til ham", date(2040, 10, 1))


def test_why_a_task_was_dropped_is_read_by_its_agency_and_the_coordinators(house, agreed, as_actor, browse):
    _own, given = agreed
    with arranging():
        here = {"item": house.items[1], "agency": house.officer.agency, "noted_at": sensitive.WHEN}
        Presence.objects.create(user=house.officer, **here)
    client = browse(house.social)
    drop = reverse("cases:task_deed", args=[given.pk, "drop"])
    for _twice in range(2):
        assert client.post(drop, {"version": "1", "why": "Han er indlagt"}).status_code == 302
    address = reverse("cases:task", args=[given.pk])
    client.post(house.case.get_absolute_url(), {"purpose": "record"})
    assert "Han er indlagt" in client.get(address).content.decode()
    other = browse(house.officer)
    other.post(house.case.get_absolute_url(), {"purpose": "record"})
    said = other.get(address).content.decode()
    assert ("Fra mødet" in said, "Han er indlagt" in said) == (True, False)
    for user, rows in ((house.coordinator, 1), (house.social, 1), (house.officer, 0)):
        as_actor(user)
        assert DropReason.objects.count() == rows
    as_actor(house.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        DropReason(task=agreed[0], text="x").save(force_insert=True)
