"""Who has looked at a case in which nothing is asked of her: told to auditors, without the case."""

from django.db import migrations

CREATE = """
create function tovholder.looks_without_task(of_municipality bigint, since timestamptz, most int)
  returns table (actor bigint, since timestamptz, until timestamptz, n bigint)
  language sql stable security definer set search_path = '' as $$
  with looks as materialized (
    select l.actor, l.agency, l.at + l.clock_offset as shown, seen.case_id
      from public.audit_read l cross join lateral unnest(l.cases) seen (case_id)
     where l.municipality = of_municipality and l.at >= looks_without_task.since and l.actor > 0
       and l.way in ('page', 'print')
       and of_municipality in (select tovholder.my_municipalities())
       and tovholder.me() > 0 and tovholder.my_roles() && array['auditor']),
  pairs as (
    select distinct l.actor, l.agency, l.case_id from looks l
     where exists (select from public.cases_participation p where p.user_id = l.actor and p.case_id = l.case_id)),
  idle as (
    select o.actor, o.case_id from pairs o
     where not exists (select from public.cases_task t where t.case_id = o.case_id
                          and (t.assigned_to_id = o.actor or (t.assigned_to_id is null and t.agency_id = o.agency)))
       and not exists (select from public.cases_checkquestion q
                        where q.case_id = o.case_id and q.agency_id = o.agency)
       and not exists (select from public.cases_note n where n.case_id = o.case_id and n.author_id = o.actor)
       and not exists (select from public.cases_item i join public.cases_presence p on p.item_id = i.id
                        where i.case_id = o.case_id and p.user_id = o.actor))
  select l.actor, min(l.shown), max(l.shown), count(*) from looks l join idle using (actor, case_id)
   group by l.actor, l.case_id, l.shown::date order by max(l.shown) desc, l.actor limit least(most, 1000)
$$;
revoke all on function tovholder.looks_without_task(bigint, timestamptz, int) from public;
grant execute on function tovholder.looks_without_task(bigint, timestamptz, int) to tovholder_app;
alter function tovholder.looks_without_task(bigint, timestamptz, int) owner to tovholder_gate;
grant select on cases_task, cases_checkquestion, cases_note, cases_item, cases_presence to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_recommendation_of_the_room"), ("audit", "0001_read_log")]
    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
