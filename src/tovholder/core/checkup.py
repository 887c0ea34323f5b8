"""What is wrong with an installation, in words. No Django in here: it may be what is wrong."""

import os
from pathlib import Path

import psycopg

from tovholder.core.words import words

PACKAGE = Path(__file__).resolve().parents[1]


def faults() -> list[str]:
    """Return a sentence for each fault of the environment, the files and the database's roles."""
    return [*_of_the_environment(), *_of_the_files(), *_of_the_runtime_role(os.environ["DATABASE_URL"])]


def _of_the_environment() -> list[str]:
    found = []
    if len(os.environ.get("TOVHOLDER_SECRET_KEY", "")) < 40:
        found.append(
            words(
                "TOVHOLDER_SECRET_KEY is missing or shorter than 40 characters.",
                "TOVHOLDER_SECRET_KEY mangler eller er kortere end 40 tegn.",
            )
        )
    return found


def _of_the_files() -> list[str]:
    found = []
    if not (PACKAGE / "web" / "static" / "vendor" / "dkfds" / "css" / "dkfds.min.css").exists():
        found.append(
            words(
                "The design system's files are missing: the package was built without npm.",
                "Designsystemets filer mangler: pakken er bygget uden npm.",
            )
        )
    found += [
        words(
            f"The catalogue {source.relative_to(PACKAGE)} is not compiled.",
            f"Kataloget {source.relative_to(PACKAGE)} er ikke oversat til .mo.",
        )
        for source in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"))
        if not source.with_suffix(".mo").exists()
    ]
    return found


def _of_the_runtime_role(url: str) -> list[str]:
    """The application's role must be one that row level security holds."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            """
            select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                   exists (select from pg_class where relowner = pg_roles.oid),
                   has_database_privilege(current_database(), 'temporary'),
                   has_schema_privilege('public', 'create'),
                   current_setting('log_parameter_max_length') <> '0'
              from pg_roles where rolname = current_user
            """
        ).fetchone()
        assert row is not None
        user = connection.info.user
    sentences = (
        words("is a superuser", "er superbruger"),
        words("may bypass row level security", "må gå uden om rækkesikkerheden"),
        words("may make roles", "må oprette roller"),
        words("may make databases", "må oprette databaser"),
        words("owns tables or other objects", "ejer tabeller eller andre objekter"),
        words("may make temporary tables", "må lave midlertidige tabeller"),
        words("may make objects in the schema public", "må oprette objekter i skemaet public"),
        words(
            "lets the server's log have what its statements are bound to: run roles.sql",
            "lader serverens log få det, dens sætninger er bundet til: kør roles.sql",
        ),
    )
    role = words("The role in DATABASE_URL", "Rollen i DATABASE_URL")
    return [f"{role} ({user}) {text}." for text, wrong in zip(sentences, row, strict=True) if wrong]
