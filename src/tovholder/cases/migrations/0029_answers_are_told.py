"""Whoever asked for access, or who called, is told of the answer until she has seen it, by the daily mail, too."""

from django.db import migrations, models

SEEN_AT = models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answer seen")

SQL = """
alter table cases_accessrequest disable trigger user;
update cases_accessrequest set seen_at = answered_at where answered_at is not null;
alter table cases_accessrequest enable trigger user;
update cases_accessrequestevent set seen_at = answered_at where answered_at is not null;

-- A request is changed by who answers it alone; that its answer was seen, the gate notes for who asked.
create function tovholder.saw_access_answers() returns void
  language sql security definer set search_path = '' as $$
  update public.cases_accessrequest set seen_at = tovholder.clock()
   where user_id = tovholder.me() and answered_at is not null and seen_at is null
$$;
grant select, update (seen_at) on cases_accessrequest to tovholder_gate;
revoke all on function tovholder.saw_access_answers() from public;
grant execute on function tovholder.saw_access_answers() to tovholder_app;
alter function tovholder.saw_access_answers() owner to tovholder_gate;

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
     where q.answered_at is null
    union
    select r.user_id, null, r.id from public.cases_accessrequest r
     where r.answered_at is not null and r.seen_at is null
    union
    -- Of a concern that she does not see any more the answer is not hers to open.
    select r.asked_by_id, null, r.id from public.concerns_identityrequest r
      join public.concerns_concernreport c on c.id = r.concern_id
     where r.answered_at is not null and r.seen_at is null
       and coalesce(c.exit_at > tovholder.clock() - interval '30 days', true)
       and not exists (select from public.people_recused x
                        where x.reader = r.asked_by_id and x.person = c.person_id
                          and x.valid_until > tovholder.clock()))
  select n.who, count(*) from mine n
   where tovholder.me() = -3
     and not exists (select from public.cases_recusal x
                      where x.case_id = n.case_id and x.user_id = n.who and x.until is null)
   group by n.who
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_time_away_from_an_item"), ("concerns", "0021_answers_are_told")]

    operations = [
        migrations.AddField(model_name="accessrequest", name="seen_at", field=SEEN_AT),
        migrations.AddField(model_name="accessrequestevent", name="seen_at", field=SEEN_AT),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
