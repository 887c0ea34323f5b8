"""The daily mail counts the register checks of meetings that are still to come, as the page of the checks does."""

from django.db import migrations

REPLACE = """
create or replace function tovholder.tasks_waiting(until date) returns table (user_id bigint, waiting bigint)
  language sql stable security definer set search_path = '' as $$
  with mine as (
    select t.assigned_to_id as who, t.id from public.cases_task t
     where t.done_at is null and t.dropped_at is null and t.due_on <= until and t.assigned_to_id is not null
       and not exists (select from public.cases_recusal x
                        where x.case_id = t.case_id and x.user_id = t.assigned_to_id and x.until is null)
    union
    select r.reader, q.id from public.cases_checkquestion q
      join public.cases_registercheck k on k.id = q.register_check_id and k.opened_at is null
      join public.cases_meeting m on m.id = k.meeting_id and m.closed_at is null and m.cancelled_at is null
        and m.ends_at > tovholder.clock()
      join public.access_user u on u.agency_id = q.agency_id
      join public.cases_reader r on r.reader = u.id and r.case_id = q.case_id
     where q.answered_at is null and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until
       and not exists (select from public.cases_recusal x
                        where x.case_id = q.case_id and x.user_id = u.id and x.until is null))
  select who, count(*) from mine where tovholder.me() = -3 group by who
$$;
grant select on cases_meeting to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_stopped_stays_stopped")]
    operations = [migrations.RunSQL(REPLACE, migrations.RunSQL.noop)]
