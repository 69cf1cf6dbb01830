"""Pages over a registry as big as the whole country's: as few queries as a small one, and no page without end."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Group
from tests import big_registry

MOST_BYTES = 300_000
MOST_BYTES_OF_A_CALENDAR = 450_000
"""A calendar has a thousand meetings at most."""
MOST_QUERIES = 45
PAGES = [
    "/",
    "/karta/",
    "/karta/?visa=trappa&visa=rapportering",
    "/karta/?oppna=trakten-1-1",
    "/karta/?" + "&".join(f"oppna=trakten-{county}-{n}" for county in range(1, 22) for n in range(1, 7)),
    "/karta/?delregion=trakten-1-1",
    "/karta/?delregion=trakten-1-1&visa=trappa&visa=rapportering&oppna=grupp-15",
    "/karta/?grupp=grupp-77",
    "/karta/?datum=2021-01-01&grupp=grupp-77",
    "/karta/?q=utskrivning",
    "/karta/geografi/",
    "/karta/geografi/?delregion=trakten-1-1",
    "/grupper/",
    "/grupper/?q=utskrivning&sortera=-moten",
    "/grupper/?saknas=plats",
    "/grupper/?datum=2021-01-01&status=aktiv&sortera=delregion",
    "/grupper/grupp-4/",
    "/grupper/grupp-4/?datum=2021-01-01",
    "/delregioner/trakten-1-1/",
    "/delregioner/lan-1/",
    "/kommuner/",
    "/kommuner/trakten-1-1-0/",
    "/kommuner/trakten-1-1-0/?datum=2021-01-01",
    "/sok/?q=utskrivning",
    "/sok/?q=uttskrivnig",
    "/sok/forslag/?q=utskr",
    "/lyft/",
    "/lyft/?grupp=grupp-77",
    "/tackning/",
    "/tackning/?delregion=trakten-1-1",
    "/ny-har/",
    "/moten/",
    "/moten/?visa=tidigare&delregion=lan-1",
    "/moten/?kommun=trakten-1-1-0",
    "/moten/manad/2026-11/",
    "/moten/mina/?" + "&".join(f"grupp=grupp-{n}" for n in range(1, 200)),
    "/moten/mina/?sok=grupp",
    "/moten.ics?" + "&".join(f"grupp=grupp-{n}" for n in range(1, 200)),
    "/grupper/grupp-4/moten.ics",
    "/grupper/grupp-4/handlingsplan/",
    "/delregioner/lan-1/moten.ics",
    "/kommuner/trakten-1-1-0/moten.ics",
]


# Each is filled once, by one worker: the longest of all tests, which is why their folder is met first.
SIZES = [
    pytest.param((1, 1, 1000, 10), id="1000-i-en-delregion"),
    pytest.param((21, 6, 158, 2), id="20000-i-21-lan"),
]


@pytest.fixture(scope="module", params=SIZES)
def registry(request, django_db_setup, django_db_blocker) -> Iterator[int]:
    """Hold a big registry for the module; give how many groups it has."""
    with django_db_blocker.unblock(), transaction.atomic():
        counties, delregions, groups, _municipalities = request.param
        big_registry.fill(*request.param)
        connection.check_constraints()  # or PostgreSQL checks all these rows anew at the end of each test
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        with django_db_blocker.block():
            yield counties * (delregions * groups + 2)
        transaction.set_rollback(True)


def test_the_registry_is_that_big(registry, db):
    assert Group.objects.count() == registry
    assert registry > 1000


@pytest.mark.parametrize("page", PAGES)
def test_no_page_grows_without_end(registry, db, page):
    client = Client()
    begun = perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    print(f"{page}: {perf_counter() - begun:.2f} s, {len(asked)} queries, {len(answer.content) // 1000} kB")  # noqa: T201
    assert answer.status_code == 200
    assert len(answer.content) < (MOST_BYTES_OF_A_CALENDAR if ".ics" in page else MOST_BYTES)
    assert len(asked) <= MOST_QUERIES
