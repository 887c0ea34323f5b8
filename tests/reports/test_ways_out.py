"""Every way in which a number of citizens leaves: none tells it exactly, on whichever day it is asked.

Each number is larger than any row's key, and ends in 1, 2, 3, 6, 7 or 8: told in fives it is written
nowhere, and where it is written, the few who came between two days follow. What a page's statements read
says which pages there are.
"""

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

import tovholder
from tests import url_objects
from tests.conftest import NOW, arranging
from tests.pdf import words_of
from tests.test_queries import statements
from tests.test_urls import GUARDED, may_open, path_of
from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.access.roles import Role
from tovholder.core import clock
from tovholder.programme import indicators, operations, planfile
from tovholder.programme.indicators import Increment, Indicator
from tovholder.programme.models import Freeze, Goal, ManualFigure
from tovholder.reports import files, status

#: Where citizens' numbers come from.
READ = re.compile(r"case_figures|concern_figures|concern_days|programme_manualfigure|programme_frozenfigure")
#: Pages whose statements read them, each with those of `Ways.pages` that show it.
PAGES = {
    "home": "",
    "dashboard:goals": "goals",
    "dashboard:figure": "figure",
    "dashboard:rows": "figure",
    "dashboard:sheet": "figure",
    "programme:withdraw_figure": "typed",
    "programme:frozen": "frozen",
    "reports:overview": "report",
    "reports:preview": "report",
    "reports:file": "report",
    "reports:narrative": "narrative",
    "audit:list": "log",
}
COMMANDS = {"figures", "report"}

PLAN = """
plan:
  key: borgerplan
  municipality: {code: "0101", name: Københavns Kommune}
  title: En plan om borgere
  period: {from: 2022-01-01, to: 2023-12-31}
  committee: {name: Udvalget}
  administration: {name: Forvaltningen}
  source: s. 1
target_groups:
  - key: alle
    number: 1
    level: society
    title: Alle
    purpose: Noget.
    source: s. 1
    initiatives:
      - {key: infohus, title: Infohuset, description: Noget., source: s. 1}
    goals:
      - {key: bekymringer, initiative: infohus, kind: count, title: Bekymringer, short_title: Bekymringer,
         indicator: concerns_received, targets: [{year: 2022, value: 1400000}], source: s. 1}
      - {key: sager, initiative: infohus, kind: milestone, title: Sager, short_title: Sager,
         indicator: cases_opened, targets: [{year: 2023, value: 900000}], source: s. 1}
      - {key: mentorer, initiative: infohus, kind: count, title: Mentorer, short_title: Mentorer,
         indicator: mentoring_started, targets: [{year: 2022, value: 250000}], source: s. 1}
      - {key: progression, initiative: infohus, kind: share, title: Progression, short_title: Progression,
         indicator: mentoring_progression, targets: [{year: 2022, value: 60}], source: s. 1}
      - key: lukkede
        initiative: infohus
        kind: count
        title: Lukkede
        short_title: Lukkede
        indicator: cases_closed
        split_by: outcome
        targets: [{year: 2022, value: 1300000}]
        parts:
          - {value: completed, title: Gennemført, short_title: Ja, targets: [{year: 2022, value: 800000}]}
          - {value: declined, title: Takket nej, short_title: Nej, targets: [{year: 2022, value: 500000}]}
        source: s. 1
"""
SPLITS = {
    "concerns_received": {"channel": {"letter": "Brev", "hotline": "Hotline"}},
    "cases_closed": {"outcome": {"completed": "Gennemført", "declined": "Takket nej"}},
    "cases_opened": {},
    "hotline_contacts": {"channel": {"hotline": "Hotline", "other": "Andet"}},
}
#: What happens on which day: the code, its cell, and how many.
HAPPENED = [
    ("2022-05-10", "concerns_received", "letter", 513_513),
    ("2022-05-10", "concerns_received", "hotline", 608_608),
    ("2022-05-10", "cases_closed", "completed", 700_011),
    ("2022-05-10", "cases_closed", "declined", 400_012),
    ("2022-05-10", "cases_opened", "", 300_011),
    ("2022-05-10", "hotline_contacts", "hotline", 611_111),
    ("2022-05-10", "hotline_contacts", "other", 601_011),
    ("2022-08-10", "concerns_received", "hotline", 3),
    ("2022-08-11", "cases_closed", "completed", 2),
    ("2022-08-12", "cases_opened", "", 2),
    ("2022-08-12", "hotline_contacts", "other", 1),
    ("2022-09-10", "concerns_received", "letter", 4),
    ("2022-09-11", "cases_closed", "declined", 3),
    ("2022-09-12", "cases_opened", "", 3),
    ("2022-09-12", "hotline_contacts", "hotline", 1),
    ("2022-11-20", "concerns_received", "letter", 5),
    ("2022-11-20", "cases_opened", "", 1),
]
#: Typed by hand: the goal, the day, and the number or the share.
TYPED = [
    ("mentorer", "2022-05-10", 201_011, None),
    ("mentorer", "2022-08-10", 201_013, None),
    ("mentorer", "2022-09-10", 201_016, None),
    ("progression", "2022-05-10", 900_911, 1_400_411),
    ("progression", "2022-09-10", 900_913, 1_400_413),
]
DAYS = [date(2022, 8, 9), date(2022, 8, 30), date(2022, 8, 31), date(2022, 9, 9), date(2022, 9, 20)]
DAYS += [date(2022, 10, 1), date(2022, 12, 30), date(2022, 12, 31), date(2023, 2, 1)]
FROZEN = [date(2022, 6, 30), date(2022, 8, 31), date(2022, 9, 15)]


