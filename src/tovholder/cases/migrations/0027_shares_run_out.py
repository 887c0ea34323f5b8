"""What was shared on a consent is read until the consent's last day is over."""

from django.db import migrations

SQL = """
-- Notes and documents that were shared with the actor's agency on a consent that has run out, and by no other way.
create function tovholder.run_out_for_my_agency() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select coalesce(s.note_id, s.document_id)
    from public.disclosures_disclosure d join public.cases_share s on s.disclosure_id = d.id
   where d.receiver_id = tovholder.my_agency() and d.stopped_at is null and d.ends_at <= tovholder.clock()
     and not exists (
       select from public.cases_share o join public.disclosures_disclosure t on t.id = o.disclosure_id
        where (o.note_id = s.note_id or o.document_id = s.document_id) and t.receiver_id = d.receiver_id
          and t.stopped_at is null and (t.ends_at is null or t.ends_at > tovholder.clock()))
$$;
revoke all on function tovholder.run_out_for_my_agency() from public;
grant execute on function tovholder.run_out_for_my_agency() to tovholder_app;
alter function tovholder.run_out_for_my_agency() owner to tovholder_gate;
"""
BACK = "drop function tovholder.run_out_for_my_agency();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_figures_are_told_in_fives"), ("disclosures", "0008_consent_runs_out")]
    operations = [migrations.RunSQL(SQL, BACK)]
