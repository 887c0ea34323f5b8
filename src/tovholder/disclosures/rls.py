"""Who sees the ledger: who discloses for the giver or the receiver, as far as she may see the person.

An auditor sees every entry, and neither its particulars nor its content: those stand in tables of their own.

Nobody writes a disclosure in another agency's name: the giver is the writer's agency, or somebody outside
told it (then the receiver is). A consent is read by the agency that noted it, those that it names and the
coordinators, as far as they may see the person: its purpose may tell what one agency alone knows. An adviser
of the hotline reads neither: what the police answered about whom she took down stands here, too.
"""

from django.conf import settings

from tovholder.access.actors import System
from tovholder.access.models import Agency
from tovholder.access.rls import IN_MY_MUNICIPALITY, ME, Rules, acts_as, of_drafts, permitted
from tovholder.access.roles import Permission
from tovholder.people.rls import seen

MY_AGENCY = "(select tovholder.my_agency())"
_DISCLOSES = permitted(Permission.DISCLOSURE_WRITE)
_MINE = f"({_DISCLOSES} and (giver_id = {MY_AGENCY} or receiver_id = {MY_AGENCY}))"
#: The same of an entry's row, in the policies of what hangs on it: an auditor, too, reads the row alone.
_GAVE = f"({_DISCLOSES} and d.giver_id = {MY_AGENCY} and {seen('d.person_id')})"
_GOT = f"({_DISCLOSES} and d.receiver_id = {MY_AGENCY} and {seen('d.person_id')})"
_ENTRY = "exists (select from disclosures_disclosure d where d.id = disclosure_id and ({}))"
_I_WRITE_IT = f"d.recorded_by_id = {ME}"
_SYSTEM = acts_as(System.COMMAND, System.DEMO)
_AGENCY = "exists (select from access_agency a where a.id = {column} and a.municipality_id = any({mine}))"
_RECEIVER = _AGENCY.format(column="receiver_id", mine="array(select tovholder.my_municipalities())")
_NAMED = _AGENCY.format(column="agency_id", mine="array(select tovholder.my_municipalities())")
_WRITES = f"{IN_MY_MUNICIPALITY} and {_DISCLOSES}"
_KEEPS = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.BASIS_EDIT)}) or {_SYSTEM}"
#: Agencies are named in another table, whose policy asks for the consent: a function of the gate says it.
_CONSENT = (
    f"{_DISCLOSES} and {seen('person_id')} and (agency_id = {MY_AGENCY} or tovholder.consent_names_me(id)"
    f" or ({IN_MY_MUNICIPALITY} and {permitted(Permission.PERSON_READ_ALL)}))"
)
#: Not stopped, and not past the end of the consent that it rests on.
_STANDS = "d.stopped_at is null and (d.ends_at is null or tovholder.clock() < d.ends_at)"
#: The day of a disclosure, as the operations reckon it.
_DAY = f"(at at time zone '{settings.TIME_ZONE}')::date"
_IN_FORCE = f"{{row}}.valid_from <= {_DAY} and ({{row}}.valid_until is null or {_DAY} <= {{row}}.valid_until)"
#: In force that day, between these two kinds of agency, and with a consent where it rests on one.
_ON_A_BASIS = (
    "exists (select from disclosures_legalbasis b where b.id = basis_id"
    f" and {_IN_FORCE.format(row='b')} and (consent_id is not null or not b.needs_consent)"
    " and (giver_id is null"
    " or exists (select from access_agency a where a.id = giver_id and a.kind = any(b.gives)))"
    " and coalesce((select a.kind from access_agency a where a.id = receiver_id),"
    f" '{Agency.Kind.OTHER}') = any(b.reaches))"
)
#: What somebody outside told without saying on which: he answers for it.
_THE_SENDERS = "(basis_id is null and consent_id is null and giver_id is null)"
#: The same person's, whatever row she stands in, in force that day, and it names the receiver.
_ON_A_CONSENT = (
    "exists (select from disclosures_consent c where c.id = consent_id and c.withdrawn_at is null"
    " and c.person_id in (select tovholder.people_together(disclosures_disclosure.person_id))"
    f" and {_IN_FORCE.format(row='c')} and exists (select from disclosures_consentagency n"
    " where n.consent_id = c.id and n.agency_id = receiver_id))"
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
        read=(
            f"({_MINE} and {seen('person_id')})"
            f" or ({IN_MY_MUNICIPALITY} and {permitted(Permission.LEDGER_AUDIT)})"
        ),
        add=(
            f"{_WRITES} and recorded_by_id = {ME} and {seen('person_id')}"
            f" and (giver_id = {MY_AGENCY} or (giver_id is null and receiver_id = {MY_AGENCY}))"
            f" and (receiver_id is null or {_RECEIVER})"
            f" and ({_ON_A_BASIS} or {_THE_SENDERS}) and (consent_id is null or {_ON_A_CONSENT})"
        ),
        change=f"{_WRITES} and {seen('person_id')} and giver_id = {MY_AGENCY}",
        change_columns=("stopped_at",),
    ),
    of_drafts(
        "disclosures.DisclosureDraft", f"{permitted(Permission.DISCLOSURE_WRITE)} and {seen('person_id')}"
    ),
    Rules(
        model="disclosures.Particulars",
        read=_ENTRY.format(f"{_GAVE} or {_GOT}"),
        # Who is outside has a name, and nobody else has.
        add=_ENTRY.format(
            f"{_I_WRITE_IT} and (d.giver_id is null or d.receiver_id is null) = (outside <> '')"
        ),
        change=_ENTRY.format(_GAVE),
        change_columns=("stopped_why",),
    ),
    Rules(
        model="disclosures.Content",
        read=_ENTRY.format(f"{_GAVE} or ({_GOT} and {_STANDS})"),
        add=_ENTRY.format(_I_WRITE_IT),
    ),
]
