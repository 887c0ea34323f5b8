"""The demo's invented world, made as the system actor DEMO. Making it again adds what is missing."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress

from tovholder.access.actors import System
from tovholder.access.models import Agency, Municipality, RoleGrant, User
from tovholder.demo.personas import AGENCIES, PERSONAS

COPENHAGEN = ("0101", "Københavns Kommune")
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
