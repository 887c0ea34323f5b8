"""Numbers without gaps or races, call-backs handed over, the purge that leaves nothing, and the figures."""

from django.db import migrations

NUMBERS = """
-- One row a municipality and year: whoever takes the next number holds it until her transaction ends.
create table concerns_number (
  municipality bigint not null,
  year int not null,
  last int not null,
  primary key (municipality, year));
alter table concerns_number enable row level security;
revoke all on concerns_number from tovholder_app;
grant select, insert, update on concerns_number to tovholder_gate;

create function tovholder.next_concern_number(of_year int) returns text
  language plpgsql security definer set search_path = '' as $$
declare mine bigint; n int;
begin
  select municipality_id into strict mine from public.access_user where id = tovholder.me();
  if mine is null or not tovholder.my_roles() && array['adviser', 'coordinator'] then
    raise insufficient_privilege using message = 'numbers are given to the hotline';
  end if;
  insert into public.concerns_number as c values (mine, of_year, 1 + coalesce((
      select max(split_part(number, '-', 2)::int) from public.concerns_concernreport
       where municipality_id = mine and number like of_year || '-%'), 0))
  on conflict (municipality, year) do update set last = c.last + 1
  returning last into n;
  return of_year || '-' || lpad(n::text, greatest(4, length(n::text)), '0');
end $$;

-- An adviser's open call-backs go to a colleague; a coordinator may hand over anybody's. After it the row is
-- the colleague's, and a policy's WITH CHECK would refuse what takes it out of one's own sight.
create function tovholder.hand_over_call_backs(from_adviser bigint, to_adviser bigint) returns int
  language plpgsql security definer set search_path = '' as $$
declare mine bigint; moved int;
begin
  select municipality_id into mine from public.access_user where id = tovholder.me();
  if mine is null or not (
       (from_adviser = tovholder.me() and tovholder.my_roles() && array['adviser', 'coordinator'])
       or tovholder.my_roles() && array['coordinator'])
     or not exists (
       select from public.access_user u join public.access_rolegrant g on g.user_id = u.id
        where u.id = to_adviser and u.municipality_id = mine and u.ended_at is null
          and g.role in ('adviser', 'coordinator') and g.valid_from <= tovholder.clock()
          and (g.valid_until is null or g.valid_until > tovholder.clock())) then
    raise insufficient_privilege using message = 'call-backs are handed over to an adviser of the house';
  end if;
  update public.concerns_concernreport c set call_back_by_id = to_adviser, version = version + 1
   where c.municipality_id = mine and c.call_back_by_id = from_adviser and c.called_back_at is null
     and not exists (select from public.people_recused r
       where r.person = c.person_id and r.reader = to_adviser
         and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until);
  get diagnostics moved = row_count;
  return moved;
end $$;
grant select on access_user, access_rolegrant to tovholder_gate;
grant update (call_back_by_id, version) on concerns_concernreport to tovholder_gate;
"""

