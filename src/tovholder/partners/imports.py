"""The register from a municipality's spreadsheet: upload, columns, trial run, load.

A trial run shows row by row what the load will do; the load does exactly that, all of it or nothing. An
organisation is found again by its institution number, else by kind and name. An empty cell changes
nothing, so that a list with few columns cannot empty the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core import tables
from tovholder.core.meanwhile import save_unchanged
from tovholder.core.tables import Column, Refusal, Row
from tovholder.core.turns import once
from tovholder.partners.models import District, ImportDraft, Organisation, SchoolType
from tovholder.partners.operations import HoldsCprNumber, Refused, refuse_cpr

PURPOSE = "partners.organisations"
#: A file that nobody loaded, and the report of one that was loaded, go after so long.
KEPT_FOR = timedelta(days=30)

KIND_WORDS = {
    Organisation.Kind.SCHOOL: (Organisation.Kind.SCHOOL.label, "skole", "folkeskole", "grundskole", "skoler"),
    Organisation.Kind.ASSOCIATION: (Organisation.Kind.ASSOCIATION.label, "forening", "foreninger", "klub"),
    Organisation.Kind.ADMINISTRATION: (Organisation.Kind.ADMINISTRATION.label, "forvaltning"),
    Organisation.Kind.UNIT: (Organisation.Kind.UNIT.label, "enhed", "unit", "institution"),
    Organisation.Kind.WORKPLACE: (Organisation.Kind.WORKPLACE.label, "arbejdsplads", "virksomhed"),
    Organisation.Kind.OTHER: (Organisation.Kind.OTHER.label, "andet", "other", "anden"),
}
TYPE_WORDS = {
    SchoolType.Type.MUNICIPAL: (
        SchoolType.Type.MUNICIPAL.label,
        *("kommunal", "folkeskole", "folkeskoler", "kommunale skoler", "kommuneskole", "municipal"),
    ),
    SchoolType.Type.FREE: (
        SchoolType.Type.FREE.label,
        *("fri", "friskole", "friskoler", "fri grundskole", "friskoler og private grundskoler"),
        *("privat", "privatskole", "private school", "free"),
    ),
}


class ChangedMeanwhile(Refused):
    message = gettext_lazy("The register or the choices have changed since the trial run. Look at it again.")


class LoadedBefore(Refused):
    message = gettext_lazy("This file has been loaded.")


class NothingToLoad(Refused):
    message = gettext_lazy("No row of the file brings anything new.")


def _note(cell: str) -> str:
    try:
        refuse_cpr(cell)
    except HoldsCprNumber as error:
        raise tables.Fault(str(error)) from error
    return tables.text(2000, lines=True)(cell)


def columns(districts: Mapping[int, str], parents: Mapping[int, tuple[str, str]]) -> list[Column]:
    """What a file may hold. Districts by name; parents, the administrations, by name and short name."""
    text = tables.text
    return [
        Column(
            "institution_number",
            gettext_lazy("Institution number"),
            ("institutionsnummer", "institutionsnr", "inst nr", "skolenummer", "nr", "nummer"),
            parse=tables.digits(10),
            empty="",
        ),
        Column(
            "name",
            gettext_lazy("Name"),
            (
                "navn",
                "skole",
                "skolens navn",
                "institution",
                "institutionsnavn",
                "organisation",
                "forening",
                "name",
                "school",
            ),
            required=True,
            parse=text(200),
        ),
        Column("kind", gettext_lazy("Kind"), ("art", "slags", "kategori"), parse=tables.one_of(KIND_WORDS)),
        Column(
            "school_type",
            gettext_lazy("School type"),
            ("skoletype", "institutionstype", "type", "ejerform"),
            parse=tables.one_of(TYPE_WORDS),
        ),
        Column(
            "district",
            gettext_lazy("District"),
            ("bydel", "distrikt", "område"),
            parse=_named(districts, _("The district “%(cell)s” is not known.")),
        ),
        Column(
            "parent",
            gettext_lazy("Belongs to"),
            ("forvaltning", "hører til", "administration"),
            parse=_named(parents, _("The administration “%(cell)s” is not in the register.")),
        ),
        Column("short_name", gettext_lazy("Short name"), ("forkortelse", "kort navn"), False, text(20), ""),
        Column(
            "street",
            gettext_lazy("Street and number"),
            ("adresse", "gade", "vej", "vejnavn", "gade og nummer", "address", "street"),
            parse=text(200),
            empty="",
        ),
        Column(
            "postcode",
            gettext_lazy("Postcode"),
            ("postnr", "postnummer", "zip"),
            parse=text(10),
            empty="",
        ),
        Column("city", gettext_lazy("City"), ("by", "postdistrikt", "bynavn"), False, text(100), ""),
        Column(
            "active_from", gettext_lazy("Exists from"), ("oprettet", "fra", "findes fra"), parse=tables.day
        ),
        Column("closed_on", gettext_lazy("Closed on"), ("lukket", "nedlagt", "ophørt"), parse=tables.day),
        Column("note", gettext_lazy("Note"), ("bemærkning", "bemærkninger", "notat"), False, _note, ""),
    ]


def _named(names: Mapping[int, Any], message: str) -> Any:
    choices = {
        key: (words,) if isinstance(words, str) else tuple(word for word in words if word)
        for key, words in names.items()
    }
    known: dict[str, int] = {}
    for key, words in choices.items():
        for word in words:
            known.setdefault(tables.folded(word), key)

    def parse(cell: str) -> int:
        try:
            return known[tables.folded(cell)]
        except KeyError:
            raise tables.Fault(message % {"cell": cell[:40]}) from None

    return parse


# --- upload and columns --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choices:
    """What was chosen on screen: each column's head, what rows without a kind are, from when types hold."""

    heads: dict[str, int | None]
    kind: str
    types_from: date

    def as_json(self) -> dict[str, Any]:
        return {"heads": self.heads, "kind": self.kind, "types_from": self.types_from.isoformat()}

    @classmethod
    def of(cls, draft: ImportDraft) -> "Choices":
        chosen = draft.columns
        return cls(chosen["heads"], chosen["kind"], date.fromisoformat(chosen["types_from"]))


