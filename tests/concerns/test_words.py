"""Words and deadlines: what the hotline's forms offer and how long things may take, kept by a coordinator."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import sensitive
from tests.test_queries import DETAIL, statements
from tests.test_saves import SAVE
from tovholder.access.gate import Denied
from tovholder.audit.queries import changes_of
from tovholder.concerns import operations
from tovholder.concerns.models import (
    AdviceContact,
    AdviceTopic,
    ConcernReport,
    Deadline,
    ExtremismKind,
    PhoneNumber,
)
from tovholder.concerns.operations.words import key_of
from tovholder.concerns.queries import call_back_due, detailed, next_of, rules_of, words_of_call
from tovholder.core.ids import uuid7

PAGE = "/concerns/words/"
TODAY = date(2022, 9, 20)


pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def topic(copenhagen: Any, rules: Any, arrange: Any) -> Any:
    """The topic "Hold kontakten"."""
    with arrange():
        return AdviceTopic.objects.get(municipality=copenhagen, key="keep_contact")


@pytest.fixture
def clerk(coordinator: Any, browse: Any) -> Any:
    """The coordinator's browser."""
    return browse(coordinator)


def url(name: str, word: Any, what: str = "topics") -> str:
    return reverse(f"concerns:{name}", args=[what, word.pk])


def names(client: Any, what: str) -> list[str]:
    """The words of a list in the order in which the page shows them."""
    lists = {each["what"]: each["rows"] for each in client.get(PAGE).context["lists"]}
    return [row["word"].name for row in lists[what]]


def offered(client: Any) -> dict[str, list[str]]:
    """What the call's form lets an adviser choose."""
    form = client.get(reverse("concerns:begin")).context["form"]
    return {field: [label for _key, label in form.fields[field].choices] for field in ("kinds", "topics")}


def read(arrange: Any, word: Any) -> Any:
    with arrange():
        word.refresh_from_db()
        return word


# --- who -----------------------------------------------------------------------------------------------


def test_a_coordinator_reaches_the_page_from_the_concerns(clerk: Any) -> None:
    assert reverse("concerns:words") == PAGE
    assert f'href="{PAGE}"' in clerk.get(reverse("concerns:list")).content.decode()
    text = clerk.get(PAGE).content.decode()
    for words in ("Ord og frister", "Militant islamisme", "Hold kontakten", "41 74 90 90", "6 arbejdsdage"):
        assert words in text


def test_an_adviser_neither_reads_nor_writes_here(adviser: Any, topic: Any, browse: Any) -> None:
    client = browse(adviser)
    assert PAGE not in client.get(reverse("concerns:list")).content.decode()
    paths = [PAGE, reverse("concerns:add_deadline"), reverse("concerns:add_word", args=["topics"])]
    paths += [url(name, topic) for name in ("correct_word", "end_word", "reopen_word", "move_word_up")]
    assert {client.get(path).status_code for path in paths} == {403}
    assert {client.post(path).status_code for path in paths} == {403}


def test_every_deed_asks_the_gate(adviser: Any, topic: Any, as_actor: Any, now: Any) -> None:
    as_actor(adviser)
    who = {"by": adviser, "at": now}
    rule = {"key": "triage", "days": 2, "working_days": True, "source": "Test", "valid_from": TODAY}
    for deed in (
        lambda: operations.add_word(model=AdviceTopic, row=uuid7(), name="Nyt", **who),
        lambda: operations.correct_word(word=topic, was={"name": topic.name}, name="Nyt", **who),
        lambda: operations.end_word(word=topic, **who),
        lambda: operations.reopen_word(word=topic, **who),
        lambda: operations.move_word_up(word=topic, place=1, **who),
        lambda: operations.add_deadline(row=uuid7(), **rule, **who),
    ):
        with pytest.raises(Denied):
            deed()


def test_the_database_lets_an_adviser_change_no_word(adviser: Any, topic: Any, as_actor: Any) -> None:
    as_actor(adviser)
    assert AdviceTopic.objects.filter(pk=topic.pk).exists()
    assert not AdviceTopic.objects.filter(pk=topic.pk).update(name="Andet")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceTopic(municipality_id=adviser.municipality_id, key="x", name="X").save(force_insert=True)


