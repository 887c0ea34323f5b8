"""A purge forgets every mark of a CPR number that was searched for around the day, and the purged people's at any time.

A mark was taken for a number where six of its sixteen characters were digits: one of fifty was not.
"""

from django.db import migrations

PURGE = """
create or replace function tovholder.forget_searches(house bigint, about uuid[], name text, entered timestamptz)
  returns void language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.forget_words('-infinity', about);
  update public.audit_words w set salt = null, words = null
   where w.words is not null and w.hash in (
     select r.words_hash from public.audit_read r
      where r.municipality = house and r.words_hash is not null and (
        (name <> '' and public.word_similarity(tovholder.name_key(w.words), tovholder.name_key(name)) >= 0.3)
        or (name <> '' and public.word_similarity(tovholder.name_key(name), tovholder.name_key(w.words)) >= 0.3)
        or ((w.words ~ 'CPR #[0-9a-f]{16}' or regexp_replace(w.words, '[^0-9]', '', 'g') ~ '^[0-9]{6,}$')
            and r.at + r.clock_offset between entered - interval '1 day' and entered + interval '1 day')));
  update public.audit_purpose p set salt = null, words = null
   where name <> '' and p.words is not null and p.municipality = house
     and public.word_similarity(tovholder.name_key(name), tovholder.name_key(p.words)) >= 0.5;
end $$;

create or replace function tovholder.purge_people(who uuid[]) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare given uuid[]; kin uuid[]; doubles uuid[]; reach uuid[]; marks text[]; houses bigint[];
begin
  select coalesce(array_agg(id), '{}') into given from public.disclosures_consent where person_id = any(who);
  select coalesce(array_agg(id), '{}') into reach
    from public.disclosures_consentagency where consent_id = any(given);
  select coalesce(array_agg(id), '{}') into kin
    from public.people_kinship where person_id = any(who) or relative_id = any(who);
  select coalesce(array_agg(id), '{}') into doubles
    from public.people_double where kept_id = any(who) or gone_id = any(who);
  -- What the log keeps of a number that was searched for (people.queries.logged_words), whether it was found or not.
  select coalesce(array_agg('CPR #' || left(encode(n.cpr_index, 'hex'), 16)), '{}'), array_agg(n.municipality_id)
    into marks, houses from (
      select cpr_index, municipality_id from public.people_particulars where person_id = any(who)
      union select cpr_index, municipality_id from public.people_particularsevent where pgh_obj_id = any(who)) n
   where n.cpr_index is not null;
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
  update public.audit_words w set salt = null, words = null
   where w.words like any (select '%' || m || '%' from unnest(marks) m) and w.hash in (
     select r.words_hash from public.audit_read r
      where r.municipality = any(houses) and r.words_hash is not null);
  return true;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0022_referrals_are_received")]
    operations = [migrations.RunSQL(PURGE, migrations.RunSQL.noop)]
