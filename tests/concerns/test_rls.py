"""The database alone: what each sees of the hotline when every view and queryset forgets to ask."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests import sensitive
from tests.concerns import make
from tovholder.concerns.indicators import measure
from tovholder.concerns.models import Call, CallerIdentity, ConcernReport, PoliceClearance
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


def refused(sql: str, *values: Any) -> bool:
    """Whether the database takes a statement from the one who acts; what it would do is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            done = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return done == 0


def test_nobody_opens_an_identity_that_she_asks_for(
    full: Any, person: Any, copenhagen: Any, as_actor: Any, now: Any
) -> None:
    coordinator, custodian = person("coordinator"), person("custodian")
    as_actor(coordinator)
    ask = (
        "insert into concerns_identityrequest"
        " (id, municipality_id, concern_id, number, asked_by_id, asked_at, reason,"
        " answer, opened_until, answered_at, answered_by_id)"
        " values (%s, %s, %s, 'x', %s, %s, 'x', %s, %s, %s, %s)"
    )
    mine = (uuid7(), copenhagen.pk, full["concerns:concern"]["concern_id"], coordinator.pk, now)
    assert not refused(ask, *mine, "", None, None, None)
    assert refused(ask, *mine, "", now + timedelta(days=999), None, None)
    assert refused(ask, *mine, "", now + timedelta(days=999), now, custodian.pk)
    assert refused(ask, *mine, "Ja", None, None, None)


def test_an_adviser_notes_that_she_called_back_and_triages_nothing(
    full: Any, as_actor: Any, arrange: Any
) -> None:
    concern = full["concerns:concern"]["concern_id"]
    with arrange():
        adviser = ConcernReport.objects.get(pk=concern).taken_by_id
    as_actor(adviser)
    one = "update concerns_concernreport set {} where id = %s"
    assert not refused(one.format("called_back_at = now()"), concern)
    assert not refused(one.format("behaviour = 'Rettet', version = version + 1"), concern)
    for change in (
        "exit = 'unfounded', exit_at = now(), exit_by_id = taken_by_id",
        "grounds = 'x', triaged_at = now(), triaged_by_id = taken_by_id",
        "person_id = null",
        "danger = 'yes'",
    ):
        assert refused(one.format(change), concern), change


def test_a_concern_leaves_once_by_who_decides_it(full: Any, person: Any, as_actor: Any) -> None:
    concern, coordinator = full["concerns:concern"]["concern_id"], person("coordinator")
    as_actor(coordinator)
    leave = (
        "update concerns_concernreport set exit = 'advice', exit_at = now(), exit_by_id = %s where id = %s"
    )
    assert refused(leave, person("coordinator").pk, concern)
    as_actor(coordinator)
    with connection.cursor() as cursor:
        cursor.execute(leave, [coordinator.pk, concern])
    back = "update concerns_concernreport set exit = '', exit_at = null, exit_by_id = null where id = %s"
    assert refused(back, concern)
    assert not refused("update concerns_concernreport set receipt_on = now() where id = %s", concern)


