"""Municipalities, agencies, users, and the roles that users have from a date to a date."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tovholder.access.roles import BY_PASSWORD_ALONE, Permission, Role, permissions_of
from tovholder.audit.history import tracked


@tracked()
class Municipality(models.Model):
    """A municipality: the controller of its own records. Most installations have one."""

    code = models.CharField(_("municipality code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Privacy:
        plain: ClassVar = {"code", "name"}

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, actor: "User") -> "AgencyQuerySet":
        """The list of the actor's municipality."""
        return self.filter(municipality=actor.municipality_id)


@tracked()
class Agency(models.Model):
    """A security principal: an administration, the police, psychiatry, the prison service."""

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal administration")
        POLICE = "police", _("police")
        PSYCHIATRY = "psychiatry", _("psychiatry")
        PRISON = "prison", _("prison and probation service")
        OTHER = "other", _("other authority")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="agencies")
    key = models.SlugField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)

    objects = AgencyQuerySet.as_manager()

    class Privacy:
        plain: ClassVar = {"municipality", "key", "name", "short_name", "kind"}

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "key"], name="agency_key_in_municipality")
        ]

    def __str__(self) -> str:
        return self.short_name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: "User") -> "UserQuerySet":
        """Colleagues: the people of the actor's municipality."""
        return self.filter(municipality=actor.municipality_id)

    def with_roles(self, at: datetime) -> "UserQuerySet":
        """With `role_keys`: the roles that each has at a time."""
        grants = RoleGrant.objects.filter(user=OuterRef("pk")).active(at)
        return self.annotate(role_keys=ArraySubquery(grants.values("role")))

    def having(self, role: Role, at: datetime) -> "UserQuerySet":
        """People who have a role at a time and whose account is open."""
        grants = RoleGrant.objects.active(at).filter(role=role)
        return self.filter(ended_at__isnull=True, pk__in=grants.values("user"))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@tracked(exclude=("password", "last_login", "language"))
class User(AbstractBaseUser):
    """Somebody who signs in. Accounts are ended, never deleted: the record still names them."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="users", null=True, blank=True
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="users", null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    ended_at = models.DateTimeField(_("account ended"), null=True, blank=True)
    #: Chosen by the switch on the pages, for mails; "" where it never was: the installation's.
    language = models.CharField(_("language"), max_length=5, blank=True, choices=settings.LANGUAGES)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = UserManager()

    #: What an update may touch: a user stays in her municipality. The database grants no other column.
    CHANGEABLE: ClassVar = (
        *("email", "name", "title", "agency", "language"),
        *("password", "last_login", "ended_at"),
    )

    class Privacy:
        personal: ClassVar = {"email", "name", "title", "password", "last_login"}
        plain: ClassVar = {"municipality", "agency", "created_at", "ended_at", "language"}

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                condition=Q(id__lt=0) | Q(municipality__isnull=False, agency__isnull=False),
                name="user_belongs_somewhere_unless_system",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Libraries save whole users: an update writes what may be changed, and leaves the rest alone."""
        if not self._state.adding and not args and options.get("update_fields") is None:
            options["update_fields"] = self.CHANGEABLE
        super().save(*args, **options)

    @property
    def reads(self) -> str:
        """The language of mails to her."""
        return self.language or settings.LANGUAGE_CODE

    def get_absolute_url(self) -> str:
        """The person's page in Administration."""
        return reverse("access:person", args=[self.pk])

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.ended_at is None

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What this user may do, from the roles that `with_roles` put on the row."""
        if not self.is_active:
            return frozenset()
        return permissions_of(self.role_keys)

    @cached_property
    def role_keys(self) -> list[str]:
        """Roles where the row was not fetched `with_roles`: none, so that forgetting it opens nothing."""
        return []

    @cached_property
    def has_second_factor(self) -> bool:
        """Where the row was not fetched by the sign-in (access.backends): none, for the same reason."""
        return False

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone would open too much."""
        return bool(self.permissions - BY_PASSWORD_ALONE)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self, at: datetime) -> "RoleGrantQuerySet":
        return self.running(at).filter(valid_from__lte=at)

    def running(self, at: datetime) -> "RoleGrantQuerySet":
        """Not over: active, or beginning later."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))

    def visible_to(self, actor: User) -> "RoleGrantQuerySet":
        """The roles of colleagues."""
        return self.filter(user__municipality=actor.municipality_id)


@tracked()
class RoleGrant(models.Model):
    """A user has a role from a time to a time, because somebody gave it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, role.value) for role in Role])
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200)

    objects = RoleGrantQuerySet.as_manager()

    class Privacy:
        personal: ClassVar = {"user", "role", "granted_by", "reason"}
        plain: ClassVar = {"valid_from", "valid_until"}

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        indexes: ClassVar = [models.Index(fields=["user", "valid_from"], name="rolegrant_by_user")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="rolegrant_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="rolegrant_once_at_a_time",
                expressions=[
                    ("user", "="),
                    ("role", "="),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.user_id})"


@tracked()
class AccountAct(models.Model):
    """What an administrator did with somebody's account, and why: the reasons that a row cannot hold."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("account opened")
        CHANGED = "changed", _("details changed")
        MOVED = "moved", _("moved to another agency")
        ROLE_ENDED = "role_ended", _("role ended")
        SECOND_FACTOR_RESET = "second_factor_reset", _("second factor removed")
        ENDED = "ended", _("account ended")
        REOPENED = "reopened", _("account reopened")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("act"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    class Privacy:
        personal: ClassVar = {"user", "by", "reason"}
        plain: ClassVar = {"kind", "at"}

    class Meta:
        verbose_name = _("act on an account")
        verbose_name_plural = _("acts on accounts")
        indexes: ClassVar = [models.Index(fields=["user", "at"], name="accountact_by_user")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.user_id})"


class OwnedQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: User) -> "OwnedQuerySet":
        """Rows of the actor's own municipality."""
        return self.filter(municipality=actor.municipality_id)


class Owned(models.Model):
    """A row that belongs to one municipality. Row level security follows from inheriting this."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
