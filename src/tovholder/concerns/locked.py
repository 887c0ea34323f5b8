"""What lies locked of callers, calls and drafts (core.resealing)."""

from tovholder.concerns.models import ConcernDraft
from tovholder.concerns.operations.calls import CALL_PLACE, NAME_PLACE, PHONE_PLACE
from tovholder.core.resealing import Column, Table

_CALLER = (Column("name_sealed", NAME_PLACE), Column("phone_sealed", PHONE_PLACE))
TABLES = (
    Table("concerns_calleridentity", _CALLER),
    Table("concerns_calleridentityevent", _CALLER, key="pgh_id", row="pgh_obj_id"),
    Table("concerns_call", (Column("content", CALL_PLACE),)),
    ConcernDraft.locked(),
)
