"""Figures of cases are counted exactly for who makes the report alone; how many there are, is coordinators' to ask."""

from django.db import migrations

SQL = """
alter function tovholder.case_figures(bigint, date, date, text) rename to case_counts;

-- As tovholder.concern_figures (concerns/migrations/0019).
create function tovholder.case_figures(house bigint, first_day date, last_day date)
  returns table (code text, part text, month date, value numeric)
  language sql stable security definer set search_path = '' as $$
  with counted as (
    select c.*, p.exact, p.until, extract(year from c.month)::int as year, c.code like 'case_days%' as level
      from tovholder.period_of_figures(house, first_day, last_day) p,
           tovholder.case_counts(house, p.since, p.until, 'Europe/Copenhagen') c)
  select code, part, month, value from counted
   where exact or (level and month = date_trunc('month', until)::date)
  union all
  select code, coalesce(part, ''), least(make_date(year, 12, 1), date_trunc('month', min(until))::date),
         tovholder.in_fives(sum(value))
    from counted where not exact and not level
   group by grouping sets ((code, year), (code, year, part))
  having grouping(part) = 1 or part <> ''
$$;

revoke all on function tovholder.case_counts(bigint, date, date, text) from public, tovholder_app;
revoke all on function tovholder.case_figures(bigint, date, date) from public;
grant execute on function tovholder.case_figures(bigint, date, date) to tovholder_app;
alter function tovholder.case_figures(bigint, date, date) owner to tovholder_stats;

-- The next number says how many cases the year has had.
create or replace function tovholder.next_case_number(of_municipality bigint, of_year int) returns text
  language plpgsql security definer set search_path = '' as $$
declare last int;
begin
  if of_municipality not in (select tovholder.my_municipalities())
     or not tovholder.my_roles() && array['coordinator'] then return null; end if;
  perform pg_advisory_xact_lock(4713, of_municipality::int);
  select coalesce(max(split_part(c.number, '-', 2)::int), 0) into last from public.cases_case c
   where c.municipality_id = of_municipality and c.number like of_year || '-%'
     and split_part(c.number, '-', 2) ~ '^[0-9]{1,8}$';
  return of_year || '-' || lpad((last + 1)::text, 4, '0');
end $$;
"""
BACK = """
drop function tovholder.case_figures(bigint, date, date);
alter function tovholder.case_counts(bigint, date, date, text) rename to case_figures;
grant execute on function tovholder.case_figures(bigint, date, date, text) to tovholder_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_tasks_are_their_agencys"), ("programme", "0003_who_is_told_exactly")]
    operations = [migrations.RunSQL(SQL, BACK)]
