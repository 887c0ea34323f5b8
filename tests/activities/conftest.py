"""The cast of the activities' tests: a planner, two instructors, a session of one of them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.activities import make
from tests.conftest import arranging


@pytest.fixture
def planner(person: Callable[..., Any]) -> Any:
    return person("planner")


@pytest.fixture
def ida(person: Callable[..., Any]) -> Any:
    return person("instructor", name="Ida Prøve")


@pytest.fixture
def omar(person: Callable[..., Any]) -> Any:
    return person("instructor", name="Omar Prøve")


@pytest.fixture
def lay(copenhagen: Any) -> Callable[..., Any]:
    """`lay("session", instructors=(ida,))`: a function of `make`, in Copenhagen, as the owner."""

    def laid(what: str, *arguments: Any, **values: Any) -> Any:
        with arranging():
            return getattr(make, what)(values.pop("municipality", copenhagen), *arguments, **values)

    return laid


@pytest.fixture
def again() -> Callable[[Any], Any]:
    """`again(row)`: the row as the database has it now, seen by the owner."""

    def fetched(row: Any) -> Any:
        with arranging():
            return type(row).objects.get(pk=row.pk)

    return fetched
