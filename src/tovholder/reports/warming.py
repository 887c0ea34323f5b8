"""The renderers of pictures and files, started before somebody waits for them."""

import threading
from datetime import UTC, datetime

from tovholder.reports import pdf, pictures
from tovholder.reports.document import Document, Heading, Paragraph


def in_background() -> threading.Thread:
    """Warm up beside the server's start: a worker answers at once, and its first report too.

    A daemon: a worker that is stopped in these seconds does not wait for it.
    """
    thread = threading.Thread(target=warm, name="warming", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """Draw a picture and write a page: about a second of one core."""
    pictures.warm()
    at = datetime(2022, 1, 1, tzinfo=UTC)
    pdf.render(
        Document(
            language="da",
            title="Tovholder",
            subtitle="Tovholder",
            municipality="Tovholder",
            author="Tovholder",
            subject="Tovholder",
            made_on=at.date(),
            made_at=at,
            cover=[("Tovholder", "1")],
            blocks=[Heading(1, "Tovholder"), Paragraph("Tovholder")],
            words={"over": "", "mark": "", "page": "Side {0} af {1}", "contents": "Indhold"},
        )
    )
