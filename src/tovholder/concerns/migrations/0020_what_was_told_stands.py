"""What a concern keeps of its disclosures is what the ledger holds: one is added when it is written, none is taken away."""

from django.db import migrations

SQL = """
-- After the statement, in which the entry of the ledger is written, too.
create function tovholder.told_as_the_ledger_says() returns trigger
  language plpgsql set search_path = '' as $$
declare added uuid := new.disclosed[cardinality(new.disclosed)];
begin
  if current_user = 'tovholder_app' and (
       new.disclosed is distinct from old.disclosed || added
       or not exists (select from public.disclosures_disclosure d where d.id = added
                         and d.recorded_by_id = tovholder.me() and d.person_id = new.person_id)) then
    raise insufficient_privilege using message = 'what was told stands in the ledger';
  end if;
  return null;
end $$;
create trigger told_as_the_ledger_says after update of disclosed on concerns_concernreport for each row
  when (old.disclosed is distinct from new.disclosed) execute function tovholder.told_as_the_ledger_says();
"""
BACK = """
drop trigger told_as_the_ledger_says on concerns_concernreport;
drop function tovholder.told_as_the_ledger_says();
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0019_figures_are_told_in_fives"), ("disclosures", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
