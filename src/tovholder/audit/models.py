"""The log of looks: who saw personal data of whom, when, how and why.

The table is made by SQL (migration 0001): partitions by month, defaults that the writer cannot set. Django
knows it for reading; rows are written by `audit.reads` alone.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tovholder.audit.ways import Way
from tovholder.core.columns import column

_SAID = (
    """coalesce((select p.words from audit_purpose p where p.key = audit_read.purpose), audit_read.purpose)"""
)


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, actor: Any) -> "LookQuerySet":
        """The looks of the actor's municipality; the database shows them to auditors alone."""
        return self.filter(municipality=actor.municipality_id)

    def shown(self) -> "LookQuerySet":
        """What showed something."""
        return self.exclude(way=Way.REFUSED)

    def refused(self) -> "LookQuerySet":
        """Attempts that showed nothing; `purpose` holds answer and keys (`reads.record_refusal`)."""
        return self.filter(way=Way.REFUSED)

    def with_purpose(self) -> "LookQuerySet":
        """`said`: what the look was for; in a reader's own words where these stand beside the log."""
        return self.annotate(said=column(_SAID, models.TextField()))


class Look(models.Model):
    """One request, job or command that showed personal data: who, when, by which way, of whom, what for.

    `at` is always the machine's time; what a reader is shown is `at + clock_offset` (the demo's clock).
    `purpose` is one that the program knows, or the key of one in the reader's own words (`TypedPurpose`).
    `persons`, `cases` and `concerns` are ids without foreign keys: the log outlives what it tells of.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"))
    actor = models.BigIntegerField(_("who"), null=True)
    agency = models.BigIntegerField(_("agency"), null=True)
    municipality = models.BigIntegerField(_("municipality"), null=True)
    clock_offset = models.DurationField()
    request = models.TextField(_("request"), null=True)
    way = models.TextField(_("way"), choices=Way.choices)
    view = models.TextField(_("page shown"))
    purpose = models.TextField(_("purpose"))
    persons = ArrayField(models.UUIDField())
    cases = ArrayField(models.UUIDField())
    concerns = ArrayField(models.UUIDField())
    words_hash = models.BinaryField(null=True)

    objects = LookQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"actor", "purpose", "persons", "cases", "concerns", "words_hash"}
        plain: ClassVar = {"at", "agency", "municipality", "clock_offset", "request", "way", "view"}

    class Meta:
        managed = False
        db_table = "audit_read"
        verbose_name = _("look")
        verbose_name_plural = _("looks")

    def __str__(self) -> str:
        return f"{self.way} {self.view} ({self.id})"


class Seal(models.Model):
    """A link of the chain: what it says cannot be changed without breaking all that follow (`audit.seals`).

    It covers the rows of a month that the transactions from one number up to another wrote. `ids` and `marks`
    name a bad row; they go with the rows when the month is dropped, and their hash stays.
    """

    no = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"))
    cluster = models.BigIntegerField()
    part = models.TextField(_("month"))
    n = models.BigIntegerField(_("looks"))
    ids = ArrayField(models.BigIntegerField(), null=True)
    marks = models.BinaryField(null=True)
    ids_hash = models.BinaryField()
    rows_hash = models.BinaryField()
    kind = models.TextField()
    note = models.TextField()
    hash = models.BinaryField()

    class Privacy:
        plain: ClassVar = {"no", "at", "cluster", "part", "n", "ids", "marks", "ids_hash", "rows_hash"} | {
            "kind",
            "note",
            "hash",
        }

    class Meta:
        managed = False
        db_table = "audit_seal"
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.no} {self.part}"


class Verification(models.Model):
    """What somebody found who verified the log: the daily job, or a command."""

    at = models.DateTimeField(_("when"))
    rows = models.BigIntegerField(_("looks"))
    seals = models.BigIntegerField(_("seals"))
    seconds = models.FloatField()
    faults = models.JSONField(default=list)

    class Privacy:
        plain: ClassVar = {"at", "rows", "seals", "seconds", "faults"}

    class Meta:
        verbose_name = _("verification of the log")
        verbose_name_plural = _("verifications of the log")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {len(self.faults)}"


class SearchWords(models.Model):
    """The words of a search, beside the log, which holds their salted hash: they can be forgotten alone."""

    hash = models.BinaryField(primary_key=True)
    salt = models.BinaryField(null=True)
    words = models.TextField(_("words"), null=True)
    at = models.DateTimeField(_("when"))

    class Privacy:
        personal: ClassVar = {"hash", "salt", "words"}
        plain: ClassVar = {"at"}

    class Meta:
        managed = False
        db_table = "audit_words"
        verbose_name = _("search words")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return bytes(self.hash).hex()[:12]


class TypedPurpose(models.Model):
    """Why somebody looked, in her own words, beside the log, which holds their salted hash as `key`."""

    key = models.TextField(primary_key=True)
    salt = models.BinaryField(null=True)
    words = models.TextField(_("words"), null=True)
    municipality = models.BigIntegerField(_("municipality"), null=True)
    at = models.DateTimeField(_("when"))

    class Privacy:
        personal: ClassVar = {"key", "salt", "words"}
        plain: ClassVar = {"municipality", "at"}

    class Meta:
        managed = False
        db_table = "audit_purpose"
        verbose_name = _("purpose in one's own words")
        verbose_name_plural = _("purposes in one's own words")

    def __str__(self) -> str:
        return self.key[:12]
