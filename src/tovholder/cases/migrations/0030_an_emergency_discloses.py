"""An emergency access of another agency tells it whom the case is about, which stands in the ledger."""

from django.db import migrations

SQL = """
-- From the case's agency to hers who opened it, under the reason that she gave: as for access that is given, on the
-- provision that a register check would take, the forum's own first and then the narrowest. Help does not wait for
-- one: where none reaches her agency the entry says none.
create function tovholder.told_in_emergency(access uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare e record; entry uuid := gen_random_uuid();
begin
  select a.valid_from, a.valid_until, a.reason, a.user_id, c.person_id, c.municipality_id, c.purpose,
         coalesce(w.agency_id, opener.agency_id) as giver, u.agency_id as receiver,
         concat_ws(', ', coalesce(nullif(p.name, ''), p.description),
                   coalesce('født ' || to_char(k.birth_date, 'DD.MM.YYYY'), k.birth_year::text)) as who
    into e
    from public.cases_emergencyaccess a join public.cases_case c on c.id = a.case_id
    join public.access_user u on u.id = a.user_id
    join public.access_user opener on opener.id = c.opened_by_id
    join public.people_person p on p.id = c.person_id
    left join public.people_particulars k on k.person_id = p.id
    left join public.cases_casereason w on w.case_id = c.id
   where a.id = access;
  if e.giver is null or e.receiver is null or e.giver = e.receiver then
    return;
  end if;
  insert into public.disclosures_disclosure
    (id, municipality_id, person_id, act, what, giver_id, receiver_id, at, recorded_by_id, basis_id)
  values (entry, e.municipality_id, e.person_id, access, 'summary', e.giver, e.receiver, e.valid_from, e.user_id, (
    select b.id from public.disclosures_legalbasis b
      join public.access_agency giver on giver.id = e.giver and giver.kind = any(b.gives)
      join public.access_agency receiver on receiver.id = e.receiver and receiver.kind = any(b.reaches)
     where b.municipality_id = e.municipality_id and not b.needs_consent
       and (e.valid_from at time zone 'Europe/Copenhagen')::date
           between b.valid_from and coalesce(b.valid_until, 'infinity')
     order by not starts_with(b.key, 'rpl'), cardinality(b.reaches), b.short_title limit 1));
  insert into public.disclosures_particulars (disclosure_id, purpose, necessity, outside, stopped_why)
  values (entry, e.purpose, e.reason, '', '');
  insert into public.disclosures_content (id, disclosure_id, text)
  values (gen_random_uuid(), entry, e.who || E'\\n\\nNødadgang: sagens trin, deltagere og opgaver kunne læses i '
    || extract(epoch from e.valid_until - e.valid_from)::int / 3600 || ' timer.');
end $$;
revoke all on function tovholder.told_in_emergency(uuid) from public;
grant select on cases_emergencyaccess, cases_case, cases_casereason, people_particulars to tovholder_gate;
alter function tovholder.told_in_emergency(uuid) owner to tovholder_gate;

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
    perform tovholder.told_in_emergency(id);
  end if;
  return found;
end $$;

-- Those of before: whoever opened a case was told of it then.
select tovholder.told_in_emergency(id) from cases_emergencyaccess;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_answers_are_told"),
        ("disclosures", "0009_the_giver_answers_for_the_basis"),
        ("people", "0010_another_ground"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
