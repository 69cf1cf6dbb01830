"""The page about the open data, the page about its fields, and the files."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from samverkan.open_data import history, tables
from samverkan.open_data.catalogue import LICENCE
from samverkan.open_data.files import FILES, File
from samverkan.open_data.popolo import CLASSES
from samverkan.open_data.public import Public
from samverkan.open_data.version import version


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the open data is, its files, how to use them, and what to do when something is wrong."""
    context = {
        "whole": FILES["popolo.json"],
        "classes": [(each, FILES[f"popolo/{key}.json"]) for key, each in CLASSES.items()],
        "tables": [(each, FILES[f"tabeller/{key}.csv"]) for key, each in tables.TABLES.items()],
        "workbook": FILES["tabeller.xlsx"],
        "zip": FILES["tabeller.zip"],
        "catalogues": [FILES["katalog.rdf"], FILES["katalog.jsonld"]],
        "schema": FILES["schema/popolo.json"],
        "changes": history.CHANGES,
        "licence": LICENCE,
        "address": absolute(request, FILES["popolo.json"].address),
        "table_address": absolute(request, FILES["tabeller/grupper.csv"].address),
        "harvested": absolute(request, FILES["katalog.rdf"].address),
    }
    return render(request, "open_data/index.html", context)


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """What every field of every file means."""
    context = {"classes": CLASSES.values(), "tables": tables.TABLES.values(), "files": FILES}
    return render(request, "open_data/fields.html", context)


@require_safe
def file(request: HttpRequest, path: str) -> HttpResponseBase:
    """One of the files; `?skilje=komma` gives CSV with commas. Whoever has it as it is now is told so, by 304.

    The same for everybody, whoever is logged in. To answer that nothing has changed costs one query.
    """
    if (asked := FILES.get(path)) is None:
        raise Http404
    stands = version(timezone.localdate())
    tag = f'W/"{stands.tag}"'
    # By the tag alone: a second holds several changes, and what an import recorded is older than what it did.
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        comma = request.GET.get("skilje") == "komma"
        public = Public(stands.day, lambda address: absolute(request, address))
        # Who only asks for the head is not kept waiting for a workbook.
        answer = HttpResponse() if request.method == "HEAD" else asked.write(public, stands, comma)
        _name(answer, asked)
    answer["ETag"], answer["Last-Modified"] = tag, http_date(stands.modified.timestamp())
    return _described(answer, asked, request)


def absolute(request: HttpRequest, path: str) -> str:
    """Return the whole address of a path: under `SITE_URL` if it is set, so that no file says another host."""
    if not settings.SITE_URL:
        return request.build_absolute_uri(path)
    site = urlsplit(settings.SITE_URL)
    return f"{site.scheme}://{site.netloc}{path}"


def _name(answer: HttpResponseBase, file: File) -> None:
    answer["Content-Type"] = file.media
    answer["Content-Disposition"] = content_disposition_header(file.attached, f"samverkan-{file.name}")


def _described(answer: HttpResponseBase, file: File, request: HttpRequest) -> HttpResponseBase:
    """Add what every answer carries: how it may be kept, that all sites may read it, and where it is described."""
    answer["Cache-Control"] = "public, no-cache"  # kept, and asked about each time
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag, Link"
    links = [f'<{LICENCE}>; rel="license"']
    if file.described_by:
        links.append(f'<{absolute(request, reverse("open-data") + file.described_by)}>; rel="describedby"')
    answer["Link"] = ", ".join(links)
    return answer
