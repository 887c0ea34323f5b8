from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "tovholder.concerns"

    def ready(self) -> None:
        from tovholder.access import beginnings
        from tovholder.concerns import defaults, indicators, panels

        beginnings.register(defaults.load_defaults)
        indicators.offer_them()
        panels.offer_it()
