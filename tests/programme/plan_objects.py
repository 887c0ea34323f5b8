"""A small plan with one of everything, for the walks over the addresses. Call inside `arranging()`."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.factories import user
from tovholder.access.models import Municipality
from tovholder.programme import models as db

AT = datetime(2022, 7, 1, 8, 0, tzinfo=UTC)
SUMMER = date(2022, 6, 30)


def plan(municipality: Municipality) -> db.ActionPlan:
    """The municipality's plan of 2022-23: made once, and found again."""
    found, is_new = db.ActionPlan.objects.get_or_create(
        municipality=municipality,
        key="proeve",
        defaults={
            "title": "Prøveplan",
            "starts_on": date(2022, 1, 1),
            "ends_on": date(2023, 12, 31),
            "committee": "Udvalget",
            "administration": "Forvaltningen",
            "source": "Prøve",
            "loaded_at": AT,
        },
    )
    if is_new:
        _fill(found)
    return found


def _fill(of: db.ActionPlan) -> None:
    def make(model: Any, **values: Any) -> Any:
        return model.objects.create(municipality=of.municipality, **values)

    group = make(
        db.TargetGroup,
        plan=of,
        key="unge",
        position=0,
        number=1,
        level="society",
        title="Unge",
        purpose="At unge kan mere.",
        source="Prøve",
    )
    initiative = make(
        db.Initiative,
        plan=of,
        target_group=group,
        key="skoler",
        position=0,
        title="Skoler",
        description="Forløb.",
        source="Prøve",
    )
    goals = {
        "elever": {"kind": "count", "indicator": "pupils_in_courses", "initiative": initiative},
        "oplaeg": {"kind": "occurrences", "indicator": "awareness_talks"},
        "haand": {"kind": "count", "indicator": "mentoring_started"},
        "andel": {"kind": "share", "indicator": ""},
        "milepael": {"kind": "milestone", "indicator": ""},
    }
    for position, (key, values) in enumerate(goals.items()):
        goal = make(
            db.Goal,
            plan=of,
            target_group=group,
            key=key,
            position=position,
            title=f"Mål {key}",
            short_title=key,
            source="Prøve",
            **values,
        )
        if key != "andel":
            value = None if key == "milepael" else Decimal(100)
            make(db.Target, goal=goal, year=2023, value=value, set_on=date(2022, 1, 1))
    milestone = db.Goal.objects.get(plan=of, key="milepael")
    item = make(db.ChecklistItem, goal=milestone, key="et", position=0, title="Brevet (BIF)")
    make(db.ChecklistItem, goal=milestone, key="to", position=1, title="Brevet (SOF)")
    somebody = user("leader", municipality=of.municipality)
    by_hand = db.Goal.objects.get(plan=of, key="haand")
    make(db.ChecklistMark, item=item, done_on=SUMMER, evidence="Journal 1", marked_by=somebody, marked_at=AT)
    make(
        db.ManualFigure,
        goal=by_hand,
        year=2022,
        as_of=SUMMER,
        value=12,
        evidence="Talt på listen",
        entered_by=somebody,
        entered_at=AT,
    )
    freeze = make(
        db.Freeze, plan=of, year=2022, as_of=SUMMER, label="Halvår", frozen_by=somebody, frozen_at=AT
    )
    assert freeze.pk
    table = make(db.BudgetTable, plan=of, key="tabel", position=0, title="Budget", source="Prøve")
    funding = make(
        db.FundingSource,
        plan=of,
        table=table,
        key="kilde",
        position=0,
        title="Kilden",
        purpose="Alt",
        expires_on=date(2022, 12, 31),
        refinancing_through="Puljen",
        refinancing_deadline=date(2022, 11, 1),
        source="Prøve",
    )
    make(db.SourceAmount, funding=funding, year=2022, amount=Decimal(1_000_000))
    promise = make(
        db.Commitment,
        funding=funding,
        amount=Decimal(300_000),
        made_on=date(2022, 2, 1),
        runs_from=date(2022, 2, 1),
        runs_until=date(2023, 6, 30),
        text="En stilling",
        entered_by=somebody,
        entered_at=AT,
    )
    make(
        db.Posting,
        funding=funding,
        commitment=promise,
        posted_on=date(2022, 3, 1),
        amount=Decimal(100_000),
        text="Løn",
        voucher="1",
        entered_by=somebody,
        entered_at=AT,
    )


def programme(municipality: Municipality) -> dict[str, dict[str, Any]]:
    of = plan(municipality)
    by_hand = db.Goal.objects.get(plan=of, key="haand").pk
    item = db.ChecklistItem.objects.filter(goal__plan=of).order_by("position").first()
    assert item is not None
    return {
        "programme:manual_figure": {"goal_id": by_hand},
        "programme:assess": {"goal_id": by_hand},
        "programme:withdraw_figure": {"figure_id": db.ManualFigure.objects.get(goal__plan=of).pk},
        "programme:mark": {"item_id": item.pk},
        "programme:withdraw_mark": {"mark_id": db.ChecklistMark.objects.get(item__goal__plan=of).pk},
        "programme:frozen": {"freeze_id": db.Freeze.objects.get(plan=of).pk},
        "programme:release": {"commitment_id": db.Commitment.objects.get(funding__plan=of).pk},
        "programme:refinancing": {"funding_id": db.FundingSource.objects.get(plan=of).pk},
    }


def dashboard(municipality: Municipality) -> dict[str, dict[str, Any]]:
    goal = db.Goal.objects.get(plan=plan(municipality), key="elever").pk
    return {f"dashboard:{name}": {"goal_id": goal} for name in ("figure", "rows", "sheet")}
