"""The migrated template of the test databases, kept as a dump while nothing that makes it has changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tovholder.core.postgres import Cluster, bin_dir

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tovholder"
KEPT = ROOT / ".data" / "test-template"
#: What the database is made from.
MADE_FROM = ["*/migrations/*.py", "*/models.py", "*/models/*.py", "*/rls.py", "access/roles.py"]
MADE_FROM += ["access/actors.py", "audit/history.py", "core/constraints.py", "core/sorting.py"]
MADE_FROM += ["core/roles.sql", "core/management/commands/migrate.py"]


def digest() -> str:
    """Names the state of all that the database is made from."""
    found = hashlib.sha256()
    files = {path for pattern in MADE_FROM for path in SOURCE.glob(pattern) if path.is_file()}
    for path in [*sorted(files), ROOT / "requirements.lock"]:
        found.update(path.relative_to(ROOT).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:24]


def make(cluster: Cluster, name: str) -> None:
    """Create the database `name`, migrated: from the dump where there is one, else by migrating."""
    cluster.create_database(name)
    dump = KEPT / f"{digest()}.sql"
    if dump.exists():
        run("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-f", str(dump), cluster.url("admin", name))
        return
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.url("owner", name),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in sorted(KEPT.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-5]:
        old.unlink(missing_ok=True)
    half = dump.with_suffix(f".{os.getpid()}")
    run("pg_dump", "-f", str(half), cluster.url("admin", name))
    half.replace(dump)


def run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs; what it says is shown when it fails."""
    done = subprocess.run([str(bin_dir() / program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr}")
