"""Going through the pages as a browser does: what is posted is what a page offers, but for what is changed."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from samverkan.exchange.models import Import, PreviewRow

HEADINGS = ("name", "type", "tier", "parent")

Rows = list[tuple[str, ...]]


def csv_of(rows: Rows, headings: tuple[str, ...] = HEADINGS) -> bytes:
    return "".join(";".join(row) + "\r\n" for row in [headings, *rows]).encode("utf-8-sig")


def words(response: HttpResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class Steps:
    def __init__(self, client: Client) -> None:
        self.client = client

    def upload(self, content: bytes, name: str = "Grupper.csv", **said: str) -> HttpResponse:
        """The page that an upload leads to."""
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("admin:exchange_import_upload"), {**said, "file": file}, follow=True)

    def waiting(self, rows: Rows, headings: tuple[str, ...] = HEADINGS, **said: str) -> Import:
        """A file of groups that has come to its preview."""
        self.upload(csv_of(rows, headings), **said)
        return Import.objects.latest("pk")

    def url(self, name: str, /, *args: int) -> str:
        return reverse(f"admin:exchange_import_{name}", args=args)

    def get(self, name: str, /, *args: int, **query: Any) -> HttpResponse:
        return self.client.get(self.url(name, *args), query, follow=True)

    def post(self, name: str, /, *args: int, **data: Any) -> HttpResponse:
        return self.client.post(self.url(name, *args), data, follow=True)

    def correct(self, entry: Import, number: int, column: str, text: str, **more: str) -> HttpResponse:
        return self.post("correct", entry.pk, table=0, number=number, column=column, text=text, **more)

    def confirm(self, entry: Import) -> HttpResponse:
        """The page after the file is confirmed as it was shown."""
        entry.refresh_from_db()
        return self.post("confirm", entry.pk, seen=entry.shown["digest"])

    def done(self, rows: Rows, headings: tuple[str, ...] = HEADINGS, **said: str) -> Import:
        """A file that has been taken in."""
        entry = self.waiting(rows, headings, **said)
        self.confirm(entry)
        entry.refresh_from_db()
        assert entry.state == Import.State.DONE, (entry.shown, list(PreviewRow.objects.values_list("told", flat=True)))
        return entry


def told(entry: Import) -> dict[int, PreviewRow]:
    """The rows of the preview, by number."""
    return {row.number: row for row in entry.rows.all()}
