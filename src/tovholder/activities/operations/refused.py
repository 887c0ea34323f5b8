"""What the deeds of activities are refused with; each says why in words for whoever asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tovholder.core.cpr import holds_cpr


class Refused(Exception):
    """It cannot be done; the text says why, for the person who asked."""

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


class AlreadySettled(Refused):
    """The booking was declined, withdrawn or planned before."""

    message = gettext_lazy("The booking has been settled in the meantime.")


class ChangedMeanwhile(Refused):
    """Somebody else changed it since the page was opened."""

    message = gettext_lazy(
        "Somebody else has changed this since you opened the page. See what it says now, and try again."
    )


class InstructorTaken(Refused):
    """An instructor would be in two places at once. The text names the clash."""


class NotYet(Refused):
    """The session has not begun."""

    message = gettext_lazy("The session has not begun yet.")


class IsCancelled(Refused):
    """The session is cancelled: it is reinstated first."""

    message = gettext_lazy("The session is cancelled.")


class IsHeld(Refused):
    """The session was held: a planner corrects it."""

    message = gettext_lazy("The session is recorded as held. A planner can correct it.")


class TooLate(Refused):
    """The fourteen days are over."""

    message = gettext_lazy("The number can be corrected for 14 days. After that a planner corrects it.")


class NotPlausible(Refused):
    """A number or a class that cannot be right."""

    message = gettext_lazy("The number cannot be right.")


class EnoughEvaluations(Refused):
    """There are more answers than people who can have been there."""

    message = gettext_lazy("This session has all the answers that it can have.")


class LooksLikeCpr(Refused):
    """A text holds what looks like a civil registration number."""

    message = gettext_lazy("The text holds what looks like a CPR number. Remove it.")


def refuse_cpr(*texts: str) -> None:
    """:raises LooksLikeCpr: one of the texts holds what looks like a civil registration number."""
    if holds_cpr(*filter(None, texts)):
        raise LooksLikeCpr
