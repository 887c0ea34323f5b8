"""Calls, advice contacts, concern reports, the caller's sealed identity, triage, and the hotline's duty."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.drafts import Draft
from tovholder.access.models import Owned, OwnedQuerySet, User
from tovholder.audit.history import tracked
from tovholder.core.constraints import both_or_neither
from tovholder.core.cpr import CPR_LIKE
from tovholder.core.ids import ById, uuid7
from tovholder.people.models import Person


class Channel(models.TextChoices):
    """How it came."""

    NATIONAL_HOTLINE = "national_hotline", _("national hotline")
    LOCAL_HOTLINE = "local_hotline", _("local hotline")
    MAIL = "mail", _("e-mail")
    LETTER = "letter", _("letter")
    VISIT = "visit", _("visit")
    REFERRAL = "referral", _("referral by an authority")


class CallerKind(models.TextChoices):
    """Who it is that calls or writes."""

    PARENT = "parent", _("parent")
    RELATIVE = "relative", _("other relative")
    TEACHER = "teacher", _("teacher")
    EMPLOYEE = "employee", _("other employee")
    FRIEND = "friend", _("friend")
    CITIZEN = "citizen", _("citizen")
    AUTHORITY = "authority", _("authority")


class Danger(models.TextChoices):
    """The answer to the question that is always asked first."""

    NO = "no", _("no")
    YES = "yes", _("yes, or in doubt")


class Residence(models.TextChoices):
    """Where the one lives whom it is about: decides which info house it belongs to."""

    HERE = "here", _("here")
    ELSEWHERE = "elsewhere", _("another municipality")
    UNKNOWN = "unknown", _("not known")


class NamedData(ById, Owned):
    """Words that the municipality keeps as data: in use from a day, and perhaps until one."""

    key = models.SlugField(_("key"), max_length=40)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    ended_on = models.DateField(_("no longer used from"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


@tracked()
class ExtremismKind(NamedData):
    """A kind of extremism as the action plan lists it. A concern may have several, or none."""

    class Privacy:
        plain: ClassVar = {"key", "name", "position", "ended_on"}

    class Meta:
        verbose_name = _("kind of extremism")
        verbose_name_plural = _("kinds of extremism")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="extremismkind_key_once")
        ]


@tracked()
class AdviceTopic(NamedData):
    """What advice was about: counted, and never about somebody."""

    class Privacy:
        plain: ClassVar = {"key", "name", "position", "ended_on"}

    class Meta:
        verbose_name = _("advice topic")
        verbose_name_plural = _("advice topics")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="advicetopic_key_once")
        ]


@tracked()
class PhoneNumber(NamedData):
    """A number that an adviser gives or calls while somebody is on the line."""

    phone = models.CharField(_("telephone"), max_length=30)
    hint = models.CharField(_("when"), max_length=80, blank=True)

    class Key(models.TextChoices):
        """Those that the call's page names itself; others stand beside it."""

        EMERGENCY = "emergency", _("emergency")
        POLICE = "police", _("police")
        CHILD_DUTY = "child_duty", _("child protection on duty")
        HOTLINE = "hotline", _("hotline")

    class Privacy:
        plain: ClassVar = {"key", "name", "position", "ended_on", "phone", "hint"}

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="phonenumber_key_once")
        ]


@tracked()
class Deadline(ById, Owned):
    """How long something may take, as data with its source; the newest that is in force counts."""

    class Key(models.TextChoices):
        TRIAGE = "triage", _("triage of a concern")
        POLICE_CLEARANCE = "police_clearance", _("answer of the police")
        CHILD_REFERRAL_RECEIPT = "child_referral_receipt", _("receipt of a child-protection referral")
        RECEIPT = "receipt", _("receipt to a referring authority")
        CALL_BACK = "call_back", _("call back")
        REGISTER_CHECK = "register_check", _("answer to a register check")
        ADVICE_TEXT = "advice_text", _("deletion of an advice contact's text")
        CALL_DRAFT = "call_draft", _("deletion of a call that nobody ended")
        DRAFT = "draft", _("deletion of a text that nobody saved")
        EMERGENCY_REVIEW = "emergency_review", _("review of an emergency access")

    key = models.CharField(_("deadline for"), max_length=40, choices=Key)
    days = models.PositiveSmallIntegerField(_("days"))
    working_days = models.BooleanField(_("counted in working days"), default=True)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("in force from"))

    class Privacy:
        plain: ClassVar = {"key", "days", "working_days", "source", "valid_from"}

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key", "valid_from"], name="deadline_once")
        ]

    def __str__(self) -> str:
        return self.get_key_display()


