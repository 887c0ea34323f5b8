"""What counts as what in activities, and the one statement that counts it.

Held sessions count, cancelled ones never. A figure as of a day counts what was held up to and including
that day (in the municipality's time), with what is known today: a headcount that came later is in it, a
session that was corrected to cancelled is not.

**Pupils in targeted courses** (`pupils_in_courses`). A pupil counts once in a course (a booking of a
teaching course that counts as targeted), however many sessions it has. Nobody writes down who was there,
so for each class the largest headcount of the course's held sessions counts: so many pupils took part at
the very least, and a class that shrank to half on the last day was not half as large. They count on the day
on which the booking's first session was held, whole, and never again; what the school was on that day,
municipal or free, decides the split. A class without any headcount yet counts 0 and is listed as missing.
A pupil in two courses counts twice.

**Parents and adults reached** (`parents_reached`, `adults_reached`). The heads at held parents' meetings,
and at held dialogues with adults, session by session, on the session's day. Who comes to two meetings
counts twice: there is no telling.

**Awareness talks and workshops** (`awareness_talks`, `workshops`). Held sessions of the kind. A booking with
several sessions counts each of them: each was prepared, and each had its audience. A session to which nobody
came counts for none.

**Professionals reached** (`professionals_reached`). The heads at awareness talks, workshops and webinars,
session by session, and the participants of trainings, each training once (below); by administration and by
profession as they were entered.

**Relation workers and trainers trained** (`relation_workers_trained`, `trainers_trained`). The participants
of trainings that make relation workers, or trainers, of them: once a booking, the largest headcount of its
held sessions for each profession and administration, on the day of the first held session, as for courses.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from operator import getitem
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.access.models import Municipality
from tovholder.core.keyset import keyset_of
from tovholder.partners.models import SchoolType
from tovholder.programme.indicators import Increment, Indicator, RowsPage, Split, Words, register

INDICATORS = (
    Indicator(
        code="pupils_in_courses",
        label=_("Pupils in targeted courses"),
        unit=_("pupils"),
        definition=_("Pupils who were present in a targeted teaching course, once a course."),
        counts_when=_("the course's first session was held; the largest headcount of each class counts"),
        counts_not=_("cancelled sessions, teachers, classes whose headcount is missing"),
        splits={"school_type": dict(SchoolType.Type.choices)},
    ),
    Indicator(
        code="parents_reached",
        label=_("Parents reached"),
        unit=_("parents"),
        definition=_("Heads at parents' meetings that were held."),
        counts_when=_("the headcount of a held meeting is entered"),
        counts_not=_("cancelled meetings"),
    ),
    Indicator(
        code="adults_reached",
        label=_("Adults reached"),
        unit=_("adults"),
        definition=_("Heads at dialogues with adults that were held."),
        counts_when=_("the headcount of a held dialogue is entered"),
        counts_not=_("cancelled dialogues"),
    ),
    Indicator(
        code="awareness_talks",
        label=_("Awareness talks"),
        unit=_("talks"),
        definition=_("Awareness talks that were held. A booking with several sessions counts each of them."),
        counts_when=_("the session is recorded as held"),
        counts_not=_("cancelled sessions, and those to which nobody came"),
    ),
    Indicator(
        code="workshops",
        label=_("Workshops"),
        unit=pgettext_lazy("unit", "workshops"),
        definition=_("Workshops that were held. A booking with several sessions counts each of them."),
        counts_when=_("the session is recorded as held"),
        counts_not=_("cancelled sessions, and those to which nobody came"),
    ),
    Indicator(
        code="professionals_reached",
        label=_("Professionals reached"),
        unit=pgettext_lazy("unit", "professionals"),
        definition=_(
            "Heads at talks, workshops and webinars that were held, and participants of trainings, once each."
        ),
        counts_when=_("the participants of a held session are entered by profession and administration"),
        counts_not=_("cancelled sessions, network meetings"),
        splits={"administration": {}, "profession": {}},
    ),
    Indicator(
        code="relation_workers_trained",
        label=_("Relation workers trained"),
        unit=_("relation workers"),
        definition=_("Participants of trainings that make relation workers, once a training."),
        counts_when=_("the training's first session was held; the largest headcount counts"),
        counts_not=_("cancelled sessions"),
        splits={"district": {}},
    ),
    Indicator(
        code="trainers_trained",
        label=_("Trainers trained"),
        unit=_("trainers"),
        definition=_("Participants of trainings that make trainers, once a training."),
        counts_when=_("the training's first session was held; the largest headcount counts"),
        counts_not=_("cancelled sessions"),
    ),
)

#: What both statements begin with: the held sessions of the period, their heads, and what counts once.
_HELD = """
with held as (
  select s.id, s.booking_id, s.starts_at, (s.starts_at at time zone %(zone)s)::date as day,
         s.nobody_came_at is not null as nobody_came, s.district_id, b.organisation_id,
         o.title, o.kind, o.targeted, o.qualifies_as
    from activities_session s
    -- One look into the index for each session of the period, however many bookings there are: without the
    -- fence (offset 0) the planner reads all bookings of all years to join them.
    join lateral (select offer_id, organisation_id from activities_booking
                   where id = s.booking_id offset 0) b on true
    join activities_offer o on o.id = b.offer_id
   where s.municipality_id = %(municipality)s and s.starts_at >= %(from)s and s.starts_at < %(until)s
     and s.held_at is not null and s.cancelled_at is null
), courses as (
  -- Bookings that count once: those whose first held session lies in the period.
  select h.booking_id, min(h.day) as day, (array_agg(h.district_id order by h.starts_at))[1] as district_id
    from held h
   where h.kind = 'training' or (h.kind = 'teaching_course' and h.targeted)
   group by h.booking_id
  having not exists (
    select from activities_session e
     where e.booking_id = h.booking_id and e.starts_at < %(from)s
       and e.held_at is not null and e.cancelled_at is null)
), once as (
  select c.booking_id, c.day, c.district_id, h.organisation_id, h.title, h.kind, h.qualifies_as,
         n.booked_class_id, n.profession_id, n.administration_id, max(n.heads) as heads, min(n.id) as key
    from courses c
    join held h on h.booking_id = c.booking_id
    join lateral (select * from activities_headcount where session_id = h.id offset 0) n on true
   group by c.booking_id, c.day, c.district_id, h.organisation_id, h.title, h.kind, h.qualifies_as,
            n.booked_class_id, n.profession_id, n.administration_id
), each as (
  select h.day, h.district_id, h.organisation_id, h.title, h.kind, n.booked_class_id, n.profession_id,
         n.administration_id, n.heads, n.id as key
    from held h
    join lateral (select * from activities_headcount where session_id = h.id offset 0) n on true
   where h.kind in ('parents_meeting', 'adult_dialogue', 'awareness_talk', 'workshop', 'webinar')
), professionals as (
  select day, organisation_id, title, profession_id, administration_id, heads, key from each
   where kind in ('awareness_talk', 'workshop', 'webinar')
  union all
  select day, organisation_id, title, profession_id, administration_id, heads, key from once
   where kind = 'training'
)
"""

#: The type of the school in `x` on its day.
_SCHOOL_TYPE = """
  left join partners_schooltype t on t.organisation_id = x.organisation_id
   and t.valid_from <= x.day and (t.valid_until is null or t.valid_until > x.day)
