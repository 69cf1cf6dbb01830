"""What is said of the fields is what the files hold: no field without words, no words without a field."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest

from groups import inventory
from samverkan import tabular
from samverkan.open_data.inventory_fields import MEANINGS
from samverkan.open_data.popolo import CLASSES
from samverkan.open_data.tables import TABLES


def told(page: str, place: str) -> list[str]:
    """Return the names of the fields in the table under a heading of the page about the fields."""
    section = page.split(f'id="{place}"')[1].split("</table>")[0]
    return [html.unescape(name) for name in re.findall(r'<th scope="row">([^<]*)</th>', section)]


@pytest.fixture
def page(client, db) -> str:
    return client.get("/oppna-data/falt/").content.decode()


def test_tables_have_the_columns_that_the_page_tells_of(made, fetch, page):
    for key in TABLES:
        header = next(csv.reader(io.StringIO(fetch(f"tabeller/{key}.csv").body.decode("utf-8-sig")), delimiter=";"))
        assert told(page, f"tabell-{key}") == header


def test_classes_have_the_fields_that_the_page_and_the_schema_tell_of(made, registry, fetch, page):
    for key, rows in registry().items():
        found = {name for row in rows for name in row}
        words = told(page, f"klass-{key}")
        assert set(words) == found, key
        assert list(json.loads(fetch(f"schema/{CLASSES[key].name}.json").body)["properties"]) == words
        assert all(list(row) == [name for name in words if name in row] for row in rows)


def test_no_row_holds_what_no_field_tells_of(made, registry):
    """What `Collection.told` would leave out in silence."""
    from django.utils.timezone import localdate

    from samverkan.open_data.public import Public

    for each in CLASSES.values():
        rows = list(each.rows(Public(localdate(), str)))
        assert rows
        assert {name for row in rows for name in row} <= set(each.names)


def test_every_column_of_the_inventory_is_told_of_and_no_other():
    assert list(MEANINGS) == inventory.header()


def test_values_are_among_those_told_of(made, fetch):
    for key, table in TABLES.items():
        text = fetch(f"tabeller/{key}.csv").body.decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            for field in table.fields:
                if field.values and row[str(field.name)]:
                    assert row[str(field.name)] in map(str, field.values), (key, field.name)


def test_everything_is_told_in_words(made, page):
    for each in (*CLASSES.values(), *TABLES.values()):
        assert str(each.about) in html.unescape(page)
        for field in each.fields:
            assert str(field.meaning).strip().endswith("."), (each.key, field.name)
            assert str(field.kind.words)


def test_zip_holds_what_the_columns_mean(made, fetch):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(fetch("tabeller.zip?skilje=komma").body)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("kolumner.csv").decode())))
    for key, table in TABLES.items():
        assert [row["Kolumn"] for row in rows if row["Fil"] == f"{key}.csv"] == table.header()


def test_the_apostrophe_before_what_could_run_as_a_formula_is_told_of(page):
    told = page.split('id="formler"')[1].split("</p>")[0]
    for sign in filter(str.isprintable, tabular._HARMFUL):
        assert f"<code>{html.escape(sign)}</code>" in told, sign
    assert f"<code>{html.escape(tabular.harmless('=SUM(A1)'))}</code>" in told
