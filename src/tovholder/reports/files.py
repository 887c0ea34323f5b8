"""A report's four files, and how one is put on a disk: whole or not at all."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tovholder.reports import composition, data, excel, pdf, word
from tovholder.reports.content import StatusReport


@dataclass(frozen=True)
class Format:
    """A file format: its name and ending, its media type, and who makes it."""

    name: str
    media_type: str
    render: Callable[[StatusReport], bytes]


FORMATS = {
    each.name: each
    for each in (
        Format("pdf", "application/pdf", lambda report: pdf.render(composition.compose(report))),
        Format(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            lambda report: word.render(composition.compose(report)),
        ),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel.render),
        Format("json", "application/json", data.render),
    )
}


class Exists(Exception):
    """There is a file of that name already."""


def file_name(report: StatusReport, ending: str) -> str:
    """A name that says plan, year and day: "status-koebenhavn-2022-23-2022-2022-09-20.pdf"."""
    plan = unicodedata.normalize("NFKD", report.plan_key).encode("ascii", "ignore").decode()
    plan = re.sub(r"[^A-Za-z0-9-]+", "-", plan).strip("-") or "plan"
    mark = "-demo" if report.demo else ""
    return f"status-{plan}-{report.as_of.isoformat()}{mark}.{ending}"


def write(path: Path, content: bytes, *, replace: bool) -> None:
    """Put a file in its place at once, so that nobody ever reads half of it.

    :raises Exists: it is there, and is not to be replaced.
    :raises OSError: the folder is missing or shut, the disk is full. Nothing is left behind.
    """
    if path.exists() and not replace:
        raise Exists(path)
    handle, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(made).chmod(0o666 & ~mask)
        if replace:
            Path(made).replace(path)
        else:
            # A link fails where another put a file there in the meantime.
            Path(path).hardlink_to(made)
            Path(made).unlink()
    except FileExistsError as error:
        Path(made).unlink(missing_ok=True)
        raise Exists(path) from error
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
