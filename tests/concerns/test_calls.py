"""Taking a call: it saves as one types, ends as advice or as a concern, and never names the anonymous."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localtime

from tests import sensitive
from tovholder import __version__
from tovholder.access.gate import Denied
from tovholder.audit.models import Look
from tovholder.concerns import operations
from tovholder.concerns.models import (
    AdviceContact,
    Call,
    CallerIdentity,
    ConcernReport,
    Deadline,
    ExtremismKind,
)
from tovholder.concerns.operations import Told
from tovholder.core.ids import uuid7
from tovholder.people.models import Person

FORM = {
    "danger": "no",
    "anonymous": "yes",
    "caller_kind": "parent",
    "received_at": "2022-09-20T11:30",
    "channel": "national_hotline",
    "behaviour": "Sover om dagen.",
    "residence": "here",
    "topics": ["keep_contact"],
    "kinds": ["unclear"],
    "advice": "Bliv ved med at tale.",
    "person-who": "nobody",
    "person-key": "",
}


pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def client(adviser: Any, browse: Any) -> Any:
    return browse(adviser)


def send(client: Any, key: Any, **more: Any) -> Any:
    return client.post(reverse("concerns:begin"), FORM | {"call": str(key)} | more)


def told(now: Any, **more: Any) -> Told:
    return Told(at=now, danger="no", seen={"behaviour": "Sover om dagen."}, **more)


def test_the_danger_question_is_unanswered_and_must_be_answered(client: Any) -> None:
    page = client.get(reverse("concerns:begin"))
    assert page.status_code == 200
    assert not page.context["form"]["danger"].value()
    assert "112" in page.content.decode()
    refused = send(client, uuid7(), act="concern", danger="")
    assert refused.status_code == 200
    assert refused.context["form"].errors["danger"]
    assert "Sover om dagen." in refused.content.decode()


def test_danger_asks_what_was_done(client: Any) -> None:
    refused = send(client, uuid7(), act="concern", danger="yes")
    assert "danger_done" in refused.context["form"].errors


def test_the_foot_says_the_version_of_tovholder_and_not_of_the_call(client: Any) -> None:
    page = client.get(reverse("concerns:begin")).content.decode()
    assert f"<p>Tovholder {__version__}</p>" in page


def test_a_call_is_kept_locked_and_survives_a_closed_lid(client: Any, arrange: Any, now: Any) -> None:
    key = uuid7()
    answer = client.post(
        reverse("concerns:begin"),
        FORM | {"call": str(key), "version": "0"},
        headers={"X-Requested-With": "autosave"},
    )
    assert (answer.status_code, answer["X-Version"]) == (204, "1")
    assert answer["X-At"] == localtime(now).isoformat(timespec="seconds"), "not the machine's clock"
    with connection.cursor() as cursor, arrange():
        cursor.execute("select content from concerns_call where id = %s", [key])
        assert "Sover" not in bytes(cursor.fetchone()[0]).decode(errors="replace")
        cursor.execute(
            "select count(*) from concerns_callevent where to_jsonb(concerns_callevent)::text ~ 'Sover'"
        )
        assert cursor.fetchone() == (0,)
    assert reverse("concerns:call", args=[key]) in client.get(reverse("concerns:list")).content.decode()
    again = client.get(reverse("concerns:call", args=[key])).content.decode()
    assert "Sover om dagen." in again
    assert "form-error" not in again


def test_two_windows_with_one_call_are_told_apart(client: Any) -> None:
    key, manner = uuid7(), {"X-Requested-With": "autosave"}
    client.post(reverse("concerns:begin"), FORM | {"call": str(key)}, headers=manner)
    url = reverse("concerns:call", args=[key])
    assert client.post(url, FORM | {"version": "1"}, headers=manner)["X-Version"] == "2"
    late = client.post(url, FORM | {"version": "1", "advice": "Mit eget råd"}, headers=manner)
    assert late.status_code == 409
    assert "et andet vindue" in late.content.decode()
    page = client.post(url, FORM | {"version": "1", "behaviour": "Min egen tekst", "act": "save"})
    assert "Min egen tekst" in page.content.decode()
    assert page.context["both"]


def _in_two_windows(client: Any) -> Any:
    """A call that was written on in one window after the other had read it; the other's version is 1."""
    key, manner = uuid7(), {"X-Requested-With": "autosave"}
    client.post(reverse("concerns:begin"), FORM | {"call": str(key)}, headers=manner)
    url = reverse("concerns:call", args=[key])
    client.post(url, FORM | {"version": "1", "behaviour": "Skrevet i det ene vindue"}, headers=manner)
    return key


