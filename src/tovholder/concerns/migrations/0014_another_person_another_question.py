"""Whoever is said to be somebody else after all is asked about anew: what the police said was of another person."""

from django.db import migrations

SQL = """
-- Two rows of one person are answered for together. What was said stays on record, and counts no longer.
create function tovholder.asked_about_another() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.person_id is null
     or new.person_id not in (select tovholder.people_together(old.person_id)) then
    update public.concerns_policeclearance set withdrawn_at = tovholder.clock()
     where concern_id = new.id and withdrawn_at is null;
  end if;
  return null;
end $$;
create trigger asked_about_another after update of person_id on concerns_concernreport for each row
  when (old.person_id is not null and old.person_id is distinct from new.person_id)
  execute function tovholder.asked_about_another();
grant update (withdrawn_at) on concerns_policeclearance to tovholder_gate;
revoke all on function tovholder.asked_about_another() from public;
grant execute on function tovholder.asked_about_another() to tovholder_app, tovholder_gate;
alter function tovholder.asked_about_another() owner to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0013_police_answers_are_disclosed"), ("people", "0003_search_is_silent")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
