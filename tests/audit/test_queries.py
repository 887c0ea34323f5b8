"""Reading the record: all kinds in one list, which fields changed, and no personal content."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import arranging
from tovholder.access.actors import act_as
from tovholder.access.models import Agency, RoleGrant, User
from tovholder.audit import queries

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def work(person, copenhagen, now):
    """An administrator has renamed an agency, then a person, then granted a role; an auditor reads."""
    administrator, planner, auditor = person("administrator"), person("planner"), person("auditor")
    act_as(administrator.pk, request="POST one")
    Agency.objects.filter(municipality=copenhagen, key="sof").update(short_name="Social", kind="other")
    User.objects.filter(pk=planner.pk).update(name="Et Hemmeligt Navn")
    RoleGrant.objects.create(
        user=planner, role="leader", valid_from=now, granted_by=administrator, reason="Grunden"
    )
    act_as(auditor.pk)
    return administrator, planner


def of(administrator, **filters):
    return queries.log(actor=administrator.pk, **filters).changes


def test_changes_of_all_kinds_stand_in_one_list_newest_first(work):
    administrator, _ = work
    found = of(administrator)
    assert {(change.kind, change.deed) for change in found} == {
        (Agency, "update"),
        (User, "update"),
        (RoleGrant, "insert"),
    }
    assert {change.request for change in found} == {"POST one"}


def test_a_plain_field_tells_what_it_was_and_what_it_became(work):
    administrator, _ = work
    (change,) = of(administrator, kind="access.Agency")
    told = {field.name: (field.before, field.after) for field in change.fields}
    assert told["short name"] == ("SOF", "Social")
    assert set(told) == {"short name", "kind"}


def test_a_personal_field_tells_only_that_it_changed(work):
    administrator, planner = work
    (change,) = of(administrator, kind="access.User")
    assert [(field.name, field.before, field.after, field.personal) for field in change.fields] == [
        ("name", "", "", True)
    ]
    assert change.number == planner.pk


def test_no_personal_content_leaves_the_database_for_the_log(work):
    with CaptureQueriesContext(connection) as captured:
        found = queries.log().changes
    assert len(captured) == 2
    assert "Hemmeligt" not in repr(found)
    assert "Grunden" not in repr(found)


def test_an_auditor_reads_who_was_granted_a_role(work):
    administrator, _ = work
    (change,) = of(administrator, kind="access.RoleGrant")
    assert {field.name for field in change.fields if field.personal} >= {"role", "reason", "user"}


def test_another_municipalitys_changes_are_not_in_the_list(work, elsewhere, stranger, person, as_actor):
    administrator, _ = work
    as_actor(stranger)
    assert of(administrator) == []
    assert {change.kind for change in queries.log(kind="access.Agency").changes} <= {Agency}
    with arranging():
        own = set(Agency.objects.filter(municipality=elsewhere).values_list("pk", flat=True))
    assert {change.number for change in queries.log(kind="access.Agency").changes} == own


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_forwards_and_backwards_show_each_change_once(work, size):
    whole = queries.log(size=1000).changes
    assert len(whole) > 7
    seen, page = [], queries.log(size=size)
    seen += page.changes
    while page.older:
        page = queries.log(size=size, after=page.older)
        seen += page.changes
    assert seen == whole
    back = []
    while page.newer:
        page = queries.log(size=size, before=page.newer)
        back = page.changes + back
    assert whole[: len(back)] == back
    assert not page.newer


def test_a_period_is_asked_in_the_time_of_writing(work):
    administrator, _ = work
    written = of(administrator)[0].when
    assert of(administrator, since=written)
    assert not of(administrator, since=written + timedelta(seconds=1))
    assert not of(administrator, until=written - timedelta(seconds=1))


DAY = "2022-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "x~access.User~1",
        "2022-01-01~access.User~1",
        f"{DAY}~no.Such~1",
        f"{DAY}~access.User~9999999999999999999999",
        f"{DAY}~access.User~-1",
    ],
)
def test_a_place_that_somebody_made_up_is_none(text):
    assert queries.Place.read(text) is None


def test_a_place_survives_the_address():
    place = queries.Place(datetime(2022, 9, 20, 10, 0, 0, 123456, tzinfo=UTC), "access.User", 7)
    assert queries.Place.read(str(place)) == place


def test_a_things_own_history_names_people_and_values(work, copenhagen):
    administrator, _ = work
    sof = Agency.objects.get(municipality=copenhagen, key="sof")
    update, insert = queries.changes_of(sof)
    assert (update.deed, update.who, insert.deed) == ("update", administrator.name, "insert")
    assert ("SOF", "Social") in [(field.before, field.after) for field in update.fields]


def test_a_things_own_history_keeps_personal_content_where_it_is_asked_to(work):
    _, planner = work
    assert "Hemmeligt" in repr(queries.changes_of(planner))
    assert "Hemmeligt" not in repr(queries.changes_of(planner, personal=False))


def test_a_row_with_a_uuid_for_a_key_stands_in_the_same_list(work, copenhagen):
    """Citizens' rows have such keys: here the history of agencies gets them, beside numbers."""
    administrator, _ = work
    sof = Agency.objects.get(municipality=copenhagen, key="sof")
    key = UUID(int=sof.pk, version=4)
    with arranging(), connection.cursor() as cursor:
        cursor.execute(
            "alter table access_agencyevent alter pgh_obj_id type uuid"
            " using overlay(lpad(to_hex(pgh_obj_id), 32, '0') placing '40008' from 13)::uuid"
        )
    (change,) = of(administrator, kind="access.Agency")
    assert isinstance(change.number, UUID)
    assert {type(each.number) for each in of(administrator)} == {int, UUID}
    assert queries.short(change.number) == f"…{str(key)[-8:]}"
    sof.pk = change.number
    update, insert = queries.changes_of(sof)
    assert (update.deed, insert.deed, update.number) == ("update", "insert", change.number)


def test_every_history_has_an_index_by_time(db):
    from tovholder.audit.history import kept

    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename from pg_indexes where indexdef like '%(pgh_created_at DESC, pgh_id DESC)'"
        )
        indexed = {name for (name,) in cursor.fetchall()}
    assert {event._meta.db_table for event in kept().values()} <= indexed
