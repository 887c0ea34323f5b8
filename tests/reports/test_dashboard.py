"""Goals and budget: what stands in each row, how a figure opens, what the money still reaches."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.activities import make
from tests.conftest import arranging
from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.activities.models import Headcount
from tovholder.core import clock
from tovholder.core.due import distance
from tovholder.programme import indicators, operations, planfile
from tovholder.programme.models import ChecklistItem, FundingSource, Goal
from tovholder.programme.queries import SourceRunway, SourceYear
from tovholder.programme.queries.runway import Outliving, Runway
from tovholder.reports.dashboard import lines, queries, strips, words

ROOT = Path(__file__).resolve().parents[2]
MARCH = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def september(monkeypatch, now):
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def plan(copenhagen, as_actor):
    """Copenhagen's plan, loaded as the command does."""
    file = planfile.read(ROOT / "plans" / "koebenhavn-2022-23.yaml", indicators=indicators.vocabulary())
    act_as(System.COMMAND)
    by = User.objects.get(pk=System.COMMAND)
    return operations.load_plan(file=file, by=by, at=MARCH).plan


@pytest.fixture
def leader(person, plan):
    return person("leader")


@pytest.fixture
def page(browse, leader):
    """`page(address)`: what a leader reads there, without tags and in one line."""
    client = browse(leader)

    def read(address, status=200):
        answer = client.get(address)
        assert answer.status_code == status
        text = re.sub(r"<[^>]+>", " ", answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " "))
        return re.sub(r"\s+", " ", text)

    return read


@pytest.fixture
def taught(copenhagen, arrange):
    """A municipal school's class of 24 was taught on 14 March, and another waits for November."""
    with arrange():
        offer = make.offer(copenhagen, title="Propaganda på nettet")
        held = make.booking(copenhagen, offer=offer, planned=True)
        make.session(copenhagen, booking=held, starts_at=MARCH + timedelta(days=13), heads=24)
        later = make.booking(copenhagen, offer=offer, planned=True)
        make.session(copenhagen, booking=later, starts_at=datetime(2022, 11, 1, 9, 0, tzinfo=UTC))


def goal(key):
    with arranging():
        return Goal.objects.get(key=key)


def test_every_target_group_stands_with_its_purpose_and_its_goals(page, taught):
    text = page("/goals/")
    assert "Mål og budget 2022" in text
    assert "1. Unge, forældre, voksne og civilsamfund" in text
    assert "4. Fagpersoner med kontakt til sårbare borgere" in text
    assert "24 af 3.000" in text
    assert "Bagud" in text


def test_a_goal_that_nothing_counts_reads_not_measured_and_never_zero(page):
    assert re.search(r"Mentorforløb begyndt Handleplanen sætter intet måltal – Ikke målt", page("/goals/"))


def test_a_checklist_says_what_is_done_and_what_is_missing(page, plan, leader, as_actor, now):
    as_actor(leader)
    for key in ("bif", "sof", "buf"):
        item = ChecklistItem.objects.get(goal__key="skriftlig-information", key=key)
        operations.mark_checklist(item=item, done_on=date(2022, 5, 1), evidence="Brev", by=leader, at=now)
    text = page("/goals/")
    assert "BIF, SOF og BUF. SUF mangler." in text
    assert "3 af 4" in text


def test_the_year_the_day_and_the_plan_stand_in_the_address(page, taught):
    assert "24 af 3.000" not in page("/goals/?as_of=2022-03-01")
    assert "Opgjort til og med tirsdag 1. marts 2022" in page("/goals/?as_of=2022-03-01")
    assert "Mål og budget 2023" in page("/goals/?year=2023")
    for nonsense in ("?year=1066", "?year=²", "?as_of=31.2.2022", "?as_of=2999-01-01", "?year="):
        assert "Mål og budget 2022" in page(f"/goals/{nonsense}")
    page("/goals/?plan=nowhere", status=404)


def test_a_figure_opens_to_its_definition_its_rows_and_its_forecast(page, taught):
    text = page(f"/goals/{goal('skoleelever').pk}/?part=municipal")
    assert "24 af 3.000" in text
    assert "Med de aftalte hold ender året på 50." in text
    assert "pupils_in_courses, municipal" in text
    assert "Propaganda på nettet 24" in text
    assert "Måned for måned mod takten" in text
    page(f"/goals/{goal('skoleelever').pk}/?part=nowhere", status=404)


def test_who_may_not_read_activities_sees_the_figure_and_who_reads_its_rows(browse, person, taught, plan):
    mentor = browse(person("mentor"))
    address = f"/goals/{goal('skoleelever').pk}/"
    text = mentor.get(f"{address}?part=municipal").content.decode()
    assert "24" in text
    assert "Alle ser tallet" in text
    assert "Propaganda på nettet" not in text
    assert mentor.get(f"{address}rows/?part=municipal").status_code == 403
    assert mentor.get(f"{address}rows.xlsx?part=municipal").status_code == 403


