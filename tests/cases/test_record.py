"""Notes, documents and sharing: whose they are, who reads them, and what is never lost."""

import hashlib
import io
import socket
import struct
import threading
import zipfile

import pytest
from django.db import DatabaseError, connection, transaction

from tests import sensitive
from tovholder.cases.files import kinds
from tovholder.cases.models import Document, DocumentContent, Note, Share
from tovholder.cases.operations import record as operations
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Content, Disclosure, LegalBasis
from tovholder.disclosures.operations import load_defaults, stop

PDF = b"%PDF-1.7\n%invented\n"


@pytest.fixture
def cast(copenhagen, person, arrange):
    """A coordinator and a nurse of another agency, both on the case."""
    coordinator = person("coordinator", name="Karen Prøve")
    nurse = person("participant", agency="sof", name="Rikke Sygeplejerske")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(case, nurse, by=coordinator)
        load_defaults(municipality=copenhagen)
    return coordinator, nurse, case


def note(case, by, now, text="Mødt stabilt i skolen."):
    return operations.write_note(case=case, by=by, at=now, text=text)


def share(thing, by, now, receivers, **more):
    bases = LegalBasis.objects.valid(now.date()).filter(needs_consent=False)
    basis = bases.filter(gives__contains=[by.agency.kind], reaches__contains=[receivers[0].kind]).first()
    given = {"basis": basis, "purpose": "Aftale en samtale", "necessity": "De kender familien", **more}
    kind = "note" if isinstance(thing, Note) else "document"
    return operations.share(by=by, at=now, receivers=receivers, **{kind: thing}, **given)


def test_a_note_is_read_in_its_own_agency_until_it_is_shared_and_until_that_stops(cast, as_actor, now):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    written = note(case, coordinator, now)
    as_actor(nurse)
    assert not Note.objects.exists()
    as_actor(coordinator)
    (made,) = share(written, coordinator, now, [nurse.agency])
    as_actor(nurse)
    assert [each.text for each in Note.objects.all()] == ["Mødt stabilt i skolen."]
    assert Content.objects.get().text == "Mødt stabilt i skolen."
    as_actor(coordinator)
    stop(disclosure=made.disclosure, by=coordinator, at=now, why="Ikke længere nødvendigt")
    as_actor(nurse)
    assert not Note.objects.exists()


def test_sharing_twice_by_one_form_discloses_once(cast, as_actor, now):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    written, act = note(case, coordinator, now), uuid7()
    for _click in range(2):
        share(written, coordinator, now, [nurse.agency], act=act)
    assert (Share.objects.count(), Disclosure.objects.count()) == (1, 1)


def test_nobody_shares_or_corrects_another_agencys_note(cast, as_actor, now):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    written = note(case, coordinator, now)
    share(written, coordinator, now, [nurse.agency])
    as_actor(nurse)
    read = Note.objects.get()
    with pytest.raises(operations.NotYours):
        share(read, nurse, now, [coordinator.agency])
    with pytest.raises(operations.NotYours):
        operations.correct_note(note=read, by=nurse, at=now, text="Nej")
    forged = Note(
        case=case, agency=nurse.agency, author=nurse, at=now, text="Nej", corrects=read, form=uuid7()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        forged.save(force_insert=True)


def test_a_note_is_corrected_and_stays_and_of_two_who_correct_the_second_is_told(cast, person, as_actor, now):
    coordinator, _, case = cast
    as_actor(coordinator)
    written = note(case, coordinator, now)
    operations.correct_note(note=written, by=coordinator, at=now, text="Mødt til tiden.")
    other = person("coordinator")
    as_actor(other)
    with pytest.raises(operations.CorrectedAlready) as told:
        operations.correct_note(note=written, by=other, at=now, text="Mit")
    assert (told.value.who, told.value.theirs["text"]) == ("Karen Prøve", "Mødt til tiden.")
    assert Note.objects.get(pk=written.pk).text == "Mødt stabilt i skolen."
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=written.pk).update(text="Overskrevet")


def test_a_form_that_is_sent_twice_makes_one_note(cast, as_actor, now):
    coordinator, _, case = cast
    as_actor(coordinator)
    key = uuid7()
    for _click in range(2):
        operations.write_note(case=case, by=coordinator, at=now, text="En gang", form=key)
    assert Note.objects.count() == 1


# --- documents -------------------------------------------------------------------------------------------


def add(case, by, now, content=PDF, name="udtalelse.pdf"):
    return operations.add_document(
        case=case, by=by, at=now, title="Udtalelse fra skolen", name=name, content=content
    )