def test_another_municipalitys_words_are_not_there(
    stranger: Any, topic: Any, browse: Any, arrange: Any
) -> None:
    client = browse(stranger)
    assert names(client, "topics") == []
    for name in ("correct_word", "end_word", "reopen_word", "move_word_up"):
        assert client.get(url(name, topic)).status_code == 404
        assert client.post(url(name, topic), {"name": "Deres", "was_name": topic.name}).status_code == 404
    kept = read(arrange, topic)
    assert (kept.name, kept.ended_on) == ("Hold kontakten", None)


def test_a_list_of_another_name_is_not_there(clerk: Any, topic: Any) -> None:
    assert clerk.get(reverse("concerns:add_word", args=["colours"])).status_code == 404
    assert clerk.get(url("correct_word", topic, "colours")).status_code == 404
    assert clerk.get(url("correct_word", topic, "kinds")).status_code == 404


# --- words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "model"), [("topics", AdviceTopic), ("kinds", ExtremismKind)])
def test_a_new_word_stands_last_and_in_the_calls_form(
    what: str, model: Any, clerk: Any, adviser: Any, browse: Any, arrange: Any
) -> None:
    path = reverse("concerns:add_word", args=[what])
    row = clerk.get(path).context["form"]["row"].value()
    assert clerk.post(path, {"name": "Gråd, ære & økonomi", "row": str(row)}).status_code == 302
    assert names(clerk, what)[-1] == "Gråd, ære & økonomi"
    assert offered(browse(adviser))[what][-1] == "Gråd, ære & økonomi"
    with arrange():
        assert model.objects.get(pk=row).key == "graad_aere_oekonomi"


def test_a_double_click_makes_one_word(clerk: Any, arrange: Any) -> None:
    path, sent = reverse("concerns:add_word", args=["topics"]), {"name": "Nyt emne", "row": str(uuid7())}
    assert [clerk.post(path, sent).status_code for _click in range(2)] == [302, 302]
    with arrange():
        assert AdviceTopic.objects.filter(name="Nyt emne").count() == 1


def test_a_key_is_made_of_the_name_and_is_nobody_elses() -> None:
    assert key_of("Skole/klub: 2. gang", set()) == "skoleklub_2_gang"
    assert key_of("Infohus", {"infohus", "infohus_2"}) == "infohus_3"
    assert key_of("مدرسة", set()) == "word"
    long = key_of("x" * 80, {"x" * 40})
    assert (len(long), long[-2:]) == (40, "_2")


def test_an_ended_words_key_is_not_used_again(
    clerk: Any, coordinator: Any, as_actor: Any, arrange: Any, now: Any
) -> None:
    as_actor(coordinator)
    who = {"by": coordinator, "at": now}
    old = operations.add_word(model=AdviceTopic, row=uuid7(), name="Café", **who)
    operations.end_word(word=old, **who)
    new = operations.add_word(model=AdviceTopic, row=uuid7(), name="Cafe", **who)
    assert (old.key, new.key) == ("cafe", "cafe_2")


def test_two_words_that_read_alike_are_refused(clerk: Any, topic: Any, arrange: Any) -> None:
    path = reverse("concerns:add_word", args=["topics"])
    page = clerk.post(path, {"name": "hold KONTAKTEN", "row": str(uuid7())})
    assert "Navnet står allerede på listen." in page.content.decode()
    clerk.post(url("end_word", topic))
    page = clerk.post(path, {"name": "Hold kontakten", "row": str(uuid7())})
    assert "Tag det i brug igen" in page.content.decode()
    with arrange():
        other = AdviceTopic.objects.get(municipality=topic.municipality_id, key="info_house")
    sent = {"name": "Hold kontakten", "was_name": other.name}
    assert "Tag det i brug igen" in clerk.post(url("correct_word", other), sent).content.decode()
    assert read(arrange, other).name == "Infohus"


def test_an_ended_topic_is_offered_no_more_and_old_concerns_still_say_its_name(
    copenhagen: Any, adviser: Any, clerk: Any, topic: Any, arrange: Any, browse: Any, now: Any
) -> None:
    with arrange():
        concern = sensitive.concern(copenhagen, by=adviser, topics=[topic.key], advice="Bliv ved.")
        AdviceContact.objects.create(
            municipality=copenhagen,
            at=now,
            by=adviser,
            channel="mail",
            caller_kind="parent",
            danger="no",
            topics=[topic.key],
        )
    assert "Hold kontakten" in offered(browse(adviser))["topics"]
    assert clerk.post(url("end_word", topic)).status_code == 302
    assert clerk.post(url("end_word", topic)).status_code == 302
    assert read(arrange, topic).ended_on == TODAY
    assert "Hold kontakten" not in offered(browse(adviser))["topics"]
    assert "ude af brug fra 20. september 2022" in clerk.get(PAGE).content.decode()
    assert "Hold kontakten" in clerk.get(concern.get_absolute_url()).content.decode()
    assert "Hold kontakten" in clerk.get(reverse("concerns:advice_list")).content.decode()