"""

_MEASURE = (
    _HELD
    + f"""
select 'pupils_in_courses' as code, 'school_type' as first, t.type as one, null as second, null as other,
       date_trunc('month', x.day)::date as month, sum(x.heads)::int as value
  from once x {_SCHOOL_TYPE}
 where x.kind = 'teaching_course' group by t.type, month
union all
select case kind when 'parents_meeting' then 'parents_reached' else 'adults_reached' end,
       null, null, null, null, date_trunc('month', day)::date as month, sum(heads)::int
  from each where kind in ('parents_meeting', 'adult_dialogue') group by kind, month
union all
select case kind when 'awareness_talk' then 'awareness_talks' else 'workshops' end,
       null, null, null, null, date_trunc('month', day)::date as month, count(*)::int
  from held where kind in ('awareness_talk', 'workshop') and not nobody_came group by kind, month
union all
select 'professionals_reached', 'administration', coalesce(nullif(a.short_name, ''), a.name),
       'profession', p.title, date_trunc('month', x.day)::date as month, sum(x.heads)::int
  from professionals x
  left join partners_organisation a on a.id = x.administration_id
  left join activities_profession p on p.id = x.profession_id
 group by a.id, p.id, month
union all
select 'relation_workers_trained', 'district', d.name, null, null,
       date_trunc('month', x.day)::date as month, sum(x.heads)::int
  from once x left join partners_district d on d.id = x.district_id
 where x.kind = 'training' and x.qualifies_as = 'relation_worker' group by d.id, month
