"""A real clamd, where this machine has one, and servers that are none: what is refused in words.

clamd has a signature database of our own, of one line: no other is needed to tell one test string.
"""

import shutil
import socket
import subprocess
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.cases import meetings
from tests.conftest import arranging
from tovholder.cases.files import scanning
from tovholder.cases.models import CheckAnswer, Document, DocumentContent
from tovholder.core.ids import uuid7

#: Made here from two halves, so that no scanner takes this file for what it is about.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN = b"En udtalelse, der er opdigtet."
STARTS_WITHIN = 120.0
FOUND = "Skanneren fandt skadelig kode i filen"
SILENT = "Virusskanneren svarer ikke"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    """clamd on a socket of its own; its address."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("the real clamd is NOT tested: it is not installed (apt install clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Test.Eicar:0:*:{EICAR.encode().hex()}\n")
    place = folder / "socket"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder / 'db'}\nLocalSocket {place}\nForeground yes\nLogFile {folder / 'log'}\n"
        f"TemporaryDirectory {folder}\nUser {_me()}\n"
    )
    command = [program, "--config-file", str(folder / "clamd.conf")]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not place.exists():
            assert child.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, "clamd does not come up"
            time.sleep(0.1)
        yield f"unix:{place}"
    finally:
        child.terminate()
        child.wait(STARTS_WITHIN)


def _me():
    return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def question(house):
    with arranging():
        asked = meetings.asked(
            house.case, house.meeting, by=house.coordinator, agencies=[house.social.agency]
        )
    return asked[0]


def into_the_case(browse, house, content):
    client = browse(house.social)
    client.post(house.case.get_absolute_url(), {"purpose": "record"})
    given = {"title": "Udtalelse", "key": str(uuid7()), "file": SimpleUploadedFile("brev.txt", content)}
    return client.post(reverse("cases:add_document", args=[house.case.pk]), given)


def with_an_answer(browse, house, question, content):
    given = {
        "answer": "give",
        "basis": house.basis.pk,
        "title": "Udtalelse",
        "key": str(uuid7()),
        "version": "0",
        "file": SimpleUploadedFile("brev.txt", content),
    }
    return browse(house.social).post(reverse("cases:check_answer", args=[question.pk]), given)


def nothing_saved():
    with arranging():
        kinds = (Document, DocumentContent, CheckAnswer)
        return not any(kind._default_manager.exists() for kind in kinds)


def test_clamd_refuses_what_it_knows_and_lets_the_rest_pass(clamd, house, question, browse, settings):
    settings.CLAMAV = clamd
    infected = CLEAN + EICAR.encode()
    assert FOUND in into_the_case(browse, house, infected).text
    assert FOUND in with_an_answer(browse, house, question, infected).text
    assert nothing_saved()
    assert into_the_case(browse, house, CLEAN).status_code == 302
    assert with_an_answer(browse, house, question, CLEAN).status_code == 302
    with arranging():
        assert {(row.scanner, bool(row.scanned_at)) for row in Document.objects.all()} == {("clamav", True)}


def test_clamd_says_what_it_found_and_takes_a_large_file(clamd, settings):
    settings.CLAMAV = clamd
    large = b"x" * 15_000_000
    assert scanning.scan(large) == scanning.Verdict("clamav")
    assert "Test.Eicar" in scanning.scan(EICAR.encode()).found


class Speaks(threading.Thread):
    """A server on the loopback that reads a little and says what it was told to, bit by bit."""

    def __init__(self, *says, pause=0.0):
        super().__init__(daemon=True)
        self.says, self.pause = says, pause
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self):
        with self.listener, self.listener.accept()[0] as connection:
            connection.recv(100)
            for bit in self.says:
                time.sleep(self.pause)
                try:
                    connection.sendall(bit)
                except OSError:
                    return


@pytest.mark.parametrize(
    "says",
    [
        [b"HTTP/1.0 200 OK\r\n\r\nOK"],
        [b"INSTREAM size limit exceeded. ERROR\0"],
        [b"stream: OK"],  # half an answer: it ends with a zero
        [b"NOT OK\0"],
        [b"\xff\xfe" * 4000],
        [],
    ],
    ids=["a web server", "an error", "half", "no verdict", "nonsense", "nothing"],
)
def test_what_is_no_verdict_takes_nothing(says, house, question, browse, settings):
    def answered(send, *more):
        server = Speaks(*says)
        server.start()
        settings.CLAMAV = server.address
        page = send(browse, house, *more, CLEAN)
        server.join(5)
        return page

    assert SILENT in answered(into_the_case).text
    assert SILENT in answered(with_an_answer, question).text
    assert nothing_saved()


def test_a_scanner_that_drips_is_not_waited_for_beyond_ones_patience(house, browse, settings, monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE", 1)
    server = Speaks(*[b"s"] * 600, pause=0.2)
    server.start()
    settings.CLAMAV = server.address
    began = time.monotonic()
    assert SILENT in into_the_case(browse, house, CLEAN).text
    assert time.monotonic() - began < 60
    assert nothing_saved()
    server.join(5)


def test_nobody_there_and_an_address_that_is_none_take_nothing(house, browse, settings):
    for address in ("127.0.0.1:1", "unix:/tmp/no-such-clamd", "clamd", "localhost:port"):
        settings.CLAMAV = address
        assert SILENT in into_the_case(browse, house, CLEAN).text
    assert nothing_saved()
