"""What is sent to us with a file, before any view has seen it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Limit(FileUploadHandler):
    """Refuse what is larger than any form takes, before it is read.

    Django reads a form to find its key, whoever sent it: without a limit a stranger fills the disk.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, *rest: Any, **more: Any
    ) -> None:
        """:raises RequestDataTooBig: answered with 400."""
        if content_length > settings.UPLOAD_MEGABYTES * 1024 * 1024:
            raise RequestDataTooBig(f"More than {settings.UPLOAD_MEGABYTES} MB were sent.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""
