"""The demo's hotline: 100 concerns and some advice, taken down, triaged and cleared as in daily use.

Everything happens at its time: the database's clock is set to it (`at_work`), so that access that has ended
since was there when it was used. An event is a time, somebody, and a deed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from tovholder.access.actors import act_as
from tovholder.access.models import User
from tovholder.cases import words
from tovholder.concerns import operations as concerns
from tovholder.concerns.models import CallerKind, Channel, ConcernReport, PoliceClearance, Purge, Residence
from tovholder.concerns.operations.calls import Told
from tovholder.concerns.operations.triage import Handover
from tovholder.core import workdays
from tovholder.core.ids import uuid7
from tovholder.demo.stories import ADVICE, AUTHORITIES, DISTRICTS, FIRST_NAMES, STORIES, Story
from tovholder.disclosures.models import LegalBasis
from tovholder.people import operations as people
from tovholder.people.models import Person

HERE = ZoneInfo("Europe/Copenhagen")
SEED = 2022
Exit = ConcernReport.Exit
#: How many concerns leave by which exit, beside those that became cases; the rest waits.
EXITS = {
    Exit.ADVICE: 23,
    Exit.UNFOUNDED: 24,
    Exit.OTHER_HOUSE: 8,
    Exit.CHILD_REFERRAL: 8,
    Exit.POLICE: 5,
    Exit.STATUTORY_OFFER: 10,
}
#: Of those that the police took over, so many are purged: they come on top of the hundred.
PURGED = 2
#: How far those have come that wait: taken down, grounds written, police asked, police answered.
WAITING = [
    "taken",
    "taken",
    "taken",
    "taken",
    "assessed",
    "assessed",
    "asked",
    "asked",
    "answered",
    "answered",
]
ADVISED = 60
FIRST_DAY, LAST_DAY = date(2022, 1, 3), date(2022, 9, 2)
HOUSES = ["Københavns Kommune", "Aarhus Kommune", "Østjyllands Politi"]

Deed = Callable[[], Any]
Event = tuple[datetime, User, Deed]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in Copenhagen."""
    return datetime.combine(day, time(hour, minute), tzinfo=HERE)


def at_work(user: User, when: datetime) -> None:
    """Let the database see somebody at work at a time of the invented year."""
    act_as(user.pk, request="demo")
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tovholder.clock_offset',"
            " extract(epoch from %s::timestamptz - now())::text, true)",
            [when],
        )


