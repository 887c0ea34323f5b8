from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tovholder.access"
    label = "access"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from tovholder.access.adapters import Factors, has_shown
        from tovholder.core import resealing

        authenticator_added.connect(has_shown)
        resealing.register(Factors())
