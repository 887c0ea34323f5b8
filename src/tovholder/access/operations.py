"""Opening and ending accounts, granting and ending roles, and the agencies. What an administrator does.

Whoever runs the installation does the first of it on the server: `set_up`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import AlreadyEnqueued

from tovholder.access import gate, tasks
from tovholder.access.actors import System
from tovholder.access.models import AccountAct, Agency, Municipality, RoleGrant, User
from tovholder.access.roles import Permission, Role
from tovholder.core.meanwhile import AT_ONE_INSTANT, save_unchanged
from tovholder.core.turns import wait_for_turn


class Refused(Exception):
    """A rule of the house stands against it. The text can be shown."""

    message: Any = ""

    def __str__(self) -> str:
        return str(self.message)


class AddressTaken(Refused):
    """One address is one account on the whole installation (docs/decisions/0004): no more is told."""

    message = _("This e-mail address has an account already.")


class LastAdministrator(Refused):
    """Without an administrator nobody could open an account again."""

    message = _("Somebody must be administrator: grant another person that role first.")


class OwnAccount(Refused):
    """Two pairs of eyes: see `grant_role`."""

    message = _("You cannot do this with your own account. Ask another administrator.")


class AccountIsEnded(Refused):
    """Nothing is granted to an account that is ended."""

    message = _("The account is ended. Reopen it first.")


class AccountIsOpen(Refused):
    """Only an ended account is reopened."""

    message = _("The account is open.")


class HasRole(Refused):
    """The same role twice at a time says nothing."""

    message = _("This person has that role in that time already.")


class RoleIsEnded(Refused):
    """A role ends once."""

    message = _("The role is ended already.")


class EndsBeforeItBegins(Refused):
    """A role's last day lies ahead."""

    message = _("The role must end after it begins.")


class NotOfThisMunicipality(Refused):
    """A person works in an agency of her own municipality's list."""

    message = _("The agency is not one of this municipality.")


class ChangedMeanwhile(Refused):
    """Of two who change the same at the same instant, one does."""

    message = AT_ONE_INSTANT


class IsSoAlready(Refused):
    """Somebody else was first, or it never was otherwise: the reason would stand for nothing."""

    message = _("It is so already: nothing was changed, and the reason is not kept.")


class KeyTaken(Refused):
    """An agency's key is its name in files."""

    message = _("Another agency has this key.")


@transaction.atomic
def open_account(
    *,
    email: str,
    name: str,
    title: str = "",
    agency: Agency,
    role: Role | None,
    by: User,
    at: datetime,
    reason: str,
    site: str,
) -> User:
    """Open an account in the administrator's municipality, and send a link to choose a password.

    :param role: the first role, from now on; more by `grant_role`.
    :param site: this installation's address, for the link: "https://host".
    :raises gate.Denied: `by` may not manage access.
    :raises AddressTaken: the address has an account, here or in another municipality.
    :raises NotOfThisMunicipality: the agency belongs elsewhere.
    """
    gate.require(by, Permission.ACCESS_MANAGE)
    if agency.municipality_id != by.municipality_id:
        raise NotOfThisMunicipality
    user = _new_user(email=email, name=name, title=title, agency=agency)
    _note(AccountAct.Kind.OPENED, user=user, by=by, at=at, reason=reason)
    if role is not None:
        RoleGrant.objects.create(user=user, role=role, valid_from=at, granted_by=by, reason=reason)
    tasks.send_invitation.defer(user_id=user.pk, site=site)
    return user


@transaction.atomic
def invite_again(*, user: User, by: User, at: datetime, site: str) -> None:
    """Send a new link to choose a password, to somebody who never came in or forgot it.

    :raises AccountIsEnded: the account is ended.
    """
    _of_own_municipality(user, by)
    if user.ended_at is not None:
        raise AccountIsEnded
    invitation = tasks.send_invitation.configure(queueing_lock=f"invitation {user.pk}")
    try:
        with transaction.atomic():
            invitation.defer(user_id=user.pk, site=site)
    except AlreadyEnqueued:  # a second click: one waits to be sent
        return


