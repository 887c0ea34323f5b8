"""Loading a plan: all or nothing, and again."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tovholder.access import gate
from tovholder.access.models import Municipality
from tovholder.programme import indicators, operations, planfile, queries
from tovholder.programme.models import ActionPlan, Goal, Initiative, Target
from tovholder.programme.planfile.model import Decision

ROOT = Path(__file__).resolve().parents[2]
COPENHAGEN = ROOT / "plans" / "koebenhavn-2022-23.yaml"
BEFORE = ROOT / "plans" / "koebenhavn-2020-21.yaml"
ELSEWHERE = Path(__file__).parent / "plans" / "eksempelby.yaml"
TALKS = "- {year: 2022, value: 8}"

LATER = datetime(2022, 5, 2, 12, 0, tzinfo=UTC)
DECISION = Decision(
    on=date(2022, 4, 20), reason="Færre oplægsholdere", reference="BIU 20. april 2022 punkt 4"
)


@pytest.fixture
def text():
    return COPENHAGEN.read_text()


def test_two_plans_live_side_by_side(copenhagen, load):
    load(BEFORE)
    load(COPENHAGEN)
    assert [plan.key for plan in queries.plans(municipality=copenhagen)] == [
        "koebenhavn-2022-23",
        "koebenhavn-2020-21",
    ]
    assert queries.plan_for_year(municipality=copenhagen, year=2021).key == "koebenhavn-2020-21"
    assert queries.plan_for_year(municipality=copenhagen, year=2023).key == "koebenhavn-2022-23"
    with pytest.raises(queries.NoPlan):
        queries.plan_for_year(municipality=copenhagen, year=2019)


def test_a_plan_brings_its_municipality_with_it(load):
    loaded = load(ELSEWHERE)
    assert loaded.is_new
    assert Municipality.objects.get(code="0999").name == "Eksempelby Kommune"


@pytest.mark.parametrize("path", [COPENHAGEN, BEFORE, ELSEWHERE], ids=lambda path: path.stem)
def test_what_is_shown_is_what_was_loaded(path, load):
    plan = load(path).plan
    file = planfile.read(path, indicators=indicators.vocabulary())
    shown = queries.file_of(plan)
    assert planfile.dump(shown) == planfile.dump(file)
    again = planfile.read(json.dumps(planfile.dump(shown)), indicators=indicators.vocabulary())
    assert again == shown


def test_loading_the_same_file_again_changes_nothing(copenhagen, load, as_actor, arrange):
    load()
    event = Goal.pgh_event_models
    before = {model.__name__: model.objects.count() for model in set(event.values())}
    loaded = load(at=LATER)
    assert not loaded.is_new
    assert (loaded.changed_targets, loaded.retired) == ([], [])
    assert {model.__name__: model.objects.count() for model in set(event.values())} == before


def test_a_changed_target_without_a_decision_is_refused_and_nothing_is_loaded(copenhagen, load, text):
    load()
    changed = text.replace(TALKS, "- {year: 2022, value: 6}").replace("title: Workshops", "title: Værksteder")
    with pytest.raises(operations.NeedsDecision) as told:
        load(changed, at=LATER)
    assert "oplaeg" in str(told.value)
    assert "8" in str(told.value)
    assert Goal.objects.get(key="workshops").title == "Workshops"


def test_a_changed_target_keeps_its_old_value_with_date_reason_and_reference(copenhagen, load, text):
    plan = load().plan
    loaded = load(text.replace(TALKS, "- {year: 2022, value: 6}"), at=LATER, decision=DECISION)
    assert len(loaded.changed_targets) == 1
    old, new = Target.objects.filter(goal__key="oplaeg", year=2022).order_by("id")
    assert (old.value, old.superseded_on, old.superseded_reason) == (8, DECISION.on, DECISION.reason)
    assert (new.value, new.set_on, new.decision_reference) == (6, DECISION.on, DECISION.reference)
    shown = next(
        f
        for f in queries.figures(plan=plan, year=2022, as_of=date(2022, 6, 1))
        if f.code == "awareness_talks"
    )
    assert shown.target == 6
    assert [(t.value, t.superseded_on) for t in shown.old_targets] == [(8, DECISION.on)]
    before = next(
        f
        for f in queries.figures(plan=plan, year=2022, as_of=date(2022, 4, 1))
        if f.code == "awareness_talks"
    )
    assert before.target == 8


def test_the_decision_may_stand_in_the_file(copenhagen, load, text):
    load()
    words = "{on: 2022-04-20, reason: Færre, reference: BIU}"
    load(text.replace(TALKS, f"- {{year: 2022, value: 6, decision: {words}}}"), at=LATER)
    assert Target.objects.get(goal__key="oplaeg", year=2022, superseded_on=None).reason == "Færre"
    # The same decision cannot carry a second change.
    with pytest.raises(operations.NeedsDecision):
        load(text.replace(TALKS, f"- {{year: 2022, value: 5, decision: {words}}}"), at=LATER)


def test_a_target_that_is_taken_out_needs_a_decision_too(copenhagen, load, text):
    load()
    without = text.replace(f"          {TALKS}\n", "", 1)
    assert without != text
    without = without.replace("          - {year: 2022, value: 8}\n", "", 1)
    with pytest.raises(operations.NeedsDecision):
        load(without, at=LATER)
    load(without, at=LATER, decision=DECISION)
    assert not Target.objects.filter(goal__key="oplaeg", year=2022, superseded_on=None).exists()


def without_voksne(text):
    start = text.index("      - key: voksne-naaet")
    return text[:start] + text[text.index("      - key: voksenindsats-undersoegt") :]


def test_a_goal_that_left_the_file_is_retired_and_comes_back(copenhagen, load, text):
    load()
    loaded = load(without_voksne(text), at=LATER)
    assert loaded.retired == ["Voksne nået"]
    assert Goal.objects.get(key="voksne-naaet").retired_on == date(2022, 5, 2)
    load(at=LATER)
    assert Goal.objects.get(key="voksne-naaet").retired_on is None


def test_a_goal_with_figures_cannot_leave_the_file(plan, leader, load, text, at):
    goal = Goal.objects.get(key="voksne-naaet")
    operations.enter_manual_figure(
        goal=goal, year=2022, as_of=date(2022, 6, 30), value=12, evidence="Liste", by=leader, at=at
    )
    with pytest.raises(operations.HasRecords) as told:
        load(without_voksne(text), at=LATER)
    assert "Voksne nået" in str(told.value)


def test_narratives_and_postings_stay_when_the_plan_is_loaded_again(plan, leader, load, text, at):
    initiative = Initiative.objects.get(key="skoler")
    operations.write_narrative(
        initiative=initiative,
        period_from=date(2022, 1, 1),
        period_to=date(2022, 6, 30),
        text="God efterspørgsel.",
        by=leader,
        at=at,
    )
    load(text.replace("title: Indsats i københavnske skoler", "title: Skoler"), at=LATER)
    found = queries.narratives(plan=plan, period_from=date(2022, 1, 1), period_to=date(2022, 12, 31))
    assert found[initiative.pk].text == "God efterspørgsel."
    assert Initiative.objects.get(key="skoler").title == "Skoler"


def test_nobody_loads_a_plan_from_a_page(plan, leader, at):
    file = planfile.read(COPENHAGEN, indicators=indicators.vocabulary())
    with pytest.raises(gate.Denied):
        operations.load_plan(file=file, by=leader, at=at)


def test_the_database_lets_no_leader_change_a_target(plan, leader):
    assert Target.objects.update(value=1) == 0


def test_people_of_another_municipality_see_no_plan(plan, stranger, as_actor):
    as_actor(stranger)
    assert not ActionPlan.objects.exists()


def test_the_command_checks_loads_and_shows(copenhagen, capsys, tmp_path):
    call_command("plan", "check", str(COPENHAGEN))
    call_command("plan", "load", str(COPENHAGEN))
    call_command("plan", "show", "koebenhavn-2022-23", "--json")
    out = capsys.readouterr().out
    shown = tmp_path / "shown.json"
    shown.write_text(out[out.index("{\n") :])
    call_command("plan", "load", str(shown))
    call_command("plan", "show", "koebenhavn-2022-23")
    assert "Folkeskoleelever i undervisningsforløb (2022: 3000, 2023: 3000)" in capsys.readouterr().out


def test_the_command_names_every_fault_and_fails(copenhagen, tmp_path, text):
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        text.replace("initiative: skoler", "initiative: skole").replace("kind: share", "kind: x")
    )
    with pytest.raises(CommandError) as told:
        call_command("plan", "load", str(broken))
    assert len(str(told.value).splitlines()) == 3
    assert not ActionPlan.objects.exists()


def test_the_command_wants_a_whole_decision(copenhagen):
    with pytest.raises(CommandError):
        call_command("plan", "load", str(COPENHAGEN), "--reason", "Derfor")


def test_the_command_says_which_plans_there_are(copenhagen):
    with pytest.raises(CommandError):
        call_command("plan", "show", "nowhere")
