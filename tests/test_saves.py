"""What a save costs in statements, all told: the sign-in's three, the deed, its record."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import url_objects
from tests.activities import make
from tests.conftest import NOW, arranging
from tests.factories import user
from tests.test_bad_input import Inputs, behind, right
from tests.test_queries import statements
from tests.test_urls import OURS
from tovholder.activities.models import Session
from tovholder.cases.models import (
    Case,
    Item,
    Meeting,
    Opening,
    Participation,
    ParticipationReason,
    Presence,
)
from tovholder.concerns.models import AdviceTopic, ConcernReport, DutyShift, PoliceClearance, Purge
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import LegalBasis
from tovholder.programme.models import FundingSource, Initiative

#: Session, actor and user are three of them.
SAVE = 7
#: What cannot do with seven, how many it takes, and why.
DEARER = {
    "cases:ask_check": (
        13,
        "one click for all cases and agencies: who answers, who is out, which law reaches, nobody else asks",
    ),
    "cases:meeting_add": (8, "what was asked and answered for another meeting goes along with the case"),
    "cases:item_begin": (
        12,
        "who must leave the room, the item before it, the check's answers, the case's step",
    ),
    "cases:close_meeting": (16, "who was there, what was said and by whom it is done: an item's minutes"),
    "cases:meeting_paper": (17, "no save alone: it answers with the pages, for everybody whom they are for"),
    "cases:answer_access": (8, "the case, who asks and her roles, and which law reaches her agency"),
    "cases:emergency": (9, "the number is logged, the purpose said, and the coordinators told at once"),
}


@dataclass
class Start:
    """What the saves begin from."""

    session: Session
    instructor: Any
    other: Any
    source: FundingSource
    initiative: Initiative
    free: Any
    objects: Any


@pytest.fixture
def start(copenhagen: Any, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.setattr("tovholder.core.clock.now", lambda: NOW)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: NOW.date())
    instructor, other = person("instructor"), person("instructor")
    with arranging():
        objects = url_objects.all_of(copenhagen)
        return Start(
            session=make.session(copenhagen, instructors=(instructor,)),
            instructor=instructor,
            other=other,
            source=FundingSource.objects.select_related("plan").get(
                pk=objects["programme:refinancing"]["funding_id"]
            ),
            initiative=Initiative.objects.get(pk=objects["reports:narrative"]["initiative_id"]),
            free=make.booking(copenhagen),
            objects=objects,
        )


def heads(start: Start) -> tuple[str, dict[str, Any]]:
    with arranging():
        return reverse("activities:heads", args=[start.session.pk]), {
            f"heads-{start.session.booking.classes.get().pk}": "24"
        }


def heads_by_link(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:heads_link", args=[start.session.heads_token]), heads(start)[1]


def book(start: Start) -> tuple[str, dict[str, Any]]:
    with arranging():
        booking = start.free
        return reverse("activities:book"), {
            "offer": booking.offer_id,
            "place": booking.organisation.name,
            "which": booking.organisation_id,
            "classes": "7.y 24",
            "wished_dates": "4.10.2022",
            "requested_on": "2022-09-19",
            "requested_via": "telephone",
            "contact_name": "Inger Prøve",
        }


def correct(start: Start) -> tuple[str, dict[str, Any]]:
    values = book(start)[1]
    with arranging():
        return reverse("activities:change", args=[start.free.pk]), {**values, "which": ""}


def plan(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:plan", args=[start.free.pk]), {
        "slot-TOTAL_FORMS": "3",
        "slot-INITIAL_FORMS": "0",
        **{f"slot-{n}-day": f"2022-10-0{n + 4}" for n in range(3)},
        **{f"slot-{n}-begins": "10.00" for n in range(3)},
        **{f"slot-{n}-first": str(start.instructor.pk) for n in range(3)},
        "slot-0-second": str(start.other.pk),
        "seen": "0",
    }


def move(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:move", args=[start.session.pk]), {
        "day": "2022-10-05",
        "begins": "10.00",
        "ends": "11.00",
        "version": start.session.version,
    }


def cancel(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("activities:cancel", args=[start.session.pk]), {
        "reason": "Syg",
        "version": start.session.version,
    }


def post(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("programme:post") + f"?plan={start.source.plan.key}", {
        "funding": start.source.pk,
        "posted_on": "2022-09-01",
        "amount": "1.234,50",
        "text": "Løn",
        "voucher": "B77",
    }


def commit(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("programme:commit") + f"?plan={start.source.plan.key}", {
        "funding": start.source.pk,
        "made_on": "2022-09-01",
        "runs_from": "2022-09-01",
        "runs_until": "2022-12-31",
        "amount": "1.000",
        "text": "Løn",
    }


def narrate(start: Start) -> tuple[str, dict[str, Any]]:
    with arranging():
        newest = start.initiative.narratives.order_by("-written_at", "-id").first()
    values = {"text": "Der er holdt tre forløb.", "base": newest.pk if newest else ""}
    return reverse("reports:narrative", args=[start.initiative.pk, 2022]), values


def log_talk(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("partners:log_talk", kwargs=start.objects["partners:log_talk"]), {
        "when": "2022-09-19T10:00",
        "channel": "visit",
        "text": "Aftalt uge 40",
    }


def hang_up(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("concerns:begin"), {
        "call": str(uuid7()),
        "act": "concern",
        "danger": "no",
        "anonymous": "yes",
        "caller_kind": "parent",
        "received_at": "2022-09-20T11:30",
        "channel": "national_hotline",
        "behaviour": "Sover om dagen.",
        "person-who": "nobody",
    }


def assess(start: Start) -> tuple[str, dict[str, Any]]:
    return reverse("concerns:assess", kwargs=start.objects["concerns:assess"]), {
        "grounds": "Brud med venner",
        "prevention": "Kan vendes",
        "proportionality": "En samtale",
        "version": "1",
    }


def leave(start: Start) -> tuple[str, dict[str, Any]]:
    where = {**start.objects["concerns:leave"], "exit": "advice"}
    return reverse("concerns:leave", kwargs=where), {"reason": "Rådgivet"}


SAVES = {
    "an instructor enters heads": ("instructor", heads),
    "somebody with the link enters heads": (None, heads_by_link),
    "a planner enters heads": ("planner", heads),
    "a planner books": ("planner", book),
    "a planner corrects a booking": ("planner", correct),
    "a planner plans": ("planner", plan),
    "a planner moves a session": ("planner", move),
    "a planner cancels a session": ("planner", cancel),
    "a planner logs a talk": ("planner", log_talk),
    "a leader enters a posting": ("leader", post),
    "a leader enters a commitment": ("leader", commit),
    "a leader writes a narrative": ("leader", narrate),
    "an adviser makes a concern": ("adviser", hang_up),
    "a coordinator writes grounds": ("coordinator", assess),
    "a coordinator lets a concern leave": ("coordinator", leave),
}


# --- citizens: every address that takes a form ----------------------------------------------------------

CITIZENS = ("people", "disclosures", "concerns", "cases")
#: Addresses of these contexts that save nothing: a new one stands here, or among the saves below.
SHOWN = {
    "people": {"search", "choose", "doubles", "person", "reveal"},
    "disclosures": {"ledger", "bases", "disclosure", "print", "extract"},
    "concerns": {"list", "advice_list", "caller", "roster", "words", "clearance_list", "concern"}
    | {"identity_request_list", "purge_list", "confirm_file"},
    "cases": {"list", "access_list", "document", "print", "looks", "history", "meetings", "meeting", "item"}
    | {"meeting_projector", "meeting_agenda", "package", "package_file", "extract", "checks", "check_cpr"}
    | {"tasks", "task"},
}


@dataclass(frozen=True)
class Sent:
    """A form of an address, filled in with what it takes beside what its page has filled in already."""

    address: str
    values: Callable[["House"], dict[str, Any]] = lambda _house: {}
    by: str = "coordinator"
    #: The page on which the form stands, where that is another one.
    on: str = ""
    #: What else the address takes, and what is to stand beforehand.
    kwargs: Callable[["House"], dict[str, Any]] = lambda _house: {}
    before: Callable[["House"], Any] = lambda _house: None
    #: The database asks its own clock whether an access runs.
    today: bool = False


@dataclass
class House:
    """A municipality with one of everything, and the people who work in it."""

    municipality: Any
    objects: Any
    people: dict[str, Any]

    def row(self, model: Any, address: str) -> Any:
        """The object of an address."""
        return model.objects.get(pk=next(iter(self.objects[address].values())))

    @property
    def concern(self) -> Any:
        return self.row(ConcernReport, "concerns:concern")

    @property
    def case(self) -> Any:
        return self.row(Case, "cases:case")

    def basis(self, key: str = "rpl-115-1") -> Any:
        return LegalBasis.objects.get(municipality=self.municipality, key=key).pk

    def agency(self, key: str) -> Any:
        return self.municipality.agencies.get(key=key).pk


@pytest.fixture
def house(copenhagen: Any, person: Callable[..., Any], while_the_plan_runs: None) -> House:
    with arranging():
        objects = url_objects.all_of(copenhagen)
    people = {role: person(role) for role in ("coordinator", "custodian", "dpo")}
    people["adviser"], people["officer"] = url_objects.OWNERS[:2]
    people["nurse"] = person("participant", agency="sof")
    with arranging():
        for one in people.values():
            url_objects.let_in(one)
    return House(copenhagen, objects, people)


def house_of(place: Any) -> House:
    """A house with two of whoever may edit the same thing at once."""
    objects = url_objects.all_of(place)
    roles = ("coordinator", "custodian", "dpo", "planner", "leader", "administrator")
    people = {role: user(role, municipality=place) for role in roles}
    twice = ("coordinator", "planner", "leader", "administrator")
    people |= {f"other {role}": user(role, municipality=place) for role in twice}
    people["adviser"], people["officer"] = url_objects.OWNERS[:2]
    people["nurse"] = user("participant", municipality=place, agency="sof")
    for one in people.values():
        url_objects.let_in(one)
    return House(place, objects, people)


def _ready(house: House, **more: Any) -> None:
    """The concern is assessed, and nothing is asked of the police."""
    grounds = dict.fromkeys(("grounds", "prevention", "proportionality"), "Skrevet")
    concern = ConcernReport.objects.filter(pk=house.concern.pk)
    PoliceClearance.objects.filter(concern=house.concern).update(withdrawn_at=NOW)
    concern.update(**grounds, **more)


def _cleared(house: House, address: str) -> None:
    """The concern of an address is assessed, and the police have nothing against it."""
    concern = house.row(ConcernReport, address)
    ConcernReport.objects.filter(pk=concern.pk).update(
        grounds="Skrevet", prevention="Skrevet", proportionality="Skrevet", person=house.case.person
    )
    PoliceClearance(
        municipality=house.municipality,
        concern=concern,
        number=concern.number,
        asked_of=house.people["officer"],
        asked_by=house.people["coordinator"],
        asked_at=NOW,
        extract="x",
        answer="nothing_against",
        answered_at=NOW,
        answered_by=house.people["officer"],
    ).save(force_insert=True)


def _place(house: House) -> int:
    """Where a topic stands on its list, from 0."""
    return int(AdviceTopic.objects.get(pk=house.objects["concerns:end_word"]["word_id"]).position)


def _told(house: House, exit: str) -> dict[str, Any]:
    receiver = {"police": "police"}.get(exit, "sof")
    key = "fvl-28" if exit == "other_house" else "rpl-115-1"
    return {
        "reason": "Sagt",
        "text": "Sover om dagen.",
        "necessity": "Nødvendigt",
        "basis": house.basis(key),
        "agency": house.agency(receiver),
        "outside": "Infohus Prøve",
    }


def off_the_case(user: Any) -> None:
    """Let somebody never have taken part."""
    ParticipationReason.objects.filter(participation__user=user).delete()
    Participation.objects.filter(user=user).delete()


def _who(prefix: str, who: str, **more: str) -> dict[str, Any]:
    """Somebody chosen, and nothing of what somebody new would say."""
    empty = dict.fromkeys(("words", "asked", "name", "cpr", "birth_date", "birth_year", "description"), "")
    return {f"{prefix}-{name}": value for name, value in {**empty, "who": who, **more}.items()}


def _call(house: House) -> dict[str, Any]:
    return {
        "call": str(uuid7()),
        "act": "concern",
        "danger": "no",
        "anonymous": "no",
        "name": "Inger Prøve",
        "phone": "12345678",
        "caller_kind": "parent",
        "received_at": "2022-09-20T11:30",
        "channel": "national_hotline",
        "behaviour": "Sover om dagen.",
        **_who("person", "nobody"),
        "call_back_at": "",
    }


def _advice(house: House) -> dict[str, Any]:
    return {**_call(house), "act": "advice", "behaviour": "", "sure": "seen"}


def _to_come(_house: House) -> None:
    DutyShift.objects.update(ends_at="2022-09-21T16:00Z")


def _to_purge(house: House) -> None:
    ConcernReport.objects.filter(pk=house.concern.pk).update(
        exit="police", exit_at=NOW, exit_by=house.people["coordinator"], exit_reason="Deres"
    )


def _purge(house: House) -> None:
    _to_purge(house)
    Purge.objects.filter(pk=house.objects["concerns:purge"]["purge_id"]).update(concern=house.concern.pk)


def _two_items(house: House) -> None:
    item = house.row(Item, "cases:item")
    Item.objects.create(meeting_id=item.meeting_id, case=house.case, kind="case", position=2, minutes=20)


def _begun(house: House) -> None:
    """The meeting speaks of its case, with the reader's agency in the room."""
    item = house.row(Item, "cases:item")
    Meeting.objects.filter(pk=item.meeting_id).update(begun_at=NOW, starts_at=NOW)
    Item.objects.filter(pk=item.pk).update(begun_at=NOW)
    for role in ("coordinator", "nurse"):
        one = house.people[role]
        Presence.objects.create(item=item, user=one, agency=one.agency, noted_at=NOW)


