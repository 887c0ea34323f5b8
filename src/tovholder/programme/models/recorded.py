"""What people record of the plan: figures by hand, checklists, assessments, narratives, frozen figures."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Owned, User
from tovholder.audit.history import tracked
from tovholder.core.constraints import both_or_neither

from .plan import ActionPlan, ChecklistItem, Goal, Initiative


@tracked()
class ChecklistMark(Owned):
    """A checklist item was done on a day; its newest mark in a year is that year's."""

    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="marks")
    done_on = models.DateField(_("done"))
    evidence = models.TextField(_("evidence"))
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(_("marked"))
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Privacy:
        plain: ClassVar = {"item", "done_on", "marked_at", "withdrawn_at"}
        personal: ClassVar = {"evidence", "marked_by", "withdrawn_by"}

    class Meta:
        verbose_name = _("checklist mark")
        verbose_name_plural = _("checklist marks")
        ordering: ClassVar = ["done_on", "id"]
        indexes: ClassVar = [models.Index(fields=["item", "done_on"], name="checklistmark_by_item")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("withdrawn_at", "withdrawn_by"),
                name="checklistmark_withdrawn_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.done_on}"


@tracked()
class ManualFigure(Owned):
    """A figure for which there is no record to count: typed, with evidence, and marked as such.

    It stands for the goal's year from the year's first day to `as_of`; the newest replaces the others.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="manual_figures")
    part = models.CharField(_("part"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=2)
    numerator = models.PositiveIntegerField(_("numerator"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("denominator"), null=True, blank=True)
    evidence = models.TextField(_("evidence"))
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Privacy:
        plain: ClassVar = {
            "goal",
            "part",
            "year",
            "as_of",
            "entered_at",
            "withdrawn_at",
        }
        #: It may count citizens: the number is told by `queries.told` alone, and by no list of changes.
        personal: ClassVar = {"value", "numerator", "denominator", "evidence", "entered_by", "withdrawn_by"}

    class Meta:
        verbose_name = _("manual figure")
        verbose_name_plural = _("manual figures")
        ordering: ClassVar = ["as_of", "id"]
        indexes: ClassVar = [models.Index(fields=["goal", "part", "as_of"], name="manualfigure_by_goal")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(value__gte=0), name="manualfigure_not_negative"),
            models.CheckConstraint(condition=~Q(evidence=""), name="manualfigure_has_evidence"),
            models.CheckConstraint(
                condition=both_or_neither("numerator", "denominator"), name="manualfigure_whole_share"
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0, numerator__lte=F("denominator")),
                name="manualfigure_share_of_something",
            ),
            models.CheckConstraint(
                condition=both_or_neither("withdrawn_at", "withdrawn_by"),
                name="manualfigure_withdrawn_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.year}: {self.value}"


@tracked()
class Assessment(Owned):
    """Somebody's written judgement of a goal. Versions are kept; the newest counts."""

    class Judgement(models.TextChoices):
        MET = "met", _("met")
        ON_PACE = "on_pace", _("on pace")
        BEHIND = "behind", _("behind")
        MISSED = "missed", _("missed")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("as of"))
    judgement = models.CharField(_("judgement"), max_length=10, choices=Judgement, blank=True)
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))

    class Privacy:
        plain: ClassVar = {"goal", "year", "as_of", "judgement", "written_at"}
        personal: ClassVar = {"text", "written_by"}

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering: ClassVar = ["written_at", "id"]
        indexes: ClassVar = [models.Index(fields=["goal", "year", "as_of"], name="assessment_by_goal")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="assessment_is_written"),
            models.CheckConstraint(
                condition=Q(judgement__in=["", "met", "on_pace", "behind", "missed"]),
                name="assessment_judgement_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.year}"


@tracked()
class Narrative(Owned):
    """What is told of an initiative in a period, for the report. Versions are kept; the newest counts."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="narratives")
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))

    class Privacy:
        plain: ClassVar = {"initiative", "period_from", "period_to", "written_at"}
        personal: ClassVar = {"text", "written_by"}

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        ordering: ClassVar = ["written_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "period_from", "period_to"], name="narrative_by_initiative")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="narrative_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.period_from}–{self.period_to}"


@tracked()
class Freeze(Owned):
    """All figures of a year as they stood for a day, kept for good."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="freezes")
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("as of"))
    label = models.CharField(_("label"), max_length=100)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(_("frozen"))

    class Privacy:
        plain: ClassVar = {"plan", "year", "as_of", "label", "frozen_at"}
        personal: ClassVar = {"frozen_by"}

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        ordering: ClassVar = ["as_of", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "year", "as_of"], name="freeze_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.label


@tracked()
class FrozenFigure(Owned):
    """A figure with everything that explains it, as it stood when it was frozen."""

    freeze = models.ForeignKey(Freeze, on_delete=models.PROTECT, related_name="figures")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="frozen_figures")
    part = models.CharField(_("part"), max_length=60, blank=True)
    content = models.JSONField(_("content"))

    class Privacy:
        plain: ClassVar = {"freeze", "goal", "part"}
        personal: ClassVar = {"content"}

    class Meta:
        verbose_name = _("frozen figure")
        verbose_name_plural = _("frozen figures")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["freeze", "goal", "part"], name="frozenfigure_once_a_freeze"),
        ]

    def __str__(self) -> str:
        return f"{self.freeze_id} {self.goal_id} {self.part}"
