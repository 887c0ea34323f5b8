"""An opened check's contributions become disclosures to who is in the room; and how many tasks wait."""

from django.db import migrations

ROOM = """
-- What an agency decided to give passes to the agencies in the room when the item begins, and not before:
-- one disclosure a receiver that the basis reaches, in the giver's name. Asked again (somebody came late),
-- only who has not got it yet gets it.
create function tovholder.disclose_contributions(of_check uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  given record;
  receiver bigint;
  entry uuid;
  act_id uuid;
begin
  for given in
    select a.id, a.case_id, a.agency_id, a.answer, a.text, a.document_id, a.basis_id, a.by_id, a.shared_with,
           k.opened_at, opener.agency_id as opener_agency, c.person_id, c.municipality_id, c.purpose,
           b.reaches, i.id as item_id, coalesce(d.title, '') as title
      from public.cases_registercheck k
      join public.cases_checkquestion q on q.register_check_id = k.id
      join public.cases_checkanswer a on a.question_id = q.id
      join public.cases_case c on c.id = k.case_id
      join public.access_user opener on opener.id = k.opened_by_id
      join public.access_agency giver on giver.id = a.agency_id
      join public.disclosures_legalbasis b on b.id = a.basis_id
      left join public.cases_item i on i.meeting_id = k.meeting_id and i.case_id = k.case_id
      left join public.cases_document d on d.id = a.document_id
     where k.id = of_check and k.opened_at is not null and a.answer in ('told', 'attached')
       and giver.kind = any(b.gives) and not b.needs_consent
       and b.valid_from <= k.opened_at::date and k.opened_at::date <= coalesce(b.valid_until, 'infinity')
  loop
    act_id := gen_random_uuid();
    for receiver in
      select g.id from public.access_agency g
       where g.kind = any(given.reaches) and g.id <> given.agency_id and g.id <> all(given.shared_with)
         and (g.id = given.opener_agency or g.id in (
              select p.agency_id from public.cases_presence p
               where p.item_id = given.item_id and p.out_at is null))
    loop
      entry := gen_random_uuid();
      insert into public.disclosures_disclosure (
        id, municipality_id, person_id, act, what, giver_id, giver_name, receiver_id, receiver_name, at,
        purpose, necessity, basis_id, recorded_by_id, stopped_why)
      values (
        entry, given.municipality_id, given.person_id, act_id,
        case given.answer when 'attached' then 'document' else 'summary' end, given.agency_id, '', receiver, '',
        greatest(given.opened_at, tovholder.clock()), given.purpose, 'Bidrag til mødets drøftelse af sagen',
        given.basis_id, given.by_id, '');
      insert into public.disclosures_content (id, disclosure_id, text)
      values (gen_random_uuid(), entry, coalesce(nullif(given.text, ''), given.title));
      if given.item_id is not null then
        insert into public.cases_itemdisclosure (id, item_id, disclosure_id)
        values (gen_random_uuid(), given.item_id, entry);
      end if;
      if given.document_id is not null then
        insert into public.cases_share (id, case_id, document_id, disclosure_id)
        values (gen_random_uuid(), given.case_id, given.document_id, entry);
      end if;
      update public.cases_checkanswer set shared_with = array_append(shared_with, receiver) where id = given.id;
    end loop;
  end loop;
end $$;

create or replace function tovholder.check_opened() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if old.opened_at is null and new.opened_at is not null then
    update public.cases_checkanswer a set opened_at = new.opened_at
      from public.cases_checkquestion q where q.id = a.question_id and q.register_check_id = new.id;
    perform tovholder.disclose_contributions(new.id);
  end if;
  return null;
end $$;

-- Whoever comes into the room while an item is spoken of, gets what has been told under it.
create function tovholder.came_into_the_room() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.out_at is null then
    perform tovholder.disclose_contributions(k.id)
       from public.cases_item i join public.cases_registercheck k
         on k.meeting_id = i.meeting_id and k.case_id = i.case_id
      where i.id = new.item_id and k.opened_at is not null;
  end if;
  return null;
end $$;
create trigger came_into_the_room after insert or update of out_at on cases_presence
  for each row execute function tovholder.came_into_the_room();

-- A disclosure that stops takes the contribution away from its receiver, too.
create function tovholder.contribution_stopped() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.stopped_at is not null and old.stopped_at is null then
    update public.cases_checkanswer a set shared_with = array_remove(a.shared_with, new.receiver_id)
      from public.cases_itemdisclosure l join public.cases_item i on i.id = l.item_id
      join public.cases_registercheck k on k.meeting_id = i.meeting_id and k.case_id = i.case_id
      join public.cases_checkquestion q on q.register_check_id = k.id
     where l.disclosure_id = new.id and a.question_id = q.id and a.agency_id = new.giver_id;
  end if;
  return null;
end $$;
create trigger contribution_stopped after update of stopped_at on disclosures_disclosure for each row
  execute function tovholder.contribution_stopped();

-- How many things wait for each: a number and no more, for the daily mail. For the job alone.
create function tovholder.tasks_waiting(until date) returns table (user_id bigint, waiting bigint)
  language sql stable security definer set search_path = '' as $$
  with mine as (
    select t.assigned_to_id as who, t.id from public.cases_task t
     where t.done_at is null and t.dropped_at is null and t.due_on <= until and t.assigned_to_id is not null
       and not exists (select from public.cases_recusal x
                        where x.case_id = t.case_id and x.user_id = t.assigned_to_id and x.until is null)
    union
    select r.reader, q.id from public.cases_checkquestion q
      join public.cases_registercheck k on k.id = q.register_check_id and k.opened_at is null
      join public.access_user u on u.agency_id = q.agency_id
      join public.cases_reader r on r.reader = u.id and r.case_id = q.case_id
     where q.answered_at is null and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until
       and not exists (select from public.cases_recusal x
                        where x.case_id = q.case_id and x.user_id = u.id and x.until is null))
  select who, count(*) from mine where tovholder.me() = -3 group by who
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'tovholder' and p.proname in (
              'disclose_contributions', 'check_opened', 'came_into_the_room', 'contribution_stopped',
              'tasks_waiting') loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to tovholder_gate', f);
  end loop;
end $$;
grant execute on function tovholder.tasks_waiting(date) to tovholder_app;
grant insert on disclosures_disclosure, disclosures_content, cases_itemdisclosure, cases_share to tovholder_gate;
grant select on disclosures_legalbasis, cases_item, cases_presence, cases_itemdisclosure, cases_task,
  access_user, access_agency to tovholder_gate;
grant select, update (opened_at, shared_with) on cases_checkanswer to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_what_the_room_gets")]
    operations = [migrations.RunSQL(ROOM, migrations.RunSQL.noop)]
