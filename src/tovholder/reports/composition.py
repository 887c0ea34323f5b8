"""A status report as a committee's paper: the order of a Danish committee item, and its words.

Recommendation, problem, solution (each target group), money, what comes next, method, appendices. The same
blocks go to PDF, Word and the preview.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from tovholder.programme.suppression import THRESHOLD, Shown
from tovholder.reports import drawings, wording
from tovholder.reports.content import (
    Beside,
    Change,
    Goal,
    Group,
    Initiative,
    Known,
    Piece,
    Source,
    StatusReport,
)
from tovholder.reports.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Drawing,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from tovholder.reports.status import STATE_WORDS

#: Knowledge that the problem is argued from; the rest stands in an appendix.
IN_THE_PROBLEM = ("threat_assessment", "survey")


def compose(report: StatusReport) -> Document:
    """Return the paper, in the report's language."""
    with override(report.language):
        return _document(report)


def _document(report: StatusReport) -> Document:
    return Document(
        language="en" if report.language == "en" else "da",
        title=report.plan_title,
        subtitle=wording.period(report.period_from, report.as_of, report.language),
        municipality=report.municipality,
        author=report.administration,
        subject=_("Status report to %(committee)s") % {"committee": report.committee},
        made_on=report.made_on,
        made_at=report.made_at,
        mark=mark(report),
        cover=_cover(report),
        blocks=list(_blocks(report)),
        words={
            "over": _("Status on the action plan"),
            "contents": _("Contents"),
            "page": _("Page {0} of {1}"),
            "mark": _("Invented data") if report.demo else "",
        },
    )


def mark(report: StatusReport) -> str:
    """What stands on a document of the demo; nothing elsewhere."""
    return (
        _("Invented data. All persons, schools and figures in this document are invented.")
        if report.demo
        else ""
    )


def _cover(report: StatusReport) -> list[tuple[str, str]]:
    language = report.language

    def body(name: str, short: str) -> str:
        return f"{name} ({short})" if short else name

    return [
        (_("To"), body(report.committee, report.committee_short)),
        (_("From"), body(report.administration, report.administration_short)),
        (_("Period"), wording.period(report.period_from, report.as_of, language)),
        (_("Figures"), counted_as_of(report)),
        (pgettext("report", "Made"), wording.day(report.made_on, language)),
    ]


def counted_as_of(report: StatusReport) -> str:
    """Whether the figures are frozen, and as of which day they are counted."""
    day = wording.day(report.as_of, report.language)
    if report.frozen_at is None:
        return _("Counted as of %(day)s") % {"day": day}
    return _("Frozen as of %(day)s (%(label)s)") % {"day": day, "label": report.freeze_label}


def _blocks(report: StatusReport) -> Iterator[Block]:
    yield from _recommendation(report)
    yield from _problem(report)
    yield from _solution(report)
    yield from _money(report)
    yield from _next(report)
    yield from _since(report)
    yield from _method(report)
    yield from _appendices(report)


# --- recommendation ------------------------------------------------------------------------------------


def _recommendation(report: StatusReport) -> Iterator[Block]:
    language = report.language
    yield Heading(1, _("Recommendation"))
    yield Paragraph(report.recommendation, "lead")
    yield Heading(2, _("The status in short"))
    goals = [goal for goal in report.goals if goal.figure.target is not None]
    if not goals:
        yield Paragraph(_("The plan has no goals with a target this year."))
        return
    yield Paragraph(summary(goals, language), stays=True)
    columns = [
        Column(_("Goal"), 52),
        Column(_("Reached"), 13, number=True),
        Column(_("Target"), 12, number=True),
        Column(_("State"), 25),
    ]
    rows = [
        [
            Cell(goal.figure.label),
            Cell(_value(goal, language), strong=True),
            Cell(_target(goal, language)),
            _state(goal, due=True, language=language),
        ]
        for goal in goals
    ]
    yield Table(_("All goals with a target"), columns, rows)


