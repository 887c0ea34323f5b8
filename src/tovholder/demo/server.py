"""`tovholder demo`: database, pages and jobs in one, until interrupted; a kill -9 loses nothing saved."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import FrameType

from tovholder.core import postgres, processes
from tovholder.core.installation import DEMO_HOUR, Installation, migrations_mark
from tovholder.core.processes import Child, own_python
from tovholder.core.words import words

HOST = "127.0.0.1"
ANSWER_SECONDS = 90.0
WELL_SECONDS = 5.0


def free_port(wanted: int) -> int:
    """Return the first port from `wanted` on that nobody holds on this machine's own address.

    :raises processes.Failed: a hundred in a row are taken.
    """
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise processes.Failed(
        words(
            f"No port from {wanted} to {wanted + 99} is free.",
            f"Ingen port fra {wanted} til {wanted + 99} er ledig.",
        )
    )


def run_demo(*, fresh: bool, today: date | None, port: int, open_browser: bool) -> int:
    """Run the demo until Ctrl-C or SIGTERM, and return the exit code.

    :param fresh: delete the demo's database first.
    :param today: the day that the demo's clock is moved to.
    :param port: where to serve; the next free one where it is taken.
    """
    os.environ["TOVHOLDER_DEMO"] = "1"
    # A shell's `… &` starts us deaf to SIGINT; who sends it means it. What nohup says holds.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)
    place = Installation.find(say=_say)
    with _only_one(place):
        if fresh:
            _begin_anew(place)
        began = time.monotonic()
        _say(words("Starting the database …", "Starter databasen …"))
        try:
            with place.database():
                _prepare(place, today)
                _serve(place, port, open_browser=open_browser, began=began)
        except KeyboardInterrupt:
            pass
        finally:
            _be_deaf()
        if place.cluster is not None and place.cluster.running():
            _say(
                words(
                    "The database stays up: another command uses it, and stops it afterwards.",
                    "Databasen bliver oppe: en anden kommando bruger den og standser den bagefter.",
                )
            )
    _say(words("Stopped. Everything is saved.", "Standset. Alt er gemt."))
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _be_deaf() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _only_one(place: Installation) -> Iterator[None]:
    try:
        place.data.mkdir(parents=True, exist_ok=True, mode=0o711)
        handle = (place.data / "demo.lock").open("a+")
    except OSError as error:
        raise postgres.Failed(
            words(
                f"The folder {place.data} cannot be written: {error.strerror}. TOVHOLDER_DATA names another.",
                f"Der kan ikke skrives i mappen {place.data}: {error.strerror}. "
                "TOVHOLDER_DATA kan pege på en anden.",
            )
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            address = handle.read().strip()
            raise postgres.Failed(
                words(
                    f"Another demo runs on the data in {place.data}: {address or 'it is starting'}. "
                    "Stop it first, or give TOVHOLDER_DATA another folder.",
                    f"En anden demo kører på dataene i {place.data}: {address or 'den er ved at starte'}. "
                    "Stands den først, eller giv TOVHOLDER_DATA en anden mappe.",
                )
            ) from None
        handle.truncate(0)
        yield
        handle.truncate(0)


def _begin_anew(place: Installation) -> None:
    if place.cluster is None:
        raise postgres.Failed(
            words(
                "--fresh deletes the embedded database only, and DATABASE_URL names another.",
                "--fresh sletter kun den indlejrede database, og DATABASE_URL peger på en anden.",
            )
        )
    with place.cluster.not_in_use():
        if place.cluster.exists():
            _say(
                words(
                    f"Deleting the demo's database in {place.cluster.place}, with all that was entered.",
                    f"Sletter demoens database i {place.cluster.place} med alt, der er indtastet.",
                )
            )
        place.forget()


def _prepare(place: Installation, today: date | None) -> None:
    if place.demo_state() == "building" and place.cluster is not None:
        _say(
            words(
                "The demo's data were left half made; making them anew.",
                "Demoens data blev kun halvt færdige; de laves på ny.",
            )
        )
        place.cluster.drop_database(postgres.DATABASE)
        postgres.make_database(place.cluster.url("admin", "postgres"), postgres.DATABASE)
        place.write("migrated", {})
        place.forget_anchors()
    if today is not None:
        place.set_clock(today)
    os.environ["TOVHOLDER_CLOCK_OFFSET_SECONDS"] = str(place.clock_offset())
    place.migrate()
    if place.demo_state() != "built":
        place.write("demo.json", {"state": "building"})
        _say(words("Making an invented year of work …", "Laver et opdigtet års arbejde …"))
        _run_shown(own_python("-m", "django", "demo_build"))
        place.write("demo.json", {"state": "built", "migrations": migrations_mark()})


def _run_shown(command: list[str]) -> None:
    """Run a child that tells of its progress itself."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=processes.die_with_parent,
    )
    try:
        code = child.wait()
    finally:
        processes.end(child)
    if code != 0:
        raise processes.Failed(words("The demo's data could not be made.", "Demoens data kunne ikke laves."))