def test_an_end_is_taken_back(adviser: Any, clerk: Any, topic: Any, browse: Any, arrange: Any) -> None:
    before = offered(browse(adviser))
    clerk.post(url("end_word", topic))
    assert [clerk.post(url("reopen_word", topic)).status_code for _click in range(2)] == [302, 302]
    assert read(arrange, topic).ended_on is None
    assert offered(browse(adviser)) == before


def test_a_renamed_topic_keeps_its_key_and_old_concerns_say_the_new_name(
    copenhagen: Any, adviser: Any, clerk: Any, topic: Any, arrange: Any
) -> None:
    with arrange():
        concern = sensitive.concern(copenhagen, by=adviser, topics=[topic.key], advice="Bliv ved.")
    sent = {"name": "Bliv i kontakt", "was_name": "Hold kontakten"}
    assert clerk.post(url("correct_word", topic), sent).status_code == 302
    kept = read(arrange, topic)
    assert (kept.key, kept.name) == ("keep_contact", "Bliv i kontakt")
    assert "Bliv i kontakt" in clerk.get(concern.get_absolute_url()).content.decode()
    assert clerk.post(url("correct_word", topic), sent).status_code == 302, "a double click is no conflict"


def test_the_second_of_two_who_rename_is_told_and_loses_nothing(
    clerk: Any, topic: Any, person: Any, browse: Any, arrange: Any
) -> None:
    first = browse(person("coordinator", name="Bodil Anden"))
    path, shown = url("correct_word", topic), {"was_name": "Hold kontakten"}
    assert first.post(path, {"name": "Bodils ord", **shown}).status_code == 302
    page = clerk.post(path, {"name": "Mit ord", **shown})
    text = page.content.decode()
    assert page.status_code == 200
    assert all(words in text for words in ("Bodils ord", "Mit ord", "Bodil Anden"))
    assert read(arrange, topic).name == "Bodils ord"
    again = {"name": "Mit ord", "was_name": page.context["form"]["was_name"].value()}
    assert clerk.post(path, again).status_code == 302
    assert read(arrange, topic).name == "Mit ord"


def test_a_number_is_added_and_corrected_with_telephone_and_hint(
    copenhagen: Any, clerk: Any, arrange: Any
) -> None:
    path = reverse("concerns:add_word", args=["numbers"])
    sent = {"name": "Krisecenter", "phone": "+45 70 20 30 82", "hint": "hele døgnet", "row": str(uuid7())}
    assert clerk.post(path, sent).status_code == 302
    with arrange():
        number = PhoneNumber.objects.get(municipality=copenhagen, name="Krisecenter")
    change = {"name": "Krisecenter", "phone": "70 20 30 83", "hint": ""}
    was = {f"was_{field}": sent[field] for field in ("name", "phone", "hint")}
    where = url("correct_word", number, "numbers")
    page = clerk.post(where, {**change, **was, "was_hint": "kl. 8-16"})
    assert page.context["theirs"].newest.hint == "hele døgnet"
    assert clerk.post(where, {**change, **was}).status_code == 302
    kept = read(arrange, number)
    assert (kept.key, kept.phone, kept.hint) == ("krisecenter", "70 20 30 83", "")


def test_a_number_that_the_forms_sentence_names_is_corrected_and_never_ended(
    copenhagen: Any, coordinator: Any, clerk: Any, as_actor: Any, arrange: Any, now: Any
) -> None:
    with arrange():
        police = PhoneNumber.objects.get(municipality=copenhagen, key="police")
        hotline = PhoneNumber.objects.get(municipality=copenhagen, key="hotline")
    page = clerk.post(url("end_word", police, "numbers"), follow=True).content.decode()
    assert "nævner dette nummer i en sætning" in page
    assert url("end_word", police, "numbers") not in page
    assert read(arrange, police).ended_on is None
    clerk.post(url("end_word", hotline, "numbers"))
    as_actor(coordinator)
    assert hotline.key not in [word.key for word in words_of_call(copenhagen.pk, TODAY)["number"]]


