"""What policies ask about the actor: municipalities, agency, roles. Owned by a role that may look past them."""

from django.db import migrations

CREATE = """
-- A system actor at work (-3 and below) works for every municipality; sign-in and links for none by this.
create function tovholder.my_municipalities() returns setof bigint
  language sql stable security definer set search_path = '' as $$
  select u.municipality_id from public.access_user u
   where u.id = tovholder.me() and u.ended_at is null and u.municipality_id is not null
  union all
  select m.id from public.access_municipality m where tovholder.me() between -100 and -3
$$;

create function tovholder.my_agency() returns bigint
  language sql stable security definer set search_path = '' as $$
  select u.agency_id from public.access_user u where u.id = tovholder.me() and u.ended_at is null
$$;

create function tovholder.my_roles() returns text[]
  language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(g.role), '{}') from public.access_rolegrant g
    join public.access_user u on u.id = g.user_id
   where u.id = tovholder.me() and u.ended_at is null
     and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
$$;

grant usage, create on schema tovholder to tovholder_gate;
do $$
declare f text;
begin
  foreach f in array array['my_municipalities', 'my_agency', 'my_roles'] loop
    execute format('revoke all on function tovholder.%I() from public', f);
    execute format('grant execute on function tovholder.%I() to tovholder_app, tovholder_gate', f);
    execute format('alter function tovholder.%I() owner to tovholder_gate', f);
  end loop;
end $$;
grant select on public.access_user, public.access_municipality, public.access_rolegrant to tovholder_gate;
"""

DROP = """
drop function tovholder.my_roles();
drop function tovholder.my_agency();
drop function tovholder.my_municipalities();
"""

SYSTEM_ACTORS = """
insert into access_user (id, email, name, title, password, created_at) values
  (-1, 'sign-in@system.invalid', 'Sign-in', '', '!', now()),
  (-2, 'public-link@system.invalid', 'Public link', '', '!', now()),
  (-3, 'jobs@system.invalid', 'Background jobs', '', '!', now()),
  (-4, 'command@system.invalid', 'Command', '', '!', now()),
  (-5, 'demo@system.invalid', 'Demo', '', '!', now());
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(SYSTEM_ACTORS, "delete from access_user where id < 0"),
    ]
