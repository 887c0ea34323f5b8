"""The demo's year, counted by hand: from the files that a planner downloads, without any of the
product's counting, against `tovholder figures`."""

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation
from openpyxl import load_workbook

from tests.browser.conftest import BUILT, build_once, one_at_a_time
from tests.conftest import NOW, TEMPLATE, arranging
from tovholder.access.actors import System, acting
from tovholder.access.models import User
from tovholder.activities.models import BookingContact, Headcount, Session
from tovholder.core.postgres import Cluster
from tovholder.demo import build
from tovholder.partners.models import Contact, Organisation
from tovholder.programme import indicators, pace, queries
from tovholder.programme.models import ActionPlan, Freeze
from tovholder.programme.suppression import told_until

PLAN = "koebenhavn-2022-23"
TODAY = date(2022, 9, 20)
DAYS = [date(2022, 2, 24), date(2022, 3, 31), date(2022, 5, 13), date(2022, 6, 30), TODAY]
#: Days for which the leader froze the figures in the demo.
FROZEN = [date(2022, 3, 31), date(2022, 6, 30)]

#: What design says that an object of `figures --json` holds, and the codes that stay.
KEYS = ["code", "label", "year", "kind", "value", "numerator", "denominator", "target", "split", "state"]
KEYS += ["as_of", "frozen_at", "definition"]
CODES = {
    "pupils_in_courses",
    "parents_reached",
    "adults_reached",
    "awareness_talks",
    "workshops",
    "professionals_reached",
    "administrations_informed",
    "relation_workers_trained",
    "trainers_trained",
    "situations_tried",
    "districts_reached",
    "hotline_contacts",
    "concerns_received",
    "cases_opened",
    "mentoring_started",
    "mentoring_progression",
    "relatives_coached",
    "release_notice_days",
}
INVENTED = re.compile("opdigt|eksemp|prøve|tænk|fikti|fantasi|eventyr|ingenmand", re.IGNORECASE)


@contextmanager
def database(cluster: Cluster, name: str, template: str) -> Iterator[None]:
    """A database of its own for a while, at the demo's time."""
    usual = connection.settings_dict["NAME"]
    with one_at_a_time():  # a template may have no guests while it is copied
        cluster.create_database(name, template=template)
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with override_settings(CLOCK_OFFSET=NOW - datetime.now(UTC)):
            yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        cluster.drop_database(name)


