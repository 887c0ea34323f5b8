"""The list of sessions, a session's page, and what is done with it."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities import calendars, forms, operations, queries
from tovholder.activities.models import Headcount, Session
from tovholder.activities.views import filter_fields, row_of, state_of
from tovholder.core.due import distance
from tovholder.core.keyset import keyset
from tovholder.core.pages import page

SEES = (Permission.ACTIVITY_READ, Permission.ACTIVITY_TEACH)


@gate.requires(*SEES)
def session_list(request: gate.Request) -> HttpResponse:
    """Sessions, newest first, narrowed by what stands in the address."""
    at = request.at
    filters = queries.Filters.read(request.GET)
    found = filters.narrow(Session.objects.visible_to(request.user), at)
    shown = keyset(queries.detailed(found), order=("-starts_at", "-id"), query=request.GET)
    context = {
        "page": shown,
        "rows": [row_of(session, at) for session in shown],
        "filters": filter_fields(request.user.municipality_id, filters),
        "narrowed": filters != queries.Filters(),
        "query": request.GET.urlencode(),
        "reads": request.user.may(Permission.ACTIVITY_READ),
    }
    return page(request, "activities/session_list.html", context, partial="rows")


@gate.requires(*SEES)
def missing_list(request: gate.Request) -> HttpResponse:
    """Held, but no headcount yet: oldest first."""
    at = request.at
    found = Session.objects.visible_to(request.user).uncounted(at)
    shown = keyset(queries.detailed(found), order=("starts_at", "id"), query=request.GET, count_to=200)
    rows = [row_of(session, at) for session in shown]
    for row in rows:
        row["heads_url"] = heads_url(row["session"]) if may_count(request.user, row["session"]) else ""
        _state, row["late"] = distance(row["day"], request.today)
    return page(request, "activities/missing_list.html", {"page": shown, "rows": rows}, partial="rows")


def may_count(user: User, session: Any) -> bool:
    """A planner enters any session's heads, an instructor her own."""
    return user.may(Permission.ACTIVITY_PLAN) or user.pk in session.instructor_ids


def heads_url(session: Session) -> str:
    """Where a session's heads are entered: one number, or a row a profession."""
    professionals = session.booking.offer.counts_professionals
    name = "activities:participants" if professionals else "activities:heads"
    return reverse(name, args=[session.pk])


def fetch(request: gate.Request, session_id: int) -> Any:
    """The session with what its pages say, if the reader may see it."""
    return gate.get_or_404(queries.detailed(Session.objects.all()), session_id, actor=request.user)


@gate.requires(*SEES)
def show(request: gate.Request, session_id: int) -> HttpResponse:
    """Who comes, where, who teaches, how many came, what they thought of it, links."""
    at = request.at
    session: Any = gate.get_or_404(queries.to_read(Session.objects.all()), session_id, actor=request.user)
    user = request.user
    plans = user.may(Permission.ACTIVITY_PLAN)
    runs = may_count(user, session)
    state = state_of(session, at)
    context = {
        "session": session,
        "title": queries.title(session),
        "state": state,
        "counted": [_counted(row) for row in session.who_came],
        "contact": next(iter(session.who_asked), None),
        "evaluated": _evaluated(session.opinions[0]),
        "heads_url": heads_url(session) if runs else "",
        "plans": plans,
        "runs": runs,
        "over": session.ends_at <= at,
        "begun": session.starts_at <= at + operations.COUNTED_BEFORE,
        "links": _links(request, session) if runs and not session.cancelled_at else None,
    }
    return page(request, "activities/session.html", context)


def _counted(row: dict[str, Any]) -> dict[str, Any]:
    """A headcount: of whom, how many, when and by whom entered."""
    whom = ", ".join(part for part in (row["label"], row["profession"], row["administration"]) if part)
    by = row["enterer"] or str(dict(Headcount.Way.choices)[row["way"]])
    return {"whom": whom, "heads": row["heads"], "at": datetime.fromisoformat(row["entered_at"]), "by": by}


def _evaluated(said: dict[str, Any]) -> dict[str, Any]:
    """What the evaluations say, from five on, as the page shows it."""
    bars = []
    if said["scores"]:
        most = max(said["scores"])
        bars = [
            {"score": number, "answers": answers, "most": most}
            for number, answers in reversed(list(enumerate(said["scores"], start=1)))
        ]
    return {**said, "bars": bars}


def _links(request: gate.Request, session: Session) -> dict[str, Any]:
    heads = request.build_absolute_uri(reverse("activities:heads_link", args=[session.heads_token]))
    evaluation = request.build_absolute_uri(
        reverse("activities:evaluation_link", args=[session.evaluation_token])
    )
    return {"heads": heads, "evaluation": evaluation, "evaluation_qr": _qr(evaluation)}


def _qr(address: str) -> SafeString:
    """A QR code as SVG in the page: no picture to load, nothing that the security policy stops."""
    return format_html(
        '<div class="activities-qr" role="img" aria-label="{}">{}</div>',
        _("QR code of the evaluation's address"),
        mark_safe(_drawn(address)),  # noqa: S308  (made here from an address of ours)
    )


@lru_cache(maxsize=1024)
def _drawn(address: str) -> str:
    """Drawing a code costs more than all else on the page, and an address always gives the same one."""
    import segno

    code = segno.make(address, error="m")
    return code.svg_inline(
        scale=1, border=4, omitsize=True, svgclass="t-qr", lineclass=None, dark="#1a1a1a", light="#fff"
    )


