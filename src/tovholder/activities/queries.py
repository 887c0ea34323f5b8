"""Reads: sessions for lists and calendars, what waits for somebody, who is free to teach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    IntegerField,
    JSONField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
)
from django.db.models.functions import Coalesce, Collate, JSONObject
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access.forms import FIRST_DAY, LAST_DAY
from tovholder.access.models import User
from tovholder.access.roles import Role
from tovholder.activities.models import Assignment, Booking, Offer, Session
from tovholder.core.columns import column, rows
from tovholder.core.sorting import DanishWord

#: So many waiting things are shown on an overview.
SHOWN = 20


@dataclass(frozen=True)
class Filters:
    """What a list of sessions is narrowed to, as it stands in the address."""

    kind: str = ""
    offer: int | None = None
    district: int | None = None
    instructor: int | None = None
    state: str = ""
    start: date | None = None
    end: date | None = None

    STATES = ("planned", "held", "missing", "nobody_came", "cancelled")

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """What of the address can be read; the rest narrows nothing."""
        return cls(
            kind=query.get("kind", "") if query.get("kind", "") in Offer.Kind.values else "",
            offer=_number(query.get("offer")),
            district=_number(query.get("district")),
            instructor=_number(query.get("instructor")),
            state=query.get("state", "") if query.get("state", "") in cls.STATES else "",
            start=_day(query.get("from")),
            end=_day(query.get("to")),
        )

    def narrow(self, sessions: Any, at: datetime) -> Any:
        if self.kind:
            sessions = sessions.filter(booking__offer__kind=self.kind)
        if self.offer:
            sessions = sessions.filter(booking__offer=self.offer)
        if self.district:
            sessions = sessions.filter(district=self.district)
        if self.instructor:
            mine = Assignment.objects.filter(session=OuterRef("pk"), instructor=self.instructor)
            sessions = sessions.filter(Exists(mine))
        if self.start:
            sessions = sessions.filter(starts_at__gte=midnight(self.start))
        if self.end:
            sessions = sessions.filter(starts_at__lt=midnight(self.end + timedelta(days=1)))
        return self._by_state(sessions, at)

    def _by_state(self, sessions: Any, at: datetime) -> Any:
        if self.state == "planned":
            return sessions.live().filter(held_at__isnull=True, ends_at__gt=at)
        if self.state == "held":
            return sessions.filter(held_at__isnull=False)
        if self.state == "missing":
            return sessions.uncounted(at)
        if self.state == "nobody_came":
            return sessions.filter(nobody_came_at__isnull=False)
        if self.state == "cancelled":
            return sessions.filter(cancelled_at__isnull=False)
        return sessions


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def midnight(day: date) -> datetime:
    """The beginning of a day in the municipality's time."""
    return timezone.make_aware(datetime.combine(day, time.min))


# What a row says beyond its own table (see `core.columns`).
_TEXTS: Any = ArrayField(TextField())
_IDS: Any = ArrayField(BigIntegerField())
_JSON: Any = ArrayField(JSONField())
_LABELS = """array(select c.label from activities_bookedclass c
  where c.booking_id = activities_session.booking_id order by c.label)"""
_NAMES = """array(select u.name from activities_assignment a join access_user u on u.id = a.instructor_id
  where a.session_id = activities_session.id order by u.name)"""
_INSTRUCTORS = """array(select a.instructor_id from activities_assignment a
  where a.session_id = activities_session.id)"""
_HEADS = (
    """(select sum(n.heads)::int from activities_headcount n where n.session_id = activities_session.id)"""
)
_BOOKED_LABELS = """array(select c.label from activities_bookedclass c
  where c.booking_id = activities_booking.id order by c.label)"""
_BOOKED = """array(select jsonb_build_object('label', c.label, 'expected', c.expected)
  from activities_bookedclass c where c.booking_id = activities_booking.id order by c.label, c.id)"""
_ASKED = """array(select jsonb_build_object('id', c.id, 'label', c.label, 'expected', c.expected, 'heads',
    (select n.heads from activities_headcount n
      where n.session_id = activities_session.id and n.booked_class_id = c.id))
  from activities_bookedclass c where c.booking_id = activities_session.booking_id order by c.label, c.id)"""
