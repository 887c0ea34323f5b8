"""What people do with people: write one down, change what is known, relate two, find that two are one.

Writing down always succeeds and always costs the same, whoever else has the number: a job looks for doubles
afterwards (people.tasks), and a coordinator says whether they are one (security: no answer and no time tells
of somebody hidden).
"""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core.ids import uuid7
from tovholder.core.inserting import insert_in_order, update_of
from tovholder.core.sealing import blinds, seal
from tovholder.people import cpr as numbers
from tovholder.people import queries, tasks
from tovholder.people.models import CPR_PLACE, Address, Double, Kinship, Particulars, Person

#: Nobody is older.
OLDEST = 125
#: What a form that is sent twice says of somebody both times, in her row and in her particulars.
SAID = ("name", "description")
SAID_OF_PARTICULARS = ("cpr_index", "birth_date", "birth_year", "district", "phone")
#: What `change` takes, by the names of its arguments.
FIELDS = ("name", "description", "cpr", "birth_date", "birth_year", "address", "district", "phone")


class Refused(Exception):
    """It cannot be done; the text says why, for the person who asked.

    `field` names the field of a form that the text belongs to, where there is one.
    """

    message: str | Promise = ""
    field: str | None = None

    def __str__(self) -> str:
        return str(self.message)


class SaysNothing(Refused):
    """Neither a name nor a description."""

    message = _("Write a name, or a description where no name is known.")
    field = "name"


class NotACpr(Refused):
    """Not ten digits that begin with a date."""

    message = numbers.NotANumber.message
    field = "cpr"


