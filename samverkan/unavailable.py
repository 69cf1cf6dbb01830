"""What is answered when a page fails: that something went wrong, or that the database has no time just now.

SQLite lets one write at a time, and who has waited 20 s for a turn is refused. PostgreSQL restarts, runs out of
connections, ends one of two writers that wait for each other. None of it is a fault in a page, and trying again helps.
"""

from __future__ import annotations

import logging
import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger(__name__)

RETRY_AFTER = 10
"""Seconds after which it is worth trying again."""

PASSING = {"08", "40", "53", "55", "57"}
"""Classes of PostgreSQL's errors that pass: connection, deadlock, no room, somebody else's lock, shutting down."""

_PRIMARY = 0xFF
"""SQLite tells more than the kind of an error in the bits above these."""


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 with a time to come back when the database could not be had, else 500. Asks no database itself.

    Django calls it (`handler500`) while the exception is handled, whether a view, a template or middleware raised it.
    """
    if not is_unavailable(sys.exc_info()[1]):
        return defaults.server_error(request)
    logger.warning("the database could not be had: %s", type(sys.exc_info()[1]).__name__)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database refused for a reason that passes: busy, restarting, connection lost."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if isinstance(error.__cause__, sqlite3.Error):
        # Of SQLite, a table that is not there is an OperationalError too.
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & _PRIMARY
        return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state[:2] in PASSING
