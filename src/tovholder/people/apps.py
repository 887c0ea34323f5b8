from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tovholder.people"

    def ready(self) -> None:
        from tovholder.core import resealing
        from tovholder.people import locked, patterns

        patterns.offer_them()
        resealing.register(*locked.TABLES)
