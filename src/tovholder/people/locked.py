"""What lies locked of people, and what finds it (core.resealing)."""

from typing import Any

from tovholder.access.actors import System, acting
from tovholder.core.resealing import Column, Table
from tovholder.people.models import CPR_PLACE
from tovholder.people.tasks import find_doubles

_SAME_NUMBER = """
select unnest(array_agg(person_id)) from people_particulars where cpr_index is not null
 group by municipality_id, cpr_index having count(*) > 1
"""


def _look_for_doubles(cursor: Any) -> None:
    """While keys were changed, the same number stood under two of them, and nobody found the doubles."""
    cursor.execute(_SAME_NUMBER)
    found = [person for (person,) in cursor.fetchall()]
    with acting(System.COMMAND, purpose="command: keys reseal"):
        for person in found:
            find_doubles.defer(person_id=str(person))


_CPR = (Column("cpr_sealed", CPR_PLACE, index=("cpr_index", "cpr")),)
TABLES = (
    Table("people_particulars", _CPR, key="person_id", settle=_look_for_doubles),
    Table("people_particularsevent", _CPR, key="pgh_id", row="pgh_obj_id"),
)