PURGE = """
-- Takes a person with whatever is only about her; false, and nothing is gone, where something else needs her:
-- a case, another concern, an entry of the ledger. The foreign keys of all contexts are asked, known here or not.
create function tovholder.purge_person(who uuid) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare given uuid[]; kin uuid[]; doubles uuid[]; reach uuid[];
begin
  select coalesce(array_agg(id), '{}') into given from public.disclosures_consent where person_id = who;
  select coalesce(array_agg(id), '{}') into reach
    from public.disclosures_consentagency where consent_id = any(given);
  select coalesce(array_agg(id), '{}') into kin
    from public.people_kinship where person_id = who or relative_id = who;
  select coalesce(array_agg(id), '{}') into doubles
    from public.people_double where kept_id = who or gone_id = who;
  begin
    set constraints all deferred;
    delete from public.disclosures_consentagency where id = any(reach);
    delete from public.disclosures_consent where id = any(given);
    delete from public.people_kinship where id = any(kin);
    delete from public.people_double where id = any(doubles);
    delete from public.people_person where id = who;
    set constraints all immediate;
    set constraints all deferred;
  exception when foreign_key_violation then
    return false;
  end;
  delete from public.disclosures_consentagencyevent where pgh_obj_id = any(reach);
  delete from public.disclosures_consentevent where pgh_obj_id = any(given);
  delete from public.people_kinshipevent where pgh_obj_id = any(kin);
  delete from public.people_doubleevent where pgh_obj_id = any(doubles);
  delete from public.people_personevent where pgh_obj_id = who;
  return true;
end $$;

-- Words that were searched for: those of looks at what is purged, those that say the name, and every number that
-- was searched for around the day on which she was entered (it is not known to whom it belonged).
create function tovholder.forget_searches(house bigint, about uuid[], name text, entered timestamptz) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.forget_words('-infinity', about);
  update public.audit_words w set salt = null, words = null
   where w.words is not null and w.hash in (
     select r.words_hash from public.audit_read r
      where r.municipality = house and r.words_hash is not null and (
        (name <> '' and public.word_similarity(tovholder.name_key(w.words), tovholder.name_key(name)) >= 0.3)
        or (name <> '' and public.word_similarity(tovholder.name_key(name), tovholder.name_key(w.words)) >= 0.3)
        or (regexp_replace(w.words, '[^0-9]', '', 'g') ~ '^[0-9]{6,}$'
            and r.at + r.clock_offset between entered - interval '1 day' and entered + interval '1 day')));
end $$;

-- *Not ours*: what somebody asked for, another one does. Returns whether the person is gone, too; null where
-- none was named. What stays is the row of the purge: month, channel, exit, and the two who did it.
-- The queue's own triggers name its tables without a schema: they are found in public, and nobody else's.
create function tovholder.purge_concern(of_purge uuid) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare p public.concerns_purge; c public.concerns_concernreport; who public.people_person;
  told uuid[]; asked uuid[]; wanted uuid[]; caller uuid[]; contents uuid[]; about uuid[]; kin uuid[];
  gone boolean; relative uuid;
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
  select * into who from public.people_person where id = c.person_id;

  select coalesce(array_agg(id), '{}') into asked from public.concerns_policeclearance where concern_id = c.id;
  select c.disclosed || coalesce(array_agg(disclosure_id) filter (where disclosure_id is not null), '{}') into told
    from public.concerns_policeclearance where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into wanted from public.concerns_identityrequest where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into caller from public.concerns_calleridentity where concern_id = c.id;
  select coalesce(array_agg(id), '{}') into contents
    from public.disclosures_content where disclosure_id = any(told);
  select coalesce(array_agg(case when person_id = who.id then relative_id else person_id end), '{}') into kin
    from public.people_kinship where person_id = who.id or relative_id = who.id;

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

  about := array[c.id] || told;
  if who.id is not null then
    gone := tovholder.purge_person(who.id);
    if gone then
      about := about || who.id;
      foreach relative in array kin loop
        if tovholder.purge_person(relative) then about := about || relative; end if;
      end loop;
    end if;
  end if;
  perform tovholder.forget_searches(p.municipality_id, about,
    case when gone then who.name else '' end, coalesce(who.made_at, c.received_at));
  delete from public.procrastinate_jobs j where exists (
    select from unnest(about) x where j.args::text like '%' || x || '%');
  update public.concerns_purge set done_by_id = tovholder.me(), done_at = tovholder.clock() where id = p.id;
  return gone;
end $$;

grant select, delete on concerns_concernreport, concerns_calleridentity, concerns_identityrequest,
  concerns_policeclearance, concerns_call, people_person, people_kinship, people_double, disclosures_consent,
  disclosures_consentagency, disclosures_disclosure, disclosures_content to tovholder_gate;
grant select, delete on concerns_concernreportevent, concerns_calleridentityevent, concerns_identityrequestevent,
  concerns_policeclearanceevent, concerns_callevent, people_personevent, people_kinshipevent, people_doubleevent,
  disclosures_consentevent, disclosures_consentagencyevent, disclosures_disclosureevent,
  disclosures_contentevent to tovholder_gate;
grant select, update on concerns_purge to tovholder_gate;
grant update on concerns_concernreport to tovholder_gate;
grant select on audit_read to tovholder_gate;
grant select, update on audit_words to tovholder_gate;
grant select, update, delete on procrastinate_jobs to tovholder_gate;
grant select, update, delete on procrastinate_events, procrastinate_periodic_defers to tovholder_gate;
"""

