"""Pages that a reader already has as they are: told so by 304, without rendering anything.

The ETag is made before the page: of the registry's state (`samverkan.fingerprint`), the address, the day, the language
and the code that would write it. So an edit shows at the very next request, whoever made it and in whatever process.
Only for readers without an account: what others see depends on who they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from samverkan import fingerprint

PAGES = (
    "start",
    "newcomers",
    "groups:group-detail",
    "groups:group-list",
    "groups:municipality-list",
    "groups:municipality-detail",
    "groups:organisation-list",
    "groups:organisation-detail",
    "groups:coverage",
    "groups:map",
    "groups:geography",
    "groups:lift",
    "meetings:meeting-list",
    "meetings:my-meetings",
    "meetings:month",
)
"""The pages that are compared.

Not a delregion's: it names its process leaders, and of accounts there is no history.
"""

SHOWN_SETTINGS = (
    "SITE_NAME", "SITE_NOTICE", "SITE_CONTACT", "FORCE_SCRIPT_NAME", "STATIC_URL", "LANGUAGE_CODE", "TIME_ZONE",
)  # fmt: skip
"""Settings that stand in pages, or in the addresses there."""


class UnchangedMiddleware:
    """Stands before those that ask who the reader is. Not in DEBUG, where templates change as one writes them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        code_version()  # of the code that is running, not of what is put there later

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_compared(request):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # perhaps somebody with an account
            answer = self.get_response(request)
            patch_cache_control(answer, private=True, no_cache=True)
            return answer
        etag = _etag(request)
        # A star asks whether there is a page at all, which only the view knows.
        is_asked = request.META.get("HTTP_IF_NONE_MATCH", "*").strip() != "*"
        answer = (get_conditional_response(request, etag) if is_asked else None) or self.get_response(request)
        if answer.status_code == 200:
            answer = get_conditional_response(request, etag, response=answer)
        if answer.status_code in (200, 304):
            answer["ETag"], answer["Cache-Control"] = etag, "no-cache"
            patch_vary_headers(answer, ["Cookie"])
        return answer


def _is_compared(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    try:
        return resolve(request.path_info).view_name in PAGES
    except Resolver404:
        return False


def _etag(request: HttpRequest) -> str:
    """Return a weak tag: the same words, if perhaps not the same bytes."""
    made_of = (
        code_version(),
        (request.scheme, request.get_host(), request.get_full_path()),
        timezone.localdate().isoformat(),
        get_language(),
        fingerprint.of_registry(),
    )
    return f'W/"{hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]}"'


@cache
def code_version() -> str:
    """Return a hash of all that writes a page beside the registry: code, templates, static files, settings shown."""
    made_of = hashlib.sha256(repr((django.VERSION, *(getattr(settings, name) for name in SHOWN_SETTINGS))).encode())
    for file in sorted(_files()):
        made_of.update(str(file.relative_to(settings.BASE_DIR)).encode())
        made_of.update(file.read_bytes())
    return made_of.hexdigest()


def _files() -> Iterator[Path]:
    """Yield the project's own files, and the list of packages."""
    for room in ("groups", "meetings", "samverkan", "templates"):
        yield from (
            file for file in (settings.BASE_DIR / room).rglob("*") if file.is_file() and "__pycache__" not in file.parts
        )
    yield settings.BASE_DIR / "requirements.txt"
