"""An export that comes in after others have changed what it holds: what it would take back is told, and left out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from groups.models import Group, GroupMunicipality
from samverkan.exchange import made
from samverkan.exchange.models import Import
from tests import factories as make
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps, told, words


def fetched(steps: Steps, kind: str) -> bytes:
    return b"".join(steps.client.get(steps.url(kind)).streaming_content)


def with_purpose(content: bytes, kind: str, slug: str, purpose: str) -> bytes:
    """The export with another purpose of one group, saved as Excel and people save it."""
    out = io.BytesIO()
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        rows = book["Grupper"].iter_rows()
        at = [cell.value for cell in next(rows)].index("Syfte")
        next(row for row in rows if row[0].value == slug)[at].value = purpose
        book.save(out)
        return out.getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        new.comment = old.comment
        for name in old.namelist():
            lines = old.read(name).decode("utf-8-sig").split("\r\n")
            if name == "grupper.csv":
                at = lines[0].split(";").index("Syfte")
                for number, line in enumerate(lines):
                    if line.startswith(f"{slug};"):
                        cells = line.split(";")
                        cells[at] = purpose
                        lines[number] = ";".join(cells)
            new.writestr(name, "\r\n".join(lines))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_what_others_have_changed_since_is_told_and_left_out_at_once(steps: Steps, world: World, kind: str) -> None:
    mine = world.ours.group
    theirs = make.GroupFactory(name="Andra gruppen", region=mine.region, type=mine.type, purpose="Gammalt")
    Group.history.update(history_date=timezone.now() - dt.timedelta(hours=1))
    content = fetched(steps, kind)
    theirs.purpose = "Nytt syfte"
    theirs._history_user = world.accounts["other_leader"]
    theirs.save()
    page = steps.upload(with_purpose(content, kind, mine.slug, "Mitt"), f"registret.{kind}")
    entry = Import.objects.latest("pk")
    assert {row.name: row.told["newer"] for row in entry.rows.all()} == {mine.name: False, theirs.name: True}
    said = words(page)
    assert "1 rad har ändrats i registret efter att filen hämtades" in said
    assert "efter att filen hämtades , av other_leader" in said or "efter att filen hämtades, av other_leader" in said
    assert [each.row.name for each in page.context["shown"]] == [theirs.name], "it is shown before the rest"
    assert "1 rad har ändrats i registret" in words(steps.get("confirm", entry.pk))
    page = steps.post("leave_newer", entry.pk)
    assert "1 rad är utelämnad." in words(page)
    assert [row.name for row in entry.rows.all()] == [mine.name]
    assert "Senast ändrad i registret" in words(page)
    assert "Inget är ändrat" in words(steps.post("leave_newer", entry.pk))
    steps.confirm(entry)
    assert set(Group.objects.values_list("name", "purpose")) >= {(mine.name, "Mitt"), (theirs.name, "Nytt syfte")}


def test_a_cell_that_is_gathered_from_other_rows_is_of_the_row(steps: Steps, world: World) -> None:
    content = fetched(steps, "zip")
    GroupMunicipality.objects.create(group=world.ours.group, municipality=world.ours.municipality)
    steps.upload(content, "registret.zip")
    assert [row.told["newer"] for row in Import.objects.latest("pk").rows.all()] == [True]


def test_a_file_of_ones_own_says_when_the_row_was_last_changed(steps: Steps, world: World) -> None:
    entry = steps.waiting([(world.ours.group.slug, "Nytt namn")], ("slug", "name"))
    assert not told(entry)[2].told["newer"]
    assert "Senast ändrad i registret" in words(steps.get("preview", entry.pk))
    entry = steps.waiting([("Rådet", "Samråd", "lokal", "Nordväst grupp")])
    assert "ändrad i registret" not in words(steps.get("preview", entry.pk))


@pytest.mark.parametrize(("minutes", "newer"), [(1, True), (90, False)])
def test_a_file_fetched_while_an_import_ran_is_older_than_what_that_wrote(steps, world, minutes, newer) -> None:
    """Its records are dated before the file, but nobody saw them until it was done."""
    content = fetched(steps, "zip")
    entry = steps.waiting([(world.ours.group.slug, "Nytt syfte")], ("slug", "purpose"))
    steps.confirm(entry)
    entry.refresh_from_db()
    Group.history.filter(history_change_reason=entry.reason).update(
        history_date=made.fetched_at(content) - dt.timedelta(minutes=minutes)
    )
    steps.upload(content, "registret.zip")
    assert [row.told["newer"] for row in Import.objects.latest("pk").rows.all()] == [newer]


@pytest.mark.once
def test_only_what_the_registry_wrote_is_believed() -> None:
    book, out, packed = Workbook(), io.BytesIO(), io.BytesIO()
    book.save(out)
    assert made.fetched_at(out.getvalue()) is None, "its creator is another"
    absurd = (b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00")
    for comment in (b"", b"hej", b"2026-99-99T00:00", b"\xff", *absurd):
        with zipfile.ZipFile(packed, "w") as archive:
            archive.comment = comment
        assert made.fetched_at(packed.getvalue()) is None
    assert made.fetched_at(b"slug;name") is None


def test_a_sheet_called_by_a_number_is_left_out_as_any_other(steps: Steps, world: World) -> None:
    content = fetched(steps, "xlsx")
    world.ours.group.purpose = "Nytt syfte"
    world.ours.group.save()
    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    book["Grupper"].title = "2026"
    book.save(out)
    steps.upload(out.getvalue(), "registret.xlsx")
    entry = Import.objects.latest("pk")
    assert [row.told["newer"] for row in entry.rows.all()] == [True]
    steps.post("leave_newer", entry.pk)
    assert not entry.rows.exists()


def test_a_workbook_whose_properties_are_damaged_is_read_all_the_same(steps: Steps) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(fetched(steps, "xlsx"))) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            new.writestr(each.filename, old.read(each), zipfile.ZIP_DEFLATED)
        part = new.getinfo("docProps/core.xml")
    damaged = bytearray(out.getvalue())
    start = part.header_offset + 30 + len(part.filename)
    damaged[start : start + part.compress_size] = b"\xff" * part.compress_size
    assert made.fetched_at(bytes(damaged)) is None
    assert "Granska filen" in words(steps.upload(bytes(damaged), "registret.xlsx"))
