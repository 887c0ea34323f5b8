"""When the demo's schools are open, and who teaches where: so that nobody is in two places at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

#: First and last day of what is closed in 2022: holidays of Copenhagen's schools.
CLOSED = [
    (date(2022, 1, 1), date(2022, 1, 9)),
    (date(2022, 2, 12), date(2022, 2, 20)),
    (date(2022, 4, 9), date(2022, 4, 18)),
    (date(2022, 5, 13), date(2022, 5, 13)),
    (date(2022, 5, 26), date(2022, 5, 27)),
    (date(2022, 6, 6), date(2022, 6, 6)),
    (date(2022, 6, 25), date(2022, 8, 14)),
    (date(2022, 10, 15), date(2022, 10, 23)),
    (date(2022, 12, 21), date(2022, 12, 31)),
]
LESSONS = [time(8, 15), time(10, 0), time(12, 15)]


def school_days(first: date, last: date) -> Iterator[date]:
    """The days on which schools are open, in order."""
    day = first
    while day <= last:
        if day.weekday() < 5 and not any(start <= day <= end for start, end in CLOSED):
            yield day
        day += timedelta(days=1)


def at(day: date, clock: time) -> datetime:
    """An aware time in Copenhagen."""
    return datetime.combine(day, clock, COPENHAGEN)


@dataclass
class Timetable:
    """Which instructor is taken in which lesson of which day."""

    instructors: list[int]
    taken: set[tuple[int, date, time]] = field(default_factory=set)
    turn: int = 0

    def take(self, day: date, lesson: time) -> int | None:
        """The next free instructor's place in the list, or None."""
        for step in range(len(self.instructors)):
            number = (self.turn + step) % len(self.instructors)
            if (number, day, lesson) not in self.taken:
                self.taken.add((number, day, lesson))
                self.turn = number + 1
                return number
        return None
