"""Plans, people and an invented context that counts, for the tests of the programme."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.programme import indicators, operations, planfile
from tovholder.programme.indicators import Increment, Indicator

ROOT = Path(__file__).resolve().parents[2]
LOADED_AT = datetime(2022, 1, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_else_counts(monkeypatch):
    """Only the programme itself offers indicators, whatever contexts there are."""
    own = {"programme": indicators.PROVIDERS["programme"]}
    monkeypatch.setattr(indicators, "PROVIDERS", own)


@pytest.fixture
def load(db):
    """`load(path or text)`: load a plan as the command does."""

    def do(source=ROOT / "plans" / "koebenhavn-2022-23.yaml", *, at=LOADED_AT, decision=None):
        file = planfile.read(source, indicators=indicators.vocabulary())
        act_as(System.COMMAND)
        by = User.objects.get(pk=System.COMMAND)
        return operations.load_plan(file=file, by=by, at=at, decision=decision)

    return do


@pytest.fixture
def plan(copenhagen, load):
    """Copenhagen's plan of 2022-23."""
    return load().plan


@pytest.fixture
def leader(person, plan, as_actor):
    """A leader of BIF, who is the one who acts."""
    made = person("leader")
    as_actor(made)
    return made


@pytest.fixture
def counted(nobody_else_counts):
    """`counted(code, {month: value, …}, split={…})`: what an invented context counts."""
    increments = []
    described = {
        "pupils_in_courses": {
            "splits": {"school_type": {"municipal": "Folkeskole", "free": "Friskole"}, "course": {}}
        },
        "awareness_talks": {},
        "workshops": {},
        "situations_tried": {},
        "mentoring_progression": {"kind": "share", "unit": "%"},
        "release_notice_days": {"kind": "level", "unit": "days"},
    }
    calls = []

    def measure(*, municipality, start, end):
        calls.append((start, end))
        return [i for day, i in increments if start <= day <= end]

    def rows(*, code, municipality, start, end, split):
        return ("Day",), [(day,) for day, i in increments if i.code == code and start <= day <= end]

    offered = [
        Indicator(code=code, label=code, definition=f"What {code} means.", **{"unit": "heads", **extra})
        for code, extra in described.items()
    ]
    indicators.register(context="invented", indicators=offered, measure=measure, rows=rows)

    def add(code, day, value, *, split=(), numerator=None, denominator=None):
        day = date.fromisoformat(day)
        value = value if isinstance(value, Decimal) else int(value)
        increments.append((day, Increment(code, split, day.replace(day=1), value, numerator, denominator)))

    add.calls = calls
    return add


@pytest.fixture
def at():
    return datetime(2022, 9, 20, 10, 0, tzinfo=UTC)
