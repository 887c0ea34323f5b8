"""What an entry of the ledger says in words stands in a row of its own: an auditor reads the entry alone."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from tovholder.core.together import Together

MOVE = """
-- The history's triggers name the columns that go; they are made anew after every migrate.
do $$
declare t text;
begin
  for t in select tgname from pg_trigger
            where tgrelid = 'disclosures_disclosure'::regclass and tgname like 'pgtrigger%' loop
    execute format('drop trigger %I on disclosures_disclosure', t);
  end loop;
end $$;

-- One end alone can be outside.
insert into disclosures_particulars (disclosure_id, purpose, necessity, outside, stopped_why)
select id, purpose, necessity, giver_name || receiver_name, stopped_why from disclosures_disclosure;

-- Its history: what an event changed of it.
insert into disclosures_particularsevent (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id,
  disclosure_id, purpose, necessity, outside, stopped_why)
select pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, pgh_obj_id, purpose, necessity,
       giver_name || receiver_name, stopped_why
  from (select e.*, lag(e.stopped_why) over (partition by e.pgh_obj_id order by e.pgh_id) as before
          from disclosures_disclosureevent e) e
 where pgh_label <> 'update' or stopped_why is distinct from before
 order by pgh_id;

set constraints all immediate;  -- the columns go in the same transaction
"""

KEPT = """
create or replace function tovholder.consent_withdrawn() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.withdrawn_at is not null and old.withdrawn_at is null then
    with stopped as (
      update public.disclosures_disclosure d set stopped_at = new.withdrawn_at
       where d.consent_id = new.id and d.stopped_at is null returning d.id)
    update public.disclosures_particulars p set stopped_why = 'consent withdrawn'
      from stopped where p.disclosure_id = stopped.id;
  end if;
  return null;
end $$;
grant select, insert, delete, update (stopped_why) on disclosures_particulars to tovholder_gate;
grant select, delete on disclosures_particularsevent to tovholder_gate;

-- Entries of the ledger with all that hangs on them, and their history. The deletions write history;
-- so the history goes after them.
create function tovholder.purge_disclosures(told uuid[]) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare contents uuid[];
begin
  select coalesce(array_agg(id), '{}') into contents
    from public.disclosures_content where disclosure_id = any(told);
  delete from public.disclosures_content where id = any(contents);
  delete from public.disclosures_particulars where disclosure_id = any(told);
  delete from public.disclosures_disclosure where id = any(told);
  delete from public.disclosures_contentevent where pgh_obj_id = any(contents);
  delete from public.disclosures_particularsevent where pgh_obj_id = any(told);
  delete from public.disclosures_disclosureevent where pgh_obj_id = any(told);
end $$;
revoke all on function tovholder.purge_disclosures(uuid[]) from public;
alter function tovholder.purge_disclosures(uuid[]) owner to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_who_reads_a_consent")]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Particulars",
                    fields=[
                        (
                            "disclosure",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="particulars",
                                serialize=False,
                                to="disclosures.disclosure",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                        ("necessity", models.CharField(max_length=500, verbose_name="why it is necessary")),
                        (
                            "outside",
                            models.CharField(
                                blank=True, max_length=150, verbose_name="who is at the end outside"
                            ),
                        ),
                        (
                            "stopped_why",
                            models.CharField(blank=True, max_length=200, verbose_name="why it stopped"),
                        ),
                    ],
                    options={
                        "verbose_name": "particulars of a disclosure",
                        "verbose_name_plural": "particulars of disclosures",
                    },
                ),
                migrations.CreateModel(
                    name="ParticularsEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                        ("necessity", models.CharField(max_length=500, verbose_name="why it is necessary")),
                        (
                            "outside",
                            models.CharField(
                                blank=True, max_length=150, verbose_name="who is at the end outside"
                            ),
                        ),
                        (
                            "stopped_why",
                            models.CharField(blank=True, max_length=200, verbose_name="why it stopped"),
                        ),
                        (
                            "disclosure",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                serialize=False,
                                to="disclosures.disclosure",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="disclosures.particulars",
                            ),
                        ),
                    ],
                    options={"abstract": False},
                ),
            ]
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        Together(
            [
                *(
                    migrations.RemoveConstraint(model_name="disclosure", name=name)
                    for name in ("disclosure_from_one", "disclosure_to_one")
                ),
                *(
                    migrations.RemoveField(model_name=model, name=name)
                    for model in ("disclosure", "disclosureevent")
                    for name in ("giver_name", "receiver_name", "purpose", "necessity", "stopped_why")
                ),
            ]
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
