"""Pages about people: finding them, who they are, and whether two are one."""

import re
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.core.ids import uuid7
from tovholder.core.pages import page
from tovholder.people import by_number, forms, operations, panels, queries
from tovholder.people.models import Double, Kinship, Person

#: Whoever works with citizens: which of them she sees, row level security says.
WORKS = (Permission.CASE_WORK, Permission.HOTLINE_WORK, Permission.PERSON_READ_ALL)
_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,29}")


@gate.requires(*WORKS)
def search(request: gate.Request) -> HttpResponse:
    """The words are posted: they stand in no address, and the log keeps them by themselves."""
    form = forms.SearchForm(request.POST or None)
    rows: list[dict[str, Any]] | None = None
    numbered: list[by_number.Numbered] | None = None
    if form.is_valid() and not form.cleaned_data["words"]:
        form.add_error("words", _("Write a name or a CPR number."))
    elif form.is_valid() and by_number.NUMBER.fullmatch(form.cleaned_data["words"].strip()):
        numbered = by_number.of(number=form.cleaned_data["words"].strip(), by=request.user)
        gate.saw(
            request,
            way=Way.SEARCH,
            cases=[case for one in numbered for case in one.cases],
            concerns=[concern for one in numbered for concern in one.concerns],
            words=queries.logged_words(form.cleaned_data["words"]),
        )
    elif form.is_valid():
        words = form.cleaned_data["words"]
        people = queries.search(words=words)
        gate.saw(request, way=Way.SEARCH, persons=people, words=queries.logged_words(words))
        sees_all = request.user.may(Permission.PERSON_READ_ALL)
        rows = [
            {
                "person": one,
                "born": queries.born(one, request.today),
                "ways": [queries.WAYS[way] for way in one.ways if way in queries.WAYS],  # type: ignore[attr-defined]
                "sees_all": sees_all,
            }
            for one in people
        ]
    may_settle = request.user.may(Permission.PERSON_READ_ALL)
    return page(
        request,
        "people/search.html",
        {
            "form": form,
            "rows": rows,
            "numbered": numbered,
            "may_settle": may_settle,
            "is_full": rows and len(rows) >= 20,
        },
        partial="results",
    )


@gate.requires(Permission.PERSON_WRITE)
@require_POST
def choose(request: gate.Request) -> HttpResponse:
    """The part *who it is about* after a search in it; without JavaScript the whole page does it."""
    prefix = request.POST.get("choice-prefix", "")
    if not _PREFIX.fullmatch(prefix):
        raise Http404
    data = request.POST.copy()
    data[f"{prefix}-search"] = "1"
    choice = forms.PersonChoice(data, request=request, prefix=prefix, nobody="choice-nobody" in data)
    return page(request, "people/_choose.html", {"choice": choice})


# --- one person -----------------------------------------------------------------------------------------


@gate.requires(*WORKS)
def person(request: gate.Request, person_id: UUID) -> HttpResponse:
    shown = queries.told(gate.get_or_404(queries.for_page(), person_id, request=request))
    relatives = queries.relatives(shown)
    blocks = panels.of(persons=shown.together, by=request.user, at=request.at)
    gate.saw(
        request,
        persons=[*shown.together, *(row["person"] for row in relatives), *_all(blocks, "persons")],
        cases=_all(blocks, "cases"),
        concerns=_all(blocks, "concerns"),
    )
    context = {
        "person": shown,
        "born": queries.born(shown, request.today),
        "shows_address": queries.shows_address(shown, request.user),
        "relatives": relatives,
        "can_write": request.user.may(Permission.PERSON_WRITE),
        "may_settle": request.user.may(Permission.PERSON_READ_ALL),
        "main_panels": [block for block in blocks if not block.aside],
        "aside_panels": [block for block in blocks if block.aside],
    }
    return page(request, "people/person.html", context)


def _all(blocks: list[panels.Panel], name: str) -> list[Any]:
    return [one for block in blocks for one in getattr(block, name)]


def _known(request: gate.Request, people: Any, person_id: UUID) -> Person:
    """Somebody of whom the reader may know more than the name; anybody else is not there."""
    found: Any = gate.get_or_404(queries.with_known(people), person_id, request=request)
    if not found.is_known:
        raise Http404
    return cast(Person, found)


@gate.requires(*WORKS)
def reveal(request: gate.Request, person_id: UUID) -> HttpResponse:
    """The CPR number, after one has said what for."""
    shown = _known(request, Person.objects.select_related("particulars"), person_id)
    form = forms.RevealForm(request.POST or None)
    number = ""
    if form.is_valid():
        number = shown.cpr
        gate.saw(request, way=Way.REVEAL, persons=[shown], purpose=form.said)
    return page(
        request, "people/reveal.html", {"person": shown, "form": form, "number": number}, partial="form"
    )


@gate.requires(Permission.PERSON_WRITE)
def change(request: gate.Request, person_id: UUID) -> HttpResponse:
    shown = _known(request, Person.objects.select_related("lives_at", "particulars"), person_id)
    form = forms.PersonForm(request.POST or None, person=shown, request=request)
    clash: operations.ChangedMeanwhile | None = None
    if form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            operations.change(person=shown, seen_version=seen, by=request.user, at=request.at, **form.known())
        except operations.ChangedMeanwhile as changed:
            clash = changed
            data = request.POST.copy()
            data["version"] = str(changed.now.version)
            form = forms.PersonForm(data, person=changed.now, request=request)
        except operations.Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(shown)
    context = {"person": shown, "form": form, "clash": clash, "both": _both(form, clash)}
    return page(request, "people/change.html", context)


