from typing import Any

from django.core.management.base import BaseCommand

from tovholder.access.actors import System, acting
from tovholder.core import clock
from tovholder.demo import build


class Command(BaseCommand):
    help = "Makes the demo's invented year of work. All or nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        with acting(System.DEMO, purpose="demo_build"):
            municipality = build.build_people(at)
            build.build_year(municipality, at, self.stdout.write)
