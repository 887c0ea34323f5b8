"""What the deeds of a case are refused with; each says why in words for whoever asked."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Refused(Exception):
    """It cannot be done; the text says why."""

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


class ChangedMeanwhile(Refused):
    """Somebody else changed it since the page was opened.

    :ivar who: her name, and `when`.
    :ivar theirs: what it says now, by field; the page shows it beside what was about to be saved.
    """

    message = gettext_lazy(
        "Somebody else has changed this since you opened the page. Nothing of yours is lost."
    )

    def __init__(
        self, *, who: str = "", when: datetime | None = None, theirs: dict[str, Any] | None = None
    ) -> None:
        super().__init__()
        self.who, self.when, self.theirs = who, when, theirs or {}


class CaseIsClosed(Refused):
    """The case is closed: it is opened again first."""

    message = gettext_lazy("The case is closed. It can be opened again by the coordinator.")
