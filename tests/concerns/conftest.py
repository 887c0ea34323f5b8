"""The people of the hotline, and what a municipality begins with."""

from datetime import date
from typing import Any

import pytest

from tests import sensitive
from tovholder.concerns.defaults import load_defaults
from tovholder.disclosures.models import LegalBasis


@pytest.fixture
def rules(copenhagen: Any, arrange: Any) -> Any:
    """Kinds, topics, deadlines, numbers, and § 115 for the police."""
    with arrange():
        load_defaults(copenhagen)
        return LegalBasis.objects.create(
            municipality=copenhagen,
            key="test-115",
            title="Retsplejeloven § 115",
            short_title="rpl. § 115",
            meaning="Forebyggelse",
            source="Test",
            gives=["municipal", "police"],
            reaches=["municipal", "police", "other"],
            valid_from=date(2020, 1, 1),
        )


@pytest.fixture
def adviser(person: Any, rules: Any) -> Any:
    return person("adviser", name="Anna Rådgiver")


@pytest.fixture
def coordinator(person: Any, rules: Any) -> Any:
    return person("coordinator", name="Karen Koordinator")


@pytest.fixture
def officer(person: Any, rules: Any) -> Any:
    return person("participant", agency="police", name="Peter Betjent")


@pytest.fixture
def concern(copenhagen: Any, adviser: Any, arrange: Any) -> Any:
    """A concern about somebody, in the queue."""
    with arrange():
        who = sensitive.citizen(copenhagen, by=adviser)
        return sensitive.concern(copenhagen, by=adviser, person=who)


@pytest.fixture
def weighed(concern: Any, arrange: Any) -> Any:
    """The same with its three grounds."""
    with arrange():
        type(concern).objects.filter(pk=concern.pk).update(
            grounds="Brud med venner", prevention="Kan vendes", proportionality="En samtale"
        )
    return concern
