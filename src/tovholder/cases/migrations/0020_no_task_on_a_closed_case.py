"""A case with open tasks is not closed, and a closed one gets none: whoever comes at the same instant waits."""

from django.db import migrations

SQL = """
create function tovholder.task_of_an_open_case() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  -- The turn for which closing a case waits (cases/operations/case.py).
  perform pg_advisory_xact_lock(hashtextextended('steps of ' || new.case_id, 4714));
  if exists (select from public.cases_case c where c.id = new.case_id and c.closed_at is not null) then
    raise check_violation using constraint = 'task_of_an_open_case', message = 'task_of_an_open_case';
  end if;
  return null;
end $$;
revoke all on function tovholder.task_of_an_open_case() from public, tovholder_app;
alter function tovholder.task_of_an_open_case() owner to tovholder_gate;

-- Before `touched`, which holds the case: else the two would wait for each other.
create trigger of_an_open_case after insert on cases_task for each row
  when (new.done_at is null and new.dropped_at is null) execute function tovholder.task_of_an_open_case();
"""
BACK = """
drop trigger of_an_open_case on cases_task;
drop function tovholder.task_of_an_open_case();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_digest_of_untaken_tasks")]
    operations = [migrations.RunSQL(SQL, BACK)]