_WHO_CAME = """select c.label, p.title as profession, o.name as administration, n.heads, n.way,
    n.entered_at, (select name from access_user where id = n.entered_by_id) as enterer
  from activities_headcount n
  left join activities_bookedclass c on c.id = n.booked_class_id
  left join activities_profession p on p.id = n.profession_id
  left join partners_organisation o on o.id = n.administration_id
  where n.session_id = activities_session.id order by c.label, n.id"""
_WHO_ASKED = """select name, phone, email, note from activities_bookingcontact
  where booking_id = activities_session.booking_id and concat(name, phone, email, note) <> ''"""
_OPINIONS = "select answers, average, scores, texts from tovholder.evaluated(activities_session.id)"
_COUNTED = """array(select jsonb_build_object('label', c.label, 'profession', p.title,
    'administration', o.name, 'heads', n.heads)
  from activities_headcount n
  left join activities_bookedclass c on c.id = n.booked_class_id
  left join activities_profession p on p.id = n.profession_id
  left join partners_organisation o on o.id = n.administration_id
  where n.session_id = activities_session.id order by c.label, n.id)"""


def detailed(sessions: Any) -> Any:
    """Sessions with all that a row of a list says, in one statement."""
    return sessions.select_related("booking__offer", "booking__organisation", "district").annotate(
        class_labels=column(_LABELS, _TEXTS),
        instructor_names=column(_NAMES, _TEXTS),
        instructor_ids=column(_INSTRUCTORS, _IDS),
        heads=column(_HEADS, IntegerField()),
    )


def to_read(sessions: Any) -> Any:
    """Sessions from `detailed` for their own page: with who came, who asked, and what they thought of it.

    The contact is empty for who may not read it, and the opinions are summed up: row level security.
    """
    return detailed(sessions).annotate(
        who_came=rows(_WHO_CAME), who_asked=rows(_WHO_ASKED), opinions=rows(_OPINIONS)
    )


def with_classes(sessions: Any) -> Any:
    """Sessions with `asked`: their classes, each with what is counted. For the page of one number."""
    return sessions.annotate(
        asked=column(_ASKED, _JSON),
        instructor_ids=column(_INSTRUCTORS, _IDS),
    )


def title_of(labels: Iterable[str], organisation: Any, offer: Any) -> str:
    """What people call a session: "8.b, Søndre Prøveskole"; without classes, the offer and the place."""
    first = ", ".join(labels) or str(offer)
    return f"{first}, {organisation}" if organisation else first


def title(session: Any) -> str:
    """Of a session from `detailed`."""
    return title_of(session.class_labels, session.booking.organisation, session.booking.offer)


def options(municipality_id: int | None) -> Mapping[str, list[tuple[int, str]]]:
    """What the filters offer: offers, districts and instructors, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select 'offer', id, title, tovholder.da_sort(title) collate "C" from activities_offer
             where municipality_id = %(m)s
            union all
            select 'district', id, name, to_char("order", '00000') || name from partners_district
             where municipality_id = %(m)s
            union all
            select 'instructor', u.id, u.name, tovholder.da_sort(u.name) collate "C" from access_user u
             where u.municipality_id = %(m)s and u.ended_at is null and exists (
               select from access_rolegrant g where g.user_id = u.id and g.role = 'instructor')
             order by 1, 4
            """,
            {"m": municipality_id},
        )
        found: dict[str, list[tuple[int, str]]] = {"offer": [], "district": [], "instructor": []}
        for kind, pk, name, _sort in cursor.fetchall():
            found[kind].append((pk, name))
    return found


def next_of(user: User, at: datetime, *, without: int) -> list[Any]:
    """An instructor's next sessions, and those of which the headcount is missing: for her phone."""
    mine = (
        Session.objects.filter(municipality=user.municipality_id).live().taught_by(user).exclude(pk=without)
    )
    mine = mine.filter(Q(ends_at__gt=at) | Q(counted_at__isnull=True, nobody_came_at__isnull=True))
    mine = mine.filter(starts_at__gt=at - timedelta(days=60), starts_at__lt=at + timedelta(days=60))
    return list(detailed(mine).order_by("starts_at", "id")[:6])


def waiting_bookings(user: User) -> Any:
    """Requests without a session, oldest first."""
    return (
        Booking.objects.filter(municipality=user.municipality_id)
        .waiting()
        .select_related("offer", "organisation__district")
        .annotate(class_labels=_booking_labels())
        .order_by("requested_on", "id")
    )