class CprAmongWords(Refused):
    """A number in a name or a description, where it is neither locked nor hidden."""

    message = _("Write a CPR number in its own field alone: there it is locked.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class BornInFuture(Refused):
    """A day that has not come, or nobody lives who was born then."""

    message = _("The date of birth cannot be right.")
    field = "birth_date"


class OtherBirthday(Refused):
    """The date beside the number is another than the number's."""

    message = _("The date of birth is another than the CPR number says. One of them is not right.")
    field = "birth_date"


class NotVisible(Refused):
    """A person who is not there, or whom the actor may not see."""

    message = _("This person is not here.")


class SamePerson(Refused):
    """Nobody is a relative or a double of herself."""

    message = _("These are the same person.")


class Settled(Refused):
    """Somebody else has said meanwhile whether the two are one."""

    message = _("Somebody else has settled this in the meantime.")


class SaidBefore(Refused):
    """It was said of the two whether they are one."""

    message = _("It has been said whether these are one. Take it back first, among the possible doubles.")


class FormUsed(Refused):
    """The form's key stands for something else: it was sent before, with other words, or is another's."""

    message = _("Open the form again, and fill it in anew.")


class ChangedMeanwhile(Refused):
    """Somebody else saved first. The page shows both texts and saves with the newer `version`."""

    message = _("Somebody else has changed this since you opened the page. See both, and save again.")

    def __init__(self, *, now: Person, by: str, at: datetime | None) -> None:
        """Keep the person as she stands now, who changed her ("" where the record does not show) and when."""
        super().__init__()
        self.now, self.by, self.at = now, by, at


@transaction.atomic
def write_down(
    *,
    by: User,
    at: datetime,
    id: UUID | None = None,
    name: str = "",
    description: str = "",
    cpr: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    address: str = "",
    district: str = "",
    phone: str = "",
    address_protected: bool = False,
) -> Person:
    """Write somebody down in the actor's municipality, and queue the search for doubles.

    Two statements, whether or not the same person stands there already,
    seen or hidden.

    :param id: the row's key, from the form: sent twice, it makes one person.
    :param cpr: ten digits, with separators or without; the date of birth follows from it.
    :raises gate.Denied: `by` may not write people down.
    :raises SaysNothing: neither name nor description.
    :raises CprAmongWords: a number stands in them.
    :raises NotACpr, BornInFuture, OtherBirthday: number or date cannot be right.
    :raises FormUsed: the key stands for somebody else.
    """
    gate.require(by, Permission.PERSON_WRITE)
    person = Person(
        id=id or uuid7(),
        municipality_id=cast(int, by.municipality_id),
        name=name.strip(),
        description=description.strip(),
        address_protected_at=at if address_protected else None,
        made_at=at,
        made_by=by,
    )
    known = Particulars(
        person=person,
        municipality_id=person.municipality_id,
        district=district.strip(),
        phone=phone.strip(),
    )
    identify(person, cpr=cpr, birth_date=birth_date, birth_year=birth_year, on=timezone.localdate(at))
    rows: list[Model] = [person, known]
    if address.strip():
        rows.append(_lives_at(person, address.strip()))
    try:
        with transaction.atomic():
            insert_in_order(rows)
    except IntegrityError:
        # The same form once more: the key is there. Who says somebody else with it is told.
        same = {name: getattr(person, name) for name in SAID}
        same |= {f"particulars__{name}": getattr(known, name) for name in SAID_OF_PARTICULARS}
        again = Person.objects.filter(pk=person.pk, made_by=by, **same).first()
        if again is None:
            raise FormUsed from None
        return cast(Person, again)
    tasks.find_doubles.defer(person_id=str(person.pk))
    return person


def _lives_at(person: Person, text: str) -> Address:
    return Address(person_id=person.pk, municipality_id=person.municipality_id, text=text)


def _move(person: Person, text: str) -> None:
    if hasattr(person, "lives_at"):
        if not Address.objects.filter(pk=person.pk).update(text=text):
            raise _changed_meanwhile(person)
        return
    try:
        with transaction.atomic():
            _lives_at(person, text).save(force_insert=True)
    except IntegrityError:
        raise _changed_meanwhile(person) from None


@transaction.atomic
def change(*, person: Person, seen_version: int, by: User, at: datetime, **fields: Any) -> Person:
    """Change what is known of somebody.

    :param seen_version: the version that the form was made from.
    :param fields: of `FIELDS` and `address_protected`; what is not named stays, `cpr=""` takes it away.
    :raises gate.Denied: `by` may not write people down, or not see the protected address that is to change.
    :raises NotVisible: `by` may know the name alone.
    :raises ChangedMeanwhile: somebody else saved since; nothing is changed.
    :raises SaysNothing, CprAmongWords, NotACpr, BornInFuture, OtherBirthday: as `write_down`.
    """
    gate.require(by, Permission.PERSON_WRITE)
    if not hasattr(person, "particulars"):
        raise NotVisible
    if fields.keys() & {"address", "address_protected"} and not queries.shows_address(person, by):
        raise gate.Denied(Permission.PERSON_READ_ALL)
    address = fields.pop("address", person.address).strip()
    _take(person, fields, at=at)
    values = {name: getattr(person, name) for name in Person.CHANGEABLE if name != "version"}
    known = {name: getattr(person.particulars, name) for name in Particulars.KNOWN}
    if address != person.address:
        _move(person, address)  # before the protection, which may put it out of the actor's reach
    if not _update(person, seen_version, values, known):
        raise _changed_meanwhile(person)
    person.version = seen_version + 1
    person._state.fields_cache.pop("lives_at", None)
    if fields.keys() & {"name", "cpr", "birth_date", "birth_year"}:
        tasks.find_doubles.defer(person_id=str(person.pk))
    return person


def _update(person: Person, seen_version: int, values: dict[str, Any], known: dict[str, Any]) -> bool:
    """The row and its particulars by one statement, where the row is still as it was seen."""
    seen = Person.objects.filter(pk=person.pk, version=seen_version)
    held, parameters = update_of(seen, **values, version=seen_version + 1)
    beside, more = update_of(Particulars.objects.filter(pk=person.pk), **known)
    with connection.cursor() as cursor:
        cursor.execute(
            f"with held as ({held} returning 1), beside as ({beside} and exists (select from held))"
            " select 1 from held",
            [*parameters, *more],
        )
        return cursor.fetchone() is not None


def _take(person: Person, fields: dict[str, Any], *, at: datetime) -> None:
    """Put the new values on the row in memory."""
    unknown = fields.keys() - {*FIELDS, "address_protected"}
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))}")
    for row, names in ((person, ("name", "description")), (person.particulars, ("district", "phone"))):
        for name in fields.keys() & set(names):
            setattr(row, name, fields[name].strip())
    if "address_protected" in fields:
        since = person.address_protected_at or at
        person.address_protected_at = since if fields["address_protected"] else None
    identify(
        person,
        cpr=fields.get("cpr", person.cpr),
        # A new number brings its own day.
        birth_date=fields.get("birth_date", None if fields.get("cpr") else person.birth_date),
        birth_year=fields.get("birth_year", person.birth_year),
        on=timezone.localdate(at),
    )


def _changed_meanwhile(person: Person) -> Refused:
    now = Person.objects.select_related("particulars").filter(pk=person.pk).first()
    if now is None:
        return NotVisible()
    who, when = queries.last_change(now)
    return ChangedMeanwhile(now=cast(Person, now), by=who, at=when)


def identify(person: Person, *, cpr: str, birth_date: date | None, birth_year: int | None, on: date) -> None:
    """Put name, number and age on the rows in memory (person and particulars), as they belong together.

    The year stands alone where the day is not known. Forms call it to say beforehand what `write_down` will.

    :raises SaysNothing, CprAmongWords, NotACpr, BornInFuture, OtherBirthday: they cannot be right.
    """
    if not person.name and not person.description:
        raise SaysNothing
    for field in ("name", "description"):
        if numbers.is_among(getattr(person, field)):
            raise CprAmongWords(field)
    known = person.particulars
    if cpr.strip():
        try:
            number = numbers.read(cpr)
        except numbers.NotANumber as wrong:
            raise NotACpr from wrong
        born = numbers.born(number)
        if birth_date is not None and birth_date != born:
            raise OtherBirthday
        birth_date = born
        indexes = blinds(number, use="cpr")
        if known.cpr_index is None or bytes(known.cpr_index) not in indexes:
            known.cpr_sealed = seal(number, place=CPR_PLACE, row=person.pk)
            known.cpr_index = indexes[0]
    else:
        known.cpr_sealed = known.cpr_index = None
    year = birth_date.year if birth_date else birth_year
    if (birth_date is not None and birth_date > on) or (
        year is not None and not on.year - OLDEST <= year <= on.year
    ):
        raise BornInFuture
    known.birth_date = birth_date
    known.birth_year = None if birth_date else birth_year