@pytest.mark.parametrize("act", ["concern", "advice"])
@pytest.mark.parametrize("where", ["concerns:call", "concerns:begin"])
def test_a_hang_up_in_a_window_left_behind_shows_both_and_ends_nothing(
    client: Any, arrange: Any, act: str, where: str
) -> None:
    key = _in_two_windows(client)
    url = reverse(where, args=[key] if where == "concerns:call" else [])
    mine = FORM | {"call": str(key), "behaviour": "Skrevet i det andet", "sure": ["seen"], "act": act}
    shown = client.post(url, mine | {"version": "1"})
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Skrevet i det ene vindue" in text
    assert "Skrevet i det andet" in text
    assert shown.context["version"] == 2
    with arrange():
        assert Call.objects.count() == 1
        assert not ConcernReport.objects.exists()
        assert not AdviceContact.objects.exists()
    assert client.post(url, mine | {"version": "2"}).status_code == 302
    with arrange():
        assert not Call.objects.exists()


def test_a_save_in_a_window_left_behind_shows_both(client: Any) -> None:
    key = _in_two_windows(client)
    who = {"person-who": "unknown", "person-description": "Dreng i blå jakke", "kinds": ["right"]}
    sent = FORM | {"version": "1", "behaviour": "Skrevet i det andet", "act": "save"} | who
    shown = client.post(reverse("concerns:call", args=[key]), sent)
    rows = {label: (now, mine) for label, now, mine in shown.context["both"]}
    assert rows["Adfærd"] == ("Skrevet i det ene vindue", "Skrevet i det andet")
    assert rows["Form for ekstremisme, hvis nogen"] == ("Uklart", "Højreekstremisme")
    assert rows["Hvem det handler om"] == ("Ingen bestemt endnu", "En ukendt person med en beskrivelse")
    assert rows["Beskrivelse, hvis navnet ikke er kendt"] == ("–", "Dreng i blå jakke")
    assert len(rows) == 4, rows
    assert "Skrevet i det ene vindue" in shown.content.decode()


def test_whom_the_other_window_chose_is_named(
    copenhagen: Any, adviser: Any, client: Any, arrange: Any
) -> None:
    with arrange():
        person = sensitive.citizen(copenhagen, by=adviser, name="Valgt Prøve")
    url = reverse("concerns:call", args=[_in_two_windows(client)])
    client.post(url, FORM | {"version": "2", "person-who": str(person.pk), "act": "save"})
    shown = client.post(url, FORM | {"version": "1", "act": "concern"})
    assert ("Hvem det handler om", "Valgt Prøve", "Ingen bestemt endnu") in shown.context["both"]


def test_the_same_text_in_two_windows_is_no_conflict(client: Any, arrange: Any) -> None:
    """An answer that was lost on its way, or a second click."""
    key, manner = uuid7(), {"X-Requested-With": "autosave"}
    for _each in range(2):
        kept = client.post(reverse("concerns:begin"), FORM | {"call": str(key)}, headers=manner)
        assert (kept.status_code, kept["X-Version"]) == (204, "1")
    url = reverse("concerns:call", args=[key])
    client.post(url, FORM | {"version": "1", "call": str(key), "advice": "Ring"}, headers=manner)
    late = FORM | {"version": "1", "call": str(key), "advice": "Ring"}
    assert client.post(url, late, headers=manner)["X-Version"] == "2"
    assert client.post(url, late | {"act": "concern"}).status_code == 302
    with arrange():
        assert ConcernReport.objects.get().advice == "Ring"


@pytest.mark.parametrize(("first", "then"), [("concern", "advice"), ("advice", "concern")])
def test_a_call_ends_one_way(client: Any, arrange: Any, first: str, then: str) -> None:
    key = uuid7()
    ended = send(client, key, act=first, sure="seen")
    again = send(client, key, act=then, sure="seen")
    if first == "concern":
        assert again["Location"] == ended["Location"]
        again = client.get(again["Location"])
    else:
        assert "Sover om dagen." in again.text, "what advice does not keep"
    assert "er afsluttet" in again.text
    with arrange():
        assert ConcernReport.objects.count() + AdviceContact.objects.count() == 1


#: How the window that was left behind is sent: saved, or hung up.
LATE = [{"act": "save"}, {"act": "concern"}, {"act": "advice", "sure": "seen"}]


