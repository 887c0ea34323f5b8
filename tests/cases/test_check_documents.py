"""A document as a contribution: its agency's own until the item begins, then the room's, nobody else's."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tests.test_queries import DETAIL, statements
from tests.test_saves import SAVE
from tovholder.access import gate
from tovholder.audit.models import Look
from tovholder.cases.files import scanning
from tovholder.cases.models import CheckAnswer, Document, Share
from tovholder.cases.operations import check, meeting_talk, record
from tovholder.cases.operations.refused import ChangedMeanwhile
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Disclosure
from tovholder.disclosures.operations import stop

PDF = b"%PDF-1.7\n%invented\n"
TITLE = "Udtalelse fra skolen"
TAKEN = "Filen er modtaget"


@pytest.fixture
def question(house):
    with arranging():
        return meetings.asked(
            house.case, house.meeting, by=house.coordinator, agencies=[house.social.agency]
        )[0]


@pytest.fixture
def colleague(house, person):
    """Of the agency that answers, and on the case."""
    found = person("participant", agency="sof", name="Siri Prøve")
    with arranging():
        sensitive.take_part(house.case, found, by=house.coordinator)
    return found


def document(user, case, title=TITLE, **fields):
    given = {"title": title, "name": "udtalelse.pdf", "content": PDF, **fields}
    return record.add_document(case=case, by=user, at=timezone.now(), **given)


def attach(question, user, basis, file, **fields):
    given = {"answer": "told", "basis": basis, "document": file, **fields}
    return check.answer(question=question, by=user, at=timezone.now(), **given)


def begin(house, *present):
    meeting_talk.begin_item(
        item=house.items[1], by=house.coordinator, at=timezone.now(), present=[house.coordinator, *present]
    )


def send(client, question, house, *, content=PDF, name="udtalelse.pdf", **fields):
    """The form with a new file, as a browser sends it."""
    given = {
        "answer": "give",
        "basis": house.basis.pk,
        "title": TITLE,
        "key": str(uuid7()),
        "version": "0",
        "file": SimpleUploadedFile(name, content),
        **fields,
    }
    return client.post(reverse("cases:check_answer", args=[question.pk]), given)


def fetched(browse, user, file):
    """What the document's address answers to somebody who has said why she opens the case."""
    client = browse(user)
    client.post(file.case.get_absolute_url(), {"purpose": "record"})
    return client.get(reverse("cases:document", args=[file.pk]))


# --- whose it is, and when it passes ---------------------------------------------------------------------


def test_a_document_is_the_agencys_own_until_the_item_begins_and_then_the_rooms(
    house, question, as_actor, browse
):
    as_actor(house.social)
    file = document(house.social, house.case)
    assert attach(question, house.social, house.basis, file).answer == "attached"
    for other in (house.officer, house.coordinator, house.recused):
        assert fetched(browse, other, file).status_code == 404
    assert fetched(browse, house.social, file).status_code == 200
    as_actor(house.coordinator)
    begin(house, house.officer)
    for other in (house.officer, house.coordinator):
        got = fetched(browse, other, file)
        assert (got.status_code, got.content) == (200, PDF)
    assert fetched(browse, house.recused, file).status_code == 404
    with arranging():
        looks = Look.objects.filter(way="document", actor=house.officer.pk, cases__contains=[house.case.pk])
        assert looks.count() == 1


def test_an_agency_that_was_not_in_the_room_does_not_get_it_until_it_comes_in(
    house, question, as_actor, browse
):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file)
    as_actor(house.coordinator)
    begin(house)
    assert fetched(browse, house.officer, file).status_code == 404
    as_actor(house.coordinator)
    meeting_talk.come_in(item=house.items[1], user=house.officer, by=house.coordinator, at=timezone.now())
    assert fetched(browse, house.officer, file).status_code == 200


def test_whoever_is_recused_does_not_get_it_though_her_agency_was_in_the_room(
    house, question, as_actor, browse
):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file)
    with arranging():
        house.case.recusals.create(user=house.absent, since=sensitive.WHEN, declared_by=house.absent)
    as_actor(house.coordinator)
    begin(house, house.officer)
    assert fetched(browse, house.officer, file).status_code == 200
    assert fetched(browse, house.absent, file).status_code == 404


