"""The pages of the demo's municipalities and delregions, today and on another day, as a new head of unit meets them."""

from __future__ import annotations

import re

import pytest

from tests.groups.views.test_concerns import page

BEFORE, AFTER = "2021-08-31", "2021-09-01"
NEW = ["Landskrona", "Svalöv"]


@pytest.mark.parametrize(("day", "number"), [(BEFORE, 8), (AFTER, 10)])
def test_nordvast_has_eight_municipalities_and_ten_the_day_after(client, demo, db, day, number):
    words = page(client, f"/delregioner/nordvast/?datum={day}")
    assert f"Kommuner {number} Visa i kartan" in words
    shown = words.split("Delregionens organ")[0]
    assert [name for name in NEW if name in shown] == (NEW if number == 10 else [])
    listed = re.search("Nordväst Bjuv .*?Sydost", page(client, f"/kommuner/?datum={day}"))[0]
    assert [name for name in NEW if name in listed] == (NEW if number == 10 else [])
    assert listed.count("grupper") == number


@pytest.mark.parametrize(("day", "number"), [(BEFORE, 8), (AFTER, 10)])
def test_group_page_seats_the_municipalities_of_the_day(client, demo_group, day, number):
    address = demo_group("DS-TB Nordväst").get_absolute_url()
    words = page(client, f"{address}?datum={day}")
    assert [name for name in NEW if f"{name} Vakant" in words] == (NEW if number == 10 else [])


def test_municipality_belonged_nowhere_before_it_came(client, demo, db):
    words = page(client, f"/kommuner/landskrona/?datum={BEFORE}")
    assert "Så här såg det ut 31 augusti 2021." in words
    assert "Registret vet inte vilken delregion kommunen hörde till den dagen." in words
    assert "Delregionala grupper" not in words
    words = page(client, f"/kommuner/landskrona/?datum={AFTER}")
    assert "Kommun i delregion Nordväst sedan 1 september 2021 (antaget datum)" in words
    assert "2021-09-01 Landskrona kom till Nordväst (antaget datum)" in words
    assert "Delregionalt samverkansorgan Nordväst" in words


def test_pages_of_a_past_day_lead_to_others_of_that_day(client, demo, db):
    for address, links in (
        ("/kommuner/", ["/delregioner/nordvast/", "/kommuner/bjuv/", "/tackning/"]),
        ("/kommuner/bjuv/", ["/kommuner/", "/delregioner/nordvast/", "/grupper/styrgrupp-fact/"]),
        ("/delregioner/nordvast/", ["/delregioner/skane/", "/kommuner/bjuv/", "/grupper/styrgrupp-fact/"]),
    ):
        source = client.get(f"{address}?datum={AFTER}").content.decode()
        assert [link for link in links if f'href="{link}?datum={AFTER}"' not in source] == [], address
    assert f"/karta/?delregion=nordvast&amp;datum={AFTER}" in source


def test_unit_of_a_municipality_is_told_of_its_ladder_and_changes_of_its_delregion(client, demo, db):
    words = page(client, "/organisationer/sf-helsingborg/?datum=2022-01-01")
    assert "Vart en fråga går Enligt Hälso- och sjukvårdsavtalet" in words
    assert "2021-09-01 Svalöv kom till Nordväst" in words


@pytest.mark.parametrize("address", ["/kommuner/", "/kommuner/bjuv/", "/delregioner/nordvast/"])
def test_what_is_no_day_is_told_of_and_today_is_shown(client, demo, db, address):
    words = page(client, f"{address}?datum=2021-02-30")
    assert "”2021-02-30” är inte en dag. Skriv den som 2021-09-30. Sidan visar i dag." in words
    assert "Så här såg det ut" not in words


def test_page_tells_on_paper_where_and_when_it_was_printed_and_offers_another_day(client, demo, db):
    words = page(client, "/kommuner/bjuv/")
    assert re.search(r"Utskrivet ur Samverkan Skåne \d+ \w+ 20\d\d · http://testserver/kommuner/bjuv/ Bjuv", words)
    assert "Visa en annan dag Dag Visa dagen" in words
    assert 'name="datum"' in client.get("/grupper/styrgrupp-fact/").content.decode()


def test_ladder_in_brief_leads_on_to_the_question_for_the_place(client, demo, db):
    words = page(client, "/kommuner/bjuv/")
    assert re.search("Vart en fråga går Enligt .* Steg 1 Den part som ansvarar.* Steg 2 .* Steg 3a .* Steg 3b", words)
    assert "/lyft/?plats=bjuv" in client.get("/kommuner/bjuv/").content.decode()
