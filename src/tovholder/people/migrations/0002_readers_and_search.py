"""Who sees whom (kept by triggers of the contexts above), and the search that tells of nobody hidden."""

from django.db import migrations

READERS = """
-- Who sees a person, why, and from when to when. Written by triggers alone, as tovholder_gate.
create table people_reader (
  reader bigint not null,
  person uuid not null references people_person(id) on delete cascade deferrable initially deferred,
  way text not null,                         -- made, concern, clearance, case, emergency …
  source uuid not null,                      -- the row that gives it
  valid_from timestamptz not null,
  valid_until timestamptz not null default 'infinity',
  primary key (reader, person, way, source, valid_from));
create index people_reader_person on people_reader (person);
create index people_reader_source on people_reader (source);
-- Who must not see a person, whatever else gives it: recusal from a case about her.
create table people_recused (
  reader bigint not null,
  person uuid not null references people_person(id) on delete cascade deferrable initially deferred,
  source uuid not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null default 'infinity',
  primary key (reader, person, source, valid_from));
create index people_recused_person on people_recused (person);
grant select, insert, update, delete on people_reader, people_recused to tovholder_gate;
grant select on people_person to tovholder_gate;

create function tovholder.my_recused_people() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select x.person from public.people_recused x
   where x.reader = tovholder.me()
     and x.valid_from <= tovholder.clock() and tovholder.clock() < x.valid_until
$$;

-- Whoever wrote a person down sees her that day; after it through the concern or the case.
create function tovholder.person_made() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.people_reader (reader, person, way, source, valid_from, valid_until)
  values (new.made_by_id, new.id, 'made', new.id,
          least(new.made_at, tovholder.clock()), tovholder.clock() + interval '1 day')
  on conflict do nothing;
  return null;
end $$;
create trigger person_made after insert on people_person
  for each row execute function tovholder.person_made();
"""

SEARCH = """
-- A name as it is compared: lower case, Danish letters as they are also spelled, nothing but letters.
create function tovholder.name_key(name text) returns text language sql immutable parallel safe strict
  return btrim(regexp_replace(
    replace(replace(replace(replace(replace(lower(normalize(name, NFC) collate "pg_c_utf8"),
      'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), 'ö', 'oe'), 'ä', 'ae'),
    '[^[:alnum:]]+', ' ', 'g'));

-- One partition a municipality: a search opens the index of nobody else's (security: it must not tell by time).
create table people_name (
  municipality bigint not null,
  person uuid not null,
  name_key text not null,
  primary key (municipality, person)) partition by list (municipality);
create index people_name_key on people_name using gin (name_key public.gin_trgm_ops);
grant select, insert, update, delete on people_name to tovholder_gate;

create function tovholder.people_names_of(municipality bigint) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  execute format('create table if not exists public.people_name_%s partition of public.people_name for values in (%s)',
                 municipality, municipality);
  execute format('alter table public.people_name_%s enable row level security', municipality);
  execute format('revoke all on public.people_name_%s from tovholder_app', municipality);
end $$;

create function tovholder.municipality_made() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.people_names_of(new.id);
  return null;
end $$;
revoke all on function tovholder.people_names_of(bigint), tovholder.municipality_made() from public;
grant execute on function tovholder.municipality_made() to tovholder_app;
create trigger people_names after insert on access_municipality
  for each row execute function tovholder.municipality_made();
select tovholder.people_names_of(id) from access_municipality;

create function tovholder.person_named() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' then
    delete from public.people_name where municipality = old.municipality_id and person = old.id;
  end if;
  if tg_op <> 'DELETE' and new.name <> '' then
    insert into public.people_name values (new.municipality_id, new.id, tovholder.name_key(new.name));
  end if;
  return null;
end $$;
create trigger person_named after insert or delete or update of name on people_person
  for each row execute function tovholder.person_named();

-- The people whom the actor may see by a row of her own: never an index that holds others.
create function tovholder.my_people() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select distinct r.person from public.people_reader r
   where r.reader = tovholder.me()
     and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until
     and r.person <> all (array(select tovholder.my_recused_people()))
$$;

-- The municipalities whose people the actor reads all of: a role that says so (people/rls.py: PERSON_READ_ALL).
create function tovholder.my_people_municipalities() returns setof bigint
  language sql stable security definer set search_path = '' as $$
  select m from tovholder.my_municipalities() m
   where tovholder.me() > 0 and tovholder.my_roles() && array['coordinator']
$$;

create function tovholder.find_people(words text) returns table (person uuid, likeness real)
  language sql stable security definer set search_path = '' as $$
  with wanted as (select tovholder.name_key(words) as key),
  mine as materialized (select p as id from tovholder.my_people() p),
  named as materialized (
    select p.id, tovholder.name_key(p.name) as key from mine join public.people_person p on p.id = mine.id
     where p.name <> ''),
  found as (
    (select named.id as person, public.word_similarity(wanted.key, named.key) as likeness
       from named, wanted where public.word_similarity(wanted.key, named.key) >= 0.45
      order by 2 desc, 1 limit 20)
    union
    (select x.person, x.likeness
       from unnest(array(select tovholder.my_people_municipalities())) h, wanted, lateral (
         select n.person, public.word_similarity(wanted.key, n.name_key) as likeness
           from public.people_name n
          where n.municipality = h and wanted.key operator(public.<%) n.name_key
            and n.person <> all (array(select tovholder.my_recused_people()))
          order by 2 desc, 1 limit 20) x))
  select person, max(likeness) from found group by person order by 2 desc, 1 limit 20
$$;
select public.similarity('', '');  -- loads the extension: before that, its settings are nobody's
alter function tovholder.find_people(text) set pg_trgm.word_similarity_threshold = 0.45;

create function tovholder.find_people_by_cpr(index_value bytea) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  with mine as materialized (select p as id from tovholder.my_people() p),
  own as materialized (select p.id, p.cpr_index from mine join public.people_person p on p.id = mine.id)
  (select id from own where cpr_index = index_value limit 20)
  union
  (select x.id from unnest(array(select tovholder.my_people_municipalities())) h, lateral (
     select p.id from public.people_person p
      where p.cpr_index = index_value and p.municipality_id = h
        and p.id <> all (array(select tovholder.my_recused_people()))
      limit 20) x)
$$;

do $$
declare f text;
begin
  foreach f in array array['my_recused_people()', 'my_people()', 'my_people_municipalities()',
                           'find_people(text)', 'find_people_by_cpr(bytea)', 'person_made()',
                           'person_named()'] loop
    execute format('revoke all on function tovholder.%s from public', f);
    execute format('grant execute on function tovholder.%s to tovholder_app, tovholder_gate', f);
    execute format('alter function tovholder.%s owner to tovholder_gate', f);
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(READERS, migrations.RunSQL.noop),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]
