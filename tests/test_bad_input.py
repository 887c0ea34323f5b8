"""Every form that the resolver knows, given what no form should take: it answers with a sentence, in Danish
and in English, and nothing is half done.

The forms are found, not listed: each address is opened as somebody who may, the forms of its page are read,
and each of their fields is given values that cannot be right while the others are. A form that takes such a
value and sends the reader on, or answers 500, fails.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import xlsxwriter
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import translation

from tests import url_objects
from tests.conftest import NOW, arranging
from tests.core.test_tables import BROKEN
from tests.test_urls import OURS, Address, path_of
from tovholder.access.roles import Role
from tovholder.activities.models import Booking, Headcount, Session
from tovholder.partners.models import Organisation
from tovholder.programme.models import FundingSource, Posting

#: In this order somebody is asked to open a page: the first one who may, fills in its forms.
READERS = [Role.PLANNER, Role.COORDINATOR, Role.LEADER, Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.AUDITOR]
READERS += [Role.PARTICIPANT, Role.ADVISER, Role.CUSTODIAN]
HUGE = "x" * 100_000
NUL = "Prøve\x00\x01\x1b[31m"
MARKUP = "\"><script>alert(1)</script>{{ 7|add:7 }}{% debug %}' or 1=1; drop table access_user; --"
#: What a field of each kind cannot take. Text takes markup: it is shown as text.
WRONG: dict[str, list[str]] = {
    "text": [HUGE, NUL],
    "choice": ["", NUL, "9" * 24],
    "number": ["1e999", "-" + "9" * 40, "9" * 20, "9" * 5000, MARKUP],
    "date": [NUL, "99999-01-01", "9999-12-31", "0001-01-01", "-1"],
}
#: What a form takes although it looks wrong, and why.
TAKEN = {
    ("concerns:begin", "all nothing"): "a call's form is kept as it is written: it may be empty",
    ("concerns:call", "all nothing"): "the same",
    ("reports:narrative", "text"): "control characters are dropped: they came along from where it was copied",
    ("reports:narrative", "base"): "a version that is not there: nobody has written in the meantime",
    ("reports:narrative", "all huge number"): "nine hundred nines are a text",
}
#: Namespaces whose pages have nothing to fill in.
WITHOUT_FORMS = {"audit", "dashboard", "web"}


class Inputs(HTMLParser):
    """The forms of a page that post: where to, and what each would send as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: dict[str, str] | None = None
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.open = {} if at.get("method", "").lower() == "post" else None
            if self.open is not None:
                self.found.append((at.get("action", ""), self.open))
        if self.open is None or (not at.get("name") and tag != "option"):
            return
        if tag == "input":
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self.open[at["name"]] = at.get("value", "")
        elif tag == "select":
            self.select = at["name"]
            self.open[self.select] = ""
        elif tag == "textarea":
            self.area = at["name"]
            self.open[self.area] = ""
        elif tag == "option" and self.select and "selected" in at:
            self.open[self.select] = at.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area and self.open is not None:
            self.open[self.area] += data.lstrip("\n")


@dataclass
class Found:
    """A form on a page: who sees it, what it holds, and which of Django's fields stand behind its names."""

    address: str
    path: str
    client: Client
    values: dict[str, str]
    fields: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{self.address} {self.path}"


def kind_of(one: Any) -> str:
    if isinstance(one, forms.ChoiceField | forms.ModelChoiceField):
        return "choice"
    if isinstance(one, forms.DateField | forms.DateTimeField | forms.TimeField):
        return "date"
    if isinstance(one, forms.IntegerField):
        return "number"
    return "text" if isinstance(one, forms.CharField) else ""


def right(one: Any) -> str:
    """A value that the field would take."""
    if isinstance(one, forms.ModelMultipleChoiceField | forms.ModelChoiceField | forms.ChoiceField):
        return next((str(value) for value, _label in one.choices if str(value)), "")
    if isinstance(one, forms.DateTimeField):
        return "2022-09-01T10:00"
    if isinstance(one, forms.TimeField):
        return "10:00"
    if isinstance(one, forms.DateField):
        return "2022-09-20"
    if isinstance(one, forms.IntegerField):
        return "6"
    return "prove@test.invalid" if isinstance(one, forms.EmailField) else "Prøve"


