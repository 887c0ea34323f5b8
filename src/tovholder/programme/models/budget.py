"""The plan's money, in DKK: sources with an amount a year and perhaps a last day, and its use."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Owned, User
from tovholder.audit.history import tracked

from .plan import PART, ActionPlan, Part


@tracked()
class BudgetTable(Part):
    """A table of the plan's budget."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="budget_tables")
    title = models.CharField(_("title"), max_length=300)
    # The years for which the plan prints a total; the total is always its sources' sum.
    total_years = models.JSONField(default=list)
    source = models.CharField(_("source"), max_length=300)

    class Privacy:
        plain: ClassVar = {*PART, "plan", "title", "total_years", "source"}

    class Meta(Part.Meta):
        verbose_name = _("budget table")
        verbose_name_plural = _("budget tables")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="budgettable_key_in_plan")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class FundingSource(Part):
    """Where money comes from, what it is for, and the last day on which it can be used."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="funding_sources")
    table = models.ForeignKey(BudgetTable, on_delete=models.PROTECT, related_name="sources")
    title = models.CharField(_("title"), max_length=300)
    purpose = models.TextField(_("purpose"))
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    refinancing_through = models.CharField(_("refinancing through"), max_length=300, blank=True)
    refinancing_deadline = models.DateField(_("refinancing deadline"), null=True, blank=True)
    refinancing_note = models.TextField(_("refinancing note"), blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Privacy:
        plain: ClassVar = {
            *PART,
            "plan",
            "table",
            "title",
            "purpose",
            "expires_on",
            "refinancing_through",
            "refinancing_deadline",
            "refinancing_note",
            "note",
            "source",
        }

    class Meta(Part.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="fundingsource_key_in_plan")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class SourceAmount(Owned):
    """What a source gives in a year."""

    funding = models.ForeignKey(FundingSource, on_delete=models.PROTECT, related_name="amounts")
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)

    class Privacy:
        plain: ClassVar = {"funding", "year", "amount"}

    class Meta:
        verbose_name = _("amount of a year")
        verbose_name_plural = _("amounts of a year")
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["funding", "year"], name="sourceamount_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="sourceamount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.funding_id} {self.year}: {self.amount}"


@tracked()
class RefinancingStep(Owned):
    """How the search for new money stood on a day. The newest counts."""

    class State(models.TextChoices):
        OPEN = "open", _("not applied for")
        APPLIED = "applied", _("applied for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    funding = models.ForeignKey(FundingSource, on_delete=models.PROTECT, related_name="refinancing_steps")
    state = models.CharField(_("state"), max_length=10, choices=State)
    stands_on = models.DateField(_("on"))
    note = models.TextField(_("note"), blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))

    class Privacy:
        plain: ClassVar = {"funding", "state", "stands_on", "note", "set_at"}
        personal: ClassVar = {"set_by"}

    class Meta:
        verbose_name = _("refinancing step")
        verbose_name_plural = _("refinancing steps")
        ordering: ClassVar = ["stands_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "applied", "granted", "refused"]),
                name="refinancingstep_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funding_id} {self.state}"


@tracked()
class Commitment(Owned):
    """Money that is promised: to whom for what, and over which time it runs."""

    funding = models.ForeignKey(FundingSource, on_delete=models.PROTECT, related_name="commitments")
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    made_on = models.DateField(_("made"))
    runs_from = models.DateField(_("runs from"))
    runs_until = models.DateField(_("runs until"))
    text = models.CharField(_("text"), max_length=300)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    released_on = models.DateField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    release_reason = models.CharField(_("why it was released"), max_length=300, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    #: The key of the form that made it: a form that is sent twice makes one.
    form = models.UUIDField(_("form"), editable=False, null=True, unique=True)

    class Privacy:
        plain: ClassVar = {
            "funding",
            "amount",
            "made_on",
            "runs_from",
            "runs_until",
            "released_on",
            "entered_at",
            "form",
        }
        personal: ClassVar = {"text", "reference", "released_by", "release_reason", "entered_by"}

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar = ["made_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_of_something"),
            models.CheckConstraint(
                condition=Q(runs_until__gte=F("runs_from")), name="commitment_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True, released_by__isnull=True, release_reason="")
                | (Q(released_on__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="commitment_released_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class Posting(Owned):
    """Money that was used, or came back (a negative amount). Put right by another, never changed."""

    funding = models.ForeignKey(FundingSource, on_delete=models.PROTECT, related_name="postings")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="postings", null=True, blank=True
    )
    posted_on = models.DateField(_("date"))
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    text = models.CharField(_("text"), max_length=300)
    voucher = models.CharField(_("voucher"), max_length=100, blank=True)
    imported_from = models.CharField(_("imported from"), max_length=200, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    #: The key of the form that made it: a form that is sent twice makes one.
    form = models.UUIDField(_("form"), editable=False, null=True, unique=True)

    class Privacy:
        plain: ClassVar = {
            "funding",
            "commitment",
            "posted_on",
            "amount",
            "imported_from",
            "entered_at",
            "form",
        }
        personal: ClassVar = {"text", "voucher", "entered_by"}

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering: ClassVar = ["posted_on", "id"]
        indexes: ClassVar = [models.Index(fields=["funding", "posted_on"], name="posting_by_funding")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["funding", "voucher"], condition=~Q(voucher=""), name="posting_voucher_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_of_something"),
        ]

    def __str__(self) -> str:
        return self.text
