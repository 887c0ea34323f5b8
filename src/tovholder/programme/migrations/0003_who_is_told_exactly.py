"""Of which period figures of citizens are counted, and to whom they are told exactly (decisions/0010)."""

from django.db import migrations

SQL = """
-- Made from the roles after every migrate (programme/rls.py).
create function tovholder.i_am_told_exactly() returns boolean
  language sql stable set search_path = '' as $$ select false $$;

-- From a plan's first day or a year's, to the last end of a month: of any other period nothing is counted. A plan
-- that ends within a month is counted to its last day.
create function tovholder.period_of_figures(house bigint, first_day date, last_day date)
  returns table (since date, until date, exact boolean)
  language sql stable security definer set search_path = '' as $$
  with asked as (
    select least(last_day, (tovholder.clock() at time zone 'Europe/Copenhagen')::date) as day),
  told as (
    select case when exists (select from public.programme_actionplan p
                              where p.municipality_id = house and p.ends_on = day) then day
                else date_trunc('month', day + 1)::date - 1 end as until
      from asked)
  select first_day, until, tovholder.i_am_told_exactly() from told
   where house in (select tovholder.my_municipalities()) and first_day <= until
     and (first_day = date_trunc('year', first_day)::date
          or exists (select from public.programme_actionplan p
                      where p.municipality_id = house and p.starts_on = first_day))
$$;

-- As it may be told: the least of five numbers, and 1 for 1 to 4.
create function tovholder.in_fives(n numeric) returns numeric
  language sql immutable set search_path = '' as $$ select case when n < 5 then least(n, 1) else n - n % 5 end $$;

grant select on programme_actionplan to tovholder_stats;
grant usage, create on schema tovholder to tovholder_stats;
grant execute on function tovholder.my_municipalities(), tovholder.my_roles(), tovholder.me(), tovholder.clock()
  to tovholder_stats;
revoke all on function tovholder.period_of_figures(bigint, date, date) from public;
alter function tovholder.period_of_figures(bigint, date, date) owner to tovholder_stats;
"""
BACK = """
drop function tovholder.in_fives(numeric);
drop function tovholder.period_of_figures(bigint, date, date);
drop function tovholder.i_am_told_exactly();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_money_is_entered_once")]
    operations = [migrations.RunSQL(SQL, BACK)]
