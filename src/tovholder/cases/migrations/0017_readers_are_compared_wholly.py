"""`readers_wrong` compares every way to a person, and with whom an agency's words are shared."""

from django.db import migrations

SQL = """
alter function tovholder.readers_wrong() rename to case_readers_wrong;

-- Ways to a person that no case gives: a concern's must be there and no other; of who wrote her down and whom a
-- clearance asked there must be none that nothing gave. A way that nobody knows is wrong.
create function tovholder.people_readers_wrong() returns bigint
  language sql stable security definer set search_path = '' as $$
  with truth as (
    select distinct who as reader, c.person_id as person, c.id as source,
           coalesce(c.exit_at + interval '30 days', 'infinity') as valid_until
      from public.concerns_concernreport c, unnest(array[c.taken_by_id, c.call_back_by_id]) who
     where who is not null and c.person_id is not null),
  kept as (select reader, person, source, valid_until from public.people_reader where way = 'concern')
  select (select count(*) from ((table truth except table kept) union all (table kept except table truth)) a)
       + (select count(*) from public.people_reader r where r.way = 'made' and not exists (
            select from public.people_person p
             where p.id = r.person and p.id = r.source and p.made_by_id = r.reader and r.valid_until < 'infinity'))
       + (select count(*) from public.people_reader r where r.way = 'clearance' and not exists (
            select from public.concerns_policeclearance k
             where k.id = r.source and k.asked_of_id = r.reader and r.person in (
               select c.person_id from public.concerns_concernreport c where c.id = k.concern_id
               union all
               select e.person_id from public.concerns_concernreportevent e where e.pgh_obj_id = k.concern_id)))
       + (select count(*) from public.people_reader r
           where r.way not in ('part', 'emergency', 'made', 'concern', 'clearance'))
$$;

-- Notes, documents and reasons of which the agencies are not those whose disclosures stand; answers that somebody reads
-- without one.
create function tovholder.shares_wrong() returns bigint
  language sql stable security definer set search_path = '' as $$
  with standing as (
    select s.note_id, s.document_id, s.reason_id, d.at, d.receiver_id as receiver
      from public.cases_share s join public.disclosures_disclosure d on d.id = s.disclosure_id
     where d.stopped_at is null and d.receiver_id is not null)
  select (select count(*) from public.cases_note n where exists (
            (select unnest(n.shared_with) except select receiver from standing where note_id = n.id)
            union all (select receiver from standing where note_id = n.id except select unnest(n.shared_with))))
       + (select count(*) from public.cases_document f where exists (
            (select unnest(f.shared_with) except select receiver from standing where document_id = f.id)
            union all (select receiver from standing where document_id = f.id except select unnest(f.shared_with))))
       + (select count(*) from public.cases_casereason w where exists (
            (select unnest(w.shared_with) except
             select receiver from standing where reason_id = w.case_id and at >= w.at)
            union all (select receiver from standing where reason_id = w.case_id and at >= w.at
                       except select unnest(w.shared_with))))
       + (select count(*) from public.cases_checkanswer a join public.cases_case c on c.id = a.case_id
           where exists (
             select unnest(a.shared_with) except
             select d.receiver_id from public.disclosures_disclosure d
              where d.giver_id = a.agency_id and d.person_id = c.person_id and d.stopped_at is null))
$$;

create function tovholder.readers_wrong() returns bigint
  language sql stable security definer set search_path = ''
  return tovholder.case_readers_wrong() + tovholder.people_readers_wrong() + tovholder.shares_wrong();

do $$
declare f text;
begin
  foreach f in array array['case_readers_wrong()', 'people_readers_wrong()', 'shares_wrong()',
                           'readers_wrong()'] loop
    execute format('revoke all on function tovholder.%s from public, tovholder_app', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
grant execute on function tovholder.readers_wrong() to tovholder_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_why_we_have_a_case"),
        ("concerns", "0002_readers_and_purge"),
        ("disclosures", "0003_ledger_of_an_agency"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
