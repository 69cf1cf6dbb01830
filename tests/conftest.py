"""What all tests share. Data comes from the factories of each app, pages through pytest-django's client."""

import gc
import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

pytest_plugins = ["tests.demo_fixture"]


def pytest_configure(config: pytest.Config) -> None:
    """Tests run without collectstatic, and do not spend their time on slow password hashes."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
    # All that is imported stays; to look through it for garbage time and again takes some hundredths of the time.
    gc.set_threshold(100_000, 50, 1000)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A real file, as on a real site: in memory, threads lock each other's tables instead of waiting.
        database.setdefault("TEST", {})["NAME"] = str(
            Path(tempfile.gettempdir()) / f"samverkan-test-{os.getpid()}.sqlite3"
        )


@pytest.fixture(autouse=True, scope="session")
def _frozen_rows_go_between_tests() -> None:
    """A test that commits leaves its rows behind, and compilations refuse to go when the database is emptied."""
    from django.db.backends.postgresql.operations import DatabaseOperations
    from django.test import TransactionTestCase

    from groups import frozen

    empty = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        with frozen.lifted():
            empty(case)

    TransactionTestCase._fixture_teardown = emptied
    # Of a hundred tables nearly all are empty: to delete takes a third of the time that truncating them does.
    DatabaseOperations.sql_flush = lambda ops, style, tables, **_asked: [
        f"DELETE FROM {ops.quote_name(table)}" for table in tables
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `once` the tests that ask nothing of a database at all, and those of what single pages say."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        asks = item.get_closest_marker("django_db") or fixtures & OF_A_DATABASE
        if not asks or item.path.parent in OF_PAGES:
            item.add_marker(pytest.mark.once)


OF_A_DATABASE = {"db", "transactional_db", "django_db_setup", "site", "pattern"}
"""Fixtures by which a test asks something of a database."""

OF_PAGES = {Path(__file__).parent / app / "views" for app in ("groups", "meetings")}
"""What a page says of the rows it was given; `tests/public` asks every page of both databases. Much of the admin is
marked so too: both get each of its pages with garbage in it, by all roles, and what two do at once."""


@pytest.fixture(autouse=True)
def _nobody_writes_beside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests write at the same time in databases of the same server, and PostgreSQL does not tell them apart."""
    if not request.node.get_closest_marker("who_writes"):
        monkeypatch.setattr("samverkan.fingerprint._writers", lambda snapshot, begun: ())


@pytest.fixture(autouse=True)
def _no_memory_between_tests() -> None:
    """Limits on forms and logins are counted in the cache: each test starts from nothing."""
    from django.core.cache import cache

    cache.clear()
