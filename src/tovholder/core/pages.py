"""One view serves the whole page and, for htmx, the part of it that changed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or for an htmx request its partial of the name `partial`.

    A boosted link or a restored history entry gets the whole page.
    """
    htmx: Any = getattr(request, "htmx", False)
    if partial and htmx and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{partial}"
    response = render(request, template, dict(context or {}), status=status)
    response.headers["Vary"] = "HX-Request"
    return response
