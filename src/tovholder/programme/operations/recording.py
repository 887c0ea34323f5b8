"""What people record of the plan, beside the work that is counted by itself."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core.turns import once

from .. import indicators, queries
from ..models import (
    ActionPlan,
    Assessment,
    ChecklistItem,
    ChecklistMark,
    Freeze,
    FrozenFigure,
    Goal,
    Initiative,
    ManualFigure,
    Narrative,
)


class IsCounted(Exception):
    """A figure that is counted from the work cannot be typed beside it."""


class NotOnThePlan(Exception):
    """The year, the day or the part is not the plan's."""


class AlreadyWithdrawn(Exception):
    """It was withdrawn before."""


class AlreadyFrozen(Exception):
    """The figures of this year are frozen for this day already, and a frozen figure never moves."""


@transaction.atomic
def enter_manual_figure(
    *,
    goal: Goal,
    year: int,
    as_of: date,
    evidence: str,
    by: User,
    at: datetime,
    value: Decimal | None = None,
    part: str = "",
    numerator: int | None = None,
    denominator: int | None = None,
) -> ManualFigure:
    """Enter what was reached in a year until a day, where there is no record to count.

    A share takes numerator and denominator, and its value in percent follows from them.

    :raises IsCounted: an indicator or a checklist counts this goal.
    :raises NotOnThePlan: the year, day or part is not the plan's, or the figure is no figure of its kind.
    """
    gate.require(by, Permission.PLAN_RECORD)
    if indicators.get(goal.indicator) or goal.checklist.filter(retired_on__isnull=True).exists():
        raise IsCounted(_("This goal is counted from the work, so no figure can be typed beside it."))
    _require_day_of_year(goal.plan, year, as_of)
    if part and not goal.parts.filter(value=part, retired_on__isnull=True).exists():
        raise NotOnThePlan(_("The goal has no such part."))
    if goal.kind == "share":
        if not denominator or numerator is None or not 0 <= numerator <= denominator:
            raise NotOnThePlan(_("A share needs how many of how many."))
        value = queries.percent(numerator, denominator)
    elif value is None or value < 0 or numerator is not None or denominator is not None:
        raise NotOnThePlan(_("Give a number that is not negative."))
    if not evidence.strip():
        raise NotOnThePlan(_("Say where the figure comes from."))
    figure = ManualFigure(
        municipality_id=goal.municipality_id,
        goal=goal,
        part=part,
        year=year,
        as_of=as_of,
        value=value,
        numerator=numerator,
        denominator=denominator,
        evidence=evidence.strip(),
        entered_by=by,
        entered_at=at,
    )
    that_day = ManualFigure.objects.filter(
        goal=goal, part=part, year=year, as_of=as_of, withdrawn_at__isnull=True
    )
    said = ("numerator", "denominator") if goal.kind == "share" else ("value",)
    return once(figure, of=goal, beside=that_day, says=(*said, "evidence", "entered_by_id"))


@transaction.atomic
def withdraw_manual_figure(*, figure: ManualFigure, by: User, at: datetime) -> ManualFigure:
    """Withdraw a figure that was typed wrongly; it stays in the record, and the one before counts again.

    :raises AlreadyWithdrawn: it is withdrawn.
    """
    gate.require(by, Permission.PLAN_RECORD)
    _withdraw(figure, by, at)
    return figure


@transaction.atomic
def mark_checklist(
    *, item: ChecklistItem, done_on: date, evidence: str, by: User, at: datetime
) -> ChecklistMark:
    """Record that a checklist item was done on a day, and how one can see it.

    :raises NotOnThePlan: the day lies outside the plan's period, or the item is off the plan.
    """
    gate.require(by, Permission.PLAN_RECORD)
    plan = item.goal.plan
    if item.retired_on or not plan.starts_on <= done_on <= plan.ends_on:
        raise NotOnThePlan(_("The day lies outside the plan's period."))
    mark = ChecklistMark(
        municipality_id=item.municipality_id,
        item=item,
        done_on=done_on,
        evidence=evidence.strip(),
        marked_by=by,
        marked_at=at,
    )
    that_day = ChecklistMark.objects.filter(item=item, done_on=done_on, withdrawn_at__isnull=True)
    return once(mark, of=item, beside=that_day, says=("evidence", "marked_by_id"))


