"""Row level security and grants: how a context says who sees and writes the rows of its tables.

A context's `rls.py` holds `RULES`, a list of `Rules`. `apply` makes the database agree with all of them
after every migration: policies, column grants, and the history tables that belong to the models. Rules
for a model that inherits `Owned` need not be written: its own municipality's people see and write it.

An expression is SQL over the table's columns. Use uncorrelated subselects (`access.rls.MY_…`), so that
PostgreSQL asks them once per statement; a function per row is a thousand times slower.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import md5
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pgtrigger
from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from pghistory.trigger import Event as HistoryTrigger

from tovholder.access.actors import System
from tovholder.access.models import Owned, User
from tovholder.access.roles import Permission, roles_with
from tovholder.audit import history

ME = "(select tovholder.me())"
MY_MUNICIPALITIES = "array(select tovholder.my_municipalities())"
MY_ROLES = "(select tovholder.my_roles())"

#: The row belongs to the actor's municipality.
IN_MY_MUNICIPALITY = f"municipality_id = any({MY_MUNICIPALITIES})"

NEVER = "false"


def acts_as(*systems: System) -> str:
    """The actor is one of these system actors."""
    return f"{ME} in ({', '.join(str(int(system)) for system in systems)})"


def permitted(permission: Permission) -> str:
    """The actor has, now, a role that carries the permission."""
    keys = ", ".join(f"'{key}'" for key in roles_with(permission))
    return f"{MY_ROLES} && array[{keys}]::text[]"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Who may do what with a table's rows, as `tovholder_app`. What is None is not granted at all.

    :param model: "app_label.Model".
    :param read: rows that are seen; also what an update or delete can find.
    :param add: rows that may be put in.
    :param add_columns: the columns that whoever puts in a row may name; all, where empty.
    :param change: rows that may be changed, and what they may become.
    :param change_columns: the columns that an update may touch; all, where empty.
    :param remove: rows that may be deleted.
    :param history: who reads the rows' history; as `read`, where None. That asks the row as it was: a rule
        about columns that change wants `by_who_reads_today`.
    """

    model: str
    read: str
    add: str | None = None
    add_columns: tuple[str, ...] = ()
    change: str | None = None
    change_columns: tuple[str, ...] = ()
    remove: str | None = None
    history: str | None = None


def by_who_reads_today(table: str) -> str:
    """For a history: read by who reads the row as it stands now, and by nobody where it is gone."""
    return f"exists (select from {table} today where today.id = pgh_obj_id)"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A table without a model that triggers keep: who reads its rows. Nobody but they writes them.

    A context's `rls.py` lists them as `KEPT`. A read of `NEVER` grants nothing.
    """

    table: str
    read: str


def functions() -> list[str]:
    """Functions that are made from the roles, as a context's `rls.py` lists them: `FUNCTIONS`."""
    found: list[str] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.rls"
        if config.name.startswith("tovholder.") and find_spec(name):
            found += import_module(name).__dict__.get("FUNCTIONS", ())
    return found


def kept() -> list[Kept]:
    """The tables without a model, of all contexts."""
    found: list[Kept] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.rls"
        if config.name.startswith("tovholder.") and find_spec(name):
            found += import_module(name).__dict__.get("KEPT", ())
    return found


def rules() -> dict[str, Rules]:
    """Every table's rules by "app_label.Model", the written ones and those that follow from `Owned`."""
    found: dict[str, Rules] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.rls"
        if config.name.startswith("tovholder.") and find_spec(name):
            for rule in import_module(name).__dict__.get("RULES", ()):
                found[rule.model] = rule
    for model in apps.get_models():
        label = model._meta.label
        if issubclass(model, Owned) and label not in found:
            mine = IN_MY_MUNICIPALITY
            found[label] = Rules(model=label, read=mine, add=mine, change=mine, remove=mine)
    return found


def history_models() -> dict[type[Model], type[Model]]:
    """Each tracked model and the model of its history."""
    return history.kept()


def apply(connection: BaseDatabaseWrapper) -> None:
    """Make the database agree with the rules. Idempotent; one transaction; runs as the owner."""
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


#: Tables of libraries that hold no person, and in which the pages write nothing.
READ_ONLY = (
    "django_migrations",
    "django_content_type",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "pghistory_context",
    "socialaccount_socialapp",
)

