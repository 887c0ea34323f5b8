"""Second factors by way of the gate, an agency that is always the user's own municipality's, and the cache."""

from django.db import migrations

CREATE = """
-- A user's agency belongs to the user's municipality, whoever writes.
alter table public.access_agency
  add constraint agency_with_municipality unique (id, municipality_id);
alter table public.access_user
  add constraint user_agency_of_own_municipality foreign key (agency_id, municipality_id)
  references public.access_agency (id, municipality_id);

-- An administrator sees which kinds of second factor her colleagues have, never a secret.
create function tovholder.second_factors() returns table (user_id bigint, kind text, added timestamptz, used timestamptz)
  language sql stable security definer set search_path = '' as $$
  select a.user_id, a.type::text, a.created_at, a.last_used_at
    from public.mfa_authenticator a join public.access_user u on u.id = a.user_id
   where 'administrator' = any(tovholder.my_roles())
     and u.municipality_id in (select tovholder.my_municipalities())
$$;

-- She removes them for a colleague who lost hers; her own she manages as everybody does.
create function tovholder.remove_second_factors(person bigint) returns bigint
  language sql volatile security definer set search_path = '' as $$
  with gone as (
    delete from public.mfa_authenticator a using public.access_user u
     where a.user_id = person and u.id = a.user_id and u.id <> tovholder.me()
       and 'administrator' = any(tovholder.my_roles())
       and u.municipality_id in (select tovholder.my_municipalities())
    returning a.id)
  select count(*) from gone
$$;

grant select (id, user_id, type, created_at, last_used_at), delete on public.mfa_authenticator to tovholder_gate;
do $$
declare f text;
begin
  foreach f in array array['second_factors()', 'remove_second_factors(bigint)'] loop
    execute 'revoke all on function tovholder.' || f || ' from public';
    execute 'grant execute on function tovholder.' || f || ' to tovholder_app';
    execute 'alter function tovholder.' || f || ' owner to tovholder_gate';
  end loop;
end $$;

-- Django's database cache: how often an address or a name tried to sign in. Lost in a crash, which is fine.
create unlogged table public.tovholder_cache (
  cache_key varchar(255) primary key,
  value text not null,
  expires timestamptz not null
);
create index tovholder_cache_expires on public.tovholder_cache (expires);
"""

DROP = """
drop table public.tovholder_cache;
drop function tovholder.remove_second_factors(bigint);
drop function tovholder.second_factors();
revoke all on public.mfa_authenticator from tovholder_gate;
alter table public.access_user drop constraint user_agency_of_own_municipality;
alter table public.access_agency drop constraint agency_with_municipality;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_account_acts"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
