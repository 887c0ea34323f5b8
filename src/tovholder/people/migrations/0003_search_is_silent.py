"""The search touches the rows of others neither by chance nor by the planner's choice; the doubles' job."""

from django.db import migrations, models

SILENT = """
-- A plan that reads a whole table tells, by its time, how many hidden rows it holds: no whole tables here.
alter function tovholder.my_people() set enable_seqscan = off;
alter function tovholder.my_people() rows 50;
alter function tovholder.my_recused_people() rows 1;
alter function tovholder.find_people(text) set enable_seqscan = off;
alter function tovholder.find_people(text) set enable_hashjoin = off;
alter function tovholder.find_people(text) set enable_mergejoin = off;
alter function tovholder.find_people_by_cpr(bytea) set enable_seqscan = off;
alter function tovholder.find_people_by_cpr(bytea) set enable_hashjoin = off;
alter function tovholder.find_people_by_cpr(bytea) set enable_mergejoin = off;
"""

DOUBLES = """
-- Rows of the same municipality that may be the same person. For the doubles' job alone.
create function tovholder.doubles_of(person uuid) returns table (other uuid, ground text)
  language sql stable security definer set search_path = '' as $$
  with me as (select p.id, p.municipality_id, p.cpr_index, p.birth_date,
                     coalesce(extract(year from p.birth_date)::int, p.birth_year::int) as born,
                     tovholder.name_key(p.name) as key
                from public.people_person p where p.id = person and tovholder.me() = -3)
  select f.id, min(f.ground) from (
    select o.id, 'cpr' as ground from me join public.people_person o
        on o.municipality_id = me.municipality_id and o.cpr_index = me.cpr_index
    union all
    select o.id, 'name' from me
      join public.people_name n on n.municipality = me.municipality_id and n.name_key operator(public.%) me.key
      join public.people_person o on o.id = n.person
     where me.key <> ''
       and coalesce(extract(year from o.birth_date)::int, o.birth_year::int) = me.born
       and (o.birth_date is null or me.birth_date is null or o.birth_date = me.birth_date)) f
  where f.id <> person
    and not exists (select from public.people_double d
                     where (d.kept_id = f.id and d.gone_id = person) or (d.gone_id = f.id and d.kept_id = person))
  group by f.id
$$;
alter function tovholder.doubles_of(uuid) set pg_trgm.similarity_threshold = 0.55;
grant select on people_double to tovholder_gate;
revoke all on function tovholder.doubles_of(uuid) from public;
grant execute on function tovholder.doubles_of(uuid) to tovholder_app;
alter function tovholder.doubles_of(uuid) owner to tovholder_gate;

-- Everybody who was merged with a person, as far as the actor sees it: no definer.
create function tovholder.people_together(person uuid) returns setof uuid
  language sql stable set search_path = public, pg_temp as $$
  with recursive together(id) as (
    select person
    union
    select case when d.kept_id = t.id then d.gone_id else d.kept_id end
      from together t join people_double d on t.id in (d.kept_id, d.gone_id) and d.merged_at is not null)
  select id from together
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_readers_and_search")]
    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_cpr"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("cpr_index__isnull", False)),
                fields=["municipality", "cpr_index"],
                name="person_by_cpr",
            ),
        ),
        migrations.RunSQL(SILENT, migrations.RunSQL.noop),
        migrations.RunSQL(DOUBLES, migrations.RunSQL.noop),
    ]