def _serve(place: Installation, wanted: int, *, open_browser: bool, began: float) -> None:
    port = free_port(wanted)
    if port != wanted:
        _say(words(f"Port {wanted} is taken; using {port}.", f"Port {wanted} er optaget; bruger {port}."))
    env = {**os.environ, "GRANIAN_LOG_ACCESS_ENABLED": "false"}
    logs = place.data / "logs"
    web = Child(
        words("web server", "webserver"),
        processes.web_command(HOST, port),
        logs / "web.log",
        env,
        orphaned=signal.SIGKILL,
    )
    jobs = Child(
        words("job worker", "jobkører"),
        own_python("-m", "django", "procrastinate", "worker", "--shutdown-graceful-timeout", "10"),
        logs / "jobs.log",
        env,
    )
    try:
        web.start()
        jobs.start()
        address = f"http://{HOST}:{port}/"
        _await_answer(address, [web, jobs])
        (place.data / "demo.lock").write_text(address, encoding="utf-8")
        _announce(place, address, time.monotonic() - began)
        if (
            open_browser
            and sys.stdout.isatty()
            and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        ):
            webbrowser.open(address)
        _watch(place, [web, jobs])
    finally:
        _be_deaf()  # a second Ctrl-C would leave the children behind
        _say(words("\nStopping …", "\nStandser …"))
        web.stop()
        jobs.stop()


def _announce(place: Installation, address: str, seconds: float) -> None:
    there = place.cluster.place if place.cluster is not None else "DATABASE_URL"
    today = (datetime.now(DEMO_HOUR.tzinfo) + timedelta(seconds=place.clock_offset())).date()
    _say(
        words(
            f"\nTovholder's demo runs on {address}  ({seconds:.1f} s)\n"
            f"All data are invented. Its clock says {today}. The database: {there}\n"
            "Stop it with Ctrl-C.",
            f"\nTovholders demo kører på {address}  ({seconds:.1f} s)\n"
            f"Alle data er opdigtede. Dens ur viser {today}. Databasen: {there}\n"
            "Stands den med Ctrl-C.",
        )
    )


def _await_answer(address: str, children: list[Child]) -> None:
    """Wait until all is well; some seconds after the pages answer, go on all the same."""
    began = time.monotonic()
    answered: float | None = None
    next_word = 3.0
    while (state := _health(address)) != "ok":
        waited = time.monotonic() - began
        if state is not None:
            answered = answered or waited
            if waited - answered > WELL_SECONDS:
                _say(words(f"All is not well: {state}", f"Ikke alt er vel: {state}"))
                return
        for child in children:
            child.revive(_say)
        if waited > ANSWER_SECONDS:
            raise processes.Failed(
                words(
                    f"The web server did not answer within {ANSWER_SECONDS:.0f} seconds:",
                    f"Webserveren svarede ikke inden {ANSWER_SECONDS:.0f} sekunder:",
                )
                + "\n"
                + processes.tail(children[0].log)
            )
        if waited > next_word:
            _say(
                words(
                    f"    waiting for the web server, {waited:.0f} s",
                    f"    venter på webserveren, {waited:.0f} s",
                )
            )
            next_word += 5
        time.sleep(0.05)


def _health(address: str) -> str | None:
    """Return "ok", what is wrong, or None where nobody answers."""
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=10):  # noqa: S310  our own address
            return "ok"
    except urllib.error.HTTPError as error:
        return error.read(500).decode(errors="replace")
    except OSError:
        return None


def _watch(place: Installation, children: list[Child]) -> None:
    while True:
        time.sleep(0.5)
        if place.cluster is not None and not place.cluster.alive():
            _say(words("The database stopped; starting it again.", "Databasen standsede; startes igen."))
            place.cluster.start()
            # The worker polls on, but no longer listens: it would be slow to see a new job.
            children[-1].stop()
            children[-1].start()
        for child in children:
            child.revive(_say)
