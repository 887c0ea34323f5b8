"""Pages without sign-in, by a secret address: a session's headcount, its evaluation, a calendar.

The database sees the actor PUBLIC_LINK, and by which link it came; it shows no more than that session.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Func, TextField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tovholder.access import gate
from tovholder.access.actors import System, act_as
from tovholder.activities import calendars, forms, operations, queries
from tovholder.activities.links import Kind, follow
from tovholder.activities.models import Session
from tovholder.activities.views import heads as pages
from tovholder.core.pages import page

#: A calendar shows so much of the past.
PAST = timedelta(days=60)


class _LinkedOrganisation(Func):
    """The name of the linked session's school: the link reads nothing else of the partners."""

    function = "tovholder.linked_organisation"
    output_field = TextField()
    arity = 0


def _session(request: gate.Request, kind: Kind, token: str) -> Any:
    """The session that a link leads to.

    :raises Http404: there is none, it is older than fourteen days, or its number was not guessed.
    """
    # Whoever is signed in comes by the link here, too: the page is the same for everybody.
    act_as(System.PUBLIC_LINK, request=f"{request.method} {request.number}")
    follow(kind, token)
    sessions = queries.with_classes(
        Session.objects.filter(**{f"{kind}_token": token})
        .select_related("booking__offer")
        .annotate(organisation_name=_LinkedOrganisation())
    )
    session = sessions.first()
    if session is None or request.at > session.ends_at + operations.MENDED_FOR:
        raise Http404
    session.booking.organisation = None
    return session


@gate.public("An instructor enters one number, by a secret address that lasts for fourteen days.")
def heads(request: gate.Request, token: str) -> HttpResponse:
    session = _session(request, "heads", token)
    form = pages.heads_form(request, session)
    if request.method == "POST":
        answer = pages.save(request, session, form, by=None)
        if answer is not None:
            return answer
    context = pages.phone(request, session, form)
    context["by_link"] = True
    context["cancel_url"] = reverse("activities:cancel", args=[session.pk])
    return page(request, "activities/heads.html", context)


@gate.public("Participants answer anonymously, by an address that they got at the session.")
def evaluation(request: gate.Request, token: str) -> HttpResponse:
    """Two questions. Nothing is kept but the answer and the day."""
    session = _session(request, "evaluation", token)
    if request.GET.get("thanks"):
        return page(request, "activities/evaluation.html", {"thanks": True})
    begun = session.starts_at <= request.at and not session.cancelled_at
    form = forms.EvaluationForm(request.POST if request.method == "POST" else None)
    if begun and form.is_valid():
        try:
            operations.evaluate(
                session=session,
                on=request.today,
                score=form.cleaned_data["score"],
                text=form.cleaned_data["text"],
                heads=sum(one["expected"] or 0 for one in session.asked) or session.booking.expected,
                form=form.cleaned_data["key"],
            )
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(f"{request.path}?thanks=1")
    context = {"session": session, "form": form, "begun": begun, "title": session.booking.offer.title}
    return page(request, "activities/evaluation.html", context)


@gate.public("A calendar program fetches an instructor's sessions, by a secret address that she can close.")
def calendar(request: gate.Request, token: str) -> HttpResponse:
    act_as(System.PUBLIC_LINK, request=f"{request.method} {request.number}")
    follow("calendar", token)
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.linked_calendar_open()")
        if not cursor.fetchone()[0]:
            raise Http404
        cursor.execute("select * from tovholder.linked_calendar(%s)", [request.at - PAST])
        rows = cursor.fetchall()
    events = [
        calendars.Event(pk, start, end, place, kind, organisation or "", classes, token_, version, cancelled)
        for pk, start, end, place, kind, organisation, classes, token_, version, cancelled in rows
    ]
    return calendars.response(events, request, name="tovholder.ics", feed=True)
