from typing import Any

import pytest

from tests.cases import meetings
from tests.conftest import arranging


@pytest.fixture
def house(copenhagen: Any, person: Any) -> meetings.House:
    """The people of a meeting and its two cases: see `meetings.house`."""
    return meetings.house(copenhagen, person, arranging)
