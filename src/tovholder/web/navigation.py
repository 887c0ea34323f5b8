"""The areas, and which of them a role sees. A context adds its area here when it has a page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tovholder.access.roles import Permission


@dataclass(frozen=True)
class Area:
    """A place in the top navigation: its name, its first page, who sees it (everybody, where None)."""

    label: str | Promise
    url_name: str
    permissions: frozenset[Permission] | None = None


AREAS = [
    Area(_("Overview"), "home"),
]


def context(request: HttpRequest) -> dict[str, Any]:
    """`areas` with url and current state, `demo`, and the request's time for the templates."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    here = match.view_name if match else ""
    namespace = match.namespace if match else ""
    areas = []
    if user is not None and user.is_authenticated:
        for area in AREAS:
            if area.permissions is None or user.permissions & area.permissions:
                first = here == area.url_name
                below = bool(namespace) and area.url_name.startswith(f"{namespace}:")
                areas.append(
                    {
                        "label": area.label,
                        "url": reverse(area.url_name),
                        "current": "page" if first else ("true" if below else ""),
                    }
                )
    return {"areas": areas, "demo": settings.DEMO, "today": getattr(request, "today", None)}
