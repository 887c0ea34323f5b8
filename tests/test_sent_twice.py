"""Every form, sent twice, and filled in by two: the second time changes nothing, and nobody's words are lost.

The first one's form is sent and saved; the very same is sent again, as a double click does, and not a row of
the database may differ. Then somebody else sends what she filled in meanwhile: either both stand, or she is
told, and her own words stand before her still, beside those that she would have replaced. What happens at the
same instant: `tests/test_two_at_once.py`.

Every address that takes a form stands in `tests/test_saves.py` or here: a new one that is in neither fails.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.activities import make
from tests.conftest import NOW, arranging
from tests.factories import user
from tests.test_bad_input import Inputs, behind, kind_of, said_of, told
from tests.test_saves import CITIZENS, SENT, House, Sent, _right, _where, house_of
from tests.test_urls import OURS
from tovholder.access.models import User
from tovholder.activities.models import Booking, CalendarFeed, Profession, Session
from tovholder.core.ids import uuid7
from tovholder.partners.models import ImportDraft, Organisation

#: Of a second sending that saves something, why.
AGAIN = {
    "copies are printed": "the answer is the paper itself, and no two papers bear one number",
}
#: Of a second one who is not told, or who saves something beside: why nobody loses anything.
BY_ANOTHER = {
    "copies are printed": AGAIN["copies are printed"],
    "the check is answered with a file": "her file stays in the case, and the page says so",
    "somebody is recused": "one says it of oneself, and from then on there is no such case",
    "the police answer": "one is asked, and has answered it in another window",
    "a caller's identity is opened": "the same",
    "it is said whom a concern is about": "who was chosen stands there; the words are for somebody new",
    "a case is opened from a concern": "what the form begins with is the concern's, which has left triage",
}
#: What is filled in elsewhere, and where.
ELSEWHERE = {
    "agencies are reminded": "tests/test_two_at_once.py: they must have been asked",
    "a case is opened in an emergency": "tests/test_two_at_once.py: the database asks its own clock",
}
FIRST, SECOND = "Skrevet af den ene", "Skrevet af den anden"
#: Addresses beside those about citizens that save nothing.
SHOWN = {
    "": {"home", "healthz", "awake", "menu", "accessibility", "set_language"},
    "access": {"people_list", "person", "agency_list", "roles"},
    "audit": {"list", "looks", "look", "refused", "patterns"},
    "activities": {"calendar", "session_list", "export", "missing_list", "board", "booking", "session"}
    | {"session_ics", "offers", "import_report", "calendar_link"},
    "dashboard": {"goals", "budget", "figure", "rows", "sheet"},
    "partners": {"list", "csv", "xlsx", "organisation", "import_report"},
    "programme": {"plan", "freezes_list", "frozen", "postings_list", "commitments_list"},
    "reports": {"overview", "preview", "file"},
}


def _session(house: House, **change: Any) -> None:
    Session.objects.filter(pk=house.objects["activities:session"]["session_id"]).update(**change)


def _token(kind: str) -> Callable[[House], dict[str, Any]]:
    return lambda h: {"token": getattr(h.row(Session, "activities:session"), f"{kind}_token")}


def _waiting(house: House) -> dict[str, Any]:
    """A request that nobody has planned."""
    return {"booking_id": make.booking(house.municipality).pk}


def _slots(house: House) -> dict[str, Any]:
    instructor = user("instructor", municipality=house.municipality)
    return {
        "slot-TOTAL_FORMS": "1",
        "slot-INITIAL_FORMS": "0",
        "slot-0-day": "2022-10-04",
        "slot-0-begins": "10.00",
        "slot-0-ends": "",
        "slot-0-first": str(instructor.pk),
        "slot-0-second": "",
    }


def _csv(*lines: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("fil.csv", "\r\n".join(lines).encode())}


def _other_agency(house: House) -> dict[str, Any]:
    return {"agency": house.agency("sof")}


def _ended(house: House) -> None:
    User.objects.filter(pk=house.objects["access:reopen"]["person_id"]).update(ended_at=NOW)


def _talk(house: House) -> None:
    """The session is a talk, whose participants are counted by profession."""
    offer = make.offer(house.municipality, "awareness_talk")
    Booking.objects.filter(sessions=house.objects["activities:session"]["session_id"]).update(offer=offer)


def _heads(house: House) -> dict[str, Any]:
    booked = house.row(Session, "activities:session").booking
    return {f"heads-{booked.classes.get().pk}": "24", "key": str(uuid7())}


def _participants(house: House) -> dict[str, Any]:
    empty = {f"row-{n}-{name}": "" for n in range(4) for name in ("profession", "administration", "heads")}
    profession = house.row(Profession, "activities:end_profession").pk
    return {**empty, "row-0-profession": profession, "row-0-heads": "5"}


def _to_load(house: House) -> None:
    """A file whose row can be loaded."""
    offer, school = make.offer(house.municipality), make.school(house.municipality)
    heads = ("offer", "place", "label", "day", "heads")
    ImportDraft.objects.filter(pk=house.objects["activities:import"]["draft_id"]).update(
        header=list(heads),
        rows=[[2, [offer.title, school.name, "7.y", "19-09-2022", "24"], {}]],
        columns={name: number for number, name in enumerate(heads)},
    )


def _factor(house: House) -> None:
    person = house.objects["access:reset_second_factor"]["person_id"]
    Authenticator.objects.create(user_id=person, type=Authenticator.Type.TOTP, data={})


#: The forms that are not about citizens.
REST = {
    "an account is opened": Sent("access:open_account", by="administrator"),
    "an account's details change": Sent("access:change_details", by="administrator"),
    "somebody moves to another agency": Sent("access:change_agency", _other_agency, by="administrator"),
    "a role is granted": Sent("access:grant_role", lambda h: {"role": "leader"}, by="administrator"),
    "a role ends": Sent("access:end_role", by="administrator"),
    "a link is sent": Sent("access:invite_again", by="administrator"),
    "a second factor is removed": Sent("access:reset_second_factor", by="administrator", before=_factor),
    "an account ends": Sent("access:end_account", by="administrator"),
    "an account is reopened": Sent("access:reopen", by="administrator", before=_ended),
    "an agency is added": Sent("access:add_agency", lambda h: {"key": "ny"}, by="administrator"),
    "an agency is named otherwise": Sent("access:change_agency_details", by="administrator"),
    "a booking is made": Sent(
        "activities:book",
        lambda h: {
            "offer": make.offer(h.municipality).pk,
            "place": (school := make.school(h.municipality)).name,
            "which": school.pk,
            "classes": "7.y 24",
            "wished_dates": "4.10.2022",
        },
        by="planner",
    ),
    "a booking is corrected": Sent(
        "activities:change",
        lambda h: {
            "place": h.row(Booking, "activities:change").organisation.name,
            "which": "",
            "classes": "8.b 26",
            "wished_dates": "4.10.2022",
        },
        by="planner",
    ),
    "sessions are planned": Sent("activities:plan", _slots, by="planner"),
    "a request is declined": Sent("activities:decline", by="planner", kwargs=_waiting),
    "a request is withdrawn": Sent("activities:withdraw", by="planner", kwargs=_waiting),
    "a session is moved": Sent("activities:move", lambda h: {"day": "2022-10-05"}, by="planner"),
    "others teach a session": Sent(
        "activities:reassign",
        lambda h: {"instructors": [user("instructor", municipality=h.municipality).pk]},
        by="planner",
    ),
    "a session is cancelled": Sent("activities:cancel", by="planner"),
    "a session is reinstated": Sent(
        "activities:reinstate",
        by="planner",
        before=lambda h: _session(h, cancelled_at=NOW, cancelled_by=h.people["planner"], cancel_reason="Syg"),
    ),
    "a session was held": Sent("activities:held", by="planner"),
    "nobody came": Sent("activities:nobody_came", by="planner"),
    "heads are entered": Sent("activities:heads", _heads, by="planner"),
    "heads are entered by the link": Sent("activities:heads_link", _heads, by="", kwargs=_token("heads")),
    "participants are entered": Sent(
        "activities:participants",
        _participants,
        by="planner",
        before=_talk,
    ),
    "a session is evaluated": Sent(
        "activities:evaluation_link",
        lambda h: {"score": "4"},
        by="",
        kwargs=_token("evaluation"),
    ),
    "an offer is made": Sent(
        "activities:make_offer",
        lambda h: {"key": "nyt", "kind": "workshop", "qualifies_as": "", "withdrawn_on": ""},
        by="planner",
    ),
    "an offer is changed": Sent(
        "activities:offer", lambda h: {"qualifies_as": "", "withdrawn_on": ""}, by="planner"
    ),
    "a profession is added": Sent("activities:professions", lambda h: {"title": "Smed"}, by="planner"),
    "a profession ends": Sent("activities:end_profession", on="activities:professions", by="planner"),
    "a profession is used again": Sent(
        "activities:reopen_profession",
        on="activities:professions",
        by="planner",
        before=lambda h: Profession.objects.update(ended_on=NOW.date()),
    ),
    "a file of sessions is brought": Sent(
        "activities:import_start", lambda h: _csv("Tilbud;Dato", "Intet;19-09-2022"), by="planner"
    ),
    "a file's columns are said": Sent("activities:import", by="planner"),
    "a file of sessions is loaded": Sent(
        "activities:import_load",
        on="activities:import",
        by="planner",
        kwargs=lambda h: h.objects["activities:import"],
        before=_to_load,
    ),
    "a file of sessions is thrown away": Sent(
        "activities:import_discard", on="activities:import", by="planner"
    ),
    "an own calendar is opened": Sent("activities:my_calendar", by="instructor"),
    "an own calendar is opened anew": Sent(
        "activities:my_calendar",
        by="instructor",
        before=lambda h: CalendarFeed.objects.create(
            municipality=h.municipality, user=h.people["instructor"], opened_at=NOW
        ),
    ),
    "an organisation is registered": Sent(
        "partners:new", lambda h: {"institution_number": "7"}, by="planner"
    ),
    "an organisation is changed": Sent("partners:change", lambda h: {"institution_number": ""}, by="planner"),
    "an organisation closes": Sent("partners:close", by="planner"),
    "an organisation is open again": Sent(
        "partners:reopen",
        on="partners:organisation",
        by="planner",
        before=lambda h: Organisation.objects.update(closed_on=NOW.date()),
    ),
    "a school is of a type": Sent("partners:school_type", by="planner"),
    "somebody holds the relation": Sent(
        "partners:relation", lambda h: {"user": h.people["planner"].pk}, by="planner"
    ),
    "a contact is added": Sent("partners:add_contact", by="planner"),
    "a contact is changed": Sent("partners:contact", by="planner"),
    "a contact ends": Sent("partners:end_contact", by="planner"),
    "an agreement is made": Sent("partners:make_agreement", lambda h: {"runs_until": ""}, by="planner"),
    "an agreement is changed": Sent("partners:agreement", lambda h: {"runs_until": ""}, by="planner"),
    "an agreement ends": Sent("partners:end_agreement", by="planner"),
    "a talk is logged": Sent("partners:log_talk", by="planner"),
    "a talk is taken out of the log": Sent("partners:remove_entry", by="planner"),
    "a register is brought": Sent("partners:import_start", lambda h: _csv("Navn", "Ny Skole"), by="planner"),
    "a register's columns are said": Sent("partners:import", by="planner"),
    "a register is loaded": Sent("partners:import_load", on="partners:import", by="planner"),
    "a register is thrown away": Sent("partners:import_discard", on="partners:import", by="planner"),
    "a figure is typed": Sent(
        "programme:manual_figure", lambda h: {"value": "7", "as_of": "2022-09-19"}, by="leader"
    ),
    "a figure is withdrawn": Sent("programme:withdraw_figure", by="leader"),
    "a checklist is marked": Sent("programme:mark", by="leader"),
    "a mark is withdrawn": Sent("programme:withdraw_mark", by="leader"),
    "a goal is assessed": Sent("programme:assess", lambda h: {"as_of": "2022-09-19"}, by="leader"),
    "figures are frozen": Sent("programme:freeze", lambda h: {"as_of": "2022-09-19"}, by="leader"),
    "a posting is entered": Sent(
        "programme:post",
        lambda h: {"posted_on": "2022-09-01", "amount": "1000", "commitment": "", "voucher": ""},
        by="leader",
    ),
    "a file of the finance system is brought": Sent(
        "programme:import",
        lambda h: {
            **_csv("Dato;Kilde;Beløb;Tekst;Bilag", "1.9.2022;kilde;1.000,00;Løn;"),
            "act": "take",
        },
        by="leader",
    ),
    "a commitment is entered": Sent("programme:commit", lambda h: {"amount": "1000"}, by="leader"),
    "a commitment is released": Sent("programme:release", by="leader"),
    "new money is looked for": Sent("programme:refinancing", by="leader"),
    "a year is frozen": Sent(
        "reports:freeze", lambda h: {"as_of": "2022-09-19", "label": FIRST}, by="leader"
    ),
    "a narrative is written": Sent("reports:narrative", by="leader"),
}
EVERY = SENT | REST


def test_no_address_that_takes_a_form_is_forgotten() -> None:
    saves = {sent.address for sent in REST.values()}
    shown = {f"{context}:{name}".lstrip(":") for context, names in SHOWN.items() for name in names}
    every = {one.name for one in OURS if one.name.split(":")[0] not in CITIZENS}
    assert saves | shown == every
    assert saves & shown == set()


# --- the walk ---------------------------------------------------------------------------------------------

Rows = set[tuple[str, str]]
#: Tables that say how far was counted.
COUNTERS = {"concerns_number", "cases_number"}
#: Tables that say who looked and who is signed in, and the record of changes.
BESIDE = ("audit_%", "%event", "django_session", "pghistory_%")


@cache
def _every_row() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and not relispartition"
            " and relnamespace = 'public'::regnamespace and relname not like all(%s) order by relname",
            [list(BESIDE)],
        )
        names = [name for (name,) in cursor.fetchall()]
    return " union all ".join(f"select '{name}', t::text from \"{name}\" t" for name in names)


def rows() -> Rows:
    """Every row of every table, as it stands."""
    with arranging(), connection.cursor() as cursor:
        cursor.execute(_every_row())
        return set(cursor.fetchall())


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def house(copenhagen: Any, while_the_plan_runs: None) -> House:
    with arranging():
        found = house_of(copenhagen)
        found.people["instructor"] = user("instructor", municipality=copenhagen)
    return found


def signed_in(house: House, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    if who:
        with arranging():
            client.force_login(house.people[who])
    client.get("/menu/")
    return client


def _faults(what: str, house: House, clients: dict[str, Client]) -> Iterator[str]:
    sent = EVERY[what]
    with arranging():
        sent.before(house)
        path = reverse(sent.address, kwargs={**house.objects.get(sent.address, {}), **sent.kwargs(house)})
    (one, first, held), (two, second, _held) = (
        _form(sent, house, clients, who, path, words)
        for who, words in ((sent.by, FIRST), (_other(sent, house), SECOND))
    )
    before = rows()
    answer = post(one, path, first)
    if answer.status_code not in (200, 204, 302) or (answer.status_code == 200 and told(answer)):
        yield f"{what}: not taken: {answer.status_code} {told(answer)} {first}"
        return
    once = rows()
    if once == before:
        yield f"{what}: nothing was saved {first}"
    again = post(one, path, first)
    twice = rows()
    if again.status_code >= 500:
        yield f"{what}: sent again: {again.exc_info and again.exc_info[1]!r}"
    if what not in AGAIN:
        yield from (f"{what}: sent again: {each}" for each in _difference(once, twice))
    by_another = list(_by_another(what, two, path, (first, second), held, (before, once, twice)))
    if what not in BY_ANOTHER:
        yield from by_another
    elif not by_another:
        yield f"{what}: nothing is wrong by another: strike it out of BY_ANOTHER"


def _by_another(
    what: str,
    client: Client,
    path: str,
    sent: tuple[dict[str, Any], dict[str, Any]],
    held: bool,
    then: tuple[Rows, Rows, Rows],
) -> Iterator[str]:
    """What is wrong with the answer to somebody else, who filled in the same form meanwhile."""
    (first, second), (before, once, twice) = sent, then
    answer = post(client, path, second)
    after = rows()
    if answer.status_code >= 500:
        yield f"{what}: by another: {answer.exc_info and answer.exc_info[1]!r}"
    shown = client.get(answer["Location"]) if answer.status_code == 302 else answer
    page = shown.content.decode(errors="replace")
    if answer.status_code in (204, 302) and after != twice:
        lost = {each for each in once - before - after if each[0] not in COUNTERS}
        yield from (f"{what}: by another: lost: {each}" for each in _difference(lost, set()))
        yield from (f"{what}: instead: {each}" for each in _difference(set(), after - twice) if lost)
    elif after != twice:
        yield f"{what}: by another: told and saved: {_difference(twice, after)}"
    elif not _differs(first, second):
        return
    elif not (said_of(answer) or re.search("alert-(error|info|warning)", page)):
        yield f"{what}: by another: not told: {answer.status_code} {second}"
    elif SECOND in second.values() and SECOND not in page:
        yield f"{what}: by another: her words are gone"
    elif held and FIRST in first.values() and FIRST not in page:
        yield f"{what}: by another: does not see what stands there"


def _other(sent: Sent, house: House) -> str:
    """Who else may send it; else the same one, in another window."""
    return f"other {sent.by}" if f"other {sent.by}" in house.people else sent.by


def _differs(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the two say something different; keys of forms say nothing."""
    return any(
        str(other.get(name)) != str(value)
        and not re.fullmatch("[0-9a-f-]{36}", str(value))
        and not isinstance(value, SimpleUploadedFile)
        for name, value in one.items()
        if name not in ("csrfmiddlewaretoken", "opened")
    )