@pytest.fixture(scope="module")
def year(cluster: Cluster, worker_id: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's database as `demo_build` made it in a process of its own, read and not written."""
    build_once(cluster)
    with django_db_blocker.unblock(), database(cluster, f"year_{worker_id}", BUILT):
        yield


def figures(as_of: date) -> list[dict[str, Any]]:
    """What `tovholder figures --year 2022 --as-of … --json` says."""
    told = io.StringIO()
    call_command("figures", "--year", "2022", "--as-of", as_of.isoformat(), "--json", stdout=told)
    found: list[dict[str, Any]] = json.loads(told.getvalue())
    return found


def values(told: list[dict[str, Any]]) -> dict[Any, Any]:
    """The values by code, and by code and school type where a figure is one part of a split."""
    return {
        (one["code"], *one["split"].values()) if one["split"] else one["code"]: one["value"] for one in told
    }


# --- the files of the planner --------------------------------------------------------------------------


def planner() -> Client:
    client = Client(headers={"accept-language": "en"})
    with transaction.atomic(), arranging():
        client.force_login(User.objects.get(email="planner@opdigtet.invalid"))
    return client


def csv_rows(client: Client, path: str) -> list[dict[str, str]]:
    with translation.override("en"):  # the page leaves its reader's language behind
        response = client.get(path)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture(scope="module")
def sessions(year: None) -> list[dict[str, str]]:
    """A row a headcount, as the file has it."""
    return csv_rows(planner(), "/activities/sessions/export/csv/")


@pytest.fixture(scope="module")
def school_types(year: None) -> dict[str, str]:
    """By the name of a school: municipal or free."""
    rows = csv_rows(planner(), "/partners/register.csv")
    types = {"municipal school": "municipal", "free school": "free"}
    return {row["Name"]: types[row["School type"]] for row in rows if row["School type"]}


def counted_by_hand(rows: list[dict[str, str]], types: dict[str, str], until: date) -> dict[Any, int]:
    """What a careful person with the file and a pencil writes down, for the year up to a day."""
    told: Counter[Any] = Counter()
    held = [row for row in rows if row["State"] == "held" and row["Date"] <= until.isoformat()]
    courses: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    schools: dict[str, str] = {}
    gatherings = {"awareness talk": "awareness_talks", "workshop": "workshops"}
    for row in held:
        heads = int(row["Heads"] or 0)
        if row["Kind"] == "teaching course":
            courses[row["Booking"]][row["Class"]].append(heads)
            schools[row["Booking"]] = row["School or workplace"]
        elif row["Kind"] == "parents' meeting":
            told["parents_reached"] += heads
        elif row["Kind"] == "dialogue with adults":
            told["adults_reached"] += heads
        elif row["Kind"] in ("awareness talk", "workshop", "webinar"):
            told["professionals_reached"] += heads
    for kind, code in gatherings.items():
        told[code] = len({row["Session"] for row in held if row["Kind"] == kind})
    for booking, classes in courses.items():
        pupils = sum(max(counts) for counts in classes.values())
        told["pupils_in_courses", types[schools[booking]]] += pupils
    trainings: dict[Any, list[int]] = defaultdict(list)
    for row in held:
        if row["Kind"] == "training" and row["Heads"]:
            trainings[row["Booking"], row["Profession"], row["Administration"]].append(int(row["Heads"]))
    taught = sum(max(counts) for counts in trainings.values())
    told["trainers_trained"] = taught
    told["professionals_reached"] += taught
    return dict(told)


@pytest.mark.parametrize("as_of", [day for day in DAYS if day not in FROZEN], ids=str)
def test_the_figures_agree_with_a_count_by_hand(
    sessions: list[dict[str, str]], school_types: dict[str, str], as_of: date
) -> None:
    told = values(figures(as_of))
    by_hand = counted_by_hand(sessions, school_types, as_of)
    assert {code: told[code] for code in by_hand} == by_hand
    assert by_hand["pupils_in_courses", "municipal"] > 0
    if as_of == TODAY:
        assert by_hand["pupils_in_courses", "free"] == 22 + 19 + 21
        assert by_hand["parents_reached"] == 41 + 38 + 62 + 45
        assert (by_hand["awareness_talks"], by_hand["workshops"], by_hand["trainers_trained"]) == (6, 1, 15)


@pytest.mark.parametrize("as_of", FROZEN, ids=str)
def test_a_frozen_figure_and_what_changed_since_make_the_count_by_hand(
    sessions: list[dict[str, str]], school_types: dict[str, str], as_of: date
) -> None:
    told = figures(as_of)
    assert all(one["frozen_at"] for one in told)
    frozen = values(told)
    by_hand = counted_by_hand(sessions, school_types, as_of)
    with acting(System.COMMAND, purpose="test"):
        plan = ActionPlan.objects.select_related("municipality").get(key=PLAN)
        changes = {
            (figure.code, figure.part) if figure.part else figure.code: kept.change
            for figure in queries.figures(plan=plan, year=2022, as_of=TODAY)
            for kept in figure.frozen
            if kept.as_of == as_of
        }
        frozen_at = Freeze.objects.get(plan=plan, as_of=as_of).frozen_at
        later = Headcount.objects.filter(
            entered_at__gt=frozen_at, session__starts_at__date__lte=as_of, session__held_at__isnull=False
        )
        came_in_late = sum(row.heads for row in later.select_related("session"))
        corrected = Session.objects.filter(
            starts_at__date__lte=as_of, cancelled_at__gt=frozen_at, headcounts__isnull=False
        )
        taken_out = sum(row.heads for row in Headcount.objects.filter(session__in=corrected))
    assert {code: frozen[code] + (changes[code] or 0) for code in by_hand} == by_hand
    # Why it moved: numbers that came in late, and the session that had not been held at all.
    moved = sum(change or 0 for code, change in changes.items() if "pupils_in_courses" in code)
    assert moved == came_in_late - taken_out
    assert (taken_out > 0) == (as_of == date(2022, 6, 30))


@pytest.mark.parametrize("as_of", FROZEN, ids=str)
def test_the_freezes_hold_the_concerns_too(year: None, as_of: date) -> None:
    frozen = values(figures(as_of))
    assert frozen["concerns_received"] > 0 < frozen["hotline_contacts"]


def test_what_changed_since_is_not_nothing(year: None) -> None:
    frozen = values(figures(date(2022, 6, 30)))
    with acting(System.COMMAND, purpose="test"):
        plan = ActionPlan.objects.select_related("municipality").get(key=PLAN)
        now = queries.figures(plan=plan, year=2022, as_of=date(2022, 6, 30))
    pupils = {(one.code, one.part): one.value for one in now if one.code == "pupils_in_courses"}
    assert pupils["pupils_in_courses", "municipal"] != frozen["pupils_in_courses", "municipal"]


def test_professionals_agree_by_administration_and_by_profession(sessions: list[dict[str, str]]) -> None:
    seen: Counter[tuple[str, str, str]] = Counter()
    trainings: dict[Any, int] = {}
    short = {"Beskæftigelses- og Integrationsforvaltningen": "BIF", "Socialforvaltningen": "SOF"}
    short |= {"Børne- og Ungdomsforvaltningen": "BUF", "Sundheds- og Omsorgsforvaltningen": "SUF"}
    for row in sessions:
        of = (short.get(row["Administration"], ""), row["Profession"])
        if row["State"] != "held" or not row["Heads"]:
            continue
        if row["Kind"] in ("awareness talk", "workshop", "webinar"):
            seen[of[0], of[1], ""] += int(row["Heads"])
        elif row["Kind"] == "training":
            known = trainings.get((row["Booking"], *of), 0)
            trainings[row["Booking"], *of] = max(known, int(row["Heads"]))
    for (_booking, administration, profession), heads in trainings.items():
        seen[administration, profession, ""] += heads
    with acting(System.COMMAND, purpose="test"):
        plan = ActionPlan.objects.select_related("municipality").get(key=PLAN)
        found = queries.figures(plan=plan, year=2022, as_of=TODAY)
    (figure,) = [one for one in found if one.code == "professionals_reached"]
    told = {
        name: {piece.value: int(piece.amount) for piece in pieces}
        for name, pieces in figure.breakdown.items()
    }
    for place, name in enumerate(("administration", "profession")):
        by_hand: Counter[str] = Counter()
        for key, heads in seen.items():
            by_hand[key[place]] += heads
        assert told[name] == dict(by_hand)
        assert len(by_hand) >= 4


def test_the_file_says_of_each_row_what_it_counts_as(sessions: list[dict[str, str]]) -> None:
    expected = {
        "teaching course": "pupils_in_courses (once)",
        "parents' meeting": "parents_reached",
        "dialogue with adults": "adults_reached",
        "awareness talk": "awareness_talks, professionals_reached",
        "workshop": "workshops, professionals_reached",
        "webinar": "professionals_reached",
        "training": "professionals_reached (once), trainers_trained (once)",
        "network meeting": "",
    }
    for row in sessions:
        assert row["Counted as"] == (expected[row["Kind"]] if row["State"] == "held" else ""), row
    assert {row["Kind"] for row in sessions} == set(expected)


def test_the_excel_file_holds_the_same_rows_with_numbers_as_numbers(sessions: list[dict[str, str]]) -> None:
    with translation.override("en"):
        content = planner().get("/activities/sessions/export/xlsx/").content
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert list(head) == list(sessions[0])
    heads, day = head.index("Heads"), head.index("Date")
    assert len(rows) == len(sessions)
    for row, line in zip(rows, sessions, strict=True):
        assert row[day].date().isoformat() == line["Date"]
        assert row[heads] == (int(line["Heads"]) if line["Heads"] else None)
        assert row[heads] is None or isinstance(row[heads], int)


def test_the_targets_are_those_that_the_plan_shows(year: None) -> None:
    told = io.StringIO()
    call_command("plan", "show", PLAN, "--json", stdout=told)
    goals = [goal for group in json.loads(told.getvalue())["target_groups"] for goal in group["goals"]]
    promised: dict[Any, Any] = {}
    for goal in goals:
        for owner in goal.get("parts") or [goal]:
            key = goal.get("indicator") or goal["key"]
            for target in owner.get("targets", []):
                if target["year"] == 2022 and target.get("value") is not None:
                    promised[(key, owner["value"]) if goal.get("parts") else key] = target["value"]
    assert promised["pupils_in_courses", "municipal"] == 3000
    assert promised["pupils_in_courses", "free"] == 150
    assert (promised["awareness_talks"], promised["workshops"], promised["trainers_trained"]) == (8, 3, 15)
    shown = {
        (one["code"], *one["split"].values()) if one["split"] else one["code"]: one["target"]
        for one in figures(TODAY)
    }
    assert {key: shown[key] for key in promised} == promised


# --- what the demo is to show --------------------------------------------------------------------------


def test_every_state_of_the_dashboard_occurs(year: None) -> None:
    assert {one["state"] for one in figures(TODAY)} == set(pace.STATES)


@pytest.mark.parametrize("as_of", [FROZEN[0], TODAY], ids=["frozen", "counted"])
def test_the_json_has_the_keys_and_codes_that_others_build_on(year: None, as_of: date) -> None:
    told = figures(as_of)
    assert {one["code"] for one in told} >= CODES
    kinds = {"count", "occurrences", "milestone", "share", "qualitative"}
    assert {one["kind"] for one in told} == kinds
    for one in told:
        few = indicators.counts_citizens(one["code"])
        hidden = few and one.get("shown") == "small"
        told_in_fives = ["most", "shown"] if few and one["value"] else []
        assert list(one) == KEYS + (["shown"] if hidden else told_in_fives)
        for name in ("value", "numerator", "denominator", "target"):
            assert one[name] is None or (type(one[name]) in (int, float)), one
        assert (one["value"] is None) == (one["state"] == "not_measured" or hidden)
        assert one["split"] is None or set(one["split"]) == {"school_type"}
        counted_to = told_until(as_of, last=date(2022, 12, 31)) if few else as_of
        assert (one["year"], one["as_of"]) == (2022, counted_to.isoformat())
        assert (one["frozen_at"] is None) == (as_of == TODAY)
    split = [one["split"]["school_type"] for one in told if one["code"] == "pupils_in_courses"]
    assert split == ["municipal", "free"]


def test_a_thing_that_nobody_counts_is_null_and_never_nought(year: None) -> None:
    told = values(figures(TODAY))
    for code in ("mentoring_progression", "mentoring_started", "relatives_coached"):
        assert told[code] is None


def test_everybody_and_every_place_is_visibly_invented(year: None) -> None:
    with transaction.atomic(), arranging():
        users = list(User.objects.filter(pk__gt=0))
        names = {user.name for user in users}
        names |= set(Contact.objects.values_list("name", flat=True))
        names |= set(BookingContact.objects.exclude(name="").values_list("name", flat=True))
        addresses = {user.email for user in users} | set(Contact.objects.values_list("email", flat=True))
        numbers = set(Contact.objects.values_list("phone", flat=True))
        places = set(Organisation.objects.exclude(kind="administration").values_list("name", flat=True))
    assert {name for name in names if not name.endswith(" Opdigtet")} == set()
    assert {address for address in addresses if not address.endswith("@opdigtet.invalid")} == set()
    assert numbers == {"00 00 00 00"}
    assert {place for place in places if not INVENTED.search(place)} == set()
    assert min(len(names), len(places)) > 20


def test_the_year_is_of_copenhagen_s_size(sessions: list[dict[str, str]]) -> None:
    courses = {row["Booking"] for row in sessions if row["Kind"] == "teaching course"}
    assert 110 <= len(courses) <= 190
    assert {row["School or workplace"] for row in sessions if row["Booking"] in courses} > {"Prøvefriskolen"}


def test_the_year_is_the_same_each_time(
    cluster: Cluster, worker_id: str, sessions: list[dict[str, str]]
) -> None:
    """Once more, in another process and at another hour of the machine than the first."""
    first = {day: figures(day) for day in DAYS}
    with database(cluster, f"again_{worker_id}", TEMPLATE):
        with acting(System.DEMO, purpose="test"), translation.override("da"):
            build.build_year(build.build_people(NOW), NOW, lambda line: None)
        again = {day: figures(day) for day in DAYS}
        rows = csv_rows(planner(), "/activities/sessions/export/csv/")
    assert again == first
    assert rows == sessions