union all
select 'trainers_trained', null, null, null, null,
       date_trunc('month', day)::date as month, sum(heads)::int
  from once where kind = 'training' and qualifies_as = 'trainer' group by month
"""
)

#: By code: the records behind the figure, as columns day, organisation, part, title, heads, one, other, key
#: (which no other record of the code has).
_BEHIND = {
    "pupils_in_courses": f"""
      select x.day, g.name, coalesce(b.label, ''), x.title, x.heads, t.type as one, null as other, x.key
        from (
          select booking_id, day, organisation_id, title, booked_class_id, heads, key
            from once where kind = 'teaching_course'
          union all
          select c.booking_id, c.day, h.organisation_id, h.title, k.id, null, -k.id
            from courses c
            join lateral (select organisation_id, title, kind from held
                           where held.booking_id = c.booking_id limit 1) h on h.kind = 'teaching_course'
            join activities_bookedclass k on k.booking_id = c.booking_id
           where not exists (select from once o
                              where o.booking_id = c.booking_id and o.booked_class_id = k.id)
             and exists (select from held m where m.booking_id = c.booking_id and not m.nobody_came)
        ) x {_SCHOOL_TYPE}
        left join partners_organisation g on g.id = x.organisation_id
        left join activities_bookedclass b on b.id = x.booked_class_id""",
    "parents_reached": "parents_meeting",
    "adults_reached": "adult_dialogue",
    "awareness_talks": "awareness_talk",
    "workshops": "workshop",
    "professionals_reached": """
      select x.day, g.name, coalesce(p.title, ''), x.title, x.heads,
             coalesce(nullif(a.short_name, ''), a.name) as one, p.title as other, x.key
        from professionals x
        left join partners_organisation g on g.id = x.organisation_id
        left join partners_organisation a on a.id = x.administration_id
        left join activities_profession p on p.id = x.profession_id""",
    "relation_workers_trained": "relation_worker",
    "trainers_trained": "trainer",
}

_SESSIONS_BEHIND = """
  select h.day, g.name, coalesce(
           (select string_agg(c.label, ', ' order by c.label) from activities_bookedclass c
             where c.booking_id = h.booking_id), ''), h.title,
         (select sum(n.heads)::int from activities_headcount n where n.session_id = h.id),
         null as one, null as other, h.id as key
    from held h left join partners_organisation g on g.id = h.organisation_id
   where h.kind = %(kind)s and not h.nobody_came"""

_TRAINED_BEHIND = """
  select x.day, g.name, coalesce(p.title, ''), x.title, x.heads, d.name as one, null as other, x.key
    from once x
    left join partners_organisation g on g.id = x.organisation_id
    left join partners_district d on d.id = x.district_id
    left join activities_profession p on p.id = x.profession_id
   where x.kind = 'training' and x.qualifies_as = %(kind)s"""

#: Which of a record's two split values a dimension is.
_DIMENSIONS = {"school_type": "one", "administration": "one", "district": "one", "profession": "other"}


def measure(*, municipality: Municipality, start: date, end: date) -> Iterable[Increment]:
    """Every indicator of this context from `start` to `end`, both included: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, _period(municipality, start, end))
        rows = cursor.fetchall()
    return [
        Increment(code, _split((first, one), (second, other)), month, value)
        for code, first, one, second, other, month, value in rows
        if value is not None
    ]


def measure_each(
    *, municipality: Municipality, start: date, ends: Sequence[date]
) -> dict[date, list[Increment]]:
    """As `measure`, to each of several days: one statement that holds the other once for each."""
    parts, parameters = [], _period(municipality, start, start)
    for number, end in enumerate(ends):
        parts.append(f"select {number}, q.* from ({_MEASURE.replace('%(until)s', f'%(until{number})s')}) q")
        parameters[f"until{number}"] = _period(municipality, start, end)["until"]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), parameters)
        rows = cursor.fetchall()
    found: dict[date, list[Increment]] = {end: [] for end in ends}
    for number, code, first, one, second, other, month, value in rows:
        if value is not None:
            found[ends[number]].append(Increment(code, _split((first, one), (second, other)), month, value))
    return found


