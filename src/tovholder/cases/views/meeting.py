"""The meetings, and one of them: its agenda, the item that is spoken of, the room; and the wall."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.forms.meeting import (
    EndSeriesForm,
    HeadingForm,
    ReasonForm,
    RecommendForm,
    SeriesForm,
    TaskLineForm,
)
from tovholder.cases.models import Heading, Item, Meeting, Series
from tovholder.cases.operations import meeting as operations
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.queries import meeting as queries
from tovholder.cases.queries import opened
from tovholder.cases.views import fetch
from tovholder.core.days import clock_time, hours
from tovholder.core.keyset import keyset
from tovholder.core.pages import page

#: The nine headings in their two groups, as the national tool has them.
CONCERN = ("rhetoric", "violence", "crime", "relations")


def purpose() -> str:
    """Why a meeting's page is opened, for the log."""
    return _("Infohus meeting")


@gate.requires(Permission.CASE_WORK)
def meetings(request: gate.Request) -> HttpResponse:
    """The coming meetings and the past ones. That a meeting takes place is no secret; its items are."""
    user = request.user
    coming = queries.coming(user, request.at)
    past = keyset(queries.past(user, request.at), order=("-starts_at", "-id"), query=request.GET, size=12)
    context = {
        "coming": [_line(meeting, request) for meeting in coming],
        "past": [_line(meeting, request) for meeting in past],
        "page": past,
        "coordinates": user.may(Permission.CASE_COORDINATE),
        "series": queries.rules(user, request.today) if user.may(Permission.CASE_COORDINATE) else [],
    }
    return page(request, "cases/meetings.html", context)


def _line(meeting: Meeting, request: gate.Request) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "url": meeting.get_absolute_url(),
        "day": words.weekday(meeting.starts_at, today=request.today),
        "hours": hours(meeting.starts_at, meeting.ends_at),
        "state": _state(meeting, request.at),
    }


def _state(meeting: Meeting, at: datetime) -> tuple[str, str]:
    if meeting.cancelled_at:
        return "no_target", _("Cancelled: %(why)s") % {"why": meeting.cancel_reason}
    if meeting.closed_at:
        return "done", _("Held, minutes sent")
    if meeting.begun_at:
        return "on_pace", _("Under way")
    if meeting.ends_at < at:
        return "not_measured", _("Not opened")
    if meeting.approved_at:
        return "met", _("Agenda approved")
    return "open", _("Agenda not approved yet")


@gate.requires(Permission.CASE_COORDINATE)
def series(request: gate.Request) -> HttpResponse:
    """Say when the Infohus meets."""
    form = SeriesForm(
        request.POST or None, initial={"name": _("Infohus meeting"), "begins": "09:00", "day": request.today}
    )
    if form.is_valid():
        given = form.cleaned_data
        first = make_aware(datetime.combine(given["day"], given["begins"]))
        operations.start_series(
            by=request.user,
            at=request.at,
            name=given["name"],
            first_at=first,
            every_days=given["every_days"],
            minutes=given["minutes"],
            minutes_an_item=given["minutes_an_item"],
            place=given["place"],
            once=given["once"],
            id=given["key"],
        )
        messages.success(request, _("The meetings of the coming quarter are planned."))
        return redirect("cases:meetings")
    return page(request, "cases/meeting_series.html", {"form": form})


@gate.requires(Permission.CASE_COORDINATE)
def end_series(request: gate.Request, series_id: UUID) -> HttpResponse:
    """Let the Infohus meet by another rule: this one ends, a new one is said beside it."""
    found: Any = gate.get_or_404(Series, series_id, request=request)
    form = EndSeriesForm(request.POST or None, initial={"on": request.today})
    if form.is_valid():
        try:
            number = operations.end_series(series=found, by=request.user, at=request.at, **form.cleaned_data)
        except Refused as refused:
            form.add_error("on", str(refused))
        else:
            said = ngettext(
                "The series ends. %(n)s meeting is cancelled.",
                "The series ends. %(n)s meetings are cancelled.",
                number,
            )
            messages.success(request, said % {"n": number})
            return redirect("cases:meetings")
    return page(request, "cases/series_end.html", {"series": found, "form": form})


