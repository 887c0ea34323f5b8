from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "tovholder.programme"
    label = "programme"

    def ready(self) -> None:
        from . import counted

        counted.register()
