"""Triage: three grounds, the police's answer, one exit with its reason; and two who work at the same time."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.pdf import faults_of, words_of
from tovholder.access.gate import Denied
from tovholder.audit.models import Look
from tovholder.cases.models import Recusal
from tovholder.concerns import operations
from tovholder.concerns.exits import possible
from tovholder.concerns.models import ConcernReport, DutyShift, PoliceClearance, Purge
from tovholder.concerns.operations import Handover
from tovholder.concerns.queries import clearance_of, waiting
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations as disclosures
from tovholder.disclosures.models import Content, Disclosure, LegalBasis
from tovholder.disclosures.operations import give_consent
from tovholder.people.models import Double, Particulars, Person

Exit = ConcernReport.Exit


pytestmark = pytest.mark.usefixtures("at_now")


def asked(concern: Any, coordinator: Any, officer: Any, rules: Any, now: Any, **more: Any) -> PoliceClearance:
    given = {
        "extract": "Sover om dagen.",
        "necessity": "Afklaring",
        "basis": rules,
        "version": concern.version,
    }
    return operations.ask_clearance(
        concern=concern, asked_of=officer, by=coordinator, at=now, **{**given, **more}
    )


def answered(clearance: PoliceClearance, officer: Any, rules: Any, now: Any, **more: Any) -> None:
    given = {"answer": "theirs", "necessity": "Kommunen skal vide det", "basis": rules}
    operations.answer_clearance(clearance=clearance, by=officer, at=now, **{**given, **more})


def leave(concern: Any, coordinator: Any, now: Any, exit: str, **more: Any) -> Any:
    return operations.leave(
        concern=concern, by=coordinator, at=now, exit=exit, **{"reason": "Derfor", **more}
    )


def told(rules: Any, **more: Any) -> Handover:
    return Handover(text="Sover om dagen.", necessity="Nødvendigt", basis=rules, **more)


def test_the_queue_shows_the_oldest_first_with_what_comes_next(
    copenhagen: Any, adviser: Any, coordinator: Any, concern: Any, arrange: Any, browse: Any, now: Any
) -> None:
    with arrange():
        sensitive.concern(copenhagen, by=adviser, received_at=now)
    page = browse(coordinator).get(reverse("concerns:list"))
    rows = page.context["rows"]
    assert rows[0]["concern"].pk == concern.pk
    assert rows[0]["next"].state == "overdue"
    assert rows[0]["age"] == "13 arbejdsdage"
    assert "arbejdsdage over" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "door"),
    [("participant", "clearance_list"), ("custodian", "identity_request_list"), ("dpo", "purge_list")],
)
def test_who_has_one_part_in_concerns_comes_straight_to_it(
    person: Any, browse: Any, role: str, door: str
) -> None:
    answer = browse(person(role)).get(reverse("concerns:list"))
    assert (answer.status_code, answer["Location"]) == (302, reverse(f"concerns:{door}"))


def test_an_adviser_sees_her_own_and_no_name_but_those(
    copenhagen: Any, adviser: Any, person: Any, concern: Any, arrange: Any, browse: Any
) -> None:
    other = person("adviser")
    with arrange():
        hers = sensitive.concern(copenhagen, by=other, person=sensitive.citizen(copenhagen, by=other))
    rows = browse(adviser).get(reverse("concerns:list")).context["rows"]
    assert [row["concern"].pk for row in rows] == [concern.pk]
    assert browse(adviser).get(hers.get_absolute_url()).status_code == 404


def test_two_coordinators_who_write_grounds_lose_nothing(
    concern: Any, coordinator: Any, person: Any, browse: Any, arrange: Any
) -> None:
    url = reverse("concerns:assess", args=[concern.pk])
    mine = {"grounds": "Mine", "prevention": "Min", "proportionality": "Mit", "version": "1"}
    theirs = {"grounds": "Deres", "prevention": "x", "proportionality": "y", "version": "1"}
    second = browse(person("coordinator", name="Bodil Anden"))
    assert second.post(url, theirs).status_code == 302
    page = browse(coordinator).post(url, mine)
    text = page.content.decode()
    assert page.status_code == 200
    assert all(words in text for words in ("Deres", "Mine", "Bodil Anden"))
    assert (
        browse(coordinator).post(url, mine | {"version": page.context["form"].data["version"]}).status_code
        == 302
    )
    with arrange():
        concern.refresh_from_db()
        assert (concern.grounds, concern.version) == ("Mine", 3)


def test_the_police_see_exactly_the_extract_and_never_the_concern(
    weighed: Any,
    coordinator: Any,
    officer: Any,
    rules: Any,
    now: Any,
    as_actor: Any,
    browse: Any,
    arrange: Any,
) -> None:
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    with arrange():
        assert Content.objects.get().text == "Sover om dagen."
        assert Disclosure.objects.get().pk == clearance.disclosure_id
        weighed.refresh_from_db()
        assert weighed.disclosed == [clearance.disclosure_id]
        assert clearance.due_on == date(2022, 9, 27)
    as_actor(officer)
    assert not ConcernReport.objects.exists()
    client = browse(officer)
    assert client.get(weighed.get_absolute_url()).status_code == 403
    page = client.get(reverse("concerns:clearance", args=[clearance.pk]))
    assert "Sover om dagen." in page.content.decode()
    assert "Brud med venner" not in page.content.decode()
    with arrange():
        citizen = weighed.person
        look = Look.objects.latest("at")
        assert (look.persons, look.concerns) == ([citizen.pk], [weighed.pk])
    assert f'<a href="{citizen.get_absolute_url()}"><strong>{citizen}</strong></a>' in page.content.decode()
    done = client.post(
        reverse("concerns:clearance", args=[clearance.pk]),
        {"answer": "nothing_against", "note": "Fint", "necessity": "Afklaring", "basis": rules.pk},
    )
    assert done.status_code == 302
    as_actor(coordinator)
    answered = clearance_of(weighed)
    assert answered is not None
    assert (answered.answer, answered.note) == ("nothing_against", "Fint")
    assert Exit.INFO_HOUSE in possible(weighed, answered)


def test_another_member_of_the_police_does_not_see_the_question(
    weighed: Any,
    coordinator: Any,
    officer: Any,
    person: Any,
    rules: Any,
    now: Any,
    as_actor: Any,
    browse: Any,
) -> None:
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    colleague = person("participant", agency="police")
    assert browse(colleague).get(reverse("concerns:clearance", args=[clearance.pk])).status_code == 404


def test_a_recused_member_of_the_police_reads_no_question_nor_answers_it(
    copenhagen: Any,
    weighed: Any,
    coordinator: Any,
    officer: Any,
    rules: Any,
    now: Any,
    as_actor: Any,
    arrange: Any,
    browse: Any,
) -> None:
    """From the second of the recusal on, and when the concern turns out to be about somebody else, too."""
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    path = reverse("concerns:clearance", args=[clearance.pk])
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator, person=weighed.person)
        recusal = Recusal.objects.create(case=case, user=officer, since=now, declared_by=officer)
        other = sensitive.citizen(copenhagen, by=coordinator)
    client = browse(officer)
    for about in (weighed.person, other):
        with arrange():
            ConcernReport.objects.filter(pk=weighed.pk).update(person=about)
        as_actor(officer)
        assert not PoliceClearance.objects.exists()
        assert not PoliceClearance.events.rel.related_model.objects.exists()
        answer = {"answer": "theirs", "answered_at": now, "answered_by": officer}
        assert not PoliceClearance.objects.filter(pk=clearance.pk).update(**answer)
        assert client.get(path).status_code == 404
        assert weighed.number not in client.get(reverse("concerns:clearance_list")).content.decode()
    with arrange():
        Recusal.objects.filter(pk=recusal.pk).update(until=now, lifted_by=coordinator)
    assert client.get(path).status_code == 404, "it was about somebody else, and is taken back"
    with arrange():
        PoliceClearance.objects.update(withdrawn_at=None)
    assert client.get(path).status_code == 200


def test_when_it_is_somebody_else_the_police_see_neither(
    copenhagen: Any,
    weighed: Any,
    coordinator: Any,
    officer: Any,
    rules: Any,
    now: Any,
    as_actor: Any,
    arrange: Any,
) -> None:
    """What was asked is taken back: where it was her after all, they are asked anew."""
    first = weighed.person
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    with arrange():
        other = sensitive.citizen(copenhagen, by=coordinator)

    def seen() -> set[Any]:
        as_actor(officer)
        with connection.cursor() as cursor:
            cursor.execute("select tovholder.readers_wrong()")
            assert cursor.fetchone() == (0,)
        return set(Person.objects.values_list("pk", flat=True))

    def it_is(person: Any) -> None:
        as_actor(coordinator)
        version = ConcernReport.objects.get(pk=weighed.pk).version
        operations.say_who(concern=weighed, person=person, by=coordinator, at=now, version=version)

    assert seen() == {first.pk}
    it_is(other)
    assert seen() == set()
    with pytest.raises(operations.Refused):
        answered(clearance, officer, rules, timezone.now())
    it_is(first)
    assert seen() == set()


def test_whoever_left_the_police_reads_no_question_to_them(
    copenhagen: Any,
    weighed: Any,
    coordinator: Any,
    officer: Any,
    rules: Any,
    now: Any,
    as_actor: Any,
    arrange: Any,
) -> None:
    as_actor(coordinator)
    asked(weighed, coordinator, officer, rules, now)
    with arrange():
        officer.agency = copenhagen.agencies.get(key="sof")
        officer.save(update_fields=["agency"])
    as_actor(officer)
    assert not PoliceClearance.objects.exists()


def test_a_question_is_asked_once_and_only_of_the_police(
    weighed: Any, coordinator: Any, officer: Any, person: Any, rules: Any, now: Any, as_actor: Any
) -> None:
    as_actor(coordinator)
    asked(weighed, coordinator, officer, rules, now)
    with pytest.raises(operations.AlreadyAsked):
        asked(weighed, coordinator, officer, rules, now)
    with pytest.raises(operations.NotOfThePolice):
        asked(weighed, coordinator, person("participant", agency="sof"), rules, now)
    found = clearance_of(weighed)
    assert found is not None
    operations.withdraw_clearance(clearance=found, by=coordinator, at=now)
    as_actor(officer)
    assert not PoliceClearance.objects.exists()


def test_what_the_police_answer_is_disclosed_to_who_asked_in_the_same_act(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    as_actor(officer)
    with arrange():
        theirs = LegalBasis.objects.create(
            municipality=weighed.municipality,
            key="kun-kommunen",
            title="Kun kommunen",
            short_title="kun kommunen",
            meaning="x",
            source="x",
            gives=["municipal"],
            reaches=["police"],
            valid_from=rules.valid_from,
        )
    with pytest.raises(disclosures.BasisDoesNotReach):
        answered(clearance, officer, theirs, now)
    assert not PoliceClearance.objects.get().answered_at
    answered(clearance, officer, rules, now, answer="nothing_against", note="Kendes ikke her.")
    as_actor(coordinator)
    entry = Disclosure.objects.get(giver=officer.agency)
    assert (entry.receiver, entry.person_id) == (coordinator.agency, weighed.person_id)
    assert entry.recorded_by_id == officer.pk
    assert entry.particulars.necessity == "Kommunen skal vide det"
    assert entry.content.text.endswith("\n\nKendes ikke her.")
    assert Disclosure.objects.count() == 2


def test_the_police_say_on_which_basis_they_answer(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any, browse: Any
) -> None:
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    client, address = browse(officer), reverse("concerns:clearance", args=[clearance.pk])
    form = client.get(address).context["form"]
    assert form["basis"].value() == rules.pk
    said = {"answer": "nothing_against", "necessity": form["necessity"].value()}
    assert client.post(address, said).status_code == 200
    assert client.post(address, {**said, "basis": rules.pk}).status_code == 302
    as_actor(coordinator)
    assert Disclosure.objects.get(giver=officer.agency).basis == rules


def test_the_question_is_asked_in_the_words_that_were_shown(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, browse: Any, arrange: Any
) -> None:
    """As the police will see them, the name included; changed words are shown before they go."""
    client, address = browse(coordinator), reverse("concerns:ask_clearance", args=[weighed.pk])
    page = client.get(address)
    shown = re.search(r'<div class="concerns-told">.*?</div>', page.text, re.DOTALL)
    assert shown is not None
    assert str(weighed.person) in shown[0]
    assert "Sover om dagen." in shown[0]
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("extract", "version", "shown")}
    sent |= {"asked_of": officer.pk, "necessity": "Afklaring", "basis": rules.pk}
    changed = {**sent, "extract": "Sover\r\nikke."}
    again = client.post(address, changed)
    assert again.status_code == 200
    assert "Du har ændret ordene" in again.text
    assert "Sover\nikke.</p>" in again.text
    shown_only = client.post(address, {**sent, "extract": "Kommer for sent.", "show": "1"})
    assert "Kommer for sent.</p>" in shown_only.text
    assert "form-error" not in shown_only.text
    with arrange():
        assert not PoliceClearance.objects.exists()
    changed["shown"] = again.context["form"]["shown"].value()
    assert client.post(address, changed).status_code == 302
    as_told = browse(officer).get(reverse("concerns:clearance", args=[_only(arrange).pk]))
    assert "Sover\r\nikke.</p>" in as_told.text or "Sover\nikke.</p>" in as_told.text


def _only(arrange: Any) -> PoliceClearance:
    with arrange():
        return PoliceClearance.objects.get()


def test_what_is_the_polices_alone_goes_nowhere_else(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    as_actor(coordinator)
    clearance = asked(weighed, coordinator, officer, rules, now)
    as_actor(officer)
    answered(clearance, officer, rules, now)
    with pytest.raises(operations.Answered):
        answered(clearance, officer, rules, now)
    as_actor(coordinator)
    with pytest.raises(operations.ExitNotPossible):
        leave(weighed, coordinator, now, Exit.OTHER_HOUSE, handover=told(rules, outside="Infohus Fyn"))
    leave(weighed, coordinator, now, Exit.POLICE, purge=True)
    with arrange():
        assert Purge.objects.get().exit == "police"


def test_the_police_take_over_what_they_have_been_told(
    weighed: Any, coordinator: Any, rules: Any, browse: Any, arrange: Any
) -> None:
    url = reverse("concerns:leave", args=[weighed.pk, Exit.POLICE])
    client = browse(coordinator)
    form = client.get(url).context["form"]
    assert "Sover om dagen." in form["text"].value()
    refused = client.post(url, {"reason": "Deres"})
    assert refused.context["form"].errors.keys() == {"agency", "text", "necessity", "basis"}
    with arrange():
        police = weighed.municipality.agencies.get(key="police")
    sent = {
        "reason": "Deres",
        "agency": police.pk,
        "text": "Sover om dagen.",
        "necessity": "x",
        "basis": rules.pk,
    }
    assert client.post(url, sent).status_code == 302
    with arrange():
        weighed.refresh_from_db()
        assert (weighed.exit, weighed.disclosed) == ("police", [Disclosure.objects.get().pk])
        assert Purge.objects.get().concern == weighed.pk


def test_nothing_is_deleted_that_the_police_were_not_told(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    as_actor(coordinator)
    with pytest.raises(operations.Missing):
        leave(weighed, coordinator, now, Exit.POLICE, purge=True)
    clearance = asked(weighed, coordinator, officer, rules, now)
    operations.withdraw_clearance(clearance=clearance, by=coordinator, at=now)
    with pytest.raises(operations.Missing):
        leave(weighed, coordinator, now, Exit.POLICE, purge=True)
    with arrange():
        ConcernReport.objects.filter(pk=weighed.pk).update(person=None)
        weighed.refresh_from_db()
    with pytest.raises(operations.NoPerson):
        leave(weighed, coordinator, now, Exit.POLICE, purge=True)


def test_of_two_who_say_whom_it_is_about_the_second_sees_both(
    copenhagen: Any, concern: Any, adviser: Any, coordinator: Any, person: Any, browse: Any, arrange: Any
) -> None:
    url = reverse("concerns:who", args=[concern.pk])
    with arrange():
        theirs = sensitive.citizen(copenhagen, by=adviser, name="Deres Valg")
        before = Person.objects.count()
    mine = {
        "person-who": "new",
        "person-name": "Mit Valg",
        "person-asked": "Mit Valg",
        "person-key": str(uuid7()),
        "version": "1",
    }
    second = browse(person("coordinator", name="Bodil Anden"))
    assert second.post(url, {"person-who": str(theirs.pk), "version": "1"}).status_code == 302
    client = browse(coordinator)
    page = client.post(url, mine)
    text = page.content.decode()
    assert page.status_code == 200
    assert all(words in text for words in ("Deres Valg", "Mit Valg", "Bodil Anden"))
    with arrange():
        assert Person.objects.count() == before
    again = mine | {"version": page.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    with arrange():
        concern.refresh_from_db()
        assert (concern.person.name, concern.version) == ("Mit Valg", 3)


def test_the_infohus_waits_for_the_police(weighed: Any, coordinator: Any, now: Any, as_actor: Any) -> None:
    as_actor(coordinator)
    with pytest.raises(operations.ExitNotPossible):
        leave(weighed, coordinator, now, Exit.INFO_HOUSE)


def test_an_exit_has_a_reason_and_grounds_and_comes_once(
    concern: Any, coordinator: Any, now: Any, as_actor: Any, rules: Any
) -> None:
    as_actor(coordinator)
    with pytest.raises(operations.NoReason):
        leave(concern, coordinator, now, Exit.ADVICE, reason=" ")
    with pytest.raises(operations.NoGrounds):
        leave(concern, coordinator, now, Exit.UNFOUNDED)
    leave(concern, coordinator, now, Exit.ADVICE)
    with pytest.raises(operations.HasLeft):
        leave(concern, coordinator, now, Exit.ADVICE)
    with pytest.raises(operations.HasLeft):
        operations.assess(
            concern=concern,
            by=coordinator,
            at=now,
            grounds="x",
            prevention="x",
            proportionality="x",
            version=2,
        )


def test_another_house_gets_an_extract_that_stands_in_the_ledger(
    weighed: Any, coordinator: Any, rules: Any, browse: Any, arrange: Any
) -> None:
    url = reverse("concerns:leave", args=[weighed.pk, Exit.OTHER_HOUSE])
    sent = {
        "reason": "Bor i Odense",
        "outside": "Infohus Fyn",
        "text": "Sover om dagen.",
        "necessity": "Bor der",
        "basis": rules.pk,
    }
    client = browse(coordinator)
    refused = client.post(url, sent | {"text": ""})
    assert "text" in refused.context["form"].errors
    assert "Bor i Odense" in refused.content.decode()
    assert client.post(url, sent).status_code == 302
    with arrange():
        weighed.refresh_from_db()
        disclosure = Disclosure.objects.get()
        assert (weighed.exit, disclosure.particulars.outside) == ("other_house", "Infohus Fyn")
        assert weighed.disclosed == [disclosure.pk]


def test_a_child_referral_awaits_its_receipt_in_six_working_days_from_the_record(
    weighed: Any,
    coordinator: Any,
    rules: Any,
    copenhagen: Any,
    now: Any,
    as_actor: Any,
    browse: Any,
    arrange: Any,
) -> None:
    as_actor(coordinator)
    with arrange():
        social = copenhagen.agencies.get(key="sof")
    leave(weighed, coordinator, now, Exit.CHILD_REFERRAL, handover=told(rules, agency=social))
    with arrange():
        weighed.refresh_from_db()
    assert weighed.receipt_due_on == date(2022, 9, 28)
    client = browse(coordinator)
    url = reverse("concerns:receipt", args=[weighed.pk])
    assert client.post(url, {"on": "2022-09-01"}).status_code == 200
    assert client.post(url, {"on": "2022-09-20"}).status_code == 302
    with arrange():
        weighed.refresh_from_db()
        assert weighed.receipt_on == date(2022, 9, 20)


def test_the_receipt_to_an_authority_says_nothing_of_what_is_done(
    copenhagen: Any, adviser: Any, coordinator: Any, arrange: Any, browse: Any, tmp_path: Any
) -> None:
    with arrange():
        concern = sensitive.concern(
            copenhagen, by=adviser, caller_kind="authority", authority="Prøveskolen", grounds="Hemmelig"
        )
    client, url = browse(coordinator), reverse("concerns:confirm", args=[concern.pk])
    letter = client.get(url).content.decode()
    assert "Prøveskolen" in letter
    assert "Hemmelig" not in letter
    assert "Sover" not in letter
    file = client.get(reverse("concerns:confirm_file", args=[concern.pk]))
    words = words_of(file.content)
    assert "Prøveskolen" in words
    assert "har modtaget jeres henvendelse" in words
    assert "Hemmelig" not in words
    assert faults_of(file.content, tmp_path) == []
    client.post(url)
    with arrange():
        concern.refresh_from_db()
        assert concern.confirmed_by_id == coordinator.pk
        assert Look.objects.filter(view="concerns:confirm_file", way="print").count() == 1


def test_only_a_coordinator_triages(weighed: Any, adviser: Any, person: Any, now: Any) -> None:
    for somebody in (adviser, person("leader"), person("administrator")):
        with pytest.raises(Denied):
            leave(weighed, somebody, now, Exit.ADVICE)


def test_the_overview_says_what_waits(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any
) -> None:
    as_actor(coordinator)
    asked(weighed, coordinator, officer, rules, now)
    as_actor(officer)
    found = waiting(user=officer, today=now.date())
    assert [each.url for each in found] == [reverse("concerns:clearance", args=[clearance_of_any()])]
    as_actor(coordinator)
    (mine,) = waiting(user=coordinator, today=now.date())
    assert weighed.number in mine.note


def clearance_of_any() -> Any:
    return PoliceClearance.objects.get().pk


def test_a_shift_ends_and_hands_its_call_backs_over(
    copenhagen: Any,
    adviser: Any,
    person: Any,
    coordinator: Any,
    now: Any,
    as_actor: Any,
    arrange: Any,
    browse: Any,
) -> None:
    colleague = person("adviser", name="Bo Afløser")
    as_actor(coordinator)
    shifts = []
    for who, begins in ((adviser, now - timedelta(hours=4)), (colleague, now + timedelta(hours=4))):
        (shift,) = operations.plan_shift(
            adviser=who, starts_at=begins, ends_at=begins + timedelta(hours=8), by=coordinator, at=now
        )
        shifts.append(shift)
    first = shifts[0]
    with arrange():
        concern = sensitive.concern(
            copenhagen, by=coordinator, call_back_at=now + timedelta(days=1), call_back_by=adviser
        )
    client = browse(adviser)
    assert client.get(reverse("concerns:roster")).status_code == 200
    page = client.get(reverse("concerns:hand_over", args=[first.pk]))
    assert page.context["form"].initial == {"to": colleague.pk}
    done = client.post(reverse("concerns:hand_over", args=[first.pk]), {"to": colleague.pk})
    assert done.status_code == 302
    as_actor(colleague)
    assert list(ConcernReport.objects.all()) == [concern]
    as_actor(adviser)
    assert not ConcernReport.objects.exists()
    with pytest.raises(operations.NotOpen):
        operations.hand_over(shift=first, to=colleague, by=adviser, at=now)


def test_what_the_police_say_of_one_person_counts_for_no_other(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    with arrange():
        other = sensitive.citizen(weighed.municipality, by=coordinator)
    as_actor(coordinator)
    question = asked(weighed, coordinator, officer, rules, now)
    as_actor(officer)
    answered(question, officer, rules, now, answer="nothing_against")
    as_actor(coordinator)
    weighed.refresh_from_db()
    assert Exit.INFO_HOUSE in possible(weighed, clearance_of(weighed))
    operations.say_who(concern=weighed, person=other, by=coordinator, at=now, version=weighed.version)
    weighed.refresh_from_db()
    assert clearance_of(weighed) is None
    assert Exit.INFO_HOUSE not in possible(weighed, clearance_of(weighed))
    assert PoliceClearance.objects.get().answer == "nothing_against", "what was said stays on record"
    assert asked(weighed, coordinator, officer, rules, now).pk != question.pk


def test_a_question_about_somebody_else_waits_no_longer(
    weighed: Any,
    coordinator: Any,
    officer: Any,
    rules: Any,
    now: Any,
    as_actor: Any,
    browse: Any,
    arrange: Any,
) -> None:
    with arrange():
        other = sensitive.citizen(weighed.municipality, by=coordinator)
    as_actor(coordinator)
    question = asked(weighed, coordinator, officer, rules, now)
    url = reverse("concerns:who", args=[weighed.pk])
    sent = {"person-who": str(other.pk), "person-asked": "Prøve", "version": weighed.version}
    page = browse(coordinator).post(url, sent, follow=True).content.decode()
    assert "Blev politiet spurgt om en anden, så spørg dem igen." in page
    as_actor(officer)
    assert not PoliceClearance.objects.exists()
    with pytest.raises(operations.Answered):
        answered(question, officer, rules, now)


def test_two_rows_of_one_person_are_answered_for_together(
    weighed: Any, coordinator: Any, officer: Any, rules: Any, now: Any, as_actor: Any, arrange: Any
) -> None:
    with arrange():
        same = sensitive.citizen(weighed.municipality, by=coordinator)
        Double.objects.create(
            municipality=weighed.municipality,
            kept=weighed.person,
            gone=same,
            ground="by_hand",
            found_at=now,
            merged_at=now,
            merged_by=coordinator,
        )
    as_actor(coordinator)
    asked(weighed, coordinator, officer, rules, now)
    operations.say_who(concern=weighed, person=same, by=coordinator, at=now, version=weighed.version)
    weighed.refresh_from_db()
    assert clearance_of(weighed) is not None


def test_who_takes_a_concern_over_is_told_when_the_citizen_was_born(
    weighed: Any, coordinator: Any, officer: Any, browse: Any
) -> None:
    page = browse(coordinator).get(reverse("concerns:leave", args=[weighed.pk, "other_house"]))
    assert page.context["form"].initial["text"].startswith("Født 11. maj 2003\n\n")
    page = browse(coordinator).get(reverse("concerns:ask_clearance", args=[weighed.pk]))
    assert "2003" not in page.context["form"].initial["extract"], "a question tells the name alone"


def test_an_exit_rests_on_a_consent_where_its_provision_does(
    copenhagen: Any, weighed: Any, coordinator: Any, now: Any, as_actor: Any, browse: Any, arrange: Any
) -> None:
    with arrange():
        sof = copenhagen.agencies.get(key="sof")
        offer = sensitive.basis(
            copenhagen, key="sl-12-b", gives=["municipal"], reaches=["municipal"], needs_consent=True
        )
    as_actor(coordinator)
    consent = give_consent(
        person=weighed.person, by=coordinator, at=now, purpose="Mentor", agencies=[sof], way="oral"
    )
    url = reverse("concerns:leave", args=[weighed.pk, "statutory_offer"])
    sent = {
        "reason": "En mentor",
        "agency": sof.pk,
        "text": "Vil gerne have en mentor",
        "necessity": "Tilbuddet gives dér",
        "basis": offer.pk,
    }
    client = browse(coordinator)
    assert client.post(url, sent).status_code == 200, "no consent is chosen"
    assert client.post(url, {**sent, "consent": consent.pk}).status_code == 302
    with arrange():
        assert Disclosure.objects.get().consent == consent


def test_what_was_told_with_an_exit_is_a_click_from_the_concern(
    weighed: Any, coordinator: Any, rules: Any, now: Any, as_actor: Any, browse: Any
) -> None:
    as_actor(coordinator)
    made = leave(
        weighed, coordinator, now, Exit.OTHER_HOUSE, handover=told(rules, outside="Infohus Østjylland")
    )
    page = browse(coordinator).get(weighed.get_absolute_url()).content.decode()
    assert reverse("disclosures:disclosure", args=[made.pk]) in page


def test_a_referral_of_an_adult_says_how_old_she_is(coordinator, concern, weighed, browse, arrange):
    page = reverse("concerns:leave", kwargs={"concern_id": concern.pk, "exit": Exit.CHILD_REFERRAL})
    for birth_date, birth_year, told in (
        (date(1990, 5, 1), None, True),
        (None, 2015, False),
        (None, 1992, True),
    ):
        with arrange():
            known = Particulars.objects.filter(person=concern.person)
            known.update(birth_date=birth_date, birth_year=birth_year)
        shown = browse(coordinator).get(page).content.decode()
        assert ("En underretning handler om et barn" in shown) is told


def test_a_call_in_which_somebody_was_in_danger_says_so_in_the_queue(
    coordinator, concern, browse, now, arrange
):
    with arrange():
        type(concern).objects.filter(pk=concern.pk).update(danger="yes", danger_done="112 kl. 9.05")
    client = browse(coordinator)
    client.cookies["django_language"] = "da"
    assert "Fare eller tvivl" in client.get(reverse("concerns:list")).content.decode()
    assert "Fare eller tvivl" in client.get(reverse("home")).content.decode()
    shown = client.get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    assert shown.index("112 kl. 9.05") < shown.index("Begrundelse mangler")
    for proposed in ("concerns:ask_clearance", "concerns:leave"):
        more = {} if proposed.endswith("clearance") else {"exit": Exit.CHILD_REFERRAL}
        asked = client.get(reverse(proposed, kwargs={"concern_id": concern.pk, **more})).content.decode()
        assert "Nogen var i fare, eller der var tvivl: 112 kl. 9.05" in asked


def test_what_waits_for_the_police_stands_before_what_they_answered(
    copenhagen, adviser, coordinator, officer, concern, weighed, rules, browse, now, arrange, as_actor
):
    with arrange():
        later = sensitive.concern(copenhagen, by=adviser, person=concern.person)
    as_actor(coordinator)
    asked(concern, coordinator, officer, rules, now - timedelta(hours=2))
    newer = asked(later, coordinator, officer, rules, now - timedelta(hours=1))
    as_actor(officer)
    answered(newer, officer, rules, now)
    shown = browse(officer).get(reverse("concerns:clearance_list")).content.decode()
    assert shown.index(concern.number) < shown.index(later.number)


def test_who_takes_over_a_shift_is_told_which_calls_wait(copenhagen, adviser, concern, browse, now, arrange):
    with arrange():
        type(concern).objects.filter(pk=concern.pk).update(call_back_at=now, call_back_by=adviser)
        shift = DutyShift.objects.create(
            municipality=copenhagen,
            adviser=adviser,
            starts_at=now - timedelta(hours=6),
            ends_at=now + timedelta(hours=1),
        )
    shown = browse(adviser).get(reverse("concerns:hand_over", args=[shift.pk])).content.decode()
    assert concern.number in shown


def test_the_second_of_two_who_may_read_the_concern_is_led_to_it(
    concern, coordinator, person, browse, arrange
):
    with arrange():
        purge = Purge.objects.create(
            municipality_id=concern.municipality_id,
            concern=concern.pk,
            asked_by=coordinator,
            asked_at=sensitive.WHEN,
            month=sensitive.WHEN.date().replace(day=1),
            channel="mail",
            exit="police",
        )
    address, way = reverse("concerns:purge", args=[purge.pk]), reverse("concerns:concern", args=[concern.pk])
    assert way in browse(person("coordinator")).get(address).content.decode()
    assert way not in browse(person("dpo")).get(address).content.decode()
