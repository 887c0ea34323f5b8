"""What people do with disclosures and consents, and with the list of legal bases.

Each row is one giver, one receiver, once. What cannot lawfully pass is refused before anything is written,
with a reason that can be shown: the provision does not reach the receiver, is not in force, or rests on a
consent that is not there.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tovholder.access import gate
from tovholder.access.models import Agency, Municipality, User
from tovholder.access.roles import Permission
from tovholder.core.ids import uuid7
from tovholder.core.inserting import insert_in_order
from tovholder.core.meanwhile import AT_ONE_INSTANT, save_unchanged
from tovholder.disclosures import bases
from tovholder.disclosures.models import (
    Consent,
    ConsentAgency,
    Content,
    Disclosure,
    LegalBasis,
    Particulars,
)
from tovholder.disclosures.wording import kept_together
from tovholder.people import queries
from tovholder.people.models import Person

#: What an act, and a consent, say when their form is sent twice; a disclosure's receivers are in its keys.
SAID = ("person_id", "recorded_by_id", "what", "giver_id", "basis_id")
SAID_IN_WORDS = ("purpose", "necessity")
SAID_OF_CONSENT = ("person_id", "noted_by_id", "purpose", "way", "given_by", "valid_from", "valid_until")


class Refused(Exception):
    """It cannot be done; the text says why. `field` names the form's field that it belongs to."""

    message: str | Promise = ""
    field: str | None = None

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__()
        self.message = message or self.message

    def __str__(self) -> str:
        return str(self.message)


class BasisDoesNotReach(Refused):
    """The provision does not cover this giver or receiver; the text names both."""

    field = "basis"


class BasisNotInForce(Refused):
    """The provision is not in force on the day."""

    field = "basis"


class ConsentMissing(Refused):
    """The provision rests on consent, and there is none."""

    message = _("This provision rests on consent. Choose the consent, or note one first.")
    field = "consent"


class ConsentDoesNotCover(Refused):
    """The consent is another person's, not in force, withdrawn, or names other agencies."""

    field = "consent"


class RestsOnNoConsent(Refused):
    """A consent beside a provision that does not ask for one: withdrawn, it would stop nothing."""

    message = _(
        "This provision does not rest on consent. Choose one that does, or leave the consent out: withdrawn,"
        " it would stop nothing."
    )
    field = "consent"


class NobodyReceives(Refused):
    """A disclosure has a receiver, and it is not the giver."""

    message = _("Choose who receives it: another agency than your own.")
    field = "receivers"


class NotYet(Refused):
    """What has been told was told before now."""

    message = _("The time lies ahead.")
    field = "told_at"


class StoppedBefore(Refused):
    """A disclosure stops once."""

    message = _("The disclosure has stopped already. Your reason is not kept.")


class WithdrawnBefore(Refused):
    """A consent is withdrawn once."""

    message = _("The consent has been withdrawn already.")


class ChangedMeanwhile(Refused):
    """Of two who change the same at the same instant, one does."""

    message = AT_ONE_INSTANT


class EndsBeforeItBegins(Refused):
    """Until lies after from."""

    message = _("It must end after it begins.")
    field = "valid_until"


class KeyTaken(Refused):
    """Two provisions with one key from the same day on."""

    message = _("There is a provision with this key from that day on.")
    field = "key"


class FormUsed(Refused):
    """The form's key stands for something else: it was sent before, with other words, or is another's."""

    message = _("Open the form again, and fill it in anew.")


# --- the ledger -----------------------------------------------------------------------------------------


class Said(TypedDict, total=False):
    """What an entry of the ledger says, whoever writes it: `disclose`, or a deed of its own (`prepare`).

    receivers: agencies of the same municipality's list.
    receiver_names: receivers outside the installation; they count as other authorities.
    consent: what it rests on, where the basis asks for one; not kept where it does not.
    act: the act's key, from the form: sent twice, it discloses once.
    """

    person: Required[Person]
    by: Required[User]
    at: Required[datetime]
    receivers: Sequence[Agency]
    receiver_names: Sequence[str]
    what: Required[str]
    purpose: Required[str]
    necessity: Required[str]
    basis: Required[LegalBasis]
    consent: Consent | None
    act: UUID | None


