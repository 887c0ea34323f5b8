"""What triggers keep true, and what somebody with a link but without sign-in may see."""

from django.db import migrations

KEPT_FACTS = """
-- An assignment's time is its session's, whatever was given; nothing when the session is cancelled.
-- The share lock waits for somebody who is moving the session at this moment.
create function tovholder.activities_assignment_during() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  select case when s.cancelled_at is null then pg_catalog.tstzrange(s.starts_at, s.ends_at) else 'empty' end
    into new.during from public.activities_session s where s.id = new.session_id for share;
  return new;
end $$;

create trigger activities_during before insert or update on activities_assignment
  for each row execute function tovholder.activities_assignment_during();

create function tovholder.activities_session_moved() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.activities_assignment set during = during where session_id = new.id;
  return null;
end $$;

create trigger activities_moved after update of starts_at, ends_at, cancelled_at on activities_session
  for each row when (old.starts_at is distinct from new.starts_at or old.ends_at is distinct from new.ends_at
    or (old.cancelled_at is null) <> (new.cancelled_at is null))
  execute function tovholder.activities_session_moved();

-- A session is counted when each class of its booking has a number in it; without classes, by any number.
create function tovholder.activities_note_counted(booking bigint, session bigint) returns void
  language sql security definer set search_path = '' as $$
  update public.activities_session s set counted_at = n.counted_at
    from (
      select t.id, case when not exists (
          select from public.activities_bookedclass c where c.booking_id = t.booking_id and not exists (
            select from public.activities_headcount h where h.session_id = t.id and h.booked_class_id = c.id))
        then (select max(h.entered_at) from public.activities_headcount h where h.session_id = t.id) end as counted_at
      from public.activities_session t where t.id = session or t.booking_id = booking
    ) n
   where s.id = n.id and s.counted_at is distinct from n.counted_at
     and ((s.counted_at is null) <> (n.counted_at is null))
$$;

create function tovholder.activities_headcount_noted() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.activities_note_counted(null, coalesce(new.session_id, old.session_id));
  return null;
end $$;

create trigger activities_noted after insert or delete on activities_headcount
  for each row execute function tovholder.activities_headcount_noted();

create function tovholder.activities_class_noted() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.activities_note_counted(coalesce(new.booking_id, old.booking_id), null);
  return null;
end $$;

create trigger activities_noted after insert or delete on activities_bookedclass
  for each row execute function tovholder.activities_class_noted();
"""