#: Beside what each policy was made from, what PostgreSQL made of it: `disagreements` compares both.
STAMP = r"""
do $$
declare p record;
begin
  for p in select c.oid::regclass as tab, o.polname, obj_description(o.oid, 'pg_policy') as source,
                  tovholder.policy_as_it_is(o.oid) as made
             from pg_policy o join pg_class c on c.oid = o.polrelid where o.polname like 'app\_%'
  loop
    execute format('comment on policy %I on %s is %L', p.polname, p.tab, p.source || ' ' || p.made);
  end loop;
end $$
"""


#: A setting tells the library's triggers to keep no history, and anybody may set it. Here the owner alone is
#: heeded, who locks anew what is locked (core.resealing) and changes nothing that anybody did.
HISTORY_IS_KEPT = """
create or replace function public._pgtrigger_should_ignore(trigger_name name) returns boolean
  language sql stable set search_path = '' as $$
  select case when coalesce(current_setting('pgtrigger.ignore', true), '') = '' then false
    else trigger_name = any (current_setting('pgtrigger.ignore')::text[])
     and pg_has_role(session_user, 'tovholder_owner', 'member') end
$$
"""


def statements() -> Iterable[str]:
    """The SQL of all rules."""
    written = rules()
    yield HISTORY_IS_KEPT
    yield from functions()
    for label, rule in sorted(written.items()):
        yield from _protect(apps.get_model(label), rule)
    for model, event in sorted(history_models().items(), key=lambda pair: pair[0]._meta.label):
        yield from _protect_history(model, event, written.get(model._meta.label))
    for table in kept():
        yield from _protect_kept(table)
    for name in READ_ONLY:
        yield f'revoke all on "{name}" from tovholder_app'
        yield f'grant select on "{name}" to tovholder_app'
    yield STAMP


def disagreements(connection: BaseDatabaseWrapper) -> list[str]:
    """Where the database does not do what the rules say: missing, foreign or changed policies, by name.

    Needs no rights beyond the runtime role's.
    """
    wanted: dict[tuple[str, str], str] = {}
    written = rules()
    for label, rule in written.items():
        table = apps.get_model(label)._meta.db_table
        wanted |= {(table, name): _hash(sql) for name, sql in _policies(table, rule)}
    for model, event in history_models().items():
        table = event._meta.db_table
        rule_of_model = written.get(model._meta.label)
        wanted[table, "app_read"] = _hash(_history_policy(table, rule_of_model))
    wanted |= {(table.table, "app_read"): _hash(_read_policy(table.table, table.read)) for table in kept()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, o.polname, coalesce(obj_description(o.oid, 'pg_policy'), ''),"
            " tovholder.policy_as_it_is(o.oid), c.relrowsecurity"
            " from pg_policy o join pg_class c on c.oid = o.polrelid"
        )
        found = {(table, name): rest for table, name, *rest in cursor.fetchall()}
    wrong = [f"{table}.{name} is missing" for table, name in wanted.keys() - found.keys()]
    wrong += [f"{table}.{name} is not ours" for table, name in found.keys() - wanted.keys()]
    for (table, name), (stamp, made, is_on) in found.items():
        if (table, name) in wanted and stamp != f"{wanted[table, name]} {made}":
            wrong.append(f"{table}.{name} is not what the rules say")
        if not is_on:
            wrong.append(f"{table} has row level security switched off")
    return sorted(set(wrong))


def _hash(sql: str) -> str:
    return md5(sql.encode(), usedforsecurity=False).hexdigest()


def _read_policy(table: str, read: str) -> str:
    return f'create policy app_read on "{table}" for select to tovholder_app using ({read})'


def _policies(table: str, rule: Rules) -> Iterable[tuple[str, str]]:
    """The policies of a table: name and SQL."""
    yield "app_read", _read_policy(table, rule.read)
    if rule.add:
        sql = f'create policy app_add on "{table}" for insert to tovholder_app with check ({rule.add})'
        yield "app_add", sql
    if rule.change:
        sql = (
            f'create policy app_change on "{table}" for update to tovholder_app '
            f"using ({rule.change}) with check ({rule.change})"
        )
        yield "app_change", sql
    if rule.remove:
        sql = f'create policy app_remove on "{table}" for delete to tovholder_app using ({rule.remove})'
        yield "app_remove", sql


def _made(table: str, name: str, sql: str) -> Iterable[str]:
    yield sql
    yield f"comment on policy {name} on \"{table}\" is '{_hash(sql)}'"