@transaction.atomic
def upload(*, file: IO[bytes], name: str, by: User, at: datetime, sheet: str = "") -> ImportDraft:
    """Read a file and keep its rows until they are loaded, with the columns guessed by their heads.

    :raises tables.Unreadable: with what is wrong, in words.
    """
    gate.require(by, Permission.PARTNER_IMPORT)
    forget(by=by, at=at)
    wanted = columns({}, {})
    table = tables.read_table(file, name, sheet=sheet, wanted=wanted)
    guessed = tables.match_columns(table.header, wanted)
    year = at.date().replace(month=1, day=1)
    draft = ImportDraft(
        municipality=by.municipality,
        purpose=PURPOSE,
        file_name=name[:200],
        header=table.header,
        rows=[row.as_json() for row in table.rows],
        columns=Choices(guessed, Organisation.Kind.SCHOOL, year).as_json(),
        uploaded_by=by,
        uploaded_at=at,
    )
    waits = ImportDraft.objects.filter(uploaded_by=by, loaded_at__isnull=True)
    return once(draft, of=by, beside=waits, says=("purpose", "file_name", "header", "rows"))


def waiting(actor: User) -> list[ImportDraft]:
    """Files that were uploaded and not loaded, the last one first."""
    drafts = ImportDraft.objects.visible_to(actor).filter(purpose=PURPOSE, loaded_at__isnull=True)
    return list(drafts.select_related("uploaded_by").defer("rows", "report").order_by("-uploaded_at")[:5])


def forget(*, by: User, at: datetime) -> None:
    """Drafts and reports that are older than they are kept."""
    old = ImportDraft.objects.filter(municipality=by.municipality_id, uploaded_at__lt=at - KEPT_FOR)
    old.filter(purpose=PURPOSE).delete()


@transaction.atomic
def choose(*, draft: ImportDraft, chosen: Choices, by: User, at: datetime) -> None:
    """Correct which head is which column.

    :raises ChangedMeanwhile: somebody else corrected it after it was fetched.
    :raises LoadedBefore: it is too late.
    """
    gate.require(by, Permission.PARTNER_IMPORT)
    if draft.loaded_at is not None:
        raise LoadedBefore
    if not save_unchanged(draft, {"columns": chosen.as_json()}):
        raise ChangedMeanwhile


@transaction.atomic
def discard(*, draft: ImportDraft, by: User, at: datetime) -> None:
    """Throw an upload away."""
    gate.require(by, Permission.PARTNER_IMPORT)
    draft.delete()


# --- the trial run -------------------------------------------------------------------------------------


@dataclass
class Step:
    """What a row of the file leads to.

    :param target: the organisation as it will be; a new one has no id yet.
    :param changes: (field's name, was, becomes) as shown.
    :param school_type: the type to set, "" for none.
    """

    line: int
    target: Organisation
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    school_type: str = ""
    new: bool = False

    @property
    def summary(self) -> str:
        if self.new:
            return ", ".join(f"{name}: {becomes}" for name, _was, becomes in self.changes[1:])
        return "; ".join(f"{name}: {was or '–'} → {becomes or '–'}" for name, was, becomes in self.changes)


