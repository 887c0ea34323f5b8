from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "tovholder.activities"
    label = "activities"
