"""What a report says: the sentence of each figure, what changed, what is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from tovholder.cases import indicators as cases
from tovholder.concerns import indicators as concerns
from tovholder.programme import operations, queries
from tovholder.programme.indicators import Increment
from tovholder.programme.models import Freeze
from tovholder.programme.queries import Slice
from tovholder.programme.suppression import Shown
from tovholder.reports import composition, data, excel, status
from tovholder.reports.content import Beside, Piece
from tovholder.reports.document import Heading, Paragraph, Table


def goal(report, key, part=""):
    return next(g for g in report.goals if g.figure.goal_key == key and g.figure.part == part)


def sentence(report, key, part="", **changed):
    with override("da"):
        return status.deviation(replace(goal(report, key, part).figure, **changed), "da")


def test_a_goal_that_is_behind_says_what_is_missing_to_pace_and_target(report):
    said = sentence(report, "skoleelever", "free")
    assert said == "Takten er 104 i dag: Der mangler 40 til den og 86 til måltallet."


def test_a_goal_that_is_ahead_says_by_how_much(report):
    assert sentence(report, "skoleelever", "municipal") == "42 flere end takten, som er 2.098 i dag."


def test_a_goal_that_is_met_says_when(report):
    assert sentence(report, "workshops") == "Måltallet blev nået i juni 2022."
    assert "1 flere end måltallet" in sentence(report, "workshops", value=Decimal(4))


def test_a_goal_that_was_missed_says_how_many_of_how_many(report):
    assert sentence(report, "oplaeg", state="missed") == "4 af 8 blev nået; der mangler 4."


def test_a_figure_that_the_plan_sets_no_target_for_is_not_judged(report):
    assert sentence(report, "foraeldre-naaet") == "Handleplanen sætter intet måltal."


def test_what_nothing_counts_says_so_and_no_zero(report):
    assert goal(report, "hotline").figure.value is None
    assert sentence(report, "hotline") == "Der er ikke talt noget endnu."


def test_a_share_says_its_parts(report):
    said = sentence(
        report,
        "progression",
        state="behind",
        value=Decimal("62.5"),
        target=Decimal(70),
        numerator=5,
        denominator=8,
    )
    assert said == "5 af 8. 7,5 procentpoint under måltallet."


def test_small_cells_of_a_split_are_hidden_with_what_gives_them_away(report):
    ((dimension, pieces),) = goal(report, "fagpersoner-naaet").splits
    assert dimension == "profession"
    assert [(p.label, p.amount, p.shown) for p in pieces] == [
        ("Lærer", 41, Shown.EXACT),
        ("Pædagog", None, Shown.HIDDEN),
        ("Sagsbehandler", None, Shown.SMALL),
    ]


@pytest.fixture
def of_citizens(monkeypatch):
    """The real indicators of concerns and cases, beside a report that is made from others."""
    real = {each.code: each for each in (*concerns.INDICATORS, *cases.INDICATORS)}
    monkeypatch.setattr(status.indicators, "get", real.get)


def test_every_figure_of_concerns_and_cases_is_one_of_citizens():
    assert all(each.of_citizens for each in (*concerns.INDICATORS, *cases.INDICATORS))


#: As figures stand that were frozen for the last day that counts.
FINAL = {"frozen_at": datetime(2023, 1, 2, tzinfo=UTC), "final": True}


def counted(report, value, code="cases_opened", **changed):
    """A figure of citizens with a value, as a document tells it."""
    of = goal(report, "skoleelever", "municipal").figure
    assert of.months
    figure = replace(of, code=code, value=Decimal(value), **{"breakdown": {}, **changed})
    with override("da"):
        (told,) = status.goals_of([figure], "da")
    return told


@pytest.mark.usefixtures("of_citizens")
@pytest.mark.parametrize("value", [1, 4])
def test_a_total_of_few_citizens_is_told_as_few(report, value):
    told = counted(report, value)
    assert (told.figure.value, told.small) == (None, True)
    assert told.deviation == "Færre end fem. Så lille et tal oplyses ikke."
    assert composition._value(told, "da") == composition._of_target(told, "da") == "<5"


@pytest.mark.usefixtures("of_citizens")
@pytest.mark.parametrize(
    ("value", "least", "most", "words"), [(0, 0, None, "0"), (5, 5, 9, "5–9"), (12, 10, 14, "10–14")]
)
def test_citizens_are_told_in_fives_and_not_by_the_month(report, value, least, most, words):
    told = counted(report, value)
    assert (told.figure.value, told.figure.most, told.small, told.figure.months) == (least, most, False, [])
    assert composition._value(told, "da") == str(excel._reached(told, "da")) == words


@pytest.mark.usefixtures("of_citizens")
@pytest.mark.parametrize(("value", "final", "told"), [(12, True, 12), (12, False, 10), (3, True, None)])
def test_citizens_are_told_exactly_where_they_are_frozen_for_the_last_day(report, value, final, told):
    figure = counted(report, value, **{**FINAL, "final": final}).figure
    assert (figure.value, figure.most) == (told, None if final else 14)


@pytest.mark.usefixtures("of_citizens")
@pytest.mark.parametrize(
    ("value", "target", "pace", "over", "state"),
    [
        (21, 30, 24, False, "on_pace"),  # 24 of the five would reach it
        (21, 30, 25, False, "behind"),
        (24, 22, 20, False, "on_pace"),  # 20 and 21 would not reach it
        (25, 25, 20, False, "met"),
        (24, 22, 22, True, "on_pace"),
        (24, 25, 25, True, "missed"),
    ],
)
def test_the_state_beside_a_number_in_fives_follows_from_the_five(report, value, target, pace, over, state):
    """Each of the five has the same state: it tells no more than they do."""
    exact = {"target": Decimal(target), "expected": Decimal(pace), "expected_share": Decimal(over)}
    told = {
        counted(report, one, kind="count", state=was, **exact).figure.state
        for one in range(value - value % 5, value - value % 5 + 5)
        for was in ("met", "missed", "behind", "on_pace")
    }
    assert told == {state}


@pytest.mark.usefixtures("of_citizens")
def test_a_split_beside_a_number_in_fives_is_told_in_fives_and_its_small_cells_are_hidden(report):
    split = {"exit": [Slice(name, name, Decimal(n)) for name, n in (("a", 17), ("b", 9), ("c", 3))]}
    told = counted(report, 29, code="concerns_received", part="", split=None, breakdown=split)
    ((_dimension, pieces),) = told.splits
    assert [composition.piece_text(piece, "da") for piece in pieces] == ["15–19", "skjult", "<5"]


@pytest.mark.usefixtures("of_citizens")
def test_a_share_tells_neither_the_few_nor_those_it_leaves_out(report):
    assert counted(report, 90, kind="share", numerator=18, denominator=20, **FINAL).small
    assert counted(report, 15, kind="share", numerator=3, denominator=20, **FINAL).small
    told = counted(report, 50, kind="share", numerator=10, denominator=20, **FINAL).figure
    assert (told.value, told.numerator, told.denominator) == (50, 10, 20)


@pytest.mark.usefixtures("of_citizens")
@pytest.mark.parametrize(("numerator", "denominator"), [(10, 20), (0, 8), (8, 8), (3, 20)])
def test_a_share_that_moves_is_not_told(report, numerator, denominator):
    """64.3 % of fourteen and 66.7 % of fifteen are one citizen more."""
    value = 100 * numerator / denominator
    told = counted(report, value, kind="share", numerator=numerator, denominator=denominator).figure
    assert (told.value, told.numerator, told.denominator) == (None, None, None)


@pytest.mark.usefixtures("of_citizens")
def test_a_median_of_days_is_no_count_of_citizens(report):
    assert not counted(report, 3, code="concern_days").small


@pytest.mark.usefixtures("of_citizens")
def test_what_is_counted_of_citizens_without_a_goal_is_told_beside_them(copenhagen, monkeypatch):
    months = [date(2022, 2, 1), date(2022, 5, 1)]
    kinds = {"right": 7, "left": 2, "unclear": 6}
    increments = [Increment("concern_kinds", (("kind", kind),), months[0], n) for kind, n in kinds.items()]
    increments += [
        Increment("concern_days", (), month, days) for month, days in zip(months, (9, 6), strict=True)
    ]
    increments += [Increment("cases_closed", (("outcome", "declined"),), months[0], 3)]
    increments += [Increment("cases_opened", (), months[0], 12)]
    real = {each.code: each for each in (*concerns.INDICATORS, *cases.INDICATORS)}
    monkeypatch.setattr(status.indicators, "offered", lambda: real)
    monkeypatch.setattr(
        status.indicators,
        "measure",
        lambda *, municipality, start, end, codes: [each for each in increments if codes(each.code)],
    )
    told = SimpleNamespace(figure=SimpleNamespace(code="cases_opened"))
    found = {
        each.code: each for each in status._beside(copenhagen, [told], date(2022, 1, 1), date(2022, 9, 20))
    }
    assert "cases_opened" not in found
    kinds_named = found["concern_kinds"]
    assert (kinds_named.value, kinds_named.most, found["concern_days"].value) == (15, 19, 6)
    ((dimension, pieces),) = found["concern_kinds"].splits
    assert dimension == "kind"
    assert [(piece.label, piece.amount) for piece in pieces] == [
        ("right", 5),
        ("unclear", None),
        ("left", None),
    ]
    closed = found["cases_closed"]
    assert (closed.value, closed.small, closed.splits) == (None, True, [])
    assert composition.beside_text(closed, "da") == "<5"
    assert composition.beside_text(found["case_days_to_offered"], "da") == "–"


def test_the_paper_and_the_sheet_tell_what_is_counted_beside_the_goals(report):
    beside = Beside(
        "concern_kinds",
        "Ekstremismeformer",
        "omtaler",
        "Hvor ofte.",
        Decimal(15),
        False,
        [("kind", [Piece("Højre", Decimal(9), Shown.EXACT), Piece("Venstre", None, Shown.SMALL)])],
    )
    told = replace(report, beside=[beside])
    with override("da"):
        tables = [b for b in composition.compose(told).blocks if isinstance(b, Table)]
        (table,) = [each for each in tables if each.caption == "Talt ud over målene"]
        assert [[cell.text for cell in row] for row in table.rows] == [["Ekstremismeformer", "15"]]
        (split,) = [each for each in tables if each.caption.startswith("Ekstremismeformer, ")]
        assert [cell.text for cell in split.rows[1]] == ["Venstre", "<5"]
        assert ["Ekstremismeformer", "form for ekstremisme", "Venstre", "<5", "omtaler"] in excel._besides(
            told
        ).rows
        assert data.value(told)["beside"][0]["value"] == 15


def test_sessions_and_pupils_are_told_however_few(report):
    assert not counted(report, 3, code="pupils_in_courses").small


def test_the_numbers_are_those_of_the_programme(report, worked):
    counted = queries.figures(plan=worked, year=2022, as_of=date(2022, 9, 20))
    assert [g.figure.value for g in report.goals] == [f.value for f in counted]
    assert [g.figure.state for g in report.goals] == [f.state for f in counted]


def test_what_changed_since_the_last_freeze(report):
    assert report.since.as_of == date(2022, 6, 30)
    changed = {c.label: c.difference for c in report.since.changes if c.difference}
    assert changed["Folkeskoleelever i undervisningsforløb"] == 650
    assert changed["Opmærksomhedsoplæg"] == 1


def test_a_report_from_a_freeze_stands_still(report, worked, copenhagen, at):
    freeze = Freeze.objects.get()
    frozen = status.collect(municipality=copenhagen, year=2022, at=at, freeze_id=freeze.pk)
    assert frozen.as_of == date(2022, 6, 30)
    assert frozen.frozen_at == freeze.frozen_at
    assert goal(frozen, "skoleelever", "municipal").figure.value == 1490
    assert frozen.since is None


def test_a_second_freeze_is_compared_with_the_first(worked, leader, copenhagen, at):
    made = operations.freeze(plan=worked, year=2022, as_of=date(2022, 9, 20), label="Nu", by=leader, at=at)
    found = status.collect(municipality=copenhagen, year=2022, at=at, freeze_id=made.pk)
    assert found.since.label == "Halvår"
    change = next(c for c in found.since.changes if c.label == "Opmærksomhedsoplæg")
    assert (change.before, change.now) == (3, 4)


def test_a_day_before_the_year_is_refused(plan, copenhagen, at, as_actor, person):
    as_actor(person("leader"))
    with pytest.raises(status.NotYet):
        status.collect(municipality=copenhagen, year=2022, at=at, as_of=date(2021, 12, 31))
    with pytest.raises(status.NoPlan):
        status.collect(municipality=copenhagen, year=2030, at=at)
    with pytest.raises(status.NoFreeze):
        status.collect(municipality=copenhagen, year=2022, at=at, freeze_id=999)


def test_a_freeze_of_another_municipality_is_not_there(worked, elsewhere, stranger, at, as_actor):
    freeze = Freeze.objects.get()
    as_actor(stranger)
    with pytest.raises(status.NoPlan):
        status.collect(municipality=elsewhere, year=2022, at=at, freeze_id=freeze.pk)


def test_a_day_after_the_year_counts_the_whole_year(worked, copenhagen, at):
    found = status.collect(municipality=copenhagen, year=2022, at=at, as_of=date(2023, 5, 1))
    assert found.as_of == date(2022, 12, 31)
    assert goal(found, "oplaeg").figure.state == "missed"


def test_the_money_that_ends_is_named(report):
    source = next(s for s in report.sources if s.title == "Budget 2019")
    assert source.years[0].spent == Decimal("1500000.50")
    assert source.uncovered[0].runs_until == date(2023, 3, 31)
    assert source.uncovered[0].amount > 0


def test_what_a_writer_would_add_is_listed(report):
    with override("da"):
        assert report.missing == ["9 indsatser har ingen fortælling.", "3 mål med måltal er ikke målt."]


def test_an_emptied_narrative_is_no_narrative(worked, tell, copenhagen, at):
    from datetime import timedelta

    tell("skoler", "", when=at + timedelta(minutes=1))
    found = status.collect(municipality=copenhagen, year=2022, at=at)
    skoler = next(i for g in found.groups for i in g.initiatives if i.key == "skoler")
    assert skoler.narrative is None


def test_the_paper_has_the_headings_of_a_committee_item_in_order(report):
    chapters = [b.text for b in composition.compose(report).blocks if isinstance(b, Heading) and b.level == 1]
    assert chapters[:5] == [
        "Indstilling",
        "Problemstilling",
        "Løsning: status for hver målgruppe",
        "Økonomi",
        "Videre proces",
    ]
    assert chapters[-1] == "Bilag: tal indtastet i hånden"


def test_what_nobody_wrote_about_is_said_once_and_no_heading_stands_over_an_apology(report):
    untold = [each for group in report.groups for each in group.initiatives if each.narrative is None]
    assert untold
    blocks = composition.compose(report).blocks
    told = [b.text for b in blocks if isinstance(b, Paragraph) and b.text.startswith("Der er intet skrevet")]
    assert len(told) == 1
    assert all(each.title in told[0] for each in untold)


def test_headings_skip_no_level(report):
    levels = [b.level for b in composition.compose(report).blocks if isinstance(b, Heading)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_recommendation_is_the_plans_own_where_it_has_one(report):
    assert "til efterretning" in report.recommendation


def test_a_commitments_text_stays_in_the_house(report):
    """Who finances what is public; what somebody typed about a contract may name people."""
    words = str(composition.compose(report))
    assert "Mentorer" not in words
    assert "Undervisere" not in words


def test_every_table_is_as_wide_as_its_head(report):
    for block in composition.compose(report).blocks:
        if isinstance(block, Table):
            assert block.rows
            assert {len(row) for row in block.rows} == {len(block.columns)}


def whole_and_parts(report, whole, parts, **changed):
    """A goal of citizens with parts, as a document tells it: the whole, then each part."""
    of = goal(report, "skoleelever", "municipal").figure
    of = replace(of, code="cases_closed", **FINAL)
    made = [replace(of, part="", split=None, value=Decimal(whole), breakdown={})]
    made += [
        replace(
            of,
            part=part,
            split={"outcome": part},
            value=Decimal(value),
            breakdown={"other": [Slice("a", "a", Decimal(value))]},
            **changed,
        )
        for part, value in parts.items()
    ]
    with override("da"):
        return status.goals_of(made, "da")


@pytest.mark.usefixtures("of_citizens")
def test_a_part_that_would_give_a_small_one_away_is_hidden_with_it(report):
    whole, completed, declined = whole_and_parts(report, 12, {"completed": 10, "declined": 2})
    assert (whole.figure.value, completed.figure.value, declined.figure.value) == (12, None, None)
    assert (completed.small, declined.small) == (False, True)
    assert (completed.figure.target, completed.figure.state) == (None, "no_target")
    assert completed.deviation == "Oplyses ikke: Et lille tal ville følge af det."


@pytest.mark.usefixtures("of_citizens")
def test_what_the_parts_leave_of_the_whole_is_a_small_number_too(report):
    """12 less the one part of 10: two that no line tells of."""
    _whole, only = whole_and_parts(report, 12, {"completed": 10})
    assert only.figure.value is None
    _whole, only = whole_and_parts(report, 15, {"completed": 10})
    assert (only.figure.value, only.splits) == (10, [])


@pytest.mark.usefixtures("of_citizens")
def test_a_small_whole_hides_its_parts(report):
    assert [each.figure.value for each in whole_and_parts(report, 4, {"completed": 0})] == [None, None]


@pytest.mark.usefixtures("of_citizens")
def test_a_state_beside_a_small_target_tells_no_number(report):
    assert counted(report, 4, target=Decimal(4), state="met").figure.state == "no_target"
    far = counted(report, 4, target=Decimal(30), expected=Decimal(20), state="behind").figure
    assert (far.state, far.target) == ("behind", 30)


@pytest.mark.usefixtures("of_citizens")
def test_a_count_from_another_day_does_not_tell_the_year_before(report):
    """14 since the plan began and 12 in the year: two the year before."""
    of = goal(report, "skoleelever", "municipal").figure
    year, since = (
        replace(of, code="cases_opened", part="", split=None, value=Decimal(value), breakdown={}, **FINAL)
        for value in (12, 14)
    )
    with override("da"):
        assert [each.figure.value for each in status.goals_of([year, since], "da")] == [12, None]
        assert [each.figure.value for each in status.goals_of([year, year], "da")] == [12, 12]


def test_a_figure_of_citizens_that_is_typed_by_hand_is_told_as_few(report):
    typed = counted(report, 3, code="mentoring_started", manual=True)
    assert (typed.figure.value, typed.small) == (None, True)


def pieces(**amounts):
    return [Piece(label, Decimal(amount), Shown.EXACT) for label, amount in amounts.items()]


@pytest.mark.usefixtures("of_citizens")
@pytest.mark.parametrize(("concerns_of_it", "told"), [(10, False), (4, False), (12, True), (6, True)])
def test_concerns_by_channel_do_not_tell_the_few_who_were_advised(concerns_of_it, told):
    """Twelve hotline contacts, ten of them concerns: two callers who were advised."""
    split = [("channel", pieces(national=concerns_of_it, mail=9))]
    if concerns_of_it < 5:
        split[0][1][0] = Piece("national", None, Shown.SMALL)
    tells = {"hotline_contacts": {"channel": pieces(national=12)}}
    assert bool(status._apart("concerns_received", split, tells)) is told
