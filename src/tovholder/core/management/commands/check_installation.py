"""Say what is wrong with an installation, in words, and exit 1 if anything is.

The half of `tovholder check` that needs Django; the half that does not is `core.checkup`.
"""

import os
import sys
from typing import Any
from urllib.parse import urlparse
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from tovholder.core import jobs, keys, postgres
from tovholder.core.words import words


class Command(BaseCommand):
    help = "Say what is wrong with this installation."
    # What it looks at may be what is wrong.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        found = faults()
        for fault in found:
            self.stdout.write(f"- {fault}")
        if found:
            sys.exit(1)
        if options["verbosity"]:
            self.stdout.write(
                words("Nothing is wrong with this installation.", "Installationen fejler ingenting.")
            )


def faults() -> list[str]:
    """A sentence for each fault of settings and database."""
    return [*of_the_settings(), *of_the_database()]


def of_the_settings() -> list[str]:
    """Settings that a real installation should not have. The demo is excused from https and mail."""
    found = []
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            words(
                "TOVHOLDER_HOSTS allows every host name: name the ones that people open.",
                "TOVHOLDER_HOSTS tillader alle værtsnavne: nævn dem, som åbnes.",
            )
        )
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        found.append(
            words(
                f"The time zone {settings.TIME_ZONE} is not known here (on Debian: apt install tzdata).",
                f"Maskinen kender ikke tidszonen {settings.TIME_ZONE} (på Debian: apt install tzdata).",
            )
        )
    found += _of_the_provider()
    if settings.DEMO:
        return found
    if not set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]"}:
        found.append(
            words(
                "TOVHOLDER_HOSTS is not set: the pages answer on this machine alone.",
                "TOVHOLDER_HOSTS er ikke sat: siderne svarer kun på denne maskine.",
            )
        )
    if not settings.SESSION_COOKIE_SECURE:
        found.append(
            words(
                "TOVHOLDER_PLAIN_HTTP is set: cookies go without https.",
                "TOVHOLDER_PLAIN_HTTP er sat: cookies sendes uden https.",
            )
        )
    if not settings.SECOND_FACTOR:
        found.append(
            words(
                "TOVHOLDER_SECOND_FACTOR=0: a password alone opens citizens' data.",
                "TOVHOLDER_SECOND_FACTOR=0: en adgangskode alene åbner borgeres oplysninger.",
            )
        )
    plain = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if urlparse(origin).scheme != "https"]
    if plain:
        found.append(
            words(
                f"TOVHOLDER_ORIGINS names addresses without https: {', '.join(plain)}.",
                f"TOVHOLDER_ORIGINS nævner adresser uden https: {', '.join(plain)}.",
            )
        )
    if len(settings.FIELD_KEY) < keys.SHORTEST:
        found.append(
            words(
                "TOVHOLDER_FIELD_KEY is missing or shorter than 40 characters: no CPR number can be saved.",
                "TOVHOLDER_FIELD_KEY mangler eller er kortere end 40 tegn: intet CPR-nummer kan gemmes.",
            )
        )
    if any(len(key) < keys.SHORTEST for key in settings.FIELD_KEYS_OLD):
        found.append(
            words(
                "TOVHOLDER_FIELD_KEY_OLD names a key shorter than 40 characters: nothing locked opens.",
                "TOVHOLDER_FIELD_KEY_OLD nævner en nøgle på under 40 tegn: intet, der er låst, kan åbnes.",
            )
        )
    if len(settings.SEAL_KEY) < 40:
        found.append(
            words(
                "TOVHOLDER_SEAL_KEY is missing or shorter than 40 characters: anchors are not signed.",
                "TOVHOLDER_SEAL_KEY mangler eller er kortere end 40 tegn: ankre underskrives ikke.",
            )
        )
    if not settings.ANCHORS:
        found.append(
            words(
                "TOVHOLDER_ANCHORS is not set: who rewrites the database rewrites the log's seals, too.",
                "TOVHOLDER_ANCHORS er ikke sat: den, der omskriver databasen, omskriver også loggens segl.",
            )
        )
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(
            words(
                "TOVHOLDER_MAIL_FROM is not set: invitations would come from localhost.",
                "TOVHOLDER_MAIL_FROM er ikke sat: invitationer ville komme fra localhost.",
            )
        )
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not os.environ.get("TOVHOLDER_SMTP_HOST"):
        found.append(
            words(
                "TOVHOLDER_SMTP_HOST is not set: mails go to this machine.",
                "TOVHOLDER_SMTP_HOST er ikke sat: mails sendes til denne maskine.",
            )
        )
    return found


