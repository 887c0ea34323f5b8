"""The seal of the log of looks: a chain of hashes behind the writers. docs/decisions/0006 says why it is so."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

CREATE = """
-- Transaction numbers begin anew where a backup is put into another server: a row says from which it is.
create function tovholder.cluster() returns bigint
  language sql stable security definer set search_path = '' as $$
  select system_identifier from pg_catalog.pg_control_system()
$$;
revoke all on function tovholder.cluster() from public;
grant execute on function tovholder.cluster() to tovholder_app, tovholder_gate;
alter table audit_read add column cluster bigint not null default tovholder.cluster();
drop index audit_read_sealing;
create index audit_read_sealing on audit_read (cluster, xid, id);

create table audit_seal (
  no bigint primary key,
  at timestamptz not null,
  cluster bigint not null,
  part text not null,
  from_xid xid8 not null,
  to_xid xid8 not null,
  n bigint not null,
  ids bigint[],
  marks bytea,
  ids_hash bytea not null,
  rows_hash bytea not null,
  kind text not null check (kind in ('rows', 'dropped')),
  note text not null default '',
  hash bytea not null
);
create index audit_seal_part on audit_seal (part) where ids is not null;
revoke all on audit_seal from tovholder_app;
alter table audit_seal enable row level security;

-- One link of the chain. audit.seals computes the same outside the database.
create function tovholder.seal_hash(previous bytea, seal public.audit_seal) returns bytea
  language sql stable set search_path = '' as $$
  select sha256(coalesce(previous, '') || convert_to(concat_ws('|', 1, seal.no,
    (extract(epoch from seal.at) * 1000000)::bigint, seal.cluster, seal.part, seal.from_xid, seal.to_xid, seal.n,
    encode(seal.ids_hash, 'hex'), encode(seal.rows_hash, 'hex'), seal.kind, seal.note), 'UTF8'))
$$;

-- Seal the rows of one server from `since` up to, not including, `until`: one seal for each month among them.
create function tovholder.seal_rows(of_cluster bigint, since xid8, until xid8) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  found record; seal public.audit_seal; last bytea;
begin
  select s.no, s.hash into seal.no, last from public.audit_seal s order by s.no desc limit 1;
  for found in
    select r.month, count(*) as n, array_agg(r.id order by r.xid, r.id) as ids,
           string_agg(substr(r.hash, 1, 8), ''::bytea order by r.xid, r.id) as marks,
           sha256(string_agg(r.hash, ''::bytea order by r.xid, r.id)) as rows_hash
      from (select l.id, l.xid, to_char(l.at at time zone 'UTC', 'YYYY-MM') as month,
                   -- In PostgreSQL's binary form: no format of dates, no time zone, nothing ambiguous.
                   sha256(record_send(row(1, l.id, l.at, l.xid, l.cluster, l.actor, l.agency, l.municipality,
                     l.clock_offset, l.request, l.way, l.view, l.purpose, l.persons, l.cases, l.concerns,
                     l.words_hash))) as hash
              from public.audit_read l where l.cluster = of_cluster and l.xid >= since and l.xid < until) r
     group by r.month order by r.month
  loop
    seal.no := coalesce(seal.no, 0) + 1;
    seal.at := clock_timestamp();
    seal.cluster := of_cluster;
    seal.part := found.month;
    seal.from_xid := since;
    seal.to_xid := until;
    seal.n := found.n;
    seal.ids := found.ids;
    seal.marks := found.marks;
    seal.ids_hash := sha256(record_send(row(found.ids, found.marks)));
    seal.rows_hash := found.rows_hash;
    seal.kind := 'rows';
    seal.note := '';
    seal.hash := tovholder.seal_hash(last, seal);
    insert into public.audit_seal select seal.*;
    last := seal.hash;
  end loop;
end $$;

-- Seal what every writer has finished. Below the oldest transaction still running nothing can be added: one
-- that commits late holds the seal back, and its rows are in the next. Returns the number of the last seal.
create function tovholder.seal_log() returns bigint
  language plpgsql security definer set search_path = '' as $$
declare
  last public.audit_seal; here bigint := tovholder.cluster(); until xid8; since xid8; foreign_rows record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise 'seal_log wants the isolation level read committed';
  end if;
  if not pg_try_advisory_xact_lock(4711) then
    return null;  -- somebody else is at it
  end if;
  select * into last from public.audit_seal s where s.kind = 'rows' order by s.no desc limit 1;
  if last.no is null or last.cluster <> here then
    -- Perhaps a backup came here from another server. All that it brought along is committed.
    for foreign_rows in
      select l.cluster, max(l.xid) as last_xid from public.audit_read l
        left join (select s.cluster, max(s.to_xid) as to_xid from public.audit_seal s
                    where s.kind = 'rows' group by s.cluster) sealed on sealed.cluster = l.cluster
       where l.cluster <> here and l.xid >= coalesce(sealed.to_xid, '0'::xid8)
       group by l.cluster
    loop
      perform tovholder.seal_rows(
        foreign_rows.cluster,
        coalesce((select max(s.to_xid) from public.audit_seal s
                   where s.kind = 'rows' and s.cluster = foreign_rows.cluster), '0'::xid8),
        (foreign_rows.last_xid::text::numeric + 1)::text::xid8);
    end loop;
  end if;
  select s.to_xid into since from public.audit_seal s
   where s.kind = 'rows' and s.cluster = here order by s.no desc limit 1;
  until := pg_snapshot_xmin(pg_current_snapshot());
  perform tovholder.seal_rows(here, coalesce(since, '0'::xid8), until);
  return (select max(s.no) from public.audit_seal s);