class CallQuerySet(OwnedQuerySet):
    def visible_to(self, actor: User) -> "CallQuerySet":
        """One's own calls: nobody else opens a form that is still being filled in."""
        return self.filter(by=actor)


@tracked(exclude=("content",))
class Call(ById, Owned):
    """A hotline form that is being filled in, saved as it is typed; it ends as advice or as a concern.

    `content` is what stands in the form, locked (core.sealing), since nobody has said yet what it is. A call
    that nobody ends is deleted after its time (Deadline.Key.CALL_DRAFT).
    """

    by = models.ForeignKey(User, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="calls")
    begun_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"))
    version = models.PositiveIntegerField(_("version"), default=1)
    content = models.BinaryField(_("what stands in the form, locked"), null=True, blank=True)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"content"}
        plain: ClassVar = {"by", "begun_at", "saved_at", "version"}

    class Meta:
        verbose_name = _("call in progress")
        verbose_name_plural = _("calls in progress")
        indexes: ClassVar = [models.Index(fields=["by", "-begun_at"], name="call_by_adviser")]

    def __str__(self) -> str:
        return f"{self.begun_at:%d.%m.%Y %H.%M}"


class AdviceContactQuerySet(OwnedQuerySet):
    def visible_to(self, actor: User) -> "AdviceContactQuerySet":
        """Row level security: one's own, and for a coordinator all of the municipality's."""
        return self.filter(municipality=actor.municipality_id)


