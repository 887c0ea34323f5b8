"""The ways by which personal data is shown, and that by which it was not."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How it was shown. Of several ways in one request the log names the last in this order."""

    PAGE = "page", _("page shown")
    FIGURES = "figures", _("figures")
    LIST = "list", _("list")
    SEARCH = "search", _("search")
    PRINT = "print", _("print")
    EXTRACT = "extract", _("extract")
    DOCUMENT = "document", _("document")
    REVEAL = "reveal", _("sealed field opened")  # a CPR number, a caller's identity
    REFUSED = "refused", _("refused attempt")  # showed nothing: somebody tried (audit.reads.record_refusal)
