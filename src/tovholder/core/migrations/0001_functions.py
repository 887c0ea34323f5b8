"""Functions that tables, policies and sorting stand on."""

from django.db import migrations

CREATE = """
create schema if not exists tovholder;
grant usage on schema tovholder to public;

-- The actor of this transaction, or null: the web request and the job set it, nothing else does.
create function tovholder.me() returns bigint language sql stable parallel safe
  return nullif(current_setting('tovholder.user_id', true), '')::bigint;

-- Method, route and number of the request, for the record of changes.
create function tovholder.request() returns text language sql stable parallel safe
  return nullif(current_setting('tovholder.request', true), '');

-- Danish order without ICU: æ ø å last, aa as å. Use: order by tovholder.da_sort(name) collate "C".
create function tovholder.da_sort(t text) returns text language sql immutable parallel safe strict
  return translate(
    replace(lower(normalize(t, NFC) collate "pg_c_utf8"), 'aa', '}') collate "C",
    'æäøöåüéèêáàóíñ', '{{||}yeeeaaoin');
"""

DROP = "drop schema tovholder cascade;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, DROP)]
