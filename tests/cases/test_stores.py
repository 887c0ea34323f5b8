"""Documents in an object store: a server that speaks S3 on the loopback, and what comes when not."""

import os
import socket
import subprocess
import sys
import time

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.conftest import arranging
from tovholder.audit.models import Look
from tovholder.cases.files import stores
from tovholder.cases.models import Document, DocumentContent
from tovholder.cases.operations import record
from tovholder.cases.tasks import delete_bytes
from tovholder.core.ids import uuid7
from tovholder.core.management.commands.check_installation import faults

STARTS_WITHIN = 120.0
PDF = b"%PDF-1.7\n%invented\n" + b"x" * 300_000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """moto's server in a process of its own."""
    port = free_port()
    log = (tmp_path_factory.mktemp("moto") / "log").open("wb")
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    child = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not answers(port):
            assert child.poll() is None, "moto's server ended"
            assert time.monotonic() < until, "moto's server does not come up"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(STARTS_WITHIN)
        log.close()


@pytest.fixture
def bucket(server, settings):
    """The bucket as those who run the store see it: `bucket()` gives what lies in it, by name."""
    where = {"bucket": f"b-{uuid7().hex}", "endpoint": server, "region": "eu-north-1"}
    settings.S3 = {**where, "key": "proeve", "secret": "hemmelig"}
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=server,
        region_name="eu-north-1",
        aws_access_key_id="proeve",
        aws_secret_access_key="hemmelig",
    )
    in_the_north = {"LocationConstraint": where["region"]}
    client.create_bucket(Bucket=where["bucket"], CreateBucketConfiguration=in_the_north)

    def lies():
        found = client.list_objects_v2(Bucket=where["bucket"]).get("Contents", [])
        keys = [each["Key"] for each in found]
        return {key: client.get_object(Bucket=where["bucket"], Key=key)["Body"].read() for key in keys}

    lies.client, lies.name = client, where["bucket"]
    yield lies
    stores._client.cache_clear()


@pytest.fixture
def cast(copenhagen, person):
    coordinator = person("coordinator", name="Karen Prøve")
    with arranging():
        case = sensitive.case(copenhagen, by=coordinator, number="2022-0117")
    return coordinator, case


def add(coordinator, case, **fields):
    given = {"title": "Udtalelse", "name": "brev.pdf", "content": PDF, **fields}
    return record.add_document(case=case, by=coordinator, at=timezone.now(), **given)


def send(client, case):
    given = {"title": "Udtalelse", "key": str(uuid7()), "file": SimpleUploadedFile("brev.pdf", PDF)}
    client.post(case.get_absolute_url(), {"purpose": "record"})
    return client.post(reverse("cases:add_document", args=[case.pk]), given)


def test_a_document_lies_locked_in_the_bucket_and_comes_back_as_it_was(cast, bucket, as_actor):
    as_actor(cast[0])
    document = add(*cast)
    assert record.content_of(Document.objects.get()) == PDF
    assert not DocumentContent.objects.exists()
    [(name, content)] = bucket().items()
    assert name == document.stored_as.removeprefix("s3:")
    assert document.pk.hex in name
    assert "2022" not in name
    assert b"%PDF" not in content
    assert b"invented" not in content


def test_what_lay_in_the_database_before_is_found_and_so_is_what_lies_in_the_bucket(
    cast, bucket, settings, as_actor
):
    as_actor(cast[0])
    before = {**settings.S3}
    settings.S3 = {**before, "bucket": ""}
    old = add(*cast)
    settings.S3 = before
    new = add(*cast)
    assert (old.stored_as, new.stored_as[:3]) == ("", "s3:")
    assert record.content_of(old) == record.content_of(new) == PDF


