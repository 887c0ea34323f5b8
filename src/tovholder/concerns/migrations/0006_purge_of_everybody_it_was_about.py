"""A purge takes everybody whom the concern was ever about, and nobody of whom something else tells."""

from django.db import migrations

PURGE = """
-- Takes people together with whatever is only about them; false, and nothing is gone, where something else needs
-- one of them: a case, another concern, an entry of the ledger. The foreign keys of all contexts are asked.
create function tovholder.purge_people(who uuid[]) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare given uuid[]; kin uuid[]; doubles uuid[]; reach uuid[];
begin
  select coalesce(array_agg(id), '{}') into given from public.disclosures_consent where person_id = any(who);
  select coalesce(array_agg(id), '{}') into reach
    from public.disclosures_consentagency where consent_id = any(given);
  select coalesce(array_agg(id), '{}') into kin
    from public.people_kinship where person_id = any(who) or relative_id = any(who);
  select coalesce(array_agg(id), '{}') into doubles
    from public.people_double where kept_id = any(who) or gone_id = any(who);
  begin
    set constraints all deferred;
    delete from public.disclosures_consentagency where id = any(reach);
    delete from public.disclosures_consent where id = any(given);
    delete from public.people_kinship where id = any(kin);
    delete from public.people_double where id = any(doubles);
    delete from public.people_address where person_id = any(who);
    delete from public.people_person where id = any(who);
    set constraints all immediate;
    set constraints all deferred;
  exception when foreign_key_violation then
    return false;
  end;
  delete from public.disclosures_consentagencyevent where pgh_obj_id = any(reach);
  delete from public.disclosures_consentevent where pgh_obj_id = any(given);
  delete from public.people_kinshipevent where pgh_obj_id = any(kin);
  delete from public.people_doubleevent where pgh_obj_id = any(doubles);
  delete from public.people_addressevent where pgh_obj_id = any(who);
  delete from public.people_personevent where pgh_obj_id = any(who);
  return true;
end $$;
drop function tovholder.purge_person(uuid);

-- Those whom relations lead to, themselves included.
create function tovholder.kin_of(who uuid[]) returns uuid[]
  language sql stable security definer set search_path = '' as $$
  with recursive kin (id) as (
    select unnest(who)
    union
    select case when k.person_id = kin.id then k.relative_id else k.person_id end
      from kin join public.people_kinship k on kin.id in (k.person_id, k.relative_id))
  select coalesce(array_agg(id), '{}') from kin
$$;

create or replace function tovholder.purge_concern(of_purge uuid) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare p public.concerns_purge; c public.concerns_concernreport; called record; one uuid; family uuid[];
  told uuid[]; asked uuid[]; wanted uuid[]; caller uuid[]; contents uuid[]; subjects uuid[]; kin uuid[];
  gone uuid[] := '{}'; names jsonb;
begin
  select * into p from public.concerns_purge where id = of_purge for update;
  if not found or p.taken_back_at is not null or p.done_at is not null or p.asked_by_id = tovholder.me()
     or not p.municipality_id = any(array(select tovholder.my_municipalities()))
     or not tovholder.my_roles() && array['coordinator', 'dpo'] then
    raise insufficient_privilege using message = 'a purge needs two';
  end if;
  select * into c from public.concerns_concernreport where id = p.concern for update;
  if not found or c.exit <> 'police' then
    raise insufficient_privilege using message = 'what the police have taken over is purged, and nothing else';
  end if;
  if c.person_id = any(array(select tovholder.my_recused_people())) then
    raise insufficient_privilege using message = 'recused';
  end if;

  select coalesce(array_agg(id), '{}') into asked from public.concerns_policeclearance where concern_id = c.id;
  select c.disclosed || coalesce(array_agg(disclosure_id) filter (where disclosure_id is not null), '{}') into told
    from public.concerns_policeclearance where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into wanted from public.concerns_identityrequest where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into caller from public.concerns_calleridentity where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into contents
    from public.disclosures_content where disclosure_id = any(told);

  -- Whom it was about, now or earlier, and the rows that were found to be the same people. Whoever was somebody's
  -- relative before this concern came, and was only taken for its subject, has to do with that one.
  with recursive about (id) as (
    select person_id from public.concerns_concernreportevent where pgh_obj_id = c.id and person_id is not null
    union
    select case when d.kept_id = about.id then d.gone_id else d.kept_id end
      from about join public.people_double d on about.id in (d.kept_id, d.gone_id) and d.merged_at is not null)
  select coalesce(array_agg(id), '{}') into subjects from about
   where id = c.person_id or not exists (
     select from public.people_kinship k
      where about.id in (k.person_id, k.relative_id) and k.noted_at < c.received_at);
  kin := tovholder.kin_of(subjects);
  select coalesce(jsonb_agg(distinct to_jsonb(x)), '[]') into names from (
    select id, name, made_at from public.people_person where id = any(kin)
    union select pgh_obj_id, name, made_at from public.people_personevent where pgh_obj_id = any(kin)) x;

  -- The deletions write history; so the history goes after them.
  delete from public.concerns_identityrequest where id = any(wanted);
  delete from public.concerns_calleridentity where id = any(caller);
  delete from public.concerns_policeclearance where id = any(asked);
  delete from public.concerns_call where id = c.call;
  delete from public.concerns_concernreport where id = c.id;
  delete from public.disclosures_content where id = any(contents);
  delete from public.disclosures_disclosure where id = any(told);
  delete from public.concerns_identityrequestevent where pgh_obj_id = any(wanted);
  delete from public.concerns_calleridentityevent where pgh_obj_id = any(caller);
  delete from public.concerns_policeclearanceevent where pgh_obj_id = any(asked);
  delete from public.concerns_callevent where pgh_obj_id = c.call;
  delete from public.concerns_concernreportevent where pgh_obj_id = c.id;
  delete from public.disclosures_contentevent where pgh_obj_id = any(contents);
  delete from public.disclosures_disclosureevent where pgh_obj_id = any(told);

  foreach one in array subjects loop
    if tovholder.purge_people(array[one]) then gone := gone || one; end if;
  end loop;
  -- A family goes together, or stays: what is known of one of them may rest on another.
  foreach one in array kin loop
    continue when one = any(subjects || gone);
    family := tovholder.kin_of(array[one]);
    if not family && subjects and tovholder.purge_people(family) then gone := gone || family; end if;
  end loop;

  -- Numbers that were searched for when it came, or when one of them was entered, are taken for theirs.
  perform tovholder.forget_searches(p.municipality_id, array[c.id] || told || gone, '', c.received_at);
  for called in select * from jsonb_to_recordset(names) as x (id uuid, name text, made_at timestamptz)
                 where x.id = any(gone) loop
    perform tovholder.forget_searches(p.municipality_id, '{}', called.name, called.made_at);
  end loop;
  delete from public.procrastinate_jobs j where exists (
    select from unnest(array[c.id] || told || gone) x where j.args::text like '%' || x || '%');
  update public.concerns_purge set done_by_id = tovholder.me(), done_at = tovholder.clock() where id = p.id;
  return case when c.person_id is not null then c.person_id = any(gone) end;
end $$;

do $$
declare f text;
begin
  foreach f in array array['purge_people(uuid[])', 'kin_of(uuid[])'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0005_purge_takes_the_address")]
    operations = [migrations.RunSQL(PURGE, migrations.RunSQL.noop)]