@transaction.atomic
def change_details(
    *, user: User, name: str, title: str, email: str, by: User, at: datetime, reason: str
) -> None:
    """Change somebody's name, title or address. A changed address is told to the old one.

    :raises AddressTaken: the new address has an account.
    :raises ChangedMeanwhile: somebody else changed them after they were fetched.
    :raises IsSoAlready: nothing is changed.
    :raises OwnAccount: an administrator asks another one to change her own address.
    """
    _of_own_municipality(user, by)
    before = user.email
    moved = email.lower() != before.lower()
    if moved and user.pk == by.pk:
        raise OwnAccount
    if (user.name, user.title, before) == (name, title, email):
        _unless_noted(AccountAct.Kind.CHANGED, user, by, reason)
        return
    try:
        with transaction.atomic():
            saved = save_unchanged(user, {"name": name, "title": title, "email": email})
    except IntegrityError as taken:
        raise AddressTaken from taken
    if not saved:
        raise ChangedMeanwhile
    _note(AccountAct.Kind.CHANGED, user=user, by=by, at=at, reason=reason)
    if moved:
        _vouch_for_address(user)
        end_sessions(user)
        tasks.tell_address_changed.defer(address=before, language=user.language)


@transaction.atomic
def end_account(*, user: User, by: User, at: datetime, reason: str) -> None:
    """End an account: signed out everywhere at once, every running role ended. The record keeps the name.

    :raises OwnAccount: another administrator ends hers.
    :raises LastAdministrator: nobody else could open accounts.
    :raises AccountIsEnded: it is ended.
    """
    _of_own_municipality(user, by)
    if user.pk == by.pk:
        raise OwnAccount
    _one_at_a_time(by)
    if not User.objects.filter(pk=user.pk, ended_at__isnull=True).exists():
        raise AccountIsEnded
    _somebody_else_is_administrator(user, at)
    for grant in RoleGrant.objects.filter(user=user).running(at):
        _end(grant, at)
    user.ended_at = at
    user.save(update_fields=["ended_at"])
    end_sessions(user)
    _note(AccountAct.Kind.ENDED, user=user, by=by, at=at, reason=reason)


@transaction.atomic
def reopen(*, user: User, by: User, at: datetime, reason: str, site: str) -> None:
    """Open an ended account again: without roles, without the old password, with a new invitation.

    :raises AccountIsOpen: it is not ended.
    """
    _of_own_municipality(user, by)
    user.set_unusable_password()
    ended = User.objects.filter(pk=user.pk, ended_at__isnull=False)
    if not ended.update(ended_at=None, password=user.password):
        raise AccountIsOpen
    user.ended_at = None
    _note(AccountAct.Kind.REOPENED, user=user, by=by, at=at, reason=reason)
    tasks.send_invitation.defer(user_id=user.pk, site=site)


@transaction.atomic
def grant_role(
    *, user: User, role: Role, by: User, at: datetime, reason: str, until: datetime | None = None
) -> RoleGrant:
    """Give somebody a role from now on, until a time or until it is ended.

    Nobody gives herself a role. An administrator sees no content, and that is worth nothing if she can
    give herself a role that does: it takes another administrator, or somebody who can log in on the
    server (`tovholder setup`), and the record names both. The database refuses it as well.

    :raises OwnAccount: `user` is `by`.
    :raises HasRole: she has it in that time.
    :raises EndsBeforeItBegins: `until` has passed.
    :raises AccountIsEnded: the account is ended.
    """
    _of_own_municipality(user, by)
    if user.pk == by.pk:
        raise OwnAccount
    if user.ended_at is not None:
        raise AccountIsEnded
    if until is not None and until <= at:
        raise EndsBeforeItBegins
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                user=user, role=role, valid_from=at, valid_until=until, granted_by=by, reason=reason
            )
    except IntegrityError as twice:
        raise HasRole from twice
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User, at: datetime, reason: str) -> None:
    """End a role now.

    :raises LastAdministrator: it is the last administrator's.
    :raises RoleIsEnded: it is over.
    """
    _of_own_municipality(grant.user, by)
    _one_at_a_time(by)
    if not RoleGrant.objects.filter(pk=grant.pk).running(at).exists():
        raise RoleIsEnded
    if grant.role == Role.ADMINISTRATOR:
        _somebody_else_is_administrator(grant.user, at)
    # The note comes first: an administrator who ends her own role may not write it afterwards.
    _note(AccountAct.Kind.ROLE_ENDED, user=grant.user, by=by, at=at, reason=reason)
    _end(grant, at)


