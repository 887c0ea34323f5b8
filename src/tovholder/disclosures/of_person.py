"""What a person's page shows of disclosures and consents (people.panels)."""

from datetime import datetime
from uuid import UUID

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.disclosures import queries
from tovholder.people.panels import Panel


def panel(*, persons: list[UUID], by: User, at: datetime) -> Panel | None:
    """Consents and the newest entries of the ledger, for those who disclose."""
    if not by.may(Permission.DISCLOSURE_WRITE):
        return None
    consents, entries = queries.of_person(persons, at)
    return Panel(
        template="disclosures/_of_person.html",
        context={"consents": consents, "entries": entries, "person_id": persons[0]},
    )
