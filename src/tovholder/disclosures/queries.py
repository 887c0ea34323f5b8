"""Reading the ledger, consents and legal bases."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tovholder.access.models import Agency
from tovholder.disclosures.models import LegalBasis


def bases_for(
    *, by_agency: Agency, receivers: Iterable[Agency] = (), on: date, outside: bool = False
) -> list[LegalBasis]:
    """The provisions in force on which an agency may disclose to all of these receivers. One statement.

    :param outside: there is a receiver outside the installation, too: another authority.
    """
    kinds = {receiver.kind for receiver in receivers} | ({Agency.Kind.OTHER.value} if outside else set())
    found: Any = LegalBasis.objects.filter(
        municipality=by_agency.municipality_id, gives__contains=[by_agency.kind]
    ).valid(on)
    return list(found.filter(reaches__contains=sorted(kinds)).order_by("short_title", "id"))
