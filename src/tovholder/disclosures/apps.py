from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "tovholder.disclosures"

    def ready(self) -> None:
        from tovholder.disclosures.of_person import panel
        from tovholder.people import panels

        panels.register(panel, order=50)
