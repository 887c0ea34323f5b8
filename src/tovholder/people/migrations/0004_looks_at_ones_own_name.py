"""Who has looked at somebody of her own name: counted past the policies, told to auditors, without the person."""

from django.db import migrations

CREATE = """
-- The last word of a name, as names are compared.
create function tovholder.surname(name text) returns text language sql immutable parallel safe strict
  return regexp_replace(tovholder.name_key(name), '^.* ', '');

create function tovholder.looks_at_own_name(of_municipality bigint, since timestamptz, rare int, most int)
  returns table (actor bigint, since timestamptz, until timestamptz, n bigint)
  language sql stable security definer set search_path = '' as $$
  with named as materialized (
    select p.id, tovholder.surname(p.name) as surname from public.people_person p
     where p.municipality_id = of_municipality and p.name <> ''),
  few as (select surname from named group by surname having count(*) <= rare),
  looks as materialized (
    select l.id, l.actor, l.at + l.clock_offset as shown, l.persons, l.words_hash, u.name
      from public.audit_read l join public.access_user u on u.id = l.actor
     where l.municipality = of_municipality and l.at >= looks_at_own_name.since
       and of_municipality in (select tovholder.my_municipalities())
       and tovholder.me() > 0 and tovholder.my_roles() && array['auditor']),
  own as (
    select distinct l.id, l.actor, l.shown
      from looks l cross join lateral unnest(l.persons) person
      join named on named.id = person and named.surname = tovholder.surname(l.name)
     where named.surname in (select surname from few)
    union
    select l.id, l.actor, l.shown from looks l join public.audit_words w on w.hash = l.words_hash
     where tovholder.name_key(w.words) = tovholder.name_key(l.name)
        or tovholder.name_key(w.words) = tovholder.surname(l.name))
  select actor, min(shown), max(shown), count(*) from own
   group by actor, shown::date order by max(shown) desc, actor limit least(most, 1000)
$$;
revoke all on function tovholder.looks_at_own_name(bigint, timestamptz, int, int) from public;
grant execute on function tovholder.looks_at_own_name(bigint, timestamptz, int, int) to tovholder_app;
alter function tovholder.looks_at_own_name(bigint, timestamptz, int, int) owner to tovholder_gate;
grant select on access_user to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_is_silent"), ("audit", "0001_read_log")]
    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
