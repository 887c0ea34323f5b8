"""A role runs by the clock that the application goes by: the demo lives at a time of its own."""

from django.db import migrations

CLOCK = """
-- In production there is no offset (settings.CLOCK_OFFSET), and this is now().
create function tovholder.clock() returns timestamptz language sql stable parallel safe
  return now() + make_interval(
    secs => coalesce(nullif(current_setting('tovholder.clock_offset', true), '')::double precision, 0));
"""

ROLES = """
create or replace function tovholder.my_roles() returns text[]
  language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(g.role), '{{}}') from public.access_rolegrant g
    join public.access_user u on u.id = g.user_id
   where u.id = tovholder.me() and u.ended_at is null
     and g.valid_from <= {now} and (g.valid_until is null or g.valid_until > {now})
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_policy_as_it_is")]
    operations = [
        migrations.RunSQL(CLOCK, "drop function tovholder.clock()"),
        migrations.RunSQL(ROLES.format(now="tovholder.clock()"), ROLES.format(now="now()")),
    ]
