"""Who has looked at a case: for its coordinator."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from tovholder.audit.reads import said
from tovholder.audit.ways import Way
from tovholder.cases import words

#: More looks than this are not listed; the auditor's log has them all.
MOST = 500

_LOOKS = """
select l.at, coalesce(u.name, ''), coalesce(a.short_name, ''), l.way, l.purpose, l.actor
  from tovholder.looks_at_case(%s, %s) l
  left join access_user u on u.id = l.actor left join access_agency a on a.id = l.agency
 order by l.at desc
"""


@dataclass(frozen=True)
class Look:
    """Somebody looked at the case: when, how and for what."""

    who: str
    agency: str
    when: str
    way: str
    purpose: str


def looks(case_id: UUID, today: date, most: int = MOST) -> list[Look]:
    """Every look, newest first; nothing for whoever may not see them (tovholder.may_see_looks)."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, [case_id, most])
        rows = cursor.fetchall()
    labels = dict(Way.choices)
    return [
        Look(who, agency, words.lately(at, today), str(labels.get(way, way)), said(purpose))
        for at, who, agency, way, purpose, _actor in rows
    ]


_LAST = """
with l as (select * from tovholder.looks_at_case(%s, %s))
select f.at, coalesce(u.name, ''), coalesce(a.short_name, ''), f.way, f.purpose, (select count(*) from l)
  from (select distinct on (actor) at, actor, agency, way, purpose from l order by actor, at desc) f
  left join access_user u on u.id = f.actor left join access_agency a on a.id = f.agency
 order by f.at desc limit %s
"""


def last_looks(case_id: UUID, today: date) -> tuple[list[Look], int]:
    """The last look of each of the four who looked last, and how many looks there are (at most `MOST`)."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [case_id, MOST, 4])
        rows = cursor.fetchall()
    labels = dict(Way.choices)
    shown = [
        Look(who, agency, words.lately(at, today), str(labels.get(way, way)), said(purpose))
        for at, who, agency, way, purpose, _all in rows
    ]
    return shown, rows[0][5] if rows else 0