def test_an_object_that_was_changed_swapped_or_removed_is_told_and_not_served(cast, bucket, as_actor, browse):
    as_actor(cast[0])
    first, second = add(*cast), add(*cast)
    [one, other] = [row.stored_as.removeprefix("s3:") for row in (first, second)]
    bucket.client.put_object(Bucket=bucket.name, Key=one, Body=bucket()[other])
    bucket.client.delete_object(Bucket=bucket.name, Key=other)
    for document in (first, second):
        with pytest.raises(record.Damaged):
            record.content_of(document)


def test_the_page_takes_it_and_gives_it_back(cast, bucket, browse):
    coordinator, case = cast
    client = browse(coordinator)
    assert send(client, case).status_code == 302
    with arranging():
        document = Document.objects.get()
    got = client.get(reverse("cases:document", args=[document.pk]))
    assert (got.content, len(bucket())) == (PDF, 1)


def test_while_the_store_is_silent_nothing_is_saved_and_nothing_is_shown(cast, bucket, settings, browse):
    coordinator, case = cast
    client = browse(coordinator)
    assert send(client, case).status_code == 302
    settings.S3 = {**settings.S3, "endpoint": f"http://127.0.0.1:{free_port()}"}
    page = send(client, case)
    assert "Dokumentlageret svarer ikke. Intet er gemt" in page.text
    with arranging():
        document = Document.objects.get()
        looks = Look.objects.filter(way="document").count()
    got = client.get(reverse("cases:document", args=[document.pk]), follow=True)
    assert "Dokumentlageret svarer ikke. Prøv igen senere." in got.text
    with arranging():
        assert Look.objects.filter(way="document").count() == looks


def test_the_bytes_go_with_the_row_whoever_deletes_it(cast, bucket, as_actor, settings, tmp_path):
    as_actor(cast[0])
    gone, stays = add(*cast), add(*cast)
    with arranging(), connection.cursor() as cursor:
        cursor.execute("delete from cases_document where id = %s", [gone.pk])
        cursor.execute(
            "select args from procrastinate_jobs where task_name = 'tovholder.cases.tasks.delete_bytes'"
            " and args::text like %s",
            [f"%{gone.pk.hex}%"],
        )
        rows = cursor.fetchall()
    assert len(rows) == 1
    delete_bytes(stored_as=gone.stored_as)
    delete_bytes(stored_as=gone.stored_as)  # a job that is tried again
    assert list(bucket()) == [stays.stored_as.removeprefix("s3:")]
    settings.S3 = {**settings.S3, "bucket": ""}
    settings.DOCUMENTS = str(tmp_path)
    as_actor(cast[0])
    on_disk = add(*cast)
    assert b"%PDF" not in (tmp_path / on_disk.stored_as).read_bytes()
    delete_bytes(stored_as=on_disk.stored_as)
    assert not (tmp_path / on_disk.stored_as).exists()


def test_nothing_outside_the_folder_is_read_or_deleted_whatever_a_row_or_a_job_names(settings, tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("a key")
    (tmp_path / "documents").mkdir()
    settings.DOCUMENTS = str(tmp_path / "documents")
    settings.S3 = {**settings.S3, "bucket": ""}
    for name in (str(outside), "../outside", "00/../../outside"):
        with pytest.raises(stores.Missing):
            stores.of(Document(stored_as=name)).get(Document(stored_as=name))
        with pytest.raises(stores.Missing):
            stores.delete(name)
    assert outside.read_text() == "a key"


def test_the_check_says_when_the_store_cannot_be_reached(db, bucket, settings):
    def said():
        return [fault for fault in faults() if "Dokumentlageret" in fault or "document store" in fault]

    assert said() == []
    right = settings.S3
    settings.S3 = {**right, "bucket": "ingen-saadan"}
    [sentence] = said()
    assert "ingen-saadan" in sentence
    assert "NoSuchBucket" in sentence
    settings.S3 = {**right, "endpoint": f"http://127.0.0.1:{free_port()}"}
    [sentence] = said()
    assert "hemmelig" not in sentence
    with pytest.raises(SystemExit):
        call_command("check_installation", verbosity=0)
