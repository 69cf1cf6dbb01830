"""The simple registers as files: CSV as a Swedish Excel writes and reads it, and XLSX."""

from __future__ import annotations

import csv
import io
from typing import Any

import tablib
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats
from import_export.forms import ExportForm

from groups.admin.scope import writing
from groups.models import Inhabitants, Organisation, Topic
from samverkan.tabular import csv_lines, unharmed, xlsx_bytes


class SwedishCSV(base_formats.CSV):
    """Semicolons and a byte order mark going out; coming in also commas, and what an older Excel writes (cp1252)."""

    def get_title(self) -> str:
        return "CSV"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return "".join(csv_lines(dataset.headers or [], dataset)).encode()

    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> tablib.Dataset:
        text = in_stream if isinstance(in_stream, str) else _decoded(in_stream)
        first_line = text.partition("\n")[0]
        delimiter = ";" if first_line.count(";") >= first_line.count(",") else ","
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)  # which keeps line breaks in quotes
        rows = [[unharmed(cell) for cell in row] for row in lines if row]
        return _dataset(rows)

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"


class PlainXLSX(base_formats.XLSX):
    """The first sheet; text stays text whatever it begins with."""

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return xlsx_bytes([(dataset.title or "Register", dataset.headers or [], dataset)])


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _dataset(rows: list[list[str]]) -> tablib.Dataset:
    """The rows below their heading, each as wide as it."""
    dataset = tablib.Dataset()
    if not rows:
        return dataset
    dataset.headers = [heading.strip() for heading in rows[0]]
    for row in rows[1:]:
        dataset.append((row + [""] * len(dataset.headers))[: len(dataset.headers)])
    return dataset


class FilesInAndOut(ImportExportMixin):
    """Adds files to a ModelAdmin: whoever may see the register may take it out, whoever keeps it may bring it in."""

    export_form_class = ExportForm
    formats = [SwedishCSV, PlainXLSX]
    import_error_display = ("message",)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Brings in the file that was shown; if it is gone (confirmed twice, or long ago) it is asked for again."""
        try:
            with writing(request):
                return super().process_import(request, **kwargs)
        except FileNotFoundError:
            self.message_user(request, _("Filen finns inte kvar. Välj den igen."), messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class Register(resources.ModelResource):
    """Rows are checked as the form checks them, and nothing is written unless all of them hold."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Raises ValidationError when the file lacks a column that tells the rows apart."""
        wanted = [self.fields[name].column_name for name in self._meta.import_id_fields]
        missing = [name for name in wanted if name not in (dataset.headers or [])]
        if missing:
            raise ValidationError(_("Filen saknar kolumnen %(names)s.") % {"names": ", ".join(missing)})


class TopicResource(Register):
    slug = fields.Field(attribute="slug", column_name="nyckel")
    name = fields.Field(attribute="name", column_name="namn")

    class Meta(Register.Meta):
        model = Topic
        fields = ("slug", "name")
        import_id_fields = ("slug",)


class MunicipalityByCode(widgets.ForeignKeyWidget):
    """A municipality by its code; a spreadsheet may have turned 0114 into a number."""

    def __init__(self) -> None:
        super().__init__(Organisation, "municipality_code")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Organisation:
        code = str(value or "").strip().removesuffix(".0").zfill(4)
        try:
            return Organisation.objects.get(municipality_code=code)
        except Organisation.DoesNotExist:
            raise ValueError(_("Kommunkoden %(code)s finns inte i registret.") % {"code": code}) from None


class YesOrNo(widgets.Widget):
    """ja or nej; blank is nej."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = str(value or "").strip().casefold()
        if text not in {"", "ja", "nej", "1", "0"}:
            raise ValueError(_("Skriv ja eller nej."))
        return text in {"ja", "1"}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return _("ja") if value else _("nej")


class InhabitantsResource(Register):
    municipality = fields.Field(attribute="municipality", column_name="kommunkod", widget=MunicipalityByCode())
    name = fields.Field(attribute="municipality__name", column_name="kommun", readonly=True)
    year = fields.Field(attribute="year", column_name="år", widget=widgets.IntegerWidget())
    number = fields.Field(attribute="number", column_name="invånare", widget=widgets.IntegerWidget())
    assumed = fields.Field(attribute="assumed", column_name="året antaget", widget=YesOrNo())

    class Meta(Register.Meta):
        model = Inhabitants
        fields = ("municipality", "name", "year", "number", "assumed")
        import_id_fields = ("municipality", "year")
