"""The legal bases that an installation starts with, as data: a municipality adds and ends its own.

Texts are Danish, as the law is. `valid_from` is the day from which the product offers a provision; it is the
day of commencement where the source gives one. Read in the sources that stand beside each (domain facts § 2);
"ikke genlæst" marks what is well known and was not read again: the municipality checks it before use.

Who gives and whom it reaches (kinds of access.Agency), and why:

- § 115 (1) 1-3 name closed circles; (2) lets the other authorities of the same circle disclose to the police
  and to each other to the same extent. So each circle both gives and is reached: SSP is the municipality
  (social administration and schools) and the police; PSP adds psychiatry; KSP adds the prison service, and
  not psychiatry. (3) draws in self-governing institutions: they have a row of their own, so that another
  authority (an immigration office, say) is never reached by mistake.
- § 28 of the administration act binds authorities. Psychiatric staff are bound by the health act instead, so
  psychiatry gives on § 43 of that, and receives on § 28.
- A child-protection referral goes to the municipality, from anybody. It crosses agencies inside the
  municipality, too.
- § 12 b of the service act allows counselling in cooperation with the citizen: with consent, and to those
  who counsel, which the police do not.
"""

from dataclasses import dataclass
from datetime import date

from tovholder.access.models import Agency

Kind = Agency.Kind
_SSP = (Kind.MUNICIPAL, Kind.POLICE)
_PSP = (*_SSP, Kind.PSYCHIATRY)
_KSP = (*_SSP, Kind.PRISON)
_ALL = tuple(Kind)
_BOUND_BY_FVL = (Kind.MUNICIPAL, Kind.POLICE, Kind.PRISON, Kind.OTHER)
_FROM = date(2020, 1, 1)
_RPL = "Retsplejeloven § 115 (læst på ungegedal.dk, 2023)"


@dataclass(frozen=True)
class Basis:
    """A provision; `gives` and `reaches` are kinds of agency."""

    key: str
    title: str
    short_title: str
    meaning: str
    source: str
    gives: tuple[str, ...]
    reaches: tuple[str, ...]
    needs_consent: bool = False
    valid_from: date = _FROM
    valid_until: date | None = None


