"""The agenda and the minutes on paper: A4 by Typst, a numbered copy for each person, what is hers alone.

PDF/UA-1: tagged, in its language. Text goes in as strings: nothing that somebody wrote is ever markup.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.cases import words
from tovholder.cases.models import Heading, Item, Meeting, MinutesCopy
from tovholder.cases.operations.minutes import task_line
from tovholder.cases.queries.minutes import Printed
from tovholder.core.typesetting import FONTS, known

TEMPLATE = Path(__file__).parent / "typst" / "meeting.typ"


def render(
    meeting: Meeting,
    what: str,
    copies: Sequence[MinutesCopy],
    items: dict[int, list[Printed]],
    *,
    by: User,
    at: datetime,
) -> bytes:
    """Return one PDF with a copy for each person, each with its own number on every page.

    :param items: what each person may have, by her key (`queries.minutes.for_paper`).
    """
    import typst

    paper = json.dumps(_shown(_paper(meeting, what, copies, items, by, at)), ensure_ascii=False)
    return bytes(
        typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"paper": paper},
            pdf_standards="ua-1",
            timestamp=int(at.timestamp()),
        )
    )


def _paper(
    meeting: Meeting,
    what: str,
    copies: Sequence[MinutesCopy],
    items: dict[int, list[Printed]],
    by: User,
    at: datetime,
) -> dict[str, Any]:
    title = _("Minutes") if what == "minutes" else _("Agenda")
    danish = not (get_language() or "da").startswith("en")
    return {
        "language": "da" if danish else "en",
        "title": title,
        "subtitle": _("Infohus meeting, %(day)s, %(from)s–%(to)s")
        % {
            "day": words.weekday(meeting.starts_at),
            "from": words.time(meeting.starts_at),
            "to": words.time(meeting.ends_at),
        },
        "municipality": by.municipality.name if by.municipality else "",
        "place": meeting.place,
        "mark": _(
            "CONFIDENTIAL. Must not be used to investigate a crime (Administration of Justice Act § 115)."
        ),
        "demo": _("Invented data. All persons, cases and figures are invented.") if settings.DEMO else "",
        "printed": _("Printed %(when)s by %(who)s") % {"when": words.moment(at), "who": by.name},
        "page": _("Page {0} of {1}"),
        "return": _("Hand the copy back after the meeting. It is shredded, and its number is crossed off."),
        "copies": [
            {
                "number": _("Copy no. %(number)s, for %(name)s")
                % {"number": copy.number, "name": f"{copy.made_for.name}, {_office(copy.made_for)}"},
                "items": [
                    _item(number, each, what)
                    for number, each in enumerate(items.get(copy.made_for_id, []), 1)
                ],
            }
            for copy in copies
        ],
    }


def _office(user: User) -> str:
    return user.agency.short_name if user.agency else ""


def _item(number: int, each: Printed, what: str) -> dict[str, Any]:
    """An item with what its reader may read; the agenda says numbers and lengths alone."""
    item = each.item
    name = _("Case %(number)s") % {"number": item.case.number} if item.case else item.get_kind_display()
    found: dict[str, Any] = {
        "title": f"{number}. {name[:1].upper()}{name[1:]}",
        "note": _("%(n)s min.") % {"n": item.minutes},
        "facts": [],
        "said": [],
        "tasks": [],
    }
    if what != "minutes":
        if item.kind == Item.Kind.FOLLOW_UP:
            found["facts"] = [[_("Kind"), item.get_kind_display()]]
        return found
    here = [f"{one.user.name}, {one.agency.short_name}" for one in each.present if one.out_at is None]
    gone = [one.user.name for one in each.present if one.out_at is not None]
    facts = [[_("About"), str(item.case.person) if item.case else ""], [_("Present"), "; ".join(here)]]
    facts += [
        [_("Out of the room"), "; ".join(gone)],
        [pgettext("of a meeting", "Recommendation"), item.recommends()],
    ]
    found["facts"] = [[term, value] for term, value in facts if value]
    found["said"] = [
        [str(dimension.label[:1].upper() + dimension.label[1:]), each.said[dimension.value]]
        for dimension in Heading.Dimension
        if each.said.get(dimension.value, "").strip()
    ]
    found["tasks"] = [task_line(task) for task in each.tasks]
    return found


def _shown(value: Any) -> Any:
    """Text that the fonts can show, all through."""
    if isinstance(value, str):
        return known("".join(sign for sign in value if sign >= " " or sign in "\n\t"))
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list) else value
