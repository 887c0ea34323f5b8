"""The doors of cases at a glance: one's own requests, and for a coordinator what waits for her."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.models import AccessRequest

_ROWS = """
(select 'request' as kind, r.id, r.number, u.name || ', ' || coalesce(a.short_name, ''), r.asked_at as at,
        r.reason, r.answered_at, r.granted, r.answer, r.user_id, null::uuid as case_id, w.name, r.seen_at
   from cases_accessrequest r join access_user u on u.id = r.user_id
   left join access_agency a on a.id = u.agency_id left join access_user w on w.id = r.answered_by_id
  order by r.asked_at desc limit 60)
union all
(select 'emergency', e.id, c.number, u.name || ', ' || coalesce(a.short_name, ''), e.valid_from, e.reason,
        e.reviewed_at, e.justified, e.finding, e.user_id, e.case_id, w.name, null
   from cases_emergencyaccess e join cases_case c on c.id = e.case_id join access_user u on u.id = e.user_id
   left join access_agency a on a.id = u.agency_id left join access_user w on w.id = e.reviewed_by_id
  order by e.valid_from desc limit 60)
order by 5 desc
"""


@dataclass(frozen=True)
class Door:
    """A request or an emergency access. `answered`: by whom and when; `note`: in which words."""

    number: str
    who: str
    when: str
    reason: str
    state: str
    word: str
    answered: str
    note: str
    url: str
    act: str


@dataclass
class Requests:
    """What waits for a coordinator, the reader's own, and what was answered or reviewed lately.

    :ivar cases: the cases named by emergency accesses, for the log.
    :ivar unseen: an answer is among them that the reader has not seen before.
    """

    waiting: list[Door] = field(default_factory=list)
    mine: list[Door] = field(default_factory=list)
    done: list[Door] = field(default_factory=list)
    cases: list[UUID] = field(default_factory=list)
    unseen: bool = False


def answers_to(user: User, today: date) -> list[str]:
    """That the user's requests were answered, where she has not seen it; in none of the answer's words."""
    rows: Any = AccessRequest.objects.filter(user=user, answered_at__isnull=False, seen_at__isnull=True)
    given, refused = (
        _("%(who)s has given you access to case %(number)s, %(when)s."),
        _("%(who)s has refused you access to case %(number)s, %(when)s."),
    )
    newest = rows.order_by("-answered_at").values_list(
        "granted", "answered_by__name", "number", "answered_at"
    )
    return [
        (given if granted else refused) % {"who": who, "number": number, "when": words.lately(at, today)}
        for granted, who, number, at in newest[:12]
        if at
    ]


def requests_for(user: User, today: date) -> Requests:
    """One statement; row level security shows a coordinator all, and others their own."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        rows = cursor.fetchall()
    coordinates = user.may(Permission.CASE_COORDINATE)
    found = Requests(cases=[row[10] for row in rows if row[10]])
    for row in rows:
        own, answered = row[9] == user.pk, row[6] is not None
        found.unseen |= own and answered and row[0] == "request" and row[12] is None
        if not own and not coordinates:
            continue
        acts = coordinates and not own and not answered
        place = found.waiting if acts else found.mine if own else found.done
        place.append(_door(row, today, acts))
    return found


def _door(row: Any, today: date, acts: bool) -> Door:
    kind, key, number, who, at, reason, answered, yes, said, _user, _case, by, _seen = row
    is_request = kind == "request"
    if answered is None:
        state, word = ("open", _("Not answered yet")) if is_request else ("soon", _("Not reviewed yet"))
    elif is_request:
        state, word = ("done", _("Access given")) if yes else ("no_target", _("Refused"))
    else:
        state, word = ("done", _("Justified")) if yes else ("missed", _("Not justified"))
    name = "cases:answer_access" if is_request else "cases:review_emergency"
    return Door(
        number=number,
        who=who,
        when=words.lately(at, today),
        reason=reason,
        state=state,
        word=word,
        answered=f"{by}, {words.lately(answered, today)}" if answered else "",
        note=said,
        url=reverse(name, args=[key]) if acts else "",
        act=(_("Answer") if is_request else _("Review")) if acts else "",
    )
