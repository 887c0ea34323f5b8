"""A purge takes what is known of somebody beside her name, which stands in a row of its own, with its history."""

from django.db import migrations

PURGE = """
create or replace function tovholder.purge_people(who uuid[]) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare given uuid[]; kin uuid[]; doubles uuid[]; reach uuid[];
begin
  select coalesce(array_agg(id), '{}') into given from public.disclosures_consent where person_id = any(who);
  select coalesce(array_agg(id), '{}') into reach
    from public.disclosures_consentagency where consent_id = any(given);
  select coalesce(array_agg(id), '{}') into kin
    from public.people_kinship where person_id = any(who) or relative_id = any(who);
  select coalesce(array_agg(id), '{}') into doubles
    from public.people_double where kept_id = any(who) or gone_id = any(who);
  begin
    set constraints all deferred;
    delete from public.disclosures_consentagency where id = any(reach);
    delete from public.disclosures_consent where id = any(given);
    delete from public.people_kinship where id = any(kin);
    delete from public.people_double where id = any(doubles);
    delete from public.people_address where person_id = any(who);
    delete from public.people_particulars where person_id = any(who);
    delete from public.people_person where id = any(who);
    set constraints all immediate;
    set constraints all deferred;
  exception when foreign_key_violation then
    return false;
  end;
  delete from public.disclosures_consentagencyevent where pgh_obj_id = any(reach);
  delete from public.disclosures_consentevent where pgh_obj_id = any(given);
  delete from public.people_kinshipevent where pgh_obj_id = any(kin);
  delete from public.people_doubleevent where pgh_obj_id = any(doubles);
  delete from public.people_addressevent where pgh_obj_id = any(who);
  delete from public.people_particularsevent where pgh_obj_id = any(who);
  delete from public.people_personevent where pgh_obj_id = any(who);
  return true;
end $$;
grant select, delete on people_particulars, people_particularsevent to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0015_a_question_keeps_to_whom_it_was_about"),
        ("people", "0009_particulars_by_themselves"),
    ]
    operations = [migrations.RunSQL(PURGE, migrations.RunSQL.noop)]
