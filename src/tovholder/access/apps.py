from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tovholder.access"
    label = "access"