@dataclass
class Confidential:
    """The people who work with concerns and cases, and what happens among them."""

    adviser: User
    coordinator: User
    custodian: User
    dpo: User
    members: dict[str, User]
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311
    events: list[Event] = field(default_factory=list)
    _names: int = 0

    @property
    def police(self) -> User:
        return self.members["police"]

    def basis(self, key: str) -> LegalBasis:
        known = LegalBasis.objects.filter(municipality=self.coordinator.municipality_id)
        return known.valid(FIRST_DAY).get(key=key)

    def on(self, when: datetime, who: User, deed: Deed) -> None:
        self.events.append((when, who, deed))

    def play(self, until: datetime) -> None:
        """Do everything that lies before a time, in its order."""
        for when, who, deed in sorted(self.events, key=lambda event: event[0]):
            if when <= until:
                at_work(who, when)
                deed()

    # --- who it is about ---------------------------------------------------------------------------------

    def somebody(self, by: User, when: datetime) -> Person:
        """A citizen who does not exist; a third of them with a number that can be nobody's."""
        self._names += 1
        first = FIRST_NAMES[self._names % len(FIRST_NAMES)]
        middle = "" if self._names < len(FIRST_NAMES) else f" {chr(64 + self._names // len(FIRST_NAMES))}."
        born = date(1992, 1, 1) + timedelta(days=self.chance.randrange(16 * 365))
        known: dict[str, Any] = {"birth_date": born}
        if self._names % 3 == 0:
            known = {"cpr": number(born, 100 + self._names)}
        elif self._names % 3 == 1:
            known = {"birth_year": born.year}
        if self._names % 2:
            known |= {"address": f"Opdigtet Vej {self._names}", "address_protected": self._names % 7 == 0}
        return people.write_down(
            by=by, at=when, name=f"{first}{middle} Opdigtet", district=self.chance.choice(DISTRICTS), **known
        )

    # --- a concern ---------------------------------------------------------------------------------------

    def told(self, story: Story, when: datetime, **more: Any) -> Told:
        groups = ("behaviour", "relations", "statements", "situation", "strengths")
        given: dict[str, Any] = {
            "channel": self.chance.choice([Channel.NATIONAL_HOTLINE, Channel.LOCAL_HOTLINE, Channel.MAIL]),
            "caller_kind": self.chance.choice([CallerKind.PARENT, CallerKind.RELATIVE, CallerKind.TEACHER]),
            "anonymous": self.chance.random() < 0.4,
            "residence": Residence.HERE,
            "advice": self.chance.choice(ADVICE),
            "topics": ["keep_contact"],
        }
        return Told(
            at=when,
            danger="no",
            seen={group: getattr(story, group) for group in groups},
            kinds=story.kinds,
            **{**given, **more},
        )

    def take(
        self, when: datetime, story: Story, *, by: User, person: Person | None, **more: Any
    ) -> ConcernReport:
        """Take a concern down; who called has an invented name and number where she gave any."""
        told = self.told(story, when, **more)
        caller: dict[str, Any] = (
            {}
            if told.anonymous
            else {"name": "Henvender Opdigtet", "phone": f"00 00 00 {len(self.events) % 90 + 10}"}
        )
        return concerns.take_down(call_id=uuid7(), told=told, by=by, at=when, person=person, **caller)

    def assess(self, concern: ConcernReport, when: datetime) -> None:
        concern.refresh_from_db()
        concerns.assess(
            concern=concern,
            by=self.coordinator,
            at=when,
            grounds="Konkrete iagttagelser fra en, der kender borgeren.",
            prevention="Der er relationer og en hverdag at bygge på.",
            proportionality="Kun det nødvendige er skrevet ned. Mindre indgribende er rådgivning alene.",
            version=concern.version,
        )

    def ask_police(self, concern: ConcernReport, when: datetime) -> None:
        concern.refresh_from_db()
        concerns.ask_clearance(
            concern=concern,
            asked_of=self.police,
            extract=f"{concern.person}. Bekymring modtaget {words.day(concern.received_at)}. Er der noget til"
            " hinder for forebyggende behandling i infohuset?",
            necessity="Politiet skal kunne sige, om noget er til hinder.",
            basis=self.basis("rpl-115-1"),
            by=self.coordinator,
            at=when,
            version=concern.version,
        )

    def answer_police(self, concern: ConcernReport, when: datetime, *, theirs: bool = False) -> None:
        answer = PoliceClearance.Answer
        concerns.answer_clearance(
            clearance=PoliceClearance.objects.get(
                asked_of=self.police, number=concern.number, answered_at__isnull=True
            ),
            by=self.police,
            at=when,
            answer=answer.THEIRS if theirs else answer.NOTHING_AGAINST,
            note="Vi tager den selv." if theirs else "",
            necessity="Kommunen skal vide, om forebyggelsen kan begynde.",
            basis=self.basis("rpl-115-1"),
        )

    def leave(self, concern: ConcernReport, exit: Exit, when: datetime) -> None:
        concern.refresh_from_db()
        concerns.leave(
            concern=concern,
            by=self.coordinator,
            at=when,
            exit=exit,
            reason=REASONS[exit],
            handover=self.handover(concern, exit),
            purge=exit == Exit.POLICE and concern.strengths == "",
        )

    def handover(self, concern: ConcernReport, exit: Exit) -> Handover | None:
        """What goes along to somebody outside, where the exit tells somebody."""
        if exit == Exit.OTHER_HOUSE:
            return Handover(
                text=f"{concern.person}: {concern.behaviour}",
                necessity="Borgeren bor i en anden kommune, som skal kunne handle.",
                basis=self.basis("fvl-28"),
                outside="Infohus Fjernby (opdigtet)",
            )
        if exit == Exit.CHILD_REFERRAL:
            return Handover(
                text=f"{concern.person}: {concern.behaviour} {concern.situation}".strip(),
                necessity="Barnet kan have brug for særlig støtte.",
                basis=self.basis("underretning-fagperson"),
                agency=self.members["social"].agency,
            )
        return None

    # --- the year ----------------------------------------------------------------------------------------

    def lay_out(self, today: date) -> None:
        """Everything that reaches the hotline up to a day, and what becomes of it."""
        self.turns()
        for exit, count in EXITS.items():
            for _ in range(count):
                self.goes_by(exit)
        for _ in range(PURGED):
            self.purged()
        for number_, state in enumerate(WAITING):
            self.waits(state, workdays_before(today, 5 - number_ % 5))
        for _ in range(ADVISED):
            self.advised()
        self.sealed(today)

    def day(self) -> date:
        days = (LAST_DAY - FIRST_DAY).days
        found = FIRST_DAY + timedelta(days=self.chance.randrange(days))
        return found if workdays.is_working_day(found) else workdays.add(found, 1)

    def goes_by(self, exit: Exit) -> None:
        """A concern that is triaged and leaves by an exit."""
        day, story = self.day(), self.chance.choice(STORIES)
        held: dict[str, ConcernReport] = {}
        when = moment(day, 8 + self.chance.randrange(13), self.chance.randrange(60))
        authority = exit in (Exit.CHILD_REFERRAL, Exit.STATUTORY_OFFER) and self.chance.random() < 0.5

        def take() -> None:
            by = self.coordinator if authority else self.adviser
            named = exit not in (Exit.ADVICE, Exit.UNFOUNDED) or self.chance.random() < 0.5
            more: dict[str, Any] = {}
            if authority:
                more = {
                    "channel": Channel.REFERRAL,
                    "caller_kind": CallerKind.AUTHORITY,
                    "authority": self.chance.choice(AUTHORITIES),
                    "anonymous": False,
                }
            if exit == Exit.OTHER_HOUSE:
                more["residence"] = Residence.ELSEWHERE
            person = self.somebody(by, when) if named else None
            held["it"] = self.take(when, story, by=by, person=person, **more)

        self.on(when, self.coordinator if authority else self.adviser, take)
        later = self.triage(held, day, exit)
        left = moment(workdays.add(later, 1), 10 + self.chance.randrange(5))
        self.on(left, self.coordinator, lambda: self.leave(held["it"], exit, left))
        if exit == Exit.CHILD_REFERRAL:
            came = workdays.add(later, 5)
            self.on(
                moment(came, 12),
                self.coordinator,
                lambda: concerns.note_receipt(
                    concern=held["it"], by=self.coordinator, at=moment(came, 12), on=came
                ),
            )
        if authority:
            sent = moment(workdays.add(day, 2), 9)
            self.on(
                sent,
                self.coordinator,
                lambda: concerns.confirm(concern=held["it"], by=self.coordinator, at=sent),
            )

    def triage(self, held: dict[str, ConcernReport], day: date, exit: Exit) -> date:
        """Grounds, and the police's answer where it is asked for. Returns the day on which it is done."""
        written = moment(workdays.add(day, 1), 10 + self.chance.randrange(5))
        self.on(written, self.coordinator, lambda: self.assess(held["it"], written))
        if exit not in (Exit.INFO_HOUSE, Exit.POLICE):
            return written.date()
        asked, answered = written + timedelta(minutes=20), moment(workdays.add(day, 4), 11, 30)
        self.on(asked, self.coordinator, lambda: self.ask_police(held["it"], asked))
        theirs = exit == Exit.POLICE
        self.on(answered, self.police, lambda: self.answer_police(held["it"], answered, theirs=theirs))
        return answered.date()

    def purged(self) -> None:
        """A concern that the police take over alone, purged by two: the coordinator asks, the DPO does."""
        day = self.day()
        story = Story(behaviour="Noget, som kun politiet skal kende.", kinds=("unclear",))
        held: dict[str, ConcernReport] = {}
        when = moment(day, 14)

        def take() -> None:
            held["it"] = self.take(when, story, by=self.adviser, person=self.somebody(self.adviser, when))

        self.on(when, self.adviser, take)
        later = self.triage(held, day, Exit.POLICE)
        left, done = moment(workdays.add(later, 1), 9), moment(workdays.add(later, 2), 13)
        self.on(left, self.coordinator, lambda: self.leave(held["it"], Exit.POLICE, left))

        def purge() -> None:
            asked = Purge.objects.get(concern=held["it"].pk, done_at__isnull=True)
            concerns.purge(purge=asked, by=self.dpo, at=done)

        self.on(done, self.dpo, purge)

    def waits(self, state: str, day: date) -> None:
        """A concern that is still in the queue, as far as it has come."""
        story = STORIES[len(self.events) % len(STORIES)]
        held: dict[str, ConcernReport] = {}
        when = moment(day, 15, 5)
        called_back = state == "taken"

        def take() -> None:
            person = self.somebody(self.adviser, when)
            back = moment(workdays.add(day, 7), 13) if called_back else None
            held["it"] = self.take(
                when, story, by=self.adviser, person=person, call_back_at=back, anonymous=not called_back
            )

        self.on(when, self.adviser, take)
        steps: list[tuple[str, User, Callable[[datetime], None]]] = [
            ("assessed", self.coordinator, lambda at: self.assess(held["it"], at)),
            ("asked", self.coordinator, lambda at: self.ask_police(held["it"], at)),
            ("answered", self.police, lambda at: self.answer_police(held["it"], at)),
        ]
        reached = [name for name, _who, _do in steps].index(state) + 1 if state != "taken" else 0
        for number_, (_name, who, do) in enumerate(steps[:reached]):
            then = when + timedelta(hours=2 + 18 * number_)
            self.on(then, who, partial(do, then))

    def advised(self) -> None:
        """Somebody was advised, and that is all."""
        when = moment(self.day(), 8 + self.chance.randrange(13), self.chance.randrange(60))
        told = self.told(Story(), when, anonymous=True)
        self.on(
            when,
            self.adviser,
            lambda: concerns.hang_up_with_advice(call_id=uuid7(), told=told, by=self.adviser, at=when),
        )

    def turns(self) -> None:
        """The months of the national hotline go in turn; ours are March, June, September and December."""
        begin = moment(date(2022, 1, 3), 7)
        for month in range(1, 13):
            self.on(begin, self.coordinator, partial(self.turn, month, begin))
        for day in (date(2022, 9, 19) + timedelta(days=n) for n in range(7)):
            for who, starts, ends in (
                (self.adviser, moment(day, 8), moment(day, 15)),
                (self.coordinator, moment(day, 15), moment(day, 22)),
            ):
                self.on(begin, self.coordinator, partial(self.shift, who, starts, ends, begin))

    def turn(self, month: int, at: datetime) -> None:
        first, house = date(2022, month, 1), HOUSES[month % 3]
        concerns.plan_turn(
            house=house,
            ours=house == HOUSES[0],
            first_day=first,
            last_day=(first + timedelta(days=31)).replace(day=1) - timedelta(days=1),
            opens=time(8),
            closes=time(22),
            by=self.coordinator,
            at=at,
        )

    def shift(self, who: User, starts: datetime, ends: datetime, at: datetime) -> None:
        concerns.plan_shift(adviser=who, starts_at=starts, ends_at=ends, by=self.coordinator, at=at)

    def sealed(self, today: date) -> None:
        """The coordinator has asked who called in a concern that waits; the custodian has yet to answer."""
        when = moment(workdays_before(today, 1), 16)

        def ask() -> None:
            waiting = ConcernReport.objects.filter(exit_at__isnull=True, anonymous=False).order_by(
                "received_at"
            )
            concerns.ask_identity(
                concern=waiting[0],
                by=self.coordinator,
                at=when,
                reason="Henvender bad om at blive ringet op, og rådgiveren er syg.",
            )

        self.on(when, self.coordinator, ask)


REASONS = {
    Exit.ADVICE: "Henvender fik råd og ringer igen, hvis det bliver nødvendigt.",
    Exit.UNFOUNDED: "Intet i det sete peger på ekstremisme.",
    Exit.OTHER_HOUSE: "Borgeren bor i en anden kommune.",
    Exit.CHILD_REFERRAL: "Barnet kan have brug for særlig støtte.",
    Exit.POLICE: "Politiet har sagt, at den er deres alene.",
    Exit.STATUTORY_OFFER: "Borgeren vil gerne have et tilbud efter serviceloven.",
}


def number(born: date, serial: int) -> str:
    """A CPR number with 60 added to its day: nobody has one."""
    century = 4 if born.year >= 2000 else 1
    return f"{born.day + 60:02}{born:%m%y}{century}{serial:03}"


def workdays_before(day: date, count: int) -> date:
    """The working day that lies so many before a day."""
    while count:
        day -= timedelta(days=1)
        count -= workdays.is_working_day(day)
    return day