def behind(response: Any) -> dict[str, Any]:
    """The fields of the page's forms and formsets, by the name that they are sent under."""
    known: dict[str, Any] = {}
    for context in response.context or []:
        for value in context.flatten().values() if hasattr(context, "flatten") else context.values():
            each = [value] if isinstance(value, forms.BaseForm) else []
            each = list(value) if isinstance(value, forms.BaseFormSet) else each
            for form in each:
                known |= {form.add_prefix(name): one for name, one in form.fields.items()}
    return known


@pytest.fixture
def everything(copenhagen: Any) -> Any:
    with arranging():
        found = url_objects.all_of(copenhagen)
        session = Session.objects.get(pk=found["activities:session"]["session_id"])
    by_link = {"heads": session.heads_token, "evaluation": session.evaluation_token}
    return found | {f"activities:{name}_link": {"token": token} for name, token in by_link.items()}


@pytest.fixture
def readers(
    everything: Any, person: Any, browse: Any, monkeypatch: pytest.MonkeyPatch, while_the_plan_runs: None
) -> list[Client]:
    """Somebody of each role, and whom a call or a question is for; who works with cases is on all of them."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    people = [*(person(role) for role in READERS), *url_objects.OWNERS]
    with arranging():
        for one in people:
            url_objects.let_in(one)
    found = [browse(one) for one in people]
    for client in found:
        client.raise_request_exception = False
    return found


def forms_of(address: Address, objects: Any, readers: list[Client]) -> Iterator[Found]:
    path = path_of(address, objects.get(address.name, {}))
    for client in readers:
        page = client.get(path)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        known = behind(page)
        for action, values in Inputs(page.content.decode()).found:
            to = action or path
            if to.startswith(("/language/", "/account/")) and not path.startswith("/account/"):
                continue
            fields = {name: one for name, one in known.items() if name in values or not action}
            yield Found(repr(address), to, client, values, fields)
        return


def send(found: Found, values: dict[str, Any], language: str = "da") -> Any:
    """Post, and undo what it did."""
    with transaction.atomic(), translation.override(language):
        sent = {"csrfmiddlewaretoken": "x", **values}
        response = found.client.post(found.path, sent, headers={"accept-language": language})
        transaction.set_rollback(True)
        response.told = told(response)  # lazy words are said in the reader's language
    return response


def told(response: Any) -> list[str]:
    """What the page says is wrong."""
    said: dict[str, None] = {}
    for context in response.context or []:
        for name, value in context.flatten().items():
            each = [value] if isinstance(value, forms.BaseForm) else []
            each = list(value) if isinstance(value, forms.BaseFormSet) else each
            for form in each:
                said |= {str(text): None for texts in form.errors.values() for text in texts}
            if isinstance(value, forms.BaseFormSet):
                said |= {str(text): None for text in value.non_form_errors()}
            if name in ("problem", "fault") and value:
                said[str(value)] = None
    return list(said)


def verdict(found: Found, what: str, response: Any, *, refused: bool = True) -> Iterator[str]:
    """What is wrong with the answer to a form that is to be refused."""
    if response.status_code >= 500:
        yield f"{found}: {what}: {response.status_code} {response.exc_info and response.exc_info[1]!r}"
    elif refused and response.status_code in (301, 302):
        yield f"{found}: {what}: taken, sent on to {response['Location']}"
    elif refused and response.status_code == 200 and not response.told:
        yield f"{found}: {what}: refused without a word"


def faults(found: Found) -> Iterator[str]:
    baseline = found.values | {
        name: right(one)
        for name, one in found.fields.items()
        if not isinstance(one, forms.BooleanField | forms.FileField) and not found.values.get(name)
    }
    required = any(one.required for one in found.fields.values())
    typed = any(kind_of(one) for one in found.fields.values())
    for what, text in {"nothing": "", "huge": HUGE, "control": NUL, "huge number": "9" * 999}.items():
        values = {} if not text else dict.fromkeys(baseline, text)
        response = send(found, values)
        refused = (typed if text else required) and (found.address, f"all {what}") not in TAKEN
        yield from verdict(found, f"all {what}", response, refused=refused)
        if response.status_code == 200:
            english = send(found, values, "en").told
            both = (word for word in response.told if word in english)
            yield from (f"{found}: all {what}: the same in both languages: {word}" for word in both)
    yield from verdict(found, "all markup", send(found, dict.fromkeys(baseline, MARKUP)), refused=False)
    for name, one in found.fields.items():
        if (found.address, name) in TAKEN or re.search(r"-[1-9]\d*-", name):
            continue  # the rows of a formset are alike
        for value in WRONG.get(kind_of(one), []):
            if not value and not one.required:
                continue
            response = send(found, baseline | {name: value})
            yield from verdict(found, f"{name}={value[:30]!r}", response)


def namespace(address: Address) -> str:
    return address.name.split(":")[0] if ":" in address.name else "web"


@pytest.mark.parametrize("of", sorted({namespace(address) for address in OURS}))
def test_no_form_takes_what_cannot_be_right(
    of: str, everything: Any, readers: list[Client], person: Any, browse: Any
) -> None:
    newcomer = browse(person(Role.COORDINATOR))
    newcomer.raise_request_exception = False
    wrong: list[str] = []
    seen: set[Any] = set()
    for address in OURS:
        if namespace(address) != of or not address.parameters <= set(everything.get(address.name, {})):
            continue
        # A case's page is walked twice: as it is, and as the question why one opens it.
        first = forms_of(address, everything, [newcomer]) if address.name == "cases:case" else ()
        for found in (*first, *forms_of(address, everything, readers)):
            if (found.path, *found.values) not in seen:
                seen.add((found.path, *found.values))
                wrong += faults(found)
    assert not wrong, "\n".join(wrong)
    assert seen or of in WITHOUT_FORMS


# --- files ---------------------------------------------------------------------------------------------


def workbook(rows: list[list[Any]], *, merge: str = "", formula: str = "") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merge:
            sheet.merge_range(merge, "x")
        if formula:
            sheet.write_formula(formula, "=SUM(C3:C9)", None, "")
    return stream.getvalue()


def endless() -> bytes:
    """A hundred thousand rows, written as fast as can be."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>Prøve {n}</t></is></c></row>'
        for n in range(1, 100_002)
    )
    plain = io.BytesIO(workbook([["Navn"], ["A"]]))
    stream = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                start = content.index(b"<sheetData>") + len(b"<sheetData>")
                content = content[:start] + rows.encode() + content[content.index(b"</sheetData>") :]
            new.writestr(part, content)
    return stream.getvalue()


