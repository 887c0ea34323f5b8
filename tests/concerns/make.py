"""One of everything of the hotline, for the walks over every page. Call inside `arranging()`."""

from datetime import date, time, timedelta
from typing import Any

from tests import sensitive
from tests.factories import user
from tovholder.access.models import Municipality
from tovholder.concerns.defaults import load_defaults
from tovholder.concerns.models import (
    AdviceTopic,
    Call,
    Deadline,
    DutyShift,
    DutyTurn,
    IdentityRequest,
    PoliceClearance,
    Purge,
)
from tovholder.concerns.operations.calls import CALL_PLACE
from tovholder.core.ids import uuid7
from tovholder.core.sealing import seal


def objects(municipality: Municipality) -> tuple[dict[str, dict[str, Any]], list[Any]]:
    """Parameters by address name, and to whom a call and a question to the police belong."""
    load_defaults(municipality)
    adviser = user("adviser", municipality=municipality)
    coordinator = user("coordinator", municipality=municipality)
    officer = user("participant", municipality=municipality, agency="police")
    owned = {"municipality": municipality}
    at = sensitive.WHEN
    key = uuid7()
    call = Call.objects.create(
        id=key,
        **owned,
        by=adviser,
        begun_at=at,
        saved_at=at,
        content=seal("{}", place=CALL_PLACE, row=key),
    )
    person = sensitive.citizen(municipality, by=adviser)
    concern = sensitive.concern(
        municipality, by=adviser, person=person, caller_kind="authority", anonymous=False
    )
    asked = {"concern": concern, "number": concern.number, **owned}
    request = IdentityRequest.objects.create(
        **asked, asked_by=coordinator, asked_at=at, reason="Ringe tilbage"
    )
    clearance = PoliceClearance.objects.create(
        **asked,
        asked_of=officer,
        asked_by=coordinator,
        asked_at=at,
        extract="Sover om dagen.",
        disclosure_id=sensitive.disclosure(
            person, by=coordinator, receiver=officer.agency, basis=sensitive.basis(municipality)
        ).pk,
    )
    purge = Purge.objects.create(
        **owned,
        concern=uuid7(),
        asked_by=coordinator,
        asked_at=at,
        month=at.date().replace(day=1),
        channel="mail",
        exit="police",
    )
    coming = Deadline.objects.create(
        **owned, key="triage", days=4, source="Prøve", valid_from=date(2100, 1, 1)
    )
    shift = DutyShift.objects.create(**owned, adviser=adviser, starts_at=at, ends_at=at + timedelta(hours=8))
    turn = DutyTurn.objects.create(
        **owned,
        house="Prøve",
        first_day=at,
        last_day=at + timedelta(days=9),
        opens=time(8),
        closes=time(22),
        ours=True,
    )
    of_concern: tuple[str, ...] = (
        "concern",
        "assess",
        "correct",
        "who",
        "ask_clearance",
        "receipt",
        "confirm",
        "confirm_file",
    )
    of_concern += ("called_back", "identity", "ask_purge")
    topic = AdviceTopic.objects.get(municipality=municipality, key="info_house")
    of_word = ("correct_word", "end_word", "reopen_word", "move_word_up")
    found: dict[str, dict[str, Any]] = {
        "concerns:add_word": {"what": "topics"},
        **{f"concerns:{name}": {"what": "topics", "word_id": topic.pk} for name in of_word},
        **{f"concerns:{name}": {"concern_id": concern.pk} for name in of_concern},
        "concerns:leave": {"concern_id": concern.pk, "exit": "unfounded"},
        **{f"concerns:{name}": {"call_id": call.pk} for name in ("call", "discard")},
        **{
            f"concerns:{name}": {"shift_id": shift.pk}
            for name in ("correct_shift", "remove_shift", "hand_over")
        },
        **{f"concerns:{name}": {"turn_id": turn.pk} for name in ("correct_turn", "remove_turn")},
        **{
            f"concerns:{name}": {"clearance_id": clearance.pk} for name in ("clearance", "withdraw_clearance")
        },
        "concerns:identity_request": {"request_id": request.pk},
        "concerns:purge": {"purge_id": purge.pk},
        "concerns:correct_deadline": {"deadline_id": coming.pk},
    }
    return found, [adviser, officer]
