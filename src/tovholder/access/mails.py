"""A mail: its template's first line is the subject. It says nothing of a citizen, and where to sign in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, context: Mapping[str, Any], *, to: Sequence[str], language: str = "") -> None:
    """Send it in the reader's language (`User.reads`), or in the installation's where nobody knows hers."""
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, _, body = render_to_string(template, dict(context)).partition("\n")
        EmailMessage(subject.strip(), body.strip() + "\n", to=list(to)).send()
