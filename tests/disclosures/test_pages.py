"""The ledger's pages, as the agencies and the auditor meet them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.pdf import faults_of, title_of, words_of
from tovholder.audit.models import Look
from tovholder.audit.reads import Way
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations, wording
from tovholder.disclosures.models import Consent, Disclosure, LegalBasis
from tovholder.people.models import Particulars

SENTENCE = "Må ikke bruges til efterforskning af straffesager, jf. retsplejelovens §\u00a0115, stk.\u00a02."


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


@pytest.fixture
def consent(cast, as_actor, now):
    as_actor(cast.nurse)
    return operations.give_consent(
        person=cast.person,
        by=cast.nurse,
        at=now,
        purpose="At finde en mentor",
        agencies=[cast.agencies["bif"]],
        way="oral",
    )


@pytest.fixture
def given(cast, said, consent, as_actor, now):
    as_actor(cast.nurse)
    [row] = operations.disclose(
        person=cast.person,
        by=cast.nurse,
        at=now,
        receivers=[cast.agencies["bif"]],
        basis=cast.consent_basis,
        consent=consent,
        **said,
    )
    return row


def test_the_ledger_shows_what_my_agency_gave_and_what_it_received(cast, given, browse, arrange):
    ledger = reverse("disclosures:ledger")
    giver, receiver = browse(cast.nurse), browse(cast.coordinator)
    assert "Anton Opdigtet" in text(giver.get(ledger))
    assert "Anton Opdigtet" not in text(giver.get(ledger + "?direction=received"))
    assert "Anton Opdigtet" not in text(receiver.get(ledger))
    assert "Anton Opdigtet" in text(receiver.get(ledger + "?direction=received"))
    with arrange():
        look = Look.objects.order_by("-id").first()
        basis = LegalBasis.objects.get(key="fvl-28")
    assert (look.way, look.persons) == (Way.LIST, [cast.person.pk])
    assert "Anton Opdigtet" not in text(giver.get(f"{ledger}?basis={basis.pk}"))
    assert "Anton Opdigtet" not in text(browse(cast.officer).get(ledger))


def test_the_auditor_reads_that_it_passed_and_no_more(cast, given, browse):
    client = browse(cast.auditor)
    for page in (client.get(reverse("disclosures:ledger")), client.get(given.get_absolute_url())):
        body = text(page)
        assert "SOF" in body
        assert "fvl. §\u00a028" in body
        assert str(cast.person.pk) in body
        for secret in ("Anton", "læreplads", "Forebygge kriminalitet", "samtalen", "mentor"):
            assert secret not in body
    assert "Rikke Sygeplejerske" in text(client.get(given.get_absolute_url()))
    assert client.get(reverse("disclosures:print", args=[given.pk])).status_code == 403


def test_the_auditor_follows_one_citizen_through_the_ledger_without_her_name(
    cast, given, said, browse, as_actor, arrange, copenhagen, now
):
    with arrange():
        other = sensitive.citizen(copenhagen, by=cast.coordinator)
    as_actor(cast.coordinator)
    police = [cast.agencies["police"]]
    [hers] = operations.disclose(
        person=other, by=cast.coordinator, at=now, receivers=police, basis=cast.ssp, **said
    )
    client, ledger = browse(cast.auditor), reverse("disclosures:ledger")
    both = text(client.get(ledger))
    assert given.get_absolute_url() in both
    assert hers.get_absolute_url() in both
    one = text(client.get(f"{ledger}?person={cast.person.pk}"))
    assert given.get_absolute_url() in one
    assert hers.get_absolute_url() not in one
    assert text(client.get(f"{ledger}?person=x")).count("/disclosures/0") == both.count("/disclosures/0")


def test_every_page_of_a_disclosure_says_what_it_may_not_be_used_for(cast, given, browse, arrange):
    client = browse(cast.coordinator)
    for page in (given.get_absolute_url(), reverse("disclosures:print", args=[given.pk])):
        body = text(client.get(page))
        assert f"<strong>{SENTENCE}</strong>" in body
        assert "læreplads" in body
    with arrange():
        assert Look.objects.order_by("-id").first().way == Way.PRINT
    assert SENTENCE in text(client.get(reverse("disclosures:receive", args=[cast.person.pk])))


def test_a_withdrawn_consent_says_so_everywhere(cast, consent, given, browse):
    client = browse(cast.coordinator)
    path = reverse("disclosures:withdraw_consent", args=[consent.pk])
    assert "stopper straks" in text(client.get(path))
    assert client.post(path, {"how": "Ringede til os"}).status_code == 302
    body = text(client.get(given.get_absolute_url()))
    assert "læreplads" not in body
    assert "samtykket er trukket tilbage" in body
    page = text(client.get(cast.person.get_absolute_url()))
    assert "Trukket tilbage" in page
    assert "samtykket er trukket tilbage" in page
    # The giver still reads what she gave.
    assert "læreplads" in text(browse(cast.nurse).get(given.get_absolute_url()))


def test_a_consent_that_runs_out_says_so_before_and_after_everywhere(cast, said, as_actor, browse, settings):
    as_actor(cast.nurse)
    now, last = timezone.now(), timezone.localdate() + timedelta(days=14)
    bif = [cast.agencies["bif"]]
    words = {"purpose": "At finde en mentor", "agencies": bif, "way": "oral", "valid_until": last}
    consent = operations.give_consent(person=cast.person, by=cast.nurse, at=now, **words)
    resting = {"basis": cast.consent_basis, "consent": consent, "receivers": bif}
    [given] = operations.disclose(person=cast.person, by=cast.nurse, at=now, **resting, **said)
    day = wording.day(last)
    client, nurse = browse(cast.coordinator), browse(cast.nurse)
    paths = (given.get_absolute_url(), cast.person.get_absolute_url())
    entry, person = (text(client.get(path)) for path in paths)
    assert "læreplads" in entry
    assert f"Udløber {day}" in person
    withdraw = reverse("disclosures:withdraw_consent", args=[consent.pk])
    assert withdraw in client.get(paths[1]).content.decode()

    settings.CLOCK_OFFSET = timedelta(days=15)
    entry, person = (text(client.get(path)) for path in paths)
    assert "læreplads" not in entry
    assert withdraw not in client.get(paths[1]).content.decode()
    for page in (entry, person):
        assert f"samtykket udløb {day}" in page.lower()
    for page in (client.get(reverse("disclosures:ledger") + "?direction=received"), nurse.get(paths[0])):
        assert day in text(page)
    assert f"samtykket udløb {day}" in text(browse(cast.auditor).get(paths[0])).lower()
    assert "læreplads" in text(nurse.get(paths[0]))
    stopped = nurse.post(reverse("disclosures:stop", args=[given.pk]), {"why": "For sent"})
    assert "er allerede stoppet" in text(stopped)


def test_only_the_giver_stops_by_hand(cast, given, browse, arrange):
    path = reverse("disclosures:stop", args=[given.pk])
    assert browse(cast.coordinator).post(path, {"why": "x"}).status_code == 404
    assert browse(cast.nurse).post(path, {"why": "Givet ved en fejl"}).status_code == 302
    with arrange():
        assert Disclosure.objects.get().particulars.stopped_why == "Givet ved en fejl"


def test_who_gives_it_for_an_adult_is_asked_about(cast, browse, arrange):
    client, path = browse(cast.nurse), reverse("disclosures:give_consent", args=[cast.person.pk])
    for born, told in ((date(1990, 5, 1), True), (date(2015, 5, 1), False)):
        with arrange():
            Particulars.objects.filter(person=cast.person).update(birth_date=born)
        assert ("For en voksen giver kun en værge det" in text(client.get(path))) is told


def test_a_consent_is_noted_on_the_persons_page(cast, browse, arrange):
    client = browse(cast.nurse)
    path = reverse("disclosures:give_consent", args=[cast.person.pk])
    values = {
        "purpose": "Samtale med mentor",
        "agencies": [cast.agencies["bif"].pk, cast.agencies["sof"].pk],
        "way": "written",
        "given_by": "Inger Prøve",
        "valid_from": "2022-09-20",
        "row": str(uuid7()),
    }
    for _ in range(2):
        assert client.post(path, values).status_code == 302
    with arrange():
        assert Consent.objects.get().agencies.count() == 2
    page = text(client.get(cast.person.get_absolute_url()))
    assert "Samtale med mentor" in page
    assert "Inger Prøve" in page


def test_what_was_told_to_us_is_recorded_or_refused_with_the_reason(cast, browse, arrange, said):
    client = browse(cast.coordinator)
    path = reverse("disclosures:receive", args=[cast.person.pk])
    values = {**said, "giver_name": "Prøveskolen", "told_at": "2022-09-01T10:00", "act": str(uuid7())}
    page = text(client.post(path, {**values, "basis": str(cast.ssp.pk)}))
    assert "kan Prøveskolen ikke videregive" in page
    assert "Han har mistet sin læreplads." in page
    with arrange():
        allowed = LegalBasis.objects.get(key="rpl-115-stk-3")
    for _ in range(2):
        assert client.post(path, {**values, "basis": str(allowed.pk)}).status_code == 302
    with arrange():
        assert str(Disclosure.objects.get()) == "Prøveskolen → BIF"


def test_somebody_elses_disclosure_and_no_disclosure_answer_alike(cast, given, browse):
    for who in (cast.officer, cast.outsider):
        assert browse(who).get(given.get_absolute_url()).status_code == 404


def test_the_list_of_bases_is_kept_by_who_may(cast, browse, arrange):
    page = reverse("disclosures:bases")
    assert "Tilføj en hjemmel" not in text(browse(cast.nurse).get(page))
    client = browse(cast.coordinator)
    assert "Tilføj en hjemmel" in text(client.get(page))
    assert browse(cast.nurse).get(reverse("disclosures:add_basis")).status_code == 403
    end = reverse("disclosures:end_basis", args=[cast.ssp.pk])
    assert client.post(end, {"valid_until": "2019-01-01"}).status_code == 200
    assert client.post(end, {"valid_until": "2022-12-31"}).status_code == 302


def test_a_disclosure_that_lies_behind_a_recusal_is_gone(cast, given, browse, arrange):
    from tovholder.cases.models import Case, Recusal

    with arrange():
        Recusal.objects.create(
            case=Case.objects.get(),
            user=cast.coordinator,
            since=sensitive.WHEN - timedelta(days=1),
            declared_by=cast.nurse,
        )
    client = browse(cast.coordinator)
    assert client.get(given.get_absolute_url()).status_code == 404
    assert "Anton Opdigtet" not in text(client.get(reverse("disclosures:ledger") + "?direction=received"))


def test_the_extract_is_a_file_that_says_what_passed_and_may_not_be_used_for(
    cast, given, browse, arrange, tmp_path
):
    address = reverse("disclosures:extract", args=[given.pk])
    file = browse(cast.nurse).get(address)
    words = words_of(file.content)
    for told in (
        SENTENCE.replace("\u00a0", " "),
        "Anton Opdigtet",
        "Han har mistet sin læreplads.",
        "Forebygge kriminalitet",
    ):
        assert told in words
    assert faults_of(file.content, tmp_path) == []
    assert "Anton" not in title_of(file.content) + file["Content-Disposition"]
    with arrange():
        look = Look.objects.get()
        assert (look.way, look.view, look.persons) == ("extract", "disclosures:extract", [cast.person.pk])
    for other in (cast.officer, cast.outsider):
        assert browse(other).get(address).status_code == 404
    assert browse(cast.auditor).get(address).status_code == 403


def test_the_file_of_a_stopped_disclosure_does_not_tell_the_receiver_what_it_was(
    cast, given, browse, as_actor, now
):
    as_actor(cast.nurse)
    operations.stop(disclosure=given, by=cast.nurse, at=now + timedelta(seconds=1), why="Fejl")
    words = words_of(browse(cast.coordinator).get(reverse("disclosures:extract", args=[given.pk])).content)
    assert "læreplads" not in words
    assert "ikke længere" in words


def test_a_form_whose_key_was_used_is_opened_anew(cast, browse, arrange, copenhagen):
    """Sent twice it is one; for somebody else, in other words or with another agency's key it is refused."""
    with arrange():
        other = sensitive.citizen(copenhagen, by=cast.coordinator)
        sensitive.take_part(
            sensitive.case(copenhagen, by=cast.coordinator, person=other), cast.nurse, by=cast.coordinator
        )
    told = {
        "giver": cast.agencies["police"].pk,
        "what": "oral",
        "told_at": "2022-09-01T10:00",
        "content": "Han er set i klubben.",
        "purpose": "Forebygge",
        "necessity": "Til samtalen",
        "basis": cast.ssp.pk,
        "act": str(uuid7()),
    }
    given = {
        "purpose": "Samtale med mentor",
        "agencies": [cast.agencies["bif"].pk],
        "way": "written",
        "valid_from": "2022-09-20",
        "row": str(uuid7()),
    }
    nurse, coordinator = browse(cast.nurse), browse(cast.coordinator)
    for name, values, words in (
        ("disclosures:receive", told, {"content": "Noget andet"}),
        ("disclosures:give_consent", given, {"agencies": [cast.agencies["sof"].pk]}),
    ):
        hers, anothers = (reverse(name, args=[person.pk]) for person in (cast.person, other))
        for _click in range(2):
            assert nurse.post(hers, values).status_code == 302
        for client, path, sent in (
            (nurse, anothers, values),
            (nurse, hers, {**values, "purpose": "Andet"}),
            (nurse, hers, {**values, **words}),
            (coordinator, hers, values),
        ):
            assert "Åbn skemaet igen" in text(client.post(path, sent)), (name, path, sent)
    with arrange():
        assert Disclosure.objects.filter(recorded_by=cast.nurse).count() == Consent.objects.count() == 1


