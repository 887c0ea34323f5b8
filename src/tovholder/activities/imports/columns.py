"""What a file of requests, or of held sessions, may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access.models import User
from tovholder.activities.forms import read_class, read_dates
from tovholder.activities.models import MOST_HEADS, Offer, Profession
from tovholder.activities.operations import LooksLikeCpr, refuse_cpr
from tovholder.core import tables
from tovholder.core.tables import Column, Fault
from tovholder.partners.models import Organisation

REQUESTS = "activities.requests"
HELD = "activities.held"
PURPOSES = (REQUESTS, HELD)


@dataclass
class Known:
    """What the words of a file may name. Keys are folded words, values rows or their ids."""

    offers: dict[str, Offer] = field(default_factory=dict)
    places: dict[str, Organisation] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    people: dict[str, User] = field(default_factory=dict)
    professions: dict[str, Profession] = field(default_factory=dict)

    @classmethod
    def of(cls, municipality: int) -> "Known":
        found = cls()
        for offer in Offer.objects.filter(municipality=municipality):
            found.offers |= {tables.folded(offer.title): offer, tables.folded(offer.key): offer}
        places = Organisation.objects.filter(municipality=municipality).order_by("-closed_on", "id")
        for place in places:
            for word in filter(None, (place.name, place.short_name, place.institution_number)):
                key = tables.folded(word)
                there = found.places.get(key)
                if there is not None and there.closed_on is None and place.closed_on is None:
                    found.twice.add(key)
                found.places[key] = place
        found._people_and_professions(municipality)
        return found

    def _people_and_professions(self, municipality: int) -> None:
        """Both in one statement: a trial run has no more than a page may have."""
        people = User.objects.filter(municipality=municipality, ended_at__isnull=True)
        professions = Profession.objects.filter(municipality=municipality)
        rows = people.values_list(Value("person"), "id", "name", "email").union(
            professions.values_list(Value("profession"), "id", "title", "key"), all=True
        )
        for kind, pk, name, other in rows:
            if kind == "person":
                user = User(pk=pk, name=name, email=other)
                self.people |= {tables.folded(name): user, tables.folded(other): user}
            else:
                profession = Profession(pk=pk, title=name, key=other)
                self.professions |= {tables.folded(name): profession, tables.folded(other): profession}


def _named(known: Mapping[str, Any], message: str, twice: set[str] | None = None) -> Any:
    def parse(cell: str) -> Any:
        key = tables.folded(cell)
        if twice and key in twice:
            raise Fault(_("“%(cell)s” names several. Use the institution number.") % {"cell": cell[:40]})
        try:
            return known[key]
        except KeyError:
            raise Fault(message % {"cell": cell[:40]} + _meant(key, known)) from None

    return parse


def _meant(key: str, known: Mapping[str, Any]) -> str:
    """What a word that names nothing may be a misspelling of; a number is not guessed."""
    near = [] if key.isdigit() else get_close_matches(key, known, n=1, cutoff=0.8)
    return " " + _("Did you mean “%(name)s”?") % {"name": known[near[0]]} if near else ""


def _people(known: Known) -> Any:
    one = _named(known.people, _("“%(cell)s” has no account."))

    def parse(cell: str) -> list[User]:
        return [
            one(name.strip())
            for name in cell.replace(";", ",").replace(" og ", ",").split(",")
            if name.strip()
        ]

    return parse


def _class(cell: str) -> str:
    try:
        return read_class(cell).label
    except ValidationError as error:
        raise Fault(" ".join(error.messages)) from error


def _days(cell: str) -> list[date]:
    try:
        return read_dates(cell)
    except ValidationError as error:
        raise Fault(" ".join(error.messages)) from error


def _plain(length: int) -> Any:
    read = tables.text(length)

    def parse(cell: str) -> str:
        try:
            refuse_cpr(cell)
        except LooksLikeCpr as error:
            raise Fault(str(error)) from error
        return read(cell)

    return parse


def columns(purpose: str, known: Known | None = None) -> list[Column]:
    """The columns of a purpose; without `known`, for matching heads alone."""
    known = known or Known()
    common = [
        Column(
            "offer",
            gettext_lazy("Offer"),
            ("tilbud", "forløb", "kursus", "undervisning", "type", "aktivitet"),
            required=True,
            parse=_named(
                known.offers, _("There is no offer “%(cell)s”. Put it on the list of offers first.")
            ),
        ),
        Column(
            "place",
            gettext_lazy("School or workplace"),
            (
                "skole",
                "skolens navn",
                "institutionsnummer",
                "institution",
                "sted",
                "arbejdsplads",
                "forvaltning",
            ),
            parse=_named(
                known.places,
                _("“%(cell)s” is not among the partners. Put it there first."),
                known.twice,
            ),
        ),
        Column("label", gettext_lazy("Class"), ("klasse", "hold", "klassetrin"), parse=_class, empty=""),
        Column(
            "number",
            gettext_lazy("Booking number"),
            ("bestillingsnummer", "bestilling", "forløbsnummer", "forløb nr", "nr", "sagsnr", "reference"),
            parse=tables.text(40),
            empty="",
        ),
    ]
    return common + (_request_columns() if purpose == REQUESTS else _held_columns(known))


def _request_columns() -> list[Column]:
    return [
        Column(
            "asked",
            gettext_lazy("Asked for on"),
            ("bestilt", "bestillingsdato", "dato", "anmodet", "modtaget"),
            required=True,
            parse=tables.day,
        ),
        Column(
            "expected",
            gettext_lazy("Expected to come"),
            ("antal", "elever", "antal elever", "forventet", "deltagere"),
            parse=tables.whole_number(0, MOST_HEADS),
        ),
        Column(
            "wished",
            gettext_lazy("Wished dates"),
            ("ønskede datoer", "ønske", "ønsket"),
            parse=_days,
            empty=(),
        ),
        Column(
            "name",
            gettext_lazy("Contact"),
            ("kontakt", "kontaktperson", "lærer"),
            parse=_plain(120),
            empty="",
        ),
        Column(
            "phone", gettext_lazy("Telephone"), ("telefon", "tlf", "mobil"), parse=tables.text(40), empty=""
        ),
        Column("email", gettext_lazy("E-mail"), ("mail", "email"), parse=tables.email, empty=""),
        Column(
            "note", gettext_lazy("Note"), ("bemærkning", "bemærkninger", "note"), parse=_plain(1000), empty=""
        ),
    ]


def _held_columns(known: Known) -> list[Column]:
    return [
        Column(
            "day",
            gettext_lazy("Held on"),
            ("dato", "afholdt", "afholdelsesdato", "undervisningsdato"),
            required=True,
            parse=tables.day,
        ),
        Column(
            "begins", gettext_lazy("From"), ("fra", "tid", "start", "klokken", "kl"), parse=tables.clock_time
        ),
        Column("ends", gettext_lazy("To"), ("til", "slut"), parse=tables.clock_time),
        Column(
            "heads",
            gettext_lazy("Heads"),
            ("antal", "fremmødte", "elever", "antal elever", "deltagere", "fremmøde"),
            parse=tables.whole_number(0, MOST_HEADS),
        ),
        Column(
            "profession",
            gettext_lazy("Profession"),
            ("faggruppe", "fag", "stilling"),
            parse=_named(known.professions, _("The profession “%(cell)s” is not known.")),
        ),
        Column(
            "administration",
            pgettext_lazy("of a municipality", "Administration"),
            ("deltagernes forvaltning", "magistrat"),
            parse=_named(
                known.places, _("“%(cell)s” is not among the partners. Put it there first."), known.twice
            ),
        ),
        Column(
            "people",
            gettext_lazy("Instructors"),
            ("underviser", "undervisere", "oplægsholder"),
            parse=_people(known),
            empty=(),
        ),
        Column("room", gettext_lazy("Place"), ("lokale", "adresse"), parse=_plain(200), empty=""),
    ]
