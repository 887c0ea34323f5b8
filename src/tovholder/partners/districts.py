"""A municipality's districts, from a file that it writes itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tovholder.access.models import Municipality
from tovholder.core.slugs import slug
from tovholder.partners.models import District

COPENHAGEN = Path(__file__).parent / "data" / "districts-0101.yaml"


class BadDistricts(Exception):
    """The file is not a list of districts. The message says what is wrong."""


@dataclass(frozen=True)
class Districts:
    """What a file holds: the municipality's code, and key and name of each district in its order."""

    municipality: str
    named: list[tuple[str, str]]


def read(path: Path) -> Districts:
    """:raises BadDistricts: with what is wrong, in words."""
    try:
        content: Any = YAML(typ="safe").load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise BadDistricts(_("The file cannot be read: %(error)s") % {"error": error}) from error
    listed = content.get("districts") if isinstance(content, dict) else None
    code = str(content.get("municipality", "")) if isinstance(content, dict) else ""
    if not isinstance(listed, list) or not listed or not (code.isdigit() and len(code) == 4):
        raise BadDistricts(
            _("The file names a municipality by its code, and below districts each with key and name.")
        )
    named = []
    for number, entry in enumerate(listed, 1):
        name = str(entry.get("name", "")).strip() if isinstance(entry, dict) else ""
        key = str(entry.get("key", "") or _key(name)) if isinstance(entry, dict) else ""
        if not name or len(name) > 100 or key != slug(key) or not key or len(key) > 40:
            raise BadDistricts(
                _("District number %(number)s has no name or a wrong key.") % {"number": number}
            )
        named.append((key, name))
    for part in (0, 1):
        several = {entry[part] for entry in named if [other[part] for other in named].count(entry[part]) > 1}
        if several:
            raise BadDistricts(_("Named twice: %(names)s.") % {"names": ", ".join(sorted(several))})
    return Districts(code, named)


def _key(name: str) -> str:
    return slug(name)[:40]


@transaction.atomic
def install(districts: Districts, municipality: Municipality) -> int:
    """Put the districts into the municipality, or bring their names and order up to date. Removes none.

    :returns: how many are new.
    """
    present = {district.key: district for district in District.objects.filter(municipality=municipality)}
    new = []
    for order, (key, name) in enumerate(districts.named, 1):
        district = present.get(key)
        if district is None:
            new.append(District(municipality=municipality, key=key, name=name, order=order))
        elif (district.name, district.order) != (name, order):
            district.name, district.order = name, order
            district.save(update_fields=["name", "order"])
    District.objects.bulk_create(new)
    return len(new)
