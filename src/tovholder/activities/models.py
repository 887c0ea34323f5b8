"""Offers, bookings of them, and the sessions that are held. Those who come are counted, never named.

An *offer* is what can be asked for; a *booking* is one asking for it (or arranging it), with the classes
that are to come; a *session* is one meeting of a booking, at a time and place, with its instructors; a
*headcount* says how many came. Kept facts that a trigger writes, and nothing else does:
`Assignment.during` (the session's time) and `Session.counted_at` (no headcount is missing any more).
"""

import secrets
import uuid
from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.models import Owned, OwnedQuerySet, User
from tovholder.access.roles import Permission
from tovholder.audit.history import Event, tracked
from tovholder.core.constraints import both_or_neither, without_cpr
from tovholder.partners.models import District, Organisation

#: More heads than one session ever had: a greater number is a slip of the finger.
MOST_HEADS = 2000


def new_token() -> str:
    """The secret of a link: 128 bits, which nobody guesses."""
    return secrets.token_urlsafe(16)


class ActivityQuerySet(OwnedQuerySet):
    #: The way from this model to the assignments of its sessions.
    assignments = ""

    def visible_to(self, actor: User) -> Any:
        """All of the municipality for who may read activities; an instructor's own for her."""
        mine = super().visible_to(actor)
        if actor.may(Permission.ACTIVITY_READ):
            return mine
        if actor.may(Permission.ACTIVITY_TEACH) and self.assignments:
            return mine.filter(Exists(self._taught_by(actor)))
        return mine.none()

    def _taught_by(self, actor: User) -> Any:
        return Assignment.objects.filter(instructor=actor, **{self.assignments: OuterRef("pk")})


