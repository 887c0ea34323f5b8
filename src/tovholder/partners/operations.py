"""What people do with the register of partners. Importing it from a file: `partners.imports`.

Days are whole days in the municipality; `at` is the time of the deed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core.cpr import holds_cpr
from tovholder.core.meanwhile import AT_ONE_INSTANT, save_unchanged
from tovholder.core.turns import once
from tovholder.partners.models import (
    Agreement,
    Contact,
    ContactLog,
    Organisation,
    RelationHolder,
    SchoolType,
)


class Refused(Exception):
    """It cannot be done; the text says why, for the person who asked. `field` is what to correct."""

    message: ClassVar[str | Promise] = ""
    field: ClassVar[str | None] = None

    def __init__(self) -> None:
        super().__init__(str(self.message))


class NumberTaken(Refused):
    message = _("Another organisation has this institution number.")
    field = "institution_number"


class NameTaken(Refused):
    message = _("There is an organisation of this kind with this name already.")
    field = "name"


class ClosesBeforeItBegins(Refused):
    message = _("It cannot end before the day on which it begins.")
    field = "on"


class NotASchool(Refused):
    message = _("Only a school has a school type.")
    field = "school_type"


class NoTypeWithoutADay(Refused):
    message = _("Say from which day the school is of this type.")
    field = "type_from"


class HoldsCprNumber(Refused):
    message = _("The text holds something like a CPR number. Nothing about a citizen belongs here.")
    field = "text"


class OfAnotherOrganisation(Refused):
    message = _("This contact belongs to another organisation.")
    field = "contact"


class NotInTheMunicipality(Refused):
    message = _("The relation is held by somebody with an account in the municipality.")
    field = "user"


class BeginsLater(Refused):
    message = _("Somebody holds the relation from a later day. End that first.")
    field = "valid_from"


class NotYetHappened(Refused):
    message = _("The log is for what has happened. Choose a time that has passed.")
    field = "when"


class ChangedMeanwhile(Refused):
    message = AT_ONE_INSTANT


#: The database's constraint and what it means for the person who asked.
MEANING: dict[str, type[Refused]] = {
    "organisation_number_in_municipality": NumberTaken,
    "organisation_name_in_municipality": NameTaken,
    "organisation_closes_after_it_begins": ClosesBeforeItBegins,
    "contact_ends_after_it_begins": ClosesBeforeItBegins,
    "agreement_ends_after_it_begins": ClosesBeforeItBegins,
    "relationholder_ends_after_it_begins": ClosesBeforeItBegins,
    "relationholder_one_at_a_time": BeginsLater,
}


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what a constraint means, and leave the transaction usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name in MEANING:
            raise MEANING[name] from error
        if name and name.endswith("_without_cpr"):
            raise HoldsCprNumber from error
        raise


def _save(row: Model, facts: dict[str, Any]) -> None:
    """:raises ChangedMeanwhile: the row holds something else than when it was fetched."""
    with _in_words():
        if not save_unchanged(row, facts):
            raise ChangedMeanwhile


def refuse_cpr(text: str) -> None:
    """:raises HoldsCprNumber: there is something like a CPR number in the text."""
    if holds_cpr(text):
        raise HoldsCprNumber


# --- organisations -------------------------------------------------------------------------------------


@transaction.atomic
def register(
    *, by: User, at: datetime, school_type: str = "", type_from: date | None = None, **facts: Any
) -> Organisation:
    """Put an organisation into the register of the actor's municipality.

    :param facts: the fields of `Organisation`, `kind` and `name` at least.
    :param school_type: what a school is, from `type_from`.
    :raises NumberTaken, NameTaken, NotASchool, NoTypeWithoutADay: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    if school_type and facts["kind"] != Organisation.Kind.SCHOOL:
        raise NotASchool
    if school_type and type_from is None:
        raise NoTypeWithoutADay
    refuse_cpr(facts.get("note", ""))
    with _in_words():
        organisation: Organisation = Organisation.objects.create(
            municipality=by.municipality,  # type: ignore[misc]
            **facts,
        )
    if type_from is not None and school_type:
        SchoolType.objects.create(
            municipality=by.municipality,  # type: ignore[misc]
            organisation=organisation,
            type=school_type,
            valid_from=type_from,
        )
    return organisation


@transaction.atomic
def change(*, organisation: Organisation, by: User, at: datetime, **facts: Any) -> Organisation:
    """Correct what is known of an organisation.

    :raises NumberTaken, NameTaken, HoldsCprNumber, ChangedMeanwhile: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    refuse_cpr(facts.get("note", ""))
    _save(organisation, facts)
    return organisation


@transaction.atomic
def close(*, organisation: Organisation, by: User, at: datetime, on: date) -> None:
    """Close an organisation from a day: it is not offered any more, and what was done with it stays.

    :raises ClosesBeforeItBegins: the day is before the one from which it exists.
    :raises ChangedMeanwhile: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    _save(organisation, {"closed_on": on})


@transaction.atomic
def reopen(*, organisation: Organisation, by: User, at: datetime) -> None:
    """Take a closing back.

    :raises NameTaken: another one has come in its place, with its name.
    :raises ChangedMeanwhile: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    _save(organisation, {"closed_on": None})


@transaction.atomic
def set_school_type(
    *, organisation: Organisation, by: User, at: datetime, school_type: str, type_from: date
) -> None:
    """Say what a school is from a day on: until the day on which a later type begins, if there is one.

    Figures that are not frozen count anew: the type on the day of a session decides how its pupils count.
    :raises NotASchool: it is none.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    if organisation.kind != Organisation.Kind.SCHOOL:
        raise NotASchool
    periods = list(SchoolType.objects.filter(organisation=organisation).order_by("valid_from"))
    until = next((period.valid_from for period in periods if period.valid_from > type_from), None)
    for period in periods:
        if period.valid_from == type_from:
            if period.type != school_type:
                period.type = school_type
                period.save(update_fields=["type"])
            return
        running = period.valid_until is None or period.valid_until > type_from
        if period.valid_from < type_from and running:
            if period.type == school_type:
                return
            period.valid_until = type_from
            period.save(update_fields=["valid_until"])
    SchoolType.objects.create(
        municipality_id=organisation.municipality_id,
        organisation=organisation,
        type=school_type,
        valid_from=type_from,
        valid_until=until,
    )


