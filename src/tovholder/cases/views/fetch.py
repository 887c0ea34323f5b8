"""Fetching a case or a row of it for a page: through the gate, with the purpose that was given today."""

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect

from tovholder.access import gate
from tovholder.audit.reads import Way
from tovholder.cases.operations.case import say_purpose
from tovholder.cases.queries import opened

#: What a page of a case returns where no purpose was given today: the case's page asks for it.
Answer = HttpResponse | None


def case(
    request: gate.Request, case_id: UUID, *, way: Way = Way.PAGE, holds: bool = False
) -> tuple[Any, Answer]:
    """The case, and the answer to give in place of the page where the purpose has not been said today.

    :param holds: a form that is sent holds the case: whoever sends one at the same instant waits.
    """
    cases = opened.with_purpose(request.user, request.today)
    if holds and request.method == "POST":
        cases = cases.select_for_update(of=("self",))
    found: Any = gate.get_or_404(cases, case_id, request=request, way=way)
    return found, _asked(request, found, found.my_purpose, way)


def row(
    request: gate.Request, model: type[Model], key: UUID, *related: str, way: Way = Way.PAGE
) -> tuple[Any, Answer]:
    """A row of a case with its case, in the same manner."""
    rows = opened.children_with_purpose(
        model._default_manager.select_related(*related), request.user, request.today
    )
    found: Any = gate.get_or_404(rows, key, request=request, way=way)
    return found, _asked(request, found.case, found.my_purpose, way)


def asked(request: gate.Request, found: Any, obvious: str = "") -> Answer:
    """Of a row that shows its case and was fetched `opened.children_with_purpose`: what `row` answers.

    :param obvious: why one opens it, where the way here says that: it is written down, and not asked.
    """
    if obvious and not found.my_purpose:
        say_purpose(case=found.case, by=request.user, at=request.at, purpose=obvious)
        found.my_purpose = obvious
    return _asked(request, found.case, found.my_purpose, Way.PAGE)


def _asked(request: gate.Request, case: Any, purpose: str, way: Way) -> Answer:
    if not purpose and request.method == "POST":
        # What was opened before midnight and is sent after it would lose what was typed.
        purpose = opened.purpose_of_yesterday(case, request.user, request.today)
        if purpose:
            say_purpose(case=case, by=request.user, at=request.at, purpose=purpose)
    if not purpose:
        return redirect(case)
    assert request.seen is not None
    # A deed that is done shows nothing: what was fetched counts where a page comes back.
    request.seen.add(way=way, cases=[case], persons=[case.person_id], purpose=purpose, certain=False)
    return None
