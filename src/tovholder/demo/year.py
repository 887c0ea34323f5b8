"""The demo's year of work in schools and with professionals, invented by a fixed seed.

Everything is an event at a time, done by somebody through the same operations as in daily use; `play`
runs those up to the demo's day. So the record of the year reads as one would in life.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.activities import operations
from tovholder.activities.models import Booking, Evaluation, Headcount, Offer, Profession, Session
from tovholder.activities.operations import ClassAsked, Count, Slot
from tovholder.demo.places import Places
from tovholder.demo.timetable import LESSONS, Timetable, at, school_days
from tovholder.partners.models import Organisation

SEED = 2022
#: Classes of municipal schools that are to have a course in the year; about 23 pupils each.
MUNICIPAL_CLASSES = 146

OFFERS: list[dict[str, Any]] = [
    {
        "key": "propaganda",
        "kind": Offer.Kind.TEACHING_COURSE,
        "title": "Propaganda på nettet",
        "audience": "7.-10. klasse",
        "description": "Hvordan propaganda virker, og hvordan man får øje på den. Klassens lærer er med.",
        "length_minutes": 95,
        "targeted": True,
        "capacity": 30,
    },
    {
        "key": "spilleregler",
        "kind": Offer.Kind.TEACHING_COURSE,
        "title": "Demokratiets spilleregler",
        "audience": "6.-9. klasse",
        "description": "To gange om uenighed, flertal og mindretal.",
        "length_minutes": 95,
        "sessions": 2,
        "targeted": True,
        "capacity": 30,
    },
    {
        "key": "dialog-i-klassen",
        "kind": Offer.Kind.TEACHING_COURSE,
        "title": "Dialog i klassen",
        "audience": "5.-8. klasse",
        "description": "Øvelser i at tale sammen om det svære.",
        "length_minutes": 95,
        "targeted": True,
        "capacity": 30,
    },
    {
        "key": "foraeldremoede",
        "kind": Offer.Kind.PARENTS_MEETING,
        "title": "Forældreaften om børn på nettet",
        "audience": "Forældre",
        "description": "Misinformation, manipulation og negative fællesskaber: sådan taler man om det.",
        "length_minutes": 120,
        "capacity": 80,
    },
    {
        "key": "voksendialog",
        "kind": Offer.Kind.ADULT_DIALOGUE,
        "title": "Dialogaften for voksne",
        "audience": "Foreninger og beboere",
        "description": "Tonen på nettet og i kvarteret.",
        "length_minutes": 120,
        "capacity": 60,
    },
    {
        "key": "oplaeg",
        "kind": Offer.Kind.AWARENESS_TALK,
        "title": "Opmærksomhedsoplæg om bekymringstegn",
        "audience": "Fagpersoner med borgerkontakt",
        "description": "Tegn, handlemuligheder, og hvem man ringer til.",
        "length_minutes": 60,
        "capacity": 60,
    },
    {
        "key": "workshop",
        "kind": Offer.Kind.WORKSHOP,
        "title": "Workshop om strømninger og modstandskraft",
        "audience": "Udvalgte fagpersoner",
        "description": "Aktuelle fortællinger, og hvad der virker forebyggende.",
        "length_minutes": 180,
        "capacity": 30,
    },
    {
        "key": "webinar",
        "kind": Offer.Kind.WEBINAR,
        "title": "Webinar: når du bliver bekymret",
        "audience": "Kommunens medarbejdere",
        "description": "En halv time om, hvad man gør.",
        "length_minutes": 30,
        "capacity": 300,
    },
    {
        "key": "kollegatraening",
        "kind": Offer.Kind.TRAINING,
        "title": "Undervis kolleger i relationsdannende og genoprettende praksis",
        "audience": "Relationsmedarbejdere",
        "description": "To dage for dem, der skal lære metoden fra sig.",
        "length_minutes": 360,
        "sessions": 2,
        "qualifies_as": Offer.Qualification.TRAINER,
        "capacity": 18,
    },
    {
        "key": "netvaerksmoede",
        "kind": Offer.Kind.NETWORK_MEETING,
        "title": "Netværk på tværs af bydele",
        "audience": "Relationsmedarbejdere",
        "description": "Erfaringer med metoden.",
        "length_minutes": 120,
        "capacity": 40,
    },
]

PROFESSIONS = [
    ("teacher", "Lærer"),
    ("pedagogue", "Pædagog"),
    ("social-worker", "Socialrådgiver"),
    ("job-consultant", "Beskæftigelseskonsulent"),
    ("nurse", "Sygeplejerske"),
    ("club-worker", "Klubmedarbejder"),
    ("relation-worker", "Relationsmedarbejder"),
]

#: Talks, workshops and the like: offer, day, hour, administration, heads by profession.
FOR_PROFESSIONALS: list[tuple[str, date, int, str, dict[str, int]]] = [
    ("oplaeg", date(2022, 2, 3), 10, "BIF", {"job-consultant": 31, "social-worker": 6}),
    ("oplaeg", date(2022, 3, 10), 13, "SOF", {"social-worker": 24}),
    ("oplaeg", date(2022, 4, 6), 9, "BUF", {"club-worker": 18, "pedagogue": 12}),
    ("oplaeg", date(2022, 5, 19), 10, "SUF", {"nurse": 22}),
    ("oplaeg", date(2022, 6, 15), 14, "BUF", {"teacher": 27, "pedagogue": 5}),
    ("oplaeg", date(2022, 9, 7), 10, "SOF", {"social-worker": 19, "pedagogue": 7}),
    ("oplaeg", date(2022, 9, 23), 10, "BIF", {"job-consultant": 26}),
    ("oplaeg", date(2022, 11, 16), 13, "SUF", {"nurse": 20}),
    ("workshop", date(2022, 4, 27), 9, "BUF", {"club-worker": 11, "teacher": 9}),
    ("workshop", date(2022, 11, 3), 9, "SOF", {"social-worker": 18}),
    ("webinar", date(2022, 9, 1), 14, "BIF", {"job-consultant": 44, "social-worker": 15}),
    ("netvaerksmoede", date(2022, 5, 24), 13, "BUF", {}),
    ("netvaerksmoede", date(2022, 10, 6), 13, "BUF", {}),
]
PARENTS = [(date(2022, 2, 24), 41), (date(2022, 3, 31), 38), (date(2022, 5, 12), 62), (date(2022, 9, 8), 45)]
PARENTS_TO_COME = [date(2022, 10, 11), date(2022, 11, 22)]
EVALUATION_TEXTS = [
    "God øvelse med de falske profiler.",
    "Eleverne snakkede videre i frikvarteret.",
    "Lidt for lang tid på tavlen.",
    "Vil gerne have opfølgning.",
    "",
    "",
    "",
]


@dataclass
class Cast:
    """Who does the work."""

    planner: User
    leader: User
    coordinator: User
    instructors: list[User]


@dataclass(order=True)
class Event:
    """Something that is done at a time."""

    at: datetime
    order: int
    do: Callable[[], None] = field(compare=False)


class Year:
    """Lays out the year's events. `play` runs those that lie before the demo's day."""

    def __init__(self, places: Places, cast: Cast) -> None:
        self.random = random.Random(SEED)  # noqa: S311  an invented year, the same each time
        self.places, self.cast = places, cast
        self.events: list[Event] = []
        self.timetable = Timetable([user.pk for user in cast.instructors])
        self.offers: dict[str, Offer] = {}
        self.professions: dict[str, Profession] = {}
        #: Sessions that were evaluated: the day, and how many answered.
        self.answered: list[tuple[Session, date, int]] = []

    def when(self, moment: datetime, do: Callable[[], None]) -> None:
        self.events.append(Event(moment, len(self.events), do))

    def lay_out(self) -> None:
        """All that happens, in no order; `play` sorts it."""
        self.when(at(date(2022, 1, 3), time(8)), self._put_up_offers)
        self._teaching()
        self._evenings()
        self._professionals()
        self._requests()

    def play(self, until: datetime, other: list[Event]) -> None:
        """Run the events up to a time, with others among them."""
        for event in sorted([*self.events, *other]):
            if event.at > until:
                break
            event.do()
        self._evaluate()

    def _evaluate(self) -> None:
        """The anonymous answers, all at once: nobody entered them, so nobody is named."""
        act_as(System.DEMO, request="demo")
        Evaluation.objects.bulk_create(
            [
                Evaluation(
                    municipality_id=session.municipality_id,
                    session=session,
                    score=self.random.choices([1, 2, 3, 4, 5], [1, 2, 8, 20, 18])[0],
                    text=self.random.choice(EVALUATION_TEXTS),
                    given_on=day,
                )
                for session, day, number in self.answered
                for _ in range(number)
            ]
        )

    # --- what is laid out ------------------------------------------------------------------------------

    def _put_up_offers(self) -> None:
        planner = self.cast.planner
        act_as(planner.pk, request="demo")
        municipality = planner.municipality
        assert municipality is not None
        for offer in OFFERS:
            made = operations.make_offer(
                municipality=municipality,
                by=planner,
                at=at(date(2022, 1, 3), time(8)),
                offered_from=date(2022, 1, 3),
                **offer,
            )
            self.offers[made.key] = made
        operations.set_out_professions(municipality=municipality, professions=PROFESSIONS)
        self.professions = {one.key: one for one in Profession.objects.filter(municipality=municipality)}

    def _teaching(self) -> None:
        """Municipal and free schools' classes, spread over the school days of the year."""
        days = list(school_days(date(2022, 1, 17), date(2022, 12, 16)))
        municipal = [days[int(number * len(days) / MUNICIPAL_CLASSES)] for number in range(MUNICIPAL_CLASSES)]
        weights = [3 if place % 3 == 0 else 1 for place in range(len(self.places.municipal_schools))]
        classes = self._classes()
        for day in municipal:
            school = self.random.choices(self.places.municipal_schools, weights)[0]
            self._course(day, school, next(classes))
        free = [date(2022, 3, 15), date(2022, 5, 4), date(2022, 9, 5)]
        free += [date(2022, 10, 12), date(2022, 11, 8), date(2022, 12, 1)]
        heads = iter([22, 19, 21, 20, 22, 18])
        for day, school in zip(free, self.places.free_schools, strict=True):
            self._course(day, school, next(classes), heads=next(heads))

    def _classes(self) -> Iterator[ClassAsked]:
        while True:
            grade = self.random.choices([5, 6, 7, 8, 9, 10], [1, 2, 5, 7, 4, 1])[0]
            letter = self.random.choice("abcxy")
            yield ClassAsked(f"{grade}.{letter}", grade, self.random.randint(21, 27))

    def _course(self, day: date, school: Organisation, one: ClassAsked, heads: int | None = None) -> None:
        """A class asks, is given its sessions, and is taught: all on their days."""
        key = self.random.choices(["propaganda", "spilleregler", "dialog-i-klassen"], [11, 6, 3])[0]
        sessions = 2 if key == "spilleregler" else 1
        days = [day, *(later for later in school_days(day + timedelta(days=5), day + timedelta(days=14)))]
        slots: list[tuple[date, time, int]] = []
        for when in days[:sessions]:
            for lesson in self.random.sample(LESSONS, len(LESSONS)):
                number = self.timetable.take(when, lesson)
                if number is not None:
                    slots.append((when, lesson, number))
                    break
        came = heads or max(12, (one.expected or 24) - self.random.choice([0, 0, 1, 1, 2, 3, 4]))
        chance = self.random.random()
        cancelled = chance < 0.04 and heads is None
        late = self.random.random() < 0.06
        booked: dict[str, Any] = {}

        def ask() -> None:
            planner = self._planner()
            booked["booking"] = operations.book(
                offer=self.offers[key],
                by=planner,
                at=asked,
                organisation=school,
                classes=[one],
                requested_via=self.random.choice([Booking.Via.FORM, Booking.Via.MAIL, Booking.Via.TELEPHONE]),
                wished_dates=[day],
            )

        def plan() -> None:
            planner = self._planner()
            booked["sessions"] = operations.plan(
                booking=booked["booking"],
                by=planner,
                at=planned,
                slots=[
                    Slot(
                        at(d, t),
                        at(d, t) + timedelta(minutes=95),
                        [self.cast.instructors[n]],
                        "Klassens lokale",
                    )
                    for d, t, n in slots
                ],
            )

        asked = at(day, time(9)) - timedelta(days=self.random.randint(21, 50))
        planned = asked + timedelta(days=self.random.randint(1, 12))
        self.when(max(asked, at(date(2022, 1, 4), time(9))), ask)
        self.when(max(planned, at(date(2022, 1, 5), time(9))), plan)
        for place, (when, lesson, number) in enumerate(slots):
            over = at(when, lesson) + timedelta(minutes=95)
            if cancelled and place == 0:
                self.when(at(when, time(7, 40)), lambda: self._cancel(booked["sessions"]))
                later = at(when + timedelta(days=14), time(10))
                self.when(later, lambda then=later: self._given_up(booked["booking"], then))  # type: ignore[misc]
                break
            self.when(
                over + (timedelta(days=9) if late else timedelta(minutes=4)),
                lambda p=place, n=number, o=over: self._count(booked["sessions"][p], n, came - p, o),  # type: ignore[misc]
            )

    def _count(self, session: Session, instructor: int, heads: int, over: datetime) -> None:
        """The instructor reports the number from her phone; some of the pupils answer the evaluation."""
        by = self.cast.instructors[instructor]
        act_as(by.pk, request="demo")
        booked_class = session.booking.classes.get()
        operations.enter_headcount(
            session=session,
            by=by,
            at=over + timedelta(minutes=4),
            counts=[Count(heads, booked_class=booked_class)],
            way=Headcount.Way.LINK,
        )
        if self.random.random() < 0.5:
            self.answered.append((session, over.date(), self.random.randint(6, 16)))

    def _cancel(self, sessions: list[Session]) -> None:
        planner = self._planner()
        reason = self.random.choice(
            ["Klassen er på lejrskole.", "Underviseren er syg.", "Skolen meldte afbud."]
        )
        for session in sessions:
            operations.cancel(session=session, by=planner, at=session.starts_at, reason=reason)

    def _given_up(self, booking: Booking, now: datetime) -> None:
        """The school found no other day."""
        planner, reason = self._planner(), "Skolen fandt ikke en ny dag."
        operations.withdraw(booking=booking, by=planner, at=now, reason=reason)

    def _planner(self) -> User:
        act_as(self.cast.planner.pk, request="demo")
        return self.cast.planner

    def _arranged(
        self,
        key: str,
        day: date,
        hour: int,
        organisation: Organisation | None,
        *,
        asked: int,
        counted: Callable[[Session], list[Count]] | None,
        place: str = "",
        days: int = 1,
    ) -> None:
        """Something for adults or professionals: arranged, planned and held, counted in the end."""
        made: dict[str, list[Session]] = {}
        start = at(day, time(hour))
        minutes = next(offer["length_minutes"] for offer in OFFERS if offer["key"] == key)
        instructor = self.cast.instructors[self.random.randrange(len(self.cast.instructors))]

        def arrange() -> None:
            planner = self._planner()
            booking = operations.book(
                offer=self.offers[key],
                by=planner,
                at=start - timedelta(days=asked),
                organisation=organisation,
                wished_dates=[day],
            )
            starts = [start + timedelta(days=number) for number in range(days)]
            # Talks lie outside the lessons' hours or have a guest teacher: only a free instructor is put on.
            free = [[] if self._taken(instructor, one, minutes) else [instructor] for one in starts]
            made["sessions"] = operations.plan(
                booking=booking,
                by=planner,
                at=start - timedelta(days=asked),
                slots=[
                    Slot(one, one + timedelta(minutes=minutes), who, place)
                    for one, who in zip(starts, free, strict=True)
                ],
            )

        self.when(max(start - timedelta(days=asked), at(date(2022, 1, 6), time(9))), arrange)
        if counted is None:
            return

        def hold(number: int) -> None:
            session = made["sessions"][number]
            planner = self._planner()
            counts = counted(session)
            when = start + timedelta(days=number, minutes=minutes + 30)
            if counts:
                operations.enter_headcount(session=session, by=planner, at=when, counts=counts)
            else:
                operations.record_held(session=session, by=planner, at=when)

        for number in range(days):
            self.when(
                start + timedelta(days=number, minutes=minutes + 40),
                lambda n=number: hold(n),  # type: ignore[misc]
            )

    def _taken(self, instructor: User, start: datetime, minutes: int) -> bool:
        number = self.timetable.instructors.index(instructor.pk)
        end = start + timedelta(minutes=minutes)
        return any(
            n == number and at(d, t) < end and start < at(d, t) + timedelta(minutes=95)
            for n, d, t in self.timetable.taken
        )

    def _evenings(self) -> None:
        schools = self.places.municipal_schools
        for number, (day, heads) in enumerate(PARENTS):
            self._arranged(
                "foraeldremoede",
                day,
                17,
                schools[number * 5],
                asked=40,
                counted=lambda session, heads=heads: [Count(heads)],  # type: ignore[misc]
                place="Skolens aula",
            )
        for number, day in enumerate(PARENTS_TO_COME):
            self._arranged("foraeldremoede", day, 17, schools[number * 4 + 1], asked=45, counted=None)
        self._arranged(
            "voksendialog",
            date(2022, 6, 2),
            19,
            self.places.associations[4],
            asked=30,
            counted=lambda session: [Count(34)],
        )
        self._arranged(
            "voksendialog", date(2022, 10, 13), 19, self.places.associations[0], asked=40, counted=None
        )

    def _professionals(self) -> None:
        for key, day, hour, short, heads in FOR_PROFESSIONALS:
            administration = self.places.administrations[short]
            units = [unit for unit in self.places.units if unit.parent_id == administration.pk]

            def counted(
                session: Session, heads: dict[str, int] = heads, administration: Organisation = administration
            ) -> list[Count]:
                return [
                    Count(number, profession=self.professions[key], administration=administration)
                    for key, number in heads.items()
                ]

            self._arranged(
                key,
                day,
                hour,
                units[0] if units else administration,
                asked=35,
                counted=counted,
                place="Mødelokale 2",
            )

        def trained(session: Session) -> list[Count]:
            bif = self.places.administrations["BUF"]
            return [Count(15, profession=self.professions["relation-worker"], administration=bif)]

        self._arranged(
            "kollegatraening",
            date(2022, 6, 8),
            9,
            None,
            asked=60,
            counted=trained,
            place="Kursuslokalet",
            days=2,
        )

    def _requests(self) -> None:
        """Requests that wait for a session on the demo's day, two that were declined, one taken back."""
        classes = self._classes()
        waiting = [date(2022, 8, 24), date(2022, 8, 31), date(2022, 9, 6), date(2022, 9, 9)]
        waiting += [date(2022, 9, 13), date(2022, 9, 15), date(2022, 9, 19), date(2022, 9, 19)]
        schools = [*self.places.municipal_schools[3::4], *self.places.free_schools[1:3]]
        for number, day in enumerate(waiting):

            def ask(number: int = number, day: date = day) -> None:
                self._ask(schools[number], day, next(classes))

            self.when(at(day, time(10, 20)), ask)
        settled = [
            (date(2022, 3, 2), "declined"),
            (date(2022, 8, 22), "declined"),
            (date(2022, 5, 3), "withdrawn"),
        ]
        for number, (day, how) in enumerate(settled):

            def settle(number: int = number, day: date = day, how: str = how) -> None:
                booking = self._ask(self.places.municipal_schools[number], day, next(classes))
                planner = self._planner()
                if how == "declined":
                    operations.decline(
                        booking=booking,
                        by=planner,
                        at=at(day, time(12)),
                        reason="Klassen har haft forløbet i år.",
                    )
                else:
                    operations.withdraw(
                        booking=booking,
                        by=planner,
                        at=at(day, time(12)),
                        reason="Skolen fandt en anden dag selv.",
                    )

            self.when(at(day, time(11)), settle)

    def _ask(self, school: Organisation, day: date, one: ClassAsked) -> Booking:
        planner = self._planner()
        wished = list(school_days(day + timedelta(days=20), day + timedelta(days=40)))[:3]
        return operations.book(
            offer=self.offers["propaganda"],
            by=planner,
            at=at(day, time(10, 20)),
            organisation=school,
            classes=[one],
            requested_via=Booking.Via.FORM,
            wished_dates=wished,
            contact={"name": "Cecilie Opdigtet", "phone": "00 00 00 00", "note": "Ring helst efter kl. 14."},
        )
