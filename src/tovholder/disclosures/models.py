"""Legal bases, consents and disclosures."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tovholder.access.drafts import Draft
from tovholder.access.models import Agency, Owned, OwnedQuerySet, User
from tovholder.audit.history import tracked
from tovholder.core.constraints import both_or_neither
from tovholder.core.ids import ById
from tovholder.people.models import Person


class LegalBasisQuerySet(OwnedQuerySet):
    def valid(self, on: object) -> "LegalBasisQuerySet":
        """In force on a day."""
        return self.filter(Q(valid_from__lte=on), Q(valid_until__isnull=True) | Q(valid_until__gte=on))


@tracked()
class LegalBasis(ById, Owned):
    """A provision that allows a disclosure, as data: when it is in force, and which agencies it reaches."""

    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("provision"), max_length=120)
    short_title = models.CharField(_("short form"), max_length=60)
    meaning = models.CharField(_("what it allows"), max_length=500)
    source = models.CharField(_("source"), max_length=300)
    #: Kinds of agency (access.Agency.Kind) that may give on it, and that it reaches.
    gives = ArrayField(models.CharField(max_length=20), verbose_name=_("who may give"))
    reaches = ArrayField(models.CharField(max_length=20), verbose_name=_("whom it reaches"))
    needs_consent = models.BooleanField(_("rests on consent"), default=False)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    objects: ClassVar[Any] = LegalBasisQuerySet.as_manager()

    class Privacy:
        plain: ClassVar = {
            "key",
            "title",
            "short_title",
            "meaning",
            "source",
            "gives",
            "reaches",
            "needs_consent",
            "valid_from",
            "valid_until",
        }

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key", "valid_from"], name="basis_key_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="basis_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.short_title


class ConsentQuerySet(OwnedQuerySet):
    def standing(self, on: object) -> "ConsentQuerySet":
        """Given, not run out and not withdrawn, on a day."""
        return self.filter(
            Q(valid_from__lte=on),
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            withdrawn_at__isnull=True,
        )


@tracked()
class Consent(ById, Owned):
    """Somebody allows that one purpose is served by these agencies; withdrawn, what rests on it stops."""

    class Way(models.TextChoices):
        WRITTEN = "written", _("in writing")
        ORAL = "oral", _("orally, noted")
        DIGITAL = "digital", _("digitally")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=300)
    agencies = models.ManyToManyField(
        Agency, verbose_name=_("agencies"), related_name="+", through="ConsentAgency"
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    way = models.CharField(_("how it was given"), max_length=10, choices=Way)
    given_by = models.CharField(
        _("given by"), max_length=150, blank=True, help_text=_("For a child: who holds custody.")
    )
    noted_at = models.DateTimeField(_("noted"))
    noted_by = models.ForeignKey(User, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+")
    #: Whose it is: she who noted it may work elsewhere one day.
    agency = models.ForeignKey(
        Agency, verbose_name=_("noted for"), on_delete=models.PROTECT, related_name="+", null=True
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_noted_by = models.ForeignKey(
        User,
        verbose_name=_("withdrawal noted by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    withdrawn_how = models.CharField(_("how it was withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"person", "purpose", "way", "given_by", "withdrawn_at", "withdrawn_how"}
        plain: ClassVar = {
            "valid_from",
            "valid_until",
            "noted_at",
            "noted_by",
            "agency",
            "withdrawn_noted_by",
        }

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes: ClassVar = [models.Index(fields=["person", "-noted_at"], name="consent_by_person")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("withdrawn_at", "withdrawn_noted_by"),
                name="consent_withdrawn_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="consent_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id]}


@tracked()
class ConsentAgency(ById):
    """An agency that a consent names."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="reach")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal: ClassVar = {"consent", "agency"}

    class Meta:
        verbose_name = _("agency of a consent")
        verbose_name_plural = _("agencies of consents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consent", "agency"], name="consent_agency_once")
        ]

    def __str__(self) -> str:
        return str(self.agency)


class DisclosureQuerySet(OwnedQuerySet):
    def standing(self, at: datetime) -> "DisclosureQuerySet":
        """Neither stopped nor past their consent's end: what they let the receiver see, he still sees."""
        runs = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
        return self.filter(runs, stopped_at__isnull=True)


