"""The Infohus meeting: its series, agenda and people, what was said by item, and who does what by when."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.models import Agency, Owned, User
from tovholder.audit.history import tracked
from tovholder.cases.models.case import Case, CaseChild
from tovholder.core.constraints import both_or_neither
from tovholder.core.ids import ById
from tovholder.disclosures.models import Disclosure


@tracked()
class Series(ById, Owned):
    """When the Infohus meets: every so many days from a first one, as data."""

    name = models.CharField(_("series"), max_length=100)
    first_at = models.DateTimeField(_("first meeting"))
    every_days = models.PositiveSmallIntegerField(_("days between"), default=14)
    minutes = models.PositiveSmallIntegerField(_("minutes a meeting"), default=110)
    minutes_an_item = models.PositiveSmallIntegerField(_("minutes a case"), default=20)
    place = models.CharField(_("place"), max_length=100, blank=True)
    ended_on = models.DateField(_("no meetings from"), null=True, blank=True)

    class Privacy:
        plain: ClassVar = {
            "name",
            "first_at",
            "every_days",
            "minutes",
            "minutes_an_item",
            "place",
            "ended_on",
        }

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")

    def __str__(self) -> str:
        return self.name


@tracked()
class Meeting(ById, Owned):
    """One meeting. That it takes place is known to all who take part in cases; its items are not."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    approved_at = models.DateTimeField(_("agenda approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    begun_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Privacy:
        plain: ClassVar = {
            "series",
            "starts_at",
            "ends_at",
            "place",
            "approved_at",
            "approved_by",
            "begun_at",
            "closed_at",
            "closed_by",
            "cancelled_at",
            "cancel_reason",
            "version",
        }

    class Meta:
        verbose_name = _("Infohus meeting")
        verbose_name_plural = _("Infohus meetings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "starts_at"], name="meeting_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=both_or_neither("approved_at", "approved_by"), name="meeting_approved_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("closed_at", "closed_by"), name="meeting_closed_at_with_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("cases:meeting", args=[self.pk])


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, actor: User) -> "ItemQuerySet":
        """Of the actor's municipality; by row level security those without a case or whose case she sees."""
        return self.filter(meeting__municipality=actor.municipality_id)


@tracked()
class Item(ById):
    """A point of an agenda: a case that is ready, a follow-up, or something without a case."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("welcome and conflicts of interest")
        CASE = "case", _("case")
        FOLLOW_UP = "follow_up", _("follow-up")
        OTHER = "other", _("any other business")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", null=True, blank=True)
    kind = models.CharField(_("kind of item"), max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    #: Between its end and its being taken up again: other items were spoken of, which not everybody sees.
    away_seconds = models.PositiveIntegerField(_("seconds away from it"), default=0)
    minutes_sent_at = models.DateTimeField(_("minutes sent to the agencies"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"case"}
        plain: ClassVar = {
            "meeting",
            "kind",
            "position",
            "minutes",
            "begun_at",
            "ended_at",
            "away_seconds",
            "minutes_sent_at",
            "version",
        }

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        indexes: ClassVar = [
            models.Index(fields=["meeting", "position"], name="item_by_meeting"),
            models.Index(fields=["case"], name="item_by_case"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "case"], name="item_once_a_meeting", condition=Q(case__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["case", "follow_up"], case__isnull=False)
                | Q(kind__in=["welcome", "other"], case__isnull=True),
                name="item_has_a_case_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"cases": [self.case_id] if self.case_id else []}

    def recommends(self) -> str:
        """What was recommended, in words, to who was in the room; "" else. Fetched with `recommendation`."""
        try:
            return str(self.recommendation.get_what_display())
        except Recommendation.DoesNotExist:
            return ""


class ItemChildQuerySet(models.QuerySet["Presence"]):
    def visible_to(self, actor: User) -> "ItemChildQuerySet":
        """Of the actor's municipality; row level security: as the item."""
        return self.filter(item__meeting__municipality=actor.municipality_id)


class ItemChild(ById):
    """A row of one item, seen as the item is."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="%(class)ss")

    objects: ClassVar[Any] = ItemChildQuerySet.as_manager()

    class Meta:
        abstract = True


class PresenceQuerySet(ItemChildQuerySet):
    def heard(self) -> "PresenceQuerySet":
        """Who was in the room: still, or until she went out. Who was out when it began has heard nothing."""
        return self.filter(Q(out_at__isnull=True) | Q(out_at__gt=F("noted_at")))


@tracked()
class Presence(ItemChild):
    """Who was in the room for an item, or out of it because she is recused."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    out_at = models.DateTimeField(_("left the room"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted"))

    objects: ClassVar[Any] = PresenceQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"item", "user", "agency", "out_at"}
        plain: ClassVar = {"noted_at"}

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "user"], name="presence_once")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def heard(self) -> bool:
        """Whether she was in the room, as the queryset's `heard` asks."""
        return self.out_at is None or self.out_at > self.noted_at


