"""Django's migrate, and then what is declared and not migrated: history triggers and row level security.

After every migration the database agrees with the models' triggers and with the contexts' rules.
"""

from typing import Any

import pgtrigger
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
            pgtrigger.install(database=database)
            pgtrigger.prune(database=database)
            apply(connections[database])
