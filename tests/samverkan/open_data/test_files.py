"""The files as they are fetched: addresses, types, and answers to who has them already."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from openpyxl import load_workbook

from groups import inventory_values
from groups.models import Group, GroupMunicipality, Organisation
from samverkan.open_data import files, history, tables
from samverkan.open_data.files import FILES
from tests import factories
from tests.groups.views.conftest import build

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}

VERSION = 2
"""Queries that tell what stands: the fingerprint of the registry, and when it was last changed."""


def test_file_says_what_it_is_and_that_every_site_may_read_it(made, fetch):
    for path in FILES:
        answer = fetch(path)
        assert answer.status_code == 200
        assert answer.body
        expected = "application/schema+json" if path.startswith("schema/") else TYPES[path.rpartition(".")[2]]
        assert answer["Content-Type"] == expected
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert answer["Cache-Control"] == "public, no-cache"
        assert "Cookie" not in answer.get("Vary", "")
        assert f'filename="samverkan-{path.replace("/", "-")}"' in answer["Content-Disposition"]
        assert '<http://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in answer["Link"]


def test_what_describes_a_file_is_there(made, fetch):
    described = [path for path, file in FILES.items() if file.described_by]
    assert {path for path in FILES if path.startswith(("popolo", "tabeller"))} == set(described)
    for path in described:
        [said] = [part for part in fetch(path, method="head")["Link"].split(", ") if 'rel="describedby"' in part]
        address, _hash, place = said[1 : said.index(">")].partition("#")
        page = fetch(address.removeprefix("http://testserver/oppna-data/"))
        assert page.status_code == 200
        assert f'id="{place}"'.encode() in page.body or not place, path


def test_who_has_a_file_is_told_that_it_has_not_changed(made, fetch, django_assert_num_queries):
    for path in FILES:
        first = fetch(path)
        with django_assert_num_queries(VERSION):
            again = fetch(path, **{"if-none-match": first["ETag"]})
        assert (again.status_code, again.body) == (304, b""), path
        for header in ("ETag", "Last-Modified", "Access-Control-Allow-Origin", "Cache-Control"):
            assert again[header] == first[header]


def change_group(made):
    made.board.purpose = "Något annat."
    made.board.save()


def change_seat(made):
    made.member.title = "områdeschef"
    made.member.save()


def take_consent_back(made):
    made.named.name_public = False
    made.named.save()


def move_meeting(made):
    made.meeting.date = dt.date(2026, 12, 3)
    made.meeting.save()


def drop_line(made):
    made.line.delete()


CHANGES = [change_group, change_seat, take_consent_back, move_meeting, drop_line]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_gives_the_file_anew(made, fetch, change):
    tag = fetch("popolo.json")["ETag"]
    change(made)
    again = fetch("popolo.json", **{"if-none-match": tag})
    assert again.status_code == 200
    assert again["ETag"] != tag


def test_a_change_in_the_same_second_is_not_missed_by_who_only_tells_a_time(made, fetch):
    first = fetch("popolo.json")
    Group.objects.filter(pk=made.board.pk).update(basis="Något annat")
    stands = made.board.history.latest()
    stands.pk = None
    stands.save()  # a record that is no newer than the latest, as that of a long import is when it is committed
    again = fetch("popolo.json", **{"if-modified-since": first["Last-Modified"]})
    assert again["Last-Modified"] == first["Last-Modified"]
    assert again["ETag"] != first["ETag"]
    assert (again.status_code, b"annat" in again.body) == (200, True)


def test_another_day_gives_the_file_anew_since_it_tells_of_today(made, fetch, monkeypatch):
    first = fetch("popolo.json")
    tomorrow = dt.datetime.now().date() + dt.timedelta(days=1)
    monkeypatch.setattr("samverkan.open_data.views.timezone.localdate", lambda: tomorrow)
    for has in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        assert fetch("popolo.json", **has).status_code == 200


def test_another_publisher_gives_the_catalogue_anew(made, fetch, settings):
    tag = fetch("katalog.rdf")["ETag"]
    settings.OPEN_DATA_PUBLISHER = "Någon annan"
    assert fetch("katalog.rdf", **{"if-none-match": tag}).status_code == 200


def test_other_code_gives_the_file_anew(made, fetch, monkeypatch):
    tag = fetch("popolo.json")["ETag"]
    monkeypatch.setattr("samverkan.unchanged.code_version", lambda: "another")
    assert fetch("popolo.json", **{"if-none-match": tag}).status_code == 200


def test_head_tells_the_same_and_makes_nothing(made, fetch, django_assert_num_queries):
    for path in FILES:
        whole = fetch(path)
        with django_assert_num_queries(VERSION):
            head = fetch(path, method="head")
        assert (head.status_code, head.body) == (200, b"")
        for name in ("Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Link"):
            assert head[name] == whole[name], path


def test_no_file_is_404(fetch, db):
    for path in ("finns-inte.json", "popolo/finns-inte.json", "popolo.json/", "falt/x", "../admin/", "tabeller/x.csv"):
        assert fetch(path).status_code == 404, path


def test_addresses_are_those_of_the_site_whoever_asks(made, fetch, settings):
    settings.SITE_URL = "https://samverkan.example.org"
    for path in FILES:
        body = fetch(path).body
        assert b"testserver" not in body, path
    assert b"https://samverkan.example.org/grupper/" in fetch("popolo.json").body


@pytest.mark.parametrize("size", [2, 6])
def test_file_costs_the_same_for_any_number_of_rows(fetch, db, django_assert_num_queries, size):
    made = build(size)
    for group in made.groups:
        factories.MeetingFactory(group=group, guests=[made.board])
    for path in FILES:
        with django_assert_num_queries(QUERIES.get(path, VERSION)):
            fetch(path)


ONE = {
    "organizations": 2 + 2 + 1,  # groups, organisations; hidden and ended; where organisations are
    "persons": 1,
    "posts": 1 + 2 + 1,
    "memberships": 1 + 2 + 1,
    "areas": 2 + 1,  # regions, municipalities; where these belong
    "events": 1 + 2,
}
TABLES = {
    "grupper": 2 + 15,  # keys of groups and of municipalities; the inventory's own: see test_inventory_files
    "organisationer": 1,
    "platser": 2 + 1,  # seats and their exceptions; hidden groups
    "ledamoter": 1 + 1,  # and organisations
    "rapporteringsvagar": 1 + 1,
    "atgardsstrappa": 2 + 1,
    "moten": 2 + 1,
}
QUERIES = {
    # What is hidden, has ended, and where organisations are is asked once for a file.
    "popolo.json": VERSION + sum(ONE.values()) - 3 * 2 - 2 * 1,
    **{f"popolo/{key}.json": VERSION + number for key, number in ONE.items()},
    **{f"tabeller/{key}.csv": VERSION + number for key, number in TABLES.items()},
    **dict.fromkeys(["tabeller.zip", "tabeller.xlsx"], VERSION + sum(TABLES.values()) - 3),  # hidden groups once
}
"""And those of the version, whichever the file."""


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_tables_are_the_same_alone_with_commas_in_the_zip_and_in_the_workbook(made, fetch):
    zipped, commas = (
        zipfile.ZipFile(io.BytesIO(fetch(path).body)) for path in ("tabeller.zip", "tabeller.zip?skilje=komma")
    )
    workbook = load_workbook(io.BytesIO(fetch("tabeller.xlsx").body))
    for key, table in tables.TABLES.items():
        alone = rows_of(fetch(f"tabeller/{key}.csv").body.decode("utf-8-sig"), ";")
        assert len(alone) > 1
        assert rows_of(fetch(f"tabeller/{key}.csv?skilje=komma").body.decode(), ",") == alone
        assert rows_of(zipped.read(f"{key}.csv").decode("utf-8-sig"), ";") == alone
        assert rows_of(commas.read(f"{key}.csv").decode(), ",") == alone
        sheet = workbook[str(table.title)]
        assert [str(cell) for cell in next(sheet.values)] == alone[0]
        assert sheet.max_row == len(alone)


def cells(fetch, key: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetch(f"tabeller/{key}.csv").body.decode("utf-8-sig")), delimiter=";"))


def test_tables_lead_to_each_other(made, fetch):
    Group.objects.filter(pk=made.board.pk).update(coverage="listed")
    municipality = Organisation.objects.get(municipality_code="1299")
    GroupMunicipality.objects.create(group=made.board, municipality=municipality)
    groups = {row["Nyckel"] for row in cells(fetch, "grupper")}
    organisations = {row["Nyckel"] for row in cells(fetch, "organisationer")}
    seats = {row["Nyckel"] for row in cells(fetch, "platser")}
    assert {row["Plats"] for row in cells(fetch, "ledamoter")} <= seats
    assert {row["Företräder"] for row in cells(fetch, "ledamoter")} <= organisations
    for key in ("platser", "ledamoter", "rapporteringsvagar", "atgardsstrappa", "moten"):
        assert {row["Grupp"] for row in cells(fetch, key)} <= groups
    board = next(row for row in cells(fetch, "grupper") if row["Nyckel"] == made.board.slug)
    assert board["Överordnad grupp, nyckel"] == made.central.slug
    names = {row["Nyckel"]: (row["Namn"], row["Kommunkod"]) for row in cells(fetch, "organisationer")}
    for row in cells(fetch, "grupper"):
        assert {row["Överordnad grupp, nyckel"]} <= groups | {""}
        named = [names[key] for key in row["Kommuner, nycklar"].split(" | ") if key]
        assert row["Kommuner"] == " | ".join(name for name, _code in named)
        assert row["Kommuner, koder"] == " | ".join(code for _name, code in named)
    assert board["Kommuner, koder"] == "1299"
    [rung] = cells(fetch, "atgardsstrappa")
    assert (rung["Till grupp"], rung["Kontaktplatser"]) == (made.central.slug, str(made.member.uid))
    [joint] = [row for row in cells(fetch, "moten") if row["Benämning"]]
    assert (joint["Inbjudna grupper"], joint["Börjar"], joint["Slutar"]) == (made.central.slug, "09.00", "12.00")


def test_a_municipality_that_comes_while_the_file_is_read_does_not_break_it_off(made, fetch, monkeypatch):
    read = inventory_values.read

    def late(*asked):
        Group.objects.filter(pk=made.board.pk).update(coverage="listed")
        new = factories.MunicipalityFactory()
        GroupMunicipality.objects.create(group=made.board, municipality=new)
        yield from read(*asked)

    monkeypatch.setattr(inventory_values, "read", late)
    [board] = [row for row in cells(fetch, "grupper") if row["Nyckel"] == made.board.slug]
    assert board["Kommuner"]
    assert not board["Kommuner, nycklar"]


@pytest.mark.parametrize("which", ["member", "each"])
def test_table_of_seats_says_what_the_registry_does(made, fetch, which):
    seat = getattr(made, which)
    row = next(row for row in cells(fetch, "platser") if row["Nyckel"] == str(seat.uid))
    assert row["Benämning"] == seat.label
    assert row["Antal platser"] == str(seat.places)
    assert row["Innehavare"] == "1"
    assert row["Sida"] == "kommun"
    assert row["Undantag"] == (f"{made.city.slug}: 3" if which == "each" else "")


def test_reporting_lines_name_their_target_in_one_way(made, fetch):
    lines = cells(fetch, "rapporteringsvagar")
    assert [[bool(row[name]) for name in ("Till grupp", "Till organisation", "I ord")] for row in lines] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert [row["Vid behov"] for row in lines] == ["ja", "nej", "nej"]


def test_json_is_a_row_a_line_and_written_in_pieces(made, fetch, monkeypatch):
    whole = fetch("popolo.json").body
    monkeypatch.setattr(files, "ROWS_A_PIECE", 1)
    assert fetch("popolo.json").body == whole
    rows = [line for line in whole.decode().splitlines() if line.startswith('{"id"')]
    assert len(rows) == sum(len(each) for each in json.loads(whole).values())


def test_newest_change_of_the_form_stands_first():
    since = [day for _number, day, _words in history.CHANGES]
    assert since == sorted(since, reverse=True)


def test_large_registry_is_streamed_a_chunk_at_a_time(made, fetch, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("samverkan.open_data.public.CHUNK", 3)
    number = Group.objects.count()
    for _more in range(3 * 3 - number % 3):
        factories.GroupFactory(region=made.region, type=made.board.type)
    count = Group.objects.count()
    # Groups by threes and once more for what follows the last; two more, as five organisations are fewer than six.
    with django_assert_num_queries(VERSION + 3 + count // 3 + 1 + 2):
        fetch("popolo/organizations.json")
