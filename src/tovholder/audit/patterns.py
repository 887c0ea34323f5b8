"""Patterns in the log of looks that are worth a question. No score, no ranking: people ask and answer.

A context that knows more (whose name is whose, which case is whose task) registers its own in its
`apps.ready`:

    patterns.register(patterns.Pattern(key="own_name", question=_("…"), told=_("…"), find=find))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: A question more than these is not shown; the page says so.
MOST = 50


@dataclass(frozen=True)
class Window:
    """Where a pattern is looked for. `since` is of the machine's time, as `at` in the log is."""

    municipality: int
    since: datetime


@dataclass(frozen=True)
class Finding:
    """Something that can be asked about: whose looks, from when to when (as pages show time), how many."""

    actor: int
    since: datetime
    until: datetime
    n: int


@dataclass(frozen=True)
class Pattern:
    """One kind of question.

    :param question: with %(who)s, %(n)s, %(day)s, %(since)s and %(until)s.
    :param told: the rule in words; called for each page, since its numbers are settings.
    :param find: what is found in a window, newest first, at most `MOST` + 1.
    :param listed: the page that lists what is asked about.
    """

    key: str
    name: str | Promise
    question: str | Promise
    told: Callable[[], str]
    find: Callable[[Window], list[Finding]]
    listed: str = "audit:looks"


_registered: dict[str, Pattern] = {}


def register(pattern: Pattern) -> None:
    """Add a pattern to the auditor's page; one of the same key replaces it."""
    _registered[pattern.key] = pattern


def registered() -> list[Pattern]:
    """All patterns, in the order in which they were registered."""
    return list(_registered.values())


def found(statement: str, parameters: dict[str, Any]) -> list[Finding]:
    """What a statement finds; `%(most)s` in it says how many at most."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, "most": MOST + 1})
        return [Finding(*row) for row in cursor.fetchall()]


# Hours begin on the hour and on the half hour, so that no hour falls between two. Whoever opens a list of 25
# has opened none of them: it would be asked about every morning.
_MANY_CASES = """
select actor, min(shown), max(shown), count(distinct seen)
  from (select l.actor, l.at + l.clock_offset as shown, unnest(l.cases || l.concerns) as seen,
               date_bin('1 hour', l.at, timestamptz '2000-01-01 00:00+00' + half.begins) as hour
          from audit_read l, (values (interval '0'), (interval '30 minutes')) half (begins)
         where l.municipality = %(municipality)s and l.at >= %(since)s and l.actor > 0
           and l.way not in ('list', 'figures')) r
 group by actor, hour having count(distinct seen) >= %(many)s
 order by count(distinct seen) desc, max(shown) desc, actor limit 20 * %(most)s
"""
_AT_NIGHT = """
select actor, min(shown), max(shown), count(*)
  from (select l.actor, l.at + l.clock_offset as shown, (l.at + l.clock_offset) at time zone %(zone)s as clock
          from audit_read l
         where l.municipality = %(municipality)s and l.at >= %(since)s and l.actor > 0
           and l.way <> 'refused') r
 where extract(hour from clock) >= %(begins)s or extract(hour from clock) < %(ends)s
 group by actor, (clock - make_interval(hours => %(ends)s))::date
 order by max(shown) desc, actor limit %(most)s
"""
# What was written, and what was only counted.
_MANY_REFUSED = """
with refused as (
  select actor, at, at + clock_offset as shown, 1 as n from audit_read
   where municipality = %(municipality)s and at >= %(since)s and way = 'refused' and actor > 0
   union all
  select actor, minute, minute + clock_offset, n from audit_refused_more
   where municipality = %(municipality)s and minute >= %(since)s)
select actor, min(shown), max(shown), sum(n)::bigint
  from (select r.*, date_bin('1 hour', at, timestamptz '2000-01-01 00:00+00' + half.begins) as hour
          from refused r, (values (interval '0'), (interval '30 minutes')) half (begins)) r
 group by actor, hour having sum(n) >= %(many)s
 order by sum(n) desc, max(shown) desc, actor limit 20 * %(most)s
"""


def _many(statement: str, window: Window, rule: str) -> list[Finding]:
    kept: list[Finding] = []
    for hour in found(statement, {**window.__dict__, "many": settings.LOG_PATTERNS[rule]}):
        # What stands in two hours that overlap is asked about once.
        if not any(
            other.actor == hour.actor and other.since <= hour.until and hour.since <= other.until
            for other in kept
        ):
            kept.append(hour)
    return sorted(kept, key=lambda hour: hour.until, reverse=True)[: MOST + 1]


def _at_night(window: Window) -> list[Finding]:
    rule = settings.LOG_PATTERNS
    night = {"begins": rule["night_begins"], "ends": rule["night_ends"], "zone": settings.TIME_ZONE}
    return found(_AT_NIGHT, {**window.__dict__, **night})


def _many_cases(window: Window) -> list[Finding]:
    return _many(_MANY_CASES, window, "cases_in_an_hour")


def _many_refused(window: Window) -> list[Finding]:
    return _many(_MANY_REFUSED, window, "refused_in_an_hour")


register(
    Pattern(
        key="many_cases",
        name=_("Many cases in an hour"),
        question=_(
            "What made %(who)s look at %(n)s different cases and concerns on %(day)s,"
            " from %(since)s to %(until)s?"
        ),
        told=lambda: (
            str(
                _(
                    "From %(n)s different cases and concerns by one person within an hour."
                    " Opening a list does not count."
                )
            )
            % {"n": settings.LOG_PATTERNS["cases_in_an_hour"]}
        ),
        find=_many_cases,
    )
)
register(
    Pattern(
        key="at_night",
        name=_("Looks at night"),
        question=_(
            "What made %(who)s look %(n)s times in the night on %(day)s, from %(since)s to %(until)s?"
        ),
        told=lambda: (
            str(_("From %(begins)s in the evening to %(ends)s in the morning."))
            % {"begins": settings.LOG_PATTERNS["night_begins"], "ends": settings.LOG_PATTERNS["night_ends"]}
        ),
        find=_at_night,
    )
)
register(
    Pattern(
        key="many_refused",
        name=_("Many refusals in an hour"),
        question=_(
            "What did %(who)s look for, who was refused %(n)s times on %(day)s, from %(since)s to %(until)s?"
        ),
        told=lambda: (
            str(
                _("From %(n)s refusals of one person within an hour. It may be an old link, or a wrong role.")
            )
            % {"n": settings.LOG_PATTERNS["refused_in_an_hour"]}
        ),
        find=_many_refused,
        listed="audit:refused",
    )
)