@transaction.atomic
def disclose(
    *,
    content: str,
    beside: Callable[[list[Disclosure]], Iterable[Model]] | None = None,
    **said: Unpack[Said],
) -> list[Disclosure]:
    """Pass something about a person from the actor's agency to others: a row for each receiver.

    One statement, and one more where the basis rests on consent.

    :param content: exactly what is passed on; the receiver reads it until the disclosure stops.
    :param beside: further rows that belong to the disclosures, written in the same statement.
    :raises gate.Denied: `by` may not disclose.
    :raises NobodyReceives: no receiver, or the giver itself.
    :raises BasisNotInForce, BasisDoesNotReach: of the basis; the text says why.
    :raises ConsentMissing, ConsentDoesNotCover: of the consent.
    :raises FormUsed: the act passed something else.
    """
    rows = prepare(**said)
    return _record(rows, content, beside(rows) if beside else ())


def prepare(**said: Unpack[Said]) -> list[Disclosure]:
    """The rows that `disclose` writes, each with its particulars, checked as it says and not written.

    A deed that discloses writes them with its own rows, in one statement (`written`).
    """
    person, by, at, basis = said["person"], said["by"], said["at"], said["basis"]
    receivers = said.get("receivers", ())
    gate.require(by, Permission.DISCLOSURE_WRITE)
    giver = by.agency
    names = [name.strip() for name in said.get("receiver_names", ()) if name.strip()]
    if giver is None or giver in receivers or not (receivers or names):
        raise NobodyReceives
    on = timezone.localdate(at)
    ends = [(str(one), one.kind) for one in receivers] + [(name, Agency.Kind.OTHER.value) for name in names]
    _must_reach(basis, giver=(str(giver), giver.kind), receivers=ends, on=on)
    consent = _must_cover(basis, said.get("consent"), person=person, receivers=receivers, names=names, on=on)
    act = said.get("act") or uuid7()
    entry = {"person": person, "act": act, "what": said["what"], "giver": giver, "at": at}
    entry |= {"basis": basis, "consent": consent, "recorded_by": by}
    words = {"purpose": said["purpose"], "necessity": said["necessity"]}
    return [
        _entry(str(receiver.pk if receiver else name), {**words, "outside": name}, receiver=receiver, **entry)
        for receiver, name in [*((one, "") for one in receivers), *((None, name) for name in names)]
    ]


def _entry(end: str, words: dict[str, str], **fields: Any) -> Disclosure:
    """A row and its particulars. :param end: its other end, in its key."""
    person: Person = fields["person"]
    row = Disclosure(id=_key(fields["act"], end), municipality_id=person.municipality_id, **fields)
    Particulars(disclosure=row, **words)  # hangs on the row from here on
    return row


def written(rows: Iterable[Disclosure], content: str) -> list[Model]:
    """The rows of an act with their particulars and what they pass on, in the order of writing."""
    made = list(rows)
    return [
        *made,
        *(row.particulars for row in made),
        *(Content(disclosure=row, text=content) for row in made),
    ]


@transaction.atomic
def tell(*, at: datetime, told_at: datetime | None = None, **said: Any) -> list[Disclosure]:
    """Record what the actor's agency told others: `disclose`, of what was said before.

    :param told_at: when it was told; `at` where None.
    :param said: as `disclose` takes it.
    :raises NotYet: it was told after now. What else `disclose` refuses, it refuses.
    """
    told = told_at or at
    if told > at:
        raise NotYet
    return disclose(at=told, **said)


@transaction.atomic
def receive(
    *,
    person: Person,
    by: User,
    at: datetime,
    giver: Agency | None = None,
    giver_name: str = "",
    what: str,
    content: str,
    purpose: str,
    necessity: str,
    basis: LegalBasis | None = None,
    consent: Consent | None = None,
    told_at: datetime | None = None,
    act: UUID | None = None,
) -> Disclosure:
    """Record what somebody else told the actor's agency.

    :param giver: an agency of the list; its name is kept, since nobody writes in another agency's name.
    :param giver_name: somebody outside the installation, such as a school.
    :param basis: None, where the giver has not said it, and answers for it.
    :param told_at: when it was told; `at` where None.
    :raises NotYet: it was told after now.
    :raises BasisNotInForce, BasisDoesNotReach, ConsentMissing, ConsentDoesNotCover, FormUsed: as `disclose`.
    """
    gate.require(by, Permission.DISCLOSURE_WRITE)
    receiver = by.agency
    name = giver.name if giver else giver_name.strip()
    if receiver is None or not name or giver == receiver:
        raise NobodyReceives
    told = told_at or at
    if told > at:
        raise NotYet
    on = timezone.localdate(told)
    kind = giver.kind if giver else Agency.Kind.OTHER.value
    if basis:
        _must_reach(basis, giver=(name, kind), receivers=[(str(receiver), receiver.kind)], on=on)
        consent = _must_cover(basis, consent, person=person, receivers=[receiver], names=(), on=on)
    elif consent:
        raise RestsOnNoConsent
    row = _entry(
        "received",
        {"purpose": purpose, "necessity": necessity, "outside": name},
        person=person,
        act=act or uuid7(),
        what=what,
        receiver=receiver,
        at=told,
        basis=basis,
        consent=consent,
        recorded_by=by,
    )
    return _record([row], content)[0]


