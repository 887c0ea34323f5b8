"""The record of changes, for the auditor: who changed which row when, and which fields; no content."""

from typing import Any

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tovholder.access import forms, gate, queries, rls
from tovholder.access.roles import Permission
from tovholder.audit import queries as audit
from tovholder.core.days import clock_time
from tovholder.core.keyset import Page
from tovholder.core.pages import page


@gate.requires(Permission.LOG_READ)
def changes(request: gate.Request) -> HttpResponse:
    who = queries.names(request.user)
    form = forms.LogFilter(request.GET or None, names=who, kinds=_kinds())
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    since, until = asked.get("since"), asked.get("until")
    found = audit.log(
        since=forms.start_of(since) if since else None,
        until=forms.end_of(until) if until else None,
        actor=asked.get("actor"),
        kind=asked.get("kind") or None,
        after=audit.Place.read(request.GET.get("after", "")),
        before=audit.Place.read(request.GET.get("before", "")),
        of_colleagues={label: frozenset(who) for label in _open_to_all()},
    )
    rows = [_row(change, who) for change in found.changes]
    listed = Page(
        rows,
        next=_link(request, "after", found.older),
        previous=_link(request, "before", found.newer),
    )
    return page(
        request, "access/log.html", {"form": form, "rows": rows, "page": listed, "asked": any(asked.values())}
    )


def _row(change: audit.Change, who: dict[int, str]) -> dict[str, Any]:
    deeds = {"insert": _("added"), "update": _("changed"), "delete": _("deleted")}
    at = localtime(change.when)
    name = who.get(change.actor, "") if change.actor is not None else ""
    return {
        "day": date_format(at, "DATE_FORMAT"),
        "time": clock_time(at, seconds=True),
        "who": name or _("nobody named"),
        # A request's number finds its lines in the server's log; a job or command says its purpose.
        "request": change.request,
        "kind": capfirst(str(change.kind._meta.verbose_name)),
        "number": audit.short(change.number),
        "deed": deeds.get(change.deed, change.deed),
        "plain": [field for field in change.fields if not field.personal],
        "personal": ", ".join(field.name for field in change.fields if field.personal),
        "is_update": change.deed == "update",
    }


def _kinds() -> list[tuple[str, str]]:
    found = [(label, capfirst(str(model._meta.verbose_name))) for label, model in audit.kinds().items()]
    return sorted(found, key=lambda pair: pair[1])


def _open_to_all() -> list[str]:
    """Kinds whose rows everybody on the installation may read: of these, only the own house's changes."""
    protected = rls.rules()
    return [label for label in audit.kinds() if label not in protected]


def _link(request: gate.Request, key: str, place: audit.Place | None) -> str:
    if place is None:
        return ""
    kept = request.GET.copy()
    kept.pop("after", None)
    kept.pop("before", None)
    kept[key] = str(place)
    return "?" + kept.urlencode()
