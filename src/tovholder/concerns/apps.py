from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "tovholder.concerns"

    def ready(self) -> None:
        from tovholder.access import beginnings
        from tovholder.concerns import defaults, indicators, locked, panels
        from tovholder.core import resealing

        beginnings.register(defaults.load_defaults)
        indicators.offer_them()
        panels.offer_it()
        resealing.register(*locked.TABLES)
