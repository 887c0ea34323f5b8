"""Set up an installation: its municipality, its agencies, and the first administrator.

Safe to run again: what is there already stays, and what was given otherwise is changed. With a person who
has an account it grants the role of administrator, where it has been lost: see access.operations.grant_role.
"""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.utils import translation

from tovholder.access import beginnings, operations
from tovholder.access.actors import System, acting
from tovholder.access.models import Agency
from tovholder.access.tasks import password_path
from tovholder.core import clock
from tovholder.core.words import danish, words

#: Where no file names others: the administrations of the plan, and its partners. Change them afterwards
#: in Administration.
AGENCIES = [
    ("bif", "Beskæftigelses- og Integrationsforvaltningen", "BIF", "municipal"),
    ("sof", "Socialforvaltningen", "SOF", "municipal"),
    ("buf", "Børne- og Ungdomsforvaltningen", "BUF", "municipal"),
    ("suf", "Sundheds- og Omsorgsforvaltningen", "SUF", "municipal"),
    ("oekf", "Økonomiforvaltningen", "ØKF", "municipal"),
    ("police", "Politiet", "Politiet", "police"),
    ("psychiatry", "Psykiatrien", "Psykiatrien", "psychiatry"),
    ("prison", "Kriminalforsorgen", "Kriminalforsorgen", "prison"),
]
FIELDS = ("key", "name", "short_name", "kind")

QUESTIONS = {
    "code": (
        "The municipality's code, four digits (0101)",
        "Kommunens kode, fire cifre (0101)",
    ),
    "name": (
        "The municipality's name (Københavns Kommune)",
        "Kommunens navn (Københavns Kommune)",
    ),
    "administrator": ("The first administrator's name", "Den første administrators navn"),
    "email": ("Her e-mail", "Administratorens e-mail"),
    "agency": ("The key of her agency (bif)", "Nøglen på administratorens myndighed (bif)"),
}


