"""What stands beside a case's timeline: steps, who takes part, tasks, documents, next meeting and check.

One statement, in which each list is one JSON value; row level security decides what the reader sees of each.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.models import Case, Participation, Recusal, Step
from tovholder.core.due import distance
from tovholder.disclosures.queries import RUNS_OUT

_SIDES = """
select json_build_object(
  'steps', (select json_agg(json_build_object('id', s.id, 'kind', s.kind, 'at', s.at)
                            order by s.at, s.id)
              from cases_step s where s.case_id = %(case)s),
  'parts', (select json_agg(json_build_object('id', p.id, 'user', p.user_id, 'name', u.name,
                              'agency', a.short_name, 'from', p.valid_from, 'until', p.valid_until)
                            order by a.short_name, u.name)
              from cases_participation p join access_user u on u.id = p.user_id
              join access_agency a on a.id = p.agency_id
             where p.case_id = %(case)s and (p.valid_until is null or p.valid_until > %(at)s)),
  'recused', (select json_agg(json_build_object('id', r.id, 'user', r.user_id, 'name', u.name,
                                'agency', a.short_name, 'since', r.since) order by r.since)
                from cases_recusal r join access_user u on u.id = r.user_id
                left join access_agency a on a.id = u.agency_id
               where r.case_id = %(case)s and r.until is null),
  'emergencies', (select json_agg(json_build_object('id', e.id, 'user', e.user_id, 'name', u.name,
                                    'agency', a.short_name, 'until', e.valid_until,
                                    'reviewed', e.reviewed_at is not null) order by e.valid_from desc)
                    from cases_emergencyaccess e join access_user u on u.id = e.user_id
                    left join access_agency a on a.id = u.agency_id
                   where e.case_id = %(case)s and (e.reviewed_at is null or e.valid_until > %(at)s)),
  'tasks', (select json_agg(t) from (
              select t.id, t.title, t.due_on as due, t.done_at as done, a.short_name as agency, u.name as who,
                     t.item_id is not null as met
                from cases_task t join access_agency a on a.id = t.agency_id
                left join access_user u on u.id = t.assigned_to_id
               where t.case_id = %(case)s and t.dropped_at is null
               order by t.done_at is not null, t.due_on, t.id limit 8) t),
  'documents', (select json_agg(f) from (
              select f.id, f.title, a.short_name as agency, exists (
                       select from cases_share s join disclosures_disclosure d on d.id = s.disclosure_id
                        where s.document_id = f.id and d.stopped_at is null
                          and (d.ends_at is null or d.ends_at > %(at)s)) as shared
                from cases_document f join access_agency a on a.id = f.agency_id
               where f.case_id = %(case)s order by f.at desc, f.id desc limit 8) f),
  'consents', (select json_agg(json_build_object('purpose', c.purpose, 'until', c.valid_until)
                               order by c.valid_until, c.id)
                 from disclosures_consent c
                where c.person_id = any(array(select tovholder.people_together(%(person)s)))
                  and c.withdrawn_at is null and c.valid_until between %(today)s and %(runs_out)s),
  'check', (select json_build_object('id', r.id, 'meeting', r.meeting_id,
              'asked', r.asked_at, 'due', r.due_at, 'opened', r.opened_at,
              'questions', (select json_agg(json_build_object(
                                     'agency', a.short_name, 'agency_id', q.agency_id,
                                     'answered', q.answered_at is not null) order by a.short_name)
                              from cases_checkquestion q join access_agency a on a.id = q.agency_id
                             where q.register_check_id = r.id))
              from cases_registercheck r
              -- One for a meeting that is over, and did not come to the case, is answered for none.
             where r.case_id = %(case)s and (r.opened_at is not null or r.meeting_id is null or exists (
                   select from cases_meeting m where m.id = r.meeting_id and m.closed_at is null
                      and m.cancelled_at is null and m.ends_at > %(at)s))
             order by r.asked_at desc limit 1),
  'meeting', (select json_build_object('id', m.id, 'at', m.starts_at)
                from cases_item i join cases_meeting m on m.id = i.meeting_id
               where i.case_id = %(case)s and m.cancelled_at is null and m.closed_at is null
                 and m.ends_at > %(at)s
               order by m.starts_at limit 1))::text
