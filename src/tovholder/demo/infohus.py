"""The demo's Infohus: twelve cases at every step, and the meetings that spoke of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from tovholder.access.models import User
from tovholder.cases.models import Case, CheckQuestion, Item, Meeting, Note, Participation, Step
from tovholder.cases.operations import access, case, check, meeting, meeting_talk, minutes, record, tasks
from tovholder.concerns import operations as concerns
from tovholder.concerns.models import CallerKind, Channel, ConcernReport
from tovholder.core import workdays
from tovholder.core.ids import uuid7
from tovholder.demo.hotline import Confidential, moment, workdays_before
from tovholder.demo.stories import CASES, STORIES, CaseStory, NoteStory
from tovholder.disclosures.models import LegalBasis
from tovholder.people import operations as people

PURPOSE = "Forebygge, at borgeren på sigt begår kriminalitet med ekstremistisk motiv"
BASIS = "Databeskyttelsesforordningen art. 6, stk. 1, litra e. Videregivelse: rpl. §\u00a0115"
FIRST_MEETING = date(2022, 1, 13)
EVERY_DAYS = 14
#: Whoever has something to do in a case keeps her access so long; the register check gives it for a month.
WORKS_UNTIL = date(2023, 1, 1)
#: The least urgent of the coming meeting's follow-ups gets so many minutes, so that the meeting ends in time.
SHORT = 10
#: Days after a meeting on which what it recommended happened.
AFTER = {"conversation": 9, "offered": 16, "accepted": 21, "declined": 24, "in_course": 30}
Kind = Step.Kind


@dataclass
class Running:
    """A case as it runs: its story, and what has come of it."""

    story: CaseStory
    opened: datetime
    first_meeting: date
    case: Case | None = None
    concern: ConcernReport | None = None
    follow_ups: list[date] = field(default_factory=list)

    @property
    def it(self) -> Case:
        assert self.case is not None
        return self.case


@dataclass
class Infohus:
    """Lays the year of the Infohus out among the people of `Confidential`."""

    year: Confidential
    today: date
    cases: list[Running] = field(default_factory=list)

    @property
    def coordinator(self) -> User:
        return self.year.coordinator

    def lay_out(self) -> None:
        """The series, the cases, and each meeting up to the coming one."""
        begin = moment(date(2022, 1, 4), 8)
        self.year.on(begin, self.coordinator, lambda: self.start_series(begin))
        for day in self.meeting_days():
            if day.day <= 14:  # the coming quarter's meetings are made each month
                when = moment(workdays_before(day, 2), 8)
                self.year.on(when, self.coordinator, lambda at=when: self.plan(at))  # type: ignore[misc]
        yearly = moment(workdays_before(self.today, 1), 8)
        # The rest of the year's meetings are on the calendar already.
        self.on(yearly, self.coordinator, lambda: self.plan(moment(date(2022, 10, 10), 8)))
        for story in CASES:
            self.open(story)
        for day in self.meeting_days():
            self.meet(day)

    def meeting_days(self) -> list[date]:
        """The days of the meetings up to the coming one."""
        found = [FIRST_MEETING]
        while found[-1] < self.today:
            found.append(found[-1] + timedelta(days=EVERY_DAYS))
        return found

    def start_series(self, at: datetime) -> None:
        meeting.start_series(
            by=self.coordinator,
            at=at,
            name="Infohus København",
            first_at=moment(FIRST_MEETING, 9),
            place="Mødelokale 2",
        )

    def plan(self, at: datetime) -> None:
        meeting.plan_meetings(by=self.coordinator, at=at)

    # --- a case ------------------------------------------------------------------------------------------

    def open(self, story: CaseStory) -> None:
        """A concern, its triage and clearance, and the case that it becomes."""
        opened = moment(date(2022, *story.opened), 13, 20)
        received = moment(workdays_before(opened.date(), 6), 15, 2)
        ready = (day for day in self.meeting_days() if moment(workdays_before(day, 4), 10) > opened)
        first = self.meeting_days()[-1] if story.waits else next(ready)
        running = Running(story, opened, first)
        self.cases.append(running)
        year = self.year
        held: dict[str, ConcernReport] = {}

        def take() -> None:
            person = people.write_down(
                by=self.coordinator, at=received, name=story.name, cpr=story.cpr, district=story.district
            )
            held["it"] = running.concern = year.take(
                received,
                STORIES[story.story],
                by=self.coordinator,
                person=person,
                channel=Channel.REFERRAL,
                caller_kind=CallerKind.AUTHORITY,
                authority="Guldberg Skole (opdigtet henvendelse)",
                anonymous=False,
            )

        year.on(received, self.coordinator, take)
        confirmed = moment(workdays.add(received.date(), 1), 9)
        year.on(
            confirmed,
            self.coordinator,
            lambda: concerns.confirm(concern=held["it"], by=self.coordinator, at=confirmed),
        )
        year.triage(held, received.date(), ConcernReport.Exit.INFO_HOUSE)
        year.on(opened, self.coordinator, lambda: self.opened(running))
        self.afterwards(running)

    def opened(self, running: Running) -> None:
        assert running.concern is not None
        running.concern.refresh_from_db()
        running.case = case.open_from_concern(
            concern=running.concern,
            by=self.coordinator,
            at=running.opened,
            id=uuid7(),
            reason=running.story.reason,
            purpose=PURPOSE,
            basis=BASIS,
        )

    def afterwards(self, running: Running) -> None:
        """Notes, recusal, what came after the meeting, and how it ended."""
        story, opened = running.story, running.opened
        for note in story.notes:
            self.note(running, note)
        if story.paper[0]:
            at = opened + timedelta(days=1)
            self.on(at, self.coordinator, lambda: self.file(running, at))
        if story.recused:
            self.recuse(running, self.year.members[story.recused])
        last = opened
        for number, kind in enumerate(story.steps[4:]):
            if kind == Kind.FOLLOW_UP:
                self.follow_up(running)
                continue
            at = moment(workdays.add(running.first_meeting + timedelta(days=AFTER[kind] - 1), 1), 10, number)
            last = at
            self.on(at, self.coordinator, lambda kind=kind, at=at: self.step(running, kind, at))
        while not story.outcome and Kind.IN_COURSE in story.steps and self.follow_up(running):
            pass  # an open course is spoken of again every six weeks
        if story.outcome:
            end = max(
                [last, *(moment(day, 14) for day in running.follow_ups), moment(running.first_meeting, 14)]
            )
            end += timedelta(days=5)
            self.on(end, self.coordinator, lambda: self.close(running, end))

    def note(self, running: Running, story: NoteStory) -> None:
        """A note by its agency, and the day after it, what of it others are told."""
        who = self.member(story.by)
        day = workdays.add(running.first_meeting + timedelta(days=story.days - 1), 1)
        at, shared = moment(day, 13, 40), moment(workdays.add(day, 1), 9, 15)
        written: list[Note] = []

        def write() -> None:
            written.append(record.write_note(case=running.it, by=who, at=at, text=story.text))

        def share() -> None:
            receivers = [self.member(key) for key in story.shared]
            record.share(
                note=written[0],
                by=who,
                at=shared,
                receivers=[one.agency for one in receivers if one.agency],
                basis=self.reaching(who, *receivers),
                purpose=PURPOSE,
                necessity=story.necessity,
            )

        self.on(at, who, write)
        if story.shared:
            self.on(shared, who, share)

    def file(self, running: Running, at: datetime) -> None:
        title, text = running.story.paper
        record.add_document(
            case=running.it,
            by=self.coordinator,
            at=at,
            title=title,
            name="brev.txt",
            content=text.encode(),
        )

    def member(self, key: str) -> User:
        return self.coordinator if key == "bif" else self.year.members[key]

    def follow_up(self, running: Running) -> bool:
        """A follow-up at a later meeting, and with the citizen after it; whether it lies in the past."""
        day = running.first_meeting + timedelta(days=EVERY_DAYS * (3 + 3 * len(running.follow_ups)))
        if day >= self.today:
            return False
        running.follow_ups.append(day)
        again = [] if Kind.FOLLOW_UP in running.story.steps else [Kind.IN_COURSE]
        for number, kind in enumerate([Kind.FOLLOW_UP, *again]):
            at = moment(workdays.add(day, 3), 11, number)
            self.on(at, self.coordinator, partial(self.step, running, kind, at))
        return True

    def on(self, when: datetime, who: User, deed: Any) -> None:
        self.year.on(when, who, deed)

    def recuse(self, running: Running, member: User) -> None:
        """A member is put on the case, and says the next day that she knows the citizen."""
        given, said = running.opened + timedelta(hours=1), running.opened + timedelta(days=1)
        self.on(
            given,
            self.coordinator,
            lambda: access.give_access(
                case=running.it,
                user=member,
                by=self.coordinator,
                at=given,
                reason="Kender skolerne i bydelen",
                basis=self.reaching(member),
                tell_why=True,
            ),
        )
        self.on(
            said,
            member,
            lambda: access.declare_conflict(
                case=running.it, by=member, at=said, reason="Kender familien privat"
            ),
        )

    def step(self, running: Running, kind: str, at: datetime) -> None:
        case.note_step(case=running.it, kind=kind, by=self.coordinator, at=at)

    def close(self, running: Running, at: datetime) -> None:
        running.it.refresh_from_db()
        case.close(
            case=running.it,
            by=self.coordinator,
            at=at,
            outcome=running.story.outcome,
            reason=OUTCOMES[running.story.outcome],
        )

    # --- a meeting ---------------------------------------------------------------------------------------

    def meet(self, day: date) -> None:
        """One meeting: the check before it, the agenda, what was said, and the minutes."""
        new = [running for running in self.cases if running.first_meeting == day]
        follow = [running for running in self.cases if day in running.follow_ups]
        coming = day >= self.today
        if coming:
            follow = [
                running
                for running in self.cases
                if running.story.name.startswith(("Noah", "Freja", "Samira"))
            ]
        asked = moment(workdays_before(day, 4), 10, 12)
        if not (new or follow):
            self.on(asked, self.coordinator, lambda: self.cancel(day, asked))
            return
        self.on(asked, self.coordinator, lambda: self.prepare(day, new, follow, asked))
        answered = moment(workdays_before(day, 3 if coming else 1), 10)
        for key in ("social", "police", "health", "prison", "psychiatry", "children"):
            if coming and key in ("psychiatry", "children"):
                continue  # two agencies have not answered yet
            member = self.year.members[key]
            self.on(answered, member, lambda key=key, at=answered: self.answer(day, key, at))
        if coming:
            self.on(answered, self.coordinator, lambda: self.tasks_that_wait(new, answered))
        else:
            begun = moment(day, 9)
            self.on(begun, self.coordinator, lambda: self.talk(day, begun))

    def running(self, case_id: UUID) -> Running:
        return next(one for one in self.cases if one.case and one.case.pk == case_id)

    def the_meeting(self, day: date) -> Meeting:
        return Meeting.objects.get(starts_at=moment(day, 9), municipality=self.coordinator.municipality_id)

    def cancel(self, day: date, at: datetime) -> None:
        meeting.cancel_meeting(
            meeting=self.the_meeting(day), by=self.coordinator, at=at, reason="Ingen sager er klar til mødet."
        )

    def prepare(self, day: date, new: list[Running], follow: list[Running], at: datetime) -> None:
        """The agenda, and the question to the agencies."""
        held = self.the_meeting(day)
        meeting.add_items(
            meeting=held,
            by=self.coordinator,
            at=at,
            cases=[running.it for running in new],
            follow_ups=[running.it for running in follow],
        )
        for running in new:
            members = [m for key, m in self.year.members.items() if key != running.story.recused]
            check.ask(
                cases=[running.it],
                meeting=held,
                by=self.coordinator,
                at=at,
                due_at=moment(workdays_before(day, 1), 12),
                members=members,
                tell_why=True,
            )
        if day < self.today:
            meeting.approve_agenda(meeting=held, by=self.coordinator, at=at)
        else:
            last = Item.objects.filter(meeting=held, kind=Item.Kind.FOLLOW_UP).order_by("position").last()
            assert last is not None
            meeting.set_minutes(item=last, by=self.coordinator, at=at, minutes=SHORT)

    def answer(self, day: date, key: str, at: datetime) -> None:
        """An agency looks into its registers and answers for each case."""
        member = self.year.members[key]
        questions = CheckQuestion.objects.filter(
            agency=member.agency_id,
            register_check__meeting__starts_at=moment(day, 9),
            answered_at__isnull=True,
        )
        for question in questions.select_related("register_check", "case"):
            running = self.running(question.case_id)
            given = running.story.contributions.get(AGENCY_KEYS[key], "")
            if given:
                basis = self.reaching(member)
                check.answer(question=question, by=member, at=at, answer="told", text=given, basis=basis)
            else:
                known = "nothing" if len(key + running.story.name) % 3 == 0 else "not_known"
                check.answer(question=question, by=member, at=at, answer=known)

    def reaching(self, *agencies: User) -> LegalBasis:
        """The basis that reaches the agencies of these members: the meeting, or one another."""
        kinds = {str(one.agency.kind) for one in agencies if one.agency}
        key = "rpl-115-2" if "psychiatry" in kinds else "rpl-115-3" if "prison" in kinds else "rpl-115-1"
        return self.year.basis(key)

    def talk(self, day: date, begun: datetime) -> None:
        """The items one by one; who is recused goes out; the minutes go to who was there."""
        held = self.the_meeting(day)
        at = begun
        for item in Item.objects.filter(meeting=held).select_related("case", "meeting").order_by("position"):
            running = self.running(item.case_id) if item.case_id else None
            people_there = [self.coordinator, *self.year.members.values()]
            stay, barred, outside = meeting_talk.may_stay(item, people_there, at)
            meeting_talk.begin_item(
                item=item, by=self.coordinator, at=at, present=stay, out=[*barred, *outside]
            )
            if running is not None:
                self.say(item, running, at)
            at += timedelta(minutes=item.minutes)
            meeting_talk.end_item(item=item, by=self.coordinator, at=at)
        held.refresh_from_db()
        minutes.close_meeting(meeting=held, by=self.coordinator, at=at)
        for running in self.cases:
            if running.first_meeting == day and not running.story.outcome:
                self.keep_at_work(running, at)

    def keep_at_work(self, running: Running, at: datetime) -> None:
        """Whoever contributed, wrote or has a task stays on the case after the month that the check gives."""
        story = running.story
        works = {"social", *(note.by for note in story.notes)}
        works |= {key for key, agency in AGENCY_KEYS.items() if agency in story.contributions}
        members = [self.year.members[key] for key in works if key in self.year.members]
        access.extend_access(
            participations=list(Participation.objects.filter(case=running.it, user__in=members)),
            by=self.coordinator,
            at=at,
            until=moment(WORKS_UNTIL, 0),
            reason="Har opgaver i sagen efter mødet",
        )

    def say(self, item: Item, running: Running, at: datetime) -> None:
        """What was said of a case, what was recommended, and who does what."""
        for dimension, text in running.story.headings.items():
            if item.kind == Item.Kind.CASE:
                meeting_talk.write_heading(
                    item=item, dimension=dimension, by=self.coordinator, at=at, text=text
                )
        recommended = running.story.recommendation if item.kind == Item.Kind.CASE else "follow"
        meeting_talk.recommend(
            item=item, by=self.coordinator, at=at, recommendation=recommended, seen_version=0
        )
        if item.kind == Item.Kind.FOLLOW_UP or running.story.outcome:
            return
        social = self.year.members["social"]
        assert social.agency is not None
        made = tasks.make_task(
            case=running.it,
            by=self.coordinator,
            at=at,
            title="Tal med borgeren om mødets anbefaling",
            agency=social.agency,
            assigned_to=social,
            due_on=workdays.add(timezone.localdate(at), 7),
            form=uuid7(),
            item=item,
        )
        if Kind.CONVERSATION in running.story.steps:
            done = at + timedelta(days=AFTER["conversation"])
            tasks.finish(task=made, by=self.coordinator, at=done, seen_version=made.version)

    def tasks_that_wait(self, new: list[Running], at: datetime) -> None:
        """What the coordinator and the social administration still have to do in the first new case."""
        social = self.year.members["social"]
        wanted = [
            ("Orientér borgeren om sagen", self.coordinator, workdays_before(self.today, 2)),
            ("Aftal, hvem der taler med borgeren", social, workdays.add(self.today, 1)),
        ]
        for title, who, due in wanted:
            assert who.agency is not None
            tasks.make_task(
                case=new[0].it,
                by=self.coordinator,
                at=at,
                title=title,
                agency=who.agency,
                assigned_to=who,
                due_on=due,
                form=uuid7(),
            )


OUTCOMES = {
    "declined": "Borgeren sagde nej tak til tilbuddet. Han kan altid komme igen.",
    "unfounded": "Mødet fandt intet, der peger på ekstremisme.",
    "completed": "Forløbet er gennemført, og hverdagen hænger sammen.",
}
#: Personas by the agency whose words they bring.
AGENCY_KEYS = {
    "social": "sof",
    "children": "buf",
    "health": "suf",
    "police": "police",
    "psychiatry": "psychiatry",
    "prison": "prison",
}
