"""What stands against a deed, in words that can be shown."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tovholder.core.days import clock_time, danish, written


class Refused(Exception):
    """A rule of the house stands against it."""

    message: Any = ""

    def __str__(self) -> str:
        return str(self.message)


class ChangedMeanwhile(Refused):
    """Somebody else saved it after it was read: both versions are shown, and nothing is lost.

    :param who: the colleague's name, "" where it is not known; :param when: her time.
    """

    message = _("Somebody else has changed this in the meantime. Compare the two, and save again.")

    def __init__(self, *, newest: Any = None, who: str = "", when: datetime | None = None) -> None:
        super().__init__()
        self.newest, self.who, self.when = newest, who, when


class WrittenElsewhere(ChangedMeanwhile):
    """The same adviser wrote on in another window, or on another machine."""

    message = _("You have written on in another window.")


class CallEnded(Refused):
    """A call ends once: as advice, or as a concern."""

    message = _("This call has ended already. It is not recorded again.")


class HasLeft(Refused):
    """A concern leaves triage once."""

    message = _("The concern has left triage already.")


class Missing(Refused):
    """Something must be said first."""

    message = _("Something is missing.")


class DangerUnanswered(Missing):
    """It is the first question, and has no answer that stands by itself."""

    message = _("Answer first: is anyone in danger now?")


class AnonymousHasNoName(Refused):
    """Whoever stays anonymous leaves neither name nor number, not even locked."""

    message = _("The caller stays anonymous: name and telephone are not kept.")


class NothingSeen(Missing):
    """A concern tells what was seen or heard."""

    message = _("Write what was seen or heard in at least one of the groups.")


class NoPerson(Missing):
    """Nothing can be told of somebody who is not named or described."""

    message = _("Say first whom it is about.")


class NoReason(Missing):
    """Every exit has a reason."""

    message = _("Write why.")


class NoGrounds(Missing):
    """Grounds, prevention and proportionality come before the exit."""

    message = _("Write grounds, perspective of prevention and proportionality first.")


class ExitNotPossible(Refused):
    """It is not one of the exits that are open now."""

    message = _("The concern cannot leave this way now.")


class NotOfThePolice(Refused):
    """Only a member of the police answers for the police."""

    message = _("Choose somebody of the police.")


class AlreadyAsked(Refused):
    """One question at a time."""

    message = _("The police have been asked already.")


class Answered(Refused):
    """An answer is given once."""

    message = _("It has been answered already.")


class SameTwo(Refused):
    """Two pairs of eyes."""

    message = _("Another person must do this: it needs two.")


class NotOpen(Refused):
    """It was done or taken back by somebody else."""

    message = _("There is nothing to do here any more.")


class NotOnDuty(Refused):
    """Call-backs go to somebody who works on the hotline."""

    message = _("Choose somebody who works on the hotline.")


class TurnTaken(Refused):
    """One house at a time has the national hotline."""

    message: Any = _("Another turn has one of these days.")

    def __init__(self, other: Any = None) -> None:
        super().__init__()
        if other is not None:
            self.message = _(
                "%(house)s has the hotline from %(first)s until %(last)s. Choose other days."
            ) % {
                "house": other.house,
                "first": date_format(other.first_day),
                "last": date_format(other.last_day),
            }


class ShiftTaken(Refused):
    """Nobody has two shifts at one time."""

    message: Any = _("This adviser has another shift at that time.")

    def __init__(self, other: Any = None) -> None:
        super().__init__()
        if other is not None:
            said, how = {"name": other.adviser.name}, "j. N" if danish() else "j N"
            for name, time in (("start", other.starts_at), ("end", other.ends_at)):
                said[name] = f"{written(time, how)} {clock_time(time)}"
            self.message = _("%(name)s has a shift from %(start)s until %(end)s. Choose another time.") % said


class ShiftIsOver(Refused):
    """What has passed is not planned."""

    message = _("This time has passed.")


class NameTaken(Refused):
    """Two words of a list that read alike cannot be told apart."""

    message = _("This name stands on the list already.")

    def __init__(self, *, ended: bool) -> None:
        super().__init__()
        if ended:
            self.message = _("This name stands on the list already, no longer used. Use it again instead.")


class FormUsed(Refused):
    """The key that came with the form is another row's."""

    message = _("Open the form again, and fill it in anew.")


class NamedInTheForm(Refused):
    """A sentence of the call's form would have a hole."""

    message = _("The call's form names this number in a sentence. Correct it instead.")


class NotThatLong(Refused):
    """A deadline is a day at least, and a year at most."""

    message = _("A deadline is 1 to 365 days.")


class FromThenOn(Refused):
    """What was promised under the old rule stays promised."""

    message = _("A deadline holds from today, or from a later day. Choose such a day.")


class CalendarOnly(Refused):
    """The job that deletes counts calendar days."""

    message = _("This deadline is counted in calendar days: texts are deleted on weekends, too.")


class HoldsAlready(Refused):
    """What was counted by a rule stays counted by it."""

    message = _("This deadline has been counted by since an earlier day. Set a new one.")


class DayTaken(Refused):
    """One rule a day."""

    message = _("A deadline for the same holds from that day already. Choose another day, or correct it.")
