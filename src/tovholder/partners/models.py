"""Organisations and what is known of working with them: contacts, agreements, the log, the relation.

Periods are half open: `valid_from` is the first day, `valid_until` the first day on which it no longer
holds. An agreement's `runs_until` is its last day, as the parties wrote it.
"""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Owned, OwnedQuerySet
from tovholder.audit.history import tracked
from tovholder.core.constraints import without_cpr
from tovholder.core.sorting import danish_column


def _period() -> Func:
    """The days from `valid_from` up to `valid_until` as a range, for an exclusion constraint."""
    return Func(
        F("valid_from"), F("valid_until"), Value("[)"), function="daterange", output_field=DateRangeField()
    )


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")), name=name
    )


class DatedQuerySet(OwnedQuerySet):
    def on(self, day: date) -> "DatedQuerySet":
        """What holds on a day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


@tracked()
class District(Owned):
    """A part of the municipality, in the order in which the municipality lists them."""

    key = models.SlugField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Privacy:
        plain: ClassVar = {"key", "name", "order"}

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="district_key_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "name"], name="district_name_in_municipality"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(OwnedQuerySet):
    def in_name_order(self) -> "OrganisationQuerySet":
        """In Danish order by name; also `core.keyset`'s order."""
        return self.order_by(*Organisation.NAME_ORDER)

    def active(self, on: date) -> "OrganisationQuerySet":
        """Those that exist on a day."""
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=on),
            Q(closed_on__isnull=True) | Q(closed_on__gt=on),
        )

    def schools(self) -> "OrganisationQuerySet":
        return self.filter(kind=Organisation.Kind.SCHOOL)

    def with_school_type(self, on: date) -> "OrganisationQuerySet":
        """With `school_type`: municipal or free on a day, None where it is no school or nothing is known."""
        types = SchoolType.objects.on(on).filter(organisation=OuterRef("pk"))
        return self.annotate(school_type=Subquery(types.values("type")[:1]))


