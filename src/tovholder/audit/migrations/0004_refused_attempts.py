"""Refused attempts stand in the log of looks, at most so many a minute; what is beyond that is counted beside it."""

from django.db import migrations

CREATE = """
-- By the minute of the machine's clock: a person adds one row a minute, however often she asks.
create table audit_refused_more (
  actor bigint not null,
  minute timestamptz not null,
  municipality bigint,
  clock_offset interval not null,
  n bigint not null,
  primary key (actor, minute)
);
create index audit_refused_more_list on audit_refused_more (municipality, minute);
revoke all on audit_refused_more from tovholder_app;
alter table audit_refused_more enable row level security;
create index audit_read_refused on audit_read (municipality, at, id) where way = 'refused';

-- Write down that the actor was refused, or count it where `most` were written within the minute. Waits for nobody:
-- the answer has been made, and leaves when this returns.
create function tovholder.note_refusal(asked_view text, said text, most int) returns void
  language plpgsql security definer set search_path = '' set lock_timeout = '250ms' as $$
declare written int;
begin
  if coalesce(tovholder.me(), 0) < 1 then
    return;
  end if;
  select count(*) into written from (
    select from public.audit_read r
     where r.actor = tovholder.me() and r.at > clock_timestamp() - interval '1 minute' and r.way = 'refused'
     limit most) x;
  if written < most then
    insert into public.audit_read (way, view, purpose) values ('refused', asked_view, said);
  else
    insert into public.audit_refused_more as m (actor, minute, municipality, clock_offset, n)
    values (tovholder.me(), date_trunc('minute', clock_timestamp()), tovholder.my_municipality(),
            tovholder.clock() - now(), 1)
    on conflict (actor, minute) do update set n = m.n + 1;
  end if;
end $$;
revoke all on function tovholder.note_refusal(text, text, int) from public;
grant execute on function tovholder.note_refusal(text, text, int) to tovholder_app;
alter function tovholder.note_refusal(text, text, int) owner to tovholder_gate;
grant insert on audit_read to tovholder_gate;
grant select, insert, update on audit_refused_more to tovholder_gate;

-- What was counted in a month goes with the month.
create function tovholder.refused_more_dropped() returns trigger
  language plpgsql set search_path = '' as $$
begin
  delete from public.audit_refused_more m where to_char(m.minute at time zone 'UTC', 'YYYY-MM') = new.part;
  return null;
end $$;
create trigger refused_more_dropped after insert on audit_seal
  for each row when (new.kind = 'dropped') execute function tovholder.refused_more_dropped();
"""

DROP = """
drop trigger refused_more_dropped on audit_seal;
drop function tovholder.refused_more_dropped();
drop function tovholder.note_refusal(text, text, int);
drop index audit_read_refused;
drop table audit_refused_more;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_typed_purposes")]
    operations = [migrations.RunSQL(CREATE, DROP)]