def test_the_rows_leave_as_a_spreadsheet_with_numbers_as_numbers(browse, leader, taught):
    answer = browse(leader).get(f"/goals/{goal('skoleelever').pk}/rows.xlsx?part=municipal")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.cell(2, 5).value == 24
    assert sheet.cell(2, 1).is_date
    assert sheet.max_row == 2


def test_a_figure_by_hand_is_marked_wherever_it_stands(page, leader, as_actor, now):
    as_actor(leader)
    coached = goal("paaroerende-coachet")
    operations.enter_manual_figure(
        goal=coached,
        year=2022,
        as_of=date(2022, 8, 31),
        value=Decimal(41),
        evidence="Listen",
        by=leader,
        at=now,
    )
    assert re.search(r"Pårørende i coachforløb .{0,80}40–44 indtastet", page("/goals/"))
    of_it = page(f"/goals/{coached.pk}/")
    assert "Indtastet, ikke optalt." in of_it
    assert "Opgjort til og med onsdag 31. august 2022" in of_it
    assert "41" not in re.findall(r"\d+", of_it)


@pytest.mark.parametrize(
    ("indicator", "said"),
    [("", "9 af 14"), ("mentoring_progression", "Oplyses ikke: Det er om færre end fem")],
)
def test_a_share_is_so_many_of_so_many_and_of_citizens_none(page, leader, as_actor, now, indicator, said):
    as_actor(leader)
    with arranging():
        Goal.objects.filter(key="progression").update(indicator=indicator)
    share = goal("progression")
    operations.enter_manual_figure(
        goal=share,
        year=2022,
        as_of=date(2022, 8, 31),
        numerator=9,
        denominator=14,
        evidence="Målinger",
        by=leader,
        at=now,
    )
    assert ("9 af 14" in page("/goals/")) is (not indicator)
    assert said in page(f"/goals/{share.pk}/")


def test_frozen_and_now_stand_beside_each_other(page, leader, taught, as_actor, now, copenhagen, plan):
    as_actor(leader)
    operations.freeze(plan=plan, year=2022, as_of=date(2022, 3, 31), label="Kvartal", by=leader, at=now)
    with arranging():
        session = make.session(copenhagen, starts_at=MARCH + timedelta(days=20), heads=10)
        assert session.pk
    text = page(f"/goals/{goal('skoleelever').pk}/?part=municipal")
    assert "Til 31. marts 2022 Kvartal 24 34 10 flere" in text
    assert "Som i dag, siden det første tal" in text


def test_a_freeze_within_a_month_is_counted_anew_and_says_why(
    page, leader, taught, as_actor, now, copenhagen, plan
):
    as_actor(leader)
    frozen_at = datetime(2022, 6, 1, 8, 0, tzinfo=UTC)
    operations.freeze(plan=plan, year=2022, as_of=date(2022, 5, 10), label="Møde", by=leader, at=frozen_at)
    late = {"held_at": frozen_at + timedelta(days=2), "held_by_id": make.COMMAND}
    with arranging():
        later = make.session(copenhagen, starts_at=MARCH + timedelta(days=20), **late)
        Headcount.objects.create(
            municipality=copenhagen,
            session=later,
            booked_class=later.booking.classes.get(),
            heads=10,
            entered_by_id=make.COMMAND,
            entered_at=frozen_at + timedelta(days=2),
        )
        Headcount.objects.filter(heads=24).update(heads=22, entered_at=frozen_at + timedelta(days=3))
        make.session(copenhagen, starts_at=datetime(2022, 5, 20, 8, 0, tzinfo=UTC), heads=5)
    text = page(f"/goals/{goal('skoleelever').pk}/?part=municipal")
    assert "Til 10. maj 2022 Møde 24 32 8 flere" in text
    assert "Siden frysningen: 1 registrering kom til og 1 blev rettet." in text


def test_the_runway_stands_beside_the_goals_and_says_what_falls_away(page, leader, as_actor, now):
    as_actor(leader)
    source = FundingSource.objects.get(key="budget-2019")
    operations.post(
        funding=source, posted_on=date(2022, 5, 1), amount=Decimal(1_500_000), text="Løn", by=leader, at=now
    )
    operations.commit(
        funding=source,
        amount=Decimal(600_000),
        made_on=date(2022, 5, 1),
        runs_from=date(2022, 7, 1),
        runs_until=date(2023, 6, 30),
        text="Stilling",
        by=leader,
        at=now,
    )
    text = page("/goals/")
    assert "Budgettets løbetid" in text
    assert "uden dækning" in text
    assert "Fra 4,6 til 2,2 mio. kr. i 2023, når Budget 2019 udløber." in text
    assert "Stilling" in page("/goals/budget/")


