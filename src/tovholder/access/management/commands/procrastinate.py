"""Procrastinate's own command; its worker seals the log of looks as well."""

from contextlib import nullcontext
from typing import Any

from procrastinate.contrib.django.management.commands.procrastinate import Command as Procrastinate

from tovholder.access.sealer import sealing


class Command(Procrastinate):
    def handle(self, *args: Any, **options: Any) -> None:
        with sealing() if options.get("command") == "worker" else nullcontext():
            super().handle(*args, **options)