def summary(goals: Sequence[Goal], language: str) -> str:
    """How many goals are in which state, in a sentence."""
    counts = [
        (state, sum(1 for goal in goals if goal.figure.state == state))
        for state in ("met", "on_pace", "behind", "missed", "not_measured")
    ]
    words = {
        "met": lambda n: ngettext("%(n)s is reached", "%(n)s are reached", n),
        "on_pace": lambda n: ngettext("%(n)s is on pace", "%(n)s are on pace", n),
        "behind": lambda n: ngettext("%(n)s is behind", "%(n)s are behind", n),
        "missed": lambda n: ngettext("%(n)s was not reached", "%(n)s were not reached", n),
        "not_measured": lambda n: ngettext("%(n)s is not measured yet", "%(n)s are not measured yet", n),
    }
    parts = [words[state](n) % {"n": n} for state, n in counts if n]
    total = ngettext(
        "The plan has %(n)s goal with a target: %(parts)s.",
        "The plan has %(n)s goals with a target: %(parts)s.",
        len(goals),
    )
    return total % {"n": len(goals), "parts": wording.listed(parts, language)}


# --- problem -------------------------------------------------------------------------------------------


def _problem(report: StatusReport) -> Iterator[Block]:
    yield Heading(1, _("Problem"))
    if report.background:
        yield Paragraph(report.background)
    if report.strategy:
        yield Paragraph(_("The plan belongs to the strategy %(strategy)s") % {"strategy": report.strategy})
    for chapter in report.frame:
        yield Heading(2, chapter.title)
        yield Paragraph(chapter.text)
    known = [fact for fact in report.knowledge if fact.kind in IN_THE_PROBLEM]
    if known:
        yield Heading(2, _("What the plan argues from"))
        yield _knowledge(_("Threat assessments and surveys"), known, report.language)
    if not (report.background or report.frame or known):
        yield Paragraph(_("The plan holds no background."))


def _knowledge(caption: str, facts: Iterable[Known], language: str) -> Table:
    columns = [Column(_("Subject"), 22), Column(_("What is known"), 50), Column(_("Dated, source"), 28)]
    rows = [
        [
            Cell(
                fact.subject or "–",
                note=_("rated: %(rating)s") % {"rating": fact.rating} if fact.rating else "",
            ),
            Cell(fact.statement),
            Cell(wording.dated(fact.dated, language), note=fact.source),
        ]
        for fact in facts
    ]
    return Table(caption, columns, rows)


# --- solution: the target groups -----------------------------------------------------------------------


def _solution(report: StatusReport) -> Iterator[Block]:
    yield Heading(1, _("Solution: status for each target group"))
    if not report.groups:
        yield Paragraph(_("The plan has no target groups."))
    for group in report.groups:
        yield from _group(group, report)
    yield from _besides(report)
    picture = drawings.of_districts(report.sessions.by_district)
    if picture:
        yield Heading(2, _("Where the work was done"))
        yield Paragraph(_sessions(report), stays=True)
        yield Drawing(picture, picture.note)


def _besides(report: StatusReport) -> Iterator[Block]:
    """What is counted of citizens without a goal: a number each, and what it is split by."""
    if not report.beside:
        return
    language = report.language
    yield Heading(2, _("Concerns and cases, counted besides the goals"))
    yield Paragraph(
        _(
            "No target belongs to these numbers. They are counted as of %(day)s and told in fives; how small"
            " numbers are hidden stands under method."
        )
        % {"day": wording.day(report.citizens_until, language)},
        "note",
        stays=True,
    )
    columns = [Column(_("What is counted"), 76), Column(pgettext("report", "Number"), 24, number=True)]
    alike: dict[str, list[Beside]] = {}
    for each in report.beside:
        alike.setdefault(each.definition, []).append(each)
    rows = [
        [Cell(each.label, note=definition), Cell(beside_text(each, language), strong=True)]
        for definition, (each, *others) in alike.items()
        if not others
    ]
    if rows:
        yield Table(_("Counted besides the goals"), columns, rows)
    # What several are counted by is said once, above them.
    for definition, several in alike.items():
        if len(several) > 1:
            rows = [[Cell(each.label), Cell(beside_text(each, language), strong=True)] for each in several]
            yield Table(definition.rstrip("."), columns, rows)
    for each in report.beside:
        for dimension, pieces in each.splits:
            yield _split_table(each.label, dimension, pieces, language)


def beside_text(each: Beside, language: str) -> str:
    """A number besides the goals, as it may be shown."""
    if each.small:
        return f"<{THRESHOLD}"
    return wording.span(each.value, each.most, language)


