"""Why somebody takes part or stays out stands in a row of its own; why a case was closed is a note of its agency."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

MOVE = """
-- The histories' triggers name the columns that go; they are made anew after every migrate.
do $$
declare t record;
begin
  for t in select g.tgname, g.tgrelid::regclass as of from pg_trigger g
            where g.tgname like 'pgtrigger%' and g.tgrelid in
              ('cases_case'::regclass, 'cases_participation'::regclass, 'cases_recusal'::regclass) loop
    execute format('drop trigger %I on %s', t.tgname, t.of);
  end loop;
end $$;

insert into cases_participationreason (participation_id, text) select id, reason from cases_participation;
insert into cases_recusalreason (recusal_id, text) select id, reason from cases_recusal where reason <> '';

-- Their history: what an event changed of the reason.
insert into cases_participationreasonevent
  (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, participation_id, text)
select pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, pgh_obj_id, reason
  from (select e.*, lag(reason) over (partition by pgh_obj_id order by pgh_id) as before
          from cases_participationevent e) e
 where pgh_label <> 'update' or reason is distinct from before
 order by pgh_id;
insert into cases_recusalreasonevent
  (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, recusal_id, text)
select pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, pgh_obj_id, reason
  from (select e.*, lag(reason) over (partition by pgh_obj_id order by pgh_id) as before
          from cases_recusalevent e) e
 where reason <> '' and (pgh_label <> 'update' or reason is distinct from before)
 order by pgh_id;

-- Each closing, those of cases that were opened again among them: the history alone still has these.
insert into cases_note (id, case_id, agency_id, author_id, at, text, form, shared_with)
select gen_random_uuid(), o.case_id, coalesce(u.agency_id, (select min(g.id) from access_agency g
         where g.municipality_id = c.municipality_id)), o.closed_by_id, o.closed_at, o.outcome_reason,
       gen_random_uuid(), '{}'
  from (select distinct on (case_id, closed_at) case_id, closed_by_id, closed_at, outcome_reason from (
          select id as case_id, closed_by_id, closed_at, outcome_reason, null::bigint as pgh_id from cases_case
          union all
          select pgh_obj_id, closed_by_id, closed_at, outcome_reason, pgh_id from cases_caseevent) e
         where closed_at is not null and outcome_reason <> ''
         order by case_id, closed_at, pgh_id desc nulls first) o
  join cases_case c on c.id = o.case_id join access_user u on u.id = o.closed_by_id;

set constraints all immediate;  -- the columns go in the same transaction
"""

KEPT = """
-- Whoever has just recused herself says why, and sees the recusal no more.
create function tovholder.declared_recusal(recusal uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.cases_recusal r where r.id = recusal and r.declared_by_id = tovholder.me())
$$;
revoke all on function tovholder.declared_recusal(uuid) from public;
grant execute on function tovholder.declared_recusal(uuid) to tovholder_app;
alter function tovholder.declared_recusal(uuid) owner to tovholder_gate;

-- Of a question to the police, too, the way must be there and no other (0017 asked only that some question gave it).
create or replace function tovholder.people_readers_wrong() returns bigint
  language sql stable security definer set search_path = '' as $$
  with truth as (
    select distinct who as reader, c.person_id as person, 'concern' as way, c.id as source,
           coalesce(c.exit_at + interval '30 days', 'infinity') as valid_until
      from public.concerns_concernreport c, unnest(array[c.taken_by_id, c.call_back_by_id]) who
     where who is not null and c.person_id is not null
    union all
    select reader, person, 'clearance', source, valid_until from tovholder.clearance_readers_true(null)),
  kept as (
    select reader, person, way, source, valid_until from public.people_reader where way in ('concern', 'clearance'))
  select (select count(*) from ((table truth except table kept) union all (table kept except table truth)) a)
       + (select count(*) from public.people_reader r where r.way = 'made' and not exists (
            select from public.people_person p
             where p.id = r.person and p.id = r.source and p.made_by_id = r.reader and r.valid_until < 'infinity'))
       + (select count(*) from public.people_reader r
           where r.way not in ('part', 'emergency', 'made', 'concern', 'clearance'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_particulars_of_a_contribution"),
        ("concerns", "0015_a_question_keeps_to_whom_it_was_about"),
    ]

    operations = [
        migrations.CreateModel(
            name="ParticipationReason",
            fields=[
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="why",
                        serialize=False,
                        to="cases.participation",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "reason of a participation",
                "verbose_name_plural": "reasons of participations",
            },
        ),
        migrations.CreateModel(
            name="RecusalReason",
            fields=[
                (
                    "recusal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="why",
                        serialize=False,
                        to="cases.recusal",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "reason of a recusal",
                "verbose_name_plural": "reasons of recusals",
            },
        ),
        migrations.CreateModel(
            name="ParticipationReasonEvent",
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
                ("text", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "participation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="cases.participation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="cases.participationreason",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecusalReasonEvent",
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
                ("text", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="cases.recusalreason",
                    ),
                ),
                (
                    "recusal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="cases.recusal",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="case",
            name="outcome_reason",
        ),
        migrations.RemoveField(
            model_name="caseevent",
            name="outcome_reason",
        ),
        migrations.RemoveField(
            model_name="participation",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="participationevent",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="recusal",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="recusalevent",
            name="reason",
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
