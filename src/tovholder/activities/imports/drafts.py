"""A file that was uploaded: kept with its rows, and which head is which column, until it is loaded."""

from datetime import datetime
from typing import IO, Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.activities.imports.columns import PURPOSES, columns
from tovholder.activities.operations import Refused
from tovholder.core import tables
from tovholder.core.meanwhile import save_unchanged
from tovholder.core.turns import once
from tovholder.partners.models import ImportDraft


class ChangedMeanwhile(Refused):
    message = gettext_lazy("Activities or the choices have changed since the trial run. Look at it again.")


class LoadedBefore(Refused):
    message = gettext_lazy("This file has been loaded.")


class NothingToLoad(Refused):
    message = gettext_lazy("No row of the file brings anything new.")


@transaction.atomic
def upload(
    *, purpose: str, file: IO[bytes], name: str, by: User, at: datetime, sheet: str = ""
) -> ImportDraft:
    """Read a file and keep its rows until they are loaded, with the columns guessed by their heads.

    :raises tables.Unreadable: with what is wrong, in words.
    """
    gate.require(by, Permission.ACTIVITY_IMPORT)
    table = tables.read_table(file, name, sheet=sheet, wanted=columns(purpose))
    draft = ImportDraft(
        municipality=cast(Any, by.municipality),
        purpose=purpose,
        file_name=name[:200],
        header=table.header,
        rows=[row.as_json() for row in table.rows],
        columns=tables.match_columns(table.header, columns(purpose)),
        uploaded_by=by,
        uploaded_at=at,
    )
    waits = ImportDraft.objects.filter(uploaded_by=by, loaded_at__isnull=True)
    return once(draft, of=by, beside=waits, says=("purpose", "file_name", "header", "rows"))


def waiting(actor: User) -> list[ImportDraft]:
    """Files that were uploaded and not loaded, the last one first."""
    drafts = ImportDraft.objects.visible_to(actor).filter(purpose__in=PURPOSES, loaded_at__isnull=True)
    return list(drafts.select_related("uploaded_by").defer("rows", "report").order_by("-uploaded_at")[:5])


@transaction.atomic
def choose(*, draft: ImportDraft, heads: dict[str, int | None], by: User, at: datetime) -> None:
    """Correct which head is which column.

    :raises ChangedMeanwhile: somebody else corrected it after it was fetched.
    :raises LoadedBefore: it is too late.
    """
    gate.require(by, Permission.ACTIVITY_IMPORT)
    if draft.loaded_at is not None:
        raise LoadedBefore
    if not save_unchanged(draft, {"columns": heads}):
        raise ChangedMeanwhile


@transaction.atomic
def discard(*, draft: ImportDraft, by: User, at: datetime) -> None:
    """Throw an upload away."""
    gate.require(by, Permission.ACTIVITY_IMPORT)
    draft.delete()
