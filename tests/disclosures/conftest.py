"""Two agencies, a citizen whom both see, and the legal bases that every installation starts with."""

from types import SimpleNamespace

import pytest

from tests import sensitive
from tovholder.disclosures import operations
from tovholder.disclosures.models import LegalBasis


@pytest.fixture
def cast(copenhagen, person, arrange):
    """A coordinator (BIF), a nurse (SOF) and an officer on the case; an auditor; somebody outside it."""
    coordinator = person("coordinator", name="Karen Koordinator")
    nurse = person("participant", agency="sof", name="Rikke Sygeplejerske")
    officer = person("participant", agency="police", name="Bo Betjent")
    with arrange():
        operations.load_defaults(municipality=copenhagen)
        case = sensitive.case(
            copenhagen,
            by=coordinator,
            person=sensitive.citizen(copenhagen, by=coordinator, name="Anton Opdigtet"),
        )
        for user in (nurse, officer):
            sensitive.take_part(case, user, by=coordinator)
        agencies = {agency.key: agency for agency in copenhagen.agencies.all()}
        bases = {
            (basis.key, basis.valid_from.year): basis
            for basis in LegalBasis.objects.filter(municipality=copenhagen)
        }
    return SimpleNamespace(
        coordinator=coordinator,
        nurse=nurse,
        officer=officer,
        auditor=person("auditor"),
        outsider=person("participant", agency="sof"),
        person=case.person,
        ssp=bases["rpl-115-1", 2020],
        consent_basis=bases["fvl-28-samtykke", 2020],
        referral=bases["underretning-fagperson", 2020],
        new_referral=bases["underretning-fagperson", 2024],
        agencies=agencies,
    )


@pytest.fixture
def said():
    """What every disclosure says, unless a test says otherwise."""
    return {
        "what": "summary",
        "content": "Han har mistet sin læreplads.",
        "purpose": "Forebygge kriminalitet",
        "necessity": "Politiet skal kende det, før samtalen holdes.",
    }
