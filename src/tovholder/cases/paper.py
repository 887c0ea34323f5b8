"""What a case and a meeting give on paper: as blocks, with what their reader may see and no more."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access.models import User
from tovholder.cases import words
from tovholder.cases.models import Heading as Said
from tovholder.cases.models import Item, Meeting, MinutesCopy
from tovholder.cases.operations.minutes import task_line
from tovholder.cases.queries.minutes import Packed, Printed, document_of
from tovholder.cases.queries.sides import Sides
from tovholder.cases.queries.timeline import Timeline
from tovholder.core.days import hours
from tovholder.core.paper import Block, Bullets, Facts, Heading, Paragraph, Sheet
from tovholder.disclosures.wording import NOT_FOR_INVESTIGATION


def mark() -> str:
    """What stands in bold on each page."""
    return _("Confidential. %(sentence)s") % {"sentence": NOT_FOR_INVESTIGATION}


# --- the case --------------------------------------------------------------------------------------------


def of_case(case: Any, citizen: str, beside: Sides, found: Timeline) -> list[Block]:
    """The case as its print shows it."""
    passed = [
        (one.label, f"{one.day} ({one.after})" if one.after else one.day)
        for one in beside.stations
        if one.passed
    ]
    facts = [
        (_("About"), citizen),
        (_("Why we are here"), case.reason),
        (_("Purpose"), case.purpose),
        (_("Basis"), case.basis),
        (_("My access"), beside.access),
        (_("Closed"), f"{words.day(case.closed_at)}, {case.get_outcome_display()}" if case.closed_at else ""),
    ]
    parts = [", ".join(filter(None, [one["name"], one["agency"], _until(one)])) for one in beside.parts]
    blocks: list[Block] = [Facts([fact for fact in facts if fact[1]])]
    if passed:
        blocks += [Heading(1, _("Where the case stands")), Facts(passed)]
    if parts:
        blocks += [Heading(1, _("Those who take part")), Bullets(parts)]
    blocks.append(Heading(1, _("Timeline")))
    for entry in found.entries:
        blocks.append(
            Heading(2, ": ".join(filter(None, [entry.agency, entry.head])) + f", {entry.by}" * bool(entry.by))
        )
        blocks += [Paragraph(text) for text in (entry.text,) if text]
        seen = [entry.remark, entry.seen.text, *(text for text, _url in entry.others)]
        blocks.append(Paragraph("\n".join(filter(None, seen)), "note"))
    return blocks


def _until(part: dict[str, Any]) -> str:
    return _("until %(day)s") % {"day": part["last"]} if part["last"] else ""


# --- an agency's package ---------------------------------------------------------------------------------


def of_package(packed: Sequence[Packed]) -> list[Block]:
    """What an agency got at a meeting, its tasks, and what it decided: its own items alone."""
    blocks: list[Block] = []
    for one in packed:
        case = one.item.case
        assert case is not None
        number = _("Case %(number)s") % {"number": case.number}
        blocks.append(Heading(1, f"{number}, {case.person}"))
        for entry in one.got:
            document = document_of(entry)
            text = [entry.content.text, document.title if document else ""]
            blocks += [
                Heading(2, f"{entry.sender}, {entry.get_what_display()}"),
                Paragraph("\n".join(filter(None, text))),
                Paragraph(shared_line(entry), "note"),
            ]
        if one.tasks:
            blocks += [Heading(2, _("Our tasks")), Bullets([task_line(task) for task in one.tasks])]
        if one.decisions:
            blocks.append(Heading(2, _("Our decision")))
        for decision in one.decisions:
            blocks += [
                Paragraph(decision.text),
                Paragraph(f"{decision.by.name}, {words.day(decision.at)}", "note"),
            ]
    return blocks


def shared_line(entry: Any) -> str:
    """When a disclosure was made, and on which basis; of one's own, to whom."""
    if entry.told:
        agencies = ", ".join(sorted(entry.told))
        return _("Shared %(day)s with %(agencies)s") % {"day": words.moment(entry.at), "agencies": agencies}
    said = {"day": words.moment(entry.at), "basis": entry.basis.short_title}
    return _("Shared %(day)s on %(basis)s") % said


# --- numbered copies of agenda and minutes ---------------------------------------------------------------


def of_meeting(meeting: Meeting) -> str:
    """The line below the title: when and where."""
    when = _("Infohus meeting, %(day)s, %(hours)s") % {
        "day": words.weekday(meeting.starts_at),
        "hours": hours(meeting.starts_at, meeting.ends_at),
    }
    return ". ".join(filter(None, [when, meeting.place]))


def copies(what: str, numbered: Sequence[MinutesCopy], items: dict[int, list[Printed]]) -> list[Sheet]:
    """A sheet for each person, with what is hers alone.

    :param items: what each person may have, by her key (`queries.minutes.for_paper`).
    """
    back = _("Hand the copy back after the meeting. It is shredded, and its number is crossed off.")
    return [
        Sheet(
            [
                block
                for number, each in enumerate(items.get(copy.made_for_id, []), 1)
                for block in _item(number, each, what)
            ],
            number=_("Copy no. %(number)s, for %(name)s")
            % {"number": copy.number, "name": f"{copy.made_for.name}, {_office(copy.made_for)}"},
            handling=back,
        )
        for copy in numbered
    ]


def _office(user: User) -> str:
    return user.agency.short_name if user.agency else ""


def _item(number: int, each: Printed, what: str) -> list[Block]:
    """An item with what its reader may read; the agenda says numbers and lengths alone."""
    item = each.item
    name = _("Case %(number)s") % {"number": item.case.number} if item.case else item.get_kind_display()
    blocks: list[Block] = [
        Heading(1, f"{number}. {name[:1].upper()}{name[1:]}"),
        Paragraph(_("%(n)s min.") % {"n": item.minutes}, "note"),
    ]
    if what != "minutes":
        if item.kind == Item.Kind.FOLLOW_UP:
            blocks.append(Facts([(_("Kind"), item.get_kind_display())]))
        return blocks
    here = [f"{one.user.name}, {one.agency.short_name}" for one in each.present if one.heard]
    gone = [one.user.name for one in each.present if not one.heard]
    facts = [
        (_("About"), str(item.case.person) if item.case else ""),
        (_("Present"), "; ".join(here)),
        (_("Out of the room"), "; ".join(gone)),
        (pgettext("of a meeting", "Recommendation"), item.recommends()),
    ]
    facts = [fact for fact in facts if fact[1]]
    if facts:
        blocks.append(Facts(facts))
    for dimension in Said.Dimension:
        said = each.said.get(dimension.value, "").strip()
        if said:
            label = str(dimension.label)
            blocks += [Heading(2, label[:1].upper() + label[1:]), Paragraph(said)]
    if each.tasks:
        blocks += [Heading(2, _("Tasks")), Bullets([task_line(task) for task in each.tasks])]
    return blocks
