"""Words of concerns that stand in several places: groups, exits, the extract."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tovholder.concerns.models import ConcernReport, Danger
from tovholder.people.models import Person

Exit = ConcernReport.Exit

#: The groups of what was seen, in the order of the page.
SEEN_LABELS: list[tuple[str, Any]] = [
    ("behaviour", _("Behaviour")),
    ("relations", _("Relations")),
    ("statements", _("Statements")),
    ("situation", _("Situation")),
    ("strengths", _("What goes well")),
]

#: Each exit: its name, and what happens when it is chosen.
CARDS: dict[str, tuple[Any, Any]] = {
    Exit.INFO_HOUSE: (
        _("To the Infohus"),
        _("A case is opened, or the concern joins one. The concern stays readable there."),
    ),
    Exit.ADVICE: (
        _("Advice given"),
        _("Nothing more is done. The concern is closed and kept until its time for deletion."),
    ),
    Exit.CHILD_REFERRAL: (
        _("Child-protection referral"),
        _("You write the referral, and it is recorded as disclosed. Its receipt is awaited by a deadline."),
    ),
    Exit.OTHER_HOUSE: (
        _("Another municipality's info house"),
        _("You write an extract, which is recorded as disclosed. The concern is closed here."),
    ),
    Exit.STATUTORY_OFFER: (
        _("A statutory offer elsewhere"),
        _("Another administration helps by its own law. What you tell it is recorded as disclosed."),
    ),
    Exit.POLICE: (
        _("Police only"),
        _(
            "The police take over. You ask at the same time that all content is deleted here, and a colleague"
            " does it. Month, channel and exit stay in the statistics."
        ),
    ),
    Exit.UNFOUNDED: (
        _("Unfounded"),
        _("There was nothing in it. The concern is closed and deleted sooner than others."),
    ),
}


def extract_of(concern: ConcernReport, *, born: bool = False) -> str:
    """A proposal of what is told to others: danger, what was seen, and nothing of who called.

    :param born: and when the citizen was, for who takes the concern over: the name alone finds nobody.
    """
    parts = [_born(concern.person)] if born and concern.person else []
    if concern.danger == Danger.YES:
        said = [gettext("Somebody was in danger, or it was in doubt"), concern.danger_done.strip()]
        parts.append(": ".join(filter(None, said)))
    parts += [
        f"{label}: {getattr(concern, name).strip()}"
        for name, label in SEEN_LABELS
        if getattr(concern, name).strip()
    ]
    return "\n\n".join(filter(None, parts))


def _born(person: Person) -> str:
    if person.birth_date:
        return gettext("Born %(day)s") % {"day": date_format(person.birth_date)}
    return gettext("Born in %(year)s") % {"year": person.birth_year} if person.birth_year else ""
