"""What a save of a consent, a received disclosure or a person costs in statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.test_queries import statements
from tests.test_saves import SAVE
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations


def consent(cast):
    return reverse("disclosures:give_consent", args=[cast.person.pk]), {
        "purpose": "Samtale med mentor",
        "agencies": [cast.agencies["bif"].pk, cast.agencies["sof"].pk],
        "way": "written",
        "valid_from": "2022-09-20",
        "row": str(uuid7()),
    }


def receive(cast):
    return reverse("disclosures:receive", args=[cast.person.pk]), {
        "giver": cast.agencies["police"].pk,
        "what": "oral",
        "told_at": "2022-09-01T10:00",
        "content": "Han er set i klubben.",
        "purpose": "Forebygge",
        "necessity": "Til samtalen",
        "basis": cast.ssp.pk,
        "act": str(uuid7()),
    }


def correct(cast):
    return reverse("people:change", args=[cast.person.pk]), {
        "name": "Anton Opdigtet",
        "birth_date": "2003-05-11",
        "district": "Valby",
        "version": 1,
    }


@pytest.mark.parametrize("save", [consent, receive, correct], ids=lambda save: save.__name__)
def test_a_save_costs_no_more_than_its_share(save, cast, browse):
    path, values = save(cast)
    client = browse(cast.coordinator)
    client.get("/menu/")
    with CaptureQueriesContext(connection) as captured:
        assert client.post(path, values).status_code == 302
    asked = statements(captured)
    assert len(asked) <= SAVE, "\n".join(sql[:160] for sql in asked)


def test_withdrawing_costs_no_more(cast, browse, as_actor, now):
    as_actor(cast.nurse)
    made = operations.give_consent(
        person=cast.person,
        by=cast.nurse,
        at=now,
        purpose="x",
        agencies=[cast.agencies["bif"]],
        way="oral",
    )
    client = browse(cast.coordinator)
    client.get("/menu/")
    with CaptureQueriesContext(connection) as captured:
        path = reverse("disclosures:withdraw_consent", args=[made.pk])
        assert client.post(path, {"how": "Ringede"}).status_code == 302
    assert len(statements(captured)) <= SAVE
