"""Who took a concern down corrects what was told, too, while it is in triage."""

from django.db import migrations

SQL = """
create or replace function tovholder.triage_is_the_coordinators() returns trigger
  language plpgsql set search_path = '' as $$
declare hers text[] := array['called_back_at'];
begin
  if current_user <> 'tovholder_app' then  -- the functions of the gate ask for themselves
    return new;
  end if;
  if old.exit_at is null and old.taken_by_id = tovholder.me() then
    hers := hers || array['behaviour', 'relations', 'statements', 'situation', 'strengths', 'kinds', 'residence',
                          'caller_kind', 'authority', 'channel', 'version'];
  end if;
  if not tovholder.i_triage() and to_jsonb(new) - hers is distinct from to_jsonb(old) - hers then
    raise insufficient_privilege using message = 'triage is for coordinators';
  end if;
  if (old.exit, old.exit_at, old.exit_by_id, old.exit_reason)
       is distinct from (new.exit, new.exit_at, new.exit_by_id, new.exit_reason)
     and (old.exit_at is not null or new.exit_by_id is distinct from tovholder.me()) then
    raise insufficient_privilege using message = 'a concern leaves once, by who decides it';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0011_calls_left_behind")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
