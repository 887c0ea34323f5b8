"""What PostgreSQL made of a policy, as a hash: `tovholder check` compares it with what `migrate` made."""

from django.db import migrations

CREATE = """
create function tovholder.policy_as_it_is(policy oid) returns text
  language sql stable set search_path = 'pg_catalog' as $$
  select md5(concat_ws('|', o.polcmd, o.polpermissive, o.polroles::regrole[]::text,
                       pg_get_expr(o.polqual, o.polrelid), pg_get_expr(o.polwithcheck, o.polrelid)))
    from pg_policy o where o.oid = policy
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_second_factor_and_cache")]
    operations = [
        migrations.RunSQL(CREATE, "drop function tovholder.policy_as_it_is(oid)"),
    ]
