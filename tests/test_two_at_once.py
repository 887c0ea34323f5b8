"""Two at the same instant, each with a connection of her own, in a database that commits.

Both send their form. Each waits before her first lock or write until the other stands there too: both have
read the same, and neither has written. Then they go on together, or one is through before the other goes on.
A double click makes one record; of two who edit the same, the second is told and sees both.
"""

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests import test_saves as saves
from tests.activities import make
from tests.conftest import NOW, TEMPLATE, arranging
from tests.factories import municipality, user
from tests.test_saves import SENT, House, Sent, Start, _filled_in, house_of
from tovholder.access.models import AccountAct
from tovholder.activities.models import Booking, Headcount, Session
from tovholder.cases.models import (
    Case,
    CaseConcern,
    CheckQuestion,
    Document,
    EmergencyAccess,
    Item,
    Meeting,
    Note,
    Participation,
    Presence,
    Recusal,
    RegisterCheck,
    Share,
    Step,
    Task,
)
from tovholder.concerns.models import (
    AdviceContact,
    CallerIdentity,
    ConcernReport,
    DutyShift,
    IdentityRequest,
    PoliceClearance,
    Purge,
)
from tovholder.core.ids import uuid7
from tovholder.core.postgres import Cluster
from tovholder.disclosures.models import Content, Disclosure
from tovholder.partners.models import Agreement, Contact, ContactLog
from tovholder.people.models import Double, Kinship, Person
from tovholder.programme.models import (
    Assessment,
    ChecklistMark,
    Commitment,
    FundingSource,
    Initiative,
    ManualFigure,
    Posting,
    RefinancingStep,
)

#: A statement that locks or writes, and what a request writes of itself.
LOCKS = re.compile(
    r"^\s*(insert|update|delete|with)\b|for (no key )?update|pg_advisory|procrastinate_defer"
    r"|select [\w, ]*tovholder\.",
    re.IGNORECASE,
)
OF_ITSELF = re.compile(r"set_config|django_session|audit_", re.IGNORECASE)
#: Seconds that a request may take to come to its first lock, on a machine with other work.
PATIENCE = 120
_number = count(1000)
_ahead: int | None = None


@contextmanager
def as_owner() -> Iterator[None]:
    with transaction.atomic(), arranging():
        yield


@pytest.fixture(scope="module")
def committing(
    cluster: Cluster, django_db_setup: None, django_db_blocker: Any, worker_id: str
) -> Iterator[None]:
    """The connections of these tests lead to a database of their own, in which what is done stays."""
    name, usual = f"two_at_once_{worker_id}", connection.settings_dict["NAME"]
    cluster.create_database(name, template=TEMPLATE)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = usual
    cluster.drop_database(name)


@pytest.fixture(autouse=True, params=[None, 0, 1], ids=["together", "first ahead", "second ahead"])
def ahead(request: pytest.FixtureRequest) -> None:
    """Which of the forms is through before the others go on."""
    global _ahead
    _ahead = request.param


@pytest.fixture
def house(committing: None, while_the_plan_runs: None) -> House:
    """A municipality of its own for every test: nothing of the others is seen."""
    number = next(_number)
    with as_owner():
        return house_of(municipality(str(number), f"Prøve Kommune {number}"))


def start_of(house: House) -> Start:
    """What the saves of activities and of the programme begin from."""
    with as_owner():
        instructor, other = (user("instructor", municipality=house.municipality) for _each in range(2))
        funding = house.objects["programme:refinancing"]["funding_id"]
        return Start(
            session=make.session(house.municipality, instructors=(instructor,)),
            instructor=instructor,
            other=other,
            source=FundingSource.objects.select_related("plan").get(pk=funding),
            initiative=Initiative.objects.get(pk=house.objects["reports:narrative"]["initiative_id"]),
            free=make.booking(house.municipality),
            objects=house.objects,
        )


