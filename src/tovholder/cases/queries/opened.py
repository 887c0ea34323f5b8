"""The case as its reader meets it: with the purpose that she gave today, or the question for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases.models import Case, Opening
from tovholder.core.columns import column

_MY_PURPOSE = """coalesce((select o.purpose from cases_opening o
  where o.case_id = %s and o.user_id = %%s and o.day = %%s limit 1), '')"""
#: A meeting is prepared from so many days before it.
MEETING_NEAR = timedelta(days=7)


def with_purpose(user: User, day: date) -> QuerySet[Any]:
    """Cases, each with its person, why we have it, and `my_purpose`: why the user opened it today, or ""."""
    return _cases("cases_case.id", Case.objects.select_related("person__particulars", "why"), user, day)


def children_with_purpose(rows: QuerySet[Any], user: User, day: date) -> QuerySet[Any]:
    """The same for rows of a case (notes, documents, participations …), with the case and its person."""
    table = rows.model._meta.db_table
    return _cases(f"{table}.case_id", rows.select_related("case__person", "case__why"), user, day)


def _cases(key: str, rows: QuerySet[Any], user: User, day: date) -> QuerySet[Any]:
    return rows.annotate(my_purpose=column(_MY_PURPOSE % key, CharField(), user.pk, day))


def purpose_of_yesterday(case: Case, user: User, today: date) -> str:
    """Why the user opened a case on the day before, or ""."""
    found = Opening.objects.filter(case=case, user=user, day=today - timedelta(days=1))
    return found.values_list("purpose", flat=True).first() or ""


@dataclass(frozen=True)
class Reason:
    """A purpose that a reader may choose: its key, its words, and whether it is the likely one."""

    key: str
    words: str
    likely: bool = False


_LIKELY = """
select
  exists (select from cases_task t where t.case_id = %(case)s and t.done_at is null and t.dropped_at is null
            and (t.assigned_to_id = %(user)s or (t.assigned_to_id is null and t.agency_id = %(agency)s))),
  exists (select from cases_checkquestion q join cases_registercheck r on r.id = q.register_check_id
           where q.case_id = %(case)s and q.agency_id = %(agency)s and q.answered_at is null
             and r.opened_at is null),
  exists (select from cases_item i join cases_meeting m on m.id = i.meeting_id
           where i.case_id = %(case)s and m.cancelled_at is null and m.closed_at is null
             and m.starts_at >= %(from)s and m.starts_at < %(until)s)
"""


def reasons(case: Case, user: User, today: date) -> list[Reason]:
    """What one may open a case for, the likely one marked: what waits decides; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LIKELY,
            {
                "case": case.pk,
                "user": user.pk,
                "agency": user.agency_id,
                "from": today,
                "until": today + MEETING_NEAR,
            },
        )
        has_task, has_check, has_meeting = cursor.fetchone()
    offered = [
        ("check", _("Answer the register check"), has_check),
        ("task", _("My task in the case"), has_task),
        ("meeting", _("Prepare the meeting"), has_meeting),
    ]
    if user.may(Permission.CASE_COORDINATE):
        offered.append(("coordinate", _("Coordinate the case"), True))
    offered.append(("record", _("Write down or read up after a talk"), True))
    likely = next(key for key, _words, fits in offered if fits)
    return [
        *(Reason(key, words, key == likely) for key, words, fits in offered if fits),
        Reason("other", _("Something else")),
    ]
