"""The record of changes: complete, named, and out of the runtime role's reach."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tovholder.access.actors import act_as
from tovholder.access.models import Agency
from tovholder.access.rls import history_models

AgencyEvent = apps.get_model("access.AgencyEvent")


def test_a_change_is_recorded_with_who_and_in_which_request(person, copenhagen):
    administrator = person("administrator")
    act_as(administrator.pk, request="POST abc123")
    Agency.objects.filter(municipality=copenhagen, key="sof").update(short_name="Social")
    event = AgencyEvent.objects.filter(pgh_label="update").get()
    assert (event.short_name, event.pgh_actor, event.pgh_request) == (
        "Social",
        administrator.pk,
        "POST abc123",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "update access_agencyevent set short_name = 'x'",
        "delete from access_agencyevent",
        "truncate access_agencyevent",
        "insert into access_agencyevent select * from access_agencyevent limit 1",
    ],
)
def test_the_runtime_role_can_neither_mend_nor_forge_the_record(person, as_actor, statement):
    as_actor(person("administrator"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_history_trigger_runs_as_the_gate(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), bool_and(p.prosecdef and r.rolname = 'tovholder_gate') from pg_proc p"
            " join pg_roles r on r.oid = p.proowner where p.proname ~ '^pgtrigger_(insert|update|delete)_'"
        )
        number, all_by_gate = cursor.fetchone()
    assert number == 3 * len(history_models())
    assert all_by_gate