class SessionQuerySet(ActivityQuerySet):
    assignments = "session"

    def taught_by(self, user: User) -> "SessionQuerySet":
        return self.filter(Exists(self._taught_by(user)))

    def live(self) -> "SessionQuerySet":
        """Those that are not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def uncounted(self, at: datetime) -> "SessionQuerySet":
        """Those that are over, and of which no complete headcount is known yet."""
        return self.filter(
            counted_at__isnull=True, cancelled_at__isnull=True, nobody_came_at__isnull=True, ends_at__lte=at
        )


class BookingQuerySet(ActivityQuerySet):
    assignments = "session__booking"

    def waiting(self) -> "BookingQuerySet":
        """Requests without a session: not planned, not declined, not withdrawn."""
        return self.filter(planned_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True)


class OfferQuerySet(OwnedQuerySet):
    def offered(self, on: date) -> "OfferQuerySet":
        """Those that can be asked for on a day."""
        return self.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), offered_from__lte=on)


@tracked()
class Profession(Owned):
    """A profession by which the participants of a talk are counted."""

    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("profession"), max_length=80)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Privacy:
        plain: ClassVar = {"key", "title", "ended_on"}

    class Meta:
        verbose_name = _("profession")
        verbose_name_plural = _("professions")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="profession_key_in_municipality")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Offer(Owned):
    """Something that schools and workplaces can ask for."""

    class Kind(models.TextChoices):
        TEACHING_COURSE = "teaching_course", _("teaching course")
        PARENTS_MEETING = "parents_meeting", _("parents' meeting")
        ADULT_DIALOGUE = "adult_dialogue", _("dialogue with adults")
        AWARENESS_TALK = "awareness_talk", _("awareness talk")
        WORKSHOP = "workshop", _("workshop")
        WEBINAR = "webinar", _("webinar")
        TRAINING = "training", _("training")
        NETWORK_MEETING = "network_meeting", _("network meeting")

    class Qualification(models.TextChoices):
        RELATION_WORKER = "relation_worker", _("relation worker")
        TRAINER = "trainer", _("trainer")

    #: Kinds whose participants are counted by profession and administration.
    FOR_PROFESSIONALS: ClassVar = (Kind.AWARENESS_TALK, Kind.WORKSHOP, Kind.WEBINAR, Kind.TRAINING)

    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    length_minutes = models.PositiveSmallIntegerField(_("minutes a session"))
    sessions = models.PositiveSmallIntegerField(_("sessions"), default=1)
    capacity = models.PositiveSmallIntegerField(_("room for"), null=True, blank=True)
    targeted = models.BooleanField(_("counts as a targeted course"), default=False)
    qualifies_as = models.CharField(
        _("its participants become"), max_length=20, choices=Qualification, blank=True
    )
    offered_from = models.DateField(_("offered from"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects: ClassVar[Any] = OfferQuerySet.as_manager()

    class Privacy:
        plain: ClassVar = {
            "key",
            "kind",
            "title",
            "audience",
            "description",
            "length_minutes",
            "sessions",
            "capacity",
            "targeted",
            "qualifies_as",
            "offered_from",
            "withdrawn_on",
        }

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering: ClassVar = ["title", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="offer_key_in_municipality"),
            models.CheckConstraint(
                condition=Q(length_minutes__gte=5, length_minutes__lte=960), name="offer_lasts_up_to_a_day"
            ),
            models.CheckConstraint(condition=Q(sessions__gte=1, sessions__lte=50), name="offer_has_sessions"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="offer_has_room_for_somebody"
            ),
            models.CheckConstraint(
                condition=Q(targeted=False) | Q(kind="teaching_course"), name="offer_targeted_is_a_course"
            ),
            models.CheckConstraint(
                condition=Q(qualifies_as="") | Q(kind="training"), name="offer_qualifying_is_a_training"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("offered_from")),
                name="offer_is_withdrawn_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:offer", args=[self.pk])

    @property
    def counts_pupils(self) -> bool:
        return self.kind == self.Kind.TEACHING_COURSE

    @property
    def counts_professionals(self) -> bool:
        return self.kind in self.FOR_PROFESSIONALS


@tracked()
class Booking(Owned):
    """An offer that an organisation asked for, or that was arranged with it (Danish: bestilling).

    Asked for until it has a session (`planned_at`); back on the board when its last session is cancelled.
    An open workshop has no organisation.
    """

    class Via(models.TextChoices):
        FORM = "form", _("form")
        MAIL = "mail", _("mail")
        TELEPHONE = "telephone", _("telephone")
        IMPORT = "import", _("import")

    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("offer")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("school or workplace"),
    )
    requested_on = models.DateField(_("asked for on"))
    requested_via = models.CharField(_("how"), max_length=10, choices=Via, default=Via.FORM)
    wished_dates = ArrayField(models.DateField(), verbose_name=_("wished dates"), default=list, blank=True)
    expected = models.PositiveSmallIntegerField(_("expected to come"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: The key of the form that made it: a form that is sent twice makes one.
    form = models.UUIDField(_("form"), editable=False, null=True, unique=True)
    #: Who corrects it saves only over what she read.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_reason = models.CharField(_("why it was declined"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects: ClassVar[Any] = BookingQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {
            "recorded_by",
            "planned_by",
            "declined_by",
            "decline_reason",
            "withdrawn_by",
            "withdraw_reason",
        }
        plain: ClassVar = {
            "offer",
            "organisation",
            "requested_on",
            "requested_via",
            "wished_dates",
            "expected",
            "planned_at",
            "declined_at",
            "withdrawn_at",
            "form",
            "version",
        }

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "requested_on", "id"],
                condition=Q(planned_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True),
                name="booking_waiting",
            ),
            models.Index(fields=["municipality", "requested_on", "id"], name="booking_by_date"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("planned_at", "planned_by"), name="booking_planned_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("declined_at", "declined_by"), name="booking_declined_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("withdrawn_at", "withdrawn_by"),
                name="booking_withdrawn_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(decline_reason=""),
                name="booking_is_declined_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(planned_at__isnull=True),
                name="booking_declined_is_not_planned",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(planned_at__isnull=True),
                name="booking_withdrawn_is_not_planned",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="booking_declined_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(expected__isnull=True) | Q(expected__lte=MOST_HEADS), name="booking_expected"
            ),
            without_cpr("decline_reason", "booking_decline_without_cpr"),
            without_cpr("withdraw_reason", "booking_withdraw_without_cpr"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.requested_on}"

    def get_absolute_url(self) -> str:
        return reverse("activities:booking", args=[self.pk])

    @property
    def state(self) -> str:
        """requested, planned, declined or withdrawn."""
        if self.declined_at:
            return "declined"
        if self.withdrawn_at:
            return "withdrawn"
        return "planned" if self.planned_at else "requested"


@tracked()
class BookingContact(Owned):
    """Who asked, as a professional at work, and what was written with it. Read by who plans or teaches it."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="contact")
    name = models.CharField(_("contact"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Privacy:
        personal: ClassVar = {"name", "phone", "email", "note"}
        plain: ClassVar = {"booking"}

    class Meta:
        verbose_name = _("booking's contact")
        verbose_name_plural = _("bookings' contacts")
        constraints: ClassVar = [without_cpr("note", "contact_note_without_cpr")]

    def __str__(self) -> str:
        return str(self.booking_id)


@tracked()
class BookedClass(Owned):
    """A class that a booking is for: its label ("8.b"), grade, and how many are expected."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="classes")
    label = models.CharField(_("class"), max_length=20)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    expected = models.PositiveSmallIntegerField(_("expected heads"), null=True, blank=True)

    class Privacy:
        plain: ClassVar = {"booking", "label", "grade", "expected"}

    class Meta:
        verbose_name = _("booked class")
        verbose_name_plural = _("booked classes")
        ordering: ClassVar = ["label", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "label"], name="bookedclass_once_in_booking"),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__lte=13), name="bookedclass_grade_exists"
            ),
            models.CheckConstraint(
                condition=Q(expected__isnull=True) | Q(expected__lte=MOST_HEADS), name="bookedclass_expected"
            ),
            without_cpr("label", "bookedclass_label_without_cpr"),
        ]

    def __str__(self) -> str:
        return self.label


# Tokens open a page: they are no part of the record. `counted_at` follows from the headcounts.
@tracked(exclude=("evaluation_token", "heads_token", "counted_at"))
class Session(Owned):
    """One meeting of a booking, at a time and place: planned, then held or cancelled."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    instructors: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Assignment", related_name="+", verbose_name=_("instructors")
    )
    evaluation_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    heads_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    held_at = models.DateTimeField(_("recorded as held"), null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nobody_came_at = models.DateTimeField(_("recorded that nobody came"), null=True, blank=True)
    nobody_came_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    #: Every class has its number. Kept by a trigger on the headcounts.
    counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Counts up with every change of a session: who changes an older one is told.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"held_by", "nobody_came_by", "cancelled_by", "cancel_reason"}
        plain: ClassVar = {
            "booking",
            "number",
            "starts_at",
            "ends_at",
            "place",
            "district",
            "evaluation_token",
            "heads_token",
            "held_at",
            "nobody_came_at",
            "cancelled_at",
            "counted_at",
            "version",
        }

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "starts_at", "id"], name="session_by_time"),
            models.Index(
                fields=["municipality", "starts_at", "id"],
                condition=Q(counted_at__isnull=True, cancelled_at__isnull=True, nobody_came_at__isnull=True),
                name="session_uncounted",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "number"], name="session_number_in_booking"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=both_or_neither("held_at", "held_by"), name="session_held_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("nobody_came_at", "nobody_came_by"),
                name="session_nobody_came_at_with_by",
            ),
            models.CheckConstraint(
                condition=both_or_neither("cancelled_at", "cancelled_by"), name="session_cancelled_at_with_by"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="session_is_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="session_held_or_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(nobody_came_at__isnull=True) | Q(held_at__isnull=False),
                name="session_nobody_came_is_held",
            ),
            without_cpr("cancel_reason", "session_cancel_without_cpr"),
            without_cpr("place", "session_place_without_cpr"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("activities:session", args=[self.pk])

    def state(self, at: datetime) -> str:
        """planned, cancelled, nobody_came, held, or (over, and nothing is recorded) unrecorded."""
        if self.cancelled_at:
            return "cancelled"
        if self.nobody_came_at:
            return "nobody_came"
        if self.held_at:
            return "held"
        return "planned" if self.ends_at > at else "unrecorded"


@tracked(exclude=("during",))
class Assignment(Owned):
    """An instructor teaches a session. The database refuses one instructor in two places at once."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="assignments")
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("instructor"),
    )
    #: The session's time, nothing when it is cancelled. Whatever is given here, a trigger sets it.
    during = DateTimeRangeField(editable=False, null=True)

    class Privacy:
        personal: ClassVar = {"instructor"}
        plain: ClassVar = {"session", "during"}

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "instructor"], name="assignment_once"),
            ExclusionConstraint(
                name="assignment_in_one_place",
                expressions=[
                    ("instructor", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.instructor_id}"


@tracked()
class Headcount(Owned):
    """How many came: of a class, or of a profession and administration, or in all. Never a name."""

    class Way(models.TextChoices):
        PAGE = "page", pgettext_lazy("entered by way of", "page")
        LINK = "link", _("link")
        IMPORT = "import", _("import")
        OFFLINE = "offline", _("sent later")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    booked_class = models.ForeignKey(
        BookedClass, on_delete=models.PROTECT, null=True, blank=True, related_name="headcounts"
    )
    profession = models.ForeignKey(
        Profession, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    administration = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    heads = models.PositiveSmallIntegerField(_("heads"))
    #: Who entered it; nobody, where it came by a link.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: When somebody counted: a number that waited in a phone is as old as it is.
    entered_at = models.DateTimeField(_("entered"))
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.PAGE)
    #: Made by the phone that sent it, so that the same entry sent twice counts once.
    client_key = models.UUIDField(null=True, blank=True, editable=False)

    class Privacy:
        personal: ClassVar = {"entered_by"}
        plain: ClassVar = {
            "session",
            "booked_class",
            "profession",
            "administration",
            "heads",
            "entered_at",
            "way",
            "client_key",
        }

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "booked_class", "profession", "administration"],
                nulls_distinct=False,
                name="headcount_once",
            ),
            models.CheckConstraint(
                condition=Q(heads__gte=0, heads__lte=MOST_HEADS), name="headcount_is_plausible"
            ),
            models.CheckConstraint(
                condition=Q(booked_class__isnull=True)
                | Q(profession__isnull=True, administration__isnull=True),
                name="headcount_of_class_or_profession",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False) | Q(way__in=["link", "offline"]),
                name="headcount_entered_by_somebody_or_link",
            ),
        ]

    def __str__(self) -> str:
        return str(self.heads)


# The record of changes names a time and a request: of an answer that nobody gave, it keeps the day alone.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    base_model=Event,
    context_field=None,  # type: ignore[arg-type]
    obj_field=None,
    fields=["given_on"],
    model_name="EvaluationEvent",
)
class Evaluation(Owned):
    """What somebody thought of a session, from 1 to 5 and in a line. Nobody knows who; the day is all."""

    #: Not counted up: the order of the numbers would tell the order of the answers.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="evaluations")
    score = models.PositiveSmallIntegerField(_("score"))
    text = models.CharField(_("in a line"), max_length=500, blank=True)
    given_on = models.DateField(_("given on"))

    class Privacy:
        personal: ClassVar = {"text"}  # free text by somebody whom it may give away
        plain: ClassVar = {"session", "score", "given_on"}

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="evaluation_score_from_1_to_5"
            ),
            without_cpr("text", "evaluation_text_without_cpr"),
        ]

    def __str__(self) -> str:
        return str(self.score)


@tracked(exclude=("token",))
class CalendarFeed(Owned):
    """An instructor's own calendar by a secret address, until she closes it or opens a new one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"user"}
        plain: ClassVar = {"token", "opened_at", "closed_at"}

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at__isnull=True), name="calendarfeed_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="calendarfeed_closes_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