@transaction.atomic
def withdraw_mark(*, mark: ChecklistMark, by: User, at: datetime) -> ChecklistMark:
    """Withdraw a mark that was made by mistake.

    :raises AlreadyWithdrawn: it is withdrawn.
    """
    gate.require(by, Permission.PLAN_RECORD)
    _withdraw(mark, by, at)
    return mark


@transaction.atomic
def assess(
    *, goal: Goal, year: int, as_of: date, text: str, by: User, at: datetime, judgement: str = ""
) -> Assessment:
    """Write how a goal stands. Of a qualitative goal, the judgement (if one is given) is its state.

    :raises NotOnThePlan: the year or day is not the plan's, or there is no text.
    """
    gate.require(by, Permission.PLAN_RECORD)
    _require_day_of_year(goal.plan, year, as_of)
    if not text.strip():
        raise NotOnThePlan(_("Write how the goal stands."))
    if judgement and goal.kind != "qualitative":
        raise NotOnThePlan(_("Only a qualitative goal is judged; this one is counted."))
    assessment = Assessment(
        municipality_id=goal.municipality_id,
        goal=goal,
        year=year,
        as_of=as_of,
        judgement=judgement,
        text=text.strip(),
        written_by=by,
        written_at=at,
    )
    that_day = Assessment.objects.filter(goal=goal, year=year, as_of=as_of)
    return once(assessment, of=goal, beside=that_day, says=("judgement", "text", "written_by_id"))


@transaction.atomic
def write_narrative(
    *, initiative: Initiative, period_from: date, period_to: date, text: str, by: User, at: datetime
) -> Narrative:
    """Write what is told of an initiative in a period. Each save is a version; an empty text is one too.

    :raises NotOnThePlan: the period is upside down.
    """
    gate.require(by, Permission.NARRATIVE_WRITE)
    if period_from > period_to:
        raise NotOnThePlan(_("The period ends before it begins."))
    return Narrative.objects.create(
        municipality_id=initiative.municipality_id,
        initiative=initiative,
        period_from=period_from,
        period_to=period_to,
        text=text.strip(),
        written_by=by,
        written_at=at,
    )


@transaction.atomic
def freeze(*, plan: ActionPlan, year: int, as_of: date, label: str, by: User, at: datetime) -> Freeze:
    """Keep all figures of a year as they stand for a day, for good.

    :raises AlreadyFrozen: they are frozen for that day.
    :raises NotOnThePlan: the year is not the plan's, or the day is not in it.
    """
    gate.require(by, Permission.FIGURES_FREEZE)
    _require_day_of_year(plan, year, as_of)
    try:
        with transaction.atomic():
            frozen = Freeze.objects.create(
                municipality_id=plan.municipality_id,
                plan=plan,
                year=year,
                as_of=as_of,
                label=label.strip() or str(as_of),
                frozen_by=by,
                frozen_at=at,
            )
    except IntegrityError as error:
        raise AlreadyFrozen(_("The figures are frozen for this day already.")) from error
    FrozenFigure.objects.bulk_create(
        FrozenFigure(
            municipality_id=plan.municipality_id,
            freeze=frozen,
            goal_id=figure.goal_id,
            part=figure.part,
            content=queries.pack(figure),
        )
        for figure in queries.figures(plan=plan, year=year, as_of=as_of)
    )
    return frozen


def _withdraw(row: ManualFigure | ChecklistMark, by: User, at: datetime) -> None:
    standing = type(row)._default_manager.filter(pk=row.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_by=by, withdrawn_at=at):
        raise AlreadyWithdrawn(_("It is withdrawn already."))
    row.withdrawn_by, row.withdrawn_at = by, at


def _require_day_of_year(plan: ActionPlan, year: int, day: date) -> None:
    if year not in plan.years:
        raise NotOnThePlan(_("The year lies outside the plan's period."))
    if day.year != year:
        raise NotOnThePlan(_("The day is not in the year."))
