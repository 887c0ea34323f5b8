"""Where documents' bytes lie: in the database, in a folder (TOVHOLDER_DOCUMENTS), or in an object store that
speaks S3 (TOVHOLDER_S3_BUCKET).

What leaves the database is locked (core.sealing), and named by the document's key alone. What a row names
(`Document.stored_as`) says where its bytes are, so that a change of the setting leaves the old ones to be
found, while the old place is still named. When the row goes, a trigger queues `tasks.delete_bytes`.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection

from tovholder.cases.models import Document, DocumentContent
from tovholder.core import sealing
from tovholder.core.inserting import groups

#: What `core.sealing` binds a file's bytes to, beside its row.
PLACE = "cases_document.bytes"
#: Seconds that the object store may take to answer, and how often it is asked.
PATIENCE, TRIES = 10, 2


class Missing(Exception):
    """The bytes are not where the row says, or do not open."""


class Silent(Exception):
    """The object store, or the disk, does not do what it is asked; perhaps it does later."""


class Store(Protocol):
    """A place for bytes."""

    def name(self, key: UUID) -> str:
        """What the document's row remembers; "" for the database."""

    def keep(self, document: Document, content: bytes) -> None:
        """Write the document's row, by one statement, and its bytes: never over those of another row.

        :raises Silent: they are not kept.
        """

    def get(self, document: Document) -> bytes:
        """:raises Missing: they are not there. :raises Silent: nobody can say."""


class InTheDatabase:
    """In a table of their own: backed up and restored with everything else."""

    def name(self, key: UUID) -> str:
        return ""

    def keep(self, document: Document, content: bytes) -> None:
        row = DocumentContent(document=document)
        with connection.cursor() as cursor:
            cursor.execute(
                "select tovholder.add_document(%s::jsonb, %s, %s)",
                [json.dumps(groups([document])), row.pk, content],
            )

    def get(self, document: Document) -> bytes:
        found = DocumentContent.objects.filter(document=document).values_list("data", flat=True).first()
        if found is None:
            raise Missing
        return bytes(found)


class InAFolder:
    """A file a document: no title, no number of a case."""

    LOCKED = ".locked"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def name(self, key: UUID) -> str:
        return f"{key.hex[-2:]}/{key.hex}{self.LOCKED}"

    def _path(self, name: str) -> Path:
        """Where a file lies. :raises Missing: not in the folder, whatever a row or a job says."""
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise Missing
        return path

    def keep(self, document: Document, content: bytes) -> None:
        document.save(force_insert=True)
        self.write(document.stored_as, _locked(document, content))

    def get(self, document: Document) -> bytes:
        content = self.read(document.stored_as)
        # Files from before they were locked have no ending.
        return _opened(document, content) if document.stored_as.endswith(self.LOCKED) else content

    def write(self, name: str, content: bytes) -> None:
        """Put bytes in a name's place, wholly or not at all. :raises Silent: they are not there."""
        path = self._path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            half = path.with_suffix(".half")
            half.touch(mode=0o600)
            half.write_bytes(content)
            half.replace(path)
        except OSError as error:
            raise Silent from error

    def read(self, name: str, most: int = -1) -> bytes:
        """The bytes, or the first of them. :raises Missing: they are not there."""
        try:
            with self._path(name).open("rb") as file:
                return file.read(most)
        except OSError as error:
            raise Missing from error

    def delete(self, name: str) -> None:
        """:raises Silent: it is still there. :raises Missing: it was never in the folder."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise Silent from error


class InABucket:
    """An object a document, in a store that speaks S3."""

    MARK = "s3:"

    def name(self, key: UUID) -> str:
        return f"{self.MARK}{key.hex[-2:]}/{key.hex}"

    def keep(self, document: Document, content: bytes) -> None:
        document.save(force_insert=True)
        self.write(document.stored_as, _locked(document, content))

    def get(self, document: Document) -> bytes:
        return _opened(document, self.read(document.stored_as))

    def write(self, name: str, content: bytes) -> None:
        """Put bytes in a name's place. :raises Silent: they may not be there."""
        with _asking() as client:
            client.put_object(
                Bucket=settings.S3["bucket"],
                Key=self._key(name),
                Body=content,
                ContentType="application/octet-stream",
            )

    def read(self, name: str, most: int = -1) -> bytes:
        """The bytes, or the first of them. :raises Missing: not there. :raises Silent: nobody can say."""
        part = {"Range": f"bytes=0-{most - 1}"} if most > 0 else {}
        with _asking() as client:
            found = client.get_object(Bucket=settings.S3["bucket"], Key=self._key(name), **part)
            content: bytes = found["Body"].read()
        return content

    def delete(self, name: str) -> None:
        """:raises Silent: it may still be there. What is gone already is no fault."""
        with _asking() as client:
            client.delete_object(Bucket=settings.S3["bucket"], Key=self._key(name))

    def ask(self) -> None:
        """Whether it is there and lets us in. :raises Missing: no such bucket. :raises Silent: it is not."""
        with _asking() as client:
            client.head_bucket(Bucket=settings.S3["bucket"])

    def _key(self, name: str) -> str:
        return name.removeprefix(self.MARK)


