"""Whom the police are asked about they see by name: no page tells more, and no search confirms her number."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import sensitive, url_objects
from tests.conftest import arranging
from tests.factories import LONG_AGO
from tests.pdf import words_of
from tests.test_urls import GUARDED, path_of
from tovholder.access.models import RoleGrant
from tovholder.core.ids import uuid7
from tovholder.core.sealing import blind, seal
from tovholder.people import queries
from tovholder.people.models import CPR_PLACE, Address, Kinship, Particulars, Person

pytestmark = pytest.mark.usefixtures("while_the_plan_runs")

CPR, STREET, PHONE, DISTRICT = "7105034321", "Kendelig Vej 17", "31415926", "Kendeligkvarter"
BORN, LOOKS = date(1971, 5, 10), "Kendeligt ar"
#: How each stands on a page.
TOLD = {"710503-4321", STREET, PHONE, DISTRICT, "10. maj 1971", LOOKS}


@pytest.fixture
def objects(copenhagen: Any) -> Any:
    """One of everything, and much is known of everybody in it."""
    with arranging():
        found = url_objects.all_of(copenhagen)
        for one in Person.objects.all():
            Particulars.objects.filter(pk=one.pk).update(
                cpr_sealed=seal(CPR, place=CPR_PLACE, row=one.pk),
                cpr_index=blind(CPR, use="cpr"),
                phone=PHONE,
                district=DISTRICT,
                birth_date=BORN,
            )
            one.description = LOOKS
            one.save()
            Address.objects.create(person=one, municipality=copenhagen, text=STREET)
    return found


@pytest.fixture
def officer(person: Any) -> Any:
    """Of the police, and more: she may write people down, as nobody of the police does by her role alone."""
    made = person("participant", agency="police")
    with arranging():
        RoleGrant.objects.create(
            user=made, role="adviser", valid_from=LONG_AGO, granted_by_id=-4, reason="Test"
        )
    return made


def let_see(reader: Any, way: str) -> None:
    """Let somebody see all the people in a way, as triggers do."""
    with arranging(), connection.cursor() as cursor:
        cursor.execute("set local role tovholder_gate")
        cursor.execute(
            "insert into people_reader (reader, person, way, source, valid_from)"
            " select %s, id, %s, id, %s from people_person",
            [reader.pk, way, sensitive.WHEN],
        )


def told(client: Client, objects: Any) -> set[str]:
    """Which of `TOLD` stand on any page, or come after any form that tells something."""
    pages = [path_of(address, objects.get(address.name, {})) for address in GUARDED]
    key = objects["people:person"]["person_id"]
    forms = [
        (reverse("people:reveal", args=[key]), {"purpose": "register"}),
        (reverse("people:search"), {"words": "Opdigtet"}),
        (reverse("people:search"), {"words": CPR}),
        (reverse("people:choose"), {"choice-prefix": "about", "about-words": "Opdigtet"}),
        (reverse("people:change", args=[key]), {"name": "Ny", "version": 0}),
    ]
    answers = [client.get(path) for path in pages] + [client.post(path, data) for path, data in forms]
    texts = [text_of(answer) for answer in answers]
    return {word for word in TOLD if any(word in text for text in texts)}


def text_of(answer: Any) -> str:
    content = answer.getvalue()
    if answer.headers.get("Content-Type") == "application/pdf":
        return str(words_of(content))
    return str(content.decode(errors="replace"))


def test_no_page_tells_the_police_more_than_the_name(objects: Any, officer: Any, browse: Any) -> None:
    let_see(officer, "clearance")
    client = browse(officer)
    page = client.get(reverse("people:person", args=[objects["people:person"]["person_id"]]))
    assert "Opdigtet Borger" in page.content.decode()
    assert told(client, objects) == set()


def test_who_has_a_case_or_a_concern_too_reads_all_of_it(objects: Any, officer: Any, browse: Any) -> None:
    """Else the walk above would prove nothing."""
    let_see(officer, "clearance")
    let_see(officer, "part")
    assert told(browse(officer), objects) == TOLD


def test_relatives_are_not_told_either(
    copenhagen: Any, person: Any, officer: Any, browse: Any, arrange: Any
) -> None:
    keeper = person("coordinator")
    with arrange():
        anton, mother = (sensitive.citizen(copenhagen, by=keeper, name=name) for name in ("Anton", "Inger"))
        Kinship.objects.create(
            municipality=copenhagen,
            person=anton,
            relative=mother,
            kind="parent",
            noted_at=LONG_AGO,
            noted_by=keeper,
        )
    let_see(officer, "clearance")
    assert "Inger" not in browse(officer).get(anton.get_absolute_url()).content.decode()


def test_the_database_keeps_what_is_known_of_her(
    copenhagen: Any, person: Any, officer: Any, as_actor: Any, arrange: Any
) -> None:
    """By whatever statement, of the rows or of their history."""
    keeper = person("coordinator")
    with arrange():
        known = {"cpr": CPR, "district": DISTRICT, "phone": PHONE, "birth_date": BORN}
        anton = sensitive.citizen(copenhagen, by=keeper, name="Anton", address=STREET, **known)
        locked = bytes(anton.cpr_sealed).hex()
    secrets = {locked, blind(CPR, use="cpr").hex(), DISTRICT, PHONE, BORN.isoformat(), STREET}
    let_see(officer, "clearance")

    def read() -> set[str]:
        as_actor(officer)
        with connection.cursor() as cursor:
            cursor.execute(r"select relname from pg_class where relkind = 'r' and relname like 'people\_%'")
            tables = [name for (name,) in cursor.fetchall() if not name.startswith("people_name")]
            tables = [name for name in tables if name != "people_recused"]
            text = ""
            for table in tables:
                cursor.execute(f"select to_jsonb(t)::text from {table} t")
                text += str(cursor.fetchall())
            cursor.execute("select id from people_person where id = %s", [anton.pk])
            assert cursor.fetchone() == (anton.pk,)
        return {word for word in secrets if word in text}

    assert read() == set()
    with connection.cursor() as cursor:
        cursor.execute("update people_particulars set phone = ''")
        assert cursor.rowcount == 0
    let_see(officer, "part")
    assert read() == secrets


def test_the_database_keeps_the_address_and_confirms_no_number(
    copenhagen: Any, person: Any, officer: Any, as_actor: Any, arrange: Any
) -> None:
    keeper = person("coordinator")
    with arrange():
        anton = sensitive.citizen(copenhagen, by=keeper, name="Anton", cpr=CPR, address=STREET)
    let_see(officer, "clearance")
    as_actor(officer)
    assert [one.pk for one in queries.search(words="Anton")] == [anton.pk]
    assert queries.search(words=CPR) == []
    assert not Address.objects.exists()
    assert not Address.events.rel.related_model.objects.exists()
    let_see(officer, "part")
    as_actor(officer)
    assert [one.cpr for one in queries.search(words=CPR)] == [CPR]
    assert Address.objects.get().text == STREET


def test_somebody_without_a_name_is_told_by_what_describes_her(
    copenhagen: Any, person: Any, officer: Any, browse: Any, arrange: Any
) -> None:
    keeper = person("coordinator")
    with arrange():
        somebody = Person.objects.create(
            id=uuid7(),
            municipality=copenhagen,
            description=LOOKS,
            made_at=LONG_AGO,
            made_by=keeper,
        )
        Particulars.objects.create(person=somebody, municipality=copenhagen, phone=PHONE)
    let_see(officer, "clearance")
    page = browse(officer).get(somebody.get_absolute_url()).content.decode()
    assert LOOKS in page
    assert PHONE not in page
