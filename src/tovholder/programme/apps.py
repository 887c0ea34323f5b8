from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "tovholder.programme"
    label = "programme"
