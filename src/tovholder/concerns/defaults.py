"""What a municipality begins with: kinds of extremism, advice topics, deadlines, numbers; data, in Danish.

The kinds are the action plan's. The deadlines are proposals that a municipality decides on for itself, save
where a source says otherwise.
"""

from datetime import date
from typing import Any

from tovholder.access.models import Municipality
from tovholder.concerns.models import AdviceTopic, Deadline, ExtremismKind, PhoneNumber
from tovholder.concerns.queries import DELETED_AFTER
from tovholder.core.ids import uuid7

KINDS = [
    ("militant_islamism", "Militant islamisme"),
    ("right", "Højreekstremisme"),
    ("left", "Venstreekstremisme"),
    ("anti_authority", "Antimyndighedsekstremisme"),
    ("incel", "Incel og kvindehad"),
    ("antisemitism", "Antisemitisme"),
    ("other", "Andet"),
    ("unclear", "Uklart"),
]

TOPICS = [
    ("keep_contact", "Hold kontakten"),
    ("how_to_talk", "Sådan taler du om det"),
    ("relatives_coach", "Pårørendecoach"),
    ("school_or_club", "Skole eller klub"),
    ("info_house", "Infohus"),
    ("other_offer", "Andet tilbud"),
]

_OWN, _FORGETS = "Kommunens egen frist", "Kommunens egen slettefrist"
#: Key, days, counted in working days, source.
DEADLINES = [
    (Deadline.Key.TRIAGE, 3, True, _OWN),
    (Deadline.Key.POLICE_CLEARANCE, 5, True, _OWN),
    (
        Deadline.Key.CHILD_REFERRAL_RECEIPT,
        6,
        True,
        "Barnets lov: kvittering for en underretning senest 6 hverdage efter modtagelsen",
    ),
    (Deadline.Key.RECEIPT, 4, True, _OWN),
    (Deadline.Key.CALL_BACK, 1, True, _OWN),
    (Deadline.Key.REGISTER_CHECK, 5, True, _OWN),
    (Deadline.Key.ADVICE_TEXT, DELETED_AFTER[Deadline.Key.ADVICE_TEXT], False, _FORGETS),
    (Deadline.Key.CALL_DRAFT, DELETED_AFTER[Deadline.Key.CALL_DRAFT], False, _FORGETS),
    (Deadline.Key.DRAFT, DELETED_AFTER[Deadline.Key.DRAFT], False, _FORGETS),
    (Deadline.Key.EMERGENCY_REVIEW, 1, True, _OWN),
]
#: In force from the beginning of the plan on.
SINCE = date(2022, 1, 1)

#: Stands until a municipality writes its own; nobody is told to call it.
NOBODYS_NUMBER = "00 00 00 00"
NUMBERS = [
    (PhoneNumber.Key.EMERGENCY, "Akut fare", "112", ""),
    (PhoneNumber.Key.POLICE, "Politi", "114", ""),
    (PhoneNumber.Key.CHILD_DUTY, "Børnefaglig døgnvagt", NOBODYS_NUMBER, "skriv jeres eget nummer"),
    (PhoneNumber.Key.HOTLINE, "Hotline", "41 74 90 90", "kl. 8-22"),
]


def load_defaults(municipality: Municipality) -> None:
    """Give a municipality what it has not yet; what is there stays as it is, however often this runs."""
    known = {"municipality": municipality}
    for model, rows in ((ExtremismKind, KINDS), (AdviceTopic, TOPICS)):
        _add(
            model,
            known,
            [{"key": key, "name": name, "position": n} for n, (key, name) in enumerate(rows)],
        )
    _add(
        PhoneNumber,
        known,
        [
            {"key": key, "name": name, "phone": phone, "hint": hint, "position": n}
            for n, (key, name, phone, hint) in enumerate(NUMBERS)
        ],
    )
    _add(
        Deadline,
        known,
        [
            {"key": key, "days": days, "working_days": working, "source": source, "valid_from": SINCE}
            for key, days, working, source in DEADLINES
        ],
    )


def _add(model: Any, known: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    there = set(model.objects.filter(**known).values_list("key", flat=True))
    model.objects.bulk_create(model(id=uuid7(), **known, **row) for row in rows if row["key"] not in there)
