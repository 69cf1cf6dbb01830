"""The files there are: at which address, of what type, under which name they are kept, and how they are written."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverkan import tabular
from samverkan.open_data import catalogue, documentation, rdf, schemas, tables
from samverkan.open_data.fields import Collection
from samverkan.open_data.popolo import CLASSES
from samverkan.open_data.public import Public
from samverkan.open_data.version import Version

JSON, CSV, ZIP = "application/json", "text/csv; charset=utf-8", "application/zip"
SCHEMA = "application/schema+json"
ROWS_A_PIECE = 200


@dataclass(frozen=True)
class File:
    """One file at `/oppna-data/<path>`."""

    path: str
    title: Promise | str
    media: str
    write: Callable[[Public, Version, bool], HttpResponseBase]
    """Makes the answer: the registry, what stands of it, and whether CSV is to have commas."""
    described_by: str = ""
    """Path of what says what it holds: a schema, or a place on the page about the fields."""
    attached: bool = False

    @property
    def name(self) -> str:
        return self.path.replace("/", "-")

    @property
    def address(self) -> str:
        return reverse("open-data-file", args=[self.path])


def _objects(collections: Iterable[Collection], public: Public) -> Iterator[str]:
    """Yield `{"organizations": […], …}` in pieces, a row on each line."""
    before = "{"
    for each in collections:
        yield f'{before}\n"{each.key}": ['
        rows, between = each.told(public), "\n"
        while part := list(islice(rows, ROWS_A_PIECE)):
            yield between + ",\n".join(_json(row) for row in part)
            between = ",\n"
        yield "\n]"
        before = ","
    yield "\n}\n"


def _json(value: object, **looks: object) -> str:
    return json.dumps(value, ensure_ascii=False, **looks)


def _popolo(*collections: Collection) -> Callable[..., HttpResponseBase]:
    return lambda public, _version, _comma: StreamingHttpResponse(_objects(collections, public))


def _csv(table: Collection) -> Callable[..., HttpResponseBase]:
    def write(public: Public, _version: Version, comma: bool) -> HttpResponseBase:
        rows = tables.cells(table, public)
        return tabular.csv_response(f"{table.key}.csv", table.header(), rows, comma=comma)

    return write


def _xlsx(public: Public, _version: Version, _comma: bool) -> HttpResponseBase:
    """Return all tables and what their columns mean as one workbook."""
    sheets = [(str(each.title), each.header(), tables.cells(each, public)) for each in tables.TABLES.values()]
    meanings = (_("Kolumner"), documentation.header(), documentation.rows())
    return tabular.xlsx_response("tabeller.xlsx", [*sheets, meanings])


def _zip(public: Public, _version: Version, comma: bool) -> HttpResponseBase:
    """Return all tables and what their columns mean as CSV in a zip, written to a temporary file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it, when it has been sent
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, header, rows in (
                *((each.key, each.header(), tables.cells(each, public)) for each in tables.TABLES.values()),
                ("kolumner", documentation.header(), documentation.rows()),
            ):
                with archive.open(f"{name}.csv", "w", force_zip64=True) as entry:
                    for line in tabular.csv_lines(header, rows, comma):
                        entry.write(line.encode())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file)


def _schema(make: Callable[[Callable[[str], str]], schemas.Schema]) -> Callable[..., HttpResponseBase]:
    return lambda public, _version, _comma: HttpResponse(_json(make(public.absolute), indent=2) + "\n")


def _catalogue(serialise: Callable[[rdf.Graph], str]) -> Callable[..., HttpResponseBase]:
    def write(public: Public, version: Version, _comma: bool) -> HttpResponseBase:
        return HttpResponse(serialise(catalogue.graph(public.absolute, version)))

    return write


def _all() -> Iterator[File]:
    whole = f"schema/{schemas.WHOLE}.json"
    yield File("popolo.json", gettext_lazy("Hela registret"), JSON, _popolo(*CLASSES.values()), whole)
    for key, each in CLASSES.items():
        yield File(f"popolo/{key}.json", each.title, JSON, _popolo(each), whole)
    for key, each in tables.TABLES.items():
        yield File(f"tabeller/{key}.csv", each.title, CSV, _csv(each), f"falt/#tabell-{key}", attached=True)
    yield File("tabeller.zip", gettext_lazy("Alla tabeller som CSV"), ZIP, _zip, "falt/#tabeller", attached=True)
    yield File(
        "tabeller.xlsx", gettext_lazy("Alla tabeller"), tabular.XLSX_TYPE, _xlsx, "falt/#tabeller", attached=True
    )
    yield File(whole, gettext_lazy("Hela registret"), SCHEMA, _schema(schemas.of_whole))
    for each in CLASSES.values():
        path = f"schema/{each.name}.json"
        yield File(path, each.title, SCHEMA, _schema(lambda absolute, of=each: schemas.of_class(of, absolute)))
    for ending, media, serialise in (
        ("rdf", "application/rdf+xml", rdf.as_xml),
        ("jsonld", "application/ld+json", rdf.as_json_ld),
    ):
        yield File(f"katalog.{ending}", gettext_lazy("Katalogen"), media, _catalogue(serialise))


FILES = {file.path: file for file in _all()}
"""Every file by its path under /oppna-data/."""