@transaction.atomic
def stop(*, disclosure: Disclosure, by: User, at: datetime, why: str) -> Disclosure:
    """Let the receiver read no further what the actor's agency gave; the ledger keeps that it was given.

    :raises StoppedBefore: it has stopped already, for another reason, or its consent has run out.
    """
    gate.require(by, Permission.DISCLOSURE_WRITE)
    words = Particulars.objects.filter(pk=disclosure.pk)
    if Disclosure.objects.filter(pk=disclosure.pk).standing(at).update(stopped_at=at):
        words.update(stopped_why=why.strip())
        disclosure.stopped_at = at
    elif not words.filter(stopped_why=why.strip()).exists():
        raise StoppedBefore
    return disclosure


def _record(rows: list[Disclosure], content: str, beside: Iterable[Model] = ()) -> list[Disclosure]:
    try:
        with transaction.atomic():
            insert_in_order([*written(rows, content), *beside])
    except IntegrityError:
        # The same act once more: it stands already, unless it says something else.
        same = {name: getattr(rows[0], name) for name in SAID}
        words = (*SAID_IN_WORDS, *(("outside",) if rows[0].giver is None else ()))
        same |= {f"particulars__{name}": getattr(rows[0].particulars, name) for name in words}
        again = list(Disclosure.objects.filter(act=rows[0].act, content__text=content, **same))
        if not again:
            raise FormUsed from None
        return again
    return rows


def _key(act: UUID, end: str) -> UUID:
    """A key of version 7 that follows from the act and its other end: written twice, it is one row."""
    half = hashlib.sha256(f"{act}|{end}".encode()).digest()[:10]
    number = (act.int >> 80) << 80 | int.from_bytes(half)
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


def _must_reach(
    basis: LegalBasis, *, giver: tuple[str, str], receivers: Iterable[tuple[str, str]], on: date
) -> None:
    if basis.valid_from > on or (basis.valid_until is not None and basis.valid_until < on):
        raise BasisNotInForce(format_lazy(_("{basis} is not in force on that day."), basis=basis.short_title))
    if giver[1] not in basis.gives:
        raise BasisDoesNotReach(
            format_lazy(_("{basis} does not let {giver} disclose."), basis=basis.short_title, giver=giver[0])
        )
    beyond = [name for name, kind in receivers if kind not in basis.reaches]
    if beyond:
        raise BasisDoesNotReach(
            format_lazy(
                _("{basis} does not reach {receivers}."), basis=basis.title, receivers=", ".join(beyond)
            )
        )


def _must_cover(
    basis: LegalBasis,
    consent: Consent | None,
    *,
    person: Person,
    receivers: Sequence[Agency],
    names: Sequence[str],
    on: date,
) -> Consent | None:
    """The consent that the disclosure rests on: none where the basis does not ask for one."""
    if not basis.needs_consent:
        return None
    if consent is None:
        raise ConsentMissing
    if consent.person_id != person.pk and not queries.are_one(consent.person_id, person.pk):
        raise ConsentDoesNotCover(_("The consent is another person's."))
    if consent.withdrawn_at is not None:
        raise ConsentDoesNotCover(_("The consent has been withdrawn."))
    if consent.valid_from > on or (consent.valid_until is not None and consent.valid_until < on):
        raise ConsentDoesNotCover(_("The consent is not in force on that day."))
    named = set(consent.reach.values_list("agency_id", flat=True))
    beyond = [str(one) for one in receivers if one.pk not in named] + list(names)
    if beyond:
        raise ConsentDoesNotCover(
            format_lazy(_("The consent does not name {receivers}."), receivers=", ".join(beyond))
        )
    return consent


# --- consent --------------------------------------------------------------------------------------------


