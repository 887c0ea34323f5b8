"""A question to the police tells whom it is about, by name: a search for a CPR number does not confirm hers."""

from django.db import migrations

BY_NUMBER = """
create or replace function tovholder.find_people_by_cpr(index_value bytea) returns setof uuid
  language sql stable security definer set search_path = ''
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  with mine as materialized (
    select distinct r.person as id from public.people_reader r
     where r.reader = tovholder.me() and r.way <> 'clearance'
       and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until
       and r.person <> all (array(select tovholder.my_recused_people()))),
  own as materialized (select p.id, p.cpr_index from mine join public.people_person p on p.id = mine.id)
  (select id from own where cpr_index = index_value limit 20)
  union
  (select x.id from unnest(array(select tovholder.my_people_municipalities())) h, lateral (
     select p.id from public.people_person p
      where p.cpr_index = index_value and p.municipality_id = h
        and p.id <> all (array(select tovholder.my_recused_people()))
      limit 20) x)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_looks_at_ones_own_address")]
    operations = [migrations.RunSQL(BY_NUMBER, migrations.RunSQL.noop)]
