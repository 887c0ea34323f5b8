"""What pages, commands and reports ask of the programme."""

from .figure import (
    CheckPoint,
    Figure,
    FrozenValue,
    MonthPoint,
    OldTarget,
    Slice,
    as_json,
    pack,
    percent,
    slices,
)
from .figures import figures, freeze_of, frozen_figures, page_behind, rows_behind
from .plans import NoPlan, file_of, groups_of, narratives, plan_for_year, plans
from .runway import Outliving, Runway, SourceRunway, SourceYear, runway
from .telling import counts_citizens, told

__all__ = [
    "CheckPoint",
    "Figure",
    "FrozenValue",
    "MonthPoint",
    "NoPlan",
    "OldTarget",
    "Outliving",
    "Runway",
    "Slice",
    "SourceRunway",
    "SourceYear",
    "as_json",
    "counts_citizens",
    "figures",
    "file_of",
    "freeze_of",
    "frozen_figures",
    "groups_of",
    "narratives",
    "pack",
    "page_behind",
    "percent",
    "plan_for_year",
    "plans",
    "rows_behind",
    "runway",
    "slices",
    "told",
]
