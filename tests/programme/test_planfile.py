"""A plan file: what is taken, and what is said of one that has faults."""

import json
from pathlib import Path

import jsonschema
import pytest
from django.utils.translation import override
from ruamel.yaml import YAML

from tovholder.programme import planfile

ROOT = Path(__file__).resolve().parents[2]
COPENHAGEN = ROOT / "plans" / "koebenhavn-2022-23.yaml"
ELSEWHERE = Path(__file__).parent / "plans" / "eksempelby.yaml"

COUNTED = """
parents_reached adults_reached awareness_talks workshops relation_workers_trained trainers_trained
situations_tried districts_reached hotline_contacts concerns_received cases_opened mentoring_started
mentoring_progression relatives_coached release_notice_days
"""
INDICATORS = {code: {} for code in COUNTED.split()} | {
    "pupils_in_courses": {"school_type": ("municipal", "free")},
    "professionals_reached": {"administration": ()},
    "administrations_informed": {"item": ()},
}

# What every broken file begins from. Line numbers below count from its first line, "plan:".
SOUND = """\
plan:
  key: prøveby
  municipality: {code: "0999", name: Prøveby}
  title: Plan
  period: {from: 2022-01-01, to: 2023-12-31}
  committee: {name: Udvalget}
  administration: {name: Forvaltningen}
  source: Planen
target_groups:
  - key: unge
    number: 1
    level: society
    title: Unge
    purpose: Styrke
    source: Side 1
    initiatives:
      - {key: skoler, title: Skoler, description: Forløb, source: Side 1}
    goals:
      - key: elever
        initiative: skoler
        kind: count
        title: Elever
        short_title: Elever
        indicator: pupils_in_courses
        split_by: school_type
        parts:
          - {value: municipal, title: Folkeskole, short_title: Folkeskole, targets: [{year: 2022, value: 30}]}
          - {value: free, title: Friskole, short_title: Friskole, targets: [{year: 2022, value: 5}]}
        targets: [{year: 2022, value: 35}]
        source: Side 2
      - {key: oplaeg, kind: occurrences, title: Oplæg, short_title: Oplæg,
         targets: [{year: 2022, value: 8}], source: Side 2}
      - {key: andel, kind: share, title: Andel, short_title: Andel,
         targets: [{year: 2022, value: 50}], source: Side 2}
      - {key: netvaerk, kind: milestone, title: Net, short_title: Net,
         targets: [{year: 2022}], checklist: [{key: mødt, title: Mødt}], source: Side 2}
      - {key: kultur, kind: qualitative, title: Kultur, short_title: Kultur,
         targets: [{year: 2022}], source: Side 2}
budget:
  tables:
    - key: penge
      title: Penge
      sources:
        - {key: a, title: A, purpose: P, amounts: [{year: 2022, amount: 100}], expires: 2022-12-31, source: T}
      totals: [{year: 2022, amount: 100}]
      source: Side 3
""".replace("prøveby", "proeveby", 1).replace("mødt", "moedt", 1)

HEAD = SOUND.index("target_groups")


def broken(old: str, new: str) -> str:
    assert SOUND.count(old) >= 1, old
    return SOUND.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


pytestmark = pytest.mark.usefixtures("in_english")


def found(text):
    return planfile.check(text, indicators=INDICATORS)


