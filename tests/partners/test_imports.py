"""The register from a spreadsheet: a trial run that the load does exactly, all of it or nothing."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.conftest import arranging
from tovholder.access.gate import Denied
from tovholder.core.tables import Unreadable
from tovholder.partners import imports, operations
from tovholder.partners.models import District, ImportDraft, Organisation, SchoolType

HEAD = "Skole;Institutionsnr.;Type;Bydel;Adresse;Postnr;By"


pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def upload(planner, ten_districts, now):
    """`upload("A;1;…", …)`: the rows as a file, uploaded by the planner."""

    def make(*rows, head=HEAD):
        file = io.BytesIO("\r\n".join([head, *rows]).encode())
        return imports.upload(file=file, name="skoler.csv", by=planner, at=now)

    return make


@pytest.fixture
def load(planner, now):
    """Load what the trial run shows."""

    def do(draft, mark=None):
        return imports.load(
            draft=draft, by=planner, at=now, mark=imports.trial(draft).mark if mark is None else mark
        )

    return do


def choose(draft, planner, now, **changes):
    chosen = imports.Choices.of(draft)
    heads = chosen.heads | changes.pop("heads", {})
    asked = imports.Choices(
        heads, changes.get("kind", chosen.kind), changes.get("types_from", chosen.types_from)
    )
    imports.choose(draft=draft, chosen=asked, by=planner, at=now)


def refusals(trial):
    return [(refusal.line, refusal.column, refusal.message) for refusal in trial.refused]


def test_a_list_of_schools_comes_in_with_type_and_district(upload, load):
    done = load(
        upload(
            "Prøveskolen;101001;Folkeskole;Nørrebro;Vej 1;2200;København N",
            "Den Opdigtede Friskole;101002;Friskole;Vesterbro / Kongens Enghave;Vej 2;1700;København V",
        )
    )
    assert (len(done.new), done.refused) == (2, [])
    first, second = Organisation.objects.with_school_type(date(2022, 1, 1)).order_by("institution_number")
    assert (first.name, first.school_type, first.district.key) == ("Prøveskolen", "municipal", "noerrebro")
    assert (second.school_type, second.district.key) == ("free", "vesterbro-kongens-enghave")
    assert (first.street, first.postcode, first.city) == ("Vej 1", "2200", "København N")


def test_the_trial_run_writes_nothing(upload):
    trial = imports.trial(upload("Prøveskolen;101001;Folkeskole;Nørrebro;;;"))
    assert len(trial.new) == 1
    assert not Organisation.objects.exists()


def test_a_school_is_found_again_by_its_number_though_its_name_has_changed(upload, load, school):
    known = school("Gammelt Navn", institution_number="101001", type="municipal")
    done = load(upload("Nyt Navn;101001;Folkeskole;;;;"))
    assert [step.summary for step in done.changed] == ["Name: Gammelt Navn → Nyt Navn"]
    known.refresh_from_db()
    assert known.name == "Nyt Navn"


def test_a_school_without_a_number_is_found_by_its_name_and_gets_it(upload, load, school):
    known = school("Prøveskolen")
    load(upload("prøveskolen;101001;;;;;"))
    known.refresh_from_db()
    assert (known.institution_number, Organisation.objects.count()) == ("101001", 1)


def test_an_empty_cell_changes_nothing(upload, load, school):
    known = school("Prøveskolen", street="Vej 1", institution_number="101001")
    trial = imports.trial(upload("Prøveskolen;101001;;;;;"))
    assert (len(trial.unchanged), trial.loads) == (1, 0)
    known.refresh_from_db()
    assert known.street == "Vej 1"


def test_the_same_file_again_changes_nothing(upload, load):
    row = "Prøveskolen;101001;Folkeskole;Nørrebro;Vej 1;2200;København N"
    load(upload(row))
    again = upload(row)
    assert len(imports.trial(again).unchanged) == 1
    with pytest.raises(operations.Refused):
        load(again)


def test_every_refused_row_says_its_line_and_why(upload, school):
    school("Optaget", institution_number="999")
    trial = imports.trial(
        upload(
            ";101001;;;;;",
            "A;12x;;;;;",
            "B;;Gymnasium;;;;",
            "C;;;Atlantis;;;",
            "D;101005;;;;;",
            "E;101005;;;;;",
            "D;;;;;;",
            "Optaget;998;;;;;",
            "=cmd|' /C calc'!A0;;;;;;",
            "F;;;;;;;;for mange",
            "<b>G</b>;;;;;;",
        )
    )
    assert [(line, column) for line, column, _m in refusals(trial)] == [
        (2, "Name"),
        (3, "Institution number"),
        (4, "School type"),
        (5, "District"),
        (7, ""),
        (8, ""),
        (9, ""),
        (10, "Name"),
        (11, ""),
    ]
    assert "line 6" in refusals(trial)[4][2]
    assert [step.target.name for step in trial.new] == ["D", "<b>G</b>"]


def test_the_others_are_loaded_and_the_report_tells_of_every_row(upload, load, school):
    school("Uændret", institution_number="1")
    draft = upload("Ny;101001;;;;;", "Uændret;1;;;;;", ";5;;;;;")
    load(draft)
    draft.refresh_from_db()
    assert [(line["line"], line["state"]) for line in draft.report] == [
        (2, "new"),
        (3, "unchanged"),
        (4, "refused"),
    ]
    assert (draft.rows, bool(draft.loaded_at)) == ([], True)


def test_a_file_is_loaded_once(upload, load):
    draft = upload("Ny;101001;;;;;")
    load(draft)
    with pytest.raises(imports.LoadedBefore):
        load(draft, mark="x")


def test_nothing_is_loaded_that_the_trial_run_did_not_show(upload, load, school):
    draft = upload("Ny;101001;;;;;", "Anden;;;;;;")
    shown = imports.trial(draft).mark
    school("Anden", street="Vej 1")
    with pytest.raises(imports.ChangedMeanwhile):
        load(draft, mark=shown)
    assert not Organisation.objects.filter(name="Ny").exists()


def test_a_fault_in_the_middle_of_the_load_undoes_all_of_it(upload, load, monkeypatch):
    draft = upload("A;;;;;;", "B;;Friskole;;;;")

    def broken(steps, types_from):
        raise RuntimeError("The power failed.")

    monkeypatch.setattr(imports, "_set_types", broken)
    with pytest.raises(RuntimeError):
        load(draft)
    assert not Organisation.objects.exists()
    draft.refresh_from_db()
    assert draft.loaded_at is None


def test_the_register_is_looked_at_again_where_somebody_wrote_in_between(upload, load, school, monkeypatch):
    """A unique name taken between our look and our write: nothing is loaded, and the reader is told."""
    draft = upload("A;;;;;;", "B;;;;;;")
    found = imports.trial(draft)
    monkeypatch.setattr(imports, "trial", lambda draft: found)
    school("B")
    with pytest.raises(imports.ChangedMeanwhile):
        load(draft)
    assert [o.name for o in Organisation.objects.all()] == ["B"]


def test_columns_are_corrected_on_screen(upload, planner, now):
    draft = upload("Prøveskolen;X;Friskole", head="Sted;Nr;Hvad")
    assert "Name" in imports.trial(draft).missing
    choose(draft, planner, now, heads={"name": 0, "institution_number": None, "school_type": 2})
    trial = imports.trial(draft)
    assert [(step.target.name, step.school_type) for step in trial.new] == [("Prøveskolen", "free")]


def test_rows_without_a_kind_are_what_was_chosen(upload, load, planner, now):
    draft = upload("Foreningen Prøve;", "Jobcenter;Enhed", head="Navn;Slags")
    choose(draft, planner, now, kind="association", heads={"kind": 1})
    load(draft)
    assert set(Organisation.objects.values_list("name", "kind")) == {
        ("Foreningen Prøve", "association"),
        ("Jobcenter", "unit"),
    }


def test_a_unit_finds_its_administration_by_name_or_short_name(upload, load, school):
    above = school("Beskæftigelses- og Integrationsforvaltningen", kind="administration", short_name="BIF")
    draft = upload("Jobcenter;enhed;BIF", "Andet;enhed;XYZ", head="Navn;Kind;Forvaltning")
    done = load(draft)
    assert done.new[0].target.parent_id == above.pk
    assert refusals(done)[0][:2] == (3, "Belongs to")


def test_a_type_that_changes_by_import_ends_the_one_before(upload, load, school, planner, now):
    found = school("Prøveskolen", type="municipal")
    draft = upload("Prøveskolen;;Friskole;;;;")
    choose(draft, planner, now, types_from=date(2022, 8, 1))
    load(draft)
    periods = SchoolType.objects.filter(organisation=found).order_by("valid_from")
    assert [(p.type, p.valid_from, p.valid_until) for p in periods] == [
        ("municipal", date(2022, 1, 1), date(2022, 8, 1)),
        ("free", date(2022, 8, 1), None),
    ]


def test_a_note_with_a_cpr_number_is_refused(upload):
    trial = imports.trial(upload("A;ring til 010190-1234", head="Navn;Bemærkning"))
    assert "CPR" in refusals(trial)[0][2]


def test_a_file_that_cannot_be_read_leaves_nothing_behind(planner, now):
    with pytest.raises(Unreadable):
        imports.upload(file=io.BytesIO(b"\x00\x01"), name="x.xlsx", by=planner, at=now)
    assert not ImportDraft.objects.exists()


def test_only_who_imports_may(person, as_actor, now):
    worker = person("relation")
    as_actor(worker)
    with pytest.raises(Denied):
        imports.upload(file=io.BytesIO(b"Navn\nA\n"), name="x.csv", by=worker, at=now)


def test_an_upload_is_seen_by_those_who_import_in_the_municipality(upload, person, stranger, as_actor):
    upload("A;;;;;;")
    for actor, seen in ((person("coordinator"), 1), (person("leader"), 0), (stranger, 0)):
        as_actor(actor)
        assert ImportDraft.objects.count() == seen


def test_what_nobody_loaded_goes_after_a_month(upload, planner, now):
    upload("A;;;;;;")
    imports.forget(by=planner, at=now + timedelta(days=29))
    assert ImportDraft.objects.count() == 1
    imports.forget(by=planner, at=now + timedelta(days=31))
    assert ImportDraft.objects.count() == 0


def test_the_rows_of_a_file_are_not_in_the_record(upload):
    upload("Navnet Som Ikke Gemmes;;;;;;")
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select row_to_json(e)::text from partners_importdraftevent e")
        assert "Gemmes" not in "".join(row for (row,) in cursor.fetchall())


def test_five_thousand_schools_load_in_a_few_statements(upload, load, django_assert_max_num_queries):
    draft = upload(*(f"Skole {n};{n:06};Folkeskole;Valby;;;" for n in range(5000)))
    with django_assert_max_num_queries(30):
        done = load(draft)
    assert len(done.new) == 5000
    assert District.objects.get(key="valby").organisations.count() == 5000
