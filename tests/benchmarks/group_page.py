"""A group's page on a reader's first visit, and on the next when nothing has changed.

The first is held against a view that asks for the same rows with `values()`, one plain question for each kind of row,
and answers with bytes that are ready; the other against one that does not even ask. Both answer through the site's own
middleware. Two groups are visited: one that holds all that a page can show, and one with a hundred groups below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from tests.benchmarks import group_rows
from tests.benchmarks.full_group import make_full
from tests.benchmarks.lines import Line, fastest, times
from tests.benchmarks.pages import Site, site
from tests.benchmarks.registries import registry

MOST, MOST_QUERIES = 3, 15
ROUNDS = 40

_ready: dict[str, bytes] = {}


def remembered(request: HttpRequest, slug: str) -> HttpResponse:
    """The bytes of a page, from memory."""
    return HttpResponse(_ready[slug])


def fetched(request: HttpRequest, slug: str) -> HttpResponse:
    """The same bytes, once the rows that the page shows are fetched."""
    group_rows.fetch(slug)
    return HttpResponse(_ready[slug])


urlpatterns = [
    path("minnet/<slug:slug>/", remembered),
    path("raderna/<slug:slug>/", fetched),
    path("", include("samverkan.urls")),
]


def lines(size: int) -> Iterator[Line]:
    """First visits and visits again to both groups; how many questions the first takes."""
    with registry(size, own="_page"), site(__name__) as asked:
        for name, slug in make_full().items():
            address = f"/grupper/{slug}/"
            with CaptureQueriesContext(connection) as captured:
                page = asked.get(address)
                queries = len(captured)
            assert page.status == 200, page.status
            _ready[slug] = page.body
            yield _first(asked, name, slug, address)
            note = f"{len(page.body) // 1000} kB"
            yield Line(f"{name}, första besöket: frågor", "", MOST_QUERIES, queries, "frågor", note=note)
            yield _again(asked, name, slug, address, page.headers["ETag"])


def _first(asked: Site, name: str, slug: str, address: str) -> Line:
    page, rows = fastest(lambda: asked.get(address), lambda: asked.get(f"/raderna/{slug}/"), rounds=ROUNDS)
    against = "samma rader med values() och färdiga byte"
    return Line(f"{name}, första besöket", against, MOST, page / rows, note=times(page, rows))


def _again(asked: Site, name: str, slug: str, address: str, etag: str) -> Line:
    def again() -> None:
        assert asked.get(address, If_None_Match=etag).status == 304

    same, memory = fastest(again, lambda: asked.get(f"/minnet/{slug}/"), rounds=ROUNDS * 4)
    return Line(f"{name}, oförändrad (ETag)", "samma byte ur minnet", MOST, same / memory, note=times(same, memory))
