"""The log's jobs at night: partitions, verification, and the anchor that goes out of the house."""

from django.conf import settings

from tovholder.access import mails
from tovholder.access.jobs import task
from tovholder.audit import anchors, seals


@task(purpose="makes the log's partitions of the next months", cron="7 0 * * *")
def make_months() -> None:
    """Two months ahead: a night that fails is made good by another."""
    seals.make_months()


@task(purpose="verifies the log of looks", cron="37 2 * * *")
def verify() -> None:
    """Compare rows, seals and anchors, keep what was found, and tell where something is wrong."""
    report = seals.verify()
    seals.keep(report)
    if not report.ok:
        _send("log_differs", {"faults": [str(fault) for fault in report.faults]})


@task(purpose="mails the newest anchor of the log", cron="47 2 * * *")
def send_anchor() -> None:
    """A number and two hashes, to whom the installation names: beyond the reach of whoever has the server."""
    newest = anchors.last()
    if newest is not None:
        _send("anchor", {"anchor": newest, "hash": newest.hash.hex()})


def _send(name: str, context: dict[str, object]) -> None:
    if not settings.ANCHOR_MAIL:
        return
    mails.send(f"access/mail/{name}.txt", context, to=settings.ANCHOR_MAIL)