def exact_numbers():
    """Every count that was ever true, by cell and in all, and the parts of the shares."""
    found, sums = set(), {}
    for _day, code, cell, number in HAPPENED:
        for key in ((code, cell), (code, None)):
            sums[key] = sums.get(key, 0) + number
            found.add(sums[key])
    for _key, _day, number, whole in TYPED:
        found |= {number, *([whole] if whole else [])}
    return {number for number in found if number % 5 in (1, 2, 3)}


def at_the_end(code):
    """What is counted under a code in the whole year, in all and by its cells."""
    cells = {cell for _day, of, cell, _number in HAPPENED if of == code}
    return {sum_of(code), *(sum_of(code, cell) for cell in cells)}


def sum_of(code, cell=None):
    return sum(number for _day, of, its, number in HAPPENED if of == code and cell in (None, its))


def numbers_in(text):
    """The whole numbers of a text, however they are grouped."""
    found = re.findall(r"(?<!\w)\d+(?:[.,]\d{3})*(?!\w)", text)
    return {int(re.sub(r"\D", "", number)) for number in found}


@pytest.mark.parametrize(
    "text", ["1121", "1.121", "1,121", "x:1121,", "(1.121)", "1116–1121", "1121,0", "1121.0"]
)
def test_a_number_is_found_however_it_is_written(text):
    assert 1121 in numbers_in(text)


def test_the_numbers_are_such_that_one_told_in_fives_is_another():
    assert len(exact_numbers()) > 20
    assert not {number for number in exact_numbers() if number % 5 in (0, 4)}


def page_text(response):
    if response.status_code == 404:
        return ""
    assert response.status_code == 200
    return unescape(response.content.decode())


def xlsx_text(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def docx_text(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*[paragraph.text for paragraph in paper.paragraphs], *cells])


#: How each of the report's formats is read.
READERS = {"pdf": words_of, "docx": docx_text, "xlsx": xlsx_text, "json": bytes.decode}


@pytest.fixture
def counts(monkeypatch):
    """Invented contexts that count citizens, day by day."""

    def measure(*, municipality, start, end):
        for day, code, cell, number in HAPPENED:
            if start <= date.fromisoformat(day) <= end:
                split = tuple((name, cell) for name in SPLITS[code])
                yield Increment(code, split, date.fromisoformat(day).replace(day=1), number)

    own = {"programme": indicators.PROVIDERS["programme"]}
    monkeypatch.setattr(indicators, "PROVIDERS", own)
    offered = [
        Indicator(code=code, label=code, unit="n", definition="Hvad.", splits=splits, of_citizens=True)
        for code, splits in SPLITS.items()
    ]
    indicators.register(context="invented", indicators=offered, measure=measure)


@dataclass
class Ways:
    """All ways out, each as the text that somebody reads."""

    plan: Any
    leader: Any
    auditor: Any
    municipality: Any
    capsys: Any

    def on(self, day, language):
        """What is read with a day in the address, by way."""
        for reader in (self.leader, self.auditor):
            reader.cookies["django_language"] = language
        yield from self.pages(day)
        yield "figures", self.command("--as-of", day.isoformat(), language=language)
        yield "figures --json", self.command("--as-of", day.isoformat(), "--json", language=language)
        found = self.report(language, as_of=day)
        for name, made in files.FORMATS.items():
            yield f"report {name}", READERS[name](made.render(found))

    def pages(self, day):
        year = f"year=2022&as_of={day.isoformat()}"
        initiative = Goal.objects.filter(plan=self.plan).first().initiative_id
        asked = {
            "": ["/"],
            "goals": [f"/goals/?{year}"],
            "figure": [
                f"/goals/{goal.pk}/{page}?{year}&part={part}"
                for goal in Goal.objects.filter(plan=self.plan)
                for page in ("", "rows/", "rows.xlsx")
                for part in (["", "completed", "declined"] if goal.split_by else [""])
            ],
            "typed": [f"/plan/figures/{row.pk}/withdraw/" for row in ManualFigure.objects.all()],
            "frozen": [f"/plan/freezes/{kept.pk}/" for kept in Freeze.objects.exclude(label="Året")],
            "report": [f"/reports/{page}?{year}" for page in ("", "preview/", "status.json")],
            "narrative": [f"/reports/narratives/{initiative}/2022/"],
            "log": ["/log/"],
        }
        assert set(asked) == set(PAGES.values())
        for page, addresses in asked.items():
            for address in addresses:
                reader = self.auditor if page == "log" else self.leader
                yield address, page_text(reader.get(address))

    def command(self, *options, language):
        with override(language):
            call_command("figures", "--year", "2022", *options)
        return self.capsys.readouterr().out

    def report(self, language, **which):
        act_as(System.COMMAND)
        return status.collect(municipality=self.municipality, year=2022, at=NOW, language=language, **which)


