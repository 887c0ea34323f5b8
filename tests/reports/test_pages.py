"""The report's pages, as the people who make it meet them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.test_queries import DETAIL, statements
from tovholder.core import clock
from tovholder.programme.models import Freeze, Initiative, Narrative
from tovholder.reports import queries


@pytest.fixture(autouse=True)
def in_september(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2022, 9, 20, 10, tzinfo=UTC))


@pytest.fixture
def schools(plan):
    return Initiative.objects.get(key="skoler")


def editor(initiative, year=2022):
    return reverse("reports:narrative", args=[initiative.pk, year])


def typed(client, initiative, text, base=""):
    """What the page sends as one types."""
    return client.post(
        editor(initiative), {"text": text, "base": base}, headers={"X-Requested-With": "autosave"}
    )


def test_the_overview_says_what_is_missing_and_where_to_write_it(worked, leader, browse, schools):
    page = browse(leader).get("/reports/").content.decode()
    assert "9 indsatser har ingen fortælling" in page
    assert editor(schools) in page
    assert "Halvår" in page


def test_the_pages_stay_within_their_share_of_statements(worked, leader, browse, schools):
    client = browse(leader)
    client.get("/reports/")
    for path in ("/reports/", "/reports/preview/", "/reports/status.json", editor(schools)):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(statements(captured)) <= DETAIL, path


def test_the_preview_shows_the_papers_pictures_and_obeys_the_pages_policy(worked, leader, browse):
    page = browse(leader).get("/reports/preview/").content.decode()
    assert "Indstilling" in page
    assert "2.140" in page
    assert page.count("<svg xmlns=") >= 10
    assert "style=" not in page
    assert 'role="img" aria-label="Folkeskoleelever' in page


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "json"])
def test_the_four_files_come_from_the_page(worked, leader, browse, ending):
    response = browse(leader).get(f"/reports/status.{ending}?year=2022")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'-2022-09-20.{ending}"')


def test_a_file_of_another_kind_is_not_there(worked, leader, browse):
    assert browse(leader).get("/reports/status.exe").status_code == 404


def test_files_are_made_from_a_freeze_or_as_of_a_day(worked, leader, browse):
    client = browse(leader)
    frozen = client.get(f"/reports/status.json?year=2022&freeze={Freeze.objects.get().pk}").json()
    assert frozen["as_of"] == "2022-06-30"
    assert frozen["frozen_at"] is not None
    assert client.get("/reports/status.json?as_of=2022-03-31").json()["as_of"] == "2022-03-31"


@pytest.mark.parametrize(
    "query", ["freeze=999", "as_of=2021-01-01", "as_of=x&freeze=y", "year=2040", "plan=none"]
)
def test_an_address_that_asks_for_nothing_there_leads_back(worked, leader, browse, query):
    client = browse(leader)
    for path in ("/reports/", "/reports/preview/", "/reports/status.json"):
        response = client.get(f"{path}?{query}", follow=True)
        assert response.status_code in (200, 404)


@pytest.mark.parametrize("year", ["0", "99999999999999999999", "-1", "٢٠٢٢", "abc"])
def test_a_year_that_is_none_is_answered(worked, leader, browse, year):
    assert browse(leader).get("/reports/", {"year": year}, follow=True).status_code in (200, 404)


def test_without_a_plan_the_page_says_how_one_comes_in(copenhagen, person, browse):
    assert "plan load" in browse(person("leader")).get("/reports/").content.decode()


def test_who_makes_no_reports_sees_none(worked, person, browse):
    planner = browse(person("planner"))
    for path in ("/reports/", "/reports/preview/", "/reports/status.pdf"):
        assert planner.get(path).status_code == 403
    assert browse(person("coordinator")).post("/reports/freeze/").status_code == 403


def test_a_narrative_is_saved_as_one_types_and_each_pause_is_a_version(schools, leader, browse, monkeypatch):
    client = browse(leader)
    for minute, text in [(0, "Skolerne"), (1, "Skolerne er glade"), (30, "Skolerne er glade for det.")]:
        at = datetime(2022, 9, 20, 10, tzinfo=UTC) + timedelta(minutes=minute)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert typed(client, schools, text).status_code == 204
    found = queries.versions(initiative=schools, year=2022)
    assert [version.text for version in found] == ["Skolerne er glade for det.", "Skolerne er glade"]
    assert Narrative.objects.count() == 3


def test_what_stands_there_is_not_saved_twice(schools, leader, browse):
    client = browse(leader)
    typed(client, schools, "Det samme")
    typed(client, schools, "Det samme ")
    assert Narrative.objects.count() == 1


def test_the_button_saves_without_a_script(schools, leader, browse):
    response = browse(leader).post(editor(schools), {"text": "Skrevet", "base": ""})
    assert response.status_code == 302
    assert Narrative.objects.get().text == "Skrevet"


def test_nobody_writes_over_what_another_wrote_meanwhile(schools, leader, person, browse):
    mette = person("coordinator", name="Mette Prøve")
    assert typed(browse(mette), schools, "Mettes tekst").status_code == 204
    client = browse(leader)
    assert typed(client, schools, "Lederens tekst").status_code == 409
    answer = client.post(editor(schools), {"text": "Lederens tekst", "base": ""})
    page = answer.content.decode()
    assert "Mettes tekst" in page
    assert "Lederens tekst" in page
    newest = Narrative.objects.get().pk
    assert f'value="{newest}"' in page
    assert client.post(editor(schools), {"text": "Begges tekst", "base": newest}).status_code == 302
    assert Narrative.objects.order_by("-pk").first().text == "Begges tekst"


@pytest.mark.parametrize("text", ["Drengen 010203-1234 kom", "x" * 60_001])
def test_a_civil_registration_number_and_a_whole_book_are_refused_and_kept(schools, leader, browse, text):
    client = browse(leader)
    assert typed(client, schools, text).status_code == 409
    page = client.post(editor(schools), {"text": text, "base": ""}).content.decode()
    assert text in page
    assert Narrative.objects.count() == 0


def test_hostile_text_is_text_on_the_page(schools, leader, browse):
    client = browse(leader)
    typed(client, schools, "<script>alert(1)</script> {{ x }} \x00\x07")
    for path in (editor(schools), "/reports/preview/"):
        page = client.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ x }}" in page


def test_a_version_shows_what_was_added_and_taken_out(schools, leader, browse, tell, at):
    tell("skoler", "Fire skoler venter.", when=at - timedelta(days=2))
    tell("skoler", "Fem skoler venter.", when=at - timedelta(days=1))
    page = browse(leader).get(editor(schools)).content.decode()
    assert "Fire </del>" in page.replace("\n", "")
    assert "Fem </ins>" in page.replace("\n", "")


def test_a_stranger_finds_no_narrative(schools, stranger, browse):
    assert browse(stranger).get(editor(schools)).status_code == 404
    assert typed(browse(stranger), schools, "x").status_code == 404


def test_a_year_that_the_plan_does_not_cover_has_no_narrative(schools, leader, browse):
    assert browse(leader).get(editor(schools, 2030)).status_code == 404


def test_a_leader_freezes_the_figures_once_for_a_day(worked, leader, browse):
    client = browse(leader)
    form = {"as_of": "2022-09-20", "label": "Tredje kvartal"}
    assert "er frosset" in client.post("/reports/freeze/?year=2022", form, follow=True).content.decode()
    assert Freeze.objects.get(as_of=date(2022, 9, 20)).label == "Tredje kvartal"
    client.post("/reports/freeze/?year=2022", form, follow=True)
    assert Freeze.objects.count() == 2


@pytest.mark.parametrize("day", ["2022-12-31", "2023-01-01", "", "x"])
def test_a_day_that_has_not_come_is_not_frozen(worked, leader, browse, day):
    client = browse(leader)
    client.post("/reports/freeze/?year=2022", {"as_of": day, "label": "x"}, follow=True)
    assert Freeze.objects.count() == 1


def test_the_pages_speak_english(worked, leader, browse):
    client = browse(leader)
    client.cookies["django_language"] = "en"
    assert "What is missing" in client.get("/reports/").content.decode()
    assert "Recommendation" in client.get("/reports/preview/").content.decode()
