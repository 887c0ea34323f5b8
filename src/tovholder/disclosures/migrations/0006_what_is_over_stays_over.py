"""A disclosure that was stopped and a consent that was withdrawn are not made to stand again: a new one is given."""

from django.db import migrations

SQL = """
create function tovholder.stays_over() returns trigger language plpgsql set search_path = '' as $$
begin
  raise insufficient_privilege using message = 'what is over stays over';
end $$;
create trigger stays_over before update of stopped_at on disclosures_disclosure for each row
  when (old.stopped_at is not null and new.stopped_at is distinct from old.stopped_at)
  execute function tovholder.stays_over();
create trigger stays_over before update of withdrawn_at on disclosures_consent for each row
  when (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
  execute function tovholder.stays_over();
"""
BACK = """
drop trigger stays_over on disclosures_consent;
drop trigger stays_over on disclosures_disclosure;
drop function tovholder.stays_over();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0005_particulars_by_themselves")]
    operations = [migrations.RunSQL(SQL, BACK)]
