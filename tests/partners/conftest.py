"""The people and places of the register's tests."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.conftest import arranging
from tovholder.partners import districts
from tovholder.partners.models import Organisation, SchoolType


@pytest.fixture
def ten_districts(copenhagen: Any) -> Any:
    with arranging():
        districts.install(districts.read(districts.COPENHAGEN), copenhagen)


@pytest.fixture
def planner(person: Any, as_actor: Any) -> Any:
    """The education planner, at work."""
    someone = person("planner")
    as_actor(someone)
    return someone


@pytest.fixture
def school(copenhagen: Any) -> Callable[..., Organisation]:
    """`school("Eksempelskolen", type="free")`: a school that is of that type since 2022 began."""

    def make(
        name: str = "Prøveskolen", *, type: str = "", municipality: Any = None, **facts: Any
    ) -> Organisation:
        with arranging():
            owner = municipality or copenhagen
            made = Organisation.objects.create(municipality=owner, name=name, **{"kind": "school", **facts})
            if type:
                SchoolType.objects.create(
                    municipality=owner, organisation=made, type=type, valid_from=date(2022, 1, 1)
                )
        return made

    return make
