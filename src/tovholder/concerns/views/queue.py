"""The queue of concerns, and the advice contacts beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.concerns import queries
from tovholder.concerns.models import AdviceContact, Channel, ConcernReport
from tovholder.core import due as dues
from tovholder.core.keyset import keyset
from tovholder.core.pages import page

SEES = (
    Permission.HOTLINE_WORK,
    Permission.CONCERN_TRIAGE,
    Permission.CONCERN_CLEAR,
    Permission.IDENTITY_OPEN,
    Permission.PURGE,
)
#: Where each part in concerns has its page.
DOORS = {
    "clears": "concerns:clearance_list",
    "opens": "concerns:identity_request_list",
    "purges": "concerns:purge_list",
}


@gate.requires(*SEES)
def concern_list(request: gate.Request) -> HttpResponse:
    """A coordinator's queue, an adviser's own; who has one other part in concerns goes there."""
    user = request.user
    triages = user.may(Permission.CONCERN_TRIAGE)
    context: dict[str, Any] = {
        "triages": triages,
        "works": user.may(Permission.HOTLINE_WORK),
        "clears": user.may(Permission.CONCERN_CLEAR),
        "opens": user.may(Permission.IDENTITY_OPEN),
        "purges": user.may(Permission.PURGE),
    }
    if context["works"] or triages:
        context |= _queue(request, triages)
    else:
        parts = [door for duty, door in DOORS.items() if context[duty]]
        if len(parts) == 1:
            return redirect(parts[0])
    return page(request, "concerns/list.html", context, partial="rows")


def _queue(request: gate.Request, triages: bool) -> dict[str, Any]:
    user, today = request.user, request.today
    filters = queries.Filters.read(request.GET)
    found: Any = ConcernReport.objects.visible_to(user).select_related("person")
    shown = keyset(
        queries.detailed(filters.narrow(found), today=today, municipality_id=user.municipality_id),
        order=filters.order,
        query=request.GET,
    )
    rows = [_row(concern, user, today, triages) for concern in shown]
    gate.saw(request, way=Way.LIST, concerns=list(shown), persons=[row["whose"] for row in rows])
    return {
        "page": shown,
        "rows": rows,
        "filters": filters,
        "shows": [
            ("waiting", _("Waiting")),
            ("follow_up", _("To follow up")),
            ("left", _("Have left triage")),
        ],
        "channels": Channel.choices,
        "calls": queries.calls_of(user, today),
    }


def _row(concern: Any, user: Any, today: Any, triages: bool) -> dict[str, Any]:
    received = timezone.localdate(concern.received_at)
    shows_name = triages or concern.taken_by_id == user.pk or concern.call_back_by_id == user.pk
    return {
        "concern": concern,
        "url": concern.get_absolute_url(),
        "received": received,
        "age": dues.age(received, today),
        "danger": queries.danger_of(concern),
        "name": str(concern.person) if concern.person and shows_name else "",
        "whose": concern.person_id if shows_name else None,
        "next": next(iter(queries.next_of(concern, user=user, today=today)), None),
        "channel": concern.get_channel_display(),
        "kind": concern.get_caller_kind_display(),
        "exit": concern.get_exit_display() if concern.exit else "",
        "exit_on": timezone.localdate(concern.exit_at) if concern.exit_at else None,
    }


@gate.requires(Permission.HOTLINE_WORK, Permission.CONCERN_TRIAGE)
def advice_list(request: gate.Request) -> HttpResponse:
    """Advice contacts, newest first: nobody's name stands in one, yet the texts tell of somebody."""
    found = AdviceContact.objects.visible_to(request.user).select_related("by")
    shown = keyset(found, order=("-at", "-id"), query=request.GET)
    gate.saw(request, way=Way.LIST)
    topics = queries.topic_names(request.user.municipality_id)
    rows = [
        {
            "contact": contact,
            "at": contact.at,
            "topics": ", ".join(topics.get(key, key) for key in contact.topics),
            "text": contact.advice,
        }
        for contact in shown
    ]
    return page(request, "concerns/advice_list.html", {"page": shown, "rows": rows}, partial="rows")
