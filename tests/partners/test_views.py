"""The register's pages, as a person uses them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.conftest import NOW, arranging
from tests.core.test_tables import BROKEN
from tovholder.core import clock
from tovholder.partners.models import (
    Agreement,
    Contact,
    ContactLog,
    ImportDraft,
    Organisation,
    RelationHolder,
    SchoolType,
)

LIST = "/partners/"


@pytest.fixture
def browser(browse, planner):
    return browse(planner)


def page(browser, path, **query):
    response = browser.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def save(browser, path, **data):
    return browser.post(path, data, follow=True)


# --- the list ------------------------------------------------------------------------------------------


def test_the_list_stands_in_danish_order(browser, school):
    for name in ("Ærø", "Zebra", "Aase", "Ørsted", "Abe"):
        school(name)
    text = page(browser, LIST)
    order = sorted(("Ærø", "Zebra", "Aase", "Ørsted", "Abe"), key=text.index)
    assert order == ["Abe", "Zebra", "Ærø", "Ørsted", "Aase"]


def test_the_filters_narrow_the_list(browser, planner, school, ten_districts):
    valby = Organisation.objects.none()
    with arranging():
        from tovholder.partners.models import District

        valby = District.objects.get(key="valby", municipality=planner.municipality)
    school("Friskolen i Valby", type="free", district=valby)
    school("Kommuneskolen", type="municipal")
    school("Uden Type")
    school("Foreningen", kind="association")
    with arranging():
        RelationHolder.objects.create(
            municipality=planner.municipality,
            organisation=Organisation.objects.get(name="Foreningen"),
            user=planner,
            valid_from=date(2022, 1, 1),
        )
    names = ("Friskolen i Valby", "Kommuneskolen", "Uden Type", "Foreningen")

    def shown(**query):
        text = page(browser, LIST, **query)
        return {name for name in names if f">{name}</a>" in text}

    assert shown() == set(names)
    assert shown(kind="association") == {"Foreningen"}
    assert shown(type="free") == {"Friskolen i Valby"}
    assert shown(type="none") == {"Uden Type"}
    assert shown(district=valby.pk) == {"Friskolen i Valby"}
    assert shown(holder="mine") == {"Foreningen"}
    assert shown(holder="nobody") == set(names) - {"Foreningen"}
    assert shown(holder=planner.pk) == {"Foreningen"}
    assert shown(q="SKOLEN", kind="school") == {"Friskolen i Valby", "Kommuneskolen"}
    assert shown(closed="1") == set()


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "x", "district": "x", "type": "x", "holder": "-1", "after": "x", "before": "y"},
        {"q": "\x00%_\\' or 1=1 --", "district": "9" * 40, "holder": "²"},
        {"q": "x" * 5000, "after": "\x00"},
    ],
)
def test_a_hostile_address_shows_a_page(browser, school, query):
    school()
    page(browser, LIST, **query)


def test_a_long_list_has_pages(browser, school):
    for number in range(60):
        school(f"Skole {number:02}")
    first = browser.get(LIST, {"kind": "school"})
    following = first.context["rows"].next
    assert "Skole 59" not in first.content.decode()
    assert "kind=school" in following
    assert "Skole 59" in browser.get(LIST + following).content.decode()


def test_the_empty_list_says_how_the_first_comes_in(browser):
    assert reverse("partners:import_start") in page(browser, LIST)


# --- files ---------------------------------------------------------------------------------------------


def test_the_list_is_a_file_to_count_by_hand(browser, school):
    school("Ærø Skole", type="free", institution_number="001234")
    school("=HYPERLINK(1)", kind="other")
    text = browser.get(reverse("partners:csv")).content.decode("utf-8-sig")
    assert text.splitlines()[0].count(";") == 13
    assert "Ærø Skole" in text
    assert "'=HYPERLINK(1)" in text
    assert "001234" in text
    sheet = load_workbook(io.BytesIO(browser.get(reverse("partners:xlsx")).content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][1] == "=HYPERLINK(1)" or rows[2][1] == "=HYPERLINK(1)"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "001234" in {row[3] for row in rows}


def test_the_file_has_what_the_filters_leave(browser, school):
    school("A")
    school("B", kind="association")
    text = browser.get(reverse("partners:csv"), {"kind": "association"}).content.decode()
    assert len(text.splitlines()) == 2


# --- one organisation ----------------------------------------------------------------------------------


def test_an_organisation_is_registered_and_shown(browser, ten_districts):
    response = save(
        browser,
        reverse("partners:new"),
        kind="school",
        name="Prøveskolen <b>",
        institution_number="101 001",
        school_type="municipal",
        type_from="2022-01-01",
    )
    made = Organisation.objects.get()
    assert (made.institution_number, made.school_type_on(date(2022, 9, 1))) == ("101001", "municipal")
    text = response.content.decode()
    assert "Prøveskolen &lt;b&gt;" in text
    assert "<b>" not in text.replace("Prøveskolen &lt;b&gt;", "")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "school"}, "name"),
        ({"name": "A"}, "kind"),
        ({"kind": "x", "name": "A"}, "kind"),
        ({"kind": "school", "name": "A" * 201}, "name"),
        ({"kind": "school", "name": "A\x00"}, "name"),
        ({"kind": "school", "name": "A", "institution_number": "12a"}, "institution_number"),
        ({"kind": "school", "name": "A", "school_type": "free"}, "type_from"),
        (
            {"kind": "association", "name": "A", "school_type": "free", "type_from": "2022-01-01"},
            "school_type",
        ),
        ({"kind": "school", "name": "A", "active_from": "0001-01-01"}, "active_from"),
        ({"kind": "school", "name": "A", "active_from": "i går"}, "active_from"),
        ({"kind": "school", "name": "A", "district": "9999999"}, "district"),
        ({"kind": "school", "name": "A", "parent": "' or 1=1"}, "parent"),
        ({"kind": "school", "name": "Prøveskolen"}, "name"),
        ({"kind": "school", "name": "A", "note": "010190-1234"}, None),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browser, school, data, field):
    school("Prøveskolen")
    response = browser.post(reverse("partners:new"), data)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert errors
    if field:
        assert field in errors
    assert Organisation.objects.count() == 1


def test_what_was_typed_stays(browser):
    response = browser.post(reverse("partners:new"), {"kind": "unit", "name": "", "street": "Vej 1"})
    assert 'value="Vej 1"' in response.content.decode()


def test_an_organisation_is_changed_closed_and_opened_again(browser, school):
    found = school("A", street="Vej 1")
    form = page(browser, reverse("partners:change", args=[found.pk]))
    assert 'value="Vej 1"' in form
    save(browser, reverse("partners:change", args=[found.pk]), kind="school", name="B")
    found.refresh_from_db()
    assert (found.name, found.street) == ("B", "")
    save(browser, reverse("partners:close", args=[found.pk]), on="2022-09-01")
    assert ">B</a>" not in page(browser, LIST)
    assert ">B</a>" in page(browser, LIST, closed="1")
    save(browser, reverse("partners:reopen", args=[found.pk]))
    assert ">B</a>" in page(browser, LIST)


def test_a_working_day_with_a_school(browser, planner, school):
    found = school(type="municipal")
    of = [found.pk]
    save(browser, reverse("partners:school_type", args=of), school_type="free", type_from="2022-08-01")
    assert SchoolType.objects.filter(organisation=found).count() == 2
    save(browser, reverse("partners:add_contact", args=of), name="Prøve Leder", valid_from="2022-01-01")
    contact = Contact.objects.get()
    save(
        browser,
        reverse("partners:contact", args=[contact.pk]),
        name="Prøve Leder",
        phone="12345678",
        valid_from="2022-01-01",
    )
    save(browser, reverse("partners:make_agreement", args=of), title="To forløb", valid_from="2022-01-01")
    agreement = Agreement.objects.get()
    save(
        browser,
        reverse("partners:agreement", args=[agreement.pk]),
        title="Tre forløb",
        valid_from="2022-01-01",
    )
    save(
        browser,
        reverse("partners:log_talk", args=of),
        when="2022-09-20T10:00",
        channel="visit",
        contact=contact.pk,
        text="Aftalt uge 40",
    )
    save(browser, reverse("partners:relation", args=of), user=planner.pk, valid_from="2022-09-01")
    shown = page(browser, found.get_absolute_url())
    for word in ("Prøve Leder", "12345678", "Tre forløb", "Aftalt uge 40", planner.name):
        assert word in shown
    save(browser, reverse("partners:end_contact", args=[contact.pk]), on="2022-09-20")
    save(browser, reverse("partners:end_agreement", args=[agreement.pk]), on="2022-09-20")
    save(browser, reverse("partners:relation", args=of), user="", valid_from="2022-09-20")
    save(browser, reverse("partners:remove_entry", args=[ContactLog.objects.get().pk]))
    shown = page(browser, found.get_absolute_url())
    assert "Aftalt uge 40" not in shown
    assert RelationHolder.objects.get().valid_until == date(2022, 9, 20)


def test_the_log_refuses_a_cpr_number_and_keeps_what_was_typed(browser, school):
    found = school()
    response = browser.post(
        reverse("partners:log_talk", args=[found.pk]),
        {"when": "2022-09-01T10:00", "channel": "mail", "text": "Om 010190-1234 og forløbet"},
    )
    assert "text" in response.context["form"].errors
    assert "og forløbet" in response.content.decode()
    assert not ContactLog.objects.exists()


@pytest.mark.parametrize("when", ["0001-01-01T10:00", "9999-12-31T23:59", "2022-09-21T10:00", "i går", ""])
def test_the_log_refuses_a_time_that_cannot_be_meant(browser, school, when, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    path = reverse("partners:log_talk", args=[school().pk])
    response = browser.post(path, {"when": when, "channel": "mail", "text": "Om forløbet"})
    assert "when" in response.context["form"].errors


def test_who_only_reads_meets_no_buttons(browse, person, school):
    found = school()
    browser = browse(person("leader"))
    for path in (LIST, found.get_absolute_url()):
        text = page(browser, path)
        assert "/new/" not in text
        assert "/change/" not in text
    assert browser.post(reverse("partners:close", args=[found.pk]), {"on": "2022-09-01"}).status_code == 403


def test_a_relation_worker_keeps_the_register_and_imports_nothing(browse, person, school):
    browser = browse(person("relation"))
    assert browser.get(reverse("partners:new")).status_code == 200
    assert browser.get(reverse("partners:import_start")).status_code == 403


def test_a_district_of_another_municipality_is_no_choice(browser, elsewhere):
    with arranging():
        from tovholder.partners.models import District

        foreign = District.objects.create(municipality=elsewhere, key="nord", name="Nordbyen")
    response = browser.post(reverse("partners:new"), {"kind": "school", "name": "A", "district": foreign.pk})
    assert "district" in response.context["form"].errors


# --- import --------------------------------------------------------------------------------------------


def sent(browser, content, name="skoler.csv"):
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("partners:import_start"), {"file": file}, follow=True)


def test_a_list_is_uploaded_tried_loaded_and_reported(browser, school, ten_districts):
    school("Uændret", institution_number="1")
    response = sent(browser, "Sted;Nr;Bydel\nNy;2;Valby\nUændret;1;\n;3;\n".encode())
    draft = ImportDraft.objects.get()
    assert "Navn" in response.content.decode() or "Name" in response.content.decode()
    path = reverse("partners:import", args=[draft.pk])
    data = {
        "name": "0",
        "institution_number": "1",
        "district": "2",
        "default_kind": "school",
        "types_from": "2022-01-01",
    }
    response = save(browser, path, **data)
    trial = response.context["trial"]
    assert (len(trial.new), len(trial.unchanged), trial.refused_lines) == (1, 1, 1)
    text = browser.get(reverse("partners:import_report", args=[draft.pk])).content.decode()
    assert len(text.splitlines()) == 4
    response = save(browser, reverse("partners:import_load", args=[draft.pk]), mark=trial.mark)
    assert Organisation.objects.get(name="Ny").district.key == "valby"
    assert "Ny" in response.content.decode()
    text = browser.get(reverse("partners:import_report", args=[draft.pk])).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 4


def test_a_wrong_mark_loads_nothing(browser, ten_districts):
    sent(browser, b"Navn\nNy\n")
    draft = ImportDraft.objects.get()
    for mark in ("", "x" * 500, "\x00"):
        save(browser, reverse("partners:import_load", args=[draft.pk]), mark=mark)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_answered_beside_the_field(browser, content, words):
    response = sent(browser, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not ImportDraft.objects.exists()


def test_no_file_at_all_is_said(browser):
    response = browser.post(reverse("partners:import_start"), {})
    assert "file" in response.context["form"].errors


@pytest.mark.parametrize("data", [{}, {"name": "99"}, {"name": "x"}, {"name": "0", "types_from": "x"}])
def test_columns_that_are_not_there_cannot_be_chosen(browser, data):
    sent(browser, b"Navn\nNy\n")
    draft = ImportDraft.objects.get()
    response = browser.post(reverse("partners:import", args=[draft.pk]), data)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_an_upload_is_thrown_away(browser):
    sent(browser, b"Navn\nNy\n")
    save(browser, reverse("partners:import_discard", args=[ImportDraft.objects.get().pk]))
    assert not ImportDraft.objects.exists()


def test_a_file_name_is_text(browser):
    response = sent(browser, b"Navn\nNy\n", name="<script>alert(1)</script>" + "x" * 300 + ".csv")
    assert "<script>alert" not in response.content.decode()
