"""Where our house differs from allauth's: no one signs up by himself, and mails carry no content."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override

from tovholder.access import tasks
from tovholder.core.resealing import Batch
from tovholder.core.sealing import Broken, mark, seal, unseal

#: Where what a factor is made from stands locked; the library says nothing of whose it is.
FACTOR: Any = {"place": "mfa_authenticator.data", "row": UUID(int=0)}
LOCKED = "locked:"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An administrator opens accounts; nobody opens one for himself."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Whoever adds a way in to another's account should not be alone in knowing.

        The municipality's own is added by its first use.
        """
        if not template_prefix.startswith("socialaccount/"):
            tasks.tell_ways_changed.defer(user_id=user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account's owner; to an address without an account in the asker's."""
        user = context.get("user")
        with override(user.reads if user else get_language()):
            super().send_mail(template_prefix, email, context)


class MFAAdapter(DefaultMFAAdapter):
    """What the codes of an app and of an emergency are made from: who copies the database has none of it."""

    def encrypt(self, text: str) -> str:
        return LOCKED + base64.b64encode(seal(text, **FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was kept before it was locked is read as it stands."""
        if not encrypted_text.startswith(LOCKED):
            return encrypted_text
        return unseal(base64.b64decode(encrypted_text.removeprefix(LOCKED)), **FACTOR)


_LOCK_AGAIN = """
update mfa_authenticator set data = jsonb_set(data, array[%s::text], to_jsonb(%s::text)) where id = %s
"""


class Factors:
    """What lies locked of second factors, for `core.resealing`: texts in the library's own column."""

    name = "mfa_authenticator"

    def left(self, cursor: Any) -> int:
        return sum(any(map(_is_stale, data.values())) for _key, data in self._rows(cursor))

    def batches(self, cursor: Any) -> Iterator[Batch]:
        """One batch: so few rows. They are held, since a code that is used is noted in the same column."""
        done = broken = 0
        for key, data in self._rows(cursor):
            for name, text in data.items():
                if _is_stale(text):
                    try:
                        new = MFAAdapter().encrypt(MFAAdapter().decrypt(text))
                    except Broken:
                        broken += 1
                        continue
                    cursor.execute(_LOCK_AGAIN, [name, new, key])
                    done += 1
        yield Batch(done, broken)

    def _rows(self, cursor: Any) -> list[tuple[int, dict[str, Any]]]:
        cursor.execute("select id, data::text from mfa_authenticator order by id for update")
        return [(key, json.loads(data)) for key, data in cursor.fetchall()]


def _is_stale(text: Any) -> bool:
    """Locked, and not under the newest key."""
    if not isinstance(text, str) or not text.startswith(LOCKED):
        return False
    return not base64.b64decode(text.removeprefix(LOCKED)).startswith(mark())


def has_shown(request: HttpRequest, user: Any, authenticator: Any, **_signal: Any) -> None:
    """Whoever has added a factor has just used it: her emergency codes are shown without a second time.

    Who has no password would be asked for a code, and the app shows the one that was used for half a minute.
    """
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """The identity provider opens the door to accounts that exist, and to no other."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Before the account is looked for: what of the provider's addresses counts as verified.

        Where the installation trusts them, one of which the provider says nothing; never one that it says is
        not verified (docs/installation.md has the risk).
        """
        said = sociallogin.account.extra_data
        claims = {**(said.get("id_token") or {}), **(said.get("userinfo") or {})} or said
        if settings.OIDC_TRUST_EMAIL and "email_verified" not in claims:
            for address in sociallogin.email_addresses:
                address.verified = True
        return super().populate_user(request, sociallogin, data)
