"""Rows of several tables in one statement, in their order, as the caller and under her policies."""

from django.db import migrations

CREATE = """
-- [{"table": …, "columns": […], "rows": [{…}, …]}, …]: each table's rows see those before them, as a policy's
-- WITH CHECK wants it that asks for the row they belong to. It runs with the caller's rights and no other.
create function tovholder.insert_rows(groups jsonb) returns void language plpgsql as $$
declare g jsonb; columns text;
begin
  for g in select value from jsonb_array_elements(groups) loop
    select string_agg(format('%I', c), ', ' order by n) into columns
      from jsonb_array_elements_text(g->'columns') with ordinality as x(c, n);
    execute format('insert into public.%1$I (%2$s) select %2$s from jsonb_populate_recordset(null::public.%1$I, $1)',
                   g->>'table', columns) using g->'rows';
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_functions")]
    operations = [migrations.RunSQL(CREATE, "drop function tovholder.insert_rows(jsonb)")]
