from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "tovholder.activities"
    label = "activities"

    def ready(self) -> None:
        from tovholder.activities import indicators

        indicators.offer_them()
