from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tovholder.people"

    def ready(self) -> None:
        from tovholder.people import patterns

        patterns.offer_them()