def test_the_ledger_says_which_file_passed_to_whom_and_why(house, question, as_actor):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file, text="Se side to")
    as_actor(house.coordinator)
    begin(house, house.officer)
    with arranging():
        entries = list(Disclosure.objects.select_related("content").order_by("receiver"))
        assert {entry.receiver for entry in entries} == {house.coordinator.agency, house.officer.agency}
        for entry in entries:
            assert (entry.what, entry.giver, entry.basis) == ("document", house.social.agency, house.basis)
            assert entry.content.text.startswith(f"Se side to\n\n{TITLE} (application/pdf, {len(PDF)} byte)")
            assert bytes(file.sha256).hex() in entry.content.text
        assert Share.objects.filter(document=file).count() == 2


def test_words_alone_stand_in_the_ledger_as_before(house, question, as_actor):
    as_actor(house.social)
    attach(question, house.social, house.basis, None, text="Kendt hos os")
    as_actor(house.coordinator)
    begin(house)
    with arranging():
        entry = Disclosure.objects.get()
        assert (entry.what, entry.content.text) == ("summary", "Kendt hos os")
        assert not Share.objects.exists()


def test_what_a_basis_does_not_reach_gets_no_document(house, question, as_actor, browse, copenhagen):
    with arranging():
        narrow = sensitive.basis(copenhagen, key="narrow", reaches=["municipal"])
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, narrow, file)
    as_actor(house.coordinator)
    begin(house, house.officer)
    assert fetched(browse, house.officer, file).status_code == 404
    assert fetched(browse, house.coordinator, file).status_code == 200


def test_a_disclosure_that_stops_takes_the_document_away(house, question, as_actor, browse):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file)
    as_actor(house.coordinator)
    begin(house, house.officer)
    as_actor(house.social)
    entry = Disclosure.objects.get(receiver=house.officer.agency)
    stop(disclosure=entry, by=house.social, at=timezone.now(), why="Fejl")
    assert fetched(browse, house.officer, file).status_code == 404
    assert fetched(browse, house.coordinator, file).status_code == 200


def test_a_file_whose_tie_was_taken_away_does_not_pass(house, question, as_actor, browse):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file, text="Begge dele")
    changed = attach(question, house.social, house.basis, None, text="Ordene alene", seen_version=1)
    assert (changed.answer, changed.document_id) == ("told", None)
    assert Document.objects.get() == file
    as_actor(house.coordinator)
    begin(house, house.officer)
    assert fetched(browse, house.officer, file).status_code == 404


def test_another_answer_lets_go_of_the_file(house, question, as_actor):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file)
    changed = attach(question, house.social, None, file, answer="nothing", seen_version=1)
    assert (changed.answer, changed.document_id) == ("nothing", None)
    assert Document.objects.exists()


