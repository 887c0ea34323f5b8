"""Where documents' bytes lie: in the database, or in a folder (TOVHOLDER_DOCUMENTS), perhaps a mounted one.

A further kind of store is a class with `put`, `keep` and `get`. What a row names (`Document.stored_as`) says
where its bytes are, so that a change of the setting leaves the old ones to be found.
"""

from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from tovholder.cases.models import Document, DocumentContent


class Missing(Exception):
    """The bytes are not where the row says."""


class Store(Protocol):
    """A place for bytes."""

    def put(self, key: UUID, content: bytes) -> str:
        """Keep them; returns what the document's row remembers, "" for the database."""

    def keep(self, document: Document, content: bytes) -> None:
        """After the document's row is written: what is to be written beside it."""

    def get(self, document: Document) -> bytes:
        """:raises Missing: they are not there."""


class InTheDatabase:
    """In a table of their own: backed up and restored with everything else."""

    def put(self, key: UUID, content: bytes) -> str:
        return ""

    def keep(self, document: Document, content: bytes) -> None:
        DocumentContent(document=document, data=content).save(force_insert=True)

    def get(self, document: Document) -> bytes:
        found = DocumentContent.objects.filter(document=document).values_list("data", flat=True).first()
        if found is None:
            raise Missing
        return bytes(found)


class InAFolder:
    """A file a document, named by its key: no title, no number of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: UUID, content: bytes) -> str:
        name = f"{key.hex[-2:]}/{key.hex}"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_suffix(".half")
        half.write_bytes(content)
        half.chmod(0o600)
        half.replace(path)
        return name

    def keep(self, document: Document, content: bytes) -> None:
        return None

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