FIGURES = """
-- What reached the municipality, counted without anybody seeing what: period and municipality, nothing else.
-- way: hotline, concern, kind. A concern that was purged counts by month, channel and exit.
create function tovholder.concern_figures(house bigint, first_day date, last_day date)
  returns table (way text, month date, channel text, way_out text, kind text, n bigint)
  language sql stable security definer set search_path = '' as $$
  with period as (
    select (first_day::timestamp at time zone 'Europe/Copenhagen') as since,
           ((last_day + 1)::timestamp at time zone 'Europe/Copenhagen') as until
     where house = any(array(select tovholder.my_municipalities()))),
  concerns as (
    select date_trunc('month', c.received_at at time zone 'Europe/Copenhagen')::date as month, c.channel,
           case when c.exit_at < p.until then c.exit else '' end as way_out, c.kinds
      from period p, public.concerns_concernreport c
     where c.municipality_id = house and c.received_at >= p.since and c.received_at < p.until),
  purged as (
    select g.month, g.channel, g.exit as way_out
      from period p, public.concerns_purge g
     where g.municipality_id = house and g.done_at is not null and g.month between first_day and last_day),
  advice as (
    select date_trunc('month', a.at at time zone 'Europe/Copenhagen')::date as month, a.channel
      from period p, public.concerns_advicecontact a
     where a.municipality_id = house and a.at >= p.since and a.at < p.until)
  select 'hotline', x.month, x.channel::text, null, null, count(*)
    from (select month, channel from concerns union all select month, channel from purged
          union all select month, channel from advice) x
   where x.channel in ('national_hotline', 'local_hotline') group by 2, 3
  union all
  select 'concern', x.month, x.channel::text, x.way_out::text, null, count(*)
    from (select month, channel, way_out from concerns union all select month, channel, way_out from purged) x
   group by 2, 3, 4
  union all
  select 'kind', c.month, null, null, k::text, count(*)
    from concerns c, unnest(c.kinds) k group by 2, 5
$$;

-- Calendar days from receipt to exit: the median of those that left from the first day to each month's end;
-- nothing until five have left, so that no single concern shows.
create function tovholder.concern_days(house bigint, first_day date, last_day date)
  returns table (month date, median numeric)
  language sql stable security definer set search_path = '' as $$
  with gone as (
    select (c.exit_at at time zone 'Europe/Copenhagen')::date as day,
           (c.exit_at at time zone 'Europe/Copenhagen')::date
             - (c.received_at at time zone 'Europe/Copenhagen')::date as days
      from public.concerns_concernreport c
     where c.municipality_id = house and house = any(array(select tovholder.my_municipalities()))
       and c.exit_at >= (first_day::timestamp at time zone 'Europe/Copenhagen')
       and c.exit_at < ((last_day + 1)::timestamp at time zone 'Europe/Copenhagen'))
  select m::date, (select percentile_cont(0.5) within group (order by g.days)::numeric from gone g
                    where g.day < (m + interval '1 month')::date having count(*) >= 5)
    from generate_series(date_trunc('month', first_day), date_trunc('month', last_day), interval '1 month') m
$$;
grant usage, create on schema tovholder to tovholder_stats;
grant execute on function tovholder.my_municipalities() to tovholder_stats;
grant select on concerns_concernreport, concerns_purge, concerns_advicecontact to tovholder_stats;
"""

OWNERS = """
do $$
declare f text;
begin
  foreach f in array array['next_concern_number(int)', 'hand_over_call_backs(bigint, bigint)',
                           'purge_concern(uuid)'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
  foreach f in array array['purge_person(uuid)', 'forget_searches(bigint, uuid[], text, timestamptz)'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
  foreach f in array array['concern_figures(bigint, date, date)', 'concern_days(bigint, date, date)'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app', f);
    execute format('alter function tovholder.%s owner to tovholder_stats', f);
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0003_telephone_numbers_and_what_was_told"),
        ("audit", "0001_read_log"),
        ("disclosures", "0002_withdrawal_stops"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (NUMBERS, PURGE, FIGURES, OWNERS)]
