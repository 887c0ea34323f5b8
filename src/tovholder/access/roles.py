"""Who may do what, in one table that a reader who is no programmer can check.

A role of one duty does not quietly carry another: the administrator sees no content, the auditor sees
logs and no content, the leader sees figures. Everybody inside sees the plan, the budget and the partners.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that somebody may do. The value is stored nowhere: roles are granted, not permissions."""

    PLAN_READ = "plan.read"
    PLAN_RECORD = "plan.record"  # manual figures, checklists, assessments
    FIGURES_FREEZE = "figures.freeze"
    NARRATIVE_WRITE = "narrative.write"
    BUDGET_RECORD = "budget.record"  # postings, commitments, refinancing
    PARTNER_READ = "partner.read"
    PARTNER_EDIT = "partner.edit"
    PARTNER_IMPORT = "partner.import"
    ACTIVITY_READ = "activity.read"
    ACTIVITY_PLAN = "activity.plan"
    ACTIVITY_TEACH = "activity.teach"  # one's own sessions: headcount, cancelling
    ACTIVITY_IMPORT = "activity.import"
    REPORT_MAKE = "report.make"
    HOTLINE_WORK = "hotline.work"  # take calls, write concerns down, call back
    CONCERN_TRIAGE = "concern.triage"
    CONCERN_CLEAR = "concern.clear"  # answer for the police what one is asked by name
    IDENTITY_OPEN = "identity.open"  # a caller's sealed identity, for who asks with a reason
    PURGE = "purge"  # be the second of the two that a purge needs
    PERSON_READ_ALL = "person.read_all"  # every person of the municipality, less recusal
    PERSON_WRITE = "person.write"
    DISCLOSURE_WRITE = "disclosure.write"
    BASIS_EDIT = "basis.edit"  # which provisions there are, and whom they reach
    LEDGER_AUDIT = "ledger.audit"  # that something was disclosed and on which basis, without its content
    CASE_WORK = "case.work"  # take part in the cases that one is put on
    CASE_COORDINATE = "case.coordinate"
    LOG_READ = "log.read"
    ACCESS_MANAGE = "access.manage"


#: Each permission in words, for the page that says who may do what.
WORDS: dict[Permission, Promise] = {
    Permission.PLAN_READ: _("see the plan, its figures and its budget"),
    Permission.PLAN_RECORD: _("enter figures by hand, checklists and assessments"),
    Permission.FIGURES_FREEZE: _("freeze figures for a date"),
    Permission.NARRATIVE_WRITE: _("write the report's texts"),
    Permission.BUDGET_RECORD: _("enter postings, commitments and refinancing"),
    Permission.PARTNER_READ: _("see schools, organisations and agreements"),
    Permission.PARTNER_EDIT: _("change schools, organisations and agreements"),
    Permission.PARTNER_IMPORT: _("import schools and organisations from a file"),
    Permission.ACTIVITY_READ: _("see requests, sessions and headcounts"),
    Permission.ACTIVITY_PLAN: _("book, plan and cancel activities"),
    Permission.ACTIVITY_TEACH: _("see her own sessions and enter their headcounts"),
    Permission.ACTIVITY_IMPORT: _("import requests and sessions from a file"),
    Permission.REPORT_MAKE: _("make the status report"),
    Permission.HOTLINE_WORK: _("take calls, write down concerns and call back"),
    Permission.CONCERN_TRIAGE: _("triage concerns and decide where they go"),
    Permission.CONCERN_CLEAR: _("answer what the police are asked about a concern"),
    Permission.IDENTITY_OPEN: _("open a caller's sealed identity"),
    Permission.PURGE: _("be the second of two to purge a concern that is not ours"),
    Permission.PERSON_READ_ALL: _("see the municipality's citizens, save in cases that she is recused from"),
    Permission.PERSON_WRITE: _("write down who a concern or a case is about"),
    Permission.DISCLOSURE_WRITE: _("disclose for her own agency, and record what was disclosed to it"),
    Permission.BASIS_EDIT: _("keep the list of legal bases"),
    Permission.LEDGER_AUDIT: _("see that something was disclosed, without its content"),
    Permission.CASE_WORK: _("take part in the cases that she is put on"),
    Permission.CASE_COORDINATE: _("open and close cases, give access, lead the meetings"),
    Permission.LOG_READ: _("read the log: who changed what, without content"),
    Permission.ACCESS_MANAGE: _("open and end accounts, grant roles, name agencies"),
}


class Role(StrEnum):
    """A duty that somebody has, from a date to a date."""

    ADVISER = "adviser"
    COORDINATOR = "coordinator"
    CUSTODIAN = "custodian"
    PARTICIPANT = "participant"
    MENTOR = "mentor"
    COACH = "coach"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    INSTRUCTOR = "instructor"
    RELATION = "relation"
    SITUATION = "situation"
    COMMUNICATIONS = "communications"
    LEADER = "leader"
    DPO = "dpo"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Definition:
    """A role's name, its duty in a sentence, and what it may do beyond what everybody inside may."""

    label: str | Promise
    duty: str | Promise
    permissions: frozenset[Permission]


P = Permission