def test_a_word_moves_up_by_one_however_often_it_is_clicked(clerk: Any, arrange: Any, topic: Any) -> None:
    before = names(clerk, "topics")
    with arrange():
        third = AdviceTopic.objects.get(municipality=topic.municipality_id, name=before[2])
    for _click in range(2):
        clerk.post(url("move_word_up", third), {"place": "2"})
    assert names(clerk, "topics") == [before[0], before[2], before[1], *before[3:]]
    for place in ("", "x", "-1", "9" * 5000, "5", "0", "²"):
        assert clerk.post(url("move_word_up", third), {"place": place}).status_code == 302
    assert names(clerk, "topics") == [before[0], before[2], before[1], *before[3:]]


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 81, "x" * 100_000, "Ord\x00", "Ring 010190-1234"], ids=lambda text: text[:9]
)
def test_a_name_that_cannot_be_right_is_refused_with_a_sentence(name: str, clerk: Any, arrange: Any) -> None:
    with arrange():
        before = AdviceTopic.objects.count()
    page = clerk.post(reverse("concerns:add_word", args=["topics"]), {"name": name, "row": str(uuid7())})
    assert page.status_code == 200
    assert page.context["form"].errors["name"]
    with arrange():
        assert AdviceTopic.objects.count() == before


def test_a_key_of_another_house_with_the_form_is_refused(
    stranger: Any, clerk: Any, topic: Any, browse: Any
) -> None:
    path = reverse("concerns:add_word", args=["topics"])
    page = browse(stranger).post(path, {"name": "Vores", "row": str(topic.pk)})
    assert "Åbn skemaet igen" in page.content.decode()
    assert "Åbn skemaet igen" in clerk.post(path, {"name": "Vores", "row": "x"}).content.decode()


# --- deadlines -----------------------------------------------------------------------------------------


def rule(**change: Any) -> dict[str, Any]:
    """What the form of a deadline sends."""
    given = {"key": "triage", "days": "10", "working_days": "no", "source": "Byrådet 19.9.2022"}
    return {**given, "valid_from": "2022-09-20", "row": str(uuid7()), **change}


def test_the_rule_in_force_stands_beside_those_that_were_and_those_that_come(clerk: Any) -> None:
    path = reverse("concerns:add_deadline")
    begins = clerk.get(f"{path}?key=triage").context["form"]
    assert (begins["key"].value(), begins["days"].value()) == ("triage", 3)
    assert (begins["working_days"].value(), begins["valid_from"].value()) == ("yes", TODAY)
    assert clerk.get(f"{path}?key=%00x").status_code == 200
    assert clerk.post(path, rule()).status_code == 302
    assert clerk.post(path, rule(days="1", working_days="yes", valid_from="2022-10-01")).status_code == 302
    page = clerk.get(PAGE)
    triage = next(each for each in page.context["deadlines"] if each.key == "triage")
    assert (triage.now.days, triage.now.working_days) == (10, False)
    assert [each.days for each in triage.earlier] == [3]
    assert [each.days for each in triage.coming] == [1]
    text = page.content.decode()
    for words in ("10 dage", "1 arbejdsdag", "3 arbejdsdage", "fra 1. oktober 2022", "Byrådet 19.9.2022"):
        assert words in text


def test_a_new_deadline_moves_what_comes_from_its_day_on_and_nothing_older(
    copenhagen: Any, adviser: Any, coordinator: Any, clerk: Any, arrange: Any, as_actor: Any, now: datetime
) -> None:
    with arrange():
        came = {
            days: sensitive.concern(copenhagen, by=adviser, received_at=now + timedelta(days=days)).pk
            for days in (-1, 0, 1)
        }

    def due() -> dict[int, date]:
        as_actor(coordinator)
        rows = detailed(
            ConcernReport.objects.filter(pk__in=came.values()),
            today=TODAY + timedelta(days=2),
            municipality_id=copenhagen.pk,
        )
        by_key = {
            row.pk: next_of(row, user=coordinator, today=TODAY + timedelta(days=2))[0].due for row in rows
        }
        return {days: by_key[pk] for days, pk in came.items()}

    before = due()
    assert before[-1] == date(2022, 9, 22)
    clerk.post(reverse("concerns:add_deadline"), rule())
    assert due() == {-1: before[-1], 0: date(2022, 9, 30), 1: date(2022, 10, 1)}


