"""Reading tasks: mine, my agency's, late, and a case's."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases.models import Task
from tovholder.core.due import distance

#: Whose tasks a list shows.
MINE, AGENCY, ALL = "mine", "agency", "all"


@dataclass(frozen=True)
class Filters:
    """What narrows the list, from the address."""

    whose: str = MINE
    late: bool = False
    over: bool = False

    @classmethod
    def read(cls, query: QueryDict, user: User) -> "Filters":
        """From the query string; what is unknown in it is left out."""
        allowed = (MINE, AGENCY, ALL) if user.may(Permission.CASE_COORDINATE) else (MINE, AGENCY)
        whose = query.get("whose", MINE)
        return cls(whose if whose in allowed else MINE, query.get("late") == "1", query.get("over") == "1")

    def narrow(self, tasks: Any, user: User, today: date) -> Any:
        """The tasks that they leave."""
        if self.whose == MINE:
            tasks = tasks.filter(assigned_to=user)
        elif self.whose == AGENCY:
            tasks = tasks.filter(agency=user.agency_id)
        standing = Q(done_at__isnull=True, dropped_at__isnull=True)
        tasks = tasks.filter(~standing) if self.over else tasks.filter(standing)
        return tasks.filter(due_on__lt=today) if self.late else tasks


def detailed(tasks: Any) -> Any:
    """With what a line of a list says."""
    return tasks.select_related("case", "agency", "assigned_to", "done_by", "made_by")


def of_case(case_id: UUID) -> list[Task]:
    """A case's tasks, as far as the reader sees them: open ones first, soonest first. One statement."""
    found = detailed(Task.objects.filter(case=case_id)).order_by("due_on", "id")[:200]
    return sorted(found, key=lambda task: (bool(task.done_at or task.dropped_at), task.due_on))


def state_of(task: Task, today: date) -> tuple[str, str]:
    """The state's name (`overdue`, `soon`, `open`, `done`, `no_target`) and its words."""
    if task.done_at:
        return "done", _("Done")
    if task.dropped_at:
        return "no_target", _("Dropped")
    return distance(task.due_on, today)
