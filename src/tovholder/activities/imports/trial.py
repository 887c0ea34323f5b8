"""What the load of a file would do now, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.activities.imports.columns import REQUESTS, Known, columns
from tovholder.activities.models import Assignment, Booking, Offer, Profession, Session
from tovholder.core import tables
from tovholder.core.tables import Fault, Refusal, Row
from tovholder.partners.models import ImportDraft, Organisation

#: Where the file has no hour.
MORNING = time(9)


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
