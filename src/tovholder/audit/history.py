"""Change history: every tracked row's inserts, updates and deletes, kept by triggers.

The trigger runs as `tovholder_gate`, so that the runtime role can neither write nor mend the record
(see `access.rls`). Actor and request come from the transaction, not from the caller's columns.
"""

from typing import Any

import pghistory
import pghistory.models
from django.apps import apps
from django.db import models
from django.db.models.expressions import RawSQL


class Event(pghistory.models.Event):
    """One change of one row: the row as it was after it (before it, for a delete), who, and when."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_actor = models.BigIntegerField(null=True, db_default=RawSQL("tovholder.me()", ()))
    pgh_request = models.TextField(null=True, db_default=RawSQL("tovholder.request()", ()))

    class Meta:
        abstract = True


def tracked(*, exclude: tuple[str, ...] = ()) -> Any:
    """Class decorator: keep this model's history. `exclude` names fields that are not kept in it."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        base_model=Event,
        context_field=None,  # type: ignore[arg-type]
        exclude=list(exclude) or None,
    )


def kept() -> dict[type[models.Model], type[models.Model]]:
    """Each tracked model and the model of its history."""
    found: dict[type[models.Model], type[models.Model]] = {}
    for model in apps.get_models():
        for event in set(getattr(model, "pgh_event_models", {}).values()):
            found[model] = event
    return found
