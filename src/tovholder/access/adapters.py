"""Where our house differs from allauth's: no one signs up by himself, and mails carry no content."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An administrator opens accounts; nobody opens one for himself."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account's owner; to an address without an account in the asker's."""
        user = context.get("user")
        with override(user.reads if user else get_language()):
            super().send_mail(template_prefix, email, context)


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