def test_the_drawing_holds_no_style_and_its_numbers_are_for_machines(browse, leader, plan):
    drawing = re.search(
        r"<svg class=\"t-runway\".*?</svg>", browse(leader).get("/goals/").content.decode(), re.S
    )
    assert drawing
    assert "style=" not in drawing.group()
    assert re.findall(r'(?:x|x1|x2|width|height|y|y1|y2)="[^"]*,[^"]*"', drawing.group()) == []


# --- drawn without a database --------------------------------------------------------------------------


class TwoYears:
    starts_on, ends_on = date(2022, 1, 1), date(2023, 12, 31)


def source(years, *, expires=None, uncovered=0, title="Kilde", key=1):
    last = max(each.year for each in years)
    return SourceRunway(
        id=key,
        key=str(key),
        title=title,
        purpose="",
        note="",
        table_key="tabel",
        table_title="Tabel",
        source="",
        expires_on=expires,
        ends_on=expires or date(last, 12, 31),
        days_left=0,
        refinancing_through="",
        refinancing_deadline=None,
        refinancing_state="",
        refinancing_on=None,
        refinancing_note="",
        years=years,
        outliving=[Outliving(1, "Aftale", "", date(2023, 6, 30), Decimal(uncovered))] if uncovered else [],
    )


def of(year, amount, spent=0, committed=0):
    return SourceYear(year, Decimal(amount), Decimal(spent), Decimal(committed))


def drawn(*sources, as_of=date(2022, 9, 20)):
    return strips.draw(Runway(TwoYears, as_of, list(sources)), year=2022)


def test_a_strip_ends_where_its_money_ends():
    drawing = drawn(source([of(2022, 100, 60, 20)], expires=date(2022, 12, 31)))
    strip = drawing.strips[0]
    assert strip.end == 50
    assert [(piece.kind, piece.x, piece.width) for piece in strip.pieces] == [
        ("spent", 0, 30),
        ("committed", 30, 10),
        ("free", 40, 10),
    ]
    assert 35 < drawing.today < 37


def test_what_is_committed_past_the_end_is_drawn_past_the_edge():
    strip = drawn(source([of(2022, 100, 60, 20)], expires=date(2022, 12, 31), uncovered=20)).strips[0]
    assert (strip.hatch.x, strip.hatch.width) == (50, 10)
    assert strip.uncovered


def test_a_promise_past_the_plans_last_year_is_told_where_it_cannot_be_drawn():
    strip = drawn(source([of(2022, 100), of(2023, 100)], uncovered=20)).strips[0]
    assert strip.hatch is None
    assert strip.uncovered


def test_a_source_that_is_overspent_is_drawn_to_its_edge_and_no_further():
    strip = drawn(source([of(2022, 100, 150, 50)])).strips[0]
    assert [piece.kind for piece in strip.pieces] == ["spent", "over"]
    assert sum(piece.width for piece in strip.pieces) == 50


def test_a_source_without_money_is_no_strip_and_no_error():
    assert drawn(source([of(2022, 0)])).strips[0].pieces == []
    assert drawn().strips == []


# --- words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (date(2022, 9, 12), "overdue"),
        (date(2022, 9, 20), "soon"),
        (date(2022, 9, 21), "soon"),
        (date(2022, 10, 1), "soon"),
        (date(2022, 12, 31), "open"),
    ],
)
def test_a_deadline_says_how_far_off_it_is(due, state):
    assert distance(due, date(2022, 9, 20), soon=words.SOON)[0] == state


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "Handleplanen sætter intet måltal. Et højt tal er ikke dårligt.",
            "Handleplanen sætter intet måltal",
        ),
        ("Fra 1. oktober. Derefter ikke.", "Fra 1. oktober"),
        ("", ""),
        ("Uden punktum", "Uden punktum"),
    ],
)
def test_a_note_is_told_by_its_first_sentence(text, first):
    assert words.sentence(text) == first


def test_a_name_has_its_short_form_in_brackets():
    assert lines.short_name("Socialforvaltningen (SOF)") == "SOF"
    assert lines.short_name("Flyers") == "Flyers"


class Plan:
    def __init__(self, starts, ends):
        self.starts_on, self.ends_on = date(starts, 1, 1), date(ends, 12, 31)


def test_the_plan_that_runs_on_the_day_is_shown():
    old, new = Plan(2020, 2021), Plan(2022, 2023)
    assert queries.running([new, old], date(2022, 9, 20)) is new
    assert queries.running([new, old], date(2021, 9, 20)) is old
    assert queries.running([new, old], date(2030, 1, 1)) is new
    assert queries.running([new, old], date(2019, 1, 1)) is old
