"""The product's addresses, and the floor: a page's own statements, its rows in a plain table."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Engine
from django.urls import path

from tovholder.web.urls import *  # noqa: F403
from tovholder.web.urls import urlpatterns as ours

#: The statements of each page, by its name; filled by bench.pages.
STATEMENTS: dict[str, list[tuple[str, Any]]] = {}
PAGE = Engine().from_string(
    "<!DOCTYPE html><title>floor</title><table>{% for rows in results %}{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}{% endfor %}</table>"
)


def floor(request: HttpRequest, name: str) -> HttpResponse:
    request.user.is_authenticated  # noqa: B018  the middleware's user, as on every page
    results = []
    with connection.cursor() as cursor:
        for text, parameters in STATEMENTS[name]:
            cursor.execute(text, parameters)
            results.append(cursor.fetchall() if cursor.description else [])
    if request.POST.get("answer") == "302":
        return HttpResponseRedirect("/")
    return HttpResponse(PAGE.render(Context({"results": results})))


urlpatterns = [*ours, path("floor/<str:name>/", floor)]
