from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tovholder.cases"

    def ready(self) -> None:
        from tovholder.cases import indicators, panels, patterns

        indicators.offer_them()
        panels.offer_it()
        patterns.offer_them()
