"""What the application may ask of rows that it does not see: a free number, who has looked, and the figures."""

from django.db import migrations

CREATE = """
-- The next case number of a year. Whoever is recused from a case does not see its number, and must not meet it.
-- Two who open a case at once wait for each other, for the moment that it takes.
create function tovholder.next_case_number(of_municipality bigint, of_year int) returns text
  language plpgsql security definer set search_path = '' as $$
declare last int;
begin
  if of_municipality not in (select tovholder.my_municipalities()) then return null; end if;
  perform pg_advisory_xact_lock(4713, of_municipality::int);
  select coalesce(max(split_part(c.number, '-', 2)::int), 0) into last from public.cases_case c
   where c.municipality_id = of_municipality and c.number like of_year || '-%'
     and split_part(c.number, '-', 2) ~ '^[0-9]{1,8}$';
  return of_year || '-' || lpad((last + 1)::text, 4, '0');
end $$;

create function tovholder.my_recused_numbers() returns setof text
  language sql stable security definer set search_path = '' as $$
  select c.number from public.cases_case c
   where c.id in (select tovholder.my_recused_cases())
     and c.municipality_id in (select tovholder.my_municipalities())
$$;

-- A note is corrected by its own agency, in its own case.
create function tovholder.corrects_my_note(note uuid, of_case uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.cases_note n
                  where n.id = note and n.case_id = of_case and n.agency_id = tovholder.my_agency())
$$;

-- Who has looked is told to a coordinator who sees the case, or the person.
create or replace function tovholder.may_see_looks(subject uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select tovholder.me() > 0 and tovholder.my_roles() && array['coordinator'] and (
    exists (select from public.cases_case c
             where c.id = subject and c.municipality_id in (select tovholder.my_municipalities())
               and c.id not in (select tovholder.my_recused_cases()))
    or exists (select from public.people_person p
                where p.id = subject and p.municipality_id in (select tovholder.my_municipalities())
                  and p.id not in (select tovholder.my_recused_people())))
$$;

do $$
declare f text;
begin
  foreach f in array array['next_case_number(bigint, int)', 'my_recused_numbers()', 'corrects_my_note(uuid, uuid)',
                           'may_see_looks(uuid)'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app, tovholder_gate', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;

-- Counts and medians by month, of a municipality and a period: nothing narrower can be asked. A median of fewer
-- than five cases would tell of one of them, and is not told.
create function tovholder.case_figures(of_municipality bigint, since date, until date, zone text)
  returns table (code text, part text, month date, value numeric)
  language sql stable security definer set search_path = '' as $$
  with mine as (
    select c.id, (c.opened_at at time zone zone)::date as opened, (c.closed_at at time zone zone)::date as closed,
           c.outcome
      from public.cases_case c
     where c.municipality_id = of_municipality
       and of_municipality in (select tovholder.my_municipalities())),
  firsts as (
    select s.case_id, s.kind, min((s.at at time zone zone)::date) as day
      from public.cases_step s join mine on mine.id = s.case_id group by 1, 2),
  spans as (
    select 'case_days_to_' || f.kind as code, f.day, f.day - r.day as days
      from firsts f join firsts r on r.case_id = f.case_id and r.kind = 'received'
     where f.kind in ('cleared', 'discussed', 'offered', 'closed') and f.day between since and until),
  months as (
    select m::date as month from generate_series(date_trunc('month', since::timestamp), until, '1 month') m)
  select 'cases_opened', '', date_trunc('month', opened)::date, count(*)::numeric
    from mine where opened between since and until group by 3
  union all
  select 'cases_closed', outcome::text, date_trunc('month', closed)::date, count(*)::numeric
    from mine where closed between since and until group by 2, 3
  union all
  select s.code, '', m.month, percentile_cont(0.5) within group (order by s.days)::numeric
    from spans s join months m on s.day < m.month + interval '1 month' group by 1, 3 having count(*) >= 5
$$;
grant usage, create on schema tovholder to tovholder_stats;
grant execute on function tovholder.my_municipalities() to tovholder_stats;
grant select on cases_case, cases_step to tovholder_stats;
revoke all on function tovholder.case_figures(bigint, date, date, text) from public;
grant execute on function tovholder.case_figures(bigint, date, date, text) to tovholder_app;
alter function tovholder.case_figures(bigint, date, date, text) owner to tovholder_stats;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_a_case_opened_again"), ("audit", "0001_read_log")]
    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