def planned_by(user: User, since: datetime) -> Any:
    """Requests that somebody has given a session since then."""
    return (
        Booking.objects.filter(municipality=user.municipality_id, planned_by=user, planned_at__gte=since)
        .select_related("offer", "organisation")
        .annotate(class_labels=_booking_labels())
        .order_by("-planned_at", "-id")
    )


def waiting_since(user: User) -> tuple[int, date | None]:
    """How many requests have no session, and the day on which the oldest was asked for; one statement."""
    waiting = Booking.objects.filter(municipality=user.municipality_id).waiting()
    found = waiting.aggregate(number=Count("id"), oldest=Min("requested_on"))
    return found["number"], found["oldest"]


def with_labels(bookings: Any) -> Any:
    """Bookings with `class_labels` and `recorder`, who wrote it down."""
    return bookings.annotate(class_labels=_booking_labels(), recorder=name_of("recorded_by"))


def to_show(bookings: Any) -> Any:
    """Bookings from `with_labels` with `asked`, their classes, and who asked, as far as one may see it."""
    return with_labels(bookings).select_related("contact").annotate(asked=column(_BOOKED, _JSON))


def to_plan(bookings: Any, *, user: User, people: Iterable[str]) -> Any:
    """Bookings from `with_labels` with what planning one asks for beside it, all in one statement.

    :param people: ids of colleagues; `people` of the row are id and name of those who are there.
    `last_number` is that of its last session, 0 before the first.
    """
    colleagues = User.objects.visible_to(user).filter(ended_at__isnull=True, pk__in=list(people))
    last = Session.objects.filter(booking=OuterRef("pk")).order_by("-number").values("number")
    return with_labels(bookings).annotate(
        last_number=Coalesce(Subquery(last[:1]), 0),
        people=ArraySubquery(colleagues.values(row=JSONObject(id="id", name="name"))),
    )


def name_of(field: str) -> Subquery:
    """The name of the user in a field; nothing for a system actor, whose row is not seen (and not joined)."""
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name")[:1])


def _booking_labels() -> Any:
    return column(_BOOKED_LABELS, _TEXTS)


# --- planning ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """Somebody who could teach, whether she is free, and why she is suggested."""

    user: User
    taken_by: str
    reason: str
    knows_the_place: bool
    busy: int

    @property
    def free(self) -> bool:
        return not self.taken_by


def candidates(
    *,
    user: User,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    organisation_id: int | None,
    without: int | None = None,
) -> list[Candidate]:
    """The instructors, those first who are free, know the place, and have the fewest sessions around then.

    One statement. The order is a help for planning; the planner chooses.
    """
    own = Assignment.objects.filter(instructor=OuterRef("pk")).exclude(session=without)
    clash = own.filter(during__overlap=(starts_at, ends_at)).order_by("id")
    around = own.filter(
        session__cancelled_at__isnull=True,
        session__starts_at__gte=starts_at - timedelta(days=14),
        session__starts_at__lt=starts_at + timedelta(days=14),
    )
    there = own.filter(session__booking__organisation=organisation_id, session__held_at__isnull=False)
    rows = (
        User.objects.visible_to(user)
        .having(Role.INSTRUCTOR, at)
        .annotate(
            clash=Subquery(clash.values("session__booking__organisation__name")[:1]),
            clash_offer=Subquery(clash.values("session__booking__offer__title")[:1]),
            around=ArraySubquery(around.values("id")),
            last_there=Subquery(
                there.values("instructor").annotate(last=Max("session__starts_at")).values("last")
            ),
        )
        .order_by(Collate(DanishWord(F("name")), "C"))
    )
    found = [
        Candidate(
            row,
            row.clash or row.clash_offer or "",
            _reason(row.last_there, len(row.around)),
            row.last_there is not None,
            len(row.around),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.free, not one.knows_the_place, one.busy))


def _reason(last_there: datetime | None, around: int) -> str:
    """Why somebody is suggested, as a sentence."""
    busy = (
        _("%(number)d sessions around then") % {"number": around}
        if around
        else _("no other sessions around then")
    )
    if last_there is None:
        return busy
    return _("has taught there before, %(busy)s") % {"busy": busy}


