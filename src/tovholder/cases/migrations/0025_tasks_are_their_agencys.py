"""A task is its agency's; what a meeting agreed stands when it is over; why one was dropped stands by itself."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

MOVE = """
-- The history's triggers name the column that goes; they are made anew after every migrate.
do $$
declare t record;
begin
  for t in select g.tgname from pg_trigger g
            where g.tgname like 'pgtrigger%' and g.tgrelid = 'cases_task'::regclass loop
    execute format('drop trigger %I on cases_task', t.tgname);
  end loop;
end $$;

insert into cases_dropreason (task_id, text) select id, dropped_why from cases_task where dropped_why <> '';
insert into cases_dropreasonevent
  (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, task_id, text)
select pgh_created_at, case before when '' then 'insert' else 'update' end, pgh_actor, pgh_request, pgh_obj_id,
       pgh_obj_id, dropped_why
  from (select e.*, lag(dropped_why, 1, '') over (partition by pgh_obj_id order by pgh_id) as before
          from cases_taskevent e) e
 where dropped_why <> '' and dropped_why <> before
 order by pgh_id;

set constraints all immediate;  -- the column goes in the same transaction
"""

KEPT = """
-- The policy does not see the row as it was.
create function tovholder.words_of_a_task_stand() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if current_user <> 'tovholder_app' then
    return new;
  end if;
  if new.title <> old.title and exists (
       select from public.cases_item i join public.cases_meeting m on m.id = i.meeting_id
        where i.id = old.item_id and m.closed_at is not null) then
    raise insufficient_privilege using message = 'words that a meeting agreed stand when it is over';
  end if;
  if new.agency_id <> old.agency_id and old.item_id is null and not exists (
       select from public.access_user u where u.id = old.made_by_id and u.agency_id = tovholder.my_agency()) then
    raise insufficient_privilege using message = 'words of another agency stand with it';
  end if;
  return new;
end $$;
create trigger words_of_a_task_stand before update of title, agency_id on cases_task
  for each row execute function tovholder.words_of_a_task_stand();

-- Whoever moved to another agency is not told of the former one's tasks.
create or replace function tovholder.tasks_waiting(until date) returns table (user_id bigint, waiting bigint)
  language sql stable security definer set search_path = '' as $$
  with on_it as (
    select r.reader, r.case_id, u.agency_id
      from public.cases_reader r join public.access_user u on u.id = r.reader
     where r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until),
  mine as (
    select t.assigned_to_id as who, t.case_id, t.id from public.cases_task t
      join public.access_user u on u.id = t.assigned_to_id and u.agency_id = t.agency_id
     where t.done_at is null and t.dropped_at is null and t.due_on <= until
    union
    select o.reader, t.case_id, t.id from public.cases_task t
      join on_it o on o.case_id = t.case_id and o.agency_id = t.agency_id
     where t.done_at is null and t.dropped_at is null and t.due_on <= until and t.assigned_to_id is null
    union
    select o.reader, q.case_id, q.id from public.cases_checkquestion q
      join public.cases_registercheck k on k.id = q.register_check_id and k.opened_at is null
      join public.cases_meeting m on m.id = k.meeting_id and m.closed_at is null and m.cancelled_at is null
        and m.ends_at > tovholder.clock()
      join on_it o on o.case_id = q.case_id and o.agency_id = q.agency_id
     where q.answered_at is null)
  select n.who, count(*) from mine n
   where tovholder.me() = -3
     and not exists (select from public.cases_recusal x
                      where x.case_id = n.case_id and x.user_id = n.who and x.until is null)
   group by n.who
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="DropReason",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="why",
                        serialize=False,
                        to="cases.task",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="why it was dropped")),
            ],
            options={
                "verbose_name": "reason of a dropped task",
                "verbose_name_plural": "reasons of dropped tasks",
            },
        ),
        migrations.CreateModel(
            name="DropReasonEvent",
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
                ("text", models.CharField(max_length=200, verbose_name="why it was dropped")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="cases.dropreason",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="cases.task",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="task",
            name="dropped_why",
        ),
        migrations.RemoveField(
            model_name="taskevent",
            name="dropped_why",
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
