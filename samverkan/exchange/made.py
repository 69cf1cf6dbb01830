"""When a file was fetched from the registry: a workbook says it among its properties, a zip file in its comment.

It stays through Excel, and is lost when CSV files are packed anew. Nothing of it is trusted but the day and time.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from samverkan.exchange.reading.archives import BROKEN
from samverkan.tabular import legal

_PROPERTIES = "docProps/core.xml"
_MOST = 100_000
"""Bytes of a workbook's properties that are looked at."""

_CREATED = re.compile(r"<dcterms:created[^>]*>([^<]{1,40})<")
_CREATOR = re.compile(r"<dc:creator[^>]*>([^<]*)<")


YEARS = range(2020, 2200)


def comment(now: dt.datetime) -> bytes:
    """What a zip file that is fetched now says."""
    return now.isoformat().encode()


def fetched_at(content: bytes) -> dt.datetime | None:
    """The moment when the registry wrote the file; None where another program made it, or it does not say."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if _PROPERTIES not in packed.namelist():
                return _moment(packed.comment.decode())
            with packed.open(_PROPERTIES) as part:
                told = part.read(_MOST).decode()
    except BROKEN:
        return None
    creator, created = _CREATOR.search(told), _CREATED.search(told)
    if not (creator and created) or html.unescape(creator[1]) != legal(settings.SITE_NAME):
        return None
    return _moment(created[1])


def _moment(text: str) -> dt.datetime | None:
    """The moment that is written, if a registry can have been there; without a zone it is UTC, as in workbooks."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    if found is None or found.year not in YEARS:
        return None
    return timezone.make_aware(found, dt.UTC) if timezone.is_naive(found) else found