BROKEN = {
    "an indicator that nobody knows": ("indicator: pupils_in_courses", "indicator: pupils", "no indicator"),
    "a target's year outside the period": (
        "targets: [{year: 2022, value: 8}]",
        "targets: [{year: 2024, value: 8}]",
        "outside the plan's period",
    ),
    "an amount's year outside the period": (
        "amounts: [{year: 2022",
        "amounts: [{year: 2021",
        "outside the plan's period",
    ),
    "a total that is not the sum of its parts": (
        "targets: [{year: 2022, value: 35}]",
        "targets: [{year: 2022, value: 36}]",
        "its parts make 35",
    ),
    "a budget total that is not the sum of its sources": (
        "totals: [{year: 2022, amount: 100}]",
        "totals: [{year: 2022, amount: 100.5}]",
        "its parts make 100",
    ),
    "an initiative that the group lacks": ("initiative: skoler", "initiative: skole", "no initiative"),
    "the same goal twice": ("{key: oplaeg", "{key: elever", "stands twice"),
    "the same funding source twice": (
        "amounts: [{year: 2022, amount: 100}], expires: 2022-12-31, source: T}",
        "amounts: [{year: 2022, amount: 60}], source: T}\n"
        "        - {key: a, title: B, purpose: P, amounts: [{year: 2022, amount: 40}], source: T}",
        "stands twice",
    ),
    "the same year twice": (
        "targets: [{year: 2022, value: 8}]",
        "targets: [{year: 2022, value: 8}, {year: 2022, value: 9}]",
        "stands twice",
    ),
    "the same name twice in an entry": (
        "  title: Plan\n",
        "  title: Plan\n  title: Planen\n",
        "stands twice in the same entry",
    ),
    "a colon too many": ("title: Plan\n", "title: Plan: den nye\n", "colon where none can stand"),
    "an indentation that fits nothing": ("    level: society\n", "   level: society\n", ""),
    "a quotation mark that is never closed": ('code: "0999"', 'code: "0999', ""),
    "a tab": ("    level: society", "\tlevel: society", "indented with a tab"),
    "a number where text belongs": ("title: Plan\n", "title: 2022\n", "must be text"),
    "text where a number belongs": ("number: 1", "number: en", "whole number"),
    "a number in Danish writing": (
        "amount: 100}], expires",
        "amount: '100,50'}], expires",
        "must be a number",
    ),
    "a day that does not exist": ("to: 2023-12-31", "to: 2023-02-30", "must be a date"),
    "a negative number": ("value: 8}", "value: -8}", "not be below 0"),
    "a negative amount": (
        "amounts: [{year: 2022, amount: 100}]",
        "amounts: [{year: 2022, amount: -100}]",
        "not be below 0",
    ),
    "half a talk": ("value: 8}", "value: 8.5}", "whole number"),
    "a share above a hundred": ("value: 50}", "value: 150}", "above 100"),
    "a period upside down": ("from: 2022-01-01", "from: 2024-01-01", "before it begins"),
    "a split that the indicator lacks": ("split_by: school_type", "split_by: district", "not split by"),
    "a part that the split lacks": ("{value: free", "{value: private", "no value"),
    "parts without what splits them": ("        split_by: school_type\n", "", "belong together"),
    "a share with a checklist": (
        "{key: andel, kind: share",
        "{key: andel, kind: share, checklist: [{key: x, title: X}]",
        "checklist",
    ),
    "a share with a due day": (
        "{year: 2022, value: 50}",
        "{year: 2022, value: 50, by: 2022-06-01}",
        "due on a day",
    ),
    "a qualitative goal with a value": (
        "targets: [{year: 2022}], source",
        "targets: [{year: 2022, value: 1}], source",
        "no value",
    ),
    "a milestone that nothing measures": (", checklist: [{key: moedt, title: Mødt}]", "", "Nothing tells"),
    "a milestone due in another year": (
        "targets: [{year: 2022}], checklist",
        "targets: [{year: 2022, by: 2023-02-01}], checklist",
        "not in the target's year",
    ),
    "money after the source expires": (
        "amounts: [{year: 2022, amount: 100}], expires: 2022-12-31",
        "amounts: [{year: 2022, amount: 100}, {year: 2023, amount: 5}], expires: 2022-12-31",
        "expires on",
    ),
    "refinancing of money that never ends": (
        "expires: 2022-12-31",
        "refinancing: {through: Budget 2023}",
        "no day on which it expires",
    ),
    "a kind that does not exist": ("kind: share", "kind: percent", "cannot be"),
    "a misspelt name": ("purpose: Styrke", "porpose: Styrke", "not known here"),
    "a missing source": ("  source: Planen\n", "", "is missing"),
    "a short title that is too long": (
        "short_title: Elever",
        "short_title: Elever i målrettede undervisningsforløb",
        "longer than 24",
    ),
    "a key with Danish letters": ("key: unge", "key: unge mænd", "cannot be"),
    "a municipality code without quotes": ('code: "0999"', "code: 0999", "must be text"),
    "a plan that follows itself": (
        "  title: Plan\n",
        "  title: Plan\n  predecessor: proeveby\n",
        "plan before it",
    ),
    "a target without a value": (
        "targets: [{year: 2022, value: 8}]",
        "targets: [{year: 2022}]",
        "has no value",
    ),
    "an alias": ("title: Plan\n", "title: &t Plan\n", "Anchors"),
    "a tag that would build an object": ("title: Plan\n", "title: !!python/object:os.system Plan\n", "Tags"),
    "a name with nothing behind it": ("  title: Plan\n", "  title:\n", "is empty"),
    "a sign that no database keeps": ("title: Plan\n", 'title: "Pl\\u0000an"\n', "cannot be seen"),
    "a sign that turns the reading round": ("title: Plan\n", 'title: "Pl\\u202ean"\n', "cannot be seen"),
    "a period of a thousand years": ("to: 2023-12-31", "to: 3023-12-31", "longer than 20 years"),
    "a list where an entry belongs": (
        "committee: {name: Udvalget}",
        "committee: [Udvalget]",
        "lines of its own",
    ),
    "a number that is none": ("value: 8}", "value: .nan}", "must be a number"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_what_is_wrong_and_where_and_what_to_do(name):
    old, new, words = BROKEN[name]
    text = broken(old, new)
    faults = found(text)
    # A fault can bring another with it: a wrong year, and the total that then lacks its amount.
    assert 1 <= len(faults) <= 2, [str(f) for f in faults]
    fault = next(fault for fault in faults if words in fault.message)
    assert fault.remedy
    changed = [
        n for n, (a, b) in enumerate(zip(SOUND.split("\n"), text.split("\n"), strict=False), 1) if a != b
    ]
    # The line of the fault is the changed line, or the entry's first where something is missing.
    assert abs(fault.line - changed[0]) <= 8, fault


def test_the_sound_file_has_no_fault():
    assert found(SOUND) == []


def test_every_fault_is_named_in_one_go_in_the_order_of_lines():
    text = SOUND
    for old, new in [
        ("title: Plan\n", "title: 2022\n"),
        ("initiative: skoler", "initiative: skole"),
        ("value: 35}", "value: 36}"),
        ("year: 2022, value: 8}", "year: 2025, value: -8}"),
        ("expires: 2022-12-31", "expires: 31.12.2022"),
    ]:
        text = text.replace(old, new, 1)
    faults = found(text)
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    assert len(faults) == 6, [str(f) for f in faults]


def test_a_goal_outside_the_target_groups_is_told_where_it_belongs():
    (fault,) = found(SOUND + "goals:\n  - {key: løs}\n")
    assert "outside the target groups" in fault.message
    assert fault.line == line_of(SOUND + "goals:", "\ngoals:") + 1


def test_a_fault_is_said_in_the_reader_s_language():
    text = broken("kind: share", "kind: percent")
    with override("da"):
        (fault,) = found(text)
    assert "kan ikke være" in fault.message
    assert "Vælg en af" in fault.remedy


def test_a_fault_names_its_place_by_keys():
    (fault,) = found(broken("value: 50}", "value: 150}"))
    assert fault.where == "target_groups › unge › goals › andel › targets › 2022 › value"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"# only a remark\n", "only remarks"),
        (b"- a\n- b\n", "does not begin with names"),
        (b"just words", "does not begin with names"),
        ("plan: {title: Københavns}".encode("latin-1"), "not in UTF-8"),
        (b"\x00\x01\x02", "cannot be read"),
        (b"PK\x03\x04\xff\xfe binary", "not in UTF-8"),
        (b"plan:\n" + b"a: 1\n" * 300_000, "larger than"),
        (b"[" * 5_000, "nested too deeply"),
        (b"{a: " * 500, "nested too deeply"),
        (b"x: [" + b"1," * 60_000 + b"1]", "holds too much"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "Anchors"),
        (b"plan: {}\n---\nplan: {}\n", "more than one document"),
    ],
)
def test_a_hostile_or_foreign_file_is_refused_with_a_sentence(content, words):
    faults = found(content)
    assert words in faults[0].message, faults
    assert faults[0].remedy


