"""A command that speaks the language of the terminal."""

from django.core.management.base import BaseCommand
from django.utils import translation

from tovholder.core.words import danish


class SpokenCommand(BaseCommand):
    """Answers whoever typed it, of faulty arguments too, in her language; called by code, in the caller's."""

    def run_from_argv(self, argv: list[str]) -> None:
        with translation.override("da" if danish() else "en"):
            super().run_from_argv(argv)
