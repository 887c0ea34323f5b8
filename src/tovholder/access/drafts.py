"""What somebody is still writing: kept as she types, locked, for her alone, until she saves the form.

A context has a model of drafts for the rows that its forms are about: a draft is seen no longer than its row.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self, cast
from uuid import UUID

from django import forms
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import Owned, OwnedQuerySet, User
from tovholder.core.ids import ById, uuid7
from tovholder.core.inserting import Along, going_along
from tovholder.core.resealing import Column, Table
from tovholder.core.sealing import seal, unseal

#: Characters that a draft keeps of a field: more than any text of a form may have.
LONGEST = 40_000


#: Of a draft `d`, what a page shows of it.
COLUMNS = "d.id, d.of, d.page, d.version, d.saved_at, encode(d.content, 'hex') as content"


class DraftQuerySet(OwnedQuerySet):
    def visible_to(self, actor: User) -> "DraftQuerySet":
        """One's own: nobody else opens a form that is still being filled in."""
        return self.filter(by=actor)


class Draft(ById, Owned):
    """What stands in one writer's form and is not saved yet. `content` is locked (core.sealing)."""

    by = models.ForeignKey(
        User, verbose_name=gettext_lazy("writer"), on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(gettext_lazy("form"), max_length=40)
    of = models.UUIDField(gettext_lazy("row that the form is about"))
    #: The opened page that wrote it last: of two windows the second is told.
    page = models.UUIDField(gettext_lazy("window"))
    version = models.PositiveIntegerField(gettext_lazy("version"), default=1)
    saved_at = models.DateTimeField(gettext_lazy("saved"))
    content = models.BinaryField(gettext_lazy("what stands in the form, locked"))

    objects: ClassVar[Any] = DraftQuerySet.as_manager()

    #: What each context's model has a unique constraint on.
    ONCE: ClassVar = ("by", "place", "of")

    class Privacy:
        personal: ClassVar = {"of", "content"}
        plain: ClassVar = {"by", "place", "page", "version", "saved_at"}
        #: Nobody's act yet: what she saves has its history.
        no_history = True

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.saved_at:%d.%m.%Y %H.%M}"

    @property
    def locked_as(self) -> dict[str, Any]:
        """Where its content belongs."""
        return {"place": f"{self._meta.db_table}.content", "row": self.pk}

    @classmethod
    def locked(cls) -> Table:
        """What of a context's drafts lies locked, for `core.resealing`."""
        table = cls._meta.db_table
        return Table(table, (Column("content", f"{table}.content"),))

    def written(self) -> dict[str, list[str]]:
        """What stands in the form, by field."""
        found: dict[str, list[str]] = json.loads(unseal(self.content, **self.locked_as))
        return found

    @classmethod
    def of_columns(cls, found: dict[str, Any]) -> Self:
        """A draft that came along as a column of the page's own rows (`core.columns.rows`): of `COLUMNS`."""
        return cls(
            id=UUID(found["id"]),
            of=UUID(found["of"]),
            page=UUID(found["page"]),
            version=found["version"],
            saved_at=datetime.fromisoformat(found["saved_at"]),
            content=bytes.fromhex(found["content"]),
        )


class WrittenElsewhere(Exception):
    """The same writer wrote on in another window, or on another machine."""

    def __init__(self, newest: Draft) -> None:
        super().__init__()
        self.newest = newest

    def __str__(self) -> str:
        return _("You have written on in another window.")


def keep(draft: Draft, content: dict[str, list[str]], *, seen: int) -> None:
    """Keep what stands in a form so far.

    The same page goes on, whatever it knows of its last save: an answer may be lost.

    :param draft: whose, of which form, from which page, at which time.
    :param seen: the version that the page was opened with; 0 where there was none.
    :raises WrittenElsewhere: another page has written since, and something else.
    """
    rows = type(draft).objects.filter(by=draft.by, place=draft.place, of=draft.of)
    newest = rows.select_for_update().first()
    if newest is None:
        draft.content = seal(json.dumps(content, ensure_ascii=False), **draft.locked_as)
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
            return
        except IntegrityError:  # two windows at once
            newest = rows.select_for_update().get()
    if draft.page != newest.page and seen != newest.version:
        if newest.written() != content:
            raise WrittenElsewhere(newest)
        return
    rows.update(
        content=seal(json.dumps(content, ensure_ascii=False), **newest.locked_as),
        page=draft.page,
        version=F("version") + 1,
        saved_at=draft.saved_at,
    )


#: The draft away, as the page may; what is found is another page's.
_END = f"""
gone as (
  delete from {{table}} where by_id = %s and place = %s and of = %s and (page = %s or version = %s)),
other as (
  select {COLUMNS} from {{table}} d
   where by_id = %s and place = %s and of = %s and page <> %s and version <> %s)
"""
_OTHER = "(select to_jsonb(o)::text from other o)"