def rows(
    *, code: str, municipality: Municipality, start: date, end: date, split: Split
) -> tuple[Sequence[Words], list[tuple[Any, ...]]]:
    """The records behind a figure, newest first: day, organisation, class or profession, offer, heads.

    Heads are None where the headcount is missing. For talks and workshops each record is a session.
    """
    sql, parameters = _found(code, municipality, start, end, split)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} select day, organisation, part, title, heads from found order by day desc, key desc",
            parameters,
        )
        return _columns(code), cursor.fetchall()


#: The whole of the records in numbers, and a page of them.
_PAGE = """
select (select count(*) from found), (select coalesce(bool_or(part <> ''), false) from found),
       (select coalesce(bool_or(heads is not null), false) from found),
       (select coalesce(jsonb_agg(o), '[]') from (
          select title, count(*) as records, coalesce(sum(heads), 0) as heads from found group by title) o),
       (select coalesce(jsonb_agg(p), '[]') from (
          select * from found {beyond} order by day {way}, key {way} limit %(limit)s) p)
"""


def rows_page(
    *,
    code: str,
    municipality: Municipality,
    start: date,
    end: date,
    split: Split,
    query: QueryDict | None,
    size: int,
) -> RowsPage:
    """A page of the same records, with what is said of all of them; one statement."""
    sql, parameters = _found(code, municipality, start, end, split)
    whole: list[Any] = []

    def fetch(here: list[Any] | None, falls: bool, limit: int) -> list[Any]:
        beyond = f"where (day, key) {'<' if falls else '>'} (%(day)s::date, %(key)s::bigint)" if here else ""
        found = _PAGE.format(beyond=beyond, way="desc" if falls else "asc")
        day, key = here or (None, None)
        with connection.cursor() as cursor:
            cursor.execute(sql + found, {**parameters, "limit": limit, "day": day, "key": key})
            *told, page = cursor.fetchone()
        whole.extend(told)
        return list(_json(page))

    page = keyset_of(fetch, order=("-day", "-key"), query=query, size=size, value=getitem)
    total, has_part, has_heads, offers = whole
    return RowsPage(
        columns=_columns(code),
        rows=[
            (date.fromisoformat(row["day"]), row["organisation"], row["part"], row["title"], row["heads"])
            for row in page
        ],
        page=page,
        total=total,
        empty=frozenset(({2} if not has_part else set()) | ({4} if not has_heads else set())),
        numeric=frozenset({4}),
        offers=[(one["title"], one["records"], one["heads"]) for one in _json(offers)],
    )


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _columns(code: str) -> tuple[Words, ...]:
    part = _("Profession")
    if code == "pupils_in_courses" or code in _OF_SESSIONS:
        part = _("Class")
    return (_("Date"), _("School or workplace"), part, _("Offer"), _("Heads"))


_OF_SESSIONS = {"parents_reached", "adults_reached", "awareness_talks", "workshops"}


def _found(
    code: str, municipality: Municipality, start: date, end: date, split: Split
) -> tuple[str, dict[str, Any]]:
    """The statement's beginning, whose `found` are a code's records (of a split), and its parameters."""
    sql, kind = _BEHIND[code], ""
    if code in _OF_SESSIONS:
        sql, kind = _SESSIONS_BEHIND, sql
    elif code in {"relation_workers_trained", "trainers_trained"}:
        sql, kind = _TRAINED_BEHIND, sql
    wanted = "".join(f" and {_DIMENSIONS[name]} = %(split_{name})s" for name, _value in split)
    head = "(day, organisation, part, title, heads, one, other, key)"
    return (
        f"{_HELD}, behind {head} as ({sql}), found as (select * from behind where true{wanted})",
        {
            **_period(municipality, start, end),
            "kind": kind,
            **{f"split_{name}": value for name, value in split},
        },
    )


def _split(*pairs: tuple[str | None, str | None]) -> Split:
    """The dimensions whose value is known: what nobody has told counts in the whole alone."""
    return tuple((name, value) for name, value in pairs if name and value)


def _period(municipality: Municipality, start: date, end: date) -> dict[str, Any]:
    zone = ZoneInfo(settings.TIME_ZONE)
    return {
        "municipality": municipality.pk,
        "zone": settings.TIME_ZONE,
        "from": datetime.combine(start, time.min, zone),
        "until": datetime.combine(end + timedelta(days=1), time.min, zone),
    }


def offer_them() -> None:
    """Put the indicators on the registry."""
    register(
        context="activities",
        indicators=INDICATORS,
        measure=measure,
        rows=rows,
        measure_each=measure_each,
        rows_page=rows_page,
    )
