"""Sessions with every headcount and what each counted as, to count by hand from."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.activities import queries
from tovholder.activities.models import Session
from tovholder.core import exports

#: More sessions than this are exported in parts.
MOST = 20_000


def heads_of_columns() -> list[str]:
    return [
        _("Session"),
        _("Booking"),
        _("Number"),
        _("Date"),
        _("From"),
        _("To"),
        _("State"),
        _("Kind"),
        _("Offer"),
        _("School or workplace"),
        _("District"),
        _("Place"),
        _("Instructors"),
        _("Class"),
        _("Profession"),
        pgettext("of a municipality", "Administration"),
        _("Heads"),
        _("Counted as"),
    ]


@gate.requires(Permission.ACTIVITY_READ)
def export(request: gate.Request, form: str) -> HttpResponse:
    """The sessions of the list, by its filters, as `csv` or `xlsx`."""
    filters = queries.Filters.read(request.GET)
    at = request.at
    sessions = filters.narrow(Session.objects.visible_to(request.user), at)
    rows = queries.exported(sessions, most=MOST)
    name = f"aktiviteter-{request.today:%Y-%m-%d}.{form}"
    if form == "csv":
        return exports.download(exports.csv_bytes(heads_of_columns(), rows), exports.CSV, name)
    if form == "xlsx":
        content = exports.xlsx_bytes(_("Sessions"), heads_of_columns(), rows)
        return exports.download(content, exports.XLSX, name)
    raise Http404