@tracked(exclude=("advice", "danger_done"))
class AdviceContact(ById, Owned):
    """Somebody was advised. No subject and no caller can be entered; the text goes after its time."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    caller_kind = models.CharField(_("caller"), max_length=20, choices=CallerKind)
    danger = models.CharField(_("was anyone in danger"), max_length=3, choices=Danger)
    danger_done = models.CharField(_("what was done"), max_length=300, blank=True)
    residence = models.CharField(_("lives"), max_length=10, choices=Residence, default=Residence.UNKNOWN)
    topics = ArrayField(
        models.CharField(max_length=40), verbose_name=_("advice about"), default=list, blank=True
    )
    advice = models.TextField(_("advice given"), blank=True)
    text_deleted_at = models.DateTimeField(_("text deleted"), null=True, blank=True)

    objects: ClassVar[Any] = AdviceContactQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"advice", "danger_done"}
        plain: ClassVar = {
            "at",
            "by",
            "channel",
            "caller_kind",
            "danger",
            "residence",
            "topics",
            "text_deleted_at",
        }

    class Meta:
        verbose_name = _("advice contact")
        verbose_name_plural = _("advice contacts")
        indexes: ClassVar = [models.Index(fields=["municipality", "-at", "-id"], name="advice_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(text_deleted_at__isnull=True) | Q(advice="", danger_done=""),
                name="advice_text_is_gone_when_deleted",
            ),
            models.CheckConstraint(
                condition=~Q(advice__regex=CPR_LIKE) & ~Q(danger_done__regex=CPR_LIKE),
                name="advice_names_no_cpr",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.at:%d.%m.%Y}"


#: An authority sent it, by channel, by caller or by its name: it is sent a receipt.
REFERRED = Q(channel=Channel.REFERRAL) | Q(caller_kind=CallerKind.AUTHORITY) | ~Q(authority="")


class ConcernReportQuerySet(OwnedQuerySet):
    def visible_to(self, actor: User) -> "ConcernReportQuerySet":
        """Row level security: an adviser's own and those handed to her; a coordinator's all, less recusal."""
        return self.filter(municipality=actor.municipality_id)

    def waiting(self) -> "ConcernReportQuerySet":
        """In the queue: no exit yet."""
        return self.filter(exit_at__isnull=True)


@tracked()
class ConcernReport(ById, Owned):
    """A concern about a citizen, as it was told: what was seen and heard, never what it may mean."""

    class Exit(models.TextChoices):
        ADVICE = "advice", _("advice given")
        UNFOUNDED = "unfounded", _("unfounded")
        OTHER_HOUSE = "other_house", _("another municipality's info house")
        CHILD_REFERRAL = "child_referral", _("child-protection referral")
        POLICE = "police", _("police only")
        INFO_HOUSE = "info_house", _("to the Infohus")
        STATUTORY_OFFER = "statutory_offer", _("a statutory offer elsewhere")

    number = models.CharField(_("number"), max_length=12)
    received_at = models.DateTimeField(_("received"))
    taken_by = models.ForeignKey(
        User, verbose_name=_("taken down by"), on_delete=models.PROTECT, related_name="+"
    )
    call = models.UUIDField(_("from the call"), default=uuid7, editable=False)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    caller_kind = models.CharField(_("caller"), max_length=20, choices=CallerKind)
    anonymous = models.BooleanField(_("the caller stays anonymous"))
    authority = models.CharField(_("referring authority"), max_length=150, blank=True)
    danger = models.CharField(_("is anyone in danger"), max_length=3, choices=Danger)
    danger_done = models.CharField(_("what was done"), max_length=300, blank=True)
    person = models.ForeignKey(
        Person,
        verbose_name=_("about"),
        on_delete=models.PROTECT,
        related_name="concerns",
        null=True,
        blank=True,
    )
    behaviour = models.TextField(_("behaviour"), blank=True)
    relations = models.TextField(_("relations"), blank=True)
    statements = models.TextField(_("statements"), blank=True)
    situation = models.TextField(_("situation"), blank=True)
    strengths = models.TextField(_("what goes well"), blank=True)
    kinds = ArrayField(
        models.CharField(max_length=40), verbose_name=_("kinds of extremism"), default=list, blank=True
    )
    residence = models.CharField(_("lives"), max_length=10, choices=Residence, default=Residence.UNKNOWN)
    topics = ArrayField(
        models.CharField(max_length=40), verbose_name=_("advice about"), default=list, blank=True
    )
    advice = models.TextField(_("advice given"), blank=True)
    call_back_at = models.DateTimeField(_("call back"), null=True, blank=True)
    call_back_by = models.ForeignKey(
        User, verbose_name=_("calls back"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    called_back_at = models.DateTimeField(_("called back"), null=True, blank=True)
    grounds = models.TextField(_("grounds"), blank=True)
    prevention = models.TextField(_("perspective of prevention"), blank=True)
    proportionality = models.TextField(_("proportionality"), blank=True)
    triaged_at = models.DateTimeField(_("triaged"), null=True, blank=True)
    triaged_by = models.ForeignKey(
        User, verbose_name=_("triaged by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    exit = models.CharField(_("exit"), max_length=20, choices=Exit, blank=True)
    exit_reason = models.TextField(_("reason of the exit"), blank=True)
    exit_at = models.DateTimeField(_("left triage"), null=True, blank=True)
    exit_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    receipt_due_on = models.DateField(_("receipt awaited by"), null=True, blank=True)
    receipt_on = models.DateField(_("receipt came"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("receipt sent to the authority"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        verbose_name=_("receipt sent by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    #: Entries of the ledger: what of it was told to others. A purge takes them along.
    disclosed = ArrayField(
        models.UUIDField(), verbose_name=_("disclosures"), default=list, blank=True, editable=False
    )
    #: Entries of the ledger: that an authority told it to us. A trigger makes them (migration 0022).
    received = ArrayField(
        models.UUIDField(), verbose_name=_("received disclosures"), default=list, blank=True, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[Any] = ConcernReportQuerySet.as_manager()

    #: What no deed changes, and what triggers keep. Call-backs are handed over by a function of the gate.
    FIXED: ClassVar = {
        "id",
        "municipality",
        "number",
        "received_at",
        "taken_by",
        "call",
        "anonymous",
        "danger",
        "danger_done",
        "topics",
        "advice",
        "call_back_at",
        "call_back_by",
        "received",
    }

    class Privacy:
        personal: ClassVar = {
            "person",
            "authority",
            "danger_done",
            "behaviour",
            "relations",
            "statements",
            "situation",
            "strengths",
            "kinds",
            "advice",
            "grounds",
            "prevention",
            "proportionality",
            "exit_reason",
        }
        plain: ClassVar = {
            "number",
            "received_at",
            "taken_by",
            "call",
            "channel",
            "caller_kind",
            "anonymous",
            "danger",
            "residence",
            "topics",
            "call_back_at",
            "call_back_by",
            "called_back_at",
            "triaged_at",
            "triaged_by",
            "exit",
            "exit_at",
            "exit_by",
            "receipt_due_on",
            "receipt_on",
            "confirmed_at",
            "confirmed_by",
            "disclosed",
            "received",
            "version",
        }

    class Meta:
        verbose_name = _("concern report")
        verbose_name_plural = _("concern reports")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-received_at", "-id"], name="concern_newest"),
            models.Index(
                fields=["municipality", "received_at", "id"],
                name="concern_waiting",
                condition=Q(exit_at__isnull=True),
            ),
            models.Index(fields=["taken_by", "-received_at", "-id"], name="concern_by_adviser"),
            models.Index(fields=["person"], name="concern_by_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="concern_number_once"),
            # A form that is sent twice makes one concern.
            models.UniqueConstraint(fields=["municipality", "call"], name="concern_once_from_a_call"),
            models.CheckConstraint(
                condition=both_or_neither("exit_at", "exit_by") & (Q(exit_at__isnull=True) ^ ~Q(exit="")),
                name="concern_exit_at_with_by",
            ),
            models.CheckConstraint(
                condition=both_or_neither("triaged_at", "triaged_by"), name="concern_triaged_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("confirmed_at", "confirmed_by"), name="concern_confirmed_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("call_back_at", "call_back_by"), name="concern_call_back_at_with_by"
            ),
        ]

    @property
    def is_referred(self) -> bool:
        """`REFERRED`, of a row that was read."""
        by_authority = self.channel == Channel.REFERRAL or self.caller_kind == CallerKind.AUTHORITY
        return by_authority or self.authority != ""

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The concern's page."""
        return reverse("concerns:concern", args=[self.pk])

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id] if self.person_id else [], "concerns": [self.pk]}


