from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "tovholder.disclosures"

    def ready(self) -> None:
        from tovholder.access import beginnings
        from tovholder.core import resealing
        from tovholder.disclosures.models import DisclosureDraft
        from tovholder.disclosures.of_person import panel
        from tovholder.disclosures.operations import load_defaults
        from tovholder.people import panels

        panels.register(panel, order=50)
        beginnings.register(load_defaults)
        resealing.register(DisclosureDraft.locked())
