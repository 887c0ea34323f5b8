"""Which picture a figure, a budget or the districts get: from the programme's values to `pictures`."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tovholder.programme.queries import Figure, Runway
from tovholder.reports import pictures
from tovholder.reports.content import Source
from tovholder.reports.pictures import Picture, SourceOfMoney, YearOfMoney


def of_figure(figure: Figure) -> Picture | None:
    """Months against the pace, for what adds up over a year; None where nothing is counted month by month."""
    counted = [point for point in figure.months if point.value is not None]
    if figure.kind not in ("count", "occurrences") or not counted or figure.unit in ("%", "days"):
        return None
    with_pace = figure.target is not None and any(point.expected is not None for point in figure.months)
    first = figure.months[0].month.month
    before = [None] * (first - 1)
    running = counted[-1].month.replace(day=1) == figure.as_of.replace(day=1)
    return pictures.months_against_pace(
        title=figure.label,
        year=figure.year,
        months=[*before, *[point.value for point in figure.months]],
        pace=[*before, *[point.expected for point in figure.months]] if with_pace else (),
        target=figure.target,
        pace_today=figure.expected if running else None,
        as_of=figure.as_of if running else None,
    )


def of_runway(runway: Runway) -> Picture | None:
    """Money by source and year, from the programme's runway."""
    sources = [
        SourceOfMoney(
            row.title,
            tuple(YearOfMoney(each.year, each.amount, each.spent, each.committed) for each in row.years),
            row.expires_on,
        )
        for row in runway.sources
    ]
    return pictures.money_by_source(title=_("Money by source and year"), sources=sources)


def of_sources(sources: Sequence[Source]) -> Picture | None:
    """The same from a report's own values."""
    rows = [
        SourceOfMoney(
            row.title,
            tuple(YearOfMoney(each.year, each.amount, each.spent, each.committed) for each in row.years),
            row.expires_on,
        )
        for row in sources
    ]
    return pictures.money_by_source(title=_("Money by source and year"), sources=rows)


def of_districts(counts: Sequence[tuple[str, int]]) -> Picture | None:
    """Sessions held, by district; None where nothing was held."""
    if not any(count for _name, count in counts):
        return None
    return pictures.sessions_by_district(title=_("Sessions held, by district"), counts=counts)
