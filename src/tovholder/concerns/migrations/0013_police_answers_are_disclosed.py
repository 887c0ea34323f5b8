"""What the police answer is a disclosure, too; a purge takes it, and the particulars of whatever was disclosed."""

from django.db import migrations

PURGE = """
create or replace function tovholder.purge_concern(of_purge uuid) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare p public.concerns_purge; c public.concerns_concernreport; called record; one uuid; family uuid[];
  told uuid[]; asked uuid[]; wanted uuid[]; caller uuid[]; subjects uuid[]; kin uuid[];
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
  select c.disclosed || coalesce(array_agg(disclosure_id) filter (where disclosure_id is not null), '{}')
         || array(select id from public.disclosures_disclosure where act = any(asked))  -- what was answered
    into told from public.concerns_policeclearance where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into wanted from public.concerns_identityrequest where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into caller from public.concerns_calleridentity where concern_id = c.id;

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
  delete from public.concerns_identityrequestevent where pgh_obj_id = any(wanted);
  delete from public.concerns_calleridentityevent where pgh_obj_id = any(caller);
  delete from public.concerns_policeclearanceevent where pgh_obj_id = any(asked);
  delete from public.concerns_callevent where pgh_obj_id = c.call;
  delete from public.concerns_concernreportevent where pgh_obj_id = c.id;
  perform tovholder.purge_disclosures(told);

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
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0012_who_took_it_down_corrects"),
        ("disclosures", "0005_particulars_by_themselves"),
    ]

    operations = [migrations.RunSQL(PURGE, migrations.RunSQL.noop)]
