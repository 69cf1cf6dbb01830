"""What changes when a proxy stands in front: who asks, and under which address."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Put the visitor's own address in REMOTE_ADDR, for the login pause and the limits on public forms.

    Each trusted proxy adds the address it saw at the end of X-Forwarded-For; what stands further to the left
    was written by the visitor and proves nothing. With too few addresses the header is not the proxies' own,
    and REMOTE_ADDR is left as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.BEHIND_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        addresses = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(addresses) >= settings.BEHIND_PROXY and addresses[-settings.BEHIND_PROXY]:
            request.META["REMOTE_ADDR"] = addresses[-settings.BEHIND_PROXY]
        return self.get_response(request)


def under_sub_path(application: Callable[..., Iterable[bytes]], sub_path: str | None) -> Callable[..., Iterable[bytes]]:
    """Return the application, answering whether or not the proxy took the sub-path off the address."""
    if not sub_path:
        return application

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == sub_path or path.startswith(f"{sub_path}/"):
            environ["PATH_INFO"] = path.removeprefix(sub_path) or "/"
        return application(environ, start_response)

    return answer
