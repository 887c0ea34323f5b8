"""Why somebody takes part, stays out or came in an emergency, and why a case was closed: who reads it."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tovholder.cases.models import (
    Case,
    EmergencyAccess,
    Note,
    Participation,
    ParticipationReason,
    Recusal,
    RecusalReason,
)
from tovholder.cases.operations import access
from tovholder.cases.operations import case as operations
from tovholder.disclosures.models import LegalBasis


@pytest.fixture
def cast(copenhagen: Any, person: Any, arrange: Any) -> Any:
    """A coordinator and a colleague of her agency, a nurse and a member of the police: all on one case."""
    coordinator, colleague = person("coordinator"), person("participant")
    nurse, officer = person("participant", agency="sof"), person("participant", agency="police")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        for user in (colleague, officer):
            sensitive.take_part(case, user, by=coordinator, reason="Fast medlem")
        sensitive.basis(copenhagen)
    return coordinator, colleague, nurse, officer, case


def ssp() -> LegalBasis:
    found: LegalBasis = LegalBasis.objects.get(key="rpl115-1")
    return found


def everything() -> str:
    """All that the actor reads of cases, row and history, by SQL of her own."""
    with connection.cursor() as cursor:
        cursor.execute(
            r"select relname from pg_class where relkind = 'r' and relname like 'cases\_%' order by relname"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found)


def readers(word: str, as_actor: Any, *people: Any) -> list[Any]:
    """Which of them read it anywhere."""
    found = []
    for who in people:
        as_actor(who)
        if word in everything():
            found.append(who)
    return found


def test_why_somebody_stays_out_is_read_by_coordinators_alone(cast, as_actor, now):
    coordinator, colleague, nurse, officer, case = cast
    as_actor(coordinator)
    access.give_access(case=case, user=nurse, by=coordinator, at=now, basis=ssp(), reason="Kender borgeren")
    access.exclude(case=case, user=officer, by=coordinator, at=now, reason="Gift med faderen")
    as_actor(nurse)
    access.declare_conflict(case=case, by=nurse, at=now, reason="Nabo til familien")
    assert not RecusalReason.objects.exists()
    for word in ("Gift med faderen", "Nabo til familien"):
        assert readers(word, as_actor, *cast[:4]) == [coordinator]
    as_actor(colleague)
    assert {row.user_id for row in Recusal.objects.all()} == {nurse.pk, officer.pk}


def test_the_page_that_lifts_a_recusal_says_why(cast, as_actor, browse, now, in_english):
    coordinator, _, _, officer, case = cast
    as_actor(coordinator)
    access.exclude(case=case, user=officer, by=coordinator, at=now, reason="Gift med faderen")
    access.exclude(case=case, user=cast[1], by=coordinator, at=now, reason="")
    client = browse(coordinator)
    client.post(reverse("cases:case", args=[case.pk]), {"purpose": "record"})
    as_actor(coordinator)
    for recusal in Recusal.objects.all():
        page = client.get(reverse("cases:lift_recusal", args=[recusal.pk])).content.decode()
        assert ("Gift med faderen" in page) is (recusal.user_id == officer.pk)


def test_nobody_says_why_in_anothers_name(cast, as_actor, now):
    coordinator, colleague, nurse, officer, case = cast
    as_actor(coordinator)
    access.exclude(case=case, user=officer, by=coordinator, at=now, reason="")
    recusal = Recusal.objects.get()
    part = Participation(case=case, user=nurse, agency=nurse.agency, valid_from=now, given_by=coordinator)
    part.save(force_insert=True)
    for who in (colleague, nurse, officer):
        as_actor(who)
        for row in (
            RecusalReason(recusal=recusal, text="x"),
            ParticipationReason(participation=part, text="x"),
        ):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                row.save(force_insert=True)


def test_why_somebody_takes_part_is_read_by_herself_and_coordinators(cast, as_actor, now):
    coordinator, _, nurse, _, case = cast
    as_actor(coordinator)
    access.give_access(case=case, user=nurse, by=coordinator, at=now, basis=ssp(), reason="Behandler moderen")
    assert readers("Behandler moderen", as_actor, *cast[:4]) == [coordinator, nurse]


def test_why_it_was_closed_is_a_note_of_the_coordinators_agency(cast, as_actor, now):
    coordinator, colleague, _, officer, case = cast
    as_actor(coordinator)
    operations.close(
        case=case, by=coordinator, at=now, outcome="declined", reason="Sagde nej på grund af sin far"
    )
    assert readers("på grund af sin far", as_actor, *cast[:4]) == [coordinator, colleague]
    as_actor(officer)
    assert Case.objects.get().outcome == "declined"
    assert not Note.objects.exists()


def test_why_somebody_came_by_the_emergency_door_is_read_by_herself_and_coordinators(cast, as_actor, arrange):
    coordinator, _, nurse, _, case = cast
    as_actor(nurse)
    at = timezone.now()
    access.open_in_emergency(number=case.number, by=nurse, at=at, reason="Moderen er indlagt i dag", hours=2)
    with arrange():
        EmergencyAccess.objects.update(finding="Det var nødvendigt")
    for word in ("Moderen er indlagt", "Det var nødvendigt"):
        assert readers(word, as_actor, *cast[:4]) == [coordinator, nurse]
