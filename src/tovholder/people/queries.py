"""Finding people, and what is known of them together.

A search tells of nobody hidden: not by number, time or error (people/migrations/0002 and 0003).
"""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, IntegerField, JSONField, Q, UUIDField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tovholder.access.actors import System
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core.sealing import blind, blinds
from tovholder.people import cpr
from tovholder.people.models import Double, Kinship, Particulars, Person
from tovholder.people.rls import knows

#: So many possible doubles on a page; the rest move up.
DOUBLES = 20
#: Why I see somebody, by the ways of people_reader; a coordinator sees all.
WAYS = {
    "made": _("you wrote this person down"),
    "concern": _("a concern that you took or call back"),
    "clearance": _("a clearance that you were asked for"),
    "part": _("a case that you take part in"),
    "emergency": _("emergency access"),
}

_KEPT = ("person_id", *Particulars.KNOWN)
#: The found, likest first, in Danish order among the equally like; `ways`: through what I see her.
_FOUND = """select p.*, KEPT, array(select distinct r.way from people_reader r where r.person = p.id
            and r.reader = (select tovholder.me())
            and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until) as ways,
         KNOWN as is_known
  from (%s limit 20) f(person, likeness) join people_person p on p.id = f.person
  left join people_particulars k on k.person_id = p.id
 order by round(f.likeness::numeric, 2) desc, tovholder.da_sort(p.name), p.id"""
_FOUND = _FOUND.replace("KNOWN", knows("p")).replace(
    "KEPT", ", ".join(f"k.{name} as its_{name}" for name in _KEPT)
)
_BY_NAME = _FOUND % "select person, likeness from tovholder.find_people(%s)"
# While keys are changed (core.keys), a number stands under one or the other.
_BY_CPR = _FOUND % "select p, 1.0 from unnest(%s::bytea[]) i, lateral tovholder.find_people_by_cpr(i) p"

#: Whether the actor may know more of a person than her name.
_KNOWN = RawSQL(knows("people_person"), (), output_field=BooleanField())  # noqa: S611

#: Everybody who was merged with a person, herself too, as far as the actor sees them.
_TOGETHER = RawSQL(
    "array(select tovholder.people_together(people_person.id))", (), output_field=ArrayField(UUIDField())
)

#: The other rows of a merged person, as a coordinator sees them.
_OTHERS = RawSQL(
    """(select coalesce(jsonb_agg(jsonb_build_object('id', o.id,
        'name', case when o.name = '' then o.description else o.name end,
        'district', coalesce(k.district, ''),
        'born', coalesce(to_char(k.birth_date, 'DD.MM.YYYY'), k.birth_year::text, '')) order by o.id), '[]')
      from people_person o left join people_particulars k on k.person_id = o.id
     where o.id in (select tovholder.people_together(people_person.id)) and o.id <> people_person.id)""",
    (),
    output_field=JSONField(),
)
#: Relatives in either direction, whose relation has not ended.
_RELATIVES = RawSQL(
    """(select coalesce(jsonb_agg(jsonb_build_object('kinship', k.id, 'kind', k.kind,
        'here', k.relative_id = o.id, 'person', o.id,
        'name', case when o.name = '' then o.description else o.name end) order by k.noted_at), '[]')
      from people_kinship k join people_person o
        on o.id = case when k.person_id = people_person.id then k.relative_id else k.person_id end
     where people_person.id in (k.person_id, k.relative_id) and k.ended_at is null)""",
    (),
    output_field=JSONField(),
)
#: Of a row that was merged into another: the one that was not, the oldest of several; in a ring, the oldest.
_STANDS_UNDER = RawSQL(
    """(select nullif(t.id, people_person.id) from tovholder.people_together(people_person.id) as t (id)
     where exists (select from people_double d where d.gone_id = people_person.id and d.merged_at is not null)
     order by exists (select from people_double d where d.gone_id = t.id and d.merged_at is not null), t.id
     limit 1)""",
    (),
    output_field=UUIDField(null=True),
)
_OPEN_DOUBLES = RawSQL(
    "(select count(*) from people_double d where people_person.id in (d.kept_id, d.gone_id)"
    " and d.merged_at is null and d.parted_at is null)",
    (),
    output_field=IntegerField(),
)


def search(*, words: str) -> list[Person]:
    """People whom the actor may see: by CPR number where the words are ten digits, else by name.

    One statement, written out (core.columns). Likest first, in Danish order among the equally like; each has
    `ways`, through which the actor sees her (keys of `WAYS`). At most twenty.
    """
    number = cpr.digits(words)
    if number:
        found = Person.objects.raw(_BY_CPR, [blinds(number, use="cpr")])
    else:
        found = Person.objects.raw(_BY_NAME, [words.replace("\0", "")[:200]])
    return [told(_with_particulars(person)) for person in found]


def _with_particulars(person: Any) -> Any:
    """A person of the search with the particulars that came along, as if she were fetched with them."""
    kept = {name: getattr(person, f"its_{name}") for name in _KEPT}
    row = Particulars(municipality_id=person.municipality_id, **kept) if kept["person_id"] else None
    person._state.fields_cache["particulars"] = row
    return person


