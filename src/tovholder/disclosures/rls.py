"""Who sees the ledger: the giving and the receiving agency, as far as the reader may see the person.

Nobody writes a disclosure in another agency's name: the giver is the writer's agency, or somebody outside
told it (then the receiver is). A consent is read by the agency that noted it, those that it names and the
coordinators, as far as they may see the person: its purpose may tell what one agency alone knows.
"""

from tovholder.access.actors import System
from tovholder.access.rls import IN_MY_MUNICIPALITY, ME, Rules, acts_as, permitted
from tovholder.access.roles import Permission
from tovholder.people.rls import seen

MY_AGENCY = "(select tovholder.my_agency())"
_MINE = f"(giver_id = {MY_AGENCY} or receiver_id = {MY_AGENCY})"
_SYSTEM = acts_as(System.COMMAND, System.DEMO)
_AGENCY = "exists (select from access_agency a where a.id = {column} and a.municipality_id = any({mine}))"
_RECEIVER = _AGENCY.format(column="receiver_id", mine="array(select tovholder.my_municipalities())")
_NAMED = _AGENCY.format(column="agency_id", mine="array(select tovholder.my_municipalities())")
_WRITES = f"{IN_MY_MUNICIPALITY} and {permitted(Permission.DISCLOSURE_WRITE)}"
_KEEPS = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.BASIS_EDIT)}) or {_SYSTEM}"
#: Agencies are named in another table, whose policy asks for the consent: a function of the gate says it.
_CONSENT = (
    f"{seen('person_id')} and (agency_id = {MY_AGENCY} or tovholder.consent_names_me(id)"
    f" or ({IN_MY_MUNICIPALITY} and {permitted(Permission.PERSON_READ_ALL)}))"
)

RULES = [
    Rules(
        model="disclosures.LegalBasis",
        read=IN_MY_MUNICIPALITY,
        add=_KEEPS,
        change=_KEEPS,
        change_columns=("valid_until",),
    ),
    Rules(
        model="disclosures.Consent",
        read=_CONSENT,
        add=f"{_WRITES} and noted_by_id = {ME} and agency_id = {MY_AGENCY} and {seen('person_id')}",
        change=f"{_WRITES} and {_CONSENT}",
        change_columns=("withdrawn_at", "withdrawn_noted_by_id", "withdrawn_how"),
    ),
    Rules(
        model="disclosures.ConsentAgency",
        read="exists (select from disclosures_consent c where c.id = consent_id)",
        # Whoever noted the consent says whom it names; nobody widens it for her.
        add=(
            "exists (select from disclosures_consent c where c.id = consent_id and c.withdrawn_at is null"
            f" and c.noted_by_id = {ME}) and {_NAMED}"
        ),
    ),
    Rules(
        model="disclosures.Disclosure",
        # The auditor sees that something passed, and on which basis; the content lies in its own table.
        read=(
            f"({_MINE} and {seen('person_id')})"
            f" or ({IN_MY_MUNICIPALITY} and {permitted(Permission.LEDGER_AUDIT)})"
        ),
        add=(
            f"{_WRITES} and recorded_by_id = {ME} and {seen('person_id')}"
            f" and (giver_id = {MY_AGENCY} or (giver_id is null and receiver_id = {MY_AGENCY}))"
            f" and (receiver_id is null or {_RECEIVER})"
            " and exists (select from disclosures_legalbasis b where b.id = basis_id)"
            " and (consent_id is null or exists (select from disclosures_consent c where c.id = consent_id"
            " and c.person_id = disclosures_disclosure.person_id and c.withdrawn_at is null))"
        ),
        change=f"{_WRITES} and {seen('person_id')} and giver_id = {MY_AGENCY}",
        change_columns=("stopped_at", "stopped_why"),
    ),
    Rules(
        model="disclosures.Content",
        read=(
            "exists (select from disclosures_disclosure d where d.id = disclosure_id and (d.giver_id ="
            f" {MY_AGENCY} or (d.receiver_id = {MY_AGENCY} and d.stopped_at is null)))"
        ),
        add=(
            "exists (select from disclosures_disclosure d where d.id = disclosure_id"
            f" and d.recorded_by_id = {ME})"
        ),
    ),
]
