"""Several who do something at the same moment, as they do on a site: each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do them all at once; return what came of each: what it returned, or the exception that it raised.

    For tests with `transaction=True`: what a test has not committed, no other connection sees.
    """
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def refused_at_once(*deeds: Callable[[], Any]) -> list[Exception]:
    """Do them all at once; return the exceptions that those raised which failed."""
    return [came for came in at_once(*deeds) if isinstance(came, Exception)]
