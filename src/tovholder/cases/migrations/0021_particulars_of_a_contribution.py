"""A contribution's entry in the ledger has its particulars beside it (disclosures/migrations/0005)."""

from django.db import migrations

REPLACE = """
create or replace function tovholder.disclose_contributions(of_check uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  given record;
  receiver bigint;
  entry uuid;
  act_id uuid;
begin
  for given in
    select a.id, a.case_id, a.agency_id, a.answer, a.basis_id, a.by_id, a.shared_with, d.id as document_id,
           k.opened_at, opener.agency_id as opener_agency, c.person_id, c.municipality_id, c.purpose,
           b.reaches, i.id as item_id,
           concat_ws(E'\\n\\n', nullif(a.text, ''),
             d.title || ' (' || d.media_type || ', ' || d.size || ' byte). Kontrolsum SHA-256: '
               || encode(d.sha256, 'hex')) as content
      from public.cases_registercheck k
      join public.cases_checkquestion q on q.register_check_id = k.id
      join public.cases_checkanswer a on a.question_id = q.id
      join public.cases_case c on c.id = k.case_id
      join public.access_user opener on opener.id = k.opened_by_id
      join public.access_agency giver on giver.id = a.agency_id
      join public.disclosures_legalbasis b on b.id = a.basis_id
      left join public.cases_item i on i.meeting_id = k.meeting_id and i.case_id = k.case_id
      left join public.cases_document d
        on d.id = a.document_id and d.agency_id = a.agency_id and d.case_id = a.case_id
     where k.id = of_check and k.opened_at is not null and a.answer in ('told', 'attached')
       and (a.document_id is null or d.id is not null)
       and giver.kind = any(b.gives) and not b.needs_consent
       and b.valid_from <= k.opened_at::date and k.opened_at::date <= coalesce(b.valid_until, 'infinity')
  loop
    act_id := gen_random_uuid();
    for receiver in
      select g.id from public.access_agency g
       where g.kind = any(given.reaches) and g.id <> given.agency_id and g.id <> all(given.shared_with)
         and (g.id = given.opener_agency or g.id in (
              select p.agency_id from public.cases_presence p
               where p.item_id = given.item_id and p.out_at is null))
         and not exists (select from public.cases_itemdisclosure l
                           join public.disclosures_disclosure was on was.id = l.disclosure_id
                          where l.item_id = given.item_id and was.giver_id = given.agency_id
                            and was.receiver_id = g.id and was.stopped_at is not null)
    loop
      entry := gen_random_uuid();
      insert into public.disclosures_disclosure (
        id, municipality_id, person_id, act, what, giver_id, receiver_id, at, basis_id, recorded_by_id)
      values (
        entry, given.municipality_id, given.person_id, act_id,
        case given.answer when 'attached' then 'document' else 'summary' end, given.agency_id, receiver,
        greatest(given.opened_at, tovholder.clock()), given.basis_id, given.by_id);
      insert into public.disclosures_particulars (disclosure_id, purpose, necessity, outside, stopped_why)
      values (entry, given.purpose, 'Bidrag til mødets drøftelse af sagen', '', '');
      insert into public.disclosures_content (id, disclosure_id, text)
      values (gen_random_uuid(), entry, given.content);
      if given.item_id is not null then
        insert into public.cases_itemdisclosure (id, item_id, disclosure_id)
        values (gen_random_uuid(), given.item_id, entry);
      end if;
      if given.document_id is not null then
        insert into public.cases_share (id, case_id, document_id, disclosure_id)
        values (gen_random_uuid(), given.case_id, given.document_id, entry);
      end if;
      update public.cases_checkanswer set shared_with = array_append(shared_with, receiver) where id = given.id;
    end loop;
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_no_task_on_a_closed_case"),
        ("disclosures", "0005_particulars_by_themselves"),
    ]
    operations = [migrations.RunSQL(REPLACE, migrations.RunSQL.noop)]
