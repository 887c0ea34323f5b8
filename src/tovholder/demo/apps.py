from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "tovholder.demo"
    label = "demo"
