from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tovholder.cases"

    def ready(self) -> None:
        from tovholder.cases import indicators, panels

        indicators.offer_them()
        panels.offer_it()