class Writing:
    """A form that keeps a draft, in one request. docs/building.md shows how a view uses it."""

    def __init__(
        self,
        request: gate.Request,
        model: type[Draft],
        form: forms.BaseForm,
        names: Sequence[str],
        *,
        place: str,
        of: UUID,
        address: str = "",
        over: str = "",
        kept: Mapping[UUID, Draft] | None = None,
        **about: Any,
    ) -> None:
        """
        :param names: the fields that are kept, with the hidden version of what they change: never a key.
        :param place: which form; with `of` it names the draft.
        :param address: where the form is sent to, if not to the page's own address.
        :param over: why the form saves nothing any more, in words.
        :param kept: where a page has several such forms: their drafts, by `of`.
        :param about: the row by which the model's policy says who may still see it.
        """
        self.request, self.model, self.form, self.names = request, model, form, names
        self.place, self.of, self.about = place, of, about
        self.address, self.over = address or request.path, over
        if kept is not None:
            self.row = kept.get(of)
        #: (label, what was written in the other window, what was written here).
        self.both: list[tuple[str, str, str]] = []
        if form.is_bound:
            self.page, self.seen = self._sent()
            return
        self.page, self.seen = uuid7(), self.row.version if self.row else 0
        if self.row:
            form.initial.update(self._values(self._as_sent(self.row)))

    def _sent(self) -> tuple[UUID, int]:
        """The page that sent the form, and the version that it was opened with."""
        page, _dot, seen = self.request.POST.get("draft", "").partition(".")
        try:
            return UUID(page), int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
        except ValueError:
            return uuid7(), 0

    @property
    def token(self) -> str:
        """What the form carries."""
        return f"{self.page}.{self.seen}"

    @cached_property
    def row(self) -> Draft | None:
        """What is kept of the form."""
        found: Draft | None = self.model.objects.filter(**self._key).first()
        return found

    @property
    def _key(self) -> dict[str, Any]:
        return {"by": self.request.user, "place": self.place, "of": self.of}

    def _as_sent(self, draft: Draft) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in draft.written().items():
            data.setlist(self.form.add_prefix(name), values)
        return data

    def _values(self, data: QueryDict) -> dict[str, Any]:
        return {
            name: self.form.fields[name].widget.value_from_datadict(data, {}, self.form.add_prefix(name))
            for name in self.names
            if name in self.form.fields and self.form.add_prefix(name) in data
        }

    @cached_property
    def answer(self) -> HttpResponse | None:
        """What to answer where the form was sent as one types, or to be thrown away; else None."""
        if "draft-away" in self.request.POST:
            self.model.objects.filter(**self._key).delete()
            return redirect(self.request.path)
        if self.request.headers.get("X-Requested-With") != "autosave":
            return None
        fault = self._fault()
        # 412: it is not kept, and the words tell of nobody.
        return HttpResponse(fault, status=412 if fault else 204, content_type="text/plain; charset=utf-8")

    def _fault(self) -> str:
        """Keep it, or say why not."""
        if self.over:
            return self.over
        for name, errors in self.form.errors.as_data().items():
            if name in self.names and any(error.code == "cpr" for error in errors):
                return str(self.form.errors[name][0])
        mine = self.model(
            municipality=cast(Any, self.request.user.municipality),
            page=self.page,
            saved_at=self.request.at,
            **self._key,
            **self.about,
        )
        content = {
            name: [value.replace("\0", "") for value in self.request.POST.getlist(self.form.add_prefix(name))]
            for name in self.names
        }
        if any(len(value) > LONGEST for values in content.values() for value in values):
            return _("The text is too long to be kept as a draft.")
        try:
            keep(mine, content, seen=self.seen)
        except WrittenElsewhere as error:
            return " ".join([str(error), _("Press Save to see both.")])
        return ""

    @contextmanager
    def ends(self, *, along: bool = False) -> Iterator[None]:
        """Around the deed: the draft goes with it, and stays where it is refused.

        :param along: in the statement of the deed's rows (`core.inserting`), which is undone where another
            window has written on.
        :raises WrittenElsewhere: another window has written on; the page then shows both, and is sent again.
        """
        values = (self.request.user.pk, self.place, self.of, self.page, self.seen)
        end = Along(_END.format(table=self.model._meta.db_table), _OTHER, values * 2)
        with transaction.atomic():
            if along:
                with going_along(end):
                    yield
            if not end.gone:  # nor where the deed was done before
                with connection.cursor() as cursor:
                    cursor.execute(f"with {end.first} select {end.found}", end.parameters)
                    (end.answer,) = cursor.fetchone()
            self._ended(end.answer)
            if not along:
                yield

    def _ended(self, other: str | None) -> None:
        if other is None:
            return
        newest = self.model.of_columns(json.loads(other))
        self._tell(newest)
        if self.both:
            raise WrittenElsewhere(newest)
        self.model.objects.filter(pk=newest.pk).delete()

    def _tell(self, newest: Draft) -> None:
        """Lay what the other window wrote beside what was written here."""
        theirs, mine = self._values(self._as_sent(newest)), self._values(self.request.POST)
        self.seen = newest.version
        self.both = [
            (capfirst(str(self.form.fields[name].label)), self._words(name, there), self._words(name, here))
            for name, there in theirs.items()
            if not self.form.fields[name].widget.is_hidden
            and str(there or "").split() != str(here := mine.get(name) or "").split()
        ]

    def _words(self, name: str, value: Any) -> str:
        """A value as a reader knows it: a choice by its name."""
        choices = {str(key): label for key, label in getattr(self.form.fields[name], "choices", ())}
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(choices.get(str(each), each) or "") for each in values) or "–"