@tracked(exclude=("sort_name",))
class Organisation(Owned):
    """Whom the plan works with: a school, an association, an administration or its unit, a workplace."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("school")
        ASSOCIATION = "association", _("association")
        ADMINISTRATION = "administration", _("administration")
        UNIT = "unit", _("unit of an administration")
        WORKPLACE = "workplace", _("workplace")
        OTHER = "other", _("other organisation")

    NAME_ORDER: ClassVar = ("sort_name", "id")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    sort_name = danish_column("name")
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    institution_number = models.CharField(_("institution number"), max_length=10, blank=True)
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("district"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("belongs to"),
    )
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    active_from = models.DateField(_("exists from"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = OrganisationQuerySet.as_manager()  # type: ignore[misc]

    class Privacy:
        personal: ClassVar = {"note"}  # free text about a place names people now and then
        plain: ClassVar = {
            "kind",
            "name",
            "sort_name",
            "short_name",
            "institution_number",
            "district",
            "parent",
            "street",
            "postcode",
            "city",
            "active_from",
            "closed_on",
        }

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "sort_name", "id"], name="organisation_by_name"),
            models.Index(fields=["municipality", "kind", "sort_name", "id"], name="organisation_by_kind"),
            models.Index(fields=["district", "sort_name", "id"], name="organisation_by_district"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "institution_number"],
                condition=~Q(institution_number=""),
                name="organisation_number_in_municipality",
            ),
            # A closed one may share its name with the one that came after it.
            models.UniqueConstraint(
                "municipality",
                "kind",
                Lower("name"),
                condition=Q(closed_on__isnull=True),
                name="organisation_name_in_municipality",
            ),
            models.CheckConstraint(
                condition=Q(institution_number="") | Q(institution_number__regex=r"^[0-9]+$"),
                name="organisation_number_is_digits",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(active_from__isnull=True)
                | Q(closed_on__gte=F("active_from")),
                name="organisation_closes_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="organisation_is_not_its_own_parent",
            ),
            without_cpr("note", "organisation_note_without_cpr"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:organisation", args=[self.pk])

    def school_type_on(self, day: date) -> str | None:
        """Municipal or free on a day; None where nothing is known. For lists there is `with_school_type`."""
        found: str | None = self.school_types.on(day).values_list("type", flat=True).first()
        return found


@tracked()
class SchoolType(Owned):
    """What a school is from a day to a day. The type on the day of a session decides how pupils count."""

    class Type(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal school")
        FREE = "free", _("free school")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="school_types")
    type = models.CharField(_("type"), max_length=10, choices=Type)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()  # type: ignore[misc]

    class Privacy:
        plain: ClassVar = {"organisation", "type", "valid_from", "valid_until"}

    class Meta:
        verbose_name = _("school type")
        verbose_name_plural = _("school types")
        constraints: ClassVar = [
            _ends_after_it_begins("schooltype_ends_after_it_begins"),
            ExclusionConstraint(
                name="schooltype_one_at_a_time",
                expressions=[
                    (F("organisation"), RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.get_type_display()


@tracked()
class Contact(Owned):
    """Somebody whom we reach at work: a head teacher, a chairman. Never a citizen of the plan's cases."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role or title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    valid_from = models.DateField(_("from"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"name", "role", "email", "phone"}
        plain: ClassVar = {"organisation", "valid_from", "ended_on"}

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from")),
                name="contact_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Agreement(Owned):
    """What was agreed with an organisation, from when, and the last day that it was agreed for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what was agreed"), blank=True)
    valid_from = models.DateField(_("from"))
    runs_until = models.DateField(_("last day"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"text"}
        plain: ClassVar = {"organisation", "title", "valid_from", "runs_until", "ended_on"}

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(runs_until__isnull=True) | Q(runs_until__gte=F("valid_from")),
                name="agreement_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from")),
                name="agreement_ends_after_it_begins",
            ),
            without_cpr("text", "agreement_text_without_cpr"),
        ]

    def __str__(self) -> str:
        return self.title


# The text is not in the record: what was written here by mistake about a citizen must be able to go for good.
@tracked(exclude=("text",))
class ContactLog(Owned):
    """One talk with an organisation: when, how, about what. Never about a citizen."""

    class Channel(models.TextChoices):
        MEETING = "meeting", _("meeting")
        TELEPHONE = "telephone", _("telephone")
        MAIL = "mail", _("mail")
        VISIT = "visit", _("visit")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="log")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="log",
        verbose_name=_("with whom"),
    )
    at = models.DateTimeField(_("when"))
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    text = models.TextField(_("what about"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal: ClassVar = {"contact", "text", "by"}
        plain: ClassVar = {"organisation", "at", "channel"}

    class Meta:
        verbose_name = _("entry in the contact log")
        verbose_name_plural = _("contact log")
        indexes: ClassVar = [
            models.Index("organisation", F("at").desc(), F("id").desc(), name="log_newest_first")
        ]
        constraints: ClassVar = [without_cpr("text", "log_text_without_cpr")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.at:%Y-%m-%d}"


@tracked()
class RelationHolder(Owned):
    """Who of ours holds the relation to an organisation, from a day to a day. One at a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="relations_held",
        verbose_name=_("who"),
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()  # type: ignore[misc]

    class Privacy:
        personal: ClassVar = {"user"}
        plain: ClassVar = {"organisation", "valid_from", "valid_until"}

    class Meta:
        verbose_name = _("relation holder")
        verbose_name_plural = _("relation holders")
        constraints: ClassVar = [
            _ends_after_it_begins("relationholder_ends_after_it_begins"),
            ExclusionConstraint(
                name="relationholder_one_at_a_time",
                expressions=[
                    (F("organisation"), RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


# What was read from the file is no part of the record: it goes when it has been loaded, or by age.
@tracked(exclude=("rows", "report"))
class ImportDraft(Owned):
    """A file that somebody uploaded, between the trial run and the load, and then what came of it."""

    purpose = models.CharField(_("purpose"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    header: Any = models.JSONField(_("heads of the columns"), default=list)
    #: [[line, [cell, …]], …]; emptied by the load.
    rows: Any = models.JSONField(_("rows"), default=list)
    #: What was chosen on screen: {"heads": {"name of a field": index of the column}, …}.
    columns: Any = models.JSONField(_("chosen columns"), default=dict)
    #: [{"line": 2, "state": "taken", "name": "…", "message": "…"}, …], written by the load.
    report: Any = models.JSONField(_("report"), default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    loaded_at = models.DateTimeField(_("loaded"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"rows", "report", "uploaded_by"}
        plain: ClassVar = {"purpose", "file_name", "header", "columns", "uploaded_at", "loaded_at"}

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("partners:import", args=[self.pk])
