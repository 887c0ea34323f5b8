"""Who writes the programme's tables. Everybody inside the municipality reads them.

The plan itself is written by the command that loads it, and by nobody on a
page. What a report stands on (narratives, assessments, frozen figures,
postings) is added and never changed, so it has no rule for changing.
"""

from tovholder.access.actors import System
from tovholder.access.rls import IN_MY_MUNICIPALITY, Rules, acts_as, permitted
from tovholder.access.roles import Permission

_LOADING = acts_as(System.COMMAND, System.DEMO)


def _by(*permissions: Permission) -> str:
    may = " or ".join([*(permitted(permission) for permission in permissions), _LOADING])
    return f"{IN_MY_MUNICIPALITY} and ({may})"


_LOADED = f"{IN_MY_MUNICIPALITY} and {_LOADING}"
_RECORDED = _by(Permission.PLAN_RECORD)
_BUDGET = _by(Permission.BUDGET_RECORD)

#: Figures of citizens are exact for who freezes them and makes the report; all others are told them in fives.
_EXACTLY = " or ".join(
    [permitted(Permission.FIGURES_FREEZE), permitted(Permission.REPORT_MAKE), _LOADING],
)

#: Made from the roles, and made again after every migration.
FUNCTIONS = [
    "create or replace function tovholder.i_am_told_exactly() returns boolean"
    " language sql stable set search_path = '' as $$"
    f" select coalesce({_EXACTLY}, false) $$",
]

PLAN_TABLES = (
    "ActionPlan",
    "TargetGroup",
    "Initiative",
    "Goal",
    "GoalPart",
    "Target",
    "ChecklistItem",
    "BudgetTable",
    "FundingSource",
)
# Replaced at each load: nothing hangs on them, and their history is kept.
REPLACED_TABLES = ("Knowledge", "Definition", "SourceAmount")

RULES = [
    *(
        Rules(model=f"programme.{name}", read=IN_MY_MUNICIPALITY, add=_LOADED, change=_LOADED)
        for name in PLAN_TABLES
    ),
    *(
        Rules(model=f"programme.{name}", read=IN_MY_MUNICIPALITY, add=_LOADED, change=_LOADED, remove=_LOADED)
        for name in REPLACED_TABLES
    ),
    *(
        Rules(
            model=f"programme.{name}",
            read=IN_MY_MUNICIPALITY,
            add=_RECORDED,
            change=_RECORDED,
            change_columns=("withdrawn_at", "withdrawn_by_id"),
        )
        for name in ("ManualFigure", "ChecklistMark")
    ),
    Rules(model="programme.Assessment", read=IN_MY_MUNICIPALITY, add=_RECORDED),
    Rules(model="programme.Narrative", read=IN_MY_MUNICIPALITY, add=_by(Permission.NARRATIVE_WRITE)),
    Rules(model="programme.Freeze", read=IN_MY_MUNICIPALITY, add=_by(Permission.FIGURES_FREEZE)),
    Rules(model="programme.FrozenFigure", read=IN_MY_MUNICIPALITY, add=_by(Permission.FIGURES_FREEZE)),
    Rules(model="programme.RefinancingStep", read=IN_MY_MUNICIPALITY, add=_BUDGET),
    Rules(model="programme.Posting", read=IN_MY_MUNICIPALITY, add=_BUDGET),
    Rules(
        model="programme.Commitment",
        read=IN_MY_MUNICIPALITY,
        add=_BUDGET,
        change=_BUDGET,
        change_columns=("released_on", "released_by_id", "release_reason"),
    ),
]
