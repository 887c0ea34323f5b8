"""Numbers of citizens past the pages, by raw SQL: exact for who makes the report, in fives for all others."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests import sensitive
from tests.reports.test_ways_out import PLAN
from tovholder.access.actors import System, act_as
from tovholder.access.models import User
from tovholder.access.roles import Permission, Role, permissions_of
from tovholder.cases.models import Step
from tovholder.programme import indicators, operations, planfile, queries

EXACTLY = {Permission.FIGURES_FREEZE, Permission.REPORT_MAKE}
OTHERS = [role for role in Role if not EXACTLY & permissions_of({role})]
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)


@pytest.fixture
def happened(copenhagen, person, arrange):
    """Concerns of March and May, by two ways; cases of May that ended in two ways."""
    by = person("coordinator")
    with arrange():
        for month, channel, number in ((3, "letter", 4), (3, "local_hotline", 9), (5, "letter", 3)):
            for day in range(1, number + 1):
                at = datetime(2022, month, day, 9, tzinfo=UTC)
                left = {"exit": "advice", "exit_at": at, "exit_by": by, "exit_reason": "x"}
                sensitive.concern(copenhagen, by=by, received_at=at, channel=channel, kinds=["left"], **left)
        for day, outcome in enumerate(["declined"] * 6 + ["completed"] * 2, 1):
            at = datetime(2022, 5, day, 9, tzinfo=UTC)
            ended = {"opened_at": at, "closed_at": at, "closed_by": by, "outcome": outcome}
            case = sensitive.case(copenhagen, by=by, **ended)
            Step.objects.filter(case=case).update(at=at)


def rows(municipality, first, last):
    """What is counted of a period: of which code and cell, to which month, how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select concat_ws(' ', way, channel, nullif(way_out, ''), kind), month, n"
            "  from tovholder.concern_figures(%(house)s, %(first)s, %(last)s) union all "
            "select concat_ws(' ', code, nullif(part, '')), month, value"
            "  from tovholder.case_figures(%(house)s, %(first)s, %(last)s)",
            {"house": municipality.pk, "first": first, "last": last},
        )
        return cursor.fetchall()


@pytest.mark.usefixtures("happened")
@pytest.mark.parametrize("role", OTHERS)
def test_who_makes_no_report_is_told_a_years_sum_in_fives(role, copenhagen, person, as_actor):
    as_actor(person(role))
    counted = {
        (name, month, int(n)) for name, month, n in rows(copenhagen, FIRST, LAST) if "days" not in name
    }
    december = date(2022, 12, 1)
    assert counted == {
        ("hotline", december, 5),
        ("hotline local_hotline", december, 5),
        ("concern", december, 15),
        ("concern letter", december, 5),
        ("concern local_hotline", december, 5),
        ("concern advice", december, 15),
        ("kind", december, 15),
        ("kind left", december, 15),
        ("cases_opened", december, 5),
        ("cases_closed", december, 5),
        ("cases_closed declined", december, 5),
        ("cases_closed completed", december, 1),
    }
    for name, month, _n in rows(copenhagen, FIRST, date(2022, 5, 12)):
        assert (month, "case" in name) == (date(2022, 4, 1), False), "April is the last month that had ended"


@pytest.mark.usefixtures("happened")
def test_who_makes_the_report_counts_exactly(copenhagen, person, as_actor):
    for role in (Role.LEADER, Role.COORDINATOR):
        as_actor(person(role))
        found = {(name, month.month): n for name, month, n in rows(copenhagen, FIRST, LAST)}
        assert found["concern letter advice", 3] == 4
        assert found["concern letter advice", 5] == 3
        assert (found["cases_closed declined", 5], found["cases_opened", 5]) == (6, 8)


@pytest.mark.usefixtures("happened")
@pytest.mark.parametrize("role", [Role.LEADER, Role.PLANNER])
def test_nobody_counts_a_period_of_her_own(role, copenhagen, person, as_actor):
    as_actor(person(role))
    assert rows(copenhagen, date(2022, 3, 2), LAST) == []
    assert rows(copenhagen, FIRST, date(2022, 5, 2)) == rows(copenhagen, FIRST, date(2022, 4, 30))


@pytest.mark.usefixtures("happened")
@pytest.mark.parametrize("counts", ["concern_counts", "concern_medians", "case_counts"])
def test_what_counts_exactly_is_asked_by_nobody(counts, copenhagen, person, as_actor):
    as_actor(person("leader"))
    zone = ", 'UTC'" if counts == "case_counts" else ""
    asked = f"select * from tovholder.{counts}(%s, %s, %s{zone})"
    denied = pytest.raises(DatabaseError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked, [copenhagen.pk, FIRST, LAST])


def test_how_many_cases_there_are_only_a_coordinator_asks(copenhagen, person, as_actor):
    for role in Role:
        as_actor(person(role))
        with connection.cursor() as cursor:
            cursor.execute("select tovholder.next_case_number(%s, 2022)", [copenhagen.pk])
            assert (cursor.fetchone()[0] is not None) == (role is Role.COORDINATOR), role


@pytest.mark.usefixtures("happened")
def test_pages_tell_everybody_the_same(copenhagen, person, as_actor):
    act_as(System.COMMAND)
    plan = operations.load_plan(
        file=planfile.read(PLAN, indicators=indicators.vocabulary()),
        by=User.objects.get(pk=System.COMMAND),
        at=datetime(2022, 1, 3, 9, tzinfo=UTC),
    ).plan
    found = []
    for role in (Role.LEADER, Role.PLANNER):
        as_actor(person(role))
        told = queries.told(queries.figures(plan=plan, year=2022, as_of=date(2022, 6, 20)))
        found.append({(one.code, one.part): (one.value, one.most, one.state, how) for one, how in told})
    assert found[0] == found[1]
    assert found[0]["concerns_received", ""][:2] == (15, 19)
    assert found[0]["cases_opened", ""][:2] == (5, 9)
    assert found[0]["cases_closed", ""][:2] == (5, 9)
