-- The roles, the database and the rights that Tovholder stands on.
--
-- Run it with psql as a superuser, as often as you like:
--     psql -f roles.sql postgres                     the database is named tovholder
--     psql -v db=another_name -f roles.sql postgres
-- Then give the two that sign in a password each:
--     \password tovholder_owner
--     \password tovholder_app
-- Roles belong to the whole server; the rest belongs to the one database.
--
--   tovholder_owner   owns the tables and migrates; is not used to serve
--   tovholder_app     serves: owns nothing, and row level security holds it
--   tovholder_gate    owns the functions that the policies call; nobody signs in as it
--   tovholder_stats   owns the functions that count; nobody signs in as it
--
-- gate and stats go past row level security, so they can read only the tables that
-- a migration grants to them by name.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?db}
\else
\set db tovholder
\endif

set client_min_messages = warning;

do $$ begin
  if current_setting('server_version_num')::int < 170000 then
    raise exception 'Tovholder needs PostgreSQL 17 or newer; this is %', current_setting('server_version');
  end if;
end $$;

select format('create role %I', name)
from unnest(array['tovholder_owner', 'tovholder_app', 'tovholder_gate', 'tovholder_stats']) as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role tovholder_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role tovholder_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role tovholder_gate nologin nosuperuser nocreatedb nocreaterole noreplication bypassrls;
alter role tovholder_stats nologin nosuperuser nocreatedb nocreaterole noreplication bypassrls;

-- What a statement is bound to is personal data: the server's log has none of it, however slow or wrong it was.
alter role tovholder_owner set log_parameter_max_length = 0;
alter role tovholder_owner set log_parameter_max_length_on_error = 0;
alter role tovholder_app set log_parameter_max_length = 0;
alter role tovholder_app set log_parameter_max_length_on_error = 0;

-- So that a migration, run by the owner, can write their functions, give them away and
-- replace them. BYPASSRLS itself is never inherited.
grant tovholder_gate, tovholder_stats to tovholder_owner with inherit true, set true;

-- The built-in locale sorts and folds alike on every machine; Danish order is da_sort's.
select format(
    'create database %I owner tovholder_owner template template0 encoding ''UTF8'' '
    'locale_provider builtin builtin_locale ''C.UTF-8'' locale ''C.UTF-8''', :'db')
where not exists (select from pg_database where datname = :'db')
\gexec

\connect :db
set client_min_messages = warning;

select format('alter database %I owner to tovholder_owner', :'db')
\gexec
-- A temporary table could stand before a real one on the search path.
select format('revoke temporary on database %I from public', :'db')
\gexec
select format('grant connect on database %I to tovholder_app', :'db')
\gexec

create extension if not exists btree_gist schema public;
create extension if not exists pg_trgm schema public;

revoke create on schema public from public;
grant usage on schema public to tovholder_app, tovholder_gate, tovholder_stats;
-- A function's new owner must be allowed to create in its schema.
grant create on schema public to tovholder_gate, tovholder_stats;

alter default privileges for role tovholder_owner
    grant select, insert, update, delete on tables to tovholder_app;
alter default privileges for role tovholder_owner
    grant usage, select on sequences to tovholder_app;
