"""The invented people of the demo: one for each role, each visibly invented by the surname."""

from dataclasses import dataclass

from tovholder.access.models import Agency
from tovholder.access.roles import Role


@dataclass(frozen=True)
class AgencyData:
    """A real authority of Copenhagen, under the name that stands on its letters."""

    name: str
    short_name: str
    kind: Agency.Kind


AGENCIES = {
    "bif": AgencyData("Beskæftigelses- og Integrationsforvaltningen", "BIF", Agency.Kind.MUNICIPAL),
    "sof": AgencyData("Socialforvaltningen", "SOF", Agency.Kind.MUNICIPAL),
    "buf": AgencyData("Børne- og Ungdomsforvaltningen", "BUF", Agency.Kind.MUNICIPAL),
    "suf": AgencyData("Sundheds- og Omsorgsforvaltningen", "SUF", Agency.Kind.MUNICIPAL),
    "oekf": AgencyData("Økonomiforvaltningen", "ØKF", Agency.Kind.MUNICIPAL),
    "police": AgencyData("Københavns Politi", "Københavns Politi", Agency.Kind.POLICE),
    "psychiatry": AgencyData("Region Hovedstadens Psykiatri", "Psykiatrien", Agency.Kind.PSYCHIATRY),
    "prison": AgencyData("Kriminalforsorgen", "Kriminalforsorgen", Agency.Kind.PRISON),
}


@dataclass(frozen=True)
class Persona:
    """Somebody who does not exist. `agency` is an agency's key; `title` is what stands in the list."""

    key: str
    name: str
    agency: str
    role: Role
    title: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def email(self) -> str:
        return f"{self.key}@opdigtet.invalid"


PERSONAS = [
    Persona("adviser", "Anna Opdigtet", "bif", Role.ADVISER, "hotlinerådgiver"),
    Persona("coordinator", "Karen Opdigtet", "bif", Role.COORDINATOR, "koordinator"),
    Persona("custodian", "Charlotte Opdigtet", "bif", Role.CUSTODIAN, "identitetsvogter"),
    Persona("social", "Søren Opdigtet", "sof", Role.PARTICIPANT, "socialfaglig konsulent"),
    Persona("children", "Birgit Opdigtet", "buf", Role.PARTICIPANT, "SSP-konsulent"),
    Persona("health", "Sule Opdigtet", "suf", Role.PARTICIPANT, "sundhedsfaglig konsulent"),
    Persona("police", "Peter Opdigtet", "police", Role.PARTICIPANT, "forebyggelsesbetjent"),
    Persona("psychiatry", "Pia Opdigtet", "psychiatry", Role.PARTICIPANT, "psykiatrisk sygeplejerske"),
    Persona("prison", "Kaj Opdigtet", "prison", Role.PARTICIPANT, "socialrådgiver"),
    Persona("mentor", "Mikkel Opdigtet", "bif", Role.MENTOR, "mentor"),
    Persona("mentor2", "Malika Opdigtet", "bif", Role.MENTOR, "mentor"),
    Persona("coach", "Connie Opdigtet", "bif", Role.COACH, "pårørendecoach"),
    Persona("supervisor", "Villads Opdigtet", "bif", Role.SUPERVISOR, "supervisor"),
    Persona("planner", "Ulla Opdigtet", "bif", Role.PLANNER, "undervisningsplanlægger"),
    Persona("instructor", "Ida Opdigtet", "bif", Role.INSTRUCTOR, "underviser"),
    Persona("relation", "Rashid Opdigtet", "bif", Role.RELATION, "relationsmedarbejder"),
    Persona("situation", "Sofie Opdigtet", "bif", Role.SITUATION, "situationsleder"),
    Persona("communications", "Kirsten Opdigtet", "bif", Role.COMMUNICATIONS, "kommunikationsrådgiver"),
    Persona("leader", "Lars Opdigtet", "bif", Role.LEADER, "leder"),
    Persona("dpo", "Dorthe Opdigtet", "oekf", Role.DPO, "databeskyttelsesrådgiver"),
    Persona("auditor", "Asger Opdigtet", "oekf", Role.AUDITOR, "revisor"),
    Persona("administrator", "Amina Opdigtet", "bif", Role.ADMINISTRATOR, "systemadministrator"),
]

BY_KEY = {persona.key: persona for persona in PERSONAS}
