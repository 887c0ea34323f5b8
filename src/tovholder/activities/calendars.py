"""Calendar files (RFC 5545). An entry says when and where, and never what it is about.

Calendars are read over shoulders and on lock screens, and synchronised to places that nobody knows: the
title is the kind of meeting and the class and school, never the offer's title, which may name extremism.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar
from icalendar import Event as Entry

from tovholder.access import gate
from tovholder.activities.models import Offer


@dataclass(frozen=True)
class Event:
    """What a calendar entry is made of. Without `heads_token` it carries no link."""

    key: int
    starts_at: datetime
    ends_at: datetime
    place: str
    kind: str
    organisation: str
    classes: list[str]
    heads_token: str
    version: int
    cancelled: bool


def neutral_title(event: Event) -> str:
    """ "Hold 8.b, Søndre Prøveskole"; a talk is a talk, whatever it is about."""
    words = {
        Offer.Kind.TEACHING_COURSE: pgettext("calendar entry", "Class"),
        Offer.Kind.PARENTS_MEETING: _("Parents' meeting"),
        Offer.Kind.ADULT_DIALOGUE: _("Meeting"),
        Offer.Kind.AWARENESS_TALK: _("Talk"),
        Offer.Kind.WORKSHOP: _("Workshop"),
        Offer.Kind.WEBINAR: _("Webinar"),
        Offer.Kind.TRAINING: _("Training"),
        Offer.Kind.NETWORK_MEETING: _("Network meeting"),
    }
    word = words.get(Offer.Kind(event.kind), _("Meeting"))
    what = f"{word} {', '.join(event.classes)}".strip()
    return f"{what}, {event.organisation}" if event.organisation else what


def response(
    events: Iterable[Event], request: gate.Request, *, name: str, feed: bool = False
) -> HttpResponse:
    """A calendar file of the events."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tovholder//Activities//DA")
    calendar.add("version", "2.0")
    if feed:
        calendar.add("x-wr-calname", _("My sessions"))
        calendar.add("refresh-interval;value=duration", "PT1H")
    for event in events:
        calendar.add_component(_entry(event, request))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'{"inline" if feed else "attachment"}; filename="{name}"'
    return answer


def _entry(event: Event, request: gate.Request) -> Entry:
    entry = Entry()
    entry.add("uid", f"session-{event.key}@{request.get_host().partition(':')[0]}")
    entry.add("dtstamp", request.at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", neutral_title(event))
    entry.add("sequence", event.version)
    entry.add("class", "PRIVATE")
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    place = event.place or event.organisation
    if place:
        entry.add("location", place)
    if event.heads_token and not event.cancelled:
        link = request.build_absolute_uri(reverse("activities:heads_link", args=[event.heads_token]))
        entry.add("description", _("Enter how many came: %(link)s") % {"link": link})
    return entry
