"""Pages asked for as a server does: through all the middleware, from a request's environment to the answer's bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory, override_settings

PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""The addresses of static files without the list that `collectstatic` makes."""


@dataclass(frozen=True)
class Answer:
    """What came of a request."""

    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def site(urlconf: str = "samverkan.urls") -> Iterator[Site]:
    """The site with its middleware, in this process; `urlconf` names a module with the addresses."""
    without = [each for each in settings.MIDDLEWARE if "whitenoise" not in each]  # no files are collected here
    with override_settings(ROOT_URLCONF=urlconf, MIDDLEWARE=without, STORAGES=settings.STORAGES | PLAIN_FILES):
        yield Site()


class Site:
    def __init__(self) -> None:
        self._application = WSGIHandler()
        self._requests = RequestFactory(SERVER_NAME="localhost")

    def get(self, address: str, **headers: str) -> Answer:
        """Ask for the address and read the whole answer."""
        told: dict = {}

        def begin(status: str, headers: list[tuple[str, str]], _problem: object = None) -> None:
            told.update(status=int(status[:3]), headers=dict(headers))

        answer = self._application(self._requests.get(address, headers=headers).environ, begin)
        body = b"".join(answer)
        answer.close()
        return Answer(told["status"], told["headers"], body)
