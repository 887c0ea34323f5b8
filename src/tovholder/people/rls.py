"""Who sees a person, in the database.

The coordinators of her municipality see her; everybody else sees her through a row in `people_reader`, which
the triggers of concerns and cases keep (people/migrations/0002). Recusal (`people_recused`) beats every way,
from its second on. The clock is the application's (`tovholder.clock`). A protected address is for the
coordinators alone, whoever sees the person. To whom a question to the police alone shows her, it tells her
name: address and particulars stand in rows of their own.
"""

from tovholder.access.actors import System
from tovholder.access.rls import (
    IN_MY_MUNICIPALITY,
    ME,
    NEVER,
    Kept,
    Rules,
    acts_as,
    by_who_reads_today,
    permitted,
)
from tovholder.access.roles import Permission, roles_with
from tovholder.people.models import Particulars, Person

_COORDINATES = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.PERSON_READ_ALL)})"
_RECUSED = "array(select tovholder.my_recused_people())"
#: The doubles' job reads people; nobody reads as it.
_JOB = acts_as(System.JOBS)
#: A row of people_reader that is open now, by a way that the actor's roles of today go.
_OPEN = (
    f"r.reader = {ME} and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until"
    f" and (r.way in ('part', 'emergency') and {permitted(Permission.CASE_WORK)}"
    f" or r.way in ('made', 'concern') and {permitted(Permission.HOTLINE_WORK)}"
    f" or r.way = 'made' and {permitted(Permission.PERSON_WRITE)}"
    f" or r.way = 'clearance' and {permitted(Permission.CONCERN_CLEAR)})"
)


def reads(column: str) -> str:
    """The actor may see the person in a column of this row, now."""
    reader = f"exists (select from people_reader r where r.person = {column} and {_OPEN})"
    return f"((({_COORDINATES} or {reader}) and {column} <> all({_RECUSED})) or {_JOB})"


def seen(column: str) -> str:
    """The same of a person in another table's column, by the policy on people itself: for WITH CHECK."""
    return f"exists (select from people_person p where p.id = {column})"


def _sees_all(person: str) -> str:
    return f"({person}.{IN_MY_MUNICIPALITY} and {permitted(Permission.PERSON_READ_ALL)})"


def _otherwise(person: str) -> str:
    """The actor sees her through more than a question to the police."""
    return (
        f"exists (select from people_reader r where r.person = {person}.id"
        f" and r.way <> 'clearance' and {_OPEN})"
    )


def knows(person: str) -> str:
    """Of a person, by her table's name, the actor may know more than her name."""
    return f"({_sees_all(person)} or {_otherwise(person)})"


_KNOWN = f"exists (select from people_person p where p.id = person_id and {knows('p')})"
#: The person is seen and known, and her address is not protected or the actor sees all people.
_ADDRESS = (
    "exists (select from people_person p where p.id = person_id"
    f" and ({_sees_all('p')} or (p.address_protected_at is null and {_otherwise('p')})))"
)

_WRITES = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.PERSON_WRITE)})"

#: Kept by triggers (people/migrations/0002): who sees whom, who is recused, and the names to search in.
KEPT = [
    Kept(
        table="people_reader",
        read=(
            f"reader = {ME} and valid_from <= tovholder.clock() and tovholder.clock() < valid_until"
            f" and person <> all({_RECUSED})"
        ),
    ),
    Kept(table="people_recused", read=NEVER),
    Kept(table="people_name", read=NEVER),
]

_READERS_OF_ALL = ", ".join(f"'{key}'" for key in roles_with(Permission.PERSON_READ_ALL))

#: Made from the roles, and made again after every migration.
FUNCTIONS = [
    "create or replace function tovholder.my_people_municipalities() returns setof bigint"
    " language sql stable security definer set search_path = '' as $$"
    " select m from tovholder.my_municipalities() m"
    f" where tovholder.me() > 0 and tovholder.my_roles() && array[{_READERS_OF_ALL}]::text[] $$",
]

RULES = [
    Rules(
        model="people.Person",
        read=reads("id"),
        add=f"{_WRITES} and made_by_id = {ME}",
        change=f"{_WRITES} and {reads('id')}",
        change_columns=Person.CHANGEABLE,
    ),
    Rules(
        model="people.Particulars",
        read=_KNOWN,
        add=f"{_WRITES} and {seen('person_id')}",
        change=f"{_WRITES} and {_KNOWN}",
        change_columns=Particulars.KNOWN,
    ),
    # The history follows the protection of today, whatever was open when it was written.
    Rules(
        model="people.Address",
        read=_ADDRESS,
        add=f"{_WRITES} and {seen('person_id')}",
        change=f"{_WRITES} and {_ADDRESS}",
        change_columns=("text",),
    ),
    Rules(
        model="people.Kinship",
        read=f"{reads('person_id')} and {reads('relative_id')}",
        add=f"{_WRITES} and noted_by_id = {ME} and {seen('person_id')} and {seen('relative_id')}",
        change=f"{_WRITES} and {reads('person_id')} and {reads('relative_id')}",
        change_columns=("ended_at",),
    ),
    Rules(
        model="people.Double",
        read=f"({_COORDINATES} and {reads('kept_id')} and {reads('gone_id')}) or {_JOB}",
        add=f"({_COORDINATES} and {seen('kept_id')} and {seen('gone_id')}) or {_JOB}",
        change=f"{_COORDINATES} and {reads('kept_id')} and {reads('gone_id')}",
        change_columns=("kept_id", "gone_id", "merged_at", "merged_by_id", "parted_at", "parted_by_id"),
        history=by_who_reads_today("people_double"),
    ),
]
