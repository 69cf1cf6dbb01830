"""No file holds anything that a page does not show to somebody without an account."""

from __future__ import annotations

import io
import zipfile

import pytest

from samverkan.open_data.files import FILES
from tests import factories
from tests.samverkan.open_data import world


def unpacked(body: bytes) -> bytes:
    """Return what is in a zip or a workbook, one after the other; other files as they are."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        # When a workbook was made is told in it, and nothing else of the sort.
        names = [name for name in archive.namelist() if name != "docProps/core.xml"]
        return b"\n".join(archive.read(name) for name in names)


@pytest.fixture
def hidden(made):
    world.hide(made)
    return made


def test_nothing_hidden_is_in_any_file(hidden, fetch):
    found = {path: unpacked(fetch(path).body).decode("utf-8", "replace") for path in FILES}
    said = [world.SECRET.casefold(), *hidden.secret_keys]
    assert [path for path, text in found.items() if any(each in text.casefold() for each in said)] == []


def test_who_is_logged_in_gets_the_same_files(hidden, fetch, client):
    client.force_login(factories.AdministratorFactory())
    assert [path for path in FILES if unpacked(fetch(path, client).body) != unpacked(fetch(path).body)] == []


def test_what_is_public_beside_it_is_there(hidden, fetch):
    """Else the tests above could pass with empty files."""
    text = fetch("popolo.json").body.decode()
    table = fetch("tabeller/ledamoter.csv").body.decode()
    for said in ("Åsa Öppen", "Bara namnet"):
        assert said in text
        assert said in table
    assert "Under den dolda" in text
    assert "asa@example.org" not in text + table


def test_group_below_a_hidden_one_does_not_say_where(hidden, registry):
    row = next(row for row in registry()["organizations"] if row["name"] == "Under den dolda")
    assert "parent_id" not in row


@pytest.mark.parametrize("path", ["popolo.json", "tabeller.zip"])
def test_group_that_is_hidden_is_gone_with_all_that_is_its(made, fetch, path):
    made.board.is_public = False
    made.board.save()
    text = unpacked(fetch(path).body).decode()
    for said in ("Rådet", str(made.member.uid), str(made.meeting.uid), str(made.term.uid), "Åsa Öppen"):
        assert said not in text, said
    assert "Centralt organ" in text
