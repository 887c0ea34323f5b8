"""What must hold between the entries of a plan file.

The checks read the plain values, not the models, so that they also find their
faults in a file that has others: each looks only at values of the right type.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .document import Document
from .faults import Fault, Location

Vocabulary = Mapping[str, Mapping[str, Collection[str]]]
Entry = tuple[Location, dict[str, Any]]

# A period that is longer has a year misspelt.
MOST_YEARS = 20
WHOLE_KINDS = ("count", "occurrences", "milestone")


class Check:
    """One run over one document; `faults` grows."""

    def __init__(self, document: Document, indicators: Vocabulary) -> None:
        self.document = document
        self.indicators = indicators
        self.faults: list[Fault] = []
        head = document.data.get("plan") if isinstance(document.data, dict) else None
        self.head: dict[str, Any] = head if isinstance(head, dict) else {}
        period = self.head.get("period")
        period = period if isinstance(period, dict) else {}
        self.starts, self.ends = _date(period.get("from")), _date(period.get("to"))

    def run(self) -> list[Fault]:
        self.plan()
        self.keys()
        groups = list(entries(self.document.data, (), "target_groups"))
        for at, group in groups:
            for goal_at, goal in entries(group, at, "goals"):
                self.goal(goal_at, goal, group)
        self.budget()
        return self.faults

    def fault(self, at: Location, message: str, remedy: str) -> None:
        self.faults.append(Fault(self.document.line(at), at, message, remedy))

    def plan(self) -> None:
        if self.starts and self.ends and self.starts > self.ends:
            self.fault(
                ("plan", "period"),
                _("The period ends (%(to)s) before it begins (%(from)s).")
                % {"from": self.starts, "to": self.ends},
                _("Swap the two dates, or correct the year."),
            )
            self.starts = self.ends = None
        elif self.starts and self.ends and self.ends.year - self.starts.year >= MOST_YEARS:
            self.fault(
                ("plan", "period"),
                _("The period from %(from)s to %(to)s is longer than %(years)s years.")
                % {"from": self.starts, "to": self.ends, "years": MOST_YEARS},
                _("Correct one of the two years."),
            )
        if self.head.get("key") is not None and self.head.get("predecessor") == self.head.get("key"):
            self.fault(
                ("plan", "predecessor"),
                _("The plan names itself as the plan before it."),
                _("Give the earlier plan's key, or remove the line."),
            )

    def keys(self) -> None:
        data = self.document.data
        groups = list(entries(data, (), "target_groups"))
        tables = list(entries(data.get("budget"), ("budget",), "tables")) if isinstance(data, dict) else []
        self.once(groups, "key")
        self.once(groups, "number")
        self.once((e for at, group in groups for e in entries(group, at, "initiatives")), "key")
        self.once((e for at, group in groups for e in entries(group, at, "goals")), "key")
        self.once(entries(self.head, ("plan",), "frame"), "key")
        self.once(entries(data, (), "knowledge"), "key")
        self.once(entries(data, (), "definitions"), "term")
        self.once(tables, "key")
        self.once((e for at, table in tables for e in entries(table, at, "sources")), "key")

    def once(self, found: Iterable[Entry], field: str) -> None:
        """Demand that `field` differs in all entries; a key is a name, and a name has one bearer."""
        first: dict[Any, Location] = {}
        for at, entry in found:
            value = entry.get(field)
            if not isinstance(value, str | int) or value == "":
                continue
            if value in first:
                self.fault(
                    (*at, field),
                    _("The same %(field)s stands twice: “%(value)s” is also on line %(line)s.")
                    % {"field": field, "value": value, "line": self.document.line((*first[value], field))},
                    _("Give one of them another."),
                )
            else:
                first[value] = at

    def goal(self, at: Location, goal: dict[str, Any], group: dict[str, Any]) -> None:
        initiatives = {i.get("key") for _at, i in entries(group, (), "initiatives")}
        initiative = goal.get("initiative")
        if isinstance(initiative, str) and initiative not in initiatives:
            self.fault(
                (*at, "initiative"),
                _("The target group has no initiative “%(key)s”.") % {"key": initiative},
                _("Write one of: %(known)s.") % {"known": _list(initiatives)},
            )
        self.indicator(at, goal)
        self.parts(at, goal)
        self.once(entries(goal, at, "checklist"), "key")
        rule = KINDS.get(str(goal.get("kind")))
        if rule is not None:
            rule(self, at, goal)
        for targets_at, owner in [(at, goal), *entries(goal, at, "parts")]:
            self.targets(targets_at, owner, str(goal.get("kind")))

    def indicator(self, at: Location, goal: dict[str, Any]) -> None:
        code, dimension = goal.get("indicator"), goal.get("split_by")
        if not isinstance(code, str):
            if isinstance(dimension, str) and code is None:
                self.fault(
                    (*at, "split_by"),
                    _("A goal that no indicator counts cannot be split by one."),
                    _("Name the indicator, or remove “split_by”."),
                )
            return
        if code not in self.indicators:
            self.fault(
                (*at, "indicator"),
                _("There is no indicator “%(code)s”.") % {"code": code},
                _("Write one of: %(known)s. Without the line, the goal is counted by hand.")
                % {"known": _list(self.indicators)},
            )
            return
        splits = self.indicators[code]
        if isinstance(dimension, str) and dimension not in splits:
            self.fault(
                (*at, "split_by"),
                _("The indicator “%(code)s” is not split by “%(split)s”.")
                % {"code": code, "split": dimension},
                _("Write one of: %(known)s.") % {"known": _list(splits)},
            )
            return
        known = splits.get(dimension or "", ())
        for part_at, part in entries(goal, at, "parts"):
            if known and isinstance(part.get("value"), str) and part["value"] not in known:
                self.fault(
                    (*part_at, "value"),
                    _("“%(split)s” has no value “%(value)s”.") % {"split": dimension, "value": part["value"]},
                    _("Write one of: %(known)s.") % {"known": _list(known)},
                )

    def parts(self, at: Location, goal: dict[str, Any]) -> None:
        parts = list(entries(goal, at, "parts"))
        self.once(parts, "value")
        if bool(parts) != bool(goal.get("split_by")):
            self.fault(
                (*at, "parts" if parts else "split_by"),
                _("“split_by” and “parts” belong together, and one of them is missing."),
                _("Say what the goal is split by, and give a part for each value."),
            )
        for year, sums in _by_year(
            e for part_at, part in parts for e in entries(part, part_at, "targets")
        ).items():
            for target_at, target in entries(goal, at, "targets"):
                total = _number(target.get("value"))
                if (
                    target.get("year") == year
                    and total is not None
                    and len(sums) == len(parts)
                    and total != sum(sums)
                ):
                    self.sum_differs((*target_at, "value"), year, total, sum(sums, Decimal(0)))

    def sum_differs(self, at: Location, year: int, total: Decimal, parts: Decimal) -> None:
        self.fault(
            at,
            _("The total for %(year)s is %(total)s, but its parts make %(sum)s.")
            % {"year": year, "total": f"{total:f}", "sum": f"{parts:f}"},
            _("Correct the total or the part that is wrong, or leave the total out."),
        )

    def targets(self, at: Location, owner: dict[str, Any], kind: str) -> None:
        found = list(entries(owner, at, "targets"))
        self.once(found, "year")
        for target_at, target in found:
            self.year(target_at, target)
            due, year = _date(target.get("by")), target.get("year")
            if due and isinstance(year, int) and due.year != year:
                self.fault(
                    (*target_at, "by"),
                    _("The day %(day)s is not in the target's year %(year)s.") % {"day": due, "year": year},
                    _("Correct the day or the year."),
                )
            elif due and self.starts and self.ends and not self.starts <= due <= self.ends:
                self.fault(
                    (*target_at, "by"),
                    _("The day %(day)s lies outside the plan's period.") % {"day": due},
                    _("Correct the day or the period."),
                )
            value = _number(target.get("value"))
            if kind in WHOLE_KINDS and value is not None and value != int(value):
                self.fault(
                    (*target_at, "value"),
                    _("This kind of goal counts whole things, and %(value)s is no whole number.")
                    % {"value": value},
                    _("Write a whole number."),
                )

    def year(self, at: Location, entry: dict[str, Any]) -> None:
        year = entry.get("year")
        if type(year) is int and self.starts and self.ends and not self.starts.year <= year <= self.ends.year:
            self.fault(
                (*at, "year"),
                _("The year %(year)s lies outside the plan's period %(from)s–%(to)s.")
                % {"year": year, "from": self.starts.year, "to": self.ends.year},
                _("Correct the year or the period."),
            )

    def needs_value(self, at: Location, goal: dict[str, Any]) -> None:
        for owner_at, owner in [(at, goal), *entries(goal, at, "parts")]:
            for target_at, target in entries(owner, owner_at, "targets"):
                if target.get("value") is None:
                    self.fault(
                        target_at,
                        _("The target has no value."),
                        _("Add “value:” with the number to be reached, or remove the target."),
                    )
        self.forbid(at, goal, "checklist", _("Only milestones and qualitative goals have a checklist."))

    def no_due_day(self, at: Location, goal: dict[str, Any]) -> None:
        for owner_at, owner in [(at, goal), *entries(goal, at, "parts")]:
            for target_at, target in entries(owner, owner_at, "targets"):
                self.forbid(
                    target_at, target, "by", _("Only milestones and qualitative goals are due on a day.")
                )

    def counted(self, at: Location, goal: dict[str, Any]) -> None:
        self.needs_value(at, goal)
        self.no_due_day(at, goal)

    def share(self, at: Location, goal: dict[str, Any]) -> None:
        self.counted(at, goal)
        self.forbid(at, goal, "parts", _("A share has no parts: shares do not add up."))
        for target_at, target in entries(goal, at, "targets"):
            value = _number(target.get("value"))
            if value is not None and value > 100:
                self.fault(
                    (*target_at, "value"),
                    _("A share is in percent, and %(value)s is above 100.") % {"value": f"{value:f}"},
                    _("Write a number from 0 to 100."),
                )
        if goal.get("pace") == "school_year":
            self.fault((*at, "pace"), _("A share has no pace."), _("Remove the line."))

    def milestone(self, at: Location, goal: dict[str, Any]) -> None:
        targets = list(entries(goal, at, "targets"))
        targets += [
            e for part_at, part in entries(goal, at, "parts") for e in entries(part, part_at, "targets")
        ]
        if not targets:
            self.fault(
                at,
                _("The milestone has no date."),
                _("Add “targets:” with the year, and “by:” where the day is known."),
            )
        if goal.get("checklist"):
            for target_at, target in targets:
                self.forbid(
                    target_at,
                    target,
                    "value",
                    _("The checklist says how much there is to do; a value says it again."),
                )
            self.forbid(
                at,
                goal,
                "indicator",
                _("A milestone is counted by its checklist or by an indicator, not by both."),
            )
        elif any(target.get("value") is None for _at, target in targets):
            self.fault(
                at,
                _("Nothing tells when this milestone is reached."),
                _("Give it a checklist of what is to be done, or a value in its targets."),
            )

    def qualitative(self, at: Location, goal: dict[str, Any]) -> None:
        self.forbid(
            at, goal, "parts", _("A qualitative goal has no parts; its checklist says what is to be done.")
        )
        for target_at, target in entries(goal, at, "targets"):
            self.forbid(
                target_at,
                target,
                "value",
                _("A qualitative goal has no value; its checklist says what is to be done."),
            )
        if goal.get("indicator") is not None and not goal.get("checklist"):
            self.fault(
                (*at, "indicator"),
                _("A qualitative goal is counted from its checklist, and it has none."),
                _("Add “checklist:” with what is to be done, or remove the indicator."),
            )

    def forbid(self, at: Location, entry: dict[str, Any], field: str, message: str) -> None:
        if entry.get(field) not in (None, [], {}):
            self.fault(
                (*at, field), message, _("Remove “%(field)s”, or choose another kind.") % {"field": field}
            )

    def budget(self) -> None:
        budget = self.document.data.get("budget") if isinstance(self.document.data, dict) else None
        for at, table in entries(budget, ("budget",), "tables"):
            sources = list(entries(table, at, "sources"))
            for source_at, source in sources:
                self.funding(source_at, source)
            amounts = [e for source_at, source in sources for e in entries(source, source_at, "amounts")]
            sums = {year: sum(values, Decimal(0)) for year, values in _by_year(amounts, "amount").items()}
            totals = list(entries(table, at, "totals"))
            self.once(totals, "year")
            for total_at, total in totals:
                self.year(total_at, total)
                year, amount = total.get("year"), _number(total.get("amount"))
                if type(year) is int and amount is not None and amount != sums.get(year, Decimal(0)):
                    self.sum_differs((*total_at, "amount"), year, amount, sums.get(year, Decimal(0)))

    def funding(self, at: Location, source: dict[str, Any]) -> None:
        amounts = list(entries(source, at, "amounts"))
        self.once(amounts, "year")
        expires = _date(source.get("expires"))
        for amount_at, amount in amounts:
            self.year(amount_at, amount)
            year = amount.get("year")
            if expires and type(year) is int and expires.year < year and _number(amount.get("amount")):
                self.fault(
                    (*amount_at, "year"),
                    _("There is money for %(year)s, but the source expires on %(day)s.")
                    % {"year": year, "day": expires},
                    _("Correct the year, or the day under “expires”."),
                )
        if source.get("refinancing") is not None and source.get("expires") is None:
            self.fault(
                (*at, "refinancing"),
                _("New money is to be sought, but the source has no day on which it expires."),
                _("Add “expires:” with the last day of the money."),
            )


KINDS: dict[str, Callable[[Check, Location, dict[str, Any]], None]] = {
    "count": Check.counted,
    "occurrences": Check.counted,
    "share": Check.share,
    "milestone": Check.milestone,
    "qualitative": Check.qualitative,
}


def entries(owner: Any, at: Location, field: str) -> Iterator[Entry]:
    """Yield the entries of a list in a file that may hold anything there."""
    found = owner.get(field) if isinstance(owner, dict) else None
    for number, entry in enumerate(found if isinstance(found, list) else []):
        if isinstance(entry, dict):
            yield (*at, field, number), entry


def _by_year(found: Iterable[Entry], field: str = "value") -> dict[int, list[Decimal]]:
    sums: dict[int, list[Decimal]] = {}
    for _at, entry in found:
        year, value = entry.get("year"), _number(entry.get(field))
        if type(year) is int and value is not None:
            sums.setdefault(year, []).append(value)
    return sums


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if type(value) in (int, Decimal) else None


def _date(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None


def _list(names: Iterable[Any]) -> str:
    return ", ".join(sorted(str(name) for name in names if name)) or "–"
