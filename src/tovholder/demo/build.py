"""The demo's invented world, made as the system actor DEMO. Making it again adds what is missing."""

from collections.abc import Callable
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from tovholder.access.actors import System, act_as
from tovholder.access.models import Agency, Municipality, RoleGrant, User
from tovholder.access.roles import Role
from tovholder.concerns import defaults as concerns
from tovholder.concerns.operations import retention
from tovholder.core.words import words
from tovholder.demo import plan as demo_plan
from tovholder.demo.hotline import Confidential
from tovholder.demo.infohus import AGENCY_KEYS, Infohus
from tovholder.demo.personas import AGENCIES, BY_KEY, PERSONAS
from tovholder.demo.places import build_contact_log, build_places
from tovholder.demo.year import Cast, Year
from tovholder.disclosures import operations as disclosures

COPENHAGEN = ("0101", "Københavns Kommune")
#: Instructors beside the persona: they teach, and nobody signs in as them.
MORE_INSTRUCTORS = ["Ib Opdigtet", "Nadia Opdigtet", "Thomas Opdigtet"]
#: Everybody has been there since the plan began.
BEGINNING = datetime(2021, 12, 31, 23, 0, tzinfo=UTC)


def build_people(at: datetime) -> Municipality:
    """Make the municipality, its administrations and partner authorities, and the personas.

    :param at: when it is made, by the demo's clock.
    """
    code, name = COPENHAGEN
    # In bulk, since one insert alone reads its row back, which is seen only from the next statement on.
    Municipality.objects.bulk_create([Municipality(code=code, name=name)], ignore_conflicts=True)
    municipality = Municipality.objects.get(code=code)
    agencies = {agency.key: agency for agency in municipality.agencies.all()}
    for key, data in AGENCIES.items():
        if key not in agencies:
            agencies[key] = Agency.objects.create(
                municipality=municipality, key=key, name=data.name, short_name=data.short_name, kind=data.kind
            )
    for persona in PERSONAS:
        if User.objects.filter(email=persona.email).exists():
            continue
        user = User(
            email=persona.email,
            name=persona.name,
            title=persona.title,
            municipality=municipality,
            agency=agencies[persona.agency],
        )
        # Nobody signs in as a persona by password: the demo's page does, and a password can be set there.
        user.set_unusable_password()
        user.save()
        EmailAddress.objects.create(user=user, email=persona.email, verified=True, primary=True)
        RoleGrant.objects.create(
            user=user,
            role=persona.role.value,
            valid_from=min(BEGINNING, at),
            granted_by_id=System.DEMO,
            reason="Demo",
        )
    return municipality


def build_year(municipality: Municipality, at: datetime, say: Callable[[str], None]) -> None:
    """Make partners, plans and the year of work up to `at`, each deed by the persona who would do it.

    :param say: told what is being made, a line at a time.
    """
    cast = _cast(municipality, at)
    say(words("Schools, associations and administrations", "Skoler, foreninger og forvaltninger"))
    act_as(cast.planner.pk, request="demo")
    places = build_places(municipality, holder=_somebody("relation", at))
    say(words("Action plans", "Handleplaner"))
    plan = demo_plan.load_plans(BEGINNING)
    # Before the year's freezes: they count the concerns and the cases, too.
    say(words("Concerns, cases and meetings", "Henvendelser, sager og møder"))
    build_confidential(municipality, at)
    say(words("A year of work", "Et års arbejde"))
    act_as(cast.planner.pk, request="demo")
    year = Year(places, cast)
    year.lay_out()
    year.play(at, demo_plan.events(plan, cast))
    act_as(cast.coordinator.pk, request="demo")
    build_contact_log(municipality, places, by=cast.coordinator)


def build_confidential(municipality: Municipality, at: datetime) -> None:
    """Make the year of concerns, cases and meetings, up to `at`."""
    act_as(System.DEMO, request="demo")
    disclosures.load_defaults(municipality=municipality)
    concerns.load_defaults(municipality)
    year = Confidential(
        adviser=_somebody("adviser", at),
        coordinator=_somebody("coordinator", at),
        custodian=_somebody("custodian", at),
        dpo=_somebody("dpo", at),
        members={key: _somebody(key, at) for key in AGENCY_KEYS},
    )
    today = timezone.localdate(at)
    year.lay_out(today)
    Infohus(year, today).lay_out()
    year.play(at)
    act_as(System.JOBS, request="demo")
    retention.forget_advice(at=at)
    act_as(System.DEMO, request="demo")


def _somebody(key: str, at: datetime) -> User:
    users = User.objects.select_related("municipality", "agency").with_roles(at)
    return users.get(email=BY_KEY[key].email)


def _cast(municipality: Municipality, at: datetime) -> Cast:
    """The people who do the work, with the roles that they have."""
    first = _somebody("instructor", at)
    others = [
        User(
            email=f"underviser{number}@opdigtet.invalid",
            name=name,
            title="underviser",
            municipality=municipality,
            agency=first.agency,
            password="!",  # noqa: S106  no password opens this account
        )
        for number, name in enumerate(MORE_INSTRUCTORS, start=2)
    ]
    for user in others:
        user.save()
        RoleGrant.objects.create(
            user=user,
            role=Role.INSTRUCTOR.value,
            valid_from=BEGINNING,
            granted_by_id=System.DEMO,
            reason="Demo",
        )
    emails = [user.email for user in others]
    again = User.objects.select_related("municipality", "agency").with_roles(at).filter(email__in=emails)
    return Cast(
        planner=_somebody("planner", at),
        leader=_somebody("leader", at),
        coordinator=_somebody("coordinator", at),
        instructors=[first, *again.order_by("email")],
    )
