"""The areas, and which of them a role sees. A context adds its area here when it has a page."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tovholder import __version__
from tovholder.access.gate import lacks_second_factor
from tovholder.access.roles import ROLES, Permission, Role


@dataclass(frozen=True)
class Area:
    """A place in the top navigation: its name, its first page, who sees it (everybody, where None)."""

    label: str | Promise
    url_name: str
    permissions: frozenset[Permission] | None = None
    #: Further namespaces whose pages lie in the area.
    also: tuple[str, ...] = ()


AREAS = [
    Area(_("Overview"), "home"),
    Area(_("Goals and budget"), "dashboard:goals", also=("programme",)),
    Area(
        _("Concerns"),
        "concerns:list",
        frozenset(
            {
                Permission.HOTLINE_WORK,
                Permission.CONCERN_TRIAGE,
                Permission.CONCERN_CLEAR,
                Permission.IDENTITY_OPEN,
                Permission.PURGE,
            }
        ),
    ),
    Area(_("Cases and meetings"), "cases:list", frozenset({Permission.CASE_WORK}), also=("disclosures",)),
    Area(
        _("Activities"),
        "activities:calendar",
        frozenset({Permission.ACTIVITY_READ, Permission.ACTIVITY_TEACH}),
    ),
    Area(_("Partners"), "partners:list", frozenset({Permission.PARTNER_READ})),
    Area(_("Reports"), "reports:overview", frozenset({Permission.REPORT_MAKE})),
    Area(_("Log"), "audit:list", frozenset({Permission.LOG_READ}), also=("disclosures",)),
    Area(_("Administration"), "access:people_list", frozenset({Permission.ACCESS_MANAGE})),
]


#: Who has the search for people in the header.
SEARCH = frozenset({Permission.CASE_WORK, Permission.HOTLINE_WORK, Permission.PERSON_READ_ALL})


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template has: `areas` with url and current state, `header`, `demo`, `now` and so on."""
    user = getattr(request, "user", None)
    links: dict[str, Any] = {"areas": ()}
    if user is not None and user.is_authenticated:
        place = _place(request)
        links = {
            "areas": _areas(*place),
            "area_links": _links(*place, get_language()),
            "who": duties(user),
            "name": user.name,
            "header": header(request, place),
            "halted": lacks_second_factor(request),
        }
    return {
        **links,
        "address": request.get_full_path(),
        "demo": settings.DEMO,
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "now": getattr(request, "at", None),
        "today": getattr(request, "today", None),
        "tovholder_version": __version__,
    }


#: What stands in a kept header in place of the request's own token and address.
TOKEN, ADDRESS = get_random_string(32), get_random_string(32)


def header(request: HttpRequest, place: tuple[frozenset[Permission], str, str]) -> SafeString:
    """The header of a page: kept for who has read one like it, with the request's own token and address."""
    user: Any = request.user
    kept = _header(
        *place,
        get_language(),
        user.name,
        user.municipality.name,
        duties(user),
        getattr(request, "today", None) if settings.DEMO else None,
    )
    kept = kept.replace(TOKEN, get_token(request)).replace(ADDRESS, escape(request.get_full_path()))
    return mark_safe(kept)  # noqa: S308  (a rendered template, and what was put in is escaped)


@dataclass(frozen=True)
class Shown:
    """An area as a page shows it: `current` is "page" on the area's first page, "true" below it."""

    label: str | Promise
    url: str
    current: str


def _place(request: HttpRequest) -> tuple[frozenset[Permission], str, str]:
    """What the navigation of a page depends on: what the reader may do, and where she is."""
    match = request.resolver_match
    permissions = frozenset(request.user.permissions)  # type: ignore[union-attr]
    return permissions, match.view_name if match else "", match.namespace if match else ""


# The same few lists stand on every page of everybody who may do the same: they are made once.
@lru_cache(maxsize=2048)
def _areas(permissions: frozenset[Permission], here: str, namespace: str) -> tuple[Shown, ...]:
    areas = []
    for area in AREAS:
        if area.permissions is None or permissions & area.permissions:
            below = bool(namespace) and (area.url_name.startswith(f"{namespace}:") or namespace in area.also)
            current = "page" if here == area.url_name else "true" if below else ""
            areas.append(Shown(area.label, reverse(area.url_name), current))
    return tuple(areas)


@lru_cache(maxsize=2048)
def _links(permissions: frozenset[Permission], here: str, namespace: str, language: str) -> SafeString:
    """The areas as links, in the language of the page."""
    return render_to_string("components/areas.html", {"areas": _areas(permissions, here, namespace)})


@lru_cache(maxsize=2048)
def _header(
    permissions: frozenset[Permission],
    here: str,
    namespace: str,
    language: str,
    name: str,
    municipality: str,
    who: str,
    today: date | None,
) -> str:
    place = (permissions, here, namespace)
    known = {
        "LANGUAGE_CODE": language,
        "areas": _areas(*place),
        "area_links": _links(*place, language),
        "name": name,
        "municipality": municipality,
        "who": who,
        "can_search": bool(SEARCH & permissions),
        "demo": settings.DEMO,
        "today": today,
        "csrf_token": TOKEN,
        "address": ADDRESS,
    }
    return render_to_string("components/header.html", known)


def duties(user: Any) -> str:
    """What somebody is, and where: "koordinator (BIF)"."""
    labels = [str(ROLES[Role(key)].label) for key in sorted(user.role_keys) if key in ROLES]
    agency = user.agency.short_name if user.agency_id else ""
    return f"{', '.join(labels)} ({agency})" if labels and agency else ", ".join(labels) or agency
