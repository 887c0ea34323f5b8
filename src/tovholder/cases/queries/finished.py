"""What of concerns, cases and meetings somebody has finished since a day: numbers, no content, no citizen.

The counterpart of what waits (waiting.py, concerns.queries): each line has taken one away from there.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tovholder.core.due import Done

#: The columns of waiting.py, to be read with what waits.
SQL = """
select 'left' as kind, id, number, '' as name, exit_at as since, exit_at as until, 0 as n, 0 as total
  from concerns_concernreport where exit_by_id = %(user)s and exit_at >= %(monday)s
union all
select 'confirmed', id, number, '', confirmed_at, confirmed_at, 0, 0 from concerns_concernreport
 where confirmed_by_id = %(user)s and confirmed_at >= %(monday)s
union all
select 'called', id, number, '', called_back_at, called_back_at, 0, 0 from concerns_concernreport
 where call_back_by_id = %(user)s and called_back_at >= %(monday)s
union all
select 'cleared', id, number, '', answered_at, answered_at, 0, 0 from concerns_policeclearance
 where answered_by_id = %(user)s and answered_at >= %(monday)s
union all
select 'task', t.id, c.number, '', t.done_at, t.done_at, 0, 0
  from cases_task t join cases_case c on c.id = t.case_id
 where t.done_by_id = %(user)s and t.done_at >= %(monday)s
union all
select 'decided', id, number, '', answered_at, answered_at, 0, 0 from cases_accessrequest
 where answered_by_id = %(user)s and answered_at >= %(monday)s
union all
select 'reviewed', e.case_id, c.number, '', e.reviewed_at, e.reviewed_at, 0, 0
  from cases_emergencyaccess e join cases_case c on c.id = e.case_id
 where e.reviewed_by_id = %(user)s and e.reviewed_at >= %(monday)s
union all
select 'answered', k.meeting_id, '', '', max(q.answered_at), max(q.answered_at), count(*), 0
  from cases_checkquestion q join cases_registercheck k on k.id = q.register_check_id
 where q.agency_id = %(agency)s and q.answered_at >= %(monday)s group by k.meeting_id
union all
select 'approved', id, '', '', approved_at, approved_at, 0, 0 from cases_meeting
 where approved_by_id = %(user)s and approved_at >= %(monday)s
union all
select 'closed', id, '', '', closed_at, closed_at, 0, 0 from cases_meeting
 where closed_by_id = %(user)s and closed_at >= %(monday)s
"""


def done(row: Any) -> Done:
    """What a row says."""
    kind, key, number, _name, _since, at, count, _total = row
    title, view = SAID[kind]
    if kind == "answered":
        said = ngettext("Register check: %(n)s case answered", "Register check: %(n)s cases answered", count)
        return Done(at, said % {"n": count}, reverse(view))
    note = ""
    if number:
        of = _("Concern %(number)s") if view.startswith("concerns:") else _("Case %(number)s")
        note = of % {"number": number}
    return Done(at, str(title), reverse(view, args=[key]), note)


SAID = {
    "left": (gettext_lazy("Triage is done"), "concerns:concern"),
    "confirmed": (gettext_lazy("The receipt is sent"), "concerns:concern"),
    "called": (gettext_lazy("The caller was called back"), "concerns:concern"),
    "cleared": (gettext_lazy("The police have answered"), "concerns:clearance"),
    "task": (gettext_lazy("A task is done"), "cases:task"),
    "decided": (gettext_lazy("A request for access is answered"), "cases:answer_access"),
    "reviewed": (gettext_lazy("An emergency access is reviewed"), "cases:case"),
    "answered": ("", "cases:checks"),
    "approved": (gettext_lazy("The agenda is approved"), "cases:meeting"),
    "closed": (gettext_lazy("The meeting is closed"), "cases:meeting"),
}
