"""Two rows that may be one person: a job finds them, a coordinator says so, and takes it back."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import sensitive
from tests.test_queries import statements
from tovholder.access.actors import System
from tovholder.people import operations, queries, tasks
from tovholder.people.models import Double, Particulars, Person


def stands(shown: Person) -> UUID:
    """The row that stands for what a page shows."""
    return shown.stands_under or shown.pk


def look(person: Person) -> None:
    """Run the job as it runs by itself."""
    tasks.find_doubles.func(person_id=str(person.pk))


@pytest.fixture
def coordinator(person):
    return person("coordinator")


@pytest.fixture
def citizen(copenhagen, coordinator, arrange):
    def make(name: str, **fields):
        with arrange():
            return sensitive.citizen(copenhagen, by=coordinator, name=name, **fields)

    return make


def test_the_same_number_is_a_double_once(citizen, coordinator, as_actor, arrange, elsewhere, stranger):
    one, other = citizen("Anton Opdigtet", cpr="7105034321"), citizen("A. Opdigtet", cpr="7105034321")
    with arrange():
        sensitive.citizen(elsewhere, by=stranger, name="Anton Opdigtet", cpr="7105034321")
    look(other)
    look(other)
    look(one)
    as_actor(coordinator)
    assert [(double.ground, {double.kept_id, double.gone_id}) for double in Double.objects.all()] == [
        ("cpr", {one.pk, other.pk})
    ]


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("Joergen Aagaard", date(2003, 5, 11), True),
        ("Jørgen Ågård", date(2003, 5, 12), False),
        ("Mette Prøve", date(2003, 5, 11), False),
    ],
)
def test_a_name_alike_is_a_double_when_the_age_fits(name, born, found, citizen, coordinator, as_actor):
    citizen("Jørgen Ågård")
    other = citizen(name)
    as_actor(coordinator)
    Particulars.objects.filter(pk=other.pk).update(birth_date=born)
    look(other)
    as_actor(coordinator)
    assert Double.objects.exists() is found


def test_a_year_alone_fits_a_day_of_that_year(citizen, coordinator, as_actor):
    citizen("Jørgen Ågård")
    other = citizen("Jørgen Ågård")
    as_actor(coordinator)
    Particulars.objects.filter(pk=other.pk).update(birth_date=None, birth_year=2003)
    look(other)
    as_actor(coordinator)
    assert Double.objects.get().ground == "name"


@pytest.mark.parametrize(
    ("name", "other", "year", "found"),
    [
        ("Jørgen Ågård", "Joergen Aagaard", None, True),
        ("Jørgen Ågård", "Joergen Aagaard", 2003, True),
        ("Jørgen Ågård", "Jørgen Ågaard Prøve", 2003, False),
        ("Jørgen", "Jørgen", None, False),
    ],
)
def test_of_two_of_one_whole_name_the_coordinator_is_asked_where_an_age_is_not_known(
    name, other, year, found, citizen, coordinator, as_actor
):
    citizen(name, birth_date=None)
    look(citizen(other, birth_date=None, birth_year=year))
    as_actor(coordinator)
    assert [double.ground for double in Double.objects.all()] == ["same_name"] * found


def test_whoever_is_not_the_job_learns_nothing_from_its_function(citizen, coordinator, person, as_actor):
    one = citizen("Anton", cpr="7105034321")
    citizen("Anton", cpr="7105034321")
    for who in (coordinator, person("adviser"), System.COMMAND, None):
        as_actor(who)
        with connection.cursor() as cursor:
            cursor.execute("select * from tovholder.doubles_of(%s)", [one.pk])
            assert cursor.fetchall() == []


def test_merged_both_rows_stay_and_one_stands_for_both(citizen, coordinator, as_actor, now):
    one, other, third = (citizen("Anton", cpr="7105034321") for _ in range(3))
    alone = citizen("Mette Prøve")
    look(other)
    look(third)
    as_actor(coordinator)
    for double in Double.objects.filter(gone_id=max(other.pk, third.pk)):
        operations.merge(double=double, by=coordinator, at=now)
    assert Person.objects.count() == 4
    kept = min(one.pk, other.pk, third.pk)
    all_three = {one.pk, other.pk, third.pk}
    with CaptureQueriesContext(connection) as captured:
        shown = {row.pk: row for row in queries.for_page()}
    assert len(statements(captured)) == 1
    assert stands(shown[third.pk]) == kept
    assert stands(shown[alone.pk]) == alone.pk
    assert {UUID(row["id"]) for row in shown[kept].others} == all_three - {kept}
    assert shown[alone.pk].others == []
    assert set(shown[third.pk].together) == all_three


def test_the_other_can_be_the_one_that_is_kept(citizen, coordinator, as_actor, now):
    citizen("Anton", cpr="7105034321")
    look(citizen("Anton", cpr="7105034321"))
    as_actor(coordinator)
    double = Double.objects.get()
    newer = double.gone_id
    operations.merge(double=double, by=coordinator, at=now, keep=newer)
    assert {stands(row) for row in queries.for_page()} == {newer}


def test_what_was_said_can_be_taken_back(citizen, coordinator, as_actor, now):
    one, other = citizen("Anton", cpr="7105034321"), citizen("Anton", cpr="7105034321")
    look(other)
    as_actor(coordinator)
    double = Double.objects.get()
    operations.merge(double=double, by=coordinator, at=now)
    with pytest.raises(operations.Settled):
        operations.part(double=double, by=coordinator, at=now)
    operations.undo(double=double, by=coordinator, at=now)
    assert stands(queries.for_page().get(pk=other.pk)) == other.pk
    with pytest.raises(operations.Settled):
        operations.undo(double=double, by=coordinator, at=now)
    operations.part(double=double, by=coordinator, at=now)
    look(one)
    as_actor(coordinator)
    assert Double.objects.filter(parted_at__isnull=False).count() == Double.objects.count() == 1


def test_doubles_are_for_coordinators(citizen, person, as_actor):
    citizen("Anton", cpr="7105034321")
    look(citizen("Anton", cpr="7105034321"))
    as_actor(person("adviser"))
    assert not Double.objects.exists()
