"""The daily mail counts a task that nobody has taken for everybody of its agency who is on the case."""

from django.db import migrations

REPLACE = """
create or replace function tovholder.tasks_waiting(until date) returns table (user_id bigint, waiting bigint)
  language sql stable security definer set search_path = '' as $$
  with on_it as (
    select r.reader, r.case_id, u.agency_id
      from public.cases_reader r join public.access_user u on u.id = r.reader
     where r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until),
  mine as (
    select t.assigned_to_id as who, t.case_id, t.id from public.cases_task t
     where t.done_at is null and t.dropped_at is null and t.due_on <= until and t.assigned_to_id is not null
    union
    select o.reader, t.case_id, t.id from public.cases_task t
      join on_it o on o.case_id = t.case_id and o.agency_id = t.agency_id
     where t.done_at is null and t.dropped_at is null and t.due_on <= until and t.assigned_to_id is null
    union
    select o.reader, q.case_id, q.id from public.cases_checkquestion q
      join public.cases_registercheck k on k.id = q.register_check_id and k.opened_at is null
      join public.cases_meeting m on m.id = k.meeting_id and m.closed_at is null and m.cancelled_at is null
        and m.ends_at > tovholder.clock()
      join on_it o on o.case_id = q.case_id and o.agency_id = q.agency_id
     where q.answered_at is null)
  select n.who, count(*) from mine n
   where tovholder.me() = -3
     and not exists (select from public.cases_recusal x
                      where x.case_id = n.case_id and x.user_id = n.who and x.until is null)
   group by n.who
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_a_move_ends_access")]
    operations = [migrations.RunSQL(REPLACE, migrations.RunSQL.noop)]
