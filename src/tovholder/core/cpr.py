"""What looks like a civil registration number (CPR): no text about the work may hold one."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Day, month, year and four digits that nothing else of digits surrounds. An administrative number's day has
#: 60 added (`people.cpr`). PostgreSQL reads it as Python does.
CPR_LIKE = (
    r"(^|[^0-9])(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(0[1-9]|1[0-2])[0-9]{2}[ -]?[0-9]{4}([^0-9]|$)"
)


def holds_cpr(*texts: str) -> bool:
    """Whether one of the texts holds such a number."""
    return any(re.search(CPR_LIKE, text) for text in texts)


def no_cpr(text: str) -> None:
    """A form field's validator.

    :raises ValidationError: the text holds such a number.
    """
    if holds_cpr(text):
        raise ValidationError(_("The text holds what looks like a CPR number. Remove it."), code="cpr")