@dataclass(frozen=True)
class Importer:
    """A page that takes a file: what goes along with it, a head that it knows, and a row under it."""

    role: Role
    path: str
    also: dict[str, str]
    head: list[str]
    row: list[Any]


IMPORTERS = {
    "register": Importer(
        Role.PLANNER,
        "/partners/import/",
        {},
        ["Navn", "Institutionsnr.", "Bemærkning"],
        ["Ny Skole", 7, "Ring"],
    ),
    "held": Importer(
        Role.PLANNER,
        "/activities/import/",
        {"purpose": "activities.held"},
        ["Tilbud", "Skole", "Klasse", "Dato", "Antal"],
        ["{offer}", "{school}", "7.y", "19-09-2022", 24],
    ),
    "requests": Importer(
        Role.PLANNER,
        "/activities/import/",
        {"purpose": "activities.requests"},
        ["Tilbud", "Skole", "Klasse", "Bestilt", "Antal"],
        ["{offer}", "{school}", "7.y", "19-09-2022", 24],
    ),
    "finance": Importer(
        Role.LEADER,
        "/plan/postings/import/",
        {"act": "take"},
        ["Dato", "Kilde", "Beløb", "Bilag", "Tekst"],
        ["31-03-2022", "{source}", "1,00", "Bilag", "Løn"],
    ),
}


def hostile_files(one: Importer, row: list[Any]) -> dict[str, bytes]:
    """Files with one thing wrong in each."""
    head, line = ";".join(one.head), ";".join(str(cell) for cell in row)
    return {name: content for name, (content, _words) in BROKEN.items()} | {
        "no such columns": b"Farve;Form\r\ngul;rund\r\n",
        "no such columns in Excel": workbook([["Farve", "Form"], ["gul", "rund"]]),
        "merged cells": workbook([one.head, row, row], merge="A2:A3"),
        "a formula without a value": workbook([one.head, row], formula="A2"),
        "a hundred thousand rows": endless(),
        "a hundred thousand lines": f"{head}\r\n".encode() + f"{line}\r\n".encode() * 100_000,
        "a zero byte in a cell": f"{head}\r\n{line}\x00\r\n".encode(),
        "a bell in a cell": f"{head}\r\n{line}\x07\r\n".encode(),
        "a cell too long": f"{head}\r\n{line}{'x' * 50_000}\r\n".encode(),
        "a cell too many": f"{head}\r\n{line};;;;;;x\r\n".encode(),
        "letters of DOS in a cell": f"{head}\r\n{line} på Ærø\r\n".encode("cp865"),
        "letters of an old Mac in a cell": f"{head}\r\n{line} på Ærø\r\n".encode("mac_roman"),
        "a CPR number": f"{head}\r\n{line} 010190-1234\r\n".encode(),
    }