"""


@dataclass(frozen=True)
class Station:
    """A place on the step line: passed, here or to come.

    :ivar day: the first time, or for one to come what is known of it.
    :ivar after: how long it took from the first time at the place before.
    :ivar latest: the latest time, where there were several.
    """

    label: str
    passed: bool
    here: bool
    day: str = ""
    after: str = ""
    latest: str = ""


@dataclass(frozen=True)
class Task:
    """A task in the case, as the page shows it."""

    id: UUID
    title: str
    state: str
    word: str
    who: str
    url: str
    seen: str


@dataclass
class Sides:
    """Everything beside the timeline.

    :ivar consents: those that the reader sees and that run out soon.
    :ivar last: the last step's key, kind and day; `parts`, `recused`, … as the statement names them.
    """

    stations: list[Station]
    last: dict[str, Any] | None
    parts: list[dict[str, Any]]
    mine: dict[str, Any] | None
    access: str
    recused: list[dict[str, Any]] = field(default_factory=list)
    emergencies: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)
    check: dict[str, Any] | None = None
    meeting: dict[str, Any] | None = None


def sides(case: Case, user: User, at: datetime, today: date) -> Sides:
    """What stands beside the timeline; one statement."""
    with connection.cursor() as cursor:
        of_case = {"case": case.pk, "person": case.person_id}
        cursor.execute(_SIDES, of_case | {"at": at, "today": today, "runs_out": today + RUNS_OUT})
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    taken = found["steps"] or []
    out = {row["user"] for row in found["recused"] or []}
    parts = [_part(row, today) for row in found["parts"] or [] if row["user"] not in out]
    mine = next((row for row in parts if row["user"] == user.pk), None)
    emergencies = [_emergency(row, today) for row in found["emergencies"] or []]
    coordinates = user.may(Permission.CASE_COORDINATE)
    return Sides(
        stations=_stations(taken, found, today),
        last={**taken[-1], "day": words.day(_day_of(taken[-1]["at"]), today=today)} if taken else None,
        parts=parts,
        mine=mine,
        access=_access(mine, emergencies, user, coordinates, today),
        recused=[_recused(row, today) for row in found["recused"] or []] if coordinates else [],
        emergencies=emergencies if coordinates else [],
        tasks=[_task(row, today) for row in found["tasks"] or []],
        documents=[_document(row) for row in found["documents"] or []],
        consents=[_consent(row, today) for row in found["consents"] or []],
        check=_check(found["check"], user, today),
        meeting=_meeting(found["meeting"], today),
    )


def taking_part(case: Case, at: datetime) -> list[Participation]:
    """Who takes part, as `parts` shows them."""
    out = Recusal.objects.filter(case=case, until__isnull=True).values("user")
    found = Participation.objects.running(at).filter(case=case).exclude(user__in=out)
    rows = found.select_related("user", "agency", "why")
    return list(rows.order_by("agency__short_name", "user__name", "pk"))


# --- the step line ---------------------------------------------------------------------------------------

Kind = Step.Kind


def _stations(taken: list[dict[str, Any]], found: dict[str, Any], today: date) -> list[Station]:
    """The places that a case passes, with the day of the first time; those to come with theirs, if known."""
    places: list[tuple[str, tuple[str, ...]]] = [
        (_("Received"), (Kind.RECEIVED,)),
        (_("Police clearance"), (Kind.CLEARED,)),
        (_("Register check"), (Kind.CHECKED,)),
        (_("Meeting"), (Kind.DISCUSSED,)),
        (_("Talk and offer"), (Kind.CONVERSATION, Kind.OFFERED, Kind.ACCEPTED, Kind.DECLINED)),
        (_("Course"), (Kind.IN_COURSE,)),
        (_("Follow-up"), (Kind.FOLLOW_UP,)),
    ]
    current = taken[-1]["kind"] if taken else ""
    if current == Kind.CLOSED:
        places.append((_("Closed"), (Kind.CLOSED,)))
    if current == Kind.REOPENED:
        places.append((_("Opened again"), (Kind.REOPENED,)))
    coming = _coming(found, today)
    stations: list[Station] = []
    before: date | None = None
    for label, kinds in places:
        steps = [step for step in taken if step["kind"] in kinds]
        if not steps:
            stations.append(Station(label, False, False, coming.get(kinds[0], "")))
            continue
        first, last = _day_of(steps[0]["at"]), _day_of(steps[-1]["at"])
        gap = (first - before).days if before else None
        after = _("after %(days)s") % {"days": words.days(gap)} if gap and gap > 0 else ""
        day, latest = words.day(first, today=today), ""
        if last != first:
            latest = _("latest %(day)s") % {"day": words.day(last, today=today)}
        if steps[-1]["kind"] in (Kind.OFFERED, Kind.ACCEPTED, Kind.DECLINED):
            how = Step.Kind(steps[-1]["kind"]).label
            day, latest = (day, f"{latest}, {how}") if latest else (f"{day}, {how}", "")
        stations.append(Station(label, True, current in kinds, day, after, latest))
        before = first
    return stations


def _coming(found: dict[str, Any], today: date) -> dict[str, str]:
    check, meeting = found["check"], found["meeting"]
    coming: dict[str, str] = {}
    if check and not check["opened"]:
        due = parse_datetime(check["due"])
        coming[Kind.CHECKED] = (
            _("answers by %(day)s") % {"day": words.weekday(due, today=today)} if due else ""
        )
    if meeting:
        at = parse_datetime(meeting["at"])
        coming[Kind.DISCUSSED] = words.weekday(at, today=today) if at else ""
    return coming


def _day_of(text: str) -> date:
    at = parse_datetime(text)
    assert at is not None
    return localdate(at)


# --- people ----------------------------------------------------------------------------------------------


def _part(row: dict[str, Any], today: date) -> dict[str, Any]:
    """Somebody who takes part: her last day is the one before a midnight."""
    until = parse_datetime(row["until"]) if row["until"] else None
    starts = parse_datetime(row["from"])
    assert starts is not None
    return {
        **row,
        "since": words.day(starts, today=today),
        "last": words.day(until - timedelta(microseconds=1), today=today) if until else "",
    }


def _recused(row: dict[str, Any], today: date) -> dict[str, Any]:
    return {**row, "since": words.day(_day_of(row["since"]), today=today)}


def _emergency(row: dict[str, Any], today: date) -> dict[str, Any]:
    until = parse_datetime(row["until"])
    assert until is not None
    return {**row, "until": words.moment(until, today=today)}


def _access(
    mine: dict[str, Any] | None, emergencies: list[dict[str, Any]], user: User, coordinates: bool, today: date
) -> str:
    """By what the reader sees the case, and until when, in words."""
    if coordinates:
        return _("Coordinator of the municipality")
    if mine:
        said = {"since": mine["since"], "last": mine["last"]}
        if mine["last"]:
            return _("Participant, from %(since)s until %(last)s") % said
        return _("Participant, from %(since)s") % said
    own = next((row for row in emergencies if row["user"] == user.pk), None)
    return _("Emergency access until %(until)s") % {"until": own["until"]} if own else ""


# --- tasks, documents, consents, check, meeting ----------------------------------------------------------


def _task(row: dict[str, Any], today: date) -> Task:
    due = parse_date(row["due"]) or today
    state, word = distance(due, today)
    if row["done"]:
        state, word = "done", _("Done %(day)s") % {"day": words.day(_day_of(row["done"]), today=today)}
    who = ", ".join(filter(None, [row["who"], row["agency"]]))
    url = reverse("cases:task", args=[row["id"]])
    seen = words.who_sees_task(row["agency"], row["met"])
    return Task(UUID(row["id"]), row["title"], state, word, who, url, seen)


def _document(row: dict[str, Any]) -> dict[str, Any]:
    alone = _("%(agency)s alone") % {"agency": row["agency"]}
    shared = _("%(agency)s and whom it was shared with") % {"agency": row["agency"]}
    return {**row, "seen": shared if row["shared"] else alone, "icon": "share" if row["shared"] else "lock"}


def _consent(row: dict[str, Any], today: date) -> dict[str, Any]:
    """One that runs out soon."""
    until = date.fromisoformat(row["until"])
    return {**row, "word": _("Runs out on %(day)s") % {"day": words.day(until, today=today)}}


def _check(row: dict[str, Any] | None, user: User, today: date) -> dict[str, Any] | None:
    if row is None:
        return None
    asked = row["questions"] or []
    due = parse_datetime(row["due"])
    assert due is not None
    return {
        **row,
        "answered": sum(1 for question in asked if question["answered"]),
        "asked_of": len(asked),
        "missing": [question["agency"] for question in asked if not question["answered"]],
        "mine_waits": any(q["agency_id"] == user.agency_id and not q["answered"] for q in asked),
        "due_words": words.moment(due, today=today),
    }


def _meeting(row: dict[str, Any] | None, today: date) -> dict[str, Any] | None:
    at = parse_datetime(row["at"]) if row else None
    return {**row, "when": words.moment(at, today=today)} if row and at else None
