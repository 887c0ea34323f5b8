"""The municipality's districts from a file: `tovholder districts [FILE]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tovholder.access.actors import System, acting
from tovholder.access.models import Municipality
from tovholder.core.words import words
from tovholder.partners import districts


class Command(BaseCommand):
    help = words(
        "Load a municipality's districts from a YAML file; the ten of Copenhagen, where none is named.",
        "Indlæs en kommunes bydele fra en YAML-fil; Københavns ti, hvor ingen fil er nævnt.",
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=districts.COPENHAGEN)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = districts.read(options["file"])
        except districts.BadDistricts as error:
            raise CommandError(str(error)) from error
        with acting(System.COMMAND, purpose="districts"):
            municipality = Municipality.objects.filter(code=found.municipality).first()
            if municipality is None:
                code = found.municipality
                raise CommandError(
                    words(
                        f"There is no municipality with the code {code}.",
                        f"Der er ingen kommune med koden {code}.",
                    )
                )
            new = districts.install(found, municipality)
        number = len(found.named)
        self.stdout.write(
            words(
                f"{municipality}: {number} districts, {new} of them new.",
                f"{municipality}: {number} bydele, heraf {new} nye.",
            )
        )