KEPT = [Organisation, Booking, Session, Headcount, Posting]


@dataclass
class Answer:
    """What an import answered, and how many rows the tables hold after all that the reader can do with it."""

    status: int
    said: list[str]
    rows: list[int]


def counted() -> list[int]:
    with arranging():
        return [model.objects.count() for model in KEPT]


def bring(one: Importer, client: Client, content: bytes, language: str) -> Answer:
    """Upload a file as a reader of a language, load what its trial run shows, and undo it."""
    headers = {"accept-language": language}
    with transaction.atomic(), translation.override(language):
        file = SimpleUploadedFile("fil.csv", content)
        response = client.post(one.path, {"file": file, **one.also}, follow=True, headers=headers)
        said = said_of(response)
        trial = response.context["trial"] if response.context and "trial" in response.context else None
        if trial is not None:
            client.post(f"{response.request['PATH_INFO']}load/", {"mark": trial.mark}, headers=headers)
        answer = Answer(response.status_code, said, counted())
        transaction.set_rollback(True)
    return answer


def said_of(response: Any) -> list[str]:
    """What the page says is wrong with the file, or with its rows."""
    words = told(response)
    for context in response.context or []:
        for value in context.flatten().values():
            refused = getattr(value, "refused", None) or []
            words += [str(getattr(each, "message", "") or getattr(each, "reason", "")) for each in refused]
            words += [str(value.missing)] if getattr(value, "missing", None) else []
    return list(dict.fromkeys(word for word in words if word))


@pytest.mark.parametrize("name", IMPORTERS)
def test_a_file_that_cannot_be_right_is_told_so_and_leaves_nothing(
    name: str, everything: Any, person: Any, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tovholder.core.clock.now", lambda: NOW)
    monkeypatch.setattr("tovholder.core.clock.today", lambda: NOW.date())
    one, client = IMPORTERS[name], browse(person(IMPORTERS[name].role))
    client.raise_request_exception = False
    with arranging():
        session = Session.objects.get(pk=everything["activities:session"]["session_id"])
        source = FundingSource.objects.get(pk=everything["programme:refinancing"]["funding_id"])
        offer, school = session.booking.offer.title, session.booking.organisation.name
    row = [
        cell.format(offer=offer, school=school, source=source.key) if isinstance(cell, str) else cell
        for cell in one.row
    ]
    before = counted()
    right = bring(
        one, client, "\r\n".join(";".join(map(str, line)) for line in (one.head, row)).encode(), "da"
    )
    assert (right.said, right.rows != before) == ([], True)
    wrong = []
    for what, content in hostile_files(one, row).items():
        danish, english = (bring(one, client, content, language) for language in ("da", "en"))
        for answer in (danish, english):
            if answer.status != 200 or not answer.said:
                wrong.append(f"{what}: {answer.status}, said {answer.said}")
            if answer.rows != before:
                wrong.append(f"{what}: half of it was taken: {before} {answer.rows}")
        wrong += [f"{what}: the same in both: {word}" for word in danish.said if word in english.said]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("offset", [-1500, 0, 1500])
def test_a_filter_takes_any_day_wherever_the_clock_stands(
    browse, person, while_the_plan_runs, settings, offset
):
    settings.CLOCK_OFFSET = timedelta(days=offset)
    auditor, planner = browse(person("auditor")), browse(person("planner"))
    days = ["9999-12-31", "0001-01-01", "99999-01-01", "0000-00-00", NUL]
    times = [f"{at}~access.User~1" for at in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00", "x")]
    for client, path, name, values in (
        (auditor, "/log/", "since", days),
        (auditor, "/log/", "until", days),
        (auditor, "/log/", "after", times),
        (auditor, "/log/", "before", times),
        (auditor, "/log/looks/", "since", days),
        (auditor, "/log/looks/", "until", days),
        (auditor, "/log/refused/", "since", days),
        (auditor, "/log/refused/", "until", days),
        (planner, "/activities/", "on", days),
        (planner, "/activities/sessions/", "from", days),
        (planner, "/activities/sessions/", "to", days),
        (planner, "/goals/", "as_of", days),
    ):
        for value in values:
            for show in ("week", "month"):
                assert client.get(path, {name: value, "show": show}).status_code == 200
