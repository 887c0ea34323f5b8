from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tovholder.audit"
    label = "audit"