# --- contacts and agreements ---------------------------------------------------------------------------


@transaction.atomic
def add_contact(*, organisation: Organisation, by: User, at: datetime, **facts: Any) -> Contact:
    """Note whom we reach at an organisation, at work."""
    gate.require(by, Permission.PARTNER_EDIT)
    row = Contact(municipality_id=organisation.municipality_id, organisation=organisation, **facts)
    running = Contact.objects.filter(organisation=organisation, ended_on__isnull=True)
    return once(row, of=organisation, beside=running, says=facts)


@transaction.atomic
def change_contact(*, contact: Contact, by: User, at: datetime, **facts: Any) -> None:
    """Correct a contact."""
    gate.require(by, Permission.PARTNER_EDIT)
    _save(contact, facts)


@transaction.atomic
def end_contact(*, contact: Contact, by: User, at: datetime, on: date) -> None:
    """Somebody is no longer to be reached there.

    :raises ClosesBeforeItBegins: the day is before the contact's first.
    :raises ChangedMeanwhile: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    _save(contact, {"ended_on": on})


@transaction.atomic
def make_agreement(*, organisation: Organisation, by: User, at: datetime, **facts: Any) -> Agreement:
    """Note what was agreed with an organisation.

    :raises HoldsCprNumber: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    refuse_cpr(facts.get("text", ""))
    row = Agreement(municipality_id=organisation.municipality_id, organisation=organisation, **facts)
    running = Agreement.objects.filter(organisation=organisation, ended_on__isnull=True)
    return once(row, of=organisation, beside=running, says=facts)


@transaction.atomic
def change_agreement(*, agreement: Agreement, by: User, at: datetime, **facts: Any) -> None:
    """Correct an agreement.

    :raises HoldsCprNumber: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    refuse_cpr(facts.get("text", ""))
    _save(agreement, facts)


@transaction.atomic
def end_agreement(*, agreement: Agreement, by: User, at: datetime, on: date) -> None:
    """An agreement ends, before its time or because it had none.

    :raises ClosesBeforeItBegins: the day is before the agreement's first.
    :raises ChangedMeanwhile: see there.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    _save(agreement, {"ended_on": on})


# --- the log and the relation --------------------------------------------------------------------------


@transaction.atomic
def log_talk(
    *,
    organisation: Organisation,
    by: User,
    at: datetime,
    when: datetime,
    channel: str,
    text: str,
    contact: Contact | None = None,
) -> ContactLog:
    """Write down a talk with an organisation. Never about a citizen.

    :raises HoldsCprNumber: the text holds something like a CPR number.
    :raises NotYetHappened: `when` lies ahead.
    :raises OfAnotherOrganisation: the contact belongs elsewhere.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    refuse_cpr(text)
    if when > at:
        raise NotYetHappened
    if contact is not None and contact.organisation_id != organisation.pk:
        raise OfAnotherOrganisation
    entry = ContactLog(
        municipality_id=organisation.municipality_id,
        organisation=organisation,
        contact=contact,
        at=when,
        channel=channel,
        text=text,
        by=by,
    )
    log = ContactLog.objects.filter(organisation=organisation)
    return once(entry, of=organisation, beside=log, says=("contact_id", "at", "channel", "text", "by_id"))


@transaction.atomic
def remove_entry(*, entry: ContactLog, by: User, at: datetime) -> None:
    """Take out of the log what should not stand there. Its text goes for good; that it was there is known."""
    gate.require(by, Permission.PARTNER_EDIT)
    entry.delete()


@transaction.atomic
def give_relation(
    *, organisation: Organisation, user: User, by: User, at: datetime, valid_from: date
) -> RelationHolder:
    """Somebody of ours holds the relation from a day on; whoever held it until then ends that day.

    :raises NotInTheMunicipality: the person has no open account here.
    :raises BeginsLater: somebody is noted to hold it from a later day.
    """
    gate.require(by, Permission.PARTNER_EDIT)
    if user.municipality_id != organisation.municipality_id or user.ended_at is not None:
        raise NotInTheMunicipality
    held = RelationHolder.objects.filter(organisation=organisation, valid_until__isnull=True)
    standing: RelationHolder | None = held.filter(user=user, valid_from=valid_from).first()
    if standing is not None:  # a second click
        return standing
    _end_relation(organisation, valid_from)
    with _in_words():
        return RelationHolder.objects.create(
            municipality_id=organisation.municipality_id,
            organisation=organisation,
            user=user,
            valid_from=valid_from,
        )


@transaction.atomic
def end_relation(*, organisation: Organisation, by: User, at: datetime, on: date) -> None:
    """Nobody holds the relation from a day on."""
    gate.require(by, Permission.PARTNER_EDIT)
    _end_relation(organisation, on)


def _end_relation(organisation: Organisation, on: date) -> None:
    """What began on the day itself never was: it is corrected, not ended."""
    held = RelationHolder.objects.filter(organisation=organisation)
    held.filter(valid_from=on).delete()
    held.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lt=on).update(valid_until=on)
