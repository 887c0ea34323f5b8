from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tovholder.cases"

    def ready(self) -> None:
        from tovholder.cases import indicators, panels, patterns
        from tovholder.cases.files import resealing as files
        from tovholder.cases.models import CaseDraft
        from tovholder.core import resealing

        indicators.offer_them()
        panels.offer_it()
        patterns.offer_them()
        resealing.register(CaseDraft.locked(), files.Documents())
