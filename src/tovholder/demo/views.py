"""The page of invented people. Its addresses exist in the demo only (web.urls)."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tovholder.access import gate
from tovholder.access.actors import act_as
from tovholder.access.models import User
from tovholder.access.roles import ROLES
from tovholder.core.pages import page
from tovholder.demo.personas import AGENCIES, BY_KEY, PERSONAS

#: Whom to be first, and what to try.
BEGIN_HERE = {
    "planner": _("Book a class, plan the session, and see it in the calendar."),
    "instructor": _("Enter on the phone how many pupils came."),
    "leader": _("See every target against what was done, and make the committee's report."),
}


@gate.public("In the demo anybody tries any role.")
def personas(request: HttpRequest) -> HttpResponse:
    cast: dict[str, list[dict[str, Any]]] = {}
    for persona in PERSONAS:
        cast.setdefault(persona.agency, []).append({"persona": persona, "role": ROLES[persona.role]})
    agencies = [{"name": AGENCIES[key].name, "people": people} for key, people in cast.items()]
    first = [{"persona": BY_KEY[key], "what": what} for key, what in BEGIN_HERE.items()]
    return page(request, "demo/personas.html", {"cast": agencies, "first": first})


# Signing in as somebody invented needs no token: there is no account to protect, and a script may do it.
@csrf_exempt
@require_POST
@gate.public("In the demo anybody tries any role.")
def sign_in(request: HttpRequest) -> HttpResponse:
    persona = BY_KEY.get(request.POST.get("persona", ""))
    if persona is None:
        raise Http404
    user = User.objects.get(email=persona.email)
    # First: who is signed in as somebody else may not note the other's sign-in.
    act_as(user.pk, request=f"POST {request.number}")  # type: ignore[attr-defined]
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")
