"""Similar concerns beside one at triage: why they are similar in words, newest first, and nobody hidden."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import sensitive
from tests.test_queries import DETAIL, statements
from tovholder.audit.models import Look
from tovholder.concerns.similar import MOST, similar
from tovholder.people.models import Double


@pytest.fixture
def concern(copenhagen: Any, adviser: Any, arrange: Any) -> Any:
    """About Sofie Æbelø of Valby, told by a school."""
    with arrange():
        who = sensitive.citizen(
            copenhagen, by=adviser, name="Sofie Æbelø", district="Valby", address="Prøvevej 4, 2. th"
        )
        return sensitive.concern(
            copenhagen,
            by=adviser,
            person=who,
            kinds=["right"],
            caller_kind="authority",
            authority="Prøveskolen",
        )


def beside(concern: Any, as_actor: Any, who: Any) -> dict[str, list[str]]:
    """Numbers by group, as somebody sees them."""
    as_actor(who)
    return {group.why: [one.number for one in group.concerns] for group in similar(concern)}


@pytest.fixture
def another(copenhagen: Any, adviser: Any, arrange: Any) -> Any:
    """`another(name=…, district=…)`: a concern about somebody else of that description, a day before."""

    def make(days: int = 1, municipality: Any = None, by: Any = None, more: Any = None, **person: Any) -> Any:
        house, by = municipality or copenhagen, by or adviser
        with arrange():
            who = sensitive.citizen(house, by=by, **person) if person else None
            if who is not None and person.get("name") is None:
                type(who).objects.filter(pk=who.pk).update(name="", description="En dreng i grøn jakke")
            when = sensitive.WHEN - timedelta(days=days)
            return sensitive.concern(house, by=by, person=who, received_at=when, **(more or {}))

    return make


def test_each_is_told_why_it_stands_there_and_only_once(
    concern: Any, another: Any, coordinator: Any, as_actor: Any, arrange: Any, copenhagen: Any, adviser: Any
) -> None:
    merged = another(name="Fie Æ.", district="Valby")
    with arrange():
        again = sensitive.concern(copenhagen, by=adviser, person=concern.person)
        Double.objects.create(
            municipality=copenhagen,
            kept=concern.person,
            gone=merged.person,
            ground="by_hand",
            found_at=sensitive.WHEN,
            merged_at=sensitive.WHEN,
            merged_by=coordinator,
        )
    alike = another(name="Sofie Aebeloe")
    unknown = another(district="Valby")
    neighbour = another(name="Karl Prøve", address="prøvevej 4 2 th")
    school = another(name="Per Prøve", more={"authority": "PRØVESKOLEN"})
    kind = another(name="Ib Prøve", district="Valby", more={"kinds": ["left", "right"]})
    found = beside(concern, as_actor, coordinator)
    assert found == {
        "Samme person": [again.number, merged.number],
        "Lignende navn": [alike.number],
        "Uden navn, fra samme bydel og omtrent samme alder": [unknown.number],
        "Samme adresse": [neighbour.number],
        "Fra samme sted": [school.number],
        "Samme form for ekstremisme i samme bydel for nylig": [kind.number],
    }


def test_what_is_only_a_little_alike_or_long_ago_is_left_out(
    concern: Any, another: Any, coordinator: Any, as_actor: Any
) -> None:
    another(name="Per Æbelø")  # a common surname is no likeness
    another(name="Ole Hansen", district="Vanløse", more={"kinds": ["right"]})
    another(days=120, name="Ib Prøve", district="Valby", more={"kinds": ["right"]})
    another(days=500, name="Karl Prøve", address="Prøvevej 4, 2. th")
    another(district="Valby", birth_year=1950, more={"kinds": ["left"]})
    another()  # about nobody yet
    found = beside(concern, as_actor, coordinator)
    assert "Samme adresse" not in found
    assert "Lignende navn" not in found
    assert "Samme form for ekstremisme i samme bydel for nylig" not in found


def test_a_protected_address_is_compared_with_nothing(
    concern: Any, another: Any, coordinator: Any, as_actor: Any
) -> None:
    another(name="Karl Prøve", address="Prøvevej 4, 2. th", address_protected_at=sensitive.WHEN)
    assert beside(concern, as_actor, coordinator) == {}


def test_a_handful_of_each_stands_there_newest_first(
    concern: Any, another: Any, coordinator: Any, as_actor: Any
) -> None:
    made = [another(days=n, name=f"Karl {n}", address="Prøvevej 4, 2. th").number for n in range(1, MOST + 4)]
    assert beside(concern, as_actor, coordinator) == {"Samme adresse": made[:MOST]}


def test_nobody_hidden_is_told_of(
    concern: Any,
    another: Any,
    coordinator: Any,
    adviser: Any,
    person: Any,
    as_actor: Any,
    arrange: Any,
    elsewhere: Any,
    stranger: Any,
    copenhagen: Any,
) -> None:
    """Another house's, a colleague's, and one about somebody whose case the reader is recused from."""
    another(municipality=elsewhere, by=stranger, name="Sofie Æbelø", address="Prøvevej 4, 2. th")
    theirs = another(by=person("adviser"), name="Sofie Æbelø")
    assert beside(concern, as_actor, adviser) == {}
    assert beside(concern, as_actor, coordinator) == {"Lignende navn": [theirs.number]}
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator, person=theirs.person)
        case.recusals.create(user=coordinator, since=sensitive.WHEN, declared_by=coordinator)
    assert beside(concern, as_actor, coordinator) == {}


def test_the_page_shows_them_logs_them_and_asks_one_statement(
    concern: Any, another: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    other = another(name="Sofie Aebeloe")
    client = browse(coordinator)
    client.get("/menu/")
    with CaptureQueriesContext(connection) as captured:
        page = client.get(concern.get_absolute_url())
    for words in ("Henvendelser, der ligner", "Lignende navn", other.number, "Sofie Aebeloe"):
        assert words in page.text
    assert len(statements(captured)) <= DETAIL
    with arrange():
        look = Look.objects.order_by("-id").first()
        assert {concern.pk, other.pk} <= set(look.concerns)
        assert {concern.person_id, other.person_id} <= set(look.persons)


def test_an_unknown_person_is_beside_those_of_the_same_district_and_age(
    another: Any, coordinator: Any, as_actor: Any, copenhagen: Any, adviser: Any
) -> None:
    mine = another(district="Valby")
    near = another(days=2, name="Ib Prøve", district="Valby")
    another(days=3, name="Per Prøve", district="Vanløse")
    assert near.person.birth_date == date(2003, 5, 11)
    why = "Uden navn, fra samme bydel og omtrent samme alder"
    assert beside(mine, as_actor, coordinator) == {why: [near.number]}


def test_whoever_is_one_by_way_of_a_third_row_is_the_same(
    concern: Any, another: Any, coordinator: Any, as_actor: Any, arrange: Any, copenhagen: Any
) -> None:
    between, third = another(name="Fie Prøve"), another(name="Mona Anden")
    with arrange():
        for kept, gone in ((concern, between), (between, third)):
            Double.objects.create(
                municipality=copenhagen,
                kept=kept.person,
                gone=gone.person,
                ground="by_hand",
                found_at=sensitive.WHEN,
                merged_at=sensitive.WHEN,
                merged_by=coordinator,
            )
    assert set(beside(concern, as_actor, coordinator)["Samme person"]) == {between.number, third.number}
