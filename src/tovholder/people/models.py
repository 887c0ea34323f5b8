"""People, what is known of who they are, and how two of them turned out to be one."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.models import Owned, OwnedQuerySet, User
from tovholder.audit.history import tracked
from tovholder.core.constraints import both_or_neither
from tovholder.core.ids import ById
from tovholder.core.sealing import unseal

CPR_PLACE = "people_person.cpr_sealed"


def _particular(name: str, nothing: Any = None) -> Any:
    def read(person: Any) -> Any:
        row = getattr(person, "particulars", None)
        return getattr(row, name) if row else nothing

    return property(read)


class PersonQuerySet(OwnedQuerySet):
    def visible_to(self, actor: User) -> "PersonQuerySet":
        """Row level security knows whom the actor may see, and the people of other municipalities are not."""
        return self.filter(municipality=actor.municipality_id)


@tracked()
class Person(ById, Owned):
    """A citizen or a relative. Perhaps no name is known: somebody may have only a description."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    address_protected_at = models.DateTimeField(_("address protected since"), null=True, blank=True)
    made_at = models.DateTimeField(_("entered"))
    made_by = models.ForeignKey(
        User, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    #: What an update may touch; the key, the municipality and who wrote the row stay.
    CHANGEABLE: ClassVar = (
        "name",
        "description",
        "address_protected_at",
        "version",
    )

    class Privacy:
        personal: ClassVar = {"name", "description", "address_protected_at"}
        plain: ClassVar = {"made_at", "made_by", "version"}

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-made_at", "-id"], name="person_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(description=""), name="person_has_name_or_description"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.description

    def get_absolute_url(self) -> str:
        """The person's page."""
        return reverse("people:person", args=[self.pk])

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows, for the read log."""
        return {"persons": [self.pk]}

    @property
    def address(self) -> str:
        """Where she lives, or "": nothing is known, or it is protected and not for the actor.

        One statement, unless the row was fetched with `lives_at`.
        """
        home: Address | None = getattr(self, "lives_at", None)
        return home.text if home else ""

    # Of her particulars, or nothing: they are not for the actor. One statement, unless fetched with them.
    birth_date = _particular("birth_date")
    birth_year = _particular("birth_year")
    cpr_sealed = _particular("cpr_sealed")
    cpr_index = _particular("cpr_index")
    district = _particular("district", "")
    phone = _particular("phone", "")

    @property
    def cpr(self) -> str:
        """The number as ten digits, or "". Showing it is a look of its own (audit.reads.Way.REVEAL)."""
        return unseal(self.cpr_sealed, place=CPR_PLACE, row=self.pk)


@tracked()
class Particulars(Owned):
    """What is known of somebody beside her name; of whom the police are asked, they see nothing of it."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="particulars"
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    cpr_sealed = models.BinaryField(_("CPR number, locked"), null=True, blank=True)
    cpr_index = models.BinaryField(_("CPR number, keyed index"), null=True, blank=True, max_length=32)
    district = models.CharField(_("district"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    #: What is known; the key and the municipality stay.
    KNOWN: ClassVar = ("birth_date", "birth_year", "cpr_sealed", "cpr_index", "district", "phone")

    class Privacy:
        personal: ClassVar = {
            "person",
            "birth_date",
            "birth_year",
            "cpr_sealed",
            "cpr_index",
            "district",
            "phone",
        }
        plain: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = _("particulars")
        verbose_name_plural = _("particulars")
        indexes: ClassVar = [
            # Not unique: a refusal would tell that somebody hidden has the number. By municipality first, so
            # that a search for it never comes upon another municipality's row.
            models.Index(
                fields=["municipality", "cpr_index"],
                name="particulars_by_cpr",
                condition=Q(cpr_index__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=both_or_neither("cpr_sealed", "cpr_index"), name="particulars_cpr_with_its_index"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id]}


@tracked()
class Address(Owned):
    """Where somebody lives, in a row of its own: where it is protected, coordinators alone see that row."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="lives_at")
    text = models.CharField(_("address"), max_length=200, blank=True)

    class Privacy:
        personal: ClassVar = {"person", "text"}
        plain: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return self.text

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id]}


@tracked()
class Kinship(ById, Owned):
    """Somebody is somebody's relative: a mother who called, a brother who will come along."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent")
        SIBLING = "sibling", _("sibling")
        PARTNER = "partner", _("partner")
        GUARDIAN = "guardian", _("guardian")
        OTHER = "other", _("other relative")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_to")
    kind = models.CharField(_("relation"), max_length=20, choices=Kind)
    noted_at = models.DateTimeField(_("noted"))
    noted_by = models.ForeignKey(User, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Privacy:
        personal: ClassVar = {"person", "relative", "kind", "ended_at"}
        plain: ClassVar = {"noted_at", "noted_by"}

    class Meta:
        verbose_name = _("kinship")
        verbose_name_plural = _("kinships")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_two"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.person_id, self.relative_id]}


@tracked()
class Double(ById, Owned):
    """Two rows that may be one person, found by the job; a coordinator says whether, and can take it back.

    Merged, both rows stay, each with its own concerns and cases: `gone` stands for `kept` from then on.
    """

    class Ground(models.TextChoices):
        CPR = "cpr", _("the same CPR number")
        NAME = "name", _("alike in name and age")
        SAME_NAME = "same_name", _("the same name, and of one the age is not known")
        BY_HAND = "by_hand", _("pointed out by somebody")

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="doubles")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="double_of")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    found_at = models.DateTimeField(_("found"))
    merged_at = models.DateTimeField(_("merged"), null=True, blank=True)
    merged_by = models.ForeignKey(
        User, verbose_name=_("merged by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    parted_at = models.DateTimeField(_("found to be two"), null=True, blank=True)
    parted_by = models.ForeignKey(
        User, verbose_name=_("said by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Privacy:
        personal: ClassVar = {"kept", "gone", "ground"}
        plain: ClassVar = {"found_at", "merged_at", "merged_by", "parted_at", "parted_by"}

    class Meta:
        verbose_name = _("possible double")
        verbose_name_plural = _("possible doubles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kept", "gone"], name="double_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="double_of_two"),
            models.CheckConstraint(
                condition=both_or_neither("merged_at", "merged_by"), name="double_merged_at_with_by"
            ),
            models.CheckConstraint(
                condition=both_or_neither("parted_at", "parted_by"), name="double_parted_at_with_by"
            ),
        ]

    def __str__(self) -> str:
        return self.get_ground_display()

    def subjects(self) -> dict[str, list[object]]:
        """Whose data a look at this row shows."""
        return {"persons": [self.kept_id, self.gone_id]}