@transaction.atomic
def change_agency(*, user: User, agency: Agency, by: User, at: datetime, reason: str) -> None:
    """Move somebody to another agency of the municipality.

    :raises ChangedMeanwhile: somebody else moved her after she was fetched.
    :raises IsSoAlready: she belongs to it.
    :raises NotOfThisMunicipality: the agency belongs elsewhere.
    :raises OwnAccount: whoever belongs to an agency sees what that agency sees.
    """
    _of_own_municipality(user, by)
    if user.pk == by.pk:
        raise OwnAccount
    if agency.municipality_id != user.municipality_id:
        raise NotOfThisMunicipality
    if user.agency_id == agency.pk:
        _unless_noted(AccountAct.Kind.MOVED, user, by, reason)
        return
    if not save_unchanged(user, {"agency": agency}):
        raise ChangedMeanwhile
    _note(AccountAct.Kind.MOVED, user=user, by=by, at=at, reason=reason)


@transaction.atomic
def reset_second_factor(*, user: User, by: User, at: datetime, reason: str) -> int:
    """Remove somebody's second factors, sign her out, and tell her of them; return how many there were.

    :raises IsSoAlready: she has none.
    :raises OwnAccount: one's own are managed on one's own page, with one's password.
    """
    _of_own_municipality(user, by)
    if user.pk == by.pk:
        raise OwnAccount
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.remove_second_factors(%s)", [user.pk])
        (removed,) = cursor.fetchone()
    if not removed:
        _unless_noted(AccountAct.Kind.SECOND_FACTOR_RESET, user, by, reason)
        return 0
    end_sessions(user)
    _note(AccountAct.Kind.SECOND_FACTOR_RESET, user=user, by=by, at=at, reason=reason)
    tasks.tell_second_factor_removed.defer(user_id=user.pk)
    return int(removed)


@transaction.atomic
def add_agency(*, key: str, name: str, short_name: str, kind: str, by: User, at: datetime) -> Agency:
    """Put an agency on the municipality's list.

    :raises KeyTaken: the list has that key.
    """
    gate.require(by, Permission.ACCESS_MANAGE)
    assert by.municipality_id is not None, "whoever has a role has a municipality"
    try:
        with transaction.atomic():
            return Agency.objects.create(
                municipality_id=by.municipality_id, key=key, name=name, short_name=short_name, kind=kind
            )
    except IntegrityError as taken:
        raise KeyTaken from taken


@transaction.atomic
def change_agency_details(
    *, agency: Agency, name: str, short_name: str, kind: str, by: User, at: datetime
) -> None:
    """Name an agency otherwise. Its key stays: files name it.

    :raises ChangedMeanwhile: somebody else changed it after it was fetched.
    """
    gate.require(by, Permission.ACCESS_MANAGE)
    if agency.municipality_id != by.municipality_id:
        raise gate.Denied(Permission.ACCESS_MANAGE)
    if not save_unchanged(agency, {"name": name, "short_name": short_name, "kind": kind}):
        raise ChangedMeanwhile