def _both(form: forms.PersonForm, clash: operations.ChangedMeanwhile | None) -> list[tuple[str, Any, Any]]:
    """Where the two texts differ: the field, what stands there now, what was written here."""
    if clash is None:
        return []
    rows = []
    for name in ("name", "description", "birth_date", "birth_year", "district", "address", "phone"):
        if name in form.fields:
            now, mine = getattr(clash.now, name), form[name].value()
            if str(now or "") != str(mine or ""):
                rows.append((str(form.fields[name].label), localize(now) if now else "–", mine or "–"))
    return rows


# --- relatives ------------------------------------------------------------------------------------------


@gate.requires(Permission.PERSON_WRITE)
def relate(request: gate.Request, person_id: UUID) -> HttpResponse:
    shown = gate.get_or_404(Person, person_id, request=request)
    form = forms.KinForm(request.POST or None, initial={"row": uuid7()})
    choice = forms.PersonChoice(request.POST or None, request=request, prefix="relative")
    if not choice.searching and form.is_valid() and choice.is_valid():
        try:
            with transaction.atomic():  # nobody is written down for a relation that is refused
                relative = choice.resolve(by=request.user, at=request.at)
                assert relative is not None
                operations.relate(
                    person=shown,
                    relative=relative,
                    kind=form.cleaned_data["kind"],
                    by=request.user,
                    at=request.at,
                    id=form.cleaned_data["row"],
                )
        except operations.Refused as refused:
            choice.add_error("who", str(refused))
        else:
            messages.success(request, _("The relative is noted."))
            return redirect(shown)
    return page(request, "people/relate.html", {"person": shown, "form": form, "choice": choice})


@gate.requires(Permission.PERSON_WRITE)
@require_POST
def end_relation(request: gate.Request, kinship_id: UUID) -> HttpResponse:
    kinship = gate.get_or_404(Kinship, kinship_id, request=request)
    operations.end_relation(kinship=kinship, by=request.user, at=request.at)
    messages.success(request, _("The relation is ended."))
    return redirect("people:person", person_id=kinship.person_id)


# --- doubles --------------------------------------------------------------------------------------------


@gate.requires(Permission.PERSON_READ_ALL)
def doubles(request: gate.Request) -> HttpResponse:
    open_ones, settled = queries.doubles(), queries.settled()
    gate.saw(
        request,
        way=Way.LIST,
        persons=[key for double in (*open_ones, *settled) for key in (double.kept_id, double.gone_id)],
    )
    pairs = [
        {
            "double": double,
            "sides": [
                {"person": one, "born": queries.born(one, request.today), "newer": one.pk == double.gone_id}
                for one in (double.kept, double.gone)
            ],
        }
        for double in open_ones
    ]
    last = [
        (double, [queries.born(one, request.today) for one in (double.kept, double.gone)])
        for double in settled
    ]
    return page(request, "people/doubles.html", {"pairs": pairs, "settled": last})


@gate.requires(Permission.PERSON_READ_ALL)
def point_out(request: gate.Request, person_id: UUID) -> HttpResponse:
    """Search for another entry of the same person, and bring both up among the possible doubles."""
    shown = gate.get_or_404(Person, person_id, request=request)
    form = forms.DoubleForm(request.POST or None)
    found: list[dict[str, Any]] | None = None
    if form.is_valid():
        other = None if "search" in request.POST else form.cleaned_data["other"]
        if other:
            try:
                operations.point_out(one=shown, other=other, by=request.user, at=request.at)
            except operations.Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("They stand among the possible doubles."))
                return redirect("people:doubles")
        words = form.cleaned_data["words"]
        people = queries.search(words=words)
        gate.saw(request, way=Way.SEARCH, persons=[shown, *people], words=queries.logged_words(words))
        found = [
            {"person": one, "born": queries.born(one, request.today)} for one in people if one.pk != shown.pk
        ]
    return page(request, "people/point_out.html", {"person": shown, "form": form, "found": found})


@gate.requires(Permission.PERSON_READ_ALL)
@require_POST
def settle(request: gate.Request, double_id: UUID) -> HttpResponse:
    """Say that two are one, or two; or take it back."""
    double = gate.get_or_404(Double, double_id, request=request)
    deed = request.POST.get("deed", "")
    try:
        if deed in ("merge", "merge_other"):
            keep = double.gone_id if deed == "merge_other" else double.kept_id
            operations.merge(double=double, by=request.user, at=request.at, keep=keep)
            messages.success(request, _("They are one person now. It can be taken back below."))
        elif deed == "part":
            operations.part(double=double, by=request.user, at=request.at)
            messages.success(request, _("They are two people. It can be taken back below."))
        elif deed == "undo":
            operations.undo(double=double, by=request.user, at=request.at)
            messages.success(request, _("It is taken back: they stand among the possible doubles again."))
        else:
            raise Http404
    except operations.Refused as refused:
        messages.error(request, str(refused))
    return redirect("people:doubles")
