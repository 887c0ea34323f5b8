"""What the pages and the files show of the register."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.core.sorting import danish_value
from tovholder.partners.models import (
    Agreement,
    Contact,
    ContactLog,
    District,
    Organisation,
    RelationHolder,
    SchoolType,
)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty is all.

    :param holder: a user's number, "mine", or "nobody".
    :param closed: those that have closed, instead of those that exist.
    """

    kind: str = ""
    district: str = ""
    type: str = ""
    holder: str = ""
    q: str = ""
    closed: bool = False

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Filters":
        """From the address: what it does not know is no filter."""
        district, holder = query.get("district", ""), query.get("holder", "")
        return cls(
            kind=query.get("kind", "") if query.get("kind") in Organisation.Kind.values else "",
            district=district if _is_number(district) else "",
            type=query.get("type", "") if query.get("type") in (*SchoolType.Type.values, "none") else "",
            holder=holder if holder in ("mine", "nobody") or _is_number(holder) else "",
            q=query.get("q", "").replace("\x00", "").strip()[:100],
            closed=query.get("closed") == "1",
        )

    @property
    def any(self) -> bool:
        return self != Filters()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def organisations(*, actor: User, on: date, filters: Filters | None = None) -> QuerySet[Organisation]:
    """The register in Danish order, each with `school_type` and `holder_name` on a day."""
    asked = filters or Filters()
    found = described(Organisation.objects.visible_to(actor), on).in_name_order()
    found = found.filter(closed_on__lte=on) if asked.closed else found.active(on)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.district:
        found = found.filter(district=asked.district)
    if asked.type == "none":
        found = found.schools().filter(school_type__isnull=True)
    elif asked.type:
        found = found.filter(school_type=asked.type)
    if asked.holder:
        found = _held_by(found, asked.holder, actor, on)
    if asked.q:
        found = found.filter(sort_name__contains=danish_value(asked.q))
    return found


def _held_by(found: Any, holder: str, actor: User, on: date) -> Any:
    if holder == "nobody":
        return found.filter(holder_id__isnull=True)
    user = actor.pk if holder == "mine" else int(holder)
    return found.filter(pk__in=RelationHolder.objects.on(on).filter(user=user).values("organisation"))


def described(found: Any, on: date) -> Any:
    """With district, parent, `school_type`, `holder_id`, `holder_name` and `holder_since` on a day."""
    held = RelationHolder.objects.on(on).filter(organisation=OuterRef("pk"))
    return (
        found.select_related("district", "parent")
        .with_school_type(on)
        .annotate(
            holder_id=Subquery(held.values("user")[:1]),
            holder_name=Subquery(held.values("user__name")[:1]),
            holder_since=Subquery(held.values("valid_from")[:1]),
        )
    )


def choices(*, actor: User) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Districts, and people who hold or held a relation, for the list's filters. One statement."""
    text = CharField()
    districts = District.objects.visible_to(actor).values_list(
        Value("district", output_field=text), Cast("id", text), "name", "order"
    )
    holders = (
        User.objects.visible_to(actor)
        .filter(pk__in=RelationHolder.objects.visible_to(actor).values("user"))
        .values_list(Value("holder", output_field=text), Cast("id", text), "name", Value(0))
    )
    rows = sorted(districts.order_by().union(holders.order_by(), all=True), key=lambda row: (row[3], row[2]))
    return (
        [(key, name) for what, key, name, _order in rows if what == "district"],
        [(key, name) for what, key, name, _order in rows if what == "holder"],
    )


def contacts(organisation: Organisation) -> QuerySet[Contact]:
    """Those who are there first, then those who have left, the last one first."""
    return Contact.objects.filter(organisation=organisation).order_by("-ended_on", "name", "id")


def agreements(organisation: Organisation) -> QuerySet[Agreement]:
    """The newest first."""
    return Agreement.objects.filter(organisation=organisation).order_by("-valid_from", "-id")


def talks(organisation: Organisation) -> QuerySet[ContactLog]:
    """The log for a keyset page: order ("-at", "-id")."""
    return ContactLog.objects.filter(organisation=organisation).select_related("by", "contact")


def colleagues(actor: User) -> QuerySet[User]:
    """Who may hold a relation: people with an open account."""
    return User.objects.visible_to(actor).filter(ended_at__isnull=True).order_by("name", "id")


def export_header() -> list[str]:
    return [
        str(name)
        for name in (
            _("Kind"),
            _("Name"),
            _("Short name"),
            _("Institution number"),
            _("School type"),
            _("District"),
            _("Belongs to"),
            _("Street"),
            _("Postcode"),
            _("City"),
            _("Exists from"),
            _("Closed on"),
            _("Relation held by"),
            _("Number in Tovholder"),
        )
    ]


def export_rows(found: QuerySet[Organisation]) -> Iterator[list[Any]]:
    """A row an organisation, in the order of `export_header`. Notes and contacts stay in the house."""
    types = dict(SchoolType.Type.choices)
    for row in found:
        yield [
            row.get_kind_display(),
            row.name,
            row.short_name,
            row.institution_number,
            str(types.get(row.school_type, "")),  # type: ignore[attr-defined]
            row.district.name if row.district else "",
            row.parent.name if row.parent else "",
            row.street,
            row.postcode,
            row.city,
            row.active_from,
            row.closed_on,
            row.holder_name or "",  # type: ignore[attr-defined]
            row.pk,
        ]