def _difference(one: Rows, other: Rows) -> list[str]:
    return [f"{'+' if each in other else '-'} {each[0]} {each[1][:400]}" for each in sorted(one ^ other)]


def _form(
    sent: Sent, house: House, clients: dict[str, Client], who: str, path: str, words: str
) -> tuple[Client, dict[str, Any], bool]:
    """Somebody's form: every text of hers is her words; without one, the second chooses otherwise.

    :returns: who sends it, what it holds, and whether it changes words that stand.
    """
    client = clients[who]
    client.cookies.pop("messages", None)
    where = _where(sent, house, path)
    page = client.get(where)
    values = _right(page, where, path)
    with arranging():
        more = sent.values(house)
    known = {
        name: field
        for name, field in behind(page).items()
        if name in values and name not in more and not field.widget.is_hidden
    }
    texts = {name: words for name, field in known.items() if _takes_words(field)}
    if not texts and words == SECOND:
        texts = dict(islice(_otherwise(known, values), 1))
    stood = Inputs(page.content.decode()).found if texts else []
    held = any(was.get(name) for action, was in stood if (action or where) == path for name in texts)
    return client, values | texts | more, held


def _takes_words(field: Any) -> bool:
    plain = type(field) is forms.CharField and not isinstance(field.widget, forms.CheckboxInput)
    return plain and (field.max_length or 100) >= len(SECOND)


def _otherwise(known: dict[str, Any], values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, field in known.items():
        if kind_of(field) == "choice":
            others = [str(key) for key, _label in field.choices if str(key) not in ("", str(values[name]))]
            yield from ((name, key) for key in others[:1])
        elif type(field) is forms.DateField or isinstance(field, forms.DateField):
            yield name, "2022-09-19"


def post(client: Client, path: str, values: dict[str, Any]) -> Any:
    for value in values.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    return client.post(path, values)


@pytest.mark.parametrize("of", [SENT, REST], ids=["about citizens", "not about citizens"])
def test_what_is_sent_twice_is_done_once_and_nobody_loses_a_word(of: dict[str, Sent], house: House) -> None:
    wrong: list[str] = []
    who = {name for sent in of.values() for name in (sent.by, _other(sent, house))}
    clients = {name: signed_in(house, name) for name in who}
    for what in of:
        if what not in ELSEWHERE:
            with undone():
                wrong += _faults(what, house, clients)
    assert not wrong, "\n".join(wrong)