DEFAULTS = [
    Basis(
        "rpl-115-1",
        "Retsplejelovens § 115, stk. 1, nr. 1, jf. stk. 2 (SSP)",
        "rpl. § 115, nr. 1 (SSP)",
        "Oplysninger om enkeltpersoner mellem politi og kommunens skoler og sociale myndigheder, når det er"
        " nødvendigt for det kriminalitetsforebyggende samarbejde. Aldrig til efterforskning af straffesager"
        " (stk. 2). Ingen har pligt til at videregive (stk. 4). Omfatter ikke psykiatrien eller"
        " Kriminalforsorgen.",
        _RPL,
        _SSP,
        _SSP,
    ),
    Basis(
        "rpl-115-2",
        "Retsplejelovens § 115, stk. 1, nr. 2, jf. stk. 2 (PSP)",
        "rpl. § 115, nr. 2 (PSP)",
        "Oplysninger om enkeltpersoner mellem politi, sociale myndigheder og psykiatrien, når det"
        " er nødvendigt"
        " for samarbejdet om socialt udsatte personer. Aldrig til efterforskning af straffesager (stk. 2)."
        " Ingen har pligt til at videregive (stk. 4). Omfatter ikke Kriminalforsorgen.",
        _RPL,
        _PSP,
        _PSP,
    ),
    Basis(
        "rpl-115-3",
        "Retsplejelovens § 115, stk. 1, nr. 3, jf. stk. 2 (KSP)",
        "rpl. § 115, nr. 3 (KSP)",
        "Oplysninger om løsladte, og om den, der løslades fra varetægt m.v. og vurderes radikaliseret eller i"
        " risiko for det, mellem Kriminalforsorgen, sociale myndigheder og politi, når det er nødvendigt for"
        " samarbejdet. Aldrig til efterforskning af straffesager (stk. 2). Ingen har pligt til at videregive"
        " (stk. 4). Omfatter ikke psykiatrien.",
        _RPL + "; vejl. nr. 90 af 17. november 2011",
        _KSP,
        _KSP,
    ),
    Basis(
        "rpl-115-stk-3",
        "Retsplejelovens § 115, stk. 3 (selvejende institutioner)",
        "rpl. § 115, stk. 3",
        "En selvejende institution, der løser opgaver for det offentlige på social- og"
        " undervisningsområdet eller"
        " i psykiatrien og er inddraget i samarbejdet, kan udveksle oplysninger i samme omfang som"
        " myndighederne."
        " Aldrig til efterforskning af straffesager (stk. 2). Omfatter ikke andre myndigheder.",
        _RPL,
        (*_PSP, Kind.OTHER),
        (*_PSP, Kind.OTHER),
    ),
    Basis(
        "fvl-28",
        "Forvaltningslovens § 28 uden samtykke, jf. databeskyttelseslovens §§ 6-8",
        "fvl. § 28",
        "Til en anden forvaltningsmyndighed uden samtykke, når oplysningen er nødvendig for myndighedens"
        " virksomhed eller for en afgørelse, som den skal træffe. Psykiatriens personale videregiver efter"
        " sundhedsloven og kan derfor ikke vælges som afgiver.",
        "Forvaltningsloven §§ 28-32 (ikke genlæst: kommunen efterprøver den)",
        _BOUND_BY_FVL,
        _ALL,
    ),
    Basis(
        "fvl-28-samtykke",
        "Forvaltningslovens § 28 med samtykke",
        "fvl. § 28, samtykke",
        "Til en anden forvaltningsmyndighed, når den, oplysningen angår, udtrykkeligt har sagt ja til det."
        " Samtykket nævner formål og modtagere og kan trækkes tilbage når som helst.",
        "Forvaltningsloven §§ 28-32 (ikke genlæst: kommunen efterprøver den)",
        _BOUND_BY_FVL,
        _ALL,
        needs_consent=True,
    ),
    Basis(
        "sundhedsloven-43-1",
        "Sundhedslovens § 43, stk. 1 (patientens samtykke)",
        "sundhedsloven § 43, samtykke",
        "Sundhedspersoners videregivelse til andre formål end behandling, når patienten har sagt ja til det."
        " Kun psykiatrien kan vælges som afgiver.",
        "Sundhedsloven § 43 (ikke genlæst: kommunen efterprøver den)",
        (Kind.PSYCHIATRY,),
        _ALL,
        needs_consent=True,
    ),
    Basis(
        "underretning-fagperson",
        "Serviceloven § 153 (fagpersoners underretning)",
        "underretning, sl. § 153",
        "Den, der i offentlig tjeneste får grund til at antage, at et barn eller en ung under 18 år kan have"
        " behov for særlig støtte, underretter kommunen. Omfatter kun kommunens forvaltninger.",
        "Serviceloven § 153 (ikke genlæst); afløst af barnets lov § 133 fra 1. januar 2024",
        _ALL,
        (Kind.MUNICIPAL,),
        valid_until=date(2023, 12, 31),
    ),
    Basis(
        "underretning-alle",
        "Serviceloven § 154 (enhvers underretning)",
        "underretning, sl. § 154",
        "Enhver, der får kendskab til, at et barn eller en ung under 18 år udsættes for vanrøgt eller lever"
        " under forhold, der bringer sundhed eller udvikling i fare, underretter kommunen.",
        "Serviceloven § 154 (ikke genlæst); afløst af barnets lov § 135 fra 1. januar 2024",
        _ALL,
        (Kind.MUNICIPAL,),
        valid_until=date(2023, 12, 31),
    ),
    Basis(
        "underretning-fagperson",
        "Barnets lov § 133 (fagpersoners underretning)",
        "underretning, barnets lov § 133",
        "Den, der i offentlig tjeneste får grund til at antage, at et barn eller en ung kan have"
        " behov for støtte, underretter kommunen. Kommunen kvitterer inden 6 arbejdsdage."
        " Omfatter kun kommunens forvaltninger.",
        "Barnets lov §§ 132-138; VEJ nr. 9471 af 2024",
        _ALL,
        (Kind.MUNICIPAL,),
        valid_from=date(2024, 1, 1),
    ),
    Basis(
        "underretning-alle",
        "Barnets lov § 135 (enhvers underretning)",
        "underretning, barnets lov § 135",
        "Enhver, der får kendskab til, at et barn lever under forhold, der bringer sundhed eller"
        " udvikling i fare,"
        " underretter kommunen. Omfatter kun kommunens forvaltninger.",
        "Barnets lov § 135 (læst på regionsyddanmark.dk)",
        _ALL,
        (Kind.MUNICIPAL,),
        valid_from=date(2024, 1, 1),
    ),
    Basis(
        "sl-12-b",
        "Serviceloven § 12 b (målrettet rådgivning)",
        "sl. § 12 b, samtykke",
        "Gratis og målrettet rådgivning, mentor eller kontaktperson, i samarbejde med borgeren"
        " (stk. 4). Til den,"
        " der giver rådgivningen, når borgeren har sagt ja. Omfatter ikke politi, psykiatri eller"
        " Kriminalforsorg.",
        "Serviceloven § 12 b (læst på elov.dk, 2024)",
        (Kind.MUNICIPAL,),
        (Kind.MUNICIPAL, Kind.OTHER),
        needs_consent=True,
    ),
]