@pytest.mark.parametrize("where", ["concerns:call", "concerns:begin"])
@pytest.mark.parametrize("late", LATE, ids=lambda late: late["act"])
@pytest.mark.parametrize("first", ["concern", "advice"])
def test_words_of_another_window_than_the_one_that_ended_the_call_are_shown(
    client: Any, arrange: Any, first: str, late: dict[str, str], where: str
) -> None:
    key = uuid7()
    send(client, key, act=first, sure="seen")
    url = reverse(where, args=[key] if where == "concerns:call" else [])
    sent = FORM | {"call": str(key), "version": "1" if where == "concerns:call" else "0"}
    shown = client.post(url, sent | late | {"advice": "Et andet råd"})
    assert shown.status_code == 200
    rows = {label: (now, mine) for label, now, mine in shown.context["both"]}
    assert rows.pop("Rådgivningen i få ord") == ("Bliv ved med at tale.", "Et andet råd")
    if first == "advice" and late["act"] != "advice":
        assert rows.pop("Adfærd") == ("–", "Sover om dagen.")
        assert rows.pop("Form for ekstremisme, hvis nogen") == ("–", "Uklart")
    assert rows == {}
    assert "Et andet råd" in shown.text
    with arrange():
        concern = ConcernReport.objects.first()
        assert ConcernReport.objects.count() + AdviceContact.objects.count() == 1
        look = Look.objects.latest("id")
    if concern:
        assert reverse("concerns:correct", args=[concern.pk]) in shown.text
        assert look.concerns == [concern.pk]


def test_a_second_click_says_nothing_new_of_anybody(client: Any, arrange: Any) -> None:
    who = {
        "person-who": "new",
        "person-key": str(uuid7()),
        "person-name": "Anton Opdigtet ",
        "person-asked": "710504-4234",
    }
    who |= {"person-cpr": "710504-4234", "person-district": "Nørrebro", "person-address_protected": "on"}
    sent = (
        FORM | who | {"anonymous": "no", "name": "Mor Prøve", "phone": "00 00 00 77", "advice": "Ring.\r\n "}
    )
    key = uuid7()
    for _click in range(2):
        assert (
            client.post(reverse("concerns:begin"), sent | {"call": str(key), "act": "concern"}).status_code
            == 302
        )
    again = client.post(reverse("concerns:call", args=[key]), sent | {"act": "concern"})
    assert again.status_code == 302, again.context["both"]
    other = client.post(
        reverse("concerns:call", args=[key]), sent | {"act": "save", "person-name": "Bent Opdigtet"}
    )
    assert [(now, mine) for _label, now, mine in other.context["both"]] == [
        ("Anton Opdigtet", "Bent Opdigtet")
    ]


def test_who_was_written_in_another_window_is_shown_too(client: Any, arrange: Any) -> None:
    key = uuid7()
    send(client, key, act="concern", anonymous="no", name="Mor Prøve")
    who = {"person-who": "unknown", "person-description": "Dreng i blå jakke"}
    late = FORM | {"anonymous": "no", "name": "Mor Prøve", "phone": "00 00 00 77", "act": "save"} | who
    rows = client.post(reverse("concerns:call", args=[key]), late).context["both"]
    assert ("Beskrivelse, hvis navnet ikke er kendt", "–", "Dreng i blå jakke") in rows
    assert ("Telefon på den, der ringer", "–", "00 00 00 77") in rows


def test_what_ended_as_advice_goes_on_as_a_call_of_its_own(client: Any, arrange: Any) -> None:
    key = uuid7()
    send(client, key, act="advice", sure="seen")
    shown = client.post(
        reverse("concerns:call", args=[key]), FORM | {"act": "save", "advice": "Et andet råd"}
    )
    anew = {name: [value for each, value in shown.context["sent"] if each == name] for name in FORM}
    sent = {"call": str(shown.context["key"]), **anew, "act": "save"}
    assert client.post(reverse("concerns:begin"), sent).status_code == 200
    with arrange():
        kept = operations.content_of(Call.objects.get())
    assert (kept["advice"], kept["behaviour"]) == (["Et andet råd"], ["Sover om dagen."])