def test_a_consent_that_is_withdrawn_twice_was_withdrawn(cast, consent, browse, arrange):
    """A second click is no error; who withdraws it in other words is told."""
    path = reverse("disclosures:withdraw_consent", args=[consent.pk])
    client = browse(cast.nurse)
    for _click in range(2):
        assert client.post(path, {"how": "Ringede"}).status_code == 302
    assert client.get(consent.person.get_absolute_url()).content.decode().count("alert-success") == 1
    assert "er allerede trukket" in text(client.post(path, {"how": "Skrev"}))
    assert "er allerede trukket" in text(browse(cast.coordinator).post(path, {"how": "Ringede"}))
    with arrange():
        assert Consent.objects.get().withdrawn_how == "Ringede"


def test_the_persons_page_says_how_a_consent_was_given_and_withdrawn(cast, consent, browse):
    client = browse(cast.coordinator)
    page = text(client.get(cast.person.get_absolute_url()))
    assert "Givet mundtligt, noteret (Rikke Sygeplejerske, SOF)." in page
    client.post(reverse("disclosures:withdraw_consent", args=[consent.pk]), {"how": "Ringede til os"})
    page = text(client.get(cast.person.get_absolute_url()))
    assert "Trukket tilbage: Ringede til os (Karen Koordinator)." in page


