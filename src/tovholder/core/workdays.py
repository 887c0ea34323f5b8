"""Danish working days: Monday to Friday, less public holidays and days on which public offices are closed.

Public holidays follow the church year (kirkeåret); Store Bededag was one until 2023 (lov nr. 214 af
06/03/2023). Grundlovsdag, 24 and 31 December are no public holidays, but offices are closed on them.
"""

from datetime import date, timedelta
from functools import lru_cache

#: The last year in which Store Bededag, the fourth Friday after Easter, was a holiday.
LAST_PRAYER_DAY = 2023


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday of a year, by the Gregorian rule (the anonymous algorithm, Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def closed_days(year: int) -> frozenset[date]:
    """The weekdays and Sundays of a year on which nobody is expected to answer."""
    sunday = easter(year)
    after_easter = [-3, -2, 0, 1, 39, 49, 50] + ([26] if year <= LAST_PRAYER_DAY else [])
    moving = {sunday + timedelta(days=days) for days in after_easter}
    fixed = {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}
    return frozenset(moving | {date(year, month, day) for month, day in fixed})


def is_working_day(day: date) -> bool:
    """Whether public offices work on a day."""
    return day.weekday() < 5 and day not in closed_days(day.year)


def add(day: date, days: int) -> date:
    """The day that lies a number of working days after `day`, which itself does not count."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def between(after: date, until: date) -> int:
    """How many working days lie after one day and up to another; 0 where it lies before."""
    weeks, rest = divmod(max((until - after).days, 0), 7)
    found = weeks * 5 + sum((after + timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))
    for year in range(after.year, until.year + 1):
        found -= sum(after < day <= until and day.weekday() < 5 for day in closed_days(year))
    return max(found, 0)
