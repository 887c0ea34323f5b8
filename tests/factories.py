"""What tests start from. Call inside `arranging()`."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from tovholder.access.models import Agency, Municipality, RoleGrant, User

LONG_AGO = datetime(2022, 1, 1, tzinfo=UTC)
_number = count(1)

AGENCIES = [
    ("bif", "Beskæftigelses- og Integrationsforvaltningen", "BIF", Agency.Kind.MUNICIPAL),
    ("sof", "Socialforvaltningen", "SOF", Agency.Kind.MUNICIPAL),
    ("police", "Politiet", "Politiet", Agency.Kind.POLICE),
]


def municipality(code: str, name: str) -> Municipality:
    made = Municipality.objects.create(code=code, name=name)
    for key, full, short, kind in AGENCIES:
        Agency.objects.create(municipality=made, key=key, name=full, short_name=short, kind=kind)
    return made


def user(role: str, *, municipality: Municipality, agency: str = "bif", name: str = "") -> Any:
    number = next(_number)
    made = User.objects.create(
        email=f"{role}{number}@test.invalid",
        name=name or f"{role.capitalize()} Prøve {number}",
        municipality=municipality,
        agency=municipality.agencies.get(key=agency),
    )
    RoleGrant.objects.create(user=made, role=role, valid_from=LONG_AGO, granted_by_id=-4, reason="Test")
    return User.objects.select_related("municipality", "agency").with_roles(datetime.now(UTC)).get(pk=made.pk)