# --- relatives ------------------------------------------------------------------------------------------


@transaction.atomic
def relate(
    *, person: Person, relative: Person, kind: str, by: User, at: datetime, id: UUID | None = None
) -> Kinship:
    """Note that somebody is somebody's relative. Both must be people whom the actor may see.

    :param id: the row's key, from the form: a form that is sent twice notes one.
    :raises gate.Denied: `by` may not write people down.
    :raises SamePerson: one is nobody's relative of herself.
    :raises FormUsed: the key stands for another relation.
    """
    gate.require(by, Permission.PERSON_WRITE)
    if person.pk == relative.pk:
        raise SamePerson
    kinship = Kinship(
        id=id or uuid7(),
        municipality_id=person.municipality_id,
        person=person,
        relative=relative,
        kind=kind,
        noted_at=at,
        noted_by=by,
    )
    try:
        with transaction.atomic():
            kinship.save(force_insert=True)
    except IntegrityError:
        same = {"person": person, "relative": relative, "kind": kind, "noted_by": by}
        again = Kinship.objects.filter(pk=kinship.pk, **same).first()
        if again is None:
            raise FormUsed from None
        return again
    return kinship


@transaction.atomic
def end_relation(*, kinship: Kinship, by: User, at: datetime) -> Kinship:
    """Note that a relation is over, or never was."""
    gate.require(by, Permission.PERSON_WRITE)
    if Kinship.objects.filter(pk=kinship.pk, ended_at__isnull=True).update(ended_at=at):
        kinship.ended_at = at
    return kinship


# --- doubles --------------------------------------------------------------------------------------------


@transaction.atomic
def point_out(*, one: Person, other: Person, by: User, at: datetime) -> Double:
    """A coordinator says that two may be one, which the job did not see. Said twice, it is one.

    :raises SamePerson: it is one row.
    :raises SaidBefore: they were merged or found to be two.
    """
    gate.require(by, Permission.PERSON_READ_ALL)
    if one.pk == other.pk:
        raise SamePerson
    known = Double.objects.filter(kept__in=(one, other), gone__in=(one, other)).first()
    if known is not None:
        return _still_open(known)
    kept, gone = sorted((one, other), key=lambda person: (person.made_at, person.pk))
    double = Double(
        municipality_id=kept.municipality_id,
        kept=kept,
        gone=gone,
        ground=Double.Ground.BY_HAND,
        found_at=at,
    )
    try:
        with transaction.atomic():
            double.save(force_insert=True)
    except IntegrityError:  # somebody else at the same instant
        return _still_open(Double.objects.get(kept=kept, gone=gone))
    return double


def _still_open(double: Double) -> Double:
    if double.merged_at or double.parted_at:
        raise SaidBefore
    return double


@transaction.atomic
def merge(*, double: Double, by: User, at: datetime, keep: UUID | None = None) -> Double:
    """Say that two are one person: `kept` stands for both from now on. Both rows stay.

    :param keep: which of the two is kept; the one that the row says, where None.
    :raises Settled: it was merged or parted meanwhile.
    """
    gate.require(by, Permission.PERSON_READ_ALL)
    if keep is not None and keep == double.gone_id:
        double.kept_id, double.gone_id = double.gone_id, double.kept_id
    return _settle(
        double,
        open_only=True,
        kept_id=double.kept_id,
        gone_id=double.gone_id,
        merged_at=at,
        merged_by_id=by.pk,
    )


@transaction.atomic
def part(*, double: Double, by: User, at: datetime) -> Double:
    """Say that two rows are two people: the job does not bring them up again.

    :raises Settled: it was merged or parted meanwhile.
    """
    gate.require(by, Permission.PERSON_READ_ALL)
    return _settle(double, open_only=True, parted_at=at, parted_by_id=by.pk)


@transaction.atomic
def undo(*, double: Double, by: User, at: datetime) -> Double:
    """Take back what was said of two: they are a possible double again. The history keeps what it was.

    :raises Settled: somebody else has taken it back.
    """
    gate.require(by, Permission.PERSON_READ_ALL)
    nothing: dict[str, Any] = dict.fromkeys(("merged_at", "merged_by_id", "parted_at", "parted_by_id"))
    return _settle(double, open_only=False, **nothing)


def _settle(double: Double, *, open_only: bool, **values: Any) -> Double:
    rows = Double.objects.filter(pk=double.pk)
    still_open = {"merged_at__isnull": True, "parted_at__isnull": True}
    rows = rows.filter(**still_open) if open_only else rows.exclude(**still_open)
    if not rows.update(**values):
        raise Settled
    for name, value in values.items():
        setattr(double, name, value)
    return double