@tracked()
class Disclosure(ById, Owned):
    """What went from one agency to one other, once: a share with six agencies is six rows of one `act`.

    Either end may be outside the installation (a school that tells us, another municipality's info house):
    then its name stands in the particulars. An auditor reads this row, and so it says nothing in words.
    """

    class What(models.TextChoices):
        NOTE = "note", _("a note")
        DOCUMENT = "document", _("a document")
        SUMMARY = "summary", _("a summary")
        ORAL = "oral", _("told orally")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    act = models.UUIDField(_("act"), editable=False)
    what = models.CharField(_("what"), max_length=10, choices=What)
    giver = models.ForeignKey(
        Agency, verbose_name=_("from"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    receiver = models.ForeignKey(
        Agency, verbose_name=_("to"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("when"))
    #: None, where nobody has said: then who gave it answers for it (`wording.basis`).
    basis = models.ForeignKey(
        LegalBasis,
        verbose_name=_("legal basis"),
        on_delete=models.PROTECT,
        related_name="disclosures",
        null=True,
        blank=True,
    )
    consent = models.ForeignKey(
        Consent,
        verbose_name=_("consent"),
        on_delete=models.PROTECT,
        related_name="disclosures",
        null=True,
        blank=True,
    )
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    #: The midnight after the last day of the consent that it rests on; a trigger writes it.
    ends_at = models.DateTimeField(_("its consent runs out"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = DisclosureQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"person", "what", "consent"}
        plain: ClassVar = {"act", "giver", "receiver", "at", "basis", "recorded_by", "stopped_at", "ends_at"}

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-at", "-id"], name="disclosure_newest"),
            models.Index(fields=["person", "-at"], name="disclosure_by_person"),
            # The ledger of an agency: what it gave, what it was given.
            models.Index(fields=["giver", "-at", "-id"], name="disclosure_given"),
            models.Index(fields=["receiver", "-at", "-id"], name="disclosure_received"),
            # To whom else the same passed, and what a purge takes.
            models.Index(fields=["act"], name="disclosure_by_act"),
            # What has run out is left out of whatever a receiver reads.
            models.Index(
                fields=["receiver", "ends_at"],
                name="disclosure_runs_out",
                condition=Q(ends_at__isnull=False, stopped_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(giver__isnull=False) | Q(receiver__isnull=False),
                name="disclosure_one_end_is_ours",
            ),
            models.CheckConstraint(
                condition=Q(giver__isnull=True) | Q(receiver__isnull=True) | ~Q(giver=F("receiver")),
                name="disclosure_between_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.reader}"

    def get_absolute_url(self) -> str:
        """The entry's page in the ledger."""
        return reverse("disclosures:disclosure", args=[self.pk])

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id]}

    @property
    def sender(self) -> str:
        """Who gave it, in words."""
        return self.giver.short_name if self.giver else self.particulars.outside

    @property
    def reader(self) -> str:
        """Who got it, in words."""
        return self.receiver.short_name if self.receiver else self.particulars.outside


@tracked()
class Particulars(models.Model):
    """What a disclosure's entry says in words: for its two ends, as far as they see the person."""

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.PROTECT, primary_key=True, related_name="particulars"
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    necessity = models.CharField(_("why it is necessary"), max_length=500)
    outside = models.CharField(_("who is at the end outside"), max_length=150, blank=True)
    stopped_why = models.CharField(_("why it stopped"), max_length=200, blank=True)

    class Privacy:
        personal: ClassVar = {"disclosure", "purpose", "necessity", "outside", "stopped_why"}

    class Meta:
        verbose_name = _("particulars of a disclosure")
        verbose_name_plural = _("particulars of disclosures")

    def __str__(self) -> str:
        return self.purpose


@tracked()
class Content(ById):
    """Exactly what was disclosed. The receiver reads it until the disclosure stops; an auditor never."""

    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="content")
    text = models.TextField(_("exactly what was disclosed"))

    class Privacy:
        personal: ClassVar = {"disclosure", "text"}

    class Meta:
        verbose_name = _("disclosed content")
        verbose_name_plural = _("disclosed contents")

    def __str__(self) -> str:
        return self.text[:60]


class DisclosureDraft(Draft):
    """What somebody writes for the ledger about a person and has not saved.

    Goes with the person and when its writer is recused (migration 0007), and after its time.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Privacy(Draft.Privacy):
        personal: ClassVar = Draft.Privacy.personal | {"person"}

    class Meta:
        verbose_name = _("draft of a disclosure")
        verbose_name_plural = _("drafts of disclosures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=Draft.ONCE, name="disclosuredraft_once_a_form")
        ]