@gate.requires(Permission.CASE_COORDINATE)
def plan(request: gate.Request) -> HttpResponse:
    """Make the meetings of the coming quarter."""
    if request.method == "POST":
        made = operations.plan_meetings(by=request.user, at=request.at)
        said = ngettext("%(n)s meeting is planned.", "%(n)s meetings are planned.", made) % {"n": made}
        messages.success(
            request, said if made else _("The meetings of the coming quarter are planned already.")
        )
    return redirect("cases:meetings")


@gate.requires(Permission.CASE_COORDINATE)
def cancel(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """Cancel a meeting that has not begun."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            operations.cancel_meeting(
                meeting=meeting, by=request.user, at=request.at, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The meeting is cancelled."))
            return redirect("cases:meetings")
    context = {"meeting": meeting, "form": form, "day": words.weekday(meeting.starts_at)}
    return page(request, "cases/meeting_cancel.html", context)


# --- one meeting -----------------------------------------------------------------------------------------


@gate.requires(Permission.CASE_WORK)
def show(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """The meeting, at the item that is spoken of, or at the first that is not yet."""
    meeting = gate.get_or_404(Meeting.objects.select_related("series"), meeting_id, request=request)
    return meeting_page(request, meeting)


@gate.requires(Permission.CASE_WORK)
def item(request: gate.Request, item_id: UUID) -> HttpResponse:
    """One item of a meeting."""
    found = spoken_of(request, item_id)
    return meeting_page(request, found.meeting, found)


def spoken_of(request: gate.Request, item_id: UUID) -> Any:
    """An item with what its page shows, and why the reader has opened its case today."""
    rows = opened.children_with_purpose(queries.talk(Item.objects.all()), request.user, request.today)
    return gate.get_or_404(rows, item_id, request=request)


def _obvious(request: gate.Request, here: Any) -> str:
    """Why an item is opened on the day on which it is spoken of; of any other day it is asked."""
    days = (localdate(here.meeting.starts_at), localdate(here.begun_at))
    return purpose() if request.today in days else ""


def meeting_page(request: gate.Request, meeting: Meeting, here: Any = None, **more: Any) -> HttpResponse:
    """The page of a meeting.

    Where the item in the middle shows something of a case, it is asked why one opens that.

    :param here: the item in the middle, from `spoken_of`; else the one that is being spoken of.
    :param more: what a form that came back adds: `forms`, `conflict`, `asked_out`.
    """
    lines = queries.agenda(meeting, request.at)
    if here is None:
        chosen = _where(lines)
        here = spoken_of(request, chosen.pk) if chosen is not None else None
    shows_case = here is not None and here.case is not None and here.begun_at is not None
    if shows_case:
        asked = fetch.asked(request, here, _obvious(request, here))
        if asked:
            return asked
    leads = (
        request.user.may(Permission.CASE_COORDINATE)
        and meeting.closed_at is None
        and not meeting.cancelled_at
    )
    shown = [line.item for line in lines if line.item.case_id]
    gate.saw(
        request,
        cases=[one.case_id for one in shown],
        persons=[here.case.person_id] if shows_case else [],
        purpose=here.my_purpose if shows_case else purpose(),
    )
    minutes = sum(line.minutes for line in lines)
    behind = queries.behind(lines, meeting, request.at) if leads else None
    context = {
        "meeting": meeting,
        "day": words.weekday(meeting.starts_at),
        "hours": hours(meeting.starts_at, meeting.ends_at),
        "clock": clock_time(request.at),
        "pace": _pace(behind),
        "lines": [_agenda_line(line, here) for line in lines],
        "leads": leads,
        "coordinates": request.user.may(Permission.CASE_COORDINATE),
        "over": meeting.closed_at is not None,
        "unsent": any(one.begun_at and not one.minutes_sent_at for one in shown),
        "sum": minutes,
        "too_long": minutes - (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1),
        **_middle(request, here, leads, lines),
        **more,
    }
    return page(request, "cases/meeting.html", context)


def _where(lines: list[queries.Line]) -> Any:
    """The item that is spoken of; else the first not spoken of; else the first."""
    for state in ("on_pace", "open"):
        for line in lines:
            if line.state == state:
                return line.item
    return lines[0].item if lines else None


def _pace(behind: int | None) -> str:
    if behind is None:
        return ""
    if behind <= 0:
        return _("You keep the time.")
    return ngettext("You are %(n)s minute behind.", "You are %(n)s minutes behind.", behind) % {"n": behind}


def name_of(one: Item) -> str:
    """An item on the agenda: a case by its number, never by a name."""
    if one.case is not None:
        return _("Case %(number)s") % {"number": one.case.number}
    return {Item.Kind.WELCOME: _("Welcome and conflicts of interest")}.get(
        Item.Kind(one.kind), _("Any other business")
    )


def _agenda_line(line: queries.Line, here: Any) -> dict[str, Any]:
    one = line.item
    under = ""
    if line.left is not None:
        under = _left(line.left)
    elif one.recommends():
        under = _("Recommendation: %(what)s") % {"what": one.recommends()}
    elif one.kind == Item.Kind.FOLLOW_UP:
        under = _("Follow-up")
    return {
        "item": one,
        "number": line.number,
        "url": reverse("cases:item", args=[one.pk]),
        "name": name_of(one),
        "state": line.state,
        "minutes": line.minutes,
        "under": under,
        "current": here is not None and one.pk == here.pk,
    }


def _left(left: int) -> str:
    if left >= 0:
        return ngettext("%(n)s minute left", "%(n)s minutes left", left) % {"n": left}
    return ngettext("%(n)s minute over", "%(n)s minutes over", -left) % {"n": -left}


def _middle(request: gate.Request, here: Any, leads: bool, lines: list[queries.Line]) -> dict[str, Any]:
    """What stands in the middle and to the right."""
    if here is None:
        return {"item": None}
    talk = queries.talk_of(here)
    following = [line.item for line in lines if line.state == "open" and line.item.pk != here.pk]
    found: dict[str, Any] = {
        "item": here,
        "name": name_of(here),
        "left": queries.minutes_left(here, request.at),
        "next": reverse("cases:item", args=[following[0].pk]) if following else "",
        "begun": here.begun_at is not None,
        "present": [row for row in talk.room if not row["out"]],
        "out": [
            {**row, "when": clock_time(datetime.fromisoformat(row["out"]))} for row in talk.room if row["out"]
        ],
    }
    left = found["left"]
    found["left_words"] = _left(left) if left is not None else ""
    found["spent"] = max(min(100 - 100 * left // max(here.minutes, 1), 100), 0) if left is not None else 0
    if leads and (here.begun_at is None or request.GET.get("room") == "1"):
        found["candidates"] = queries.candidates(here, request.user, request.at)
        found["asked_out"] = [
            one for one in found["candidates"] if one.here and (one.recused or not one.inside)
        ]
    if here.case is None or here.begun_at is None:
        return found
    return found | _talk(request, talk, leads)


def _talk(request: gate.Request, talk: queries.Talk, leads: bool) -> dict[str, Any]:
    born = talk.item.case.person.birth_date
    age = ""
    if born is not None:
        today = request.today
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        age = _("%(n)s years old") % {"n": years}
    headings = [_heading(dimension, talk, request) for dimension in Heading.Dimension]
    current = next((one for one in headings if one["open"]), None)
    recommended = getattr(talk.item, "recommendation", None)
    return {
        "case": talk.item.case,
        "person": f"{talk.item.case.person}{', ' if age else ''}{age}",
        "groups": [
            {"name": _("Grounds for concern"), "rows": [one for one in headings if one["key"] in CONCERN]},
            {
                "name": _("Well-being and resilience"),
                "rows": [one for one in headings if one["key"] not in CONCERN],
            },
        ],
        "current": current,
        "gives": _gives(talk),
        "loose": [_gift(row, request.today) for row in talk.gave if not row["dimension"]],
        "tasks": [_task(row, request) for row in talk.tasks],
        "task_form": TaskLineForm(auto_id="task_%s"),
        "recommended": recommended,
        "recommend_form": RecommendForm(auto_id="recommend_%s"),
    }


def _heading(dimension: Any, talk: queries.Talk, request: gate.Request) -> dict[str, Any]:
    said = talk.said.get(dimension.value)
    gave = [_gift(row, request.today) for row in talk.gave if row["dimension"] == dimension.value]
    text = said["text"] if said else ""
    initial = {"dimension": dimension.value, "text": text, "version": said["version"] if said else 0}
    agencies = ", ".join(dict.fromkeys(row["agency"] for row in gave))
    return {
        "key": dimension.value,
        "label": dimension.label,
        "text": text,
        "by": said["by"] if said else "",
        "at": clock_time(datetime.fromisoformat(said["at"])) if said else "",
        "gave": gave,
        "hint": _("%(agencies)s has something to tell") % {"agencies": agencies} if agencies else "",
        "open": not text.strip(),
        "form": HeadingForm(initial=initial, auto_id=f"{dimension.value}_%s"),
    }


def _gift(row: dict[str, Any], today: date) -> dict[str, Any]:
    return {**row, "when": words.lately(datetime.fromisoformat(row["at"]), today) if row["at"] else ""}


def _gives(talk: queries.Talk) -> list[dict[str, str]]:
    """What each agency brings, and no more: who answered one of the other two, brings nothing."""
    counts: dict[str, list[int]] = {}
    for row in talk.gave:
        told = counts.setdefault(row["agency"], [0, 0])
        told[0] += bool(row["text"])
        told[1] += bool(row["document"])
    found = []
    for agency, (texts, papers) in counts.items():
        parts = []
        if texts:
            parts.append(
                ngettext("%(n)s piece of information", "%(n)s pieces of information", texts) % {"n": texts}
            )
        if papers:
            parts.append(ngettext("%(n)s document", "%(n)s documents", papers) % {"n": papers})
        found.append({"agency": agency, "what": ", ".join(parts)})
    none = [row["agency"] for row in talk.asked if row["answered"] and row["agency"] not in counts]
    silent = [row["agency"] for row in talk.asked if not row["answered"]]
    if none:
        found.append({"agency": ", ".join(none), "what": _("does not contribute")})
    if silent:
        found.append({"agency": ", ".join(silent), "what": _("has not answered")})
    return found


def _task(row: dict[str, Any], request: gate.Request) -> dict[str, Any]:
    due = datetime.fromisoformat(row["due"]).date()
    who = ", ".join(part for part in (row["who"], row["agency"]) if part)
    return {
        "title": row["title"],
        "url": reverse("cases:task", args=[row["id"]]),
        "who": f"{who}, {words.day(due, today=request.today)}",
    }


def conflict_of(meanwhile: ChangedMeanwhile) -> dict[str, Any]:
    """What the second note-taker is told."""
    return {
        "who": meanwhile.who,
        "when": clock_time(meanwhile.when) if meanwhile.when else "",
        "text": meanwhile.theirs.get("text", ""),
    }


@gate.requires(Permission.CASE_WORK)
def projector(request: gate.Request, meeting_id: UUID) -> HttpResponse:
    """For the wall: headings, no names, no details."""
    meeting = gate.get_or_404(Meeting, meeting_id, request=request)
    lines = queries.agenda(meeting, request.at)
    now = next((line for line in lines if line.state == "on_pace"), None)
    gate.saw(request, cases=[line.item.case_id for line in lines if line.item.case_id], purpose=purpose())
    context = {
        "meeting": meeting,
        "day": words.weekday(meeting.starts_at),
        "lines": [_agenda_line(line, now.item if now else None) for line in lines],
        "name": name_of(now.item) if now else "",
        "left": _left(now.left) if now and now.left is not None else "",
        "headings": [dimension.label for dimension in Heading.Dimension] if now and now.item.case_id else [],
    }
    return page(request, "cases/meeting_projector.html", context)
