"""A person who is purged is purged with her address, which has a table of its own now."""

from django.db import migrations

PURGE = """
grant select, delete on people_address, people_addressevent to tovholder_gate;
create or replace function tovholder.purge_person(who uuid) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare given uuid[]; kin uuid[]; doubles uuid[]; reach uuid[];
begin
  select coalesce(array_agg(id), '{}') into given from public.disclosures_consent where person_id = who;
  select coalesce(array_agg(id), '{}') into reach
    from public.disclosures_consentagency where consent_id = any(given);
  select coalesce(array_agg(id), '{}') into kin
    from public.people_kinship where person_id = who or relative_id = who;
  select coalesce(array_agg(id), '{}') into doubles
    from public.people_double where kept_id = who or gone_id = who;
  begin
    set constraints all deferred;
    delete from public.disclosures_consentagency where id = any(reach);
    delete from public.disclosures_consent where id = any(given);
    delete from public.people_kinship where id = any(kin);
    delete from public.people_double where id = any(doubles);
    delete from public.people_address where person_id = who;
    delete from public.people_person where id = who;
    set constraints all immediate;
    set constraints all deferred;
  exception when foreign_key_violation then
    return false;
  end;
  delete from public.disclosures_consentagencyevent where pgh_obj_id = any(reach);
  delete from public.disclosures_consentevent where pgh_obj_id = any(given);
  delete from public.people_kinshipevent where pgh_obj_id = any(kin);
  delete from public.people_doubleevent where pgh_obj_id = any(doubles);
  delete from public.people_addressevent where pgh_obj_id = who;
  delete from public.people_personevent where pgh_obj_id = who;
  return true;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0004_numbers_handing_over_purge"),
        ("people", "0005_addresses_by_themselves"),
    ]
    operations = [migrations.RunSQL(PURGE, migrations.RunSQL.noop)]