def _protect(model: type[Model], rule: Rules) -> Iterable[str]:
    table = model._meta.db_table
    yield from _forget(table)
    for name, sql in _policies(table, rule):
        yield from _made(table, name, sql)
    grants = ["select"]
    grants += [_of_columns("insert", rule.add_columns)] if rule.add else []
    grants += [_of_columns("update", rule.change_columns)] if rule.change else []
    grants += ["delete"] if rule.remove else []
    yield f'grant {", ".join(grants)} on "{table}" to tovholder_app'


def _of_columns(right: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"{right} ({names})" if names else right


def _history_policy(table: str, rule: Rules | None) -> str:
    read = "true" if rule is None else (rule.history or rule.read)
    return _read_policy(table, read)


def _protect_kept(kept: Kept) -> Iterable[str]:
    yield from _forget(kept.table)
    yield from _made(kept.table, "app_read", _read_policy(kept.table, kept.read))
    if kept.read != NEVER:
        yield f'grant select on "{kept.table}" to tovholder_app'


def _protect_history(model: type[Model], event: type[Model], rule: Rules | None) -> Iterable[str]:
    """The record: read as the rows are, written by its trigger alone, which runs as `tovholder_gate`."""
    table = event._meta.db_table
    yield from _forget(table)
    yield from _made(table, "app_read", _history_policy(table, rule))
    yield f'grant select on "{table}" to tovholder_app'
    # The log walks every history newest first (audit.queries).
    yield f'create index if not exists "{table[:50]}_when" on "{table}" (pgh_created_at desc, pgh_id desc)'
    yield f'grant insert on "{table}" to tovholder_gate'
    yield f"grant usage on sequence {_sequence(event)} to tovholder_gate"
    for trigger in _history_triggers(model):
        function = trigger.get_pgid(model)
        yield f"alter function {function}() security definer"
        yield f"alter function {function}() set search_path = public, pg_temp"
        yield f"alter function {function}() owner to tovholder_gate"


def _forget(table: str) -> Iterable[str]:
    yield f'alter table "{table}" enable row level security'
    for name in ("app_read", "app_add", "app_change", "app_remove"):
        yield f'drop policy if exists {name} on "{table}"'
    yield f'revoke all on "{table}" from tovholder_app'


def _sequence(model: type[Model]) -> str:
    return f'"{model._meta.db_table}_{model._meta.pk.column}_seq"'


def _columns(model: type[Model], names: Iterable[str]) -> tuple[str, ...]:
    fields: Any = model._meta
    return tuple(fields.get_field(name).column for name in names)


def _history_triggers(model: type[Model]) -> list[Any]:
    registered: Any = pgtrigger.registered()
    return [
        trigger for tracked, trigger in registered if tracked is model and isinstance(trigger, HistoryTrigger)
    ]


def of_drafts(model: str, sees: str) -> Rules:
    """Drafts (access.drafts): their writer's alone, while she sees what they are about; a job forgets them.

    :param sees: she does.
    """
    mine = f"{IN_MY_MUNICIPALITY} and by_id = {ME} and {sees}"
    forgets = acts_as(System.JOBS)
    return Rules(
        model=model,
        read=f"({mine}) or {forgets}",
        add=mine,
        change=mine,
        change_columns=("page", "version", "saved_at", "content"),
        remove=f"({mine}) or {forgets}",
    )


_COLLEAGUES = IN_MY_MUNICIPALITY
_SYSTEM_AT_WORK = acts_as(System.COMMAND, System.DEMO, System.JOBS)
_MANAGER = permitted(Permission.ACCESS_MANAGE)
_OWN_OR_SIGN_IN = f"user_id = {ME} or {acts_as(System.SIGN_IN, System.COMMAND, System.DEMO)}"
_MY_COLLEAGUES = f"user_id in (select id from access_user where {IN_MY_MUNICIPALITY})"
_ADDRESS = f"{_OWN_OR_SIGN_IN} or {acts_as(System.JOBS)} or ({_MY_COLLEAGUES} and {_MANAGER})"
# my_agency() still reads the row as it was: whoever changes her own row stays in her agency, and open.
_OWN_ACCOUNT = (
    f"(id = {ME} and ended_at is null and agency_id is not distinct from (select tovholder.my_agency()))"
)

_OF_THE_LOG = f"{permitted(Permission.LOG_READ)} or {acts_as(System.JOBS, System.COMMAND)}"

_AUDITS = f"municipality = any({MY_MUNICIPALITIES}) and {permitted(Permission.LOG_READ)}"

#: Refused attempts beyond those that the log holds, counted by the gate (audit/migrations/0004).
KEPT = [Kept(table="audit_refused_more", read=_AUDITS)]

#: The accounts' own tables, the libraries' included, and the log's.
RULES = [
    Rules(
        model="access.Municipality",
        read=f"id = any({MY_MUNICIPALITIES}) or {acts_as(System.SIGN_IN)} or {_SYSTEM_AT_WORK}",
        add=_SYSTEM_AT_WORK,
        change=_SYSTEM_AT_WORK,
    ),
    Rules(
        model="access.Agency",
        read=f"{IN_MY_MUNICIPALITY} or {acts_as(System.SIGN_IN)}",
        add=f"({IN_MY_MUNICIPALITY} and {_MANAGER}) or {_SYSTEM_AT_WORK}",
        change=f"({IN_MY_MUNICIPALITY} and {_MANAGER}) or {_SYSTEM_AT_WORK}",
        change_columns=("name", "short_name", "kind"),
    ),
    # Colleagues see each other's name and office; the actor's own row is seen even without a municipality.
    Rules(
        model="access.User",
        read=f"{_COLLEAGUES} or id = {ME} or {acts_as(System.SIGN_IN)} or {_SYSTEM_AT_WORK}",
        add=f"({_COLLEAGUES} and {_MANAGER}) or {_SYSTEM_AT_WORK}",
        change=(
            f"{_OWN_ACCOUNT} or {acts_as(System.SIGN_IN)}"
            f" or ({_COLLEAGUES} and {_MANAGER}) or {_SYSTEM_AT_WORK}"
        ),
        change_columns=_columns(User, User.CHANGEABLE),
    ),
    # Nobody gives herself a role (access.operations.grant_role says why).
    Rules(
        model="access.RoleGrant",
        read=f"{_MY_COLLEAGUES} or {_OWN_OR_SIGN_IN}",
        add=(
            f"({_MY_COLLEAGUES} and {_MANAGER} and granted_by_id = {ME} and user_id <> {ME})"
            f" or {_SYSTEM_AT_WORK}"
        ),
        change=f"({_MY_COLLEAGUES} and {_MANAGER}) or {_SYSTEM_AT_WORK}",
        change_columns=("valid_until",),
    ),
    Rules(
        model="access.AccountAct",
        read=(
            f"({_MY_COLLEAGUES} and ({_MANAGER} or {permitted(Permission.LOG_READ)}))"
            f" or user_id = {ME} or {_SYSTEM_AT_WORK}"
        ),
        add=f"({_MY_COLLEAGUES} and {_MANAGER} and by_id = {ME}) or {_SYSTEM_AT_WORK}",
    ),
    # An invitation's token is made of the address, which whoever invites must therefore see.
    Rules(model="account.EmailAddress", read=_ADDRESS, add=_ADDRESS, change=_ADDRESS, remove=_ADDRESS),
    # Nobody but its owner adds a second factor or reads its secret. An administrator removes a lost one
    # by a function of the gate (migration 0004), which shows her the kind and the dates alone.
    *(
        Rules(
            model=model,
            read=_OWN_OR_SIGN_IN,
            add=_OWN_OR_SIGN_IN,
            change=_OWN_OR_SIGN_IN,
            remove=_OWN_OR_SIGN_IN,
        )
        for model in ("mfa.Authenticator", "socialaccount.SocialAccount")
    ),
    # The log of looks. Whoever is named as the actor writes it, in the columns that she may name; the
    # database adds the rest. The house's auditors read it, and the commands and jobs that verify it.
    Rules(
        model="audit.Look",
        read=f"({_AUDITS}) or {acts_as(System.JOBS, System.COMMAND)}",
        add=f"{ME} is not null",
        add_columns=("way", "view", "purpose", "persons", "cases", "concerns", "words_hash"),
    ),
    Rules(model="audit.Seal", read=_OF_THE_LOG),
    Rules(model="audit.Verification", read=_OF_THE_LOG, add=acts_as(System.JOBS, System.COMMAND)),
    Rules(
        model="audit.SearchWords",
        read=NEVER,
        add=f"{ME} is not null",
        add_columns=("hash", "salt", "words"),
    ),
    # Who reads the log reads why, too. Verifying needs no more than its hash.
    Rules(
        model="audit.TypedPurpose",
        read=_AUDITS,
        add=f"{ME} is not null",
        add_columns=("key", "salt", "words"),
    ),
]