class ConcernDraft(Draft):
    """What a coordinator is writing of a concern and has not saved: grounds, a question, an exit, a case.

    Goes when the concern leaves triage or is purged (migration 0018), and after its time (Deadline.Key).
    """

    concern = models.ForeignKey(ConcernReport, on_delete=models.PROTECT, related_name="drafts")

    class Privacy(Draft.Privacy):
        personal: ClassVar = Draft.Privacy.personal | {"concern"}

    class Meta:
        verbose_name = _("draft about a concern")
        verbose_name_plural = _("drafts about concerns")
        constraints: ClassVar = [models.UniqueConstraint(fields=Draft.ONCE, name="concerndraft_once_a_form")]


@tracked()
class CallerIdentity(ById, Owned):
    """Who called, locked, apart from the concern. Its writer reads it; others ask (`IdentityRequest`)."""

    concern = models.OneToOneField(ConcernReport, on_delete=models.PROTECT, related_name="caller")
    name_sealed = models.BinaryField(_("name, locked"), null=True, blank=True)
    phone_sealed = models.BinaryField(_("telephone, locked"), null=True, blank=True)
    written_by = models.ForeignKey(
        User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))

    class Privacy:
        personal: ClassVar = {"name_sealed", "phone_sealed"}
        plain: ClassVar = {"concern", "written_by", "written_at"}

    class Meta:
        verbose_name = _("caller's identity")
        verbose_name_plural = _("callers' identities")

    def __str__(self) -> str:
        return str(_("caller's identity"))

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"concerns": [self.concern_id]}


@tracked()
class IdentityRequest(ById, Owned):
    """Somebody asks who called, with a reason; a custodian opens it for a while, or refuses."""

    concern = models.ForeignKey(ConcernReport, on_delete=models.PROTECT, related_name="identity_requests")
    #: The custodian sees the number and the reason, and not the concern.
    number = models.CharField(_("number"), max_length=12)
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    reason = models.CharField(_("reason"), max_length=500)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    opened_until = models.DateTimeField(_("open until"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    #: When who asked read the answer; a function of the database notes it (`operations.note_seen`).
    seen_at = models.DateTimeField(_("answer seen"), null=True, blank=True, editable=False)

    class Privacy:
        personal: ClassVar = {"reason", "answer"}
        plain: ClassVar = {
            "concern",
            "number",
            "asked_by",
            "asked_at",
            "answered_by",
            "answered_at",
            "opened_until",
            "seen_at",
        }

    class Meta:
        verbose_name = _("request for a caller's identity")
        verbose_name_plural = _("requests for callers' identities")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("answered_at", "answered_by"),
                name="identityrequest_answered_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="identityrequest_of_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%d.%m.%Y}"

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"concerns": [self.concern_id]}


