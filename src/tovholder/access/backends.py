"""Sign-in: allauth's ways, with the roles on the row."""

from typing import cast

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from tovholder.access.models import User
from tovholder.core import clock

#: The codes that stand in for a lost one are none by themselves.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The signed-in user with agency, municipality, today's roles and ways in: one statement."""
        users = User.objects.select_related("agency", "municipality").with_roles(clock.now())
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        users = users.annotate(has_second_factor=Exists(factors))
        return cast(User | None, users.filter(pk=user_id, ended_at__isnull=True).first())
