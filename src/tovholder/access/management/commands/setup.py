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

from tovholder.access import beginnings, operations
from tovholder.access.actors import System, acting
from tovholder.access.models import Agency
from tovholder.access.tasks import password_path
from tovholder.core import clock

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
    "code": "The municipality's code, four digits (0101)",
    "name": "The municipality's name (Københavns Kommune)",
    "administrator": "The first administrator's name",
    "email": "Her e-mail",
    "agency": "The key of her agency (bif)",
}


class Command(BaseCommand):
    help = (
        "Set up the municipality, its agencies and the first administrator; print a link to set a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", help=QUESTIONS["code"])
        parser.add_argument("--name", help=QUESTIONS["name"])
        parser.add_argument("--administrator", metavar="NAME", help=QUESTIONS["administrator"])
        parser.add_argument("--email", help=QUESTIONS["email"])
        parser.add_argument("--agency", metavar="KEY", help=QUESTIONS["agency"])
        parser.add_argument(
            "--agencies",
            type=Path,
            metavar="FILE",
            help="YAML: a list of agencies, each with key, name, short_name and kind",
        )
        parser.add_argument("--site", help="The address that people open, for the link: https://host")

    def handle(self, *args: Any, **options: Any) -> None:
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
        self.stdout.write(f"{municipality.name} ({municipality.code}): {len(agencies)} agencies.")
        state = "has a new account" if opened else "had an account already"
        self.stdout.write(f"{user.name} <{user.email}> is administrator, and {state}.")
        self.stdout.write("To choose a password, once and within three days:")
        self.stdout.write(f"  {link}")

    def _answer(self, name: str, given: str | None) -> str:
        if given:
            return str(given).strip()
        if not sys.stdin.isatty():
            raise CommandError(f"--{name} is missing: {QUESTIONS[name]}.")
        answer = ""
        while not answer:
            answer = input(f"{QUESTIONS[name]}: ").strip()
        return answer


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
        raise CommandError(f"{path} is no YAML: {error}") from error
    if not isinstance(found, list) or not found:
        raise CommandError(f"{path}: a list of agencies is expected.")
    agencies = []
    for number, entry in enumerate(found, 1):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(field), str) for field in FIELDS):
            raise CommandError(f"{path}, agency {number}: needs the texts {', '.join(FIELDS)}.")
        agencies.append({field: entry[field].strip() for field in FIELDS})
    return agencies


def check(answers: dict[str, str], agencies: list[dict[str, str]]) -> None:
    """:raises CommandError: something cannot be right; nothing was written."""
    code = answers["code"]
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        raise CommandError(f"{code!r} is no municipality code: four digits, for instance 0101.")
    try:
        validate_email(answers["email"])
    except ValidationError as wrong:
        raise CommandError(f"{answers['email']!r} is no e-mail address.") from wrong
    keys = [entry["key"] for entry in agencies]
    for entry in agencies:
        try:
            validate_slug(entry["key"])
        except ValidationError as wrong:
            raise CommandError(f"{entry['key']!r} is no key: letters, digits, - and _.") from wrong
        if entry["kind"] not in Agency.Kind:
            kinds = ", ".join(Agency.Kind.values)
            raise CommandError(f"{entry['key']}: {entry['kind']!r} is no kind; there are {kinds}.")
        if keys.count(entry["key"]) > 1:
            raise CommandError(f"The key {entry['key']!r} stands twice.")
        for field in ("name", "short_name"):
            longest = getattr(Agency._meta.get_field(field), "max_length", 0)
            if not entry[field] or len(entry[field]) > longest:
                raise CommandError(f"{entry['key']}: {field} has 1 to {longest} characters.")
    if answers["agency"] not in keys:
        raise CommandError(f"There is no agency {answers['agency']!r}; there are {', '.join(keys)}.")
    for name, longest in (("name", 100), ("administrator", 120)):
        if len(answers[name]) > longest:
            raise CommandError(f"{QUESTIONS[name]}: at most {longest} characters.")


def site(given: str | None) -> str:
    """The address for the link: as given, else the first that the settings name."""
    if given:
        return given.rstrip("/")
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0])
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"https://{host}"