@dataclass
class Trial:
    """What a load will do, every row of the file in one of the four."""

    new: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: list[Step] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    #: A column that must be chosen first, in words.
    missing: str = ""

    @property
    def refused_lines(self) -> int:
        return len({refusal.line for refusal in self.refused})

    @property
    def loads(self) -> int:
        return len(self.new) + len(self.changed)

    @property
    def mark(self) -> str:
        """Changes when anything of what the load will do has changed."""
        told = [
            (step.line, step.target.pk, step.target.name, step.changes) for step in self.new + self.changed
        ]
        return sha256(repr((told, self.refused)).encode()).hexdigest()[:16]

    def report(self) -> list[dict[str, Any]]:
        """A line for each row of the file, in its order; a refused row has one for each reason."""
        lines = [
            {"line": step.line, "state": state, "name": step.target.name, "message": step.summary}
            for state, steps in (("new", self.new), ("changed", self.changed), ("unchanged", self.unchanged))
            for step in steps
        ]
        lines += [
            {
                "line": r.line,
                "state": "refused",
                "name": "",
                "message": ": ".join(filter(None, (r.column, r.message))),
            }
            for r in self.refused
        ]
        return sorted(lines, key=lambda line: line["line"])


#: Fields that a row sets, in the order in which changes are told.
FIELDS = (
    *("name", "institution_number", "short_name", "district", "parent", "street", "postcode", "city"),
    *("active_from", "closed_on", "note"),
)


@dataclass
class _Register:
    """The municipality's organisations, as rows of a file find them."""

    districts: dict[int, str]
    parents: dict[int, tuple[str, str]]
    by_number: dict[str, Organisation]
    by_name: dict[tuple[str, str], Organisation]

    @classmethod
    def of(cls, municipality: int, on: date) -> "_Register":
        present = Organisation.objects.filter(municipality=municipality).with_school_type(on).order_by("id")
        found = cls({}, {}, {}, {})
        found.districts = dict(District.objects.filter(municipality=municipality).values_list("id", "name"))
        # Those that exist come last, so that a name finds them before one that has closed.
        for organisation in sorted(present, key=lambda o: o.closed_on is None):
            if organisation.institution_number:
                found.by_number[organisation.institution_number] = organisation
            found.by_name[organisation.kind, organisation.name.casefold()] = organisation
            if organisation.kind == Organisation.Kind.ADMINISTRATION:
                found.parents[organisation.pk] = (organisation.name, organisation.short_name)
        return found


def trial(draft: ImportDraft) -> Trial:
    """What the load of this file would do now. Three statements, whatever the number of rows."""
    chosen = Choices.of(draft)
    register = _Register.of(draft.municipality_id, chosen.types_from)
    wanted = columns(register.districts, register.parents)
    found = Trial()
    try:
        outcome = tables.parse_rows((Row.from_json(row) for row in draft.rows), chosen.heads, wanted)
    except tables.MissingColumns as missing:
        found.missing = str(missing)
        return found
    found.refused = list(outcome.refused)
    seen: dict[int, int] = {}
    for parsed in outcome.taken:
        values = dict(parsed.values)
        values["kind"] = values["kind"] or chosen.kind
        try:
            target = _target(parsed.line, values, register, seen)
            step = _step(parsed.line, target or _new(values, draft), values, register)
            seen[id(step.target)] = parsed.line
        except tables.Fault as fault:
            found.refused.append(Refusal(parsed.line, "", str(fault)))
            continue
        if step.target.pk is None:
            found.new.append(step)
        elif step.changes:
            found.changed.append(step)
        else:
            found.unchanged.append(step)
    found.refused.sort(key=lambda refusal: refusal.line)
    return found


def _target(
    line: int, values: dict[str, Any], register: _Register, seen: dict[int, int]
) -> Organisation | None:
    """The organisation that a row is about, None for a new one.

    :raises tables.Fault: it cannot be about that one.
    """
    if values["school_type"] and values["kind"] != Organisation.Kind.SCHOOL:
        raise tables.Fault(_("Only a school has a school type."))
    target = _find(values, register)
    if target is None:
        return None
    if id(target) in seen:
        raise tables.Fault(_("The same organisation stands in line %(line)s.") % {"line": seen[id(target)]})
    if target.kind != values["kind"]:
        raise tables.Fault(
            _("The number belongs to “%(name)s”, which is of another kind.") % {"name": target.name}
        )
    return target


def _new(values: dict[str, Any], draft: ImportDraft) -> Organisation:
    made = Organisation(municipality_id=draft.municipality_id, kind=values["kind"])
    made.school_type = None  # type: ignore[attr-defined]
    return made


