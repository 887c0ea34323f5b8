"""Who sees which case, kept by triggers: no operation can forget it. And what follows from it for the person."""

from django.db import migrations

READERS = """
-- Derived: participations and emergency accesses. Coordinators come by their municipality, and are not in here.
create table cases_reader (
  reader bigint not null,
  case_id uuid not null references cases_case(id) on delete cascade deferrable initially deferred,
  last_change timestamptz not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null default 'infinity',
  way text not null,
  primary key (reader, case_id, way, valid_from));
create index cases_reader_list on cases_reader (reader, last_change desc, case_id desc)
  include (valid_from, valid_until);
create index cases_reader_case on cases_reader (case_id);
grant select, insert, update, delete on cases_reader to tovholder_gate;
grant select on cases_participation, cases_emergencyaccess, cases_recusal to tovholder_gate;
grant select, update (last_change) on cases_case to tovholder_gate;

create function tovholder.my_recused_cases() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select x.case_id from public.cases_recusal x
   where x.user_id = tovholder.me() and x.since <= tovholder.clock()
     and tovholder.clock() < coalesce(x.until, 'infinity')
$$;

-- What the tables of readers should hold, from the rows that give it.
create function tovholder.case_readers_true(cases uuid[]) returns table (
    reader bigint, case_id uuid, person uuid, last_change timestamptz, valid_from timestamptz,
    valid_until timestamptz, way text)
  language sql stable security definer set search_path = '' as $$
  select p.user_id, c.id, c.person_id, c.last_change, p.valid_from, max(coalesce(p.valid_until, 'infinity')), 'part'
    from public.cases_participation p join public.cases_case c on c.id = p.case_id
   where (cases is null or c.id = any(cases)) and coalesce(p.valid_until, 'infinity') > p.valid_from
   group by p.user_id, c.id, p.valid_from
  union all
  select e.user_id, c.id, c.person_id, c.last_change, e.valid_from, max(e.valid_until), 'emergency'
    from public.cases_emergencyaccess e join public.cases_case c on c.id = e.case_id
   where cases is null or c.id = any(cases)
   group by e.user_id, c.id, e.valid_from
$$;

create function tovholder.keep_case_readers(cases uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  delete from public.cases_reader r where r.case_id = any(cases);
  delete from public.people_reader r where r.source = any(cases) and r.way in ('part', 'emergency');
  delete from public.people_recused r where r.source = any(cases);
  insert into public.cases_reader (reader, case_id, last_change, valid_from, valid_until, way)
  select t.reader, t.case_id, t.last_change, t.valid_from, t.valid_until, t.way
    from tovholder.case_readers_true(cases) t;
  insert into public.people_reader (reader, person, way, source, valid_from, valid_until)
  select t.reader, t.person, t.way, t.case_id, min(t.valid_from), max(t.valid_until)
    from tovholder.case_readers_true(cases) t
   group by t.reader, t.person, t.way, t.case_id;
  insert into public.people_recused (reader, person, source, valid_from, valid_until)
  select x.user_id, c.person_id, c.id, x.since, max(coalesce(x.until, 'infinity'))
    from public.cases_recusal x join public.cases_case c on c.id = x.case_id
   where c.id = any(cases)
   group by x.user_id, c.person_id, c.id, x.since;
end $$;

create function tovholder.case_parts_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare touched uuid[];
begin
  if tg_op = 'INSERT' then select array_agg(distinct case_id) into touched from made;
  elsif tg_op = 'DELETE' then select array_agg(distinct case_id) into touched from gone;
  else select array_agg(distinct case_id) into touched from
    (select case_id from made union all select case_id from gone) both_of_them;
  end if;
  if touched is not null then perform tovholder.keep_case_readers(touched); end if;
  return null;
end $$;

do $$
declare t text;
begin
  foreach t in array array['cases_participation', 'cases_emergencyaccess', 'cases_recusal'] loop
    execute format('create trigger parts_made after insert on %I referencing new table as made'
                   ' for each statement execute function tovholder.case_parts_changed()', t);
    execute format('create trigger parts_changed after update on %I referencing new table as made old table as gone'
                   ' for each statement execute function tovholder.case_parts_changed()', t);
    execute format('create trigger parts_gone after delete on %I referencing old table as gone'
                   ' for each statement execute function tovholder.case_parts_changed()', t);
  end loop;
end $$;

-- Recusal begins now at the latest, whatever the clock of the machine that served the page says.
create function tovholder.recused_at_once() returns trigger language plpgsql set search_path = '' as $$
begin
  new.since := least(new.since, tovholder.clock());
  return new;
end $$;
create trigger recused_at_once before insert on cases_recusal
  for each row execute function tovholder.recused_at_once();

-- A case moves up its readers' lists when something happens in it.
create function tovholder.case_moved() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_reader r set last_change = new.last_change where r.case_id = new.id;
  return null;
end $$;
create trigger case_moved after update of last_change on cases_case for each row
  when (old.last_change is distinct from new.last_change) execute function tovholder.case_moved();

create function tovholder.case_touched() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_case c
     set last_change = (to_jsonb(new) ->> tg_argv[0])::timestamptz
   where c.id = new.case_id and c.last_change < (to_jsonb(new) ->> tg_argv[0])::timestamptz;
  return null;
end $$;
create trigger touched after insert on cases_step for each row execute function tovholder.case_touched('at');
create trigger touched after insert on cases_note for each row execute function tovholder.case_touched('at');
create trigger touched after insert on cases_document for each row execute function tovholder.case_touched('at');
create trigger touched after insert on cases_task for each row execute function tovholder.case_touched('made_at');
create trigger touched after insert on cases_participation
  for each row execute function tovholder.case_touched('valid_from');

-- Emergency access by the case's number: opened where there is such a case and nothing bars it, else silence.
create function tovholder.open_in_emergency(id uuid, case_number text, why text, from_time timestamptz, hours int)
  returns uuid language plpgsql security definer set search_path = '' as $$
declare found uuid;
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
    values (id, found, tovholder.me(), from_time, from_time + make_interval(hours => hours), why, '');
  end if;
  return found;
end $$;
grant insert on cases_emergencyaccess to tovholder_gate;

-- The opening of a check shows its contributions; the answer shows that its question is answered.
create function tovholder.check_opened() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_checkanswer a set opened_at = new.opened_at
    from public.cases_checkquestion q where q.id = a.question_id and q.register_check_id = new.id;
  return null;
end $$;
create trigger check_opened after update of opened_at on cases_registercheck for each row
  execute function tovholder.check_opened();
create function tovholder.check_answered() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_checkquestion q set answered_at = new.at where q.id = new.question_id;
  return null;
end $$;
create trigger check_answered after insert or update of at on cases_checkanswer for each row
  execute function tovholder.check_answered();
grant select, update (opened_at) on cases_checkanswer to tovholder_gate;
grant select, update (answered_at) on cases_checkquestion to tovholder_gate;
grant select on cases_registercheck to tovholder_gate;

-- Which agencies read a note or a document: from the disclosures that stand.
create function tovholder.keep_shared_with(notes uuid[], documents uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_note n set shared_with = coalesce((
      select array_agg(distinct d.receiver_id order by d.receiver_id)
        from public.cases_share s join public.disclosures_disclosure d on d.id = s.disclosure_id
       where s.note_id = n.id and d.stopped_at is null and d.receiver_id is not null), '{}')
   where n.id = any(notes);
  update public.cases_document f set shared_with = coalesce((
      select array_agg(distinct d.receiver_id order by d.receiver_id)
        from public.cases_share s join public.disclosures_disclosure d on d.id = s.disclosure_id
       where s.document_id = f.id and d.stopped_at is null and d.receiver_id is not null), '{}')
   where f.id = any(documents);
end $$;
create function tovholder.share_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.keep_shared_with(array[new.note_id], array[new.document_id]);
  return null;
end $$;
create trigger share_changed after insert or update on cases_share for each row
  execute function tovholder.share_changed();
create function tovholder.disclosure_stopped() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.keep_shared_with(
    array(select s.note_id from public.cases_share s where s.disclosure_id = new.id),
    array(select s.document_id from public.cases_share s where s.disclosure_id = new.id));
  return null;
end $$;
create trigger disclosure_stopped after update of stopped_at on disclosures_disclosure for each row
  execute function tovholder.disclosure_stopped();
grant select, update (shared_with) on cases_note, cases_document to tovholder_gate;
grant select on cases_share to tovholder_gate;

-- For `tovholder check`: where a table of readers disagrees with the truth, how many rows.
create function tovholder.readers_wrong() returns bigint
  language sql stable security definer set search_path = '' as $$
  with truth as (select reader, case_id, last_change, valid_from, valid_until, way
                   from tovholder.case_readers_true(null)),
  kept as (select reader, case_id, last_change, valid_from, valid_until, way from public.cases_reader),
  people_truth as (
    select reader, person, way, case_id as source, min(valid_from) as valid_from, max(valid_until) as valid_until
      from tovholder.case_readers_true(null) group by 1, 2, 3, 4),
  people_kept as (
    select reader, person, way, source, valid_from, valid_until from public.people_reader
     where way in ('part', 'emergency')),
  recused_truth as (
    select x.user_id as reader, c.person_id as person, c.id as source, x.since as valid_from,
           max(coalesce(x.until, 'infinity')) as valid_until
      from public.cases_recusal x join public.cases_case c on c.id = x.case_id group by 1, 2, 3, 4),
  recused_kept as (select reader, person, source, valid_from, valid_until from public.people_recused)
  select (select count(*) from ((table truth except table kept) union all (table kept except table truth)) a)
       + (select count(*) from ((table people_truth except table people_kept)
                                union all (table people_kept except table people_truth)) b)
       + (select count(*) from ((table recused_truth except table recused_kept)
                                union all (table recused_kept except table recused_truth)) d)
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'tovholder' and p.prosecdef and p.proname in (
              'my_recused_cases', 'case_readers_true', 'keep_case_readers', 'case_parts_changed', 'case_moved',
              'case_touched', 'open_in_emergency', 'check_opened', 'check_answered', 'keep_shared_with',
              'share_changed', 'disclosure_stopped', 'readers_wrong') loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to tovholder_gate', f);
  end loop;
end $$;
grant execute on function tovholder.my_recused_cases(), tovholder.readers_wrong(),
  tovholder.open_in_emergency(uuid, text, text, timestamptz, int) to tovholder_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("concerns", "0002_readers_and_purge"),
        ("disclosures", "0002_withdrawal_stops"),
    ]
    operations = [migrations.RunSQL(READERS, migrations.RunSQL.noop)]
