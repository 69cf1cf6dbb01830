"""The inventory as files that open right in a Swedish Excel."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re

import pytest
from openpyxl import load_workbook

from groups import inventory, lifecycle
from tests import factories
from tests.groups.views.conftest import DAY, build


def download(client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("size", [2, 5])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_file_costs_the_same_for_any_number_of_groups(client, db, django_assert_num_queries, size, kind):
    build(size)
    with django_assert_num_queries(19):
        # What there is to choose: delregions, municipalities, types, topics (4); the inventory's own fifteen.
        download(client, f"/grupper.{kind}")


def test_csv_is_what_a_swedish_excel_opens(client, db):
    factories.GroupFactory(name="Översta\ngruppen", short_name="=1+1", aliases="-a", note='säger "ja"; nej')
    file = download(client, "/grupper.csv")
    assert file.startswith("\ufeffNamn;Kort namn;".encode())
    assert file.endswith(b"\r\n")
    [row] = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";")
    assert row["Namn"] == "Översta\ngruppen"
    assert (row["Kort namn"], row["Andra namn"]) == ("'=1+1", "'-a")
    assert row["Anmärkning"] == 'säger "ja"; nej'


def test_comma_variant_has_no_byte_order_mark(client, db):
    factories.GroupFactory(name="Gruppen")
    file = download(client, "/grupper.csv?skilje=komma").decode()
    assert file.startswith("Namn,Kort namn,")
    assert len(list(csv.reader(io.StringIO(file, newline="")))) == 2


def test_workbook_holds_the_same(client, db):
    build(2)
    rows = list(load_workbook(io.BytesIO(download(client, "/grupper.xlsx"))).active.values)
    text = list(csv.reader(io.StringIO(download(client, "/grupper.csv").decode("utf-8-sig")), delimiter=";"))
    assert list(rows[0]) == text[0] == inventory.header()
    assert [row[0] for row in rows] == [row[0] for row in text]


def test_file_holds_what_is_filtered_and_is_named_for_its_delregion(client, db):
    region = factories.RegionFactory(name="Nordväst")
    factories.GroupFactory(name="Vår", region=region)
    factories.GroupFactory(name="Annan")
    ended = factories.GroupFactory(name="Slutad", region=region)
    lifecycle.end(ended, effective=DAY, reason="slut")
    answer = client.get("/grupper.csv?delregion=nordvast")
    assert 'filename="grupper-nordvast-20' in answer["Content-Disposition"]
    file = b"".join(answer.streaming_content).decode()
    assert "Vår" in file
    assert "Annan" not in file
    assert "Slutad" not in file
    assert "Slutad" in download(client, "/grupper.csv?delregion=nordvast&status=alla").decode()


@pytest.mark.parametrize("query", ["sortera=namn", "sortera=-namn", "sortera=status", "q=radt", "datum=2021-01-01"])
def test_file_has_what_the_list_shows_in_the_same_order(client, db, query):
    for name, status in (("Östra rådet", "active"), ("Ångråd", "paused"), ("Zetarådet", "active"), ("Annat", "active")):
        factories.GroupFactory(name=name, status=status, effective=dt.date(2020, 1, 1))
    page = client.get(f"/grupper/?{query}")
    [address] = re.findall(r'href="(/grupper\.csv[^"]*)">Ladda ner CSV', page.content.decode())
    rows = csv.DictReader(io.StringIO(download(client, html.unescape(address)).decode("utf-8-sig")), delimiter=";")
    assert [row["Namn"] for row in rows] == [group.name for group in page.context["rows"]] != []


def test_file_names_nobody(client, db):
    build(2)
    file = download(client, "/grupper.csv").decode()
    assert "Namngiven" not in file
    assert "Hemlig" not in file


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_filter_that_means_nothing_is_told_at_the_list_and_gives_no_file(client, db, kind):
    answer = client.get(f"/grupper.{kind}?delregion=finns-inte&status=alla")
    assert (answer.status_code, answer["Location"]) == (302, "/grupper/?delregion=finns-inte&status=alla")


def test_non_public_groups_are_in_no_file(client, db):
    factories.GroupFactory(name="Hemlig", is_public=False)
    assert "Hemlig" not in download(client, "/grupper.csv?status=alla").decode()
