"""Keys and file names from Danish words."""

import pytest

from tovholder.core.slugs import slug


@pytest.mark.parametrize(
    ("text", "made"),
    [("Støtte på vej", "stoette-paa-vej"), ("ÆRØ", "aeroe"), ("Café & Ølbar", "cafe-oelbar"), ("…", "")],
)
def test_danish_letters_are_spelled(text, made):
    assert slug(text) == made
