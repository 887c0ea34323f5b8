"""What a user does with the programme: one function is one deed."""

from .finance_csv import ImportReport, Refused, import_finance_csv
from .loading import HasRecords, Loaded, NeedsDecision, load_plan
from .money import (
    AlreadyReleased,
    ForeignCommitment,
    PostedTwice,
    commit,
    post,
    release_commitment,
    set_refinancing_state,
)
from .recording import (
    AlreadyFrozen,
    AlreadyWithdrawn,
    IsCounted,
    NotOnThePlan,
    assess,
    enter_manual_figure,
    freeze,
    mark_checklist,
    withdraw_manual_figure,
    withdraw_mark,
    write_narrative,
)

__all__ = [
    "AlreadyFrozen",
    "AlreadyReleased",
    "AlreadyWithdrawn",
    "ForeignCommitment",
    "HasRecords",
    "ImportReport",
    "IsCounted",
    "Loaded",
    "NeedsDecision",
    "NotOnThePlan",
    "PostedTwice",
    "Refused",
    "assess",
    "commit",
    "enter_manual_figure",
    "freeze",
    "import_finance_csv",
    "load_plan",
    "mark_checklist",
    "post",
    "release_commitment",
    "set_refinancing_state",
    "withdraw_manual_figure",
    "withdraw_mark",
    "write_narrative",
]