@transaction.atomic
def set_up(
    *,
    code: str,
    name: str,
    agencies: Iterable[dict[str, str]],
    administrator: dict[str, str],
    at: datetime,
) -> tuple[Municipality, User, bool]:
    """Make a municipality, its agencies and its first administrator, or what of it is missing.

    No gate: it runs on the server as System.COMMAND, before there is anybody to ask, and the database
    lets no other actor make a municipality.

    :param agencies: key, name, short_name and kind of each.
    :param administrator: name, email, title, and agency (a key).
    :returns: the municipality, the administrator, and whether her account is new.
    :raises AddressTaken: the address is somebody's of another municipality.
    :raises NotOfThisMunicipality: the administrator's agency is not on the list.
    """
    municipality, _new = Municipality.objects.get_or_create(code=code, defaults={"name": name})
    if municipality.name != name:
        municipality.name = name
        municipality.save(update_fields=["name"])
    for entry in agencies:
        words = {key: entry[key] for key in ("name", "short_name", "kind")}
        Agency.objects.update_or_create(
            municipality=municipality, key=entry["key"], create_defaults=words, defaults=words
        )
    office = Agency.objects.filter(municipality=municipality, key=administrator["agency"]).first()
    if office is None:
        raise NotOfThisMunicipality
    user: User | None = User.objects.filter(email__iexact=administrator["email"]).first()
    opened = user is None
    if user is None:
        user = _new_user(
            email=administrator["email"],
            name=administrator["name"],
            title=administrator.get("title", ""),
            agency=office,
        )
    elif user.municipality_id != municipality.pk:
        raise AddressTaken
    elif user.ended_at is not None:
        raise AccountIsEnded
    if not RoleGrant.objects.active(at).filter(user=user, role=Role.ADMINISTRATOR).exists():
        RoleGrant.objects.create(
            user=user,
            role=Role.ADMINISTRATOR,
            valid_from=at,
            granted_by_id=System.COMMAND,
            reason="Set up on the server",
        )
    return municipality, user, opened


def end_sessions(user: User) -> int:
    """Sign somebody out everywhere; return from how many places. A session's owner stands inside it."""
    ended = 0
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended


def _new_user(*, email: str, name: str, title: str, agency: Agency) -> User:
    user = User(email=email, name=name, title=title, municipality_id=agency.municipality_id, agency=agency)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise AddressTaken from taken
    _vouch_for_address(user)
    return user


@transaction.atomic
def choose_language(*, by: User, language: str) -> None:
    """Mails to her are in it from now on."""
    by.language = language
    by.save(update_fields=["language"])


def _of_own_municipality(user: User, by: User) -> None:
    gate.require(by, Permission.ACCESS_MANAGE)
    if user.municipality_id is None or user.municipality_id != by.municipality_id:
        raise gate.Denied(Permission.ACCESS_MANAGE)


def _one_at_a_time(by: User) -> None:
    """Two administrators who end each other in the same second: the second waits, and is refused."""
    wait_for_turn(f"administrators of {by.municipality_id}")


def _somebody_else_is_administrator(user: User, at: datetime) -> None:
    holders = User.objects.having(Role.ADMINISTRATOR, at).filter(municipality=user.municipality_id)
    if holders.filter(pk=user.pk).exists() and not holders.exclude(pk=user.pk).exists():
        raise LastAdministrator


def _end(grant: RoleGrant, at: datetime) -> None:
    # A role that was granted in the same instant still lasts a moment: it ends after it begins.
    grant.valid_until = max(at, grant.valid_from + timedelta(microseconds=1))
    grant.save(update_fields=["valid_until"])


def _vouch_for_address(user: User) -> None:
    """The sign-in library keeps addresses of its own, and trusts those that are verified: this one is.

    Whoever opens an account says whose the address is, and nobody changes his own. With an address that is
    not verified the library adds no second factor, and forgets the password at the first sign-in by the
    identity provider.
    """
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email.lower(), verified=True, primary=True)


def _unless_noted(kind: str, user: User, by: User, reason: str) -> None:
    """A second click is no fault.

    :raises IsSoAlready: this was not noted by the same administrator, for the same reason.
    """
    acts = AccountAct.objects.filter(user=user)
    last = acts.order_by("-at", "-pk").values_list("kind", "by", "reason").first()
    if last != (kind, by.pk, reason):
        raise IsSoAlready


def _note(kind: str, *, user: User, by: User, at: datetime, reason: str) -> None:
    AccountAct.objects.create(user=user, kind=kind, at=at, by=by, reason=reason)