def test_nobody_answers_for_the_police_but_whom_of_them_was_asked(
    full: Any, person: Any, copenhagen: Any, as_actor: Any, now: Any, arrange: Any
) -> None:
    clearance, concern = full["concerns:clearance"]["clearance_id"], full["concerns:concern"]["concern_id"]
    with arrange():
        officer = PoliceClearance.objects.get(pk=clearance).asked_of_id
    coordinator = person("coordinator")
    answer = (
        "update concerns_policeclearance set answer = 'nothing_against', answered_at = now(),"
        " answered_by_id = %s where id = %s"
    )
    as_actor(coordinator)
    assert refused(answer, officer, clearance)
    assert refused("update concerns_policeclearance set note = 'x' where id = %s", clearance)
    withdraw = "update concerns_policeclearance set withdrawn_at = now() where id = %s"
    assert not refused(withdraw, clearance)
    ask = (
        "insert into concerns_policeclearance"
        " (id, municipality_id, concern_id, number, asked_of_id, asked_by_id, asked_at,"
        " extract, answer, note, answered_at, answered_by_id)"
        " values (%s, %s, %s, 'x', %s, %s, %s, 'x', %s, '', %s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(withdraw, [clearance])
    start = (uuid7(), copenhagen.pk, concern)
    assert not refused(ask, *start, officer, coordinator.pk, now, "", None, None)
    assert refused(ask, *start, officer, coordinator.pk, now, "nothing_against", now, officer)
    assert refused(ask, *start, coordinator.pk, coordinator.pk, now, "", None, None)


def test_who_was_asked_answers_in_her_own_name(full: Any, person: Any, as_actor: Any, arrange: Any) -> None:
    clearance = full["concerns:clearance"]["clearance_id"]
    with arrange():
        officer = PoliceClearance.objects.get(pk=clearance).asked_of_id
    answer = (
        "update concerns_policeclearance set answer = 'theirs', answered_at = now(), answered_by_id = %s"
        " where id = %s"
    )
    as_actor(officer)
    assert refused(answer, person("participant", agency="police").pk, clearance)
    as_actor(officer)
    assert not refused(answer, officer, clearance)


def test_an_answer_that_was_given_stands(full: Any, person: Any, as_actor: Any, arrange: Any) -> None:
    clearance = full["concerns:clearance"]["clearance_id"]
    with arrange():
        officer = PoliceClearance.objects.get(pk=clearance).asked_of_id
    as_actor(officer)
    said = "update concerns_policeclearance set answer = 'theirs', note = 'x' where id = %s"
    assert refused(said, clearance)
    with connection.cursor() as cursor:
        cursor.execute(
            "update concerns_policeclearance set answer = 'theirs', note = 'Se her', answered_at = now(),"
            " answered_by_id = %s where id = %s",
            [officer, clearance],
        )
    for change in (
        "answer = 'nothing_against'",
        "note = ''",
        "answered_at = answered_at - interval '1 day'",
        "answer = '', note = '', answered_at = null, answered_by_id = null",
    ):
        assert refused(f"update concerns_policeclearance set {change} where id = %s", clearance), change
    as_actor(person("coordinator"))
    assert refused("update concerns_policeclearance set withdrawn_at = now() where id = %s", clearance)


def test_a_leader_sees_figures_and_no_concern(
    full: Any, person: Any, stranger: Any, copenhagen: Any, as_actor: Any, now: Any
) -> None:
    period = {"start": date(now.year, 1, 1), "end": date(now.year, 9, 30)}
    as_actor(person("leader"))
    found = {one.code: one for one in measure(municipality=copenhagen, **period)}
    assert found["concerns_received"].value == 1
    assert found["concerns_received"].split == (("channel", "national_hotline"), ("exit", "waiting"))
    assert found["hotline_contacts"].value == 1
    assert "concern_days" not in found
    as_actor(stranger)
    assert list(measure(municipality=copenhagen, **period)) == []


def test_who_took_it_down_reads_nothing_of_the_police(
    full: Any, person: Any, as_actor: Any, arrange: Any, browse: Any
) -> None:
    """Neither the question nor the answer, nor their entries in the ledger; by SQL and on the page."""
    with arrange():
        concern = ConcernReport.objects.select_related("taken_by").get()
        asked = PoliceClearance.objects.get()
        at = {"answered_at": asked.asked_at, "answered_by": asked.asked_of}
        PoliceClearance.objects.filter(pk=asked.pk).update(answer="theirs", note="Kendt hos os", **at)
        basis = sensitive.basis(asked.municipality)
        told = {"by": asked.asked_of, "receiver": concern.taken_by.agency, "basis": basis}
        sensitive.disclosure(concern.person, **told)
    as_actor(concern.taken_by)
    hidden = ["concerns_policeclearance", "concerns_policeclearanceevent"]
    hidden += [f"disclosures_{name}" for name in ("disclosure", "particulars", "content", "contentevent")]
    with connection.cursor() as cursor:
        for table in hidden:
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
    said = browse(concern.taken_by).get(concern.get_absolute_url()).content.decode()
    assert [word for word in ("Kendt hos os", "Politiafklaring", asked.asked_of.name) if word in said] == []
    coordinator = browse(person("coordinator")).get(concern.get_absolute_url()).content.decode()
    assert "Kendt hos os" in coordinator


def test_a_concern_keeps_what_was_told_as_the_ledger_has_it(full: Any, as_actor: Any, arrange: Any) -> None:
    with arrange():
        asked = PoliceClearance.objects.select_related("asked_by").get()
        concern = ConcernReport.objects.get()
        ConcernReport.objects.update(disclosed=[uuid7()])
    as_actor(asked.asked_by)
    change = "update concerns_concernreport set disclosed = {} where id = %s"
    other = "gen_random_uuid()"
    for given in ("'{}'", f"array[{other}]", f"disclosed || {other}", "disclosed || disclosed"):
        assert refused(change.format(given), concern.pk), given
    twice = f"disclosed || '{asked.disclosure_id}'::uuid || '{asked.disclosure_id}'::uuid"
    assert refused(change.format(twice), concern.pk)
    assert not refused(change.format(f"disclosed || '{asked.disclosure_id}'::uuid"), concern.pk)