@gate.requires(Permission.ACTIVITY_PLAN)
def move(request: gate.Request, session_id: int) -> HttpResponse:
    session = fetch(request, session_id)
    form = forms.MoveForm(
        request.POST if request.method == "POST" else None, session=session, user=request.user
    )
    stands: list[tuple[str, str]] = []
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            operations.move(
                session=session,
                by=request.user,
                at=request.at,
                **{key: wanted[key] for key in ("starts_at", "ends_at", "place", "district", "version")},
            )
        except operations.Refused as refused:
            stands = _refused(request, form, session, refused)
        else:
            messages.success(request, _("The session is moved."))
            return redirect(session)
    context = {"form": form, "session": session, "title": queries.title(session), "stands": stands}
    return page(request, "activities/move.html", context)


def _refused(request: gate.Request, form: Any, session: Session, refused: Exception) -> list[tuple[str, str]]:
    """Say why; and where somebody else was there first, what stands there now, from which one goes on."""
    form.add_error(None, str(refused))
    now = fetch(request, session.pk)
    if now.version == session.version and str(now.version) == form.data.get("version"):
        return []
    form.data = form.data.copy()
    form.data["version"] = now.version
    row, start, end = row_of(now, request.at), *map(timezone.localtime, (now.starts_at, now.ends_at))
    return [
        (_("Time"), f"{date_format(start, 'j. F Y H.i')}–{date_format(end, 'H.i')}"),
        (_("Place"), now.place),
        (_("Instructors"), row["instructors"]),
        (_("State"), ": ".join(filter(None, [row["state"]["word"], now.cancel_reason]))),
    ]


@gate.requires(Permission.ACTIVITY_PLAN)
def reassign(request: gate.Request, session_id: int) -> HttpResponse:
    session = fetch(request, session_id)
    found = queries.candidates(
        user=request.user,
        at=request.at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        organisation_id=session.booking.organisation_id,
        without=session.pk,
    )
    initial = {"instructors": session.instructor_ids, "version": session.version}
    form = forms.InstructorsForm(
        request.POST if request.method == "POST" else None, candidates=found, initial=initial
    )
    stands: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            operations.reassign(
                session=session,
                by=request.user,
                at=request.at,
                instructors=list(form.cleaned_data["instructors"]),
                version=form.cleaned_data["version"],
            )
        except operations.Refused as refused:
            stands = _refused(request, form, session, refused)
        else:
            messages.success(request, _("The instructors are changed."))
            return redirect(session)
    context = {"form": form, "session": session, "title": queries.title(session), "stands": stands}
    return page(request, "activities/reassign.html", context)


@gate.requires(Permission.ACTIVITY_PLAN, Permission.ACTIVITY_TEACH)
def cancel(request: gate.Request, session_id: int) -> HttpResponse:
    session = fetch(request, session_id)
    form = forms.ReasonForm(
        request.POST if request.method == "POST" else None, initial={"version": session.version}
    )
    stands: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            operations.cancel(session=session, by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            stands = _refused(request, form, session, refused)
        else:
            messages.success(request, _("The session is cancelled."))
            return redirect(session)
    context = {"form": form, "session": session, "title": queries.title(session), "stands": stands}
    return page(request, "activities/cancel.html", context)


def _deed(request: gate.Request, session_id: int, deed: Any, template: str, done: str) -> HttpResponse:
    """A deed that asks for nothing: its page says what happens, its button does it."""
    session = fetch(request, session_id)
    posted = request.POST if request.method == "POST" else None
    form = forms.VersionForm(posted, initial={"version": session.version})
    stands: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            deed(session=session, by=request.user, at=request.at, version=form.cleaned_data["version"])
        except operations.Refused as refused:
            stands = _refused(request, form, session, refused)
        else:
            messages.success(request, done)
            return redirect(session)
    context = {
        "form": form,
        "stands": stands,
        "session": session,
        "title": queries.title(session),
        "heads_url": heads_url(session),
    }
    return page(request, template, context)


@gate.requires(Permission.ACTIVITY_PLAN)
def reinstate(request: gate.Request, session_id: int) -> HttpResponse:
    done = _("The cancellation is taken back.")
    return _deed(request, session_id, operations.reinstate, "activities/reinstate.html", done)


@gate.requires(Permission.ACTIVITY_PLAN, Permission.ACTIVITY_TEACH)
def held(request: gate.Request, session_id: int) -> HttpResponse:
    done = _("The session is recorded as held.")
    return _deed(request, session_id, operations.record_held, "activities/held.html", done)


@gate.requires(Permission.ACTIVITY_PLAN, Permission.ACTIVITY_TEACH)
def nobody_came(request: gate.Request, session_id: int) -> HttpResponse:
    done = _("It is recorded that nobody came.")
    return _deed(request, session_id, operations.record_nobody_came, "activities/nobody_came.html", done)


@gate.requires(*SEES)
def ics(request: gate.Request, session_id: int) -> HttpResponse:
    """The session as a calendar file. Only who runs it gets the link to its headcount with it."""
    session = fetch(request, session_id)
    runs = request.user.may(Permission.ACTIVITY_PLAN) or request.user.pk in session.instructor_ids
    event = calendars.Event(
        key=session.pk,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.place,
        kind=session.booking.offer.kind,
        organisation=session.booking.organisation.name if session.booking.organisation else "",
        classes=list(session.class_labels),
        heads_token=session.heads_token if runs else "",
        version=session.version,
        cancelled=session.cancelled_at is not None,
    )
    return calendars.response([event], request, name=f"hold-{session.pk}.ics")
