"""Receiving one file of a bounded size: what is larger is refused, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import monotonic

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt, csrf_protect

BESIDE_THE_FILE = 64 * 1024
"""Bytes of a form beside the file in it."""

MOST_THROWN_AWAY = 512 * 1024 * 1024
"""The largest form whose rest is read for nothing. Who sends a larger one sees a broken connection."""

LONGEST = 60
"""Seconds that this may take: half of what the service lets gunicorn wait for one answer."""

AT_A_TIME = 64 * 1024


def most_bytes() -> int:
    """Return the largest file that is taken."""
    return settings.ATTACHMENT_MAX_MB * 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """Stops the reading where a file is too large; the form's other fields, which come before it, are kept."""

    def __init__(self, request: HttpRequest, most: Callable[[], int] = most_bytes) -> None:
        super().__init__(request)
        self.whole = 0
        self.most = most()

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None) -> None:
        self.whole = content_length

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        if self.whole > self.most + BESIDE_THE_FILE:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > self.most:
            self._stop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _stop(self) -> None:
        self.request.file_too_large = True
        raise StopUpload(connection_reset=True)


def takes_one_file(
    view: Callable[..., HttpResponse], most: Callable[[], int] = most_bytes
) -> Callable[..., HttpResponse]:
    """Let a view read `request.FILES` no further than the limit; it finds `request.file_too_large` if more was sent.

    `most` tells how many bytes the largest file has.

    A browser reads no answer before it has sent all, and gunicorn breaks the connection when one comes earlier: so what
    somebody with an account is still sending is read and thrown away, within bounds.

    Protection against forged forms reads the form, so it stands within, after the limit (Django: "Modifying upload
    handlers on the fly").
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def bounded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.file_too_large = False
        bound = BoundedUpload(request, most)
        request.upload_handlers.insert(0, bound)
        answer = protected(request, *args, **kwargs)
        if request.file_too_large and bound.whole <= MOST_THROWN_AWAY and request.user.is_authenticated:
            _throw_away_the_rest(request)
        return answer

    return bounded


def _throw_away_the_rest(request: HttpRequest) -> None:
    until = monotonic() + LONGEST
    try:
        while monotonic() < until and request.read(AT_A_TIME):
            pass
    except UnreadablePostError:
        pass  # they have left
