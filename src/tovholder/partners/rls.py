"""Who sees and writes the register: everybody inside reads; those who keep it write, by their role."""

from tovholder.access.actors import System
from tovholder.access.rls import IN_MY_MUNICIPALITY, ME, Rules, acts_as, permitted
from tovholder.access.roles import Permission

_AT_WORK = acts_as(System.COMMAND, System.DEMO, System.JOBS)
_KEEPER = f"({permitted(Permission.PARTNER_EDIT)} or {_AT_WORK})"
_IMPORTER = (
    f"({permitted(Permission.PARTNER_IMPORT)} or {permitted(Permission.ACTIVITY_IMPORT)} or {_AT_WORK})"
)

_KEPT = f"{IN_MY_MUNICIPALITY} and {_KEEPER}"


def _register(model: str, *, remove: bool = False) -> Rules:
    return Rules(
        model=f"partners.{model}",
        read=IN_MY_MUNICIPALITY,
        add=_KEPT,
        change=_KEPT,
        remove=_KEPT if remove else None,
    )


#: Organisations are closed, contacts and agreements ended: nothing that the record points at is deleted.
RULES = [
    _register("District"),
    _register("Organisation"),
    _register("SchoolType", remove=True),
    _register("Contact"),
    _register("Agreement"),
    _register("RelationHolder", remove=True),
    # An entry stands as it was written, in the writer's name; what should not have been written is removed.
    Rules(
        model="partners.ContactLog",
        read=IN_MY_MUNICIPALITY,
        add=f"{_KEPT} and (by_id = {ME} or {_AT_WORK})",
        remove=_KEPT,
    ),
    # What somebody uploaded is for those who import, until it has been loaded.
    Rules(
        model="partners.ImportDraft",
        read=f"{IN_MY_MUNICIPALITY} and {_IMPORTER}",
        add=f"{IN_MY_MUNICIPALITY} and {_IMPORTER} and uploaded_by_id = {ME}",
        change=f"{IN_MY_MUNICIPALITY} and {_IMPORTER}",
        change_columns=("rows", "columns", "report", "loaded_at"),
        remove=f"{IN_MY_MUNICIPALITY} and {_IMPORTER}",
    ),
]