def logged_words(words: str) -> str:
    """What the log keeps of the words: of a CPR number its keyed index alone, which finds it again."""
    return cpr.AMONG.sub(lambda found: f"CPR #{blind(cpr.digits(found[0]), use='cpr').hex()[:16]}", words)


def with_known(people: Any = None) -> Any:
    """People with `is_known`: the actor may know more of them than the name. A page shows them as `told`."""
    found = Person.objects.all() if people is None else people
    return found.annotate(is_known=_KNOWN)


def told(person: Any) -> Any:
    """A person with `is_known` as a page shows her: the row in memory, not to be saved.

    To the police, who are asked about her, the question tells her name (what describes her, where she has
    none) and what its extract says. Whoever sees her through nothing else sees nothing else: the database
    keeps address and particulars, and what stands in her row is left out here.
    """
    if not person.is_known:
        person.address_protected_at = None
        if person.name:
            person.description = ""
    return person


# --- merged people --------------------------------------------------------------------------------------


def with_together() -> Any:
    """People with `together`: the ids of all rows that stand for the same person, their own too."""
    return Person.objects.annotate(together=_TOGETHER)


def are_one(one: UUID, other: UUID) -> bool:
    """Whether the two rows were merged, as far as the actor sees it."""
    return bool(with_together().filter(pk=one, together__contains=[other]).exists())


def for_page() -> Any:
    """People as a page shows them: with all that was merged with them and their relatives, in one statement.

    Each has `together` (ids), `others` and `relatives` (dicts), `stands_under` (an id, or None),
    `open_doubles` and `is_known`; it is shown as `told`.
    """
    return with_known(Person.objects.select_related("made_by", "lives_at", "particulars")).annotate(
        together=_TOGETHER,
        others=_OTHERS,
        relatives_json=_RELATIVES,
        stands_under=_STANDS_UNDER,
        open_doubles=_OPEN_DOUBLES,
    )


def relatives(person: Any) -> list[dict[str, Any]]:
    """Who is related, from `for_page`: the relative's key and name, and the relation as seen from here."""
    found: list[dict[str, Any]] = []
    if not person.is_known:
        return found
    for row in person.relatives_json:
        words = Kinship.Kind(row["kind"]).label if row["here"] else _REVERSED[Kinship.Kind(row["kind"])]
        found.append(
            {"kinship": row["kinship"], "person": row["person"], "name": row["name"], "words": words}
        )
    return found


_REVERSED = {
    Kinship.Kind.PARENT: _("child"),
    Kinship.Kind.SIBLING: Kinship.Kind.SIBLING.label,
    Kinship.Kind.PARTNER: Kinship.Kind.PARTNER.label,
    Kinship.Kind.GUARDIAN: _("somebody in this person's custody"),
    Kinship.Kind.OTHER: Kinship.Kind.OTHER.label,
}


# --- what pages show ------------------------------------------------------------------------------------


#: Years from which somebody decides for herself, and no referral is about her (værgemålsloven § 1).
OF_AGE = 18


def age(person: Person, on: date) -> int | None:
    """Whole years; None where no day of birth is known."""
    born = person.birth_date
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def adult_born(person: Person, on: date) -> int | None:
    """The year in which somebody was born who is of age for certain; None for all others."""
    born: int | None = person.birth_date.year if person.birth_date else person.birth_year
    years = age(person, on) if person.birth_date else born and on.year - born - 1
    return born if years is not None and years >= OF_AGE else None


def last_change(person: Person) -> tuple[str, datetime | None]:
    """Who changed the row last and when, from its history."""
    event = apps.get_model("people", "PersonEvent")
    last = event._default_manager.filter(pgh_obj_id=person.pk).order_by("-pgh_id").first()
    if last is None:
        return "", None
    who = User.objects.filter(pk=last.pgh_actor).values_list("name", flat=True).first()
    if who is None and last.pgh_actor in set(System):
        who = System(last.pgh_actor).words
    return cast(str, who or ""), last.pgh_created_at


def shows_address(person: Person, reader: User) -> bool:
    """A protected address is for those who see all people of the municipality, and for nobody else.

    The database holds the same (people/rls.py): this is for the words beside it.
    """
    return person.address_protected_at is None or reader.may(Permission.PERSON_READ_ALL)


def born(person: Person, on: date) -> str:
    """When somebody was born, as a list shows it: "11. maj 2003, 19 år", "2003", or ""."""
    years = age(person, on)
    if years is None or person.birth_date is None:
        return str(person.birth_year or "")
    return _("%(day)s, %(years)d years") % {"day": date_format(person.birth_date), "years": years}


_BOTH = ("kept__lives_at", "kept__particulars", "gone__lives_at", "gone__particulars")


def doubles() -> list[Double]:
    """What a coordinator should say: rows that may be one person, newest first, both with them."""
    rows = Double.objects.filter(merged_at__isnull=True, parted_at__isnull=True)
    return list(rows.select_related(*_BOTH).order_by("-found_at", "-id")[:DOUBLES])


def settled() -> list[Double]:
    """What was said last, so that it can be taken back."""
    rows = Double.objects.filter(Q(merged_at__isnull=False) | Q(parted_at__isnull=False))
    rows = rows.select_related("kept", "gone", "merged_by", "parted_by")
    return list(rows.order_by(Coalesce("merged_at", "parted_at").desc(), "-id")[:DOUBLES])
