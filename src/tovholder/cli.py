"""The command `tovholder`: what runs the installation; the rest goes to Django's commands.

A command that needs the database starts the embedded one where it does not run, and the last
to leave stops it.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tovholder.concerns import purged
from tovholder.core import backups, installation, postgres, processes
from tovholder.core.commands import help_text
from tovholder.core.installation import Installation
from tovholder.core.processes import own_python
from tovholder.core.words import danish, words
from tovholder.demo.server import run_demo

#: Django's commands that are about the code, or tell of the database as it is.
AS_IT_IS = {
    "check",
    "compilemessages",
    "makemessages",
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
    "version",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in ("help", "-h", "--help") and not rest:
        print(help_text("./tovholder" if os.environ.get("TOVHOLDER_ROOT") else "tovholder", danish()))
        return 0
    try:
        return COMMANDS.get(name, _django(name))(rest)
    except (postgres.Failed, processes.Failed, backups.Failed) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"\n{_of_the_machine(error)}", file=sys.stderr)
        return 1


def _of_the_machine(error: OSError) -> str:
    if error.errno == 28:  # ENOSPC
        return words("The disk is full.", "Disken er fuld.")
    return words(f"{error.filename}: {error.strerror}", f"{error.filename}: {error.strerror}")


def say(sentence: str) -> None:
    """Print a sentence at once, to the error stream: the output is the command's own."""
    print(sentence, file=sys.stderr, flush=True)


def _django(name: str) -> Callable[[list[str]], int]:
    def command(rest: list[str]) -> int:
        place = Installation.find(say=say)
        with place.database():
            if name not in AS_IT_IS and place.cluster is not None:
                place.migrate()
            return _django_here([name, *rest])

    return command


def _django_here(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["tovholder", *arguments])
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    return 0


def demo(rest: list[str]) -> int:
    """Run the demo until it is interrupted."""
    parser = _parser("demo")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--port", type=_port)
    parser.add_argument("--no-open", action="store_true")
    options = parser.parse_args(rest)
    return run_demo(
        fresh=options.fresh,
        today=options.today,
        port=options.port or _port(os.environ.get("TOVHOLDER_PORT") or "8000"),
        open_browser=not options.no_open,
    )


def serve(rest: list[str]) -> int:
    """Serve the pages until interrupted."""
    parser = _parser("serve")
    parser.add_argument("--host", default=os.environ.get("TOVHOLDER_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=_port, default=None)
    options = parser.parse_args(rest)
    port = options.port or _port(os.environ.get("TOVHOLDER_PORT") or "8000")
    return _run_beside_database(processes.web_command(options.host, port))


def worker(rest: list[str]) -> int:
    """Do the background's jobs until interrupted."""
    return _run_beside_database(own_python("-m", "django", "procrastinate", "worker", *rest))


def _run_beside_database(command: list[str]) -> int:
    place = Installation.find(say=say)
    with place.database():
        if place.cluster is None:
            os.execve(command[0], command, dict(os.environ))  # noqa: S606  a service manager signals it
        place.migrate()
        return _run_in_front(command)


def _run_in_front(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a child that shares our terminal, passing on a request to stop."""
    child = subprocess.Popen(command, env=env, preexec_fn=processes.die_with_parent)
    with _signals_go_to(child):
        return child.wait()


@contextlib.contextmanager
def _signals_go_to(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    # The terminal sends Ctrl-C to the child itself; psql takes it as "stop this query".
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    before_term = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, before_term)


def migrate(rest: list[str]) -> int:
    """Run Django's migrate as the owner."""
    place = Installation.find(say=say)
    with place.database():
        os.environ["DATABASE_URL"] = installation.owner_url()
        return _django_here(["migrate", *rest])


def check(rest: list[str]) -> int:
    """Say what is wrong with the installation, in words; 1 if anything is."""
    from tovholder.core.checkup import faults

    place = Installation.find(say=say)
    with place.database():
        found = faults()
        for fault in found:
            print(f"- {fault}")
        code = _django_here(["check", *rest]) or _django_here(["check_installation", "--verbosity=0"])
    if not found and code == 0:
        print(words("Nothing is wrong with this installation.", "Installationen fejler ingenting."))
    return 1 if found or code else 0


def psql(rest: list[str]) -> int:
    """Run psql in the installation's database; what we do not know goes to psql."""
    parser = argparse.ArgumentParser(prog="tovholder psql", add_help=False, allow_abbrev=False)
    parser.add_argument("--as", dest="role", choices=["app", "owner", "admin"], default="app")
    options, further = parser.parse_known_args(rest)
    place = Installation.find(say=say)
    with place.database():
        url = {
            "app": lambda: os.environ["DATABASE_URL"],
            "owner": installation.owner_url,
            "admin": installation.admin_url,
        }[options.role]()
        env, conninfo = backups.without_password(url)
        return _run_in_front(
            [backups.tool("psql", embedded=place.cluster is not None), conninfo, *further], env=env
        )


def backup(rest: list[str]) -> int:
    """Write the database to a file."""
    parser = _parser("backup")
    parser.add_argument("file", type=Path)
    options = parser.parse_args(rest)
    place = Installation.find(say=say)
    with place.database():
        backups.write(options.file, url=installation.admin_url(), embedded=place.cluster is not None)
    size = options.file.stat().st_size / 1_000_000
    print(words(f"{options.file}: {size:.1f} MB.", f"{options.file}: {size:.1f} MB."))
    return 0


def restore(rest: list[str]) -> int:
    """Put a backup in the database's place, wholly or not at all."""
    parser = _parser("restore")
    parser.add_argument("file", type=Path)
    options = parser.parse_args(rest)
    place = Installation.find(say=say)
    with place.database():
        backups.put_back(
            options.file,
            admin_url=installation.admin_url(),
            database=_database_name(),
            embedded=place.cluster is not None,
            before_swap=purged.again(purged.beside(os.environ.get("TOVHOLDER_ANCHORS", ""))),
        )
        if place.cluster is not None:
            place.write("migrated", {})
            place.migrate()
        _django_here(["audit", "restored"])
    print(words(f"Restored from {options.file}.", f"Gendannet fra {options.file}."))
    return 0


def _database_name() -> str:
    return str(conninfo_to_dict(os.environ["DATABASE_URL"]).get("dbname") or postgres.DATABASE)


def _parser(name: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"tovholder {name}", allow_abbrev=False)


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{number}")
    return number


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "serve": serve,
    "worker": worker,
    "migrate": migrate,
    "check": check,
    "psql": psql,
    "backup": backup,
    "restore": restore,
}
