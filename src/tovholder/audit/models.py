"""The log of looks: who saw personal data of whom, when, how and why.

The table is made by SQL (migration 0001): partitions by month, defaults that the writer cannot set. Django
knows it for reading; rows are written by `audit.reads` alone.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tovholder.audit.ways import Way


class Look(models.Model):
    """One request, job or command that showed personal data: who, when, by which way, of whom, what for.

    `at` is always the machine's time; what a reader is shown is `at + clock_offset` (the demo's clock).
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
    view = models.TextField(_("page"))
    purpose = models.TextField(_("purpose"))
    persons = ArrayField(models.UUIDField())
    cases = ArrayField(models.UUIDField())
    concerns = ArrayField(models.UUIDField())
    words_hash = models.BinaryField(null=True)

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