def test_a_coming_deadline_counts_nothing_yet() -> None:
    rows = [
        {"key": "triage", "days": 9, "working": False, "since": "2022-10-01"},
        {"key": "triage", "days": 3, "working": True, "since": "2022-01-01"},
    ]
    assert rules_of(rows, date(2022, 9, 30))["triage"].days == 3
    assert rules_of(rows, date(2022, 10, 1))["triage"].days == 9
    assert rules_of(rows, date(2021, 12, 31)) == {}


@pytest.mark.parametrize(
    ("field", "sent", "words"),
    [
        ("valid_from", "2022-09-19", "En frist gælder fra i dag eller fra en senere dag."),
        ("valid_from", "2042-09-19", "mere end ti år fremme"),
        ("valid_from", "99999-01-01", ""),
        ("valid_from", "2022-09-20\x00", ""),
        ("days", "0", "1 til 365 dage"),
        ("days", "366", "1 til 365 dage"),
        ("days", "-3", "1 til 365 dage"),
        ("days", "9" * 5000, ""),
        ("days", "tre", ""),
        ("key", "lunch", ""),
        ("working_days", "maybe", ""),
        ("source", "", ""),
        ("source", "x" * 201, ""),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_a_deadline_that_cannot_be_right_is_refused_beside_its_field(
    field: str, sent: str, words: str, clerk: Any, arrange: Any
) -> None:
    page = clerk.post(reverse("concerns:add_deadline"), rule(**{field: sent}))
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert words in str(page.context["form"].errors[field])
    with arrange():
        assert Deadline.objects.filter(key="triage").count() == 1


def test_texts_are_deleted_by_calendar_days_alone(clerk: Any) -> None:
    sent = rule(key="advice_text", working_days="yes")
    page = clerk.post(reverse("concerns:add_deadline"), sent)
    assert "kalenderdage" in str(page.context["form"].errors["working_days"])
    assert clerk.post(reverse("concerns:add_deadline"), {**sent, "working_days": "no"}).status_code == 302


def test_the_same_deadline_from_the_same_day_is_refused_and_a_double_click_is_none(
    clerk: Any, arrange: Any
) -> None:
    path, sent = reverse("concerns:add_deadline"), rule()
    assert [clerk.post(path, sent).status_code for _click in range(2)] == [302, 302]
    page = clerk.post(path, rule(days="4"))
    assert "Der gælder allerede en frist for det samme" in str(page.context["form"].errors["valid_from"])
    with arrange():
        assert [each.days for each in Deadline.objects.filter(key="triage", valid_from=TODAY)] == [10]


def test_an_operation_takes_no_deadline_out_of_bounds(coordinator: Any, as_actor: Any, now: Any) -> None:
    as_actor(coordinator)
    given = {"key": "triage", "working_days": True, "source": "Test", "by": coordinator, "at": now}
    for days in (0, 366):
        with pytest.raises(operations.NotThatLong):
            operations.add_deadline(row=uuid7(), days=days, valid_from=TODAY, **given)
    with pytest.raises(operations.FromThenOn):
        operations.add_deadline(row=uuid7(), days=3, valid_from=TODAY - timedelta(days=1), **given)


def test_a_deadline_of_another_house_counts_nothing_here(clerk: Any, stranger: Any, browse: Any) -> None:
    assert browse(stranger).post(reverse("concerns:add_deadline"), rule()).status_code == 302
    triage = next(each for each in clerk.get(PAGE).context["deadlines"] if each.key == "triage")
    assert (triage.now.days, triage.earlier) == (3, [])


# --- what it costs -------------------------------------------------------------------------------------


def cost(method: Any, *args: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        method(*args)
    return len(statements(captured))


def test_pages_and_saves_cost_no_more_than_their_share(clerk: Any, topic: Any) -> None:
    clerk.get(PAGE)
    assert cost(clerk.get, PAGE) <= DETAIL
    saves = [
        (reverse("concerns:add_word", args=["topics"]), {"name": "Nyt", "row": str(uuid7())}),
        (url("correct_word", topic), {"name": "Bliv i kontakt", "was_name": "Hold kontakten"}),
        (url("end_word", topic), {}),
        (url("reopen_word", topic), {}),
        (reverse("concerns:add_deadline"), rule()),
    ]
    dear = {path: number for path, sent in saves if (number := cost(clerk.post, path, sent)) > SAVE}
    assert dear == {}


def test_moving_a_word_costs_no_more_than_a_save(clerk: Any, arrange: Any, topic: Any) -> None:
    with arrange():
        second = AdviceTopic.objects.get(municipality=topic.municipality_id, position=1)
    clerk.get(PAGE)
    assert cost(clerk.post, url("move_word_up", second), {"place": "1"}) <= SAVE
    assert names(clerk, "topics")[0] == second.name


# --- a deadline put right -------------------------------------------------------------------------------


def put_right(client: Any, made: Deadline, **change: Any) -> Any:
    """Send the form of a correction as it stands, changed."""
    shown = {"days": made.days, "working_days": "yes" if made.working_days else "no", "source": made.source}
    was = {f"was_{name}": value for name, value in shown.items()}
    return client.post(reverse("concerns:correct_deadline", args=[made.pk]), {**shown, **was, **change})


def test_a_deadline_entered_today_is_put_right_today_and_the_history_keeps_both(
    clerk: Any, arrange: Any, coordinator: Any, as_actor: Any
) -> None:
    clerk.post(reverse("concerns:add_deadline"), rule(days="100"))
    with arrange():
        made = Deadline.objects.get(key="triage", valid_from=TODAY)
    address = reverse("concerns:correct_deadline", args=[made.pk])
    assert address in clerk.get(PAGE).text
    assert clerk.get(address).context["form"]["days"].value() == 100
    for _click in range(2):
        assert put_right(clerk, made, days="10").status_code == 302
    with arrange():
        assert Deadline.objects.get(pk=made.pk).days == 10
    as_actor(coordinator)
    assert [change.deed for change in changes_of(made)] == ["update", "insert"]
    clash = put_right(clerk, made, days="12")
    assert "10 dage" in clash.text
    assert "100 dage" not in clash.text
    assert clerk.post(address, {**clash.context["form"].data, "csrfmiddlewaretoken": "x"}).status_code == 302
    with arrange():
        assert Deadline.objects.get(pk=made.pk).days == 12


def test_a_deadline_that_a_day_was_counted_by_is_not_changed(clerk: Any, arrange: Any) -> None:
    with arrange():
        old = Deadline.objects.get(key="triage", valid_from__lt=TODAY)
    assert reverse("concerns:correct_deadline", args=[old.pk]) not in clerk.get(PAGE).text
    assert "siden en tidligere dag" in put_right(clerk, old, days="10").text
    with arrange():
        text = Deadline.objects.create(
            municipality=old.municipality, key="advice_text", days=9, working_days=False, valid_from=TODAY
        )
    assert put_right(clerk, text, working_days="yes", source="x", was_source="").status_code == 200


# --- deadlines that count -------------------------------------------------------------------------------


def test_a_call_back_is_due_as_promised_and_then_by_the_rule(
    copenhagen: Any, coordinator: Any, clerk: Any, arrange: Any, as_actor: Any, now: datetime
) -> None:
    """A promise is what it says; one that was not kept on a Friday is late after Monday, and not before."""
    with arrange():
        calls = {"call_back_by": coordinator, "received_at": now - timedelta(days=6)}
        ahead, friday, monday = (
            sensitive.concern(copenhagen, by=coordinator, call_back_at=now + timedelta(days=days), **calls)
            for days in (6, -4, -1)
        )
    as_actor(coordinator)
    rows = detailed(ConcernReport.objects.all(), today=TODAY, municipality_id=copenhagen.pk)
    due = {row.pk: call_back_due(row, TODAY) for row in rows}
    assert due == {ahead.pk: date(2022, 9, 26), friday.pk: date(2022, 9, 19), monday.pk: TODAY}
    assert {next_of(row, user=coordinator, today=TODAY)[0].due for row in rows if row.pk == friday.pk} == {
        date(2022, 9, 19)
    }
    roster = clerk.get(reverse("concerns:roster")).context["calls"]
    assert [(one.pk, word) for one, (_state, word) in roster] == [
        (friday.pk, "1 arbejdsdag over"),
        (monday.pk, "I dag"),
        (ahead.pk, "Om 4 arbejdsdage"),
    ]
    clerk.post(reverse("concerns:add_deadline"), rule(key="call_back", days="3", working_days="yes"))
    as_actor(coordinator)
    assert call_back_due(rows.get(pk=friday.pk), TODAY) == date(2022, 9, 19)  # it came before the new rule
    assert "regnes endnu ikke" not in clerk.get(PAGE).text
