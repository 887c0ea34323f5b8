"""The pages about people, as those who work with citizens meet them."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from tests import sensitive
from tovholder.audit.models import Look
from tovholder.audit.reads import Way
from tovholder.core.ids import uuid7
from tovholder.people.models import Double, Kinship, Person


@pytest.fixture
def coordinator(person):
    return person("coordinator", name="Karen Koordinator")


@pytest.fixture
def adviser(person):
    return person("adviser", name="Amira Rådgiver")


@pytest.fixture
def citizen(copenhagen, coordinator, arrange):
    def make(name: str = "Anton Opdigtet", **fields):
        with arrange():
            return sensitive.citizen(copenhagen, by=coordinator, name=name, **fields)

    return make


def looks(arrange) -> list[Look]:
    with arrange():
        return list(Look.objects.order_by("id"))


def words_kept(arrange) -> list[str]:
    with arrange(), connection.cursor() as cursor:
        cursor.execute("select words from audit_words")
        return [row[0] for row in cursor.fetchall()]


def text(response) -> str:
    return response.content.decode()


def test_the_words_are_posted_and_logged_and_stand_in_no_address(browse, coordinator, citizen, arrange):
    anton = citizen(district="Nørrebro")
    client = browse(coordinator)
    response = client.post(reverse("people:search"), {"words": "antom"})
    assert response.status_code == 200
    assert "Anton Opdigtet" in text(response)
    assert "Nørrebro" in text(response)
    assert "antom" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    assert "Anton" not in text(response).split("<title>")[1].split("</title>")[0]
    look = looks(arrange)[-1]
    assert (look.way, look.persons) == (Way.SEARCH, [anton.pk])
    assert words_kept(arrange) == ["antom"]


def test_a_case_and_a_concern_are_found_by_their_number_by_who_may_see_them(
    browse, copenhagen, coordinator, person, citizen, arrange
):
    anton, nurse = citizen(), person("participant", agency="sof")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator, number="2022-0117", person=anton)
        concern = sensitive.concern(copenhagen, by=coordinator, person=anton, number="2022-0117")
    found = text(browse(coordinator).post(reverse("people:search"), {"words": " 2022-0117 "}))
    assert case.get_absolute_url() in found
    assert concern.get_absolute_url() in found
    with arrange():
        look = Look.objects.latest("at")
        assert (look.way, look.cases, look.concerns) == (Way.SEARCH, [case.pk], [concern.pk])
    hidden = text(browse(nurse).post(reverse("people:search"), {"words": "2022-0117"}))
    assert "Intet med dette nummer" in hidden
    assert str(case.pk) not in hidden
    assert str(concern.pk) not in hidden


def test_a_searched_number_is_not_kept_in_the_log(browse, coordinator, citizen, arrange):
    citizen(cpr="7105034321")
    response = browse(coordinator).post(reverse("people:search"), {"words": "710503-4321"})
    assert "Anton Opdigtet" in text(response)
    assert "4321" not in " ".join(words_kept(arrange))


@pytest.mark.parametrize(
    "words",
    ["6101011234 Ali", "Ali 610101-1234", "Ali, 61 01 01 1234!", "6101011234/7105034321", "Ali6101011234"],
)
def test_a_number_among_other_words_is_not_kept_in_the_log_either(words, browse, coordinator, arrange):
    client = browse(coordinator)
    client.post(reverse("people:search"), {"words": words})
    client.post(reverse("people:choose"), {"choice-prefix": "about", "about-words": words})
    for kept in words_kept(arrange):
        assert "1234" not in kept
        assert ("Ali" in kept) is ("Ali" in words)
        assert "CPR #" in kept


def test_what_was_searched_for_is_what_a_new_person_is_first_called(browse, coordinator):
    """The name in its field, and the number in its own."""
    values = {"choice-prefix": "about", "about-words": "610101-1234 Ali Prøve"}
    page = text(browse(coordinator).post(reverse("people:choose"), values))
    assert re.search(r'name="about-name" value="Ali Prøve"', page)
    assert re.search(r'name="about-cpr" value="610101-1234"', page)


def test_a_search_without_a_find_says_that_it_says_nothing(browse, adviser, citizen):
    citizen()
    found = text(browse(adviser).post(reverse("people:search"), {"words": "Anton"}))
    absent = text(browse(adviser).post(reverse("people:search"), {"words": "Bertil"}))
    clean = [page.replace("Anton", "x").replace("Bertil", "x").split("<main")[1] for page in (found, absent)]
    tokens = [part.split('name="csrfmiddlewaretoken"') for part in clean]
    assert len(tokens[0]) == len(tokens[1])
    assert "Ingen fundet" in found
    assert "Ingen fundet" in absent


def test_the_number_is_shown_for_a_purpose_and_that_is_logged(browse, coordinator, citizen, arrange):
    anton = citizen(cpr="7105034321")
    client = browse(coordinator)
    page = text(client.get(anton.get_absolute_url()))
    assert "4321" not in page
    assert "Vis CPR (bliver logget)" in page
    path = reverse("people:reveal", args=[anton.pk])
    assert "4321" not in text(client.get(path))
    assert "4321" not in text(client.post(path, {"purpose": "other"}))
    assert "710503-4321" in text(client.post(path, {"purpose": "register"}))
    look = looks(arrange)[-1]
    assert (look.way, look.persons, look.purpose) == (
        Way.REVEAL,
        [anton.pk],
        "At slå op i vores eget register",
    )


def test_the_form_that_changes_somebody_does_not_show_the_number(browse, coordinator, citizen):
    anton = citizen(cpr="7105034321")
    assert "4321" not in text(browse(coordinator).get(reverse("people:change", args=[anton.pk])))


def test_a_protected_address_is_for_coordinators(browse, adviser, coordinator, copenhagen, arrange):
    with arrange():
        hidden = sensitive.citizen(
            copenhagen, by=adviser, address="Hemmelig Vej 1", address_protected_at=sensitive.WHEN
        )
        with connection.cursor() as cursor:
            cursor.execute("set local role tovholder_gate")
            cursor.execute("update people_reader set valid_until = 'infinity'")
    path = reverse("people:change", args=[hidden.pk])
    for address in (hidden.get_absolute_url(), path):
        assert "Hemmelig Vej" not in text(browse(adviser).get(address))
        assert "Hemmelig Vej" in text(browse(coordinator).get(address))
    client = browse(adviser)
    values = {"name": "Nyt Navn", "version": 1, "address": "Overskrevet", "birth_date": "2003-05-11"}
    assert client.post(path, values).status_code == 302
    with arrange():
        now = Person.objects.select_related("lives_at").get(pk=hidden.pk)
    assert (now.name, now.address) == ("Nyt Navn", "Hemmelig Vej 1")
    assert now.address_protected_at is not None


def test_the_second_who_saves_sees_both_texts_and_saves_again(browse, coordinator, person, citizen, arrange):
    anton = citizen()
    path = reverse("people:change", args=[anton.pk])
    values = {"name": "Anton Opdigtet", "birth_date": "2003-05-11", "version": 1}
    assert browse(coordinator).post(path, {**values, "district": "Valby"}).status_code == 302
    second = browse(person("coordinator"))
    page = second.post(path, {**values, "district": "Vanløse"})
    assert page.status_code == 200
    assert "Karen Koordinator" in text(page)
    assert "Valby" in text(page)
    assert 'value="Vanløse"' in text(page)
    assert 'name="version" value="2"' in text(page)
    assert second.post(path, {**values, "district": "Vanløse", "version": 2}).status_code == 302
    with arrange():
        assert Person.objects.get(pk=anton.pk).district == "Vanløse"


def test_a_relative_is_searched_for_before_she_is_written_down(browse, coordinator, citizen, arrange):
    anton, mother = citizen(), citizen("Inger Prøve")
    client = browse(coordinator)
    path = reverse("people:relate", args=[anton.pk])
    values = {"row": str(uuid7()), "kind": "parent", "relative-key": str(uuid7())}
    page = client.post(path, {**values, "relative-words": "Ingre Prøve", "relative-search": "1"})
    assert page.status_code == 200
    assert "Inger Prøve" in text(page)
    assert not Kinship.objects.exists()
    done = client.post(path, {**values, "relative-asked": "Ingre Prøve", "relative-who": str(mother.pk)})
    assert done.status_code == 302
    with arrange():
        assert Kinship.objects.get().relative == mother
    page = text(client.get(anton.get_absolute_url()))
    assert "Inger Prøve</a>, forælder" in page
    assert "Anton Opdigtet</a>, barn" in text(client.get(mother.get_absolute_url()))


def test_a_form_of_a_relative_that_was_used_is_opened_anew(
    browse, coordinator, citizen, copenhagen, person, arrange
):
    """With its key another relative is noted silently by nobody, and nobody is written down for nothing."""
    anton, mother, father = citizen(), citizen("Inger Prøve"), citizen("Ole Prøve")
    with arrange():
        theirs = Kinship.objects.create(
            municipality=copenhagen,
            person=mother,
            relative=father,
            kind="partner",
            noted_at=sensitive.WHEN,
            noted_by=coordinator,
        )
    client, key = browse(coordinator), str(uuid7())
    path = reverse("people:relate", args=[anton.pk])
    values = {"kind": "parent", "relative-key": str(uuid7()), "relative-asked": "Prøve"}
    first = {**values, "row": key, "relative-who": str(mother.pk)}
    for _click in range(2):
        assert client.post(path, first).status_code == 302
    new = {"relative-who": "unknown", "relative-description": "Fætter"}
    for other in (
        {"relative-who": str(father.pk)},
        {"kind": "other"},
        {"row": str(theirs.pk)},
        new,
    ):
        page = client.post(path, {**first, **other})
        assert page.status_code == 200, other
        assert "Åbn skemaet igen" in text(page)
    with arrange():
        assert Kinship.objects.filter(person=anton).get().relative == mother
        assert Person.objects.count() == 3


def test_somebody_new_is_looked_for_even_in_haste(browse, coordinator, citizen, arrange):
    anton = citizen()
    citizen("Inger Prøve")
    client = browse(coordinator)
    path = reverse("people:relate", args=[anton.pk])
    values = {
        "row": str(uuid7()),
        "kind": "parent",
        "relative-key": str(uuid7()),
        "relative-who": "new",
        "relative-name": "Inger Prøve",
    }
    first = client.post(path, values)
    assert first.status_code == 200
    assert "er her allerede" in text(first)
    with arrange():
        assert Person.objects.count() == 2
    again = client.post(path, {**values, "relative-asked": "Inger Prøve"})
    assert again.status_code == 302
    client.post(path, {**values, "relative-asked": "Inger Prøve", "row": str(uuid7())})
    with arrange():
        assert Person.objects.count() == 3


def test_an_unknown_person_has_a_description(browse, coordinator, citizen, arrange):
    anton = citizen()
    path = reverse("people:relate", args=[anton.pk])
    values = {"row": str(uuid7()), "kind": "other", "relative-who": "unknown"}
    assert browse(coordinator).post(path, values).status_code == 200
    values["relative-description"] = "Fætter, 610101-1234"
    assert "CPR-nummer i dets eget felt" in text(browse(coordinator).post(path, values))
    values["relative-description"] = "Fætter, som alle kalder Bo"
    assert browse(coordinator).post(path, values).status_code == 302
    with arrange():
        assert Person.objects.filter(description="Fætter, som alle kalder Bo").exists()


def test_somebody_hidden_and_somebody_absent_are_refused_alike(browse, adviser, citizen, copenhagen, arrange):
    hidden = citizen()
    with arrange():
        mine = sensitive.citizen(copenhagen, by=adviser)
        with connection.cursor() as cursor:
            cursor.execute("set local role tovholder_gate")
            cursor.execute("update people_reader set valid_until = 'infinity'")
    path = reverse("people:relate", args=[mine.pk])
    client = browse(adviser)
    answers = []
    for key in (hidden.pk, uuid7()):
        form = client.post(path, {"kind": "other", "relative-who": str(key)}).context["choice"]
        answers.append(form.errors["who"])
    assert answers[0] == answers[1]


def test_the_part_comes_by_itself_too_and_its_search_is_logged(browse, coordinator, citizen, arrange):
    anton = citizen()
    values = {"choice-prefix": "about", "about-words": "Anton", "choice-nobody": "1"}
    page = text(browse(coordinator).post(reverse("people:choose"), values))
    assert 'name="about-who"' in page
    assert str(anton.pk) in page
    assert "<html" not in page
    assert looks(arrange)[-1].way == Way.SEARCH
    assert browse(coordinator).post(reverse("people:choose"), {"choice-prefix": "<b>"}).status_code == 404


def test_doubles_are_settled_and_taken_back(browse, coordinator, citizen, arrange):
    one, other = citizen(), citizen("A. Opdigtet")
    with arrange():
        double = Double.objects.create(
            municipality_id=one.municipality_id, kept=one, gone=other, ground="cpr", found_at=sensitive.WHEN
        )
    client = browse(coordinator)
    path = reverse("people:settle", args=[double.pk])
    assert "Samme person: flet" in text(client.get(reverse("people:doubles")))
    client.post(path, {"deed": "merge"})
    page = text(client.get(one.get_absolute_url()))
    assert "A. Opdigtet" in page
    assert "står for dem begge" in text(client.get(other.get_absolute_url()))
    assert "Fortryd" in text(client.get(reverse("people:doubles")))
    client.post(path, {"deed": "undo"})
    client.post(path, {"deed": "part"})
    with arrange():
        assert Double.objects.get().parted_by == coordinator
    assert client.post(path, {"deed": "anything"}).status_code == 404


def test_two_of_one_name_are_pointed_out_on_a_persons_page_and_wait_on_the_overview(
    browse, coordinator, person, citizen, arrange, while_the_plan_runs
):
    """The job finds none of them where the year of birth is not known."""
    one, other, third = (citizen("Anton Opdigtet", birth_date=None) for _each in range(3))
    client = browse(coordinator)
    path = reverse("people:point_out", args=[one.pk])
    assert path in text(client.get(one.get_absolute_url()))
    assert "skrevet ned to gange" not in text(client.get("/"))
    page = text(client.post(path, {"words": "Anton", "search": "1"}))
    assert str(other.pk) in page
    assert f'value="{one.pk}"' not in page
    assert looks(arrange)[-1].way == Way.SEARCH
    values = {"words": "Anton", "other": str(other.pk)}
    for _click in range(2):
        assert client.post(path, values).status_code == 302
    assert (
        client.post(reverse("people:point_out", args=[other.pk]), {**values, "other": one.pk}).status_code
        == 302
    )
    with arrange():
        assert Double.objects.get().ground == "by_hand"
    assert "1 person er måske skrevet ned to gange" in text(client.get("/"))
    client.post(path, {"words": "Anton", "other": str(third.pk)})
    assert "2 personer er måske skrevet ned to gange" in text(client.get("/"))
    assert "skrevet ned to gange" not in text(browse(person("adviser")).get("/"))
    assert client.post(path, {**values, "other": one.pk}).status_code == 200
    with arrange():
        double = Double.objects.get(kept=one, gone=other)
    client.post(reverse("people:settle", args=[double.pk]), {"deed": "part"})
    assert "Det er allerede afgjort, om de er én" in text(client.post(path, values))


def test_the_header_has_the_search_for_those_who_work_with_citizens(browse, person):
    for role, has in (("coordinator", True), ("adviser", True), ("participant", True), ("planner", False)):
        page = text(browse(person(role)).get("/"))
        assert ("data-search" in page) is has, role
