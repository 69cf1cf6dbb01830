"""The start page, and the pages that only tell."""

from __future__ import annotations

import datetime as dt

import pytest

from groups import lifecycle
from groups.abbreviations import ABBREVIATIONS, MEANINGS
from tests import factories
from tests.groups.views.conftest import build


@pytest.mark.parametrize("size", [2, 5])
def test_start_costs_the_same_for_any_number_of_groups(client, db, django_assert_num_queries, size):
    build(size)
    with django_assert_num_queries(6):
        # The registry's state. Municipalities by delregion; groups by delregion and status; delregions; latest changes;
        # the coming meetings.
        client.get("/")


def test_start_of_an_empty_registry_says_what_to_do(client, db):
    page = client.get("/").content.decode()
    assert "Registret är tomt än så länge" in page
    assert 'href="/admin/"' in page


def test_start_tells_what_each_delregion_holds(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(name="Nordväst", municipalities=[bjuv])
    whole = factories.GroupFactory(region=region)
    factories.GroupFactory(parent=whole, part=True)
    factories.GroupFactory(region=region, status="dormant")
    factories.RegionFactory(name="Sydost")
    page = " ".join(client.get("/").content.decode().split())
    assert "2 grupper, varav en vilar eller är pausad." in page
    assert "Bjuv" in page
    assert "Inga grupper är registrerade än." in page


def test_start_tells_what_has_changed_lately_and_nothing_ahead_or_hidden(client, db):
    group = factories.GroupFactory(name="Ändrad")
    lifecycle.change(group, "paused", effective=dt.date(2026, 3, 14), reason="andra prioriteringar")
    title = "Grupper som har startat, vilat eller avslutats"
    assert title not in client.get("/").content.decode()  # one or two say nothing of what goes on
    for _number in range(2):
        lifecycle.change(factories.GroupFactory(), "paused", effective=dt.date(2026, 3, 13), reason="möten ställs in")
    hidden = factories.GroupFactory(name="Hemlig", is_public=False)
    lifecycle.change(hidden, "paused", effective=dt.date(2026, 3, 14))
    page = client.get("/").content.decode().replace("\u00a0", " ")
    assert title in page
    assert "Ändrad" in page
    assert "14 mars 2026</time> · andra prioriteringar" in page
    assert "Hemlig" not in page


def test_site_has_the_name_and_the_notice_of_the_settings(client, db, settings):
    settings.SITE_NAME, settings.SITE_NOTICE = "Samverkan Blekinge", "Bara på prov."
    page = client.get("/").content.decode()
    assert "<title>Samverkansgrupper – Samverkan Blekinge</title>" in page
    assert "Bara på prov." in page
    assert "Skåne" not in page.split("<main")[0]


def test_accessibility_statement_names_the_site(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/tillganglighet/").content.decode()
    assert "Samverkan Skåne ska kunna användas av alla" in page


def test_what_browsers_and_search_engines_ask_for_unasked_is_there(client):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots
    assert "Disallow: /sammanstallningar/*." in robots, "files that are made for who asks"
    assert "icons/logo" in client.get("/favicon.ico")["Location"]


def test_every_abbreviation_is_told_on_one_page_that_each_page_leads_to(client, db):
    words = client.get("/ord/").content.decode()
    assert all(f"<dt>{short}</dt>" in words for short in ABBREVIATIONS)
    assert set(MEANINGS) <= set(ABBREVIATIONS)
    assert 'href="/ord/"' in client.get("/").content.decode()


def test_whom_to_write_to_is_told_where_the_site_has_somebody(client, db, settings):
    assert "Digg" in client.get("/tillganglighet/").content.decode()
    settings.SITE_CONTACT = "registret@example.org"
    assert "mailto:registret@example.org" in client.get("/tillganglighet/").content.decode()
