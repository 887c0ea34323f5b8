"""Forms that change a row which others change, too: the second is told, sees both, and saves again."""

from collections.abc import Sequence
from hashlib import md5
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

#: Of two whose forms come at the same instant, one saves.
AT_ONE_INSTANT = _(
    "Somebody else has changed this at the same instant. See what it says now, and save again."
)


class OfARow(forms.BaseForm):
    """A part of a form whose `initial` is what the row holds, and which was told so (`watch`).

    For rows that keep no `version`. The page shows `form.seen` and `{% both form.now %}`. Of two who save
    at the same instant, `save_unchanged` lets one. Who writes what stands there already, as a second click
    does, is told nothing.
    """

    seen = ""
    #: Somebody has saved since, and what stands there says the same.
    stands = False
    held: dict[str, Any]
    #: (label, what stands there now, what was written here), where somebody else has saved.
    now: Sequence[tuple[str, Any, Any]] = ()
    told: str | Promise = _(
        "Somebody has changed this since you opened it. What stands there now is shown below. Yours is not"
        " saved yet: save it, and it replaces that."
    )

    def watch(self, held: dict[str, Any] | None = None) -> None:
        """Note what the row holds.

        :param held: by field, where the form begins with something else.
        """
        self.held = dict(self.initial) if held is None else held
        self.seen = md5(repr(self.held).encode(), usedforsecurity=False).hexdigest()
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=64, initial=self.seen
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("seen", "") not in ("", self.seen):
            self._changed_meanwhile()
        return cleaned

    def _changed_meanwhile(self) -> None:
        """Told once, with what stands there now beside what was written."""
        self.now = [
            (capfirst(str(self.fields[name].label)), self._words(name, value), self._words(name, mine))
            for name, value in self.held.items()
            if name in self.fields
            and str(mine := self[name].value() or "").split() != str(value or "").split()
        ]
        if not self.now:
            self.stands = True
        else:
            self._tell()

    def _tell(self) -> None:
        """That it was changed; the form goes on from what stands there now."""
        self.add_error(None, str(self.told))
        again: Any = self.data.copy()  # type: ignore[attr-defined]
        again[self.add_prefix("seen")] = self.seen
        self.data = again

    def _words(self, name: str, value: Any) -> Any:
        """A value as a reader knows it: a choice by its name."""
        choices = {str(key): label for key, label in getattr(self.fields[name], "choices", ())}
        return choices.get(str(value), value) or "–"


def save_unchanged(row: Model, facts: dict[str, Any]) -> bool:
    """Save facts of a row where it still holds what it did when it was fetched; whether it does."""
    held = {name: getattr(row, name) for name in facts}
    if not type(row)._default_manager.filter(pk=row.pk, **held).update(**facts):
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    return True