@pytest.mark.parametrize("in_a_folder", [False, True])
def test_a_document_is_kept_where_the_setting_says_and_comes_back_as_it_was(
    cast, as_actor, now, settings, tmp_path, in_a_folder
):
    settings.DOCUMENTS = str(tmp_path) if in_a_folder else ""
    coordinator, nurse, case = cast
    as_actor(coordinator)
    document = add(case, coordinator, now)
    assert bytes(document.sha256) == hashlib.sha256(PDF).digest()
    assert operations.content_of(Document.objects.get()) == PDF
    assert DocumentContent.objects.exists() is not in_a_folder
    # What an older setting put away is still found.
    settings.DOCUMENTS = str(tmp_path)
    assert operations.content_of(Document.objects.get()) == PDF
    as_actor(nurse)
    assert not Document.objects.exists()
    assert not DocumentContent.objects.exists()


def test_a_changed_file_is_told_and_not_served(cast, as_actor, now, settings, tmp_path):
    settings.DOCUMENTS = str(tmp_path)
    coordinator, _, case = cast
    as_actor(coordinator)
    document = add(case, coordinator, now)
    (tmp_path / document.stored_as).write_bytes(b"%PDF-other")
    with pytest.raises(operations.Damaged):
        operations.content_of(document)


def odt(*inside):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as found:
        found.writestr("mimetype", kinds.TEXT_ODF.media_type)
        for name in inside:
            found.writestr(name, "x")
    return made.getvalue()


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("brev.pdf", PDF, True),
        ("brev.PDF", PDF, True),
        ("brev.exe", PDF, False),
        ("brev.pdf", b"MZ\x90\x00", False),
        ("brev.docx", archive("word/document.xml"), True),
        ("brev.docx", archive("word/document.xml", "word/vbaProject.bin"), False),
        ("brev.xlsx", archive("word/document.xml"), False),
        ("brev.odt", odt("content.xml"), True),
        ("brev.odt", odt("content.xml", "Basic/Standard/Module1.xml"), False),
        ("brev.odt", odt("content.xml", "Scripts/python/mod.py"), False),
        ("brev.docx", b"PK\x03\x04broken", False),
        ("noter.txt", "Ærø på færgen".encode(), True),
        ("noter.txt", b"<html><script>1</script>", False),
        ("side.html", b"<html></html>", False),
        ("billede.png", b"\x89PNG\r\n\x1a\nx", True),
        ("intet", b"", False),
    ],
)
def test_what_a_file_is_its_content_says_and_its_name_must_agree(name, content, taken):
    assert bool(kinds.of(name, content)) is taken


def test_a_file_that_is_too_large_is_refused(cast, as_actor, now, settings):
    settings.DOCUMENT_MEGABYTES = 1
    coordinator, _, case = cast
    as_actor(coordinator)
    with pytest.raises(operations.TooLarge, match="1 MB"):
        add(case, coordinator, now, content=PDF + b"x" * 1024 * 1024)


class Scanner(threading.Thread):
    """Speaks clamd's INSTREAM on a socket file, once, and finds the word EICAR."""

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)

    def run(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!I", stream.read(4))[0]:
                content += stream.read(size)
            found = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
            connection.sendall(found)
        self.listener.close()


@pytest.mark.parametrize("infected", [False, True])
def test_a_document_is_scanned_where_a_scanner_is_set_up(cast, as_actor, now, settings, tmp_path, infected):
    path = str(tmp_path / "clamd")
    settings.CLAMAV = f"unix:{path}"
    scanner = Scanner(path)
    scanner.start()
    coordinator, _, case = cast
    as_actor(coordinator)
    content = PDF + b"x" * 100_000 + (b"EICAR" if infected else b"")
    if infected:
        with pytest.raises(operations.Infected):
            add(case, coordinator, now, content=content)
        assert not Document.objects.exists()
    else:
        assert add(case, coordinator, now, content=content).scanner == "clamav"
    scanner.join(120)


def test_nothing_is_taken_while_the_scanner_is_silent(cast, as_actor, now, settings, tmp_path):
    settings.CLAMAV = f"unix:{tmp_path / 'nobody'}"
    coordinator, _, case = cast
    as_actor(coordinator)
    with pytest.raises(operations.NotScanned):
        add(case, coordinator, now)


def test_a_note_moves_to_no_other_case_not_even_between_two_of_ones_own(
    cast, copenhagen, as_actor, arrange, now
):
    coordinator, _, case = cast
    with arrange():
        other = sensitive.case(copenhagen, by=coordinator)
    as_actor(coordinator)
    written = note(case, coordinator, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=written.pk).update(case=other)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("update cases_note set case_id = %s where id = %s", [other.pk, written.pk])