LINKS = """
-- The link by which the actor PUBLIC_LINK came, 'heads:TOKEN' or 'evaluation:TOKEN', leads to one session.
-- what: session (by either link), heads or evaluation (the session, by that link alone), booking, offer,
-- municipality.
create function tovholder.linked(what text) returns bigint
  language sql stable security definer set search_path = '' as $$
  select case what
      when 'session' then s.id when 'booking' then s.booking_id when 'offer' then b.offer_id
      when 'municipality' then s.municipality_id
      when 'heads' then case when by.heads = s.heads_token then s.id end
      when 'evaluation' then case when by.evaluation = s.evaluation_token then s.id end
    end
    from (select substring(current_setting('tovholder.link', true) from '^heads:(.+)$') as heads,
                 substring(current_setting('tovholder.link', true) from '^evaluation:(.+)$') as evaluation) by
    join public.activities_session s on s.heads_token = by.heads or s.evaluation_token = by.evaluation
    join public.activities_booking b on b.id = s.booking_id
   where tovholder.me() = -2
$$;

-- The name of the linked session's school or workplace: all that a link tells of it.
create function tovholder.linked_organisation() returns text
  language sql stable security definer set search_path = '' as $$
  select o.name from public.activities_booking b
    join public.partners_organisation o on o.id = b.organisation_id
   where b.id = tovholder.linked('booking')
$$;

-- The sessions of the calendar whose secret address was called ('calendar:TOKEN').
create function tovholder.linked_calendar(since timestamptz)
  returns table (id bigint, starts_at timestamptz, ends_at timestamptz, place text, kind text,
                 organisation text, classes text[], heads_token text, version int, cancelled boolean)
  language sql stable security definer set search_path = '' as $$
  select s.id, s.starts_at, s.ends_at, s.place, o.kind, p.name,
         array(select c.label from public.activities_bookedclass c where c.booking_id = b.id order by c.label),
         s.heads_token, s.version, s.cancelled_at is not null
    from public.activities_calendarfeed f
    join public.access_user u on u.id = f.user_id and u.ended_at is null
    join public.activities_assignment a on a.instructor_id = f.user_id
    join public.activities_session s on s.id = a.session_id and s.starts_at >= since
    join public.activities_booking b on b.id = s.booking_id
    join public.activities_offer o on o.id = b.offer_id
    left join public.partners_organisation p on p.id = b.organisation_id
   where tovholder.me() = -2 and f.closed_at is null
     and f.token = substring(current_setting('tovholder.link', true) from '^calendar:(.+)$')
   order by s.starts_at, s.id
   limit 1000
$$;

-- Whether a calendar is open under the address that was called.
create function tovholder.linked_calendar_open() returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.activities_calendarfeed f
    join public.access_user u on u.id = f.user_id and u.ended_at is null
   where tovholder.me() = -2 and f.closed_at is null
     and f.token = substring(current_setting('tovholder.link', true) from '^calendar:(.+)$'))
$$;

-- What a session's evaluations say, from five answers on; below that, only how many there are.
-- The texts come in an order that tells nothing of who wrote when.
create function tovholder.evaluated(session bigint)
  returns table (answers int, average numeric, scores int[], texts text[])
  language sql stable security definer set search_path = '' as $$
  select n.answers,
         case when n.answers >= 5 then n.average end,
         case when n.answers >= 5 then n.scores end,
         case when n.answers >= 5 then array(
           select e.text from public.activities_evaluation e
            where e.session_id = session and e.text <> '' order by md5(e.id::text)) end
    from (
      select count(*)::int as answers, round(avg(e.score), 1) as average,
             array[count(*) filter (where e.score = 1), count(*) filter (where e.score = 2),
                   count(*) filter (where e.score = 3), count(*) filter (where e.score = 4),
                   count(*) filter (where e.score = 5)]::int[] as scores
        from public.activities_evaluation e
        join public.activities_session s on s.id = e.session_id
       where e.session_id = session
         and (tovholder.me() <> -2 and s.municipality_id in (select tovholder.my_municipalities())
              or s.id = tovholder.linked('evaluation'))
    ) n
$$;

grant select on public.activities_session, public.activities_assignment, public.activities_booking,
  public.activities_bookedclass, public.activities_offer, public.activities_headcount,
  public.activities_evaluation, public.activities_calendarfeed, public.partners_organisation
  to tovholder_gate;
grant update (counted_at) on public.activities_session to tovholder_gate;
grant update (during) on public.activities_assignment to tovholder_gate;

do $$
declare f text;
begin
  foreach f in array array['linked(text)', 'linked_organisation()', 'linked_calendar(timestamptz)',
                           'linked_calendar_open()', 'evaluated(bigint)'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app, tovholder_gate', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
  foreach f in array array['activities_assignment_during()', 'activities_session_moved()',
                           'activities_note_counted(bigint, bigint)', 'activities_headcount_noted()',
                           'activities_class_noted()'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
"""

DROP = """
drop trigger activities_during on activities_assignment;
drop trigger activities_moved on activities_session;
drop trigger activities_noted on activities_headcount;
drop trigger activities_noted on activities_bookedclass;
drop function tovholder.activities_assignment_during(), tovholder.activities_session_moved(),
  tovholder.activities_headcount_noted(), tovholder.activities_class_noted(),
  tovholder.activities_note_counted(bigint, bigint), tovholder.linked_organisation(),
  tovholder.linked_calendar(timestamptz), tovholder.linked_calendar_open(), tovholder.evaluated(bigint),
  tovholder.linked(text);
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_offers_bookings_sessions")]
    operations = [migrations.RunSQL(KEPT_FACTS + LINKS, DROP)]
