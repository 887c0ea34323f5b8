"""Why we have a case stands in a row of its own, read by its agency and whom it was disclosed to."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

MOVE = """
-- The histories' triggers name the columns that go; they are made anew after every migrate.
do $$
declare t record;
begin
  for t in select g.tgname, g.tgrelid::regclass as of from pg_trigger g
            where g.tgrelid in ('cases_case'::regclass, 'cases_step'::regclass) and g.tgname like 'pgtrigger%' loop
    execute format('drop trigger %I on %s', t.tgname, t.of);
  end loop;
end $$;

insert into cases_casereason (case_id, agency_id, text, at, shared_with)
select c.id, coalesce(u.agency_id, (select min(g.id) from access_agency g
                                     where g.municipality_id = c.municipality_id)), c.reason, c.opened_at, '{}'
  from cases_case c join access_user u on u.id = c.opened_by_id;

-- Its history: what an event changed of it.
insert into cases_casereasonevent
  (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, case_id, agency_id, text, at, shared_with)
select e.pgh_created_at, e.pgh_label, e.pgh_actor, e.pgh_request, e.pgh_obj_id, e.pgh_obj_id, r.agency_id,
       e.reason, r.at, '{}'
  from (select e.*, lag(reason) over (partition by pgh_obj_id order by pgh_id) as before from cases_caseevent e) e
  join cases_casereason r on r.case_id = e.pgh_obj_id
 where e.pgh_label <> 'update' or e.reason is distinct from e.before
 order by e.pgh_id;

-- What was said of a step is a note of its author's agency.
insert into cases_note (id, case_id, agency_id, author_id, at, text, form, shared_with)
select gen_random_uuid(), t.case_id, u.agency_id, t.by_id, t.at, t.note, gen_random_uuid(), '{}'
  from cases_step t join access_user u on u.id = t.by_id where t.note <> '' and u.agency_id is not null;

set constraints all immediate;  -- the columns go in the same transaction
"""

KEPT = """
-- Changed words have been told to nobody.
create function tovholder.reason_changed() returns trigger language plpgsql set search_path = '' as $$
begin
  new.at := tovholder.clock();
  new.shared_with := '{}';
  return new;
end $$;
create trigger reason_changed before update of text on cases_casereason for each row
  when (old.text is distinct from new.text) execute function tovholder.reason_changed();

-- Which agencies read why we have a case: from the disclosures that stand, of the words as they are.
create function tovholder.keep_reasons_shared(cases uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.cases_casereason r set shared_with = coalesce((
      select array_agg(distinct d.receiver_id order by d.receiver_id)
        from public.cases_share s join public.disclosures_disclosure d on d.id = s.disclosure_id
       where s.reason_id = r.case_id and d.stopped_at is null and d.receiver_id is not null and d.at >= r.at), '{}')
   where r.case_id = any(cases);
end $$;
create function tovholder.reason_shared() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.keep_reasons_shared(array[new.reason_id]);
  return null;
end $$;
create trigger reason_shared after insert or update on cases_share for each row
  when (new.reason_id is not null) execute function tovholder.reason_shared();
create function tovholder.reason_disclosure_stopped() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.keep_reasons_shared(
    array(select s.reason_id from public.cases_share s where s.disclosure_id = new.id and s.reason_id is not null));
  return null;
end $$;
create trigger reason_disclosure_stopped after update of stopped_at on disclosures_disclosure for each row
  execute function tovholder.reason_disclosure_stopped();
grant select, update (shared_with) on cases_casereason to tovholder_gate;

do $$
declare f text;
begin
  foreach f in array array['keep_reasons_shared(uuid[])', 'reason_shared()', 'reason_disclosure_stopped()'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;

-- An access that begins on a later day moves the case up its readers' lists now, and not on that day.
create or replace function tovholder.case_touched() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare touched timestamptz := least((to_jsonb(new) ->> tg_argv[0])::timestamptz, tovholder.clock());
begin
  update public.cases_case c set last_change = touched where c.id = new.case_id and c.last_change < touched;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_language_of_mails"),
        ("cases", "0015_digest_of_coming_meetings"),
        ("disclosures", "0003_ledger_of_an_agency"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseReason",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="why",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("text", models.TextField(verbose_name="why we are here")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "shared_with",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="shared with",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason of a case",
                "verbose_name_plural": "reasons of cases",
            },
        ),
        migrations.CreateModel(
            name="CaseReasonEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "pgh_actor",
                    models.BigIntegerField(
                        db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()), null=True
                    ),
                ),
                (
                    "pgh_request",
                    models.TextField(
                        db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()), null=True
                    ),
                ),
                ("text", models.TextField(verbose_name="why we are here")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "shared_with",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="shared with",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="share",
            name="share_of_one_thing",
        ),
        migrations.AddField(
            model_name="casereason",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.agency"
            ),
        ),
        migrations.AddField(
            model_name="share",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shares",
                to="cases.casereason",
            ),
        ),
        migrations.AddField(
            model_name="shareevent",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="cases.casereason",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", True), ("note__isnull", True)),
                    models.Q(("note__isnull", True), ("reason__isnull", True)),
                    models.Q(("document__isnull", True), ("reason__isnull", True)),
                    _connector="OR",
                ),
                name="share_of_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="casereasonevent",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.agency",
            ),
        ),
        migrations.AddField(
            model_name="casereasonevent",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                serialize=False,
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="casereasonevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="cases.casereason",
            ),
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="case",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="caseevent",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="step",
            name="note",
        ),
        migrations.RemoveField(
            model_name="stepevent",
            name="note",
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
