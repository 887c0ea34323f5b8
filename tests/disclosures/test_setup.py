"""A municipality that is set up can disclose: the provisions are there, however often the setup runs."""

from tests.access.test_setup import setup
from tests.conftest import arranging
from tovholder.disclosures import bases
from tovholder.disclosures.models import LegalBasis


def test_setting_up_lays_in_the_legal_bases(db):
    setup()
    setup()
    with arranging():
        assert LegalBasis.objects.filter(municipality__code="0751").count() == len(bases.DEFAULTS)