def _sessions(report: StatusReport) -> str:
    language = report.language
    kinds = [f"{kind.lower()} {wording.number(count, language)}" for kind, count in report.sessions.by_kind]
    total = report.sessions.total
    said = ngettext("%(n)s session was held", "%(n)s sessions were held", total)
    return (
        said % {"n": wording.number(total, language)}
        + (f": {wording.listed(kinds, language)}." if kinds else ".")
        + " "
        + _("A course has one or more sessions.")
    )


def _group(group: Group, report: StatusReport) -> Iterator[Block]:
    language = report.language
    yield Heading(2, f"{group.number}. {group.title}")
    yield Paragraph(group.purpose, "lead")
    goals = group.all_goals
    counted = [goal for goal in goals if not goal.is_milestone]
    if counted:
        yield _goals(counted, group, language)
    milestones = [goal for goal in goals if goal.is_milestone]
    if milestones:
        yield _milestones(milestones, group, language)
    for goal in counted:
        picture = drawings.of_figure(goal.figure) if goal.figure.target is not None else None
        if picture:
            yield Drawing(picture, picture.note)
    for goal in goals:
        for dimension, pieces in goal.splits:
            yield _split(goal, dimension, pieces, language)
    for initiative in group.initiatives:
        yield from _initiative(initiative, language)


def _goals(goals: Sequence[Goal], group: Group, language: str) -> Table:
    columns = [
        Column(_("Goal"), 30),
        Column(_("Reached"), 12, number=True),
        Column(_("Target"), 11, number=True),
        Column(_("Pace today"), 11, number=True),
        Column(_("State and deviation"), 38),
    ]
    rows = [
        [
            Cell(
                goal.figure.label, note=_("entered by hand, see the appendix") if goal.figure.manual else ""
            ),
            Cell(_value(goal, language), strong=True),
            Cell(_target(goal, language)),
            Cell(_pace(goal, language)),
            _state(goal, deviation=True, language=language),
        ]
        for goal in goals
    ]
    return Table(_("Goals of target group %(number)s") % {"number": group.number}, columns, rows)


def _milestones(goals: Sequence[Goal], group: Group, language: str) -> Table:
    columns = [
        Column(_("Milestone"), 44),
        Column(pgettext("report", "Due"), 24),
        Column(_("Done"), 12, number=True),
        Column(_("State"), 22),
    ]
    rows = []
    for goal in goals:
        figure = goal.figure
        done = [
            "{} {}".format("✓" if item.done_on else "–", item.title)
            + (f" ({wording.day(item.done_on, language)})" if item.done_on else "")
            for item in figure.checklist
        ]
        rows.append(
            [
                Cell(figure.label, note="\n".join(done)),
                Cell(wording.day(figure.due_on, language)),
                Cell(_of_target(goal, language)),
                _state(goal, language=language, assessed=True),
            ]
        )
    return Table(_("Milestones of target group %(number)s") % {"number": group.number}, columns, rows)


def _split(goal: Goal, dimension: str, pieces: Sequence[Piece], language: str) -> Table:
    return _split_table(goal.figure.label, dimension, pieces, language)


def _split_table(label: str, dimension: str, pieces: Sequence[Piece], language: str) -> Table:
    caption = _("%(goal)s, by %(dimension)s") % {"goal": label, "dimension": dimension_label(dimension)}
    rows = [[Cell(piece.label), Cell(piece_text(piece, language))] for piece in pieces]
    return Table(
        caption,
        [
            Column(dimension_label(dimension).capitalize(), 70),
            Column(pgettext("report", "Number"), 30, number=True),
        ],
        rows,
    )


def dimension_label(dimension: str) -> str:
    """What a figure is split by, in words."""
    known = {
        "administration": _("administration"),
        "channel": _("channel"),
        "exit": _("exit from triage"),
        "kind": _("kind of extremism"),
        "outcome": _("outcome"),
        "profession": _("profession"),
        "district": _("district"),
        "school_type": _("type of school"),
    }
    return known.get(dimension, dimension.replace("_", " "))


def piece_text(piece: Piece, language: str) -> str:
    """A cell of a split as it may be shown."""
    if piece.shown is Shown.SMALL:
        return f"<{THRESHOLD}"
    if piece.shown is Shown.HIDDEN:
        return _("hidden")
    return wording.span(piece.amount, piece.most, language)


