"""What policies ask of rows that their own tables' policies would ask for in a ring."""

from django.db import migrations

SQL = """
-- Whether it is the actor's agency that a question in this case was put to.
create function tovholder.asked_of_my_agency(question uuid, of_case uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.cases_checkquestion q
                  where q.id = question and q.case_id = of_case and q.agency_id = tovholder.my_agency())
$$;

-- Whether the minutes of an item were sent to the actor's agency, and that disclosure has stopped.
create function tovholder.my_minutes_have_stopped(of_item uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.cases_item i join public.cases_itemdisclosure l on l.item_id = i.id
      join public.disclosures_disclosure d on d.id = l.disclosure_id
     where i.id = of_item and d.at >= i.minutes_sent_at
       and d.receiver_id = tovholder.my_agency() and d.stopped_at is not null)
$$;

do $$
declare f text;
begin
  foreach f in array array['asked_of_my_agency(uuid, uuid)', 'my_minutes_have_stopped(uuid)'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
"""
BACK = """
drop function tovholder.my_minutes_have_stopped(uuid);
drop function tovholder.asked_of_my_agency(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_reasons_by_themselves")]
    operations = [migrations.RunSQL(SQL, BACK)]
