"""Home, health, the menu page and the error pages."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views import i18n
from django.views.decorators.http import require_http_methods

from tovholder import __version__
from tovholder.access import gate
from tovholder.access.middleware import seconds_left
from tovholder.access.models import User
from tovholder.access.operations import choose_language
from tovholder.audit import seals
from tovholder.core import jobs
from tovholder.core.pages import page
from tovholder.web.home import home

__all__ = ["awake", "denied", "expired", "failed", "healthz", "home", "menu", "not_found", "only_by_form"]


@gate.signed_in
def menu(request: HttpRequest) -> HttpResponse:
    """The areas as a page: what the button Menu opens where there is no JavaScript."""
    return page(request, "web/menu.html")


@gate.public("Everybody chooses a language.")
def set_language(request: HttpRequest) -> HttpResponse:
    """The browser keeps it for the pages; the account of who is signed in, for her mails."""
    answer = i18n.set_language(request)
    language = request.POST.get("language", "")
    user = request.user
    if isinstance(user, User) and language in dict(settings.LANGUAGES) and language != user.language:
        choose_language(by=user, language=language)
    return answer


@gate.at_the_door
@require_http_methods(["GET", "POST"])
def awake(request: gate.Request) -> JsonResponse:
    """How long the session lives on, and whose it is. To ask does not lengthen it; to post does."""
    return JsonResponse({"left": seconds_left(request), "who": request.user.pk})


@gate.public("Whoever cannot sign in may be the one who must read it.")
def accessibility(request: HttpRequest) -> HttpResponse:
    """What readers can expect of the pages, and whom to tell what is missing."""
    return page(request, "web/accessibility.html")


@gate.public("Monitoring asks without an account, and learns nothing but well or not.")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and jobs are well, else 503 with what is wrong."""
    problems = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problems.append("migrations are missing")
        else:
            problems += jobs.trouble() + seals.trouble()
    except Exception:
        problems.append("the database does not answer")
    if problems:
        return JsonResponse({"status": "failing", "problems": problems}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "migrations": "ok", "jobs": "ok"})


def denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "web/403.html", status=403)


def only_by_form(request: HttpRequest) -> HttpResponse:
    """An address that takes a form's answer alone was opened by itself: reloaded, or after a new sign-in."""
    return render(request, "web/405.html", status=405)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that comes from a page of before the last sign-in, or from elsewhere."""
    return render(request, "web/403_form.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "web/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    # Without the request: no database, no session, no context processor, any of which may be what failed.
    known = {
        "LANGUAGE_CODE": get_language(),
        "demo": settings.DEMO,
        "number": getattr(request, "number", ""),
        "today": getattr(request, "today", None),
        "version": __version__,
    }
    return HttpResponse(render_to_string("web/500.html", known), status=500)
