"""Purposes in a reader's own words stand beside the log, which holds their salted hash: they can be forgotten."""

from django.db import migrations, models

CREATE = """
create table audit_purpose (
  key text primary key,
  salt bytea,
  words text,
  municipality bigint default tovholder.my_municipality(),
  at timestamptz not null default clock_timestamp(),
  constraint purpose_is_what_was_hashed check (
    (salt is null and words is null)
    or (salt is not null and words is not null
        and key = 'typed ' || encode(sha256(salt || convert_to(words, 'UTF8')), 'hex')))
);
create index audit_purpose_at on audit_purpose (at) where words is not null;
revoke all on audit_purpose from tovholder_app;
alter table audit_purpose enable row level security;
grant select, update (salt, words) on audit_purpose to tovholder_gate;

create or replace function tovholder.looks_at_case(of_case uuid, most int default 100)
  returns table (at timestamptz, actor bigint, agency bigint, way text, view text, purpose text)
  language sql stable security definer set search_path = '' as $$
  select r.at + r.clock_offset, r.actor, r.agency, r.way, r.view, coalesce(p.words, r.purpose)
    from public.audit_read r left join public.audit_purpose p on p.key = r.purpose
   where r.cases @> array[of_case] and (select tovholder.may_see_looks(of_case))
   order by r.at desc, r.id desc limit least(most, 1000)
$$;

create or replace function tovholder.looks_at_person(of_person uuid, most int default 100)
  returns table (at timestamptz, actor bigint, agency bigint, way text, view text, purpose text)
  language sql stable security definer set search_path = '' as $$
  select r.at + r.clock_offset, r.actor, r.agency, r.way, r.view, coalesce(p.words, r.purpose)
    from public.audit_read r left join public.audit_purpose p on p.key = r.purpose
   where r.persons @> array[of_person] and (select tovholder.may_see_looks(of_person))
   order by r.at desc, r.id desc limit least(most, 1000)
$$;

-- Forget what somebody searched for, and what she wrote of why she looked: in looks at these subjects, or (for a
-- job or a command) all that is older than a time. The seal still verifies, since the log holds the hash alone.
-- For functions that delete content; whoever could call it could erase what somebody searched for.
create or replace function tovholder.forget_words(before timestamptz, about uuid[] default '{}') returns bigint
  language plpgsql security definer set search_path = '' as $$
declare searched bigint; said bigint;
begin
  update public.audit_words w set salt = null, words = null
   where w.words is not null and ((w.at < before and tovholder.me() between -100 and -3)
     or (cardinality(about) > 0 and w.hash in (
     select r.words_hash from public.audit_read r where r.words_hash is not null
        and (r.cases && about or r.persons && about or r.concerns && about))));
  get diagnostics searched = row_count;
  update public.audit_purpose p set salt = null, words = null
   where p.words is not null and ((p.at < before and tovholder.me() between -100 and -3)
     or (cardinality(about) > 0 and p.key in (
     select r.purpose from public.audit_read r
      where r.cases && about or r.persons && about or r.concerns && about)));
  get diagnostics said = row_count;
  return searched + said;
end $$;
revoke execute on function tovholder.forget_words(timestamptz, uuid[]) from tovholder_app;
"""

# A month's words go with the month.
DROP_MONTH = """
create or replace function tovholder.drop_log_month(month text, why text) returns bigint
  language plpgsql set search_path = '' as $$
declare
  seal public.audit_seal; last public.audit_seal; there bigint; sealed bigint; part regclass;
  since timestamptz; until timestamptz;
begin
  perform pg_advisory_xact_lock(4711);
  part := to_regclass('tovholder_log.read_' || replace(month, '-', '_'));
  if part is null then
    raise 'there is no month % in the log', month;
  end if;
  since := (month || '-01')::timestamp at time zone 'UTC';
  until := (since at time zone 'UTC' + interval '1 month') at time zone 'UTC';
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
  delete from public.audit_words w where w.at >= since and w.at < until;
  delete from public.audit_purpose p where p.at >= since and p.at < until;
  execute format('drop table %s', part);
  return seal.no;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seal"), ("access", "0008_whose_look")]
    operations = [
        migrations.RunSQL(CREATE, migrations.RunSQL.noop),
        migrations.RunSQL(DROP_MONTH, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="TypedPurpose",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(null=True)),
                ("words", models.TextField(null=True, verbose_name="words")),
                ("municipality", models.BigIntegerField(null=True, verbose_name="municipality")),
                ("at", models.DateTimeField(verbose_name="when")),
            ],
            options={
                "verbose_name": "purpose in one's own words",
                "verbose_name_plural": "purposes in one's own words",
                "db_table": "audit_purpose",
                "managed": False,
            },
        ),
    ]
