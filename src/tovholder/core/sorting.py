"""Danish order in the database: æ, ø and å last, aa as å, without a locale on the machine."""

from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Collate


class DanishWord(Func):
    """A text as Danish order compares it (the function `tovholder.da_sort`)."""

    function = "tovholder.da_sort"
    output_field = TextField()


def danish(expression: Any) -> Collate:
    """Order by this: `queryset.order_by(danish("name"), "id")`. An index on it is walked without a sort."""
    return Collate(DanishWord(F(expression) if isinstance(expression, str) else expression), "C")


def danish_value(text: str) -> DanishWord:
    """A text that somebody typed, as Danish order compares it."""
    return DanishWord(Value(text))
