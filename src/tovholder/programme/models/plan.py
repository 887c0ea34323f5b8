"""The action plan as it was decided: loaded from a file, never typed on a page."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Owned
from tovholder.audit.history import tracked


class GoalKind(models.TextChoices):
    COUNT = "count", _("count")
    OCCURRENCES = "occurrences", _("occurrences a year")
    MILESTONE = "milestone", _("milestone")
    SHARE = "share", _("share")
    QUALITATIVE = "qualitative", _("qualitative")


@tracked()
class ActionPlan(Owned):
    """What a municipality has decided to do against extremism in some years."""

    key = models.SlugField(_("key"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    committee = models.CharField(_("committee"), max_length=300)
    committee_short = models.CharField(max_length=24, blank=True)
    administration = models.CharField(_("administration"), max_length=300)
    administration_short = models.CharField(max_length=24, blank=True)
    predecessor_key = models.CharField(_("plan before it"), max_length=60, blank=True)
    strategy_title = models.CharField(_("strategy"), max_length=300, blank=True)
    strategy_since = models.PositiveSmallIntegerField(null=True, blank=True)
    strategy_note = models.TextField(blank=True)
    reports_to = models.JSONField(_("reports to"), default=list)
    recommendation = models.TextField(_("recommendation"), blank=True)
    background = models.TextField(_("background"), blank=True)
    frame = models.JSONField(_("frame"), default=list)
    source = models.CharField(_("source"), max_length=300)
    loaded_at = models.DateTimeField(_("loaded"))

    class Privacy:
        plain: ClassVar = {
            "key",
            "title",
            "starts_on",
            "ends_on",
            "committee",
            "committee_short",
            "administration",
            "administration_short",
            "predecessor_key",
            "strategy_title",
            "strategy_since",
            "strategy_note",
            "reports_to",
            "recommendation",
            "background",
            "frame",
            "source",
            "loaded_at",
        }

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="actionplan_key_in_municipality"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="actionplan_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> range:
        """The calendar years of its period."""
        return range(self.starts_on.year, self.ends_on.year + 1)


class Part(Owned):
    """An entry of the plan with a key of its own. One that left the file is retired, not deleted."""

    key = models.SlugField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField()
    retired_on = models.DateField(_("left the plan"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position"]


PART = {"key", "position", "retired_on"}


@tracked()
class TargetGroup(Part):
    """Whom the plan is for, at one of its four levels."""

    class Level(models.TextChoices):
        SOCIETY = "society", _("society")
        GROUP = "group", _("group")
        INDIVIDUAL = "individual", _("individual")
        PROFESSIONALS = "professionals", _("professionals")

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="target_groups")
    number = models.PositiveSmallIntegerField(_("number"))
    level = models.CharField(_("level"), max_length=20, choices=Level)
    title = models.CharField(_("title"), max_length=300)
    purpose = models.TextField(_("purpose"))
    source = models.CharField(_("source"), max_length=300)

    class Privacy:
        plain: ClassVar = {*PART, "plan", "number", "level", "title", "purpose", "source"}

    class Meta(Part.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="targetgroup_key_in_plan")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


@tracked()
class Initiative(Part):
    """What is done for a target group."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="initiatives")
    target_group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, related_name="initiatives")
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"))
    source = models.CharField(_("source"), max_length=300)

    class Privacy:
        plain: ClassVar = {*PART, "plan", "target_group", "title", "description", "source"}

    class Meta(Part.Meta):
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="initiative_key_in_plan")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Goal(Part):
    """What is to be reached for a target group, and what counts it."""

    class Pace(models.TextChoices):
        EVEN = "even", _("evenly over the year")
        SCHOOL_YEAR = "school_year", _("by school days")

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="goals")
    target_group = models.ForeignKey(TargetGroup, on_delete=models.PROTECT, related_name="goals")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="goals", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=12, choices=GoalKind)
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=24)
    indicator = models.CharField(_("indicator"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    split_by = models.CharField(_("split by"), max_length=60, blank=True)
    pace = models.CharField(_("pace"), max_length=12, choices=Pace, default=Pace.EVEN)
    source = models.CharField(_("source"), max_length=300)

    class Privacy:
        plain: ClassVar = {
            *PART,
            "plan",
            "target_group",
            "initiative",
            "kind",
            "title",
            "short_title",
            "indicator",
            "note",
            "split_by",
            "pace",
            "source",
        }

    class Meta(Part.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="goal_key_in_plan"),
            models.CheckConstraint(condition=Q(kind__in=GoalKind.values), name="goal_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["share", "qualitative"]) | Q(split_by=""),
                name="goal_share_is_not_split",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """What its figure is called by."""
        return self.indicator or self.key


@tracked()
class GoalPart(Owned):
    """One value of what a goal is split by, with targets of its own."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="parts")
    value = models.CharField(_("value"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=24)
    position = models.PositiveSmallIntegerField()
    retired_on = models.DateField(_("left the plan"), null=True, blank=True)

    class Privacy:
        plain: ClassVar = {"goal", "value", "title", "short_title", "position", "retired_on"}

    class Meta:
        verbose_name = _("part of a goal")
        verbose_name_plural = _("parts of a goal")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "value"], name="goalpart_value_in_goal")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Target(Owned):
    """What a goal, or a part of it, is to reach in a year. A changed target keeps its old row."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="targets")
    part = models.CharField(_("part"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    set_on = models.DateField(_("set"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision_reference = models.CharField(_("decision"), max_length=300, blank=True)
    superseded_on = models.DateField(_("superseded"), null=True, blank=True)
    superseded_reason = models.CharField(_("why it was superseded"), max_length=300, blank=True)
    superseded_reference = models.CharField(_("decision that superseded it"), max_length=300, blank=True)

    class Privacy:
        plain: ClassVar = {
            "goal",
            "part",
            "year",
            "value",
            "due_on",
            "set_on",
            "reason",
            "decision_reference",
            "superseded_on",
            "superseded_reason",
            "superseded_reference",
        }

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering: ClassVar = ["year", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["goal", "part", "year"],
                condition=Q(superseded_on__isnull=True),
                name="target_one_current_a_year",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="target_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True, superseded_reason="")
                | (Q(superseded_on__isnull=False) & ~Q(superseded_reason="")),
                name="target_superseded_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.part} {self.year}"


@tracked()
class ChecklistItem(Part):
    """One thing that must be done before a milestone or a qualitative goal is reached."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="checklist")
    title = models.CharField(_("title"), max_length=300)

    class Privacy:
        plain: ClassVar = {*PART, "goal", "title"}

    class Meta(Part.Meta):
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "key"], name="checklistitem_key_in_goal")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Knowledge(Owned):
    """A fact that the plan argues from, with its date and where it comes from."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="knowledge")
    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    rating = models.CharField(_("rating"), max_length=300, blank=True)
    statement = models.TextField(_("statement"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=300, blank=True)
    dated = models.CharField(_("dated"), max_length=10)
    source = models.CharField(_("source"), max_length=300)
    position = models.PositiveSmallIntegerField()

    class Privacy:
        plain: ClassVar = {
            "plan",
            "key",
            "kind",
            "subject",
            "rating",
            "statement",
            "value",
            "unit",
            "dated",
            "source",
            "position",
        }

    class Meta:
        verbose_name = _("knowledge")
        verbose_name_plural = _("knowledge")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="knowledge_key_in_plan")
        ]

    def __str__(self) -> str:
        return self.statement


@tracked()
class Definition(Owned):
    """What a word means in the plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="definitions")
    term = models.CharField(_("term"), max_length=300)
    meaning = models.TextField(_("meaning"))
    source = models.CharField(_("source"), max_length=300)
    position = models.PositiveSmallIntegerField()

    class Privacy:
        plain: ClassVar = {"plan", "term", "meaning", "source", "position"}

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "term"], name="definition_term_in_plan")
        ]

    def __str__(self) -> str:
        return self.term