def test_what_we_told_somebody_is_recorded_or_refused_with_the_reason(cast, browse, arrange, said):
    client = browse(cast.coordinator)
    path = reverse("disclosures:give", args=[cast.person.pk])
    assert path in text(client.get(cast.person.get_absolute_url()))
    assert SENTENCE in text(client.get(path))
    values = {**said, "what": "oral", "told_at": "2022-09-01T10:00", "basis": str(cast.ssp.pk)}
    assert "Vælg eller skriv, hvem I har fortalt det." in text(client.post(path, values))
    school = {**values, "receiver_name": "Infohus Østjylland", "act": str(uuid7())}
    page = text(client.post(path, school))
    assert "ikke hjemmel til at videregive til Infohus Østjylland" in page
    assert "Han har mistet sin læreplads." in page
    with arrange():
        allowed = LegalBasis.objects.get(key="fvl-28")
    for _ in range(2):
        assert client.post(path, {**school, "basis": str(allowed.pk)}).status_code == 302
    with arrange():
        made = Disclosure.objects.get()
    assert (str(made), made.what, made.at.isoformat()[:10]) == (
        "BIF → Infohus Østjylland",
        "oral",
        "2022-09-01",
    )


def test_what_was_told_orally_is_read_by_each_agency_it_was_told(cast, browse, arrange, said):
    path = reverse("disclosures:give", args=[cast.person.pk])
    told = {**said, "what": "oral", "told_at": "2022-09-01T10:00", "basis": str(cast.ssp.pk)}
    both = {"receivers": [cast.agencies["sof"].pk, cast.agencies["police"].pk]}
    assert browse(cast.coordinator).post(path, {**told, **both, "act": str(uuid7())}).status_code == 302
    with arrange():
        rows = list(Disclosure.objects.order_by("receiver__key"))
    assert [row.receiver.key for row in rows] == ["police", "sof"]
    assert "læreplads" in text(browse(cast.officer).get(rows[0].get_absolute_url()))
    assert browse(cast.auditor).get(path).status_code == 403
    ahead = {**told, **both, "told_at": "2099-01-01T10:00"}
    assert "ligger ude i fremtiden" in text(browse(cast.coordinator).post(path, ahead)), (
        "nothing is told ahead of time"
    )


def test_a_consent_beside_a_provision_that_does_not_rest_on_it_is_not_dropped_unseen(
    cast, consent, browse, arrange, said
):
    path = reverse("disclosures:receive", args=[cast.person.pk])
    with arrange():
        allowed = LegalBasis.objects.get(key="fvl-28")
    values = {
        **said,
        "giver": cast.agencies["police"].pk,
        "told_at": "2022-09-01T10:00",
        "basis": str(allowed.pk),
        "consent": str(consent.pk),
    }
    page = text(browse(cast.coordinator).post(path, values))
    assert "hviler ikke på samtykke" in page
    with arrange():
        assert not Disclosure.objects.exists()
