"""The programme's tables: the plan as it was decided, what is recorded of it, its money."""

from .budget import BudgetTable, Commitment, FundingSource, Posting, RefinancingStep, SourceAmount
from .plan import (
    ActionPlan,
    ChecklistItem,
    Definition,
    Goal,
    GoalPart,
    Initiative,
    Knowledge,
    Target,
    TargetGroup,
)
from .recorded import Assessment, ChecklistMark, Freeze, FrozenFigure, ManualFigure, Narrative

__all__ = [
    "ActionPlan",
    "Assessment",
    "BudgetTable",
    "ChecklistItem",
    "ChecklistMark",
    "Commitment",
    "Definition",
    "Freeze",
    "FrozenFigure",
    "FundingSource",
    "Goal",
    "GoalPart",
    "Initiative",
    "Knowledge",
    "ManualFigure",
    "Narrative",
    "Posting",
    "RefinancingStep",
    "SourceAmount",
    "Target",
    "TargetGroup",
]
