"""The search for doubles, behind whoever wrote somebody down."""

from typing import cast
from uuid import UUID

from django.db import connection

from tovholder.access.jobs import task
from tovholder.core import clock
from tovholder.people.models import Double, Person


@task(purpose="looks for people who were written down twice")
def find_doubles(*, person_id: str) -> None:
    """Note each row of the same municipality that may be the same person; those noted before stay."""
    found = Person.objects.filter(pk=UUID(person_id)).first()
    if found is None:
        return
    person = cast(Person, found)
    with connection.cursor() as cursor:
        cursor.execute("select other, ground from tovholder.doubles_of(%s)", [person.pk])
        others = cursor.fetchall()
    now = clock.now()
    Double.objects.bulk_create(
        [
            Double(
                municipality_id=person.municipality_id,
                # The older row is kept, unless the coordinator says otherwise.
                kept_id=min(person.pk, other),
                gone_id=max(person.pk, other),
                ground=ground,
                found_at=now,
            )
            for other, ground in others
        ],
        ignore_conflicts=True,
    )
