"""The case, its steps as dated facts, and who takes part in it."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Agency, Owned, OwnedQuerySet, User
from tovholder.audit.history import tracked
from tovholder.concerns.models import ConcernReport
from tovholder.core.constraints import both_or_neither
from tovholder.core.ids import ById
from tovholder.people.models import Person


class CaseQuerySet(OwnedQuerySet):
    def visible_to(self, actor: User) -> "CaseQuerySet":
        """Row level security knows which; a list is written from the reader's side (queries.my_cases)."""
        return self.filter(municipality=actor.municipality_id)

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=True)


class CaseChildQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: User) -> "CaseChildQuerySet":
        """Of the actor's municipality; row level security narrows it to her part in the case."""
        return self.filter(case__municipality=actor.municipality_id)


class ParticipationQuerySet(CaseChildQuerySet):
    def active(self, at: datetime) -> "ParticipationQuerySet":
        return self.running(at).filter(valid_from__lte=at)

    def running(self, at: datetime) -> "ParticipationQuerySet":
        """Not over: active, or beginning later."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))


@tracked(exclude=("last_change",))
class Case(ById, Owned):
    """The municipality's matter with one citizen, opened from a concern or by hand with a reason."""

    class Outcome(models.TextChoices):
        UNFOUNDED = "unfounded", _("unfounded")
        POLICE = "police", _("handed to the police")
        OTHER_AUTHORITY = "other_authority", _("another authority")
        DECLINED = "declined", _("the citizen said no thank you")
        COMPLETED = "completed", _("completed")
        MOVED = "moved", _("moved to another municipality")

    number = models.CharField(_("number"), max_length=12)
    person = models.ForeignKey(
        Person, verbose_name=_("about"), on_delete=models.PROTECT, related_name="cases"
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        User, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    basis = models.CharField(_("basis"), max_length=300)
    last_change = models.DateTimeField(_("last change"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"person", "purpose", "outcome"}
        plain: ClassVar = {
            "number",
            "opened_at",
            "opened_by",
            "basis",
            "last_change",
            "closed_at",
            "closed_by",
            "version",
        }

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-last_change", "-id"], name="case_newest"),
            models.Index(fields=["person"], name="case_by_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=both_or_neither("closed_at", "closed_by")
                & (Q(closed_at__isnull=True) ^ ~Q(outcome="")),
                name="case_closed_at_with_by",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("cases:case", args=[self.pk])

    @property
    def reason(self) -> str:
        """Why we are here, or "": it is not for the actor. One statement, unless fetched with `why`."""
        row: CaseReason | None = getattr(self, "why", None)
        return row.text if row else ""

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id], "cases": [self.pk]}


OUTCOMES = Case.Outcome


class CaseChild(ById):
    """A row that belongs to one case, and that is seen at most by who sees the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")

    objects: ClassVar[Any] = CaseChildQuerySet.as_manager()

    class Meta:
        abstract = True

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"cases": [self.case_id]}


@tracked()
class CaseReason(models.Model):
    """Why the municipality has a case, in a row of its own: content that an agency wrote.

    Read by its agency, by the coordinators, and by an agency to which it was disclosed as it stands now:
    changed words have been told to nobody. `at` and `shared_with` are kept by triggers.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="why")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("why we are here"))
    at = models.DateTimeField(_("when"))
    shared_with = ArrayField(
        models.BigIntegerField(), verbose_name=_("shared with"), default=list, editable=False
    )

    objects: ClassVar[Any] = CaseChildQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"case", "text"}
        plain: ClassVar = {"agency", "at", "shared_with"}

    class Meta:
        verbose_name = _("reason of a case")
        verbose_name_plural = _("reasons of cases")

    def __str__(self) -> str:
        return self.text[:60]

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"cases": [self.case_id]}


@tracked()
class CaseConcern(CaseChild):
    """A concern that the case was opened from, or that joined it."""

    concern = models.OneToOneField(ConcernReport, on_delete=models.PROTECT, related_name="in_case")
    joined_at = models.DateTimeField(_("joined"))
    joined_by = models.ForeignKey(
        User, verbose_name=_("joined by"), on_delete=models.PROTECT, related_name="+"
    )

    class Privacy:
        personal: ClassVar = {"case", "concern"}
        plain: ClassVar = {"joined_at", "joined_by"}

    class Meta:
        verbose_name = _("concern of a case")
        verbose_name_plural = _("concerns of cases")

    def __str__(self) -> str:
        return str(self.case_id)


