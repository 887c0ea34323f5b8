"""Bring the catalogues up to date with the code: for whoever has written a new message (needs gettext)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError

SOURCE = Path(__file__).resolve().parents[3]
LEFT_OUT = shutil.ignore_patterns("locale", "static", "__pycache__", "migrations")


def extract(folder: Path) -> polib.POFile:
    """The messages of one app's Python and templates, without translations."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place) / folder.name
        shutil.copytree(folder, work, ignore=LEFT_OUT)
        (work / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", "da", "-v", "0", "--no-location"]
        # Without our settings: the tool then looks at this folder alone.
        without = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(
            [*command, "--no-wrap"], cwd=work, env=without, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandError(done.stderr.strip())
        path = work / "locale" / "da" / "LC_MESSAGES" / "django.po"
        return polib.pofile(str(path)) if path.exists() else polib.POFile()


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return (entry.msgctxt, entry.msgid)


class Command(BaseCommand):
    help = "Bring the catalogues up to date with the code, and say what still wants a Danish translation."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("apps", nargs="*", help="The apps' folder names; all, where none is named.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["apps"] or [p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists()]
        for name in sorted(wanted):
            messages = extract(SOURCE / name)
            if not len(messages):
                continue
            for language in ("da", "en"):
                missing = self.renew(SOURCE / name, language, messages)
                if missing:
                    self.stdout.write(f"{name}: {len(missing)} without {language}: {missing[:5]}")

    def renew(self, folder: Path, language: str, messages: polib.POFile) -> list[str]:
        """Write the catalogue: what is known is kept, what is gone goes. Returns what has no translation."""
        path = folder / "locale" / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        known = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
        catalogue = polib.POFile(wrapwidth=110)
        catalogue.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": language,
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        for entry in sorted(messages, key=lambda e: (e.msgid.lower(), e.msgctxt or "")):
            old = known.get(key(entry))
            kept = polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgid_plural=entry.msgid_plural,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
            if language == "en":
                kept.msgstr = "" if entry.msgid_plural else entry.msgid
                kept.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural} if entry.msgid_plural else {}
            elif old:
                kept.msgstr, kept.msgstr_plural = old.msgstr, old.msgstr_plural
            elif entry.msgid_plural:
                kept.msgstr_plural = {0: "", 1: ""}
            catalogue.append(kept)
        catalogue.save(str(path))
        return [entry.msgid for entry in catalogue if not entry.translated()]
