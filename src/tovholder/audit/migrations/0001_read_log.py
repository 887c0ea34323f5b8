"""The log of looks: partitions by month, written through columns that the application may name alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

CREATE = """
-- Partitions lie here, where the application has no way in: rows are reached through audit_read alone.
create schema tovholder_log;

create table audit_read (
  id bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id(),
  actor bigint default tovholder.me(),
  agency bigint,
  municipality bigint,
  clock_offset interval not null default make_interval(
    secs => coalesce(nullif(current_setting('tovholder.clock_offset', true), '')::double precision, 0)),
  request text default tovholder.request(),
  way text not null,
  view text not null,
  purpose text not null default '',
  persons uuid[] not null default '{}',
  cases uuid[] not null default '{}',
  concerns uuid[] not null default '{}',
  words_hash bytea,
  primary key (id, at)
) partition by range (at);
create index audit_read_sealing on audit_read (xid, id);
create index audit_read_list on audit_read (municipality, at, id);
create index audit_read_actor on audit_read (actor, at, id);
create index audit_read_subjects on audit_read using gin (cases, persons, concerns);
create table tovholder_log.read_other partition of audit_read default;
revoke all on audit_read, tovholder_log.read_other from tovholder_app;
alter table audit_read enable row level security;

create table audit_words (
  hash bytea primary key,
  salt bytea,
  words text,
  at timestamptz not null default clock_timestamp(),
  constraint words_are_what_was_hashed check (
    (salt is null and words is null)
    or (salt is not null and words is not null and hash = sha256(salt || convert_to(words, 'UTF8'))))
);
create index audit_words_at on audit_words (at) where words is not null;
revoke all on audit_words from tovholder_app;
alter table audit_words enable row level security;

-- Make this month's partition and those of the next months. A row that came before its month's partition lies
-- in read_other and moves. Waits for nobody longer than seconds: it is called again.
create function tovholder.make_log_months(ahead int default 2) returns int
  language plpgsql security definer set search_path = '' set lock_timeout = '3s' as $$
declare
  month timestamp; name text; since timestamptz; until timestamptz; made int := 0;
begin
  perform pg_advisory_xact_lock(4712);
  for step in 0 .. least(ahead, 12) loop
    month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => step);
    since := month at time zone 'UTC';
    until := (month + interval '1 month') at time zone 'UTC';
    name := 'read_' || to_char(month, 'YYYY_MM');
    continue when to_regclass('tovholder_log.' || name) is not null;
    execute format(
      'create table tovholder_log.%I (like public.audit_read including constraints including indexes)', name);
    execute format('revoke all on tovholder_log.%I from public, tovholder_app', name);
    execute format(
      'with moved as (delete from tovholder_log.read_other where at >= %L and at < %L returning *)'
      ' insert into tovholder_log.%I select * from moved', since, until, name);
    execute format(
      'alter table public.audit_read attach partition tovholder_log.%I for values from (%L) to (%L)',
      name, since, until);
    made := made + 1;
  end loop;
  return made;
end $$;
revoke all on function tovholder.make_log_months(int) from public;
grant execute on function tovholder.make_log_months(int) to tovholder_app;
select tovholder.make_log_months();

-- May the actor see who has looked at this person, case or concern? The context that holds cases replaces this
-- function (create or replace, owned by tovholder_gate); until then nobody may.
create function tovholder.may_see_looks(subject uuid) returns boolean
  language sql stable security definer set search_path = '' return false;

-- Who has looked at a case, newest first, by the clock that pages show; nothing for whoever may not see it.
create function tovholder.looks_at_case(of_case uuid, most int default 100)
  returns table (at timestamptz, actor bigint, agency bigint, way text, view text, purpose text)
  language sql stable security definer set search_path = '' as $$
  select r.at + r.clock_offset, r.actor, r.agency, r.way, r.view, r.purpose from public.audit_read r
   where r.cases @> array[of_case] and (select tovholder.may_see_looks(of_case))
   order by r.at desc, r.id desc limit least(most, 1000)
$$;

create function tovholder.looks_at_person(of_person uuid, most int default 100)
  returns table (at timestamptz, actor bigint, agency bigint, way text, view text, purpose text)
  language sql stable security definer set search_path = '' as $$
  select r.at + r.clock_offset, r.actor, r.agency, r.way, r.view, r.purpose from public.audit_read r
   where r.persons @> array[of_person] and (select tovholder.may_see_looks(of_person))
   order by r.at desc, r.id desc limit least(most, 1000)
$$;

-- Forget words that somebody searched for: in looks at these subjects, or (for a job or a command) all that
-- are older than a time. The seal still verifies, since the log holds the hash alone.
create function tovholder.forget_words(before timestamptz, about uuid[] default '{}') returns bigint
  language plpgsql security definer set search_path = '' as $$
declare gone bigint;
begin
  update public.audit_words w set salt = null, words = null
   where w.words is not null and ((w.at < before and tovholder.me() between -100 and -3)
     or (cardinality(about) > 0 and w.hash in (
     select r.words_hash from public.audit_read r where r.words_hash is not null
        and (r.cases && about or r.persons && about or r.concerns && about))));
  get diagnostics gone = row_count;
  return gone;
end $$;

grant usage, create on schema tovholder to tovholder_gate;
grant select on audit_read, audit_words to tovholder_gate;
grant update (salt, words) on audit_words to tovholder_gate;
do $$
declare f text;
begin
  foreach f in array array['may_see_looks(uuid)', 'looks_at_case(uuid, int)', 'looks_at_person(uuid, int)',
                           'forget_words(timestamptz, uuid[])'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app, tovholder_gate', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
"""

DROP = """
drop function tovholder.forget_words(timestamptz, uuid[]);
drop function tovholder.looks_at_person(uuid, int);
drop function tovholder.looks_at_case(uuid, int);
drop function tovholder.may_see_looks(uuid);
drop function tovholder.make_log_months(int);
drop table audit_words;
drop table audit_read;
drop schema tovholder_log;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_functions")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("actor", models.BigIntegerField(null=True, verbose_name="who")),
                ("agency", models.BigIntegerField(null=True, verbose_name="agency")),
                ("municipality", models.BigIntegerField(null=True, verbose_name="municipality")),
                ("clock_offset", models.DurationField()),
                ("request", models.TextField(null=True, verbose_name="request")),
                ("way", models.TextField(verbose_name="way")),
                ("view", models.TextField(verbose_name="page shown")),
                ("purpose", models.TextField(verbose_name="purpose")),
                ("persons", ArrayField(base_field=models.UUIDField(), size=None)),
                ("cases", ArrayField(base_field=models.UUIDField(), size=None)),
                ("concerns", ArrayField(base_field=models.UUIDField(), size=None)),
                ("words_hash", models.BinaryField(null=True)),
            ],
            options={
                "verbose_name": "look",
                "verbose_name_plural": "looks",
                "db_table": "audit_read",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="SearchWords",
            fields=[
                ("hash", models.BinaryField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(null=True)),
                ("words", models.TextField(null=True, verbose_name="words")),
                ("at", models.DateTimeField(verbose_name="when")),
            ],
            options={
                "verbose_name": "search words",
                "verbose_name_plural": "search words",
                "db_table": "audit_words",
                "managed": False,
            },
        ),
    ]
