from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "tovholder.partners"
    label = "partners"