class Command(BaseCommand):
    help = words(
        "Set up the municipality, its agencies and the first administrator; print a link to set a password.",
        "Opret kommunen, dens myndigheder og den første administrator; skriv et link til adgangskoden.",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", help=question("code"))
        parser.add_argument("--name", help=question("name"))
        parser.add_argument("--administrator", metavar="NAME", help=question("administrator"))
        parser.add_argument("--email", help=question("email"))
        parser.add_argument("--agency", metavar="KEY", help=question("agency"))
        parser.add_argument(
            "--agencies",
            type=Path,
            metavar="FILE",
            help=words(
                "YAML: a list of agencies, each with key, name, short_name and kind",
                "YAML: en liste over myndigheder, hver med key, name, short_name og kind",
            ),
        )
        parser.add_argument(
            "--site",
            help=words(
                "The address that people open, for the link: https://host",
                "Adressen, som siderne åbnes på, til linket: https://host",
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("da" if danish() else "en"):
            self._set_up(options)

    def _set_up(self, options: dict[str, Any]) -> None:
        agencies = read_agencies(options["agencies"]) if options["agencies"] else defaults()
        answers = {name: self._answer(name, options[name]) for name in QUESTIONS}
        check(answers, agencies)
        with acting(System.COMMAND, purpose="command: setup"):
            try:
                municipality, user, opened = operations.set_up(
                    code=answers["code"],
                    name=answers["name"],
                    agencies=agencies,
                    administrator={
                        "name": answers["administrator"],
                        "email": answers["email"],
                        "agency": answers["agency"],
                    },
                    at=clock.now(),
                )
            except operations.Refused as refused:
                raise CommandError(str(refused)) from refused
            beginnings.load(municipality)
            link = site(options["site"]) + password_path(user)
        number = len(agencies)
        here = words(
            f"{number} {'agency' if number == 1 else 'agencies'}",
            f"{number} {'myndighed' if number == 1 else 'myndigheder'}",
        )
        self.stdout.write(f"{municipality.name} ({municipality.code}): {here}.")
        state = (
            words("has a new account", "har fået en konto")
            if opened
            else words("had an account already", "havde en konto i forvejen")
        )
        self.stdout.write(
            words(
                f"{user.name} <{user.email}> is administrator, and {state}.",
                f"{user.name} <{user.email}> er administrator og {state}.",
            )
        )
        self.stdout.write(
            words(
                "To choose a password, once and within three days:",
                "Til at vælge adgangskode, én gang og inden tre dage:",
            )
        )
        self.stdout.write(f"  {link}")

    def _answer(self, name: str, given: str | None) -> str:
        if given:
            return str(given).strip()
        if not sys.stdin.isatty():
            raise CommandError(
                words(f"--{name} is missing: {question(name)}.", f"--{name} mangler: {question(name)}.")
            )
        answer = ""
        while not answer:
            answer = input(f"{question(name)}: ").strip()
        return answer


def question(name: str) -> str:
    """What is asked for, in the language of the terminal."""
    return words(*QUESTIONS[name])


def defaults() -> list[dict[str, str]]:
    """The agencies that a municipality starts from."""
    return [dict(zip(FIELDS, entry, strict=True)) for entry in AGENCIES]


def read_agencies(path: Path) -> list[dict[str, str]]:
    """Read the agencies of a YAML file.

    :raises CommandError: it cannot be read, or an entry is not whole.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error
    except YAMLError as error:
        raise CommandError(words(f"{path} is no YAML: {error}", f"{path} er ikke YAML: {error}")) from error
    if not isinstance(found, list) or not found:
        raise CommandError(
            words(
                f"{path}: a list of agencies is expected.", f"{path}: Der ventes en liste over myndigheder."
            )
        )
    agencies = []
    for number, entry in enumerate(found, 1):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(field), str) for field in FIELDS):
            fields = ", ".join(FIELDS)
            raise CommandError(
                words(
                    f"{path}, agency {number}: needs the texts {fields}.",
                    f"{path}, myndighed {number}: Mangler teksterne {fields}.",
                )
            )
        agencies.append({field: entry[field].strip() for field in FIELDS})
    return agencies


def check(answers: dict[str, str], agencies: list[dict[str, str]]) -> None:
    """:raises CommandError: something cannot be right; nothing was written."""
    code = answers["code"]
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        raise CommandError(
            words(
                f"{code!r} is no municipality code: four digits, for instance 0101.",
                f"{code!r} er ikke en kommunekode: fire cifre, for eksempel 0101.",
            )
        )
    try:
        validate_email(answers["email"])
    except ValidationError as wrong:
        email = answers["email"]
        raise CommandError(
            words(f"{email!r} is no e-mail address.", f"{email!r} er ikke en e-mailadresse.")
        ) from wrong
    keys = [entry["key"] for entry in agencies]
    for entry in agencies:
        key = entry["key"]
        try:
            validate_slug(key)
        except ValidationError as wrong:
            raise CommandError(
                words(
                    f"{key!r} is no key: letters, digits, - and _.",
                    f"{key!r} er ikke en nøgle: bogstaver, cifre, - og _.",
                )
            ) from wrong
        if entry["kind"] not in Agency.Kind:
            kinds = ", ".join(Agency.Kind.values)
            raise CommandError(
                words(
                    f"{key}: {entry['kind']!r} is no kind; there are {kinds}.",
                    f"{key}: {entry['kind']!r} er ikke en type; der findes {kinds}.",
                )
            )
        if keys.count(key) > 1:
            raise CommandError(words(f"The key {key!r} stands twice.", f"Nøglen {key!r} står to gange."))
        for field in ("name", "short_name"):
            longest = getattr(Agency._meta.get_field(field), "max_length", 0)
            if not entry[field] or len(entry[field]) > longest:
                raise CommandError(
                    words(
                        f"{key}: {field} has 1 to {longest} characters.",
                        f"{key}: {field} har 1 til {longest} tegn.",
                    )
                )
    if answers["agency"] not in keys:
        agency, known = answers["agency"], ", ".join(keys)
        raise CommandError(
            words(
                f"There is no agency {agency!r}; there are {known}.",
                f"Der er ingen myndighed {agency!r}; der findes {known}.",
            )
        )
    for name, longest in (("name", 100), ("administrator", 120)):
        if len(answers[name]) > longest:
            raise CommandError(
                words(
                    f"{question(name)}: at most {longest} characters.",
                    f"{question(name)}: højst {longest} tegn.",
                )
            )


def site(given: str | None) -> str:
    """The address for the link: as given, else the first that the settings name."""
    if given:
        return given.rstrip("/")
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0])
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"https://{host}"
