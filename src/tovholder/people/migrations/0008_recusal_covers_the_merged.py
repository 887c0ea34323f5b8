"""Whoever is recused from somebody is recused from every row that was merged with hers."""

from django.db import migrations

RECUSED = """
create or replace function tovholder.my_recused_people() returns setof uuid
  language sql stable security definer rows 1 set search_path = '' as $$
  with recursive mine(id) as (
    select x.person from public.people_recused x
     where x.reader = tovholder.me()
       and x.valid_from <= tovholder.clock() and tovholder.clock() < x.valid_until
    union
    select case when d.kept_id = mine.id then d.gone_id else d.kept_id end
      from mine join public.people_double d
        on mine.id in (d.kept_id, d.gone_id) and d.merged_at is not null)
  select id from mine
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_a_question_tells_the_name_alone")]
    operations = [migrations.RunSQL(RECUSED, migrations.RunSQL.noop)]
