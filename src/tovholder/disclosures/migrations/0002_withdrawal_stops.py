"""A consent that is withdrawn stops what rests on it, in whoever's name it was given."""

from django.db import migrations

STOPS = """
create function tovholder.consent_withdrawn() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.withdrawn_at is not null and old.withdrawn_at is null then
    update public.disclosures_disclosure d
       set stopped_at = new.withdrawn_at, stopped_why = 'consent withdrawn'
     where d.consent_id = new.id and d.stopped_at is null;
  end if;
  return null;
end $$;
revoke all on function tovholder.consent_withdrawn() from public;
grant execute on function tovholder.consent_withdrawn() to tovholder_app;
alter function tovholder.consent_withdrawn() owner to tovholder_gate;
grant select, update (stopped_at, stopped_why) on disclosures_disclosure to tovholder_gate;
create trigger consent_withdrawn after update of withdrawn_at on disclosures_consent
  for each row execute function tovholder.consent_withdrawn();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]
    operations = [migrations.RunSQL(STOPS, migrations.RunSQL.noop)]
