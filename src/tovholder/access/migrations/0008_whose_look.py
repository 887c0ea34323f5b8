"""A row of the log of looks says of itself from which agency and municipality the actor came."""

from django.db import migrations

CREATE = """
-- The actor's own; of a system actor the only one that there is, else none.
create function tovholder.my_municipality() returns bigint
  language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select u.municipality_id from public.access_user u where u.id = tovholder.me()),
    (select min(m.id) from public.access_municipality m where tovholder.me() < 0 having count(*) = 1))
$$;
revoke all on function tovholder.my_municipality() from public;
grant execute on function tovholder.my_municipality() to tovholder_app, tovholder_gate;
alter function tovholder.my_municipality() owner to tovholder_gate;
alter table audit_read alter agency set default tovholder.my_agency(),
                       alter municipality set default tovholder.my_municipality();
"""

DROP = """
alter table audit_read alter agency drop default, alter municipality drop default;
drop function tovholder.my_municipality();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_names_of_relations"), ("audit", "0001_read_log")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
    ]
