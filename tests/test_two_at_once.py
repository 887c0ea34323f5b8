"""Two at the same instant, each with a connection of her own, in a database that commits.

Both send their form. Each waits before her first lock or write until the other stands there too: both have
read the same, and neither has written. A double click makes one record; of two who edit the same, the second
is told and sees both.
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
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests import test_saves as saves
from tests import url_objects
from tests.activities import make
from tests.conftest import TEMPLATE, arranging
from tests.factories import municipality, user
from tests.test_saves import SENT, House, Start, _filled_in
from tovholder.activities.models import Booking, Headcount, Session
from tovholder.cases.models import (
    Case,
    CheckQuestion,
    Document,
    EmergencyAccess,
    Note,
    Participation,
    Presence,
    Recusal,
    RegisterCheck,
    Share,
    Task,
)
from tovholder.concerns.models import (
    CallerIdentity,
    ConcernReport,
    IdentityRequest,
    PoliceClearance,
    Purge,
)
from tovholder.core.ids import uuid7
from tovholder.core.postgres import Cluster
from tovholder.disclosures.models import Content, Disclosure
from tovholder.people.models import Double, Kinship, Person
from tovholder.programme.models import Commitment, FundingSource, Initiative, Posting

#: A statement that locks or writes, and what a request writes of itself.
LOCKS = re.compile(
    r"^\s*(insert|update|delete|with)\b|for (no key )?update|pg_advisory|select [\w, ]*tovholder\.",
    re.IGNORECASE,
)
OF_ITSELF = re.compile(r"set_config|django_session|audit_", re.IGNORECASE)
_number = count(1000)


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


@pytest.fixture
def house(committing: None, while_the_plan_runs: None) -> House:
    """A municipality of its own for every test: nothing of the others is seen."""
    number = next(_number)
    with as_owner():
        place = municipality(str(number), f"Prøve Kommune {number}")
        objects = url_objects.all_of(place)
        roles = ("coordinator", "custodian", "dpo", "planner", "leader")
        people = {role: user(role, municipality=place) for role in roles}
        people |= {f"other {role}": user(role, municipality=place) for role in ("coordinator", "planner")}
        people["adviser"], people["officer"] = url_objects.OWNERS[:2]
        people["nurse"] = user("participant", municipality=place, agency="sof")
        for one in people.values():
            url_objects.let_in(one)
    return House(place, objects, people)


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
                    door.wait(5)
                    met.append(number)
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


def filled_in(house: House, what: str, client: Client) -> Form:
    """A form of the table of tests/test_saves.py."""
    sent = SENT[what]
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
    "post": {Posting: 1},
    "commit": {Commitment: 1},
}
#: Who sends what is not about citizens.
SENDER = {"heads": "planner", "book": "planner", "post": "leader", "commit": "leader"}


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
