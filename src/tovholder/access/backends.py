"""Sign-in: allauth's ways, with the roles on the row."""

from typing import cast

from allauth.account.auth_backends import AuthenticationBackend

from tovholder.access.models import User
from tovholder.core import clock


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The signed-in user with agency, municipality and today's roles: one statement."""
        users = User.objects.select_related("agency", "municipality").with_roles(clock.now())
        return cast(User | None, users.filter(pk=user_id, ended_at__isnull=True).first())
