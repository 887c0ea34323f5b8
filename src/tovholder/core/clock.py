"""The one clock. Views and commands ask it and pass the answer on; nothing below them looks at the time.

The demo lives at a time of its own: `settings.CLOCK_OFFSET` is added to the machine's time.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The time, aware, in UTC."""
    return timezone.now() + settings.CLOCK_OFFSET


def today() -> date:
    """The date in the municipality (`settings.TIME_ZONE`)."""
    return timezone.localdate(now())
