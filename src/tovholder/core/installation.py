"""Where this installation keeps its data, and what it tells Django through the environment.

Two ways: `DATABASE_URL` names a server, or there is none and the embedded one is used, over
the data folder. No Django in here.

The data folder of the embedded database:

    place, pg/, run/, log/    the database (core.postgres)
    passwords.json            its roles' passwords
    secret_key                Django's, where TOVHOLDER_SECRET_KEY is not set
    field_key                 of what lies locked in the database (core.sealing), where
                              TOVHOLDER_FIELD_KEY is not set
    seal_key, anchors.log     of the sealed log (audit.anchors), where the environment names no others
    clock.json                {"offset": seconds to add to the machine's time}
    migrated                  what the database was last migrated to
    demo.json                 {"state": "building" | "built"}
"""

import hashlib
import importlib.metadata
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tovholder.core import postgres
from tovholder.core.processes import Say, own_python, run_step
from tovholder.core.words import words

PACKAGE = Path(__file__).resolve().parents[1]
#: The file of the log's anchors in the data folder.
ANCHORS = "anchors.log"
#: When the demo begins: the action plan 2022-23 is in its first autumn.
DEMO_BEGINS = date(2022, 9, 20)
#: The demo's day starts when offices open, so that most of it is ahead.
DEMO_HOUR = time(9, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


def checkout() -> Path | None:
    """Return the checkout that this package runs from, or None where it is installed."""
    given = os.environ.get("TOVHOLDER_ROOT")
    if given:
        return Path(given)
    root = PACKAGE.parents[1]
    return root if (root / "pyproject.toml").exists() and (root / "tovholder").is_file() else None


def data_folder() -> Path:
    """Return the data folder: TOVHOLDER_DATA, else `.data` in the checkout, else the user's."""
    given = os.environ.get("TOVHOLDER_DATA")
    if given:
        return Path(given).expanduser().absolute()
    root = checkout()
    if root is not None:
        return root / ".data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tovholder"


def offset_to(day: date, *, now: datetime) -> int:
    """Return the seconds to add to `now` (aware) to come to the start of work on a day."""
    return round((datetime.combine(day, DEMO_HOUR) - now).total_seconds())


def migrations_mark() -> str:
    """Return a hash of all that `migrate` does: migrations, policies, and the packages' own."""
    found = hashlib.sha256()
    for path in sorted(
        [*PACKAGE.glob("*/migrations/*.py"), *PACKAGE.glob("*/rls.py"), *PACKAGE.glob("**/*.sql")]
    ):
        found.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    for name in ("django", "django-allauth", "procrastinate", "django-pghistory", "django-pgtrigger"):
        found.update(f"{name} {importlib.metadata.version(name)}".encode())
    return found.hexdigest()


@dataclass
class Installation:
    """This installation: its data folder, and its embedded database where it has one."""

    data: Path
    cluster: postgres.Cluster | None
    say: Say

    @classmethod
    def find(cls, *, say: Say) -> "Installation":
        """Return the installation that the environment describes; nothing is started."""
        data = data_folder()
        if os.environ.get("DATABASE_URL"):
            return cls(data, None, say)
        return cls(data, postgres.Cluster(data, say=say), say)

    @contextmanager
    def database(self) -> Iterator[None]:
        """Have the database up, and the environment set for Django, for the length of a block.

        :raises postgres.Failed: it cannot be had; the text says why.
        """
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tovholder.settings")
        if self.cluster is None:
            postgres.version_of(os.environ["DATABASE_URL"])
            yield
            return
        with self.cluster.in_use():
            os.environ.update(self._embedded_environment())
            yield

    def _embedded_environment(self) -> dict[str, str]:
        assert self.cluster is not None
        return {
            "DATABASE_URL": self.cluster.url("app"),
            "DATABASE_OWNER_URL": self.cluster.url("owner"),
            "DATABASE_ADMIN_URL": self.cluster.url("admin"),
            "TOVHOLDER_DATA": str(self.data),
            "TOVHOLDER_DEMO": os.environ.get("TOVHOLDER_DEMO", "1"),
            "TOVHOLDER_SECRET_KEY": os.environ.get("TOVHOLDER_SECRET_KEY") or self._key("secret_key"),
            "TOVHOLDER_FIELD_KEY": os.environ.get("TOVHOLDER_FIELD_KEY") or self._key("field_key"),
            "TOVHOLDER_SEAL_KEY": os.environ.get("TOVHOLDER_SEAL_KEY") or self._key("seal_key"),
            "TOVHOLDER_ANCHORS": os.environ.get("TOVHOLDER_ANCHORS") or str(self.data / ANCHORS),
            "TOVHOLDER_CLOCK_OFFSET_SECONDS": str(self.clock_offset()),
        }

    def _key(self, name: str) -> str:
        path = self.data / name
        if not path.exists():
            postgres.write_private(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8")

    def clock_offset(self) -> int:
        """Return the seconds between the machine's time and the demo's, set at the first use."""
        offset = self._read("clock.json").get("offset")
        return int(offset) if offset is not None else self.set_clock(DEMO_BEGINS)

    def set_clock(self, day: date) -> int:
        """Move the demo's clock to the start of work on a day, from where it runs on."""
        offset = offset_to(day, now=datetime.now(UTC))
        self.write("clock.json", {"offset": offset})
        return offset

    def migrate(self) -> None:
        """Migrate as the owner, unless the stamp says that the embedded database is current.

        :raises processes.Failed: a migration failed.
        """
        mark = migrations_mark()
        if self._read("migrated").get("mark") == mark:
            return
        env = {**os.environ, "DATABASE_URL": owner_url()}
        title = words("Migrating the database", "Opdaterer databasens tabeller")
        run_step(title, own_python("-m", "django", "migrate", "--no-input"), env=env, say=self.say)
        if self.cluster is not None:
            self.write("migrated", {"mark": mark})

    def demo_state(self) -> str | None:
        """Return "building", "built", or None where no demo was begun here."""
        return self._read("demo.json").get("state")

    def forget(self) -> None:
        """Delete the embedded database and all that is remembered of it."""
        if self.cluster is not None:
            self.cluster.destroy()
        for name in ("clock.json", "migrated", "demo.json", "secret_key", "seal_key", "field_key"):
            (self.data / name).unlink(missing_ok=True)
        self.forget_anchors()

    def forget_anchors(self) -> None:
        """Delete the anchors of a database that is made anew."""
        (self.data / ANCHORS).unlink(missing_ok=True)

    def _read(self, name: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.data / name).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Keep a small fact in the data folder."""
        postgres.write_private(self.data / name, json.dumps(value))


def owner_url() -> str:
    """Return the URL of the role that migrates.

    :raises postgres.Failed: the environment does not name it.
    """
    return _required("DATABASE_OWNER_URL", "tovholder_owner")


def admin_url() -> str:
    """Return the URL of a superuser, who alone reads past row level security.

    :raises postgres.Failed: the environment does not name it.
    """
    return _required("DATABASE_ADMIN_URL", "superuser")


def _required(variable: str, role: str) -> str:
    url = os.environ.get(variable)
    if not url:
        raise postgres.Failed(
            words(
                f"This needs {variable}: the database's address for the role {role}.",
                f"Dette kræver {variable}: databasens adresse for rollen {role}.",
            )
        )
    return url