def test_a_number_of_a_million_digits_is_a_wrong_number_and_no_more():
    (fault,) = found(broken("value: 8}", f"value: {'9' * 100_000}}}"))
    assert "must be a number" in fault.message
    (fault,) = found(broken("value: 8}", "value: 1e999999}"))
    assert "must be a number" in fault.message


def test_a_missing_file_is_named(tmp_path):
    (fault,) = planfile.check(tmp_path / "none.yaml", indicators={})
    assert "none.yaml" in fault.message


def test_copenhagen_s_plan_has_no_fault():
    assert planfile.check(COPENHAGEN, indicators=INDICATORS) == []
    assert planfile.check(ROOT / "plans" / "koebenhavn-2020-21.yaml", indicators=INDICATORS) == []


def test_copenhagen_s_plan_is_complete():
    plan = planfile.read(COPENHAGEN, indicators=INDICATORS)
    assert [group.level for group in plan.target_groups] == [
        "society",
        "group",
        "individual",
        "professionals",
    ]
    assert [len(group.initiatives) for group in plan.target_groups] == [4, 1, 3, 2]
    targets = {
        (goal.key, part, target.year): target.value
        for group in plan.target_groups
        for goal in group.goals
        for part, owner in [("", goal), *((part.value, part) for part in goal.parts)]
        for target in owner.targets
        if target.value is not None
    }
    assert targets == {
        **{("skoleelever", "municipal", year): 3000 for year in (2022, 2023)},
        **{("skoleelever", "free", year): 150 for year in (2022, 2023)},
        ("situationer", "", 2022): 2,
        ("bydele", "", 2023): 2,
        ("kan-undervise-kolleger", "", 2022): 15,
        **{("oplaeg", "", year): 8 for year in (2022, 2023)},
        **{("workshops", "", year): 3 for year in (2022, 2023)},
    }
    money = {
        (source.key, amount.year): amount.amount
        for table in plan.budget.tables
        for source in table.sources
        for amount in source.amounts
    }
    assert money == {
        ("budget-2019", 2022): 2_400_000,
        ("budget-2020", 2022): 2_200_000,
        ("budget-2020", 2023): 2_200_000,
        ("satspulje-hotline", 2022): 400_000,
    }
    # Every chapter argues from something, and the frame tells what the plan is built on.
    chapters = {fact.source.rpartition("Gengivet i ")[2].split(",")[0] for fact in plan.knowledge}
    assert chapters == {"Introduktion", "Kapitel 1", "Kapitel 2", "Kapitel 3", "Kapitel 4"}
    assert {"medborgerskab-tidligt", "voksnes-tone", "haendelser", "infohus-i-drift", "faggruppers-behov"} < {
        fact.key for fact in plan.knowledge
    }
    assert [part.key for part in plan.plan.frame] == [
        *("maal", "arbejdsdeling", "bredde", "trivsel", "tovholder", "hotline")
    ]
    assert {definition.term for definition in plan.definitions} == {"Ekstremisme", "Radikalisering"}
    assert any(fact.value == 42 for fact in plan.knowledge)
    ratings = {
        fact.subject: fact.rating for fact in plan.knowledge if fact.dated == "2022-03-29" and fact.rating
    }
    assert ratings == {
        "Militant islamisme": "alvorlig",
        "Højreekstremisme": "generel",
        "Venstreekstremisme": "minimal",
        "Antimyndighedsekstremisme": "begrænset",
    }