def _initiative(initiative: Initiative, language: str) -> Iterator[Block]:
    yield Heading(3, initiative.title)
    yield Paragraph(initiative.description)
    if initiative.narrative is None:
        return  # said once, in the chapter on method
    told = initiative.narrative
    yield Paragraph(told.text, "told")
    yield Paragraph(
        _("Status for %(period)s.") % {"period": wording.period(told.period_from, told.period_to, language)},
        "note",
    )


def _value(goal: Goal, language: str) -> str:
    figure = goal.figure
    if figure.value is None:
        return f"<{THRESHOLD}" if goal.small else "–"
    if figure.kind == "share":
        return wording.percent(figure.value, language)
    return wording.span(figure.value, figure.most, language)


def _target(goal: Goal, language: str) -> str:
    figure = goal.figure
    if figure.kind == "share" and figure.target is not None:
        return wording.percent(figure.target, language)
    return wording.number(figure.target, language)


def _of_target(goal: Goal, language: str) -> str:
    figure = goal.figure
    if figure.value is None:
        return f"<{THRESHOLD}" if goal.small else "–"
    if figure.target is None:
        return wording.span(figure.value, figure.most, language)
    return _("%(value)s of %(target)s") % {
        "value": wording.span(figure.value, figure.most, language),
        "target": wording.number(figure.target, language),
    }


def _pace(goal: Goal, language: str) -> str:
    figure = goal.figure
    if figure.expected is None or figure.state in ("met", "missed"):
        return "–"
    return wording.rounded(figure.expected, language)


def _state(
    goal: Goal, *, language: str, deviation: bool = False, due: bool = False, assessed: bool = False
) -> Cell:
    figure = goal.figure
    note = goal.deviation if deviation else ""
    if due and figure.due_on is not None and figure.state == "on_pace":
        note = _("due on %(day)s") % {"day": wording.day(figure.due_on, language)}
    if assessed:
        note = figure.assessment
        if not note and figure.state == "met" and figure.met_on is not None:
            note = wording.day(figure.met_on, language)
    strong = figure.state in ("behind", "missed")
    return Cell(str(STATE_WORDS[figure.state]), note=note, state=figure.state, strong=strong)


# --- money ---------------------------------------------------------------------------------------------


def _money(report: StatusReport) -> Iterator[Block]:
    language = report.language
    yield Heading(1, _("Money"))
    if not report.sources:
        yield Paragraph(_("The plan has no budget."))
        return
    for table in dict.fromkeys(source.table for source in report.sources):
        yield _budget(table, [source for source in report.sources if source.table == table], language)
    picture = drawings.of_sources(report.sources)
    if picture:
        yield Drawing(picture, picture.note)
    ends = [sentence for source in report.sources for sentence in _ends(source, language)]
    if ends:
        yield Heading(2, _("Money that ends"))
        yield Bullets(ends)


