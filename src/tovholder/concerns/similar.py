"""Concerns that may belong to one that is being triaged, by why: no score, no order of danger.

The database shows the reader the concerns that she may see and no other; whose name is alike is asked of the
search that tells of nobody hidden (people/migrations/0003).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.concerns.models import CallerKind, ConcernReport

#: So many of a group stand beside a concern.
MOST = 5
#: What is alike without being the same counts when it came within so many days before or after.
LATELY = timedelta(days=365)
#: The same kind of extremism in the same district counts when it came within so many days.
SAME_KIND = timedelta(days=90)
#: From here on two names are alike (pg_trgm); the search itself begins lower.
LIKE = 0.45
#: And their first words, so that Mohamed and Muhammed are, and Rasmus and Magnus are not.
LIKE_FIRST = 0.25
#: People of an unknown name may be one where their years of birth lie so near.
YEARS = 2

# One statement. A concern stands in the first group that it fits. Of what is only alike, the newest 500 are
# looked at, so that the page takes no longer in a large house. A protected address is compared with nothing.
_SIMILAR = """
with here as (
  select c.id, c.municipality_id, c.received_at, c.kinds, tovholder.name_key(c.authority) as authority,
         p.id as person, p.name, k.district, coalesce(k.birth_year, extract(year from k.birth_date)) as born,
         case when p.address_protected_at is null then tovholder.name_key(w.text) else '' end as address
    from concerns_concernreport c left join people_person p on p.id = c.person_id
    left join people_particulars k on k.person_id = p.id
    left join people_address w on w.person_id = p.id where c.id = %(concern)s),
same as (
  select tovholder.people_together(person) as person from here where person is not null),
alike as (
  select f.person from here h, lateral tovholder.find_people(h.name) f
          join people_person p on p.id = f.person
   where h.name <> '' and f.likeness >= %(like)s and f.person not in (select person from same)
     -- Whoever has a common surname alone is not alike.
     and similarity(split_part(tovholder.name_key(h.name), ' ', 1),
                    split_part(tovholder.name_key(p.name), ' ', 1)) >= %(like_first)s),
lately as materialized (
  select c.id, c.received_at, c.kinds, tovholder.name_key(c.authority) as authority, p.name, k.district,
         c.person_id as person, coalesce(k.birth_year, extract(year from k.birth_date)) as born,
         case when p.address_protected_at is null then tovholder.name_key(w.text) else '' end as address
    from here h join concerns_concernreport c on c.municipality_id = h.municipality_id and c.id <> h.id
    left join people_person p on p.id = c.person_id left join people_particulars k on k.person_id = p.id
    left join people_address w on w.person_id = p.id
   where c.received_at between %(since)s and %(until)s
   order by c.received_at desc, c.id desc limit 500),
found as (
  select c.id, 1 as why from concerns_concernreport c join same s on s.person = c.person_id
  union all
  select c.id, 2 from concerns_concernreport c join alike a on a.person = c.person_id
  union all
  select l.id, 3 from here h join lately l on l.district = h.district
   where h.person is not null and l.person is not null and h.district <> '' and (h.name = '' or l.name = '')
     and (h.born is null or l.born is null or abs(h.born - l.born) <= %(years)s)
  union all
  select l.id, 4 from here h join lately l on l.address = h.address where h.address <> ''
  union all
  select l.id, 5 from here h join lately l on l.authority = h.authority where h.authority <> ''
  union all
  select l.id, 6 from here h join lately l on l.district = h.district and l.kinds && h.kinds
   where h.district <> '' and abs(extract(epoch from l.received_at - h.received_at)) <= %(same_kind)s),
grouped as (select id, min(why) as why from found where id <> %(concern)s group by id),
numbered as (
  select g.why, c.id, c.number, c.received_at, c.caller_kind, c.exit, c.person_id, p.name, p.description,
         row_number() over (partition by g.why order by c.received_at desc, c.id desc) as n
    from grouped g join concerns_concernreport c on c.id = g.id
    left join people_person p on p.id = c.person_id)
select why, id, number, received_at, caller_kind, exit, person_id, coalesce(nullif(name, ''), description, '')
  from numbered where n <= %(most)s order by why, received_at desc, id desc
"""


@dataclass(frozen=True)
class Similar:
    """A concern beside another one: what it is called, when it came, whom it is about, how it ended."""

    id: UUID
    number: str
    url: str
    received: date
    person_id: UUID | None
    about: str
    told_by: str
    exit: str


@dataclass(frozen=True)
class Group:
    """Why these are similar, in words, and the concerns, newest first."""

    why: str
    concerns: list[Similar]


def similar(concern: ConcernReport) -> list[Group]:
    """The concerns that the reader may see and that may belong to this one; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SIMILAR,
            {
                "concern": concern.pk,
                "like": LIKE,
                "like_first": LIKE_FIRST,
                "since": concern.received_at - LATELY,
                "until": concern.received_at + LATELY,
                "same_kind": SAME_KIND.total_seconds(),
                "years": YEARS,
                "most": MOST,
            },
        )
        rows = cursor.fetchall()
    words = {
        1: _("Same person"),
        2: _("Similar name"),
        3: _("Nobody named, from the same district and of about the same age"),
        4: _("Same address"),
        5: _("Told by the same place"),
        6: _("Same kind of extremism in the same district lately"),
    }
    return [
        Group(word, [_of(row) for row in rows if row[0] == why])
        for why, word in words.items()
        if any(row[0] == why for row in rows)
    ]


def _of(row: Any) -> Similar:
    _why, key, number, received, told_by, exit, person, about = row
    return Similar(
        key,
        number,
        reverse("concerns:concern", args=[key]),
        timezone.localdate(received),
        person,
        about,
        str(CallerKind(told_by).label),
        str(ConcernReport.Exit(exit).label) if exit else "",
    )