def _shared(house: House) -> dict[str, Any]:
    return {
        "to": [house.agency("police")],
        "basis": house.basis(),
        "consent": "",
        "purpose": "Forebygge",
        "necessity": "Nødvendigt",
        "key": str(uuid7()),
    }


def _file(house: House) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("prove.pdf", b"%PDF-1.7"), "title": "Udtalelse"}


SENT = {
    "relations end": Sent("people:end_relation", on="people:person"),
    "a person is changed": Sent("people:change", lambda h: {"birth_year": "", "cpr": "", "name": "Ny Prøve"}),
    "a relative is noted": Sent(
        "people:relate", lambda h: {"kind": "parent", **_who("relative", str(h.case.person_id))}
    ),
    "a new relative is noted": Sent(
        "people:relate",
        lambda h: {
            "kind": "parent",
            **_who("relative", "new", name="Ny Prøve", asked="Ny Prøve"),
        },
    ),
    "two are pointed out": Sent(
        "people:point_out", lambda h: {"words": "Prøve", "other": str(h.case.person_id)}
    ),
    "doubles are merged": Sent("people:settle", lambda h: {"deed": "merge"}),
    "a provision is added": Sent(
        "disclosures:add_basis",
        lambda h: {"key": "egen", "gives": ["municipal"], "reaches": ["police"], "valid_until": ""},
    ),
    "a provision ends": Sent("disclosures:end_basis"),
    "something is told to us": Sent("disclosures:receive", lambda h: {"consent": ""}),
    "something was told by us": Sent(
        "disclosures:give", lambda h: {"consent": "", "receivers": [h.agency("sof"), h.agency("police")]}
    ),
    "a consent is noted": Sent(
        "disclosures:give_consent", lambda h: {"agencies": [h.agency("sof"), h.agency("police")]}
    ),
    "a consent is withdrawn": Sent("disclosures:withdraw_consent"),
    "a disclosure stops": Sent("disclosures:stop"),
    "a call is taken down": Sent("concerns:begin", _call),
    "a call that was kept is taken down": Sent("concerns:call", _call, by="adviser"),
    "a call ends as advice": Sent("concerns:call", _advice, by="adviser"),
    "a call is kept": Sent("concerns:call", lambda h: {**_call(h), "act": ""}, by="adviser"),
    "a call is thrown away": Sent("concerns:discard", by="adviser"),
    "a shift is planned": Sent(
        "concerns:plan_shift",
        lambda h: {
            "starts_at": "2022-09-21T08:00",
            "ends_at": "2022-09-21T16:00",
            "until": "",
            "weekdays": [],
        },
    ),
    "a turn is planned": Sent("concerns:plan_turn"),
    "a turn is corrected": Sent("concerns:correct_turn", lambda h: {"house": "Infohus Prøve"}),
    "a turn is removed": Sent("concerns:remove_turn"),
    "a shift is corrected": Sent(
        "concerns:correct_shift",
        lambda h: {"starts_at": "2022-09-21T08:00", "ends_at": "2022-09-21T15:00"},
        before=_to_come,
    ),
    "a shift is removed": Sent("concerns:remove_shift", before=_to_come),
    "a shift is handed over": Sent("concerns:hand_over"),
    "a deadline is set": Sent("concerns:add_deadline"),
    "a deadline is put right": Sent("concerns:correct_deadline", lambda h: {"days": "7"}),
    "a word is added": Sent("concerns:add_word"),
    "a word is corrected": Sent("concerns:correct_word", lambda h: {"name": "Infohuset"}),
    "a word ends": Sent("concerns:end_word"),
    "a word is used again": Sent(
        "concerns:reopen_word", before=lambda h: AdviceTopic.objects.update(ended_on=NOW.date())
    ),
    "a word is moved up": Sent("concerns:move_word_up", lambda h: {"place": str(_place(h))}),
    "the police answer": Sent("concerns:clearance", by="officer"),
    "a question to the police is taken back": Sent("concerns:withdraw_clearance"),
    "a caller's identity is opened": Sent("concerns:identity_request", by="custodian"),
    "a caller's identity is asked for": Sent("concerns:identity"),
    "a concern is purged": Sent("concerns:purge", lambda h: {"sure": "on"}, by="dpo", before=_purge),
    "a purge is asked for": Sent("concerns:ask_purge", before=_to_purge),
    "grounds are written": Sent("concerns:assess", on="concerns:concern"),
    "what was told is corrected": Sent("concerns:correct", lambda h: {"behaviour": "Sover om natten."}),
    "it is said whom a concern is about": Sent(
        "concerns:who", lambda h: _who("person", str(h.case.person_id))
    ),
    "the police are asked": Sent(
        "concerns:ask_clearance",
        lambda h: {
            "asked_of": h.people["officer"].pk,
            "extract": "Sover om dagen.",
            "shown": sha256(b"Sover om dagen.").hexdigest(),
        },
        before=_ready,
    ),
    **{
        f"a concern leaves: {exit}": Sent(
            "concerns:leave",
            lambda h, exit=exit: _told(h, exit),
            kwargs=lambda h, exit=exit: {"exit": exit},
            before=_ready,
        )
        for exit in ("advice", "unfounded", "other_house", "child_referral", "police", "statutory_offer")
    },
    "a receipt came": Sent(
        "concerns:receipt",
        lambda h: {"on": "2022-09-20"},
        before=lambda h: _ready(
            h,
            receipt_due_on=NOW.date(),
            exit="child_referral",
            exit_at=NOW,
            exit_by=h.people["coordinator"],
        ),
    ),
    "a receipt was sent": Sent("concerns:confirm"),
    "somebody was called back": Sent(
        "concerns:called_back", before=lambda h: _ready(h, call_back_at=NOW, call_back_by=h.people["adviser"])
    ),
    "a case is opened by hand": Sent("cases:open_by_hand", lambda h: _who("person", str(h.case.person_id))),
    "a case is opened from a concern": Sent(
        "cases:open_from_concern", before=lambda h: _cleared(h, "cases:open_from_concern")
    ),
    "a concern joins a case": Sent(
        "cases:join", lambda h: {"number": h.case.number}, before=lambda h: _cleared(h, "cases:join")
    ),
    "access is asked for": Sent("cases:ask_access", by="nurse"),
    "access is granted": Sent(
        "cases:answer_access",
        lambda h: {"granted": "yes", "basis": h.basis()},
        before=lambda h: Participation.objects.update(valid_until=NOW),
    ),
    "a case is opened in an emergency": Sent(
        "cases:emergency",
        lambda h: {"number": h.case.number, "reason": "Kunne ikke vente"},
        by="nurse",
        before=lambda h: off_the_case(h.people["nurse"]),
        today=True,
    ),
    "an emergency is reviewed": Sent("cases:review_emergency"),
    "an access ends": Sent("cases:end_access"),
    "an access is changed": Sent("cases:extend_access"),
    "several accesses are changed": Sent(
        "cases:extend_several", lambda h: {"parts": [h.row(Participation, "cases:extend_access").pk]}
    ),
    "a recusal is lifted": Sent("cases:lift_recusal"),
    "a note is corrected": Sent("cases:correct_note"),
    "a note is shared": Sent("cases:share_note", _shared),
    "a document is shared": Sent("cases:share_document", _shared),
    "why a case is opened": Sent("cases:case", before=lambda h: Opening.objects.all().delete()),
    "a case is described": Sent("cases:describe"),
    "a step is noted": Sent("cases:step"),
    "a case is closed": Sent("cases:close"),
    "a case is opened again": Sent(
        "cases:reopen",
        before=lambda h: Case.objects.filter(pk=h.case.pk).update(
            closed_at=NOW, closed_by=h.people["coordinator"], outcome="completed"
        ),
    ),
    "access is given": Sent(
        "cases:give_access",
        lambda h: {"user": h.people["officer"].pk, "basis": h.basis()},
        before=lambda h: off_the_case(h.people["officer"]),
    ),
    "somebody is recused": Sent("cases:conflict", by="nurse"),
    "somebody is kept out": Sent("cases:exclude"),
    "a note is written": Sent("cases:write_note", by="nurse"),
    "a task is made": Sent(
        "cases:new_task",
        lambda h: {"agency": h.agency("sof"), "assigned_to": h.people["nurse"].pk},
    ),
    "a document is added": Sent("cases:add_document", _file),
    "a series is begun": Sent("cases:meeting_series"),
    "meetings are planned": Sent("cases:plan_meetings"),
    "a series ends": Sent("cases:end_series"),
    "a meeting is cancelled": Sent("cases:cancel_meeting"),
    "a case is put on the agenda": Sent("cases:meeting_add", lambda h: {"case": [h.case.pk]}),
    "an agenda is approved": Sent("cases:meeting_approve"),
    "agencies are asked": Sent("cases:ask_check"),
    "agencies are reminded": Sent("cases:remind_check"),
    "a meeting is closed": Sent("cases:close_meeting", before=_begun),
    "copies are printed": Sent("cases:meeting_paper"),
    "an item is moved": Sent("cases:item_change", lambda h: {"deed": "down"}, before=_two_items),
    "an item takes longer": Sent("cases:item_change", lambda h: {"deed": "minutes", "minutes": "30"}),
    "an item is taken off": Sent("cases:item_change", lambda h: {"deed": "remove"}),
    "an item begins": Sent("cases:item_begin", lambda h: {"here": [h.people["coordinator"].pk], "sure": "1"}),
    "an item ends": Sent("cases:item_end", before=_begun),
    "somebody comes in": Sent("cases:item_room", lambda h: {"come": [h.people["officer"].pk]}, before=_begun),
    "something is said under a heading": Sent(
        "cases:item_heading",
        lambda h: {"dimension": "rhetoric", "text": "Sagt", "version": "0"},
        before=_begun,
    ),
    "something is recommended": Sent(
        "cases:item_recommend", lambda h: {"recommendation": "mentor", "version": "0"}, before=_begun
    ),
    "a task is noted in a line": Sent(
        "cases:item_task",
        lambda h: {"line": "SOF, samtale, inden 1. oktober", "key": str(uuid7())},
        before=_begun,
    ),
    "an agency decides": Sent(
        "cases:item_decide",
        lambda h: {
            f"{h.objects['cases:item']['item_id']}-text": "Vi tilbyder en samtale",
            f"{h.objects['cases:item']['item_id']}-key": str(uuid7()),
        },
        before=_begun,
    ),
    "the check is answered": Sent("cases:check_answer", lambda h: {"answer": "not_known", "version": "0"}),
    "the check is answered with a file": Sent(
        "cases:check_answer",
        lambda h: {**_file(h), "answer": "give", "basis": h.basis(), "version": "0", "key": str(uuid7())},
    ),
    **{
        f"a task: {deed}": Sent(
            "cases:task_deed",
            lambda h: {"version": "1"},
            on="cases:task",
            kwargs=lambda h, deed=deed: {"deed": deed},
        )
        for deed in ("take", "finish", "change", "hand_on", "drop")
    },
}


