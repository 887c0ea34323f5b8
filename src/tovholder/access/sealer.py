"""Sealing the log of looks, each second, beside the jobs in the worker's process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from tovholder.access.actors import System, acting
from tovholder.audit import anchors, seals

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
#: After something failed; the rows wait, and `seals.trouble` tells when they have waited too long.
AFTER_A_FAILURE_SECONDS = 10.0


def seal_now(anchored: int = 0) -> int:
    """Seal what is finished, then anchor it: in two transactions, so that no anchor tells of what was lost.

    :param anchored: the youngest seal that is known to be anchored.
    """
    with acting(System.JOBS, purpose="job: seals the log"):
        newest = seals.seal()
    if newest > anchored:
        with acting(System.JOBS, purpose="job: anchors the seals"):
            seals.anchor(newest)
    return max(newest, anchored)


@contextmanager
def sealing() -> Iterator[None]:
    """A thread that seals, for the length of a block. Several may: the database lets one at a time."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=[stop], name="sealer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def _run(stop: threading.Event) -> None:
    anchored, months = 0, False
    wait = EVERY_SECONDS
    while not stop.wait(wait):
        try:
            if not months:
                # The nightly job makes them ahead; an installation that slept for months starts here.
                with acting(System.JOBS, purpose="job: makes the log's partitions"):
                    seals.make_months()
                months = True
            anchored = seal_now(anchored)
            wait = EVERY_SECONDS
        except (DatabaseError, OSError, anchors.Broken) as error:
            log.error("The log was not sealed: %s", str(error).splitlines()[0] if str(error) else error)
            wait = AFTER_A_FAILURE_SECONDS
            connection.close()
    connection.close()