@tracked()
class Step(CaseChild):
    """One thing that happened on the way, on its day. The last one says where the case stands.

    All who take part in the case read it, so it has no words: a remark is a note of its
    author's agency.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        CLEARED = "cleared", _("cleared by the police")
        CHECKED = "checked", _("registers checked")
        DISCUSSED = "discussed", _("discussed at the meeting")
        CONVERSATION = "conversation", _("conversation with the citizen")
        OFFERED = "offered", _("offer made")
        ACCEPTED = "accepted", _("offer accepted")
        DECLINED = "declined", _("offer declined")
        IN_COURSE = "in_course", _("in course")
        FOLLOW_UP = "follow_up", _("follow-up")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")

    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal: ClassVar = {"case", "kind"}
        plain: ClassVar = {"at", "by"}

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes: ClassVar = [models.Index(fields=["case", "at", "id"], name="step_by_case")]

    def __str__(self) -> str:
        return self.get_kind_display()


@tracked()
class Participation(CaseChild):
    """Somebody takes part in a case for her agency, from a time to a time. All who take part read it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="participations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(User, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ParticipationQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"case", "user", "agency"}
        plain: ClassVar = {"valid_from", "valid_until", "given_by"}

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        indexes: ClassVar = [
            models.Index(fields=["case", "valid_from"], name="participation_by_case"),
            models.Index(fields=["user", "case"], name="participation_by_user"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="participation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


@tracked()
class ParticipationReason(models.Model):
    """Why somebody takes part: read by herself, by who gave the access and by the coordinators."""

    participation = models.OneToOneField(
        Participation, on_delete=models.PROTECT, primary_key=True, related_name="why"
    )
    text = models.CharField(_("reason"), max_length=300)

    class Privacy:
        personal: ClassVar = {"participation", "text"}

    class Meta:
        verbose_name = _("reason of a participation")
        verbose_name_plural = _("reasons of participations")

    def __str__(self) -> str:
        return self.text


@tracked()
class Recusal(CaseChild):
    """Somebody stays out of a case: she said so, or was excluded. From then on she sees nothing of it.

    All others who take part read that she is out; why, the coordinators (`RecusalReason`).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recusals")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    declared_by = models.ForeignKey(
        User, verbose_name=_("said by"), on_delete=models.PROTECT, related_name="+"
    )
    lifted_by = models.ForeignKey(
        User, verbose_name=_("lifted by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Privacy:
        personal: ClassVar = {"case", "user"}
        plain: ClassVar = {"since", "until", "declared_by", "lifted_by"}

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        indexes: ClassVar = [models.Index(fields=["case"], name="recusal_by_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("until", "lifted_by"), name="recusal_until_with_by"
            ),
            models.UniqueConstraint(
                fields=["case", "user"], name="recusal_once", condition=Q(until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


@tracked()
class RecusalReason(models.Model):
    """Why somebody stays out of a case: read by the coordinators alone."""

    recusal = models.OneToOneField(Recusal, on_delete=models.PROTECT, primary_key=True, related_name="why")
    text = models.CharField(_("reason"), max_length=300)

    class Privacy:
        personal: ClassVar = {"recusal", "text"}

    class Meta:
        verbose_name = _("reason of a recusal")
        verbose_name_plural = _("reasons of recusals")

    def __str__(self) -> str:
        return self.text


@tracked()
class EmergencyAccess(CaseChild):
    """Somebody opened a case without being on it, for hours and with a reason: announced, and reviewed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergencies")
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=500)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, verbose_name=_("reviewed by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    justified = models.BooleanField(_("found justified"), null=True, blank=True)
    finding = models.CharField(_("finding"), max_length=500, blank=True)

    class Privacy:
        personal: ClassVar = {"case", "user", "reason", "finding", "justified"}
        plain: ClassVar = {"valid_from", "valid_until", "reviewed_at", "reviewed_by"}

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        indexes: ClassVar = [models.Index(fields=["case"], name="emergency_by_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("reviewed_at", "reviewed_by", "justified"),
                name="emergency_reviewed_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="emergency_review_by_another",
            ),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="emergency_ends"),
        ]

    def __str__(self) -> str:
        return str(self.user)


@tracked()
class AccessRequest(ById, Owned):
    """Somebody asks for access by a case's number. It is taken alike whether there is such a case or not."""

    number = models.CharField(_("the case's number"), max_length=12)
    user = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    reason = models.CharField(_("reason"), max_length=500)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    #: When who asked read the answer; a function of the database notes it (`operations.access.note_seen`).
    seen_at = models.DateTimeField(_("answer seen"), null=True, blank=True, editable=False)

    class Privacy:
        personal: ClassVar = {"number", "user", "reason", "answer"}
        plain: ClassVar = {"asked_at", "answered_at", "answered_by", "granted", "seen_at"}

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("answered_at", "answered_by", "granted"),
                name="accessrequest_answered_at_with_by",
            )
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class Opening(CaseChild):
    """Why somebody opened a case that day: asked once a day and case."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    purpose = models.CharField(_("purpose"), max_length=200)
    at = models.DateTimeField(_("when"))

    class Privacy:
        personal: ClassVar = {"case", "user", "purpose"}
        plain: ClassVar = {"day", "at"}

    class Meta:
        verbose_name = _("opening of a case")
        verbose_name_plural = _("openings of cases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "user", "day"], name="opening_once_a_day")
        ]

    def __str__(self) -> str:
        return self.purpose
