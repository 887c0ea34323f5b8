"""What is written in a case: notes, documents, and sharing them, which is a disclosure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.cases.files import kinds, scanning, stores
from tovholder.cases.models import Case, Document, Note, Share
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.operations.whose import agency_of
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Consent, Disclosure, LegalBasis
from tovholder.disclosures.operations import disclose


class NotYours(Refused):
    """A note is corrected, and a thing shared, by the agency that wrote it."""

    message = gettext_lazy("Only the agency that wrote it can do this.")


class CorrectedAlready(ChangedMeanwhile):
    """Somebody has corrected the note; her correction can be corrected."""


class NotTaken(Refused):
    """A file of a kind that a case does not take, or whose name says another kind than its content."""

    message = gettext_lazy(
        "The file is of a kind that is not taken here, or its name does not fit its content."
    )


class TooLarge(Refused):
    """More bytes than the setting allows."""


class Infected(Refused):
    """The scanner found something."""

    message = gettext_lazy("The scanner found malware in the file. It was not taken.")


class NotScanned(Refused):
    """A scanner is set up and does not answer."""

    message = gettext_lazy("The virus scanner does not answer. Nothing was taken: try again later.")


class NotKept(Refused):
    """The folder or the object store does not take it."""

    message = gettext_lazy("The document store does not answer. Nothing was saved: try again later.")


class NotReached(Refused):
    """The object store does not give it out."""

    message = gettext_lazy("The document store does not answer. Try again later.")


class Damaged(Refused):
    """The bytes are gone, or not those that were put in."""

    message = gettext_lazy(
        "The file's content is missing or was changed. Tell those who run the installation."
    )


# --- notes -----------------------------------------------------------------------------------------------


@transaction.atomic
def write_note(*, case: Case, by: User, at: datetime, text: str, form: UUID | None = None) -> Note:
    """Write a note for one's own agency; its circle on the case reads it, and nobody else.

    :param form: the form's key: a form that is sent twice makes one note.
    """
    gate.require(by, Permission.CASE_WORK)
    return _write(case.pk, by, at, text, form or uuid7(), corrects=None)


@transaction.atomic
def correct_note(*, note: Note, by: User, at: datetime, text: str, form: UUID | None = None) -> Note:
    """Correct a note by another that takes its place; the first stays, and says that it was corrected.

    :raises NotYours: another agency wrote it.
    :raises CorrectedAlready: somebody has; it carries what she wrote.
    """
    gate.require(by, Permission.CASE_WORK)
    if note.agency_id != by.agency_id:
        raise NotYours
    return _write(note.case_id, by, at, text, form or uuid7(), corrects=note)


def _write(case_id: UUID, by: User, at: datetime, text: str, form: UUID, *, corrects: Note | None) -> Note:
    note = Note(
        id=form,
        case_id=case_id,
        agency=agency_of(by),
        author=by,
        at=at,
        text=text,
        corrects=corrects,
        form=form,
    )
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError:
        before = _sent_before(form, text, corrects)
        # What was changed after Back is another note.
        return before or _write(case_id, by, at, text, uuid7(), corrects=None)
    return note


def _sent_before(form: UUID, text: str, corrects: Note | None) -> Note | None:
    """The note that the same form has made; None where it said something else.

    :raises CorrectedAlready: it made none: somebody else's correction stands.
    """
    before = Note.objects.filter(Q(pk=form) | Q(corrects=corrects, corrects__isnull=False)).select_related(
        "author"
    )
    for note in before:
        if note.form == form and (note.text == text or corrects is None):
            return note if note.text == text else None
        raise CorrectedAlready(
            who=note.author.name, when=note.at, theirs={"text": note.text, "note": note.pk}
        )
    raise NotYours


# --- documents -------------------------------------------------------------------------------------------


@transaction.atomic
def add_document(
    *, case: Case, by: User, at: datetime, title: str, name: str, content: bytes, id: UUID | None = None
) -> Document:
    """Put a file into a case for one's own agency: of a kind that we take, small enough, and scanned.

    :param name: the file's own name: its ending must fit the content. It is not kept.
    :param id: the form's key: a form that is sent twice, even at once, makes one document.
    :raises NotTaken, TooLarge, Infected, NotScanned, NotKept:
    :raises NotYours: the key is another document's.
    """
    gate.require(by, Permission.CASE_WORK)
    key = id or uuid7()
    kind, verdict = _checked(name, content)
    store = stores.here()
    document = Document(
        id=key,
        case=case,
        agency=agency_of(by),
        author=by,
        at=at,
        title=title,
        media_type=kind.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        stored_as=store.name(key),
        scanned_at=at if verdict else None,
        scanner=verdict.scanner if verdict else "",
    )
    try:
        with transaction.atomic():
            store.keep(document, content)
    except (
        IntegrityError
    ):  # the same form once more; a key of somebody else's answers as if it were not there
        known = Document.objects.filter(pk=key).first()
        if known is None:
            raise NotYours from None
        return known
    except (stores.Silent, stores.Missing) as refused:
        raise NotKept from refused
    return document


def _checked(name: str, content: bytes) -> tuple[kinds.Kind, scanning.Verdict | None]:
    most: int = settings.DOCUMENT_MEGABYTES
    if len(content) > most * 1024 * 1024:
        raise TooLarge(_("The file is larger than %(most)s MB.") % {"most": most})
    kind = kinds.of(name, content)
    if kind is None:
        raise NotTaken
    try:
        verdict = scanning.scan(content)
    except scanning.ScannerIsSilent as silent:
        raise NotScanned from silent
    if verdict and verdict.found:
        raise Infected
    return kind, verdict


def content_of(document: Document) -> bytes:
    """A document's bytes, as they were put in. Whoever asks has fetched the document through the gate.

    :raises Damaged: they are not there, or others. :raises NotReached: nobody can say.
    """
    try:
        content = stores.of(document).get(document)
    except stores.Missing as missing:
        raise Damaged from missing
    except stores.Silent as silent:
        raise NotReached from silent
    if hashlib.sha256(content).digest() != bytes(document.sha256):
        raise Damaged
    return content


# --- sharing ---------------------------------------------------------------------------------------------


@transaction.atomic
def share(
    *,
    by: User,
    at: datetime,
    receivers: Sequence[Agency],
    basis: LegalBasis,
    purpose: str,
    necessity: str,
    consent: Consent | None = None,
    note: Note | None = None,
    document: Document | None = None,
    act: UUID | None = None,
) -> list[Share]:
    """Let other agencies read a note or a document: a disclosure to each, of exactly what it says.

    :param act: the form's key: a form that is sent twice discloses once.
    :raises NotYours: another agency wrote it.
    :raises disclosures.operations.BasisDoesNotReach: and its like: the law named does not cover it.
    """
    gate.require(by, Permission.DISCLOSURE_WRITE)
    thing = note or document
    if thing is None or thing.agency_id != by.agency_id:
        raise NotYours
    shares: list[Share] = []

    def beside(made: list[Disclosure]) -> list[Share]:
        shares.extend(
            Share(case_id=thing.case_id, note=note, document=document, disclosure=one) for one in made
        )
        return shares

    disclose(
        person=thing.case.person,
        by=by,
        at=at,
        receivers=list(receivers),
        what=Disclosure.What.NOTE if note else Disclosure.What.DOCUMENT,
        content=seen_by_receivers(note=note, document=document),
        purpose=purpose,
        necessity=necessity,
        basis=basis,
        consent=consent,
        act=act,
        beside=beside,
    )
    if act is not None and shares[0]._state.adding:  # sent before
        return list(Share.objects.filter(disclosure__act=act))
    return shares


def seen_by_receivers(*, note: Note | None, document: Document | None) -> str:
    """Exactly what a share tells: the note's words, or which file it is."""
    if note:
        return note.text
    assert document is not None
    return _("%(title)s (%(kind)s, %(size)s bytes, added %(day)s). Checksum SHA-256: %(sum)s") % {
        "title": document.title,
        "kind": document.media_type,
        "size": document.size,
        "day": date_format(localtime(document.at)),
        "sum": bytes(document.sha256).hex(),
    }
