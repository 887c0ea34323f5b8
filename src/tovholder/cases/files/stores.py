"""Where documents' bytes lie: in the database, or in a folder (TOVHOLDER_DOCUMENTS), perhaps a mounted one.

A further kind of store is a class with `place`, `keep` and `get`. What a row names (`Document.stored_as`)
says where its bytes are, so that a change of the setting leaves the old ones to be found.
"""

import json
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection

from tovholder.cases.models import Document, DocumentContent
from tovholder.core.inserting import groups


class Missing(Exception):
    """The bytes are not where the row says."""


class Store(Protocol):
    """A place for bytes."""

    def place(self, key: UUID) -> str:
        """What the document's row remembers of where they lie, "" for the database."""

    def keep(self, document: Document, content: bytes) -> None:
        """Write the document's row, by one statement, and its bytes: never over those of another row."""

    def get(self, document: Document) -> bytes:
        """:raises Missing: they are not there."""


class InTheDatabase:
    """In a table of their own: backed up and restored with everything else."""

    def place(self, key: UUID) -> str:
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
    """A file a document, named by its key: no title, no number of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, key: UUID) -> str:
        return f"{key.hex[-2:]}/{key.hex}"

    def keep(self, document: Document, content: bytes) -> None:
        document.save(force_insert=True)
        path = self.folder / document.stored_as
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_suffix(".half")
        half.write_bytes(content)
        half.chmod(0o600)
        half.replace(path)

    def get(self, document: Document) -> bytes:
        try:
            return (self.folder / document.stored_as).read_bytes()
        except OSError as error:
            raise Missing from error


def here() -> Store:
    """Where new documents go."""
    folder: str = settings.DOCUMENTS
    return InAFolder(Path(folder)) if folder else InTheDatabase()


def of(document: Document) -> Store:
    """Where a document's bytes are."""
    return InAFolder(Path(settings.DOCUMENTS or ".")) if document.stored_as else InTheDatabase()
