"""Who sees the person of a concern; and the purge, which leaves nothing of it."""

from django.db import migrations

READERS = """
create function tovholder.concern_readers() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare until timestamptz;
begin
  delete from public.people_reader where source = coalesce(new.id, old.id) and way = 'concern';
  if tg_op <> 'DELETE' and new.person_id is not null then
    until := coalesce(new.exit_at + interval '30 days', 'infinity');
    insert into public.people_reader (reader, person, way, source, valid_from, valid_until)
    select distinct who, new.person_id, 'concern', new.id, new.received_at, until
      from unnest(array[new.taken_by_id, new.call_back_by_id]) who where who is not null
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger concern_readers
  after insert or delete or update of person_id, taken_by_id, call_back_by_id, exit_at on concerns_concernreport
  for each row execute function tovholder.concern_readers();

create function tovholder.clearance_readers() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  delete from public.people_reader where source = coalesce(new.id, old.id) and way = 'clearance';
  if tg_op <> 'DELETE' then
    insert into public.people_reader (reader, person, way, source, valid_from, valid_until)
    select new.asked_of_id, c.person_id, 'clearance', new.id, new.asked_at,
           coalesce(new.withdrawn_at, new.answered_at + interval '30 days', 'infinity')
      from public.concerns_concernreport c
     where c.id = new.concern_id and c.person_id is not null
       and coalesce(new.withdrawn_at, new.answered_at + interval '30 days', 'infinity') > new.asked_at;
  end if;
  return null;
end $$;
create trigger clearance_readers
  after insert or delete or update of withdrawn_at, answered_at on concerns_policeclearance
  for each row execute function tovholder.clearance_readers();

grant select on concerns_concernreport to tovholder_gate;
do $$
declare f text;
begin
  foreach f in array array['concern_readers()', 'clearance_readers()'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app, tovholder_gate', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("people", "0002_readers_and_search")]
    operations = [migrations.RunSQL(READERS, migrations.RunSQL.noop)]
