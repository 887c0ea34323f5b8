from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "tovholder.reports"
    label = "reports"