@pytest.mark.parametrize("path", [COPENHAGEN, ELSEWHERE], ids=lambda path: path.stem)
def test_a_plan_given_back_and_read_again_is_the_same_plan(path):
    plan = planfile.read(path, indicators=INDICATORS)
    text = json.dumps(planfile.dump(plan), ensure_ascii=False)
    assert planfile.read(text, indicators=INDICATORS) == plan


def test_another_municipality_s_plan_is_read_with_no_line_of_code():
    plan = planfile.read(ELSEWHERE, indicators=INDICATORS)
    assert plan.plan.municipality.name == "Eksempelby Kommune"
    assert len(plan.target_groups) == 2


def test_the_published_schema_is_the_one_of_the_code():
    published = json.loads((ROOT / "docs" / "action-plan.schema.json").read_text())
    assert published == planfile.schema()


@pytest.mark.parametrize("path", [COPENHAGEN, ELSEWHERE], ids=lambda path: path.stem)
def test_the_plans_hold_to_the_published_schema(path):
    values = planfile.dump(planfile.read(path, indicators=INDICATORS))
    jsonschema.validate(values, planfile.schema())


def test_the_example_in_the_guide_is_a_sound_plan():
    guide = (ROOT / "docs" / "action-plan.md").read_text()
    example = guide.split("```yaml\n", 1)[1].split("```", 1)[0]
    assert planfile.check(example, indicators=INDICATORS) == []
    assert YAML(typ="safe").load(example)["plan"]["key"]