@transaction.atomic
def give_consent(
    *,
    person: Person,
    by: User,
    at: datetime,
    purpose: str,
    agencies: Sequence[Agency],
    way: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    given_by: str = "",
    id: UUID | None = None,
) -> Consent:
    """Note that somebody, or who holds custody, allows one purpose to be served by these agencies.

    :param id: the row's key, from the form: sent twice, it notes one consent.
    :raises EndsBeforeItBegins: until lies before from.
    :raises FormUsed: the key stands for another consent.
    """
    gate.require(by, Permission.DISCLOSURE_WRITE)
    start = valid_from or timezone.localdate(at)
    if valid_until is not None and valid_until < start:
        raise EndsBeforeItBegins
    consent = Consent(
        id=id or uuid7(),
        municipality_id=person.municipality_id,
        person=person,
        purpose=purpose,
        valid_from=start,
        valid_until=valid_until,
        way=way,
        given_by=given_by.strip(),
        noted_at=at,
        noted_by=by,
        agency=by.agency,
    )
    try:
        with transaction.atomic():
            named = [ConsentAgency(consent=consent, agency=agency) for agency in agencies]
            insert_in_order([consent, *named])
    except IntegrityError:
        same = {name: getattr(consent, name) for name in SAID_OF_CONSENT}
        again: Consent | None = Consent.objects.filter(pk=consent.pk, **same).first()
        if again is None or set(again.agencies.all()) != set(agencies):
            raise FormUsed from None
        return again
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, at: datetime, how: str) -> Consent:
    """Note that a consent is withdrawn. What rests on it stops in the same statement, whoever gave it.

    Sent twice, it withdraws once.

    :raises WithdrawnBefore: it is withdrawn already, by somebody else or in other words.
    """
    gate.require(by, Permission.DISCLOSURE_WRITE)
    values: dict[str, Any] = {
        "withdrawn_at": at,
        "withdrawn_noted_by_id": by.pk,
        "withdrawn_how": how.strip(),
    }
    rows = Consent.objects.filter(pk=consent.pk)
    if not rows.filter(withdrawn_at__isnull=True).update(**values):
        again: Consent | None = rows.filter(withdrawn_noted_by=by, withdrawn_how=how.strip()).first()
        if again is None:
            raise WithdrawnBefore
        return again
    for name, value in values.items():
        setattr(consent, name, value)
    return consent


# --- legal bases ----------------------------------------------------------------------------------------


@transaction.atomic
def add_basis(
    *, by: User, at: datetime, valid_from: date, valid_until: date | None = None, **particulars: Any
) -> LegalBasis:
    """Add a provision to the municipality's list.

    :param particulars: the other fields of `LegalBasis`.
    :raises KeyTaken: the key stands there from the same day on.
    """
    gate.require(by, Permission.BASIS_EDIT)
    if valid_until is not None and valid_until < valid_from:
        raise EndsBeforeItBegins
    owner: Any = by.municipality
    for name in ("title", "short_title", "meaning", "source"):
        particulars[name] = kept_together(particulars[name])
    basis = LegalBasis(municipality=owner, valid_from=valid_from, valid_until=valid_until, **particulars)
    try:
        with transaction.atomic():
            basis.save(force_insert=True)
    except IntegrityError:
        raise KeyTaken from None
    return basis


@transaction.atomic
def end_basis(*, basis: LegalBasis, by: User, at: datetime, valid_until: date) -> LegalBasis:
    """Set a provision's last day. What was disclosed on it stays as it was.

    :raises ChangedMeanwhile: somebody else set it after it was fetched.
    """
    gate.require(by, Permission.BASIS_EDIT)
    if valid_until < basis.valid_from:
        raise EndsBeforeItBegins
    if not save_unchanged(basis, {"valid_until": valid_until}):
        raise ChangedMeanwhile
    return basis


@transaction.atomic
def load_defaults(*, municipality: Municipality) -> None:
    """Lay in the provisions that every installation starts with; those that are there stay as they are.

    Called by a system actor (setup, the demo) or somebody who keeps the list.
    """
    LegalBasis.objects.bulk_create(
        [
            LegalBasis(
                municipality=municipality,
                key=basis.key,
                title=kept_together(basis.title),
                short_title=kept_together(basis.short_title),
                meaning=kept_together(basis.meaning),
                source=kept_together(basis.source),
                gives=[str(kind) for kind in basis.gives],
                reaches=[str(kind) for kind in basis.reaches],
                needs_consent=basis.needs_consent,
                valid_from=basis.valid_from,
                valid_until=basis.valid_until,
            )
            for basis in bases.DEFAULTS
        ],
        ignore_conflicts=True,
    )