def suggestions(user: User, at: datetime, bookings: Iterable[Any]) -> dict[int, list[tuple[str, str]]]:
    """By booking: up to two instructors for its first wished day to come, each with the reason.

    A request says no hour yet: who has nothing that day is free for certain. Two statements.
    """
    today = timezone.localdate(at)
    wished = {
        booking.pk: next((day for day in booking.wished_dates if day >= today), None) for booking in bookings
    }
    days = [day for day in wished.values() if day]
    if not days:
        return {}
    taken = Assignment.objects.filter(
        municipality=user.municipality_id,
        session__cancelled_at__isnull=True,
        session__starts_at__gte=midnight(min(days)),
        session__starts_at__lt=midnight(max(days) + timedelta(days=1)),
    ).values_list("instructor_id", "session__starts_at")
    busy = {(who, timezone.localdate(when)) for who, when in taken}
    load: dict[int, int] = {}
    for who, _on in busy:
        load[who] = load.get(who, 0) + 1
    places = [booking.organisation_id for booking in bookings if booking.organisation_id]
    known = Assignment.objects.filter(
        instructor=OuterRef("pk"),
        session__held_at__isnull=False,
        session__booking__organisation__in=places,
    ).values("session__booking__organisation_id")
    people = list(
        User.objects.visible_to(user)
        .having(Role.INSTRUCTOR, at)
        .annotate(places=ArraySubquery(known.distinct()))
        .order_by(Collate(DanishWord(F("name")), "C"))
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for booking in bookings:
        day = wished[booking.pk]
        if day is None:
            continue
        free = [one for one in people if (one.pk, day) not in busy]
        place = booking.organisation_id
        free.sort(key=lambda one, place=place: (place not in one.places, load.get(one.pk, 0)))  # type: ignore[misc]
        found[booking.pk] = [
            (
                one.name,
                _("free that day, has taught there before")
                if place in one.places
                else _("nothing else that day"),
            )
            for one in free[:2]
        ]
    return found


# --- what an export says -------------------------------------------------------------------------------


def exported(sessions: Any, *, most: int) -> Iterable[list[Any]]:
    """Each session with each headcount, one row a headcount, and what it counted as.

    A session without a headcount has one row too, so that nothing is missing in a count by hand.
    """
    found = (
        detailed(sessions)
        .annotate(counted=column(_COUNTED, ArrayField(JSONField())))
        .order_by("starts_at", "id")
    )
    for session in found[:most]:
        yield from _rows_of(session)


def _rows_of(session: Any) -> Iterable[list[Any]]:
    booking, offer = session.booking, session.booking.offer
    known: list[dict[str, Any]] = list(session.counted)
    there = {one["label"] for one in known}
    known += [{"label": label} for label in session.class_labels if label not in there]
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    for one in known or [{}]:
        yield [
            session.pk,
            booking.pk,
            session.number,
            start.date(),
            f"{start:%H:%M}",
            f"{end:%H:%M}",
            state_of(session),
            offer.get_kind_display(),
            offer.title,
            booking.organisation.name if booking.organisation else "",
            session.district.name if session.district else "",
            session.place,
            ", ".join(session.instructor_names),
            one.get("label") or "",
            one.get("profession") or "",
            one.get("administration") or "",
            one.get("heads"),
            counted_as(session, offer),
        ]


def state_of(session: Any) -> str:
    """cancelled, nobody_came, held or planned, whatever the time is."""
    if session.cancelled_at:
        return "cancelled"
    if session.nobody_came_at:
        return "nobody_came"
    return "held" if session.held_at else "planned"


def counted_as(session: Any, offer: Offer) -> str:
    """The codes of the indicators in which a session's heads, or the session itself, are counted.

    "once" marks what counts once a booking, by the largest headcount of its sessions (`indicators`).
    """
    if session.cancelled_at or not session.held_at:
        return ""
    codes = []
    if offer.kind == Offer.Kind.TEACHING_COURSE and offer.targeted:
        codes.append("pupils_in_courses (once)")
    if offer.kind == Offer.Kind.PARENTS_MEETING:
        codes.append("parents_reached")
    if offer.kind == Offer.Kind.ADULT_DIALOGUE:
        codes.append("adults_reached")
    if offer.kind == Offer.Kind.AWARENESS_TALK and not session.nobody_came_at:
        codes.append("awareness_talks")
    if offer.kind == Offer.Kind.WORKSHOP and not session.nobody_came_at:
        codes.append("workshops")
    if offer.kind == Offer.Kind.TRAINING:
        codes.append("professionals_reached (once)")
        if offer.qualifies_as:
            trained = {"relation_worker": "relation_workers_trained", "trainer": "trainers_trained"}
            codes.append(f"{trained[offer.qualifies_as]} (once)")
    elif offer.counts_professionals:
        codes.append("professionals_reached")
    return ", ".join(codes)
