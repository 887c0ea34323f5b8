"""Child processes: that end with their parent, are watched, restarted and stopped in order.

Standard library only, no Django.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tovholder.core.words import words

Say = Callable[[str], None]


class Failed(Exception):
    """A child failed; the text says which, with the end of what it wrote."""


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask Linux to send this process a signal when its parent dies, however that dies."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, int(number), 0, 0, 0)


def own_python(*arguments: str) -> list[str]:
    """Return a command of this same Python that takes nothing from the working folder."""
    return [sys.executable, "-P", *arguments]


def web_command(host: str, port: int) -> list[str]:
    """Return the command that serves the pages on an address."""
    return own_python(
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"),
        *("--workers", os.environ.get("TOVHOLDER_WORKERS", "2"), "--blocking-threads", "4"),
        *(
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            "5",
            "--log-level",
            "warning",
            "tovholder.serving:application",
        ),
    )


def tail(path: Path, lines: int = 12) -> str:
    """Return the last lines of a log, indented; empty where there is none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


def run_step(title: str, command: Sequence[str], *, env: dict[str, str], say: Say) -> None:
    """Run a child under a title; from two seconds on, say every few seconds that it lives.

    :raises Failed: its exit code is not 0.
    """
    say(f"{title} …")
    began = time.monotonic()
    next_word = 2.0
    with tempfile.NamedTemporaryFile(prefix="tovholder-") as output:
        child = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        try:
            while child.poll() is None:
                time.sleep(0.05)
                if time.monotonic() - began >= next_word:
                    last = tail(Path(output.name), 1).strip()[:60]
                    say(f"    {next_word:.0f} s  {last}")
                    next_word += 3
        finally:
            end(child)
        if child.returncode != 0:
            raise Failed(
                words(f"{title}: failed.", f"{title}: mislykkedes.") + "\n" + tail(Path(output.name), 20)
            )


def end(child: "subprocess.Popen[bytes]", seconds: float = 15.0) -> None:
    """Ask a child that leads a session of its own to stop; kill it and its kin if it does not."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@dataclass
class Child:
    """One process that is to run as long as we do.

    It is started again when it dies, unless it died `patience` times within a minute.
    """

    name: str
    command: Sequence[str]
    log: Path
    env: dict[str, str]
    patience: int = 5
    orphaned: signal.Signals = signal.SIGTERM  # what it gets if we are killed
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, its output appended to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, self.orphaned),
            )

    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def revive(self, say: Say) -> None:
        """Start it again where it has died, and say so.

        :raises Failed: it has died too often.
        """
        if self.alive() or self.process is None:
            return
        code = self.process.returncode
        end(self.process)  # its own children, that may still hold the port
        now = time.monotonic()
        self.deaths = [*(at for at in self.deaths if now - at < 60), now]
        if len(self.deaths) >= self.patience:
            raise Failed(
                words(
                    f"The {self.name} stopped {len(self.deaths)} times within a minute "
                    f"(code {code}). Its log, {self.log}, ends so:",
                    f"{self.name}: standsede {len(self.deaths)} gange på et minut "
                    f"(kode {code}). Loggen, {self.log}, slutter sådan:",
                )
                + "\n"
                + tail(self.log)
            )
        say(
            words(
                f"The {self.name} stopped (code {code}); starting it again.",
                f"{self.name}: standsede (kode {code}); startes igen.",
            )
        )
        self.start()

    def stop(self) -> None:
        """Stop it and its kin, waiting until they are gone."""
        if self.process is not None:
            end(self.process)
            self.process = None
