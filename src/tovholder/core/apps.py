from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tovholder.core"
    label = "core"