def test_nobody_attaches_another_agencys_document_or_one_of_another_case(house, question, as_actor, now):
    as_actor(house.coordinator)
    theirs = document(house.coordinator, house.case)
    record.share(
        by=house.coordinator,
        at=timezone.now(),
        receivers=[house.social.agency],
        basis=house.basis,
        purpose="Samtale",
        necessity="Kender familien",
        document=theirs,
    )
    as_actor(house.social)
    elsewhere = document(house.social, house.other)
    for wrong in (Document.objects.get(pk=theirs.pk), elsewhere):
        with pytest.raises(record.NotYours):
            attach(question, house.social, house.basis, wrong)
        forged = CheckAnswer(
            case=house.case,
            question=question,
            agency=house.social.agency,
            answer="attached",
            basis=house.basis,
            document=wrong,
            by=house.social,
            at=timezone.now(),
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            forged.save(force_insert=True)
    mine = attach(question, house.social, house.basis, None, text="Ord")
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckAnswer.objects.filter(pk=mine.pk).update(answer="attached", document=theirs)


def test_a_tie_that_got_past_the_rules_discloses_nothing(house, question, as_actor, browse):
    """The opening, which may do everything, looks for itself whose the file is."""
    as_actor(house.coordinator)
    theirs = document(house.coordinator, house.case)
    as_actor(house.social)
    made = attach(question, house.social, house.basis, None, text="Ord")
    with arranging():
        CheckAnswer.objects.filter(pk=made.pk).update(answer="attached", document=theirs)
    as_actor(house.coordinator)
    begin(house, house.officer)
    assert fetched(browse, house.officer, theirs).status_code == 404
    with arranging():
        assert not Disclosure.objects.exists()


def test_after_the_opening_nothing_is_attached(house, question, as_actor, browse):
    client = browse(house.social)
    as_actor(house.coordinator)
    begin(house, house.officer)
    page = send(client, question, house, text="Det her skulle med")
    assert "Mødet er begyndt på sagen" in page.text
    assert "Det her skulle med" in page.text
    with arranging():
        assert not Document.objects.exists()
        assert not CheckAnswer.objects.exists()


def test_nobody_attaches_for_another_agency(house, question, as_actor):
    as_actor(house.officer)
    given = {"title": TITLE, "name": "x.pdf", "content": PDF, "id": uuid7()}
    with pytest.raises(gate.Denied):
        check.attach(question=question, by=house.officer, at=timezone.now(), **given)
    assert not Document.objects.exists()


# --- the page --------------------------------------------------------------------------------------------


def test_a_new_file_goes_with_the_answer_and_is_chosen_the_next_time(house, question, browse):
    client = browse(house.social)
    first = client.get(reverse("cases:checks"))
    assert 'enctype="multipart/form-data"' in first.text
    assert 'name="document"' not in first.text  # there is none to choose
    assert send(client, question, house).status_code == 302
    with arranging():
        made = CheckAnswer.objects.get()
        assert (made.answer, made.text, made.document.title) == ("attached", "", TITLE)
        assert (made.document.agency, made.document.shared_with) == (house.social.agency, [])
    assert f'value="{made.document_id}" selected' in client.get(reverse("cases:checks")).text


def test_a_document_of_ones_own_agency_is_chosen_changed_and_let_go(house, question, as_actor, browse):
    as_actor(house.social)
    first, second = document(house.social, house.case), document(house.social, house.case, "Referat")
    other = document(house.social, house.other, "Om en anden")
    as_actor(house.coordinator)
    theirs = document(house.coordinator, house.case, "BIF's egen")
    client = browse(house.social)
    page = client.get(reverse("cases:checks")).text
    assert TITLE in page
    assert "Referat" in page
    assert "Om en anden" not in page
    assert "BIF&#x27;s egen" not in page
    address = reverse("cases:check_answer", args=[question.pk])
    given = {"answer": "give", "basis": house.basis.pk, "text": "Ord"}
    for version, chosen in enumerate([first.pk, second.pk, ""]):
        sent = client.post(address, {**given, "document": chosen, "version": version})
        assert sent.status_code == 302
        with arranging():
            made = CheckAnswer.objects.get()
            assert (made.document_id or "", made.version) == (chosen, version + 1)
    for wrong in (other.pk, theirs.pk, "x"):
        assert client.post(address, {**given, "document": wrong, "version": 3}).status_code == 200
    with arranging():
        assert CheckAnswer.objects.get().document is None
        assert Document.objects.count() == 4


def test_a_new_file_takes_the_place_of_the_one_chosen(house, question, as_actor, browse):
    as_actor(house.social)
    old = document(house.social, house.case, "Den gamle")
    assert send(browse(house.social), question, house, document=old.pk).status_code == 302
    with arranging():
        assert CheckAnswer.objects.get().document.title == TITLE
        assert Document.objects.count() == 2


def test_words_that_are_saved_as_one_types_keep_the_document(house, question, as_actor, browse):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file)
    given = {"answer": "give", "basis": house.basis.pk, "text": "Se side to", "document": file.pk}
    saved = browse(house.social).post(
        reverse("cases:check_answer", args=[question.pk]),
        {**given, "version": "1", "file": "[object File]", "title": "", "key": str(uuid7())},
        headers={"X-Requested-With": "autosave"},
    )
    assert (saved.status_code, saved["X-Version"]) == (204, "2")
    as_actor(house.social)
    made = CheckAnswer.objects.get()
    assert (made.answer, made.text, made.document) == ("attached", "Se side to", file)


def test_a_double_click_makes_one_document_and_one_answer(house, question, browse):
    client, key = browse(house.social), str(uuid7())
    for _click in range(2):
        assert send(client, question, house, key=key).status_code == 302
    with arranging():
        made = CheckAnswer.objects.get()
        assert (Document.objects.count(), made.version, str(made.document_id)) == (1, 1, key)


