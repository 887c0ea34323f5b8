"""What an authority tells us of somebody is a disclosure that we received: its entry stands in the ledger."""

import django.contrib.postgres.fields
from django.db import migrations, models

RECEIVED = django.contrib.postgres.fields.ArrayField(
    base_field=models.UUIDField(),
    blank=True,
    default=list,
    editable=False,
    size=None,
    verbose_name="received disclosures",
)

SQL = """
-- One entry stands as long as the concern is a referral about that person by that authority; corrected, it stops,
-- and another stands in its place. What was told stands in the concern alone: fewer read it than the ledger.
-- Who referred it is outside, whatever its name, and has not said on which provision.
create function tovholder.received_with(c public.concerns_concernreport) returns uuid[]
  language plpgsql security definer set search_path = '' as $$
declare us bigint; said text; entry uuid := gen_random_uuid();
begin
  select u.agency_id into us from public.access_user u where u.id = c.taken_by_id;
  if c.person_id is not null and (c.channel = 'referral' or c.caller_kind = 'authority' or c.authority <> '') then
    said := coalesce(nullif(btrim(c.authority), ''), 'En myndighed');
  end if;
  update public.disclosures_particulars p set stopped_why = 'concern corrected'
    from public.disclosures_disclosure d
   where d.id = p.disclosure_id and d.id = any(c.received) and d.stopped_at is null
     and (p.outside is distinct from said
          or d.person_id not in (select tovholder.people_together(c.person_id)));
  update public.disclosures_disclosure d set stopped_at = tovholder.clock()
    from public.disclosures_particulars p
   where p.disclosure_id = d.id and d.id = any(c.received) and d.stopped_at is null and p.stopped_why <> '';
  if us is null or said is null or exists (
       select from public.disclosures_disclosure d where d.id = any(c.received) and d.stopped_at is null) then
    return c.received;
  end if;
  insert into public.disclosures_disclosure
    (id, municipality_id, person_id, act, what, receiver_id, at, recorded_by_id)
  values (entry, c.municipality_id, c.person_id, entry, 'summary', us, c.received_at, c.taken_by_id);
  insert into public.disclosures_particulars (disclosure_id, purpose, necessity, outside, stopped_why)
  values (entry, 'Henvisning til forebyggelse', 'Det svarer afsenderen for.', said, '');
  insert into public.disclosures_content (id, disclosure_id, text)
  values (gen_random_uuid(), entry, 'Hvad der blev fortalt, står i henvendelse ' || c.number || '.');
  return c.received || entry;
end $$;

create function tovholder.referral_is_received() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  new.received := tovholder.received_with(new);
  return new;
end $$;
-- After "triage_is_the_coordinators", by its name: the entry is no change of an adviser's.
create trigger what_was_received before insert or update of person_id, channel, caller_kind, authority
  on concerns_concernreport for each row execute function tovholder.referral_is_received();

-- Whatever deletes the concern, a purge, takes them along.
create function tovholder.purge_received() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.purge_disclosures(old.received);
  return null;
end $$;
create trigger purge_received after delete on concerns_concernreport
  for each row execute function tovholder.purge_received();

revoke all on function tovholder.received_with(public.concerns_concernreport), tovholder.referral_is_received(),
  tovholder.purge_received() from public;
alter function tovholder.received_with(public.concerns_concernreport) owner to tovholder_gate;
alter function tovholder.referral_is_received() owner to tovholder_gate;
alter function tovholder.purge_received() owner to tovholder_gate;

-- Referrals of before; the histories' triggers do not know the new column yet.
alter table concerns_concernreport disable trigger user;
update concerns_concernreport c set received = tovholder.received_with(c) where person_id is not null;
alter table concerns_concernreport enable trigger user;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0021_answers_are_told"),
        ("disclosures", "0009_the_giver_answers_for_the_basis"),
    ]

    operations = [
        migrations.AddField(model_name="concernreport", name="received", field=RECEIVED),
        migrations.AddField(model_name="concernreportevent", name="received", field=RECEIVED),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
