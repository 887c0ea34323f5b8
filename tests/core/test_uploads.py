"""What is sent with a file is held to a limit before anything of ours has seen it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("size", "answer"), [(MEGABYTE // 2, 403), (MEGABYTE + 1, 400)])
def test_who_sends_more_than_any_form_takes_is_refused_before_it_is_read(db, settings, size, answer):
    """Who sends less is refused for the form's missing key: that stands in what was read."""
    settings.UPLOAD_MEGABYTES = 1
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    sent = client.post("/account/login/", {"file": SimpleUploadedFile("a.txt", bytes(size))})
    assert sent.status_code == answer


def test_the_limit_lies_above_every_form_s_own(settings):
    assert max(settings.DOCUMENT_MEGABYTES, 10) < settings.UPLOAD_MEGABYTES
