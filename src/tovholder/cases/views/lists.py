"""The list of cases."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases.queries import lists
from tovholder.cases.queries.requests import answers_to
from tovholder.core.pages import page


@gate.requires(Permission.CASE_WORK)
def cases(request: gate.Request) -> HttpResponse:
    """The reader's cases: open, closed or all, and for a coordinator the municipality's or her own."""
    filters = lists.Filters.read(request.GET)
    coordinates = request.user.may(Permission.CASE_COORDINATE)
    found = lists.cases(request.user, filters, request.GET, request.today)
    if found.rows:
        gate.saw(request, way=Way.LIST, cases=[row.id for row in found.rows])
    state_words = {
        "open": pgettext("several cases", "Open"),
        "closed": pgettext("several cases", "Closed"),
        "all": _("All"),
    }
    context = {
        "page": found,
        "rows": found.rows,
        "filters": filters,
        "states": [
            {"key": key, "word": state_words[key], "chosen": key == filters.state} for key in lists.STATES
        ],
        "coordinates": coordinates,
        "answers": answers_to(request.user, request.today),
        "narrowed": filters != lists.Filters() or "after" in request.GET,
    }
    return page(request, "cases/list.html", context, partial="rows")