@tracked()
class Heading(ItemChild):
    """What was said under one of the nine headings of the national tool: words, no scores."""

    class Dimension(models.TextChoices):
        RHETORIC = "rhetoric", _("convictions and rhetoric")
        VIOLENCE = "violence", _("willingness to use violence")
        CRIME = "crime", _("criminal history")
        RELATIONS = "relations", _("worrying relations")
        PERSONALITY = "personality", _("personality")
        VULNERABILITY = "vulnerability", _("mental vulnerability")
        FAMILY = "family", _("family")
        NETWORK = "network", _("network and leisure")
        WORK = "work", _("education and work")

    dimension = models.CharField(_("heading"), max_length=20, choices=Dimension)
    text = models.TextField(_("what was said"), blank=True)
    by = models.ForeignKey(User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Privacy:
        personal: ClassVar = {"item", "text"}
        plain: ClassVar = {"dimension", "by", "at", "version"}

    class Meta:
        verbose_name = _("heading of the talk")
        verbose_name_plural = _("headings of the talk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "dimension"], name="heading_once")]

    def __str__(self) -> str:
        return self.get_dimension_display()


@tracked()
class Recommendation(ItemChild):
    """What the meeting recommends of a case; each agency decides for itself. Read as what was said is."""

    class What(models.TextChoices):
        CONVERSATION = "conversation", _("conversation")
        MENTOR = "mentor", _("offer of a mentor")
        OTHER_OFFER = "other_offer", _("another offer")
        FOLLOW = "follow", _("to be followed")
        UNFOUNDED = "unfounded", _("unfounded, to be closed")

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="recommendation")
    what = models.CharField(pgettext_lazy("of a meeting", "recommendation"), max_length=20, choices=What)
    by = models.ForeignKey(User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Privacy:
        personal: ClassVar = {"item", "what"}
        plain: ClassVar = {"by", "at", "version"}

    class Meta:
        verbose_name = pgettext_lazy("of a meeting", "recommendation")
        verbose_name_plural = pgettext_lazy("of a meeting", "recommendations")

    def __str__(self) -> str:
        return self.get_what_display()


@tracked()
class Task(CaseChild):
    """Who does what by when. The agency answers for it; a person of its may have taken it.

    Who answers for it and the coordinators read it. What was agreed at a meeting is the meeting's: who was in
    the room for its item reads it, too, and when the meeting is over its words stand. Its line says what is
    to be done; what is known of the citizen belongs into a note.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True)
    title = models.CharField(_("task"), max_length=200)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(
        User,
        verbose_name=_("done by whom"),
        on_delete=models.PROTECT,
        related_name="tasks",
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("by"))
    made_at = models.DateTimeField(_("entered"))
    made_by = models.ForeignKey(
        User, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, verbose_name=_("done by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    #: The form's own key: a form that is sent twice makes one task.
    form = models.UUIDField(_("form"), editable=False, unique=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Privacy:
        personal: ClassVar = {"case", "title"}
        plain: ClassVar = {
            "item",
            "agency",
            "assigned_to",
            "due_on",
            "made_at",
            "made_by",
            "done_at",
            "done_by",
            "dropped_at",
            "form",
            "version",
        }

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "due_on"],
                name="task_of_agency",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["assigned_to", "due_on"],
                name="task_of_user",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(fields=["case", "due_on"], name="task_by_case"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("done_at", "done_by"), name="task_done_at_with_by"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words_stand(self) -> bool:
        """What the meeting agreed cannot be said in other words when it is over. Fetched with its item's."""
        return self.item is not None and self.item.meeting.closed_at is not None


@tracked()
class DropReason(models.Model):
    """Why a task was dropped: read by the agency that answers for it and by the coordinators."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, primary_key=True, related_name="why")
    text = models.CharField(_("why it was dropped"), max_length=200)

    class Privacy:
        personal: ClassVar = {"task", "text"}

    class Meta:
        verbose_name = _("reason of a dropped task")
        verbose_name_plural = _("reasons of dropped tasks")

    def __str__(self) -> str:
        return self.text


@tracked()
class Decision(CaseChild):
    """What an agency itself decided after a recommendation; each records its own."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions", null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("decision"))
    by = models.ForeignKey(User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Privacy:
        personal: ClassVar = {"case", "text"}
        plain: ClassVar = {"item", "agency", "by", "at"}

    class Meta:
        verbose_name = _("agency's decision")
        verbose_name_plural = _("agencies' decisions")

    def __str__(self) -> str:
        return self.text[:60]


@tracked()
class ItemDisclosure(ItemChild):
    """An agency got the minutes of an item that it took part in, as a disclosure; or contributed to it."""

    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="item_link")

    class Privacy:
        personal: ClassVar = {"item", "disclosure"}

    class Meta:
        verbose_name = _("disclosure of an item")
        verbose_name_plural = _("disclosures of items")

    def __str__(self) -> str:
        return str(self.disclosure_id)


@tracked()
class MinutesCopy(ById):
    """A numbered copy on paper: of which meeting, for whom, printed by whom."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField(_("copy number"))
    made_for = models.ForeignKey(User, verbose_name=_("for"), on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.ForeignKey(
        User, verbose_name=_("printed by"), on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(
        _("what"),
        max_length=10,
        choices=[("agenda", _("agenda")), ("minutes", pgettext_lazy("of a meeting", "minutes"))],
    )

    class Privacy:
        plain: ClassVar = {"meeting", "number", "made_for", "printed_at", "printed_by", "what"}

    class Meta:
        verbose_name = _("numbered copy")
        verbose_name_plural = _("numbered copies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="copy_number_once")
        ]

    def __str__(self) -> str:
        return str(self.number)