def test_a_window_of_a_call_that_has_ended_says_so_as_one_types(
    client: Any, person: Any, browse: Any
) -> None:
    key, manner = uuid7(), {"X-Requested-With": "autosave"}
    send(client, key, act="concern")
    url = reverse("concerns:call", args=[key])
    late = client.post(url, FORM | {"version": "1", "advice": "Et andet råd"}, headers=manner)
    assert late.status_code == 409
    assert "Tryk på Gem" in late.text
    assert browse(person("adviser")).post(url, FORM, headers=manner).status_code == 404


@pytest.mark.parametrize("act", ["advice", "concern"])
def test_the_key_of_a_colleagues_call_is_refused(
    client: Any, browse: Any, person: Any, arrange: Any, act: str
) -> None:
    key = uuid7()
    assert send(browse(person("adviser")), key, act=act, sure="seen").status_code == 302
    refused = send(client, key, act=act, sure="seen")
    assert refused.status_code == 200
    assert "Åbn skemaet igen" in str(refused.context["form"].non_field_errors())
    assert "Sover om dagen." in refused.content.decode()
    with arrange():
        assert ConcernReport.objects.count() + AdviceContact.objects.count() == 1


def test_an_anonymous_caller_has_no_name_anywhere(client: Any, arrange: Any, adviser: Any, now: Any) -> None:
    page = client.get(reverse("concerns:caller"), {"anonymous": "yes"}).content.decode()
    assert 'name="name"' not in page
    assert 'name="name"' in client.get(reverse("concerns:caller"), {"anonymous": "no"}).content.decode()
    refused = send(client, uuid7(), act="concern", name="Hemmelig Mor", phone="12 34 56 78")
    assert refused.status_code == 200
    assert "Hemmelig Mor" not in refused.content.decode()
    with arrange():
        assert not ConcernReport.objects.exists()
    with pytest.raises(operations.AnonymousHasNoName):
        operations.take_down(call_id=uuid7(), told=told(now), by=adviser, at=now, name="Hemmelig Mor")
    key = uuid7()
    client.post(
        reverse("concerns:begin"),
        FORM | {"call": str(key), "name": "Hemmelig Mor"},
        headers={"X-Requested-With": "autosave"},
    )
    with arrange():
        assert "name" not in operations.content_of(Call.objects.get(pk=key))


def test_hanging_up_with_advice_keeps_no_subject_and_says_so_before(client: Any, arrange: Any) -> None:
    key = uuid7()
    asked = send(client, key, act="advice")
    assert asked.status_code == 200
    assert asked.context["asks"]
    with arrange():
        assert not AdviceContact.objects.exists()
    done = send(client, key, act="advice", sure="seen")
    assert done.status_code == 302
    with arrange():
        contact = AdviceContact.objects.get()
        assert (contact.pk, contact.topics, contact.advice) == (
            key,
            ["keep_contact"],
            "Bliv ved med at tale.",
        )
        assert not ConcernReport.objects.exists()
        assert not Call.objects.exists()


def test_a_double_click_makes_one_concern_and_one_advice_contact(client: Any, arrange: Any) -> None:
    key, other = uuid7(), uuid7()
    first, second = send(client, key, act="concern"), send(client, key, act="concern")
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    for _again in range(2):
        assert send(client, other, act="advice", behaviour="", kinds=[]).status_code == 302
    with arrange():
        assert ConcernReport.objects.count() == AdviceContact.objects.count() == 1


def test_a_concern_gets_the_next_number_of_its_year(client: Any, arrange: Any) -> None:
    numbers = []
    for _each in range(2):
        send(client, uuid7(), act="concern")
    with arrange():
        numbers = sorted(ConcernReport.objects.values_list("number", flat=True))
    assert numbers == ["2022-0001", "2022-0002"]


def test_the_callers_identity_is_sealed_apart(client: Any, arrange: Any) -> None:
    made = send(client, uuid7(), act="concern", anonymous="no", name="Hemmelig Mor", phone="12 34 56 78")
    assert made.status_code == 302, made.context["form"].errors
    with arrange():
        sealed = CallerIdentity.objects.get()
        assert b"Hemmelig" not in bytes(sealed.name_sealed or b"")
        assert operations.caller_of(sealed) == ("Hemmelig Mor", "12 34 56 78")


def test_a_new_person_is_written_down_with_the_concern(client: Any, arrange: Any) -> None:
    who = {"person-who": "unknown", "person-description": "Dreng i blå jakke, ca. 17"}
    made = send(client, uuid7(), act="concern", **who)
    assert made.status_code == 302, (made.context["form"].errors, made.context["choice"].errors)
    with arrange():
        person = ConcernReport.objects.get().person
        assert person is not None
        assert person.description == "Dreng i blå jakke, ca. 17"
    assert client.get(made["Location"]).status_code == 200


