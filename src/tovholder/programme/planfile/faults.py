"""A fault in a plan file: the line, the place, what is wrong, what to do."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic_core import ErrorDetails

Location = tuple[str | int, ...]

# What pydantic finds, in words: its code -> (what is wrong, what to do).
WORDS: dict[str, tuple[Any, Any]] = {
    "missing": (
        gettext_lazy("“%(field)s” is missing."),
        gettext_lazy("Add the line “%(field)s:” with its value to this entry."),
    ),
    "string_type": (
        gettext_lazy("“%(field)s” must be text."),
        gettext_lazy("Put the value in quotation marks."),
    ),
    "string_too_short": (
        gettext_lazy("“%(field)s” is empty."),
        gettext_lazy("Write a text, or remove the line."),
    ),
    "string_too_long": (
        gettext_lazy("“%(field)s” is longer than %(max_length)s signs."),
        gettext_lazy("Make it shorter."),
    ),
    "int_type": (
        gettext_lazy("“%(field)s” must be a whole number."),
        gettext_lazy("Write digits only, without quotation marks."),
    ),
    "not_a_number": (
        gettext_lazy("“%(field)s” must be a number."),
        gettext_lazy(
            "Write digits, with a point before decimals and no thousands separator: 2400000 or 0.5."
        ),
    ),
    "not_a_date": (
        gettext_lazy("“%(field)s” must be a date."),
        gettext_lazy("Write year, month and day: 2022-12-31."),
    ),
    "not_dated": (
        gettext_lazy("“%(field)s” must be a date, a month or a year."),
        gettext_lazy("Write 2022-03-29, 2021-09 or 2021."),
    ),
    "literal_error": (
        gettext_lazy("“%(field)s” cannot be “%(input)s”."),
        gettext_lazy("Choose one of: %(expected)s."),
    ),
    "greater_than_equal": (
        gettext_lazy("“%(field)s” is %(input)s, and may not be below %(ge)s."),
        gettext_lazy("Correct the number."),
    ),
    "less_than_equal": (
        gettext_lazy("“%(field)s” is %(input)s, and may not be above %(le)s."),
        gettext_lazy("Correct the number."),
    ),
    "decimal_max_places": (
        gettext_lazy("“%(field)s” has more than %(decimal_places)s decimals."),
        gettext_lazy("Round it."),
    ),
    "list_type": (
        gettext_lazy("“%(field)s” must be a list."),
        gettext_lazy("Begin each of its entries on a new line with a hyphen."),
    ),
    "model_type": (
        gettext_lazy("“%(field)s” must have lines of its own below it."),
        gettext_lazy("docs/action-plan.md shows what stands there."),
    ),
    "too_short": (gettext_lazy("“%(field)s” is an empty list."), gettext_lazy("Add at least one entry.")),
}
OTHERWISE = (
    gettext_lazy("“%(field)s” cannot be “%(input)s”."),
    gettext_lazy("docs/action-plan.md shows what stands there."),
)
PATTERNS = {
    "code": gettext_lazy('Write the municipality\'s four digits in quotation marks: "0101".'),
    "key": gettext_lazy("Use small letters a-z, digits and hyphens only: skole-indsats."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a plan file. `where` is the path to it in the file."""

    line: int
    at: Location
    message: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return _("Line %(line)s%(place)s: %(message)s %(remedy)s") % {
            "line": self.line,
            "place": place,
            "message": self.message,
            "remedy": self.remedy,
        }


def from_pydantic(error: ErrorDetails, line_of: Callable[[Location], int], fields: set[str]) -> Fault:
    """Put one of pydantic's findings in words."""
    at: Location = error["loc"]
    values: Mapping[str, Any] = {
        **error.get("ctx", {}),
        "field": next((str(step) for step in reversed(at) if isinstance(step, str)), "?"),
        "input": str(error["input"])[:60],
    }
    if "expected" in values:
        values = {**values, "expected": ", ".join(re.findall(r"'([^']+)'", values["expected"]))}
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown(at, line_of(at), fields)
    if at == () or (kind == "model_type" and isinstance(at[-1], int)):
        remedy = _("docs/action-plan.md shows what stands there.")
        return Fault(
            line_of(at), at, _("Here names with values are expected, and something else stands here."), remedy
        )
    if kind == "string_pattern_mismatch":
        remedy = str(PATTERNS["code"] if at[-1] == "code" else PATTERNS["key"])
        return Fault(line_of(at), at, str(OTHERWISE[0]) % values, remedy)
    if kind == "string_type" and error["input"] is None:
        kind = "string_too_short"
    message, remedy = WORDS.get(kind, OTHERWISE)
    return Fault(line_of(at), at, str(message) % values, str(remedy) % values)


def _unknown(at: Location, line: int, fields: set[str]) -> Fault:
    name = str(at[-1])
    if at == ("goals",):
        return Fault(
            line,
            at,
            _("These goals stand outside the target groups."),
            _("Move each goal under “goals” of the target group that it belongs to."),
        )
    near = difflib.get_close_matches(name, fields, n=1)
    remedy = (
        _("Did you mean “%(name)s”?") % {"name": near[0]}
        if near
        else _("Remove the line, or move it where it belongs.")
    )
    return Fault(line, at, _("“%(name)s” is not known here.") % {"name": name[:60]}, remedy)
