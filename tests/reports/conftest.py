"""A plan with a year of work behind it: figures of an invented context, narratives, money, a freeze."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.programme import indicators, operations, planfile
from tovholder.programme.indicators import Increment, Indicator
from tovholder.programme.models import FundingSource, Goal, Initiative
from tovholder.reports import status

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2022, 9, 20, 10, 0, tzinfo=UTC)
PUPILS = {"municipal": (180, 240, 340, 150, 330, 250, 0, 120, 530), "free": (0, 0, 20, 0, 18, 0, 0, 0, 26)}
PROFESSIONS = {"Lærer": 41, "Pædagog": 12, "Sagsbehandler": 3}

MINIMAL = """
plan:
  key: lille-plan
  municipality: {code: "0101", name: Københavns Kommune}
  title: En lille plan
  period: {from: 2022-01-01, to: 2022-12-31}
  committee: {name: Udvalget}
  administration: {name: Forvaltningen}
  source: s. 1
target_groups:
  - {key: alle, number: 1, level: society, title: Alle, purpose: Noget., source: s. 1}
"""


@pytest.fixture(autouse=True)
def danish():
    """Each test begins in Danish, whatever language the page before it was read in."""
    with override("da"):
        yield


@pytest.fixture
def at():
    return AT


@pytest.fixture
def offered(monkeypatch):
    """Only invented contexts count: pupils, talks, professionals."""
    own = {name: offer for name, offer in indicators.PROVIDERS.items() if name == "programme"}
    monkeypatch.setattr(indicators, "PROVIDERS", own)
    increments = []
    for split, months in PUPILS.items():
        for number, heads in enumerate(months, 1):
            month = date(2022, number, 1)
            pair = (("school_type", split), ("course", "Propaganda på nettet"))
            increments.append(Increment("pupils_in_courses", pair, month, heads))
    increments += [Increment("awareness_talks", (), date(2022, n, 1), 1) for n in (2, 3, 5, 9)]
    increments += [Increment("workshops", (), date(2022, n, 1), 1) for n in (3, 4, 6)]
    increments += [
        Increment("professionals_reached", (("profession", name),), date(2022, 5, 1), heads)
        for name, heads in PROFESSIONS.items()
    ]

    def measure(*, municipality, start, end):
        return [each for each in increments if start.replace(day=1) <= each.month <= end]

    kinds = {
        "pupils_in_courses": {"school_type": {"municipal": "Folkeskole", "free": "Friskole"}, "course": {}},
        "awareness_talks": {},
        "workshops": {},
        "professionals_reached": {"profession": {}},
    }
    made = [
        Indicator(
            code=code,
            label=code,
            unit="heads",
            definition=f"What {code} means.",
            counts_when="when it was held",
            splits=splits,
        )
        for code, splits in kinds.items()
    ]
    indicators.register(context="invented", indicators=made, measure=measure)


@pytest.fixture
def load(db, offered):
    """`load(path or text)`: load a plan as the command does."""

    def do(source=ROOT / "plans" / "koebenhavn-2022-23.yaml"):
        file = planfile.read(source, indicators=indicators.vocabulary())
        act_as(System.COMMAND)
        by = User.objects.get(pk=System.COMMAND)
        return operations.load_plan(file=file, by=by, at=datetime(2022, 1, 3, 9, tzinfo=UTC)).plan

    return do


@pytest.fixture
def plan(copenhagen, load):
    return load()


@pytest.fixture
def leader(person, plan, as_actor):
    """A leader, who is the one who acts."""
    made = person("leader")
    as_actor(made)
    return made


@pytest.fixture
def tell(leader, at):
    """`tell("skoler", text)`: write an initiative's narrative of 2022."""

    def do(key, text, *, by=leader, when=at):
        return operations.write_narrative(
            initiative=Initiative.objects.get(key=key),
            period_from=date(2022, 1, 1),
            period_to=date(2022, 12, 31),
            text=text,
            by=by,
            at=when,
        )

    return do


@pytest.fixture
def worked(plan, leader, tell, at):
    """Something of everything: narratives, a manual figure, a mark, money, a freeze in June."""
    operations.freeze(plan=plan, year=2022, as_of=date(2022, 6, 30), label="Halvår", by=leader, at=at)
    tell("skoler", "Efterspørgslen er størst i 8. klasse.\n\nFire skoler har bedt om forløb i 2023.")
    operations.enter_manual_figure(
        goal=Goal.objects.get(key="foraeldre-naaet"),
        year=2022,
        as_of=date(2022, 9, 1),
        value=Decimal(212),
        evidence="Talt på deltagerlister (opdigtet)",
        by=leader,
        at=at,
    )
    item = Goal.objects.get(key="skriftlig-information").checklist.get(key="bif")
    operations.mark_checklist(item=item, done_on=date(2022, 3, 1), evidence="Brev", by=leader, at=at)
    money = FundingSource.objects.get(key="budget-2019")
    operations.post(
        funding=money,
        posted_on=date(2022, 5, 1),
        amount=Decimal("1500000.50"),
        text="Undervisere",
        by=leader,
        at=at,
    )
    operations.commit(
        funding=money,
        amount=Decimal(600000),
        made_on=date(2022, 6, 1),
        runs_from=date(2022, 6, 1),
        runs_until=date(2023, 3, 31),
        text="Mentorer",
        by=leader,
        at=at,
    )
    return plan


@pytest.fixture
def report(worked, copenhagen, at):
    """The status report of 2022, as of 20 September, in Danish."""
    return status.collect(municipality=copenhagen, year=2022, at=at, as_of=date(2022, 9, 20))
