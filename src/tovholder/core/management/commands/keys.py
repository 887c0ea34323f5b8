"""Which keys lock what, and locking anew what is locked under one of before (docs/installation.md)."""

import sys
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError

from tovholder.core import installation, keys, postgres, resealing
from tovholder.core.spoken import SpokenCommand
from tovholder.core.words import words


class Command(SpokenCommand):
    help = "Say what is locked under a key of before, or lock it again under the newest."

    def add_arguments(self, parser: Any) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("show", help="The keys by their ids, and how much is locked under a key of before.")
        deeds.add_parser("reseal", help="Lock it again under the newest key; can be begun again.")

    def handle(self, *args: Any, **options: Any) -> None:
        """As the tables' owner, who alone sees every row. Exits 1 while something lies under another key."""
        try:
            with psycopg.connect(installation.owner_url()) as owner, owner.cursor() as cursor:
                if options["deed"] == "reseal":
                    self.reseal(owner, cursor)
                else:
                    self.tell_keys()
                left = {step.name: step.left(cursor) for step in resealing.steps()}
        except (psycopg.Error, postgres.Failed, keys.NoKey) as error:
            raise CommandError(str(error).splitlines()[0]) from error
        self.tell_rest(left)
        if any(left.values()):
            sys.exit(1)

    def reseal(self, owner: "psycopg.Connection[Any]", cursor: Any) -> None:
        """Batch by batch, each in a transaction of its own."""
        for step in resealing.steps():
            done = broken = 0
            for batch in step.batches(cursor):
                owner.commit()
                done, broken = done + batch.done, broken + batch.broken
            owner.commit()
            if done:
                said = words(f"{step.name}: {done} locked again.", f"{step.name}: {done} låst på ny.")
                self.stdout.write(said)
            if broken:
                self.stdout.write(
                    words(
                        f"{step.name}: {broken} could not be opened.",
                        f"{step.name}: {broken} kunne ikke åbnes.",
                    )
                )

    def tell_keys(self) -> None:
        """By ids, which tell nothing of the keys."""
        for place, key in enumerate(keys.read(settings.FIELD_KEY, settings.FIELD_KEYS_OLD)):
            is_newest = words("locks and opens", "låser og åbner"), words("opens alone", "åbner kun")
            self.stdout.write(f"TOVHOLDER_FIELD_KEY {key.id.hex()}: {is_newest[min(place, 1)]}.")

    def tell_rest(self, left: dict[str, int]) -> None:
        """Whether a key of before is still needed."""
        for name, n in left.items():
            if n:
                self.stdout.write(
                    words(
                        f"{name}: {n} not under the newest key.", f"{name}: {n} ikke under den nyeste nøgle."
                    )
                )
        if any(left.values()):
            said = words(
                "Keep TOVHOLDER_FIELD_KEY_OLD, and run tovholder keys reseal.",
                "Behold TOVHOLDER_FIELD_KEY_OLD, og kør tovholder keys reseal.",
            )
        else:
            said = words(
                "Everything is locked under the newest key: TOVHOLDER_FIELD_KEY_OLD may be removed here."
                " Backups of before still need it.",
                "Alt er låst under den nyeste nøgle: TOVHOLDER_FIELD_KEY_OLD kan fjernes her."
                " Sikkerhedskopier fra før har stadig brug for den.",
            )
        self.stdout.write(said)