def _where(sent: Sent, house: House, path: str) -> str:
    """The page on which the form stands."""
    if sent.on == "cases:task":
        return path.rsplit("/", 2)[0] + "/"
    return reverse(sent.on, kwargs=house.objects.get(sent.on, {})) if sent.on else path


def _filled_in(sent: Sent, house: House, client: Client, path: str) -> dict[str, Any]:
    """What the form's page fills in by itself, and right values for the rest."""
    where = _where(sent, house, path)
    return _right(client.get(where), where, path)


def _right(page: Any, where: str, path: str) -> dict[str, Any]:
    if page.status_code != 200:
        return {}
    known = behind(page)
    for action, values in Inputs(page.content.decode()).found:
        if (action or where) == path:
            return values | {
                name: right(field)
                for name, field in known.items()
                if (name in values or not action)
                and not values.get(name)
                and not isinstance(field, forms.FileField | forms.BooleanField)
            }
    return {}


@pytest.mark.parametrize("what", SENT)
def test_every_save_about_citizens_costs_seven_statements_at_most(
    what: str, house: House, browse: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = SENT[what]
    if sent.today:
        monkeypatch.undo()
    with arranging():
        path = reverse(sent.address, kwargs={**house.objects.get(sent.address, {}), **sent.kwargs(house)})
        sent.before(house)
    client = browse(house.people[sent.by])
    client.get("/menu/")
    filled_in = _filled_in(sent, house, client, path)
    with arranging():
        values = filled_in | sent.values(house)
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path, values)
    asked = statements(captured)
    told = "\n".join(f"{number}. {sql[:200]}" for number, sql in enumerate(asked, 1))
    done = response.status_code in (302, 204) or sent.address in ANSWERS
    assert done, (response.status_code, response.context and response.context.get("form").errors)
    assert any(WRITES.search(sql) for sql in asked), told
    most, _why = DEARER.get(sent.address, (SAVE, ""))
    assert len(asked) <= most, told
    assert sent.address not in DEARER or len(asked) > SAVE, "it can do with seven by now"


