"""The demo's schools, associations and workplaces: invented, and named so that nobody takes them for real.

Districts and administrations are Copenhagen's own.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tovholder.access.models import Municipality, User
from tovholder.partners import districts
from tovholder.partners.models import (
    Agreement,
    Contact,
    ContactLog,
    District,
    Organisation,
    RelationHolder,
    SchoolType,
)

SINCE = date(2015, 8, 1)

ADMINISTRATIONS = [
    ("BIF", "Beskæftigelses- og Integrationsforvaltningen"),
    ("SOF", "Socialforvaltningen"),
    ("BUF", "Børne- og Ungdomsforvaltningen"),
    ("SUF", "Sundheds- og Omsorgsforvaltningen"),
]
#: Per district: names of municipal schools. A district's first is where most is held.
MUNICIPAL = [
    ["Eksempelskolen", "Prøveskolen ved Voldene"],
    ["Tænkt Skole ved Havnen", "Prøveskolen på Fjordengen", "Skolen på Opdigtet Plads"],
    ["Søndre Prøveskole", "Nordre Prøveskole", "Skolen ved Tænketræet", "Eksempelskolen på Bakken"],
    ["Vestre Prøveskole", "Skolen ved Fantasibroen"],
    ["Tænkt Skole i Valby", "Prøveskolen ved Måneparken", "Prøveskolen på Stjernevej"],
    ["Østre Prøveskole", "Skolen ved Eventyrengen"],
    ["Prøveskolen ved Kildesøen", "Skolen på Opdigtet Torv", "Eksempelskolen ved Mosen"],
    ["Prøveskolen på Solbakken", "Skolen ved Ingenmandsvej", "Tænkt Skole på Højen"],
    ["Prøveskolen ved Skovduen", "Skolen på Opdigtet Eng", "Eksempelskolen ved Vandet"],
    ["Tænkt Skole ved Fælleden", "Prøveskolen på Lærkevang", "Skolen ved Den Fiktive Kanal"],
]
FREE = [
    (0, "Den Opdigtede Friskole"),
    (2, "Prøvefriskolen"),
    (2, "Den Tænkte Lilleskole"),
    (5, "Eksempel Friskole"),
    (7, "Friskolen på Fantasivej"),
    (9, "Den Fiktive Realskole"),
]
ASSOCIATIONS = [
    (2, "Foreningen Prøvebroen"),
    (2, "Opdigtet Moskéforening"),
    (7, "Idrætsklubben Eksemplet"),
    (8, "Tænkt Beboerforening"),
    (4, "Kulturhuset Fantasien"),
]
UNITS = [
    (4, "BIF", "Jobcenter Eksempel"),
    (2, "SOF", "Opdigtet Rådgivningscenter"),
    (2, "BUF", "Fritidscenter Prøven"),
    (7, "BUF", "Ungdomsklubben Fiktionen"),
    (8, "SUF", "Sundhedshus Eksempel"),
    (0, "SOF", "Tænkt Væresteder og Botilbud"),
]


@dataclass(frozen=True)
class Places:
    """What was made, each list in the order of the names above."""

    districts: list[District]
    administrations: dict[str, Organisation]
    municipal_schools: list[Organisation]
    free_schools: list[Organisation]
    associations: list[Organisation]
    units: list[Organisation]


def build_places(municipality: Municipality, *, holder: User) -> Places:
    """Make districts, administrations, schools, associations and units, with contacts and agreements."""
    districts.install(districts.read(districts.COPENHAGEN), municipality)
    ten = list(District.objects.filter(municipality=municipality).order_by("order"))

    def organisation(kind: str, name: str, **more: object) -> Organisation:
        return Organisation(municipality=municipality, kind=kind, name=name, active_from=SINCE, **more)

    kinds = Organisation.Kind
    administrations = Organisation.objects.bulk_create(
        [organisation(kinds.ADMINISTRATION, name, short_name=short) for short, name in ADMINISTRATIONS]
    )
    by_short = {one.short_name: one for one in administrations}
    numbers = iter(range(999001, 999999))
    municipal = Organisation.objects.bulk_create(
        [
            organisation(kinds.SCHOOL, name, district=ten[place], institution_number=str(next(numbers)))
            for place, names in enumerate(MUNICIPAL)
            for name in names
        ]
    )
    free = Organisation.objects.bulk_create(
        [
            organisation(kinds.SCHOOL, name, district=ten[place], institution_number=str(next(numbers)))
            for place, name in FREE
        ]
    )
    SchoolType.objects.bulk_create(
        [
            SchoolType(municipality=municipality, organisation=school, type=kind, valid_from=SINCE)
            for kind, schools in ((SchoolType.Type.MUNICIPAL, municipal), (SchoolType.Type.FREE, free))
            for school in schools
        ]
    )
    associations = Organisation.objects.bulk_create(
        [organisation(kinds.ASSOCIATION, name, district=ten[place]) for place, name in ASSOCIATIONS]
    )
    units = Organisation.objects.bulk_create(
        [
            organisation(kinds.UNIT, name, district=ten[place], parent=by_short[short])
            for place, short, name in UNITS
        ]
    )
    _people_of(municipality, [*municipal, *free, *associations, *units], holder)
    return Places(ten, by_short, municipal, free, associations, units)


FIRST_NAMES = ["Aksel", "Bodil", "Cecilie", "David", "Esma", "Finn", "Gitte", "Hassan", "Inge", "Jamila"]


def _people_of(municipality: Municipality, organisations: list[Organisation], holder: User) -> None:
    """A contact for each, an agreement and a holder of the relation for the associations."""
    titles = {
        Organisation.Kind.SCHOOL: "SSP-lærer",
        Organisation.Kind.ASSOCIATION: "forperson",
        Organisation.Kind.UNIT: "afdelingsleder",
    }
    contacts = Contact.objects.bulk_create(
        [
            Contact(
                municipality=municipality,
                organisation=one,
                name=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} Opdigtet",
                role=titles[Organisation.Kind(one.kind)],
                email=f"kontakt{number}@opdigtet.invalid",
                phone="00 00 00 00",
                valid_from=date(2022, 1, 3),
            )
            for number, one in enumerate(organisations, start=1)
        ]
    )
    associations = [contact for contact in contacts if contact.organisation.kind == "association"]
    for number, contact in enumerate(associations):
        organisation = contact.organisation
        RelationHolder.objects.create(
            municipality=municipality, organisation=organisation, user=holder, valid_from=date(2022, 1, 10)
        )
        if number < 3:
            Agreement.objects.create(
                municipality=municipality,
                organisation=organisation,
                title="Samarbejdsaftale om dialog i lokalområdet",
                text="Parterne mødes hvert kvartal og ringer til hinanden, når der er uro i kvarteret.",
                valid_from=date(2022, 2, 1),
                runs_until=date(2023, 12, 31),
            )


def build_contact_log(municipality: Municipality, places: Places, *, by: User) -> None:
    """What was talked of with the associations: about the work, never about a citizen."""
    lines = [
        (
            0,
            datetime(2022, 3, 8, 13, 0, tzinfo=UTC),
            "meeting",
            "Gennemgik forårets arrangementer og aftalte næste møde.",
        ),
        (
            1,
            datetime(2022, 5, 31, 9, 30, tzinfo=UTC),
            "telephone",
            "Talte om sommerens åbningstider og kontaktpersoner.",
        ),
        (0, datetime(2022, 8, 30, 14, 0, tzinfo=UTC), "meeting", "Besluttede en dialogaften i oktober."),
        (3, datetime(2022, 9, 14, 17, 0, tzinfo=UTC), "visit", "Beboermøde om tonen på gaden og på nettet."),
    ]
    ContactLog.objects.bulk_create(
        [
            ContactLog(
                municipality=municipality,
                organisation=places.associations[which],
                at=at,
                channel=channel,
                text=text,
                by=by,
            )
            for which, at, channel, text in lines
        ]
    )
