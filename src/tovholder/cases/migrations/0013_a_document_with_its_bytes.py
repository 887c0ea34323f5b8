"""A document's row and its bytes in one statement: the bytes go as they are, and not through JSON."""

from django.db import migrations

CREATE = """
-- As the caller, under her policies: the content's asks for the document's row, which stands by then.
create function tovholder.add_document(of_row jsonb, content_id uuid, content bytea) returns void
  language plpgsql as $$
begin
  perform tovholder.insert_rows(of_row);
  insert into public.cases_documentcontent (id, document_id, data)
  values (content_id, (of_row->0->'rows'->0->>'id')::uuid, content);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_bytes_go_with_their_row"), ("core", "0002_insert_rows")]
    operations = [
        migrations.RunSQL(CREATE, "drop function tovholder.add_document(jsonb, uuid, bytea)"),
    ]