def _step(line: int, target: Organisation, values: dict[str, Any], register: _Register) -> Step:
    """What one row does to its organisation, which the rows below then find in `register`."""
    kind, school_type = values["kind"], values["school_type"] or ""
    step = Step(line, target, new=target.pk is None)
    becomes = {name: values[name] for name in FIELDS if values[name] not in (None, "")}
    starts = becomes.get("active_from", target.active_from)
    closes = becomes.get("closed_on", target.closed_on)
    if starts and closes and closes < starts:
        raise tables.Fault(_("It closes before the day from which it exists."))
    holder = register.by_name.get((kind, becomes["name"].casefold()))
    if holder is not None and holder is not target and holder.closed_on is None and not closes:
        raise tables.Fault(
            _("“%(name)s” is in the register already, with another number or none.") % {"name": holder.name}
        )
    for name, value in becomes.items():
        attribute = f"{name}_id" if name in ("district", "parent") else name
        was = getattr(target, attribute)
        if was != value:
            step.changes.append((_label(name), _shown(name, was, register), _shown(name, value, register)))
            step.fields.append(name)
            setattr(target, attribute, value)
    if school_type and target.school_type != school_type:  # type: ignore[attr-defined]
        types = dict(SchoolType.Type.choices)
        was = str(types.get(target.school_type, ""))  # type: ignore[attr-defined]
        step.changes.append((_("School type"), was, str(types[school_type])))
        step.school_type = school_type
    register.by_name[kind, target.name.casefold()] = target
    if target.institution_number:
        register.by_number[target.institution_number] = target
    return step


def _find(values: dict[str, Any], register: _Register) -> Organisation | None:
    number, name = values["institution_number"], (values["kind"], values["name"].casefold())
    if number and number in register.by_number:
        return register.by_number[number]
    named = register.by_name.get(name)
    if named is None or (number and named.institution_number and named.institution_number != number):
        return None
    return named


def _label(name: str) -> str:
    return capfirst(str(Organisation._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _shown(name: str, value: Any, register: _Register) -> str:
    if value in (None, ""):
        return ""
    if name == "district":
        return register.districts.get(value, "")
    if name == "parent":
        return register.parents.get(value, ("", ""))[0]
    return value.strftime("%d-%m-%Y") if isinstance(value, date) else str(value)


# --- the load ------------------------------------------------------------------------------------------


@transaction.atomic
def load(*, draft: ImportDraft, by: User, at: datetime, mark: str) -> Trial:
    """Do what the trial run showed: all of it, or nothing.

    :param mark: the trial run's, so that nothing is done that was not shown.
    :raises LoadedBefore, NothingToLoad, ChangedMeanwhile: nothing was done.
    """
    gate.require(by, Permission.PARTNER_IMPORT)
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.loaded_at is not None:
        raise LoadedBefore
    found = trial(draft)
    if found.mark != mark:
        raise ChangedMeanwhile
    if not found.loads:
        raise NothingToLoad
    try:
        with transaction.atomic():
            _write(found, Choices.of(draft).types_from)
    except IntegrityError as error:  # somebody wrote into the register between our look and our write
        raise ChangedMeanwhile from error
    draft.report = found.report()
    draft.rows = []
    draft.loaded_at = at
    draft.save(update_fields=["report", "rows", "loaded_at"])
    return found


def _write(found: Trial, types_from: date) -> None:
    Organisation.objects.bulk_create([step.target for step in found.new], batch_size=1000)
    changed = [step for step in found.changed if step.fields]
    if changed:
        names = sorted({name for step in changed for name in step.fields})
        Organisation.objects.bulk_update([step.target for step in changed], names, batch_size=500)
    _set_types([step for step in found.new + found.changed if step.school_type], types_from)


def _set_types(steps: list[Step], types_from: date) -> None:
    """As `operations.set_school_type`, for many: what holds on the day ends there, a later type stays."""
    later: dict[int, date] = {}
    ended, corrected = [], []
    wanted = {step.target.pk: step.school_type for step in steps}
    for period in SchoolType.objects.filter(organisation__in=list(wanted)).order_by("-valid_from"):
        school = period.organisation_id
        if period.valid_from > types_from:
            later[school] = period.valid_from
        elif period.valid_from == types_from:
            period.type = wanted.pop(school)
            corrected.append(period)
        elif period.valid_until is None or period.valid_until > types_from:
            period.valid_until = types_from
            ended.append(period)
    SchoolType.objects.bulk_update(ended, ["valid_until"], batch_size=500)
    SchoolType.objects.bulk_update(corrected, ["type"], batch_size=500)
    by_school = {step.target.pk: step.target for step in steps}
    SchoolType.objects.bulk_create(
        [
            SchoolType(
                municipality_id=by_school[school].municipality_id,
                organisation_id=school,
                type=school_type,
                valid_from=types_from,
                valid_until=later.get(school),
            )
            for school, school_type in wanted.items()
        ],
        batch_size=1000,
    )