@contextmanager
def _asking() -> Iterator[Any]:
    """The client; what it raises becomes `Missing` or `Silent`."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise Silent("boto3") from error
    try:
        yield _client(**settings.S3)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "NoSuchBucket", "404"):
            raise Missing from error
        raise Silent(error.response["Error"]["Code"]) from error
    except (BotoCoreError, OSError, ValueError) as error:
        raise Silent(type(error).__name__) from error


@lru_cache(maxsize=1)
def _client(*, bucket: str, endpoint: str, region: str, key: str, secret: str) -> Any:
    """One for the process: a client may be used by several threads, and takes 0.2 s to make."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or "us-east-1",
        # Without a key of ours, boto3 looks where it always does: its own variables, the machine's role.
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
        config=Config(
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            retries={"total_max_attempts": TRIES},
            # Stores of other makers know neither names of hosts by bucket nor the newer checksums.
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _locked(document: Document, content: bytes) -> bytes:
    return sealing.seal_bytes(content, place=PLACE, row=document.pk)


def _opened(document: Document, content: bytes) -> bytes:
    try:
        return sealing.unseal_bytes(content, place=PLACE, row=document.pk)
    except sealing.Broken as error:
        raise Missing from error


def here() -> Store:
    """Where new documents go."""
    if settings.S3["bucket"]:
        return InABucket()
    return InAFolder(Path(settings.DOCUMENTS)) if settings.DOCUMENTS else InTheDatabase()


def of(document: Document) -> Store:
    """Where a document's bytes are."""
    return _outside(document.stored_as) if document.stored_as else InTheDatabase()


def delete(name: str) -> None:
    """Delete what a row named that is gone itself. :raises Silent: it may still be there."""
    _outside(name).delete(name)


def read(name: str) -> bytes:
    """What a row names, as it lies. :raises Missing: it is not there. :raises Silent: nobody can say."""
    return _outside(name).read(name)


def beginning(name: str) -> bytes:
    """What it begins with: under which key it is locked. :raises Missing, Silent: as `read`."""
    return _outside(name).read(name, len(sealing.mark()))


def write(name: str, content: bytes) -> None:
    """Put other bytes in the place of those that a row names. :raises Silent: the old ones may be there."""
    _outside(name).write(name, content)


def _outside(name: str) -> InAFolder | InABucket:
    return InABucket() if name.startswith(InABucket.MARK) else InAFolder(Path(settings.DOCUMENTS or "."))


def trouble() -> str:
    """Why new documents cannot be kept: "", or what `tovholder check` says of it, in a word."""
    if not settings.S3["bucket"]:
        return ""
    try:
        InABucket().ask()
    except Missing:
        return "NoSuchBucket"
    except Silent as silent:
        return str(silent)
    return ""