def signed_in(who: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    with as_owner():
        client.force_login(who)
    client.get("/menu/")
    return client


@dataclass
class Form:
    """A form that is filled in and not yet sent."""

    client: Client
    path: str
    values: dict[str, Any]


def at_once(*forms: Form) -> list[Any]:
    """The answers to forms that are sent at the same instant; an error of ours fails with its traceback."""
    door = threading.Barrier(len(forms))
    answers: list[Any] = [None] * len(forms)
    faults: list[BaseException] = []
    met: list[int] = []

    def fault(**_more: Any) -> None:
        if found := sys.exc_info()[1]:
            faults.append(found)

    def send(number: int, form: Form) -> None:
        came: list[str] = []

        def wait(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if not came and LOCKS.search(sql) and not OF_ITSELF.search(sql):
                came.append(sql)
                with suppress(threading.BrokenBarrierError):
                    door.wait(PATIENCE)
                    met.append(number)
                if _ahead not in (None, number):
                    threads[_ahead].join(PATIENCE)
            return execute(sql, *rest)

        try:
            with connection.execute_wrapper(wait):
                answers[number] = form.client.post(form.path, form.values)
        finally:
            connection.close()

    got_request_exception.connect(fault)
    try:
        threads = [threading.Thread(target=send, args=each) for each in enumerate(forms)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        got_request_exception.disconnect(fault)
    if faults:
        raise faults[0]
    assert sorted(met) == list(range(len(forms))), "\n".join(str(_said(answer)) for answer in answers)
    return answers


def _said(answer: Any) -> tuple[int, str]:
    """What an answer says, for who reads that a test failed."""
    words = re.sub(
        r"<(script|style|header|nav).*?</\1>|<[^>]+>",
        " ",
        answer.content.decode(errors="replace"),
        flags=re.S,
    )
    return answer.status_code, " ".join(words.split())[:2500]


def filled_in(house: House, what: str | Sent, client: Client) -> Form:
    """A form of the table of tests/test_saves.py, or one beside it."""
    sent = SENT[what] if isinstance(what, str) else what
    with as_owner():
        path = reverse(sent.address, kwargs={**house.objects.get(sent.address, {}), **sent.kwargs(house)})
    values = _filled_in(sent, house, client, path)
    with as_owner():
        return Form(client, path, values | sent.values(house))


def stands(house: House, what: str) -> None:
    with as_owner():
        SENT[what].before(house)


# --- a double click ---------------------------------------------------------------------------------------

ONCE: dict[str, dict[Any, int]] = {
    "a call is taken down": {ConcernReport: 1, CallerIdentity: 1},
    "a note is written": {Note: 1},
    "a note is shared": {Share: 1, Disclosure: 1, Content: 1},
    "a document is added": {Document: 1},
    "a document is shared": {Share: 1, Disclosure: 1},
    "a task is made": {Task: 1},
    "a case is opened by hand": {Case: 1},
    "a case is opened from a concern": {Case: 1},
    "the police are asked": {PoliceClearance: 1, Disclosure: 1},
    "agencies are asked": {RegisterCheck: 0, CheckQuestion: 2, Disclosure: 2},
    "an item begins": {Presence: 1},
    "a task is noted in a line": {Task: 1},
    "access is given": {Participation: 1},
    "somebody is recused": {Recusal: 1},
    "a case is opened in an emergency": {EmergencyAccess: 1},
    "a new relative is noted": {Kinship: 1, Person: 1},
    "a caller's identity is asked for": {IdentityRequest: 1},
    "heads": {Headcount: 1},
    "book": {Booking: 1},
    "plan": {Session: 3},
    "post": {Posting: 1},
    "commit": {Commitment: 1},
}
#: Who sends what is not about citizens.
SENDER = {"heads": "planner", "book": "planner", "plan": "planner", "post": "leader", "commit": "leader"}


@pytest.mark.parametrize("what", ONCE)
def test_a_double_click_makes_one_record(what: str, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    by = house.people[SENDER.get(what) or SENT[what].by]
    if what in SENT and SENT[what].today:
        monkeypatch.undo()
    once, again = signed_in(by), signed_in(by)
    if what in SENDER:
        start = start_of(house)
        with transaction.atomic():
            path, values = getattr(saves, what)(start)
        values |= {"form": str(uuid7())}
        if what in ("post", "commit"):
            values |= {"amount": "1000", "voucher": ""}
        first = Form(once, path, values)
    else:
        stands(house, what)
        first = filled_in(house, what, once)
        if what == "the police are asked":
            with as_owner():
                first.values["basis"] = house.basis()
    second = Form(
        again, first.path, {**first.values, **(saves._file(house) if "file" in first.values else {})}
    )
    with as_owner():
        before = {model: model.objects.count() for model in ONCE[what]}
    answers = at_once(first, second)
    with as_owner():
        made = {model: model.objects.count() - before[model] for model in ONCE[what]}
    assert made == ONCE[what], [answer.status_code for answer in answers]
    assert all(answer.status_code in (200, 204, 302) for answer in answers)
    led = {answer.get("Location", "") for answer in answers if answer.status_code == 302}
    assert len(led) <= 1


#: Forms of rows that keep no key of the form: what says the same once more is no other.
SAID: dict[str, tuple[Sent, Any]] = {
    "a figure by hand": (
        Sent("programme:manual_figure", lambda h: {"value": "7", "as_of": "2022-09-19"}, by="leader"),
        ManualFigure,
    ),
    "a mark": (Sent("programme:mark", by="leader"), ChecklistMark),
    "an assessment": (
        Sent("programme:assess", lambda h: {"as_of": "2022-09-19"}, by="leader"),
        Assessment,
    ),
    "the search for money": (
        Sent("programme:refinancing", lambda h: {"state": "applied", "note": "Sendt"}, by="leader"),
        RefinancingStep,
    ),
    "a contact": (Sent("partners:add_contact", by="planner"), Contact),
    "an agreement": (Sent("partners:make_agreement", by="planner"), Agreement),
    "a talk": (Sent("partners:log_talk", lambda h: {"contact": ""}, by="planner"), ContactLog),
    "a shift": (
        Sent(
            "concerns:plan_shift",
            lambda h: {**SENT["a shift is planned"].values(h), "adviser": h.people["adviser"].pk},
        ),
        DutyShift,
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_a_double_click_says_a_thing_once(what: str, house: House) -> None:
    sent, model = SAID[what]
    by = house.people[sent.by]
    form = filled_in(house, sent, signed_in(by))
    with as_owner():
        before = model.objects.count()
    answers = at_once(form, Form(signed_in(by), form.path, form.values))
    assert [answer.status_code for answer in answers] == [302, 302]
    with as_owner():
        assert model.objects.count() == before + 1
    assert form.client.post(form.path, form.values).status_code == 302
    with as_owner():
        assert model.objects.count() == before + 1


def test_a_call_that_is_hung_up_both_ways_at_once_ends_once(house: House) -> None:
    adviser = house.people["adviser"]
    concern = filled_in(house, "a call is taken down", signed_in(adviser))
    sure = {"act": "advice", "sure": ["seen", "call_back"]}
    advice = Form(signed_in(adviser), concern.path, concern.values | sure)
    of = {"municipality": house.municipality}
    with as_owner():
        before = [model.objects.filter(**of).count() for model in (ConcernReport, AdviceContact)]
    answers = at_once(concern, advice)
    assert len({answer["Location"] for answer in answers if answer.status_code == 302}) == 1
    shown = [answer for answer in answers if answer.status_code == 200]
    with as_owner():
        made = [model.objects.filter(**of).count() for model in (ConcernReport, AdviceContact)]
    assert sum(made) == sum(before) + 1
    assert len(shown) == (made[1] > before[1]), (
        "what advice does not keep is shown to who made a concern of it"
    )
    assert all(answer.context["both"] for answer in shown)


# --- a conflict -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conflict:
    """Two who do the same otherwise: what each writes, and what the second then reads."""

    what: str
    field: str = ""
    by: tuple[str, str] = ("coordinator", "other coordinator")
    told: str = ""
    #: What is there once in the end.
    once: Callable[[House], int] = lambda _house: 1


CONFLICTS = {
    "the grounds of a concern": Conflict("grounds are written", "grounds"),
    "a note's correction": Conflict("a note is corrected", "text"),
    "an item's minutes": Conflict("something is said under a heading", "text"),
    "a task": Conflict("a task: change", "title"),
    "why we hold a case": Conflict("a case is described", "reason"),
    "a purge": Conflict(
        "a concern is purged",
        by=("dpo", "other coordinator"),
        told="Deleted by ",
        once=lambda h: Purge.objects.filter(municipality=h.municipality, done_at__isnull=False).count(),
    ),
    "two who are one person": Conflict(
        "doubles are merged",
        told="settled this in the meantime",
        once=lambda h: Double.objects.filter(municipality=h.municipality, merged_at__isnull=False).count(),
    ),
    "a concern taken up": Conflict("a case is opened from a concern", told="left triage"),
}


@pytest.mark.parametrize("thing", CONFLICTS)
def test_of_two_who_edit_the_same_the_second_is_told(thing: str, house: House) -> None:
    conflict = CONFLICTS[thing]
    stands(house, conflict.what)
    forms = [filled_in(house, conflict.what, signed_in(house.people[who])) for who in conflict.by]
    words = ("Skrevet af den ene", "Skrevet af den anden")
    if conflict.field:
        for form, text in zip(forms, words, strict=True):
            form.values[conflict.field] = text
    answers = at_once(*forms)
    _second_is_told(answers, forms, words if conflict.field else (conflict.told,))
    with as_owner():
        assert conflict.once(house) == 1


def _second_is_told(answers: list[Any], forms: list[Form], words: tuple[str, ...]) -> None:
    """The words stand on the page that did not go on; where both were led on, on one that they came to."""
    stayed, next_pages = [], []
    for answer, form in zip(answers, forms, strict=True):
        assert answer.status_code in (200, 204, 302, 409)
        shown = form.client.get(answer["Location"]) if answer.status_code == 302 else answer
        (next_pages if answer.status_code == 302 else stayed).append(shown.content.decode())
    told = [page for page in stayed or next_pages if all(word in page for word in words)]
    assert told, [_said(answer) for answer in answers]


#: Rows that keep no version: the form says what it was made of.
OF_A_ROW: dict[str, tuple[str, dict[str, str], str]] = {
    "partners:change": ("note", {"institution_number": ""}, "planner"),
    "partners:contact": ("role", {}, "planner"),
    "partners:agreement": ("text", {}, "planner"),
    "activities:offer": ("description", {"withdrawn_on": "", "qualifies_as": ""}, "planner"),
    "access:change_agency_details": ("name", {}, "administrator"),
    "access:change_details": ("title", {}, "administrator"),
}


@pytest.mark.parametrize("address", OF_A_ROW)
@pytest.mark.parametrize("instant", [True, False])
def test_of_two_who_change_a_row_the_second_is_told(address: str, instant: bool, house: House) -> None:
    field, left_out, role = OF_A_ROW[address]
    forms = two(house, Sent(address), role, f"other {role}")
    words = ("Skrevet af den ene", "Skrevet af den anden")
    for form, text in zip(forms, words, strict=True):
        form.values |= {**left_out, field: text}
    if instant:
        answers = at_once(*forms)
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        stayed = next(n for n, answer in enumerate(answers) if answer.status_code == 200)
    else:
        stayed, answers = 1, [form.client.post(form.path, form.values) for form in forms]
        assert [answer.status_code for answer in answers] == [302, 200]
        _second_is_told([answers[1]], forms[:1], words)
        forms[1].values["seen"] = answers[1].context["form"]["seen"].value()
        assert forms[1].client.post(forms[1].path, forms[1].values).status_code == 302
    assert words[stayed] in answers[stayed].content.decode()


def test_two_who_correct_one_booking_the_second_sees_both(house: House) -> None:
    start = start_of(house)
    forms = []
    for who, text in (("planner", "Ring efter ti"), ("other planner", "Ring efter tolv")):
        client = signed_in(house.people[who])
        path, values = saves.correct(start)
        seen = client.get(path).context["form"]["seen"].value()
        forms.append(Form(client, path, {**values, "seen": seen, "note": text}))
    answers = at_once(*forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    _second_is_told(
        [each for each in answers if each.status_code == 200], forms[:1], ("Ring efter ti", "Ring efter tolv")
    )


def test_an_instructor_whom_two_plan_at_one_time_teaches_once(house: House) -> None:
    start = start_of(house)
    with as_owner():
        bookings = [start.free, make.booking(house.municipality)]
    slot = {
        "slot-TOTAL_FORMS": "1",
        "slot-INITIAL_FORMS": "0",
        "slot-0-day": "2022-10-04",
        "slot-0-begins": "10.00",
    }
    forms = [
        Form(
            signed_in(house.people[who]),
            reverse("activities:plan", args=[booking.pk]),
            {**slot, "slot-0-first": str(start.instructor.pk)},
        )
        for who, booking in zip(("planner", "other planner"), bookings, strict=True)
    ]
    answers = at_once(*forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    told = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert start.instructor.name in told
    with as_owner():
        assert Session.objects.filter(booking__in=bookings).count() == 1


def test_of_two_who_plan_one_booking_the_second_sees_what_is_planned(house: House) -> None:
    start = start_of(house)
    with transaction.atomic():
        path, values = saves.plan(start)
    people = [signed_in(house.people[who]) for who in ("planner", "other planner")]
    one = Form(people[0], path, {**values, "slot-0-place": "Aulaen"})
    other = Form(people[1], path, {**values, "slot-0-begins": "14.00", "slot-0-place": "Salen"})
    answers = at_once(one, other)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    told = next(answer for answer in answers if answer.status_code == 200)
    assert {"Aulaen", "Salen"} <= set(re.findall("Aulaen|Salen", told.content.decode()))
    late, form = (one, other) if answers[0].status_code == 200 else (other, one)
    assert form.client.post(path, form.values).status_code == 302
    with as_owner():
        assert Session.objects.filter(booking=start.free).count() == 3
    late.values |= {"seen": str(told.context["seen"])} | {f"slot-{n}-begins": "16.00" for n in range(3)}
    assert late.client.post(path, late.values).status_code == 302
    with as_owner():
        assert Session.objects.filter(booking=start.free).count() == 6


def two(house: House, what: str | Sent, *who: str) -> list[Form]:
    """The same form in front of two."""
    return [filled_in(house, what, signed_in(house.people[each])) for each in who or COORDINATORS]


COORDINATORS = ("coordinator", "other coordinator")


def queued(name: str) -> int:
    """How many jobs of a name were ever queued."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name like %s", [f"%.{name}"])
        return int(cursor.fetchone()[0])


def test_of_two_who_release_a_commitment_the_second_is_told(house: House) -> None:
    forms = two(house, Sent("programme:release", by="leader"), "leader", "other leader")
    forms[1].values["reason"] = "En anden grund"
    answers = at_once(*forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    told = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert "The commitment is released already." in told


def test_a_double_click_releases_a_commitment_once(house: House) -> None:
    leader = house.people["leader"]
    form = filled_in(house, Sent("programme:release", by="leader"), signed_in(leader))
    answers = at_once(form, Form(signed_in(leader), form.path, form.values))
    assert [answer.status_code for answer in answers] == [302, 302]
    with as_owner():
        (commitment,) = Commitment.objects.filter(pk=house.objects["programme:release"]["commitment_id"])
        assert commitment.released_by == leader


def test_of_two_who_withdraw_a_figure_one_did(house: House) -> None:
    forms = two(house, Sent("programme:withdraw_figure"), "leader", "other leader")
    for form in forms:
        form.values = {"withdraw": "1"}
    answers = at_once(*forms)
    pages = [form.client.get(answer["Location"]) for form, answer in zip(forms, answers, strict=True)]
    told = ["It is withdrawn already." in page.content.decode() for page in pages]
    assert sorted(told) == [False, True]


def test_two_who_remind_the_agencies_send_one_mail_to_each(house: House) -> None:
    coordinator = signed_in(house.people["coordinator"])
    ask = filled_in(house, "agencies are asked", coordinator)
    assert coordinator.post(ask.path, ask.values).status_code == 302
    before = queued("send_check_reminder")
    forms = two(house, "agencies are reminded")
    at_once(*forms)
    once = queued("send_check_reminder") - before
    with as_owner():
        asked = CheckQuestion.objects.filter(case__municipality=house.municipality, reminded_at__isnull=False)
        readers = Participation.objects.filter(
            case__in=asked.values("case"), agency__in=asked.values("agency")
        )
        assert once == readers.values("user").distinct().count() > 0
    again = forms[0].client.post(forms[0].path)
    assert "Nobody was reminded" in forms[0].client.get(again["Location"]).content.decode()
    assert queued("send_check_reminder") - before == once


def test_of_two_who_cancel_a_meeting_the_second_is_told_and_a_double_click_cancels_once(house: House) -> None:
    forms = two(house, "a meeting is cancelled")
    forms[1].values["reason"] = "Sygdom"
    answers = at_once(*forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    done = next(n for n, answer in enumerate(answers) if answer.status_code == 302)
    assert forms[done].client.post(forms[done].path, forms[done].values).status_code == 302
    with as_owner():
        meeting = house.row(Meeting, "cases:cancel_meeting")
        assert (meeting.cancel_reason, meeting.version) == (forms[done].values["reason"], 2)


def test_a_meeting_is_not_both_begun_and_cancelled(house: House) -> None:
    forms = [
        filled_in(house, what, signed_in(house.people[who]))
        for what, who in zip(("a meeting is cancelled", "an item begins"), COORDINATORS, strict=True)
    ]
    answers = at_once(*forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    with as_owner():
        meeting = house.row(Meeting, "cases:cancel_meeting")
        assert (meeting.begun_at is None) != (meeting.cancelled_at is None)


def test_of_two_items_that_begin_at_once_one_runs(house: House) -> None:
    stands(house, "an item is moved")
    form, other = two(house, "an item begins")
    with as_owner():
        items = Item.objects.filter(meeting=house.row(Item, "cases:item").meeting_id, case__isnull=False)
        second = items.exclude(pk=house.objects["cases:item"]["item_id"]).get()
        other.path = reverse("cases:item_begin", args=[second.pk])
    at_once(form, other)
    with as_owner():
        assert items.filter(begun_at__isnull=False).count() == 2
        assert items.filter(begun_at__isnull=False, ended_at__isnull=True).count() == 1


def test_two_who_close_a_meeting_send_its_minutes_once(house: House) -> None:
    stands(house, "a meeting is closed")
    with as_owner():
        Item.objects.filter(begun_at__isnull=False).update(ended_at=NOW)
        before = Disclosure.objects.count()
    at_once(*two(house, "a meeting is closed"))
    with as_owner():
        assert Disclosure.objects.count() == before + 1


def test_who_changes_what_was_said_sees_what_the_other_has_just_written(house: House) -> None:
    what = "something is said under a heading"
    stands(house, what)
    forms = two(house, what)
    assert forms[0].client.post(forms[0].path, forms[0].values).status_code == 302
    words = ("Skrevet af den ene", "Skrevet af den anden")
    for form, text in zip(forms, words, strict=True):
        form.values |= {"text": text, "version": "1"}
    answers = at_once(*forms)
    stayed = next(answer for answer in answers if answer.status_code == 200)
    assert {stayed.context["conflict"]["text"], stayed.context["sent"]["text"]} == set(words)


def test_two_who_fill_an_agenda_make_one_welcome(house: House) -> None:
    with as_owner():
        Item.objects.filter(meeting=house.row(Meeting, "cases:meeting_add").pk).delete()
    forms = two(house, "a case is put on the agenda")
    forms[1].values["case"] = []
    at_once(*forms)
    with as_owner():
        items = Item.objects.filter(meeting=house.row(Meeting, "cases:meeting_add").pk)
        assert sorted(items.values_list("kind", flat=True)) == ["case", "other", "welcome"]


def test_of_two_who_give_one_person_access_the_second_is_told(house: House) -> None:
    stands(house, "access is given")
    answers = at_once(*two(house, "access is given"))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    told = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert "This person has access to the case already." in told
    with as_owner():
        hers = Participation.objects.filter(case=house.case, user=house.people["officer"])
        assert hers.count() == 1


def test_an_access_that_somebody_ends_does_not_run_on(house: House) -> None:
    forms = [
        filled_in(house, what, signed_in(house.people[who]))
        for what, who in zip(("an access is changed", "an access ends"), COORDINATORS, strict=True)
    ]
    forms[0].values["until"] = "2022-12-31"
    assert forms[1].client.post(forms[1].path).status_code == 302
    assert "Somebody" in forms[0].client.post(forms[0].path, forms[0].values).content.decode()
    with as_owner():
        assert Participation.objects.get(pk=house.objects["cases:end_access"]["part_id"]).valid_until == NOW


def test_no_step_follows_on_a_case_that_is_closed_at_that_instant(house: House) -> None:
    with as_owner():
        Task.objects.filter(case=house.case).update(dropped_at=NOW)
    closing, step = (
        filled_in(house, what, signed_in(house.people[who]))
        for what, who in zip(("a case is closed", "a step is noted"), COORDINATORS, strict=True)
    )
    at_once(closing, step)
    with as_owner():
        steps = Step.objects.filter(case=house.case)
        assert not steps.filter(at__gte=steps.get(kind="closed").at).exclude(kind="closed").exists()


def test_no_task_is_made_in_a_case_that_is_closed_at_that_instant(house: House) -> None:
    closing, task = _closing(house, "a task is made", "nurse")
    answers = at_once(closing, task)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    with as_owner():
        waits = Task.objects.filter(case=house.case, done_at__isnull=True, dropped_at__isnull=True)
        assert bool(house.case.closed_at) != waits.exists()


def test_no_concern_joins_a_case_that_is_closed_at_that_instant(house: House) -> None:
    stands(house, "a concern joins a case")
    closing, join = _closing(house, "a concern joins a case", "other coordinator")
    answers = at_once(closing, join)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    with as_owner():
        assert bool(house.case.closed_at) != CaseConcern.objects.filter(case=house.case).exists()


def _closing(house: House, what: str, who: str) -> tuple[Form, Form]:
    """A coordinator who closes the case, and somebody who brings something into it."""
    with as_owner():
        Task.objects.filter(case=house.case).update(dropped_at=NOW)
        CaseConcern.objects.filter(case=house.case).delete()
    closing = filled_in(house, "a case is closed", signed_in(house.people["coordinator"]))
    return closing, filled_in(house, what, signed_in(house.people[who]))


def test_of_two_who_write_one_narrative_the_second_sees_both(house: House) -> None:
    start = start_of(house)
    forms = []
    for who, text in (("leader", "Tre forløb"), ("other leader", "Fire forløb")):
        with transaction.atomic():
            path, values = saves.narrate(start)
        forms.append(Form(signed_in(house.people[who]), path, {**values, "text": text}))
    answers = at_once(*forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    _second_is_told([each for each in answers if each.status_code == 200], forms[:1], ("Tre", "Fire"))


def test_a_file_from_the_finance_system_is_taken_once(house: House) -> None:
    start = start_of(house)
    path = reverse("programme:import") + f"?plan={start.source.plan.key}"
    line = f"1.9.2022;{start.source.key};1.000,00;Løn;\n"
    leader = house.people["leader"]

    def form() -> Form:
        file = SimpleUploadedFile("september.csv", b"Dato;Kilde;Bel\xc3\xb8b;Tekst;Bilag\n" + line.encode())
        return Form(signed_in(leader), path, {"file": file, "act": "take"})

    with as_owner():
        before = Posting.objects.count()
    at_once(form(), form())
    with as_owner():
        assert Posting.objects.count() == before + 1


# --- accounts ---------------------------------------------------------------------------------------------


def test_two_administrators_who_end_one_account_write_it_down_once(house: House) -> None:
    forms = two(house, Sent("access:end_account"), "administrator", "other administrator")
    at_once(*forms)
    with as_owner():
        person = house.objects["access:end_account"]["person_id"]
        assert AccountAct.objects.filter(user=person, kind="ended").count() == 1


def test_a_double_click_sends_one_invitation(house: House) -> None:
    administrator = house.people["administrator"]
    form = filled_in(house, Sent("access:invite_again"), signed_in(administrator))
    before = queued("send_invitation")
    answers = at_once(form, Form(signed_in(administrator), form.path, form.values))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert queued("send_invitation") == before + 1
