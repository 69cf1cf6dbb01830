"""A file that waits: received or refused, kept no longer than it is needed."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups import erasing
from groups.models import Group
from samverkan.exchange.models import KEPT_DAYS, Import, PreviewRow
from samverkan.exchange.pages import upload
from samverkan.exchange.sheets import SHEETS
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps, csv_of, words

ROW = ("Rådet", "Samråd", "lokal", "Nordväst grupp")


def test_a_file_of_the_registrys_own_goes_straight_to_its_preview(steps: Steps) -> None:
    page = steps.upload(csv_of([ROW]), why="årets lista", effective="2026-01-31")
    entry = Import.objects.get()
    assert page.redirect_chain == [(steps.url("preview", entry.pk), 302)]
    assert (entry.state, entry.file_name, entry.why) == (Import.State.WAITING, "Grupper.csv", "årets lista")
    assert (entry.effective, entry.by.username) == (dt.date(2026, 1, 31), "leader")
    assert bytes(entry.content) == csv_of([ROW])
    assert "1 nya" in words(page)
    assert not Group.objects.filter(name="Rådet").exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Filen är tom. Välj en fil med innehåll."),
        (b"%PDF-1.7 x", "en PDF"),
        (b"\x89PNG\r\n", "en bild"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "lösenord"),
        (b"PK\x03\x04 half a file", "Filen"),
        (b"\n\n\n", "Filen har inga rader"),
        (b"<html><table>", "en webbsida"),
        (bytes(range(256)) * 40, "Filen"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field_and_not_kept(steps: Steps, content: bytes, told: str) -> None:
    page = steps.upload(content, "fil.xlsx", why="min orsak")
    assert page.status_code == 200
    assert told in " ".join(page.context["form"].errors["file"])
    assert 'value="min orsak"' in page.content.decode()
    assert not Import.objects.exists()


@pytest.mark.once
def test_no_file_and_a_day_to_come_are_told(steps: Steps) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page = steps.post("upload", effective=tomorrow.isoformat())
    assert page.context["form"].errors == {
        "file": ["Välj en fil."],
        "effective": ["Ange i dag eller en dag bakåt i tiden."],
    }


def test_a_file_too_large_is_refused_before_it_is_read(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samverkan.exchange.pages.upload.MOST_BYTES", 1000)
    page = steps.upload(b"x" * 200_000, why="min orsak")
    assert page.status_code == 200
    assert "för stor" in " ".join(page.context["form"].errors["file"])
    assert page.context["form"].cleaned_data["why"] == "min orsak", "what stands before the file is kept"
    assert not Import.objects.exists()
    assert steps.upload(csv_of([ROW])).redirect_chain, "a small one is taken"


@pytest.mark.once
def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.accounts["leader"])
    sent = {"file": SimpleUploadedFile("Grupper.csv", csv_of([ROW]))}
    assert client.post(reverse("admin:exchange_import_upload"), sent).status_code == 403
    assert not Import.objects.exists()


@pytest.mark.once
def test_a_long_name_and_a_strange_one_are_borne(steps: Steps) -> None:
    for name in ("å" * 250 + ".csv", "..\\..\\Grupper\x01.csv", "<b>Grupper</b>.csv"):
        page = steps.upload(csv_of([ROW]), name)
        assert page.status_code == 200
        assert "<b>Grupper</b>" not in page.content.decode()


def test_a_file_is_thrown_away_when_asked(steps: Steps) -> None:
    entry = steps.waiting([ROW])
    assert "Behåll den" in words(steps.get("discard", entry.pk))
    assert Import.objects.exists()
    page = steps.post("discard", entry.pk)
    assert "Filen är kastad" in words(page)
    assert not Import.objects.exists()
    assert not PreviewRow.objects.exists()
    assert "Filen finns inte kvar" in words(steps.post("discard", entry.pk))


def old(entry: Import) -> None:
    at = timezone.now() - dt.timedelta(days=KEPT_DAYS, minutes=1)
    Import.objects.filter(pk=entry.pk).update(uploaded_at=at)


def test_a_file_that_has_waited_too_long_is_seen_by_nobody_and_goes(steps: Steps, world: World) -> None:
    entry, done = steps.waiting([ROW]), steps.done([("Laget", *ROW[1:])])
    old(entry)
    old(done)
    for role in ("leader", "administrator"):
        page = Steps(world.client(role)).get("preview", entry.pk)
        assert "Filen finns inte kvar" in words(page)
    out = StringIO()
    call_command("throw_away_old_files", stdout=out)
    assert out.getvalue() == "1 filer kastade.\n"
    assert list(Import.objects.all()) == [done]


def test_the_next_upload_throws_away_what_is_old(steps: Steps) -> None:
    entry = steps.waiting([ROW])
    old(entry)
    steps.waiting([("Laget", *ROW[1:])])
    assert not Import.objects.filter(pk=entry.pk).exists()


def test_nothing_of_the_file_is_left_when_it_is_taken_in(steps: Steps) -> None:
    entry = steps.waiting([("Rådet", "Samrådet", *ROW[2:])])
    steps.correct(entry, 2, "type", "Samråd")
    steps.confirm(entry)
    entry.refresh_from_db()
    assert (entry.state, entry.content) == (Import.State.DONE, None)
    assert (entry.corrections, entry.mappings, entry.shown) == ([], {}, {})
    assert not PreviewRow.objects.exists()


def test_a_file_whose_content_is_gone_is_asked_for_again(steps: Steps) -> None:
    entry = steps.waiting([ROW])
    Import.objects.update(content=None)
    for page in (
        steps.get("table", entry.pk, 0),
        steps.confirm(entry),
        steps.post("compare", entry.pk),
        steps.correct(entry, 2, "name", "Laget"),
    ):
        assert page.status_code == 200
        assert "Ladda upp den igen" in words(page)


def test_erasing_a_person_throws_away_every_file_that_waits(steps: Steps, world: World) -> None:
    done = steps.done([ROW])
    steps.waiting([("Anna Eks grupp", *ROW[1:])])
    page = world.client("administrator").get(reverse("admin:groups_person_erase", args=[world.theirs.person.pk]))
    assert "Filer som väntar på att läsas in" in words(page)
    erasing.erase_person(world.theirs.person, by=None, today=timezone.localdate())
    assert list(Import.objects.all()) == [done]
    assert not PreviewRow.objects.exists()


# The way out


@pytest.mark.once
def test_what_is_fetched_comes_in_again_without_a_change(steps: Steps, world: World) -> None:
    for kind in ("xlsx", "zip"):
        answer = world.client("leader").get(steps.url(kind))
        day = timezone.localdate().isoformat()
        assert answer["Content-Disposition"] == f'attachment; filename="registret-{day}.{kind}"'
        content = b"".join(answer.streaming_content)
        page = steps.upload(content, f"registret.{kind}")
        assert "Registret säger redan allt som filen säger" in words(page)
    assert len(zipfile.ZipFile(BytesIO(content)).namelist()) == len(SHEETS)


@pytest.mark.once
def test_the_limit_is_the_readers_own() -> None:
    from samverkan.exchange.reading.limits import MOST_BYTES

    assert upload.most_bytes() == MOST_BYTES
