"""What is written in a case: notes, documents, what of them is shared, and the register check."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.drafts import Draft
from tovholder.access.models import Agency, User
from tovholder.audit.history import tracked
from tovholder.cases.models.case import Case, CaseChild, CaseReason
from tovholder.cases.models.meeting import Heading
from tovholder.core.constraints import both_or_neither
from tovholder.core.ids import ById
from tovholder.disclosures.models import Disclosure, LegalBasis


class Written(CaseChild):
    """Written by an agency, read in its circle on the case, and by the agencies that a disclosure reaches.

    `shared_with` is kept by a trigger from the shares whose disclosures stand.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    shared_with = ArrayField(
        models.BigIntegerField(), verbose_name=_("shared with"), default=list, editable=False
    )

    class Meta:
        abstract = True


@tracked()
class Note(Written):
    """A note. It can be corrected by another that says so, and is never overwritten."""

    text = models.TextField(_("text"))
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        related_name="correction",
        null=True,
        blank=True,
    )
    #: The form's own key: a form that is sent twice makes one note.
    form = models.UUIDField(_("form"), editable=False, unique=True)

    class Privacy:
        personal: ClassVar = {"case", "text"}
        plain: ClassVar = {"agency", "author", "at", "shared_with", "corrects", "form"}

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes: ClassVar = [models.Index(fields=["case", "-at", "-id"], name="note_by_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")), name="note_corrects_another"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CaseDraft(Draft):
    """What somebody is writing in a case and has not saved: a note, its correction, why the case is closed.

    Goes when the case is closed or she is recused (migration 0024), and after its time (Deadline.Key.DRAFT).
    Why a case is opened by hand is written before there is a case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts", null=True)

    class Privacy(Draft.Privacy):
        personal: ClassVar = Draft.Privacy.personal | {"case"}

    class Meta:
        verbose_name = _("draft in a case")
        verbose_name_plural = _("drafts in cases")
        constraints: ClassVar = [models.UniqueConstraint(fields=Draft.ONCE, name="casedraft_once_a_form")]


@tracked()
class Document(Written):
    """A file in a case: checked by kind and size, scanned where a scanner is set up, never shown inline."""

    title = models.CharField(_("title"), max_length=200)
    media_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.BinaryField(_("checksum"), max_length=32)
    #: Where its bytes lie: "" in the database (`DocumentContent`), else its key in the object store.
    stored_as = models.CharField(_("key in the object store"), max_length=100, blank=True)
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    scanner = models.CharField(_("scanner"), max_length=100, blank=True)

    class Privacy:
        personal: ClassVar = {"case", "title", "sha256", "stored_as"}
        plain: ClassVar = {
            "agency",
            "author",
            "at",
            "shared_with",
            "media_type",
            "size",
            "scanned_at",
            "scanner",
        }

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes: ClassVar = [models.Index(fields=["case", "-at", "-id"], name="document_by_case")]

    def __str__(self) -> str:
        return self.title


class DocumentContent(ById):
    """A document's bytes. Apart, so that a list of documents never carries them; no history of their own."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="content")
    data = models.BinaryField(_("bytes"))

    class Privacy:
        personal: ClassVar = {"document", "data"}
        #: The bytes never change; the document's own row keeps their checksum.
        no_history = True

    class Meta:
        verbose_name = _("document's content")
        verbose_name_plural = _("documents' contents")

    def __str__(self) -> str:
        return str(self.document_id)


@tracked()
class Share(CaseChild):
    """A note, a document or the case's reason reaches another agency by one disclosure, until that stops."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="shares", null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="shares", null=True, blank=True
    )
    reason = models.ForeignKey(
        CaseReason, on_delete=models.PROTECT, related_name="shares", null=True, blank=True
    )
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="share")

    class Privacy:
        personal: ClassVar = {"case", "note", "document", "reason", "disclosure"}

    class Meta:
        verbose_name = pgettext_lazy("of a thing in a case", "share")
        verbose_name_plural = _("shares")
        constraints: ClassVar = [
            # None of them: something said or summed up, which the disclosure itself holds.
            models.CheckConstraint(
                condition=Q(note__isnull=True, document__isnull=True)
                | Q(note__isnull=True, reason__isnull=True)
                | Q(document__isnull=True, reason__isnull=True),
                name="share_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.disclosure_id)


@tracked()
class RegisterCheck(CaseChild):
    """The agencies are asked before a meeting what their registers hold. Opened when its item begins."""

    meeting = models.ForeignKey(
        "cases.Meeting", on_delete=models.PROTECT, related_name="checks", null=True, blank=True
    )
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("answer awaited by"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        User, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Privacy:
        personal: ClassVar = {"case"}
        plain: ClassVar = {"meeting", "asked_at", "asked_by", "due_at", "opened_at", "opened_by"}

    class Meta:
        verbose_name = _("register check")
        verbose_name_plural = _("register checks")
        indexes: ClassVar = [models.Index(fields=["case", "-asked_at"], name="check_by_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("opened_at", "opened_by"), name="check_opened_at_with_by"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%d.%m.%Y}"


@tracked()
class CheckQuestion(CaseChild):
    """One agency is asked in a check. That it has answered is told here; what, lies in `CheckAnswer`."""

    register_check = models.ForeignKey(RegisterCheck, on_delete=models.PROTECT, related_name="questions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"case", "register_check"}
        plain: ClassVar = {"agency", "answered_at", "reminded_at"}

    class Meta:
        verbose_name = _("question of a register check")
        verbose_name_plural = _("questions of register checks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register_check", "agency"], name="question_once_an_agency")
        ]

    def __str__(self) -> str:
        return str(self.agency)


@tracked()
class CheckAnswer(CaseChild):
    """What an agency answers. The meeting sees contributions alone: the first two look alike to it."""

    class Answer(models.TextChoices):
        NOT_KNOWN = "not_known", _("not known here")
        NOTHING = "nothing", _("known, nothing to share")
        TOLD = "told", _("we contribute")
        ATTACHED = "attached", _("we contribute, with a document")

    question = models.OneToOneField(CheckQuestion, on_delete=models.PROTECT, related_name="answer")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    text = models.TextField(_("what the meeting needs"), blank=True)
    #: The heading of the talk that it belongs under, where the agency names one.
    dimension = models.CharField(_("heading"), max_length=20, choices=Heading.Dimension, blank=True)
    basis = models.ForeignKey(
        LegalBasis,
        verbose_name=_("legal basis"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("answered"))
    #: When the check was opened, from the check itself by a trigger: the policy asks here.
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    #: The agencies that it was disclosed to: those in the room when its item began. Kept by a trigger.
    shared_with = ArrayField(
        models.BigIntegerField(), verbose_name=_("shared with"), default=list, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    class Privacy:
        personal: ClassVar = {"case", "question", "answer", "text", "dimension", "basis", "document"}
        plain: ClassVar = {"agency", "by", "at", "opened_at", "shared_with", "version"}

    class Meta:
        verbose_name = _("answer to a register check")
        verbose_name_plural = _("answers to register checks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    answer__in=["not_known", "nothing"],
                    text="",
                    dimension="",
                    basis__isnull=True,
                    document__isnull=True,
                )
                | (Q(answer="told", basis__isnull=False, document__isnull=True) & ~Q(text=""))
                | Q(answer="attached", basis__isnull=False, document__isnull=False),
                name="answer_says_what_it_contributes",
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