def test_a_click_that_overtakes_its_twin_finds_what_that_one_made(house, question, as_actor, monkeypatch):
    """Neither saw the other's rows when it looked, and the database refuses the second."""
    as_actor(house.social)
    key = uuid7()
    given = {"title": TITLE, "name": "x.pdf", "content": PDF, "id": key}
    file = check.attach(question=question, by=house.social, at=timezone.now(), **given)
    blind = Document.objects.none()
    with monkeypatch.context() as patched:
        patched.setattr(record.Document.objects, "filter", lambda **_: blind)
        with pytest.raises(record.NotYours):  # it looked again, and saw nothing
            check.attach(question=question, by=house.social, at=timezone.now(), **given)
    assert check.attach(question=question, by=house.social, at=timezone.now(), **given) == file
    made = attach(question, house.social, house.basis, file)
    assert attach(question, house.social, house.basis, file) == made


def test_the_second_of_two_is_told_and_her_file_is_kept_and_chosen(
    house, question, as_actor, browse, colleague
):
    as_actor(house.social)
    theirs = document(house.social, house.case, "Mettes fil")
    attach(question, house.social, house.basis, theirs, text="Mettes ord")
    client = browse(colleague)
    page = send(client, question, house, text="Siris ord", title="Siris fil").text
    for word in ("Mette Prøve", "Mettes ord", "Vedhæftet: Mettes fil", "Siris ord", f"{TAKEN}: Siris fil"):
        assert word in page, [line for line in page.splitlines() if "fil" in line]
    with arranging():
        kept = Document.objects.get(title="Siris fil")
        assert CheckAnswer.objects.get().document == theirs
    assert f'value="{kept.pk}" selected' in page
    assert f'value="{kept.pk}" id' not in page  # the form's next key is another
    given = {"answer": "give", "basis": house.basis.pk, "text": "Siris ord", "document": kept.pk}
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    address = reverse("cases:check_answer", args=[question.pk])
    assert client.post(address, {**given, "version": version}).status_code == 302
    as_actor(colleague)
    made = CheckAnswer.objects.get()
    assert (made.document, made.text, made.version) == (kept, "Siris ord", 2)


def test_the_operation_tells_the_second_what_the_first_attached(house, question, as_actor, colleague):
    as_actor(house.social)
    attach(question, house.social, house.basis, document(house.social, house.case))
    as_actor(colleague)
    with pytest.raises(ChangedMeanwhile) as told:
        attach(question, colleague, house.basis, document(colleague, house.case, "Mit"))
    assert (told.value.who, told.value.theirs["document"]) == ("Mette Prøve", TITLE)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("brev.exe", PDF, "Filen er af en type, der ikke modtages her"),
        ("brev.pdf", b"MZ\x90\x00", "Filen er af en type, der ikke modtages her"),
        ("brev.pdf", PDF + b"x" * 1024 * 1024, "Filen er større end 1 MB"),
        ("brev.pdf", b"", "tom"),
    ],
)
def test_a_file_that_is_not_taken_is_told_at_the_field_and_the_words_stay(
    house, question, browse, settings, name, content, said
):
    settings.DOCUMENT_MEGABYTES = 1
    page = send(browse(house.social), question, house, name=name, content=content, text="Mine ord")
    (faults,) = page.context["form"].errors["file"]
    assert said in faults
    assert faults in page.text
    assert "Mine ord" in page.text
    assert TITLE in page.text
    assert TAKEN not in page.text
    with arranging():
        assert not Document.objects.exists()
        assert not CheckAnswer.objects.exists()


@pytest.mark.parametrize("silent", [False, True])
def test_an_infected_file_and_one_that_nobody_scans_are_not_taken(
    house, question, browse, monkeypatch, silent
):
    def scan(_content):
        if silent:
            raise scanning.ScannerIsSilent
        return scanning.Verdict("clamav", "Eicar")

    monkeypatch.setattr(scanning, "scan", scan)
    page = send(browse(house.social), question, house)
    said = record.NotScanned.message if silent else record.Infected.message
    assert page.context["form"].errors["file"] == [str(said)]
    with arranging():
        assert not Document.objects.exists()


