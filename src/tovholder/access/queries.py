"""Reading people, roles and agencies for the pages of Administration and the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.functions import Collate
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tovholder.access.actors import System
from tovholder.access.models import AccountAct, Agency, RoleGrant, User, UserQuerySet
from tovholder.access.roles import EVERYBODY, ROLES, WORDS, Permission, Role
from tovholder.core.sorting import DanishWord

#: More people than any municipality has on its plan; the list says so where there are more.
MOST = 500


BY_NAME = Collate(DanishWord(F("name")), "C")


@dataclass(frozen=True)
class PersonRow:
    """Somebody in the list of people."""

    user: User
    url: str
    role_words: str
    ended: str
    second_factor: bool
    last_login: datetime | None


@dataclass(frozen=True)
class GrantRow:
    """A role that somebody has, had or will have."""

    grant: RoleGrant
    label: str
    granted_by: str
    state: str

    @property
    def last_moment(self) -> datetime | None:
        """A role that runs until midnight has its last day before it."""
        until = self.grant.valid_until
        return until - timedelta(microseconds=1) if until else None


@dataclass(frozen=True)
class ActRow:
    """What an administrator did with the account."""

    act: AccountAct
    by: str


@dataclass(frozen=True)
class RoleRow:
    """A role for the page "Who may do what"."""

    role: Role
    label: str
    duty: str
    permissions: list[str]


def people(
    *, of: User, at: datetime, name: str = "", role: str = "", agency: int | None = None, state: str = "open"
) -> list[PersonRow]:
    """The people of the actor's municipality, in Danish order of name; two statements.

    :param state: "open", "ended", or "all".
    """
    found: UserQuerySet = User.objects.visible_to(of).with_roles(at).select_related("agency")
    if state != "all":
        found = found.filter(ended_at__isnull=state == "open")
    if name:
        found = found.filter(Q(name__icontains=name) | Q(email__icontains=name))
    if role:
        found = found.filter(pk__in=RoleGrant.objects.active(at).filter(role=role).values("user"))
    if agency:
        found = found.filter(agency=agency)
    users = list(found.order_by(BY_NAME, "pk")[: MOST + 1])
    factors = second_factors()
    return [
        PersonRow(
            user,
            user.get_absolute_url(),
            ", ".join(role_labels(user.role_keys)),
            _("ended %(day)s") % {"day": date_format(localtime(user.ended_at))} if user.ended_at else "",
            user.pk in factors,
            last_sign_in(user),
        )
        for user in users
    ]


def role_labels(keys: Iterable[str]) -> list[str]:
    """The roles' names, in the table's order."""
    return [str(definition.label) for role, definition in ROLES.items() if role in keys]


def second_factors() -> dict[int, list[str]]:
    """Which kinds of second factor each colleague has; nothing unless the actor is an administrator."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select user_id, array_agg(kind order by kind) from tovholder.second_factors() group by 1"
        )
        return dict(cursor.fetchall())


def last_sign_in(user: User) -> datetime | None:
    """When somebody last signed in. The library notes the machine's time; the demo lives at another."""
    return user.last_login + settings.CLOCK_OFFSET if user.last_login else None


def names(of: User) -> dict[int, str]:
    """Everybody of the actor's municipality by id, and the system actors; one statement."""
    found = {int(system): system.words for system in System}
    return found | dict(User.objects.visible_to(of).order_by(BY_NAME).values_list("pk", "name"))


def grants(*, user: User, at: datetime, who: Mapping[int, str]) -> list[GrantRow]:
    """Somebody's roles, the running ones first, then the latest."""
    rows = [
        GrantRow(
            grant,
            str(ROLES[Role(grant.role)].label) if grant.role in ROLES else grant.role,
            who.get(grant.granted_by_id, ""),
            "ended" if grant.valid_until and grant.valid_until <= at else "running",
        )
        for grant in RoleGrant.objects.filter(user=user).order_by("-valid_from", "-pk")
    ]
    return sorted(rows, key=lambda row: row.state == "ended")


def acts(*, user: User, who: Mapping[int, str]) -> list[ActRow]:
    """What was done with somebody's account, the latest first."""
    found = AccountAct.objects.filter(user=user).order_by("-at", "-pk")
    return [ActRow(act, who.get(act.by_id, "")) for act in found]


def agencies(*, of: User) -> list[Agency]:
    """The municipality's agencies with `people`: how many open accounts each has."""
    found = Agency.objects.visible_to(of)
    counted = found.annotate(people=Count("users", filter=Q(users__ended_at__isnull=True)))
    return list(counted.order_by("kind", BY_NAME, "pk"))


def roles() -> list[RoleRow]:
    """The table of roles in words: what each may do beyond what everybody may."""
    return [
        RoleRow(
            role,
            str(definition.label),
            str(definition.duty),
            [str(WORDS[each]) for each in Permission if each in definition.permissions - EVERYBODY],
        )
        for role, definition in ROLES.items()
    ]


def for_everybody() -> list[str]:
    """What every signed-in user may do, in words."""
    return [str(WORDS[each]) for each in Permission if each in EVERYBODY]
