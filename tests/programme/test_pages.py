"""The programme's pages: figures by hand, checklists, assessments, freezes, money and its import."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import arranging
from tests.programme import plan_objects
from tovholder.programme.models import (
    Assessment,
    ChecklistItem,
    ChecklistMark,
    Commitment,
    Freeze,
    FundingSource,
    Goal,
    ManualFigure,
    Posting,
    RefinancingStep,
)


@pytest.fixture
def objects(copenhagen):
    with arranging():
        return plan_objects.programme(copenhagen)


@pytest.fixture
def leader(person, browse, objects):
    return browse(person("leader"))


@pytest.fixture(autouse=True)
def september(monkeypatch, now):
    from tovholder.core import clock

    monkeypatch.setattr(clock, "now", lambda: now)


def goal(key="haand"):
    with arranging():
        return Goal.objects.get(key=key)


def test_the_plan_reads_from_beginning_to_end(leader):
    page = leader.get("/plan/").content.decode()
    for words in ("Prøveplan", "At unge kan mere.", "Skoler", "Mål elever", "Udvalget"):
        assert words in page


def test_a_plan_that_is_not_there_is_not_found(leader):
    assert leader.get("/plan/?plan=nowhere").status_code == 404


def test_a_municipality_without_a_plan_learns_how_one_comes_in(browse, person, copenhagen):
    client = browse(person("leader"))
    assert "plan load" in client.get("/plan/").content.decode()
    assert "plan load" in client.get("/goals/").content.decode()


def test_a_figure_by_hand_is_entered_with_its_evidence(leader, as_actor):
    answer = leader.post(
        f"/plan/goals/{goal().pk}/figure/",
        {"as_of": "2022-09-01", "value": "1.234,5", "evidence": "Talt på listen"},
    )
    assert answer.status_code == 302
    with arranging():
        newest = ManualFigure.objects.get(as_of=date(2022, 9, 1))
    assert newest.value == Decimal("1234.5")
    assert newest.year == 2022


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"as_of": "2022-09-01", "value": "5", "evidence": ""}, "evidence"),
        ({"as_of": "", "value": "5", "evidence": "x"}, "as_of"),
        ({"as_of": "2031-09-01", "value": "5", "evidence": "x"}, "as_of"),
        ({"as_of": "2022-09-01", "value": "-5", "evidence": "x"}, "value"),
        ({"as_of": "2022-09-01", "value": "1" * 40, "evidence": "x"}, "value"),
        ({"as_of": "2022-09-01", "value": "mange", "evidence": "x"}, "value"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_beside_its_field(leader, values, field):
    answer = leader.post(f"/plan/goals/{goal().pk}/figure/", values)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    with arranging():
        assert ManualFigure.objects.count() == 1


def test_a_figure_that_the_work_counts_cannot_be_typed_beside_it(leader, counted):
    answer = leader.post(
        f"/plan/goals/{goal('elever').pk}/figure/", {"as_of": "2022-09-01", "value": "5", "evidence": "x"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_a_share_asks_for_how_many_of_how_many(leader):
    share = goal("andel")
    path = f"/plan/goals/{share.pk}/figure/"
    too_many = {"as_of": "2022-09-01", "numerator": "9", "denominator": "8", "evidence": "x"}
    assert "numerator" in leader.post(path, too_many).context["form"].errors
    leader.post(path, {**too_many, "denominator": "14"})
    with arranging():
        assert ManualFigure.objects.get(goal=share).value == Decimal("64.3")


def test_a_withdrawn_figure_stays_in_the_record(leader, objects):
    path = f"/plan/figures/{objects['programme:withdraw_figure']['figure_id']}/withdraw/"
    assert "Talt på listen" in leader.get(path).content.decode()
    assert leader.post(path).status_code == 302
    assert leader.post(path).status_code == 302  # a second click says that it is withdrawn
    with arranging():
        assert ManualFigure.objects.get().withdrawn_at is not None


def test_a_checklist_item_is_marked_and_the_mark_withdrawn(leader):
    with arranging():
        item = ChecklistItem.objects.get(key="to")
    path = f"/plan/checklist/{item.pk}/"
    answer = leader.post(path, {"done_on": "2022-12-24", "evidence": "Brevet"})
    assert "done_on" in answer.context["form"].errors, "that day has not come"
    assert leader.post(path, {"done_on": "2022-09-19", "evidence": "Brevet"}).status_code == 302
    with arranging():
        mark = ChecklistMark.objects.get(item=item)
    assert leader.post(f"/plan/marks/{mark.pk}/withdraw/").status_code == 302
    with arranging():
        mark.refresh_from_db()
    assert mark.withdrawn_by is not None


def test_an_assessment_is_written_and_every_version_kept(leader):
    path = f"/plan/goals/{goal().pk}/assess/"
    for text in ("Det går godt.", "Det går bedre."):
        assert leader.post(path, {"as_of": "2022-09-20", "text": text}).status_code == 302
    with arranging():
        assert Assessment.objects.count() == 2


def test_only_a_leader_freezes_and_a_day_only_once(leader, browse, person):
    assert browse(person("coordinator")).get("/plan/freezes/new/").status_code == 403
    values = {"as_of": "2022-09-19", "label": "Til udvalget"}
    answer = leader.post("/plan/freezes/new/", values)
    assert answer.status_code == 302
    assert "Til udvalget" in leader.get(answer["Location"]).content.decode()
    again = leader.post("/plan/freezes/new/", values)
    assert "as_of" in again.context["form"].errors
    tomorrow = leader.post("/plan/freezes/new/", {**values, "as_of": "2022-09-21"})
    assert "as_of" in tomorrow.context["form"].errors
    with arranging():
        assert Freeze.objects.count() == 2


# --- money ---------------------------------------------------------------------------------------------


@pytest.fixture
def funding(objects):
    with arranging():
        return FundingSource.objects.get()


def test_a_posting_is_entered_in_danish_kroner_and_a_voucher_only_once(leader, funding):
    values = {
        "funding": funding.pk,
        "posted_on": "2022-09-01",
        "amount": "12.345,67",
        "text": "Materialer",
        "voucher": "77",
    }
    assert leader.post("/plan/postings/new/", values).status_code == 302
    again = leader.post("/plan/postings/new/", values)
    assert "voucher" in again.context["form"].errors
    with arranging():
        assert Posting.objects.get(voucher="77").amount == Decimal("12345.67")
    assert "Materialer" in leader.get("/plan/postings/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "9" * 30}, "amount"),
        ({"posted_on": "2019-01-01"}, "posted_on"),
        ({"posted_on": "32.13.2022"}, "posted_on"),
        ({"text": "x" * 301}, "text"),
        ({"funding": "0"}, "funding"),
        ({"funding": "' or 1=1"}, "funding"),
    ],
)
def test_a_posting_that_cannot_be_is_refused_beside_its_field(leader, funding, change, field):
    values = {"funding": funding.pk, "posted_on": "2022-09-01", "amount": "5", "text": "Løn", **change}
    answer = leader.post("/plan/postings/new/", values)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    with arranging():
        assert Posting.objects.count() == 1


def test_a_commitment_past_the_end_of_its_money_is_taken_and_said(leader, funding):
    values = {
        "funding": funding.pk,
        "amount": "50000",
        "made_on": "2022-09-01",
        "runs_from": "2022-09-01",
        "runs_until": "2022-08-01",
        "text": "Aftale",
    }
    assert "runs_until" in leader.post("/plan/commitments/new/", values).context["form"].errors
    answer = leader.post("/plan/commitments/new/", {**values, "runs_until": "2023-08-01"}, follow=True)
    assert [str(message) for message in answer.context["messages"]][1:], "a warning beside the receipt"
    assert "Aftale" in leader.get("/plan/commitments/").content.decode()


def test_a_released_commitment_frees_what_was_left(leader, objects):
    path = f"/plan/commitments/{objects['programme:release']['commitment_id']}/release/"
    assert "200.000" in leader.get(path).content.decode()
    values = {"released_on": "2022-09-20", "reason": "Stillingen blev ikke besat"}
    assert leader.post(path, values).status_code == 302
    assert leader.post(path, values).status_code == 302
    other = {**values, "reason": "Fortrudt"}
    assert leader.post(path, other).context["form"].non_field_errors()
    with arranging():
        assert Commitment.objects.get().released_on == date(2022, 9, 20)


def test_the_search_for_new_money_is_noted_step_by_step(leader, funding):
    path = f"/plan/sources/{funding.pk}/refinancing/"
    values = {"state": "applied", "stands_on": "2022-09-20", "note": "Sendt"}
    assert leader.post(path, values).status_code == 302
    assert "Sendt" in leader.get(path).content.decode()
    with arranging():
        assert RefinancingStep.objects.get().state == "applied"


HEAD = "Dato;Kilde;Beløb;Tekst;Bilag\n"
GOOD = HEAD + "01-09-2022;Kilden;1.234,50;Trykkeri;A1\n02-09-2022;Kilden;-34,50;Kredit;A2\n"
BAD = HEAD + "01-09-2022;Kilden;mange;Trykkeri;A1\n02-09-2022;Ukendt;5;Kredit;A2\n"


def upload(text, name="posteringer.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, text.encode(encoding), content_type="text/csv")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_file_is_tried_before_it_is_taken(leader, encoding):
    trial = leader.post("/plan/postings/import/", {"file": upload(GOOD, encoding=encoding), "act": "try"})
    assert trial.context["report"].imported == 2
    with arranging():
        assert Posting.objects.count() == 1, "a trial takes nothing"
    taken = leader.post("/plan/postings/import/", {"carried": trial.context["carried"]})
    assert taken.status_code == 302
    with arranging():
        assert Posting.objects.count() == 3
        assert Posting.objects.get(voucher="A1").text == "Trykkeri"
    again = leader.post("/plan/postings/import/", {"carried": trial.context["carried"]})
    assert len(again.context["report"].refused) == 2, "the same file is not taken twice"


def test_every_refused_line_is_shown_with_its_reason_and_nothing_is_taken(leader):
    answer = leader.post("/plan/postings/import/", {"file": upload(BAD), "act": "take"})
    page = answer.content.decode()
    assert [line.line for line in answer.context["report"].refused] == [2, 3]
    assert "mange" in page
    assert "Ukendt" in page
    with arranging():
        assert Posting.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02PK", b"Dato,Kilde\n1,2\n", b"Dato;Kilde;Bel\xf8b;Tekst\n1;2;3\n" + b"x" * 200_000],
)
def test_a_file_that_is_no_such_table_is_answered_with_a_sentence(leader, content):
    file = SimpleUploadedFile("noget.bin", content)
    answer = leader.post("/plan/postings/import/", {"file": file, "act": "try"})
    assert answer.status_code == 200
    assert answer.context["report"].refused


def test_an_empty_file_or_none_is_refused(leader):
    assert leader.post("/plan/postings/import/", {"act": "try"}).context["form"].errors
    for content in ("", HEAD, HEAD + ";;;;\n"):
        answer = leader.post("/plan/postings/import/", {"file": upload(content), "act": "try"})
        assert answer.context["form"].errors


def test_what_a_trial_carried_along_cannot_be_made_up(leader):
    answer = leader.post("/plan/postings/import/", {"carried": "made:up"})
    assert answer.status_code == 200
    with arranging():
        assert Posting.objects.count() == 1


def test_who_records_no_money_sees_the_lists_without_the_acts(browse, person, objects):
    mentor = browse(person("mentor"))
    for path in ("/plan/postings/", "/plan/commitments/", "/goals/budget/"):
        page = mentor.get(path)
        assert page.status_code == 200
        assert "/plan/postings/new/" not in page.content.decode()
    assert mentor.get("/plan/postings/new/").status_code == 403
