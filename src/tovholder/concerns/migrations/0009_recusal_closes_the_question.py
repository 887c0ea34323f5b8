"""Whoever is recused from somebody reads no question about her either, nor the extract that was disclosed."""

from django.db import migrations

RECUSED = """
-- The police see the question and not its concern: the gate says whom both are about, now and when it was asked.
create function tovholder.my_recused_questions() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select q.id
    from tovholder.my_recused_people() x(person)
    join public.concerns_concernreport c on c.person_id = x.person
    join public.concerns_policeclearance q on q.concern_id = c.id
  union
  select q.id
    from tovholder.my_recused_people() x(person)
    join public.disclosures_disclosure d on d.person_id = x.person
    join public.concerns_policeclearance q on q.disclosure_id = d.id
$$;
grant select on concerns_policeclearance, disclosures_disclosure to tovholder_gate;
revoke all on function tovholder.my_recused_questions() from public;
grant execute on function tovholder.my_recused_questions() to tovholder_app;
alter function tovholder.my_recused_questions() owner to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0008_duty_is_corrected"),
        ("disclosures", "0003_ledger_of_an_agency"),
        ("people", "0002_readers_and_search"),
    ]
    operations = [migrations.RunSQL(RECUSED, migrations.RunSQL.noop)]
