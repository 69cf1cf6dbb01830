"""The page of coverage, and its files."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re

import pytest
from openpyxl import load_workbook

from groups import coverage
from groups.models import Coverage, GroupType
from tests import factories
from tests.groups.views.conftest import DAY, build

URL = "/tackning/"


def words(answer) -> str:
    """Return what stands between the tags, blanks collapsed."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\u00ad", "")
    return re.sub(r"\s+", " ", text)


def cells(answer) -> dict[str, list[str]]:
    """Return the rows of the page's tables: the first cell's words, and those of the others."""
    rows = re.findall(r"<tr[^>]*><th[^>]*>(.*?)</th>(.*?)</tr>", answer.content.decode(), re.DOTALL)

    def plain(markup: str) -> str:
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", markup)).replace("\u00ad", "")).strip()

    return {plain(first): [plain(each) for each in re.findall(r"<td.*?</td>", rest, re.DOTALL)] for first, rest in rows}


@pytest.mark.parametrize("size", [2, 8])
def test_page_costs_the_same_for_any_number_of_municipalities(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(7):
        # The registry's state. Delregions; types; groups; who they list, who their delregions hold; municipalities of
        # the delregions.
        answer = client.get(URL)
    assert len(answer.context["found"].regions[0].rows) == size


@pytest.mark.parametrize("size", [2, 8])
def test_day_before_a_change_costs_one_query_more(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(8):
        # The same seven, and the status that the groups had.
        answer = client.get(f"{URL}?datum={DAY - dt.timedelta(1)}")
    assert "pausad" not in answer.content.decode()


def test_all_counties_stay_within_bounds(client, db):
    """290 municipalities, each with more groups of the type than a cell names."""
    kind = factories.GroupTypeFactory(name="Mötet", expected_per=GroupType.Expected.MUNICIPALITY)
    municipalities = factories.MunicipalityFactory.create_batch(290)
    region = factories.RegionFactory(name="Stora", municipalities=municipalities)
    for n in range(5):
        factories.GroupFactory(name=f"Samverkansmötet {n}", type=kind, region=region, coverage=Coverage.REGION)
    answer = client.get(URL)
    assert len(answer.content) < 300_000
    assert "Alla 5" in answer.content.decode()
    assert f"?typ=motet&amp;kommun={municipalities[0].slug}" in answer.content.decode()


def test_body_with_many_groups_leads_to_those_of_its_delregion_on_the_day(client, db):
    kind = factories.GroupTypeFactory(name="Organet", expected_per=GroupType.Expected.REGION)
    region = factories.RegionFactory(name="Norr")
    factories.GroupFactory.create_batch(5, type=kind, region=region)
    assert 'href="/grupper/?typ=organet&amp;delregion=norr">Alla 5' in client.get(URL).content.decode()
    then = client.get(f"{URL}?datum=2021-09-30").content.decode()
    assert 'href="/grupper/?typ=organet&amp;delregion=norr&amp;datum=2021-09-30">Alla 5' in then


def test_cell_links_to_the_group_and_says_what_status_it_has(client, db):
    made = build(2)
    answer = client.get(URL)
    assert "2 av 2" in words(answer)
    name = made.municipalities[0].name
    assert cells(answer)[name] == ["Lilla mötet 0 pausad"]
    assert made.groups[0].get_absolute_url() in answer.content.decode()


def test_missing_and_not_stated_are_said_in_words_and_explained(client, db):
    kind = factories.GroupTypeFactory(name="Mötet", expected_per=GroupType.Expected.MUNICIPALITY)
    north = factories.RegionFactory(name="Norr", municipalities=[factories.MunicipalityFactory(name="Alby")])
    factories.RegionFactory(name="Söder", municipalities=[factories.MunicipalityFactory(name="Viken")])
    factories.GroupFactory(name="Tigande", type=kind, region=north, coverage=Coverage.NOT_STATED)
    answer = client.get(URL)
    assert cells(answer)["Alby"] == ["Ej angivet"]
    assert cells(answer)["Viken"] == ["Saknas i registret"]
    assert cells(answer)["Alla delregioner"] == ["0 av 2, ej angivet 1"]
    assert "Ej angivet i Norr är vilka kommuner som omfattas av Tigande" in words(answer)
    assert "Det säger inte att den inte finns." in words(answer)


def test_group_that_is_not_public_is_for_those_who_keep_the_registry(client, db):
    kind = factories.GroupTypeFactory(name="Mötet", expected_per=GroupType.Expected.MUNICIPALITY)
    region = factories.RegionFactory(name="Norr", municipalities=[factories.MunicipalityFactory(name="Alby")])
    factories.GroupFactory(name="Hemlig", type=kind, region=region, coverage=Coverage.REGION, is_public=False)
    assert cells(client.get(URL))["Alby"] == ["Saknas i registret"]
    client.force_login(factories.AdministratorFactory())
    assert cells(client.get(URL))["Alby"] == ["Hemlig"]


def test_filter_leaves_one_delregion(client, db):
    build(1)
    factories.RegionFactory(name="Söder", municipalities=[factories.MunicipalityFactory(name="Viken")])
    answer = client.get(f"{URL}?delregion=soder")
    assert "Viken" in cells(answer)
    assert "Nordväst" not in cells(answer)
    assert '<option value="soder" selected>' in answer.content.decode()


def test_delregion_that_is_not_there_is_told(client, db):
    build(1)
    assert "Delregionen ”atlantis” finns inte. Alla visas." in words(client.get(f"{URL}?delregion=atlantis"))


def test_day_that_is_asked_for_is_said_and_kept(client, db):
    build(1)
    answer = client.get(f"{URL}?datum=2021-09-30")
    assert "Så här såg det ut" in words(answer)
    page = answer.content.decode()
    assert '<input type="hidden" name="datum" value="2021-09-30">' in page
    assert "/tackning.csv?datum=2021-09-30" in page


def test_empty_registry_says_what_to_do(client, db):
    assert "Ingen grupptyp väntas finnas överallt" in words(client.get(URL))
    factories.GroupTypeFactory(expected_per=GroupType.Expected.MUNICIPALITY)
    assert "Inga delregioner är inlagda än" in words(client.get(URL))


def test_tables_have_captions_and_scopes(client, db):
    build(2)
    page = client.get(URL).content.decode()
    assert page.count("<caption") == page.count("<table") == 2
    assert '<th scope="rowgroup">' in page
    assert "<th>" not in page


def file(client, address: str) -> bytes:
    answer = client.get(address)
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_files_hold_the_cells_of_the_page(client, db):
    made = build(2)
    text = file(client, "/tackning.csv?delregion=nordvast").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == [str(name) for name in coverage.HEADER]
    assert [row[4] for row in rows if row[1] == made.municipalities[0].name] == ["finns"]
    sheet = load_workbook(io.BytesIO(file(client, "/tackning.xlsx?delregion=nordvast"))).active
    assert [row[4] for row in sheet.values] == [row[4] for row in rows]


def test_file_is_named_for_its_delregion_and_day(client, db):
    build(1)
    answer = client.get("/tackning.csv?delregion=nordvast&datum=2021-09-30")
    assert 'filename="tackning-nordvast-2021-09-30.csv"' in answer["Content-Disposition"]


@pytest.mark.parametrize("asked", ["delregion=atlantis", "datum=i-morgon"])
def test_file_that_cannot_be_made_leads_to_the_page_that_says_why(client, db, asked):
    answer = client.get(f"/tackning.csv?{asked}")
    assert answer.headers["Location"] == f"{URL}?{asked}"


def test_file_costs_the_same_for_any_number(client, db, django_assert_num_queries):
    build(6)
    with django_assert_num_queries(6):
        # As on the page.
        file(client, "/tackning.csv")
