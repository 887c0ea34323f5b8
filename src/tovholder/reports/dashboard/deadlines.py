"""What has a last day: milestones, checklists, searches for new money, money that expires."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.core.due import distance
from tovholder.programme.queries import Figure, Runway
from tovholder.reports.dashboard import lines, words
from tovholder.reports.dashboard.queries import View

#: How far ahead a page looks.
HORIZON = timedelta(days=120)


@dataclass(frozen=True)
class Deadline:
    """Something that is to be done by a day. `kind` says what: goal, refinancing, expiry."""

    kind: str
    due: date
    title: str
    note: str
    url: str
    state: str
    word: str


def of_goals(figures: Iterable[Figure], view: View, today: date) -> list[Deadline]:
    """Milestones and checklists that are not done: the latest of a goal's days."""
    found = []
    for figure in figures:
        if figure.due_on is None or figure.state in ("met", "no_target"):
            continue
        if figure.kind == "milestone" or figure.checklist:
            note = lines.checklist_note(figure)
            found.append(
                _deadline("goal", figure.due_on, figure.label, note, lines.url_of(figure, view), today)
            )
    return found


def of_money(view: View, today: date, runway: Runway | None = None) -> list[Deadline]:
    """Searches for new money that are not begun, and, with a runway, the last days of the sources."""
    budget = reverse("dashboard:budget") + view.query()
    found = [
        _deadline(
            "refinancing",
            search.deadline,
            _("Search for new money: %(source)s") % {"source": search.title},
            search.through,
            f"{budget}#source-{search.funding_id}",
            today,
        )
        for search in view.refinancing
    ]
    for source in runway.sources if runway else []:
        if source.ends_on and source.ends_on >= today:
            title = _("%(source)s expires") % {"source": source.title}
            found.append(
                _deadline("expiry", source.ends_on, title, "", f"{budget}#source-{source.id}", today)
            )
    return found


def next_ones(found: Iterable[Deadline], today: date) -> list[Deadline]:
    """Six that are over their day or within the horizon, the oldest first; the next where there is none."""
    ordered = sorted(found, key=lambda deadline: (deadline.due, deadline.title))
    near = [deadline for deadline in ordered if deadline.due <= today + HORIZON]
    return near[:6] or ordered[:1]


def _deadline(kind: str, due: date, title: str, note: str, url: str, today: date) -> Deadline:
    state, word = distance(due, today, soon=words.SOON)
    return Deadline(kind, due, title, note, url, state, word)
