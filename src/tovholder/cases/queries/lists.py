"""The list of cases, written from the reader's side (docs/decisions: readers in tables).

No policy makes "the newest 50 that I may see" quick for somebody who sees little: the planner would walk all
cases by date. So the page is walked in what the reader has: her rows in `cases_reader`, and for a coordinator
her municipality's index. The policies hold here as everywhere; a test compares the page with the plain query.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.models import Case, Step
from tovholder.core.keyset import SIZE, Page

STATES = ("open", "closed", "all")

_OPEN = {"open": "c.closed_at is null", "closed": "c.closed_at is not null", "all": "true"}

#: Those of the reader's own rows; one case by two ways is one row.
_MINE = """
  select r.case_id, r.last_change from cases_reader r
   where r.reader = %(user)s and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until
     and r.case_id <> all(array(select tovholder.my_recused_cases())) {beyond_r}
     and exists (select from cases_case c where c.id = r.case_id and {open})
   group by r.last_change, r.case_id order by r.last_change {way}, r.case_id {way} limit %(size)s
"""
#: A coordinator's, from her municipality's index.
_HOUSE = """
  select c.id as case_id, c.last_change from cases_case c
   where c.municipality_id = %(municipality)s and {open} {beyond_c}
   order by c.last_change {way}, c.id {way} limit %(size)s
"""
_ROWS = """
select c.id, c.number, coalesce(nullif(p.name, ''), p.description), c.last_change, c.closed_at, c.outcome,
       s.kind, s.at, m.starts_at, t.due_on
  from cases_case c join people_person p on p.id = c.person_id
  left join lateral (select s.kind, s.at from cases_step s where s.case_id = c.id
                      order by s.at desc, s.id desc limit 1) s on true
  left join lateral (select m.starts_at from cases_item i join cases_meeting m on m.id = i.meeting_id
                      where i.case_id = c.id and m.cancelled_at is null and m.closed_at is null
                        and m.starts_at >= %(today)s
                      order by m.starts_at limit 1) m on true
  left join lateral (select t.due_on from cases_task t where t.case_id = c.id and t.done_at is null
                        and t.dropped_at is null order by t.due_on limit 1) t on true
 where c.id = any(array(select v.case_id from ({branches}) v
                         order by v.last_change {way}, v.case_id {way} limit %(size)s))
 order by c.last_change {way}, c.id {way}
"""


@dataclass(frozen=True)
class Row:
    """A case in the list, with everything in words."""

    id: UUID
    url: str
    number: str
    name: str
    step: str
    since: str
    next: str
    late: bool
    changed: str
    closed: bool


@dataclass(frozen=True)
class Filters:
    """Which cases: open, closed or all, and whether only those that one takes part in."""

    state: str = "open"
    mine: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """What the address says; what it cannot mean is left out."""
        state = query.get("state", "open")
        return cls(state if state in STATES else "open", query.get("whose") == "mine")


def cases(user: User, filters: Filters, query: QueryDict, today: date, size: int = SIZE) -> Page:
    """A page of cases that the user may see, the last changed first; one statement."""
    after, before = _read(query.get("after")), _read(query.get("before"))
    backwards = after is None and before is not None
    here = after or before
    way, sign = ("asc", ">") if backwards else ("desc", "<")
    beyond = f"and ({{row}}.last_change, {{row}}.{{key}}) {sign} (%(at)s, %(id)s)" if here else ""
    parts = {
        "way": way,
        "open": _OPEN[filters.state],
        "beyond_r": beyond.format(row="r", key="case_id"),
        "beyond_c": beyond.format(row="c", key="id"),
    }
    branches = f"({_MINE.format(**parts)})"
    if user.may(Permission.CASE_COORDINATE) and not filters.mine:
        branches += f" union ({_HOUSE.format(**parts)})"
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS.format(branches=branches, way=way),
            {
                "user": user.pk,
                "municipality": user.municipality_id,
                "at": here[0] if here else None,
                "id": here[1] if here else None,
                "size": size + 1,
                "today": today,
            },
        )
        found = cursor.fetchall()
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    return _page(found, today, query, more, backwards, here is not None)


def _page(found: list[Any], today: date, query: QueryDict, more: bool, backwards: bool, deep: bool) -> Page:
    rows = [_row(each, today) for each in found]
    following = _link(query, "after", found[-1]) if found and (more or backwards) else ""
    preceding = _link(query, "before", found[0]) if found and (more if backwards else deep) else ""
    if not found and deep:
        preceding = _link(query, "", None) or "?"
    return Page(rows, following, preceding)


_SIGNER = Signer(salt="cases.list")


def _read(text: str | None) -> tuple[Any, UUID] | None:
    try:
        at, key = _SIGNER.unsign_object(text or "")
        when = parse_datetime(at)
        return (when, UUID(key)) if when else None
    except (BadSignature, ValueError, TypeError):
        return None


def _link(query: QueryDict, key: str, row: Any) -> str:
    kept = query.copy()
    kept.pop("after", None)
    kept.pop("before", None)
    if key:
        kept[key] = _SIGNER.sign_object([row[3].isoformat(), str(row[0])])
    return "?" + kept.urlencode() if kept else ""


def _row(row: Any, today: date) -> Row:
    key, number, name, changed, closed, outcome, kind, step_at, meets_at, due = row
    step = str(Step.Kind(kind).label) if kind else ""
    if closed:
        step = _("closed, %(outcome)s") % {"outcome": Case.Outcome(outcome).label}
    return Row(
        id=key,
        url=reverse("cases:case", args=[key]),
        number=number,
        name=name,
        step=step[:1].upper() + step[1:],
        since=words.day(step_at, today=today) if step_at else "",
        next="" if closed else _next(meets_at, due, today),
        late=bool(due and due < today and not closed),
        changed=words.lately(changed, today),
        closed=closed is not None,
    )


def _next(meets_at: Any, due: date | None, today: date) -> str:
    """The next date of a case: a task's day or the meeting's, whichever comes first."""
    meets = meets_at.date() if meets_at else None
    if due and (meets is None or due <= meets):
        return _("Task by %(day)s") % {"day": words.day(due, today=today)}
    return _("Meeting %(day)s") % {"day": words.weekday(meets_at, today=today)} if meets_at else ""