#: Saves that answer with a page: the paper itself, the call that goes on.
ANSWERS = {"cases:meeting_paper", "concerns:call"}
WRITES = re.compile(
    r'\b(insert into|update|delete from) "?(?!audit_|django_)\w|insert_rows|add_document'
    r"|hand_over_call_backs|purge_concern|open_in_emergency",
    re.IGNORECASE,
)


def test_no_address_about_citizens_is_forgotten() -> None:
    saves = {sent.address for sent in SENT.values()}
    shown = {f"{context}:{name}" for context, names in SHOWN.items() for name in names}
    every = {address.name for address in OURS if address.name.split(":")[0] in CITIZENS}
    assert saves | shown == every
    assert saves & shown == set()
    assert DEARER.keys() <= saves


@pytest.mark.parametrize("what", SAVES)
def test_a_save_costs_seven_statements_at_most(
    what: str, start: Start, person: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    role, prepare = SAVES[what]
    path, values = prepare(start)
    who = start.instructor if role == "instructor" else person(role) if role else None
    client = browse(who)
    client.get("/menu/")
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path, values)
    assert response.status_code == 302, response.context and response.context["form"].errors
    asked = statements(captured)
    assert len(asked) <= SAVE, "\n".join(f"{number}. {sql[:200]}" for number, sql in enumerate(asked, 1))