def _budget(caption: str, sources: Sequence[Source], language: str) -> Table:
    columns = [
        Column(_("Source"), 25),
        Column(_("Year"), 9, number=True),
        Column(_("Granted"), 17, number=True),
        Column(_("Spent"), 17, number=True),
        Column(_("Committed"), 16, number=True),
        Column(pgettext("report", "Free"), 16, number=True),
    ]
    rows = []
    totals: dict[int, list[Decimal]] = {}
    for source in sources:
        for n, each in enumerate(source.years):
            note = _("expires on %(day)s") % {"day": wording.day(source.expires_on, language)}
            amounts = [each.amount, each.spent, each.committed, each.free]
            totals[each.year] = [
                a + b for a, b in zip(totals.get(each.year, [Decimal(0)] * 4), amounts, strict=True)
            ]
            rows.append(
                [
                    Cell(source.title, note=note if source.expires_on and n == 0 else ""),
                    Cell(str(each.year)),
                    *[Cell(wording.number(amount, language, 0)) for amount in amounts],
                ]
            )
    for year, amounts in sorted(totals.items()):
        rows.append(
            [
                Cell(_("In total"), strong=True),
                Cell(str(year), strong=True),
                *[Cell(wording.number(amount, language, 0), strong=True) for amount in amounts],
            ]
        )
    return Table(_("%(table)s, in DKK") % {"table": caption}, columns, rows)


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def _ends(source: Source, language: str) -> Iterator[str]:
    words = {
        "source": source.title,
        "day": wording.day(source.expires_on, language),
        "amount": wording.money(_whole(source.lapses), language),
    }
    if source.expires_on and source.lapses:
        yield (
            _("%(source)s expires on %(day)s: %(amount)s is neither spent nor committed, and would lapse.")
            % words
        )
    elif source.expires_on:
        yield _("%(source)s expires on %(day)s; nothing of it is free.") % words
    for each in source.uncovered:
        yield _("A commitment on %(source)s runs until %(until)s, and %(amount)s of it has no cover.") % {
            "source": source.title,
            "until": wording.day(each.runs_until, language),
            "amount": wording.money(_whole(each.amount), language),
        }
    if source.refinancing_through:
        said = _("New money for %(source)s: %(through)s") % {
            "source": source.title,
            "through": source.refinancing_through,
        }
        if source.refinancing_state:
            said += f" ({source.refinancing_state})"
        if source.refinancing_deadline:
            said += ", " + _("deadline %(day)s") % {"day": wording.day(source.refinancing_deadline, language)}
        yield f"{said}. {source.refinancing_note}".strip()


# --- what comes next, what changed ---------------------------------------------------------------------


def _next(report: StatusReport) -> Iterator[Block]:
    yield Heading(1, _("What comes next"))
    if not report.deadlines:
        yield Paragraph(_("The plan has no deadline after this day."))
        return
    columns = [Column(_("Date"), 28), Column(_("What"), 72)]
    rows = [[Cell(wording.day(each.on, report.language)), Cell(each.text)] for each in report.deadlines]
    yield Table(
        _("Deadlines after %(day)s") % {"day": wording.day(report.as_of, report.language)}, columns, rows
    )


def _since(report: StatusReport) -> Iterator[Block]:
    if report.since is None:
        return
    language = report.language
    day = wording.day(report.since.as_of, language)
    yield Heading(1, _("What has changed since last time"))
    yield Paragraph(
        _("Figures were frozen last as of %(day)s (%(label)s).") % {"day": day, "label": report.since.label}
    )
    changed = [change for change in report.since.changes if change.before != change.now]
    if not changed:
        yield Paragraph(_("No figure has changed since."))
        return
    columns = [
        Column(_("Goal"), 55),
        Column(_("Then"), 15, number=True),
        Column(_("Now"), 15, number=True),
        Column(pgettext("report", "Change"), 15, number=True),
    ]
    rows = [
        [
            Cell(change.label),
            Cell(wording.number(change.before, language)),
            Cell(wording.number(change.now, language)),
            Cell(difference(change, language)),
        ]
        for change in changed
    ]
    yield Table(_("Changed since %(day)s") % {"day": day}, columns, rows)


def difference(change: Change, language: str) -> str:
    """+380, −22, or "new" where there was nothing before."""
    if change.difference is None:
        return _("new") if change.before is None else "–"
    sign = "+" if change.difference > 0 else ""
    return sign + wording.number(change.difference, language)


# --- method --------------------------------------------------------------------------------------------


def _method(report: StatusReport) -> Iterator[Block]:
    yield Heading(1, _("Method and definitions"))
    yield Paragraph(method(report))
    yield Paragraph(
        _(
            "Pace is how much of a year's target should be reached by a day, if the work runs evenly over"
            " the year or, for schools, over its school days. A goal is behind when it has reached less than"
            " the pace, rounded down to whole things. A milestone is on pace until its day."
        )
    )
    yield Paragraph(small_cells())
    yield Paragraph(citizens(report))
    untold = [each.title for group in report.groups for each in group.initiatives if each.narrative is None]
    if untold:
        said = _("Nothing has been written about the period for: %(initiatives)s.")
        yield Paragraph(said % {"initiatives": wording.listed(untold, report.language)})
    goals = [goal for goal in report.goals if goal.figure.definition]
    if goals:
        yield Heading(2, _("How each figure is counted"))
        seen: set[str] = set()
        for goal in goals:
            if goal.figure.code in seen:
                continue
            seen.add(goal.figure.code)
            yield Heading(3, _counted_title(goal, goals))
            yield Facts(_definition(goal))
    others = [goal for goal in report.goals if not goal.figure.definition]
    if others:
        yield Heading(2, _("Goals that nothing counts by itself"))
        yield Paragraph(
            _("They are judged by a checklist, entered by hand with evidence, or not measured yet."),
            stays=True,
        )
        yield Bullets([goal.figure.label for goal in others])
    if report.definitions:
        yield Heading(2, _("Words of the plan"))
        rows = [[Cell(each.term), Cell(each.meaning, note=each.source)] for each in report.definitions]
        yield Table(_("What the words mean"), [Column(_("Word"), 25), Column(_("Meaning"), 75)], rows)