def test_a_name_corrected_after_a_refusal_is_the_one_that_counts(client: Any, arrange: Any) -> None:
    key, who = uuid7(), {"person-who": "new", "person-key": str(uuid7()), "person-asked": "Navn"}
    wrong = {"person-name": "Forkert Navn", "person-birth_year": "1999"}
    refused = send(client, key, act="concern", behaviour="", **who, **wrong)
    assert refused.status_code == 200
    assert "mindst én" in str(refused.context["form"].non_field_errors())
    with arrange():
        assert not Person.objects.exists(), "the caller may give up now"
    right = {"person-name": "Rigtigt Navn", "person-birth_year": "2001"}
    assert send(client, key, act="concern", **who, **right).status_code == 302
    with arrange():
        person = ConcernReport.objects.get().person
        assert person is not None
        assert (person.name, person.birth_year) == ("Rigtigt Navn", 2001)
        assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("channel", "caller_kind", "authority"),
    [
        ("referral", "teacher", "Prøve Gymnasium"),
        ("mail", "employee", "Prøve Boligforening"),
        ("referral", "employee", ""),
        ("mail", "authority", ""),
    ],
)
def test_who_referred_is_kept_and_gets_a_receipt(
    client: Any, coordinator: Any, browse: Any, arrange: Any, channel: str, caller_kind: str, authority: str
) -> None:
    send(client, uuid7(), act="concern", channel=channel, caller_kind=caller_kind, authority=authority)
    with arrange():
        concern = ConcernReport.objects.get()
        assert concern.authority == authority
    reads = browse(coordinator)
    confirm = reverse("concerns:confirm", args=[concern.pk])
    assert confirm in reads.get(concern.get_absolute_url()).content.decode()
    assert concern.number in reads.get(reverse("concerns:list"), {"show": "follow_up"}).content.decode()
    todo = reads.get(concern.get_absolute_url()).context["next"]
    assert confirm in [each.url for each in todo]


def test_a_parent_who_calls_is_sent_no_receipt(
    client: Any, coordinator: Any, browse: Any, arrange: Any
) -> None:
    send(client, uuid7(), act="concern")
    with arrange():
        concern = ConcernReport.objects.get()
    reads = browse(coordinator)
    assert "/confirm/" not in reads.get(concern.get_absolute_url()).content.decode()
    assert concern.number not in reads.get(reverse("concerns:list"), {"show": "follow_up"}).content.decode()


def test_a_promise_to_call_back_is_not_given_up_unasked(client: Any, arrange: Any) -> None:
    key = uuid7()
    promised = {"behaviour": "", "kinds": [], "call_back_at": "2022-09-21T10:00"}
    promised |= {"anonymous": "no", "name": "Hemmelig Mor", "phone": "12 34 56 78"}
    asked = send(client, key, act="advice", **promised)
    assert asked.status_code == 200
    assert "ringe tilbage" in asked.context["asks"]["call_back"]
    with arrange():
        assert not AdviceContact.objects.exists()
    seen = send(client, key, act="advice", sure="seen", **promised)
    assert seen.status_code == 200, "what was asked before was something else"
    assert send(client, key, act="advice", sure="call_back", **promised).status_code == 302


def test_a_call_back_that_has_passed_is_refused_and_nothing_is_lost(client: Any) -> None:
    refused = send(client, uuid7(), act="concern", call_back_at="2022-09-01T10:00")
    assert "call_back_at" in refused.context["form"].errors
    assert "Bliv ved med at tale." in refused.content.decode()


def test_nobody_opens_a_call_of_somebody_else(client: Any, browse: Any, coordinator: Any) -> None:
    key = uuid7()
    client.post(reverse("concerns:begin"), FORM | {"call": str(key), "act": "save"})
    assert client.get(reverse("concerns:call", args=[key])).status_code == 200
    assert browse(coordinator).get(reverse("concerns:call", args=[key])).status_code == 404


def test_a_call_can_be_thrown_away(client: Any, arrange: Any) -> None:
    key = uuid7()
    client.post(reverse("concerns:begin"), FORM | {"call": str(key), "act": "save"})
    client.post(reverse("concerns:discard", args=[key]))
    with arrange():
        assert not Call.objects.exists()


def test_who_does_not_work_on_the_hotline_takes_no_call(person: Any, now: Any) -> None:
    with pytest.raises(Denied):
        operations.take_down(call_id=uuid7(), told=told(now), by=person("leader"), at=now)


