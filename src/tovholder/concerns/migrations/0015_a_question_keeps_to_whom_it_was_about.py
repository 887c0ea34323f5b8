"""A question to the police shows whom it was asked about, while the concern is about her; its answer is given once."""

from django.db import migrations

READERS = """
-- Whom a question lets the one who was asked see: the concern's subject, unless the question was about somebody else.
create function tovholder.clearance_readers_true(questions uuid[]) returns table (
    reader bigint, person uuid, source uuid, valid_from timestamptz, valid_until timestamptz)
  language sql stable security definer set search_path = '' as $$
  select q.asked_of_id, c.person_id, q.id, q.asked_at,
         coalesce(q.withdrawn_at, q.answered_at + interval '30 days', 'infinity')
    from public.concerns_policeclearance q join public.concerns_concernreport c on c.id = q.concern_id
    left join public.disclosures_disclosure d on d.id = q.disclosure_id
   where (questions is null or q.id = any(questions))
     and c.person_id is not null and c.person_id = coalesce(d.person_id, c.person_id)
     and coalesce(q.withdrawn_at, q.answered_at + interval '30 days', 'infinity') > q.asked_at
$$;

create function tovholder.keep_clearance_readers(questions uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  delete from public.people_reader r where r.way = 'clearance' and (questions is null or r.source = any(questions));
  insert into public.people_reader (reader, person, way, source, valid_from, valid_until)
  select t.reader, t.person, 'clearance', t.source, t.valid_from, t.valid_until
    from tovholder.clearance_readers_true(questions) t;
end $$;

create or replace function tovholder.clearance_readers() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.keep_clearance_readers(array[coalesce(new.id, old.id)]);
  return null;
end $$;

create function tovholder.concern_is_about_another() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.keep_clearance_readers(
    array(select q.id from public.concerns_policeclearance q where q.concern_id = new.id));
  return null;
end $$;
create trigger concern_is_about_another after update of person_id on concerns_concernreport for each row
  when (old.person_id is distinct from new.person_id) execute function tovholder.concern_is_about_another();

do $$
declare f text;
begin
  foreach f in array array['clearance_readers_true(uuid[])', 'keep_clearance_readers(uuid[])',
                           'concern_is_about_another()'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;

select tovholder.keep_clearance_readers(null);
"""

ANSWER = """
-- The policy does not see the row as it was.
create function tovholder.clearance_is_answered_once() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if current_user = 'tovholder_app' and (old.answered_at is not null or old.withdrawn_at is not null
       or (new.answered_at is null and (new.answer, new.note) is distinct from (old.answer, old.note))) then
    raise insufficient_privilege using message = 'a question is answered once, and an answer stands';
  end if;
  return new;
end $$;
create trigger clearance_is_answered_once before update on concerns_policeclearance
  for each row execute function tovholder.clearance_is_answered_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0014_another_person_another_question"),
        ("disclosures", "0003_ledger_of_an_agency"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (READERS, ANSWER)]
