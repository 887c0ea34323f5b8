"""A figure as a line on a page: what stands in each of its cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.core.due import distance
from tovholder.programme.pace import STATES
from tovholder.programme.queries import Figure
from tovholder.reports.dashboard import words
from tovholder.reports.dashboard.queries import View

#: A note that is longer than this stands on the figure's own page only.
SHORT_NOTE = 64
_SHORT_NAME = re.compile(r"\(([^()]{1,12})\)$")


@dataclass(frozen=True)
class Line:
    """A goal in a table: name, number, bar (`spoken`, where it shows the least of five), state and notes."""

    label: str
    short_label: str
    url: str
    note: str
    value: str
    target: str
    done: Decimal | None
    whole: Decimal | None
    pace: Decimal | None
    spoken: str
    state: str
    state_note: str
    is_manual: bool


@dataclass(frozen=True)
class Milestone:
    """A milestone that is no number: what is to be there, and by when."""

    label: str
    url: str
    note: str
    state: str
    word: str
    day: str


@dataclass(frozen=True)
class Section:
    """A target group with its goals."""

    number: int
    title: str
    purpose: str
    lines: Sequence[Line]
    milestones: Sequence[Milestone]


@dataclass(frozen=True)
class StateCount:
    """So many goals have a state; `word` where its own would not stand behind a number."""

    state: str
    count: int
    word: str


def url_of(figure: Figure, view: View) -> str:
    return reverse("dashboard:figure", args=[figure.goal_id]) + view.query(part=figure.part)


def is_milestone_line(figure: Figure) -> bool:
    """Whether it stands under the table: it is no number, or its number is for another year."""
    if figure.kind != "milestone":
        return False
    return bool(figure.checklist) or figure.due_on is None or figure.due_on.year != figure.year


def sections(figures: Iterable[Figure], view: View) -> list[Section]:
    """The target groups, each with its figures, in the plan's order."""
    by_group: dict[int, list[Figure]] = {}
    for figure in figures:
        by_group.setdefault(figure.group_number, []).append(figure)
    found = []
    for group in view.groups:
        own = by_group.get(group.number, [])
        found.append(
            Section(
                number=group.number,
                title=group.title,
                purpose=group.purpose,
                lines=[line(figure, view) for figure in own if not is_milestone_line(figure)],
                milestones=[milestone(figure, view) for figure in own if is_milestone_line(figure)],
            )
        )
    return found


def state_counts(sections: Iterable[Section]) -> list[StateCount]:
    """How many annual goals have each state, the best first."""
    states = [line.state for section in sections for line in section.lines]
    words_for = {"no_target": _("without a target")}
    return [
        StateCount(state, states.count(state), words_for.get(state, ""))
        for state in STATES
        if state in states
    ]


def line(figure: Figure, view: View) -> Line:
    value, target, done, whole = numbers(figure)
    return Line(
        label=figure.label,
        short_label=figure.short_label,
        url=url_of(figure, view),
        note=checklist_note(figure) or short_note(figure.note),
        value=value,
        target=target,
        done=done,
        whole=whole,
        pace=pace(figure),
        spoken=""
        if figure.most is None
        else _("%(value)s of %(target)s") % {"value": value, "target": target},
        state=figure.state,
        state_note=state_note(figure),
        is_manual=figure.manual,
    )


def numbers(figure: Figure) -> tuple[str, str, Decimal | None, Decimal | None]:
    """What was reached and of how many, as words and for the bar. A share is so many of so many."""
    if figure.kind == "share" and figure.denominator:
        part, of = figure.numerator or 0, figure.denominator
        return words.number(part), words.number(of), Decimal(part), Decimal(of)
    if figure.kind == "share" and figure.value is not None:
        return f"{words.number(figure.value)}\u00a0%", "", figure.value, Decimal(100)
    return (
        words.span(figure.value, figure.most),
        "" if figure.target is None else words.number(figure.target),
        figure.value,
        figure.target,
    )


def pace(figure: Figure) -> Decimal | None:
    """Where the tick stands: whole things of what is done once, and none where nothing is due by a pace."""
    if figure.state in ("met", "missed", "not_measured") or figure.expected is None:
        return None
    return words.whole(figure.expected) if figure.kind in ("milestone", "qualitative") else figure.expected


def state_note(figure: Figure) -> str:
    """The second line of a state: how much is missing or ahead, since when, until when."""
    if figure.most is not None:
        return _("as of %(day)s") % {"day": words.short_day(figure.as_of)}
    missing = figure.missing
    if missing:
        return _("%(n)s missing") % {"n": words.number(missing)}
    if figure.state == "met":
        if figure.met_on:
            return words.day(figure.met_on)
        return words.month(figure.met_in) if figure.met_in else ""
    if figure.state != "on_pace" or figure.value is None:
        return ""
    if figure.kind in ("milestone", "qualitative"):
        return _("by %(day)s") % {"day": words.short_day(figure.due_on)} if figure.due_on else ""
    ahead = words.whole(figure.value - figure.expected) if figure.expected is not None else Decimal(0)
    return _("%(n)s ahead") % {"n": words.number(ahead)} if ahead > 0 and figure.kind != "share" else ""


def checklist_note(figure: Figure) -> str:
    """What of a checklist is done, and what is missing: "BIF, SOF og BUF. SUF mangler." """
    if not figure.checklist:
        return ""
    done = [short_name(item.title) for item in figure.checklist if item.done_on]
    missing = [short_name(item.title) for item in figure.checklist if not item.done_on]
    parts = []
    if done and len(figure.checklist) > 1:
        parts.append(f"{words.listed(done)}.")
    if missing and len(figure.checklist) > 1:
        parts.append(_("%(names)s missing.") % {"names": words.listed(missing)})
    return " ".join(parts)


def short_name(title: str) -> str:
    """A name's short form, where it stands in brackets at its end."""
    found = _SHORT_NAME.search(title)
    return found.group(1) if found else title


def short_note(note: str) -> str:
    first = words.sentence(note)
    return first if len(first) <= SHORT_NOTE else ""


def milestone(figure: Figure, view: View) -> Milestone:
    state, word, day = milestone_state(figure, view.as_of)
    number = figure.target is not None and not figure.checklist
    label = f"{figure.label} ({words.number(figure.target)})" if number else figure.label
    note = checklist_note(figure) if figure.state != "met" and figure.value else ""
    return Milestone(label, url_of(figure, view), note, state, word, day)


def milestone_state(figure: Figure, as_of: date) -> tuple[str, str, str]:
    """State, its word for who sees no shape, and the day that counts."""
    if figure.state == "met":
        reached = words.day(figure.met_on) if figure.met_on else ""
        return "done", _("Done"), reached or (words.month(figure.met_in) if figure.met_in else "")
    if figure.due_on is None:
        return figure.state, "", ""
    due = words.day(figure.due_on)
    if figure.state == "missed":
        return "overdue", _("Overdue"), due
    state, word = distance(figure.due_on, as_of, soon=words.SOON)
    if state == "soon":
        return "soon", word, f"{due}, {word[:1].lower()}{word[1:]}"
    return "open", _("Planned"), due
