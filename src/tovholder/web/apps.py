from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tovholder.web"
    label = "web"
