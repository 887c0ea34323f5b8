"""Who has looked at somebody of her own household: counted past the policies, as her own name is (0004)."""

from django.db import migrations

CREATE = """
-- The first word and the last: whoever leaves a middle name out is the same.
create function tovholder.call_and_surname(name text) returns text language sql immutable parallel safe strict
  return regexp_replace(tovholder.name_key(name), ' .* ', ' ');

-- An account has no address. Whoever bears the reader's name in the register says where she lives, where all
-- of that name live at one place; a protected address is left out, from both sides.
create function tovholder.looks_at_own_address(of_municipality bigint, since timestamptz, rare int, most int)
  returns table (actor bigint, since timestamptz, until timestamptz, n bigint)
  language sql stable security definer set search_path = '' as $$
  with looks as materialized (
    select l.id, l.actor, l.at + l.clock_offset as shown, l.persons, tovholder.call_and_surname(u.name) as name
      from public.audit_read l join public.access_user u on u.id = l.actor
     where l.municipality = of_municipality and l.at >= looks_at_own_address.since
       and of_municipality in (select tovholder.my_municipalities())
       and tovholder.me() > 0 and tovholder.my_roles() && array['auditor']),
  homes as materialized (
    select p.id, tovholder.call_and_surname(p.name) as name, tovholder.name_key(a.text) as home
      from public.people_person p join public.people_address a on a.person_id = p.id
     where p.municipality_id = of_municipality and p.address_protected_at is null and a.text <> ''),
  households as (select home from homes group by home having count(*) <= rare),
  readers as (
    select h.name, min(h.home) as home from homes h
     where h.name like '% %' and h.name in (select name from looks)
     group by h.name having count(distinct h.home) = 1),
  own as (
    select distinct l.id, l.actor, l.shown
      from looks l join readers r on r.name = l.name
      cross join lateral unnest(l.persons) person
      join homes h on h.id = person and h.home = r.home
     where r.home in (select home from households))
  select actor, min(shown), max(shown), count(*) from own
   group by actor, shown::date order by max(shown) desc, actor limit least(most, 1000)
$$;
revoke all on function tovholder.looks_at_own_address(bigint, timestamptz, int, int) from public;
grant execute on function tovholder.looks_at_own_address(bigint, timestamptz, int, int) to tovholder_app;
alter function tovholder.looks_at_own_address(bigint, timestamptz, int, int) owner to tovholder_gate;
grant select on people_address to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_addresses_by_themselves")]
    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
