"""The application's own log tells what failed where, and not what it says: that may be a citizen's name."""

import logging
import traceback
from types import TracebackType
from typing import Any

Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """Of an exception its kind, the lines that led there, and a database's code and constraint."""

    def formatException(self, ei: Info) -> str:
        return "".join(_told(ei[1])).rstrip("\n") if ei[1] else ""


def _told(error: BaseException) -> list[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [*_told(cause), "\nThen:\n"] if cause else []
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    # A database's code, and the constraint's name.
    named: Any = (
        getattr(error, "sqlstate", None),
        getattr(getattr(error, "diag", None), "constraint_name", None),
    )
    return [*before, *traceback.format_tb(error.__traceback__), " ".join([kind, *filter(None, named)]), "\n"]
