"""Django's migrate, and then row level security: the database agrees with the rules after every migration."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction
from django.utils.module_loading import import_string


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options.get("plan") or options.get("check_unapplied") or options.get("app_label"):
            return
        # core knows no context: the rules live above it and are found by name.
        apply = import_string("tovholder.access.rls.apply")
        database = options["database"]
        with transaction.atomic(using=database):
            apply(connections[database])