def _counted_title(goal: Goal, goals: Sequence[Goal]) -> str:
    return ", ".join(other.figure.label for other in goals if other.figure.code == goal.figure.code)


def kind_label(kind: str) -> str:
    """What kind of goal a figure belongs to, in words."""
    return {
        "count": _("count"),
        "occurrences": _("times a year"),
        "milestone": _("milestone"),
        "share": _("share"),
        "qualitative": _("qualitative"),
    }.get(kind, kind)


def _definition(goal: Goal) -> list[tuple[str, str]]:
    figure = goal.figure
    rows = [(pgettext("report", "Counts"), figure.definition)]
    if figure.counts_when:
        rows.append((_("When"), figure.counts_when))
    if figure.counts_not:
        rows.append((_("Does not count"), figure.counts_not))
    if figure.unit:
        rows.append((_("Unit"), figure.unit))
    rows.append((_("Code"), figure.code))
    return rows


def method(report: StatusReport) -> str:
    """How and when the figures were counted."""
    language = report.language
    day = wording.day(report.as_of, language)
    if report.frozen_at is None:
        said = _(
            "The figures are counted from what was recorded of the work until %(day)s, and made into this"
            " report on %(made)s. They are not frozen: what is recorded or put right later changes them."
        )
    else:
        said = _(
            "The figures were frozen as of %(day)s and do not change. Money, sessions by district and"
            " narratives are as they stood when the report was made on %(made)s, counted to the same day."
        )
    return said % {"day": day, "made": wording.day(report.made_on, language)}


def small_cells() -> str:
    """The rule by which small numbers are hidden."""
    return _(
        "Where a figure is split (by profession, administration or the like), a number from 1 to 4 is shown"
        " as “<5”, so that it points at nobody; so is a whole from 1 to 4 citizens. Where a small number"
        " would follow from others that are told (the whole, the other parts, a count from another day, those"
        " from the hotline), as many more are hidden as it takes."
    )


def citizens(report: StatusReport) -> str:
    """The rule by which two days' numbers of citizens tell nothing of those who came between."""
    return _(
        "Citizens are counted to the end of a month, here %(day)s, and told in fives: “20–24” is one of"
        " these five numbers, and 0 is 0. Two days, two reports or a correction then do not tell how many"
        " came between. Their months, percentages, earlier frozen numbers and changes are left out, and so"
        " is a median of fewer than five. A goal in fives is reached where all five numbers reach the"
        " target, and behind where none reaches the pace; beside “<5” target and state are left out where"
        " they would narrow it down. Exact counts and percentages are told of figures alone that are frozen"
        " for the last day of the year (a milestone: of the plan)."
    ) % {"day": wording.day(report.citizens_until, report.language)}


# --- appendices ----------------------------------------------------------------------------------------


def _appendices(report: StatusReport) -> Iterator[Block]:
    language = report.language
    known = [fact for fact in report.knowledge if fact.kind not in IN_THE_PROBLEM]
    if known:
        yield Heading(1, _("Appendix: knowledge behind the plan"))
        yield _knowledge(_("Practice, research and events"), known, language)
    if report.manual:
        yield Heading(1, _("Appendix: figures entered by hand"))
        columns = [
            Column(_("Goal"), 35),
            Column(pgettext("report", "Number"), 15, number=True),
            Column(pgettext("report", "Evidence"), 50),
        ]
        rows = [
            [Cell(goal.figure.label), Cell(_value(goal, language)), Cell(goal.figure.evidence)]
            for goal in report.manual
        ]
        yield Table(_("There is no record to count these from"), columns, rows)
