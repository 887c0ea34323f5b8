"""What of a concern an adviser may change, who decides its exit, and which concerns somebody is recused from."""

from django.db import migrations

TRIAGE = """
create function tovholder.triage_is_the_coordinators() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if current_user <> 'tovholder_app' then  -- the functions of the gate ask for themselves
    return new;
  end if;
  if not tovholder.i_triage()
     and to_jsonb(new) - 'called_back_at' is distinct from to_jsonb(old) - 'called_back_at' then
    raise insufficient_privilege using message = 'triage is for coordinators';
  end if;
  if (old.exit, old.exit_at, old.exit_by_id, old.exit_reason)
       is distinct from (new.exit, new.exit_at, new.exit_by_id, new.exit_reason)
     and (old.exit_at is not null or new.exit_by_id is distinct from tovholder.me()) then
    raise insufficient_privilege using message = 'a concern leaves once, by who decides it';
  end if;
  return new;
end $$;
create trigger triage_is_the_coordinators before update on concerns_concernreport
  for each row execute function tovholder.triage_is_the_coordinators();
"""

RECUSED = """
-- Concerns about somebody whose case the actor is recused from: for tables that keep a concern's key alone.
create function tovholder.my_recused_concerns() returns setof uuid
  language sql stable security definer set search_path = '' rows 1 as $$
  select c.id from public.concerns_concernreport c
   where c.person_id = any(array(select tovholder.my_recused_people()))
$$;
revoke all on function tovholder.my_recused_concerns() from public;
grant execute on function tovholder.my_recused_concerns() to tovholder_app;
alter function tovholder.my_recused_concerns() owner to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0006_purge_of_everybody_it_was_about")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (TRIAGE, RECUSED)]