#: What a password alone opens: the plan, its figures and the teaching, where no citizen is named. Whoever may
#: do anything else signs in by a second factor, too (gate.lacks_second_factor).
BY_PASSWORD_ALONE = frozenset(
    {
        P.PLAN_READ,
        P.PLAN_RECORD,
        P.FIGURES_FREEZE,
        P.NARRATIVE_WRITE,
        P.BUDGET_RECORD,
        P.PARTNER_READ,
        P.PARTNER_EDIT,
        P.PARTNER_IMPORT,
        P.ACTIVITY_READ,
        P.ACTIVITY_PLAN,
        P.ACTIVITY_TEACH,
        P.ACTIVITY_IMPORT,
        P.REPORT_MAKE,
    }
)

#: What every signed-in user may do.
EVERYBODY = frozenset({P.PLAN_READ, P.PARTNER_READ})


def _role(label: str | Promise, duty: str | Promise, *permissions: Permission) -> Definition:
    return Definition(label, duty, EVERYBODY | frozenset(permissions))


ROLES: dict[Role, Definition] = {
    Role.ADVISER: _role(
        _("hotline adviser"),
        _("Takes calls, advises, and writes down concerns."),
        P.HOTLINE_WORK,
        P.PERSON_WRITE,
    ),
    Role.COORDINATOR: _role(
        _("coordinator"),
        _("Holds the plan together: triage, cases, meetings, figures and the report."),
        P.PLAN_RECORD,
        P.NARRATIVE_WRITE,
        P.BUDGET_RECORD,
        P.PARTNER_EDIT,
        P.PARTNER_IMPORT,
        P.ACTIVITY_READ,
        P.ACTIVITY_PLAN,
        P.ACTIVITY_TEACH,
        P.ACTIVITY_IMPORT,
        P.REPORT_MAKE,
        P.HOTLINE_WORK,
        P.CONCERN_TRIAGE,
        P.PURGE,
        P.PERSON_READ_ALL,
        P.PERSON_WRITE,
        P.DISCLOSURE_WRITE,
        P.BASIS_EDIT,
        P.CASE_WORK,
        P.CASE_COORDINATE,
    ),
    Role.CUSTODIAN: _role(
        _("custodian of identities"),
        _("Opens a caller's sealed identity when a reason is good."),
        P.IDENTITY_OPEN,
    ),
    Role.PARTICIPANT: _role(
        _("case participant"),
        _("Takes part in the cases that she is put on, for her own agency."),
        P.CASE_WORK,
        P.DISCLOSURE_WRITE,
        P.CONCERN_CLEAR,
    ),
    Role.MENTOR: _role(_("mentor"), _("Meets a citizen in a mentoring course, and sees that course alone.")),
    Role.COACH: _role(
        _("relatives' coach"), _("Supports relatives, and sees the courses that are hers alone.")
    ),
    Role.SUPERVISOR: _role(_("mentor supervisor"), _("Supervises mentors and coaches.")),
    Role.PLANNER: _role(
        _("education planner"),
        _("Books and plans teaching, talks and workshops, and keeps the partners' register."),
        P.NARRATIVE_WRITE,
        P.PARTNER_EDIT,
        P.PARTNER_IMPORT,
        P.ACTIVITY_READ,
        P.ACTIVITY_PLAN,
        P.ACTIVITY_TEACH,
        P.ACTIVITY_IMPORT,
    ),
    Role.INSTRUCTOR: _role(
        _("instructor"), _("Teaches, and reports how many came to her own sessions."), P.ACTIVITY_TEACH
    ),
    Role.RELATION: _role(
        _("relation worker"),
        _("Works with local communities and keeps the relation to partners."),
        P.PARTNER_EDIT,
        P.ACTIVITY_READ,
    ),
    Role.SITUATION: _role(
        _("situation lead"),
        _("Leads the preventive plan when a situation frustrates a group."),
        P.ACTIVITY_READ,
    ),
    Role.COMMUNICATIONS: _role(
        _("communications officer"),
        _("Runs the communication plan: who has been reached, by what."),
        P.NARRATIVE_WRITE,
        P.ACTIVITY_READ,
    ),
    Role.LEADER: _role(
        _("leader"),
        _("Answers for the plan to the committee: figures, budget and report, no citizens."),
        P.PLAN_RECORD,
        P.FIGURES_FREEZE,
        P.NARRATIVE_WRITE,
        P.BUDGET_RECORD,
        P.ACTIVITY_READ,
        P.REPORT_MAKE,
    ),
    Role.DPO: _role(
        _("data protection officer"),
        _("Watches over deletion, subject access and the log's use."),
        P.PURGE,
        P.BASIS_EDIT,
    ),
    Role.AUDITOR: _role(
        _("auditor"),
        _("Reads who looked at what and why, and no content."),
        P.LOG_READ,
        P.LEDGER_AUDIT,
    ),
    Role.ADMINISTRATOR: _role(
        _("administrator"), _("Opens and closes accounts and grants roles; sees no content."), P.ACCESS_MANAGE
    ),
}


def permissions_of(roles: "set[str] | frozenset[str] | list[str]") -> frozenset[Permission]:
    """What somebody with these roles may do. A role that the table does not know gives nothing."""
    known = [ROLES[Role(key)].permissions for key in roles if key in ROLES]
    return EVERYBODY.union(*known)


def roles_with(permission: Permission) -> list[str]:
    """The roles' keys that carry a permission, sorted: for policies in SQL."""
    return sorted(role.value for role, definition in ROLES.items() if permission in definition.permissions)