@pytest.fixture
def ways(db, counts, copenhagen, person, as_actor, browse, capsys, monkeypatch):
    act_as(System.COMMAND)
    plan = operations.load_plan(
        file=planfile.read(PLAN, indicators=indicators.vocabulary()),
        by=User.objects.get(pk=System.COMMAND),
        at=datetime(2022, 1, 3, 9, tzinfo=UTC),
    ).plan
    leader = person("leader")
    as_actor(leader)
    for key, day, number, whole in TYPED:
        operations.enter_manual_figure(
            goal=Goal.objects.get(key=key),
            year=2022,
            as_of=date.fromisoformat(day),
            value=Decimal(number) if whole is None else None,
            numerator=None if whole is None else number,
            denominator=whole,
            evidence="Listen",
            by=leader,
            at=NOW,
        )
    for day in FROZEN:
        operations.freeze(plan=plan, year=2022, as_of=day, label="Status", by=leader, at=NOW)
    monkeypatch.setattr(clock, "now", lambda: datetime(2023, 2, 1, 9, tzinfo=UTC))
    monkeypatch.setattr(clock, "today", lambda: date(2023, 2, 1))
    return Ways(plan, browse(leader), browse(person("auditor")), copenhagen, capsys)


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_way_out_tells_an_exact_number_of_citizens_that_may_still_move(ways, language):
    told = {
        (way, day, number)
        for day in DAYS
        for way, text in ways.on(day, language)
        for number in numbers_in(text) & exact_numbers()
    }
    for kept in Freeze.objects.all():
        for name, made in files.FORMATS.items():
            text = READERS[name](made.render(ways.report(language, freeze_id=kept.pk)))
            told |= {(name, kept.as_of, number) for number in numbers_in(text) & exact_numbers()}
    assert told == set()


def test_what_is_frozen_for_the_last_day_is_told_exactly_and_nothing_beside_it(ways, person, as_actor):
    leader = person("leader")
    as_actor(leader)
    year = operations.freeze(
        plan=ways.plan, year=2022, as_of=date(2022, 12, 31), label="Året", by=leader, at=NOW
    )
    # The milestone runs on, and what has no goal is counted as it is today.
    final = at_the_end("concerns_received") | at_the_end("cases_closed") | {201_016, 900_913, 1_400_413}
    final &= exact_numbers()
    assert len(final) > 5
    paper = ways.report("da", freeze_id=year.pk)
    for name, made in files.FORMATS.items():
        assert numbers_in(READERS[name](made.render(paper))) & exact_numbers() == final, name
    page = numbers_in(page_text(ways.leader.get(f"/plan/freezes/{year.pk}/")))
    without_splits = at_the_end("cases_closed") | {sum_of("concerns_received"), 201_016}
    assert page & exact_numbers() == final & without_splits
    told = {
        (way, number)
        for way, text in ways.on(date(2023, 2, 1), "da")
        for number in numbers_in(text) & exact_numbers()
    }
    assert told == set()


def test_a_change_since_a_freeze_is_not_counted_among_those_that_moved(ways, monkeypatch):
    later = ("2022-06-10", "concerns_received", "letter", 2)
    monkeypatch.setattr(f"{__name__}.HAPPENED", [*HAPPENED, later])
    freezes = ways.leader.get("/reports/?year=2022").context["freezes"]
    assert [line["moved"] for line in freezes] == [0, 0, 0]
    for kept in Freeze.objects.all():
        assert ways.leader.get(f"/plan/freezes/{kept.pk}/").context["moved"] == 0


@pytest.mark.usefixtures("while_the_plan_runs")
def test_every_page_that_reads_numbers_of_citizens_is_among_the_ways(person, browse, copenhagen):
    with arranging():
        objects = url_objects.all_of(copenhagen)
    read = set()
    for role in (Role.LEADER, Role.PLANNER, Role.COORDINATOR, Role.ADVISER, Role.PARTICIPANT, Role.AUDITOR):
        reader = person(role)
        with arranging():
            url_objects.let_in(reader)
        client = browse(reader)
        for address in GUARDED:
            if may_open(address, role):
                with CaptureQueriesContext(connection) as captured:
                    client.get(path_of(address, objects.get(address.name, {})))
                if any(READ.search(asked) for asked in statements(captured)):
                    read.add(address.name)
    assert read == set(PAGES)


def test_every_command_that_reads_them_is_among_the_ways():
    sources = Path(tovholder.__file__).parent.glob("*/management/commands/*.py")
    asks = re.compile(
        r"queries\.(?:figures|frozen_figures)\(|status\.(?:collect|assemble)\(|indicators\.measure"
    )
    assert {path.stem for path in sources if asks.search(path.read_text())} == COMMANDS


def test_every_format_of_the_report_is_read():
    assert set(READERS) == set(files.FORMATS)