def test_advice_forgets_its_text_after_thirty_days_and_its_history_never_had_it(
    copenhagen: Any, adviser: Any, arrange: Any, as_actor: Any, now: Any
) -> None:
    with arrange():
        for days in (29, 31):
            AdviceContact.objects.create(
                municipality=copenhagen,
                at=now - timedelta(days=days),
                by=adviser,
                channel="mail",
                caller_kind="parent",
                danger="yes",
                danger_done="Ringede 112 for Opdigtet",
                advice=f"Råd {days}",
            )
    as_actor(-3)
    assert operations.forget_advice(at=now) == 1
    with arrange(), connection.cursor() as cursor:
        left = AdviceContact.objects.order_by("-at").values_list("advice", "danger_done")
        assert list(left) == [("Råd 29", "Ringede 112 for Opdigtet"), ("", "")]
        cursor.execute(
            "select count(*) from concerns_advicecontactevent e where to_jsonb(e)::text ~ 'Råd|Ringede'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("field", ["advice", "danger_done"])
def test_advice_names_no_cpr_number(client: Any, arrange: Any, field: str) -> None:
    refused = send(client, uuid7(), act="advice", sure="seen", **{field: "Ali Prøve 110190-1234"})
    assert "CPR" in str(refused.context["form"].errors[field])
    assert "110190-1234" in refused.content.decode()
    with arrange():
        assert not AdviceContact.objects.exists()


def test_the_database_takes_no_cpr_number_in_advice(copenhagen: Any, adviser: Any, arrange: Any) -> None:
    with arrange(), pytest.raises(IntegrityError, match="advice_names_no_cpr"), transaction.atomic():
        AdviceContact.objects.create(
            municipality=copenhagen, at=sensitive.WHEN, by=adviser, danger="no", advice="Ali, 110190-1234"
        )


def test_the_page_says_how_long_the_text_of_advice_is_kept(
    copenhagen: Any, client: Any, arrange: Any
) -> None:
    assert "slettes efter 30 dage" in client.get(reverse("concerns:begin")).content.decode()
    with arrange():
        keep = {"municipality": copenhagen, "key": "advice_text", "working_days": False}
        Deadline.objects.create(**keep, days=14, valid_from="2022-09-20")
        Deadline.objects.create(**keep, days=3, valid_from="2022-09-21")
    assert "slettes efter 14 dage" in client.get(reverse("concerns:begin")).content.decode()
    with arrange():
        Deadline.objects.all().delete()
    assert "slettes efter 30 dage" in client.get(reverse("concerns:begin")).content.decode()


def test_a_call_that_nobody_ends_is_deleted_and_its_list_says_when(
    copenhagen: Any, adviser: Any, person: Any, client: Any, arrange: Any, as_actor: Any, now: Any
) -> None:
    left = person("adviser", name="Rejst Rådgiver")
    with arrange():
        for days, by in ((6, adviser), (8, adviser), (8, left)):
            when = now - timedelta(days=days)
            Call.objects.create(municipality=copenhagen, by=by, begun_at=when, saved_at=when)
    shown = client.get(reverse("concerns:list")).content.decode()
    assert "Gemt ons. 14. sept. kl. 12.00. Det gemmes til og med 21. september 2022" in shown
    as_actor(-3)
    assert operations.forget_calls(at=now) == 2
    with arrange():
        assert Call.objects.get().saved_at == now - timedelta(days=6)
        Deadline.objects.filter(key="call_draft").update(days=5)
    as_actor(-3)
    assert operations.forget_calls(at=now) == 1


def test_what_a_municipality_begins_with_is_loaded_once(copenhagen: Any, rules: Any, arrange: Any) -> None:
    from tovholder.concerns.defaults import load_defaults

    with arrange():
        before = ExtremismKind.objects.count()
        load_defaults(copenhagen)
        assert ExtremismKind.objects.count() == before == 8


def test_a_call_back_is_noted_and_leaves_the_list(
    copenhagen: Any, adviser: Any, arrange: Any, browse: Any, now: Any
) -> None:
    with arrange():
        concern = sensitive.concern(copenhagen, by=adviser, call_back_at=now, call_back_by=adviser)
    client = browse(adviser)
    client.post(reverse("concerns:called_back", args=[concern.pk]))
    with arrange():
        concern.refresh_from_db()
        assert concern.called_back_at == now