@tracked()
class PoliceClearance(ById, Owned):
    """The police are asked whether anything bars prevention; a named member of theirs answers."""

    class Answer(models.TextChoices):
        NOTHING_AGAINST = "nothing_against", _("nothing against it")
        THEIRS = "theirs", _("theirs alone")

    concern = models.ForeignKey(ConcernReport, on_delete=models.PROTECT, related_name="clearances")
    #: The police see the number and the extract, and not the concern.
    number = models.CharField(_("number"), max_length=12)
    asked_of = models.ForeignKey(User, verbose_name=_("asked of"), on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    #: What the police are shown, word for word; its disclosure stands in the ledger.
    extract = models.TextField(_("what the police are told"))
    disclosure_id = models.UUIDField(_("disclosure"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("answer awaited by"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=20, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    note = models.CharField(pgettext_lazy("to an answer", "note"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"extract", "answer", "note"}
        plain: ClassVar = {
            "concern",
            "number",
            "asked_of",
            "asked_by",
            "asked_at",
            "disclosure_id",
            "due_on",
            "answered_at",
            "answered_by",
            "withdrawn_at",
        }

    class Meta:
        verbose_name = _("police clearance")
        verbose_name_plural = _("police clearances")
        indexes: ClassVar = [models.Index(fields=["asked_of", "-asked_at"], name="clearance_by_police")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("answered_at", "answered_by"), name="clearance_answered_at_with_by"
            ),
            models.UniqueConstraint(
                fields=["concern"],
                name="clearance_one_open",
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%d.%m.%Y}"

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"concerns": [self.concern_id]}


@tracked()
class Purge(ById, Owned):
    """*Not ours*: one asks that a concern's content goes, another does it. Then month, channel and exit stay.

    `concern` is the number of what was purged, and no foreign key: the row is gone. It holds no content.
    """

    concern = models.UUIDField(_("concern"))
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, verbose_name=_("done by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    month = models.DateField(_("month"))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    exit = models.CharField(_("exit"), max_length=20, choices=ConcernReport.Exit)

    class Privacy:
        plain: ClassVar = {
            "concern",
            "asked_by",
            "asked_at",
            "taken_back_at",
            "done_by",
            "done_at",
            "month",
            "channel",
            "exit",
        }

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("done_at", "done_by"), name="purge_done_at_with_by"
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")), name="purge_needs_two"
            ),
            models.UniqueConstraint(
                fields=["concern"], name="purge_asked_once", condition=Q(taken_back_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"


@tracked()
class DutyTurn(ById, Owned):
    """Which house has the national hotline in which days: the months go in turn."""

    house = models.CharField(_("house"), max_length=80)
    ours = models.BooleanField(_("ours"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    #: What is planned, and may be corrected.
    PLANNED: ClassVar = ("house", "ours", "first_day", "last_day", "opens", "closes")

    class Privacy:
        plain: ClassVar = {"house", "ours", "first_day", "last_day", "opens", "closes", "phone", "version"}

    class Meta:
        verbose_name = _("turn of the hotline")
        verbose_name_plural = _("turns of the hotline")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="dutyturn_one_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (
                        Func(
                            "first_day",
                            "last_day",
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="dutyturn_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="dutyturn_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.house


@tracked()
class DutyShift(ById, Owned):
    """Somebody of ours answers the hotline from a time to a time."""

    adviser = models.ForeignKey(
        User, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="shifts"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    #: What is planned, and may be corrected.
    PLANNED: ClassVar = ("adviser", "starts_at", "ends_at")

    class Privacy:
        personal: ClassVar = {"adviser"}
        plain: ClassVar = {"starts_at", "ends_at", "handed_over_at", "version"}

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        indexes: ClassVar = [models.Index(fields=["municipality", "starts_at"], name="shift_by_time")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="shift_one_at_a_time",
                expressions=[
                    ("adviser", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adviser}, {self.starts_at:%d.%m.%Y %H.%M}"