def _of_the_provider() -> list[str]:
    """What a provider is trusted with: its addresses as their owners', its sign-in as enough."""
    trusts = [name for name in ("OIDC_TRUST_EMAIL", "OIDC_SECOND_FACTOR") if getattr(settings, name)]
    providers = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    if trusts and not providers:
        return [
            words(
                f"TOVHOLDER_{name} is set, and no identity provider is (OIDC_SERVER_URL).",
                f"TOVHOLDER_{name} er sat, men ingen identitetsudbyder (OIDC_SERVER_URL).",
            )
            for name in trusts
        ]
    if "OIDC_TRUST_EMAIL" not in trusts:
        return []
    paths = [urlparse(app["settings"]["server_url"]).path.split("/") for app in providers]
    if any({"common", "organizations", "consumers"} & set(path) for path in paths):
        return [
            words(
                "TOVHOLDER_OIDC_TRUST_EMAIL is set, and OIDC_SERVER_URL lets in people of any organisation:"
                " name the municipality's own tenant.",
                "TOVHOLDER_OIDC_TRUST_EMAIL er sat, og OIDC_SERVER_URL lukker folk fra enhver organisation"
                " ind: nævn kommunens egen lejer (tenant).",
            )
        ]
    return []


def of_the_database() -> list[str]:
    """The server, the runtime role, the tables, the policies, and the jobs."""
    try:
        connection.ensure_connection()
        postgres.accept_version(int(getattr(connection, "pg_version", 0)))
    except DatabaseError as error:
        line = str(error).strip().splitlines()[0] if str(error).strip() else ""
        return [words(f"The database does not answer: {line}", f"Databasen svarer ikke: {line}")]
    except postgres.Failed as error:
        return [str(error)]
    found = _of_the_role()
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        found.append(
            words(
                f"{len(missing)} migrations are not applied: run tovholder migrate.",
                f"{len(missing)} migreringer mangler: kør tovholder migrate.",
            )
        )
        return found
    found += [
        words(
            f"Row level security differs from the rules: {sentence}. Run tovholder migrate.",
            f"Rækkesikkerheden afviger fra reglerne: {sentence}. Kør tovholder migrate.",
        )
        # core knows no context: the rules live above it and are found by name.
        for sentence in import_string("tovholder.access.rls.disagreements")(connection)
    ]
    found += _of_the_documents()
    found += [
        words(f"The log: {sentence}.", f"Loggen: {sentence}.")
        for sentence in import_string("tovholder.audit.seals.trouble")()
    ]
    found += _of_the_readers()
    found += [
        words(f"Background jobs: {sentence}.", f"Baggrundsopgaver: {sentence}.")
        for sentence in jobs.trouble()
    ]
    return found


def _of_the_documents() -> list[str]:
    """Whether the object store takes documents, where one is set."""
    trouble: str = import_string("tovholder.cases.files.stores.trouble")()
    if not trouble:
        return []
    if trouble == "boto3":
        return [
            words(
                "TOVHOLDER_S3_BUCKET is set, and boto3 is not installed: install tovholder[s3].",
                "TOVHOLDER_S3_BUCKET er sat, og boto3 er ikke installeret: installér tovholder[s3].",
            )
        ]
    bucket, endpoint = settings.S3["bucket"], settings.S3["endpoint"] or "AWS"
    return [
        words(
            f"The document store cannot be reached: bucket {bucket} at {endpoint} ({trouble})."
            " No document can be added or fetched.",
            f"Dokumentlageret kan ikke nås: bucket {bucket} på {endpoint} ({trouble})."
            " Dokumenter kan hverken lægges ind eller hentes.",
        )
    ]


def _of_the_readers() -> list[str]:
    """The kept tables of who sees whom and which case must hold what they are derived from."""
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.readers_wrong()")
        wrong = cursor.fetchone()[0]
    if not wrong:
        return []
    return [
        words(
            f"{wrong} rows of the tables of readers disagree with who takes part in which case:"
            " somebody has written past the triggers. Somebody may see too much, or too little.",
            f"{wrong} rækker i tabellerne over læsere stemmer ikke med, hvem der deltager i hvilke sager:"
            " nogen har skrevet uden om udløserne. Nogen kan se for meget eller for lidt.",
        )
    ]


def _of_the_role() -> list[str]:
    """What `core.checkup` does not ask of the runtime role: what it may do by other roles and grants."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select current_user,
                   exists (select from pg_class c, aclexplode(c.relacl) a
                            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                              and a.grantee in (0, me.oid)
                              and a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')),
                   exists (select from pg_roles other where other.rolname <> current_user
                              and (other.rolbypassrls or other.rolsuper)
                              and pg_has_role(current_user, other.oid, 'member'))
              from pg_roles me where rolname = current_user
            """
        )
        name, *wrong = cursor.fetchone()
    sentences = (
        words("may do more with tables than read and write", "må mere med tabeller end at læse og skrive"),
        words("may become a role that bypasses row level security", "kan blive en rolle uden rækkesikkerhed"),
    )
    role = words("The role in DATABASE_URL", "Rollen i DATABASE_URL")
    return [f"{role} ({name}) {text}." for text, is_wrong in zip(sentences, wrong, strict=True) if is_wrong]
