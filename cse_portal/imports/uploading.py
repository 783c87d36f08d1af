"""Taking a file from a request without keeping more of it than is allowed."""

from django.core.files.uploadhandler import FileUploadHandler

from cse_portal.imports.limits import MOST_BYTES


class CappedUploadHandler(FileUploadHandler):
    """Lets a file that is too long end soon after the limit, whatever its sender goes on sending.

    What is kept is still too long, so the form says so, with all else that was filled in.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None
