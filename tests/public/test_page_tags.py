"""A page is not taken for unchanged when something that it shows has changed (`samverkan.unchanged`)."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samverkan import fingerprint, unchanged

QUESTIONS = {
    "groups:group-detail": ["", "?datum=2026-01-01"],
    "groups:group-list": ["", "?q=lilla&saknas=plats", "?sortera=-moten"],
    "groups:map": ["", "?grupp=ds-nordvast&visa=trappa&visa=rapportering", "?delregion=nordvast&q=lilla"],
    "groups:lift": ["", "?grupp=ds-nordvast"],
    "meetings:meeting-list": ["", "?visa=tidigare", "?grupp=ds-nordvast"],
    "meetings:my-meetings": ["", "?grupp=ds-nordvast", "?sok=lilla"],
}
"""What else to ask of pages that read more when they are asked for more."""


@pytest.mark.parametrize("name", unchanged.PAGES)
def test_a_page_reads_no_table_that_its_tag_does_not_tell_of(name, pages, visit):
    """Asked of the page itself: what it reads is what it can show."""
    told = {*fingerprint.with_history(), *map(apps.get_model, fingerprint.LOGS)}
    tables = {model._meta.db_table for model in told}
    # Ties are recorded with the row that holds them.
    tables |= {field.m2m_db_table() for model in told for field in model._meta.many_to_many}
    every = {table for table in connection.introspection.table_names() if table.startswith(("groups_", "meetings_"))}
    with CaptureQueriesContext(connection) as asked:
        for question in QUESTIONS.get(name, [""]):
            assert visit(pages[name] + question).status_code == 200
    fingerprint_sql = fingerprint._sql(connection.vendor)
    sql = " ".join(query["sql"] for query in asked if query["sql"] != fingerprint_sql)
    assert {table for table in every if f'"{table}"' in sql} <= tables