end $$;

-- Drop a month of the log and its words: for the owner, by a rule that somebody names. The seal of the drop and
-- the rows' own seals, without what names rows, stay in the chain.
create function tovholder.drop_log_month(month text, why text) returns bigint
  language plpgsql set search_path = '' as $$
declare
  seal public.audit_seal; last public.audit_seal; there bigint; sealed bigint; part regclass; since timestamptz;
begin
  perform pg_advisory_xact_lock(4711);
  part := to_regclass('tovholder_log.read_' || replace(month, '-', '_'));
  if part is null then
    raise 'there is no month % in the log', month;
  end if;
  since := (month || '-01')::timestamp at time zone 'UTC';
  if to_char(now() at time zone 'UTC', 'YYYY-MM') <= month then
    raise 'the month % is not over', month;
  end if;
  execute format('lock table %s in access exclusive mode', part);
  execute format('select count(*) from %s', part) into there;
  select coalesce(sum(s.n), 0) into sealed from public.audit_seal s where s.kind = 'rows' and s.part = month;
  if there <> sealed then
    raise 'the month % has % rows, and % were sealed', month, there, sealed;
  end if;
  select * into last from public.audit_seal s order by s.no desc limit 1;
  seal.no := coalesce(last.no, 0) + 1;
  seal.at := clock_timestamp();
  seal.cluster := tovholder.cluster();
  seal.part := month;
  seal.from_xid := coalesce(last.to_xid, '0'::xid8);
  seal.to_xid := seal.from_xid;
  seal.n := there;
  seal.ids_hash := sha256('');
  seal.rows_hash := sha256('');
  seal.kind := 'dropped';
  seal.note := why;
  seal.hash := tovholder.seal_hash(last.hash, seal);
  insert into public.audit_seal select seal.*;
  update public.audit_seal s set ids = null, marks = null where s.part = month and s.ids is not null;
  delete from public.audit_words w
   where w.at >= since and w.at < (since at time zone 'UTC' + interval '1 month') at time zone 'UTC';
  execute format('drop table %s', part);
  return seal.no;
end $$;
revoke all on function tovholder.drop_log_month(text, text) from public;

-- How the seal fares, for monitoring: numbers and times alone.
create function tovholder.seal_state() returns table (
    last_no bigint, last_at timestamptz, waiting_since timestamptz, waiting bigint)
  language sql stable security definer set search_path = '' as $$
  select s.no, s.at, w.since, w.n
    from (select 1) one
    left join (select no, at from public.audit_seal order by no desc limit 1) s on true
    left join lateral (
      select min(l.at) as since, count(*) as n from public.audit_read l
       where l.cluster = tovholder.cluster() and l.xid >= coalesce(
         (select r.to_xid from public.audit_seal r where r.kind = 'rows' and r.cluster = tovholder.cluster()
           order by r.no desc limit 1), '0'::xid8)) w on true
$$;

grant select, insert on audit_seal to tovholder_gate;
do $$
declare f text;
begin
  foreach f in array array['cluster()', 'seal_rows(bigint, xid8, xid8)', 'seal_log()', 'seal_state()'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_gate', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
grant execute on function tovholder.seal_log(), tovholder.seal_state(), tovholder.cluster() to tovholder_app;
"""

DROP = """
drop function tovholder.seal_state();
drop function tovholder.drop_log_month(text, text);
drop function tovholder.seal_log();
drop function tovholder.seal_rows(bigint, xid8, xid8);
drop function tovholder.seal_hash(bytea, audit_seal);
drop table audit_seal;
drop index audit_read_sealing;
alter table audit_read drop column cluster;
create index audit_read_sealing on audit_read (xid, id);
drop function tovholder.cluster();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_read_log")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("no", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("cluster", models.BigIntegerField()),
                ("part", models.TextField(verbose_name="month")),
                ("n", models.BigIntegerField(verbose_name="looks")),
                ("ids", ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ("marks", models.BinaryField(null=True)),
                ("ids_hash", models.BinaryField()),
                ("rows_hash", models.BinaryField()),
                ("kind", models.TextField()),
                ("note", models.TextField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "db_table": "audit_seal",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("rows", models.BigIntegerField(verbose_name="looks")),
                ("seals", models.BigIntegerField(verbose_name="seals")),
                ("seconds", models.FloatField()),
                ("faults", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "verification of the log",
                "verbose_name_plural": "verifications of the log",
            },
        ),
    ]
