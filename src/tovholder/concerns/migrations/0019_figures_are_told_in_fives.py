"""Figures of concerns are counted exactly for who makes the report alone, and never of a period of one's own."""

from django.db import migrations

SQL = """
alter function tovholder.concern_figures(bigint, date, date) rename to concern_counts;
alter function tovholder.concern_days(bigint, date, date) rename to concern_medians;

-- Who is not told exactly is told a year's sum, and that of each cell, in fives: what the months add would be the
-- difference of two.
create function tovholder.concern_figures(house bigint, first_day date, last_day date)
  returns table (way text, month date, channel text, way_out text, kind text, n bigint)
  language sql stable security definer set search_path = '' as $$
  with counted as (
    select c.*, p.exact, p.until, extract(year from c.month)::int as year
      from tovholder.period_of_figures(house, first_day, last_day) p,
           tovholder.concern_counts(house, p.since, p.until) c)
  select way, month, channel, way_out, kind, n from counted where exact
  union all
  select way, least(make_date(year, 12, 1), date_trunc('month', min(until))::date), channel, way_out, kind,
         tovholder.in_fives(sum(n))::bigint
    from counted where not exact
   group by grouping sets ((way, year), (way, year, channel), (way, year, way_out), (way, year, kind))
  having grouping(channel, way_out, kind) = 7 or coalesce(channel, way_out, kind) is not null
$$;

create function tovholder.concern_days(house bigint, first_day date, last_day date)
  returns table (month date, median numeric)
  language sql stable security definer set search_path = '' as $$
  select d.month, d.median
    from tovholder.period_of_figures(house, first_day, last_day) p,
         tovholder.concern_medians(house, p.since, p.until) d
   where p.exact or d.month = date_trunc('month', p.until)::date
$$;

do $$
declare f text;
begin
  foreach f in array array['concern_counts', 'concern_medians'] loop
    execute format('revoke all on function tovholder.%I(bigint, date, date) from public, tovholder_app', f);
  end loop;
  foreach f in array array['concern_figures', 'concern_days'] loop
    execute format('revoke all on function tovholder.%I(bigint, date, date) from public', f);
    execute format('grant execute on function tovholder.%I(bigint, date, date) to tovholder_app', f);
    execute format('alter function tovholder.%I(bigint, date, date) owner to tovholder_stats', f);
  end loop;
end $$;
"""
BACK = """
drop function tovholder.concern_days(bigint, date, date);
drop function tovholder.concern_figures(bigint, date, date);
alter function tovholder.concern_medians(bigint, date, date) rename to concern_days;
alter function tovholder.concern_counts(bigint, date, date) rename to concern_figures;
grant execute on function tovholder.concern_figures(bigint, date, date), tovholder.concern_days(bigint, date, date)
  to tovholder_app;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0018_drafts"), ("programme", "0003_who_is_told_exactly")]
    operations = [migrations.RunSQL(SQL, BACK)]
