"""Figures: counted from the work, as of a day, with pace, state and what was frozen."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tovholder.programme import indicators, operations, queries
from tovholder.programme.indicators import Increment, Indicator
from tovholder.programme.management.commands import figures
from tovholder.programme.models import ChecklistItem, Goal

MUNICIPAL, FREE = (("school_type", "municipal"),), (("school_type", "free"),)
SEPTEMBER = date(2022, 9, 20)
ELSEWHERE = Path(__file__).parent / "plans" / "eksempelby.yaml"


def by_code(plan, year=2022, as_of=SEPTEMBER, **more):
    found = queries.figures(plan=plan, year=year, as_of=as_of, **more)
    return {(figure.code, figure.part): figure for figure in found}


def test_pupils_are_counted_by_school_type_each_against_its_own_target(plan, counted):
    counted("pupils_in_courses", "2022-02-10", 1200, split=(*MUNICIPAL, ("course", "net")))
    counted("pupils_in_courses", "2022-09-19", 940, split=(*MUNICIPAL, ("course", "demokrati")))
    counted("pupils_in_courses", "2022-09-21", 500, split=MUNICIPAL)
    counted("pupils_in_courses", "2022-05-02", 62, split=FREE)
    found = by_code(plan)
    municipal, free = found["pupils_in_courses", "municipal"], found["pupils_in_courses", "free"]
    assert (municipal.value, municipal.target, municipal.state) == (2140, 3000, "on_pace")
    assert (free.value, free.target, free.state) == (62, 150, "behind")
    assert municipal.split == {"school_type": "municipal"}
    assert municipal.label == "Folkeskoleelever i undervisningsforløb"
    assert municipal.expected == 2098
    assert free.missing == free.expected - 62
    assert [(s.value, s.amount) for s in municipal.breakdown["course"]] == [("net", 1200), ("demokrati", 940)]


def test_months_add_up_against_the_pace_and_stop_today(plan, counted):
    counted("pupils_in_courses", "2022-02-10", 100, split=MUNICIPAL)
    counted("pupils_in_courses", "2022-09-10", 50, split=MUNICIPAL)
    points = by_code(plan)["pupils_in_courses", "municipal"].months
    assert [point.value for point in points] == [0, 100, 100, 100, 100, 100, 100, 100, 150, None, None, None]
    assert points[-1].expected == 3000
    assert points[5].expected == points[6].expected


def test_nobody_counts_it_yet_is_not_measured_and_never_zero(plan, counted):
    found = by_code(plan)
    assert (found["parents_reached", ""].value, found["parents_reached", ""].state) == (None, "not_measured")
    assert found["trainers_trained", ""].state == "not_measured"
    assert found["awareness_talks", ""].value == 0


def test_last_year_s_work_is_not_this_year_s(plan, counted):
    counted("awareness_talks", "2022-11-01", 8)
    counted("awareness_talks", "2023-02-01", 2)
    assert by_code(plan, 2022, date(2023, 3, 1))["awareness_talks", ""].value == 8
    assert by_code(plan, 2022, date(2023, 3, 1))["awareness_talks", ""].state == "met"
    assert by_code(plan, 2023, date(2023, 3, 1))["awareness_talks", ""].value == 2
    assert by_code(plan, 2023, date(2022, 12, 1))["awareness_talks", ""].state == "not_measured"


def test_a_target_that_was_not_reached_is_missed_when_the_year_is_over(plan, counted):
    counted("workshops", "2022-04-01", 2)
    assert by_code(plan, as_of=date(2022, 12, 31))["workshops", ""].state == "missed"
    assert by_code(plan, as_of=date(2023, 5, 1))["workshops", ""].missing == 1


def test_a_milestone_counts_from_the_plan_s_start_and_shows_its_next_date(plan, counted):
    counted("situations_tried", "2022-03-01", 1)
    counted("situations_tried", "2023-02-01", 1)
    tried = by_code(plan)["situations_tried", ""]
    assert (tried.value, tried.target, tried.due_on, tried.state) == (1, 2, date(2022, 12, 31), "on_pace")
    assert by_code(plan, 2022, date(2023, 6, 1))["situations_tried", ""].state == "missed"
    late = by_code(plan, 2023, date(2023, 6, 1))["situations_tried", ""]
    assert (late.value, late.state, late.met_in) == (2, "met", date(2023, 2, 1))
    assert by_code(plan)["districts_reached", ""].due_on == date(2023, 12, 31)


def test_a_share_has_numerator_and_denominator_and_no_target_that_the_plan_does_not_set(plan, counted):
    nothing = by_code(plan)["mentoring_progression", ""]
    assert (nothing.value, nothing.denominator, nothing.state) == (None, 0, "not_measured")
    counted("mentoring_progression", "2022-03-01", 0, numerator=4, denominator=6)
    counted("mentoring_progression", "2022-08-01", 0, numerator=5, denominator=8)
    share = by_code(plan)["mentoring_progression", ""]
    assert (share.value, share.numerator, share.denominator) == (Decimal("64.3"), 9, 14)
    assert (share.target, share.state) == (None, "no_target")


def test_a_level_is_its_newest_value_and_not_a_sum(plan, counted):
    assert by_code(plan)["release_notice_days", ""].value is None
    counted("release_notice_days", "2022-02-01", 40)
    counted("release_notice_days", "2022-06-01", 61)
    assert by_code(plan)["release_notice_days", ""].value == 61


def tick(leader, at, key, done_on, goal="skriftlig-information"):
    item = ChecklistItem.objects.get(goal__key=goal, key=key)
    return operations.mark_checklist(item=item, done_on=done_on, evidence="Brev", by=leader, at=at)


def test_a_checklist_is_counted_each_year_anew(plan, leader, at):
    for key, day in [("bif", 3), ("sof", 4), ("buf", 5), ("bif", 6)]:
        tick(leader, at, key, date(2022, day, 1))
    found = by_code(plan)["administrations_informed", ""]
    assert (found.value, found.target, found.state) == (3, 4, "on_pace")
    assert [(item.key, item.done_on is not None) for item in found.checklist] == [
        ("bif", True),
        ("sof", True),
        ("buf", True),
        ("suf", False),
    ]
    assert found.definition
    tick(leader, at, "suf", date(2022, 9, 1))
    done = by_code(plan)["administrations_informed", ""]
    assert (done.state, done.met_on) == ("met", date(2022, 9, 1))
    assert by_code(plan, 2023, date(2023, 2, 1))["administrations_informed", ""].value == 0


def test_a_milestone_with_a_checklist_is_met_when_all_is_done(plan, leader, at):
    assert by_code(plan)["netvaerk", ""].state == "on_pace"
    mark = tick(leader, at, "etableret", date(2022, 5, 24), goal="netvaerk")
    assert by_code(plan)["netvaerk", ""].state == "met"
    assert by_code(plan, 2023, date(2023, 1, 1))["netvaerk", ""].state == "met"
    operations.withdraw_mark(mark=mark, by=leader, at=at)
    assert by_code(plan)["netvaerk", ""].state == "on_pace"


def test_the_programme_s_own_indicator_agrees_with_the_checklist(plan, leader, at, copenhagen):
    from tovholder.programme import counted

    for key, day in [("bif", 3), ("bif", 4), ("sof", 4)]:
        tick(leader, at, key, date(2022, day, 1))
    found = counted.measure(municipality=copenhagen, start=plan.starts_on, end=SEPTEMBER)
    assert sum(increment.value for increment in found) == 2
    figure = by_code(plan)["administrations_informed", ""]
    columns, rows = queries.rows_behind(plan=plan, figure=figure)
    assert len(columns) == 3
    assert len(list(rows)) == 3


def test_what_somebody_judged_is_a_qualitative_goal_s_state(elsewhere, load, person, as_actor, at):
    plan = load(ELSEWHERE).plan
    judge = person("coordinator", municipality=elsewhere)
    as_actor(judge)
    goal, day = Goal.objects.get(key="kultur"), date(2025, 5, 1)
    assert by_code(plan, 2025, day)["kultur", ""].state == "not_measured"
    for judgement in ("behind", "on_pace"):
        operations.assess(
            goal=goal, year=2025, as_of=day, text=f"Det er {judgement}.", judgement=judgement, by=judge, at=at
        )
    found = by_code(plan, 2025, day)["kultur", ""]
    assert (found.state, found.assessment, found.value) == ("on_pace", "Det er on_pace.", None)
    assert by_code(plan, 2025, date(2025, 4, 1))["kultur", ""].state == "not_measured"
    counted_goal = Goal.objects.get(key="elever")
    with pytest.raises(operations.NotOnThePlan):
        operations.assess(
            goal=counted_goal, year=2025, as_of=day, text="Godt.", judgement="met", by=judge, at=at
        )


def test_a_plan_that_begins_in_july_has_half_a_year_s_pace(elsewhere, load):
    plan = load(ELSEWHERE).plan
    found = by_code(plan, 2024, date(2024, 9, 30))["ambassadoerer", ""]
    assert found.expected_share == Decimal(92) / 184
    assert len(found.months) == 6


def test_figures_cost_one_statement_and_one_for_each_context(plan, counted, django_assert_num_queries):
    plan.municipality  # noqa: B018
    with django_assert_num_queries(1):
        queries.figures(plan=plan, year=2022, as_of=SEPTEMBER)
    assert len(counted.calls) == 1


def test_what_aims_at_nothing_can_be_left_out(plan, counted):
    counted("awareness_talks", "2022-03-01", 2)
    every, aimed = by_code(plan), by_code(plan, aimed=True)
    assert {figure.target for key, figure in every.items() if key not in aimed} == {None}
    assert ("hotline_contacts", "") in set(every) - set(aimed)
    assert aimed["awareness_talks", ""].value == 2
    assert {key for key, figure in every.items() if figure.target is not None} <= set(aimed)


def test_a_manual_figure_is_marked_and_carries_evidence(plan, leader, at):
    goal = Goal.objects.get(key="foraeldre-naaet")
    entered = [
        operations.enter_manual_figure(
            goal=goal, year=2022, as_of=day, value=Decimal(value), evidence="Mødelister", by=leader, at=at
        )
        for day, value in ((date(2022, 3, 31), 80), (date(2022, 8, 31), 186))
    ]
    found = by_code(plan)["parents_reached", ""]
    assert (found.value, found.manual, found.evidence, found.state) == (186, True, "Mødelister", "no_target")
    assert by_code(plan, as_of=date(2022, 6, 1))["parents_reached", ""].value == 80
    operations.withdraw_manual_figure(figure=entered[1], by=leader, at=at)
    assert by_code(plan)["parents_reached", ""].value == 80
    with pytest.raises(operations.AlreadyWithdrawn):
        operations.withdraw_manual_figure(figure=entered[1], by=leader, at=at)


def test_a_frozen_figure_never_moves_and_what_changed_since_is_shown(plan, leader, at, counted):
    counted("pupils_in_courses", "2022-05-10", 1512, split=MUNICIPAL)
    operations.freeze(plan=plan, year=2022, as_of=date(2022, 6, 30), label="Halvår", by=leader, at=at)
    counted("pupils_in_courses", "2022-06-10", -22, split=MUNICIPAL)
    (frozen,) = by_code(plan)["pupils_in_courses", "municipal"].frozen
    assert (frozen.label, frozen.value, frozen.now, frozen.change) == ("Halvår", 1512, 1490, -22)
    freeze = queries.freeze_of(plan=plan, year=2022, as_of=date(2022, 6, 30))
    kept = {(f.code, f.part): f for f in queries.frozen_figures(freeze)}
    figure = kept["pupils_in_courses", "municipal"]
    assert (figure.value, figure.target, figure.frozen_at) == (1512, 3000, at)
    assert figure.definition == "What pupils_in_courses means."
    assert kept.keys() == by_code(plan).keys()


@pytest.mark.parametrize(
    ("day", "then", "now", "says"),
    [
        (date(2022, 6, 30), 3, 3, []),
        (date(2022, 6, 30), 17, 19, ["15–19", "15–19"]),
        (date(2022, 6, 30), 17, 31, ["15–19", "30–34"]),
        (date(2022, 12, 31), 17, 19, ["17", "15–19"]),
    ],
)
def test_the_page_of_a_freeze_tells_of_no_few_citizens(plan, leader, at, browse, day, then, now, says):
    goal = Goal.objects.get(indicator="mentoring_started", plan=plan)
    entered = {"goal": goal, "year": 2022, "as_of": day, "evidence": "Mentorernes liste", "by": leader}
    operations.enter_manual_figure(value=Decimal(then), at=at, **entered)
    kept = operations.freeze(plan=plan, year=2022, as_of=day, label="Halvår", by=leader, at=at)
    operations.withdraw_manual_figure(figure=goal.manual_figures.get(), by=leader, at=at)
    operations.enter_manual_figure(value=Decimal(now), at=at, **entered)
    page = browse(leader).get(f"/plan/freezes/{kept.pk}/").content.decode()
    row = next(row for row in page.split("<tr") if goal.title in row)
    assert re.findall(r">[+−]?(\d+(?:–\d+)?)<", row) == says


@pytest.mark.parametrize(
    ("as_of", "until", "value"),
    [
        ("2022-01-20", "2021-12-31", None),
        ("2022-08-30", "2022-07-31", 17),
        ("2022-08-31", "2022-08-31", 19),
        ("2022-09-29", "2022-08-31", 19),
        ("2022-12-31", "2022-12-31", 27),
        ("2023-02-01", "2022-12-31", 27),
    ],
)
@pytest.mark.parametrize("code", ["cases_opened", "mentoring_started"])
def test_citizens_are_counted_to_the_end_of_a_month(plan, leader, at, code, as_of, until, value):
    """Counted from records, and typed by hand."""
    days = {date(2022, 5, 1): 17, date(2022, 8, 31): 2, date(2022, 9, 29): 8}

    def measure(*, municipality, start, end):
        for day, number in days.items():
            if start <= day <= end:
                yield Increment("cases_opened", (), day.replace(day=1), number)

    counts = Indicator(code="cases_opened", label="", unit="", definition="", of_citizens=True)
    indicators.register(context="invented", indicators=[counts], measure=measure)
    so_far = 0
    for day, number in days.items():
        so_far += number
        operations.enter_manual_figure(
            goal=Goal.objects.get(indicator="mentoring_started"),
            year=2022,
            as_of=day,
            value=Decimal(so_far),
            evidence="Listen",
            by=leader,
            at=at,
        )
    found = by_code(plan, as_of=date.fromisoformat(as_of))
    told = found[code, ""]
    assert (told.as_of, told.value) == (date.fromisoformat(until), value)
    assert found["awareness_talks", ""].as_of.isoformat() == as_of


def test_a_freeze_within_a_month_is_compared_exactly_where_asked(plan, leader, at, counted):
    counted("awareness_talks", "2022-06-02", 2)
    counted("awareness_talks", "2022-06-20", 1)
    operations.freeze(plan=plan, year=2022, as_of=date(2022, 6, 10), label="Møde", by=leader, at=at)
    counted("awareness_talks", "2022-06-05", 1)
    assert by_code(plan)["awareness_talks", ""].frozen[0].now is None
    (frozen,) = by_code(plan, exact=True)["awareness_talks", ""].frozen
    assert (frozen.value, frozen.now) == (2, 3)


def test_the_command_gives_json_with_the_promised_names(plan, leader, at, counted, capsys):
    counted("pupils_in_courses", "2022-05-10", 24, split=MUNICIPAL)
    call_command("figures", "--year", "2022", "--as-of", "2022-09-20", "--json")
    told = json.loads(capsys.readouterr().out)
    first = told[0]
    assert first == {
        "code": "pupils_in_courses",
        "label": "Folkeskoleelever i undervisningsforløb",
        "year": 2022,
        "kind": "count",
        "value": 24,
        "numerator": None,
        "denominator": None,
        "target": 3000,
        "split": {"school_type": "municipal"},
        "state": "behind",
        "as_of": "2022-09-20",
        "frozen_at": None,
        "definition": "What pupils_in_courses means.",
    }
    assert {one["code"] for one in told} >= {"districts_reached", "hotline_contacts", "cases_opened"}


def test_the_command_gives_the_frozen_figures_for_a_frozen_day(plan, leader, at, counted, capsys):
    counted("workshops", "2022-05-10", 1)
    operations.freeze(plan=plan, year=2022, as_of=date(2022, 6, 30), label="Halvår", by=leader, at=at)
    counted("workshops", "2022-05-11", 1)
    call_command("figures", "--year", "2022", "--as-of", "2022-06-30", "--json")
    told = {one["code"]: one for one in json.loads(capsys.readouterr().out)}
    assert told["workshops"]["value"] == 1
    assert told["workshops"]["frozen_at"] is not None


def test_the_command_says_in_a_sentence_what_is_wrong(db):
    with pytest.raises(CommandError):
        call_command("figures", "--year", "2022")


def test_the_command_says_that_no_plan_covers_the_year(plan):
    with pytest.raises(CommandError, match="2031"):
        call_command("figures", "--year", "2031")


@pytest.mark.parametrize(("terminal", "said"), [("da_DK.UTF-8", "ikke en dato"), ("C.UTF-8", "is no date")])
def test_the_command_speaks_the_language_of_the_terminal(monkeypatch, capsys, terminal, said):
    monkeypatch.setenv("LC_ALL", terminal)
    with pytest.raises(SystemExit):
        figures.Command().run_from_argv(["tovholder", "figures", "--year", "2022", "--as-of", "10/5"])
    assert said in capsys.readouterr().err


def test_the_command_asks_which_municipality_only_where_several_have_a_plan_for_the_year(plan, load, capsys):
    load(ELSEWHERE)
    call_command("figures", "--year", "2025", "--json")
    assert json.loads(capsys.readouterr().out)
    load(ELSEWHERE.read_text().replace("from: 2024-07-01", "from: 2023-07-01"))
    with pytest.raises(CommandError, match="0101, 0999"):
        call_command("figures", "--year", "2023")
    call_command("figures", "--year", "2023", "--municipality", "0101")
