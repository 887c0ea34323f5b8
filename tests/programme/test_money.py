"""The plan's money: postings, commitments, the finance system's file, and the runway."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tovholder.access import gate
from tovholder.programme import operations, queries
from tovholder.programme.models import Commitment, FundingSource, Posting
from tovholder.programme.queries.runway import spread

SEPTEMBER = date(2022, 9, 20)


@pytest.fixture
def source(plan):
    return {source.key: source for source in FundingSource.objects.filter(plan=plan)}


@pytest.fixture
def spend(leader, at):
    def do(funding, amount, day=date(2022, 5, 1), **more):
        return operations.post(
            funding=funding, posted_on=day, amount=Decimal(amount), text="Løn", by=leader, at=at, **more
        )

    return do


@pytest.fixture
def promise(leader, at):
    def do(funding, amount, runs_from, runs_until, made_on=date(2022, 2, 1)):
        return operations.commit(
            funding=funding,
            amount=Decimal(amount),
            made_on=made_on,
            runs_from=runs_from,
            runs_until=runs_until,
            text="Undervisere",
            by=leader,
            at=at,
        )

    return do


def runway(plan, as_of=SEPTEMBER):
    return {source.key: source for source in queries.runway(plan=plan, as_of=as_of).sources}


def test_a_source_says_what_is_spent_promised_and_free_and_when_it_ends(plan, source, spend, promise):
    spend(source["budget-2019"], "1500000")
    spend(source["budget-2019"], "1", day=date(2022, 10, 1))
    promise(source["budget-2019"], "600000", date(2022, 3, 1), date(2022, 12, 1))
    found = runway(plan)["budget-2019"]
    of_year = found.year(2022)
    assert (of_year.amount, of_year.spent, of_year.committed, of_year.free) == (
        2_400_000,
        1_500_000,
        600_000,
        300_000,
    )
    assert (found.expires_on, found.ends_on, found.days_left) == (date(2022, 12, 31), date(2022, 12, 31), 102)
    assert found.lapses == 300_000
    assert (found.refinancing_state, found.uncovered) == ("open", 0)


def test_a_source_without_expiry_ends_with_its_last_year(plan, source):
    found = runway(plan)["budget-2020"]
    assert (found.expires_on, found.ends_on) == (None, date(2023, 12, 31))
    assert [year.year for year in found.years] == [2022, 2023]


def test_a_promise_that_outlives_its_money_is_named_with_what_is_uncovered(plan, source, promise):
    promise(source["budget-2019"], "100", date(2022, 12, 22), date(2023, 1, 10))
    found = runway(plan)["budget-2019"]
    assert found.year(2022).committed == 50
    (outliving,) = found.outliving
    assert (outliving.uncovered, outliving.runs_until) == (50, date(2023, 1, 10))


def test_what_is_paid_of_a_promise_is_no_longer_promised(plan, source, spend, promise):
    made = promise(source["budget-2020"], "1000", date(2022, 1, 1), date(2022, 12, 31))
    spend(source["budget-2020"], "400", commitment=made)
    of_year = runway(plan)["budget-2020"].year(2022)
    assert (of_year.spent, of_year.committed) == (400, 600)
    with pytest.raises(operations.ForeignCommitment):
        spend(source["budget-2019"], "1", commitment=made)


def test_a_released_promise_frees_its_money_from_that_day(plan, source, promise, leader, at):
    made = promise(source["budget-2020"], "1000", date(2022, 1, 1), date(2022, 12, 31))
    operations.release_commitment(
        commitment=made, released_on=date(2022, 9, 1), reason="Aflyst", by=leader, at=at
    )
    assert runway(plan)["budget-2020"].year(2022).committed == 0
    assert runway(plan, date(2022, 8, 1))["budget-2020"].year(2022).committed == 1000
    with pytest.raises(operations.AlreadyReleased):
        operations.release_commitment(
            commitment=made, released_on=date(2022, 9, 1), reason="Igen", by=leader, at=at
        )


def test_totals_add_up_by_table(plan, spend, source):
    spend(source["satspulje-hotline"], "0.50")
    whole = queries.runway(plan=plan, as_of=SEPTEMBER)
    assert whole.total(2022, table_key="handleplan").amount == 4_600_000
    assert whole.total(2023, table_key="handleplan").amount == 2_200_000
    assert whole.total(2022).spent == Decimal("0.50")


def test_the_runway_costs_one_statement(plan, source, spend, promise, django_assert_num_queries):
    for funding in source.values():
        spend(funding, "10")
        promise(funding, "10", date(2022, 1, 1), date(2023, 12, 31))
    with django_assert_num_queries(1):
        queries.runway(plan=plan, as_of=SEPTEMBER)


@pytest.mark.parametrize("rest", ["100.00", "0.01", "333.33", "1000000.01"])
def test_spreading_a_promise_loses_no_oere(rest):
    slices = list(
        spread(Decimal(rest), date(2022, 3, 1), date(2024, 2, 29), date(2022, 9, 20), date(2022, 12, 31))
    )
    assert sum(amount for _start, _end, amount in slices) == Decimal(rest)
    assert [end for _start, end, _amount in slices] == [
        date(2022, 12, 31),
        date(2023, 12, 31),
        date(2024, 2, 29),
    ]


def test_a_promise_whose_time_is_over_is_still_owed():
    assert list(spread(Decimal(5), date(2022, 1, 1), date(2022, 2, 1), SEPTEMBER, None)) == [
        (date(2022, 2, 1), date(2022, 2, 1), Decimal(5))
    ]


def test_refinancing_has_a_state_as_of_a_day(plan, source, leader, at):
    operations.set_refinancing_state(
        funding=source["budget-2019"], state="applied", stands_on=date(2022, 9, 1), by=leader, at=at
    )
    assert runway(plan)["budget-2019"].refinancing_state == "applied"
    assert runway(plan, date(2022, 8, 1))["budget-2019"].refinancing_state == "open"


def test_the_same_voucher_is_not_posted_twice(source, spend):
    spend(source["budget-2019"], "10", voucher="B1")
    spend(source["budget-2020"], "10", voucher="B1")
    with pytest.raises(operations.PostedTwice):
        spend(source["budget-2019"], "10", voucher="B1")


def test_an_instructor_posts_nothing(source, person, at):
    with pytest.raises(gate.Denied):
        operations.post(
            funding=source["budget-2019"],
            posted_on=SEPTEMBER,
            amount=Decimal(1),
            text="x",
            by=person("instructor"),
            at=at,
        )


def test_the_database_holds_what_must_hold(source, leader, at, spend, promise):
    for broken in (
        lambda: spend(source["budget-2019"], "0"),
        lambda: promise(source["budget-2019"], "-1", SEPTEMBER, SEPTEMBER),
        lambda: promise(source["budget-2019"], "1", SEPTEMBER, date(2022, 1, 1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
    spend(source["budget-2019"], "10")
    # A posting is put right by another, never changed: the runtime role may not.
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.all().update(amount=1)


HEADER = "Dato;Kilde;Beløb;Tekst;Bilag\n"
GOOD = (
    HEADER + "03-02-2022;budget-2019;1.234,50;Løn februar;B-1\n2022-03-01;Budget 2020;-500,00;Tilbage;B-2\n"
)


@pytest.fixture
def take(plan, leader, at):
    def do(content, **more):
        content = content if isinstance(content, bytes) else content.encode()
        return operations.import_finance_csv(
            plan=plan, content=content, filename="prisme.csv", by=leader, at=at, **more
        )

    return do


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("cp1252"),
        GOOD.replace("\n", "\r\n").encode(),
    ],
)
def test_a_file_of_the_finance_system_is_taken(take, content):
    report = take(content)
    assert (report.imported, report.total, report.refused) == (2, Decimal("734.50"), [])
    assert list(Posting.objects.values_list("amount", "text", "voucher")) == [
        (Decimal("1234.50"), "Løn februar", "B-1"),
        (Decimal("-500.00"), "Tilbage", "B-2"),
    ]


PROMISED = (
    "Aftaledato;Kilde;Beløb;Tekst;Reference;Løber fra;Løber til\n"
    "1/2-22;budget-2019;100.000,50;Undervisere;A-1;01-02-2022;30-06-2023\n"
    "01-03-2022;Budget 2020;5.000,00;Lokaler;;01-03-2022;31-12-2022\n"
)


def test_a_file_with_when_it_runs_holds_commitments(plan, take):
    report = take(PROMISED.encode("cp1252"), dry_run=True)
    assert (report.imported, report.total, report.refused) == (2, Decimal("105000.50"), [])
    assert not Commitment.objects.exists()
    take(PROMISED)
    made = Commitment.objects.get(reference="A-1")
    assert (made.made_on, made.runs_until, made.amount) == (
        date(2022, 2, 1),
        date(2023, 6, 30),
        Decimal("100000.50"),
    )
    assert runway(plan)["budget-2019"].uncovered, "it runs on past the end of its money"
    assert not Posting.objects.exists()


def test_the_same_commitments_are_not_taken_twice(take):
    take(PROMISED)
    assert [refused.line for refused in take(PROMISED).refused] == [2, 3]
    assert Commitment.objects.count() == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("5.000,00", "-5.000,00"),
        ("5.000,00", "0"),
        ("31-12-2022", "28-02-2022"),
        ("31-12-2022", ""),
        ("31-12-2022", "29-02-2023"),
        ("Budget 2020", "Budget 2018"),
        ("Lokaler", ""),
    ],
)
def test_one_bad_commitment_and_none_is_taken(take, old, new):
    (refused,) = take(PROMISED.replace(old, new)).refused
    assert refused.line == 3
    assert refused.reason
    assert not Commitment.objects.exists()


def test_postings_without_vouchers_are_not_taken_twice(take):
    """Two alike in one file are two; the file once more is refused."""
    content = HEADER + "03-02-2022;budget-2019;100,00;Frokost;\n" * 2
    assert take(content).imported == 2
    assert [refused.line for refused in take(content).refused] == [2, 3]
    assert Posting.objects.count() == 2


def test_an_amount_may_have_its_minus_behind_it(take):
    take(HEADER + "12/3-22;budget-2019;1.234,50-;Tilbage;B-7\n")
    posting = Posting.objects.get()
    assert (posting.amount, posting.posted_on) == (Decimal("-1234.50"), date(2022, 3, 12))


def test_a_trial_run_takes_nothing(take):
    report = take(GOOD, dry_run=True)
    assert (report.imported, report.total) == (2, Decimal("734.50"))
    assert not Posting.objects.exists()


def test_the_same_file_is_not_taken_twice(take):
    take(GOOD)
    report = take(GOOD)
    assert [refused.line for refused in report.refused] == [2, 3]
    assert Posting.objects.count() == 2


@pytest.mark.parametrize(
    "line",
    [
        "03-02-2022;budget-2018;1,00;Løn;B-9",
        "31-02-2022;budget-2019;1,00;Løn;B-9",
        "03-02-2025;budget-2019;1,00;Løn;B-9",
        "03-02-2022;budget-2019;1.00;Løn;B-9",
        "03-02-2022;budget-2019;1,234.50;Løn;B-9",
        "03-02-2022;budget-2019;0,00;Løn;B-9",
        "03-02-2022;budget-2019;=1+1;Løn;B-9",
        "03-02-2022;budget-2019;1e9;Løn;B-9",
        "03-02-2022;budget-2019;1,00;;B-9",
        "03-02-2022;budget-2019;1,00;" + "x" * 400 + ";B-9",
        "03-02-2022;budget-2019;1,00;Løn;B-1",
        "03-02-2022;budget-2019;1,00",
        "03-02-2022;budget-2019;1,00;Løn;B-9;mere",
    ],
)
def test_one_bad_line_and_nothing_is_taken(take, line):
    report = take(GOOD + line + "\n")
    (refused,) = report.refused
    assert refused.line == 4
    assert refused.reason
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"Dato,Kilde\n1,2\n",
        b"Dato;Tekst\n",
        b"\x00\x01",
        "Dato;Kilde;Beløb;Tekst\n".encode("utf-16-le"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(take, content):
    report = take(content)
    assert [refused.line for refused in report.refused] == [1]


def test_a_file_without_postings_takes_nothing(take):
    assert take(HEADER).imported == 0
