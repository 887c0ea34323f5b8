"""Django's migrate, and then what is declared and not migrated: history triggers and row level security.

After every migration the database agrees with the models' triggers and with the contexts' rules.
"""

from typing import Any

import pgtrigger
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction
from django.utils.module_loading import import_string

#: The number of the database's lock that a migration holds.
ONE_AT_A_TIME = 4716


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        # Two that begin at once (two servers are upgraded) would make the same tables: the second waits.
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            try:
                self.bring_up_to_date(*args, **options)
            finally:
                cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])

    def bring_up_to_date(self, *args: Any, **options: Any) -> None:
        """Run the migrations, and apply what is declared."""
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
