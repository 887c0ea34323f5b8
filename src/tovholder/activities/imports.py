"""Requests and held sessions from a municipality's spreadsheets: upload, columns, trial run, load.

As `partners.imports`: a trial run shows row by row what the load will do, and the load does exactly that,
all of it or nothing. What is here already (the same offer, school, class and day) is left alone, so that a
file can be loaded again after its refused rows are mended.

*Requests*: a row is a class (or, without one, a whole booking); rows with the same booking number, or else
the same offer, school and day, are one booking.

*Held sessions*: a row is a headcount. Rows with the same offer, school, day and hour are one session.
Sessions with the same booking number are one course; without numbers, the sessions of the same classes
are put together in the order of their days, as many as the offer has sessions. That matters: a pupil
counts once in a course (`activities.indicators`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from hashlib import sha256
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.forms import read_class, read_dates
from tovholder.activities.models import (
    MOST_HEADS,
    Assignment,
    BookedClass,
    Booking,
    BookingContact,
    Headcount,
    Offer,
    Profession,
    Session,
)
from tovholder.activities.operations import LooksLikeCpr, Refused, refuse_cpr
from tovholder.core import tables
from tovholder.core.meanwhile import save_unchanged
from tovholder.core.tables import Column, Fault, Refusal, Row
from tovholder.core.turns import once
from tovholder.partners.models import ImportDraft, Organisation

REQUESTS = "activities.requests"
HELD = "activities.held"
PURPOSES = (REQUESTS, HELD)
KEPT_FOR = timedelta(days=30)
#: Where the file has no hour.
MORNING = time(9)


class ChangedMeanwhile(Refused):
    message = gettext_lazy("Activities or the choices have changed since the trial run. Look at it again.")


class LoadedBefore(Refused):
    message = gettext_lazy("This file has been loaded.")


class NothingToLoad(Refused):
    message = gettext_lazy("No row of the file brings anything new.")


# --- what a file may hold ------------------------------------------------------------------------------


@dataclass
class Known:
    """What the words of a file may name. Keys are folded words, values rows or their ids."""

    offers: dict[str, Offer] = field(default_factory=dict)
    places: dict[str, Organisation] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    people: dict[str, User] = field(default_factory=dict)
    professions: dict[str, Profession] = field(default_factory=dict)

    @classmethod
    def of(cls, municipality: int) -> "Known":
        found = cls()
        for offer in Offer.objects.filter(municipality=municipality):
            found.offers |= {tables.folded(offer.title): offer, tables.folded(offer.key): offer}
        places = Organisation.objects.filter(municipality=municipality).order_by("-closed_on", "id")
        for place in places:
            for word in filter(None, (place.name, place.short_name, place.institution_number)):
                key = tables.folded(word)
                there = found.places.get(key)
                if there is not None and there.closed_on is None and place.closed_on is None:
                    found.twice.add(key)
                found.places[key] = place
        found._people_and_professions(municipality)
        return found

    def _people_and_professions(self, municipality: int) -> None:
        """Both in one statement: a trial run has no more than a page may have."""
        people = User.objects.filter(municipality=municipality, ended_at__isnull=True)
        professions = Profession.objects.filter(municipality=municipality)
        rows = people.values_list(Value("person"), "id", "name", "email").union(
            professions.values_list(Value("profession"), "id", "title", "key"), all=True
        )
        for kind, pk, name, other in rows:
            if kind == "person":
                user = User(pk=pk, name=name, email=other)
                self.people |= {tables.folded(name): user, tables.folded(other): user}
            else:
                profession = Profession(pk=pk, title=name, key=other)
                self.professions |= {tables.folded(name): profession, tables.folded(other): profession}


def _named(known: Mapping[str, Any], message: str, twice: set[str] | None = None) -> Any:
    def parse(cell: str) -> Any:
        key = tables.folded(cell)
        if twice and key in twice:
            raise Fault(_("“%(cell)s” names several. Use the institution number.") % {"cell": cell[:40]})
        try:
            return known[key]
        except KeyError:
            raise Fault(message % {"cell": cell[:40]} + _meant(key, known)) from None

    return parse


def _meant(key: str, known: Mapping[str, Any]) -> str:
    """What a word that names nothing may be a misspelling of; a number is not guessed."""
    near = [] if key.isdigit() else get_close_matches(key, known, n=1, cutoff=0.8)
    return " " + _("Did you mean “%(name)s”?") % {"name": known[near[0]]} if near else ""


def _people(known: Known) -> Any:
    one = _named(known.people, _("“%(cell)s” has no account."))

    def parse(cell: str) -> list[User]:
        return [
            one(name.strip())
            for name in cell.replace(";", ",").replace(" og ", ",").split(",")
            if name.strip()
        ]

    return parse


def _class(cell: str) -> str:
    try:
        return read_class(cell).label
    except ValidationError as error:
        raise Fault(" ".join(error.messages)) from error


def _days(cell: str) -> list[date]:
    try:
        return read_dates(cell)
    except ValidationError as error:
        raise Fault(" ".join(error.messages)) from error


def _plain(length: int) -> Any:
    read = tables.text(length)

    def parse(cell: str) -> str:
        try:
            refuse_cpr(cell)
        except LooksLikeCpr as error:
            raise Fault(str(error)) from error
        return read(cell)

    return parse


def columns(purpose: str, known: Known | None = None) -> list[Column]:
    """The columns of a purpose; without `known`, for matching heads alone."""
    known = known or Known()
    common = [
        Column(
            "offer",
            gettext_lazy("Offer"),
            ("tilbud", "forløb", "kursus", "undervisning", "type", "aktivitet"),
            required=True,
            parse=_named(
                known.offers, _("There is no offer “%(cell)s”. Put it on the list of offers first.")
            ),
        ),
        Column(
            "place",
            gettext_lazy("School or workplace"),
            (
                "skole",
                "skolens navn",
                "institutionsnummer",
                "institution",
                "sted",
                "arbejdsplads",
                "forvaltning",
            ),
            parse=_named(
                known.places,
                _("“%(cell)s” is not among the partners. Put it there first."),
                known.twice,
            ),
        ),
        Column("label", gettext_lazy("Class"), ("klasse", "hold", "klassetrin"), parse=_class, empty=""),
        Column(
            "number",
            gettext_lazy("Booking number"),
            ("bestillingsnummer", "bestilling", "forløbsnummer", "forløb nr", "nr", "sagsnr", "reference"),
            parse=tables.text(40),
            empty="",
        ),
    ]
    return common + (_request_columns() if purpose == REQUESTS else _held_columns(known))


def _request_columns() -> list[Column]:
    return [
        Column(
            "asked",
            gettext_lazy("Asked for on"),
            ("bestilt", "bestillingsdato", "dato", "anmodet", "modtaget"),
            required=True,
            parse=tables.day,
        ),
        Column(
            "expected",
            gettext_lazy("Expected to come"),
            ("antal", "elever", "antal elever", "forventet", "deltagere"),
            parse=tables.whole_number(0, MOST_HEADS),
        ),
        Column(
            "wished",
            gettext_lazy("Wished dates"),
            ("ønskede datoer", "ønske", "ønsket"),
            parse=_days,
            empty=(),
        ),
        Column(
            "name",
            gettext_lazy("Contact"),
            ("kontakt", "kontaktperson", "lærer"),
            parse=_plain(120),
            empty="",
        ),
        Column(
            "phone", gettext_lazy("Telephone"), ("telefon", "tlf", "mobil"), parse=tables.text(40), empty=""
        ),
        Column("email", gettext_lazy("E-mail"), ("mail", "email"), parse=tables.email, empty=""),
        Column(
            "note", gettext_lazy("Note"), ("bemærkning", "bemærkninger", "note"), parse=_plain(1000), empty=""
        ),
    ]


def _held_columns(known: Known) -> list[Column]:
    return [
        Column(
            "day",
            gettext_lazy("Held on"),
            ("dato", "afholdt", "afholdelsesdato", "undervisningsdato"),
            required=True,
            parse=tables.day,
        ),
        Column(
            "begins", gettext_lazy("From"), ("fra", "tid", "start", "klokken", "kl"), parse=tables.clock_time
        ),
        Column("ends", gettext_lazy("To"), ("til", "slut"), parse=tables.clock_time),
        Column(
            "heads",
            gettext_lazy("Heads"),
            ("antal", "fremmødte", "elever", "antal elever", "deltagere", "fremmøde"),
            parse=tables.whole_number(0, MOST_HEADS),
        ),
        Column(
            "profession",
            gettext_lazy("Profession"),
            ("faggruppe", "fag", "stilling"),
            parse=_named(known.professions, _("The profession “%(cell)s” is not known.")),
        ),
        Column(
            "administration",
            pgettext_lazy("of a municipality", "Administration"),
            ("deltagernes forvaltning", "magistrat"),
            parse=_named(
                known.places, _("“%(cell)s” is not among the partners. Put it there first."), known.twice
            ),
        ),
        Column(
            "people",
            gettext_lazy("Instructors"),
            ("underviser", "undervisere", "oplægsholder"),
            parse=_people(known),
            empty=(),
        ),
        Column("room", gettext_lazy("Place"), ("lokale", "adresse"), parse=_plain(200), empty=""),
    ]


# --- upload, columns -----------------------------------------------------------------------------------


@transaction.atomic
def upload(
    *, purpose: str, file: IO[bytes], name: str, by: User, at: datetime, sheet: str = ""
) -> ImportDraft:
    """Read a file and keep its rows until they are loaded, with the columns guessed by their heads.

    :raises tables.Unreadable: with what is wrong, in words.
    """
    gate.require(by, Permission.ACTIVITY_IMPORT)
    table = tables.read_table(file, name, sheet=sheet, wanted=columns(purpose))
    draft = ImportDraft(
        municipality=cast(Any, by.municipality),
        purpose=purpose,
        file_name=name[:200],
        header=table.header,
        rows=[row.as_json() for row in table.rows],
        columns=tables.match_columns(table.header, columns(purpose)),
        uploaded_by=by,
        uploaded_at=at,
    )
    waits = ImportDraft.objects.filter(uploaded_by=by, loaded_at__isnull=True)
    return once(draft, of=by, beside=waits, says=("purpose", "file_name", "header", "rows"))


def waiting(actor: User) -> list[ImportDraft]:
    """Files that were uploaded and not loaded, the last one first."""
    drafts = ImportDraft.objects.visible_to(actor).filter(purpose__in=PURPOSES, loaded_at__isnull=True)
    return list(drafts.select_related("uploaded_by").defer("rows", "report").order_by("-uploaded_at")[:5])


@transaction.atomic
def choose(*, draft: ImportDraft, heads: dict[str, int | None], by: User, at: datetime) -> None:
    """Correct which head is which column.

    :raises ChangedMeanwhile: somebody else corrected it after it was fetched.
    :raises LoadedBefore: it is too late.
    """
    gate.require(by, Permission.ACTIVITY_IMPORT)
    if draft.loaded_at is not None:
        raise LoadedBefore
    if not save_unchanged(draft, {"columns": heads}):
        raise ChangedMeanwhile


@transaction.atomic
def discard(*, draft: ImportDraft, by: User, at: datetime) -> None:
    """Throw an upload away."""
    gate.require(by, Permission.ACTIVITY_IMPORT)
    draft.delete()


# --- the trial run -------------------------------------------------------------------------------------


@dataclass
class PlannedSession:
    """A session that the load will write, with its headcounts and the lines that they come from."""

    starts_at: datetime
    ends_at: datetime
    room: str
    people: list[User]
    lines: list[int] = field(default_factory=list)
    #: (class's label, profession, administration, heads or None)
    counts: list[tuple[str, Profession | None, Organisation | None, int | None]] = field(default_factory=list)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(sorted({label for label, *_rest in self.counts if label}))


@dataclass
class PlannedBooking:
    """A booking that the load will write."""

    offer: Offer
    place: Organisation | None
    asked: date
    classes: dict[str, int | None] = field(default_factory=dict)
    expected: int | None = None
    wished: list[date] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)
    sessions: list[PlannedSession] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        labels = ", ".join(sorted(self.classes)) or self.offer.title
        return f"{labels}, {self.place}" if self.place else labels


@dataclass
class Trial:
    """What a load will do: the bookings that it writes, the rows that are here already, those refused."""

    bookings: list[PlannedBooking] = field(default_factory=list)
    #: Line and title of what is here already.
    known: list[tuple[int, str]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    missing: str = ""

    @property
    def refused_lines(self) -> int:
        return len({refusal.line for refusal in self.refused})

    @property
    def loads(self) -> int:
        return len(self.bookings)

    @property
    def sessions(self) -> int:
        return sum(len(booking.sessions) for booking in self.bookings)

    @property
    def heads(self) -> int:
        return sum(
            heads or 0
            for booking in self.bookings
            for session in booking.sessions
            for *_of, heads in session.counts
        )

    @property
    def mark(self) -> str:
        """Changes when anything of what the load will do has changed."""
        told = [
            (
                b.offer.pk,
                b.place.pk if b.place else 0,
                b.asked,
                b.lines,
                sorted(b.classes),
                [
                    (
                        s.starts_at,
                        s.ends_at,
                        s.lines,
                        [(c[0], c[3]) for c in s.counts],
                        [p.pk for p in s.people],
                    )
                    for s in b.sessions
                ],
            )
            for b in self.bookings
        ]
        return sha256(repr((told, self.refused)).encode()).hexdigest()[:16]

    def report(self) -> list[dict[str, Any]]:
        """A line for each row of the file, in its order; a refused row has one for each reason."""
        lines = []
        for booking in self.bookings:
            for session in booking.sessions:
                on = timezone.localtime(session.starts_at)
                what = _("%(offer)s on %(day)s") % {
                    "offer": booking.offer.title,
                    "day": f"{on:%d-%m-%Y %H:%M}",
                }
                for line, (*_of, heads) in zip(session.lines, session.counts, strict=True):
                    counted = (
                        _("%(heads)d heads") % {"heads": heads} if heads is not None else _("no number yet")
                    )
                    lines.append(_line(line, "new", booking.title, f"{what}: {counted}"))
            if not booking.sessions:
                what = _("%(offer)s, asked for on %(day)s") % {
                    "offer": booking.offer.title,
                    "day": f"{booking.asked:%d-%m-%Y}",
                }
                lines += [_line(line, "new", booking.title, what) for line in booking.lines]
        lines += [_line(line, "unchanged", title, "") for line, title in self.known]
        lines += [
            _line(one.line, "refused", "", ": ".join(filter(None, (one.column, one.message))))
            for one in self.refused
        ]
        return sorted(lines, key=lambda line: line["line"])


def _line(line: int, state: str, name: str, message: str) -> dict[str, Any]:
    return {"line": line, "state": state, "name": name, "message": message}


def trial(draft: ImportDraft, today: date) -> Trial:
    """What the load of this file would do now, in a number of statements that its rows do not change."""
    known = Known.of(draft.municipality_id)
    wanted = columns(draft.purpose, known)
    found = Trial()
    try:
        outcome = tables.parse_rows((Row.from_json(row) for row in draft.rows), draft.columns, wanted)
    except tables.MissingColumns as missing:
        found.missing = str(missing)
        return found
    found.refused = list(outcome.refused)
    if draft.purpose == REQUESTS:
        _requests(found, outcome.taken, draft.municipality_id, today)
    else:
        _held(found, outcome.taken, draft.municipality_id, today)
    found.refused.sort(key=lambda refusal: refusal.line)
    return found


def _requests(found: Trial, rows: Sequence[tables.Parsed], municipality: int, today: date) -> None:
    here = _bookings_here(municipality)
    groups: dict[Any, PlannedBooking] = {}
    for parsed in rows:
        values, line = parsed.values, parsed.line
        try:
            _check_request(values, today)
            place = values["place"]
            same = (values["offer"].pk, place.pk if place else None, values["asked"])
            if (*same, values["label"]) in here:
                found.known.append((line, _title(values)))
                continue
            key = (values["number"], *same) if values["number"] else same
            booking = groups.setdefault(key, PlannedBooking(values["offer"], place, values["asked"]))
            _add_request(booking, values, line)
        except Fault as fault:
            found.refused.append(Refusal(line, "", str(fault)))
    found.bookings = [booking for booking in groups.values() if booking.lines]


def _check_request(values: dict[str, Any], today: date) -> None:
    if values["asked"] > today:
        raise Fault(_("The day is still to come."))
    _check_place(values)


def _check_place(values: dict[str, Any]) -> None:
    if values["offer"].counts_pupils and values["place"] is None:
        raise Fault(_("A teaching course is booked by a school: write which."))
    if values["offer"].counts_pupils and not values["label"]:
        raise Fault(_("A teaching course is booked for a class: write which."))


def _add_request(booking: PlannedBooking, values: dict[str, Any], line: int) -> None:
    label = values["label"]
    if label:
        if label in booking.classes:
            raise Fault(_("The same class stands there twice."))
        booking.classes[label] = values["expected"]
    else:
        booking.expected = (booking.expected or 0) + (values["expected"] or 0) or None
    booking.wished = sorted({*booking.wished, *values["wished"]})[:10]
    for name in ("name", "phone", "email", "note"):
        booking.contact.setdefault(name, values[name])
    booking.lines.append(line)


def _bookings_here(municipality: int) -> set[tuple[Any, ...]]:
    """Offer, place, day and class of the bookings that are here; "" for one without a class."""
    rows = Booking.objects.filter(municipality=municipality).values_list(
        "offer_id", "organisation_id", "requested_on", "classes__label"
    )
    return {(offer, place, day, label or "") for offer, place, day, label in rows}


def _held(found: Trial, rows: Sequence[tables.Parsed], municipality: int, today: date) -> None:
    here = _sessions_here(municipality)
    sessions: dict[Any, PlannedSession] = {}
    groups: dict[Any, list[PlannedSession]] = {}
    meant: dict[int, tuple[Offer, Organisation | None, str]] = {}
    for parsed in rows:
        values, line = parsed.values, parsed.line
        try:
            start, end = _times(values, today)
            _check_place(values)
            offer, place = values["offer"], values["place"]
            at_place = place.pk if place else None
            if (offer.pk, at_place, values["day"], values["label"]) in here:
                found.known.append((line, _title(values)))
                continue
            key = (offer.pk, at_place, start, values["number"])
            session = sessions.get(key)
            count = (values["label"], values["profession"], values["administration"], values["heads"])
            if session is None:
                session = sessions[key] = PlannedSession(start, end, values["room"], list(values["people"]))
                groups.setdefault((offer.pk, at_place, values["number"]), []).append(session)
                meant[id(session)] = (offer, place, values["number"])
            elif count[:3] in [one[:3] for one in session.counts]:
                raise Fault(_("The same class or profession stands there twice."))
            session.people += [one for one in values["people"] if one not in session.people]
            session.counts.append(count)
            session.lines.append(line)
        except Fault as fault:
            found.refused.append(Refusal(line, "", str(fault)))
    for group in groups.values():
        offer, place, number = meant[id(group[0])]
        for part in _courses(group, number, offer.sessions):
            found.bookings.append(_course(offer, place, part))
    _refuse_clashes(found, municipality)


def _times(values: dict[str, Any], today: date) -> tuple[datetime, datetime]:
    if values["day"] > today:
        raise Fault(_("The day is still to come."))
    start = timezone.make_aware(datetime.combine(values["day"], values["begins"] or MORNING))
    end = start + timedelta(minutes=values["offer"].length_minutes)
    if values["ends"]:
        end = timezone.make_aware(datetime.combine(values["day"], values["ends"]))
        if end <= start:
            raise Fault(_("The session ends before it begins."))
    return start, end


def _courses(group: list[PlannedSession], number: str, most: int) -> list[list[PlannedSession]]:
    """The sessions that belong to one booking each, in the order of their days."""
    group = sorted((one for one in group if one.lines), key=lambda one: one.starts_at)
    if number:
        return [group] if group else []
    alike: dict[tuple[str, ...], list[PlannedSession]] = {}
    for session in group:
        alike.setdefault(session.labels, []).append(session)
    return [same[at : at + most] for same in alike.values() for at in range(0, len(same), most)]


def _course(offer: Offer, place: Organisation | None, sessions: list[PlannedSession]) -> PlannedBooking:
    first = timezone.localdate(sessions[0].starts_at)
    labels = sorted({label for session in sessions for label in session.labels})
    lines = [line for session in sessions for line in session.lines]
    return PlannedBooking(offer, place, first, classes=dict.fromkeys(labels), sessions=sessions, lines=lines)


def _refuse_clashes(found: Trial, municipality: int) -> None:
    """Sessions whose instructor teaches elsewhere at that time, here or in the file: the whole booking."""
    planned = [(s, who) for b in found.bookings for s in b.sessions for who in s.people]
    if not planned:
        return
    first, last = min(s.starts_at for s, _who in planned), max(s.ends_at for s, _who in planned)
    busy: dict[int, list[tuple[datetime, datetime]]] = {}
    taken = Assignment.objects.filter(
        municipality=municipality,
        instructor__in={who.pk for _s, who in planned},
        session__cancelled_at__isnull=True,
        session__starts_at__lt=last,
        session__ends_at__gt=first,
    ).values_list("instructor_id", "session__starts_at", "session__ends_at")
    for who, start, end in taken:
        busy.setdefault(who, []).append((start, end))
    kept = []
    for booking in found.bookings:
        clash = next(
            (
                (session, who)
                for session in booking.sessions
                for who in session.people
                if any(
                    start < session.ends_at and session.starts_at < end for start, end in busy.get(who.pk, ())
                )
            ),
            None,
        )
        if clash:
            text = _("%(who)s is at another session at that time.") % {"who": clash[1].name}
            found.refused += [Refusal(line, "", text) for line in booking.lines]
            continue
        for session in booking.sessions:
            for one in session.people:
                busy.setdefault(one.pk, []).append((session.starts_at, session.ends_at))
        kept.append(booking)
    found.bookings = kept


def _sessions_here(municipality: int) -> set[tuple[Any, ...]]:
    """Offer, place, day and class of the sessions that are here and not cancelled."""
    rows = Session.objects.filter(municipality=municipality, cancelled_at__isnull=True).values_list(
        "booking__offer_id", "booking__organisation_id", "starts_at", "booking__classes__label"
    )
    return {(offer, place, timezone.localdate(at), label or "") for offer, place, at, label in rows}


def _title(values: dict[str, Any]) -> str:
    first = values["label"] or values["offer"].title
    return f"{first}, {values['place']}" if values["place"] else str(first)


# --- the load ------------------------------------------------------------------------------------------


@transaction.atomic
def load(*, draft: ImportDraft, by: User, at: datetime, mark: str) -> Trial:
    """Do what the trial run showed: all of it, or nothing.

    :param mark: the trial run's, so that nothing is done that was not shown.
    :raises LoadedBefore, NothingToLoad, ChangedMeanwhile: nothing was done.
    """
    gate.require(by, Permission.ACTIVITY_IMPORT)
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.loaded_at is not None:
        raise LoadedBefore
    found = trial(draft, timezone.localdate(at))
    if found.mark != mark:
        raise ChangedMeanwhile
    if not found.loads:
        raise NothingToLoad
    try:
        with transaction.atomic():
            write(found.bookings, municipality_id=draft.municipality_id, by=by, at=at)
    except IntegrityError as error:  # somebody planned between our look and our write
        raise ChangedMeanwhile from error
    draft.report = found.report()
    draft.rows = []
    draft.loaded_at = at
    draft.save(update_fields=["report", "rows", "loaded_at"])
    return found


def write(
    planned: Sequence[PlannedBooking],
    *,
    municipality_id: int,
    by: User,
    at: datetime,
    via: str = Booking.Via.IMPORT,
) -> None:
    """Write bookings with their sessions and headcounts, a statement a table and thousand rows."""
    owned = {"municipality_id": municipality_id}
    bookings = [
        Booking(
            **owned,
            offer=one.offer,
            organisation=one.place,
            requested_on=one.asked,
            requested_via=via,
            wished_dates=one.wished,
            expected=one.expected,
            recorded_by=by,
            planned_at=at if one.sessions else None,
            planned_by=by if one.sessions else None,
        )
        for one in planned
    ]
    Booking.objects.bulk_create(bookings, batch_size=1000)
    BookingContact.objects.bulk_create(
        [
            BookingContact(**owned, booking=booking, **one.contact)
            for booking, one in zip(bookings, planned, strict=True)
            if any(one.contact.values())
        ],
        batch_size=1000,
    )
    classes = [
        BookedClass(**owned, booking=booking, label=label, grade=read_class(label).grade, expected=expected)
        for booking, one in zip(bookings, planned, strict=True)
        for label, expected in one.classes.items()
    ]
    BookedClass.objects.bulk_create(classes, batch_size=1000)
    by_label = {(row.booking_id, row.label): row for row in classes}
    sessions = [
        (
            one,
            Session(
                **owned,
                booking=booking,
                number=number,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                place=one.room,
                district_id=whole.place.district_id if whole.place else None,
                held_at=at,
                held_by=by,
            ),
        )
        for booking, whole in zip(bookings, planned, strict=True)
        for number, one in enumerate(whole.sessions, start=1)
    ]
    Session.objects.bulk_create([session for _one, session in sessions], batch_size=1000)
    Assignment.objects.bulk_create(
        [
            Assignment(**owned, session=session, instructor=who)
            for one, session in sessions
            for who in one.people
        ],
        batch_size=1000,
    )
    Headcount.objects.bulk_create(
        [
            Headcount(
                **owned,
                session=session,
                booked_class=by_label.get((session.booking_id, label)),
                profession=profession,
                administration=administration,
                heads=heads,
                entered_by=by,
                entered_at=at,
                way=Headcount.Way.IMPORT,
            )
            for one, session in sessions
            for label, profession, administration, heads in one.counts
            if heads is not None
        ],
        batch_size=1000,
    )
