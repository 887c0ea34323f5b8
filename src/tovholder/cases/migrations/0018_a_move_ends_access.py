"""Whoever moves to another agency was on her cases for the former one: she leaves them with it."""

from django.db import migrations

SQL = """
create function tovholder.a_move_ends_access() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_participation p set valid_until = greatest(p.valid_from, tovholder.clock())
   where p.user_id = new.id and coalesce(p.valid_until, 'infinity') > tovholder.clock();
  update public.cases_emergencyaccess e
     set valid_until = greatest(e.valid_from + interval '1 microsecond', tovholder.clock())
   where e.user_id = new.id and e.valid_until > tovholder.clock();
  return null;
end $$;
revoke all on function tovholder.a_move_ends_access() from public;
grant update (valid_until) on cases_participation, cases_emergencyaccess to tovholder_gate;
alter function tovholder.a_move_ends_access() owner to tovholder_gate;
create trigger a_move_ends_access after update of agency_id on access_user for each row
  when (old.agency_id is distinct from new.agency_id) execute function tovholder.a_move_ends_access();
"""
BACK = """
drop trigger a_move_ends_access on access_user;
drop function tovholder.a_move_ends_access();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_readers_are_compared_wholly")]
    operations = [migrations.RunSQL(SQL, BACK)]
