"""An emergency access begins by the database's clock at the latest, as a recusal does: machines' clocks differ."""

from django.db import migrations

REPLACE = """
create or replace function tovholder.open_in_emergency(
    id uuid, case_number text, why text, from_time timestamptz, hours int)
  returns uuid language plpgsql security definer set search_path = '' as $$
declare found uuid; begins timestamptz := least(from_time, tovholder.clock());
begin
  if not (tovholder.my_roles() && array['coordinator', 'participant']) or hours not between 1 and 24
     or length(btrim(why)) < 10 then
    return null;
  end if;
  select c.id into found from public.cases_case c
   where c.number = case_number and c.municipality_id in (select tovholder.my_municipalities())
     and c.id not in (select tovholder.my_recused_cases());
  if found is not null then
    insert into public.cases_emergencyaccess (id, case_id, user_id, valid_from, valid_until, reason, finding)
    values (id, found, tovholder.me(), begins, begins + make_interval(hours => hours), why, '');
  end if;
  return found;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_minutes_are_sent")]
    operations = [migrations.RunSQL(REPLACE, migrations.RunSQL.noop)]
