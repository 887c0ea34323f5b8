"""The database alone: what each sees of the hotline when every view and queryset forgets to ask."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.concerns import make
from tovholder.concerns.indicators import measure
from tovholder.concerns.models import Call, CallerIdentity, ConcernReport
from tovholder.core.ids import uuid7

TABLES = (
    "concerns_call",
    "concerns_concernreport",
    "concerns_calleridentity",
    "concerns_policeclearance",
    "concerns_identityrequest",
)


@pytest.fixture
def full(copenhagen: Any, arrange: Any) -> Any:
    with arrange():
        return make.objects(copenhagen)[0]


def visible() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            found[table] = cursor.fetchone()[0]
    return {table: rows for table, rows in found.items() if rows}


@pytest.mark.parametrize("role", ["leader", "administrator", "auditor", "planner", "dpo", "participant"])
def test_who_has_no_part_in_a_concern_sees_nothing_of_it(
    role: str, full: Any, person: Any, as_actor: Any
) -> None:
    as_actor(person(role))
    assert visible() == {}


def test_another_adviser_and_a_stranger_see_nothing(
    full: Any, person: Any, stranger: Any, as_actor: Any
) -> None:
    for somebody in (person("adviser"), stranger, None):
        as_actor(somebody)
        assert visible() == {}


def test_a_coordinator_sees_concerns_and_neither_calls_nor_callers(
    full: Any, person: Any, as_actor: Any
) -> None:
    as_actor(person("coordinator"))
    assert visible() == {"concerns_concernreport": 1, "concerns_policeclearance": 1}


def test_nobody_writes_in_somebody_elses_name_or_house(
    full: Any, person: Any, stranger: Any, copenhagen: Any, as_actor: Any, now: Any
) -> None:
    adviser = person("adviser")
    as_actor(stranger)
    assert not ConcernReport.objects.filter(pk=full["concerns:concern"]["concern_id"]).update(grounds="x")
    for by in (adviser, stranger):
        with pytest.raises(DatabaseError), transaction.atomic():
            Call(pk=uuid7(), municipality=copenhagen, by=by, begun_at=now, saved_at=now).save(
                force_insert=True
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        CallerIdentity(
            pk=uuid7(),
            municipality=copenhagen,
            concern_id=full["concerns:concern"]["concern_id"],
            written_by=stranger,
            written_at=now,
        ).save(force_insert=True)


def test_a_leader_sees_figures_and_no_concern(
    full: Any, person: Any, stranger: Any, copenhagen: Any, as_actor: Any, now: Any
) -> None:
    period = {"start": now.date() - timedelta(days=60), "end": now.date()}
    as_actor(person("leader"))
    found = {one.code: one for one in measure(municipality=copenhagen, **period)}
    assert found["concerns_received"].value == 1
    assert found["concerns_received"].split == (("channel", "national_hotline"), ("exit", "waiting"))
    assert found["hotline_contacts"].value == 1
    assert "concern_days" not in found
    as_actor(stranger)
    assert list(measure(municipality=copenhagen, **period)) == []