def test_a_file_says_what_it_is_and_what_is_named_is_chosen(house, question, browse):
    client = browse(house.social)
    assert "title" in send(client, question, house, title="").context["form"].errors
    assert "file" in send(client, question, house, file="", text="Ord").context["form"].errors
    nothing = send(client, question, house, file="", title="")
    assert nothing.context["form"].errors["text"] == [str(check.SaysNothing.message)]
    with arranging():
        assert not Document.objects.exists()


def test_a_file_that_lies_beside_another_answer_is_left_alone(house, question, browse):
    assert send(browse(house.social), question, house, answer="not_known").status_code == 302
    with arranging():
        assert CheckAnswer.objects.get().answer == "not_known"
        assert not Document.objects.exists()


def test_a_form_with_somebody_elses_key_makes_and_takes_nothing(house, question, as_actor, browse):
    as_actor(house.coordinator)
    theirs = document(house.coordinator, house.case, "BIF's egen")
    page = send(browse(house.social), question, house, key=str(theirs.pk))
    assert page.status_code == 200
    assert "document" in page.context["form"].errors
    with arranging():
        assert not CheckAnswer.objects.exists()
        assert Document.objects.count() == 1


def test_at_the_meeting_and_in_the_minutes_the_title_leads_to_the_document(house, question, as_actor, browse):
    as_actor(house.social)
    file = document(house.social, house.case)
    attach(question, house.social, house.basis, file, text="Se side to", dimension="work")
    as_actor(house.coordinator)
    begin(house, house.officer)
    link = f'<a href="{reverse("cases:document", args=[file.pk])}">{TITLE}</a>'
    item = reverse("cases:item", args=[house.items[1].pk])
    package = reverse("cases:package", args=[house.meeting.pk])
    for reader in (house.coordinator, house.officer, house.social):
        assert link in browse(reader).get(item).text
    for reader in (house.coordinator, house.officer):
        assert link in browse(reader).get(package).text
    assert TITLE not in browse(house.recused).get(package).text
    as_actor(house.social)
    entry = Disclosure.objects.get(receiver=house.officer.agency)
    stop(disclosure=entry, by=house.social, at=timezone.now() + timedelta(seconds=1), why="Fejl")
    for address in (item, package):
        assert TITLE not in browse(house.officer).get(address).text


# --- what it costs ---------------------------------------------------------------------------------------


def asked_of(client, ask):
    with CaptureQueriesContext(connection) as captured:
        response = ask(client)
    return response, statements(captured)


def test_the_pages_ask_no_more_with_documents_than_without(house, question, as_actor, browse):
    as_actor(house.social)
    files = [document(house.social, house.case, f"Bilag {number}") for number in range(40)]
    attach(question, house.social, house.basis, files[0])
    client = browse(house.social)
    client.get("/")
    page, asked = asked_of(client, lambda client: client.get(reverse("cases:checks")))
    assert f'value="{files[0].pk}" selected' in page.text  # old, and offered for it is chosen
    assert len(asked) <= DETAIL, "\n".join(sql[:160] for sql in asked)
    as_actor(house.coordinator)
    begin(house, house.officer)
    client = browse(house.officer)
    client.get("/")
    for address, most in (
        (reverse("cases:item", args=[house.items[1].pk]), DETAIL),
        (reverse("cases:package", args=[house.meeting.pk]), DETAIL),
    ):
        page, asked = asked_of(client, lambda client, address=address: client.get(address))
        assert page.status_code == 200
        assert len(asked) <= most, "\n".join(sql[:160] for sql in asked)


def test_words_cost_seven_statements_and_so_does_a_file(house, question, as_actor, browse):
    client = browse(house.social)
    client.get("/")
    address = reverse("cases:check_answer", args=[question.pk])
    words = {"answer": "give", "basis": house.basis.pk, "text": "Ord", "document": ""}
    for version in (0, 1):
        given = {**words, "text": f"Ord {version}", "version": version}
        saved, asked = asked_of(client, lambda client, given=given: client.post(address, given))
        assert saved.status_code == 302
        assert len(asked) <= SAVE, "\n".join(sql[:160] for sql in asked)
    saved, asked = asked_of(client, lambda client: send(client, question, house, version="2"))
    assert saved.status_code == 302
    assert len(asked) <= SAVE, "\n".join(sql[:160] for sql in asked)
